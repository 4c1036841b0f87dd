//! Certificates that are signed for real, and who shakes hands with them.

use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::forge::Forge;
use crate::forge::extension::{CLIENT_AUTH, General, SERVER_AUTH, extended_key_usage, subject_alt_name};
use crate::forge::key::Key;
use crate::judge::Field;
use crate::oracle::{Oracle, Own, Peer};

pub(crate) const DAY: i64 = 86_400;
pub(crate) const HOST: &str = "ldap.mycompany.com";

/// A certificate, its private key, and who it is tried with.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) forge: Forge,
    key: usize,
    /// It is shown itself, instead of a certificate that it has issued.
    shows_itself: bool,
    /// What is sent along.
    sent: Vec<Forge>,
    /// Nobody tries it: it is there for others.
    is_silent: bool,
}

impl Made {
    pub(crate) fn but(mut self, change: impl FnOnce(Forge) -> Forge) -> Self {
        self.forge = change(self.forge);
        self
    }

    /// Shown itself, as the certificate of a client or a host.
    pub(crate) fn itself(self) -> Self {
        Self { shows_itself: true, ..self }
    }

    /// Whoever shows a certificate of it sends these along.
    pub(crate) fn sending(mut self, others: &[&Made]) -> Self {
        self.sent = others.iter().map(|other| other.forge.clone()).collect();
        self
    }

    pub(crate) fn is_shown_itself(&self) -> bool {
        self.shows_itself
    }

    pub(crate) fn silent(self) -> Self {
        Self { is_silent: true, ..self }
    }
}

impl Bundle {
    /// The certificate of that number, and those of its issuers, theirs, and so on, by their names.
    pub(crate) fn path(&self, nth: usize) -> Vec<usize> {
        let mut path = vec![nth];
        let mut done = 0;
        while let Some(below) = path.get(done).map(|nth| &self.made[*nth].forge) {
            done += 1;
            let issues = |at: &usize| self.made[*at].forge.subject_name() == below.issuer_name();
            let above: Vec<usize> =
                (0..self.made.len()).filter(issues).filter(|at| !path.contains(at)).collect();
            path.extend(above);
        }
        path
    }
}

impl Bundle {
    /// Those of the same name and key, itself among them.
    pub(crate) fn siblings(&self, nth: usize) -> Vec<usize> {
        let of = |at: usize| {
            let forge = &self.made[at].forge;
            (forge.subject_name().to_vec(), forge.public_key().spki.clone())
        };
        (0..self.made.len()).filter(|at| of(*at) == of(nth)).collect()
    }
}

/// Certificates that stand in one value.
pub(crate) struct Bundle {
    pub(crate) name: &'static str,
    pub(crate) made: Vec<Made>,
    /// What OpenSSL says to each that is tried: for `cas`, then for `caCertificate` if that differs.
    pub(crate) verdicts: [&'static str; 2],
    /// The directory's.
    pub(crate) host: &'static str,
    /// Why we say something else, if we do: a section of `docs/fidelity.md`.
    pub(crate) because: Option<(&'static str, &'static [Field])>,
}

pub(crate) struct Shop {
    pub(crate) oracle: Oracle,
    pub(crate) now: i64,
    keys: HashMap<String, (Key, usize)>,
    own: Own,
    count: usize,
    pub(crate) bundles: Vec<Bundle>,
}

impl Shop {
    pub(crate) fn new(oracle: Oracle) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later");
        let now = i64::try_from(since.as_secs()).expect("a few billion");
        let (key, id) = oracle.key("EC P-256");
        let own = Own { der: Forge::own("database").key(key).der(), key: id };
        Self { oracle, now, keys: HashMap::new(), own, count: 0, bundles: vec![] }
    }

    fn made(&mut self, forge: Forge, kind: &str) -> Made {
        // RSA takes its time; other keys are all different.
        let name = if kind.contains("EC") { format!("{kind} {}", self.count) } else { kind.to_owned() };
        self.count += 1;
        let oracle = &self.oracle;
        let (key, id) = self.keys.entry(name).or_insert_with(|| oracle.key(kind)).clone();
        let forge = forge.key(key).valid(self.now - 100 * DAY, self.now + 1000 * DAY);
        Made { forge, key: id, shows_itself: false, sent: vec![], is_silent: false }
    }

    /// A root with its own P-256 key.
    pub(crate) fn root(&mut self) -> Made {
        self.root_of("EC P-256")
    }

    pub(crate) fn root_of(&mut self, kind: &str) -> Made {
        let name = format!("Example CA {}", self.count);
        self.made(Forge::root(&name), kind)
    }

    pub(crate) fn below(&mut self, issuer: &Made) -> Made {
        let made = self.root();
        made.but(|forge| forge.issued_by(&issuer.forge))
    }

