//! Which rules a document has anything for.

use crate::language::Language as _;
use crate::payload::{MAPPINGS, Mapping, Payload};
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
    odd_mappings: bool,
    odd_pem: bool,
    odd_layout: bool,
    odd_certificates: bool,
    related_certificates: bool,
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
            odd_mappings: !payload.mappings().all(Mapping::is_usual),
            odd_pem: bundles().any(|bundle| !bundle.faults().is_empty()),
            odd_layout: bundles().any(|bundle| !bundle.is_plain()),
            odd_certificates: bundles().any(|b| !b.certificates().all(|entry| entry.certificate.is_usual())),
            related_certificates: bundles().any(|bundle| !bundle.is_root_alone()),
        }
    }

    /// Whether there is anything that the rule looks at.
    pub(super) fn have(&self, rule: &Rule) -> bool {
        match (rule.check, rule.group) {
            (Check::OddHost(_), _) => self.odd_host,
            (Check::OddName(_), _) => self.odd_names,
            (Check::OddMapping(_), _) => self.odd_mappings,
            (Check::OddPem(_), _) => self.odd_pem,
            (Check::OddCertificate(_) | Check::OddDated(_), _) => self.odd_certificates,
            (Check::Related(_), _) => self.related_certificates,
            (_, Group::Pem) => self.odd_layout,
            (_, Group::Certificate | Group::Chain) => self.certificates,
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
    use crate::payload::Payload;
    use crate::rule::{Example, Sink};
    use crate::rules::rules;
    use crate::rules::tests::bytes;

    /// Run all the same, the rules that are left out find nothing, and have nothing to say of what they did not look
    /// at; how many those are.
    fn left_out(linter: &Linter, body: &[u8], complete: bool) -> usize {
        linter.read(body, complete, |source, payload| {
            let subjects = Subjects::of(&payload);
            let left_out = rules().filter(|rule| !subjects.have(rule));
            let of_rule = |rule| {
                let mut drafts = Vec::new();
                let mut sink = Sink::new(rule, source, &mut drafts);
                linter.run(rule.check, source, &payload, &mut sink);
                let what = || format!("{} in {}", rule.name, String::from_utf8_lossy(body));
                assert_eq!(sink.unseen(), None, "{}", what());
                assert!(drafts.is_empty(), "{}", what());
            };
            left_out.map(of_rule).count()
        })
    }

    #[test]
    fn rules_without_a_subject_find_nothing_in_any_example() {
        let examples = rules().flat_map(|rule| rule.bad.iter().chain(rule.good));
        let of_example = |example: &Example| {
            let linter = example.linter(Linter::new().now(1_700_000_000));
            left_out(&linter, &bytes(example), example.complete)
        };
        let left_out: usize = examples.map(of_example).sum();
        assert!(left_out > 20_000, "{left_out}");
    }

    /// Such that one thing alone is not as in most mappings, and as it is in no example.
    #[test]
    fn mappings_that_are_nearly_usual_are_looked_at() {
        let mappings = [
            (r"(.+)(?C1)", "CN={0}"),
            (r"(.+)@a\\.b$", "CN={0}"),
            (r"^(.+)@a\\.b", "CN={0}"),
            (r"(.+)", "CN={0},OU={1}"),
            (r"(.+)", "CN={0},OU={00}"),
            (r"(.+)@(.+)", "CN={1}"),
            (r"(.+)", "CN={0},OU={USER}"),
            (r"(.+)", "CN={0},OU=}"),
            (r"@(.+)", "CN={0}"),
        ];
        for (pattern, substitution) in mappings {
            let body = format!(
                r#"{{"ldap":{{"userToDNMapping":[{{"match":"{pattern}","substitution":"{substitution}"}}]}}}}"#
            );
            let rules_left_out = left_out(&Linter::new(), body.as_bytes(), false);
            assert!(rules_left_out > 50, "{rules_left_out} in {body}");
            let has_odd = |payload: &Payload<'_>| Subjects::of(payload).odd_mappings;
            assert!(Linter::new().read(body.as_bytes(), false, |_, payload| has_odd(&payload)), "{body}");
        }
    }
}
