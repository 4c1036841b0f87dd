//! For programs: JSON, version 1. Its schema is `docs/certs.schema.json`.

use std::io::{self, Write};

use serde::Serialize;

use super::validity::rfc3339;
use super::{RenderCerts, Shown, Totals};
use crate::inventory::{Bundled, Content, Listed, Mention, Other};
use crate::lines::Location;
use crate::render::json::{Tool, write};
use crate::report::Finding;
use crate::x509::certificate::Ca;

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    kind: &'static str,
    fields: Vec<Field<'a>>,
    findings: Vec<FindingRow<'a>>,
    other_findings: usize,
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct Field<'a> {
    pointer: &'static str,
    location: Option<Location>,
    placeholder: bool,
    certificates: Vec<CertificateRow<'a>>,
    other_blocks: Vec<BlockRow<'a>>,
    findings: Vec<FindingRow<'a>>,
}

#[derive(Serialize)]
struct CertificateRow<'a> {
    subject: &'a str,
    issuer: &'a str,
    serial: String,
    not_before: Option<String>,
    not_after: Option<String>,
    key: String,
    signature: String,
    is_ca: bool,
    path_length: Option<u32>,
    fingerprint: String,
    pointer: &'static str,
    location: Location,
    issuer_index: Option<usize>,
    copy_of: Option<usize>,
    findings: Vec<FindingRow<'a>>,
}

#[derive(Serialize)]
struct BlockRow<'a> {
    label: &'a str,
    content: &'static str,
    location: Location,
    findings: Vec<FindingRow<'a>>,
}

#[derive(Serialize)]
struct FindingRow<'a> {
    rule: &'static str,
    level: &'static str,
    message: &'a str,
    location: Location,
    /// What this block has to do with a finding that stands elsewhere.
    related: Option<&'a str>,
}

/// One document for all files, written as they come.
#[derive(Debug)]
pub(crate) struct Json {
    now: i64,
    files: usize,
}

impl Json {
    /// By that time the findings judge.
    pub(crate) fn new(now: i64) -> Self {
        Self { now, files: 0 }
    }

    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"{\"version\":1,\"tool\":")?;
        write(&Tool::THIS, out)?;
        out.write_all(b",\"now\":")?;
        write(&rfc3339(self.now), out)?;
        out.write_all(b",\"files\":[")
    }
}

impl RenderCerts for Json {
    fn file(&mut self, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
        match self.files {
            0 => self.begin(out)?,
            _ => out.write_all(b",")?,
        }
        self.files += 1;
        write(&file(shown), out)
    }

    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
        if self.files == 0 {
            self.begin(out)?;
        }
        out.write_all(b"],\"summary\":")?;
        write(totals, out)?;
        out.write_all(b"}\n")
    }
}

fn file<'a>(shown: &Shown<'a>) -> File<'a> {
    let inventory = shown.outcome.ok();
    File {
        path: shown.path,
        kind: shown.kind.name(),
        fields: inventory.map(|found| found.fields.iter().map(field).collect()).unwrap_or_default(),
        findings: inventory.map(|found| findings(&found.findings)).unwrap_or_default(),
        other_findings: inventory.map_or(0, |found| found.others),
        error: shown.outcome.err(),
    }
}

fn field<'a>(field: &'a Bundled<'_>) -> Field<'a> {
    Field {
        pointer: field.pointer,
        location: field.location,
        placeholder: field.is_placeholder,
        certificates: field.certificates.iter().map(|listed| certificate(field.pointer, listed)).collect(),
        other_blocks: field.others.iter().map(block).collect(),
        findings: findings(&field.findings),
    }
}

fn certificate<'a>(pointer: &'static str, listed: &'a Listed<'_>) -> CertificateRow<'a> {
    let certificate = listed.certificate;
    CertificateRow {
        subject: certificate.subject(),
        issuer: certificate.issuer(),
        serial: certificate.serial(),
        not_before: rfc3339(certificate.not_before()),
        not_after: rfc3339(certificate.not_after()),
        key: certificate.key().to_string(),
        signature: certificate.signature().to_string(),
        is_ca: certificate.can_sign() == Ca::Yes,
        path_length: certificate.path_length(),
        fingerprint: super::hex(&certificate.fingerprint()),
        pointer,
        location: listed.location,
        issuer_index: listed.issuer,
        copy_of: listed.copy_of,
        findings: mentions(&listed.mentions),
    }
}

fn block<'a>(other: &'a Other<'_>) -> BlockRow<'a> {
    BlockRow {
        label: &other.label,
        content: match other.content {
            Content::PrivateKey => "private-key",
            Content::Unreadable => "unreadable-certificate",
            Content::Else => "other",
        },
        location: other.location,
        findings: mentions(&other.mentions),
    }
}

fn findings<'a>(findings: &[&'a Finding]) -> Vec<FindingRow<'a>> {
    findings.iter().map(|finding| row(finding, None)).collect()
}

fn mentions<'a>(mentions: &'a [Mention<'_>]) -> Vec<FindingRow<'a>> {
    let words = |mention: &'a Mention<'_>| mention.related.map(|related| related.message());
    mentions.iter().map(|mention| row(mention.finding, words(mention))).collect()
}

fn row<'a>(finding: &'a Finding, related: Option<&'a str>) -> FindingRow<'a> {
    FindingRow {
        rule: finding.rule().name(),
        level: finding.level().name(),
        message: finding.message(),
        location: finding.location(),
        related,
    }
}
