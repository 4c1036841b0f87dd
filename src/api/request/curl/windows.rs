//! What the shells of Windows make of quotes. Commands that are written for them are told from others, and
//! what no POSIX shell would read so is not judged.

use super::Word;

/// For which shell a text seems to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Posix,
    /// `cmd.exe`, with an escaped quotation mark at the beginning of a word, as browsers copy commands.
    Escaped,
    PowerShell,
}

const ESCAPED: &str = "a command is written for cmd.exe, with escaped quotation marks";
pub(super) const QUOTES: &str = "the quotes in the body are those of a shell of Windows";

pub(super) fn manner(text: &str) -> Manner {
    let begins = |line: &str| line.split([' ', '\t']).any(|word| word.starts_with("^\""));
    if text.contains("^\"") && text.lines().any(begins) {
        return Manner::Escaped;
    }
    let goes_on = |line: &str| line.ends_with(" `");
    match text.contains("$env:") || text.contains("curl.exe") || text.lines().any(goes_on) {
        true => Manner::PowerShell,
        false => Manner::Posix,
    }
}

/// Why the words of a command are not read, if they are not.
pub(super) fn unread(words: &[Word], manner: Manner, text: &str) -> Option<&'static str> {
    let is_one = |word: &Word| text.get(word.span.range()).is_some_and(|text| text.starts_with("^\""));
    (manner == Manner::Escaped && words.iter().any(is_one)).then_some(ESCAPED)
}

/// Whether a word has quotation marks in it as Windows escapes them: `"{""ldap"": …"`, `'{\"ldap\": …'`.
pub(super) fn has_other_quotes(word: &Word, manner: Manner, text: &str) -> bool {
    let written = text.get(word.span.range()).unwrap_or_default();
    let inside = |open: &str| written.strip_prefix(open).map(str::trim_start).unwrap_or_default();
    inside("\"").starts_with("{\"\"")
        || (manner == Manner::PowerShell && inside("'").starts_with(['{', '[']) && written.contains("\\\""))
}
