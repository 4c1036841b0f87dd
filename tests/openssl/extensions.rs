//! Bundles whose certificates differ in their extensions.

use crate::forge::der::name;
use crate::forge::extension::*;
use crate::shop::{HOST, Shop};

const UNKNOWN: &str = "1.3.6.1.4.1.99999.2";

pub(crate) fn all(shop: &mut Shop) {
    authority(shop);
    uses(shop);
    own_uses(shop);
    critical(shop);
    malformed(shop);
    constraints(shop);
}

fn authority(shop: &mut Shop) {
    shop.pair(
        ["CA:FALSE", "an intermediate with CA:FALSE"],
        |f| f.with(basic_constraints(true, false, None)),
        ["79", "79"],
    );
    shop.pair(
        ["no keyCertSign", "an intermediate without keyCertSign"],
        |f| f.with(key_usage(true, CRL_SIGN)),
        ["79", "79"],
    );
    shop.pair(
        ["an empty key usage", "an intermediate with an empty key usage"],
        |f| f.with(key_usage(true, 0)),
        ["20", "20"],
    );
    shop.pair(
        ["no basic constraints", "an intermediate without basic constraints"],
        |f| f.without(BASIC_CONSTRAINTS),
        ["ok", "79"],
    );
    shop.pair(["no key usage", "an intermediate without key usage"], |f| f.without(KEY_USAGE), ["ok", "ok"]);
    shop.pair(
        ["neither basic constraints nor key usage", "an intermediate with neither"],
        |f| f.without(BASIC_CONSTRAINTS).without(KEY_USAGE),
        ["79", "79"],
    );
    shop.pair(["no extensions", "an intermediate without extensions"], |f| f.bare(), ["79", "79"]);
    shop.pair(
        ["a Netscape authority", "a Netscape intermediate"],
        |f| f.bare().with(netscape_type(false, 4)),
        ["ok", "79"],
    );
    shop.pair(
        ["Netscape's type of a client", "an intermediate with Netscape's type of a client"],
        |f| f.with(netscape_type(false, 0x80)),
        ["ok", "ok"],
    );
    shop.pair(
        ["basic constraints not critical", "an intermediate with basic constraints not critical"],
        |f| f.with(basic_constraints(false, true, None)),
        ["ok", "ok"],
    );
    shop.pair(
        ["no subject key", "an intermediate without subject key"],
        |f| f.without(SUBJECT_KEY),
        ["ok", "ok"],
    );
    shop.pair(
        ["no authority key", "an intermediate without authority key"],
        |f| f.without(AUTHORITY_KEY),
        ["ok", "ok"],
    );
    shop.pair(
        ["a path length without CA", "an intermediate with a path length without CA"],
        |f| f.with(raw(BASIC_CONSTRAINTS, true, &[0x30, 3, 2, 1, 0])),
        ["79", "79"],
    );
    shop.pair(
        ["a negative path length", "an intermediate with a negative path length"],
        |f| f.with(raw(BASIC_CONSTRAINTS, true, &[0x30, 6, 1, 1, 0xff, 2, 1, 0xff])),
        ["20", "20"],
    );
}

fn uses(shop: &mut Shop) {
    for (names, uses, works) in [
        (["server only", "an intermediate for servers only"], &[SERVER_AUTH][..], [false, true]),
        (["client only", "an intermediate for clients only"], &[CLIENT_AUTH], [true, false]),
        (["both uses", "an intermediate for both uses"], &[CLIENT_AUTH, SERVER_AUTH], [true, true]),
        (["any use", "an intermediate for any use"], &[ANY_USE], [false, false]),
        (["mail only", "an intermediate for mail only"], &[EMAIL_PROTECTION], [false, false]),
        (["Netscape's use", "an intermediate for Netscape's use"], &["2.16.840.1.113730.4.1"], [false, true]),
        (
            ["Microsoft's use", "an intermediate for Microsoft's use"],
            &["1.3.6.1.4.1.311.10.3.3"],
            [false, true],
        ),
        (["no use", "an intermediate for no use"], &[], [false, false]),
    ] {
        let verdicts = works.map(|works| if works { "ok" } else { "26" });
        let root = shop.root();
        let below = shop.below(&root).but(|forge| forge.with(extended_key_usage(true, uses)));
        shop.differs(names[1], &[&root.silent(), &below], verdicts);
        let root = shop.root().but(|forge| forge.with(extended_key_usage(false, uses)));
        shop.differs(names[0], &[&root], verdicts);
    }
}

