//! What OpenSSL 3.0.19 was seen to do, and the look-up against going through all.

use super::super::bundle::Bundle;
use super::super::certificate::{Ca, Certificate};
use super::{End, Paths, TooLong, is_valid};
use crate::forge::Forge;
use crate::forge::der::example;
use crate::forge::extension::{
    AUTHORITY_KEY, KEY_USAGE, SUBJECT_KEY, authority_certificate, authority_key, basic_constraints, raw,
    subject_key,
};
use crate::forge::key::{Key, rsa_with};
use crate::forge::named::{forged, named};
use crate::language::Language as _;
use crate::testing::Random;

/// 2026-02-10T00:00:00Z.
const NOW: Option<i64> = Some(1_770_681_600);

fn bundle(names: &[&str]) -> Bundle {
    let file = |name: &&str| {
        let path = format!("{}/tests/certificates/{name}.pem", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).ok().or_else(|| named(name)).expect("a certificate")
    };
    Bundle::parse(&names.iter().map(file).collect::<String>())
}

fn ends(names: &[&str]) -> Vec<Option<End>> {
    let bundle = bundle(names);
    let paths = Paths::of(&bundle, NOW);
    (0..names.len()).map(|index| paths.end(index)).collect()
}

#[test]
fn paths_end_at_a_root_or_at_a_gap() {
    let root = Some(End::Root(1));
    assert_eq!(ends(&["intermediate", "root", "below-intermediate"]), [root; 3]);
    assert_eq!(ends(&["orphan-intermediate"]), [Some(End::Missing(0))]);
    // A copy has no path of its own.
    assert_eq!(ends(&["root2", "root2"]), [Some(End::Root(0)), None]);
    assert_eq!(ends(&["root2", "circle-b", "circle-a"])[1..], [Some(End::Circle(1)); 2]);
}

/// Works (0) and fails (2) in the table of handshakes.
#[test]
fn of_two_certificates_of_one_ca_the_first_is_taken() {
    assert_eq!(ends(&["root", "cross-signed-root", "intermediate"])[2], Some(End::Root(0)));
    assert_eq!(ends(&["cross-signed-root", "root", "intermediate"])[2], Some(End::Missing(0)));
}

/// 10 and 79: every authority on the way has to be usable.
#[test]
fn a_path_is_as_sound_as_all_that_is_on_it() {
    let root = Forge::root("Example CA");
    let middle = Forge::intermediate("Example Middle CA", &root);
    let complete = |middle: Forge| {
        let below = Forge::intermediate("Example Below CA", &middle);
        let bundle = Bundle::parse(&[root.pem(), middle.pem(), below.pem()].concat());
        let paths = Paths::of(&bundle, NOW);
        [0, 1, 2].map(|index| paths.is_complete(index))
    };
    assert_eq!(complete(middle.clone()), [true; 3]);
    assert_eq!(complete(middle.clone().valid(1_000_000_000, 1_500_000_000)), [true, false, false]);
    assert_eq!(complete(middle.with(basic_constraints(true, false, None))), [true, false, false]);
}

/// The authority key identifier of another bundle's certificate may ask for what nothing in this one asks for.
#[test]
fn issuers_are_found_for_the_certificates_of_another_bundle() {
    let root = Forge::root("Example CA");
    let below = |serial: &[u8]| {
        let named = authority_certificate(&example("Example CA"), serial);
        Forge::intermediate("Example Below CA", &root).with(named)
    };
    let store = Bundle::parse(&root.pem());
    let found = |below: Forge| {
        let others = Bundle::parse(&below.pem());
        let paths = Paths::also_for(&store, &others, NOW);
        paths.issuer_of(&others.certificate(0).expect("one").certificate)
    };
    let serial = store.certificate(0).expect("one").certificate.serial_bytes();
    assert_eq!(found(below(serial)), Some(0));
    assert_eq!(found(below(&[99, 99])), None);
}

