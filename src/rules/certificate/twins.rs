//! Certificates with the same name and key: OpenSSL takes one of them, and passes over the others.

use std::cell::OnceCell;

use super::Found;
use crate::fix::Safety;
use crate::payload::{Payload, Trust};
use crate::rule::{Basis, Case, Consequence, Sink};
use crate::rules::with_line_break;
use crate::span::Span;
use crate::x509::bundle::{Bundle, Entry};
use crate::x509::paths::Paths;
use crate::x509::role::Role;

/// What is wrong with a certificate that is passed over does no harm.
pub(super) const PASSED_OVER: Case = Case::warning(
    Consequence::Suspicious,
    Basis::Measured("OpenSSL takes the other certificate of the same name and key"),
)
.when("OpenSSL takes another certificate of the same CA");

/// Who is taken in whose place, in each field; found out when it is first asked for.
pub(super) struct Twins<'p> {
    now: Option<i64>,
    fields: Vec<(Trust, &'p Bundle, OnceCell<Paths<'p>>)>,
}

impl<'p> Twins<'p> {
    /// At that time, or regardless of time.
    pub(super) fn of(payload: &'p Payload<'_>, now: Option<i64>) -> Self {
        let fields = payload.bundles().map(|(field, trust)| (trust, field.value.get(), OnceCell::new()));
        Self { now, fields: fields.collect() }
    }

    /// The paths of the field in which the certificate stands.
    pub(super) fn paths(&self, found: &Found<'p>) -> Option<&Paths<'p>> {
        let (_, bundle, paths) = self.fields.iter().find(|(trust, ..)| *trust == found.trust)?;
        Some(paths.get_or_init(|| Paths::of(bundle, self.now)))
    }

    /// The CA's certificate that OpenSSL takes wherever this one would do.
    pub(super) fn taken_instead(&self, found: &Found<'p>) -> Option<&'p Entry> {
        let taken = self.paths(found)?.taken_instead(found.index)?;
        found.bundle.certificate(taken).filter(|entry| entry.certificate.role() == Role::Authority)
    }

    /// Reports what keeps OpenSSL from using a certificate: as the first of the cases; as the second, if
    /// another one is taken in its place.
    pub(super) fn report(
        &self,
        found: &Found<'p>,
        (unusable, passed_over): (usize, usize),
        (span, fault): (Span, &str),
        help: &str,
        sink: &mut Sink<'_>,
    ) {
        let Some(taken) = self.taken_instead(found) else {
            sink.report_case(unusable, span, format!("{fault}: {}", found.verifies())).help(help);
            return;
        };
        let message = format!("{fault}: OpenSSL takes the other certificate of the same name and key");
        let block = with_line_break(found.text.as_str(), &found.entry.at);
        sink.report_case(passed_over, span, message)
            .related(found.text.span(taken.begin.clone()), "the one that is taken")
            .help("remove it: the other one stands in its place")
            .fix(Safety::Hint, [found.text.replace(block, "")]);
    }
}