/// What signs itself has to be for the purpose by its key usage and Netscape's type as well.
fn own_uses(shop: &mut Shop) {
    let encipherment = [KEY_ENCIPHERMENT, 1 << 3];
    for (name, extension, works) in [
        ("its own, to sign", key_usage(true, DIGITAL_SIGNATURE), [true, true]),
        ("its own, to agree on keys", key_usage(true, 1 << 4), [true, true]),
        ("its own, to encipher keys", key_usage(true, encipherment[0]), [false, true]),
        ("its own, to encipher data", key_usage(true, encipherment[1]), [false, false]),
        ("its own, not to be repudiated", key_usage(true, 1 << 1), [false, false]),
        ("its own, to sign certificates", key_usage(true, KEY_CERT_SIGN), [false, false]),
        ("its own, to decipher only", key_usage(true, 1 << 8), [false, false]),
        ("its own, Netscape's client", netscape_type(false, 0x80), [true, false]),
        ("its own, Netscape's server", netscape_type(false, 0x40), [false, true]),
        ("its own, Netscape's both", netscape_type(false, 0xc0), [true, true]),
        ("its own, Netscape's mail", netscape_type(false, 0x20), [false, false]),
        ("its own, of no type of Netscape's", raw(NETSCAPE_TYPE, false, &[3, 1, 0]), [false, false]),
        ("its own, bits left over", raw(NETSCAPE_TYPE, false, &[3, 2, 7, 0xff]), [true, false]),
        ("its own, two bytes of types", raw(NETSCAPE_TYPE, false, &[3, 3, 0, 0x40, 1]), [false, true]),
    ] {
        let own = shop.own().but(|forge| forge.with(basic_constraints(true, false, None)).with(extension));
        shop.differs(name, &[&own], works.map(|works| if works { "ok" } else { "26" }));
    }
}

fn critical(shop: &mut Shop) {
    let cases = [
        ("an unknown extension", raw(UNKNOWN, false, &[5, 0]), "ok"),
        ("a critical unknown extension", raw(UNKNOWN, true, &[5, 0]), "34"),
        ("critical policies", policies(true, &["1.3.6.1.4.1.99999.3"]), "ok"),
        ("critical policy constraints", policy_constraints(true, 0), "ok"),
        ("critical inhibitAnyPolicy", inhibit_any_policy(true, 0), "ok"),
        ("a critical Netscape type", netscape_type(true, 4), "ok"),
        ("a critical distribution point", crl_distribution(true, "http://crl.example.com/"), "ok"),
        (
            "a critical subject alternative name",
            subject_alt_name(true, &[General::dns("ca.example.com")]),
            "ok",
        ),
        ("a critical subject key", Extension { critical: true, ..subject_key(&[1; 20]) }, "34"),
        ("critical access to the issuer", raw(AUTHORITY_INFO, true, &[0x30, 0]), "34"),
        ("critical OCSP noCheck", raw(OCSP_NO_CHECK, true, &[5, 0]), "ok"),
        ("critical policy mappings", raw(POLICY_MAPPINGS, true, &[0x30, 0]), "ok"),
    ];
    for (name, extension, verdict) in cases {
        let root = shop.root().but(|forge| forge.with(extension));
        shop.add(name, &[&root], verdict);
    }
}

