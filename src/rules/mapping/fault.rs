//! What is said of an expression that PCRE2 refuses.

use std::ops::Range;

use crate::fix::Edit;
use crate::json::Text;
use crate::language::Fault;
use crate::regex::{Regex, RegexFault as F};
use crate::rule::Sink;

/// What a finding says.
pub(super) struct Words {
    pub(super) at: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
    pub(super) related: Option<(Range<usize>, &'static str)>,
    pub(super) edit: Option<Edit>,
}

/// The words for a fault of the expression `text`.
pub(super) fn words(text: &Text<'_>, fault: &Fault<F>, regex: &Regex, sink: &Sink<'_>) -> Words {
    let at = place(fault, text.as_str());
    let shown = sink.quote(text, at.clone());
    let (message, help) = match shape(fault.kind, &shown) {
        Some((message, _)) if code_unit(fault, text.as_str(), &at).is_some() => {
            (message, CODE_UNIT.to_owned())
        }
        Some(words) => words,
        None => reference(fault.kind, &shown),
    };
    let related = match fault.kind {
        F::DuplicateName { first } => first
            .checked_sub(1)
            .and_then(|index| regex.groups.get(index))
            .map(|group| (group.at.start..group.at.start + 1, "the first group of that name")),
        _ => None,
    };
    Words { edit: edit(text, fault, &at), at, message, help, related }
}

/// The help for `\u` with a number.
const CODE_UNIT: &str = "write `\\x{…}` with the hexadecimal number, `\\\\x{…}` in JSON; or, for JSON's own \
escape, one backslash. One that stands for itself is written with two, in JSON with four: `\\\\\\\\`";

/// The four digits behind a `\u` that is meant to be a character.
fn code_unit<'t>(fault: &Fault<F>, text: &'t str, at: &Range<usize>) -> Option<&'t str> {
    let digits = text.get(at.end..at.end.checked_add(4)?).filter(|_| fault.kind == F::ForeignEscape('u'))?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(digits)
}

/// Where to point: of what is not closed at what opened it.
fn place(fault: &Fault<F>, text: &str) -> Range<usize> {
    let Range { start, end } = fault.at.clone();
    let opening = match fault.kind {
        F::UnclosedParenthesis | F::UnclosedClass => 1,
        F::UnclosedComment => 3,
        // Without what ends the name.
        F::DuplicateName { .. } | F::ConflictingName => return start..end.saturating_sub(1).max(start),
        _ if end == start => text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8),
        _ => return start..end,
    };
    start..(start + opening).min(text.len())
}

/// What would mend it, where one change is likely to be meant.
fn edit(text: &Text<'_>, fault: &Fault<F>, at: &Range<usize>) -> Option<Edit> {
    let whole = text.as_str();
    let insert = |at: usize, what: &str| Some(text.replace(at..at, what));
    match fault.kind {
        F::UnmatchedClosingParenthesis | F::TrailingBackslash | F::UnknownEscape(_) => insert(at.start, "\\"),
        // `*` as in the names of files.
        F::NothingToRepeat => {
            let before = whole.get(..at.start).unwrap_or_default();
            let begins = before.is_empty() || before.ends_with(['(', '|', '^']);
            let is_star = begins && whole.get(at.clone()) == Some("*");
            if is_star { insert(at.start, ".") } else { None }
        }
        F::RangeOfSet if whole.get(at.start..).is_some_and(|rest| rest.starts_with('-')) => {
            insert(at.start, "\\")
        }
        F::ForeignEscape('u') => match code_unit(fault, whole, at) {
            // Half of a pair is no character.
            Some(digits) => u32::from_str_radix(digits, 16)
                .is_ok_and(|number| char::from_u32(number).is_some())
                .then(|| text.replace(at.start..at.end + 4, &format!("\\x{{{digits}}}"))),
            None => insert(at.start, "\\"),
        },
        _ => None,
    }
}