/// Measured: an expired twin is passed over, and so is an expired root before a twin that is valid.
#[test]
fn what_is_valid_is_preferred() {
    let root = Forge::root("Example CA");
    let twin = root.clone().issued_by(&Forge::root("Example Absent CA"));
    let old = |forge: &Forge| forge.clone().valid(1_000_000_000, 1_500_000_000);
    let older = |forge: &Forge| forge.clone().valid(1_000_000_000, 1_400_000_000);
    let below = Forge::intermediate("Example Below CA", &root);
    let end = |first: &Forge, second: &Forge, now| {
        let bundle = Bundle::parse(&[first.pem(), second.pem(), below.pem()].concat());
        Paths::of(&bundle, now).end(2)
    };
    assert_eq!(end(&old(&twin), &root, NOW), Some(End::Root(1)));
    assert_eq!(end(&old(&root), &twin, NOW), Some(End::Missing(1)));
    assert_eq!(end(&older(&root), &old(&root), NOW), Some(End::Root(1)));
    assert_eq!(end(&old(&root), &older(&root), NOW), Some(End::Root(0)));
    // Without a time the first is.
    assert_eq!(end(&old(&twin), &root, None), Some(End::Missing(0)));
}

/// Measured, for each of four pairs of roots with the same name: whom the clients of the second reach.
#[test]
fn only_key_identifiers_on_both_sides_tell_namesakes_apart() {
    for (first_has, second_has) in [(true, true), (true, false), (false, true), (false, false)] {
        let [first, second] = [("one", first_has), ("two", second_has)].map(|(seed, has)| {
            let root = Forge::root(seed).subject(example("Example CA"));
            if has { root } else { root.without(SUBJECT_KEY) }
        });
        let bundle = Bundle::parse(&[first.pem(), second.pem()].concat());
        let paths = Paths::of(&bundle, NOW);
        let reached = if first_has && second_has { 1 } else { 0 };
        assert_eq!(paths.taken_for(1), Some(reached), "{first_has} {second_has}");
        assert_eq!(paths.taken_by_name(1), Some(0));
        assert_eq!((paths.is_complete(0), paths.is_complete(1)), (true, reached == 1));
    }
    // Keys of two sorts cannot be mistaken for each other.
    let rsa = Forge::root("one").key(Key::rsa(2048, 65_537, "rsa")).subject(example("Example CA"));
    let elliptic = Forge::root("two").subject(example("Example CA"));
    let bundle = Bundle::parse(&[rsa, elliptic].map(|root| root.without(SUBJECT_KEY).pem()).concat());
    assert_eq!(Paths::of(&bundle, NOW).taken_for(1), Some(1));
}

fn too_long(names: &[&str]) -> Vec<TooLong> {
    let bundle = bundle(names);
    Paths::of(&bundle, NOW).too_long()
}

#[test]
fn path_lengths_are_counted_as_openssl_counts() {
    let limit = |at, issuer| TooLong { at, issuer, allowed: Some(0) };
    assert_eq!(too_long(&["pathlen0-root", "pathlen0-intermediate"]), [limit(1, 0)]);
    // What stands below that is not spoken of again.
    assert_eq!(too_long(&["pathlen0-second", "pathlen0-intermediate", "pathlen0-root"]), [limit(1, 2)]);
    // What is self-issued does not count; what it issues does.
    assert_eq!(too_long(&["pathlen0-root", "pathlen0-rekeyed"]), []);
    let rekeyed = Forge::root("new").subject(example("Example pathlen0-root"));
    let below = Forge::intermediate("Example Below CA", &rekeyed);
    let old = forged("pathlen0-root").expect("a recipe");
    let text = [old.pem(), rekeyed.issued_by(&old).pem(), below.pem()].concat();
    assert_eq!(Paths::of(&Bundle::parse(&text), NOW).too_long(), [limit(2, 0)]);
    // A limit further down is the narrower one.
    assert_eq!(too_long(&["root", "intermediate", "below-intermediate"]), [limit(2, 1)]);
    // A certificate of a client is no authority.
    assert_eq!(too_long(&["root", "intermediate", "leaf"]), []);
}

