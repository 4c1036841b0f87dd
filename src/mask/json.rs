//! A valid text: its members tell where the secrets are.

use super::key::{PrivateKey, bare_keys, end_of_key, private_keys};
use super::pairs::{LONGEST_NAME, is_value_name, named_values};
use super::string::{secrets_in_host, secrets_in_string, secrets_in_user};
use super::{hide, is_near, is_secret, lower_case};
use crate::json::{Document, Text, string_end};
use crate::quote::{is_control, stand_in};
use crate::span::Span;

/// What the mask and the rule about private keys have to know of a valid JSON text.
#[derive(Debug, Default)]
pub(crate) struct InJson {
    /// What holds secrets: in order, and apart from each other.
    pub(crate) secrets: Vec<Span>,
    /// The private keys. Values that are secret anyway are not looked into.
    pub(crate) keys: Vec<KeyInJson>,
}

/// The spans of a valid JSON text, at the byte `base` of the file, that hold secrets: in order, and
/// apart from each other.
pub(crate) fn secrets_in_json(text: &str, base: usize) -> Vec<Span> {
    look_into_json(text, base, None).secrets
}

/// Looks into a valid JSON text, at the byte `base` of the file. What the document has decoded is not decoded once
/// more.
pub(crate) fn look_into_json(text: &str, base: usize, document: Option<&Document<'_>>) -> InJson {
    let known = document.map(Document::texts).unwrap_or_default();
    let mut known = known.into_iter().peekable();
    let bytes = text.as_bytes();
    let InJson { mut secrets, mut keys } = InJson::default();
    let mut at = 0;
    // Whether a private key began in an array of lines, and has not ended.
    let mut in_key = false;
    // Whether a member is there that may be named by the one beside it.
    let mut has_values = false;
    // Where what should be a host or a user ends, and how it is searched.
    let (mut near, mut search): (usize, Search) = (0, secrets_in_string);
    // In valid JSON every quote outside of a string opens one.
    while let Some(open) = next_quote(bytes, at) {
        let start = base + open + 1;
        while known.next_if(|(at, _)| *at < start).is_some() {}
        let known = known.peek().filter(|(at, _)| *at == start).map(|(_, text)| *text);
        // What the document has decoded has been read to its end.
        let end = match known.and_then(Text::raw) {
            Some(raw) => Some(open + raw.len() + 2),
            None => string_end(bytes, open),
        };
        let Some(end) = end else { break };
        let raw = text.get(open + 1..end - 1).unwrap_or_default();
        at = skip_blanks(bytes, end);
        let is_name = bytes.get(at) == Some(&b':');
        in_key &= !is_name;
        let is_near = open < near;
        // The contract's own names hold nothing themselves.
        let known_name = if is_name { Meaning::at_a_glance(raw) } else { None };
        let may_hold = || in_key || may_hold_secret(raw) || (is_near && raw.contains('@'));
        let to_search = known_name.is_none() && may_hold();
        if !is_name && !to_search {
            continue;
        }
        let decoded;
        let string = match known {
            Some(text) => text,
            None => {
                // The contract's own names are as they are written.
                decoded = if known_name.is_some() { Text::plain(raw) } else { Text::literal(raw, start) };
                &decoded
            }
        };
        let text = string.as_str();
        if to_search {
            let found = private_keys(text);
            if !is_name && found.iter().any(|key| key.is_certain) && may_hold_key(raw) {
                keys.extend(found.iter().filter(|key| key.is_certain).map(|key| KeyInJson::of(key, string)));
            }
            let hidden = match in_key {
                true => vec![(0, end_of_key(text).unwrap_or(text.len()))],
                false if is_near => search(text, &found),
                false => secrets_in_string(text, &found),
            };
            in_key = match in_key {
                true => end_of_key(text).is_none(),
                false => found.last().is_some_and(|key| key.body.end == text.len()),
            };
            secrets.extend(
                hidden.into_iter().map(|(from, to)| string.span(from..to)).filter(|span| !span.is_empty()),
            );
        }
        if !is_name {
            continue;
        }
        let meaning = known_name.unwrap_or_else(|| Meaning::by_words(text));
        has_values |= meaning.has_value && raw.len() <= LONGEST_NAME;
        // What is inside of one is read already.
        if !is_near && let Some(found) = meaning.search {
            (near, search) = (value_end(bytes, skip_blanks(bytes, at + 1)), found);
        }
        // The name may carry a secret, and its value is one.
        if meaning.is_secret {
            let start = skip_blanks(bytes, at + 1);
            at = value_end(bytes, start);
            let quote = usize::from(bytes.get(start) == Some(&b'"'));
            secrets.push(Span::new(base + start + quote, base + at - quote));
        }
    }
    if has_values {
        let named = named_values(text, base);
        if !named.is_empty() {
            secrets.extend(named);
            secrets = apart(secrets);
        }
    }
    InJson { secrets, keys }
}

