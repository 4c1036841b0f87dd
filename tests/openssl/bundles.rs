//! Certificates alone and together, and what the database's handshakes make of them.

use crate::forge::der::{GENERALIZED, UTC, example, name, oid, sequence, tlv};
use crate::forge::extension::*;
use crate::forge::key::{Key, ecdsa_with, pss_with, rsa_with};
use crate::shop::{DAY, Shop};

const UNKNOWN: &str = "1.3.6.1.4.1.99999.2";

pub(crate) fn all(shop: &mut Shop) {
    good(shop);
    keys(shop);
    signatures(shop);
    crate::extensions::all(shop);
    validity(shop);
    names_and_versions(shop);
    chains(shop);
    crate::twins::all(shop);
    crate::hosts::all(shop);
}

fn good(shop: &mut Shop) {
    let [root, other] = [shop.root(), shop.root()];
    let inter = shop.below(&root);
    let second = shop.below(&inter);
    shop.add("a root", &[&root], "ok");
    shop.add("two roots", &[&root, &other], "ok ok");
    shop.add("a chain", &[&root, &inter, &second], "ok ok ok");
    shop.add("a chain upside down", &[&second, &inter, &root], "ok ok ok");
    shop.add("a chain and a copy", &[&root, &inter, &root], "ok ok ok");
    let own = shop.own();
    shop.add("a certificate that signs itself", &[&own], "ok");
    shop.add("one that signs itself beside a root", &[&own, &root], "ok ok");
    let leaf = shop.leaf(&root);
    shop.add("a client's certificate beside its CA", &[&root, &leaf], "ok ok");
    let absent = shop.root();
    let orphan = shop.leaf(&absent);
    shop.add("a client's certificate without its CA", &[&orphan], "20");
    shop.add("a client's certificate without its CA beside a root", &[&root, &orphan], "ok 20");
    let knows = shop.own().but(|forge| forge.with(extended_key_usage(false, &[CLIENT_AUTH])));
    shop.differs("a client that signs itself", &[&knows], ["ok", "26"]);
    let serves = shop.own().but(|forge| forge.with(extended_key_usage(false, &[SERVER_AUTH])));
    shop.differs("a host that signs itself", &[&serves], ["26", "ok"]);
    let elsewhere =
        shop.own().but(|forge| forge.with(subject_alt_name(false, &[General::dns("ldap.othercompany.com")])));
    shop.differs("another host that signs itself", &[&elsewhere], ["ok", "62"]);
}

fn keys(shop: &mut Shop) {
    for (name, kind, verdict) in [
        ("RSA 2048", "RSA 2048", "ok"),
        ("RSA 1024", "RSA 1024", "67"),
        ("RSA 2047", "smooth 2047 65537", "ok"),
        ("RSA 9000", "smooth 9000 65537", "ok"),
        ("RSA 16384", "smooth 16384 65537", "ok"),
        ("RSA 16400", "smooth 16400 65537", "7"),
        ("RSA with the exponent 1", "smooth 2048 1", "ok"),
        ("RSA with the exponent 3", "smooth 2048 3", "ok"),
        ("RSA with an even exponent", "smooth 2048 65536", "ok"),
        ("RSA-PSS", "RSA-PSS 2048", "ok"),
        ("P-192", "EC P-192", "67"),
        ("P-224", "EC P-224", "ok"),
        ("P-384", "EC P-384", "ok"),
        ("P-521", "EC P-521", "ok"),
        ("secp256k1", "EC secp256k1", "ok"),
        ("brainpoolP256r1", "EC brainpoolP256r1", "ok"),
        ("an explicit curve", "EC-explicit P-256", "94"),
        ("Ed25519", "ED25519", "ok"),
        ("Ed448", "ED448", "ok"),
        ("DSA 2048", "DSA", "ok"),
        ("SM2", "SM2", "ok"),
    ] {
        let root = shop.root_of(kind);
        shop.add(name, &[&root], verdict);
    }
    // Keys of which nobody can make a signature that OpenSSL verifies.
    for (name, key, verdict) in [
        ("an unknown key", Key::unknown("x"), "20"),
        ("GOST", Key::gost("x"), "20"),
        ("X25519", Key::x25519("x"), "20"),
        ("a point on no curve", Key::ec("P-256", "x"), "20"),
    ] {
        let root = shop.root().but(|forge| forge.key(key));
        shop.add(name, &[&root], verdict);
    }
}

