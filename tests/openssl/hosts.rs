//! Hosts whose certificate signs itself, and the names in it.

use crate::forge::der::{UTF8, name, oid, sequence, tlv};
use crate::forge::extension::{General, SUBJECT_ALT_NAME, subject_alt_name};
use crate::shop::{HOST, Shop};

pub(crate) fn all(shop: &mut Shop) {
    let dns = |names: &[&str]| names.iter().map(|name| General::dns(name)).collect::<Vec<_>>();
    let v4 = General::Ip(vec![192, 0, 2, 10]);
    let v6 = General::Ip([0x20, 1, 0xd, 0xb8].into_iter().chain([0; 11]).chain([1]).collect());
    for (case, host, names, verdict) in [
        ("a host", HOST, dns(&[HOST]), "ok"),
        ("a host among others", HOST, dns(&["a.example.com", HOST]), "ok"),
        ("a host in upper case", HOST, dns(&["LDAP.MyCompany.COM"]), "ok"),
        ("a host and a dot", HOST, dns(&["ldap.mycompany.com."]), "62"),
        ("another host", HOST, dns(&["ldap.othercompany.com"]), "62"),
        ("a domain", HOST, dns(&["mycompany.com"]), "62"),
        ("a domain with a dot", HOST, dns(&[".mycompany.com"]), "62"),
        ("a wildcard", HOST, dns(&["*.mycompany.com"]), "ok"),
        ("part of a wildcard", HOST, dns(&["l*.mycompany.com"]), "ok"),
        ("a wildcard of two labels", HOST, dns(&["*.com"]), "62"),
        ("a wildcard alone", HOST, dns(&["*"]), "62"),
        ("a wildcard in the second label", HOST, dns(&["ldap.*.com"]), "62"),
        ("a wildcard above", "a.b.mycompany.com", dns(&["*.mycompany.com"]), "62"),
        ("a wildcard of a host of two labels", "mycompany.com", dns(&["*.com"]), "62"),
        ("a wildcard and an A-label", "xn--mnchen-3ya.mycompany.com", dns(&["*.mycompany.com"]), "ok"),
        (
            "part of a wildcard and an A-label",
            "xn--mnchen-3ya.mycompany.com",
            dns(&["xn--*.mycompany.com"]),
            "62",
        ),
        ("an address", "192.0.2.10", vec![v4.clone()], "ok"),
        ("an address as a name", "192.0.2.10", dns(&["192.0.2.10"]), "64"),
        ("another address", "192.0.2.11", vec![v4.clone()], "64"),
        ("an address of version 6", "2001:db8::1", vec![v6.clone()], "ok"),
        ("an address of version 6, spelt out", "2001:DB8:0:0:0:0:0:1", vec![v6], "ok"),
        ("an address for a host", HOST, vec![v4], "62"),
        ("mail for a host", HOST, vec![General::Email(HOST.to_owned())], "62"),
        ("a URI for a host", HOST, vec![General::Uri(format!("ldaps://{HOST}"))], "62"),
    ] {
        let own = shop.own().but(|forge| forge.with(subject_alt_name(false, &names)));
        shop.host(case, host, &own, verdict);
    }
    let common = |value: &str| name(&[("O", "Example"), ("CN", value)]);
    for (case, host, subject, names, verdict) in [
        ("a common name", HOST, common(HOST), vec![], "ok"),
        ("a common name with a wildcard", HOST, common("*.mycompany.com"), vec![], "ok"),
        ("two common names", HOST, name(&[("CN", HOST), ("CN", "x")]), vec![], "ok"),
        ("a common name beside another DNS name", HOST, common(HOST), dns(&["a.example.com"]), "62"),
        ("a common name beside mail", HOST, common(HOST), vec![General::Email("a@b.c".to_owned())], "ok"),
        ("a common name that is an address", "192.0.2.10", common("192.0.2.10"), vec![], "64"),
        ("a unit for a host", HOST, name(&[("OU", HOST)]), vec![], "62"),
    ] {
        let own = shop.own().but(|forge| forge.subject(subject));
        let own = own.but(|forge| match names.as_slice() {
            [] => forge.without(SUBJECT_ALT_NAME),
            names => forge.with(subject_alt_name(false, names)),
        });
        shop.host(case, host, &own, verdict);
    }
    for (case, tag, bytes) in [
        ("a common name in BMP characters", 0x1e, HOST.bytes().flat_map(|byte| [0, byte]).collect()),
        ("a common name in T.61", 0x14, HOST.bytes().collect::<Vec<u8>>()),
        ("a common name in UTF-8", UTF8, HOST.bytes().collect()),
    ] {
        let subject = sequence(&[&tlv(0x31, &sequence(&[&oid("2.5.4.3"), &tlv(tag, &bytes)]))]);
        let own = shop.own().but(|forge| forge.subject(subject).without(SUBJECT_ALT_NAME));
        shop.host(case, HOST, &own, "ok");
    }
    // Below an authority the name is the directory's own business.
    let root = shop.root();
    let leaf = shop.leaf(&root).but(|forge| forge.with(subject_alt_name(false, &dns(&["a.example.com"]))));
    shop.differs("another host below its CA", &[&root.silent(), &leaf], ["ok", "62"]);
}