/// The spans in order, those that overlap as one.
fn apart(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => apart.push(span),
        }
    }
    apart
}

/// What the name of a member says of its value.
#[derive(Clone, Copy)]
struct Meaning {
    is_secret: bool,
    /// It may be what another member names.
    has_value: bool,
    /// How its texts are searched, if in their own way.
    search: Option<Search>,
}

impl Meaning {
    /// That of the contract's own names: to settle these at a glance saves three tenths of the look at a small body.
    /// A test says that their words settle them alike.
    fn at_a_glance(name: &str) -> Option<Self> {
        let harmless = Self { is_secret: false, has_value: false, search: None };
        match name {
            "customerX509"
            | "cas"
            | "ldap"
            | "authenticationEnabled"
            | "authorizationEnabled"
            | "authzQueryTemplate"
            | "caCertificate"
            | "port"
            | "userToDNMapping"
            | "ldapQuery"
            | "match"
            | "substitution" => Some(harmless),
            "bindPassword" => Some(Self { is_secret: true, ..harmless }),
            "hostname" => Some(Self { search: Some(secrets_in_host), ..harmless }),
            "bindUsername" => Some(Self { search: Some(secrets_in_user), ..harmless }),
            _ => None,
        }
    }

    fn by_words(name: &str) -> Self {
        Self { is_secret: is_secret(name), has_value: is_value_name(name), search: search_of(name) }
    }
}

/// How the texts of a value are searched.
type Search = fn(&str, &[PrivateKey]) -> Vec<(usize, usize)>;

/// How the value of a member of this name is searched, if in its own way.
fn search_of(name: &str) -> Option<Search> {
    match () {
        () if names_host(name) => Some(secrets_in_host),
        () if names_user(name) => Some(secrets_in_user),
        () => None,
    }
}

/// Whether a member of this name should hold the one who binds.
fn names_user(name: &str) -> bool {
    let name = lower_case(name.chars().filter(|c| c.is_alphanumeric()), name.len());
    ["username", "user", "binddn", "userdn"].iter().any(|end| name.ends_with(end))
        || is_near(&name, "bindusername", 2)
}

/// Whether a member of this name should hold a host, or hosts: misspelt, or in another tool's word.
fn names_host(name: &str) -> bool {
    let name = lower_case(name.chars().filter(|c| c.is_alphanumeric()), name.len());
    ["host", "server"].iter().any(|word| name.contains(word)) || is_near(&name, "hostname", 2)
}

/// A private key in a JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyInJson {
    /// The line that names it, or the value that holds it.
    pub(crate) label: Span,
    /// All of it, to be taken out of a text that has more.
    pub(crate) block: Option<Span>,
}

impl KeyInJson {
    fn of(key: &PrivateKey, string: &Text<'_>) -> Self {
        let all = 0..string.as_str().len();
        Self {
            label: string.span(key.label.clone()),
            block: (key.block != all).then(|| string.span(key.block.clone())),
        }
    }
}

/// Whether it is worth a finding that a key may be there.
fn may_hold_key(raw: &str) -> bool {
    ["PRIVATE", "private", "Private", "\\u", "\\/"].iter().any(|part| raw.contains(part))
        || bare_keys(raw).next().is_some()
}

/// Where the next string opens: mostly just behind the last one.
fn next_quote(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at..)? {
        [b'"', ..] => Some(at),
        [_, b'"', ..] => Some(at + 1),
        rest => Some(at + memchr::memchr(b'"', rest)?),
    }
}

fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at).is_some_and(|byte| *byte > b' ') {
        return at;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count()
}

/// One past the value that starts at `start` of a valid text.
fn value_end(bytes: &[u8], start: usize) -> usize {
    if bytes.get(start) == Some(&b'"') {
        return string_end(bytes, start).unwrap_or(bytes.len());
    }
    let mut at = start;
    let mut depth = 0_usize;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at).unwrap_or(bytes.len()),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' | b',' if depth == 0 => break,
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            _ => at += 1,
        }
        if depth == 0 && matches!(byte, b'"' | b'}' | b']') {
            break;
        }
    }
    at
}