fn signatures(shop: &mut Shop) {
    let rsa = shop.root_of("RSA 2048");
    for (name, below, algorithm, verdicts) in [
        ("a root with MD5", "an intermediate with MD5", rsa_with("md5"), ["ok", "68"]),
        ("a root with MD2", "an intermediate with MD2", rsa_with("md2"), ["ok", "68"]),
        ("a root with MD4", "an intermediate with MD4", rsa_with("md4"), ["ok", "68"]),
        ("a root with SHA-1", "an intermediate with SHA-1", rsa_with("sha1"), ["ok", "68"]),
        ("a root with SHA-224", "an intermediate with SHA-224", rsa_with("sha224"), ["ok", "ok"]),
        ("a root with SHA-512", "an intermediate with SHA-512", rsa_with("sha512"), ["ok", "ok"]),
        ("a root with PSS and SHA-1", "an intermediate with PSS and SHA-1", pss_with("sha1"), ["ok", "68"]),
        ("a root with PSS", "an intermediate with PSS", pss_with("sha256"), ["ok", "ok"]),
    ] {
        let root = rsa.clone().but(|forge| forge.signed_with(algorithm.clone()));
        shop.add(name, &[&root], verdicts[0]);
        let inter = shop.below(&rsa).but(|forge| forge.signed_with(algorithm));
        shop.add(
            below,
            &[&rsa, &inter],
            match verdicts[1] {
                "ok" => "ok ok",

                _ => "ok 68",
            },
        );
    }
    for (root_name, name, algorithm, verdicts) in [
        (
            "a root with ECDSA and SHA-1",
            "an intermediate with ECDSA and SHA-1",
            ecdsa_with("sha1"),
            ["ok", "68"],
        ),
        (
            "a root with RSA's signature of another key",
            "an intermediate with it",
            rsa_with("sha256"),
            ["2", "2"],
        ),
    ] {
        shop.pair([root_name, name], |forge| forge.signed_with(algorithm.clone()), verdicts);
    }
    shop.pair(
        ["a root with a corrupted signature", "an intermediate with a corrupted signature"],
        |forge| forge.signature(&[0x30, 6, 2, 1, 5, 2, 1, 7]),
        ["ok", "7"],
    );
    shop.pair(
        ["a root with two algorithms", "an intermediate with two algorithms"],
        |forge| forge.outer_algorithm(ecdsa_with("sha384")),
        ["ok", "7"],
    );
}

fn validity(shop: &mut Shop) {
    let now = shop.now;
    shop.pair(["expired", "an expired intermediate"], |f| f.valid(now - 9 * DAY, now - DAY), ["10", "10"]);
    shop.pair(["not yet", "an intermediate not yet"], |f| f.valid(now + DAY, now + 9 * DAY), ["9", "9"]);
    shop.pair(["inverted", "an inverted intermediate"], |f| f.valid(now + DAY, now - DAY), ["9", "9"]);
    shop.pair(
        ["inverted, past", "an intermediate inverted, past"],
        |f| f.valid(now - DAY, now - 9 * DAY),
        ["10", "10"],
    );
    let times: [(&'static str, u8, &str, &'static str); 12] = [
        ("the 13th month", UTC, "441301000000Z", "14"),
        ("no seconds", UTC, "4401010000Z", "14"),
        ("an offset", UTC, "440101000000+0100", "14"),
        ("no Z", UTC, "440101000000", "14"),
        ("generalized before 2050", GENERALIZED, "20440101000000Z", "ok"),
        ("a fraction", GENERALIZED, "20440101000000.5Z", "14"),
        ("no expiry", GENERALIZED, "99991231235959Z", "ok"),
        ("a UTC time of 1950", UTC, "500101000000Z", "10"),
        ("text for a time", UTC, "tomorrow", "14"),
        ("an empty time", UTC, "", "14"),
        ("a leap day that is none", UTC, "430229000000Z", "14"),
        ("the 60th second", UTC, "440101000060Z", "14"),
    ];
    for (name, tag, text, verdict) in times {
        let root = shop.root().but(|forge| forge.not_after(tag, text));
        shop.add(name, &[&root], verdict);
    }
    let start = shop.root().but(|forge| forge.not_before(UTC, "241301000000Z"));
    shop.add("a malformed beginning", &[&start], "13");
    let root = shop.root();
    let renewed = root.clone().but(|forge| forge.serial(&[7]));
    let old = root.but(|forge| forge.valid(now - 900 * DAY, now - DAY));
    shop.add("an expired one and its renewal", &[&old, &renewed], "ok ok");
    shop.add("a renewal and the expired one", &[&renewed, &old], "ok ok");
    let other = shop.root();
    shop.add("an expired one beside another root", &[&old.clone().silent(), &other], "ok");
    shop.add("another root beside an expired one", &[&other, &old], "ok 10");
    let inter = shop.below(&old).but(|forge| forge.valid(now - 9 * DAY, now + 900 * DAY));
    shop.add("an intermediate below an expired root", &[&old.silent(), &inter], "10");
}