    /// A certificate that signs itself and others do not hang on: a client's and a host's at once.
    pub(crate) fn own(&mut self) -> Made {
        let forge = Forge::own("Example own").with(subject_alt_name(false, &[General::dns(HOST)]));
        self.made(forge, "EC P-256").itself()
    }

    /// A client's certificate that the issuer has signed.
    pub(crate) fn leaf(&mut self, issuer: &Made) -> Made {
        self.own().but(|forge| forge.issued_by(&issuer.forge))
    }

    /// With what OpenSSL says in both fields.
    pub(crate) fn add(&mut self, name: &'static str, made: &[&Made], verdict: &'static str) {
        self.differs(name, made, [verdict, verdict]);
    }

    /// With what it says in `cas`, and in `caCertificate`.
    pub(crate) fn differs(&mut self, name: &'static str, made: &[&Made], verdicts: [&'static str; 2]) {
        let made = made.iter().map(|made| (*made).clone()).collect();
        self.bundles.push(Bundle { name, made, verdicts, host: HOST, because: None });
    }

    /// The certificate of a host that signs itself, with what OpenSSL says of the host's name.
    pub(crate) fn host(&mut self, name: &'static str, host: &'static str, own: &Made, verdict: &'static str) {
        let made = vec![own.clone()];
        self.bundles.push(Bundle { name, made, verdicts: ["ok", verdict], host, because: None });
    }

    /// Says why we differ from OpenSSL on the bundle of that name, in these fields.
    pub(crate) fn because(&mut self, name: &str, reason: &'static str, fields: &'static [Field]) {
        let bundle = self.bundles.iter_mut().find(|bundle| bundle.name == name);
        bundle.unwrap_or_else(|| panic!("no bundle is named {name}")).because = Some((reason, fields));
    }

    /// A root that differs from a good one in that, and the same as an intermediate below a good root.
    pub(crate) fn pair(
        &mut self,
        [root_name, name]: [&'static str; 2],
        change: impl Fn(Forge) -> Forge,
        [root_verdict, verdict]: [&'static str; 2],
    ) {
        let root = self.root();
        let below = self.below(&root).but(&change);
        self.add(name, &[&root.silent(), &below], verdict);
        let changed = self.root().but(&change);
        self.add(root_name, &[&changed], root_verdict);
    }

    /// What OpenSSL says at that level to each of the bundle that is tried, and which one it is.
    pub(crate) fn tried(
        &mut self,
        text: &str,
        bundle: &Bundle,
        field: Field,
        level: u8,
    ) -> Vec<(usize, String)> {
        let mut answers = vec![];
        for (nth, made) in bundle.made.iter().enumerate().filter(|(_, made)| !made.is_silent) {
            let answer = self.try_one(text, made, (field == Field::Host).then_some(bundle.host), level);
            answers.push((nth, answer));
        }
        answers
    }

    fn try_one(&mut self, text: &str, made: &Made, host: Option<&str>, level: u8) -> String {
        let mut answer = String::new();
        // An even exponent has no root of every number.
        for attempt in 0..=if made.shows_itself { 0 } else { u8::MAX } {
            let (own, key) = match made.shows_itself {
                true => (made.forge.clone(), made.key),
                false => self.issued(made, host, attempt),
            };
            let chain: Vec<Vec<u8>> = [own].iter().chain(&made.sent).map(Forge::der).collect();
            let peer = Peer { chain: &chain, key, host };
            let result = self.oracle.handshake(text, &self.own, &peer, level);
            answer = match (result.works, result.code) {
                (true, _) => "ok".to_owned(),
                (false, 0) => format!("«{}»", result.why),
                (false, code) => code.to_string(),
            };
            if answer != "7" || !made.forge.public_key().spki.ends_with(&[2, 3, 1, 0, 0]) {
                break;
            }
        }
        answer
    }

    fn issued(&mut self, issuer: &Made, host: Option<&str>, attempt: u8) -> (Forge, usize) {
        let (key, id) =
            self.keys.entry("leaf".to_owned()).or_insert_with(|| self.oracle.key("EC P-256")).clone();
        let uses = if host.is_some() { SERVER_AUTH } else { CLIENT_AUTH };
        let forge = Forge::own("example-leaf")
            .key(key)
            .issued_by(&issuer.forge)
            .serial(&[1, attempt])
            .valid(self.now - DAY, self.now + 60 * DAY)
            .with(extended_key_usage(false, &[uses]));
        let forge = match host {
            Some(_) => forge.with(subject_alt_name(false, &[General::dns(HOST)])),
            None => forge,
        };
        (forge, id)
    }
}
