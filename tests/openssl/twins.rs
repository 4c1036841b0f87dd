//! Certificates of the same name and key, of which one cannot be used; and what stands below no CA.

use crate::forge::extension::*;
use crate::forge::key::ecdsa_with;
use crate::forge::{Forge, der};
use crate::shop::{DAY, Shop};

const UNKNOWN: &str = "1.3.6.1.4.1.99999.2";

pub(crate) fn all(shop: &mut Shop) {
    not_usable(shop);
    not_valid(shop);
    no_authorities(shop);
}

/// With the names of both orders, the changed one first, and what OpenSSL says then.
fn both(
    shop: &mut Shop,
    [first, last]: [&'static str; 2],
    change: impl FnOnce(Forge) -> Forge,
    [before, behind]: [&'static str; 2],
) {
    let good = shop.root();
    let changed = good.clone().but(|forge| change(forge.serial(&[9])));
    shop.add(first, &[&changed, &good], before);
    shop.add(last, &[&good, &changed], behind);
}

fn not_usable(shop: &mut Shop) {
    let absent = shop.root();
    let malformed = || raw(NAME_CONSTRAINTS, false, &[0x30, 1, 0]);
    let names = ["a malformed twin first", "a malformed twin last"];
    both(shop, names, |forge| forge.with(malformed()), ["ok ok"; 2]);
    let names = ["a malformed twin without issuer first", "a malformed twin without issuer last"];
    both(shop, names, |forge| forge.issued_by(&absent.forge).with(malformed()), ["ok ok"; 2]);
    let names = ["a twin with an extension twice first", "a twin with an extension twice last"];
    both(shop, names, |forge| forge.with_another(key_usage(true, CRL_SIGN)), ["ok ok"; 2]);
    let names = ["a critical twin first", "a critical twin last"];
    both(shop, names, |forge| forge.with(raw(UNKNOWN, true, &[5, 0])), ["34 34", "ok ok"]);
    let names = ["a twin for mail first", "a twin for mail last"];
    let mail = extended_key_usage(true, &[EMAIL_PROTECTION]);
    both(shop, names, |forge| forge.with(mail), ["26 26", "ok ok"]);
    let names = ["a twin without keyCertSign first", "a twin without keyCertSign last"];
    both(shop, names, |forge| forge.with(key_usage(true, CRL_SIGN)), ["79 79", "ok ok"]);
    // With more beside them.
    let [good, issuer] = [shop.root(), shop.root()];
    let crossed = good.clone().but(|forge| forge.serial(&[9]).issued_by(&issuer.forge));
    let old = crossed.clone().but(|forge| forge.version(1).bare());
    shop.add("a twin of version 1 first", &[&old, &good, &issuer], "79 79 ok");
    shop.add("a twin of version 1 last", &[&good, &old, &issuer], "ok ok ok");
    let sha1 = crossed.but(|forge| forge.signed_with(ecdsa_with("sha1")));
    shop.add("a twin with SHA-1 last", &[&good, &sha1, &issuer], "ok ok ok");
    let below = shop.below(&good);
    let zero = good.clone().but(|forge| forge.serial(&[9]).with(basic_constraints(true, true, Some(0))));
    shop.add("a twin with path length 0 first", &[&zero, &good, &below], "ok ok 25");
    shop.add("a twin with path length 0 last", &[&good, &zero, &below], "ok ok ok");
}

fn not_valid(shop: &mut Shop) {
    let now = shop.now;
    let names = ["a twin that is never valid first", "a twin that is never valid last"];
    both(shop, names, |forge| forge.valid(now + DAY, now - DAY), ["ok ok"; 2]);
    let names = ["a twin with a time that is none first", "a twin with a time that is none last"];
    both(shop, names, |forge| forge.not_after(der::UTC, "441301000000Z"), ["ok ok"; 2]);
}

fn no_authorities(shop: &mut Shop) {
    let none = || basic_constraints(true, false, None);
    let names = ["a twin that is no CA first", "a twin that is no CA last"];
    both(shop, names, |forge| forge.with(none()), ["79 79", "ok ok"]);
    let names = ["a twin for a host first", "a twin for a host last"];
    let usage = key_usage(true, DIGITAL_SIGNATURE);
    both(shop, names, |forge| forge.with(none()).with(usage), ["79 79", "ok ok"]);
    let [good, issuer] = [shop.root(), shop.root()];
    let bare = good.clone().but(|forge| forge.serial(&[9]).issued_by(&issuer.forge).bare());
    shop.add("a bare twin first", &[&bare, &good, &issuer], "79 79 ok");
    shop.add("a bare twin last", &[&good, &bare, &issuer], "ok ok ok");
    let middle = shop.below(&good).but(|forge| forge.with(none()));
    let below = shop.below(&middle);
    shop.add("a CA below none", &[&good, &middle, &below], "ok 79 79");
    let bare = middle.but(|forge| forge.bare());
    shop.add("a CA below a bare one", &[&good, &bare, &below], "ok 79 79");
    let loops = shop.root();
    let back = shop.below(&loops);
    let loops = loops.but(|forge| forge.issued_by(&back.forge).with(none()));
    let [good, other] = [shop.root(), shop.root()];
    let none_above = shop.below(&other).but(|forge| forge.with(none()));
    let crossed = good.clone().but(|forge| forge.serial(&[9]).issued_by(&none_above.forge));
    let none_above = none_above.silent();
    shop.add("a CA below none that is passed over", &[&other, &none_above, &good, &crossed], "ok ok ok");
    shop.add("a circle with one that is no CA", &[&loops, &back], "22 22");
}
