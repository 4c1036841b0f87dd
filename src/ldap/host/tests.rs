#![allow(clippy::string_slice, reason = "a test may know its ranges")]

use std::net::IpAddr;

use proptest::prelude::*;

use super::*;
use crate::testing::vectors;

/// The faults of a text, each with the part that it is about.
fn faults(text: &str) -> Vec<(HostFault, &str)> {
    let parsed = ParsedHost::parse(text);
    parsed.faults().iter().map(|fault| (fault.kind.clone(), &text[fault.at.clone()])).collect()
}

fn host(text: &str) -> Host {
    ParsedHost::parse(text).host().unwrap_or_else(|| panic!("{text:?} {:?}", faults(text))).clone()
}

#[test]
fn vectors_are_judged_as_they_are() {
    let rows = vectors("host");
    assert!(rows.len() >= 50, "{}", rows.len());
    for row in rows {
        let (id, text) = (row["id"].as_str().unwrap(), row["host"].as_str().unwrap());
        // A zone means nothing to another machine, whatever the column says.
        let is_valid = row["really_valid_host"] == true && id != "h-033";
        assert_eq!(faults(text).is_empty(), is_valid, "{id} {text:?} {:?}", faults(text));
        let is = |column: &str| row[column] == true;
        match ParsedHost::parse(text).host() {
            Some(Host::Name(name)) => assert!(is("is_rfc1123_hostname") && name == text, "{id}"),
            Some(Host::V4(_)) => assert!(is("is_ipv4"), "{id}"),
            Some(Host::V6(_)) => assert!(is("is_ipv6"), "{id}"),
            None => assert!(!is_valid, "{id}"),
        }
    }
}

