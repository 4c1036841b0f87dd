//! The dry run and the rules say the same of what the database refuses when it starts.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Given, Mapper};
use crate::payload::Payload;
use crate::report::Finding;
use crate::rules::tests::bytes;
use crate::source::{MAX_INPUT, Source};
use crate::spec::Kind;
use crate::testing::vectors;
use crate::{Group, Level, Linter};

/// Errors that mean refusal at the start, whatever they are about.
const REFUSED: [&str; 6] = [
    "mapping-match-missing",
    "mapping-regex-invalid",
    "mapping-regex-too-large",
    "mapping-target-both",
    "mapping-target-missing",
    "query-scope",
];

/// Rules some of whose errors mean that: those of this case, or those that say so.
fn means_refusal(finding: &Finding) -> bool {
    let is_case = |case: usize| std::ptr::eq(finding.case, &raw const finding.rule.cases[case]);
    let name = finding.rule.name;
    REFUSED.contains(&name)
        || match name {
            // No two hexadecimal digits; and what is in braces.
            "query-percent" | "authz-unknown-token" => is_case(0),
            // Of `$1` and the like nothing is refused.
            "mapping-foreign-placeholder" => is_case(0) && says_refused(finding),
            "query-part-misplaced" => says_refused(finding),
            _ => false,
        }
}

fn says_refused(finding: &Finding) -> bool {
    ["the database refuses it when it starts", "the database refuses that", "the database refuses what"]
        .iter()
        .any(|words| finding.message.contains(words))
}

/// Queries with something odd in each of their parts.
fn odd_queries() -> impl Iterator<Item = String> {
    let odd = [
        "{",
        "}",
        "{}",
        "{x}",
        "{user}",
        "{00}",
        "${0}",
        "${USER}",
        "%25{USER}",
        "${x}",
        "{{0}}",
        "{{USER}}",
        "{ 0}",
        "%7Bx%7D",
        "%7B0%7D",
        "%",
        "%7Bx%",
        "$1",
        "%25s",
        "<USER>",
        "{0}",
        "{7}",
        "{USER}",
        "{PROVIDED_USER}",
        "%257Bx}",
        "{x}%7B",
        "sub",
        "(cn=a)",
        " ",
        "",
    ];
    odd.into_iter().flat_map(|odd| {
        [
            odd.to_owned(),
            format!("OU={odd},DC=a??sub?(|(uid={{0}})(uid={{USER}}))"),
            format!("DC=a?{odd}?sub?(uid={{0}})"),
            format!("{{USER}}?{odd}?base"),
            format!("DC=a??{odd}?(uid={{0}})"),
            format!("DC=a??sub?(&(uid={{0}})(cn={odd}))"),
            format!("DC=a??sub?(&(uid={{USER}})(cn={odd}))"),
            format!("DC=a??sub?(uid={{0}})?{odd}"),
            format!("DC=a??sub?(uid={{USER}})?{odd}"),
            format!("DC=a??sub?(&(uid={{USER}})(cn=a?{odd}))"),
            format!("ldap://a/{odd}??sub?(uid={{0}})"),
        ]
    })
}

fn bodies() -> Vec<(Kind, Vec<u8>)> {
    let queries = vectors("url").into_iter().map(|row| row["url"].as_str().expect("a query").to_owned());
    let of_queries = queries.chain(odd_queries()).flat_map(|query| {
        [
            json!({"ldap": {"userToDNMapping": [
                {"match": "svc", "substitution": "CN=svc,DC=a"}, {"match": "(.+)", "ldapQuery": query}]}}),
            json!({"ldap": {"authorizationEnabled": true, "authzQueryTemplate": query}}),
        ]
    });
    let of_mappings =
        vectors("mapping").into_iter().map(|row| json!({"ldap": {"userToDNMapping": row["mapping"]}}));
    let made = of_queries.chain(of_mappings).map(|body| (Kind::Patch, body.to_string().into_bytes()));
    let rows =
        crate::rules::rules().filter(|rule| matches!(rule.group, Group::Mapping | Group::Query | Group::Dn));
    let examples = rows.flat_map(|rule| rule.bad.iter().chain(rule.good));
    made.chain(examples.map(|example| (example.kind, bytes(example)))).collect()
}

/// What stands at a place of the body, or below it.
fn errors_at<'r>(findings: &'r [Finding], place: &str) -> Vec<&'r Finding> {
    let is_there = |finding: &&Finding| {
        let rest = finding.pointer().strip_prefix(place);
        finding.level == Level::Error && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    findings.iter().filter(is_there).collect()
}

#[test]
fn what_the_dry_run_says_is_refused_is_an_error_and_the_other_way_round() {
    let mut contradictions = Vec::new();
    let mut met = BTreeMap::<&str, usize>::new();
    for (kind, body) in bodies() {
        let report = Linter::new().kind(kind).check(&body);
        let source = Source::new(&body, kind, MAX_INPUT);
        let payload = Payload::new(source.document(), kind, false);
        let mapper = Mapper::new(&Given::of_payload(&payload));
        let ldap = if kind == Kind::Verify { "" } else { "/ldap" };
        let entries = mapper.rules().iter().enumerate().map(|(index, rule)| {
            (format!("{ldap}/userToDNMapping/{index}"), rule.refusal().map(ToString::to_string), false)
        });
        let authorization = mapper.authorization.as_ref().map(|authorization| {
            let failure = authorization.query("jane", None).failure().map(str::to_owned);
            let says = |words| failure.as_ref().is_some_and(|failure| failure.contains(words));
            // Where something else will stand, nothing is said of what does.
            let fails = says("fails for every user");
            (format!("{ldap}/authzQueryTemplate"), failure.clone().filter(|_| says("when it starts")), fails)
        });
        for (place, refusal, fails) in entries.chain(authorization) {
            let errors = errors_at(report.findings(), &place);
            let meant: Vec<&&Finding> = errors.iter().filter(|error| means_refusal(error)).collect();
            meant.iter().for_each(|error| *met.entry(error.rule.name).or_default() += 1);
            let is_error = !errors.is_empty();
            let agree = match &refusal {
                Some(_) => is_error,
                None => meant.is_empty() && (is_error || !fails),
            };
            if !agree {
                let names: Vec<&str> = errors.iter().map(|error| error.rule.name).collect();
                let text = String::from_utf8_lossy(&body).chars().take(300).collect::<String>();
                contradictions.push(format!("{text}\n  {place}: {refusal:?} {fails}, {names:?}"));
            }
        }
    }
    assert!(contradictions.is_empty(), "{}\n{}", contradictions.len(), contradictions.join("\n"));
    let some =
        ["query-percent", "authz-unknown-token", "mapping-foreign-placeholder", "query-part-misplaced"];
    for name in REFUSED.iter().chain(&some) {
        assert!(met.contains_key(name), "{name} was never met: {met:?}");
    }
}
