//! The certificates of documents: for people, and for programs.

mod certificate;
mod findings;
mod guides;
pub(crate) mod json;
pub(crate) mod text;
pub(in crate::render) mod validity;

use std::io::{self, Write};

use crate::inventory::Inventory;
use crate::rule::Level;
use crate::spec::Kind;

/// A document, and what certificates it has.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    /// As the user named it, or as it was found.
    pub(crate) path: &'a str,
    pub(crate) kind: Kind,
    /// The certificates, or why the document could not be read.
    pub(crate) outcome: Result<&'a Inventory<'a>, &'a str>,
}

/// How many there are, over all documents.
#[derive(Debug, Default, Clone, Copy, serde::Serialize)]
pub(crate) struct Totals {
    pub(crate) files: usize,
    /// Each counted once in a field, however many copies there are.
    pub(crate) certificates: usize,
    pub(crate) error: usize,
    pub(crate) warning: usize,
    pub(crate) note: usize,
    #[serde(skip)]
    pub(crate) unreadable: usize,
    /// Fields with so many that none was looked at.
    #[serde(skip)]
    pub(crate) unseen: usize,
    #[serde(skip)]
    pub(crate) expired: usize,
    #[serde(skip)]
    pub(crate) soon: usize,
    #[serde(skip)]
    pub(crate) future: usize,
}

impl Totals {
    pub(crate) fn add(&mut self, shown: &Shown<'_>, now: i64) {
        self.files += 1;
        let Ok(inventory) = shown.outcome else {
            self.unreadable += 1;
            return;
        };
        self.unseen += inventory.fields.iter().filter(|field| field.has_too_many).count();
        let listed = inventory.fields.iter().flat_map(|field| &field.certificates);
        for listed in listed.filter(|listed| listed.copy_of.is_none()) {
            self.certificates += 1;
            match validity::State::of(listed.certificate, now, inventory.expires_soon_days) {
                validity::State::Expired { .. } => self.expired += 1,
                validity::State::Soon { .. } => self.soon += 1,
                validity::State::Future { .. } => self.future += 1,
                validity::State::Valid { .. } | validity::State::Unknown | validity::State::Never => {}
            }
        }
        for (level, count) in inventory.levels {
            match level {
                Level::Error => self.error += count,
                Level::Warning => self.warning += count,
                Level::Note => self.note += count,
            }
        }
    }
}

/// An output format.
pub(crate) trait RenderCerts {
    /// Writes what is in one document; they come in their order.
    fn file(&mut self, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what stands at the end.
    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()>;
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
