//! For programs: JSON, version 1. Its schema is `docs/diff.schema.json`.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Request, Shown};
use crate::api::state::{CertificateChange, EntryChange, MemberChange, digits, masked};
use crate::render::certs::validity::rfc3339;
use crate::render::json::{Tool, write};

/// Writes all of it.
pub(crate) fn show(shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (method, resource) = shown.request.operation();
    let (payload, errors, is_certain) = match shown.request {
        Request::Update { path, errors, is_unclear, has_password } => {
            (Some(path), errors, !is_unclear && !has_password)
        }
        Request::Delete(_) => (None, 0, true),
    };
    let members: Vec<Value> = shown.changes.members().iter().map(member).collect();
    let document = json!({
        "version": 1,
        "tool": Tool::THIS,
        "now": rfc3339(shown.now),
        "current": shown.current,
        "payload": payload,
        "method": method,
        "resource": resource,
        "errors": errors,
        "changes": !shown.changes.is_empty(),
        "certain": is_certain,
        "sends_bind_password": shown.request.has_password(),
        "restarts": true,
        "members": members,
        "effects": shown.effects,
    });
    write(&document, out)?;
    out.write_all(b"\n")
}

fn member(member: &MemberChange) -> Value {
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
    json!({
        "pointer": member.pointer(),
        "change": change,
        "before": shown(member.before()),
        "after": shown(member.after()),
        "certificates": member.certificates().iter().map(certificate).collect::<Vec<_>>(),
        "entries": member.entries().iter().copied().map(entry).collect::<Vec<_>>(),
    })
}

fn certificate(change: &CertificateChange) -> Value {
    let certificate = change.certificate();
    json!({
        "change": match change {
            CertificateChange::Added(_) => "added",
            CertificateChange::Removed(_) => "removed",
            CertificateChange::Kept(_) => "kept",
        },
        "subject": certificate.subject(),
        "issuer": certificate.issuer(),
        "serial": certificate.serial(),
        "not_before": certificate.validity().and_then(|(start, _)| rfc3339(start)),
        "not_after": certificate.validity().and_then(|(_, end)| rfc3339(end)),
        "fingerprint": digits(&certificate.fingerprint()),
    })
}

fn entry(change: EntryChange) -> Value {
    let (change, before, after) = match change {
        EntryChange::Kept { before, after } => ("kept", Some(before), Some(after)),
        EntryChange::Moved { before, after } => ("moved", Some(before), Some(after)),
        EntryChange::Changed { before, after } => ("changed", Some(before), Some(after)),
        EntryChange::Added { after } => ("added", None, Some(after)),
        EntryChange::Removed { before } => ("removed", Some(before), None),
    };
    json!({ "change": change, "before": before, "after": after })
}
