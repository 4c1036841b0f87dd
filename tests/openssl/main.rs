//! The verdict on certificates is that of the OpenSSL which the database links: it is asked about texts, good
//! and mangled, and shakes hands below certificates made when the test runs. Where we differ on purpose is
//! written down in `docs/fidelity.md`.

mod beside;
mod bodies;
mod bundles;
mod extensions;
mod fidelity;
#[path = "../shared/forge/mod.rs"]
mod forge;
mod hosts;
mod judge;
mod oracle;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../process/mod.rs"]
mod process;
mod random;
mod random_bundles;
mod removed;
mod shop;
mod texts;
mod twins;

use std::collections::BTreeSet;

use judge::Judge;
use oracle::Oracle;
use shop::Shop;

/// The oracle, or a message that there is none.
fn oracle() -> Option<Oracle> {
    Oracle::start().map_err(|why| process::skip(&format!("OpenSSL is not asked: {why}"))).ok()
}

#[test]
fn texts_are_loaded_as_openssl_loads_them() {
    let Some(oracle) = oracle() else { return };
    let texts = texts::all(&oracle);
    assert!(texts.len() >= 150, "{}", texts.len());
    let mut judge = Judge::new(oracle);
    texts.iter().for_each(|text| judge.text(text));
    assert_eq!(judge.pronounce(), fidelity::of_texts());
}

/// Each of the texts has one thing that is wrong with it.
#[test]
fn one_fault_is_one_finding() {
    let Some(oracle) = oracle() else { return };
    let texts = texts::all(&oracle);
    let all = texts.iter().filter(|text| !text.name.contains("KEY")).filter_map(judge::several);
    let all: Vec<String> =
        all.filter(|several| !fidelity::SEVERAL.iter().any(|name| several.starts_with(name))).collect();
    assert!(all.is_empty(), "{} texts\n{}", all.len(), all.join("\n"));
}

#[test]
fn random_texts_are_loaded_as_openssl_loads_them() {
    let Some(oracle) = oracle() else { return };
    let mut judge = Judge::new(oracle);
    random::texts(600).iter().for_each(|text| judge.random(text));
    judge.pronounce();
}

#[test]
fn handshakes_work_where_no_error_is_found() {
    let Some(oracle) = oracle() else { return };
    let mut judge = Judge::new(oracle.clone());
    let mut shop = Shop::new(oracle);
    bundles::all(&mut shop);
    for (reason, fields, names) in fidelity::BUNDLES {
        names.iter().for_each(|name| shop.because(name, reason, fields));
    }
    let bundles = std::mem::take(&mut shop.bundles);
    assert!(bundles.len() >= 80, "{}", bundles.len());
    bundles.iter().for_each(|bundle| judge.bundle(&mut shop, bundle));
    assert_eq!(judge.pronounce(), fidelity::of_bundles());
}

/// Where they work, where they fail, and where a warning is for nothing. `USERSEC_BUNDLES=count,seed` asks for more.
#[test]
fn random_bundles_work_where_no_error_is_found() {
    let Some(oracle) = oracle() else { return };
    let asked = std::env::var("USERSEC_BUNDLES").unwrap_or_default();
    let mut numbers = asked.split(',').map(|number| number.parse::<u64>().ok());
    let count = numbers.next().flatten().unwrap_or(50);
    let seed = numbers.next().flatten().unwrap_or(0x0af1_9d11);
    let mut judge = Judge::new(oracle.clone());
    let mut shop = Shop::new(oracle);
    let mut lottery = random_bundles::Lottery::new(&mut shop, seed);
    for nth in 0..count {
        let (bundle, words) = lottery.bundle(&mut shop);
        judge.random_bundle(&mut shop, &bundle, &format!("{nth} {words}"));
    }
    judge.pronounce();
}

/// Of each CA of a stored `cas` it is said what becomes of its clients. `USERSEC_REMOVED=count,seed` asks for more.
#[test]
fn who_is_locked_out_is_who_cannot_shake_hands() {
    let Some(oracle) = oracle() else { return };
    let asked = std::env::var("USERSEC_REMOVED").unwrap_or_default();
    let mut numbers = asked.split(',').map(|number| number.parse::<u64>().ok());
    let count = numbers.next().flatten().and_then(|count| usize::try_from(count).ok()).unwrap_or(30);
    let seed = numbers.next().flatten().unwrap_or(0x0af1_9d11);
    let complaints = removed::compare(oracle, count, seed);
    assert!(complaints.is_empty(), "{} do not agree\n{}", complaints.len(), complaints.join("\n"));
}

/// What is refused for its strength only is taken at level 1.
#[test]
fn weak_keys_work_at_level_1() {
    let Some(oracle) = oracle() else { return };
    let mut shop = Shop::new(oracle);
    for (name, kind) in [("RSA 1024", "RSA 1024"), ("P-192", "EC P-192")] {
        let root = shop.root_of(kind);
        shop.add(name, &[&root], "67");
    }
    for bundle in std::mem::take(&mut shop.bundles) {
        let text = bundle.made[0].forge.pem();
        for field in judge::Field::BOTH {
            for (level, verdict) in [(1, "ok"), (2, "67")] {
                let expected = [(0, verdict.to_owned())];
                assert_eq!(shop.tried(&text, &bundle, field, level), expected, "{} at {level}", bundle.name);
            }
        }
    }
}

#[test]
fn every_disagreement_is_written_down() {
    let all: BTreeSet<&str> = fidelity::of_bundles().union(&fidelity::of_texts()).copied().collect();
    assert_eq!(all, fidelity::sections());
}
