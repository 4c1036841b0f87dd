//! What is said of a certificate is what x509-parser says, where it takes all of it; whatever the bytes, places are
//! within them.

use std::ops::Range;

use x509_parser::asn1_rs::Tag;
use x509_parser::prelude::{FromDer, X509Certificate, X509Version};
use x509_parser::public_key::PublicKey;
use x509_parser::x509::X509Name;

use crate::x509::certificate::{Certificate, Version};
use crate::x509::der::{self, DerFault};
use crate::x509::extensions::Kind;
use crate::x509::key::Key;
use crate::x509::pem::PemText;
use crate::{Linter, Report};

/// 2026-02-10T00:00:00Z, for which the certificates of the tests are made.
const NOW: i64 = 1_770_681_600;

/// The input is DER, or PEM with blocks of it.
pub(super) fn holds(input: &[u8]) {
    match std::str::from_utf8(input) {
        Ok(text) if text.contains("-----BEGIN ") => {
            PemText::scan(text).blocks.iter().for_each(|block| judge(&block.der));
        }
        _ => judge(input),
    }
}

fn judge(der: &[u8]) {
    let certificate = Certificate::from_der(der.to_vec());
    match &certificate {
        Ok(certificate) => {
            assert_places(der, certificate);
            assert_same_again(der, certificate);
            if let Ok((rest, theirs)) = X509Certificate::from_der(der) {
                assert_same_facts(der, rest, certificate, &theirs);
            }
        }
        Err(fault) => assert_fault(der, fault),
    }
    assert_listed(der, certificate.as_ref().ok());
}

fn assert_fault(der: &[u8], fault: &DerFault) {
    assert!(fault.at.is_none_or(|at| at <= der.len()), "{fault:?} in {der:02x?}");
    assert!(fault.missing.is_none_or(|missing| missing > 0), "{fault:?} in {der:02x?}");
    assert!(fault.at.is_some() || fault.instead.is_some(), "{fault:?} in {der:02x?}");
    assert_eq!(fault.instead, der::kind(der), "{der:02x?}");
}

/// Every place is one of the bytes, in the order of the fields.
fn assert_places(der: &[u8], certificate: &Certificate) {
    let places = certificate.places();
    let all: [&Range<usize>; 7] = [
        &places.serial,
        &places.validity,
        &places.not_before,
        &places.not_after,
        &places.subject,
        &places.key,
        &places.signature,
    ];
    let extensions = certificate.extensions().all.iter().map(|extension| &extension.at);
    for at in all.into_iter().chain(&places.version).chain(extensions.clone()) {
        assert!(at.start <= at.end && at.end <= certificate.der().len(), "{at:?} in {der:02x?}");
    }
    let fields = [&places.serial, &places.validity, &places.subject, &places.key];
    let in_order = fields.into_iter().chain(extensions).chain([&places.signature]);
    assert!(in_order.is_sorted_by(|one, next| one.end <= next.start), "{places:?} in {der:02x?}");
    assert!(der.starts_with(certificate.der()));
    assert_eq!(
        certificate.trailing(),
        (certificate.der().len() < der.len()).then(|| certificate.der().len())
    );
    let (following, rest) = certificate.following();
    let read: Vec<u8> =
        std::iter::once(certificate).chain(&following).flat_map(|one| one.der()).copied().collect();
    assert_eq!([&read, rest].concat(), der, "each byte is of a certificate, or of the rest");
}

/// As PEM, and without what stands behind it, it is the same certificate.
fn assert_same_again(der: &[u8], certificate: &Certificate) {
    let pem = certificate.to_pem();
    let read = ::pem::parse(&pem).unwrap_or_else(|error| panic!("{error} in {pem}"));
    assert_eq!((read.tag(), read.contents()), ("CERTIFICATE", certificate.der()));
    let again = Certificate::from_der(certificate.der().to_vec()).expect("it was one");
    assert_eq!(&again, certificate);
    let facts = |one: &Certificate| {
        let times = (one.not_before(), one.not_after());
        (one.subject().to_owned(), one.issuer().to_owned(), one.serial(), times, one.key(), one.can_sign())
    };
    assert_eq!(facts(&again), facts(certificate), "{der:02x?}");
}

