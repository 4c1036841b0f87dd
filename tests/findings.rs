//! Payloads and exactly what is found in them: the silences of "one fault, one finding", and mistakes of
//! ours that must not come back.

use usersec::{Kind, Level, Linter, Safety};

const ROOT: &str = include_str!("certificates/root.pem");

/// 2026-02-10T00:00:00Z.
fn linter() -> Linter {
    Linter::new().now(1_770_681_600).in_file(true)
}

/// The rules, each with what it points at.
fn found(body: &str) -> Vec<(&'static str, String)> {
    let report = linter().check(body);
    let text = |span: usersec::Span| body.get(span.range()).expect("in bounds").to_owned();
    report.findings().iter().map(|finding| (finding.rule().name(), text(finding.span()))).collect()
}

#[track_caller]
fn finds(body: &str, expected: &[(&str, &str)]) {
    let found = found(body);
    let found: Vec<_> = found.iter().map(|(rule, text)| (*rule, text.as_str())).collect();
    assert_eq!(found, expected, "in {body}");
}

fn body_with_cas(pem: &str) -> String {
    serde_json::json!({"customerX509": {"cas": pem}}).to_string()
}

#[test]
fn a_placeholder_is_one_finding_whatever_type_was_wanted() {
    finds(r#"{"ldap":{"port":"string"}}"#, &[("placeholder-value", "string")]);
    finds(r#"{"ldap":{"port":"<ldap-port>"}}"#, &[("placeholder-value", "<ldap-port>")]);
    finds(r#"{"customerX509":"string"}"#, &[("placeholder-value", "string")]);
    finds(r#"{"ldap":{"port":"${PORT}","authenticationEnabled":"{{ on }}"}}"#, &[]);
}

#[test]
fn what_looks_like_a_placeholder_may_be_a_value() {
    finds(&body_with_cas(&format!("# maintained by <pki-team>, {{{{ x }}}}\n{ROOT}")), &[]);
    for password in [r#""a<b-c>d""#, r#""Xy${a}z""#] {
        let body = format!(r#"{{"ldap":{{"bindUsername":"CN=svc,DC=net","bindPassword":{password}}}}}"#);
        finds(&body, &[("bind-password-literal", password)]);
    }
}

#[test]
fn a_misspelt_member_is_not_missed_as_well() {
    finds(
        r#"{"ldap":{"userToDNMapping":[{"Match":"(.+)","Substitution":"CN={0},DC=a"}]}}"#,
        &[("unknown-field", r#""Match""#), ("unknown-field", r#""Substitution""#)],
    );
}

#[test]
fn what_only_the_server_writes_is_one_finding() {
    for links in [r#"[{"href":1,"foo":2}]"#, r#""x""#, "null", "[null]"] {
        let body = format!(r#"{{"ldap":{{"port":636}},"links":{links}}}"#);
        let rules: Vec<_> = found(&body).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(rules, ["read-only-field"], "{links}");
    }
    finds(r#"{"ldap":{"link":1}}"#, &[("unknown-field", r#""link""#)]);
    let report = linter().check(r#"{"ldap":{"link":1}}"#);
    assert!(!report.findings()[0].help().unwrap_or_default().contains("links"));
}

#[test]
fn flags_that_cannot_be_judged_are_not_judged() {
    for flag in [r#""${A}""#, "null", r#""true""#, "1"] {
        let body = format!(r#"{{"ldap":{{"authorizationEnabled":true,"authenticationEnabled":{flag}}}}}"#);
        let report = linter().complete(true).check(&body);
        let names: Vec<_> = report.findings().iter().map(|finding| finding.rule().name()).collect();
        assert!(!names.contains(&"authz-without-authn"), "{flag}: {names:?}");
    }
}

#[test]
fn which_of_two_idle_targets_goes_is_not_decided() {
    for (substitution, query) in [("", ""), ("string", "string"), ("", "string")] {
        let body = format!(
            r#"{{"ldap":{{"userToDNMapping":[{{"match":"([a-z]+)","substitution":"{substitution}","ldapQuery":"{query}"}}]}}}}"#
        );
        let report = linter().check(&body);
        let both = report.findings().iter().find(|finding| finding.rule().name() == "mapping-target-both");
        assert!(both.expect("found").fix().is_none(), "{body}");
    }
}

#[test]
fn names_of_other_tools_lead_to_the_right_place() {
    let help = |body: &str| linter().check(body).findings()[0].help().unwrap_or_default().to_owned();
    let terraform = r#"{"customer_x509_cas":"x"}"#;
    assert!(help(terraform).contains("`cas` of `customerX509`"), "{}", help(terraform));
    assert!(linter().check(terraform).findings()[0].fix().is_none());
    assert!(help(r#"{"ldap":{"queryTemplate":"x"}}"#).contains("`authzQueryTemplate`"));
}

#[test]
fn arrays_become_strings_only_where_that_makes_sense() {
    let fix = |body: &str| linter().check(body).findings()[0].fix().cloned();
    assert!(fix(r#"{"ldap":{"hostname":["a.net","b.net"]}}"#).is_none());
    let single = fix(r#"{"ldap":{"hostname":["a.net"]}}"#).expect("a hint");
    assert_eq!((single.safety, single.edits[0].text.as_str()), (Safety::Hint, r#""a.net""#));
    let joined = fix(r#"{"customerX509":{"cas":["a","b\n"]}}"#).expect("a hint");
    assert_eq!(joined.edits[0].text, r#""a\nb""#);
}

#[test]
fn bind_names_are_described_as_they_are() {
    let message = |name: &str| {
        let body = serde_json::json!({"ldap": {"bindUsername": name, "bindPassword": "${PASSWORD}"}});
        let report = linter().check(body.to_string());
        report.findings().iter().map(|finding| finding.message().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(message("CN=a"), ["the documented pattern wants `DC=` at the end, and `CN=a` is the end"]);
    assert!(message("CN=svc {prod},DC=example,DC=net").is_empty(), "braces may be part of a name");
    assert_eq!(
        message("CN=a,OU=b,O=c,DC=d"),
        ["the documented pattern cannot take `O=c`; before it, it took `CN=a` as `cn` and `OU=b` as `path`"]
    );
    assert!(message("ldaps://h/CN=a,DC=b")[0].contains("URL"));
    assert_eq!(message("CN=a;DC=b"), ["`;` between RDNs, which RFC 4514 no longer takes"]);
    assert_eq!(message("0U=a,DC=b"), ["`0U` only looks like the attribute type `OU`"]);
    assert_eq!(message("СN=a,DC=b"), ["`СN` (with U+0421) only looks like the attribute type `CN`"]);
}

#[test]
fn a_bind_name_is_respelt_where_that_helps() {
    use Safety::{Hint, Safe};
    for (name, level, fixed) in [
        ("cn=svc, dc=example,DC=net", Level::Warning, Some((Safe, "CN=svc,DC=example,DC=net"))),
        (r"CN=Doe\, Jane,OU=IT,DC=x", Level::Note, Some((Hint, r"CN=Doe\2C Jane,OU=IT,DC=x"))),
        (r"cn=a\\\, b\,c, DC=x", Level::Note, Some((Hint, r"CN=a\\\2C b\2Cc,DC=x"))),
        (
            "commonname=a,organizationalUnitName=b,domainComponent=x",
            Level::Note,
            Some((Hint, "CN=a,OU=b,DC=x")),
        ),
        ("2.5.4.3=a,2.5.4.11=b,0.9.2342.19200300.100.1.25=x", Level::Note, Some((Hint, "CN=a,OU=b,DC=x"))),
        ("uid=svc,ou=people,dc=example", Level::Note, None),
        (r"uid=Doe\, Jane,DC=x", Level::Note, None),
        ("CN=a,2.5.4.10=b,DC=x", Level::Note, None),
    ] {
        let body = |name: &str| {
            serde_json::json!({"ldap": {"bindUsername": name, "bindPassword": "${PASSWORD}"}}).to_string()
        };
        let report = linter().check(body(name));
        let [finding] = report.findings() else { panic!("{name}: {:?}", report.findings()) };
        assert_eq!((finding.rule().name(), finding.level()), ("bind-dn-pattern", level), "{name}");
        let made = finding.fix().map(|fix| (fix.safety, fix.apply(&body(name)).expect("edits that fit")));
        assert_eq!(made, fixed.map(|(safety, name)| (safety, body(name))), "{name}");
        if let Some((_, fixed)) = fixed {
            finds(&body(fixed), &[]);
        }
    }
}

#[test]
fn curly_quotation_marks_around_something_are_one_finding() {
    for (name, expected) in [
        ("“CN=svc,DC=x”", "CN=svc,DC=x"),
        ("CN=svc,OU=“IT”,DC=x", "CN=svc,OU=IT,DC=x"),
        ("CN=svc,OU=„IT“,DC=x", "CN=svc,OU=IT,DC=x"),
        ("CN=svc,OU=“IT,DC=x", "CN=svc,OU=IT,DC=x"),
    ] {
        let body = |name: &str| {
            serde_json::json!({"ldap": {"bindUsername": name, "bindPassword": "${PASSWORD}"}}).to_string()
        };
        let report = linter().check(body(name));
        let [finding] = report.findings() else { panic!("{name}: {:?}", report.findings()) };
        let fix = finding.fix().expect("a hint");
        assert_eq!(finding.rule().name(), "suspicious-character", "{name}");
        assert_eq!(fix.apply(&body(name)).expect("edits that fit"), body(expected), "{name}");
    }
    // Here the comma is a mistake of its own.
    let body =
        |name: &str| format!(r#"{{"ldap":{{"bindUsername":"{name}","bindPassword":"${{PASSWORD}}"}}}}"#);
    finds(&body("CN=“Doe, Jane”,DC=x"), &[("suspicious-character", "“"), ("dn-syntax", "Jane”")]);
}

/// Each breaks the contract: what is further from it is not judged more mildly.
#[test]
fn a_bind_name_against_the_contract_is_an_error_under_strict() {
    for name in ["cn=svc,dc=x", "uid=svc,dc=x", "svc@mycompany.com", r"MYCOMPANY\svc", "svc"] {
        let body = serde_json::json!({"ldap": {"bindUsername": name, "bindPassword": "${PASSWORD}"}});
        let report = linter().strict(true).check(body.to_string());
        let levels: Vec<_> = report.findings().iter().map(|finding| finding.level()).collect();
        assert_eq!(levels, [Level::Error], "{name}");
    }
}

#[test]
fn a_renewed_certificate_ends_the_warnings() {
    let soon = include_str!("certificates/soon-root.pem");
    let shown = soon.trim_end().replace('\n', "\\n");
    finds(&body_with_cas(&format!("{soon}{ROOT}")), &[("certificate-expires-soon", &shown)]);
    finds(&body_with_cas(&format!("{soon}{}", include_str!("certificates/renewed-root.pem"))), &[]);
}

#[test]
fn trusted_certificates_are_openssls_own_form() {
    let trusted = ROOT.replace("CERTIFICATE", "TRUSTED CERTIFICATE");
    let rules = |pem: &str| found(&body_with_cas(pem)).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>();
    assert_eq!(rules(&trusted), ["pem-unsupported-label"]);
    assert_eq!(
        rules(&format!("{trusted}{}", include_str!("certificates/root2.pem"))),
        ["pem-unsupported-label"]
    );
}

#[test]
fn a_flat_body_is_checked_as_such() {
    let body =
        r#"{"hostname":"ldap..net","port":0,"bindUsername":"CN=a,DC=b","bindPassword":"${P}","ldap":{}}"#;
    let report = linter().kind(Kind::Verify).check(body);
    let rules: Vec<_> = report.findings().iter().map(|finding| finding.rule().name()).collect();
    assert_eq!(rules, ["hostname-syntax", "port-out-of-range", "unknown-field"]);
}

#[test]
fn too_many_findings_are_cut_and_the_report_says_so() {
    let hosts = "*.".repeat(100_001);
    let report = linter().check(format!(r#"{{"ldap":{{"hostname":"{hosts}net"}}}}"#));
    assert!(report.findings().len() < 100_100, "{}", report.findings().len());
    assert!(!report.is_submittable());
    let last = report.findings().last().expect("a finding");
    assert!(last.message().ends_with(" of `hostname-syntax`"), "{last}");
    assert!(report.count(usersec::Level::Error) > 100_000);
}

#[test]
fn a_secret_in_a_name_is_not_quoted() {
    for body in [
        r#"{"ldap":{"ldaps://cn:hunter2@host":1}}"#,
        // In two pieces, so that nothing in this repository looks like a key.
        concat!(r#"{"ldap":{"-----BEGIN PRIVATE "#, r#"KEY-----hunter2":1}}"#),
        r#"{"ldap":{"bindPassword=hunter2":1,"bindPassword=hunter2":2}}"#,
        r#"{"ldap":{"bindUsername":"DC=net,OU=password=hunter2,CN=svc"}}"#,
        r#"{"ldap":{"bindUsername":"CN=svc,password=hunter2,0hunter2=IT,DC=net"}}"#,
        r#"{"ldap":{"bindUsername":"CN=password: hunter2,OU=a,O=b,DC=net"}}"#,
        r#"{"ldap":{"bindUsername":"CN=password: \"hunter2\",DC=net"}}"#,
        r#"{"ldap":{"hostname":"ldaps://svc:hunter2@ldap.mycompany.com:636"}}"#,
        r#"{"ldap":{"hostname":"ldap.mycompany.com?password=hunter2\u200b"}}"#,
        r#"{"ldap":{"authzQueryTemplate":"password=hunter2\u00a0"}}"#,
        r#"{"ldap":{"bindPassword\": \"hunter2":1}}"#,
        r#"{"customerX509":{"cas":"-----BEGIN password=hunter2-----\n-----END password=hunter2-----"}}"#,
    ] {
        let report = linter().check(body);
        assert!(!report.findings().is_empty(), "{body}");
        assert!(!format!("{report:?}").contains("hunter2"), "{body}");
    }
}

/// What begins like a private key and is none: requests and lists are short where keys are short.
#[test]
fn a_request_is_no_private_key() {
    // A PKCS #10 request of 204 bytes, and a revocation list of 158, as OpenSSL makes them.
    let request: [&[u8]; 2] =
        [&[0x30, 0x81, 0xc9, 0x30, 0x71, 2, 1, 0, 0x30, 15, 0x31, 13, 0x30, 11], &[7; 190]];
    let list: [&[u8]; 2] = [
        &[0x30, 0x81, 0x9b, 0x30, 0x42, 2, 1, 1, 0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2],
        &[7; 138],
    ];
    let long: [&[u8]; 2] =
        [&[0x30, 0x81, 0xc9, 0x30, 0x81, 0x90, 2, 1, 0, 0x30, 15, 0x31, 13, 0x30, 11], &[7; 189]];
    for (label, parts) in
        [("CERTIFICATE REQUEST", request), ("X509 CRL", list), ("CERTIFICATE REQUEST", long)]
    {
        let block = pem::encode_config(
            &pem::Pem::new(label, parts.concat()),
            pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF),
        );
        let rules: Vec<_> =
            found(&body_with_cas(&format!("{ROOT}{block}"))).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(rules, ["pem-other-block"], "{block}");
    }
}

/// The end of what was pushed out of a certificate by what was pasted into it is not cut off.
#[test]
fn what_follows_a_certificate_is_cut_off_only_if_it_is_filling() {
    let (before, after) = ROOT.split_at(560);
    let report = linter().check(body_with_cas(&format!("{before}AAAA{after}")));
    let finding = report.findings().iter().find(|one| one.rule().name() == "certificate-trailing-data");
    let fix = finding.and_then(|finding| finding.fix()).expect("a fix");
    assert_eq!(fix.safety, usersec::Safety::Hint);
}

/// What is found about a value, rule by rule, with the safety of the fix.
fn safeties(cas: &str) -> Vec<(&'static str, Option<usersec::Safety>)> {
    let report = linter().check(body_with_cas(cas));
    report.findings().iter().map(|one| (one.rule().name(), one.fix().map(|fix| fix.safety))).collect()
}

#[test]
fn a_fix_of_a_boundary_throws_no_certificate_away_and_shows_no_broken_one() {
    let base64: String = ROOT.lines().filter(|line| !line.starts_with('-')).collect();
    let other = include_str!("certificates/root2.pem");
    assert_eq!(safeties(&format!("{base64}{other}")), [("pem-text-on-boundary-line", None)]);
    // As it is, OpenSSL loads the first.
    let broken = other.replacen("MIID", "MI!D", 1);
    let hidden = broken.replace("-----BEGIN", "----BEGIN");
    for hidden in [hidden, format!("x{broken}"), format!(" {broken}")] {
        let found = safeties(&format!("{ROOT}{hidden}"));
        assert!(found.iter().all(|(_, safety)| *safety != Some(usersec::Safety::Safe)), "{found:?}");
    }
}

/// Dashes amidst base64 that has `+` or `/` are not those of its URL-safe form.
#[test]
fn stray_dashes_are_no_base64() {
    let at = ROOT.find("ujAKBggq").expect("a line");
    let dashes = format!("{}-----{}", &ROOT[..at + 20], &ROOT[at + 25..]);
    assert_eq!(safeties(&dashes), [("pem-bad-base64", None)]);
    let safe = ROOT.replace('+', "-").replace('/', "_");
    assert_eq!(safeties(&safe), [("pem-bad-base64", Some(usersec::Safety::Safe))]);
}
