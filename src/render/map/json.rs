//! For programs: JSON, version 1. Its schema is `docs/map.schema.json`.

use std::io::{self, Write};

use serde::Serialize;

use super::{Answer, Head, RenderMap, Totals};
use crate::map::expect::Comparison;
use crate::map::{AuthorizationQuery, MapOutcome, MapStep, MapVerdict, MapWarning, MappedName};
use crate::render::json::{Tool, write};

#[derive(Serialize)]
struct User<'a> {
    user: &'a str,
    outcome: MapOutcome,
    index: Option<usize>,
    name: Option<&'a MappedName>,
    tried: usize,
    steps: Vec<&'a MapStep>,
    authorization: Option<&'a AuthorizationQuery>,
    warnings: &'a [MapWarning],
    expected: Vec<Expected<'a>>,
}

#[derive(Serialize)]
struct Expected<'a> {
    name: &'a str,
    comparison: Comparison,
}

/// One document, written as the names come.
#[derive(Debug, Default)]
pub(crate) struct Json {
    users: usize,
    is_verbose: bool,
}

impl Json {
    /// Verbose, it lists the entries that merely do not match as well.
    pub(crate) fn new(is_verbose: bool) -> Self {
        Self { users: 0, is_verbose }
    }
}

impl RenderMap for Json {
    fn begin(&mut self, head: &Head<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"{\"version\":1,\"tool\":")?;
        write(&Tool::THIS, out)?;
        out.write_all(b",\"path\":")?;
        write(&head.path, out)?;
        let (kind, mappings) = (head.kind.name(), head.mapper.len());
        write!(out, ",\"kind\":\"{kind}\",\"errors\":{},\"mappings\":{mappings},\"users\":[", head.errors)
    }

    fn user(&mut self, _head: &Head<'_>, answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.users > 0 {
            out.write_all(b",")?;
        }
        self.users += 1;
        let trace = answer.trace;
        let is_shown = |step: &&MapStep| self.is_verbose || step.verdict() != MapVerdict::NotMatched;
        let expected = answer
            .expected
            .iter()
            .map(|(expected, comparison)| Expected { name: &expected.name, comparison: *comparison });
        let row = User {
            user: trace.user(),
            outcome: trace.outcome(),
            index: trace.index(),
            name: trace.name(),
            tried: trace.steps().len(),
            steps: trace.steps().iter().filter(is_shown).collect(),
            authorization: trace.authorization(),
            warnings: trace.warnings(),
            expected: expected.collect(),
        };
        write(&row, out)
    }

    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"],\"summary\":")?;
        write(totals, out)?;
        out.write_all(b"}\n")
    }
}