/// Measured: a hundred authorities below the root work, a hundred and one do not (22).
#[test]
fn a_path_has_at_most_a_hundred_steps() {
    assert_eq!(too_long(&["chain-of-101"]), []);
    let found = too_long(&["chain-of-104"]);
    assert_eq!(found, [TooLong { at: 101, issuer: 0, allowed: None }]);
}

/// An authority of one of few names, keys and identifiers, issued by such a one.
fn some_authority(random: &mut Random) -> Forge {
    const NAMES: [&str; 3] = ["One", "Two", "Three"];
    let keys = || ["a", "b", "c"].map(|seed| Key::ec("P-256", seed));
    let mut pick = |limit| random.below(limit);
    let mut forge = Forge::root("seed").key(keys()[pick(3)].clone()).subject(example(NAMES[pick(3)]));
    forge = forge.serial(&[u8::try_from(pick(3) + 1).expect("small")]).issuer(example(NAMES[pick(3)]));
    forge = match pick(3) {
        0 => forge.without(SUBJECT_KEY),
        id => forge.with(subject_key(&[u8::try_from(id).expect("small"); 4])),
    };
    forge = match pick(5) {
        0 | 1 => forge.without(AUTHORITY_KEY),
        2 => forge.with(authority_certificate(
            &example(NAMES[pick(3)]),
            &[u8::try_from(pick(3) + 1).expect("small")],
        )),
        id => forge.with(authority_key(&[u8::try_from(id - 2).expect("small"); 4])),
    };
    forge = match pick(4) {
        0 => forge.valid(1_000_000_000, 1_400_000_000 + 50_000_000 * i64::try_from(pick(4)).expect("small")),
        _ => forge,
    };
    match pick(9) {
        8 => forge.with(raw(KEY_USAGE, true, &[3, 1, 0])),
        0 => forge.signed_with(rsa_with("sha256")),
        1 => forge.with(basic_constraints(true, true, Some(1))),
        _ => forge,
    }
}

/// As `X509_STORE_CTX_get1_issuer` does it, one after the other.
fn by_going_through_all(bundle: &Bundle, certificate: &Certificate) -> Option<usize> {
    let candidates: Vec<_> = bundle
        .distinct()
        .map(|(index, entry)| (index, &entry.certificate))
        .filter(|(_, issuer)| issuer.could_have_issued(certificate))
        .filter(|(_, issuer)| [*issuer, certificate].iter().all(|one| one.can_sign() != Ca::Malformed))
        .collect();
    if let Some((index, _)) = candidates.iter().find(|(_, issuer)| is_valid(issuer, NOW)) {
        return Some(*index);
    }
    let mut best: Option<(usize, &Certificate)> = None;
    for (index, issuer) in candidates {
        if best.is_none_or(|(_, best)| issuer.not_after() > best.not_after()) {
            best = Some((index, issuer));
        }
    }
    best.map(|(index, _)| index)
}

#[test]
fn the_issuer_is_the_one_that_going_through_all_finds() {
    let mut random = Random(0x0ca5);
    let (mut found, mut missing) = (0, 0);
    for _ in 0..400 {
        let count = random.below(12) + 1;
        let text: String = (0..count).map(|_| some_authority(&mut random).pem()).collect();
        let bundle = Bundle::parse(&text);
        let paths = Paths::of(&bundle, NOW);
        for (index, entry) in bundle.distinct() {
            let certificate = &entry.certificate;
            let is_root = certificate.is_self_signed();
            let expected = if is_root { None } else { by_going_through_all(&bundle, certificate) };
            assert_eq!(paths.next(index), expected, "{index} in {text}");
            assert!(!is_root || paths.end(index) == Some(End::Root(index)));
            if expected.is_some() { found += 1 } else { missing += 1 }
        }
    }
    assert!(found > 500 && missing > 300, "{found} {missing}");
}