fn assert_same_facts(der: &[u8], rest: &[u8], ours: &Certificate, theirs: &X509Certificate<'_>) {
    assert_eq!(ours.der().len(), der.len() - rest.len(), "{der:02x?}");
    let places = ours.places();
    let fields = [
        (&places.serial, theirs.raw_serial()),
        (&places.subject, theirs.subject().as_raw()),
        (&places.key, theirs.public_key().raw),
    ];
    for (at, field) in fields {
        assert_eq!(ours.part(at.clone()), field, "{at:?} in {der:02x?}");
    }
    assert_name(ours.subject(), theirs.subject());
    assert_name(ours.issuer(), theirs.issuer());
    let digits = theirs.raw_serial_as_string().replace(':', "");
    let is_padded = digits.starts_with("00") && digits.len() > 2;
    assert_eq!(ours.serial(), if is_padded { &digits[2..] } else { &digits }, "{der:02x?}");
    let (from, until) = (theirs.validity().not_before, theirs.validity().not_after);
    if let Some(times) = ours.validity() {
        assert_eq!(times, (from.timestamp(), until.timestamp()), "{der:02x?}");
    }
    let version = match theirs.version() {
        X509Version::V1 => Version::V1,
        X509Version::V2 => Version::V2,
        X509Version::V3 => Version::V3,
        X509Version(_) => Version::Other,
    };
    assert_eq!(ours.version(), version, "{der:02x?}");
    // x509-parser does not look at the class of the tag.
    let is_well_formed =
        ours.extensions().first(Kind::BasicConstraints).is_none_or(|extension| !extension.is_malformed);
    if let Some(constraints) = theirs.basic_constraints().ok().flatten().filter(|_| is_well_formed) {
        assert_eq!(ours.claims_ca(), constraints.value.ca, "{der:02x?}");
        assert_eq!(ours.path_length(), constraints.value.path_len_constraint, "{der:02x?}");
    }
    let oids = theirs.extensions().iter().map(|extension| extension.critical);
    assert!(ours.extensions().all.iter().map(|extension| extension.is_critical).eq(oids), "{der:02x?}");
    match (ours.key(), theirs.public_key().parsed()) {
        // x509-parser counts whole bytes, and takes the first for the sign's.
        (Key::Rsa { bits, .. }, Ok(PublicKey::RSA(key))) => {
            let digits: Vec<u8> = key.modulus.iter().copied().skip_while(|byte| *byte == 0).collect();
            assert_eq!(bits.div_ceil(8), digits.len(), "{der:02x?}");
            let first = digits.first().copied().unwrap_or_default();
            assert_eq!(
                bits % 8,
                usize::from(first > 0) * (first.max(1).ilog2() as usize + 1) % 8,
                "{der:02x?}"
            );
        }
        (Key::Malformed | Key::Unknown, _) | (_, Err(_) | Ok(PublicKey::Unknown(_))) => {}
        (Key::Rsa { .. }, key) | (_, key @ Ok(PublicKey::RSA(_))) => panic!("{:?} {key:?}", ours.key()),
        _ => {}
    }
}

/// The values of a name that need no escape stand in it, the last part first.
fn assert_name(ours: &str, theirs: &X509Name<'_>) {
    let mut parts: Vec<_> = theirs.iter_rdn().collect();
    parts.reverse();
    let mut rest = ours;
    for attribute in parts.into_iter().flat_map(|part| part.iter()) {
        let value = attribute.attr_value();
        let is_text = matches!(value.tag(), Tag::PrintableString | Tag::Utf8String | Tag::Ia5String);
        let Ok(text) = attribute.as_str() else { continue };
        if is_text && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let wanted = format!("={text}");
            let at = rest.find(&wanted).unwrap_or_else(|| panic!("{wanted} is not in {rest:?} of {ours:?}"));
            rest = &rest[at + wanted.len()..];
        }
    }
}

/// In a body it is listed, if it is a certificate; and whatever it is, findings are within the body.
fn assert_listed(der: &[u8], certificate: Option<&Certificate>) {
    if der.is_empty() {
        return;
    }
    let config = ::pem::EncodeConfig::new().set_line_ending(::pem::LineEnding::LF);
    let pem = ::pem::encode_config(&::pem::Pem::new("CERTIFICATE", der), config);
    let body = serde_json::json!({"customerX509": {"cas": pem}, "ldap": {"caCertificate": pem}}).to_string();
    let linter = Linter::new().now(NOW);
    let assert_within = |report: &Report| {
        for finding in report.findings() {
            assert!(body.get(finding.span().range()).is_some(), "{finding:?} {der:02x?}");
        }
    };
    #[cfg(feature = "cli")]
    linter.inspect(body.as_bytes(), |source, payload, report| {
        assert_within(report);
        let inventory = crate::inventory::Inventory::new(source, payload, report, NOW);
        assert_eq!(inventory.fields.len(), 2, "{der:02x?}");
        for field in &inventory.fields {
            let listed: Vec<&Certificate> = field.certificates.iter().map(|one| one.certificate).collect();
            assert_eq!(listed, certificate.into_iter().collect::<Vec<_>>(), "{der:02x?}");
            assert_eq!(field.others.len(), usize::from(certificate.is_none()), "{der:02x?}");
        }
    });
    // The inventory is the command's.
    #[cfg(not(feature = "cli"))]
    {
        let _ = certificate;
        assert_within(&linter.check(&body));
    }
}
