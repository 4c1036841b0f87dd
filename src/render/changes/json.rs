//! For programs: JSON, version 1. Its schema is `docs/diff.schema.json`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::{Request, Shown};
use crate::api::state::{CertificateChange, Effect, EntryChange, MemberChange, digits, masked};
use crate::render::certs::validity::rfc3339;
use crate::render::json::{Tool, write};

#[derive(Serialize)]
struct Document<'a> {
    version: u8,
    tool: Tool,
    now: Option<String>,
    current: &'a str,
    payload: Option<&'a str>,
    /// Which request of the file it is, from 1.
    request: Option<usize>,
    method: &'static str,
    resource: &'static str,
    errors: usize,
    changes: bool,
    certain: bool,
    sends_bind_password: bool,
    restarts: bool,
    members: Vec<Member<'a>>,
    effects: &'a [Effect],
}

#[derive(Serialize)]
struct Member<'a> {
    pointer: &'a str,
    change: &'static str,
    before: Option<Value>,
    after: Option<Value>,
    certificates: Vec<Certificate<'a>>,
    certificates_read: bool,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Certificate<'a> {
    change: &'static str,
    subject: &'a str,
    issuer: &'a str,
    serial: String,
    not_before: Option<String>,
    not_after: Option<String>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Entry {
    change: &'static str,
    before: Option<usize>,
    after: Option<usize>,
}

/// Writes all of it.
pub(crate) fn show(shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (method, resource) = shown.request.operation();
    let (errors, is_certain) = match shown.request {
        Request::Update { errors, unclear, has_password } => (errors, !unclear.any() && !has_password),
        Request::Delete(_) => (0, true),
    };
    let document = Document {
        version: 1,
        tool: Tool::THIS,
        now: rfc3339(shown.now),
        current: shown.current,
        payload: shown.payload,
        request: shown.number,
        method,
        resource,
        errors,
        changes: !shown.changes.is_empty(),
        certain: is_certain,
        sends_bind_password: shown.request.has_password(),
        restarts: true,
        members: shown.changes.members().iter().map(member).collect(),
        effects: shown.effects,
    };
    write(&document, out)?;
    out.write_all(b"\n")
}

fn member(member: &MemberChange) -> Member<'_> {
    let change = match (member.is_same(), member.before(), member.after()) {
        (true, ..) => "same",
        (false, None, _) => "added",
        (false, _, None) => "removed",
        (false, ..) => "changed",
    };
    let name = member.pointer().rsplit('/').next().unwrap_or_default();
    // The name says whether it is a secret.
    let shown = |value: Option<&Value>| {
        let text = masked(&json!({ name: value? }));
        serde_json::from_str::<Value>(&text).ok()?.get(name).cloned()
    };
    Member {
        pointer: member.pointer(),
        change,
        before: shown(member.before()),
        after: shown(member.after()),
        certificates: member.certificates().iter().map(certificate).collect(),
        certificates_read: member.is_read(),
        entries: member.entries().iter().copied().map(entry).collect(),
    }
}

fn certificate(change: &CertificateChange) -> Certificate<'_> {
    let certificate = change.certificate();
    Certificate {
        change: match change {
            CertificateChange::Added(_) => "added",
            CertificateChange::Removed(_) => "removed",
            CertificateChange::Kept(_) => "kept",
        },
        subject: certificate.subject(),
        issuer: certificate.issuer(),
        serial: certificate.serial(),
        not_before: certificate.validity().and_then(|(start, _)| rfc3339(start)),
        not_after: certificate.validity().and_then(|(_, end)| rfc3339(end)),
        fingerprint: digits(&certificate.fingerprint()),
    }
}

fn entry(change: EntryChange) -> Entry {
    let (change, before, after) = match change {
        EntryChange::Kept { before, after } => ("kept", Some(before), Some(after)),
        EntryChange::Moved { before, after } => ("moved", Some(before), Some(after)),
        EntryChange::Changed { before, after } => ("changed", Some(before), Some(after)),
        EntryChange::Added { after } => ("added", None, Some(after)),
        EntryChange::Removed { before } => ("removed", Some(before), None),
    };
    Entry { change, before, after }
}
