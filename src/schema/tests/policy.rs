//! The schema of the policy against what reads one.

use super::*;
use crate::policy::{IGNORE_KEYS, KEYS, Policy};

/// A policy as JSON, and whether it is one.
fn policies() -> Vec<(Value, bool)> {
    vec![
        (json!({}), true),
        (json!({ "rules": { "port-plaintext": "off", "hostname-private": "error" } }), true),
        (json!({ "rules": { "port-plaintxt": "off" } }), false),
        (json!({ "rules": { "port-plaintext": "warn" } }), false),
        (json!({ "rules": { "port-plaintext": true } }), false),
        (json!({ "groups": { "host": "note" } }), true),
        (json!({ "groups": { "hosts": "note" } }), false),
        (json!({ "expires-soon-days": 0 }), true),
        (json!({ "expires-soon-days": -1 }), false),
        (json!({ "expires-soon-days": "60" }), false),
        (json!({ "expires_soon_days": 60 }), false),
        (json!({ "templates": [] }), true),
        (json!({ "templates": ["${…}", "<%=...%>"] }), true),
        (json!({ "templates": ["${}"] }), false),
        (json!({ "hosts": ["ldap.corp", "*.corp.example", "10.0.0.1"] }), true),
        (json!({ "hosts": "ldap.corp" }), false),
        (json!({ "exclude": ["vendor/**"] }), true),
        (json!({ "ignore": [{ "rule": "port-plaintext", "reason": "the lab" }] }), true),
        (json!({ "ignore": [{ "rule": "port-plaintext" }] }), false),
        (json!({ "ignore": [{ "rule": "port-plaintext", "reason": " " }] }), false),
        (json!({ "ignore": [{ "rule": "port-plaintxt", "reason": "the lab" }] }), false),
        (json!({ "ignore": [{ "rule": "port-plaintext", "reason": "the lab", "pointer": "ldap" }] }), false),
        (
            json!({ "ignore": [{ "rule": "port-plaintext", "reason": "the lab", "pointer": "/ldap/port", "path": "lab/**" }] }),
            true,
        ),
        (json!({ "ignore": [{ "rule": "port-plaintext", "reason": "the lab", "paths": "lab/**" }] }), false),
    ]
}

#[test]
fn policies_are_told_apart() {
    let policies = policies();
    let documents: Vec<_> = policies.iter().map(|(policy, _)| (0, policy.to_string())).collect();
    let Some(judged) = refused(&[policy_schema()], &documents) else { return };
    for ((policy, is_one), keywords) in policies.iter().zip(&judged) {
        assert_eq!(keywords.is_empty(), *is_one, "{policy}: {keywords:?}");
    }
}

/// Texts that are read, and others that are not, of each kind that has a pattern.
const TEXTS: [(&str, &[&str], &[&str]); 4] = [
    (
        "exclude",
        &[
            "a",
            "/a",
            "/a/b.json",
            "a/",
            "/a/",
            "*",
            "**",
            "/**",
            ".github/**",
            "..a",
            "a..",
            ".a",
            "a/.b/c.json",
            "a b",
            "[ab]",
            "[]a]",
            "[!a]x",
            "[a[b]",
            "[[]",
            "]",
            "{a,b}.json",
            "a?",
            "é/ü*",
            "a!b",
            "a~",
            "ab:c",
            "a.",
            "...",
            "a/.../b",
        ],
        &[
            "", " ", "/", "//", "!a", "~", "~/a", "C:/a", "../a", "/../a", "a/..", "a/../b", ".", "./",
            "./a", "a/./b", "a/.", "a//b", "a\\b", "[a", "a/[", "[a]b[c", "[[",
        ],
    ),
    (
        "hosts",
        &[
            "a",
            "dc01",
            "ldap.corp",
            "ldap.corp.",
            "LDAP.Corp",
            "_ldap._tcp.corp",
            "dc_01",
            "a-b.c",
            "*.corp.example",
            "*.corp",
            "10.0.0.1",
            "10.0.0.0/8",
            "10.0.0.0/08",
            "0.0.0.0/0",
            "10.0.0.0/32",
            "fd00::1",
            "::",
            "::/0",
            "fd00::/8",
            "FD00::/128",
            "::ffff:10.0.0.1",
            "fd00::/099",
        ],
        &[
            "",
            " ",
            "x:1",
            "a b",
            " a",
            "10.0.0.0/33",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "fd00::/129",
            "*",
            "*.",
            "*.*.x",
            "a.*.b",
            "*corp",
            "ldaps://a",
            "a/b",
            "a/8",
            "a,b",
            "[fd00::1]",
            "a\tb",
        ],
    ),
    (
        "templates",
        &[
            "${…}",
            "${...}",
            "{{…}}",
            "%(…)s",
            "<<…>>",
            "<%= ... %>",
            "${....}",
            "$…$",
            "a{…}b",
            "${.…}",
            "((…))",
            "é{...}",
            "${x. …}",
            "{ … }",
        ],
        &[
            "",
            "…",
            "...",
            "${}",
            "a…b",
            "a...b",
            "12...}",
            "${…",
            "…}",
            "${…}${…}",
            "${...}${...}",
            "${…}…",
            " …}",
            "${… ",
            "${…\"}",
        ],
    ),
    (
        "ignore.path",
        &["/x.json", "lab/**", "**", ".github/user-security.json"],
        &["", "[a", "../a", "a\\b", "/", "!a"],
    ),
];

