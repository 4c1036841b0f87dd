//! Payloads and exactly what is found in them: the silences of "one fault, one finding", and mistakes of
//! ours that must not come back.

use usersec::{Consequence, Kind, Level, Linter, Safety};

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
fn hosts_that_may_work_are_warnings() {
    for host in ["ldap_dc.mycompany.com", "ldap1.mycompany.com,ldap2.mycompany.com", "010.0.0.1"] {
        let report = linter().check(format!(r#"{{"ldap":{{"hostname":"{host}"}}}}"#));
        assert!(
            report.is_submittable() && report.count(Level::Warning) == 1,
            "{host}: {:?}",
            report.findings()
        );
    }
}

#[test]
fn only_what_was_recorded_is_called_refused() {
    let consequence = |host: &str| {
        let report = linter().check(format!(r#"{{"ldap":{{"hostname":"{host}"}}}}"#));
        report.findings()[0].consequence()
    };
    assert_eq!(consequence("localhost"), Consequence::Refused);
    for host in
        ["LOCALHOST", "ldap.localhost", "localhost.", "127.0.0.1", "::1", "::ffff:127.0.0.1", "localhost4"]
    {
        assert_eq!(consequence(host), Consequence::LockedOut, "{host}");
    }
}

/// The rules and levels of what is found about a host.
fn of_host(linter: Linter, host: &str) -> Vec<(&'static str, Level)> {
    let report = linter.check(serde_json::json!({"ldap": {"hostname": host}}).to_string());
    report.findings().iter().map(|finding| (finding.rule().name(), finding.level())).collect()
}

#[test]
fn each_fault_of_a_host_is_one_finding() {
    for (host, expected) in [
        ("ldaps://ldap.mycompany.com:636", vec!["hostname-scheme", "hostname-port"]),
        (
            " ldap://svc@ldap.mycompany.com:389/dc=x ",
            vec![
                "hostname-whitespace",
                "hostname-scheme",
                "hostname-syntax",
                "hostname-port",
                "hostname-syntax",
                "hostname-whitespace",
            ],
        ),
        ("ldap.mycompany.com\u{a0}", vec!["suspicious-character"]),
        (
            "\u{a0}ldap.mycompany.com\u{a0} ",
            vec!["suspicious-character", "suspicious-character", "hostname-whitespace"],
        ),
        ("_ldap._tcp.mycompany.com", vec!["hostname-underscore"]),
        ("2001:db8", vec!["ipv6-syntax"]),
        ("[2620:fe::fe]:636", vec!["ipv6-syntax", "hostname-port"]),
        ("ldap.mycompany,com", vec!["hostname-list"]),
        ("ldap.my company.com", vec!["hostname-list"]),
        ("ldap.mycompany.com,636", vec!["hostname-port"]),
        ("ldap.mycompany.com::636", vec!["hostname-port"]),
        ("10.0.0.5:636:636", vec!["hostname-private", "hostname-port"]),
        ("g::1", vec!["ipv6-syntax"]),
        ("ldaps:ldap.mycompany.com", vec!["hostname-scheme"]),
        ("ldaps:/ldap.mycompany.com", vec!["hostname-scheme"]),
        ("ldaps//ldap.mycompany.com", vec!["hostname-scheme"]),
        ("srv:mycompany.com", vec!["hostname-scheme"]),
        ("srv_raw:mycompany.com", vec!["hostname-scheme"]),
        ("hostname: ldap.mycompany.com", vec!["hostname-scheme"]),
        ("\"ldap.mycompany.com\"", vec!["hostname-syntax"]),
        ("<ldap.mycompany.com>", vec!["hostname-syntax"]),
        ("CN=svc,DC=mycompany,DC=com", vec!["hostname-syntax"]),
        ("_ldap._tcp.dc._msdcs.mycompany.com", vec!["hostname-underscore"]),
        ("ldap.mycomp\u{430}ny.com", vec!["hostname-syntax"]),
        ("$LDAP_HOST", vec!["hostname-syntax"]),
        ("[ldap.mycompany.com]", vec!["ipv6-syntax"]),
        ("localhost.localdomain", vec!["hostname-loopback"]),
        ("ip6-loopback", vec!["hostname-loopback"]),
        ("dc01 dc02", vec!["hostname-list"]),
        ("dc01", vec!["hostname-single-label"]),
        ("dc01.", vec!["hostname-single-label"]),
        ("dc-01.corp", vec!["hostname-pattern", "hostname-private"]),
        ("localhost", vec!["hostname-loopback"]),
        ("LOCALHOST.:636", vec!["hostname-loopback", "hostname-port"]),
        ("::ffff:10.0.0.1", vec!["hostname-pattern", "hostname-private"]),
        ("a.example.com,10.0.0.1", vec!["hostname-reserved-domain", "hostname-list", "hostname-private"]),
        ("ldap_dc.bore.pub", vec!["hostname-underscore", "hostname-tunnel"]),
        ("Ldap.mycompany.com.", vec!["hostname-uppercase", "hostname-trailing-dot"]),
    ] {
        let found: Vec<_> =
            of_host(linter().pedantic(true), host).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(found, expected, "{host:?}");
    }
}

/// What is not shown silences nothing, and `--strict` loses no error to a warning.
#[test]
fn the_documented_pattern_is_not_lost() {
    use Level::{Error, Note, Warning};
    let (plain, strict) = (linter(), linter().strict(true));
    let (pedantic, both) = (plain.pedantic(true), strict.pedantic(true));
    for (host, linter, expected) in [
        ("LDAP.MYCOMPANY.COM", plain, vec![]),
        ("LDAP.MYCOMPANY.COM", strict, vec![("hostname-uppercase", Error)]),
        ("LDAP.MYCOMPANY.COM", pedantic, vec![("hostname-uppercase", Note)]),
        ("LDAP.MYCOMPANY.COM", both, vec![("hostname-uppercase", Error)]),
        ("LDAP-01.mycompany.com", plain, vec![("hostname-pattern", Note)]),
        ("LDAP-01.mycompany.com", strict, vec![("hostname-pattern", Error), ("hostname-uppercase", Error)]),
        ("ldap.mycompany.com.", plain, vec![("hostname-trailing-dot", Warning)]),
        ("ldap.mycompany.com.", strict, vec![("hostname-trailing-dot", Error)]),
        ("dc01", strict, vec![("hostname-single-label", Error)]),
        ("fe80::1", plain, vec![("hostname-unroutable", Warning)]),
        ("fe80::1", strict, vec![("hostname-pattern", Error), ("hostname-unroutable", Warning)]),
        ("::", strict, vec![("hostname-unroutable", Error)]),
        ("2620:fe::fe", strict, vec![("hostname-pattern", Error), ("hostname-ip-literal", Note)]),
        ("ldap_dc.mycompany.com", strict, vec![("hostname-underscore", Error)]),
        ("a.mycompany.com,b.mycompany.com", strict, vec![("hostname-list", Error)]),
    ] {
        assert_eq!(of_host(linter, host), expected, "{host} with {linter:?}");
    }
}

#[test]
fn the_fixes_of_a_host_do_not_overlap() {
    let fixed = |members: &str| {
        let body = format!(r#"{{"ldap":{{{members}}}}}"#);
        let report = linter().pedantic(true).check(&body);
        let mut edits: Vec<_> =
            report.findings().iter().filter_map(|finding| finding.fix()).flat_map(|fix| &fix.edits).collect();
        edits.sort_by_key(|edit| edit.span);
        assert!(edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{body}: {edits:?}");
        let mut all = body.clone();
        edits.iter().rev().for_each(|edit| all.replace_range(edit.span.range(), &edit.text));
        all
    };
    let ldap = |members: &str| format!(r#"{{"ldap":{{{members}}}}}"#);
    for (members, expected) in [
        (
            r#""hostname":" ldaps://LDAP.mycompany.com.:636\n","port":636"#,
            r#""hostname":"ldap.mycompany.com","port":636"#,
        ),
        (
            r#""hostname":"ldap://\u004cdap.mycompany.com:636""#,
            r#""hostname":"ldap.mycompany.com","port":636"#,
        ),
        (
            r#""hostname":"a.mycompany.com:1636","authorizationEnabled":false"#,
            r#""hostname":"a.mycompany.com","authorizationEnabled":false,"port":1636"#,
        ),
        (
            r#""hostname":"[a.mycompany.com]:1636","port":636"#,
            r#""hostname":"[a.mycompany.com]:1636","port":636"#,
        ),
    ] {
        assert_eq!(fixed(members), ldap(expected));
    }
    // Nothing is taken away that something else hangs on.
    for members in [
        r#""hostname":"[2620:fe::fe]:636","port":"${PORT}""#,
        r#""hostname":"a.mycompany.com:636","Port":636"#,
        r#""hostname":"a.mycompany.com:636","port":null"#,
        r#""hostname":"a.mycompany.com:0""#,
        r#""hostname":":636","port":636"#,
        r#""hostname":"ldaps://""#,
        r#""hostname":"ldaps:///x""#,
        r#""hostname":"ldaps://svc:pw@a.mycompany.com""#,
        r#""hostname":"a.mycompany.com:636,b.mycompany.com:636""#,
        r#""hostname":" \n""#,
    ] {
        let body = ldap(members);
        let report = linter().check(&body);
        let of_host =
            report.findings().iter().filter(|finding| finding.rule().name().starts_with("hostname-"));
        let mut fixes = of_host.filter_map(|finding| finding.fix());
        assert!(fixes.next().is_none(), "{body}");
    }
}

#[test]
fn which_of_two_idle_targets_goes_is_not_decided() {
    for (substitution, query) in [("", ""), ("string", "string"), ("", "string")] {
        let body = format!(
            r#"{{"ldap":{{"userToDNMapping":[{{"match":"(.+)","substitution":"{substitution}","ldapQuery":"{query}"}}]}}}}"#
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

/// Each with its message and help.
#[test]
fn hosts_are_described_as_they_are() {
    let said = |host: &str| {
        let report = linter().check(serde_json::json!({"ldap": {"hostname": host}}).to_string());
        let finding = &report.findings()[0];
        format!("{}: {}", finding.message(), finding.help().unwrap_or_default())
    };
    for (host, expected) in [
        ("g::1", "`g` is no hexadecimal digit: look for a slip of the pen"),
        (
            "ldap.a.com:x",
            "`:x` does not belong here: `hostname` is a bare host: write the host alone, and the port into `port`",
        ),
        (
            "srv:a.com",
            "`srv:` is a form of mongod's: the contract has no such thing: write the name of a host, such as one that the SRV record tells of",
        ),
        ("ldap.mycomp\u{430}ny.com", "`\u{430}` (U+0430) only looks like `a`: write it in ASCII"),
        (
            "ldap.m\u{fc}ller.com",
            "`\u{fc}` (U+00FC) cannot be in a host name: letters beyond ASCII are written in Punycode (xn--…)",
        ),
        (
            "ldap.mycompany,com",
            "a comma in the host: the contract knows one host, not a list: name one host, or one name that stands for several; if it is one name, write a dot for the comma",
        ),
        ("$LDAP_HOST", "`$` cannot be in a host name: write `${LDAP_HOST}` if it is filled in later"),
        ("$", "`$` cannot be in a host name: letters, digits, hyphens and dots only"),
        (
            "[a.mycompany.com]",
            "brackets are for IPv6 addresses in URLs: `hostname` is a bare host: remove the brackets",
        ),
        (
            "ldap.test",
            "`.test` is set aside for documentation and tests: nobody can have a host there: put the name of your LDAP host in",
        ),
    ] {
        assert_eq!(said(host), expected);
    }
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
fn trusted_certificates_alone_are_nothing_to_load() {
    let trusted = ROOT.replace("CERTIFICATE", "TRUSTED CERTIFICATE");
    let rules = |pem: &str| found(&body_with_cas(pem)).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>();
    assert_eq!(rules(&trusted), ["no-certificate"]);
    assert!(rules(&format!("{trusted}{}", include_str!("certificates/root2.pem"))).is_empty());
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
    assert!(
        report.skipped().iter().any(|skipped| skipped.rule == "hostname-syntax"),
        "{:?}",
        report.skipped()
    );
}

#[test]
fn a_secret_in_a_name_is_not_quoted() {
    for body in [
        r#"{"ldap":{"ldaps://cn:hunter2@host":1}}"#,
        // In two pieces, so that nothing in this repository looks like a key.
        concat!(r#"{"ldap":{"-----BEGIN PRIVATE "#, r#"KEY-----hunter2":1}}"#),
        r#"{"ldap":{"bindPassword=hunter2":1,"bindPassword=hunter2":2}}"#,
        r#"{"ldap":{"bindPassword\": \"hunter2":1}}"#,
        r#"{"customerX509":{"cas":"-----BEGIN password=hunter2-----\n-----END password=hunter2-----"}}"#,
    ] {
        let report = linter().check(body);
        assert!(!report.findings().is_empty(), "{body}");
        assert!(!format!("{report:?}").contains("hunter2"), "{body}");
    }
}
