//! Which rules a document has anything for.

use crate::payload::{MAPPINGS, Payload};
use crate::rule::Group;

/// Whether there is anything in the document that rules of the group look at. Most documents have no
/// certificates or no mappings, and two rules of three are about those.
pub(super) fn has_subject(payload: &Payload<'_>, group: Group) -> bool {
    match group {
        Group::Pem | Group::Certificate | Group::Chain => payload.bundles().next().is_some(),
        Group::Mapping => payload.ldap_has(MAPPINGS),
        Group::Query => payload.authz_query_template.is_some() || payload.mappings.is_some(),
        Group::Host => payload.hostname.is_some() || payload.ldap_has("port"),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::has_subject;
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
                for rule in rules().filter(|rule| !has_subject(&payload, rule.group)) {
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