fn names_and_versions(shop: &mut Shop) {
    let both = |root, below| [root, below];
    shop.pair(both("version 1", "an intermediate of version 1"), |f| f.version(1).bare(), ["ok", "79"]);
    shop.pair(both("version 2", "an intermediate of version 2"), |f| f.version(2).bare(), ["79", "79"]);
    shop.pair(
        both("version 1 with extensions", "an intermediate of version 1 with extensions"),
        |f| f.version(1),
        ["ok", "ok"],
    );
    shop.pair(
        both("version 2 with extensions", "an intermediate of version 2 with extensions"),
        |f| f.version(2),
        ["ok", "ok"],
    );
    shop.pair(both("version 4", "an intermediate of version 4"), |f| f.version(4), ["ok", "ok"]);
    shop.pair(
        both("an empty subject", "an intermediate with an empty subject"),
        |f| f.subject(name(&[])),
        ["ok", "ok"],
    );
    shop.pair(
        both("serial number 0", "an intermediate with serial number 0"),
        |f| f.serial(&[0]),
        ["ok", "ok"],
    );
    shop.pair(
        both("a negative serial number", "an intermediate with a negative one"),
        |f| f.serial(&[0x80]),
        ["ok", "ok"],
    );
    shop.pair(
        both("a long serial number", "an intermediate with a long one"),
        |f| f.serial(&[0x11; 40]),
        ["ok", "ok"],
    );
    shop.pair(
        both("unique identifiers", "an intermediate with unique identifiers"),
        |f| f.unique_ids(unique_id(0x81, &[1, 2])),
        ["ok", "ok"],
    );
    let several = name(&[("DC", "com"), ("DC", "example"), ("OU", "A"), ("+L", "B"), ("CN", "")]);
    let root = shop.root().but(|forge| forge.subject(several));
    shop.add("a name of many parts", &[&root], "ok");
    let untyped = sequence(&[&tlv(0x31, &sequence(&[&oid("2.5.4.3"), &tlv(0x0d, b"Example")]))]);
    let root = shop.root().but(|forge| forge.subject(untyped));
    shop.add("a name with a string of no type", &[&root], "ok");
    let spaced = shop.root().but(|forge| forge.subject(example("Example  Spaced ca")));
    let below = shop.below(&spaced).but(|forge| forge.issuer(example(" EXAMPLE spaced CA ")));
    shop.add("an issuer spelt another way", &[&spaced, &below], "ok ok");
    let wide = shop.root().but(|forge| forge.subject(example("Example Ünicode CA")));
    let below = shop.below(&wide).but(|forge| forge.issuer(example("Example ünicode CA")));
    shop.add("an issuer with another letter", &[&wide, &below], "ok 2");
    let many: Vec<_> = (0..330)
        .map(|nth| {
            shop.root().silent().but(|forge| forge.subject(example(&format!("{}{nth:03}", "x".repeat(180)))))
        })
        .collect();
    let last = shop.root();
    let many: Vec<_> = many.iter().chain([&last]).collect();
    shop.differs("names of 70 kB", &many, ["«internal error»", "ok"]);
}

