//! Certificates with the same name and key: OpenSSL takes one of them, and passes over the others.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::Found;
use crate::fix::Safety;
use crate::payload::{Payload, Trust};
use crate::rule::{Basis, Case, Consequence, Sink};
use crate::rules::with_line_break;
use crate::span::Span;
use crate::x509::bundle::{Bundle, Entry};
use crate::x509::certificate::Ca;
use crate::x509::paths::Paths;
use crate::x509::role::Role;

/// What is wrong with a certificate that is passed over does no harm.
pub(super) const PASSED_OVER: Case = Case::warning(
    Consequence::Suspicious,
    Basis::Measured("OpenSSL takes the other certificate of the same name and key"),
)
.when("OpenSSL takes another certificate of the same CA");

/// What OpenSSL verifies through a certificate, right or wrong.
#[derive(Clone, Copy)]
pub(super) enum Through<'p> {
    /// What the other certificate of the same name and key has issued.
    Twin(&'p Entry),
    /// That one, which names it as its issuer.
    Below(&'p Entry),
}

/// Who is taken in whose place, in each field; found out when it is first asked for.
pub(super) struct Twins<'p> {
    now: Option<i64>,
    fields: [Option<Field<'p>>; 2],
}

struct Field<'p> {
    trust: Trust,
    bundle: &'p Bundle,
    paths: OnceCell<Paths<'p>>,
    through: OnceCell<HashMap<usize, Through<'p>>>,
}

impl<'p> Field<'p> {
    fn paths(&self, now: Option<i64>) -> &Paths<'p> {
        self.paths.get_or_init(|| Paths::of(self.bundle, now))
    }

    /// By the index of the certificate that is taken.
    fn through(&self, now: Option<i64>) -> &HashMap<usize, Through<'p>> {
        self.through.get_or_init(|| {
            let paths = self.paths(now);
            let mut through = HashMap::new();
            for (index, entry) in self.bundle.distinct().filter(|(_, e)| e.certificate.can_sign() == Ca::Yes)
            {
                let is_twin = |taken: &usize| *taken != index && paths.have_same_key(*taken, index);
                if let Some(taken) = paths.taken_for(index).filter(is_twin) {
                    through.entry(taken).or_insert(Through::Twin(entry));
                }
            }
            for (index, entry) in self.bundle.distinct().filter(|(index, _)| paths.is_used(*index)) {
                if let Some(taken) = paths.next(index) {
                    through.entry(taken).or_insert(Through::Below(entry));
                }
            }
            through
        })
    }
}

impl<'p> Twins<'p> {
    /// At that time, or regardless of time.
    pub(super) fn of(payload: &'p Payload<'_>, now: Option<i64>) -> Self {
        let of = |(bundle, trust)| Field { trust, bundle, paths: OnceCell::new(), through: OnceCell::new() };
        let mut fields = payload.bundles().map(|(field, trust)| of((field.value.get(), trust)));
        Self { now, fields: [fields.next(), fields.next()] }
    }

    fn field(&self, found: &Found<'p>) -> Option<&Field<'p>> {
        self.fields.iter().flatten().find(|field| field.trust == found.trust)
    }

    /// What OpenSSL verifies through a certificate: that this works is not said.
    pub(super) fn through(&self, found: &Found<'p>) -> Option<Through<'p>> {
        self.field(found)?.through(self.now).get(&found.index).copied()
    }

    /// The CA's certificate that OpenSSL takes wherever this one would do.
    pub(super) fn taken_instead(&self, found: &Found<'p>) -> Option<&'p Entry> {
        let taken = self.field(found)?.paths(self.now).taken_instead(found.index)?;
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
