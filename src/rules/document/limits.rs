//! Documents that are too much to be looked into, or to be told of.

use crate::json::MAX_UNKNOWN;
use crate::payload::{MAPPINGS, MAX_CERTIFICATES, MAX_MAPPINGS, MAX_TEXT, Payload, TooMany};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) const TOO_MANY_FINDINGS: &str = "too-many-findings";
/// The rules of what was not looked at: nobody knows what is in there.
pub(crate) const LIMITS: [&str; 5] =
    ["too-many-members", "too-many-mappings", "too-many-certificates", "value-too-long", TOO_MANY_FINDINGS];

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "too-many-members",
        group: Group::Document,
        cases: &[Case::error(Consequence::Suspicious, Basis::Contract("the documented members"))],
        summary: "More than 50,000 members are not the contract's, and were not looked at.",
        explain: "\
The contract knows some twenty members. A document with more than 50,000 that it does not know, or that stand there \
again and again, is hardly a request body, and no rule looks at them: this bounds the memory that one \
document can take.\n\n\
Send the members that are meant, and no others.",
        bad: &[Example::made(
            || {
                let members = (0..=MAX_UNKNOWN).map(|index| format!(r#""x{index}":1"#));
                format!("{{{}}}", members.collect::<Vec<_>>().join(",")).into_bytes()
            },
            "50,001 unknown members",
        )],
        good: &[],
        check: Check::Limit(too_many_members),
        yields_to: &[],
    },
    Rule {
        name: "too-many-mappings",
        group: Group::Document,
        cases: &[Case::error(Consequence::Suspicious, Basis::Advice("a list of mappings has a few entries"))],
        summary: "The list of mappings has more than 100,000 entries, and was not looked into.",
        explain: "\
`userToDNMapping` takes the few forms of user names that there are; the database tries its entries one by one, \
at each login. A list of more than 100,000 entries is hardly meant, and no rule about mappings looks into it: \
this bounds the time that one document can take.\n\n\
Write expressions that take many names, and not an entry for each user.",
        bad: &[Example::made(
            || {
                format!(r#"{{"ldap":{{"userToDNMapping":[{}{{}}]}}}}"#, "{},".repeat(MAX_MAPPINGS))
                    .into_bytes()
            },
            "100,001 mappings",
        )],
        good: &[],
        check: Check::Limit(too_many_mappings),
        yields_to: &[],
    },
    Rule {
        name: "too-many-certificates",
        group: Group::Document,
        cases: &[Case::error(Consequence::Suspicious, Basis::Advice("all public CAs are some hundred"))],
        summary: "A member holds more than 100,000 certificates, and was not looked into.",
        explain: "\
A bundle of all public CAs has some hundred certificates, and a company has a few. What begins more than \
100,000 blocks is hardly a bundle, and no rule about certificates looks into it: this bounds the time that one \
document can take.\n\n\
Put in the CAs that are meant to be trusted, and no others.",
        bad: &[Example::made(
            || {
                let block = r"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
                format!(r#"{{"customerX509":{{"cas":"{}"}}}}"#, block.repeat(MAX_CERTIFICATES + 1))
                    .into_bytes()
            },
            "100,001 certificates in one member",
        )],
        good: &[],
        check: Check::Limit(too_many_certificates),
        yields_to: &[],
    },
    Rule {
        name: "value-too-long",
        group: Group::Document,
        cases: &[Case::error(Consequence::Suspicious, Basis::Advice("such a text has some hundred bytes"))],
        summary: "A name, an expression or a query has over 131,072 bytes, and was not read.",
        explain: "\
A distinguished name has a few components, and an expression or a query is written by somebody who reads it again. \
One of more than 131,072 bytes is hardly meant, and no rule about names, mappings or queries looks into it: this \
bounds the time and the memory that one document can take.\n\n\
Write what is meant in fewer words: an expression that takes many names, or a group that all of them are in.",
        bad: &[Example::made(
            || {
                let name = "OU=Users,".repeat(MAX_TEXT / 9 + 1);
                let ldap = format!(r#""bindUsername":"{name}DC=net","bindPassword":"${{PASSWORD}}""#);
                format!(r#"{{"ldap":{{{ldap}}}}}"#).into_bytes()
            },
            "a bind name of 131,082 bytes",
        )],
        good: &[],
        check: Check::Limit(value_too_long),
        yields_to: &[],
    },
    Rule {
        name: TOO_MANY_FINDINGS,
        group: Group::Document,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Advice("a list that nobody reads to its end helps nobody"),
        )],
        summary: "More was found in the document than is listed.",
        explain: "\
One mistake of a program that writes documents can be found in thousands of places. `usersec check` lists 100 \
findings of a file for people, and 5,000 for programs (`--max-findings` says how many), and this note says how \
many more there are of which rules. First come the first of each rule and level, the worst of them before the \
others; so the worst is always listed. What is not listed counts with its own level: the errors and warnings of a \
report, the exit code, `--fix` and `--write-baseline` do not depend on how many are listed. So this is always a \
note, whatever level is chosen for it; `off` hides it, and changes nothing else.\n\n\
Of one case of a rule 10,000 findings are looked at. What is beyond is only counted, and cannot be put into a \
baseline: nobody knows whether an exception or a baseline would hide it.",
        bad: &[Example::made(
            || {
                format!(r#"{{"ldap":{{"hostname":"{}net"}}}}"#, "*.example.".repeat(crate::rule::MOST + 1))
                    .into_bytes()
            },
            "a hostname with 10,001 faults",
        )],
        good: &[],
        check: Check::Report,
        yields_to: &[],
    },
];

fn too_many_mappings(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for TooMany { first, .. } in payload.too_many().filter(|too_many| too_many.member == MAPPINGS) {
        sink.report(*first, "more than 100,000 mappings: none of them was looked at")
            .help("write expressions that take many user names");
    }
}

fn too_many_certificates(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for TooMany { first, .. } in payload.too_many().filter(|too_many| too_many.member != MAPPINGS) {
        sink.report(*first, "more than 100,000 certificates: none of them was looked at")
            .help("put in the CAs that are meant to be trusted, and no others");
    }
}

fn value_too_long(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for span in payload.too_long() {
        sink.report(*span, "more than 131,072 bytes: it was not looked into")
            .help("write what is meant in fewer words");
    }
}

fn too_many_members(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    if let Some(first) = payload.document().and_then(|document| document.too_many_members) {
        let message = "more than 50,000 members that are not the contract's, or stand there again: none of them was \
                       looked at";
        sink.report(first, message).help("send the members that are meant, and no others");
    }
}
