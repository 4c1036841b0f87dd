//! What may be secret of what a masked text hides: it hides what it does not understand, words of comments
//! too.

use std::collections::HashSet;
use std::ops::Range;

use crate::api::error::seal::Seals;
use crate::api::request::{is_credential_name, is_scheme};
use crate::json::Text;
use crate::mask::is_secret;
use crate::spec;

/// A shorter word that nothing tells to be secret is none.
const SHORT: usize = 6;

/// How many characters of what follows a name are looked at as a whole.
const LONGEST: usize = 2000;

/// What a name says to be secret is so from this length on.
const SHORT_NAMED: usize = 4;

/// Takes down of what is hidden the words that look like no ordinary ones, what stands around them up to the
/// next blanks, and what follows the name of a secret on its line. `masked` is the text, byte for byte as
/// long; what is not to be looked at stands there as in the text.
/// What is set for one of the `variables` is looked at even if it is shown.
pub(super) fn seal(text: &str, masked: &str, variables: &HashSet<String>, seals: &mut Seals) {
    let certificates = certificates(text);
    let is_certificate = |at: usize| {
        let next = certificates.partition_point(|range| range.start <= at);
        next.checked_sub(1).and_then(|last| certificates.get(last)).is_some_and(|range| at < range.end)
    };
    let is_hidden = |range: Range<usize>| text.get(range.clone()) != masked.get(range);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mut follows = Follows::Nothing;
        for (chunk, offset) in chunks(line) {
            let start = at + offset;
            let is_looked_at = !is_certificate(start);
            let mut is_any = false;
            for (word, inner) in words(chunk) {
                let place = start + inner..start + inner + word.len();
                let is_seen = !is_hidden(place) && !matches!(follows, Follows::Variable);
                if is_looked_at && !is_seen && follows.tell(word) {
                    add(word, seals);
                    is_any = true;
                }
                let behind = line.get(offset + inner + word.len()..).unwrap_or_default();
                let value = behind.trim_start_matches(|c: char| !is_part(c));
                let between = behind.get(..behind.len() - value.len()).unwrap_or_default();
                let is_value = between.contains([':', '='])
                    || (between.contains(',') && between.contains(['"', '\'', '`']));
                if is_value && variables.contains(word) {
                    follows = Follows::Variable;
                } else if is_value && (is_credential_name(word) || is_secret(word)) {
                    follows = Follows::Name;
                } else {
                    continue;
                }
                // With the blanks in it.
                let from = start + inner + word.len() + between.len();
                let value = value
                    .char_indices()
                    .nth(LONGEST)
                    .map_or(value, |(at, _)| value.get(..at).unwrap_or_default())
                    .trim_end();
                let is_seen = !is_hidden(from..from + value.len()) && !matches!(follows, Follows::Variable);
                if is_looked_at && !is_seen {
                    add(trimmed(value), seals);
                }
            }
            if is_any {
                add(trimmed(chunk), seals);
            }
            if is_looked_at && is_hidden(start..start + chunk.len()) && matches!(follows, Follows::Option) {
                seal_pair(trimmed(chunk), seals);
            }
            if is_user_option(chunk) {
                follows = Follows::Option;
            } else if matches!(follows, Follows::Option) {
                follows = Follows::Nothing;
            }
        }
        at += line.len();
    }
}

/// Takes down what logs in somewhere, and its parts: `user:password`, `name=value; name=value`, and what they
/// stand for without quotes and escapes, and in base64.
pub(super) fn seal_credential(text: &str, seals: &mut Seals) {
    for text in [text, &unquoted(text)] {
        add(text, seals);
        seal_pair(text, seals);
        text.split(';').filter_map(|part| part.split_once('=')).for_each(|(_, value)| add(value, seals));
        for (word, _) in
            words(text).filter(|(word, _)| word.chars().count() >= SHORT_NAMED && !is_known(word))
        {
            add(word, seals);
        }
    }
}

/// Takes down what stands behind the name of a user.
fn seal_pair(text: &str, seals: &mut Seals) {
    let user = text.find([':', ' ', '\t']);
    add(user.and_then(|at| text.get(at + 1..)).unwrap_or_default(), seals);
    for decoded in [in_base64(text), decoded(text)].into_iter().flatten() {
        add(decoded.split_once(':').map_or(&*decoded, |(_, password)| password), seals);
    }
}

/// Takes down a text, and what it stands for.
fn add(text: &str, seals: &mut Seals) {
    if seals.hides_all() {
        return;
    }
    seals.add(text);
    if let Some(decoded) = decoded(text) {
        seals.add(&decoded);
    }
    if let Some(decoded) = in_base64(text) {
        seals.add(&decoded);
        if let Some((_, password)) = decoded.split_once(':') {
            seals.add(password);
        }
    }
}

