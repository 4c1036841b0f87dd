use super::*;
use crate::language::Language as _;
use crate::ldap::host::ParsedHost;

fn reach(text: &str) -> Option<Reach> {
    let parsed = ParsedHost::parse(text);
    parsed.host().unwrap_or_else(|| panic!("{text:?} {:?}", parsed.faults())).reach()
}

#[test]
fn addresses_lead_where_the_registries_say() {
    use Unroutable::*;
    let loopback = Some(Reach::Loopback(Loopback::Address));
    let private = Some(Reach::Private(Private::Address));
    let nowhere = |why| Some(Reach::Unroutable(why));
    let outside = Some(Reach::Address);
    for (text, expected) in [
        ("0.0.0.0", nowhere(Unspecified)),
        ("0.255.255.255", nowhere(Unspecified)),
        ("1.0.0.0", outside),
        ("9.255.255.255", outside),
        ("10.0.0.0", private),
        ("10.255.255.255", private),
        ("11.0.0.0", outside),
        ("100.63.255.255", outside),
        ("100.64.0.0", private),
        ("100.127.255.255", private),
        ("100.128.0.0", outside),
        ("126.255.255.255", outside),
        ("127.0.0.0", loopback),
        ("127.0.0.1", loopback),
        ("127.255.255.255", loopback),
        ("128.0.0.0", outside),
        ("169.253.255.255", outside),
        ("169.254.0.0", nowhere(LinkLocal)),
        ("169.254.255.255", nowhere(LinkLocal)),
        ("169.255.0.0", outside),
        ("172.15.255.255", outside),
        ("172.16.0.0", private),
        ("172.31.255.255", private),
        ("172.32.0.0", outside),
        ("192.0.1.255", outside),
        ("192.0.2.0", nowhere(Documentation)),
        ("192.0.2.255", nowhere(Documentation)),
        ("192.0.3.0", outside),
        ("192.167.255.255", outside),
        ("192.168.0.0", private),
        ("192.168.255.255", private),
        ("192.169.0.0", outside),
        ("198.51.99.255", outside),
        ("198.51.100.0", nowhere(Documentation)),
        ("198.51.101.0", outside),
        ("203.0.112.255", outside),
        ("203.0.113.255", nowhere(Documentation)),
        ("203.0.114.0", outside),
        ("223.255.255.255", outside),
        ("224.0.0.0", nowhere(Multicast)),
        ("239.255.255.255", nowhere(Multicast)),
        ("240.0.0.0", nowhere(Reserved)),
        ("255.255.255.254", nowhere(Reserved)),
        ("255.255.255.255", nowhere(Broadcast)),
        ("::", nowhere(Unspecified)),
        ("::1", loopback),
        ("0:0:0:0:0:0:0:1", loopback),
        ("::2", outside),
        ("::ffff:127.1.2.3", loopback),
        ("::ffff:128.0.0.1", outside),
        ("::ffff:0.0.0.0", nowhere(Unspecified)),
        ("::ffff:c0a8:1", private),
        ("::ffff:169.254.1.1", nowhere(LinkLocal)),
        ("::fffe:127.0.0.1", outside),
        ("2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", outside),
        ("2001:db8::", nowhere(Documentation)),
        ("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", nowhere(Documentation)),
        ("2001:db9::", outside),
        ("3ffe:ffff::", outside),
        ("3fff::", nowhere(Documentation)),
        ("3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", nowhere(Documentation)),
        ("3fff:1000::", outside),
        ("fbff:ffff::", outside),
        ("fc00::", private),
        ("fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", private),
        ("fe00::", outside),
        ("fe7f:ffff::", outside),
        ("fe80::", nowhere(LinkLocal)),
        ("febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", nowhere(LinkLocal)),
        ("fec0::", private),
        ("feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", private),
        ("ff:ffff::", outside),
        ("100::", nowhere(Discard)),
        ("100::ffff:ffff:ffff:ffff", nowhere(Discard)),
        ("100:0:0:1::", outside),
        ("101::", outside),
        ("ff00::", nowhere(Multicast)),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", nowhere(Multicast)),
    ] {
        assert_eq!(reach(text), expected, "{text:?}");
    }
}

#[test]
fn names_lead_where_their_domain_says() {
    let loopback = Some(Reach::Loopback(Loopback::Name));
    let private = |domain| Some(Reach::Private(Private::Domain(domain)));
    for (text, expected) in [
        ("localhost", loopback),
        ("LocalHost.", loopback),
        ("ldap.LOCALHOST", loopback),
        ("mylocalhost", Some(Reach::SingleLabel)),
        ("localhost.mycompany.com", None),
        ("localhost.localdomain", loopback),
        ("dc01.localdomain", private("localdomain")),
        ("localhost4", loopback),
        ("LOCALHOST6.LOCALDOMAIN6.", loopback),
        ("ip6-localhost", loopback),
        ("ip6-loopback", loopback),
        ("a.ip6-loopback", None),
        ("dc01", Some(Reach::SingleLabel)),
        ("dc01.", Some(Reach::SingleLabel)),
        ("corp", Some(Reach::SingleLabel)),
        ("dc01.corp", private("corp")),
        ("dc01.mycompany.LOCAL.", private("local")),
        ("ip-10-0-0-1.ec2.internal", private("internal")),
        ("nas.home.arpa", private("home.arpa")),
        ("home.arpa", private("home.arpa")),
        ("1.0.10.in-addr.arpa", None),
        ("nas.home", private("home")),
        ("dc01.mylocal", None),
        ("dc01.corp.mycompany.com", None),
        ("ldap.mycompany.com", None),
        ("example.com", Some(Reach::Reserved("example.com"))),
        ("a.b.Example.NET.", Some(Reach::Reserved("example.net"))),
        ("ldap.example.org", Some(Reach::Reserved("example.org"))),
        ("myexample.com", None),
        ("example.edu", None),
        ("example.com.au", None),
        ("ldap.example", Some(Reach::Reserved("example"))),
        ("ldap.test", Some(Reach::Reserved("test"))),
        ("ldap.test.de", None),
        ("ldap.invalid", Some(Reach::Absent("invalid"))),
        ("ldap.onion", Some(Reach::Absent("onion"))),
        ("ldap.alt", Some(Reach::Absent("alt"))),
        ("0.tcp.ngrok.io", Some(Reach::Tunnel("ngrok.io"))),
        ("2.tcp.eu.NGROK.io.", Some(Reach::Tunnel("ngrok.io"))),
        ("bore.pub", Some(Reach::Tunnel("bore.pub"))),
        ("a.gl.at.ply.gg", Some(Reach::Tunnel("ply.gg"))),
        ("mylocalhost.run", None),
        ("ldap.notngrok.io", None),
    ] {
        assert_eq!(reach(text), expected, "{text:?}");
    }
}

/// A name is told by its last two labels: a longer domain in the table would never be found.
#[test]
fn no_domain_of_the_table_has_more_than_two_labels() {
    let domains = || DOMAINS.iter().flat_map(|(domains, _)| domains.iter());
    assert!(domains().count() > 10);
    for domain in domains() {
        assert!(domain.split('.').count() <= 2, "{domain}");
        let below = format!("a.b.{domain}");
        assert!(LastLabels::of(&below).are(domain) && LastLabels::of(domain).are(domain), "{domain}");
        assert!(!LastLabels::of(&format!("x{domain}")).are(domain), "{domain}");
    }
}
