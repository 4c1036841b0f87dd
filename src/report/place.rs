//! Where a finding stands, and what of it stays when the document changes.

use crate::json::{Data, Document};
use crate::quote::printable;
use crate::rule::Draft;
use crate::source::Source;
use crate::span::Span;

/// What a fingerprint takes of a place besides its text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    /// The pointer, hashed, without the numbers of items: one that is put before others changes nothing
    /// about them.
    hash: u64,
    /// Whether the place is all of an object or array that has a name. What else is in there has nothing to
    /// do with it.
    is_whole: bool,
}

impl Way {
    /// To no member.
    pub(crate) const NONE: Self = Self { hash: FNV, is_whole: false };
}

/// The JSON pointer of the innermost member or item that holds the span, and what a fingerprint takes of it.
pub(super) fn pointer(document: &Document<'_>, span: Span, source: &Source<'_>) -> (String, Way) {
    let mut pointer = String::new();
    let mut hash = FNV;
    let mut value = &document.root;
    let mut is_item = false;
    loop {
        match &value.data {
            Data::Object(_, members) => {
                let index = members.partition_point(|member| member.key.start <= span.start);
                let member = index.checked_sub(1).and_then(|index| members.get(index));
                let Some(member) = member.filter(|member| member.span().contains(span)) else { break };
                let start = pointer.len();
                pointer.push('/');
                match source.is_secret(member.key) {
                    true => pointer.push_str("***"),
                    false => push_token(&mut pointer, member.name.as_str()),
                }
                hash = fnv(hash, pointer.get(start..).unwrap_or_default());
                (value, is_item) = (&member.value, false);
            }
            Data::Array(items) => {
                let index = items.partition_point(|item| item.span.start <= span.start);
                let found = index.checked_sub(1).and_then(|index| Some((index, items.get(index)?)));
                let Some((index, item)) = found.filter(|(_, item)| item.span.contains(span)) else { break };
                pointer.push_str(&format!("/{index}"));
                hash = fnv(hash, "/-");
                (value, is_item) = (item, true);
            }
            _ => break,
        }
    }
    let is_open = matches!(value.data, Data::Object(..) | Data::Array(_) | Data::Unexplored { .. });
    (pointer, Way { hash, is_whole: is_open && !is_item && span == value.span })
}

/// A reference token of RFC 6901 §3.
fn push_token(pointer: &mut String, token: &str) {
    pointer.push_str(&printable(token).replace('~', "~0").replace('/', "~1"));
}

/// What the finding has in common with itself in another version of the document.
pub(super) fn fingerprint(draft: &Draft, way: Way, shown: &str) -> u64 {
    let hash = [draft.rule.name, "\0", draft.case.level.name(), "\0"].into_iter().fold(way.hash, fnv);
    if way.is_whole {
        return hash;
    }
    let mut characters = shown.chars().filter(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')).peekable();
    let mut text = String::with_capacity(shown.len());
    while let Some(character) = characters.next() {
        // How long a secret is shall not be read from it.
        if character != '*' || characters.peek() != Some(&'*') {
            text.push(character);
        }
    }
    fnv(hash, &text)
}

/// Texts, hashed together.
#[cfg(feature = "cli")]
pub(crate) fn hashed<'t>(parts: impl IntoIterator<Item = &'t str>) -> u64 {
    parts.into_iter().fold(FNV, |hash, part| fnv(fnv(hash, part), "\0"))
}

/// Where FNV-1a begins.
const FNV: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, 64 bits: stable across versions and platforms, which the standard library's hasher is not.
fn fnv(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
