//! What certificates a document has: each with its place, its issuer, and what was found about it.

mod tree;

use std::collections::HashMap;

use crate::lines::{LineIndex, Location};
use crate::payload::{LanguageField, Payload, Trust};
use crate::quote::printable;
use crate::report::{Finding, Related, Report};
use crate::rule::Level;
use crate::source::Source;
use crate::span::Span;
use crate::spec::Kind;
use crate::x509::bundle::Bundle;
use crate::x509::certificate::Certificate;
use crate::x509::paths::Paths;
use crate::x509::pem::Block;

pub(crate) use tree::{Row, What};

/// The certificates of one document.
#[derive(Debug)]
pub(crate) struct Inventory<'a> {
    /// The fields that are there, whether or not their values could be read.
    pub(crate) fields: Vec<Bundled<'a>>,
    /// What keeps the document from being looked into, and what was found around the fields.
    pub(crate) findings: Vec<&'a Finding>,
    /// How many findings there are about something else.
    pub(crate) others: usize,
    /// How many findings of each level are shown here.
    pub(crate) levels: [(Level, usize); 3],
    /// How many days before its end it is time to renew a certificate.
    pub(crate) expires_soon_days: u32,
}

/// The value of one field.
#[derive(Debug)]
pub(crate) struct Bundled<'a> {
    /// As a JSON pointer.
    pub(crate) pointer: &'static str,
    /// Where the value is, if it is a text with certificates.
    pub(crate) location: Option<Location>,
    /// Whether something stands there for a value.
    pub(crate) is_placeholder: bool,
    /// Whether it holds so many that none of them was looked at.
    pub(crate) has_too_many: bool,
    /// In the order of the text, copies too.
    pub(crate) certificates: Vec<Listed<'a>>,
    /// The blocks that are no certificates, or such that cannot be read.
    pub(crate) others: Vec<Other<'a>>,
    /// What was found about none of the blocks, or about several.
    pub(crate) findings: Vec<&'a Finding>,
}

/// A certificate of a field.
#[derive(Debug)]
pub(crate) struct Listed<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) location: Location,
    /// The one that OpenSSL takes for its issuer; itself, if it is self-signed.
    pub(crate) issuer: Option<usize>,
    /// The first of its copies, if it is a later one.
    pub(crate) copy_of: Option<usize>,
    pub(crate) mentions: Vec<Mention<'a>>,
}

/// A block that is no certificate, or one that cannot be read.
#[derive(Debug)]
pub(crate) struct Other<'a> {
    /// The label, without anything secret.
    pub(crate) label: String,
    pub(crate) content: Content,
    pub(crate) location: Location,
    pub(crate) mentions: Vec<Mention<'a>>,
}

/// What a block holds that is listed as no certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A private key, by its label or by what is in it.
    PrivateKey,
    /// A certificate is announced, but cannot be read.
    Unreadable,
    /// Whatever the label says.
    Else,
}

/// A finding that has to do with a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention<'a> {
    pub(crate) finding: &'a Finding,
    /// If it stands elsewhere, what it has to do with the block.
    pub(crate) related: Option<&'a Related>,
}

impl Mention<'_> {
    /// What tells findings apart.
    pub(crate) fn id(&self) -> *const Finding {
        std::ptr::from_ref(self.finding)
    }
}

/// Which block of which field.
#[derive(Clone, Copy)]
enum Slot {
    Certificate(usize),
    Other(usize),
}

/// Longer labels are cut.
const LONGEST_LABEL: usize = 60;

impl<'a> Inventory<'a> {
    /// As it is at that time.
    pub(crate) fn new(source: &Source<'_>, payload: &'a Payload<'_>, report: &'a Report, now: i64) -> Self {
        let lines = source.document().map(|_| LineIndex::new(source.bytes()));
        let location =
            |span: Span| lines.as_ref().map_or(NOWHERE, |lines| lines.location(source.bytes(), span));
        let mut fields = Vec::new();
        let mut slots = Vec::new();
        for (trust, name) in [(Trust::Clients, "cas"), (Trust::Host, "caCertificate")] {
            let field = payload.bundles().find(|(_, other)| *other == trust).map(|(field, _)| field);
            let pointer = match (trust, payload.kind) {
                (Trust::Clients, _) => "/customerX509/cas",
                (Trust::Host, Kind::Verify) => "/caCertificate",
                (Trust::Host, _) => "/ldap/caCertificate",
            };
            let mut bundled = Bundled {
                pointer,
                location: field.map(|field| location(field.span)),
                is_placeholder: payload.substitutes.iter().any(|substitute| substitute.field.name == name),
                has_too_many: payload.has_too_many(name),
                certificates: Vec::new(),
                others: Vec::new(),
                findings: Vec::new(),
            };
            slots.push(field.map(|field| bundled.list(field, source, now, location)).unwrap_or_default());
            fields.push(bundled);
        }
        let mut inventory = Inventory {
            fields,
            findings: Vec::new(),
            others: 0,
            levels: LEVELS.map(|level| (level, 0)),
            expires_soon_days: payload.conventions().expires_soon_days,
        };
        let is_unread = source.refusal().is_some();
        for finding in report.findings() {
            // There is no configuration in it then.
            let is_refusal = finding.rule().name() == "error-response";
            inventory.take(finding, &slots, is_unread || is_refusal);
        }
        inventory
            .fields
            .retain(|field| field.location.is_some() || field.is_placeholder || !field.findings.is_empty());
        inventory
    }

