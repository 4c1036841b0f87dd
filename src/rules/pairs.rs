//! One fault is one finding: rules two by two.

mod silences;

use std::collections::{BTreeMap, BTreeSet};

use self::silences::{BESIDE_OTHERS, SHARE, SILENCES};

use super::tests::{NOW, bytes};
use super::{rule, rules, spoken};
use crate::json::Data;
use crate::payload::Payload;
use crate::rule::{Draft, Example, Group, Role, Rule, Sink};
use crate::source::{MAX_INPUT, Source};
use crate::spec::Kind;
use crate::testing::{self, Random};
use crate::{Linter, Report};

fn linter() -> Linter {
    Linter::new().now(NOW).pedantic(true)
}

fn names(report: &Report) -> Vec<&'static str> {
    report.findings().iter().map(|finding| finding.rule().name()).collect()
}

/// A larger example is about a limit.
const LARGE: usize = 100_000;

/// What is in an example, member by member: those of `ldap`, and those of `customerX509`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Parts(BTreeMap<String, String>, BTreeMap<String, String>);

impl Parts {
    /// The parts of an example that is a plain body; `None` of anything else.
    fn of(text: &str) -> Option<Self> {
        // What hits a limit is large, and says nothing of others but that they are not looked at.
        if text.len() > LARGE {
            return None;
        }
        let source = Source::new(text.as_bytes(), Kind::Patch, MAX_INPUT);
        let mut parts = Self(BTreeMap::new(), BTreeMap::new());
        let Data::Object(_, members) = &source.document()?.root.data else { return None };
        for member in members {
            let into = match member.name.as_str() {
                "ldap" => &mut parts.0,
                "customerX509" => &mut parts.1,
                _ => return None,
            };
            let Data::Object(_, inner) = &member.value.data else { return None };
            for inner in inner {
                let text = text[inner.span().range()].to_owned();
                if into.insert(inner.name.as_str().to_owned(), text).is_some() {
                    return None;
                }
            }
        }
        (parts.0.len() + parts.1.len() > 0).then_some(parts)
    }

    /// Both together, if no member would have two values.
    fn with(&self, other: &Self) -> Option<Self> {
        let merge = |one: &BTreeMap<String, String>, two: &BTreeMap<String, String>| {
            let agree = one.iter().all(|(name, value)| two.get(name).is_none_or(|other| other == value));
            agree.then(|| one.iter().chain(two).map(|(k, v)| (k.clone(), v.clone())).collect())
        };
        Some(Self(merge(&self.0, &other.0)?, merge(&self.1, &other.1)?))
    }

    fn body(&self) -> String {
        let object = |members: &BTreeMap<String, String>| {
            members.values().map(String::as_str).collect::<Vec<_>>().join(",")
        };
        let [ldap, x509] = [&self.0, &self.1].map(object);
        let part = |name: &str, inner: &str| match inner {
            "" => None,
            inner => Some(format!("\"{name}\":{{{inner}}}")),
        };
        let parts: Vec<String> =
            [part("customerX509", &x509), part("ldap", &ldap)].into_iter().flatten().collect();
        format!("{{{}}}", parts.join(","))
    }
}

/// Whether the rule judges members against each other, so that a member of another example may bring it
/// about or end it.
fn is_about_several_members(rule: &Rule) -> bool {
    let others = [
        "bind-username-empty",
        "bind-password-reused",
        "misplaced-field",
        "duplicate-key",
        "empty-update",
        "certificate-host-mismatch",
        "same-ca-in-both-fields",
        "authz-value-deleted",
    ];
    rule.group == Group::Access || others.contains(&rule.name)
}

/// An example that is a plain body, with its parts.
type Faulty = (&'static Rule, Example, Parts);

/// Examples that stand in one body, none of them in the way of another.
struct Together<'e> {
    examples: Vec<&'e Faulty>,
    parts: Parts,
}

impl<'e> Together<'e> {
    /// Takes the example in, if it fits.
    fn add(&mut self, example: &'e Faulty) -> bool {
        let is_alike = self.examples.iter().all(|(_, other, _)| other.complete == example.1.complete);
        let Some(parts) = self.parts.with(&example.2).filter(|_| is_alike) else { return false };
        self.examples.push(example);
        self.parts = parts;
        true
    }

