//! Exceptions: `[[ignore]]`.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::error::Fault;
use super::globs::{GlobFault, Globs, fault};
use super::keys::{IGNORE_KEYS, Key, KeyKind};
use super::pointer::{self, Pattern, PointerFault};
use super::read::{Reader, wrong_type};
use super::suggest::nearest;
use super::values::Trouble;
use super::words::{kind, span_of};
use super::{Ignores, names};
use crate::rule::{Check, Rule};
use crate::span::Span;

/// An exception.
#[derive(Clone, Debug)]
#[cfg_attr(not(any(test, feature = "cli")), expect(dead_code, reason = "a run knows what is used"))]
pub(crate) struct Ignore {
    pub(crate) rule: &'static Rule,
    pub(super) pointer: Pattern,
    /// Whether it is for the files of a path only.
    pub(crate) has_path: bool,
    /// Where the policy says which rule, and which files.
    pub(crate) rule_span: Span,
    pub(crate) path_span: Span,
}

pub(super) const ENTRY_HELP: &str = "write [[ignore]], and below it `rule = \"…\"` and `reason = \"…\"`; \"off\" under [rules] is for a rule \
     that nobody wants";

/// A glob for every path.
const EVERYWHERE: &str = "**";

impl Reader<'_> {
    pub(super) fn ignores(&mut self, items: &DeArray<'_>) {
        let mut entries = Vec::new();
        let mut globs = Vec::new();
        for item in items {
            let DeValue::Table(table) = item.get_ref() else {
                let message = format!("this is {}, and an exception is a section", kind(item.get_ref()));
                self.fault(Fault::new(span_of(item), message).help(ENTRY_HELP));
                continue;
            };
            if let Some((entry, glob)) = self.entry(span_of(item), table) {
                entries.push(entry);
                globs.push(glob);
            }
        }
        match Globs::new(globs.iter().map(String::as_str)) {
            Some(globs) => self.policy.ignores = Ignores::new(entries, globs),
            None => {
                let span = items.iter().next().map_or(Span::at(0), span_of);
                self.fault(Fault::new(
                    span,
                    "the paths of the exceptions are too many, or too large together",
                ));
            }
        }
    }

    /// An exception and its glob; none if it lacks something.
    fn entry(&mut self, span: Span, table: &DeTable<'_>) -> Option<(Ignore, String)> {
        let mut rule = None;
        let mut glob = None;
        let mut pointer = Pattern::default();
        for (name, value) in table {
            let Some(key) = IGNORE_KEYS.iter().find(|key| key.name == &**name.get_ref()) else {
                let fault = self.unknown_key_of_ignore(span_of(name), name.get_ref());
                self.fault(fault);
                continue;
            };
            let at = span_of(value);
            let DeValue::String(text) = value.get_ref() else {
                let fault = match key.kind {
                    KeyKind::RuleName => self.rule_of_wrong_type(key, span_of(name), value),
                    _ => wrong_type(self.text, key, span_of(name), at, value.get_ref()),
                };
                self.fault(fault);
                continue;
            };
            match key.kind {
                KeyKind::Glob => match glob_fault(text) {
                    None => glob = Some((text.to_string(), at)),
                    Some(trouble) => self.trouble(at, text, trouble),
                },
                KeyKind::Pointer => match Pattern::parse(text) {
                    Ok(pattern) => pointer = pattern,
                    Err(fault) => self.trouble(at, text, pointer_trouble(fault, text)),
                },
                KeyKind::RuleName => match self.rule_of_ignore(at, text) {
                    Ok(found) => rule = Some((found, at)),
                    Err(fault) => self.fault(fault),
                },
                _ if text.trim().is_empty() => {
                    self.fault(Fault::new(at, "this reason says nothing").help(REASON_HELP));
                }
                _ => {}
            }
        }
        for key in IGNORE_KEYS.iter().filter(|key| key.is_required) {
            let is_there = |(name, _): (&Spanned<_>, _)| {
                let name: &toml::de::DeString<'_> = name.get_ref();
                &**name == key.name
                    || names::other_word_in_ignore(name) == Some(key.name)
                    || key.kind == KeyKind::RuleName && crate::rules::rule(name).is_some()
            };
            if !table.iter().any(is_there) {
                let help = if key.kind == KeyKind::Reason { REASON_HELP } else { RULE_HELP };
                let message = format!("this exception has no `{}`", key.name);
                self.fault(Fault::new(span, message).help(help));
            }
        }
        let (rule, rule_span) = rule?;
        let has_path = glob.is_some();
        let (glob, path_span) = glob.unwrap_or_else(|| (EVERYWHERE.to_owned(), rule_span));
        Some((Ignore { rule, pointer, has_path, rule_span, path_span }, glob))
    }

    fn rule_of_ignore(&self, span: Span, name: &str) -> Result<&'static Rule, Fault> {
        let quoted = self.quoted(span);
        match crate::rules::rule(name) {
            Some(rule) if matches!(rule.check, Check::Run) => {
                Err(Fault::new(span, format!("{quoted} is not found in documents, and so has no exceptions"))
                    .help(format!("write `{name} = \"off\"` under [rules]")))
            }
            Some(rule) => Ok(rule),
            None if names::group(name).is_some() => {
                Err(Fault::new(span, format!("{quoted} is a group, and an exception is for one rule"))
                    .help("write an [[ignore]] for each rule, or the group's level under [groups]"))
            }
            None => {
                let fault = Fault::new(span, format!("there is no rule {quoted}"));
                Err(match nearest(name, names::rules()) {
                    Some(rule) => fault.help(format!("did you mean `{rule}`?")),
                    None => fault.help("an exception is for one rule; `usersec rules` lists them"),
                })
            }
        }
    }

    fn rule_of_wrong_type(&self, key: &Key, name: Span, value: &Spanned<DeValue<'_>>) -> Fault {
        let fault = wrong_type(self.text, key, name, span_of(value), value.get_ref());
        match value.get_ref() {
            DeValue::Array(_) => fault.help("an exception is for one rule: write an [[ignore]] for each"),
            _ => fault,
        }
    }

    fn unknown_key_of_ignore(&self, span: Span, name: &str) -> Fault {
        let fault = Fault::new(span, format!("an exception has no key {}", self.quoted(span)));
        let keys = || IGNORE_KEYS.iter().map(|key| key.name);
        if crate::rules::rule(name).is_some() {
            return fault.help(format!("write `rule = \"{name}\"`"));
        }
        if super::keys::KEYS.iter().any(|key| key.name == name) {
            return fault.help(format!("`{name}` stands before the first section"));
        }
        match names::other_word_in_ignore(name).or_else(|| nearest(name, keys())) {
            Some(meant) => fault.help(format!("did you mean `{meant}`?")),
            None => fault.help(format!("its keys are {}", keys().collect::<Vec<_>>().join(", "))),
        }
    }
}

