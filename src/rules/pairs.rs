//! One fault is one finding: rules two by two.

use std::collections::{BTreeMap, BTreeSet};

use super::tests::{NOW, bytes};
use super::{rule, rules, spoken};
use crate::json::Data;
use crate::payload::Payload;
use crate::rule::{Draft, Example, Group, Rule, Sink};
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

/// What is in an example, member by member: those of `ldap`, and those of `customerX509`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Parts(BTreeMap<String, String>, BTreeMap<String, String>);

impl Parts {
    /// The parts of an example that is a plain body; `None` of anything else.
    fn of(text: &str) -> Option<Self> {
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
    let others =
        ["bind-username-empty", "bind-password-reused", "misplaced-field", "duplicate-key", "empty-update"];
    rule.group == Group::Access || others.contains(&rule.name)
}

/// Two faults in different members are two findings, whatever the rules are: neither hides the other, and
/// nothing third appears.
#[test]
fn faults_of_different_members_are_found_beside_each_other() {
    let examples: Vec<(&Rule, Example, Parts)> = rules()
        .flat_map(|rule| rule.bad.iter().map(move |example| (rule, *example)))
        .filter(|(_, example)| example.kind == Kind::Patch)
        .filter_map(|(rule, example)| {
            let text = String::from_utf8(bytes(&example)).ok()?;
            // A byte order mark is about the document, and not part of any member.
            let parts = Parts::of(&text).filter(|_| text.starts_with('{'))?;
            Some((rule, example, parts))
        })
        .collect();
    let mut tried = BTreeSet::new();
    for (nth, (one, first, parts)) in examples.iter().enumerate() {
        for (two, second, others) in &examples[..nth] {
            let Some(both) = parts.with(others).filter(|_| first.complete == second.complete) else {
                continue;
            };
            let in_file = first.in_file || second.in_file;
            let body = both.body();
            let report = linter().complete(first.complete).in_file(in_file).check(&body);
            let certain = |name: &&str| !is_about_several_members(rule(name).expect("a rule"));
            let found: BTreeSet<_> = names(&report).into_iter().filter(certain).collect();
            let mut expected: BTreeSet<_> = [one.name, two.name].into_iter().filter(certain).collect();
            if in_file && body.contains("\"bindPassword\":") && found.contains("bind-password-literal") {
                expected.insert("bind-password-literal");
            }
            assert_eq!(found, expected, "{body}");
            tried.insert((one.name, two.name));
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
            crate::rule::Check::Body(check) | crate::rule::Check::File(check) => check(&payload, &mut sink),
            crate::rule::Check::Clock(check) => check(&payload, NOW, &mut sink),
        }
    }
    drafts
}

/// A rule that others yield to, the rules that stay silent beside it, and a document with the one fault.
const SILENCES: &[(&str, &[&str], &str)] = &[
    (
        "hostname-uppercase",
        &["hostname-syntax", "hostname-pattern"],
        r#"{"ldap":{"hostname":"LDAP.MYCOMPANY.COM"}}"#,
    ),
    ("hostname-single-label", &["hostname-syntax", "hostname-pattern"], r#"{"ldap":{"hostname":"dc01"}}"#),
    (
        "hostname-trailing-dot",
        &["hostname-syntax", "hostname-pattern"],
        r#"{"ldap":{"hostname":"ldap.mycompany.com."}}"#,
    ),
    (
        "hostname-list",
        &["hostname-syntax", "hostname-pattern"],
        r#"{"ldap":{"hostname":"a.mycompany.com,b.mycompany.com"}}"#,
    ),
    (
        "hostname-whitespace",
        &["hostname-syntax", "hostname-pattern"],
        r#"{"ldap":{"hostname":" ldap.mycompany.com"}}"#,
    ),
    (
        "hostname-scheme",
        &["hostname-syntax", "hostname-pattern"],
        r#"{"ldap":{"hostname":"ldaps://ldap.mycompany.com"}}"#,
    ),
    (
        "hostname-port",
        &["hostname-syntax", "hostname-pattern"],
        r#"{"ldap":{"hostname":"ldap.mycompany.com:636"}}"#,
    ),
    (
        "hostname-loopback",
        &["hostname-pattern", "hostname-single-label"],
        r#"{"ldap":{"hostname":"localhost"}}"#,
    ),
    ("ipv6-syntax", &["hostname-ip-literal"], r#"{"ldap":{"hostname":"[2620:fe:0:0:0:0:0:fe]"}}"#),
    ("hostname-private", &["hostname-ip-literal"], r#"{"ldap":{"hostname":"10.1.2.3"}}"#),
    ("port-not-integer", &["port-out-of-range"], r#"{"ldap":{"port":70000.5}}"#),
    ("port-not-integer", &["port-out-of-range"], r#"{"ldap":{"port":99999999999}}"#),
    (
        "dn-legacy-form",
        &["dn-unescaped-special", "bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"CN=\"a+b\",DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-trailing-separator",
        &["bind-dn-pattern", "dn-syntax"],
        r#"{"ldap":{"bindUsername":"cn=svc,dc=example,dc=net,","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-bad-escape",
        &["bind-dn-pattern", "dn-syntax"],
        r#"{"ldap":{"bindUsername":"cn=R\\&D,dc=example,dc=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-whitespace",
        &["bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net\n","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-empty-value",
        &["bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"uid=,DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-unknown-type",
        &["bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"CM=svc,DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-reversed",
        &["bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"DC=net,DC=example,CN=svc","bindPassword":"${P}"}}"#,
    ),
    (
        "bind-dn-template-token",
        &["bind-not-dn", "dn-syntax"],
        r#"{"ldap":{"bindUsername":"{0}","bindPassword":"${P}"}}"#,
    ),
    (
        "bind-dn-template-token",
        &["dn-syntax"],
        r#"{"ldap":{"bindUsername":"CN=svc,DC=example,{0}","bindPassword":"${P}"}}"#,
    ),
    (
        "bind-dn-template-token",
        &["dn-legacy-form"],
        r#"{"ldap":{"bindUsername":"CN=\"{0}\",DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-empty-value",
        &["dn-legacy-form"],
        r#"{"ldap":{"bindUsername":"CN=\"\",DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-empty-value",
        &["dn-whitespace"],
        r#"{"ldap":{"bindUsername":"CN=svc,DC= ","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-syntax",
        &["dn-empty-value"],
        r#"{"ldap":{"bindUsername":"CN=#,DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-unknown-type",
        &["dn-legacy-form"],
        r#"{"ldap":{"bindUsername":"CN=svc,0=example","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-unknown-type",
        &["dn-syntax"],
        r#"{"ldap":{"bindUsername":"CN=svc,0U=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-whitespace",
        &["dn-legacy-form"],
        r#"{"ldap":{"bindUsername":"CN=\"a\nb\",DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-unescaped-special",
        &["dn-whitespace"],
        r#"{"ldap":{"bindUsername":"CN=svc\nDC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "suspicious-character",
        &["dn-bad-escape"],
        r#"{"ldap":{"bindUsername":"CN=a\\\u200bb,DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    ("bind-username-empty", &["bind-not-dn", "bind-credential-pair"], r#"{"ldap":{"bindUsername":""}}"#),
    ("bind-password-empty", &["bind-credential-pair"], r#"{"ldap":{"bindPassword":""}}"#),
    (
        "query-without-bind",
        &["bind-username-empty"],
        r#"{"ldap":{"bindUsername":"","bindPassword":"${P}","authzQueryTemplate":"{USER}?memberOf?base"}}"#,
    ),
    (
        "authz-template-deleted",
        &["authz-template-unused"],
        r#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":true,"authzQueryTemplate":""}}"#,
    ),
    (
        "mapping-target-both",
        &["mapping-target-empty"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(.+)","substitution":"","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]}}"#,
    ),
    (
        "mapping-target-empty",
        &["mapping-target-missing"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(.+)","substitution":""}]}}"#,
    ),
    (
        "mapping-target-missing",
        &["null-value"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(.+)","substitution":null}]}}"#,
    ),
    (
        "placeholder-value",
        &["hostname-single-label", "hostname-uppercase"],
        r#"{"ldap":{"hostname":"HOSTNAME"}}"#,
    ),
    ("placeholder-value", &["wrong-type"], r#"{"ldap":{"port":"string"}}"#),
    ("placeholder-value", &["bind-not-dn"], r#"{"ldap":{"bindUsername":"USERNAME","bindPassword":"${P}"}}"#),
    (
        "placeholder-value",
        &["bind-password-placeholder"],
        r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"string"}}"#,
    ),
    (
        "suspicious-character",
        &["hostname-syntax", "hostname-whitespace"],
        r#"{"ldap":{"hostname":"ldap.mycompany.com\u00a0"}}"#,
    ),
    (
        "suspicious-character",
        &["dn-syntax"],
        r#"{"ldap":{"bindUsername":"CN\u200b=svc,DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "suspicious-character",
        &["bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"uid=a\u200bb,DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "suspicious-character",
        &["pem-text-on-boundary-line"],
        r#"{"customerX509":{"cas":"‹root; E-----\n⇒E-----\u00a0\n›"}}"#,
    ),
    ("suspicious-character", &["pem-bad-base64"], r#"{"customerX509":{"cas":"‹root; MIIB⇒MIIB\u200b›"}}"#),
    ("pem-bad-base64", &["no-certificate"], r#"{"customerX509":{"cas":"‹root; MIIB⇒MI!IB›"}}"#),
    (
        "pem-unterminated-block",
        &["no-certificate"],
        r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----⇒›"}}"#,
    ),
    ("certificate-undecodable", &["no-certificate"], r#"{"customerX509":{"cas":"‹root; MIIB⇒MIIC›"}}"#),
    (
        "unknown-field",
        &["mapping-match-missing", "mapping-target-missing"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(.+)","substituton":"CN={0},DC=a"}]}}"#,
    ),
    ("json-syntax", &["empty-update", "body-not-object"], "{\"ldap\":{},}"),
    ("empty-update", &["body-not-object"], "{}"),
    ("null-value", &["empty-update", "wrong-type"], r#"{"ldap":null}"#),
    (
        "null-value",
        &["mapping-match-missing"],
        r#"{"ldap":{"userToDNMapping":[{"match":null,"substitution":"CN={0},DC=a"}]}}"#,
    ),
];

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

/// More brackets than are looked into, where a list is the wrong type already.
const DEEP: &str = concat!(
    r#"{"ldap":{"port":"#,
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    "}}"
);

/// Documents in which a rule yields, but there is another fault as well: of parts that exclude each other,
/// one is at fault, and the other is an old form by itself.
const BESIDE_OTHERS: &[&str] = &[
    DEEP,
    r#"{"ldap":{"bindUsername":"OID.2.5.4.3=svc,OU=a=b","bindPassword":"${P}"}}"#,
    r#"{"ldap":{"bindUsername":"OU=a=b,OID.2.5.4.3=svc","bindPassword":"${P}"}}"#,
    r#"{"ldap":{"bindUsername":"OID.2.5.4.3=svc,\nOU=a","bindPassword":"${P}"}}"#,
];

/// A name in `yields_to` that never made a difference would be an idle promise.
#[test]
fn each_rule_yields_somewhere_to_each_that_it_names() {
    let mut yielded = BTreeSet::new();
    let examples = rules().flat_map(|rule| rule.bad).map(|example| (bytes(example), example.complete));
    let silences = SILENCES.iter().map(|(_, _, body)| (super::tests::expand(body).into_bytes(), false));
    let others = BESIDE_OTHERS.iter().map(|body| (body.as_bytes().to_vec(), false));
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

/// Two rules that may both speak of one place, because they say different things about it.
const SHARE: &[(&str, &str, &str)] = &[
    ("bind-dn-pattern", "bind-privileged-account", "how the name is spelt, and whose it is"),
    ("bind-not-dn", "suspicious-character", "the name as such, and a character in it"),
    ("hostname-ip-literal", "hostname-pattern", "what the certificate needs, and what the contract wants"),
    ("hostname-pattern", "hostname-private", "what the contract wants, and where the host leads"),
    ("hostname-pattern", "hostname-reserved-domain", "the same"),
    ("hostname-port", "suspicious-character", "the port, and a character in it"),
    ("hostname-single-label", "hostname-underscore", "a domain is missing, and the label is no host's"),
    ("hostname-single-label", "ipv6-syntax", "the brackets, and the host in them"),
    ("hostname-syntax", "hostname-syntax", "a label that is too long, and a character in it"),
    ("hostname-syntax", "hostname-underscore", "an underscore in a label that begins or ends with a hyphen"),
    ("hostname-syntax", "ipv6-syntax", "the brackets, and what stands in them"),
    ("ipv4-octet-out-of-range", "ipv6-syntax", "the same"),
    ("ipv6-syntax", "suspicious-character", "the zone, and a character in it"),
    ("dn-empty-value", "dn-reversed", "the one is about a part of the name, the other about all of it"),
    (
        "dn-syntax",
        "dn-trailing-separator",
        "an RDN without a `=`, and the separator that ends it is the last",
    ),
];

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
