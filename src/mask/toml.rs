//! A policy file (TOML). It should hold no secret, and whoever puts one there shall not find it in a log.
//!
//! Whether it parses does not matter: it is read by lines, so that no mistake in the grammar shows what is
//! hidden otherwise.

use super::is_secret;
use super::key::private_keys;
use super::string::user_information;
use crate::quote::{is_control, stand_in};
use crate::span::Span;

/// What a word is in the contract of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// A key that is a section as well.
    Section,
    /// A key with a value.
    Key,
    /// A rule: behind it stands a level.
    Rule,
    /// A group: behind it stands a level.
    Group,
}

/// The text, as far as it may be shown. `secrets` are spans that its structure tells of; `is_valid` says
/// whether it is TOML; `name` what a word is.
pub(crate) fn mask_toml(
    text: &str,
    secrets: Vec<Span>,
    is_valid: bool,
    name: impl Fn(&str) -> Option<Name>,
) -> String {
    let mut hidden = secrets;
    hidden.extend(private_keys(text).into_iter().map(|key| Span::new(key.body.start, key.body.end)));
    hidden.extend(user_information(text).map(|(start, end)| Span::new(start, end)));
    by_lines(text, is_valid, name, &mut hidden);
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

/// What hides the line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    No,
    /// A comment: as long as comments follow.
    Comment,
    /// A word that speaks of a secret: up to a line that begins with something known.
    Word,
    /// A section that is none of a policy: up to one that is, because its keys may be called anything.
    Section,
}

/// All that follows a word that speaks of a secret, comments included, up to a line that is one of a policy.
fn by_lines(text: &str, is_valid: bool, name: impl Fn(&str) -> Option<Name>, hidden: &mut Vec<Span>) {
    // Then each line of a TOML text begins outside of texts.
    let is_plain = is_valid && !text.contains("\"\"\"") && !text.contains("'''");
    let mut open = Open::No;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let is_header = line.trim_start_matches(is_blank).starts_with('[');
        open = match open {
            _ if is_own_section(line, &name) => Open::No,
            Open::Comment if !is_comment(line) => Open::No,
            Open::Word if is_own_line(line, &name) => Open::No,
            Open::Word if is_header => Open::Section,
            open => open,
        };
        let letters = letters(line);
        hidden.extend(user_before_at(&letters).map(|user| Span::new(start + user.start, start + user.end)));
        if open != Open::No {
            hidden.push(Span::new(start, end));
        } else if let Some(at) = secret_in(line, &letters, text.get(start..).unwrap_or_default(), &name) {
            hidden.push(Span::new(start + at, end));
            open = match () {
                () if is_plain && is_comment(line) => Open::Comment,
                () if is_header => Open::Section,
                () if is_plain && is_whole(line) => Open::No,
                () => Open::Word,
            };
        }
        start = end;
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'')
}

/// The word that the text begins with, and what is behind it.
fn first_word(text: &str) -> (&str, &str) {
    text.split_at_checked(text.find(|c| !is_part(c)).unwrap_or(text.len())).unwrap_or((text, ""))
}

/// Whether nothing stands there but a comment.
fn is_end(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t', '\r']);
    rest.is_empty() || rest.starts_with(['\n', '#'])
}

/// Whether a section of a policy begins there: `[rules]`, `[[ignore]]`, `[rules.port-plaintext]`.
fn is_own_section(line: &str, name: impl Fn(&str) -> Option<Name>) -> bool {
    let Some(rest) = line.trim_start_matches(is_blank).strip_prefix('[') else { return false };
    let (word, rest) = first_word(rest.strip_prefix('[').unwrap_or(rest).trim_start());
    let Some((below, rest)) = rest.split_once(']') else { return false };
    let below = below.trim();
    name(word) == Some(Name::Section)
        && (below.is_empty() || below.starts_with('.'))
        && is_end(rest.strip_prefix(']').unwrap_or(rest))
}

/// Whether the line begins as one of a policy does: with a key and `=`, or a rule or group and its level.
fn is_own_line(line: &str, name: impl Fn(&str) -> Option<Name>) -> bool {
    let (word, rest) = first_word(line.trim_start_matches(is_blank));
    let rest = rest.trim_start();
    match name(word) {
        Some(Name::Section) => rest.starts_with(['=', '.']),
        Some(Name::Key) => rest.starts_with('='),
        Some(Name::Rule | Name::Group) => rest.strip_prefix('=').is_some_and(is_level),
        None => false,
    }
}

fn is_comment(line: &str) -> bool {
    line.trim_start_matches(is_blank).starts_with('#')
}

/// Whether nothing of the line goes on in the next, if it begins outside of texts: it is TOML by itself.
fn is_whole(line: &str) -> bool {
    ::toml::de::DeTable::parse(line).is_ok()
}

/// A character as it is meant, and where it stands.
struct Letter {
    c: char,
    span: Span,
}

