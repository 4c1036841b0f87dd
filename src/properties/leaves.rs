//! Where the values of a JSON document stand, by a plain reading of it: for properties that say what an edit has
//! not touched.

use std::ops::Range;

use crate::fix::Edit;

/// A value that holds no other one, with the name of the member that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    name: Option<Range<usize>>,
    value: Range<usize>,
}

impl Leaf {
    /// The name and the value, as they are spelt.
    pub(super) fn spelt<'t>(&self, text: &'t str) -> (&'t str, &'t str) {
        (self.name.clone().map_or("", |name| &text[name]), &text[self.value.clone()])
    }

    /// The name of the member, if it is in one.
    pub(super) fn name(&self, text: &str) -> Option<String> {
        let raw = &text[self.name.clone()?];
        Some(serde_json::from_str(raw).unwrap_or_else(|_| raw.to_owned()))
    }

    /// Whether an edit changes something of it.
    pub(super) fn is_touched(&self, edit: &Edit) -> bool {
        let touches = |range: &Range<usize>| {
            edit.span.start < range.end && range.start < edit.span.end
                || edit.span.is_empty() && range.start < edit.span.start && edit.span.start < range.end
        };
        touches(&self.value) || self.name.as_ref().is_some_and(touches)
    }
}

/// The leaves of a valid document, in their order.
pub(super) fn leaves(text: &str) -> Vec<Leaf> {
    let mut reader = Reader { bytes: text.as_bytes(), at: 0, leaves: Vec::new() };
    reader.at = text.len() - text.trim_start_matches('\u{feff}').len();
    reader.value(None);
    reader.leaves
}

struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    leaves: Vec<Leaf>,
}

impl Reader<'_> {
    /// The next byte that is no white space.
    fn next(&mut self) -> u8 {
        while self.bytes[self.at].is_ascii_whitespace() {
            self.at += 1;
        }
        self.bytes[self.at]
    }

    fn string(&mut self) -> Range<usize> {
        let start = self.at;
        self.at += 1;
        while self.bytes[self.at] != b'"' {
            self.at += if self.bytes[self.at] == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        start..self.at
    }

    fn value(&mut self, name: Option<&Range<usize>>) {
        let first = self.next();
        let start = self.at;
        match first {
            b'{' | b'[' => {
                self.at += 1;
                let before = self.leaves.len();
                while !matches!(self.next(), b'}' | b']') {
                    if self.bytes[self.at] == b',' {
                        self.at += 1;
                        self.next();
                    }
                    if first == b'[' {
                        self.value(name);
                        continue;
                    }
                    let own = self.string();
                    self.next();
                    self.at += 1;
                    self.value(Some(&own));
                }
                self.at += 1;
                if self.leaves.len() > before {
                    return;
                }
            }
            b'"' => drop(self.string()),
            _ => {
                let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
                let rest = &self.bytes[self.at..];
                self.at += rest.iter().position(is_end).unwrap_or(rest.len());
            }
        }
        self.leaves.push(Leaf { name: name.cloned(), value: start..self.at });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn leaves_are_what_holds_nothing_else() {
        let text = r#"{"a" : [1, {"b":"x\"}"} ,[]], "c": {}, "d":-1e2, "e":null}"#;
        let found: Vec<_> = leaves(text).iter().map(|leaf| leaf.spelt(text)).collect();
        let expected = [
            ("\"a\"", "1"),
            ("\"b\"", r#""x\"}""#),
            ("\"a\"", "[]"),
            ("\"c\"", "{}"),
            ("\"d\"", "-1e2"),
            ("\"e\"", "null"),
        ];
        assert_eq!(found, expected);
        assert_eq!(leaves(" 1 ").len(), 1);
    }

    #[test]
    fn an_edit_touches_what_it_stands_in() {
        let text = r#"{"a":12,"b":3}"#;
        let touched = |start, end| {
            let edit = Edit { span: Span::new(start, end), text: String::new() };
            leaves(text).iter().map(|leaf| leaf.is_touched(&edit)).collect::<Vec<_>>()
        };
        assert_eq!(touched(6, 6), [true, false]);
        assert_eq!(touched(2, 3), [true, false]);
        assert_eq!(touched(7, 8), [false, false]);
        assert_eq!(touched(7, 7), [false, false]);
        assert_eq!(touched(6, 9), [true, true]);
    }
}
