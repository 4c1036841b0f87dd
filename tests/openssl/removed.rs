//! Authorities that are taken out of `cas`, and who cannot log in any more.

use usersec::{State, check};

use crate::forge::Forge;
use crate::judge::Field;
use crate::oracle::{Oracle, hex};
use crate::random::Random;
use crate::shop::{Bundle, HOST, Made, Shop};

/// What becomes of the clients of an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// They log in as before, or could not.
    Same,
    /// They log in if they send what was stored.
    IfSent,
    Out,
}

/// Authorities below each other; and of two of them another certificate, that a second root has signed.
fn authorities(shop: &mut Shop) -> Vec<Made> {
    let root = shop.root();
    let first = shop.below(&root);
    let second = shop.below(&first);
    let third = shop.below(&second);
    let other = shop.root();
    let crossed = |made: &Made| made.clone().but(|forge| forge.serial(&[9]).issued_by(&other.forge));
    vec![crossed(&root), crossed(&second), root, first, second, third, other]
}

/// Some of them, in some order.
fn some(all: &[Made], random: &mut Random) -> Vec<Made> {
    let mut left: Vec<&Made> = all.iter().filter(|_| random.below(3) > 0).collect();
    let mut drawn = vec![];
    while !left.is_empty() {
        drawn.push(left.swap_remove(random.below(left.len())).clone());
    }
    drawn
}

fn text(made: &[Made]) -> String {
    made.iter().map(|made| made.forge.pem()).collect()
}

/// Whether a client of each can log in.
fn works(shop: &mut Shop, cas: &[Made], clients: Vec<Made>) -> Vec<bool> {
    let bundle = Bundle { name: "removed", made: clients, verdicts: ["ok"; 2], host: HOST, because: None };
    let answers = shop.tried(&text(cas), &bundle, Field::Clients, 2);
    answers.into_iter().map(|(_, answer)| answer == "ok").collect()
}

/// What is said of each that was stored.
fn said(shop: &Shop, old: &[Made], new: &[Made]) -> Vec<Fate> {
    let body = |made: &[Made]| Field::Clients.body(&text(made)).to_string();
    let current = State::parse(body(old)).expect("a state");
    let settings = check(body(new)).into_settings();
    let after = match &settings {
        Ok(settings) => current.apply(settings),
        // What is refused may be taken all the same.
        Err(_) => State::parse(body(new)).expect("a state"),
    };
    let changes = current.diff(&after);
    let effects = changes.effects(Some(shop.now));
    let fate = |forge: &Forge| {
        let der = forge.der();
        let certificates = changes.members().iter().flat_map(|member| member.certificates());
        let found = certificates.map(|change| change.certificate()).find(|found| found.der() == der);
        let digits: String = found.map(|found| hex(&found.fingerprint())).unwrap_or_default();
        let short = digits.get(..16)?;
        let effect = effects.iter().find(|effect| effect.message().contains(short))?;
        Some(if effect.message().contains("that do not send it") { Fate::IfSent } else { Fate::Out })
    };
    old.iter().map(|made| fate(&made.forge).unwrap_or(Fate::Same)).collect()
}

/// Complains where a handshake says something else.
pub(crate) fn compare(oracle: Oracle, count: usize, seed: u64) -> Vec<String> {
    let mut shop = Shop::new(oracle);
    let all = authorities(&mut shop);
    let name =
        |made: &Made| all.iter().position(|one| one.forge.der() == made.forge.der()).expect("one of all");
    let mut random = Random::new(seed);
    let mut complaints = vec![];
    for _ in 0..count {
        let (old, new) = (some(&all, &mut random), some(&all, &mut random));
        if old.is_empty() || new.is_empty() {
            continue;
        }
        let before = works(&mut shop, &old, old.clone());
        let after = works(&mut shop, &new, old.clone());
        // Of two certificates of one authority only one is sent.
        let mut sent = vec![false; old.len()];
        for left_out in [[0, 1], [0, 4], [2, 1], [2, 4]] {
            let others: Vec<&Made> = old.iter().filter(|made| !left_out.contains(&name(made))).collect();
            let sending = old.iter().map(|made| made.clone().sending(&others)).collect();
            let works = works(&mut shop, &new, sending);
            sent.iter_mut().zip(works).for_each(|(sent, works)| *sent |= works);
        }
        let found = said(&shop, &old, &new);
        for (nth, made) in old.iter().enumerate() {
            // What is said of one certificate of an authority is said of all.
            let is_twin = |other: &Made| other.forge.public_key().spki == made.forge.public_key().spki;
            let fates = old.iter().zip(&found).filter(|(other, _)| is_twin(other)).map(|(_, fate)| *fate);
            let found = fates.fold(Fate::Same, |one, other| if one == Fate::Same { other } else { one });
            let expected = match (before[nth], after[nth], sent[nth]) {
                (false, ..) | (true, true, _) => Fate::Same,
                (true, false, true) => Fate::IfSent,
                (true, false, false) => Fate::Out,
            };
            if found != expected {
                let names = |made: &[Made]| made.iter().map(name).collect::<Vec<_>>();
                let (old, new) = (names(&old), names(&new));
                complaints.push(format!(
                    "{old:?} → {new:?}: of {} {:?} is said, and it is {expected:?}",
                    name(made),
                    found
                ));
            }
        }
    }
    complaints
}
