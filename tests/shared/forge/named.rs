//! Certificates by name, for examples of rules and for payloads: `‹sha1-intermediate›`.
//!
//! Those named `…-root` sign themselves. Those named `…-intermediate` are issued by `root.pem` of
//! `tests/certificates` unless said otherwise here. All are valid from 2024 to 2044 unless that is their
//! fault; none has another fault than the one that it is named after.

use super::der::{self, GENERALIZED, UTC, bits, example, integer, octets, sequence, tlv};
use super::extension::{
    ANY_USE, AUTHORITY_KEY, BASIC_CONSTRAINTS, CLIENT_AUTH, CRL_DISTRIBUTION, CRL_SIGN, DIGITAL_SIGNATURE,
    General, KEY_ENCIPHERMENT, KEY_USAGE, POLICIES, PROXY, SERVER_AUTH, SUBJECT_ALT_NAME, SUBJECT_KEY,
    authority_key, basic_constraints, extended_key_usage, key_usage, name_constraints, netscape_type, raw,
    subject_alt_name, subject_key,
};
use super::key::{Key, ecdsa_with, noise, pss_with, rsa_with};
use super::{Forge, block};

/// What none of the readers of certificates knows.
const UNKNOWN: &str = "1.3.6.1.4.1.99999.2";

/// The certificate of that name, in PEM; or what has the form of a private key, and is nobody's.
pub(crate) fn named(name: &str) -> Option<String> {
    let root = || Forge::root(&format!("Example {name}"));
    Some(match name {
        "private-key" => private_key("PRIVATE KEY"),
        "private-key-as-certificate" => private_key("CERTIFICATE"),
        // A PKCS #10 request, where a certificate should be.
        "request" => {
            let (key, algorithm) = (Key::ec("P-256", name).spki, ecdsa_with("sha256"));
            let asked = sequence(&[&integer(0), &example("Example request"), &key, &tlv(0xa0, &[])]);
            block("CERTIFICATE", &sequence(&[&asked, &algorithm, &bits(&noise(name.as_bytes(), 70))]))
        }
        // Without its last ten bytes.
        "cut-root" => {
            let der = root().der();
            block("CERTIFICATE", &der[..der.len() - 10])
        }
        _ => {
            let forged = || forged(name).map(|forged| forged.pem());
            return bundle(name).or_else(|| public(name)).or_else(forged);
        }
    })
}

/// PKCS #8 of an Ed25519 key (RFC 8410 §7) under that label.
fn private_key(label: &str) -> String {
    let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    der.extend((0..32_u8).map(|at| at.wrapping_mul(0x5b) ^ 0xa7));
    block(label, &der)
}

