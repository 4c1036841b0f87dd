//! What the database's engine takes and the documented dialect does not, or reads differently.

use std::ops::Range;

use crate::fix::{Edit, Safety};
use crate::json::Text;
use crate::payload::Payload;
use crate::regex::{Construct as C, Difference};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// ECMAScript refuses it.
const REFUSED: usize = 0;
/// ECMAScript reads something else.
const SILENT: usize = 1;

/// How many of one construct a fix rewrites.
const MOST_EDITS: usize = 100;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "mapping-regex-dialect",
    group: Group::Mapping,
    cases: &[
        Case::note(
            Consequence::Advice,
            Basis::Documented("the manual calls the expressions ECMAScript's, the engine is PCRE2"),
        )
        .when("ECMAScript refuses it"),
        Case::warning(
            Consequence::Suspicious,
            Basis::Documented("the manual calls the expressions ECMAScript's, the engine is PCRE2"),
        )
        .when("ECMAScript takes it, and reads something else"),
    ],
    summary: "An expression uses what PCRE2 has, and the documented ECMAScript has not.",
    explain: "\
The manual calls the expressions of `userToDNMapping` ECMAScript's; the database runs them with PCRE2. What \
only PCRE2 has works today, but nobody has promised it, and whoever tries the expression elsewhere, in a \
browser or in another tool, is told that it is invalid.\n\n\
Worse is what both take and read differently: without flags `\\A`, `\\z`, `\\h` or `\\Q` are plain letters in ECMAScript, \
`\\p{L}` is a `p` and three characters, and `[[:alpha:]]` is a set of punctuation and letters with a bracket behind it. \
Which of the two was meant is not to be seen.\n\n\
Keep to what both have: `^`, `$`, `(…)`, `(?:…)`, `[…]`, `\\d`, `\\w`, `\\s`, `*`, `+`, `?`, `{n,m}`, look-arounds. The \
dialect compared with is ECMAScript 2018, without flags.",
    bad: &[
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(?i)([a-z]+)@corp\\.com","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        ),
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([[:alpha:]]+)@corp\\.com","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        ),
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(?P<user>[a-z]+)@corp\\.com","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        ),
    ],
    good: &[Example::body(
        r#"{"ldap":{"userToDNMapping":[{"match":"(?<user>[A-Za-z]+)@corp\\.com","substitution":"CN={0},DC=example,DC=net"}]}}"#,
    )],
    check: Check::Body(regex_dialect),
    yields_to: &[],
}];

fn regex_dialect(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for pattern in payload.mappings().filter_map(|mapping| mapping.pattern.as_ref()) {
        let (text, regex) = (pattern.value.text, pattern.value.get());
        if let Some(unknown) = &regex.unknown {
            sink.not_analysed(unknown.what);
        }
        // An expression that does not work has to be written anew anyway.
        if !regex.faults.is_empty() {
            continue;
        }
        // One finding for each construct, at its first place.
        let mut seen: Vec<C> = Vec::new();
        for difference in &regex.differences {
            if seen.contains(&difference.construct) {
                continue;
            }
            seen.push(difference.construct);
            let of_kind = |other: &&Difference| other.construct == difference.construct;
            let others = regex.differences.iter().filter(of_kind);
            let edits: Option<Vec<Edit>> = others
                .take(MOST_EDITS)
                .map(|other| rewritten(text, other.construct, other.at.clone()))
                .collect();
            let shown = sink.quote(text, difference.at.clone());
            let spelled = text.as_str().get(difference.at.clone()).unwrap_or_default();
            let (message, help) = words(difference.construct, &shown, spelled);
            let help = match difference.construct {
                C::InlineOptions | C::ScopedOptions => without_options(spelled),
                _ => help.to_owned(),
            };
            let case = if difference.silent { SILENT } else { REFUSED };
            sink.report_case(case, text.span(difference.at.clone()), message)
                .help(help)
                .fix(Safety::Hint, edits.unwrap_or_default());
        }
    }
}