const REASON_HELP: &str = "write `reason = \"…\"`, for whoever reads the file next";
const RULE_HELP: &str = "write `rule = \"…\"`; `usersec rules` lists them";

fn pointer_trouble(fault: PointerFault, text: &str) -> Trouble {
    let trouble = match fault {
        PointerFault::NoSlash => {
            Trouble::new("is not a JSON pointer", "it begins with `/`, as \"/ldap/port\"")
        }
        PointerFault::EmptyName => Trouble::new(
            "ends with the name of no member",
            "leave `pointer` out for the whole document, and the `/` at the end for a member",
        ),
        PointerFault::Tilde => {
            Trouble::new("is not a JSON pointer", "`~` is written as `~0` in it, and a `/` in a name as `~1`")
        }
    };
    match fault {
        PointerFault::Tilde => trouble,
        _ => match pointer::meant(text) {
            Some(meant) => trouble.meant(meant),
            None => trouble,
        },
    }
}

/// What is wrong with a glob.
pub(super) fn glob_fault(text: &str) -> Option<Trouble> {
    let relative = "globs are relative to the folder of this file";
    let mended = |text: String| Some(text).filter(|text| fault(text).is_none());
    let (trouble, meant) = match fault(text)? {
        GlobFault::Empty => {
            (Trouble::new("names no path", "take it out, or write \"**\" for every file"), None)
        }
        GlobFault::TooLong => (Trouble::new("is too long for a glob", "write several short ones"), None),
        GlobFault::Backslash => (
            Trouble::new("has a backslash", "parts of a path are set apart by `/` on every system"),
            mended(text.replace('\\', "/")),
        ),
        GlobFault::Negated => (
            Trouble::new("begins with `!`, which takes nothing back here", "name what is meant instead"),
            None,
        ),
        GlobFault::Absolute => (Trouble::new("is an absolute path", relative), None),
        GlobFault::Dot => {
            let parts: Vec<&str> = text.split('/').filter(|part| *part != ".").collect();
            (Trouble::new("has a `.` for a part, which no path has", relative), mended(parts.join("/")))
        }
        GlobFault::Outside => (
            Trouble::new(
                "leads out of the folder of this file",
                "put a usersec.toml into the folder that is meant",
            ),
            None,
        ),
        GlobFault::EmptyPart => (
            Trouble::new("has two `/` with nothing between them", "write one"),
            mended(text.replace("//", "/")),
        ),
        GlobFault::UnclosedClass => (
            Trouble::new("has a `[` that is never closed", "a `]` is missing; `[[]` stands for a `[` itself"),
            None,
        ),
        GlobFault::BadRange => {
            (Trouble::new("has a range that runs backwards", "write it from the lower to the higher"), None)
        }
        GlobFault::Braces => (
            Trouble::new(
                "has braces that do not fit together",
                "write them as {a,b}; `[{]` stands for a `{`",
            ),
            None,
        ),
        GlobFault::Other => {
            (Trouble::new("is not a glob", "write one as \"lab/**\" or \"*.example.json\""), None)
        }
    };
    Some(match meant {
        Some(meant) => trouble.meant(meant),
        None => trouble,
    })
}
