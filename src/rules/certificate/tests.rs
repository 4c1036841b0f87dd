//! Which certificates are judged, and as what.

use crate::forge::extension::{self, General, SUBJECT_ALT_NAME, raw};
use crate::forge::key::ecdsa_with;
use crate::forge::{Forge, block, der};
use crate::{Linter, Report};

fn report(body: &serde_json::Value) -> Report {
    Linter::new().now(super::super::tests::NOW).check(body.to_string())
}

/// What is said of certificates in `cas`, and in `caCertificate`: the levels' first letters and the rules.
#[track_caller]
fn said(certificates: &[&Forge]) -> [Vec<String>; 2] {
    let pem: String = certificates.iter().map(|forge| forge.pem()).collect();
    let bodies = [
        serde_json::json!({"customerX509": {"cas": pem}}),
        serde_json::json!({"ldap": {"caCertificate": pem}}),
    ];
    bodies.map(|body| {
        let found = report(&body);
        let group = found.findings().iter().filter(|f| f.rule().group() == crate::rule::Group::Certificate);
        group.map(|f| format!("{} {}", &f.level().name()[..1], f.rule().name())).collect()
    })
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_signature_that_nobody_looks_at() {
    let root = Forge::root("Example Root CA");
    let other = Forge::root("Example Other CA");
    let cross = root.clone().issued_by(&other).signed_with(ecdsa_with("sha1"));
    // As OpenSSL 3.0.19 was seen to choose: the one that stands first.
    assert_eq!(said(&[&root, &cross, &other])[0], ["n weak-signature"]);
    assert_eq!(said(&[&other, &root, &cross])[0], ["n weak-signature"]);
    assert_eq!(said(&[&cross, &root, &other])[0], ["e weak-signature"]);
    assert_eq!(said(&[&other, &cross, &root])[0], ["e weak-signature"]);
    let cross = root.clone().issued_by(&other).outer_algorithm(ecdsa_with("sha384"));
    assert_eq!(said(&[&root, &cross, &other])[0], ["w signature-algorithm-mismatch"]);
    assert_eq!(said(&[&cross, &root, &other])[0], ["e signature-algorithm-mismatch"]);
}

/// The signatures of roots are spoken of once, and not of those that are well known.
#[test]
fn weak_signatures_of_several_roots() {
    let weak = |name: &str| Forge::root(name).signed_with(ecdsa_with("sha1"));
    let roots: Vec<Forge> = ["A", "B", "C", "D", "E"].map(weak).into();
    assert_eq!(said(&roots.iter().collect::<Vec<_>>())[0], ["n weak-signature"]);
    let pem: String = roots.iter().map(Forge::pem).collect();
    let found = report(&serde_json::json!({"customerX509": {"cas": pem}}));
    let [finding] = found.findings() else { panic!("one finding: {found:?}") };
    assert!(finding.message().contains("(and 4 more) are signed with"), "{finding}");
    assert_eq!(finding.related().len(), 3);
}

#[test]
fn a_leaf_is_judged_as_a_leaf_alone() {
    let root = Forge::root("Example Root CA");
    let leaf = || Forge::leaf("example-client", &root);
    let bad = raw(SUBJECT_ALT_NAME, true, &[4, 0]);
    let leaves = [
        leaf(),
        leaf().signed_with(ecdsa_with("sha1")),
        leaf().with(bad),
        leaf().with(raw("1.2.3.4", true, &[5, 0])),
        leaf().subject(der::name(&[])),
        leaf().serial(&[0]),
        leaf().valid(0, 1),
        leaf().version(1).bare(),
        // In Canada, and in California.
        leaf().version(1).bare().subject(der::name(&[("C", "CA"), ("ST", "CA"), ("CN", "client")])),
    ];
    for leaf in leaves {
        assert_eq!(said(&[&root, &leaf]), [vec!["w not-a-ca".to_owned()], vec![]]);
        assert_eq!(said(&[&leaf]), [["e not-a-ca"], ["e not-a-ca"]]);
    }
}

#[test]
fn what_signs_itself_is_judged_too() {
    let own = || Forge::own("ldap.example.net");
    assert_eq!(said(&[&own()]), [vec!["w not-a-ca".to_owned()], vec![]]);
    // It is not even good for itself.
    let bad = own().with(raw(SUBJECT_ALT_NAME, true, &[4, 0]));
    assert_eq!(said(&[&bad]), [["e malformed-extension"]; 2]);
    let server = own().with(extension::extended_key_usage(false, &[extension::SERVER_AUTH]));
    assert_eq!(said(&[&server]), [vec!["e not-a-ca".to_owned()], vec![]]);
    let client = own().with(extension::extended_key_usage(false, &[extension::CLIENT_AUTH]));
    assert_eq!(said(&[&client]), [["w not-a-ca"], ["e eku-forbids-server-auth"]]);
}

#[test]
fn times_that_are_none_are_not_compared() {
    let root = || Forge::root("Example Root CA");
    let inverted = root().valid(2_000_000_000, 1_000_000_000);
    assert_eq!(said(&[&inverted]), [["e validity-inverted"]; 2]);
    let malformed = root().not_after(der::UTC, "0102030405Z");
    assert_eq!(said(&[&malformed]), [["e validity-malformed"]; 2]);
    // Nor is there a CA that is valid because of it.
    let expired = Forge::root("Example Old CA").valid(0, 1_000_000_000);
    assert_eq!(said(&[&expired, &inverted])[1], ["e certificate-expired", "e validity-inverted"]);
}

/// What is valid but leads to no valid root is not there to fall back on.
#[test]
fn another_ca_has_to_lead_to_a_root() {
    let absent = Forge::root("Example Absent CA");
    let orphan = Forge::intermediate("Example Orphan CA", &absent);
    let [old, next] = ["Example Old CA", "Example Next CA"].map(Forge::root);
    let (old, next) = (old.valid(0, 1_000_000_000), next.valid(2_000_000_000, 2_100_000_000));
    let root = Forge::root("Example Root CA");
    let own = Forge::own("ldap.example.net");
    let encipher = own.clone().with(extension::key_usage(true, 1 << 3));
    assert_eq!(said(&[&old, &orphan])[1], ["e certificate-expired"]);
    assert_eq!(said(&[&old, &root])[1], ["w certificate-expired"]);
    assert_eq!(said(&[&old, &own])[1], ["w certificate-expired"]);
    assert_eq!(said(&[&old, &encipher])[1], ["e certificate-expired", "e not-a-ca"]);
    assert_eq!(said(&[&next, &orphan]), [["e certificate-not-yet-valid"]; 2]);
    assert_eq!(said(&[&next, &root]), [["w certificate-not-yet-valid"]; 2]);
    let self_signed = said(&[&next, &own]);
    assert_eq!(self_signed[0], ["e certificate-not-yet-valid", "w not-a-ca"]);
    assert_eq!(self_signed[1], ["w certificate-not-yet-valid"]);
    // Valid itself, but below an expired root.
    let below = Forge::intermediate("Example Below CA", &old).valid(1_000_000_000, 2_000_000_000);
    assert_eq!(said(&[&old, &below])[1], ["e certificate-expired"]);
}

/// The CA of a client's certificate is the one that OpenSSL takes: that of another serial number is none.
#[test]
fn its_ca_is_the_one_that_openssl_takes() {
    let root = Forge::root("Example Root CA").serial(&[1]);
    let name = der::example("Example Root CA");
    let below = |serial: u8| {
        Forge::leaf("example-client", &root).with(extension::authority_certificate(&name, &[serial]))
    };
    let related = |certificates: [&Forge; 2]| {
        let pem: String = certificates.iter().map(|forge| forge.pem()).collect();
        let found = report(&serde_json::json!({"customerX509": {"cas": pem}}));
        let finding = found.findings().iter().find(|finding| finding.rule().name() == "not-a-ca");
        finding.expect("a leaf").related().len()
    };
    assert_eq!(related([&root, &below(1)]), 1);
    assert_eq!(related([&root, &below(2)]), 0);
}

/// Under a new key a CA is another one.
#[test]
fn renewed_is_what_has_the_same_key() {
    const DAY: i64 = 86_400;
    let now = super::super::tests::NOW;
    let ends = |end: i64| Forge::root("Example Root CA").valid(0, now + end * DAY);
    let begins =
        |start: i64| Forge::root("Example Root CA").serial(&[7]).valid(now + start * DAY, now + 900 * DAY);
    let rekeyed = |forge: Forge| forge.key(crate::forge::key::Key::ec("P-256", "another"));
    let soon = |certificates: &[&Forge]| {
        said(certificates).map(|said| said.contains(&"w certificate-expires-soon".to_owned()))
    };
    assert_eq!(soon(&[&ends(5)]), [true; 2]);
    assert_eq!(soon(&[&ends(5), &begins(-1)]), [false; 2]);
    assert_eq!(soon(&[&ends(5), &begins(4)]), [false; 2]);
    assert_eq!(soon(&[&ends(5), &begins(6)]), [true; 2]);
    assert_eq!(soon(&[&ends(5), &begins(6), &begins(4)]), [false; 2]);
    assert_eq!(soon(&[&ends(5), &rekeyed(begins(-1))]), [true; 2]);
    // Nor is the old one to be deleted.
    let is_deleted = |certificates: [&Forge; 2]| {
        let pem: String = certificates.iter().map(|forge| forge.pem()).collect();
        let found = report(&serde_json::json!({"customerX509": {"cas": pem}}));
        let mut expired = found.findings().iter().filter(|f| f.rule().name() == "certificate-expired");
        expired.next().expect("it has expired").fix().is_some()
    };
    assert!(is_deleted([&ends(-5), &begins(-1)]));
    assert!(!is_deleted([&ends(-5), &rekeyed(begins(-1))]));
}

/// A response was not sent: no API refuses it.
#[test]
fn of_what_has_expired_in_a_response() {
    let pem = Forge::root("Example Root CA").valid(0, 1_000_000_000).pem();
    let body = serde_json::json!({"customerX509": {"cas": pem}}).to_string();
    for (kind, outcome) in [
        (crate::spec::Kind::Patch, "the API was seen to refuse an expired CA in `cas`"),
        (crate::spec::Kind::Response, "no client with a certificate of it can log in"),
    ] {
        let found = Linter::new().now(super::super::tests::NOW).kind(kind).check(&body);
        assert!(found.findings().iter().any(|finding| finding.message().ends_with(outcome)), "{found:?}");
    }
}

/// As OpenSSL 3.0.19 was seen to do: at `notAfter` it has expired, at `notBefore` it is valid.
#[test]
fn the_first_second_counts_and_the_last_does_not() {
    const NOW: i64 = super::super::tests::NOW;
    let root = || Forge::root("Example Root CA");
    let ends = |end| said(&[&root().valid(NOW - 100, end)])[1].clone();
    assert_eq!(ends(NOW), ["e certificate-expired"]);
    assert_eq!(ends(NOW + 1), ["w certificate-expires-soon"]);
    let starts = |start| said(&[&root().valid(start, NOW + 100_000_000)])[1].clone();
    assert_eq!(starts(NOW), NOTHING);
    assert_eq!(starts(NOW + 1), ["e certificate-not-yet-valid"]);
}

/// As OpenSSL 3.0.19 was seen to choose.
#[test]
fn a_renewed_certificate_is_taken() {
    let old = Forge::root("Example Root CA").valid(0, 1_000_000_000);
    let new = Forge::root("Example Root CA").serial(&[9]);
    let said = |certificates: [&Forge; 2]| {
        let pem: String = certificates.iter().map(|forge| forge.pem()).collect();
        let found = report(&serde_json::json!({"ldap": {"caCertificate": pem}}));
        found.findings().iter().map(|finding| finding.message().to_owned()).collect::<Vec<_>>().join("; ")
    };
    let expected = "expired on 2001-09-09: OpenSSL takes the renewed one";
    for order in [[&old, &new], [&new, &old]] {
        assert!(said(order).ends_with(expected), "{}", said(order));
    }
    let another = Forge::root("Example Other CA");
    assert!(said([&old, &another]).contains("the database verifies no LDAP host with it"));
}

/// Whatever the order, what OpenSSL passes over does no harm.
#[test]
fn twins_that_cannot_be_used() {
    let good = Forge::root("Example Root CA");
    let other = Forge::root("Example Other CA");
    let twin = || good.clone().serial(&[9]);
    let malformed = twin().with(raw(SUBJECT_ALT_NAME, true, &[4, 0]));
    for order in [[&malformed, &good], [&good, &malformed]] {
        assert_eq!(said(&order), [["w malformed-extension"]; 2]);
    }
    let critical = twin().with(raw("1.2.3.4", true, &[5, 0]));
    assert_eq!(said(&[&good, &critical]), [["w unsupported-critical-extension"]; 2]);
    assert_eq!(said(&[&critical, &good]), [["e unsupported-critical-extension"]; 2]);
    // Of another CA with another key or name it does not matter.
    assert_eq!(said(&[&other, &critical]), [["e unsupported-critical-extension"]; 2]);
    // One that is no CA is in the way, or has no effect.
    let bare = twin().issued_by(&other).bare();
    assert_eq!(said(&[&bare, &good, &other]), [["e not-a-ca"]; 2]);
    assert_eq!(said(&[&good, &bare, &other]), [vec!["w not-a-ca".to_owned()], vec![]]);
}

#[test]
fn what_follows_in_a_block_gets_blocks_of_its_own() {
    let root = Forge::root("Example Root CA");
    let others = ["Example A CA", "Example B CA"].map(Forge::root);
    let joined: Vec<u8> = [&root, &others[0], &others[1]].iter().flat_map(|forge| forge.der()).collect();
    let body = serde_json::json!({"customerX509": {"cas": block("CERTIFICATE", &joined)}}).to_string();
    let found = Linter::new().now(super::super::tests::NOW).check(&body);
    let [finding] = found.findings() else { panic!("{found:?}") };
    assert!(finding.message().contains("`CN=Example A CA,O=Example,C=US` and another one"), "{finding}");
    let fixed = finding.fix().expect("a fix").apply(&body).expect("edits that fit");
    let expected: String = [&root, &others[0], &others[1]].iter().map(|forge| forge.pem()).collect();
    assert_eq!(fixed, serde_json::json!({"customerX509": {"cas": expected}}).to_string());
    // Of a private key another rule speaks: it is neither kept nor dropped here.
    let key = [&[0x30, 11, 2, 1, 0, 0x30, 3, 6, 1, 42, 4, 1, 0][..]].concat();
    assert_eq!(said(&[&root.trailing(&key)])[0], NOTHING);
}

#[test]
fn hosts_by_their_names_and_addresses() {
    let check = |host: &str, own: &Forge| {
        let body = serde_json::json!({"ldap": {"hostname": host, "caCertificate": own.pem()}});
        report(&body).findings().iter().any(|f| f.rule().name() == "certificate-host-mismatch")
    };
    let names =
        |names: &[General]| Forge::own("ldap.corp.net").with(extension::subject_alt_name(false, names));
    let wildcard = names(&[General::dns("*.mycompany.com")]);
    assert!(!check("ldap.mycompany.com", &wildcard) && check("a.ldap.mycompany.com", &wildcard));
    // libldap falls back on the common name.
    assert!(!check("LDAP.corp.net", &wildcard));
    let address = names(&[General::Ip(vec![10, 1, 2, 3])]);
    assert!(!check("10.1.2.3", &address) && check("10.1.2.4", &address));
    // A CA vouches for hosts of any name.
    assert!(!check("ldap.mycompany.com", &Forge::root("Example Root CA")));
}