/// The message, and what to write instead.
fn words(construct: C, shown: &str, spelled: &str) -> (String, &'static str) {
    let refused = |what: &str| format!("{what} is PCRE2's: ECMAScript, which the manual names, refuses it");
    let letter =
        || format!("{shown} is PCRE2's: to ECMAScript, which the manual names, it is a plain letter");
    let other = |meaning: &str| {
        format!("{shown} means something else to ECMAScript, which the manual names: {meaning}")
    };
    match construct {
        C::InlineOptions => (refused(&format!("the option {shown}")), ""),
        C::ScopedOptions if has_modifiers(spelled) => {
            (format!("{shown} is PCRE2's: ECMAScript, which the manual names, has it since 2025 only"), "")
        }
        C::ScopedOptions => (refused(&format!("the option {shown}")), ""),
        C::Comment => (refused("a comment"), "remove it"),
        C::NamedGroup => (
            refused(&format!("the group {shown}")),
            "write `(?<name>…)`, or leave the name out: mappings use numbers alone",
        ),
        C::LookByName => (refused(shown), "write `(?=`, `(?!`, `(?<=` or `(?<!`"),
        C::BranchReset => (
            refused("the branch reset `(?|`"),
            "number the groups of the branches one by one, or use a mapping for each",
        ),
        C::Atomic => (refused("an atomic group"), "a plain group `(?:…)` matches at least the same names"),
        C::Possessive => {
            (refused("a possessive quantifier"), "without its `+` it matches at least the same names")
        }
        C::RepeatedLookBehind => (
            refused("a look-behind that is repeated"),
            "leave the quantifier out: a look-behind takes no text",
        ),
        C::Recursion => (refused(shown), "write the part out again"),
        C::Conditional => {
            (refused("a condition"), "write the cases as alternatives, or as a mapping for each")
        }
        C::Verb => (refused(shown), "a mapping does without it"),
        C::AnchorEscape => {
            (letter(), "write `^` or `$`, or leave it out: the whole name has to match anyway")
        }
        C::Quoting => (letter(), "put a backslash before each special character instead: two in JSON"),
        C::ControlLetter(_) => {
            (letter(), "write `\\x07` for the bell and `\\x1b` for escape, with two backslashes in JSON")
        }
        C::LetterEscape('h') => (letter(), "write `[ \\t]`, with two backslashes in JSON"),
        C::LetterEscape('H') => (letter(), "write `[^ \\t]`, with two backslashes in JSON"),
        C::LetterEscape('N') => (letter(), "write `.`"),
        C::LetterEscape(_) => (letter(), "write what is meant with sets and groups that both have"),
        C::VerticalSpace => {
            (other("the vertical tab alone"), "write `[\\n\\v\\f\\r]`, with two backslashes in JSON")
        }
        C::Property => (
            other("without the flag `u` it is a `p` and what follows"),
            "write the characters as a set: for names of users `[A-Za-z]` is often meant",
        ),
        C::BracedHexadecimal => (
            other("an `x`, repeated"),
            "write `\\xhh` with two digits, with two backslashes in JSON, or the character itself",
        ),
        C::BracedOctal => (other("an `o` and what follows"), "write the character itself"),
        C::NamedCharacter => (other("an `N` and what follows"), "write the character itself"),
        C::ControlOfSymbol => (other("a backslash and a `c`"), "write `\\xhh`, with two backslashes in JSON"),
        C::GroupReference => (
            other("a `g` and what follows"),
            "write the number alone, as `\\1`, with two backslashes in JSON",
        ),
        C::NamedReference => {
            (refused(&format!("the reference {shown}")), "write `\\k<name>`, with two backslashes in JSON")
        }
        C::ForwardReference => (
            other("the group took nothing yet, so it is empty; for PCRE2 it does not match"),
            "refer to groups that stand before",
        ),
        C::PosixClass => {
            (other("a set that ends with the first `]`"), "write the characters: `[A-Za-z]`, `[0-9]`")
        }
        C::PosixWordEdge => {
            (other("a set that ends with the first `]`"), "write `\\b`, with two backslashes in JSON")
        }
        C::LeadingBracket => {
            (other("its set ends with this bracket"), "put a backslash before the bracket: two in JSON")
        }
    }
}

/// Whether these are the options that ECMAScript has for a part of an expression: `(?i-s:`.
fn has_modifiers(spelled: &str) -> bool {
    let letters = spelled.trim_start_matches("(?").trim_end_matches(':');
    letters.chars().all(|letter| matches!(letter, 'i' | 'm' | 's' | '-'))
}

/// What to write in the place of `(?i)` or `(?i:`.
fn without_options(spelled: &str) -> String {
    let letters = spelled.split('-').next().unwrap_or_default();
    let mut helps: Vec<&str> = Vec::new();
    for letter in letters.chars() {
        let help = match letter {
            'i' => "for both cases write a set, as `[Aa]`",
            'm' => "leave `m` out: a user name is one line",
            's' => "leave `s` out: only a line feed, which no user name has, makes a difference",
            'n' => "write `(?:…)` for each group that takes nothing",
            'x' => "write the expression without the blanks and comments that `x` passes over",
            'U' => "write `+?` for `+`, and `+` for `+?`",
            'J' => "give each group a name of its own",
            'a' => "leave `a` out: without `(*UCP)` it changes nothing",
            _ => continue,
        };
        if !helps.contains(&help) {
            helps.push(help);
        }
    }
    match helps.is_empty() {
        true => "leave it out, and the option that it switches off as well".to_owned(),
        false => helps.join("; "),
    }
}

/// What both read alike, where there is such a thing.
fn rewritten(text: &Text<'_>, construct: C, at: Range<usize>) -> Option<Edit> {
    let shown = text.as_str().get(at.clone())?;
    let with = match construct {
        C::Comment => String::new(),
        C::NamedGroup => shown.strip_prefix("(?P").map(|rest| format!("(?{rest}"))?,
        C::AnchorEscape if shown.eq_ignore_ascii_case("\\z") => "$".to_owned(),
        C::AnchorEscape => "^".to_owned(),
        C::ControlLetter('a') => "\\x07".to_owned(),
        C::ControlLetter(_) => "\\x1b".to_owned(),
        C::Possessive => String::new(),
        C::NamedReference => {
            let name = shown.trim_start_matches("(?P=").trim_start_matches("\\k");
            let name = name.trim_matches(['{', '}', '\'', ')', ' ', '\t']);
            format!("\\k<{name}>")
        }
        C::PosixClass => match shown {
            "[:alpha:]" => "A-Za-z",
            "[:digit:]" => "0-9",
            "[:alnum:]" => "A-Za-z0-9",
            "[:lower:]" => "a-z",
            "[:upper:]" => "A-Z",
            "[:xdigit:]" => "0-9A-Fa-f",
            "[:word:]" => "\\w",
            "[:blank:]" => " \\t",
            _ => return None,
        }
        .to_owned(),
        C::LeadingBracket => format!("{}\\]", shown.strip_suffix(']')?),
        _ => return None,
    };
    Some(text.replace(at, &with))
}
