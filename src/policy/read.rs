//! From TOML to a policy, with everything that is wrong with it.

use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use super::error::{self, Fault};
use super::globs::Globs;
use super::keys::{IGNORE_KEYS, KEYS, Key, KeyKind};
use super::suggest::nearest;
use super::syntax::Syntax;
use super::words::{kind, quoted_part, span_of};
use super::{Policy, PolicyError, ignore, names, secrets, values};
use crate::report::PlainText;
use crate::span::Span;

/// The largest policy that is read, in bytes: 1 MiB.
const LARGEST: usize = 1 << 20;

/// Reads a policy.
pub(super) fn policy(source: &str) -> Result<Policy, PolicyError> {
    if source.len() > LARGEST {
        let text = PlainText::new("", String::new());
        let fault = Fault::new(Span::at(0), "a policy of more than 1 MiB is not read");
        return error::error(vec![fault], &text).map_or_else(|| Ok(Policy::default()), Err);
    }
    let syntax = Syntax::parse(source);
    let masked = secrets::masked(source, &syntax);
    let text = PlainText::new(source, masked.clone());
    let broken = syntax.faults(source, &text);
    let mut reader = Reader { text: &text, policy: Policy::default(), faults: Vec::new() };
    if !broken.is_broken {
        reader.top(syntax.table.get_ref());
    }
    let Reader { mut policy, mut faults, .. } = reader;
    // On a line that is no TOML the reader sees what is not there.
    faults.retain(|fault| !broken.has_line_of(source, fault.span));
    faults.extend(broken.faults);
    match error::error(faults, &text) {
        Some(error) => Err(error),
        None => {
            policy.text = source.into();
            policy.masked = masked;
            Ok(policy)
        }
    }
}

/// A policy in the making.
pub(super) struct Reader<'t> {
    pub(super) text: &'t PlainText<'t>,
    pub(super) policy: Policy,
    pub(super) faults: Vec<Fault>,
}

