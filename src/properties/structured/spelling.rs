//! How a document is spelt: escapes and white space make no difference.

use std::fmt::Write as _;

use arbitrary::{Result, Unstructured};

use super::generate::Node;

/// In one line, in the shortest spelling.
pub(super) fn minified(node: &Node) -> String {
    write(node, &mut Plain { indent: None })
}

/// As editors lay it out.
pub(super) fn pretty(node: &Node) -> String {
    write(node, &mut Plain { indent: Some(0) })
}

/// As the bytes say; when there are no more, it is the shortest.
pub(super) fn spelt(node: &Node, bytes: &mut Unstructured<'_>) -> String {
    write(node, &mut Random { bytes })
}

/// Where a spelling has a choice.
trait Spelling {
    fn space(&mut self, change: i8) -> String;
    fn string(&mut self, text: &str) -> String;
    fn around_colon(&mut self) -> String;
}

struct Plain {
    indent: Option<usize>,
}

impl Spelling for Plain {
    fn space(&mut self, change: i8) -> String {
        let Some(indent) = &mut self.indent else { return String::new() };
        *indent = indent.saturating_add_signed(change.into());
        format!("\n{}", "  ".repeat(*indent))
    }

    fn string(&mut self, text: &str) -> String {
        serde_json::to_string(text).expect("a string is JSON")
    }

    fn around_colon(&mut self) -> String {
        if self.indent.is_some() { " ".to_owned() } else { String::new() }
    }
}

struct Random<'b, 'd> {
    bytes: &'b mut Unstructured<'d>,
}

impl Random<'_, '_> {
    /// Not too often, and never if there are no bytes left.
    fn chance(&mut self) -> bool {
        !self.bytes.is_empty() && self.bytes.ratio(1, 8).unwrap_or(false)
    }

    fn escaped(&mut self, c: char) -> Result<String> {
        let mut units = [0; 2];
        let mut escaped = String::new();
        for unit in c.encode_utf16(&mut units) {
            let _ = match self.bytes.arbitrary()? {
                true => write!(escaped, "\\u{unit:04x}"),
                false => write!(escaped, "\\u{unit:04X}"),
            };
        }
        Ok(match c {
            '/' if self.bytes.arbitrary()? => "\\/".to_owned(),
            _ => escaped,
        })
    }
}

impl Spelling for Random<'_, '_> {
    fn space(&mut self, _: i8) -> String {
        match self.chance() {
            true => {
                self.bytes.choose(&[" ", "\n", "\r\n", "\t", "  \n "]).copied().unwrap_or_default().to_owned()
            }
            false => String::new(),
        }
    }

    fn string(&mut self, text: &str) -> String {
        let mut spelt = String::from("\"");
        // Of a long text most is left as it is.
        let is_escaping = self.chance();
        for c in text.chars() {
            if is_escaping
                && self.chance()
                && let Ok(escaped) = self.escaped(c)
            {
                spelt.push_str(&escaped);
                continue;
            }
            let quoted = serde_json::to_string(&c).expect("a character is JSON");
            spelt.push_str(&quoted[1..quoted.len() - 1]);
        }
        spelt.push('"');
        spelt
    }

    fn around_colon(&mut self) -> String {
        self.space(0)
    }
}

fn write(node: &Node, spelling: &mut impl Spelling) -> String {
    match node {
        Node::Bare(text) => text.clone(),
        Node::Text(text) => spelling.string(text),
        Node::List(items) => {
            let parts = items.iter().map(|item| (None, item));
            between('[', parts, ']', spelling)
        }
        Node::Object(members) => {
            let parts = members.iter().map(|(name, value)| (Some(name.as_str()), value));
            between('{', parts, '}', spelling)
        }
    }
}

fn between<'n>(
    open: char,
    parts: impl ExactSizeIterator<Item = (Option<&'n str>, &'n Node)>,
    close: char,
    spelling: &mut impl Spelling,
) -> String {
    let last = parts.len();
    let mut text = open.to_string();
    for (nth, (name, value)) in parts.enumerate() {
        text += &spelling.space(i8::from(nth == 0));
        if let Some(name) = name {
            text += &spelling.string(name);
            text.push(':');
            text += &spelling.around_colon();
        }
        text += &write(value, spelling);
        text.push_str(if nth + 1 < last { "," } else { "" });
    }
    text += &spelling.space(if last > 0 { -1 } else { 0 });
    text.push(close);
    text
}
