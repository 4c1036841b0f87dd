//! Secrets in the middle of a decoded string.

use std::net::Ipv6Addr;

use super::is_secret;
use super::key::private_keys;
use super::pairs::is_value_name;
use crate::span::Span;

/// What must not be seen of a decoded string: bodies of private keys, the user information of a URL, and
/// whatever follows `password=` or `"password":`.
pub(super) fn secrets_in_string(text: &str) -> Vec<(usize, usize)> {
    secrets(text, None)
}

/// The ports of LDAP, with TLS or without, and of a global catalogue.
const PORTS: [&str; 4] = ["389", "636", "3268", "3269"];

/// The same of what should be a host: besides, what stands between a colon and `@`, however many hosts there are
/// and whatever is beside them.
pub(super) fn secrets_in_host(text: &str) -> Vec<(usize, usize)> {
    let password = text.rfind('@').and_then(|end| {
        let before = text.get(..end)?;
        if before.parse::<Ipv6Addr>().is_ok() {
            return None;
        }
        let mut behind = before.match_indices(':').map(|(at, colon)| at + colon.len());
        let begins = |rest: &str| !rest.starts_with("//") && !begins_with_port(rest);
        let start = behind.find(|&at| before.get(at..).is_some_and(begins))?;
        Some((start, end))
    });
    secrets(text, password)
}

/// The same of what should be the one who binds: besides, what stands between a colon and `@`, unless the
/// text may be a distinguished name, which has `=` before. Names of accounts, and what is before the `@` of a
/// principal's, have no colon.
pub(super) fn secrets_in_user(text: &str) -> Vec<(usize, usize)> {
    let password = text.rfind('@').and_then(|end| {
        // A template is somebody else's text.
        let mut depth = 0_usize;
        for (at, c) in text.get(..end)?.char_indices() {
            match c {
                '{' | '<' => depth += 1,
                '}' | '>' => depth = depth.saturating_sub(1),
                '=' if depth == 0 => return None,
                ':' if depth == 0 && !text.get(at..)?.starts_with("://") => return Some((at + 1, end)),
                _ => {}
            }
        }
        None
    });
    secrets(text, password)
}

/// Whether a port of LDAP stands there, and something else follows. Any other number may be how a password begins.
fn begins_with_port(text: &str) -> bool {
    let digits = text.find(|c: char| !c.is_ascii_digit());
    let parts = digits.and_then(|digits| text.split_at_checked(digits));
    parts.is_some_and(|(number, rest)| {
        PORTS.contains(&number) && rest.starts_with(|c: char| matches!(c, ',' | '/') || c.is_whitespace())
    })
}

