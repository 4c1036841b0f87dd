//! Certificates in the order of who issued whom.

use std::collections::{HashMap, HashSet};

use super::Listed;
use crate::x509::certificate::Certificate;

/// One line of the forest, with what it takes to draw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// How many lines stand above it, up to the root.
    pub(crate) depth: usize,
    /// Whether no other follows below the same issuer.
    pub(crate) is_last: bool,
    /// Whether others follow below it.
    pub(crate) has_children: bool,
    pub(crate) what: What,
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Certificate {
        index: usize,
        /// Whether its issuer stands below it: they issued each other.
        is_in_circle: bool,
    },
    /// The issuer of what stands below is not there.
    Absent {
        /// One of those that name it.
        named_by: usize,
        /// Whether there is one of that name.
        has_namesake: bool,
    },
}

/// Roots first, in the order of the text; then those whose issuer is absent, by issuer; then those that
/// issued each other in a circle. Takes linear time, and no more stack for a long chain.
pub(super) fn forest(certificates: &[Listed<'_>]) -> Vec<Row> {
    let distinct = || certificates.iter().enumerate().filter(|(_, listed)| listed.copy_of.is_none());
    let mut walk = Walk {
        children: vec![Vec::new(); certificates.len()],
        is_drawn: vec![false; certificates.len()],
        rows: Vec::with_capacity(certificates.len()),
    };
    let mut roots = Vec::new();
    // By the name of the issuer: its place in the list beside it, which keeps the order of the text.
    let mut groups: HashMap<&[u8], usize> = HashMap::new();
    let mut orphans: Vec<Vec<usize>> = Vec::new();
    for (index, listed) in distinct() {
        match listed.issuer {
            Some(issuer) if issuer == index => roots.push(index),
            None if names_itself(listed.certificate) => roots.push(index),
            Some(issuer) => walk.children.get_mut(issuer).into_iter().for_each(|below| below.push(index)),
            None => {
                let group = *groups.entry(listed.certificate.comparable_issuer()).or_insert(orphans.len());
                match orphans.get_mut(group) {
                    Some(orphans) => orphans.push(index),
                    None => orphans.push(vec![index]),
                }
            }
        }
    }
    roots.into_iter().for_each(|root| walk.draw(root, 0, true, false));
    let subjects: HashSet<&[u8]> =
        distinct().map(|(_, listed)| listed.certificate.comparable_subject()).collect();
    for orphans in orphans {
        let Some((&named_by, listed)) =
            orphans.first().and_then(|index| Some((index, certificates.get(*index)?)))
        else {
            continue;
        };
        let has_namesake = subjects.contains(listed.certificate.comparable_issuer());
        let what = What::Absent { named_by, has_namesake };
        walk.rows.push(Row { depth: 0, is_last: true, has_children: true, what });
        let last = orphans.len() - 1;
        for (nth, orphan) in orphans.into_iter().enumerate() {
            walk.draw(orphan, 1, nth == last, false);
        }
    }
    for (index, _) in distinct() {
        if !walk.has_drawn(index) {
            walk.draw(in_circle(certificates, index), 0, true, true);
        }
    }
    walk.rows
}

/// Whether it names itself as its issuer, though OpenSSL does not take it for that.
fn names_itself(certificate: &Certificate) -> bool {
    let is_same_key = match (certificate.authority_key(), certificate.subject_key()) {
        (Some(issuer), Some(own)) => issuer == own,
        _ => true,
    };
    certificate.is_self_issued() && is_same_key
}

/// Somewhere on the circle to which the issuers of a certificate lead.
fn in_circle(certificates: &[Listed<'_>], from: usize) -> usize {
    let mut seen = HashSet::new();
    let mut at = from;
    while seen.insert(at) {
        at = certificates.get(at).and_then(|listed| listed.issuer).unwrap_or(at);
    }
    at
}

struct Walk {
    children: Vec<Vec<usize>>,
    is_drawn: Vec<bool>,
    rows: Vec<Row>,
}

impl Walk {
    fn has_drawn(&self, index: usize) -> bool {
        self.is_drawn.get(index).copied().unwrap_or(true)
    }

    /// Draws a certificate and all below it.
    fn draw(&mut self, top: usize, depth: usize, is_last: bool, is_in_circle: bool) {
        let mut waiting = vec![(top, depth, is_last)];
        while let Some((index, depth, is_last)) = waiting.pop() {
            self.is_drawn.get_mut(index).into_iter().for_each(|drawn| *drawn = true);
            let below = self.children.get_mut(index).map(std::mem::take).unwrap_or_default();
            // On a circle, the last one has the first one below it.
            let below: Vec<usize> = below.into_iter().filter(|&child| !self.has_drawn(child)).collect();
            let what = What::Certificate { index, is_in_circle: is_in_circle && index == top };
            self.rows.push(Row { depth, is_last, has_children: !below.is_empty(), what });
            let last = below.last().copied();
            waiting.extend(below.into_iter().rev().map(|child| (child, depth + 1, Some(child) == last)));
        }
    }
}
