//! Reading a baseline, strictly: what is not understood may be meant to hide something.

use super::{BaselineError, Entry, known_rule};
use crate::conventions::Conventions;
use crate::json::{Data, Document, JsonFaultKind, Member, Value, judge};
use crate::mask::mask_text;
use crate::quote::quoted;
use crate::span::Span;
use crate::spec::{Field, Object, Type};

/// The version that is written and read.
const VERSION: &str = "1";

static BASELINE: Object = Object {
    name: "the baseline",
    fields: &[
        Field { name: "version", kind: Type::Integer, ..Field::OPTIONAL },
        Field { name: "findings", kind: Type::Array(&FINDING), ..Field::OPTIONAL },
    ],
};

static FINDING: Object = Object {
    name: "a finding",
    fields: &[
        Field { name: "path", ..Field::OPTIONAL },
        Field { name: "rule", ..Field::OPTIONAL },
        Field { name: "pointer", ..Field::OPTIONAL },
        Field { name: "fingerprint", ..Field::OPTIONAL },
        Field { name: "current", kind: Type::Boolean, ..Field::OPTIONAL },
    ],
};

const AGAIN: &str = "remove it and write it anew with --write-baseline";

/// What is read, for its errors.
#[derive(Clone, Copy)]
struct Reader<'t> {
    text: &'t str,
}

pub(super) fn entries(text: &str) -> Result<Vec<Entry>, BaselineError> {
    let reader = Reader { text };
    let (json, mark) = judge(text.as_bytes(), &Conventions::usual().templates).map_err(|fault| {
        let message = match fault.kind {
            JsonFaultKind::Empty => format!("the file is empty; {AGAIN}"),
            _ if has_conflict(text) => {
                format!("a merge conflict was left in it; keep the lines of both sides, or {AGAIN}")
            }
            _ => format!("this is not JSON; mend it, or {AGAIN}"),
        };
        reader.error(fault.at, message)
    })?;
    let document = Document::index_all(json, mark, &BASELINE, Conventions::usual());
    if let Some(at) = document.lone_surrogate.or(document.too_deep) {
        return Err(reader.error(at, format!("this is not JSON; mend it, or {AGAIN}")));
    }
    let root = &document.root;
    let members = reader.members(root, &BASELINE)?;
    let version = reader.member(root, members, &BASELINE, "version")?;
    match &version.value.data {
        Data::Number(VERSION) => {}
        Data::Number(_) => {
            let words = "this version is not known, only 1: a newer usersec may have written it; update, or";
            return Err(reader.error(version.value.span, format!("{words} {AGAIN}")));
        }
        _ => return Err(reader.error(version.value.span, "the version has to be a number: 1")),
    }
    let findings = reader.member(root, members, &BASELINE, "findings")?;
    let Data::Array(items) = &findings.value.data else {
        return Err(reader.error(findings.value.span, "`findings` has to be an array"));
    };
    items.iter().map(|item| reader.entry(item)).collect()
}

/// Whether it is an object with what every version of a baseline has.
#[cfg(any(test, feature = "cli"))]
pub(super) fn looks_like_one(text: &str) -> bool {
    let Ok((json, mark)) = judge(text.as_bytes(), &Conventions::usual().templates) else { return false };
    match Document::index(json, mark, &BASELINE, Conventions::usual()).root.data {
        Data::Object(_, members) => {
            let has = |name: &str| members.iter().any(|member| member.name.as_str() == name);
            has("version") && has("findings")
        }
        _ => false,
    }
}

/// Whether git left both sides of a merge in it.
fn has_conflict(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>"))
}

impl<'t> Reader<'t> {
    fn error(self, span: Span, message: impl Into<String>) -> BaselineError {
        BaselineError::new(self.text, span, message)
    }

    fn entry(self, item: &Value<'_>) -> Result<Entry, BaselineError> {
        let members = self.members(item, &FINDING)?;
        let text = |name| self.string(item, members, name);
        let ((path, _), (pointer, _)) = (text("path")?, text("pointer")?);
        let (rule, at) = text("rule")?;
        let Some(known) = known_rule(rule) else {
            let words = "; `usersec rules` lists them, and a newer usersec may know it";
            return Err(self.error(at, format!("there is no rule {}{words}", quote(rule))));
        };
        let (fingerprint, at) = text("fingerprint")?;
        let is_hex = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
        let is_print = fingerprint.len() == 16 && fingerprint.bytes().all(is_hex);
        let number = u64::from_str_radix(fingerprint, 16).ok().filter(|_| is_print);
        let Some(fingerprint) = number else {
            return Err(self.error(at, "a fingerprint is 16 digits of 0 to 9 and a to f"));
        };
        let needs_current = match members.iter().find(|member| member.name.as_str() == "current") {
            None => false,
            Some(Member { value: Value { data: Data::Boolean(needs), .. }, .. }) => *needs,
            Some(member) => {
                return Err(self.error(member.value.span, "`current` has to be true or false"));
            }
        };
        if path.is_empty() {
            return Err(self.error(item.span, "the path is empty"));
        }
        Ok(Entry {
            path: path.to_owned(),
            rule: known.name(),
            pointer: pointer.to_owned(),
            fingerprint,
            needs_current,
            span: item.span,
        })
    }

    /// The members of an object that has no others than it may have, and none twice.
    fn members<'v, 's>(
        self,
        value: &'v Value<'s>,
        object: &'static Object,
    ) -> Result<&'v [Member<'s>], BaselineError> {
        let Data::Object(_, members) = &value.data else {
            return Err(self.error(value.span, format!("{} has to be an object", object.name)));
        };
        // At most one of each is taken, so that few are compared.
        for (number, member) in members.iter().enumerate() {
            let name = member.name.as_str();
            if member.field.is_none() {
                let fields: Vec<String> =
                    object.fields.iter().map(|field| format!("`{}`", field.name)).collect();
                let words =
                    format!("{} has no member {}, only {}", object.name, quote(name), fields.join(", "));
                return Err(self.error(member.key, words));
            }
            if members.iter().take(number).any(|other| other.name.as_str() == name) {
                return Err(self.error(member.key, format!("`{name}` stands here twice")));
            }
        }
        Ok(members)
    }

    fn member<'v, 's>(
        self,
        value: &Value<'_>,
        members: &'v [Member<'s>],
        object: &Object,
        name: &str,
    ) -> Result<&'v Member<'s>, BaselineError> {
        let found = members.iter().find(|member| member.name.as_str() == name);
        // At the bracket: what is absent stands nowhere.
        let at = Span::new(value.span.start, value.span.start + 1);
        found.ok_or_else(|| self.error(at, format!("{} lacks `{name}`", object.name)))
    }

    fn string<'v>(
        self,
        item: &Value<'_>,
        members: &'v [Member<'_>],
        name: &str,
    ) -> Result<(&'v str, Span), BaselineError> {
        let member = self.member(item, members, &FINDING, name)?;
        match &member.value.data {
            Data::String(text) => Ok((text.as_str(), member.value.span)),
            _ => Err(self.error(member.value.span, format!("`{name}` has to be a string"))),
        }
    }
}

/// It may be the wrong file.
fn quote(text: &str) -> String {
    quoted(mask_text(text).as_deref().unwrap_or(text))
}
