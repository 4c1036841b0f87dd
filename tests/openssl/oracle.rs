//! OpenSSL, asked through python3.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;

use serde_json::{Value, json};

use crate::forge::key::{self, Key};

/// A process that answers.
#[derive(Clone)]
pub(crate) struct Oracle {
    pipes: Rc<RefCell<Pipes>>,
    /// Whether it is the version that our verdicts were written down for.
    pub(crate) is_3_0: bool,
}

struct Pipes {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// What the load came to.
#[derive(Debug)]
pub(crate) struct Load {
    /// The DER of the subjects that clients are told; `None` if `SSL_load_client_CA_file` refused.
    pub(crate) names: Option<Vec<String>>,
    /// The DER of what is trusted; `None` if `SSL_CTX_load_verify_locations` refused.
    pub(crate) store: Option<Vec<String>>,
    /// The subjects of those.
    subjects: Vec<String>,
    pub(crate) why: String,
}

impl Load {
    pub(crate) fn is_refused(&self) -> bool {
        self.names.is_none() || self.store.is_none()
    }

    /// Whether the certificate is trusted, and clients are told of it.
    pub(crate) fn has(&self, der: &[u8]) -> bool {
        let nth = self.store.iter().flatten().position(|stored| *stored == hex(der));
        let subject = nth.and_then(|nth| self.subjects.get(nth));
        subject.is_some_and(|subject| self.names.iter().flatten().any(|name| name == subject))
    }
}

/// What a handshake came to.
#[derive(Clone, Debug)]
pub(crate) struct Handshake {
    pub(crate) works: bool,
    /// Of `X509_V_ERR_…`.
    pub(crate) code: i64,
    pub(crate) why: String,
}

/// Who presents a chain to the database.
pub(crate) struct Peer<'a> {
    /// The DER of each certificate that is sent, the own one first.
    pub(crate) chain: &'a [Vec<u8>],
    pub(crate) key: usize,
    /// The directory's host; without one it is a client.
    pub(crate) host: Option<&'a str>,
}

/// The database's own certificate, which a handshake cannot do without.
pub(crate) struct Own {
    pub(crate) der: Vec<u8>,
    pub(crate) key: usize,
}

impl Oracle {
    /// Or why there is none.
    pub(crate) fn start() -> Result<Self, String> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openssl/oracle.py");
        let mut python = Command::new("python3");
        python.args(["-B", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = python.spawn().map_err(|error| format!("no python3: {error}"))?;
        let questions = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("it is piped"));
        let pipes = Rc::new(RefCell::new(Pipes { child, questions, answers }));
        let oracle = Self { pipes, is_3_0: false };
        match oracle.try_ask(&json!({"do": "version"})) {
            Some(version) => {
                let text = version["text"].as_str().unwrap_or_default().to_owned();
                let is_3_0 = text.starts_with("OpenSSL 3.0.");
                if text.starts_with("OpenSSL 3.") { Ok(Self { is_3_0, ..oracle }) } else { Err(text) }
            }
            None => Err("python3 finds no libssl of OpenSSL 3".to_owned()),
        }
    }

    fn try_ask(&self, question: &Value) -> Option<Value> {
        let mut pipes = self.pipes.borrow_mut();
        let questions = pipes.questions.as_mut().expect("it is open");
        questions.write_all(format!("{question}\n").as_bytes()).ok()?;
        questions.flush().ok()?;
        let mut line = String::new();
        pipes.answers.read_line(&mut line).ok()?;
        serde_json::from_str(&line).ok()
    }

    fn ask(&self, question: &Value) -> Value {
        let answer = self.try_ask(question);
        answer.unwrap_or_else(|| {
            let mut text = question.to_string();
            text.truncate(300);
            panic!("no answer to {text}")
        })
    }

    pub(crate) fn load(&self, text: &str) -> Load {
        let answer = self.ask(&json!({"do": "load", "text": text}));
        let list = |member: &str| {
            let items = answer[member].as_array()?;
            Some(items.iter().map(|item| item.as_str().expect("digits").to_owned()).collect())
        };
        let why = answer["why"].as_str().unwrap_or_default().to_owned();
        let subjects = list("subjects").unwrap_or_default();
        Load { names: list("names"), store: list("store"), subjects, why }
    }

    /// A new key: see `new_key` of the script.
    pub(crate) fn key(&self, kind: &str) -> (Key, usize) {
        let answer = self.ask(&json!({"do": "key", "kind": kind, "parameters": DSA_2048}));
        let id = answer["id"].as_u64().unwrap_or_else(|| panic!("{kind}: {answer}"));
        let spki = bytes(answer["spki"].as_str().expect("digits"));
        let algorithm = match kind.split(' ').next() {
            Some("RSA" | "smooth") => key::rsa_with("sha256"),
            Some("RSA-PSS") => key::pss_with("sha256"),
            Some("DSA") => key::dsa_with("sha256"),
            Some("ED25519") => Key::ed25519("").algorithm,
            Some("ED448") => Key::ed448("").algorithm,
            Some("SM2") => Key::sm2("").algorithm,
            _ => key::ecdsa_with("sha256"),
        };
        let oracle = self.clone();
        // The same every time, although a signature of ECDSA is drawn by lot.
        let signatures = RefCell::new(HashMap::new());
        let sign = move |algorithm: &[u8], data: &[u8]| {
            if let Some(made) = signatures.borrow().get(data) {
                return Vec::clone(made);
            }
            let (digest, pss) = digest_of(algorithm);
            let question = json!({"do": "sign", "key": id, "digest": digest, "pss": pss, "data": hex(data)});
            // Without a signature it is none that verifies; a case that needs one shows it.
            let made = oracle.ask(&question)["signature"].as_str().map_or_else(|| vec![0; 64], bytes);
            signatures.borrow_mut().insert(data.to_vec(), made.clone());
            made
        };
        let key = Key { spki, algorithm, signer: Some(Rc::new(sign)) };
        (key, usize::try_from(id).expect("a small number"))
    }