#[test]
fn faults_stand_where_they_are() {
    use super::Scheme::*;
    use HostFault::*;
    let scheme = |scheme| Scheme { scheme, before_host: true };
    let ldaps = || scheme(Ldaps);
    let other = || scheme(Other);
    let alone = || Scheme { scheme: Other, before_host: false };
    let port = |number| Port { number, is_number: true, after_host: true };
    let no_port = || Port { number: None, is_number: false, after_host: true };
    let list = |separator| List { separator, may_be_one: false };
    let pieces = |separator| List { separator, may_be_one: true };
    let quotes = |closing| Quotes { closing };
    let like = |meant: &str| LookAlike { meant: meant.to_owned() };
    for (text, expected) in [
        ("", vec![(Empty, "")]),
        ("\n", vec![(Whitespace, "\n")]),
        (" a\n", vec![(Whitespace, " "), (Whitespace, "\n")]),
        (" \t\r\n", vec![(Whitespace, " \t\r\n")]),
        ("\u{a0}a", vec![(BadCharacter('\u{a0}'), "\u{a0}")]),
        ("a\u{a0} ", vec![(BadCharacter('\u{a0}'), "\u{a0}"), (Whitespace, " ")]),
        ("a\u{2003}b", vec![(BadCharacter('\u{2003}'), "\u{2003}")]),
        ("a\u{b}", vec![(BadCharacter('\u{b}'), "\u{b}")]),
        ("ldaps://a.b", vec![(ldaps(), "ldaps://")]),
        ("LDAPS://a.b:636", vec![(ldaps(), "LDAPS://"), (port(Some(636)), ":636")]),
        ("ldap://a.b:389/", vec![(other(), "ldap://"), (port(Some(389)), ":389"), (Path, "/")]),
        ("ldap://a.b?x", vec![(other(), "ldap://"), (Path, "?x")]),
        ("ldap://", vec![(alone(), "ldap://")]),
        ("ldap:///dc=x", vec![(alone(), "ldap://"), (Path, "/dc=x")]),
        ("ldap://u:p@a.b", vec![(alone(), "ldap://"), (UserInfo, "u:p@")]),
        (
            "ldap://:1",
            vec![(alone(), "ldap://"), (Port { number: Some(1), is_number: true, after_host: false }, ":1")],
        ),
        ("ldaps://LDAPS://a.b", vec![(ldaps(), "ldaps://LDAPS://")]),
        ("ldaps://ldap://a.b", vec![(other(), "ldaps://ldap://")]),
        ("ldaps://::2", vec![(ldaps(), "ldaps://")]),
        (
            "ldap://[::1]:389",
            vec![(other(), "ldap://"), (Ipv6Brackets { inner: 8..11 }, "[::1]"), (port(Some(389)), ":389")],
        ),
        ("u:p@a.b", vec![(UserInfo, "u:p@")]),
        ("a.b:636", vec![(port(Some(636)), ":636")]),
        ("10.0.0.1:0", vec![(port(Some(0)), ":0")]),
        ("a.b:", vec![(port(None), ":")]),
        ("a.b:+1", vec![(no_port(), ":+1")]),
        ("a.b:70000", vec![(port(None), ":70000")]),
        (":636", vec![(Port { number: Some(636), is_number: true, after_host: false }, ":636")]),
        ("dead:636", vec![(port(Some(636)), ":636")]),
        ("2001:db8", vec![(Ipv6GroupCount(2), "2001:db8")]),
        ("dead:beef", vec![(Ipv6GroupCount(2), "dead:beef")]),
        ("2001:636", vec![(Ipv6GroupCount(2), "2001:636")]),
        ("2001:", vec![(Ipv6EmptyGroup, ":")]),
        ("1:99999", vec![(Ipv6Group(5), "99999")]),
        ("a.b:dead", vec![(no_port(), ":dead")]),
        ("20010:636", vec![(Ipv4OctetCount(1), "20010"), (port(Some(636)), ":636")]),
        ("a.b/c", vec![(Path, "/c")]),
        ("a.b#c", vec![(Path, "#c")]),
        ("a,b", vec![(list(','), ",")]),
        ("a, b,c", vec![(list(','), ",")]),
        ("a,", vec![(list(','), ",")]),
        ("a;b", vec![(list(';'), ";")]),
        ("a  b", vec![(list(' '), "  ")]),
        ("a,b c;d", vec![(list(' '), " ")]),
        ("a_b,c d*", vec![(Underscore, "a_b"), (list(' '), " "), (BadCharacter('*'), "*")]),
        ("a_,_b", vec![(Underscore, "a_"), (list(','), ","), (Underscore, "_b")]),
        (
            "ldap://a/dc=x,dc=y ldap://b/",
            vec![
                (other(), "ldap://"),
                (Path, "/dc=x,dc=y"),
                (list(' '), " "),
                (other(), "ldap://"),
                (Path, "/"),
            ],
        ),
        ("a..b", vec![(EmptyLabel, ".")]),
        (".a...b", vec![(EmptyLabel, "."), (EmptyLabel, "..")]),
        ("a..", vec![(EmptyLabel, ".")]),
        (".", vec![(EmptyLabel, ".")]),
        ("-a-.b-", vec![(EdgeHyphen, "-"), (EdgeHyphen, "-")]),
        ("*.a", vec![(BadCharacter('*'), "*")]),
        ("<your host>.a", vec![(BadCharacter('<'), "<"), (list(' '), " "), (BadCharacter('>'), ">")]),
        ("_ldap._tcp.a", vec![(Underscore, "_ldap._tcp")]),
        ("a_b.c.d_e", vec![(Underscore, "a_b"), (Underscore, "d_e")]),
        ("-a_b", vec![(Underscore, "-a_b"), (EdgeHyphen, "-")]),
        ("_a*.b", vec![(BadCharacter('*'), "*")]),
        ("bücher.例え.テスト.a!", vec![(BadCharacter('ü'), "ü"), (BadCharacter('!'), "!")]),
        ("a.b\u{200b}", vec![(BadCharacter('\u{200b}'), "\u{200b}")]),
        ("a.b.1.2.3.4", vec![(NumericLastLabel, "4")]),
        ("a.1.", vec![(NumericLastLabel, "1")]),
        ("2130706433", vec![(Ipv4OctetCount(1), "2130706433")]),
        ("1.2.3", vec![(Ipv4OctetCount(3), "1.2.3")]),
        ("1.2.3.4.5", vec![(Ipv4OctetCount(5), "1.2.3.4.5")]),
        ("1..2.3", vec![(EmptyLabel, ".")]),
        ("1.2.3.4.", vec![(EmptyLabel, ".")]),
        ("256.1.1.999999999999999999999", vec![(Ipv4Octet, "256"), (Ipv4Octet, "999999999999999999999")]),
        ("010.0.0.00", vec![(Ipv4LeadingZero, "010"), (Ipv4LeadingZero, "00")]),
        ("[::1]", vec![(Ipv6Brackets { inner: 1..4 }, "[::1]")]),
        ("[::g]", vec![(Ipv6Brackets { inner: 1..4 }, "[::g]"), (Ipv6Character('g'), "g")]),
        ("[a.b]x", vec![(Ipv6Brackets { inner: 1..4 }, "[a.b]"), (BadCharacter('x'), "x")]),
        ("[]", vec![(Ipv6Brackets { inner: 1..1 }, "[]")]),
        ("[::1", vec![(BadCharacter('['), "[")]),
        ("::1]", vec![(Ipv6Character(']'), "]")]),
        ("fe80::1%eth0", vec![(Ipv6Zone, "%eth0")]),
        ("12345::1", vec![(Ipv6Group(5), "12345")]),
        ("1::2::3", vec![(Ipv6Compression, "::")]),
        ("1:::2", vec![(Ipv6EmptyGroup, ":")]),
        (":1::2", vec![(Ipv6EmptyGroup, ":")]),
        ("1::2:", vec![(Ipv6EmptyGroup, ":")]),
        ("1:2:3:4:5:6:7", vec![(Ipv6GroupCount(7), "1:2:3:4:5:6:7")]),
        ("1:2:3:4::5:6:7:8", vec![(Ipv6GroupCount(8), "1:2:3:4::5:6:7:8")]),
        ("::1.2.3", vec![(Ipv4OctetCount(3), "1.2.3")]),
        ("::1.2.3.", vec![(EmptyLabel, ".")]),
        ("::1.2.3.256", vec![(Ipv4Octet, "256")]),
        ("::1.2.3.a", vec![(Ipv6Character('a'), "a")]),
        ("1.2.3.4::", vec![(port(None), "::")]),
        ("::1.2.3.4:5", vec![(Ipv6Character('.'), ".")]),
        ("g::1", vec![(Ipv6Character('g'), "g")]),
        ("2001:db8::xyz", vec![(Ipv6Character('x'), "x")]),
        ("2o01:db8::1", vec![(Ipv6Character('o'), "o")]),
        // A host with what should be a port.
        ("ldap.a.com::636", vec![(port(Some(636)), "::636")]),
        ("ldap.a.com:636:636", vec![(port(Some(636)), ":636:636")]),
        ("ldap.a.com:636:", vec![(port(Some(636)), ":636:")]),
        ("ldap.a.com:636:389", vec![(port(None), ":636:389")]),
        ("ldap::636", vec![(port(Some(636)), "::636")]),
        ("10.0.0.5:636:636", vec![(port(Some(636)), ":636:636")]),
        ("[::1]::636", vec![(Ipv6Brackets { inner: 1..4 }, "[::1]"), (port(Some(636)), "::636")]),
        ("[[a.b:1", vec![(BadCharacter('['), "[["), (port(Some(1)), ":1")]),
        ("a.b,636", vec![(port(Some(636)), ",636")]),
        ("a.b 636", vec![(port(Some(636)), " 636")]),
        ("ldaps://a.b,636", vec![(ldaps(), "ldaps://"), (port(Some(636)), ",636")]),
        ("2620:fe::fe,636", vec![(port(Some(636)), ",636")]),
        ("a.b,70000", vec![(port(None), ",70000")]),
        ("a.b:636,636", vec![(port(Some(636)), ":636"), (list(','), ","), (Ipv4OctetCount(1), "636")]),
        // Half of a scheme.
        ("ldaps:a.b", vec![(scheme(Half), "ldaps:")]),
        ("LDAP:/a.b", vec![(scheme(Half), "LDAP:/")]),
        ("https//a.b:1", vec![(scheme(Half), "https//"), (port(Some(1)), ":1")]),
        ("ldaps:10.0.0.1", vec![(scheme(Half), "ldaps:")]),
        ("ldaps:[::1]", vec![(scheme(Half), "ldaps:"), (Ipv6Brackets { inner: 7..10 }, "[::1]")]),
        ("ldaps://ldap:a.b", vec![(scheme(Half), "ldaps://ldap:")]),
        ("srv:a.b", vec![(scheme(Srv), "srv:")]),
        ("srv_raw:_ldap._tcp.a", vec![(scheme(Srv), "srv_raw:"), (Underscore, "_ldap._tcp")]),
        ("srv_raw://a.b", vec![(scheme(Srv), "srv_raw://")]),
        ("hostname: a.b", vec![(scheme(Member), "hostname: ")]),
        ("host=a.b", vec![(scheme(Member), "host=")]),
        ("ldap:636", vec![(port(Some(636)), ":636")]),
        ("host:636", vec![(port(Some(636)), ":636")]),
        ("ldap:", vec![(port(None), ":")]),
        ("ldap:x@a.b", vec![(UserInfo, "ldap:x@")]),
        // What else is put there.
        ("\"a.b\"", vec![(quotes(4..5), "\"")]),
        ("< ldaps://a.b >", vec![(quotes(13..15), "< "), (ldaps(), "ldaps://")]),
        ("'`a.b`'", vec![(quotes(5..7), "'`")]),
        ("''", vec![(BadCharacter('\''), "'")]),
        ("'", vec![(BadCharacter('\''), "'")]),
        ("'a','b'", vec![(BadCharacter('\''), "'"), (list(','), ","), (BadCharacter('\''), "'")]),
        (" CN=svc,DC=x,DC=y", vec![(Whitespace, " "), (DistinguishedName, "CN=svc,DC=x,DC=y")]),
        ("cn =svc", vec![(DistinguishedName, "cn =svc")]),
        ("x=y", vec![(BadCharacter('='), "=")]),
        ("_ldap._tcp.dc._msdcs.a.b", vec![(Underscore, "_ldap._tcp.dc._msdcs")]),
        ("ldap.mycomp\u{430}ny.com", vec![(like("a"), "\u{430}")]),
        ("ldap.\u{441}o\u{440}x", vec![(like("cop"), "\u{441}o\u{440}")]),
        ("\u{43e}\u{440}\u{433}.a", vec![(BadCharacter('\u{43e}'), "\u{43e}")]),
        ("ldap.my company.com", vec![(pieces(' '), " ")]),
        ("ldap.mycompany,com", vec![(pieces(','), ",")]),
        ("a.b.com b.b.com", vec![(list(' '), " ")]),
        ("a b", vec![(list(' '), " ")]),
    ] {
        assert_eq!(faults(text), expected, "{text:?}");
    }
}

