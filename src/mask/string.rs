//! Secrets in the middle of a decoded string.

use std::net::Ipv6Addr;
use std::ops::Range;

use super::is_secret;
use super::key::PrivateKey;
use super::pairs::is_value_name;
use crate::span::Span;

/// What must not be seen of a decoded string: bodies of private keys, the user information of a URL, and
/// whatever follows `password=` or `"password":`. `keys` are the private keys in it.
pub(super) fn secrets_in_string(text: &str, keys: &[PrivateKey]) -> Vec<(usize, usize)> {
    secrets(text, keys, None)
}

/// The ports of LDAP, with TLS or without, and of a global catalogue.
const PORTS: [&str; 4] = ["389", "636", "3268", "3269"];

/// The same of what should be a host: besides, what stands between a colon and `@`, however many hosts there are
/// and whatever is beside them.
pub(super) fn secrets_in_host(text: &str, keys: &[PrivateKey]) -> Vec<(usize, usize)> {
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
    secrets(text, keys, password)
}

/// The same of what should be the one who binds: besides, what stands between a colon and `@`, unless the
/// text may be a distinguished name, which has `=` before. Names of accounts, and what is before the `@` of a
/// principal's, have no colon.
pub(super) fn secrets_in_user(text: &str, keys: &[PrivateKey]) -> Vec<(usize, usize)> {
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
    secrets(text, keys, password)
}

/// Whether a port of LDAP stands there, and something else follows. Any other number may be how a password begins.
fn begins_with_port(text: &str) -> bool {
    let digits = text.find(|c: char| !c.is_ascii_digit());
    let parts = digits.and_then(|digits| text.split_at_checked(digits));
    parts.is_some_and(|(number, rest)| {
        PORTS.contains(&number) && rest.starts_with(|c: char| matches!(c, ',' | '/') || c.is_whitespace())
    })
}

fn secrets(text: &str, keys: &[PrivateKey], known: Option<(usize, usize)>) -> Vec<(usize, usize)> {
    match text.len() < SHORT && keys.is_empty() && known.is_none() && !has_sign(text) {
        true => Vec::new(),
        false => all_secrets(text, keys, known),
    }
}

fn all_secrets(text: &str, keys: &[PrivateKey], known: Option<(usize, usize)>) -> Vec<(usize, usize)> {
    // Escaped twice, a name may hide in it: nothing is certain then.
    if has_unicode_escape(text) {
        return vec![(0, text.len())];
    }
    let assignment = assignment(text);
    let mut found: Vec<(usize, usize)> = assignment.map(|start| (start, text.len())).into_iter().collect();
    found.extend(keys.iter().map(|key| (key.body.start, key.body.end)));
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

/// A shorter text is searched for any sign beside which a secret may stand: most have none.
const SHORT: usize = 256;

fn has_sign(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'\\' | b'{' | b'<' | b'(' | b':' | b'=' | b'@'))
}

/// Where begins what is set for a secret, `password=…`, or stands for one that is not set.
fn assignment(text: &str) -> Option<usize> {
    // Most texts have nothing in which a default may stand, and need not be looked at word by word.
    let mut opens = memchr::memchr3_iter(b'{', b'<', b'(', text.as_bytes());
    if opens.any(|at| may_hold_default(text.as_bytes(), at)) {
        return assigned_in(text, 0..text.len(), true);
    }
    parts_before_signs(text).find_map(|part| assigned_in(text, part, false))
}

/// Whether a default may stand behind a bracket.
fn may_hold_default(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    match (text.get(at), text.get(at + 1)) {
        (Some(b'{'), behind) => matches!(before, Some(b'$' | b'#')) || matches!(behind, Some(b'{' | b'%')),
        (Some(b'<'), behind) => behind == Some(&b'%'),
        (_, behind) => matches!(behind, Some(b'\'' | b'"' | b'\\')),
    }
}

/// Before each colon and equals sign what may name what is set there: from the last word that is set apart from the
/// sign by nothing but white space, quotation marks and escapes. Parts have no word in common, and are in order.
///
/// A bundle has few of these signs and many words: to look at each word took a sixth of its masking.
fn parts_before_signs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    memchr::memchr2_iter(b':', b'=', bytes).map(move |sign| {
        let before = bytes.get(from..sign).unwrap_or_default();
        // Blanks may be of any script, and the letter of an escape may be the end of a word.
        let is_between = |b: &u8| {
            !b.is_ascii()
                || b.is_ascii_whitespace()
                || matches!(b, b'\x0b' | b'"' | b'\'' | b'\\' | b'n' | b'r' | b't')
        };
        let is_of_word = |b: &u8| !b.is_ascii() || b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        let word_end = before.iter().rposition(|b| !is_between(b)).map_or(0, |last| last + 1);
        let word = before.get(..word_end).unwrap_or_default();
        let start = from + word.iter().rposition(|b| !is_of_word(b)).map_or(0, |last| last + 1);
        from = sign + 1;
        start..sign
    })
}