/// The characters of the line; an escape is the one that it stands for, escaped once more or not.
fn letters(line: &str) -> Vec<Letter> {
    let mut letters = Vec::with_capacity(line.len());
    let mut at = 0;
    while let Some(rest) = line.get(at..)
        && let Some(first) = rest.chars().next()
    {
        let behind = rest.trim_start_matches('\\');
        let slashes = rest.len() - behind.len();
        let (c, length) = match escaped(behind).filter(|_| slashes > 0) {
            Some((c, length)) => (c, slashes + length),
            None => (first, slashes.max(first.len_utf8())),
        };
        letters.push(Letter { c, span: Span::new(at, at + length) });
        at += length;
    }
    letters
}

/// The character that the text names, behind a backslash, and in how many bytes.
fn escaped(text: &str) -> Option<(char, usize)> {
    let digits = match text.as_bytes().first()? {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => return None,
    };
    let number = text.get(1..=digits).filter(|number| number.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Some((char::from_u32(u32::from_str_radix(number, 16).ok()?)?, 1 + digits))
}

/// Where in the line a secret begins: behind the first word that speaks of one, and its `=` or `:`.
fn secret_in(
    line: &str,
    letters: &[Letter],
    from_line: &str,
    name: impl Fn(&str) -> Option<Name>,
) -> Option<usize> {
    let words = letters.chunk_by(|one, other| is_part(one.c) == is_part(other.c));
    for word in words.filter(|word| word.first().is_some_and(|letter| is_part(letter.c))) {
        let text: String = word.iter().map(|letter| letter.c).collect();
        if !is_secret(&text) {
            continue;
        }
        let (Some(first), Some(last)) = (word.first(), word.last()) else { continue };
        let before = line.get(..first.span.start).unwrap_or_default();
        let behind = from_line.get(last.span.end..).unwrap_or_default();
        if name(&text).is_some_and(|name| is_harmless(name, before, behind)) {
            continue;
        }
        let rest = line.get(last.span.end..).unwrap_or_default();
        let value =
            rest.trim_start_matches(|c| is_quote(c) || c == ' ' || c == '\t').strip_prefix([':', '=']);
        return Some(value.map_or(last.span.end, |value| line.len() - value.len()));
    }
    None
}

/// Whether a name of the contract has no secret behind it: a level, or nothing at all.
fn is_harmless(name: Name, before: &str, behind: &str) -> bool {
    let next = behind.trim_start_matches(|c| is_blank(c) || is_quote(c) || c == '\\');
    if let Some(value) = next.strip_prefix([':', '=']) {
        return is_level(value);
    }
    let before = before.trim_matches(is_blank);
    if before.starts_with('[') || next.starts_with('.') {
        return false;
    }
    let is_item = next.starts_with([',', ']', '}']);
    let before = before.trim_end_matches(is_quote).trim_end();
    let is_value = before.ends_with('=') && is_end(behind.trim_start_matches(is_quote));
    // A rule may be talked about.
    is_item || is_value || name == Name::Rule && !before.is_empty()
}

/// Whether the value is a level, or a word that people take for one, and nothing else: so of
/// `bind-password-literal = "off"`.
fn is_level(value: &str) -> bool {
    let value = value.trim_start();
    let mark = value.chars().next().filter(|c| is_quote(*c));
    let (word, rest) = first_word(value.trim_start_matches(|c| Some(c) == mark));
    let rest = match mark {
        Some(mark) => rest.strip_prefix(mark),
        None => Some(rest),
    };
    let ends = |rest: &str| is_end(rest) || rest.trim_start().starts_with([',', '}']);
    is_harmless_word(word) && rest.is_some_and(ends)
}

/// Whether a word is a level, or what people take for one, and no secret.
pub(crate) fn is_harmless_word(word: &str) -> bool {
    const WORDS: [&str; 22] = [
        "off", "note", "warning", "error", "warn", "info", "hint", "ignore", "disabled", "disable", "none",
        "allow", "deny", "forbid", "on", "true", "false", "default", "enabled", "err", "notice", "critical",
    ];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// What stands before the last `@` of the line, from `user:password` on, whether a scheme is before it or
/// not: a password may have any character.
fn user_before_at(letters: &[Letter]) -> Option<Span> {
    let at = letters.iter().rposition(|letter| letter.c == '@')?;
    let before = letters.get(..at)?;
    let is = |number: usize, c: char| letters.get(number).is_some_and(|letter| letter.c == c);
    let colon = before.iter().enumerate().position(|(number, letter)| {
        let is_scheme = is(number + 1, '/') && is(number + 2, '/');
        let next = letters.get(number + 1).map_or(' ', |letter| letter.c);
        letter.c == ':' && !is_scheme && !is_blank(next)
    })?;
    let ends = |letter: &Letter| is_blank(letter.c) || is_quote(letter.c) || "/[{(,=<#".contains(letter.c);
    let user = before.get(..colon)?.iter().rposition(ends).map_or(0, |end| end + 1);
    Some(Span::new(before.get(user)?.span.start, letters.get(at)?.span.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str, is_valid: bool) -> String {
        let name = |word: &str| match word {
            "rules" | "groups" | "ignore" => Some(Name::Section),
            "root" | "exclude" | "reason" | "rule" => Some(Name::Key),
            "bind-password-literal" | "port-plaintext" => Some(Name::Rule),
            "secret" | "bind" => Some(Name::Group),
            _ => None,
        };
        let masked = mask_toml(text, Vec::new(), is_valid, name);
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
        assert_eq!(masked("# https://me:x@host/", true), "# https://****@host/");
    }

    #[test]
    fn names_of_the_contract_are_shown_with_their_levels() {
        for text in [
            "bind-password-literal = \"off\"",
            "secret = 'warn' # why",
            "bind-password-literal=\"ERROR\"",
            "groups = { secret = off, bind = \"off\" }",
            "rule = \"bind-password-literal\"\nreasn = 1\n",
            "rules = [\n  \"bind-password-literal\"\n]\n",
            "# bind-password-literal is about secret, and others\n",
        ] {
            assert_eq!(masked(text, true), text);
            assert_eq!(masked(text, false), text);
        }
        for (text, shown) in [
            ("bind-password-literal = \"offer\"", "bind-password-literal =********"),
            ("secret = \"off, x\"", "secret =*********"),
            ("secret.x = 1", "secret******"),
            ("secret \"x\"", "secret****"),
            ("secret\n= \"x\"", "secret\n*****"),
            ("[secret]\nroot = 1", "[secret*\n********"),
        ] {
            assert_eq!(masked(text, true), shown);
        }
    }

    #[test]
    fn what_speaks_of_a_secret_hides_up_to_a_line_of_a_policy() {
        let hidden = "pwd = \"a\nhunter2\nbind = 1\n[x]\nroot = 1\n[\"rules\"]\n";
        let shown = "pwd =***\n*******\n********\n***\n********\n*********\n";
        for end in ["[rules]\nx = 1\n", "  [[ignore]] # x\n", "[ rules.x ]\n"] {
            assert_eq!(masked(&format!("{hidden}{end}"), false), format!("{shown}{end}"));
        }
        for end in ["root = 1\n", "  rules.x = 1\n", "bind = \"off\"\n", "port-plaintext = warn\n"] {
            assert_eq!(masked(&format!("# pwd\nx\n{end}"), false), format!("# pwd\n*\n{end}"));
        }
        assert_eq!(masked("p\\u0077d = 1", false), "p\\u0077d =**");
        assert_eq!(masked("\"\\\\u0070wd\" 1", false), "\"\\\\u0070wd***");
        assert_eq!(masked("\\U00000070wd=1\\x77", false), "\\U00000070wd=*****");
        assert_eq!(masked("pwd.x = 1 \\u00fc", false), "pwd*************");
    }

    /// Nothing of these goes on in the next line, if they are what they look like.
    #[test]
    fn a_comment_and_a_value_of_one_line_hide_no_other_line() {
        for (line, shown) in [
            ("# my password is", "# my password***"),
            ("reason = \"a secret\" ", "reason = \"a secret**"),
            ("exclude = [\"a secret/\"]", "exclude = [\"a secret***"),
            ("\"pwd\".x = { a = 1 } # x", "\"pwd*******************"),
        ] {
            let next = "\nport-plaintxt = \"off\"\n";
            assert_eq!(masked(&format!("{line}{next}"), true), format!("{shown}{next}"));
            for (before, is_valid) in [("x = \"\"\"\n", true), ("x = '''\n", true), ("x\n", false)] {
                let masked = masked(&format!("{before}{line}{next}"), is_valid);
                assert_eq!(masked, format!("{before}{shown}\n{}\n", "*".repeat(21)));
            }
        }
        let masked = masked("reason = \"a\", pwd = [\n1]\nreason = \"a\", pwd = \"\n1", true);
        assert_eq!(masked, "reason = \"a\", pwd =**\n**\nreason = \"a\", pwd =**\n*");
    }

    #[test]
    fn a_user_and_a_password_are_hidden_without_a_scheme() {
        for (text, shown) in [
            ("[\"svc:hunter2@ldap.corp\"]", "[\"***********@ldap.corp\"]"),
            ("[\"svc:hun/ter 2@\\u0040ldap.corp\"]", "[\"**************\\u0040ldap.corp\"]"),
            ("'ldap://:a\"b@ldap.corp'", "'ldap://****@ldap.corp'"),
            ("# ask: team@ldap.corp, https://wiki", "# ask: team@ldap.corp, https://wiki"),
        ] {
            assert_eq!(masked(text, true), shown);
        }
    }

    #[test]
    fn controls_are_shown_as_stand_ins() {
        assert_eq!(masked("a = \u{1b}\u{202e}\tb", true), "a = ?\u{2426}\tb");
    }
}
