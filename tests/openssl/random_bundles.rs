//! Bundles of random certificates; the same ones on every run.

use crate::forge::Forge;
use crate::forge::der::{example, integer, name, octets, sequence, tlv};
use crate::forge::extension::*;
use crate::forge::key::ecdsa_with;
use crate::random::Random;
use crate::shop::{Bundle, DAY, HOST, Made, Shop};

const KINDS: &[&str] = &["RSA 2048", "RSA 1024", "EC P-192", "ED25519", "EC P-521", "RSA-PSS 2048"];
const UNKNOWN: &str = "1.3.6.1.4.1.99999.2";

/// Certificates of a few names and keys, and in words what is odd about each.
pub(crate) struct Lottery {
    random: Random,
    entities: Vec<Made>,
}

impl Lottery {
    pub(crate) fn new(shop: &mut Shop, seed: u64) -> Self {
        let mut entities: Vec<Made> = (0..10).map(|_| shop.root()).collect();
        entities.extend(KINDS.iter().map(|kind| shop.root_of(kind)));
        Self { random: Random::new(seed), entities }
    }

    fn below(&mut self, limit: usize) -> usize {
        self.random.below(limit)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// A bundle, and how it came about.
    pub(crate) fn bundle(&mut self, shop: &mut Shop) -> (Bundle, String) {
        let mut words = String::new();
        // Some authorities; some of them share a name, a few a key.
        let names = ["Example A CA", "Example B CA", "Example C CA", "Example D CA"];
        let count = 1 + self.below(4);
        let shares = self.one_in(3);
        let mut cast: Vec<Made> = vec![];
        for nth in 0..count {
            let ordinary = self.one_in(4);
            let at = if ordinary { self.below(self.entities.len()) } else { self.below(10) };
            let called = if shares { self.below(names.len()) } else { nth };
            let entity = self.entities[at].clone().but(|forge| forge.subject(example(names[called])));
            let entity = match self.below(6) {
                0 => entity.but(|forge| forge.without(SUBJECT_KEY)),
                _ => entity,
            };
            words += &format!("[{nth}: key {at}, {}] ", names[called]);
            cast.push(entity);
        }
        let is_small = std::env::var("USERSEC_SMALL").is_ok();
        let size = if is_small { 2 + self.below(2) } else { 2 + self.below(5) };
        let mut left = if is_small { 1 } else { 99 };
        let mut made: Vec<Made> = vec![];
        for nth in 0..size {
            if nth > 0 && self.one_in(12) {
                let copied = self.below(made.len());
                words += &format!("| copy of {copied} ");
                made.push(made[copied].clone());
                continue;
            }
            let who = if nth < count { nth } else { self.below(count) };
            let issuer = match self.below(10) {
                0..4 => who,
                4..8 => who.saturating_sub(1),
                _ => self.below(count),
            };
            let is_own = who > 0 && self.one_in(10);
            words += &format!("| {who} by {issuer} ");
            let serial = [u8::try_from(1 + self.below(3)).expect("small")];
            let now = shop.now;
            let mut one = match (is_own, who == issuer) {
                (true, _) => {
                    words += "own ";
                    shop.leaf(&cast[issuer])
                }
                (false, true) => cast[who].clone(),
                (false, false) => cast[who].clone().but(|forge| forge.issued_by(&cast[issuer].forge)),
            };
            one = one.but(|forge| forge.serial(&serial).valid(now - 100 * DAY, now + 1000 * DAY));
            if who == issuer && !is_own && self.one_in(3) {
                let id = cast[who].forge.key_identifier();
                if let Some(id) = id {
                    words += "aki ";
                    one = one.but(|forge| forge.with(authority_key(&id)));
                }
            }
            let oddities = [0, 0, 0, 1, 1, 2][self.below(6)].min(left);
            left -= oddities;
            for _ in 0..oddities {
                one = self.odd(one, &cast[issuer].forge, now, &mut words);
            }
            made.push(one);
        }
        for nth in (1..made.len()).rev() {
            let other = self.below(nth + 1);
            if self.below(2) == 0 {
                made.swap(nth, other);
                words += &format!("| swap {nth} {other} ");
            }
        }
        (Bundle { name: "random", made, verdicts: ["", ""], host: HOST, because: None }, words)
    }

    fn odd(&mut self, made: Made, issuer: &Forge, now: i64, words: &mut String) -> Made {
        let which = self.below(15);
        let is_own = made.is_shown_itself();
        let detail = self.below(8);
        let critical = self.one_in(2);
        *words += &format!("({which}.{detail}{}) ", if critical { "!" } else { "" });
        if is_own && matches!(which, 1 | 2 | 13) {
            return made;
        }
        made.but(|forge| match which {
            0 => match detail {
                0 | 1 => forge.without(KEY_USAGE),
                2 => forge.with(key_usage(critical, KEY_CERT_SIGN)),
                3 => forge.with(key_usage(critical, DIGITAL_SIGNATURE | CRL_SIGN)),
                4 => forge.with(key_usage(critical, 0)),
                5 => forge.with(key_usage(critical, DIGITAL_SIGNATURE | KEY_CERT_SIGN)),
                6 => forge.with(key_usage(critical, KEY_ENCIPHERMENT | KEY_CERT_SIGN)),
                _ => forge.with(raw(KEY_USAGE, critical, &[3, 3, 0, 4, 0])),
            },
            1 => match detail {
                0 => forge.without(BASIC_CONSTRAINTS),
                1 => forge.without(BASIC_CONSTRAINTS).without(KEY_USAGE),
                2 => forge.with(basic_constraints(critical, false, None)),
                3 => forge.with(basic_constraints(critical, false, Some(0))),
                4 => forge.with(basic_constraints(critical, true, None)),
                5 => forge.without(BASIC_CONSTRAINTS).with(netscape_type(critical, 4)),
                6 => forge.with(raw(BASIC_CONSTRAINTS, critical, &sequence(&[&[1, 1, 1]]))),
                _ => forge.with(raw(BASIC_CONSTRAINTS, critical, &sequence(&[&[1, 1, 0xff], &[2, 1, 0xff]]))),
            },
            2 => forge.with(basic_constraints(critical, true, Some([0, 0, 0, 1, 1, 2, 3, 9][detail]))),
            3 => {
                let uses: &[&str] = match detail {
                    0 | 1 => &[SERVER_AUTH],
                    2 | 3 => &[CLIENT_AUTH],
                    4 => &[SERVER_AUTH, CLIENT_AUTH],
                    5 => &[EMAIL_PROTECTION],
                    6 => &[ANY_USE],
                    _ => &[],
                };
                forge.with(extended_key_usage(critical, uses))
            }
            4 => match detail {
                0..3 => forge.without(SUBJECT_KEY),
                3 => forge.with(subject_key(&[9; 20])),
                4 => forge.with(subject_key(&[])),
                5 => forge.with(raw(SUBJECT_KEY, critical, &[4])),
                6 => forge.with_another(subject_key(&[7; 4])),
                _ => forge.with(raw(SUBJECT_KEY, true, &octets(&[7; 20]))),
            },
            5 | 6 => {
                let id = issuer.key_identifier().unwrap_or_else(|| vec![1; 20]);
                let serial = u8::try_from(1 + detail % 3).expect("small");
                match (which, detail) {
                    (5, 0 | 1) => forge.without(AUTHORITY_KEY),
                    (5, 2) => forge.with(authority_key(&[9; 20])),
                    (5, 3) => forge.with(raw(AUTHORITY_KEY, critical, &[0x30, 0])),
                    (5, 4) => forge.with(raw(AUTHORITY_KEY, critical, &[0x30, 5, 1])),
                    (5, 5) => forge.with_another(authority_key(&id)),
                    (5, 6) => forge.with(authority_key(&[])),
                    (5, _) => forge.with(raw(
                        AUTHORITY_KEY,
                        critical,
                        &sequence(&[&tlv(0x80, &id), &tlv(0x82, &[1])]),
                    )),
                    (_, 0..4) => forge.with(authority_certificate(issuer.issuer_name(), &[serial])),
                    (_, 4) => forge.with(authority_certificate(&example("nobody"), &[serial])),
                    (_, 5) => {
                        let names = tlv(0xa1, &tlv(0xa4, issuer.issuer_name()));
                        let parts = sequence(&[&tlv(0x80, &id), &names, &tlv(0x82, &[serial])]);
                        forge.with(raw(AUTHORITY_KEY, critical, &parts))
                    }
                    (_, 6) => {
                        let names = tlv(0xa1, &tlv(0x82, b"x.example.com"));
                        forge.with(raw(AUTHORITY_KEY, critical, &sequence(&[&names, &tlv(0x82, &[serial])])))
                    }
                    (_, _) => {
                        let names = tlv(0xa1, &tlv(0xa4, &example("nobody")));
                        forge.with(raw(AUTHORITY_KEY, critical, &sequence(&[&names])))
                    }
                }
            }
            7 => match detail {
                0 | 1 => forge.version(1).bare(),
                2 => forge.version(2).bare(),
                3 => forge.bare(),
                4 => forge.version(1),
                5 => forge.version(2),
                6 => forge.version(4),
                _ => forge.serial(&[0xff]),
            },
            8 => match detail {
                0 => forge.with(raw(UNKNOWN, critical, &[5, 0])),
                1 => forge.with(policies(critical, &[UNKNOWN])),
                2 => forge.with(policy_constraints(critical, 0)),
                3 => forge.with(inhibit_any_policy(critical, 0)),
                4 => forge.with(crl_distribution(critical, "http://x.example.com/x")),
                5 => forge.with(netscape_type(critical, 0x80)),
                6 => forge.with(raw(OCSP_NO_CHECK, critical, &[5, 0])),
                _ => forge.with(raw(AUTHORITY_INFO, critical, &sequence(&[]))),
            },
            9 => {
                let org = name(&[("C", "US"), ("O", "Example")]);
                let nobody = name(&[("O", "Nobody")]);
                let [org, nobody] = [General::Directory(org), General::Directory(nobody)];
                match detail {
                    0 => forge.with(name_constraints(critical, &[org], &[])),
                    1 => forge.with(name_constraints(critical, &[nobody], &[])),
                    2 => forge.with(name_constraints(critical, &[], &[org])),
                    3 => forge.with(name_constraints(critical, &[], &[nobody])),
                    4 => forge.with(name_constraints(critical, &[General::dns("mycompany.com")], &[])),
                    5 => forge.with(name_constraints(critical, &[General::dns("othercompany.com")], &[])),
                    6 => forge.with(raw(NAME_CONSTRAINTS, critical, &[0x30, 0])),
                    _ => forge.with(raw(NAME_CONSTRAINTS, critical, &[0x30, 1, 0])),
                }
            }
            10 | 11 => match detail {
                0..4 => forge.valid(now - 900 * DAY, now - DAY),
                4 | 5 => forge.valid(now + DAY, now + 900 * DAY),
                6 => forge.valid(now + DAY, now - DAY),
                _ => forge.valid(now - DAY, now + DAY),
            },
            12 => match detail {
                0..3 => forge.signed_with(ecdsa_with("sha1")),
                3 => forge.signed_with(ecdsa_with("sha384")),
                4 => forge.subject(name(&[])),
                5 => forge.with(raw(PROXY, critical, &sequence(&[]))),
                6 => forge.unique_ids(unique_id(0x81, &[1, 2])),
                _ => forge.serial(&[1; 30]),
            },
            13 => match detail {
                0 => forge.with_another(basic_constraints(critical, true, None)),
                1 => forge.with_another(key_usage(critical, KEY_CERT_SIGN)),
                2 => forge
                    .with(extended_key_usage(false, &[SERVER_AUTH, CLIENT_AUTH]))
                    .with_another(extended_key_usage(critical, &[CLIENT_AUTH])),
                3 => forge.with(raw(SUBJECT_ALT_NAME, critical, &[0x30, 1, 0x82])),
                4 => forge.with(raw(CRL_DISTRIBUTION, critical, &[0x30, 2, 0x31, 0])),
                5 => forge.with(raw(EXTENDED_KEY_USAGE, critical, &[0x30, 2, 6, 9])),
                6 => forge.with(raw(POLICIES, critical, &[0x30, 2, 6, 9])),
                _ => forge.with_another(raw(UNKNOWN, false, &integer(3))).with_another(raw(
                    UNKNOWN,
                    false,
                    &[5, 0],
                )),
            },
            _ => match detail {
                0 => forge.with(subject_alt_name(critical, &[General::Email("ca@example.com".to_owned())])),
                1 => forge.with(subject_alt_name(critical, &[General::dns(HOST)])),
                2 => forge.with(policies(critical, &["2.5.29.32.0"])).with(policy_constraints(critical, 0)),
                3 => forge.with(raw(POLICY_MAPPINGS, critical, &sequence(&[]))),
                4 => forge.with(raw(POLICY_CONSTRAINTS, critical, &sequence(&[]))),
                5 => forge.with(raw(KEY_USAGE, critical, &[3, 2, 2, 4, 0])),
                6 => forge.with(raw(INHIBIT_ANY_POLICY, critical, &[2, 1, 0xff])),
                _ => forge.with(extended_key_usage(critical, &[SERVER_AUTH, "1.3.6.1.4.1.311.20.2.2"])),
            },
        })
    }
}