    /// A private key as PEM.
    pub(crate) fn private(&self, key: usize, old: bool, password: Option<&str>) -> String {
        let answer = self.ask(&json!({"do": "private", "key": key, "old": old, "password": password}));
        answer["text"].as_str().expect("a text").to_owned()
    }

    /// What the database makes of the peer at that security level, with the bundle loaded.
    pub(crate) fn handshake(&self, bundle: &str, own: &Own, peer: &Peer<'_>, level: u8) -> Handshake {
        let chain: Vec<String> = peer.chain.iter().map(|der| hex(der)).collect();
        let answer = self.ask(&json!({
            "do": "handshake", "text": bundle, "own": hex(&own.der), "own_key": own.key,
            "chain": chain, "key": peer.key, "host": peer.host, "level": level,
        }));
        Handshake {
            works: answer["ok"].as_bool().unwrap_or(false),
            code: answer["code"].as_i64().unwrap_or(-1),
            why: answer["error"].as_str().unwrap_or_default().to_owned(),
        }
    }
}

impl Drop for Pipes {
    fn drop(&mut self) {
        // The end of the questions is the end of the process.
        self.questions = None;
        let _ = self.child.wait();
    }
}

/// What OpenSSL calls the hash of an algorithm of signatures, and whether it is PSS.
fn digest_of(algorithm: &[u8]) -> (Option<&'static str>, bool) {
    let known: [(Vec<u8>, &str, bool); 13] = [
        (key::rsa_with("md5"), "MD5", false),
        (key::rsa_with("sha1"), "SHA1", false),
        (key::rsa_with("sha384"), "SHA384", false),
        (key::rsa_with("sha512"), "SHA512", false),
        (key::pss_with("sha1"), "SHA1", true),
        (key::pss_with("sha256"), "SHA256", true),
        (key::pss_with("sha384"), "SHA384", true),
        (key::ecdsa_with("sha1"), "SHA1", false),
        (key::ecdsa_with("sha224"), "SHA224", false),
        (key::ecdsa_with("sha384"), "SHA384", false),
        (key::ecdsa_with("sha512"), "SHA512", false),
        (key::rsa_with("sha224"), "SHA224", false),
        (Key::sm2("").algorithm, "SM3", false),
    ];
    if [Key::ed25519("").algorithm, Key::ed448("").algorithm].iter().any(|edwards| edwards == algorithm) {
        return (None, false);
    }
    let found = known.iter().find(|(der, _, _)| der == algorithm);
    found.map_or((Some("SHA256"), false), |(_, digest, pss)| (Some(digest), *pss))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(digits: &str) -> Vec<u8> {
    let pair = |nth| u8::from_str_radix(digits.get(nth..nth + 2).expect("pairs"), 16).expect("digits");
    (0..digits.len()).step_by(2).map(pair).collect()
}

/// Primes take seconds to find; these are no secret. `openssl dsaparam 2048`.
const DSA_2048: &str = "\
-----BEGIN DSA PARAMETERS-----
MIICKAKCAQEAmLMyteOciB9LJRRqwMC6X38inFR1g40ptFYFDYeNAAIC2Z0rvE04
Ox2Mo2JdEQVKGEEnLDFvEySfA59/nKKsiB/EHZRI23+OFysBcrMppd5cxxhriZq4
M41t4lIcHrpt2m/w+e4b046sXZO+tUPJnyTCz69Brh9avrM2YEPbYHTKGbPPHaYD
NUVIIYkqV3PybO4uangJt2Dd0dHHqp2F4rz+eosTNugGXzE1z/b2k/dqozERFfxk
Q95w4qlrsmqpSsuYZc8n/KuEILVSfvnYEfqa1fEXa67FPt+Ptakj8J6lkENxlMgl
sVT4EanoGom32wIVTRzoerKLU+HvAQL3+wIdAK8I4VNjYQrmCOVQw9mo+yF8xU7e
c7fyBlqBDU0CggEATQSexTj6blTmGtsOnGVyVEP39AYnxtpXoKusJbBjPe7l+uGW
jDzRpG3WolHJCZz9mPdXBgOJxFNn9ZACQyWd9y3mrkD7jBiYpZHkzoBTcLtmqLJH
hKDJP5o0vP8jppoCMoEanZpjDQqRPrRgsWw7XmNI7pqAxEkAFVhmxG0ZfPHFzvqC
hM8miD/k9/2QVw1xB7vngrq7I1lvGpzmYnTMdN2m5vkzFA+u+GIFfjV4lZ17gp8r
WvzLLr0pEWk87Jts0LbWdhZgXaMxeWaKSy2gKVwC5NX+06rFaU7Mf/pxyl4MY9So
D8TUnkQlu2Nksq3ut78ytTeATE/k7b4Rp/6PCA==
-----END DSA PARAMETERS-----
";
