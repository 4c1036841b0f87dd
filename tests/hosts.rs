//! Hosts, and exactly what is found in them.

use usersec::{Consequence, Level, Linter};

/// 2026-02-10T00:00:00Z.
fn linter() -> Linter {
    Linter::new().now(1_770_681_600).in_file(true)
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
fn of_host(linter: &Linter, host: &str) -> Vec<(&'static str, Level)> {
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
            of_host(&linter().pedantic(true), host).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(found, expected, "{host:?}");
    }
}

/// What is not shown silences nothing, and `--strict` loses no error to a warning.
#[test]
fn the_documented_pattern_is_not_lost() {
    use Level::{Error, Note, Warning};
    let (plain, strict) = (linter(), linter().strict(true));
    let (pedantic, both) = (plain.clone().pedantic(true), strict.clone().pedantic(true));
    for (host, linter, expected) in [
        ("LDAP.MYCOMPANY.COM", &plain, vec![]),
        ("LDAP.MYCOMPANY.COM", &strict, vec![("hostname-uppercase", Error)]),
        ("LDAP.MYCOMPANY.COM", &pedantic, vec![("hostname-uppercase", Note)]),
        ("LDAP.MYCOMPANY.COM", &both, vec![("hostname-uppercase", Error)]),
        ("LDAP-01.mycompany.com", &plain, vec![("hostname-pattern", Note)]),
        ("LDAP-01.mycompany.com", &strict, vec![("hostname-pattern", Error), ("hostname-uppercase", Error)]),
        ("ldap.mycompany.com.", &plain, vec![("hostname-trailing-dot", Warning)]),
        ("ldap.mycompany.com.", &strict, vec![("hostname-trailing-dot", Error)]),
        ("dc01", &strict, vec![("hostname-single-label", Error)]),
        ("fe80::1", &plain, vec![("hostname-unroutable", Warning)]),
        ("fe80::1", &strict, vec![("hostname-pattern", Error), ("hostname-unroutable", Warning)]),
        ("::", &strict, vec![("hostname-unroutable", Error)]),
        ("2620:fe::fe", &strict, vec![("hostname-pattern", Error), ("hostname-ip-literal", Note)]),
        ("ldap_dc.mycompany.com", &strict, vec![("hostname-underscore", Error)]),
        ("a.mycompany.com,b.mycompany.com", &strict, vec![("hostname-list", Error)]),
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