/// `NAME.pem` of `tests/certificates` as far as others refer to it: name, key and key identifier.
pub(crate) fn fixture(file: &str, common_name: &str) -> Forge {
    let path = format!("{}/tests/certificates/{file}.pem", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a certificate");
    let bytes = ::pem::parse(text).expect("PEM").into_contents();
    let find = |mark: &[u8]| bytes.windows(mark.len()).position(|window| window == mark).expect("the mark");
    let id = find(&[0x55, 0x1d, 0x0e, 4, 22, 4, 20]) + 7;
    let spki = find(&[0x30, 0x59, 0x30, 0x13]);
    let key = Key { spki: bytes[spki..spki + 91].to_vec(), algorithm: ecdsa_with("sha256"), signer: None };
    Forge::root(common_name).key(key).with(subject_key(&bytes[id..id + 20]))
}

fn server(host: &str) -> Forge {
    Forge::own(host)
        .with(extended_key_usage(false, &[SERVER_AUTH]))
        .with(subject_alt_name(false, &[General::dns(host)]))
}

pub(crate) fn forged(name: &str) -> Option<Forge> {
    let root = || Forge::root(&format!("Example {name}"));
    let fixture_root = || fixture("root", "Example Root CA");
    let intermediate = || Forge::intermediate(&format!("Example {name}"), &fixture_root());
    let absent = || Forge::root("Example Absent CA");
    let pathlen0 = || Forge::root("Example pathlen0-root").with(basic_constraints(true, true, Some(0)));
    let keyed = |key: Key| root().key(key);
    let rsa = || keyed(Key::rsa(2048, 65_537, name));
    // The name and key of `good-root`.
    let twin = || Forge::root("Example good-root").serial(&[9]);
    Some(match name {
        // Nothing wrong with these.
        "good-root" => root(),
        "good-intermediate" => intermediate(),
        "rsa-root" => rsa(),
        "p384-root" => keyed(Key::ec("P-384", name)),
        "p521-root" => keyed(Key::ec("P-521", name)),
        "ed25519-root" => keyed(Key::ed25519(name)),
        "secp256k1-root" => keyed(Key::ec("secp256k1", name)),
        "rsa-pss-root" => keyed(Key::rsa_pss(2048, name)),

        // Signatures.
        "md2-root" => rsa().signed_with(rsa_with("md2")),
        "md5-root" => rsa().signed_with(rsa_with("md5")),
        "sha1-root" => rsa().signed_with(rsa_with("sha1")),
        "pss-sha1-root" => rsa().signed_with(pss_with("sha1")),
        "sha1-intermediate" => intermediate().signed_with(ecdsa_with("sha1")),
        // Issued by `rsa-root`.
        "pss-sha1-rsa-intermediate" => {
            let issuer = Forge::root("Example rsa-root").key(Key::rsa(2048, 65_537, "rsa-root"));
            Forge::intermediate("Example pss-sha1-rsa-intermediate", &issuer).signed_with(pss_with("sha1"))
        }
        "unknown-signature-root" => root().signed_with(sequence(&[&der::oid(UNKNOWN)])),
        "sha1-leaf" => Forge::leaf("example-client", &fixture_root()).signed_with(ecdsa_with("sha1")),
        "mismatch-root" => root().outer_algorithm(ecdsa_with("sha384")),
        "mismatch-intermediate" => intermediate().outer_algorithm(ecdsa_with("sha384")),

        // Keys.
        "rsa1024-root" => keyed(Key::rsa(1024, 65_537, name)),
        "rsa2047-root" => keyed(Key::rsa(2047, 65_537, name)),
        "rsa9000-root" => keyed(Key::rsa(9000, 65_537, name)),
        "rsa16400-root" => keyed(Key::rsa(16_400, 65_537, name)),
        "even-exponent-root" => keyed(Key::rsa(2048, 65_536, name)),
        "exponent1-root" => keyed(Key::rsa(2048, 1, name)),
        "p192-root" => keyed(Key::ec("P-192", name)),
        "p224-root" => keyed(Key::ec("P-224", name)),
        "dsa-root" => keyed(Key::dsa(2048, name)),
        "dsa1024-root" => keyed(Key::dsa(1024, name)),
        "ed448-root" => keyed(Key::ed448(name)),
        "x25519-root" => keyed(Key::x25519(name)),
        "gost-root" => keyed(Key::gost(name)),
        "sm2-root" => keyed(Key::sm2(name)),
        "unknown-key-root" => keyed(Key::unknown(name)),
        "explicit-curve-root" => keyed(Key::explicit_curve(name)),

        // Extensions.
        "critical-unknown-root" => root().with(raw(UNKNOWN, true, &[5, 0])),
        "critical-ski-root" => root().with(raw(SUBJECT_KEY, true, &octets(&noise(name.as_bytes(), 20)))),
        "proxy-root" => {
            let any_language = sequence(&[&der::oid("1.3.6.1.5.5.7.21.0")]);
            root().with(raw(PROXY, true, &sequence(&[&any_language])))
        }
        "unknown-extension-root" => root().with(raw(UNKNOWN, false, &[5, 0])),
        "malformed-bc-root" => root().with(raw(BASIC_CONSTRAINTS, true, &[0x30, 3, 1, 1])),
        "malformed-ku-root" => root().with(raw(KEY_USAGE, true, &[0x03, 1, 0])),
        "malformed-san-root" => root().with(raw(SUBJECT_ALT_NAME, false, &[0x30, 5, 0x82, 1])),
        "malformed-crl-root" => root().with(raw(CRL_DISTRIBUTION, false, &[0x04, 0])),
        "malformed-ski-root" => root().with(raw(SUBJECT_KEY, false, &[0x30, 0])),
        "malformed-other-root" => root().with(raw(POLICIES, false, &[0x30, 2, 0x30, 1])),
        "duplicate-ext-root" => root().with_another(key_usage(true, CRL_SIGN)),
        "duplicate-other-root" => {
            root().with(raw(UNKNOWN, false, &[5, 0])).with_another(raw(UNKNOWN, false, &[5, 0]))
        }
        "server-eku-root" => root().with(extended_key_usage(false, &[SERVER_AUTH])),
        "server-eku-intermediate" => intermediate().with(extended_key_usage(false, &[SERVER_AUTH])),
        "client-eku-root" => root().with(extended_key_usage(false, &[CLIENT_AUTH])),
        "both-eku-root" => root().with(extended_key_usage(false, &[SERVER_AUTH, CLIENT_AUTH])),
        "any-eku-root" => root().with(extended_key_usage(false, &[ANY_USE])),
        "no-keycertsign-root" => root().with(key_usage(true, CRL_SIGN | DIGITAL_SIGNATURE)),
        "no-bc-root" => root().without(BASIC_CONSTRAINTS),
        "no-ku-root" => root().without(KEY_USAGE),
        "no-bc-no-ku-root" => root().without(BASIC_CONSTRAINTS).without(KEY_USAGE),
        "bc-not-critical-root" => root().with(basic_constraints(false, true, None)),
        "no-ski-root" => root().without(SUBJECT_KEY),
        "no-aki-intermediate" => intermediate().without(AUTHORITY_KEY),
        "constrained-root" => root().with(name_constraints(
            true,
            &[],
            &[General::Directory(der::name(&[("C", "US"), ("O", "Example"), ("OU", "Guests")]))],
        )),
        "dir-permitted-root" => root().with(name_constraints(
            true,
            &[General::Directory(der::name(&[("C", "US"), ("O", "Example")]))],
            &[],
        )),
        "dns-constrained-root" => {
            root().with(name_constraints(true, &[General::dns("corp.example.com")], &[]))
        }

        // Twins of `good-root` that nothing is verified with.
        "malformed-twin" => twin().with(raw(BASIC_CONSTRAINTS, true, &[0x30, 3, 1, 1])),
        "duplicate-twin" => twin().with_another(key_usage(true, CRL_SIGN)),
        "critical-twin" => twin().with(raw(UNKNOWN, true, &[5, 0])),
        "server-eku-twin" => twin().with(extended_key_usage(false, &[SERVER_AUTH])),
        "client-eku-twin" => twin().with(extended_key_usage(false, &[CLIENT_AUTH])),
        "no-keycertsign-twin" => twin().with(key_usage(true, CRL_SIGN | DIGITAL_SIGNATURE)),
        "inverted-twin" => twin().not_before(UTC, "440101000000Z").not_after(UTC, "240101000000Z"),
        "malformed-time-twin" => twin().not_after(UTC, "441301000000Z"),
        "no-ca-twin" => {
            twin().with(basic_constraints(true, false, None)).with(key_usage(true, DIGITAL_SIGNATURE))
        }
        "v1-twin" => twin().issued_by(&fixture_root()).version(1).bare(),

        // Blocks that hold more than one certificate.
        "two-in-one" => root().trailing(&Forge::root("Example second CA").der()),
        "trailing-root" => root().trailing(&[0; 4]),

        // Versions, names, serial numbers, times.
        "v1-root" => root().version(1).bare(),
        "v1-intermediate" => intermediate().version(1).bare(),
        "v1-with-extensions" => root().version(1),
        "v2-root" => root().version(2).bare(),
        "v4-root" => root().version(4),
        "v3-bare-root" => root().bare(),
        "empty-subject-root" => root().subject(der::name(&[])),
        "empty-subject-intermediate" => intermediate().subject(der::name(&[])),
        "serial-zero-root" => root().serial(&[0]),
        "serial-negative-root" => root().serial(&[0x80, 1]),
        "serial-long-root" => root().serial(&[0x11; 21]),
        "inverted-root" => root().not_before(UTC, "440101000000Z").not_after(UTC, "240101000000Z"),
        "malformed-time-root" => root().not_after(UTC, "441301000000Z"),
        "malformed-start-root" => root().not_before(UTC, "2401010000Z"),
        "no-expiry-root" => root().not_after(GENERALIZED, "99991231235959Z"),
        "expired-intermediate" => {
            intermediate().not_before(UTC, "100101000000Z").not_after(UTC, "200101000000Z")
        }

        // No authority, and one below it.
        "no-ca-intermediate" => intermediate().with(basic_constraints(true, false, None)),
        "below-no-ca" => {
            Forge::intermediate("Example below-no-ca", &Forge::root("Example no-ca-intermediate"))
        }

        // Paths. Below the root with path length 0 there may be no other authority.
        "pathlen0-root" => pathlen0(),
        "pathlen0-intermediate" => Forge::intermediate("Example pathlen0-intermediate", &pathlen0()),
        "pathlen0-second" => Forge::intermediate(
            "Example pathlen0-second",
            &Forge::intermediate("Example pathlen0-intermediate", &pathlen0()),
        ),
        // `intermediate.pem` has path length 0 itself.
        "below-intermediate" => Forge::intermediate(
            "Example below-intermediate",
            &fixture("intermediate", "Example Intermediate CA"),
        ),
        "orphan-intermediate" => Forge::intermediate("Example orphan-intermediate", &absent()),
        "absent-root" => absent(),

        // The name of `root.pem` with another key, with and without an identifier of it; and two such that
        // nothing tells apart.
        "same-name-root" => root().subject(example("Example Root CA")),
        "same-name-no-ski-root" => root().subject(example("Example Root CA")).without(SUBJECT_KEY),
        "twin-a-no-ski-root" | "twin-b-no-ski-root" => {
            root().subject(example("Example Twin CA")).without(SUBJECT_KEY)
        }
        "twin-a-root" | "twin-b-root" => root().subject(example("Example Twin CA")),
        // The subject and key of `root.pem`, issued by an authority that is nowhere.
        "cross-signed-root" => fixture_root().issued_by(&absent()),

        // Hosts.
        "ldap-server" => server("ldap.mycompany.com"),
        "other-server" => server("ldap.othercompany.com"),
        // By key usage for servers alone, by Netscape's type for clients alone.
        "enciphering-server" => Forge::own("ldap.example.net").with(key_usage(true, KEY_ENCIPHERMENT)),
        "netscape-client" => Forge::own("example-client").with(netscape_type(false, 0x80)),
        "cn-only-server" => {
            let name = der::name(&[("O", "Example"), ("CN", "ldap.mycompany.com")]);
            server("ldap.mycompany.com").subject(name).without(SUBJECT_ALT_NAME)
        }
        "ip-server" => {
            server("192.0.2.10").with(subject_alt_name(false, &[General::Ip(vec![192, 0, 2, 10])]))
        }
        "own-client" => Forge::own("Example client").with(extended_key_usage(false, &[CLIENT_AUTH])),
        // A key identifier that is no octet string of 20 bytes is as good.
        "short-ski-root" => root().with(subject_key(&[1, 2, 3, 4])),
        "wrong-aki-intermediate" => intermediate().with(authority_key(&octets(&[9; 18]))),

        // More about paths.
        "orphan-second" => Forge::intermediate("Example orphan-second", &absent()),
        "orphan-other" => {
            Forge::intermediate("Example orphan-other", &Forge::root("Example Other Absent CA"))
        }
        // The name of the absent authority with another key.
        "same-name-absent-root" => root().subject(example("Example Absent CA")),
        // They have issued each other.
        "circle-a" => Forge::intermediate("Example circle-a", &Forge::root("Example circle-b")),
        "circle-b" => Forge::intermediate("Example circle-b", &Forge::root("Example circle-a")),
        // A new key of the root with path length 0, which the old one has signed: that does not count.
        "pathlen0-rekeyed" => {
            Forge::root("Example rekeyed").subject(example("Example pathlen0-root")).issued_by(&pathlen0())
        }
        // The subject and key of `root.pem`, issued by the root with path length 0: beside `root.pem`, which is
        // taken in its place, that does not matter.
        "root-below-pathlen0" => fixture_root().issued_by(&pathlen0()),
        "long-names-root" => root().subject(long_name(70_000)),
        _ => return None,
    })
}

/// A name that takes about so many bytes.
fn long_name(bytes: usize) -> Vec<u8> {
    der::name(&[("O", &"x".repeat(bytes))])
}

/// Several certificates under one name.
fn bundle(name: &str) -> Option<String> {
    let (kind, number) = name.rsplit_once('-')?;
    let number: usize = number.parse().ok()?;
    let numbered = |nth: usize| Forge::root(&format!("Example CA {nth:03}"));
    let pem = |forge: Forge| forge.pem();
    Some(match kind {
        "roots" => (0..number).map(numbered).map(pem).collect(),
        // Forty names of that length together.
        "long-names" => {
            (0..40).map(|nth| numbered(nth).subject(long_name(number / 40 - 20 + nth))).map(pem).collect()
        }
        // From the root down, each authority issued by the one before it.
        "chain-of" => {
            let mut chain = vec![numbered(0)];
            for nth in 1..number {
                chain.push(Forge::intermediate(&format!("Example CA {nth:03}"), &chain[nth - 1]));
            }
            chain.into_iter().map(pem).collect()
        }
        _ => return None,
    })
}

/// Authorities that browsers trust.
fn public(name: &str) -> Option<String> {
    let subject: &[u8] = match name {
        "public-root" => b"ISRG Root X1",
        "other-public-root" => b"ISRG Root X2",
        _ => return None,
    };
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    let found =
        roots.map(|der| der.as_ref()).find(|der| der.windows(subject.len()).any(|part| part == subject));
    Some(super::block("CERTIFICATE", found.expect("the root")))
}
