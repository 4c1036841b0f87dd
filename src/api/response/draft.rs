//! An answer becomes a request: what only the server writes, and what is secret, is cut out of its text.

use std::collections::BTreeMap;
use std::fmt;

use super::envelope::index;
use crate::conventions::Conventions;
use crate::fix::{Edit, apply};
use crate::json::{Data, Member, Value};
use crate::mask::{mask_json, secrets_in_json};
use crate::payload::{ObjectAt, Payload};
use crate::placeholder;
use crate::rules::secret::gives_something_away;
use crate::span::Span;
use crate::spec::{Access, Kind, LDAP};
use crate::wiped::Wiped;

/// A request body that was made of an answer, and what is to be filled in. It is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestDraft {
    body: Wiped,
    names_account: bool,
    has_template: bool,
    dropped: Dropped,
}

/// What was dropped that is secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Dropped {
    /// A `bindPassword` where one belongs.
    bind_password: bool,
    /// Whether one of them is a password, and nothing that stands for one.
    is_told: bool,
    /// Something else that is masked in reports.
    other: bool,
}

impl Dropped {
    fn and(&mut self, other: Self) {
        self.bind_password |= other.bind_password;
        self.is_told |= other.is_told;
        self.other |= other.other;
    }
}

impl fmt::Debug for RequestDraft {
    /// The body, with whatever is secret masked.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mask_json(&self.body, 0, &secrets_in_json(&self.body, 0)))
    }
}

impl RequestDraft {
    /// The body.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The body, to be kept; it is not wiped then.
    pub fn into_body(self) -> String {
        self.body.into_inner()
    }

    /// Whether the body names an account (`bindUsername`) and not its password, which no answer has. Sent
    /// like that, the stored password is kept; it has to be filled in if the account changes.
    pub fn lacks_bind_password(&self) -> bool {
        self.names_account && !self.has_template
    }

    /// Whether the body names an account, behind which a template can be put.
    #[cfg(feature = "cli")]
    pub(crate) fn names_account(&self) -> bool {
        self.names_account
    }

    /// Whether there was a `bindPassword` in the answer, where none should be. It is not in the body.
    pub fn dropped_bind_password(&self) -> bool {
        self.dropped.bind_password
    }

    /// Whether that was a password, and not a template or another placeholder for one, nor nothing: whoever
    /// has read the document knows it.
    pub fn dropped_password_is_told(&self) -> bool {
        self.dropped.is_told
    }

    /// Whether there was another secret in the answer: a private key, or a password in another member or by
    /// another name. The member that held it is not in the body; whoever has read the document knows it.
    pub fn dropped_other_secret(&self) -> bool {
        self.dropped.other
    }

    /// The draft of an answer, which was read before.
    pub(super) fn new(received: &str, template: Option<&str>) -> Self {
        let document = index(received, 0, None, Conventions::usual());
        let mut edits = Vec::new();
        let root = document.root.span;
        let secrets = secrets_in_json(received.get(root.range()).unwrap_or_default(), root.start);
        let dropped = cut(&document.root, &secrets, &mut edits);
        let payload = Payload::new(Some(&document), Kind::Response, false);
        let account = payload.ldap().and_then(|ldap| {
            let account = ldap.member("bindUsername").filter(|member| names_account(member, &secrets))?;
            edits.extend(template.map(|template| password(ldap, account, template, received)));
            Some(account)
        });
        // An insertion goes before a cut that begins there.
        edits.sort_by_key(|edit: &Edit| edit.span);
        for edit in &mut edits {
            edit.span = Span::new(edit.span.start - root.start, edit.span.end - root.start);
        }
        let body = apply(received.get(root.range()).unwrap_or_default(), &edits).unwrap_or_default();
        Self {
            body: outdented(body, received.get(..root.start).unwrap_or_default()),
            names_account: account.is_some(),
            has_template: template.is_some(),
            dropped,
        }
    }
}

fn is_password(member: &Member<'_>) -> bool {
    member.name.as_str() == "bindPassword"
}

/// Whether a password stands there, and nothing that stands for one.
fn is_told(password: &Member<'_>) -> bool {
    let is_placeholder = || {
        let field = LDAP.field("bindPassword");
        field.is_some_and(|field| {
            placeholder::of(field, &password.value, &Conventions::usual().templates).is_some()
        })
    };
    match &password.value.data {
        Data::Null => false,
        Data::String(text) if !gives_something_away(text.as_str()) => false,
        _ => !is_placeholder(),
    }
}