#[test]
fn names_have_limits() {
    let label = "a".repeat(63);
    let longest = format!("{label}.{label}.{label}.{}", &label[..61]);
    assert_eq!(host(&longest), Host::Name(longest.clone()));
    assert_eq!(host(&format!("{longest}.")).to_string(), format!("{longest}."));
    assert_eq!(faults(&format!("{longest}a"))[0].0, HostFault::NameTooLong(254));
    let long = format!("{label}a.com");
    assert_eq!(faults(&long), [(HostFault::LabelTooLong(64), &long[..64])]);
}

/// What a text is remarked on, each with the part that tells.
fn remarks(text: &str) -> Vec<(Feature, &str)> {
    let parsed = ParsedHost::parse(text);
    parsed.remarks().iter().map(|remark| (remark.feature, &text[remark.at.clone()])).collect()
}

#[test]
fn remarks_stand_where_they_belong() {
    use super::Feature::*;
    let single = Reach(super::Reach::SingleLabel);
    let private = Reach(super::Reach::Private(Private::Address));
    let loopback = |how| Reach(super::Reach::Loopback(how));
    let reserved = |domain| Reach(super::Reach::Reserved(domain));
    for (text, expected) in [
        ("ldap.mycompany.com", vec![]),
        ("LDAP.mycompany.com.", vec![(UpperCase, "LDAP.mycompany.com"), (FinalDot, ".")]),
        (
            "a.Example.com.",
            vec![(UpperCase, "a.Example.com"), (reserved("example.com"), "Example.com"), (FinalDot, ".")],
        ),
        ("DC01", vec![(UpperCase, "DC01"), (single, "DC01")]),
        ("dc01.", vec![(single, "dc01")]),
        ("LOCALHOST.", vec![(loopback(Loopback::Name), "LOCALHOST")]),
        ("2620:FE::FE", vec![(UpperCase, "2620:FE::FE"), (Reach(super::Reach::Address), "2620:FE::FE")]),
        // Where something is wrong around them.
        ("ldaps://10.0.0.1:636/x", vec![(private, "10.0.0.1")]),
        (" [::1]:636", vec![(loopback(Loopback::Address), "::1")]),
        ("svc:pw@localhost", vec![(loopback(Loopback::Name), "localhost")]),
        ("ldap_dc.example.com", vec![(reserved("example.com"), "example.com")]),
        (
            "10.0.0.1,a.example.com;dc01",
            vec![(private, "10.0.0.1"), (reserved("example.com"), "example.com")],
        ),
        ("dc01 dc02", vec![]),
        ("dc01,", vec![]),
        ("10.0.0.1.", vec![(private, "10.0.0.1")]),
        // Where it is no host at all.
        ("fe80::1%eth0", vec![]),
        ("10.0.0.010", vec![]),
        ("a..example.com", vec![]),
        ("*.example.com", vec![]),
        ("example.com\u{a0}", vec![]),
    ] {
        assert_eq!(remarks(text), expected, "{text:?}");
    }
}