/// What is wrong with characters, sets, quantifiers and parentheses.
fn shape(fault: F, shown: &str) -> Option<(String, String)> {
    let (message, help): (String, &str) = match fault {
        F::UnmatchedClosingParenthesis => (
            "this `)` closes nothing".into(),
            "remove it, or put a backslash before it if it stands for itself: `\\\\)` in JSON",
        ),
        F::UnclosedParenthesis => (
            "this `(` is not closed".into(),
            "add the `)`, or put a backslash before the `(` if it stands for itself: `\\\\(` in JSON",
        ),
        F::UnclosedComment => ("the comment that begins here is not closed".into(), "add the `)`"),
        F::UnclosedClass => (
            "the `]` of this set is missing".into(),
            "add the `]`; one directly behind the `[` is a member of the set, and does not end it. If the `[` \
             stands for itself, put a backslash before it: `\\\\[` in JSON",
        ),
        F::NothingToRepeat => (
            format!("there is nothing before {shown} that could be repeated"),
            "`.*` takes any text; a character that stands for itself needs a backslash: `\\\\*` in JSON",
        ),
        F::RepeatOutOfOrder { min, max } => {
            (format!("{shown} wants at least {min}, and at most {max}"), "write the smaller number first")
        }
        F::RepeatTooBig => {
            (format!("a number in {shown} is more than 65535"), "leave the upper number out for any")
        }
        F::RangeOutOfOrder { .. } => (
            format!("the range that ends with {shown} begins behind its end"),
            "write the lower character first; a hyphen that stands for itself belongs at the end of the set",
        ),
        F::RangeOfSet => (
            "a set of characters cannot begin or end a range".into(),
            "a hyphen that stands for itself belongs at the end of the set, or needs a backslash: `\\\\-` in JSON",
        ),
        F::TrailingBackslash => (
            "a backslash at the end escapes nothing".into(),
            "a backslash that stands for itself is written with two, in JSON with four: `\\\\\\\\`",
        ),
        F::UnknownEscape(_) => (
            format!("{shown} has no meaning"),
            "a backslash that stands for itself, as in `CORP\\user`, is written with two, in JSON with four: `\\\\\\\\`",
        ),
        F::ForeignEscape('u') => (
            "`\\u` has no meaning in such an expression".into(),
            "a backslash that stands for itself, as in `CORP\\user`, is written with two, in JSON with four: `\\\\\\\\`",
        ),
        F::ForeignEscape('N') => (
            "PCRE2 has no characters by name".into(),
            "write `\\x{…}` with the hexadecimal number, `\\\\x{…}` in JSON, or the character itself",
        ),
        F::ForeignEscape(_) => (
            format!("{shown} is of other languages, and has no meaning here"),
            "a backslash that stands for itself, as in `CORP\\user`, is written with two, in JSON with four: `\\\\\\\\`",
        ),
        F::EscapeInClass(_) => (
            format!("{shown} is no character, so it cannot be in a set"),
            "write the characters that are meant, or a group: `(?:…|…)`",
        ),
        F::ControlEscape => (
            format!("{shown} needs a printable ASCII character behind it"),
            "`\\c` makes control characters; a backslash that stands for itself is written with four in JSON",
        ),
        F::CodePointTooLarge => {
            (format!("{shown} is beyond the last character, U+10FFFF"), "correct the number")
        }
        F::Surrogate => (
            format!("{shown} is a surrogate, which is no character"),
            "write the number of the character that a pair of them stands for",
        ),
        F::HexadecimalDigits => (
            format!("{shown} needs hexadecimal digits, and a `}}` behind them"),
            "as in `\\x{e9}`, in JSON `\\\\x{e9}`",
        ),
        F::OctalDigits => {
            (format!("{shown} needs octal digits in braces"), "as in `\\o{351}`, in JSON `\\\\o{351}`")
        }
        F::PosixOutsideClass => {
            (format!("{shown} stands outside of a set"), "put brackets around it: `[[:alpha:]]`")
        }
        F::PosixCollating => {
            (format!("PCRE2 has no collating elements such as {shown}"), "name the characters")
        }
        F::UnknownPosixClass => (
            format!("there is no class of the name {shown}"),
            "there are alpha, lower, upper, alnum, ascii, blank, cntrl, digit, graph, print, punct, space, word, \
             xdigit",
        ),
        F::MalformedProperty => {
            (format!("{shown} needs the name of a property"), "as in `\\p{Lu}`, in JSON `\\\\p{Lu}`")
        }
        F::UnknownProperty => (
            format!("{shown} names no property that PCRE2 knows"),
            "there are general categories as `\\p{Lu}`, scripts as `\\p{Greek}`, and properties as `\\p{Alphabetic}`",
        ),
        _ => return None,
    };
    Some((message, help.to_owned()))
}

