use super::bundle::{Bundle, BundleFault};
use super::certificate::{Ca, Certificate};
use super::der::{DerFault, DerKind};
use super::pem::PemText;
use crate::language::{Fault, Language};

macro_rules! pem {
    ($name:literal) => {
        include_str!(concat!("../../tests/certificates/", $name, ".pem"))
    };
}

const ROOT: &str = pem!("root");
const ROOT2: &str = pem!("root2");
const INTERMEDIATE: &str = pem!("intermediate");
const LEAF: &str = pem!("leaf");
const ORPHAN: &str = pem!("orphan-leaf");
const SELF_SIGNED: &str = pem!("self-signed-leaf");

/// 2026-02-10T00:00:00Z, what the tests take for the present.
const NOW: i64 = 1_770_681_600;
const DAY: i64 = 86_400;

fn der(pem: &str) -> Vec<u8> {
    ::pem::parse(pem).unwrap().into_contents()
}

fn certificate(pem: &str) -> Certificate {
    Certificate::from_der(der(pem)).unwrap()
}

fn block(der: &[u8]) -> String {
    ::pem::encode_config(
        &::pem::Pem::new("CERTIFICATE", der),
        ::pem::EncodeConfig::new().set_line_ending(::pem::LineEnding::LF),
    )
}

/// The same bytes with other ones in one place, which must exist once.
fn patched(der: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let places: Vec<_> = (0..der.len()).filter(|&at| der[at..].starts_with(from)).collect();
    assert_eq!(places.len(), 1, "{from:x?}");
    let mut patched = der.to_vec();
    patched.splice(places[0]..places[0] + from.len(), to.iter().copied());
    patched
}

fn ca(der: Vec<u8>) -> Ca {
    Certificate::from_der(der).unwrap().can_sign()
}

#[test]
fn the_facts_of_a_certificate() {
    let root = certificate(ROOT);
    assert_eq!(root.subject(), "CN=Example Root CA,O=Example,C=US");
    assert_eq!(root.issuer(), root.subject());
    assert_eq!(root.serial(), "01");
    let serials = [(&[0][..], "00"), (&[0, 0x80], "80"), (&[1, 0], "0100"), (&[], "")];
    assert!(serials.iter().all(|(bytes, written)| super::name::serial(bytes) == *written));
    assert_eq!(root.not_before(), 1_704_067_200);
    assert_eq!(root.not_after(), 2_335_219_200);
    assert!(root.is_self_issued() && root.is_self_signed());
    assert_eq!((root.can_sign(), root.claims_ca(), root.path_length()), (Ca::Yes, true, None));
    assert_eq!(root.der(), der(ROOT));
    assert_eq!(root.to_pem(), ROOT);
    assert_eq!(root.trailing(), None);
    assert_eq!(
        format!("{root:?}"),
        r#"Certificate { subject: "CN=Example Root CA,O=Example,C=US", serial: "01", .. }"#
    );
    assert_eq!(root, root.clone());

    let leaf = certificate(LEAF);
    assert_eq!(leaf.subject(), "CN=example-client,O=Example,C=US");
    assert!(!leaf.is_self_issued() && !leaf.is_self_signed());
    assert_eq!(leaf.authority_key(), root.subject_key());
    assert_eq!((leaf.can_sign(), leaf.claims_ca()), (Ca::NoKeyCertSign, false));
    assert!(root.could_have_issued(&leaf) && !certificate(ROOT2).could_have_issued(&leaf));
    assert_ne!(root, leaf);

    let intermediate = certificate(INTERMEDIATE);
    assert_eq!((intermediate.can_sign(), intermediate.path_length()), (Ca::Yes, Some(0)));
    let own = certificate(SELF_SIGNED);
    assert!(own.is_self_signed() && own.can_sign() == Ca::NoKeyCertSign);
}