#[test]
fn patterns_refuse_what_is_not_read_and_nothing_else() {
    let text = |text: &str| format!("{text:?}");
    let policy = |kind: &str, value: &str| match kind.strip_prefix("ignore.") {
        Some(key) => {
            format!("[[ignore]]\nrule = \"port-plaintext\"\nreason = \"lab\"\n{key} = {}\n", text(value))
        }
        None => format!("{kind} = [{}]\n", text(value)),
    };
    let cases: Vec<(String, bool)> = TEXTS
        .iter()
        .flat_map(|(kind, yes, no)| {
            let yes = yes.iter().map(move |value| (policy(kind, value), true));
            yes.chain(no.iter().map(move |value| (policy(kind, value), false)))
        })
        .collect();
    for (policy, is_one) in &cases {
        assert_eq!(Policy::parse(policy).is_ok(), *is_one, "{policy}");
    }
    let documents: Vec<_> =
        cases.iter().map(|(text, _)| (0, config::document(text).expect("TOML").to_string())).collect();
    let Some(judged) = refused(&[policy_schema()], &documents) else { return };
    for ((policy, is_one), keywords) in cases.iter().zip(&judged) {
        assert_eq!(keywords.is_empty(), *is_one, "{policy}: {keywords:?}");
    }
}

#[test]
fn only_what_is_found_in_documents_has_exceptions() {
    let of = |rule: &str| json!({ "ignore": [{ "rule": rule, "reason": "lab" }] });
    let policies: Vec<(usize, String)> = rules().map(|rule| (0, of(rule.name).to_string())).collect();
    let Some(judged) = refused(&[policy_schema()], &policies) else { return };
    for (rule, keywords) in rules().zip(&judged) {
        let text = format!("[[ignore]]\nrule = \"{}\"\nreason = \"lab\"\n", rule.name);
        assert_eq!(keywords.is_empty(), Policy::parse(&text).is_ok(), "{}", rule.name);
    }
}

#[test]
fn examples_and_defaults_of_the_policy_are_valid() {
    let schema: Value = serde_json::from_str(&policy_schema()).expect("JSON");
    let properties = schema["properties"].as_object().expect("an object");
    let values = properties.iter().flat_map(|(name, property)| {
        let examples = property["examples"].as_array().cloned().unwrap_or_default();
        examples.into_iter().chain(property.get("default").cloned()).map(move |value| json!({ name: value }))
    });
    let documents: Vec<_> = values.map(|policy| (0, policy.to_string())).collect();
    assert!(documents.len() > properties.len(), "{documents:?}");
    let Some(judged) = refused(&[policy_schema()], &documents) else { return };
    for ((_, policy), keywords) in documents.iter().zip(&judged) {
        assert!(keywords.is_empty(), "{policy}: {keywords:?}");
    }
}

/// Each key with each of these values, and what is said of that.
fn keys_and_values() -> Vec<String> {
    let values = [
        "true",
        "0",
        "30",
        "0x10",
        "36500",
        "36501",
        "-1",
        "1.5",
        "1979-05-27",
        "\"\"",
        "\" \"",
        "\"note\"",
        "\"warn\"",
        "\"/ldap\"",
        "\"ldap\"",
        "\"a/**\"",
        "\"port-plaintext\"",
        "[]",
        "[1]",
        "[\"\"]",
        "[\"a/**\"]",
        "[\"${…}\", \"<%...%>\"]",
        "[\"$(x)\"]",
        "[\"dc01\", \"*.corp\", \"10.0.0.0/8\"]",
        "[\"a b\"]",
        "{}",
        "{ port-plaintext = \"off\" }",
        "{ host = \"error\" }",
        "{ nonsense = \"off\" }",
        "{ host = 1 }",
        "[{}]",
        "[{ rule = \"port-plaintext\", reason = \"a\" }]",
        "[{ rule = \"port-plaintext\", reason = \"\" }]",
    ];
    let at_top = KEYS.iter().map(|key| key.name).chain(["nonsense"]);
    let at_top = at_top.flat_map(|name| values.map(|value| format!("{name} = {value}\n")));
    let of_ignores = IGNORE_KEYS.iter().map(|key| key.name).chain(["nonsense"]);
    let of_ignores = of_ignores.flat_map(|name| {
        values.map(|value| {
            let others = [("rule", "port-plaintext"), ("reason", "a lab")]
                .into_iter()
                .filter(|(other, _)| *other != name);
            let others: String = others.map(|(name, value)| format!("{name} = \"{value}\"\n")).collect();
            format!("[[ignore]]\n{name} = {value}\n{others}")
        })
    });
    at_top.chain(of_ignores).collect()
}

#[test]
fn what_is_read_as_a_policy_is_valid() {
    let policies = keys_and_values();
    let documents: Vec<_> =
        policies.iter().map(|text| (0, config::document(text).expect("TOML").to_string())).collect();
    let Some(judged) = refused(&[policy_schema()], &documents) else { return };
    let (mut valid, mut invalid) = (0, 0);
    for (text, keywords) in policies.iter().zip(&judged) {
        let is_read = Policy::parse(text).is_ok();
        assert!(keywords.is_empty() || !is_read, "refused by {keywords:?}: {text}");
        valid += usize::from(is_read);
        invalid += usize::from(!keywords.is_empty());
    }
    assert!(valid > 20 && invalid > 200, "{valid} valid, {invalid} refused");
}