/// What stands before a word.
#[derive(Clone, Copy)]
enum Follows {
    Nothing,
    /// The name of a secret.
    Name,
    /// The name of a variable that stands for one.
    Variable,
    /// What takes the name of a user and a password.
    Option,
}

impl Follows {
    /// Whether a word is secret there.
    fn tell(self, word: &str) -> bool {
        let length = word.chars().count();
        match self {
            Self::Name | Self::Variable => length >= SHORT_NAMED && !is_known(word),
            _ => length >= SHORT && is_unusual(word) && !is_known(word),
        }
    }
}

/// `-u name:password`
fn is_user_option(chunk: &str) -> bool {
    matches!(chunk, "-u" | "-U" | "--user" | "--proxy-user")
}

/// The names in a template.
pub(crate) fn names(template: &str) -> impl Iterator<Item = &str> {
    template.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').filter(|name| !name.is_empty())
}

/// What stands between blanks, and where.
fn chunks(line: &str) -> impl Iterator<Item = (&str, usize)> {
    parts(line, |c| !c.is_whitespace())
}

/// The words of it, and where they stand.
fn words(text: &str) -> impl Iterator<Item = (&str, usize)> {
    parts(text, is_part)
}

fn parts(text: &str, is_part: impl Fn(char) -> bool + Copy) -> impl Iterator<Item = (&str, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(is_part)?;
        let rest = text.get(start..)?;
        let end = start + rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        at = end;
        Some((text.get(start..end)?, start))
    })
}

fn is_part(c: char) -> bool {
    !c.is_whitespace() && !":=@,;&'\"`(){}[]<>?#/|\\".contains(c)
}

fn trimmed(chunk: &str) -> &str {
    chunk.trim_matches(['"', '\'', '`', ',', ';', '(', ')', '[', ']', '{', '}', '\\'])
}

/// Whether it is no word as languages have them: with a digit, with other signs than those that join words,
/// or with a capital letter inside.
fn is_unusual(word: &str) -> bool {
    let mut before = None;
    word.chars().any(|c| {
        let is_inside = before.replace(c).is_some_and(char::is_lowercase);
        !(c.is_alphabetic() || matches!(c, '-' | '_' | '.')) || (c.is_uppercase() && is_inside)
    })
}

/// What is said often of requests, and is no secret.
const KNOWN: [&str; 10] = [
    "userSecurity",
    "groupId",
    "envelope",
    "pretty",
    "application",
    "json",
    "curl",
    "http",
    "https",
    "groups",
];

/// Whether it is a word of the contract, or of requests.
pub(super) fn is_known(word: &str) -> bool {
    let objects = [&spec::USER_SECURITY, &spec::CUSTOMER_X509, &spec::LDAP, &spec::MAPPING];
    let mut names = objects.iter().flat_map(|object| object.fields.iter().map(|field| field.name));
    names.any(|name| name.eq_ignore_ascii_case(word))
        || KNOWN.iter().any(|known| known.eq_ignore_ascii_case(word))
        || is_scheme(word)
        || word.starts_with("vnd.atlas.")
}

/// Without quotes, and the backslashes of escapes.
fn unquoted(text: &str) -> String {
    let mut is_escaped = false;
    let is_kept = |c: &char| {
        let is_kept = is_escaped || !matches!(c, '\\' | '\'' | '"');
        is_escaped = *c == '\\' && !is_escaped;
        is_kept
    };
    text.chars().filter(is_kept).collect()
}

/// What percent-encoding stands for.
fn decoded(text: &str) -> Option<String> {
    let text_of = Text::literal(text, 0);
    let decoded = text_of.percent_decoded(0..text.len());
    (decoded.as_str() != text).then(|| decoded.as_str().to_owned())
}

/// What base64 stands for, if that is a text.
fn in_base64(text: &str) -> Option<String> {
    use base64::Engine as _;
    use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};

    let text = text.trim_end_matches('=');
    let bytes = BASE64_STANDARD_NO_PAD.decode(text).or_else(|_| BASE64_URL_SAFE_NO_PAD.decode(text)).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let is_text = text.chars().count() >= SHORT_NAMED && !text.contains(char::is_control);
    is_text.then_some(text)
}

/// Where certificates stand, of which nothing is secret.
fn certificates(text: &str) -> Vec<Range<usize>> {
    let ends = text.match_indices("END CERTIFICATE").map(|(at, _)| at);
    let mut found: Vec<Range<usize>> = Vec::new();
    for end in ends {
        let from = found.last().map_or(0, |range| range.end);
        let begin = text.get(from..end).and_then(|part| part.rfind("BEGIN CERTIFICATE"));
        found.extend(begin.map(|begin| from + begin..end));
    }
    found
}