#[test]
fn the_certificates_of_the_tests_suit_their_time() {
    for pem in [ROOT, ROOT2, INTERMEDIATE, LEAF, ORPHAN, SELF_SIGNED] {
        let certificate = certificate(pem);
        assert!(certificate.not_before() < NOW && NOW + 30 * DAY < certificate.not_after());
        assert_eq!(certificate.to_pem(), pem);
    }
    assert!(certificate(pem!("expired-root")).not_after() < NOW);
    // Beyond what 32 bits hold.
    assert_eq!(certificate(pem!("future-root")).not_before(), 3_786_912_000);
    assert_eq!(certificate(pem!("future-root")).not_after(), 4_417_977_600);
    let soon = certificate(pem!("soon-root")).not_after();
    assert!(NOW < soon && soon < NOW + 30 * DAY);
}

/// Each case was compared with `X509_check_ca` of OpenSSL 3.0.
#[test]
fn whether_it_may_sign() {
    const BASIC: &[u8] = &[0x55, 0x1d, 0x13];
    const USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
    const KEY: &[u8] = &[0x55, 0x1d, 0x0e];
    const OTHER: &[u8] = &[0x55, 0x1d, 0x7e];
    const TRUE: &[u8] = &[0x30, 0x03, 0x01, 0x01, 0xff];
    const CERT_SIGN: &[u8] = &[0x03, 0x02, 0x01, 0x06];
    let root = der(ROOT);
    let no_usage = patched(&root, USAGE, OTHER);
    let no_basic = patched(&root, BASIC, OTHER);
    let nothing = patched(&no_usage, BASIC, OTHER);
    assert_eq!(ca(no_usage.clone()), Ca::Yes);
    assert_eq!(ca(no_basic), Ca::Yes);
    assert_eq!(ca(nothing.clone()), Ca::No);
    assert_eq!(ca(patched(&root, CERT_SIGN, &[0x03, 0x02, 0x01, 0x02])), Ca::NoKeyCertSign);
    assert_eq!(ca(patched(&no_usage, TRUE, &[0x30, 0x03, 0x01, 0x01, 0x00])), Ca::No);
    // OpenSSL takes any byte but zero for true.
    assert_eq!(ca(patched(&root, TRUE, &[0x30, 0x03, 0x01, 0x01, 0x01])), Ca::Yes);
    // Nor does it mind bits of a key usage that are left over; but there must be some.
    assert_eq!(ca(patched(&root, CERT_SIGN, &[0x03, 0x02, 0x01, 0x07])), Ca::Yes);
    assert_eq!(ca(patched(&root, CERT_SIGN, &[0x03, 0x02, 0x03, 0x04])), Ca::Malformed);
    assert_eq!(ca(patched(&root, CERT_SIGN, &[0x03, 0x01, 0x00, 0x06])), Ca::Malformed);
    // A path length without `cA`, and a negative one.
    let path_length =
        Certificate::from_der(patched(&no_usage, TRUE, &[0x30, 0x03, 0x02, 0x01, 0x07])).unwrap();
    assert_eq!((path_length.can_sign(), path_length.path_length()), (Ca::No, Some(7)));
    assert_eq!(ca(patched(&root, TRUE, &[0x30, 0x03, 0x02, 0x01, 0xff])), Ca::Malformed);
    // One that x509-parser has no room for limits nothing.
    let long = crate::forge::extension::basic_constraints(true, true, Some(1 << 40));
    let long = Certificate::from_der(crate::forge::Forge::root("Example Root CA").with(long).der()).unwrap();
    assert_eq!((long.can_sign(), long.path_length()), (Ca::Yes, Some(u32::MAX)));
    // Malformed extensions, of which x509-parser says `Ok(None)`, and duplicates.
    assert_eq!(ca(patched(&root, TRUE, &[0x30, 0x02, 0x01, 0x01, 0xff])), Ca::Malformed);
    assert_eq!(ca(patched(&root, CERT_SIGN, &[0x04, 0x02, 0x01, 0x06])), Ca::Malformed);
    for (oid, other) in [(0x25, "extKeyUsage"), (0x1e, "nameConstraints"), (0x11, "subjectAltName")] {
        assert_eq!(ca(patched(&root, USAGE, &[0x55, 0x1d, oid])), Ca::Malformed, "{other}");
    }
    assert_eq!(ca(patched(&root, USAGE, &[0x55, 0x1d, 0x1f])), Ca::Malformed);
    assert_eq!(ca(patched(&root, USAGE, KEY)), Ca::Malformed);
    assert_eq!(ca(patched(&root, KEY, USAGE)), Ca::Malformed);
    // Version 1, and self-issued; with another issuer it is none.
    let v1 = patched(&nothing, &[0xa0, 0x03, 0x02, 0x01, 0x02], &[0xa0, 0x03, 0x02, 0x01, 0x00]);
    assert_eq!(ca(v1.clone()), Ca::Yes);
    let at = v1.windows(4).position(|four| four == b"Root").unwrap();
    let mut issued = v1;
    issued[at..at + 4].copy_from_slice(b"Else");
    assert_eq!(ca(issued), Ca::No);
}

