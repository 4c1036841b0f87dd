//! What stands for a value in a request: what the policy says, variables of editors and shells, and what the
//! documentation puts where a value goes. Nobody judges them.

use std::ops::Range;

use crate::placeholder::{Template, Templates};

/// How long a variable may be, in bytes.
const LONGEST: usize = 200;

/// What opens a variable that ends with a mark of its own, and that mark.
const MARKS: [(&str, &str); 6] =
    [("{{", "}}"), ("${", "}"), ("$(", ")"), ("%(", ")s"), ("<", ">"), ("{", "}")];

/// What stands for a value: the forms of the policy, and those of clients, shells and the documentation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variables(Templates);

impl Variables {
    /// Together with the forms that stand for a value in documents.
    pub(crate) fn new(templates: &Templates) -> Self {
        Self(templates.clone())
    }

    /// Where they stand: `{{x}}`, `${X}`, `$X`, `$(cmd)`, `%(x)s`, `{groupId}`, `<project>`, and what the
    /// policy says. They may overlap.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = everywhere(text);
        found.extend(self.0.find(text));
        found
    }

    /// The text with each byte of a variable replaced by one that stands nowhere else, so that nothing in
    /// it is taken for punctuation.
    pub(crate) fn veiled(&self, text: &str) -> Vec<u8> {
        self.veiled_if(text, |_| true)
    }

    /// The same, but for variables that say themselves what they are unless somebody else does:
    /// `${TOKEN:-hunter2}`.
    pub(crate) fn veiled_without_defaults(&self, text: &str) -> Vec<u8> {
        self.veiled_if(text, |variable| !has_default(variable))
    }

    fn veiled_if(&self, text: &str, is_one: impl Fn(&str) -> bool) -> Vec<u8> {
        let found = self.find(text).into_iter();
        veiled(text, found.filter(|range| text.get(range.clone()).is_some_and(&is_one)))
    }

    /// Whether a text says nothing itself: variables, and what stands between them.
    pub(crate) fn is_variable(&self, text: &str) -> bool {
        says_nothing(&self.veiled(text))
    }

    /// Whether variables stand for all of a body. What stands in single brackets is one where it is no more
    /// than a name: `{ldap: {port: 636}}` is a document with its quotes missing.
    pub(super) fn make_up_body(&self, text: &str) -> bool {
        let whole = text.trim();
        let is_one = |variable: &str| match variable.starts_with("{{") {
            false if variable.starts_with(['{', '<']) => variable == whole && super::build::is_bare(variable),
            _ => true,
        };
        let mut found = everywhere(text);
        found.retain(|range| text.get(range.clone()).is_some_and(is_one));
        found.extend(self.0.find(text));
        says_nothing(&veiled(text, found))
    }

    /// Whether the variables in a text are no more than names: in `${TOKEN:?…}`, `$(…)` and
    /// `{{$base64 '…'}}` anything may stand.
    pub(super) fn are_bare(&self, text: &str) -> bool {
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_-. ".contains(c);
        let is_form = |variable: &str| {
            let inside = |form: &Template| {
                let inside = variable.strip_prefix(form.open())?.strip_suffix(form.close())?;
                Some(inside.chars().all(is_name))
            };
            self.0.forms().iter().filter(|form| !form.open().starts_with('$')).filter_map(inside).any(|is| is)
        };
        let mut found = self.find(text).into_iter().filter_map(|range| text.get(range));
        found.all(|variable| super::build::is_bare(variable) || is_form(variable))
    }

    /// Whether there is a variable in it.
    pub(crate) fn has_variable(&self, text: &str) -> bool {
        !self.find(text).is_empty()
    }

    /// How long a form of the policy is with which the text begins, on its line. What is in it is no JSON.
    pub(crate) fn template_at_start(&self, text: &str) -> Option<usize> {
        let near = text.as_bytes().get(..text.len().min(LONGEST)).unwrap_or_default();
        let is_name = |inside: &str| {
            !inside.trim().is_empty() && !inside.contains(['"', '{', ',', '\n']) && !inside.contains(": ")
        };
        self.0.forms().iter().filter(|form| text.starts_with(form.open())).find_map(|form| {
            let (open, close) = (form.open().len(), form.close().as_bytes());
            let inside = near.get(open..)?.windows(close.len()).position(|part| part == close)?;
            text.get(open..open + inside).is_some_and(is_name).then_some(open + inside + close.len())
        })
    }

    /// Whether a variable may stand for more than a name in a path: those of the policy, of editors and of
    /// shells may, `{groupId}` and `<project>` may not.
    pub(crate) fn is_whole_path(&self, text: &str) -> bool {
        let mut opens = self.0.forms().iter().map(Template::open).filter(|open| !matches!(*open, "{" | "<"));
        text.starts_with("{{") || text.starts_with('$') || opens.any(|open| text.starts_with(open))
    }

    /// Whether a text begins with what an editor or the policy has for the beginning of a URL. In scripts
    /// `${BIN}/program` begins a command.
    pub(crate) fn begins_url(&self, word: &str) -> bool {
        let mut opens = self.0.forms().iter().map(Template::open).filter(|open| !open.starts_with('$'));
        (word.starts_with("{{") || opens.any(|open| word.starts_with(open)))
            && (self.is_variable(word) || {
                let veiled = self.veiled(word);
                let length = veiled.iter().take_while(|byte| **byte == VEIL).count();
                length > 0 && veiled.get(length) == Some(&b'/')
            })
    }
}

fn veiled(text: &str, variables: impl IntoIterator<Item = Range<usize>>) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for range in variables {
        bytes.iter_mut().take(range.end).skip(range.start).for_each(|byte| *byte = VEIL);
    }
    bytes
}

/// Whether a veiled text has variables, and only signs between them.
fn says_nothing(veiled: &[u8]) -> bool {
    let between = |byte: &u8| *byte == VEIL || (!byte.is_ascii_alphanumeric() && byte.is_ascii());
    veiled.contains(&VEIL) && veiled.iter().all(between)
}

/// Where variables stand whatever the policy says.
fn everywhere(text: &str) -> Vec<Range<usize>> {
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
            // `{ldap:{port:636}}` is no name.
            let is_name = is_name && (open != "{" || !name.contains(['{', ':']));
            return is_name.then_some(open.len() + end + close.len());
        }
    }
    let name = text.strip_prefix('$')?;
    let length = name.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_').then_some(1 + length)
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