#[test]
fn long_texts_take_no_longer_than_their_length() {
    let patterns = [
        ".", "a.", "1.", ":", "a:", "1:", ",", "a,", " ", "[", "@", "/", "://", "a://b/,", "a/,", "é", "-",
        "%", "_", "ldap:", "ldap:a,", "host: ", "'", "_a.", "а", "а.", "a:1,", "CN=",
    ];
    let started = std::time::Instant::now();
    for pattern in patterns {
        for prefix in ["", "a://", "[", "a/"] {
            let text = prefix.to_owned() + &pattern.repeat(200_000 / pattern.len()) + "x";
            std::hint::black_box(ParsedHost::parse(&text));
        }
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

/// What must hold of any text.
fn check(text: &str) {
    let parsed = ParsedHost::parse(text);
    assert_eq!(parsed.host().is_some(), parsed.faults().is_empty(), "{text:?}");
    let mut last = 0;
    for fault in parsed.faults() {
        assert!(text.get(fault.at.clone()).is_some(), "{text:?} {fault:?}");
        assert!(!fault.at.is_empty() || fault.kind == HostFault::Empty, "{text:?} {fault:?}");
        assert!(last <= fault.at.start, "{text:?} {:?}", parsed.faults());
        last = fault.at.start;
    }
    for remark in parsed.remarks() {
        assert!(text.get(remark.at.clone()).is_some_and(|part| !part.is_empty()), "{text:?} {remark:?}");
    }
    match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => assert_eq!(parsed.host(), Some(&Host::V4(address)), "{text:?}"),
        Ok(IpAddr::V6(address)) => assert_eq!(parsed.host(), Some(&Host::V6(address)), "{text:?}"),
        Err(_) => assert!(!matches!(parsed.host(), Some(Host::V4(_) | Host::V6(_))), "{text:?}"),
    }
    if let Some(host) = parsed.host() {
        assert_eq!(ParsedHost::parse(&host.to_string()).host(), Some(host), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn anything_is_parsed(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn anything_like_a_host_is_parsed(text in "(ldaps?://|\\[)?[a-c0-9.:_ ,é-]{0,12}[0-9a:.]{0,12}(\\]|%e|/x|:9)?") {
        check(&text);
    }

    #[test]
    fn addresses_are_addresses(v4 in any::<std::net::Ipv4Addr>(), v6 in any::<std::net::Ipv6Addr>()) {
        check(&v4.to_string());
        check(&v6.to_string());
        check(&v4.to_ipv6_mapped().to_string());
    }

    #[test]
    fn what_is_almost_an_ipv6_address_is_judged_as_by_std(text in "[0-9a:.]{0,24}") {
        check(&text);
    }
}

proptest! {
    /// A text with nothing in it that could stand around a host is read straight, and to the same end.
    #[test]
    fn plain_hosts_are_read_as_others_are(
        text in "[a-zA-Z0-9._-]{1,24}|(ldaps?|srv(_raw)?|hostname|localhost|dc|[0-9]{1,3}|[._-]){1,5}",
    ) {
        let (straight, careful) = (Parser::new(&text).run(), Parser::new(&text).taken_apart());
        prop_assert_eq!(straight.host, careful.host);
        prop_assert_eq!(straight.faults, careful.faults);
        prop_assert_eq!(straight.remarks, careful.remarks);
    }
}
