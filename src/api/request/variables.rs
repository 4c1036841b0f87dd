//! What stands for a value in a request: variables of editors and shells, and what the documentation puts
//! where a value goes. Nobody judges them.

use std::ops::Range;

/// How long a variable may be, in bytes.
const LONGEST: usize = 200;

/// What opens a variable that ends with a mark of its own, and that mark.
const MARKS: [(&str, &str); 6] =
    [("{{", "}}"), ("${", "}"), ("$(", ")"), ("%(", ")s"), ("<", ">"), ("{", "}")];

/// Where variables stand: `{{x}}`, `${X}`, `$X`, `$(cmd)`, `%(x)s`, `{groupId}`, `<project>`.
pub(crate) fn variables(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['{', '$', '%', '<'])) {
        let start = at + next;
        let length = length_at_start(text.get(start..).unwrap_or_default());
        at = start + length.unwrap_or(1);
        if length.is_some() {
            found.push(start..at);
        }
    }
    found
}

/// How long the variable is with which the text begins.
fn length_at_start(text: &str) -> Option<usize> {
    for (open, close) in MARKS {
        if let Some(inside) = text.strip_prefix(open) {
            // So that a look from every opening does not read what follows it.
            if inside.starts_with(['{', '}']) || inside.starts_with("${") {
                return None;
            }
            let near = inside.as_bytes();
            let near = near.get(..LONGEST).unwrap_or(near);
            let end = near.windows(close.len()).position(|part| part == close.as_bytes())?;
            let name = inside.get(..end)?;
            // `{{$auth.token("atlas")}}`
            let takes_text = open == "{{" && name.starts_with('$') && !name.contains(['{', ',']);
            let is_name = !name.trim().is_empty() && !name.contains(['\n', '\r', '<']);
            let is_name = is_name && (takes_text || !name.contains('"'));
            return is_name.then_some(open.len() + end + close.len());
        }
    }
    let name = text.strip_prefix('$')?;
    let length = name.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_').then_some(1 + length)
}

/// The text with each byte of a variable replaced by one that stands nowhere else, so that nothing in it is
/// taken for punctuation.
pub(crate) fn veiled(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for range in variables(text) {
        bytes.iter_mut().take(range.end).skip(range.start).for_each(|byte| *byte = VEIL);
    }
    bytes
}

/// The same, but for variables that say themselves what they are unless somebody else does:
/// `${TOKEN:-hunter2}`.
pub(crate) fn veiled_without_defaults(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for range in variables(text) {
        if text.get(range.clone()).is_some_and(|variable| !has_default(variable)) {
            bytes.iter_mut().take(range.end).skip(range.start).for_each(|byte| *byte = VEIL);
        }
    }
    bytes
}

/// Whether a variable with a default is in the text.
pub(crate) fn has_default(text: &str) -> bool {
    text.match_indices("${").any(|(at, open)| {
        let rest = text.get(at + open.len()..).unwrap_or_default();
        let name = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let behind = rest.get(name..).unwrap_or_default().trim_start_matches(':');
        let default = behind.strip_prefix(['-', '=', '+']);
        default.is_some_and(|default| !default.starts_with(['}', '$']))
    })
}

/// What a variable becomes in a veiled text.
pub(crate) const VEIL: u8 = 0;

/// Whether a text says nothing itself: variables, and what stands between them.
pub(crate) fn is_variable(text: &str) -> bool {
    let between = |byte: &u8| *byte == VEIL || (!byte.is_ascii_alphanumeric() && byte.is_ascii());
    let veiled = veiled(text);
    veiled.contains(&VEIL) && veiled.iter().all(between)
}

/// Whether there is a variable in it.
pub(crate) fn has_variable(text: &str) -> bool {
    !variables(text).is_empty()
}