    /// Each of them is found, and nothing else: no other rule, and none of theirs once more.
    fn check(&self) {
        let complete = self.examples.iter().any(|(_, example, _)| example.complete);
        let in_file = self.examples.iter().any(|(_, example, _)| example.in_file);
        let certain = |body: &str| -> Vec<&'static str> {
            let report = linter().complete(complete).in_file(in_file).check(body);
            let is_certain = |name: &&str| !is_about_several_members(rule(name).expect("a rule"));
            names(&report).into_iter().filter(is_certain).collect()
        };
        let body = self.parts.body();
        let names = certain(&body);
        let found: BTreeSet<_> = names.iter().copied().collect();
        let own = self.examples.iter().map(|(rule, ..)| *rule);
        let mut expected: BTreeSet<_> =
            own.filter(|rule| !is_about_several_members(rule)).map(|rule| rule.name).collect();
        if in_file && body.contains("\"bindPassword\":") && found.contains("bind-password-literal") {
            expected.insert("bind-password-literal");
        }
        assert_eq!(found, expected, "{body}");
        if names.len() > self.examples.len() {
            let alone = self.examples.iter().map(|(_, _, parts)| certain(&parts.body()).len());
            assert!(names.len() <= alone.sum(), "{names:?} in {body}");
        }
    }

    /// The rules two by two.
    fn pairs(&self) -> Vec<(&'static str, &'static str)> {
        let before = |nth: usize| self.examples.iter().take(nth);
        let each = self.examples.iter().enumerate();
        each.flat_map(|(nth, (one, ..))| before(nth).map(|(two, ..)| pair(one, two))).collect()
    }
}

fn pair(one: &Rule, two: &Rule) -> (&'static str, &'static str) {
    (one.name.min(two.name), one.name.max(two.name))
}

/// Two faults in different members are two findings, whatever the rules are: neither hides the other, and
/// nothing third appears.
#[test]
fn faults_of_different_members_are_found_beside_each_other() {
    let examples: Vec<Faulty> = rules()
        .flat_map(|rule| rule.bad.iter().map(move |example| (rule, *example)))
        .filter(|(_, example)| example.kind == Kind::Patch && example.role == Role::Document)
        .filter_map(|(rule, example)| {
            let text = String::from_utf8(bytes(&example)).ok()?;
            // A byte order mark is about the document, and not part of any member.
            let parts = Parts::of(&text).filter(|_| text.starts_with('{'))?;
            Some((rule, example, parts))
        })
        .collect();
    let mut tried = BTreeSet::new();
    for (nth, one) in examples.iter().enumerate() {
        // One pair of examples for two rules, and as many examples in a body as it has members for: every pair
        // in a body of its own would take minutes.
        let mut bodies: Vec<Together<'_>> = Vec::new();
        let mut partners = BTreeSet::new();
        for two in &examples[..nth] {
            let both = pair(one.0, two.0);
            if tried.contains(&both) || partners.contains(&both) {
                continue;
            }
            let mut alone = Together { examples: vec![one], parts: one.2.clone() };
            if bodies.iter_mut().any(|body| body.add(two)) {
                partners.insert(both);
            } else if alone.add(two) {
                partners.insert(both);
                bodies.push(alone);
            }
        }
        for body in bodies {
            body.check();
            tried.extend(body.pairs());
        }
    }
    assert!(tried.len() > 1000, "{} pairs", tried.len());
}

/// What the checks report before anything yields.
fn drafts(body: &[u8], complete: bool) -> Vec<Draft> {
    let source = Source::new(body, Kind::Patch, MAX_INPUT);
    let payload = Payload::new(source.document(), Kind::Patch, complete);
    let mut drafts = Vec::new();
    for rule in rules() {
        let mut sink = Sink::new(rule, &source, &mut drafts);
        match rule.check {
            crate::rule::Check::Source(check) => check(&source, &mut sink),
            crate::rule::Check::Body(check)
            | crate::rule::Check::OddShape(check)
            | crate::rule::Check::OddHost(check)
            | crate::rule::Check::OddName(check)
            | crate::rule::Check::OddPem(check)
            | crate::rule::Check::OddMapping(check)
            | crate::rule::Check::OddCertificate(check)
            | crate::rule::Check::Limit(check)
            | crate::rule::Check::File(check) => check(&payload, &mut sink),
            crate::rule::Check::OddDated(check) | crate::rule::Check::Related(check) => {
                check(&payload, Some(NOW), &mut sink)
            }
            crate::rule::Check::Clock(check) => check(&payload, NOW, &mut sink),
            // As if nothing was stored.
            crate::rule::Check::State(check) => {
                check(&payload, &crate::State::default(), Some(NOW), &mut sink);
            }
            // These take more than a document.
            crate::rule::Check::Request(_)
            | crate::rule::Check::Answer
            | crate::rule::Check::Report
            | crate::rule::Check::Run => {}
        }
    }
    drafts
}