impl Reader<'_> {
    pub(super) fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// What may be shown of the text there.
    pub(super) fn quoted(&self, span: Span) -> String {
        quoted_part(self.text, span)
    }

    fn top(&mut self, table: &DeTable<'_>) {
        for (name, value) in table {
            match KEYS.iter().find(|key| key.name == &**name.get_ref()) {
                Some(key) => self.key(key, name, value),
                None => {
                    let fault = self.unknown_key(name, value.get_ref());
                    self.fault(fault);
                }
            }
        }
    }

    fn key(&mut self, key: &Key, name: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>) {
        let span = span_of(value);
        match (key.kind, value.get_ref()) {
            (KeyKind::Flag, DeValue::Boolean(flag)) => self.policy.is_root = *flag,
            (KeyKind::Days, DeValue::Integer(days)) => match values::days(days) {
                Ok(days) => self.policy.conventions.expires_soon_days = days,
                Err(words) => self.fault(Fault::new(span, words).help(values::DAYS_HELP)),
            },
            (KeyKind::Globs, DeValue::Array(items)) => {
                let globs = self.texts(items, "a glob", ignore::glob_fault);
                match Globs::new(globs.iter().map(String::as_str)) {
                    Some(globs) => self.policy.exclude = globs,
                    None => self.fault(Fault::new(span, "these globs are too many, or too large together")),
                }
            }
            (KeyKind::Templates, DeValue::Array(items)) => {
                let mut templates = Vec::new();
                for (span, text) in self.texts_with_spans(items, "a template") {
                    match values::template(&text) {
                        Ok(template) => templates.push(template),
                        Err((words, help)) => {
                            let quoted = self.quoted(span);
                            self.fault(Fault::new(span, format!("{quoted} {words}")).help(help));
                        }
                    }
                }
                self.policy.conventions.templates = templates.into_iter().collect();
            }
            (KeyKind::Hosts, DeValue::Array(items)) => {
                let mut hosts = Vec::new();
                for (span, text) in self.texts_with_spans(items, "a host") {
                    match values::host(&text) {
                        Ok(host) => hosts.push(host),
                        Err(trouble) => self.trouble(span, &text, trouble),
                    }
                }
                self.policy.conventions.hosts = hosts.into_iter().collect();
            }
            (KeyKind::RuleLevels, DeValue::Table(table)) => self.rules(table),
            (KeyKind::GroupLevels, DeValue::Table(table)) => self.groups(table),
            (KeyKind::Ignores, DeValue::Array(items)) => self.ignores(items),
            (_, value) => {
                let fault = wrong_type(self.text, key, span_of(name), span, value);
                self.fault(fault);
            }
        }
    }

    /// A value that is none: words and a help, in which a mended text may stand if the text is no secret.
    pub(super) fn trouble(&mut self, span: Span, text: &str, trouble: values::Trouble) {
        let quoted = if text.trim().is_empty() { "this".to_owned() } else { self.quoted(span) };
        let fault = Fault::new(span, format!("{quoted} {}", trouble.words));
        let is_shown = self.text.shown(span).contains(text);
        self.fault(match (trouble.meant.filter(|_| is_shown), trouble.help) {
            (Some(meant), _) => fault.help(format!("did you mean {}?", crate::quote::quoted(&meant))),
            (None, "") => fault,
            (None, help) => fault.help(help),
        });
    }

    /// The texts of an array that `check` has nothing against.
    fn texts(
        &mut self,
        items: &DeArray<'_>,
        what: &str,
        check: impl Fn(&str) -> Option<values::Trouble>,
    ) -> Vec<String> {
        let mut texts = Vec::new();
        for (span, text) in self.texts_with_spans(items, what) {
            match check(&text) {
                None => texts.push(text),
                Some(trouble) => self.trouble(span, &text, trouble),
            }
        }
        texts
    }

    fn texts_with_spans(&mut self, items: &DeArray<'_>, what: &str) -> Vec<(Span, String)> {
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(text) => texts.push((span_of(item), text.to_string())),
                other => {
                    let message = format!("this is {}, and {what} is a text", kind(other));
                    self.fault(Fault::new(span_of(item), message));
                }
            }
        }
        texts
    }

    fn rules(&mut self, table: &DeTable<'_>) {
        for (name, value) in table {
            let setting = values::setting(value.get_ref());
            match crate::rules::rule(name.get_ref()) {
                Some(rule) => match setting {
                    Ok(setting) => drop(self.policy.rules.insert(rule.name, setting)),
                    Err(help) => self.wrong_level(span_of(value), value.get_ref(), help),
                },
                None => {
                    let fault = self.unknown_rule(name);
                    self.fault(fault);
                }
            }
        }
    }

    fn groups(&mut self, table: &DeTable<'_>) {
        for (name, value) in table {
            let setting = values::setting(value.get_ref());
            match names::group(name.get_ref()) {
                Some(group) => match setting {
                    Ok(setting) => drop(self.policy.groups.insert(group, setting)),
                    Err(help) => self.wrong_level(span_of(value), value.get_ref(), help),
                },
                None => {
                    let fault = self.unknown_group(name, setting.is_ok());
                    self.fault(fault);
                }
            }
        }
    }

    fn wrong_level(&mut self, span: Span, value: &DeValue<'_>, help: String) {
        let message = match value {
            DeValue::String(_) | DeValue::Boolean(_) | DeValue::Integer(_) | DeValue::Float(_) => {
                format!("{} is not a level", self.quoted(span))
            }
            other => format!("this is {}, and not a level", kind(other)),
        };
        let help = match value {
            DeValue::Table(_) => format!("the level stands behind the name: `… = \"off\"`; {help}"),
            _ => help,
        };
        self.fault(Fault::new(span, message).help(help));
    }

    fn unknown_rule(&self, name: &Spanned<DeString<'_>>) -> Fault {
        let (span, text) = (span_of(name), &**name.get_ref());
        let fault = Fault::new(span, format!("there is no rule {}", self.quoted(span)));
        if names::group(text).is_some() {
            return fault.help(format!("`{text}` is a group: it stands under [groups]"));
        }
        if let Some(key) = KEYS.iter().find(|key| key.name == text) {
            return fault.help(format!("`{}` is not a rule: it stands before the first section", key.name));
        }
        match (nearest(text, names::rules()), nearest(text, names::groups())) {
            (Some(rule), _) => fault.help(format!("did you mean `{rule}`?")),
            (None, Some(group)) => {
                fault.help(format!("did you mean `{group}`, which stands under [groups]?"))
            }
            (None, None) => fault.help("`usersec rules` lists them"),
        }
    }

    fn unknown_group(&self, name: &Spanned<DeString<'_>>, has_level: bool) -> Fault {
        let (span, text) = (span_of(name), &**name.get_ref());
        let fault = Fault::new(span, format!("there is no group {}", self.quoted(span)));
        if crate::rules::rule(text).is_some() {
            return fault.help(format!("`{text}` is a rule: it stands under [rules]"));
        }
        if let Some(key) = KEYS.iter().find(|key| key.name == text && !has_level) {
            return fault.help(format!("`{}` is not a group: it stands before the first section", key.name));
        }
        match (nearest(text, names::groups()), nearest(text, names::rules())) {
            (Some(group), _) => fault.help(format!("did you mean `{group}`?")),
            (None, Some(rule)) => fault.help(format!("did you mean `{rule}`, which stands under [rules]?")),
            (None, None) => match names::groups_of_rules_named(text)[..] {
                [] => {
                    let all: Vec<&str> = names::groups().collect();
                    fault.help(format!("the groups are {}", all.join(", ")))
                }
                [group] => fault.help(format!(
                    "did you mean `{group}`? The {}-* rules are in it",
                    text.strip_suffix('s').unwrap_or(text)
                )),
                ref groups => fault.help(format!("rules named so are in the groups {}", groups.join(", "))),
            },
        }
    }

    fn unknown_key(&self, name: &Spanned<DeString<'_>>, value: &DeValue<'_>) -> Fault {
        let (span, text) = (span_of(name), &**name.get_ref());
        let fault = Fault::new(span, format!("a policy has no key {}", self.quoted(span)));
        if crate::rules::rule(text).is_some() {
            return fault.help(format!("`{text}` is a rule: it stands under [rules]"));
        }
        if names::group(text).is_some() {
            return fault.help(format!("`{text}` is a group: it stands under [groups]"));
        }
        let is_section = matches!(value, DeValue::Table(_) | DeValue::Array(_));
        if !is_section && IGNORE_KEYS.iter().any(|key| key.name == text) {
            return fault.help(format!("`{text}` stands in an [[ignore]]"));
        }
        let meant =
            names::other_word(text, is_section).or_else(|| nearest(text, KEYS.iter().map(|key| key.name)));
        if let Some(meant) = meant {
            return match (meant, is_section) {
                ("ignore", true) => fault.help("did you mean [[ignore]]?"),
                ("rules" | "groups", true) => fault.help(format!("did you mean [{meant}]?")),
                _ => fault.help(format!("did you mean `{meant}`?")),
            };
        }
        match (nearest(text, names::rules()), nearest(text, names::groups())) {
            (Some(rule), _) => fault.help(format!("did you mean `{rule}`, which stands under [rules]?")),
            (None, Some(group)) => {
                fault.help(format!("did you mean `{group}`, which stands under [groups]?"))
            }
            (None, None) => {
                let all: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
                fault.help(format!("the keys are {}", all.join(", ")))
            }
        }
    }
}