/// The same of what is named in a part of a text that begins with no word's middle.
fn assigned_in(text: &str, part: Range<usize>, has_defaults: bool) -> Option<usize> {
    // Whether a secret is named anywhere.
    let mut names_one = None;
    words(text.get(..part.end)?, part.start).find_map(|word| {
        let name = text.get(word.range())?;
        let rest = text.get(word.end..)?;
        if is_padding(rest) {
            return None;
        }
        let behind = behind_quotes(rest);
        if behind.starts_with([':', '=']) {
            let is_quoted = rest.starts_with(['"', '\'', '\\']);
            let mut names_one = || {
                *names_one
                    .get_or_insert_with(|| words(text, 0).any(|w| text.get(w.range()).is_some_and(is_secret)))
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

/// Whether that ends the base64 of a certificate: `…Qppw==` sets no `pw`. One bundle of a hundred made ones was hidden
/// from there to its end.
fn is_padding(text: &str) -> bool {
    let behind = text.strip_prefix("==").or_else(|| text.strip_prefix('='));
    let behind = behind.map(|behind| behind.strip_prefix('\r').unwrap_or(behind));
    behind.is_some_and(|behind| behind.starts_with("\n-----END CERTIFICATE-----"))
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
    memchr::memchr_iter(b'\\', text.as_bytes()).any(|at| match text.as_bytes().get(at + 1..) {
        Some([b'u', digits @ ..]) => {
            digits.iter().take(4).filter(|byte| byte.is_ascii_hexdigit()).count() == 4
        }
        _ => false,
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
    // The base64 of a bundle has slashes enough, and no `@`.
    let text = if memchr::memchr(b'@', text.as_bytes()).is_some() { text } else { "" };
    // JSON Pointers (RFC 6901) write `~1` for a slash.
    let slashes = ends_of(text, b"//").chain(ends_of(text, b"~1~1"));
    slashes.filter_map(|start| {
        // As far as a person would write it: a look from every `//` must not read the whole text.
        let near = text.as_bytes().get(start..).unwrap_or_default();
        let authority =
            near.iter().take(300).take_while(|byte| !matches!(byte, b'/' | b' ' | b'\n')).collect::<Vec<_>>();
        authority.iter().rposition(|&&byte| byte == b'@').map(|length| (start, start + length))
    })
}

/// Where the texts end that are the word, one after the other.
fn ends_of(text: &str, word: &'static [u8]) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    memchr::memchr_iter(word.first().copied().unwrap_or_default(), bytes).filter_map(move |at| {
        let is_one = at >= from && bytes.get(at..)?.starts_with(word);
        from = if is_one { at + word.len() } else { from };
        is_one.then_some(from)
    })
}

/// The runs of characters that names are made of, from there on.
fn words(text: &str, from: usize) -> impl Iterator<Item = Span> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut at = from;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(part)?;
        let rest = text.get(start..)?;
        at = start + rest.find(|c| !part(c)).unwrap_or(rest.len());
        Some(Span::new(start, at))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        /// What a short text has no sign of is not in it.
        #[test]
        fn short_texts_are_searched_as_long_ones(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "password", "BEGIN", "PRIVATE", " KEY", "Private-Lines", "pRiVaTe_KeY", "-", "--", "\u{2013}", "\u{2212}", "=", ":",
                    "@", "//", "~1~1", "b3BlbnNzaC1rZXktdjEA", "LS0t", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwgg", "MII", "M", "\\", "\\u0061",
                    "${", "{{", "<%", "('", "|", "}", "%", "\n", " ", "x",
                ]),
                0..8,
            ),
        ) {
            let text = parts.concat();
            let keys = crate::mask::key::all_private_keys(&text);
            prop_assert_eq!(&crate::mask::key::private_keys(&text), &keys);
            for keys in [&keys[..], &[]] {
                prop_assert_eq!(secrets(&text, keys, None), all_secrets(&text, keys, None));
            }
        }

        /// To look only before the signs finds what a look at every word finds.
        #[test]
        fn what_is_assigned_is_found_before_the_signs(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "password", "pw", "\n-----END CERTIFICATE-----", "value", "x", "n", "t", ":", "=", "\"", "\\", "\\n", " ", "\n", "\u{a0}", "\u{b}",
                    "é", "-", "_", "/", "secret", "data", "\u{200b}", "{", "$", "{{", "<%", "(", "'", "|", "}",
                ]),
                0..12,
            ),
        ) {
            let text = parts.concat();
            let defaults = ["{{", "{%", "${", "#{", "<%", "('", "(\"", "(\\"];
            let has_defaults = defaults.iter().any(|open| text.contains(open));
            prop_assert_eq!(assignment(&text), assigned_in(&text, 0..text.len(), has_defaults));
        }
    }

    /// The base64 of a certificate may end as a secret's name does.
    #[test]
    fn padding_sets_nothing() {
        for end in ["\n", "\r\n"] {
            for padding in ["=", "=="] {
                let body = format!("CKWQ-pw{padding}{end}");
                let certificate =
                    format!("-----BEGIN CERTIFICATE-----{end}{body}-----END CERTIFICATE-----{end}");
                assert_eq!(assignment(&certificate), None, "{certificate}");
                assert_eq!(assignment(&format!("{{{{ x }}}}{certificate}")), None, "{certificate}");
                let behind = assignment(&format!("{certificate}pw=hunter2"));
                assert_eq!(behind, Some(certificate.len() + "pw".len()));
                assert_eq!(assignment(&body), Some("CKWQ-pw".len()), "{body}");
                assert!(assignment(&certificate.replace("END CERTIFICATE", "END PRIVATE KEY")).is_some());
            }
        }
    }
}