/// A quick look, so that not every string has to be decoded and searched.
fn may_hold_secret(raw: &str) -> bool {
    // By a byte's number, whether it is the first of such a pair: few are.
    #[cfg_attr(
        not(test),
        expect(clippy::indexing_slicing, reason = "the compiler runs it, and would not go on")
    )]
    static BEGINS: [bool; 256] = {
        let mut begins = [false; 256];
        let (mut at, mut byte) = (0, 0_u8);
        while at < begins.len() {
            begins[at] =
                matches!(byte, b'\\' | b'p' | b'P' | b's' | b'S' | b'/' | b'-' | 0xe2 | b'M' | b'L' | b'b');
            (at, byte) = (at + 1, byte.wrapping_add(1));
        }
        begins
    };
    let bytes = raw.as_bytes();
    let mut firsts =
        bytes.iter().enumerate().filter(|(_, byte)| BEGINS.get(usize::from(**byte)) == Some(&true));
    firsts.any(|(at, first)| match (first, bytes.get(at + 1)) {
        (_, None) => false,
        // `/` may be written `\/`.
        (b'\\', Some(next)) => matches!(next, b'u' | b'/'),
        (b'p' | b'P', Some(next)) => matches!(next, b'r' | b'R' | b'a' | b'A' | b'w' | b'W'),
        (b's' | b'S', Some(next)) => matches!(next, b'e' | b'E'),
        (b'/', Some(next)) => *next == b'/',
        // The dashes of a boundary, whose label may be misspelt.
        (b'-', Some(next)) => *next == b'-',
        (0xe2, Some(next)) => matches!(next, 0x80 | 0x88),
        // The base64 of a private key, or of one in PEM.
        (b'M', Some(next)) => matches!(next, b'A'..=b'P'),
        (b'L', Some(next)) => *next == b'S',
        (b'b', Some(next)) => *next == b'3',
        _ => false,
    })
}

/// A valid text with the secrets masked and control characters made visible.
pub(crate) fn mask_json(text: &str, mark: usize, secrets: &[Span]) -> String {
    let mut masked = String::with_capacity(mark + text.len());
    masked.push_str(if mark == 0 { "" } else { stand_in('\u{feff}') });
    let mut at = mark;
    for secret in secrets {
        show(text.get(at - mark..secret.start - mark).unwrap_or_default(), &mut masked);
        hide(text.as_bytes().get(secret.start - mark..secret.end - mark).unwrap_or_default(), &mut masked);
        at = secret.end;
    }
    show(text.get(at - mark..).unwrap_or_default(), &mut masked);
    masked
}

fn show(text: &str, masked: &mut String) {
    let mut rest = text;
    loop {
        let (plain, after) = rest.split_at_checked(plain_length(rest.as_bytes())).unwrap_or_default();
        masked.push_str(plain);
        let Some(c) = after.chars().next() else { return };
        match is_control(c) && !is_layout(c) {
            true => masked.push_str(stand_in(c)),
            false => masked.push(c),
        }
        rest = after.get(c.len_utf8()..).unwrap_or_default();
    }
}

/// How long the beginning is of which all is shown. Looked at in blocks, it takes an eighth of the instructions: nothing
/// is decided byte by byte.
fn plain_length(bytes: &[u8]) -> usize {
    let is_plain = |block: &&[u8]| !block.iter().fold(false, |hidden, byte| hidden | may_be_hidden(*byte));
    let blocks = bytes.chunks_exact(BLOCK).take_while(is_plain).count();
    let rest = bytes.get(blocks * BLOCK..).unwrap_or_default();
    blocks * BLOCK + rest.iter().take_while(|byte| !may_be_hidden(**byte)).count()
}

/// How many bytes are looked at together.
const BLOCK: usize = 64;

/// Whether a control character may begin with that byte: no character that is shown begins with another one.
fn may_be_hidden(byte: u8) -> bool {
    !matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')
}

fn is_layout(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Kind;

    #[test]
    fn a_name_means_at_a_glance_what_its_words_mean() {
        let document = crate::schema(Kind::Patch);
        let names = document.split('"').filter(|part| part.chars().all(char::is_alphanumeric));
        let mut known = std::collections::BTreeSet::new();
        for name in names {
            let Some(meaning) = Meaning::at_a_glance(name) else { continue };
            let words = Meaning::by_words(name);
            assert_eq!((meaning.is_secret, meaning.has_value), (words.is_secret, words.has_value), "{name}");
            assert_eq!(meaning.search.is_some(), names_host(name) || names_user(name), "{name}");
            assert_eq!(name == "hostname", names_host(name), "{name}");
            known.insert(name);
        }
        assert_eq!(known.len(), 15, "{known:?}");
    }

    /// Runs are taken as they are; whatever is hidden begins with a byte at which they end.
    #[test]
    fn every_control_character_is_hidden() {
        for c in (0..=0x10ffff).filter_map(char::from_u32) {
            let mut shown = String::new();
            show(&format!("a{c}b"), &mut shown);
            let expected =
                if is_control(c) && !is_layout(c) { stand_in(c).to_owned() } else { c.to_string() };
            assert_eq!(shown, format!("a{expected}b"), "{c:?}");
        }
    }
}
