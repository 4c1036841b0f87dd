//! PEM, in both certificate fields.

pub(super) mod beside;
pub(super) mod block;
pub(super) mod body;
pub(super) mod boundary;
pub(super) mod label;
pub(super) mod layout;
#[cfg(test)]
mod mended;
pub(super) mod newlines;
pub(super) mod padding;
pub(super) mod whole;

use std::ops::Range;

use crate::fix::Safety;
use crate::json::Text;
use crate::payload::Payload;
use crate::rule::Basis;
use crate::x509::bundle::Bundle;
use crate::x509::pem::{Block, BoundaryFault, Margin, PemFault};

/// The load is all or nothing.
const REFUSED_WHOLE: Basis =
    Basis::Measured("OpenSSL's SSL_load_client_CA_file refuses the whole bundle, or loses a certificate");

/// What becomes of a BEGIN that is not where it belongs.
const LOST: &str = "OpenSSL does not see it, and the certificate is lost";
const UNSEEN_END: &str = "OpenSSL does not see it, and refuses the whole bundle";
const UNSEEN_END_BEFORE_ANOTHER: &str =
    "OpenSSL does not see it, and refuses the whole bundle or loses the next certificate";
/// Of the BEGIN behind an END that is missing or not seen.
const NEXT: &str = "OpenSSL reads on into this one";

/// What becomes of an END that is not where it belongs.
fn unseen_end(has_next: bool) -> &'static str {
    if has_next { UNSEEN_END_BEFORE_ANOTHER } else { UNSEEN_END }
}

/// The BEGIN of the first block behind a place.
fn next_begin(blocks: &[Block], at: &Range<usize>) -> Option<Range<usize>> {
    let next = blocks.partition_point(|block| block.begin.start <= at.start);
    blocks.get(next).map(|block| block.begin.clone())
}

fn safe_if(is_safe: bool) -> Safety {
    if is_safe { Safety::Safe } else { Safety::Hint }
}

fn boundary(fault: &PemFault) -> Option<&BoundaryFault> {
    if let PemFault::Boundary(fault) = fault { Some(fault) } else { None }
}

/// Whether it is nothing but byte order marks.
fn is_mark(margin: &Margin) -> bool {
    let Margin { before, after, .. } = margin;
    before.chars().chain(after.chars()).all(|c| c == '\u{feff}' || c == ' ' || c == '\t')
}

/// One of the two values, and those of its faults that a rule is about.
struct Value<'p, K> {
    text: &'p Text<'p>,
    bundle: &'p Bundle,
    found: Vec<(K, Range<usize>)>,
}

/// The values with faults that `pick` knows.
fn values<'p, K>(
    payload: &'p Payload<'_>,
    pick: impl Fn(&'p PemFault) -> Option<K>,
) -> impl Iterator<Item = Value<'p, K>> {
    payload.bundles().filter_map(move |(field, _)| {
        let bundle = field.value.get();
        let found = bundle.pem_faults().filter_map(|(kind, at)| Some((pick(kind)?, at.clone())));
        let found: Vec<_> = found.collect();
        (!found.is_empty()).then_some(Value { text: field.value.text, bundle, found })
    })
}

/// ` (and on 2 other lines)`, where there are more of the same.
fn and_others(count: usize, one: &str, many: &str) -> String {
    match count {
        0 | 1 => String::new(),
        2 => format!(" (and {one})"),
        _ => format!(" (and {} {many})", count - 1),
    }
}
