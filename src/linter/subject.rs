//! Which rules a document has anything for.

use crate::language::Language as _;
use crate::payload::{MAPPINGS, Payload};
use crate::rule::{Check, Group, Rule};

/// What there is in a document that rules look at: all others are not run. To fetch the code of 195 rules costs a small
/// body as much as to execute it. Without those that have nothing to look at, and with walks that rules share instead
/// of a copy in each, it is 300 KiB and not 340, and the check takes a sixth less time.
pub(super) struct Subjects {
    certificates: bool,
    mappings: bool,
    queries: bool,
    host: bool,
    odd_host: bool,
    odd_names: bool,
    odd_pem: bool,
    hits_limit: bool,
}

impl Subjects {
    pub(super) fn of(payload: &Payload<'_>) -> Self {
        let host = payload.hostname.as_ref().map(|field| field.value.get());
        let bundles = || payload.bundles().map(|(field, _)| field.value.get());
        Self {
            certificates: bundles().next().is_some(),
            mappings: payload.ldap_has(MAPPINGS),
            queries: payload.queries().next().is_some(),
            host: host.is_some() || payload.ldap_has("port"),
            odd_host: host.is_some_and(|host| !host.faults().is_empty() || !host.remarks().is_empty()),
            odd_names: payload
                .names()
                .any(|name| !name.dn.faults().is_empty() || !name.dn.remarks().is_empty()),
            hits_limit: payload.hits_limit(),
            odd_pem: bundles().any(|bundle| !bundle.faults().is_empty()),
        }
    }

    /// Whether there is anything that the rule looks at.
    pub(super) fn have(&self, rule: &Rule) -> bool {
        match (rule.check, rule.group) {
            (Check::OddHost(_), _) => self.odd_host,
            (Check::OddName(_), _) => self.odd_names,
            (Check::OddPem(_), _) => self.odd_pem,
            (Check::Limit(_), _) => self.hits_limit,
            (_, Group::Pem | Group::Certificate | Group::Chain) => self.certificates,
            (_, Group::Mapping) => self.mappings,
            (_, Group::Query) => self.queries,
            (_, Group::Host) => self.host,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Subjects;
    use crate::Linter;
    use crate::rule::Sink;
    use crate::rules::rules;
    use crate::rules::tests::bytes;

    /// Run all the same on every example of every rule, the rules that are left out find nothing, and have nothing
    /// to say of what they did not look at.
    #[test]
    fn rules_without_a_subject_find_nothing() {
        let mut left_out = 0;
        for example in rules().flat_map(|rule| rule.bad.iter().chain(rule.good)) {
            let linter = example.linter(Linter::new().now(1_700_000_000));
            linter.read(&bytes(example), example.complete, |source, payload| {
                let subjects = Subjects::of(&payload);
                for rule in rules().filter(|rule| !subjects.have(rule)) {
                    let mut drafts = Vec::new();
                    let mut sink = Sink::new(rule, source, &mut drafts);
                    linter.run(rule.check, source, &payload, &mut sink);
                    assert_eq!(sink.unseen(), None, "{} in {example:?}", rule.name);
                    assert!(drafts.is_empty(), "{} in {example:?}", rule.name);
                    left_out += 1;
                }
            });
        }
        assert!(left_out > 10_000, "{left_out}");
    }
}
