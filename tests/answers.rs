//! What the API answers, and flat bodies of verifications: exactly what is found in them, and above all what
//! is not.

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "shared/payloads.rs"]
mod payloads;

use proptest::prelude::*;
use usersec::{Kind, Level, Linter, Report};

/// 2026-02-10T00:00:00Z.
fn linter(kind: Kind) -> Linter {
    Linter::new().now(1_770_681_600).kind(kind)
}

/// The rules of the report, each with what it points at.
fn found<'b>(report: &Report, body: &'b str) -> Vec<(&'static str, &'b str)> {
    let text = |span: usersec::Span| body.get(span.range()).expect("in bounds");
    report.findings().iter().map(|finding| (finding.rule().name(), text(finding.span()))).collect()
}

#[track_caller]
fn finds(kind: Kind, body: &str, expected: &[(&str, &str)]) {
    let report = linter(kind).in_file(true).check(body);
    assert_eq!(found(&report, body), expected, "in {body}");
}

const SELF: &str = r#""links":[{"href":"https://cloud.mongodb.com/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/userSecurity","rel":"self"}]"#;

/// Everything off, everything empty, everything null, parts missing; each alone, added to and in an envelope.
#[test]
fn what_a_server_answers_has_no_finding() {
    for answer in [
        "{}".to_owned(),
        format!("{{{SELF}}}"),
        r#"{"customerX509":null,"ldap":null,"links":null}"#.to_owned(),
        format!(r#"{{"customerX509":{{"cas":"",{SELF}}},{SELF}}}"#),
        format!(
            r#"{{"ldap":{{"authenticationEnabled":false,"authorizationEnabled":false,"links":[]}},{SELF}}}"#
        ),
        format!(
            r#"{{"customerX509":{{"cas":null}},"ldap":{{"authenticationEnabled":false,"authorizationEnabled":false,"authzQueryTemplate":null,"bindUsername":null,"caCertificate":null,"hostname":null,{SELF},"port":null,"userToDNMapping":null}}}}"#
        ),
        format!(
            r#"{{"customerX509":{{"cas":"",{SELF}}},"ldap":{{"authenticationEnabled":false,"authorizationEnabled":false,"authzQueryTemplate":"{{USER}}?memberOf?base","bindUsername":"","caCertificate":"","hostname":"",{SELF},"port":636,"userToDNMapping":[]}},{SELF}}}"#
        ),
        format!(
            r#"{{"ldap":{{"authenticationEnabled":true,"authorizationEnabled":false,"authzQueryTemplate":"","bindUsername":"CN=svc,OU=Services,DC=mycompany,DC=com","caCertificate":null,"hostname":"ldap.mycompany.com",{SELF},"port":636,"userToDNMapping":[{{"match":"([a-z0-9.]+)@mycompany\\.com","substitution":"CN={{0}},OU=Users,DC=mycompany,DC=com","ldapQuery":null}}]}}}}"#
        ),
    ] {
        let added = match answer.as_str() {
            "{}" => r#"{"status":200}"#.to_owned(),
            _ => format!(r#"{},"status":200}}"#, &answer[..answer.len() - 1]),
        };
        for received in [
            answer.clone(),
            added,
            format!(r#"{{"status":200,"content":{answer}}}"#),
            format!("{{\n  \"content\": {answer},\n  \"status\": 202\n}}\n"),
        ] {
            for complete in [false, true] {
                let report =
                    linter(Kind::Response).strict(true).complete(complete).in_file(true).check(&received);
                let shown: Vec<_> = found(&report, &received)
                    .into_iter()
                    .filter(|(rule, _)| *rule != "bind-incomplete")
                    .collect();
                assert_eq!(shown, [], "in {received}");
            }
        }
    }
}

#[test]
fn the_vendors_example_has_its_own_mistakes_only() {
    let answer = include_str!("payloads/vendor-response.json");
    let report = linter(Kind::Response).check(answer);
    let shown = report.findings().iter().filter(|finding| finding.level() > Level::Note);
    let shown: Vec<_> = shown.map(|finding| (finding.rule().name(), finding.pointer())).collect();
    assert_eq!(
        shown,
        [
            ("placeholder-value", "/customerX509/cas"),
            ("placeholder-value", "/ldap/caCertificate"),
            ("placeholder-value", "/ldap/hostname"),
            ("placeholder-value", "/ldap/userToDNMapping/0/ldapQuery"),
            ("mapping-target-both", "/ldap/userToDNMapping/0/substitution"),
        ]
    );
}

#[test]
fn what_is_wrong_in_an_envelope_is_found_in_its_file() {
    finds(
        Kind::Response,
        r#"{"status":200,"content":{"ldap":{"port":70000}}}"#,
        &[("port-out-of-range", "70000")],
    );
    finds(
        Kind::Response,
        "\u{feff}{\"content\":{\"lDap\":{}}}",
        &[("json-bom", "\u{feff}"), ("unknown-field", "\"lDap\"")],
    );
    // Around the content, too.
    finds(Kind::Response, r#"{"status":200,"content":{},"x":"\ud800"}"#, &[("json-encoding", r"\ud800")]);
    let deep = format!(r#"{{"status":200,"content":{{}},"x":{}{}}}"#, "[".repeat(127), "]".repeat(127));
    let report = linter(Kind::Response).check(&deep);
    assert_eq!(report.findings().iter().map(|f| f.rule().name()).collect::<Vec<_>>(), ["json-too-deep"]);
    // Sent as it is, it is no body.
    let sent = linter(Kind::Patch).check(r#"{"status":200,"content":{"ldap":{}}}"#);
    let helps: Vec<&str> = sent.findings().iter().filter_map(|finding| finding.help()).collect();
    assert_eq!(helps.iter().filter(|help| help.contains("usersec to-request")).count(), 1, "{helps:?}");
    // What is none is an unknown member, as it ever was.
    finds(Kind::Patch, r#"{"status":200,"ldap":{"port":636}}"#, &[("unknown-field", r#""status""#)]);
    finds(Kind::Response, r#"{"status":"200","ldap":{}}"#, &[("unknown-field", r#""status""#)]);
    finds(Kind::Response, r#"{"ldap":{"status":200}}"#, &[("unknown-field", r#""status""#)]);
}

#[test]
fn an_envelope_without_an_answer_is_said_to_be_one() {
    let message = |text: &str| {
        let report = linter(Kind::Response).check(text);
        let [finding] = report.findings() else { panic!("{text}: {report:?}") };
        assert_eq!((finding.rule().name(), finding.pointer()), ("unknown-field", "/content"), "{text}");
        finding.message().to_owned()
    };
    for (text, found) in [
        (r#"{"status":204,"content":null}"#, "null"),
        (r#"{"status":200,"content":"{\"ldap\":{}}"}"#, "a string"),
        (r#"{"content":[{"ldap":{}}]}"#, "an array"),
        (r#"{"content":[],"status":200,"links":[]}"#, "an array"),
    ] {
        assert_eq!(
            message(text),
            format!("an envelope without an answer: its `content` is {found}"),
            "{text}"
        );
    }
    for text in [r#"{"content":null,"links":[]}"#, r#"{"status":200,"content":null,"ldap":{}}"#] {
        assert_eq!(message(text), "the contract has no member `content` here", "{text}");
    }
}

#[test]
fn a_bind_password_in_an_answer_is_one_finding() {
    let told = r#""correct horse""#;
    for (answer, pointed) in [
        (r#"{"ldap":{"bindUsername":"CN=svc,DC=a","bindPassword":"correct horse"}}"#, told),
        (r#"{"status":200,"content":{"ldap":{"bindPassword":"correct horse"}}}"#, told),
        (r#"{"ldap":{"bind_password":"correct horse"}}"#, told),
        (r#"{"ldap":{"bindPasswrd":"correct horse"}}"#, told),
        (r#"{"ldap":{"queryPassword":"correct horse"}}"#, told),
        (r#"{"ldap":{},"bindPassword":"correct horse"}"#, told),
        (r#"{"ldap":{"userToDNMapping":[]},"customerX509":{"password":"correct horse"}}"#, told),
        (r#"{"ldap":{"bindPassword":12345678}}"#, "12345678"),
        (r#"{"ldap":{"bindPassword":["correct horse"]}}"#, r#"["correct horse"]"#),
        (r#"{"ldap":{"bindPassword":" correct horse\n"}}"#, r#"" correct horse\n""#),
        (r#"{"ldap":{"bindUsername":"CN=svc,DC=a","bindPassword":"svc"}}"#, r#""svc""#),
    ] {
        finds(Kind::Response, answer, &[("bind-password-in-response", pointed)]);
        let report = linter(Kind::Response).check(answer);
        let [finding] = report.findings() else { panic!("{report:?}") };
        assert_eq!(finding.level(), Level::Error);
        assert!(!format!("{report:?}").contains(pointed), "{report:?}");
        // No edit loses a password.
        assert_eq!(finding.fix(), None);
    }
    for (member, expected) in [
        (r#""bindPassword":"${P}""#, &[("bind-password-in-response", r#""${P}""#)][..]),
        (r#""bindPassword":"****""#, &[("bind-password-in-response", r#""****""#)]),
        (r#""bindPassword":"string""#, &[("placeholder-value", "string")]),
        (r#""bindPassword":"""#, &[]),
        (r#""bindPassword":null"#, &[]),
        (r#""bind_password":"""#, &[("unknown-field", r#""bind_password""#)]),
        (r#""passwordPolicy":"strict""#, &[("unknown-field", r#""passwordPolicy""#)]),
    ] {
        let answer = format!(r#"{{"ldap":{{{member}}}}}"#);
        finds(Kind::Response, &answer, expected);
        assert!(expected.is_empty() || linter(Kind::Response).check(&answer).findings().len() == 1);
    }
    let redacted = linter(Kind::Response).check(r#"{"ldap":{"bindPassword":"****"}}"#);
    assert_eq!(redacted.count(Level::Warning), 1);
}

#[test]
fn an_error_is_told_from_a_configuration() {
    let message = |kind, text: &str| {
        let report = linter(kind).check(text);
        let [finding] = report.findings() else { panic!("{text}: {report:?}") };
        assert_eq!((finding.rule().name(), finding.level()), ("error-response", Level::Error));
        assert!(finding.help().is_some_and(|help| help.contains("usersec explain-error")));
        finding.message().to_owned()
    };
    let error = r#"{"error":404,"detail":"(This is just an example)","reason":"Not Found","errorCode":"RESOURCE_NOT_FOUND","parameters":["x"],"badRequestDetail":{"fields":[]}}"#;
    let said = "it is an error of the API, 404 `RESOURCE_NOT_FOUND`, and not the configuration";
    assert_eq!(message(Kind::Response, error), said);
    assert_eq!(message(Kind::Response, &format!(r#"{{"status":404,"content":{error}}}"#)), said);
    assert_eq!(message(Kind::Response, &format!(r#"{{"status":404,{}"#, &error[1..])), said);
    for kind in [Kind::Patch, Kind::Verify] {
        assert!(message(kind, error).ends_with("and not the body of a request"));
    }
    for other in [r#"{"error":"x","errorCode":"X"}"#, r#"{"error":404}"#, r#"{"errorCode":"X"}"#] {
        let report = linter(Kind::Response).check(other);
        assert!(report.findings().iter().all(|finding| finding.rule().name() == "unknown-field"), "{other}");
    }
}

#[test]
fn a_verification_lacks_what_it_lacks() {
    let message = |body: &str| {
        let report = linter(Kind::Verify).check(body);
        let missing = report.findings().iter().filter(|f| f.rule().name() == "required-member-missing");
        missing.map(|finding| finding.message().to_owned()).collect::<Vec<_>>().join("; ")
    };
    let all = "the contract requires them in a verification";
    assert_eq!(
        message("{}"),
        format!("`bindPassword`, `bindUsername`, `hostname` and `port` are missing: {all}")
    );
    assert_eq!(
        message(r#"{"hostname":"ldap.mycompany.com","port":636}"#),
        format!("`bindPassword` and `bindUsername` are missing: {all}")
    );
    assert_eq!(
        message(r#"{"hostname":"${H}","bindUsername":"{{ u }}","bindPassword":"${P}"}"#),
        "`port` is missing: the contract requires it in a verification"
    );
    for given in [
        r#"{"hostname":"${H}","bindUsername":"{{ u }}","bindPassword":"${P}","port":"${PORT}"}"#,
        // Of these, other rules speak.
        r#"{"host":"ldap.mycompany.com","bind_username":"CN=a,DC=b","bindPasswd":"${P}","PORT":636}"#,
        r#"{"hostname":null,"bindUsername":null,"bindPassword":null,"port":null}"#,
        r#"{"hostname":1,"bindUsername":"","bindPassword":"","port":"636"}"#,
        r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#,
        r#"{"error":400,"errorCode":"VALIDATION_ERROR"}"#,
        "[]",
        "{",
    ] {
        assert_eq!(message(given), "", "{given}");
        assert!(
            given.contains("${H}") || linter(Kind::Verify).check(given).count(Level::Error) > 0,
            "{given}"
        );
    }
    for kind in [Kind::Patch, Kind::Response] {
        let report = linter(kind).complete(true).check("{}");
        assert!(report.findings().iter().all(|finding| finding.rule().name() != "required-member-missing"));
    }
}

#[test]
fn whole_verifications_are_clean() {
    let needed = r#""bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${P}","hostname":"ldap.mycompany.com","port":636"#;
    for more in [
        "",
        r#","authzQueryTemplate":"{USER}?memberOf?base""#,
        r#","authzQueryTemplate":"","caCertificate":"""#,
    ] {
        finds(Kind::Verify, &format!("{{{needed}{more}}}"), &[]);
    }
}

/// What of a finding does not depend on where the document stands.
fn apart(report: &Report, from: usize) -> Vec<String> {
    let one = |finding: &usersec::Finding| {
        let place = |span: usersec::Span| (span.start - from, span.end - from);
        let related: Vec<_> = finding
            .related()
            .iter()
            .map(|related| (related.message().to_owned(), place(related.span())))
            .collect();
        let fix: Option<Vec<_>> = finding
            .fix()
            .map(|fix| fix.edits.iter().map(|edit| (place(edit.span), edit.text.clone())).collect());
        format!(
            "{} {} {:?} {} {:?} {related:?} {fix:?} {}",
            finding.rule().name(),
            finding.pointer(),
            place(finding.span()),
            finding.message(),
            finding.help(),
            finding.fingerprint()
        )
    };
    report.findings().iter().map(one).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_envelope_changes_nothing_but_the_place(answer in payloads::payload(), behind in any::<bool>()) {
        prop_assume!(serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&answer).is_ok());
        let (before, after) = if behind { ("{\n\"content\": ", ", \"status\": 200}") } else { ("{\"status\":200,\"content\":", "}") };
        let enveloped = format!("{before}{answer}{after}");
        let linter = linter(Kind::Response).pedantic(true).in_file(true);
        let start = before.len() + answer.len() - answer.trim_start().len();
        let alone = linter.check(answer.trim_start());
        prop_assert_eq!(apart(&linter.check(&enveloped), start), apart(&alone, 0), "{}", enveloped);
    }
}