fn malformed(shop: &mut Shop) {
    let cut = [0x30, 5, 1];
    for (name, oid, verdict) in [
        ("malformed basic constraints", BASIC_CONSTRAINTS, "20"),
        ("a malformed key usage", KEY_USAGE, "20"),
        ("a malformed extended key usage", EXTENDED_KEY_USAGE, "20"),
        ("malformed name constraints", NAME_CONSTRAINTS, "20"),
        ("a malformed subject alternative name", SUBJECT_ALT_NAME, "20"),
        ("malformed distribution points", CRL_DISTRIBUTION, "20"),
        ("a malformed subject key", SUBJECT_KEY, "20"),
        ("a malformed authority key", AUTHORITY_KEY, "20"),
        ("malformed policies", POLICIES, "ok"),
        ("malformed policy constraints", POLICY_CONSTRAINTS, "ok"),
        ("malformed access to the issuer", AUTHORITY_INFO, "ok"),
        ("a malformed Netscape type", NETSCAPE_TYPE, "20"),
        ("malformed address blocks", "1.3.6.1.5.5.7.1.7", "20"),
        ("malformed numbers of systems", "1.3.6.1.5.5.7.1.8", "20"),
        ("malformed proxy information", "1.3.6.1.5.5.7.1.14", "20"),
        ("malformed names of the issuer", "2.5.29.18", "ok"),
        ("malformed fresh lists", "2.5.29.46", "ok"),
        ("a malformed Netscape comment", "2.16.840.1.113730.1.13", "ok"),
    ] {
        let root = shop.root().but(|forge| forge.with(raw(oid, false, &cut)));
        shop.add(name, &[&root], verdict);
    }
    let trailing =
        shop.root().but(|forge| forge.with(raw(BASIC_CONSTRAINTS, true, &[0x30, 3, 1, 1, 0xff, 0])));
    shop.add("a byte behind basic constraints", &[&trailing], "ok");
    let one = shop.root().but(|forge| forge.with(raw(BASIC_CONSTRAINTS, true, &[0x30, 3, 1, 1, 1])));
    shop.add("CA is 1", &[&one], "ok");
    for (name, extension, verdict) in [
        ("key usage twice", key_usage(true, KEY_CERT_SIGN), "20"),
        ("basic constraints twice", basic_constraints(true, true, None), "20"),
        ("a subject key twice", subject_key(&[1; 20]), "20"),
    ] {
        let root = shop.root().but(|forge| forge.with_another(extension));
        shop.add(name, &[&root], verdict);
    }
    let twice = |extension: Extension| {
        move |forge: crate::forge::Forge| forge.with_another(extension.clone()).with_another(extension)
    };
    let root = shop.root().but(twice(raw(UNKNOWN, false, &[5, 0])));
    shop.add("an unknown extension twice", &[&root], "ok");
    let root = shop.root().but(twice(policies(false, &["1.3.6.1.4.1.99999.3"])));
    shop.add("policies twice", &[&root], "ok");
    let root = shop.root().but(twice(netscape_type(false, 4)));
    shop.add("a Netscape type twice", &[&root], "20");
}

fn constraints(shop: &mut Shop) {
    let directory = |parts: &[(&str, &str)]| General::Directory(name(parts));
    let here = directory(&[("C", "US"), ("O", "Example")]);
    let there = directory(&[("C", "US"), ("O", "Elsewhere")]);
    let dns = General::dns;
    for (name, permitted, excluded, verdicts) in [
        ("the directory permitted", vec![here.clone()], vec![], ["ok", "ok"]),
        ("another directory permitted", vec![there.clone()], vec![], ["47", "47"]),
        ("the directory excluded", vec![], vec![here], ["48", "48"]),
        ("another directory excluded", vec![], vec![there], ["ok", "ok"]),
        ("the host permitted", vec![dns(HOST)], vec![], ["ok", "ok"]),
        ("the domain permitted", vec![dns("mycompany.com")], vec![], ["ok", "ok"]),
        ("another domain permitted", vec![dns("example.com")], vec![], ["ok", "47"]),
        ("the domain excluded", vec![], vec![dns("mycompany.com")], ["ok", "48"]),
        ("mail permitted", vec![General::Email("example.com".to_owned())], vec![], ["ok", "ok"]),
        ("addresses permitted", vec![General::Ip(vec![10, 0, 0, 0, 255, 0, 0, 0])], vec![], ["ok", "ok"]),
        ("addresses permitted, malformed", vec![General::Ip(vec![10, 0, 0, 0])], vec![], ["ok", "ok"]),
    ] {
        let root = shop.root().but(|forge| forge.with(name_constraints(true, &permitted, &excluded)));
        shop.differs(name, &[&root], verdicts);
    }
}
