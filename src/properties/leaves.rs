//! Where the values of a JSON document stand, by a plain reading of it: for properties that say what an edit has
//! not touched.

use std::ops::Range;

use crate::fix::Edit;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The path to it, as of RFC 6901.
    pub(super) pointer: String,
    /// The name of the member that it is in, directly or in lists.
    pub(super) name: Option<Range<usize>>,
    /// Whether it is that member's value, and no item of a list.
    pub(super) is_member: bool,
    pub(super) value: Range<usize>,
    /// Whether it holds no other one.
    is_leaf: bool,
}

impl Part {
    /// The name and the value, as they are spelt.
    pub(super) fn spelt<'t>(&self, text: &'t str) -> (&'t str, &'t str) {
        (self.name.clone().map_or("", |name| &text[name]), &text[self.value.clone()])
    }

    /// The path without the places in lists, which change when an item before goes.
    pub(super) fn members(&self) -> String {
        let is_index = |token: &str| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
        let tokens = self.pointer.split('/').map(|token| if is_index(token) { "*" } else { token });
        tokens.collect::<Vec<_>>().join("/")
    }

    /// Whether it is the value at a path, or in that.
    pub(super) fn is_in(&self, pointer: &str) -> bool {
        self.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The name of the member, if it is in one.
    pub(super) fn name(&self, text: &str) -> Option<String> {
        self.name.clone().map(|name| decoded(&text[name]))
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

fn decoded(raw: &str) -> String {
    serde_json::from_str(raw).unwrap_or_else(|_| raw.to_owned())
}

/// The values of a valid document that hold no other one, in their order.
pub(super) fn leaves(text: &str) -> Vec<Part> {
    parts(text).into_iter().filter(|part| part.is_leaf).collect()
}

/// All values of a valid document; what is in a list or an object stands before that.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, parts: Vec::new() };
    reader.at = text.len() - text.trim_start_matches('\u{feff}').len();
    reader.value(&Place { pointer: String::new(), name: None, is_member: false });
    reader.parts
}

/// Where a value is.
struct Place {
    pointer: String,
    name: Option<Range<usize>>,
    is_member: bool,
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    parts: Vec<Part>,
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

    fn value(&mut self, place: &Place) {
        let first = self.next();
        let start = self.at;
        let before = self.parts.len();
        match first {
            b'{' | b'[' => {
                self.at += 1;
                let mut index = 0;
                while !matches!(self.next(), b'}' | b']') {
                    if self.bytes[self.at] == b',' {
                        self.at += 1;
                        self.next();
                    }
                    let inner = if first == b'[' { self.item(place, index) } else { self.member(place) };
                    self.value(&inner);
                    index += 1;
                }
                self.at += 1;
            }
            b'"' => drop(self.string()),
            _ => {
                let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
                let rest = &self.bytes[self.at..];
                self.at += rest.iter().position(is_end).unwrap_or(rest.len());
            }
        }
        self.parts.push(Part {
            pointer: place.pointer.clone(),
            name: place.name.clone(),
            is_member: place.is_member,
            value: start..self.at,
            is_leaf: self.parts.len() == before,
        });
    }

    fn item(&self, list: &Place, index: usize) -> Place {
        Place { pointer: format!("{}/{index}", list.pointer), name: list.name.clone(), is_member: false }
    }

    /// Reads a name and the colon behind it.
    fn member(&mut self, object: &Place) -> Place {
        let name = self.string();
        self.next();
        self.at += 1;
        let token = decoded(&self.text[name.clone()]).replace('~', "~0").replace('/', "~1");
        Place { pointer: format!("{}/{token}", object.pointer), name: Some(name), is_member: true }
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
        let pointers: Vec<_> = parts(text).into_iter().map(|part| part.pointer).collect();
        assert_eq!(pointers, ["/a/0", "/a/1/b", "/a/1", "/a/2", "/a", "/c", "/d", "/e", ""]);
    }

    #[test]
    fn paths_are_told_apart() {
        let text = r#"{"a~/1":{"b":[[1]]},"a":2}"#;
        let leaves = leaves(text);
        assert_eq!(leaves[0].pointer, "/a~0~11/b/0/0");
        assert_eq!(leaves[0].members(), "/a~0~11/b/*/*");
        for (pointer, is_in) in [("", [true, true]), ("/a", [false, true]), ("/a~0~11/b", [true, false])] {
            assert_eq!([0, 1].map(|nth: usize| leaves[nth].is_in(pointer)), is_in, "{pointer}");
        }
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