/// A value of the wrong kind.
pub(super) fn wrong_type(
    text: &PlainText<'_>,
    key: &Key,
    name: Span,
    span: Span,
    value: &DeValue<'_>,
) -> Fault {
    let (name_of, found) = (key.name, kind(value));
    let expected = match key.kind {
        KeyKind::Flag => "`true` or `false`",
        KeyKind::Days => "a whole number",
        KeyKind::Globs | KeyKind::Templates | KeyKind::Hosts => "an array of texts",
        KeyKind::RuleLevels | KeyKind::GroupLevels => "a section",
        KeyKind::Ignores => "a section that may be there several times",
        KeyKind::Glob | KeyKind::Pointer | KeyKind::RuleName | KeyKind::Reason => "a text",
    };
    let fault = |span| Fault::new(span, format!("`{name_of}` is {expected}, and this is {found}"));
    match (key.kind, value) {
        (KeyKind::Ignores, DeValue::Table(_)) => {
            Fault::new(name, "`ignore` may be there several times, and this is for one")
                .help("write [[ignore]]")
        }
        (KeyKind::Ignores, _) => fault(span).help(ignore::ENTRY_HELP),
        (KeyKind::RuleLevels | KeyKind::GroupLevels, DeValue::Array(_)) => {
            fault(name).help(format!("write [{name_of}], and below it a line as `{}`", line_of(key)))
        }
        (KeyKind::RuleLevels | KeyKind::GroupLevels, _) => {
            fault(span).help(format!("write [{name_of}], and below it a line as `{}`", line_of(key)))
        }
        (KeyKind::Globs | KeyKind::Templates | KeyKind::Hosts, DeValue::String(_)) if span.len() < 60 => {
            // A secret in it is as hidden there.
            let written = crate::quote::printable(text.shown(span));
            fault(span).help(format!("write it as `{name_of} = [{written}]`"))
        }
        _ => fault(span).help(format!("write it as `{name_of} = {}`", key.example)),
    }
}

/// A line of a section, as its key's example has it.
fn line_of(key: &Key) -> &'static str {
    key.example.trim_start_matches(['{', ' ']).trim_end_matches(['}', ' '])
}