#[test]
fn names_are_readable_and_comparable() {
    let leaf = der(LEAF);
    let renamed = |name: &[u8; 14]| Certificate::from_der(patched(&leaf, b"example-client", name)).unwrap();
    assert_eq!(
        renamed(b" a,b+c\"d\\e;<> ").subject(),
        "CN=\\ a\\,b\\+c\\\"d\\\\e\\;\\<\\>\\ ,O=Example,C=US"
    );
    assert_eq!(renamed(b"#\0\x1b[31m=======").subject(), "CN=\\#\\00\x1b[31m=======,O=Example,C=US");
    let subject = |name| renamed(name).comparable_subject().to_vec();
    assert_eq!(subject(b"Example  Cli  "), subject(b" example cli  "));
    assert_ne!(subject(b"Examplecli    "), subject(b"Example cli   "));
    // A printable string instead of UTF-8, another type of attribute, and a type that has no text.
    let at = leaf.windows(14).position(|window| window == b"example-client").unwrap();
    let with = |offset: usize, byte| {
        let mut other = leaf.clone();
        other[at - offset] = byte;
        Certificate::from_der(other)
    };
    let printable = with(2, 0x13).unwrap();
    assert_eq!(printable.comparable_subject(), certificate(LEAF).comparable_subject());
    let unknown = with(3, 0x7f).unwrap();
    assert_eq!(unknown.subject(), "2.5.4.127=example-client,O=Example,C=US");
    assert_ne!(unknown.comparable_subject(), certificate(LEAF).comparable_subject());
    let bmp = with(2, 0x1e).unwrap();
    assert!(bmp.subject().starts_with("CN=數慭灬"), "{}", bmp.subject());
    // Four bytes a character do not divide fourteen.
    assert_eq!(with(2, 0x1c).unwrap_err().at, Some(at - 2));
}

