//! What may be secret of what a masked text hides: it hides what it does not understand, words of comments
//! too.
//!
//! What a name says to be secret, and what logs in, surely is so. Of all else only words that look like no
//! ordinary ones are hidden, and only where they stand alone.

mod credential;
mod words;

use std::collections::BTreeSet;
use std::ops::Range;

pub(super) use self::credential::seal_credential;
use self::credential::{seal_pair, seal_parameters, seal_user};
pub(super) use self::words::is_known;
use self::words::{is_credential_like, is_id, is_ordinary, is_unusual, looks_secret};
use crate::api::error::seal::Seals;
use crate::api::request::{is_credential_name, is_scheme};
use crate::json::Text;
use crate::mask::is_secret;

/// A shorter word that nothing tells to be secret is none.
const SHORT: usize = 6;

/// How many characters of what follows a name are looked at as a whole.
const LONGEST: usize = 2000;

/// How many values of secrets are looked at in a text; with more of them nothing is shown.
const MOST: usize = 2000;

/// What a name says to be secret is so from this length on.
const SHORT_NAMED: usize = 4;

/// Takes down of what is hidden the words that look like no ordinary ones, what stands around them up to the
/// next blanks, and what is set for the name of a secret. `masked` is the text, byte for byte as long; what
/// is not to be looked at stands there as in the text.
///
/// What is set for one of the `variables` is looked at even if it is shown.
pub(super) fn seal(text: &str, masked: &str, variables: &BTreeSet<String>, seals: &mut Seals) {
    let certificates = certificates(text);
    let is_certificate = |at: usize| {
        let next = certificates.partition_point(|range| range.start <= at);
        next.checked_sub(1).and_then(|last| certificates.get(last)).is_some_and(|range| at < range.end)
    };
    let is_hidden = |range: Range<usize>| text.get(range.clone()) != masked.get(range);
    let mut at = 0;
    let mut found = 0;
    for line in text.split_inclusive('\n') {
        // The name of a secret, or an option that takes one, stands before.
        let (mut is_named, mut is_option) = (false, false);
        for (chunk, offset) in chunks(line) {
            let start = at + offset;
            let is_looked_at = !is_certificate(start);
            let mut is_any = false;
            for (word, inner) in words(chunk) {
                let place = offset + inner..offset + inner + word.len();
                let before = line.get(..place.start).unwrap_or_default();
                let behind = line.get(place.end..).unwrap_or_default();
                if is_variable(before, behind) {
                    continue;
                }
                let may_be_id = is_id(word) && (!is_named || before.ends_with('/'));
                let shortest = if is_named { SHORT_NAMED } else { SHORT };
                if is_looked_at
                    && is_hidden(at + place.start..at + place.end)
                    && !may_be_id
                    && word.chars().count() >= shortest
                    && looks_secret(word)
                {
                    add_word(word, seals);
                    is_any = true;
                }
                let Some(between) = assignment(behind) else { continue };
                let is_set = variables.contains(word) && !between.contains(['{', '[']);
                if !is_set && !is_credential_name(word) && !is_secret(word) {
                    continue;
                }
                is_named = true;
                let value = Value::of(before, between, behind);
                let from = at + place.end + between.len();
                if is_looked_at && (is_set || is_hidden(from..from + value.text.len())) {
                    found += usize::from(!value.text.is_empty());
                    if found > MOST {
                        return seals.hide_all();
                    }
                    value.seal(is_set, seals);
                }
            }
            if is_any {
                add_word(trimmed(chunk), seals);
            }
            if is_looked_at && is_option && is_hidden(start..start + chunk.len()) {
                seal_pair(trimmed(chunk), seals);
            }
            is_option = is_user_option(chunk);
        }
        at += line.len();
    }
}

/// What stands between a name and what is set for it, if that is what follows.
fn assignment(behind: &str) -> Option<&str> {
    let between = behind.get(..behind.find(is_part).unwrap_or(behind.len()))?;
    let is_one =
        between.contains([':', '=']) || (between.contains(',') && between.contains(['"', '\'', '`']));
    is_one.then_some(between)
}

/// What is set for a name.
struct Value<'l> {
    text: &'l str,
    /// The line says nothing else.
    is_whole_line: bool,
    is_quoted: bool,
}

