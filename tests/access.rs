//! Flags, credentials and queries against each other: exactly what is found, and above all what is not.

use usersec::{Kind, Level, Linter, Report, Safety};

/// 2026-02-10T00:00:00Z.
fn linter() -> Linter {
    Linter::new().now(1_770_681_600)
}

/// The rules of the report, each with what it points at.
fn found<'b>(report: &Report, body: &'b str) -> Vec<(&'static str, &'b str)> {
    let text = |span: usersec::Span| body.get(span.range()).expect("in bounds");
    report.findings().iter().map(|finding| (finding.rule().name(), text(finding.span()))).collect()
}

#[track_caller]
fn finds(body: &str, expected: &[(&str, &str)]) {
    finds_by(linter(), body, expected);
}

#[track_caller]
fn finds_by(linter: Linter, body: &str, expected: &[(&str, &str)]) {
    assert_eq!(found(&linter.check(body), body), expected, "in {body}");
}

/// A body with these members in `ldap`.
fn ldap(members: &str) -> String {
    format!(r#"{{"ldap":{{{members}}}}}"#)
}

const NAME: &str = r#""bindUsername":"CN=svc,DC=example,DC=net""#;
const QUERY: &str = r#""DC=example,DC=net??sub?(uid={0})""#;

/// With both empty, each is a fault of its own, and the query has no third one.
#[test]
fn an_empty_bind_name_is_one_finding() {
    let mapping = format!(r#""userToDNMapping":[{{"match":"([a-z]+)","ldapQuery":{QUERY}}}]"#);
    let template = r#""authzQueryTemplate":"{USER}?memberOf?base""#;
    let password = r#""bindPassword":"${P}""#;
    let empty = r#""""#;
    let name = format!(r#""bindUsername":{empty}"#);
    finds(&ldap(&format!("{name},{password}")), &[("bind-username-empty", empty)]);
    finds(&ldap(&format!("{name},{password},{mapping}")), &[("query-without-bind", QUERY)]);
    finds(
        &ldap(&format!("{name},{password},{template}")),
        &[("query-without-bind", r#""{USER}?memberOf?base""#)],
    );
    finds(&ldap(&format!("{name},{password},{template},{mapping}")), &[("query-without-bind", QUERY)]);
    finds(
        &ldap(&format!(r#"{name},"bindPassword":"",{mapping}"#)),
        &[("bind-username-empty", empty), ("bind-password-empty", r#""""#)],
    );
    for blank in [r#"" ""#, r#""\t\n""#] {
        finds(&ldap(&format!(r#""bindUsername":{blank},{password},{mapping}"#)), &[("bind-not-dn", blank)]);
    }
    // Of a query that says nothing, or that nobody makes, nothing follows.
    for idle in [
        r#""userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"${QUERY}"}]"#,
        r#""userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=net"}]"#,
    ] {
        let body = ldap(&format!(r#""bindUsername":"",{password},{idle}"#));
        finds(&body, &[("bind-username-empty", r#""""#)]);
    }
    let deleted = ldap(&format!(r#""bindUsername":"",{password},"authzQueryTemplate":"""#));
    finds(&deleted, &[("bind-username-empty", r#""""#), ("authz-value-deleted", r#""""#)]);
    finds(
        &ldap(&format!(r#""bindUsername":"",{password},"authorizationEnabled":false,{template}"#)),
        &[("bind-username-empty", r#""""#)],
    );
    let own = r#""authzQueryTemplate":"DC=net??sub?(member={USER})""#;
    finds(
        &ldap(&format!(r#""bindUsername":"",{password},"authorizationEnabled":false,{own}"#)),
        &[("bind-username-empty", r#""""#), ("authz-template-unused", r#""DC=net??sub?(member={USER})""#)],
    );
}

#[test]
fn an_empty_bind_name_is_an_error_only_with_authentication_on() {
    let level = |members: &str| linter().check(ldap(members)).findings()[0].level();
    let name = r#""bindUsername":"","bindPassword":"${P}""#;
    for (flag, expected) in
        [("true", Level::Error), ("false", Level::Warning), (r#""${ON}""#, Level::Warning)]
    {
        let flag = format!(r#""authenticationEnabled":{flag}"#);
        assert_eq!(level(&format!("{name},{flag}")), expected);
        assert_eq!(
            level(&format!(
                r#"{name},{flag},"userToDNMapping":[{{"match":"([a-z]+)","ldapQuery":"DC=net??sub?(uid={{0}})"}}]"#
            )),
            expected
        );
        assert_eq!(level(&format!(r#"{NAME},"bindPassword":"",{flag}"#)), expected);
    }
}

#[test]
fn a_pair_is_missed_in_an_update_only() {
    let alone = ldap(NAME);
    finds(&alone, &[("bind-credential-pair", r#""bindUsername""#)]);
    finds(&ldap(r#""bindPassword":"${P}""#), &[("bind-credential-pair", r#""bindPassword""#)]);
    finds_by(linter().complete(true), &alone, &[]);
    finds_by(linter().kind(Kind::Response), &alone, &[]);
    let flat = r#"{"bindPassword":"${P}"}"#;
    let report = linter().kind(Kind::Verify).check(flat);
    assert!(!found(&report, flat).iter().any(|(rule, _)| *rule == "bind-credential-pair"));
    // Of these, other rules speak.
    for present in [r#""bindUsername":"""#, r#""bindPassword":"""#, r#""bindUsername":"USERNAME""#] {
        let body = ldap(present);
        assert_eq!(found(&linter().check(&body), &body).len(), 1, "{present}");
    }
    for other in [
        r#""bindPassword":null"#,
        r#""bindPassword":7"#,
        r#""bind_password":"${P}""#,
        r#""queryPassword":"${P}""#,
        r#""bindPassword":"string""#,
    ] {
        let body = ldap(&format!("{NAME},{other}"));
        let rules = found(&linter().check(&body), &body);
        assert!(!rules.iter().any(|(rule, _)| *rule == "bind-credential-pair"), "{other}: {rules:?}");
    }
}

#[test]
fn only_what_is_nowhere_is_incomplete() {
    let on = r#""authenticationEnabled":true"#;
    let complete = |body: &str| -> Vec<String> {
        let report = linter().complete(true).check(body);
        let incomplete = found(&report, body).into_iter().filter(|(rule, _)| *rule == "bind-incomplete");
        incomplete.map(|(_, text)| text.to_owned()).collect()
    };
    assert_eq!(complete(&ldap(on)), ["true"]);
    for host in ["\"${HOST}\"", "\"string\"", "null", "7", "\"\""] {
        assert!(complete(&ldap(&format!(r#"{on},{NAME},"hostname":{host}"#))).is_empty(), "{host}");
    }
    for misspelt in [r#""Hostname":"a.net""#, r#""host_name":"a.net""#, r#""servers":"a.net""#] {
        assert!(complete(&ldap(&format!("{on},{NAME},{misspelt}"))).is_empty(), "{misspelt}");
    }
    let misplaced = format!(r#"{{"hostname":"ldap.mycompany.com","ldap":{{{on},{NAME}}}}}"#);
    assert!(complete(&misplaced).is_empty());
    for off in [r#""authenticationEnabled":false"#, r#""authenticationEnabled":"${ON}""#, r#""port":636"#] {
        assert!(complete(&ldap(off)).is_empty(), "{off}");
    }
    finds(&ldap(on), &[]);
}

#[test]
fn a_deleted_template_can_be_the_default_again() {
    let body = ldap(r#""authenticationEnabled":true,"authorizationEnabled":true,"authzQueryTemplate":"""#);
    let report = linter().check(&body);
    let fix = report.findings()[0].fix().expect("a fix");
    assert_eq!(fix.safety, Safety::Hint);
    let fixed = fix.apply(&body).expect("an edit that fits");
    assert!(fixed.contains(r#""authzQueryTemplate":"{USER}?memberOf?base""#), "{fixed}");
    finds(&fixed, &[]);
    // It deletes nothing that is in use, or nothing at all.
    for flag in ["false", "null", "\"${ON}\""] {
        let body = ldap(&format!(r#""authorizationEnabled":{flag},"authzQueryTemplate":"""#));
        let rules = found(&linter().check(&body), &body);
        assert!(!rules.iter().any(|(rule, _)| *rule == "authz-template-deleted"), "{flag}: {rules:?}");
    }
    finds_by(linter().kind(Kind::Response), &body, &[]);
}

#[test]
fn what_an_answer_lists_is_not_what_somebody_did() {
    let answer = linter().kind(Kind::Response).pedantic(true);
    finds_by(
        answer.clone(),
        &ldap(
            r#""authenticationEnabled":false,"authorizationEnabled":false,"authzQueryTemplate":"{USER}?memberOf?base""#,
        ),
        &[],
    );
    finds_by(
        linter().pedantic(true),
        &ldap(r#""authenticationEnabled":false"#),
        &[("disable-keeps-mapping", "false")],
    );
    // An answer has no password: of one that has, no more is said than that.
    finds_by(answer.clone(), &ldap(&format!(r#"{NAME},"bindPassword":"""#)), &[]);
    finds_by(
        answer,
        &ldap(&format!(r#"{NAME},"bindPassword":" svc ""#)),
        &[("bind-password-in-response", r#"" svc ""#)],
    );
}

#[test]
fn the_flat_body_has_no_flags() {
    let flat = linter().kind(Kind::Verify).pedantic(true).complete(true);
    let body = format!(
        r#"{{"hostname":"ldap.mycompany.com","port":636,{NAME},"bindPassword":"","authenticationEnabled":false}}"#
    );
    let report = flat.check(&body);
    assert_eq!(
        found(&report, &body),
        [("bind-password-empty", r#""""#), ("unknown-field", r#""authenticationEnabled""#)]
    );
    assert_eq!(report.findings()[0].level(), Level::Error, "it asks for a bind");
}

#[test]
fn a_list_of_something_else_is_not_an_empty_one() {
    let list = |list: &str| ldap(&format!(r#""authenticationEnabled":true,"userToDNMapping":{list}"#));
    finds(&list("[ ]"), &[("authn-without-mapping", "[ ]")]);
    finds(&list(r#"["(.+)"]"#), &[("wrong-type", r#""(.+)""#)]);
    finds(&list("null"), &[("null-value", "null")]);
}

#[test]
fn advice_on_authorization_comes_when_asked_for() {
    let body = ldap(r#""authenticationEnabled":true,"authorizationEnabled":true"#);
    finds(&body, &[]);
    finds_by(linter().pedantic(true), &body, &[("oidc-with-ldap-authz", "true")]);
    let cas = include_str!("certificates/root.pem").replace('\n', "\\n");
    let both = |cas: &str| format!(r#"{{"customerX509":{{"cas":"{cas}"}},{}"#, body.trim_start_matches('{'));
    finds(&both(&cas), &[("x509-with-ldap-authz", r#""cas""#)]);
    finds(&both("${CAS}"), &[]);
}

#[test]
fn an_account_is_privileged_by_its_name_alone() {
    let with =
        |name: &str| serde_json::json!({"ldap": {"bindUsername": name, "bindPassword": "${P}"}}).to_string();
    let is_found = |name: &str| {
        let body = with(name);
        let report = linter().check(&body);
        let first = report.findings().iter().find(|f| f.rule().name() == "bind-privileged-account")?;
        Some(body[first.span().range()].to_owned())
    };
    for (name, shown) in [
        ("cn=ADMIN,dc=example,dc=org", "cn=ADMIN"),
        ("CN=\"Directory Manager\",DC=net", "CN=\\\"Directory Manager\\\""),
        ("uid=\\61dmin,ou=system,dc=a", "uid=\\\\61dmin"),
        ("OU=it + CN=root , DC=a", "OU=it + CN=root"),
        ("CN=admin,DC=a,", "CN=admin"),
    ] {
        assert_eq!(is_found(name).as_deref(), Some(shown), "{name}");
    }
    for name in ["CN=svc,CN=Administrator,DC=a", "DC=admin,DC=a", "CN=administrators,DC=a", "admin", "CN=#61"]
    {
        assert_eq!(is_found(name), None, "{name}");
    }
}

/// The rules that speak of this password, read from a file; it is as JSON writes it.
fn of_password(password: &str) -> Vec<&'static str> {
    let body = ldap(&format!(r#"{NAME},"hostname":"ldap.mycompany.com","bindPassword":"{password}""#));
    found(&linter().in_file(true).check(&body), &body).into_iter().map(|(rule, _)| rule).collect()
}

#[test]
fn a_password_left_to_be_replaced_is_no_secret_in_a_file() {
    for password in ["changeMe", " changeMe\\n", "<password>", "TODO: ask", "****", "\\u0073ecret"] {
        assert_eq!(of_password(password), ["bind-password-placeholder"], "{password}");
    }
    assert_eq!(of_password("<bind-password>"), ["placeholder-value"]);
    assert_eq!(of_password("string"), ["placeholder-value"]);
    assert!(of_password("${PASSWORD}").is_empty());
    assert_eq!(of_password("${PASSWORD}\\n"), ["bind-password-whitespace"]);
}

#[test]
fn a_password_in_a_file_may_have_another_fault_besides() {
    assert_eq!(of_password("correct horse"), ["bind-password-literal"]);
    assert_eq!(of_password("correct horse\\n"), ["bind-password-literal", "bind-password-whitespace"]);
    assert_eq!(of_password("svc"), ["bind-password-literal", "bind-password-reused"]);
    assert_eq!(of_password("ldap.mycompany.com"), ["bind-password-literal", "bind-password-reused"]);
    assert_eq!(of_password(""), ["bind-password-empty"]);
}

#[test]
fn white_space_is_taken_away_and_nothing_else() {
    for (password, mended) in [
        ("correct horse\\n", "correct horse"),
        (" \\u0009 correct horse", "correct horse"),
        ("\\r\\ncorrect\\u0020horse\\u00a0 ", "correct\\u0020horse"),
    ] {
        let body = ldap(&format!(r#"{NAME},"bindPassword":"{password}""#));
        let report = linter().check(&body);
        let fix = report.findings()[0].fix().expect("a fix");
        assert_eq!(fix.safety, Safety::Hint);
        assert!(fix.edits.iter().all(|edit| edit.text.is_empty()));
        assert_eq!(fix.apply(&body).expect("edits that fit"), body.replace(password, mended));
    }
    let body = ldap(&format!(r#"{NAME},"bindPassword":" \n""#));
    let report = linter().check(&body);
    assert_eq!(found(&report, &body), [("bind-password-whitespace", r#"" \n""#)]);
    assert!(report.findings()[0].fix().is_none(), "an empty password is no better");
}

#[test]
fn every_password_of_the_document_is_looked_at() {
    let body = ldap(&format!(r#"{NAME},"bindPassword":"","bindPassword":"svc""#));
    let rules: Vec<_> = found(&linter().check(&body), &body).into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(rules, ["bind-password-empty", "duplicate-key", "bind-password-reused"]);
}

#[test]
fn a_reused_password_is_not_told() {
    let body =
        format!(r#"{{"customerX509":{{"cas":"hunter2-x"}},"ldap":{{{NAME},"bindPassword":"hunter2-x"}}}}"#);
    let report = linter().check(&body);
    let reused = report.findings().iter().find(|f| f.rule().name() == "bind-password-reused").expect("found");
    assert!(reused.related().is_empty() && reused.fix().is_none());
    for words in [reused.message(), reused.help().unwrap_or_default()] {
        assert!(!words.contains("hunter2") && !words.contains("cas"), "{words}");
    }
    // What is no value yet, and what the contract does not know, is not compared.
    for other in [r#""hostname":"${X}""#, r#""nonsense":"hunter2-x""#] {
        let body = ldap(&format!(r#"{NAME},{other},"bindPassword":"hunter2-x""#));
        assert!(!found(&linter().check(&body), &body).iter().any(|(rule, _)| rule.ends_with("-reused")));
    }
}

#[test]
fn of_two_targets_none_is_called_empty() {
    let entry = |targets: &str| ldap(&format!(r#""userToDNMapping":[{{"match":"([a-z]+)",{targets}}}]"#));
    finds(&entry(r#""substitution":"","ldapQuery":"""#), &[("mapping-target-both", r#""ldapQuery""#)]);
    finds(&entry(r#""substitution":"""#), &[("mapping-target-empty", r#""""#)]);
    finds(
        &entry(r#""substitution":"","ldapQuery":null"#),
        &[("mapping-target-empty", r#""""#), ("null-value", "null")],
    );
    finds(&entry(r#""ldapQuery":"${QUERY}""#), &[]);
}

#[test]
fn white_space_around_a_placeholder_of_a_password_stays_when_it_is_filled_in() {
    for password in
        [r#""${PW}\n""#, r#"" ${LDAP_BIND_PASSWORD}""#, r#""\ufeffcorrect horse""#, r#""a-b-c\u200b""#]
    {
        finds(
            &ldap(&format!(r#"{NAME},"bindPassword":{password}"#)),
            &[("bind-password-whitespace", password)],
        );
    }
    for password in [r#""${PW}""#, r#""{{ pw }}""#] {
        let body = ldap(&format!(r#"{NAME},"bindPassword":{password}"#));
        let rules: Vec<_> = linter().check(&body).findings().iter().map(|f| f.rule().name()).collect();
        assert!(!rules.contains(&"bind-password-whitespace"), "{rules:?}");
    }
}

/// What is said of an update does not fit the whole configuration, a request to verify, or an answer.
#[test]
fn advice_fits_the_kind_of_document() {
    let helps = |linter: Linter, body: &str| -> Vec<String> {
        let report = linter.check(body);
        report.findings().iter().filter_map(|finding| finding.help().map(str::to_owned)).collect()
    };
    let body = ldap(
        r#""authenticationEnabled":true,"hostname":"","bindUsername":"","bindPassword":"","port":null,"caCertificate":"string""#,
    );
    let says = |helps: &[String]| helps.iter().filter(|help| help.contains("stored")).count();
    assert_eq!(says(&helps(linter(), &body)), 5);
    assert_eq!(says(&helps(linter().complete(true), &body)), 0);
    let flat = r#"{"hostname":"","port":636,"bindUsername":"","bindPassword":"","caCertificate":"string"}"#;
    let verify = linter().kind(Kind::Verify);
    assert_eq!(says(&helps(verify.clone(), flat)), 0);
    assert_eq!(verify.check(flat).count(Level::Error), 4);
    let answer =
        r#"{"ldap":{"hostname":"","bindUsername":"","authorizationEnabled":true},"customerX509":{"cas":""}}"#;
    let report = linter().kind(Kind::Response).check(answer);
    assert!(report.findings().is_empty(), "{:?}", report.findings());
    // A member of a mapping has no stored value of its own.
    for value in ["null", r#""string""#] {
        let mapping = format!(r#"{{"match":{value},"substitution":"CN={{0}},DC=net"}}"#);
        let helps = helps(linter(), &ldap(&format!(r#""userToDNMapping":[{mapping}]"#)));
        assert_eq!((helps.len(), says(&helps)), (1, 0), "{helps:?}");
    }
}

/// A misspelt flag is spoken of where it stands, and nothing follows from its absence.
#[test]
fn a_misspelt_flag_is_not_missing() {
    let body = r#"{"ldap":{"authorizationEnabled":true,"authentication_enabled":true}}"#;
    for linter in [linter(), linter().complete(true)] {
        let rules: Vec<_> = linter.check(body).findings().iter().map(|f| f.rule().name()).collect();
        assert_eq!(rules, ["unknown-field"]);
    }
}

#[test]
fn what_stays_stored_is_what_the_body_does_not_name() {
    let message = |members: &str| {
        let report =
            linter().pedantic(true).check(ldap(&format!(r#""authenticationEnabled":false,{members}"#)));
        report.findings().iter().map(|finding| finding.message().to_owned()).collect::<Vec<_>>().join("; ")
    };
    let said = message(r#""caCertificate":"","userToDNMapping":[]"#);
    assert!(said.contains("bind name and bind password") && !said.contains("mapping"), "{said}");
}

#[test]
fn an_answer_or_a_flat_body_is_no_empty_update() {
    assert!(linter().kind(Kind::Response).check(r#"{"ldap":{}}"#).findings().is_empty());
    finds_by(linter().kind(Kind::Verify), "{}", &[("required-member-missing", "{}")]);
}

#[test]
fn blank_certificates_are_none_beside_authorization() {
    let body =
        r#"{"customerX509":{"cas":" "},"ldap":{"authenticationEnabled":true,"authorizationEnabled":true}}"#;
    let rules: Vec<_> = linter().check(body).findings().iter().map(|f| f.rule().name()).collect();
    assert_eq!(rules, ["no-certificate"]);
}