#[test]
fn what_merely_follows_stays_silent() {
    for (winner, silent, body) in SILENCES {
        let body = super::tests::expand(body);
        let is_pedantic = rule(winner).is_some_and(|rule| rule.cases.iter().any(|case| case.pedantic));
        assert_eq!(names(&linter().pedantic(is_pedantic).check(&body)), [*winner], "{body}");
        for name in *silent {
            assert!(rule(name).is_some_and(|rule| rule.name != *winner), "{name} is a rule");
        }
    }
}

/// A name in `yields_to` that never made a difference would be an idle promise.
#[test]
fn each_rule_yields_somewhere_to_each_that_it_names() {
    let mut yielded = BTreeSet::new();
    let examples = rules().flat_map(|rule| rule.bad).map(|example| (bytes(example), example.complete));
    let silences = SILENCES.iter().map(|(_, _, body)| (super::tests::expand(body).into_bytes(), false));
    let others = BESIDE_OTHERS.iter().map(|body| (body.as_bytes().to_vec(), false));
    // Very many findings would be compared with each other.
    let examples = examples.filter(|(body, _)| body.len() <= LARGE);
    for (body, complete) in examples.chain(silences).chain(others) {
        let drafts = drafts(&body, complete);
        for draft in drafts.iter().filter(|draft| !draft.rule.yields_to.is_empty()) {
            let rivals = drafts.iter().filter(|rival| draft.rule.yields_to.contains(&rival.rule.name));
            yielded.extend(
                rivals
                    .filter(|rival| rival.span.overlaps(draft.span) || rival.span.start == draft.span.start)
                    .map(|rival| (draft.rule.name, rival.rule.name)),
            );
        }
    }
    let promised = rules().flat_map(|rule| rule.yields_to.iter().map(|rival| (rule.name, *rival)));
    let idle: Vec<_> = promised.filter(|pair| !yielded.contains(pair)).collect();
    assert!(idle.is_empty(), "no document shows {idle:?}");
}

/// Of one place one rule speaks, but for those that say different things: on the vectors and on generated
/// hosts and names.
#[test]
fn a_place_has_one_finding() {
    let mut random = Random(0x5eed);
    let mut values: Vec<(&str, String)> = Vec::new();
    for (member, vectors_name, pieces) in
        [("hostname", "host", spoken::OF_HOSTS), ("bindUsername", "dn", spoken::OF_NAMES)]
    {
        let column = if member == "hostname" { "host" } else { "dn" };
        let rows = testing::vectors(vectors_name);
        values.extend(rows.iter().map(|row| (member, row[column].as_str().expect("a text").to_owned())));
        for _ in 0..4000 {
            let text: String = (0..random.below(8)).map(|_| pieces[random.below(pieces.len())]).collect();
            values.push((member, text));
        }
    }
    // What chance does not bring about.
    let rare = ["LDAP-01.mycompany.com", "[ldap]", "[1.2.3]", "[12345::1]", "[a*b]"];
    values.extend(rare.map(|host| ("hostname", host.to_owned())));
    let mut together: BTreeMap<(&str, &str), String> = BTreeMap::new();
    for (member, value) in values {
        let body = format!(
            r#"{{"ldap":{{"{member}":{},"bindPassword":"${{PASSWORD}}","{}":"${{OTHER}}"}}}}"#,
            spoken::literal(&value, false),
            if member == "hostname" { "bindUsername" } else { "hostname" }
        );
        let report = linter().check(&body);
        let findings = report.findings();
        for (nth, one) in findings.iter().enumerate() {
            for two in &findings[..nth] {
                if one.span().overlaps(two.span()) {
                    let mut pair = [one.rule().name(), two.rule().name()];
                    pair.sort_unstable();
                    together.entry((pair[0], pair[1])).or_insert_with(|| value.clone());
                }
            }
        }
    }
    let allowed: BTreeSet<(&str, &str)> = SHARE.iter().map(|(one, two, _)| (*one, *two)).collect();
    let new: Vec<_> = together.iter().filter(|(pair, _)| !allowed.contains(pair)).collect();
    assert!(new.is_empty(), "both speak of one place: {new:#?}");
    let idle: Vec<_> = allowed.iter().filter(|pair| !together.contains_key(*pair)).collect();
    assert!(idle.is_empty(), "never together: {idle:?}");
}