fn secrets(text: &str, known: Option<(usize, usize)>) -> Vec<(usize, usize)> {
    // Escaped twice, a name may hide in it: nothing is certain then.
    if has_unicode_escape(text) {
        return vec![(0, text.len())];
    }
    let assignment = assignment(text);
    let mut found: Vec<(usize, usize)> = assignment.map(|start| (start, text.len())).into_iter().collect();
    found.extend(private_keys(text).into_iter().map(|key| (key.body.start, key.body.end)));
    found.extend(user_information(text));
    found.extend(known);
    found.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(found.len());
    for (start, end) in found.into_iter().filter(|(start, end)| start < end) {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

/// Where begins what is set for a secret, `password=…`, or stands for one that is not set.
fn assignment(text: &str) -> Option<usize> {
    // Whether a secret is named anywhere.
    let mut names_one = None;
    // Most texts have nothing in which a default may stand, and need not be looked at word by word.
    let has_defaults =
        ["{{", "{%", "${", "#{", "<%", "('", "(\"", "(\\"].iter().any(|open| text.contains(open));
    words(text).find_map(|word| {
        let name = text.get(word.range())?;
        let rest = text.get(word.end..)?;
        let behind = behind_quotes(rest);
        if behind.starts_with([':', '=']) {
            let is_quoted = rest.starts_with(['"', '\'', '\\']);
            let mut names_one = || {
                *names_one
                    .get_or_insert_with(|| words(text).any(|w| text.get(w.range()).is_some_and(is_secret)))
            };
            let is_one = is_secret(name) || (is_quoted && is_value_name(name) && names_one());
            return is_one.then_some(word.end);
        }
        if !has_defaults || !is_secret(name) {
            return None;
        }
        default_for(text, word)
    })
}

/// How far around a name a template is looked for.
const TEMPLATE: usize = 300;

/// Where the default of a variable of that name begins: `{{ name | default('…') }}`, `${name-…}`,
/// `env('name', '…')`.
fn default_for(text: &str, word: Span) -> Option<usize> {
    let before = text.as_bytes().get(word.start.saturating_sub(TEMPLATE)..word.start)?;
    let last = |marks: &[&[u8]]| before.windows(2).rposition(|pair| marks.contains(&pair));
    let open = last(&[b"{{", b"{%", b"${", b"#{", b"<%"]);
    let is_open = open > before.iter().rposition(|byte| *byte == b'}');
    let rest = text.get(word.end..)?;
    let behind = behind_quotes(rest);
    if is_open && open == last(&[b"${"]) {
        // A hyphen is part of a word, but not of the name of a variable.
        let name = text.get(word.range())?;
        let hyphen =
            name.match_indices('-').map(|(at, _)| at).find(|&at| name.get(..at).is_some_and(is_secret));
        if let Some(hyphen) = hyphen {
            return Some(word.start + hyphen);
        }
    }
    let inside = behind.bytes().take(TEMPLATE).take_while(|byte| *byte != b'}');
    let is_default =
        is_open && inside.into_iter().any(|byte| matches!(byte, b'|' | b'?' | b'+' | b'"' | b'\'' | b'`'));
    let call = text.get(..word.start)?.trim_end_matches(['"', '\'', '\\']);
    let is_argument = call.len() < word.start && call.ends_with('(') && behind.starts_with(',');
    (is_default || is_argument).then_some(word.end)
}

/// Whether an escape as `\u0061` stands there; `CORP\user` has none.
fn has_unicode_escape(text: &str) -> bool {
    text.match_indices("\\u").any(|(at, mark)| {
        let digits = text.as_bytes().get(at + mark.len()..).unwrap_or_default();
        digits.iter().take(4).filter(|byte| byte.is_ascii_hexdigit()).count() == 4
    })
}

/// What follows the quotation mark of a name and white space, escaped or not.
fn behind_quotes(text: &str) -> &str {
    let mut rest = text;
    // So many line breaks nobody writes, and a run of them is not to be read once for each of its letters.
    for _ in 0..16 {
        let trimmed = rest.trim_start_matches(|c: char| matches!(c, '"' | '\'' | '\\') || c.is_whitespace());
        let is_escape = rest.get(..rest.len() - trimmed.len()).is_some_and(|before| before.ends_with('\\'));
        match trimmed.strip_prefix(['n', 'r', 't']).filter(|_| is_escape) {
            Some(behind) => rest = behind,
            None => return trimmed,
        }
    }
    rest
}

/// What stands between `//` and `@` in URLs (RFC 3986 §3.2.1).
pub(super) fn user_information(text: &str) -> impl Iterator<Item = (usize, usize)> {
    // JSON Pointers (RFC 6901) write `~1` for a slash.
    let slashes = text.match_indices("//").chain(text.match_indices("~1~1"));
    slashes.filter_map(|(at, slashes)| {
        let start = at + slashes.len();
        // As far as a person would write it: a look from every `//` must not read the whole text.
        let near = text.as_bytes().get(start..).unwrap_or_default();
        let authority =
            near.iter().take(300).take_while(|byte| !matches!(byte, b'/' | b' ' | b'\n')).collect::<Vec<_>>();
        authority.iter().rposition(|&&byte| byte == b'@').map(|length| (start, start + length))
    })
}

/// Whether the last private key of the text has no end there.
pub(super) fn leaves_key_open(text: &str) -> bool {
    private_keys(text).last().is_some_and(|key| key.body.end == text.len())
}

/// The runs of characters that names are made of.
fn words(text: &str) -> impl Iterator<Item = Span> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(part)?;
        let rest = text.get(start..)?;
        at = start + rest.find(|c| !part(c)).unwrap_or(rest.len());
        Some(Span::new(start, at))
    })
}