/// Whether a member says who binds: a text, and not an empty one, with no secret in it.
fn names_account(member: &Member<'_>, secrets: &[Span]) -> bool {
    let is_name = matches!(&member.value.data, Data::String(name) if !name.as_str().is_empty());
    is_name && !holds_secret(member, secrets)
}

/// Whether one of the secrets, which stand in order, is in a member.
fn holds_secret(member: &Member<'_>, secrets: &[Span]) -> bool {
    let at = member.span();
    let first = secrets.partition_point(|secret| secret.end <= at.start);
    secrets.get(first).is_some_and(|secret| secret.start < at.end)
}

/// Takes out of a value what does not go into a request; and which of the secrets were in it.
fn cut(value: &Value<'_>, secrets: &[Span], edits: &mut Vec<Edit>) -> Dropped {
    let mut found = Dropped::default();
    if let Data::Array(items) = &value.data {
        for item in items {
            found.and(cut(item, secrets, edits));
        }
    }
    let Some(object) = ObjectAt::of(value) else { return found };
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for member in object.members {
        *known.entry(member.name.as_str()).or_default() += usize::from(member.field.is_some());
    }
    // Of an object that the contract knows only the member inside that holds it; of a list, which would not mean
    // the same without one of its items' members, all of it.
    let is_other_secret = |member: &Member<'_>| {
        !is_password(member) && ObjectAt::of(&member.value).is_none() && holds_secret(member, secrets)
    };
    let is_cut = |member: &Member<'_>| {
        let is_read_only = member.field.is_some_and(|field| field.access == Access::ReadOnly);
        // Null says that there is nothing. Of several of one name none does: which counts is not defined.
        // A `match` has to be there, so that somebody sees that it is none.
        let is_unset = matches!(member.value.data, Data::Null)
            && member.field.is_some_and(|field| !field.required)
            && known.get(member.name.as_str()) == Some(&1);
        is_read_only || is_unset || is_password(member) || is_other_secret(member)
    };
    for member in object.members {
        if is_password(member) {
            found.and(Dropped { bind_password: true, is_told: is_told(member), other: false });
        }
        found.other |= is_other_secret(member);
    }
    if !object.members.is_empty() && object.members.iter().all(is_cut) {
        let inside = Span::new(object.span.start + 1, object.span.end.saturating_sub(1));
        edits.push(Edit { span: inside, text: String::new() });
        return found;
    }
    let mut last: Option<&Member<'_>> = None;
    let mut is_kept = false;
    let mut members = object.members.iter().peekable();
    while let Some(member) = members.next() {
        if is_cut(member) {
            // With the comma before it, or, where nothing is left before it, with the one behind it.
            let span = match (last.filter(|_| is_kept), members.peek()) {
                (Some(last), _) => Span::new(last.span().end, member.span().end),
                (None, Some(next)) => Span::new(member.key.start, next.key.start),
                (None, None) => member.span(),
            };
            edits.push(Edit { span, text: String::new() });
        } else {
            is_kept = true;
            found.and(cut(&member.value, secrets, edits));
        }
        last = Some(member);
    }
    found
}

/// Puts a bind password behind the bind name, laid out as that is.
fn password(ldap: ObjectAt<'_>, account: &Member<'_>, template: &str, text: &str) -> Edit {
    let before = ldap.members.iter().take_while(|member| member.key < account.key).last();
    let start = before.map_or(ldap.span.start + 1, |before| before.span().end);
    let colon = text.get(account.key.end..account.value.span.start).unwrap_or(":");
    let value = serde_json::Value::from(template);
    let between = text.get(start..account.key.start).unwrap_or_default();
    let gap = between.split_once(',').map_or(between, |(_, gap)| gap);
    Edit { span: Span::at(account.value.span.end), text: format!(",{gap}\"bindPassword\"{colon}{value}") }
}

/// A part of a text without the indentation of the line in which it begins, if all its lines have that.
fn outdented(part: Wiped, before: &str) -> Wiped {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indentation = line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default();
    let mut lines = part.split('\n');
    let first = lines.next().unwrap_or_default();
    let rest: Option<Vec<&str>> = lines.map(|line| line.strip_prefix(indentation)).collect();
    match rest {
        Some(rest) if !indentation.is_empty() => {
            let mut text = Wiped::with_capacity(part.len());
            text.push_str(first);
            for line in rest {
                text.push('\n');
                text.push_str(line);
            }
            text
        }
        _ => part,
    }
}