impl<'l> Value<'l> {
    /// What `before` and `behind` a name tell to be its value: in prose, `password: ask for it`, that is
    /// nothing.
    fn of(before: &str, between: &str, behind: &'l str) -> Self {
        let rest = behind.get(between.len()..).unwrap_or_default();
        let last = between.chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'));
        let near =
            rest.char_indices().nth(LONGEST).map_or(rest, |(at, _)| rest.get(..at).unwrap_or_default());
        let is_whole_line = before.len() < LONGEST && before.chars().all(|c| c == '@' || c.is_whitespace());
        let is_tight = between.contains('=') && !between.contains(char::is_whitespace);
        let text = match last {
            Some(quote) => near.split(quote).next().unwrap_or_default(),
            None if is_whole_line => trimmed(near.trim_end()),
            None if is_tight => trimmed(near.split(char::is_whitespace).next().unwrap_or_default()),
            None => "",
        };
        // Of what is made by a command or stands in a variable the words are looked at one by one.
        let is_made = between.contains(['$', '<']) || between.contains("{{");
        let text = if is_made { "" } else { text };
        Self { text, is_whole_line, is_quoted: last.is_some() }
    }

    /// Takes it down; `is_sure`, if it is certainly secret.
    fn seal(&self, is_sure: bool, seals: &mut Seals) {
        let text = self.text.trim();
        let scheme = text.split_once(' ').filter(|(word, _)| is_scheme(word));
        let text = scheme.map_or(text, |(_, behind)| behind);
        if text.is_empty() || is_known(text) || is_credential_like(text) || seal_parameters(text, seals) {
            return;
        }
        let mut is_any = false;
        for (word, _) in words(text).filter(|(word, _)| word.chars().count() >= SHORT_NAMED) {
            if looks_secret(word) {
                add(word, seals);
                is_any = true;
            }
        }
        let is_phrase = text.contains(char::is_whitespace);
        if is_sure || is_any || (self.is_whole_line && is_phrase) || is_unusual(text) {
            add(text, seals);
        } else if self.is_quoted || is_phrase || !is_ordinary(text) {
            add_word(text, seals);
        }
    }
}

/// Whether it is no more than the name of a variable: `{{token}}`, `${TOKEN}`.
fn is_variable(before: &str, behind: &str) -> bool {
    (before.trim_end_matches(' ').ends_with("{{") || before.ends_with("${"))
        && behind.trim_start_matches(' ').starts_with('}')
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

/// Takes down a text that is only perhaps secret, and what it stands for.
fn add_word(text: &str, seals: &mut Seals) {
    seals.add_word(text);
    if let Some(decoded) = decoded(text) {
        seals.add_word(&decoded);
    }
    if let Some(decoded) = in_base64(text) {
        match decoded.split_once(':') {
            Some((user, password)) => {
                seal_user(user, seals);
                seals.add(password);
            }
            None => seals.add_word(&decoded),
        }
    }
}

/// `-u name:password`
fn is_user_option(chunk: &str) -> bool {
    matches!(chunk, "-u" | "-U" | "--user" | "--proxy-user")
}

/// The names in a template; of one with dots the last part as well.
pub(crate) fn names(template: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let (mut rest, mut last) = (template, None);
    std::iter::from_fn(move || {
        while last.is_none() {
            let behind = rest.get(rest.find(is_part)?..)?;
            let (name, others) =
                behind.split_at_checked(behind.find(|c| !is_part(c)).unwrap_or(behind.len()))?;
            rest = others;
            let name = name.trim_matches(|c| c == '.');
            if !name.is_empty() {
                last = name.bytes().rposition(|byte| byte == b'.').and_then(|dot| name.get(dot + 1..));
                return Some(name);
            }
        }
        last.take()
    })
}

/// What stands between blanks, and where.
fn chunks(line: &str) -> impl Iterator<Item = (&str, usize)> {
    parts(line, |c| !c.is_whitespace())
}

/// The words of it, and where they stand.
fn words(text: &str) -> impl Iterator<Item = (&str, usize)> {
    // A full stop, a hyphen of `${X:-word}`
    parts(text, is_part).filter_map(|(part, at)| {
        let word = part.trim_start_matches(['-', '.']);
        let at = at + part.len() - word.len();
        Some((word.trim_end_matches(['-', '.']), at)).filter(|(word, _)| !word.is_empty())
    })
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
    const BEGIN: &str = "BEGIN CERTIFICATE";
    // Side by side, because there may be very many of one without the other.
    let mut begins = text.match_indices(BEGIN).map(|(at, _)| at).peekable();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (end, _) in text.match_indices("END CERTIFICATE") {
        let from = found.last().map_or(0, |range| range.end);
        let mut begin = None;
        while let Some(at) = begins.next_if(|at| at + BEGIN.len() <= end) {
            begin = Some(at).filter(|at| *at >= from);
        }
        found.extend(begin.map(|begin| begin..end));
    }
    found
}