#[test]
fn what_follows_a_certificate() {
    let mut bytes = der(ROOT);
    let length = bytes.len();
    bytes.extend(der(LEAF));
    let first = Certificate::from_der(bytes).unwrap();
    assert_eq!(first.trailing(), Some(length));
    assert_eq!(first.der(), der(ROOT));
    assert_eq!(first, certificate(ROOT));
    let bundle = Bundle::parse(&block(&[der(ROOT), b"junk".to_vec()].concat()));
    assert!(bundle.faults().is_empty(), "{:?}", bundle.faults());
    // No settings, those of `-addtrust clientAuth`, and something behind them.
    let client = b"0\x0c0\x0a\x06\x08+\x06\x01\x05\x05\x07\x03\x02";
    for settings in [b"0\x00".as_slice(), client, &[client.as_slice(), b"junk"].concat()] {
        let trusted = block(&[der(ROOT), settings.to_vec()].concat()).replace(" CERT", " TRUSTED CERT");
        let bundle = Bundle::parse(&trusted);
        assert!(bundle.faults().is_empty(), "{:?}", bundle.faults());
        let entry = bundle.certificate(0).unwrap();
        assert!(entry.is_trusted && entry.has_settings);
        assert_eq!(entry.certificate, certificate(ROOT));
    }
    let trusted =
        block(&[der(ROOT), b"0\x03\x02\x01\x05".to_vec()].concat()).replace(" CERT", " TRUSTED CERT");
    let bundle = Bundle::parse(&trusted);
    let [Fault { kind: BundleFault::Der { block: 0, fault }, at }] = bundle.faults() else {
        panic!("{bundle:?}")
    };
    assert_eq!(fault.instead, Some(DerKind::TrustedCertificate));
    assert_eq!(trusted.get(at.clone()), Some("-----BEGIN TRUSTED CERTIFICATE-----"));
    let bundle = Bundle::parse(&ROOT.replace(" CERT", " TRUSTED CERT"));
    let entry = bundle.certificate(0).unwrap();
    assert!(bundle.faults().is_empty() && entry.is_trusted && !entry.has_settings);
}

/// The outlines of what else ends up under the label of a certificate; what was made by OpenSSL was
/// recognised too.
#[test]
fn what_it_is_instead() {
    let kind = |der: &[u8]| Certificate::from_der(der.to_vec()).unwrap_err().instead;
    let algorithm = [0x30, 3, 6, 1, 42];
    let sequence = |parts: &[&[u8]]| {
        let content = parts.concat();
        [&[0x30, u8::try_from(content.len()).unwrap()], content.as_slice()].concat()
    };
    let (zero, name, bits, octets, time) =
        ([2, 1, 0], [0x30, 0], [3, 1, 0], [4, 1, 0], [&[0x17, 13][..], b"240101000000Z"].concat());
    let request = sequence(&[&zero, &name, &algorithm, &[0xa0, 0]]);
    assert_eq!(kind(&sequence(&[&request, &algorithm, &bits])), Some(DerKind::CertificateRequest));
    let request = sequence(&[&zero, &name, &algorithm]);
    assert_eq!(kind(&sequence(&[&request, &algorithm, &bits])), Some(DerKind::CertificateRequest));
    let list = sequence(&[&algorithm, &name, &time]);
    assert_eq!(kind(&sequence(&[&list, &algorithm, &bits])), Some(DerKind::RevocationList));
    let list = sequence(&[&zero, &algorithm, &name, &time, &time]);
    assert_eq!(kind(&sequence(&[&list, &algorithm, &bits])), Some(DerKind::RevocationList));
    assert_eq!(kind(&sequence(&[&algorithm, &bits])), Some(DerKind::PublicKey));
    assert_eq!(kind(&sequence(&[&zero, &zero])), Some(DerKind::PublicKey));
    assert_eq!(kind(&sequence(&[&zero, &algorithm, &octets])), Some(DerKind::PrivateKey));
    assert_eq!(kind(&sequence(&[&zero, &zero, &zero, &zero])), Some(DerKind::PrivateKey));
    assert_eq!(kind(&sequence(&[&zero, &octets, &[0xa0, 0]])), Some(DerKind::PrivateKey));
    assert_eq!(kind(&sequence(&[&algorithm, &octets])), Some(DerKind::EncryptedPrivateKey));
    assert_eq!(kind(&sequence(&[&[6, 1, 42], &[0xa0, 0]])), Some(DerKind::Pkcs7));
    assert_eq!(kind(&sequence(&[&zero, &algorithm, &algorithm])), Some(DerKind::Pkcs12));
    // What is something else is not broken anywhere.
    let at = |der: &[u8]| Certificate::from_der(der.to_vec()).unwrap_err().at;
    assert_eq!((at(&sequence(&[&algorithm, &bits])), at(b"hello")), (None, Some(0)));
    assert_eq!(kind(ROOT.as_bytes()), Some(DerKind::Pem));
    assert_eq!(kind(b"hello"), None);
    assert_eq!(kind(&[]), None);
}

