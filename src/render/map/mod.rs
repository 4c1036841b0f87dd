//! What user names become: for people, and for programs.

pub(crate) mod json;
pub(crate) mod text;

use std::io::{self, Write};

use crate::map::expect::{Comparison, Expectation};
use crate::map::{MapOutcome, MapTrace, Mapper};
use crate::spec::Kind;

/// The document that is asked.
pub(crate) struct Head<'a> {
    /// As the user named it.
    pub(crate) path: &'a str,
    pub(crate) kind: Kind,
    /// How many errors are in it.
    pub(crate) errors: usize,
    pub(crate) mapper: &'a Mapper,
}

/// A user name, and what comes of it.
pub(crate) struct Answer<'a> {
    pub(crate) trace: &'a MapTrace,
    pub(crate) expected: Vec<(&'a Expectation, Comparison)>,
    /// Whether every step is to be shown.
    pub(crate) is_detailed: bool,
}

/// How many there are, over all user names.
#[derive(Debug, Default, Clone, Copy, serde::Serialize)]
pub(crate) struct Totals {
    pub(crate) users: usize,
    /// A name is certain.
    pub(crate) named: usize,
    /// The directory decides.
    pub(crate) asked: usize,
    /// The login fails.
    pub(crate) failing: usize,
    pub(crate) unknown: usize,
    /// Users with a warning.
    pub(crate) warned: usize,
    pub(crate) expected: usize,
    pub(crate) differing: usize,
}

impl Totals {
    pub(crate) fn add(&mut self, answer: &Answer<'_>) {
        self.users += 1;
        match answer.trace.outcome() {
            MapOutcome::Name | MapOutcome::PassThrough => self.named += 1,
            MapOutcome::Query => self.asked += 1,
            MapOutcome::NoMatch | MapOutcome::RefusedAtStart => self.failing += 1,
            MapOutcome::CannotTell => self.unknown += 1,
        }
        self.warned += usize::from(!answer.trace.warnings().is_empty());
        self.expected += answer.expected.len();
        self.differing += answer.expected.iter().filter(|(_, found)| *found != Comparison::Met).count();
    }
}

/// An output format.
pub(crate) trait RenderMap {
    /// Writes what stands at the beginning.
    fn begin(&mut self, head: &Head<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what comes of one user name; they come in their order.
    fn user(&mut self, head: &Head<'_>, answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what stands at the end.
    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()>;
}