    /// Puts a finding where it belongs.
    fn take(&mut self, finding: &'a Finding, slots: &[Vec<(Span, Slot)>], is_unread: bool) {
        let places = std::iter::once((finding.pointer(), finding.span(), None));
        let related = finding.related().iter().map(|other| (other.pointer(), other.span(), Some(other)));
        let mut is_shown = false;
        for (pointer, span, related) in places.chain(related) {
            let mut fields = self.fields.iter_mut().zip(slots);
            let Some((field, slots)) = fields.find(|(field, _)| is_at(pointer, field.pointer)) else {
                continue;
            };
            let mention = Mention { finding, related };
            let mentions = match slot_of(slots, span) {
                Some(Slot::Certificate(index)) => {
                    field.certificates.get_mut(index).map(|listed| &mut listed.mentions)
                }
                Some(Slot::Other(index)) => field.others.get_mut(index).map(|other| &mut other.mentions),
                None => None,
            };
            match mentions {
                Some(mentions) => mentions.push(mention),
                None if related.is_none() => field.findings.push(finding),
                None => continue,
            }
            is_shown = true;
        }
        if !is_shown && (is_unread || is_at(finding.pointer(), "/customerX509")) {
            self.findings.push(finding);
            is_shown = true;
        }
        match is_shown {
            true => {
                let of_level = self.levels.iter_mut().find(|(level, _)| *level == finding.level());
                of_level.into_iter().for_each(|(_, count)| *count += 1);
            }
            false => self.others += 1,
        }
    }
}

const LEVELS: [Level; 3] = [Level::Error, Level::Warning, Level::Note];

const NOWHERE: Location = Location { line: 1, column: 1, end_line: 1, end_column: 1 };

impl<'a> Bundled<'a> {
    /// Lists the blocks; gives their places in the file.
    fn list(
        &mut self,
        field: &'a LanguageField<'_, Bundle>,
        source: &Source<'_>,
        now: i64,
        location: impl Fn(Span) -> Location,
    ) -> Vec<(Span, Slot)> {
        let (text, bundle) = (field.value.text, field.value.get());
        let mut slots = Vec::with_capacity(bundle.blocks().len());
        let paths = Paths::of(bundle, Some(now));
        let copies: HashMap<usize, usize> = bundle.duplicates().iter().copied().collect();
        let mut entries = bundle.certificates().enumerate().peekable();
        for block in bundle.blocks() {
            let span = text.span(block.at.clone());
            match entries.next_if(|(_, entry)| entry.at == block.at) {
                Some((index, entry)) => {
                    slots.push((span, Slot::Certificate(self.certificates.len())));
                    let copy_of = copies.get(&index).copied();
                    self.certificates.push(Listed {
                        certificate: &entry.certificate,
                        location: location(span),
                        issuer: issuer(&paths, &entry.certificate, copy_of.unwrap_or(index)),
                        copy_of,
                        mentions: Vec::new(),
                    });
                }
                None => {
                    slots.push((span, Slot::Other(self.others.len())));
                    let is_secret = |range| source.is_secret(text.span(range));
                    // The bodies of private keys are secret, whatever they stand under.
                    let is_key = block.label.ends_with("PRIVATE KEY") || is_secret(block.body.clone());
                    self.others.push(Other {
                        label: match is_secret(block.label_at.clone()) {
                            true => "***".to_owned(),
                            false => label(block),
                        },
                        content: match block.is_certificate() {
                            _ if is_key => Content::PrivateKey,
                            true => Content::Unreadable,
                            false => Content::Else,
                        },
                        location: location(span),
                        mentions: Vec::new(),
                    });
                }
            }
        }
        slots
    }

    /// The certificates as a forest, each above those that it issued; copies left out.
    pub(crate) fn forest(&self) -> Vec<Row> {
        tree::forest(&self.certificates)
    }
}

/// What OpenSSL takes for the issuer; no signature is verified.
fn issuer(paths: &Paths<'_>, certificate: &Certificate, index: usize) -> Option<usize> {
    match certificate.is_self_signed() {
        true => Some(index),
        false => paths.next(index).filter(|issuer| *issuer != index),
    }
}

/// The label, cut to a readable length.
fn label(block: &Block) -> String {
    let cut: String = block.label.chars().take(LONGEST_LABEL).collect();
    let dots = if cut.len() < block.label.len() { "…" } else { "" };
    format!("{}{dots}", printable(&cut))
}

/// Whether a pointer leads to a member or into it.
fn is_at(pointer: &str, member: &str) -> bool {
    pointer.strip_prefix(member).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The block in which a place begins, unless it reaches into the next one. The slots are in order.
fn slot_of(slots: &[(Span, Slot)], span: Span) -> Option<Slot> {
    let index = slots.partition_point(|(block, _)| block.end <= span.start);
    let (_, slot) = slots.get(index).filter(|(block, _)| block.start <= span.start)?;
    let next = slots.get(index + 1);
    next.is_none_or(|(block, _)| span.end <= block.start).then_some(*slot)
}
