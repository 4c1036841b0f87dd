//! What tells the secrets of a document.

use crate::api::error::seal::Seals;
use crate::json::Text;
use crate::mask::{is_secret, is_value_name};
use crate::placeholder;
use crate::span::Span;

/// Takes down what tells the secret: the text that it is, and the lines of a long one, such as of a key; of
/// an object its texts, numbers and names. Of a template the names in it are told: somebody may set them.
pub(super) fn seal<'r>(raw: &'r str, span: Span, file: &str, seals: &mut Seals) -> Vec<&'r str> {
    if file.as_bytes().get(span.end) == Some(&b'"') {
        let decoded = Text::literal(raw, 0);
        let stands_for_value =
            placeholder::LITERALS.contains(&decoded.as_str()) || is_template(decoded.as_str());
        if !stands_for_value {
            seals.add(decoded.as_str());
            add_lines(decoded.as_str(), seals);
            let is_part = span.start.checked_sub(1).and_then(|at| file.as_bytes().get(at)) != Some(&b'"');
            if is_part {
                add_words(decoded.as_str(), seals);
            }
            return Vec::new();
        }
        return super::hidden::names(raw).collect();
    }
    if matches!(raw.trim(), "null" | "true" | "false") {
        return Vec::new();
    }
    seals.add(raw);
    for part in raw.split('"') {
        if part.chars().filter(|c| c.is_alphanumeric()).count() > 3 {
            let decoded = Text::literal(part, 0);
            seals.add(decoded.as_str().trim_matches([':', ',', '{', '}', '[', ']', ' ', '\n', '\r', '\t']));
        }
    }
    Vec::new()
}

/// A line of fewer characters tells little of a text of several.
const SHORT_LINE: usize = 12;

/// Takes down the lines of a text of several: one may be quoted without the others.
fn add_lines(text: &str, seals: &mut Seals) {
    let has_several = text.contains('\n');
    let lines = text.lines().map(str::trim).filter(|_| has_several);
    lines
        .filter(|line| line.chars().count() >= SHORT_LINE && !line.starts_with("--"))
        .for_each(|line| seals.add(line));
}

/// Takes down the words of what follows a name in a text: one of them is the secret.
fn add_words(text: &str, seals: &mut Seals) {
    let words = text.split(|c: char| c.is_whitespace() || "\"'`|(){}[]=:,;<>@\\".contains(c));
    let words = words.filter(|word| *word != "default" && !super::hidden::is_known(word));
    words.take(MOST_TEXTS).for_each(|word| seals.add_word(word));
}

/// How many names of secrets are looked at in a text that is no JSON, and how many characters behind each.
const MOST: usize = 1000;
const LONGEST: usize = 2000;

/// How many texts of an object or a list there.
const MOST_TEXTS: usize = 40;

/// Takes down what follows the names of secrets in a text that is no JSON, on the same line or the next that
/// is not blank: what the next quotation marks hold, and what there is up to the end of that line or the
/// next comma. Of an object or a list it is what stands between quotation marks.
pub(super) fn seal_broken(text: &str, seals: &mut Seals) {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut rest = text;
    let mut found = 0;
    // Whether a secret is named anywhere: then what is called a value may be that.
    let mut names_one = None;
    let mut names_one = || *names_one.get_or_insert_with(|| text.split(|c: char| !is_part(c)).any(is_secret));
    while let Some(start) = rest.find(is_part) {
        let word_and_rest = rest.get(start..).unwrap_or_default();
        let end = word_and_rest.find(|c| !is_part(c)).unwrap_or(word_and_rest.len());
        let (word, behind) = word_and_rest.split_at_checked(end).unwrap_or_default();
        rest = behind;
        let is_one = is_secret(word) || (is_value_name(word) && names_one());
        if !is_one {
            continue;
        }
        found += 1;
        if found > MOST {
            return seals.hide_all();
        }
        let near =
            behind.char_indices().nth(LONGEST).map_or(behind, |(at, _)| behind.get(..at).unwrap_or_default());
        let value = near.trim_start_matches(|c: char| c.is_whitespace() || "\"'\\:=>|[{(".contains(c));
        let quote = near.get(..near.len() - value.len()).and_then(|before| before.chars().next_back());
        if near.get(..near.len() - value.len()).is_some_and(|before| before.contains(['{', '['])) {
            value.split('"').take(MOST_TEXTS).for_each(|text| add(Text::literal(text, 0).as_str(), seals));
        }
        let line = value.split(['\n', '\r']).next().unwrap_or_default();
        let bare = line.split([',', '}']).next().unwrap_or_default();
        for value in [bare, line] {
            add(value.trim_matches(|c: char| c.is_whitespace() || "\"'\\,}]:".contains(c)), seals);
        }
        if let Some(quote) = quote.filter(|c| matches!(c, '"' | '\'')) {
            let decoded = Text::literal(within(value, quote), 0);
            add(decoded.as_str(), seals);
            add_lines(decoded.as_str(), seals);
        }
    }
}

/// Takes it down, unless it is the name of another member.
fn add(value: &str, seals: &mut Seals) {
    if !super::hidden::is_known(value) {
        seals.add(value);
    }
}

/// What stands before the quotation mark that ends a string.
fn within(text: &str, quote: char) -> &str {
    let mut is_escaped = false;
    let end = text.find(|c| {
        let ends = c == quote && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

fn is_template(text: &str) -> bool {
    crate::conventions::Conventions::usual().templates.make_up(text)
}