#[test]
fn where_a_certificate_breaks() {
    let root = der(ROOT);
    let fault = |der: &[u8]| Certificate::from_der(der.to_vec()).unwrap_err();
    for missing in [1, 3, 300] {
        let cut = &root[..root.len() - missing];
        let expected = DerFault { at: Some(cut.len()), missing: Some(missing), instead: None };
        assert_eq!(fault(cut), expected);
        // The last character that is there.
        let text = block(cut);
        let bundle = Bundle::parse(&text);
        let [Fault { kind: BundleFault::Der { fault, .. }, at }] = bundle.faults() else {
            panic!("{bundle:?}")
        };
        assert_eq!(*fault, expected);
        assert_eq!(at.end, text.find("=").or(text.find("\n-----END")).unwrap());
    }
    // A name of a wrong type, which x509-parser reads as the end of the name.
    let set = root.windows(4).position(|four| four == [0x31, 0x18, 0x30, 0x16]).unwrap();
    let mut broken = root.clone();
    broken[set] = 0x33;
    assert_eq!(fault(&broken).at, Some(set));
    let text = block(&broken);
    let bundle = Bundle::parse(&text);
    assert_eq!(bundle.certificates().len(), 0);
    let found = text.get(bundle.faults()[0].at.clone());
    let digits: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let first = set / 3 * 4 + set % 3;
    assert_eq!(found, digits.get(first..first + 2));
    // OpenSSL loads a month that does not exist, and fails later.
    let broken = Certificate::from_der(patched(&root, b"440101000000Z", b"441301000000Z")).unwrap();
    assert_eq!(broken.validity(), None);
    assert_eq!(broken.not_after(), i64::MIN);
    assert_eq!(&broken.der()[broken.places().validity.clone()][15..], b"441301000000Z");
    assert_eq!(fault(b"\x04\x01a"), DerFault { at: Some(0), ..DerFault::default() });
}

/// Whatever byte is changed: no panic, and a place within the bytes.
#[test]
fn every_byte_may_be_wrong() {
    for pem in [ROOT, LEAF] {
        let der = der(pem);
        for at in 0..der.len() {
            for byte in [0, 0xff, 0x80, 0x30, der[at] ^ 1, der[at] ^ 0x80] {
                let mut broken = der.clone();
                broken[at] = byte;
                if let Err(fault) = Certificate::from_der(broken) {
                    assert!(fault.at.is_none_or(|at| at <= der.len()), "{fault:?}");
                }
            }
            if let Err(fault) = Certificate::from_der(der[..at].to_vec()) {
                assert!(fault.at.is_none_or(|found| found <= at), "{fault:?}");
            }
        }
    }
}

#[test]
fn copies_of_certificates() {
    let bundle = Bundle::parse(&[LEAF, ROOT, ROOT2, LEAF, ROOT, INTERMEDIATE, ORPHAN, ROOT].concat());
    assert!(bundle.faults().is_empty(), "{:?}", bundle.faults());
    assert_eq!(bundle.certificates().len(), 8);
    assert_eq!(bundle.duplicates(), [(3, 0), (4, 1), (7, 1)]);
}