fn chains(shop: &mut Shop) {
    let [root, other, absent] = [shop.root(), shop.root(), shop.root()];
    let orphan = shop.below(&absent);
    shop.add("an intermediate without its root", &[&orphan], "2");
    shop.add("an intermediate whose root is sent", &[&orphan.clone().sending(&[&absent])], "2");
    shop.add("an intermediate without its root, beside a root", &[&orphan, &root], "2 ok");
    let zero = shop.root().but(|forge| forge.with(basic_constraints(true, true, Some(0))));
    let below = shop.below(&zero);
    let second = shop.below(&below);
    shop.add("a path length of 0", &[&zero], "ok");
    shop.add("an intermediate below a path length of 0", &[&zero, &below], "ok 25");
    shop.add("two below a path length of 0", &[&zero, &below, &second], "ok 25 25");
    let one = shop.root().but(|forge| forge.with(basic_constraints(true, true, Some(1))));
    let below = shop.below(&one);
    let second = shop.below(&below);
    shop.add("two below a path length of 1", &[&one, &below, &second], "ok ok 25");
    // Self-issued ones are not counted.
    let rolled = shop.below(&zero);
    let rolled = rolled.but(|forge| forge.subject(zero.forge.subject_name().to_vec()));
    shop.add("a new key of the same name below a path length of 0", &[&zero, &rolled], "ok ok");

    let plain =
        |shop: &mut Shop| shop.root().but(|f| f.subject(example("Example Twin CA")).without(SUBJECT_KEY));
    let [first, twin] = [plain(shop), plain(shop)];
    shop.add("two of one name, no identifiers", &[&first, &twin], "ok 7");
    let keyed = |shop: &mut Shop| shop.root().but(|f| f.subject(example("Example Twin CA")));
    let [known, knows] = [keyed(shop), keyed(shop)];
    shop.add("two of one name, identifiers", &[&known, &knows], "ok ok");
    shop.add("two of one name, the first identified", &[&known, &first], "ok 7");
    shop.add("two of one name, the second identified", &[&first, &known], "ok 7");

    let crossed = root.clone().but(|forge| forge.issued_by(&absent.forge));
    shop.add("a root and its twin without issuer", &[&root, &crossed], "ok ok");
    shop.add("a twin without issuer and its root", &[&crossed, &root], "2 2");
    shop.add("a twin without issuer", &[&crossed], "2");
    shop.add("a twin and its issuer", &[&crossed, &absent], "ok ok");
    shop.add("a root, its twin and the issuer", &[&crossed, &root, &absent], "ok ok ok");
    let inter = shop.below(&root);
    shop.add("an intermediate below a root with a twin first", &[&crossed, &root, &inter], "2 2 2");
    shop.add("an intermediate below a root with a twin last", &[&root, &crossed, &inter], "ok ok ok");

    let forged =
        shop.below(&root).but(|f| f.signed_by(other.forge.public_key().clone()).without(AUTHORITY_KEY));
    shop.add("another key signed, no identifier", &[&root, &forged], "ok 7");
    let wrong = shop.below(&root).but(|forge| forge.with(authority_key(&[9; 20])));
    shop.add("an identifier of another key", &[&root, &wrong], "ok 2");
    let named = authority_certificate(&example("nobody"), &[5]);
    let wrong = shop.below(&root).but(|forge| forge.with(named));
    shop.add("an identifier of another certificate", &[&root, &wrong], "ok 2");
    let loops = shop.root();
    let back = shop.below(&loops);
    let loops = loops.but(|forge| forge.issued_by(&back.forge));
    shop.add("two that issue each other", &[&loops, &back], "22 22");
    let unknown = shop.below(&root).but(|forge| forge.with(raw(UNKNOWN, true, &[5, 0])));
    shop.add("an unknown critical extension in an intermediate", &[&root, &unknown], "ok 34");
}
