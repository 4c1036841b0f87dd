//! Suspicious characters in bundles of certificates.

use std::ops::Range;

use super::sort::Sort;
use super::{BUNDLE, Found, characters};
use crate::fix::Safety;
use crate::payload::Payload;
use crate::rule::Sink;
use crate::x509::pem::{BodyFault, BoundaryFault, PemFault};

/// A character that breaks a bundle, and all places where it does.
struct InBundle {
    /// The first.
    at: Range<usize>,
    found: Found,
    all: Vec<Range<usize>>,
    safety: Safety,
}

/// In a bundle most characters stand in comments, where they harm nobody; where one is all that breaks the
/// PEM, it is named.
pub(super) fn in_bundles(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let text = field.value.text;
        // What one tool has put in, it has put in many times: one finding for each sort.
        let mut sorts: Vec<InBundle> = Vec::new();
        for (fault, at) in field.value.get().pem_faults() {
            // All of them, where it is sure that they can go.
            let (all, safety): (Vec<_>, _) = match fault {
                PemFault::Body(BodyFault::Invisible(all)) => (all.clone(), Safety::Safe),
                PemFault::Boundary(BoundaryFault::Text(_)) => (vec![at.clone()], Safety::Safe),
                PemFault::Boundary(BoundaryFault::Margin(margin)) => {
                    (margin.all.iter().map(|one| one.at.clone()).collect(), Safety::Safe)
                }
                PemFault::Body(BodyFault::ForeignCharacter(_)) => (vec![at.clone()], Safety::Hint),
                _ => continue,
            };
            let broken = text.as_str().get(at.clone()).unwrap_or_default();
            let mut characters = characters(broken).filter(|found| found.sort != Sort::Dash);
            let (Some(found), None) = (characters.next(), characters.next()) else { continue };
            let is_margin = matches!(fault, PemFault::Boundary(BoundaryFault::Margin(_)));
            if found.at.len() < broken.trim_matches([' ', '\t']).len()
                || is_margin && found.character == '\u{feff}'
            {
                continue;
            }
            match sorts
                .iter_mut()
                .find(|sort| sort.safety == safety && sort.found.character == found.character)
            {
                Some(sort) => sort.all.extend(all),
                None => sorts.push(InBundle { at: at.clone(), found, all, safety }),
            }
        }
        for InBundle { at, found, all, safety } in sorts {
            let others = match all.len() {
                0 | 1 => String::new(),
                count => format!(" (and {} more)", count - 1),
            };
            sink.report_case(
                BUNDLE,
                text.span(at),
                format!(
                    "{} in the PEM{others}: OpenSSL refuses the whole bundle, or silently loses the certificate",
                    found.shown()
                ),
            )
            .help("delete it, or copy the certificate anew")
            .fix(safety, all.into_iter().map(|at| text.replace(at, "")).collect::<Vec<_>>());
        }
    }
}