/// What is wrong with groups, what refers to them, verbs and look-behinds.
fn reference(fault: F, shown: &str) -> (String, String) {
    let (message, help): (String, &str) = match fault {
        F::UnknownGroup(_) => (
            format!("PCRE2 knows nothing that begins with {shown}"),
            "a group that takes nothing is `(?:…)`, options are of `i` `m` `n` `s` `x` `J` `U`",
        ),
        F::OptionHyphen => (
            "there can be one hyphen among options, and none behind `^`".into(),
            "write what is set, a hyphen, and what is not: `(?i-s)`",
        ),
        F::DuplicateName { .. } => (
            format!("{shown} is the name of two groups"),
            "give each a name of its own: mappings use numbers alone",
        ),
        F::ConflictingName => (
            format!("{shown} is another name of a group that has one"),
            "groups of the same number in `(?|…)` have the same name",
        ),
        F::NameStartsWithDigit => (
            format!("a name of a group cannot begin with a digit, as {shown} does"),
            "begin it with a letter",
        ),
        F::NameTooLong => ("the name of a group is longer than 128 bytes".into(), "shorten it"),
        F::NameExpected => (
            "the name of a group is missing here".into(),
            "a name has letters, digits and `_`; mappings do without names: `(…)`",
        ),
        F::UnterminatedName => (
            format!("{shown} is no name of a group that is ended as it began"),
            "a name has letters, digits and `_`, and ends with `>` if it began with `<`",
        ),
        F::TooManyNames => ("there are more than 10000 names of groups".into(), "leave the names out"),
        F::TooManyGroups => {
            ("there are more than 65535 groups".into(), "write `(?:…)` where nothing is taken")
        }
        F::GroupNumberTooBig => (format!("the number in {shown} is more than 65535"), "correct the number"),
        F::NoSuchGroup => (
            format!("there is no group that {shown} could refer to"),
            "in expressions groups count from 1, only the tokens of the target count from 0; a backslash that \
             stands for itself is written with four in JSON",
        ),
        F::RelativeZero => (
            format!("{shown} refers zero groups back or ahead"),
            "the group before is `-1`, the next one `+1`",
        ),
        F::ReferenceSyntax => (
            format!("{shown} does not say which group it means"),
            "as in `\\g{1}` or `\\k<name>`, with two backslashes in JSON",
        ),
        F::RecursionSyntax => {
            (format!("{shown} is not complete"), "the whole once more is `(?R)`, the next group `(?+1)`")
        }
        F::ConditionNotAssertion => (
            format!("{shown} is no condition"),
            "a condition is a number or name of a group, or a look-around: `(?(1)…|…)`, `(?(?=…)…|…)`",
        ),
        F::UnclosedCondition => ("the condition that begins here is not closed".into(), "as in `(?(1)…|…)`"),
        F::VersionCondition => (format!("{shown} is no version"), "as in `(?(VERSION>=10.4)…)`"),
        F::ConditionBranches => (
            "a condition has two branches at most, and this has more".into(),
            "put a group around those that belong together: `(?:…|…)`",
        ),
        F::DefineBranches => {
            ("what only defines groups has one branch".into(), "write one `(?(DEFINE)…)` for each")
        }
        F::UnknownVerb => (
            format!("PCRE2 knows nothing that begins with {shown}"),
            "if the parenthesis stands for itself, put a backslash before it: `\\\\(` in JSON",
        ),
        F::VerbNeedsName => {
            (format!("{shown} needs a name"), "as in `(*MARK:name)`; a mapping does without it")
        }
        F::VerbNameTooLong => ("a name has more than 255 bytes here".into(), "shorten it"),
        F::KeepOutInLook => (
            "`\\K` cannot be in a look-around".into(),
            "a mapping does without it: the whole name has to match",
        ),
        F::LookBehindUnlimited => (
            "the length of what this look-behind looks at has no limit".into(),
            "give it one, as `{1,20}` instead of `+`; or match the text, and do not take it: the whole name has \
             to match anyway",
        ),
        F::LookBehindTooLong => (
            "this look-behind looks at too many characters: 255, or 65535 if their number is fixed".into(),
            "match the text, and do not take it: the whole name has to match anyway",
        ),
        F::LookBehindTooComplicated => (
            "this look-behind is too complicated for PCRE2".into(),
            "match the text, and do not take it: the whole name has to match anyway",
        ),
        F::ByteInLookBehind => ("`\\C` cannot be in a look-behind".into(), "write `.` for a character"),
        _ => (format!("{shown} is no valid expression"), "correct it"),
    };
    (message, help.to_owned())
}