#[test]
fn a_bundle_knows_its_blocks() {
    let text = format!("\u{feff}{ROOT}-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n{LEAF}");
    let bundle = Bundle::parse(&text);
    assert_eq!(bundle.blocks().len(), 3);
    assert_eq!(bundle.certificates().len(), 2);
    let leaf = bundle.certificate(1).unwrap();
    assert_eq!(text.get(leaf.at.clone()), Some(LEAF.trim_end()));
    assert_eq!(text.get(leaf.begin.clone()), Some("-----BEGIN CERTIFICATE-----"));
    assert_eq!(leaf.certificate, certificate(LEAF));

    let broken = text.replacen("AgE", "A!E", 1);
    let bundle = Bundle::parse(&broken);
    assert!(matches!(bundle.faults(), [Fault { kind: BundleFault::Pem(_), .. }]));
    assert_eq!(bundle.certificates().len(), 1);
    let is_whole: Vec<bool> =
        bundle.blocks().iter().map(|block| bundle.begins_whole_block(&block.begin)).collect();
    assert_eq!(is_whole, [false, true, true]);
    assert!(Bundle::parse("").blocks().is_empty());
}

#[test]
fn whether_there_may_be_certificates_that_were_not_read() {
    let other = |label: &str, body: &str| format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
    for (text, is_whole) in [
        (ROOT.to_owned(), true),
        (format!("{ROOT}{LEAF}"), true),
        (format!("{ROOT}{}", other("PUBLIC KEY", "AAAA")), true),
        (format!("{ROOT}{}", other("CERTIFICATE REQUEST", "AAAA")), true),
        (ROOT.replacen("-----BEGIN", "----BEGIN", 1), true),
        (format!("{ROOT}{}", other("PUBLIC KEY", "AA!A")), false),
        (format!("{ROOT}{}", other("CERTIFICATE", "AAAA")), false),
        (format!("{LEAF}{}", ROOT.replacen("AgE", "A!E", 1)), false),
    ] {
        assert_eq!(Bundle::parse(&text).is_whole(), is_whole, "{text}");
    }
}

#[test]
fn names_are_counted_once() {
    let size = |pem| certificate(pem).places().subject.len() + 2;
    let bundle = Bundle::parse(&[LEAF, ROOT, LEAF, ROOT].concat());
    assert_eq!(bundle.size_of_names(), size(LEAF) + size(ROOT));
    assert!(size(ROOT) > 40 && Bundle::parse("").size_of_names() == 0);
}

#[test]
fn public_bundles_are_taken_whole() {
    let ders: Vec<_> =
        webpki_root_certs_of_2024::TLS_SERVER_ROOT_CERTS.iter().map(|der| der.to_vec()).collect();
    let text: String = ders.iter().map(|der| block(der)).collect();
    let bundle = Bundle::parse(&text);
    assert!(bundle.faults().is_empty(), "{:?}", bundle.faults());
    assert!(ders.len() > 100);
    assert!(bundle.certificates().map(|entry| entry.certificate.der()).eq(ders.iter().map(Vec::as_slice)));
    for entry in bundle.certificates() {
        assert_eq!(entry.certificate.can_sign(), Ca::Yes, "{:?}", entry.certificate);
        assert!(entry.certificate.is_self_signed());
    }
}

/// Skipped where the operating system has none.
#[test]
fn the_bundle_of_the_system_is_taken_whole() {
    let Ok(text) = std::fs::read_to_string("/etc/ssl/certs/ca-certificates.crt") else { return };
    let bundle = Bundle::parse(&text);
    assert!(bundle.faults().is_empty(), "{:?}", bundle.faults());
    assert_eq!(bundle.certificates().len(), text.matches("-----BEGIN").count());
    assert_eq!(PemText::scan(&text).blocks.len(), bundle.blocks().len());
}

/// Measured with OpenSSL 3.0.19: a SEQUENCE or SET is constructed, whatever the place allows.
#[test]
fn a_sequence_that_is_not_constructed() {
    use crate::forge::{Forge, der};
    let with = |tag: u8| {
        let algorithm = der::sequence(&[&der::oid("1.2.840.10045.4.3.2"), &[tag, 0]]);
        Certificate::from_der(Forge::root("Example Root CA").signed_with(algorithm).der()).is_ok()
    };
    assert_eq!([0x05, 0x0f, 0x10, 0x11, 0x30, 0x31].map(with), [true, true, false, false, true, true]);
}
