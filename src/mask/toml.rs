//! A policy file (TOML). It should hold no secret, and whoever puts one there shall not find it in a log.

use super::is_secret;
use super::key::private_keys;
use super::string::user_information;
use crate::quote::{is_control, stand_in};
use crate::span::Span;

/// The text, as far as it may be shown. `secrets` are spans that its structure tells of; `faults` where it
/// is no TOML, if so; `is_name` says of a word whether a line that begins with it ends what such a line
/// hides.
pub(crate) fn mask_toml(
    text: &str,
    secrets: Vec<Span>,
    faults: &[usize],
    is_name: impl Fn(&str) -> bool,
) -> String {
    let mut hidden = secrets;
    hidden.extend(private_keys(text).into_iter().map(|key| Span::new(key.body.start, key.body.end)));
    hidden.extend(user_information(text).map(|(start, end)| Span::new(start, end)));
    assignments(text, faults, is_name, &mut hidden);
    hidden.sort_unstable();
    let mut masked = String::with_capacity(text.len());
    let mut hidden = hidden.into_iter().peekable();
    let mut until = 0;
    for (at, c) in text.char_indices() {
        while let Some(span) = hidden.next_if(|span| span.start < at + c.len_utf8()) {
            until = until.max(span.end);
        }
        match c {
            '\n' | '\r' => masked.push(c),
            _ if at < until => masked.extend(std::iter::repeat_n('*', c.len_utf8())),
            '\t' => masked.push(c),
            c if is_control(c) => masked.push_str(stand_in(c)),
            c => masked.push(c),
        }
    }
    masked
}

/// What stands behind the `=` or `:` of a name that speaks of a secret, comments included: the rest of the
/// line; and, where that is no TOML, all lines up to one that begins with a name that is known.
fn assignments(text: &str, faults: &[usize], is_name: impl Fn(&str) -> bool, hidden: &mut Vec<Span>) {
    let mut start = 0;
    let mut is_open = false;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if is_open {
            let first = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '[' | '"' | '\''));
            is_open = !is_name(first.split(|c: char| !is_part(c)).next().unwrap_or_default());
        }
        if is_open {
            hidden.push(Span::new(start, end));
        } else if let Some(at) = secret_in(line, faults.is_empty()) {
            hidden.push(Span::new(start + at, end));
            is_open = faults.iter().any(|fault| (start..=end).contains(fault));
        }
        start = end;
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// Where in the line a secret begins.
fn secret_in(line: &str, is_valid: bool) -> Option<usize> {
    // Written with escapes, a name may say anything.
    if !is_valid && let Some(at) = line.find("\\u").or_else(|| line.find("\\x")).or_else(|| line.find("\\U"))
    {
        return Some(at);
    }
    let mut at = 0;
    while let Some(from) = line.get(at..).and_then(|rest| rest.find(is_part)) {
        let from = at + from;
        let rest = line.get(from..).unwrap_or_default();
        let to = from + rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let behind = line.get(to..).unwrap_or_default();
        let value = behind.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\'));
        if let Some(value) = value.strip_prefix([':', '='])
            && is_secret(line.get(from..to).unwrap_or_default())
            && !is_harmless(value)
        {
            return Some(line.len() - value.len());
        }
        at = to;
    }
    None
}

/// Whether the value that the text begins with is a level, or a word that people take for one: so of
/// `bind-password-literal = "off"`.
fn is_harmless(value: &str) -> bool {
    let value = value.trim_start().trim_start_matches(['"', '\'']);
    let word = value.split(|c: char| !is_part(c)).next().unwrap_or_default();
    is_harmless_word(word)
}

/// Whether a word is a level, or what people take for one, and no secret.
pub(crate) fn is_harmless_word(word: &str) -> bool {
    const WORDS: [&str; 22] = [
        "off", "note", "warning", "error", "warn", "info", "hint", "ignore", "disabled", "disable", "none",
        "allow", "deny", "forbid", "on", "true", "false", "default", "enabled", "err", "notice", "critical",
    ];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str, is_valid: bool) -> String {
        let faults: &[usize] = if is_valid { &[] } else { &[0] };
        let masked = mask_toml(text, Vec::new(), faults, |name| ["rules", "root"].contains(&name));
        assert_eq!(masked.len(), text.len());
        masked
    }

    #[test]
    fn the_line_of_a_secret_is_hidden_comments_included() {
        assert_eq!(
            masked("bindPassword = \"hunter2\" # x\nroot = 1", true),
            format!("bindPassword ={}\nroot = 1", "*".repeat(14))
        );
        assert_eq!(masked("# pwd: hunter2", true), "# pwd:********");
        assert_eq!(masked("x = { \"pwd\" = 'a' }", true), "x = { \"pwd\" =******");
        assert_eq!(masked("# https://me:pw@host/", true), "# https://*****@host/");
    }

    #[test]
    fn levels_of_rules_that_are_named_so_are_shown() {
        for text in
            ["bind-password-literal = \"off\"", "secret = 'warn' # why", "bind-password-empty=\"ERROR\""]
        {
            assert_eq!(masked(text, true), text);
        }
        assert_eq!(masked("bind-password-literal = \"offer\"", true), "bind-password-literal =********");
    }

    #[test]
    fn what_is_no_toml_hides_up_to_the_next_name() {
        let text = "pwd = \"a\nhunter2\n  [rules]\nx = 1\n";
        assert_eq!(masked(text, false), "pwd =***\n*******\n  [rules]\nx = 1\n");
        assert_eq!(masked("p\\u0077d = 1", false), "p***********");
    }

    #[test]
    fn controls_are_shown_as_stand_ins() {
        assert_eq!(masked("a = \u{1b}\u{202e}\tb", true), "a = ?\u{2426}\tb");
    }
}
