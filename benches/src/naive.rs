//! The naive pipeline: a parser of JSON, a validator of schemas, the documented patterns, and the crates for PEM
//! and X.509, one after the other. What can be compiled once is.

use fancy_regex::Regex;
use jsonschema::Validator;
use serde_json::Value;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The documentation's own: names, types, `match` required.
const SCHEMA: &str = include_str!("documented.schema.json");

const BIND_USERNAME: &str =
    r"^(?:(?<cn>CN=(?<name>[^,]*)),)?(?:(?<path>(?:(?:CN|OU)=[^,]+,?)+),)?(?<domain>(?:DC=[^,]+,?)+)$";
const HOSTNAME: &str =
    r"^([0-9]{1,3}\.){3}[0-9]{1,3}|([0-9a-f]{1,4}:){7}([0-9a-f]{1,4})|(([a-z0-9]+\.){1,10}[a-z]+)?$";

pub struct Naive {
    schema: Validator,
    bind_username: Regex,
    hostname: Regex,
}

/// What it has seen.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub faults: usize,
    pub certificates: usize,
    pub expressions: usize,
}

impl Default for Naive {
    fn default() -> Self {
        Self::new()
    }
}

impl Naive {
    pub fn new() -> Self {
        let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
        Self {
            schema: jsonschema::validator_for(&schema).expect("a schema"),
            bind_username: Regex::new(BIND_USERNAME).expect("a pattern"),
            hostname: Regex::new(HOSTNAME).expect("a pattern"),
        }
    }

    pub fn check(&self, body: &str) -> Seen {
        let mut seen = Seen::default();
        let Ok(body) = serde_json::from_str::<Value>(body) else {
            seen.faults += 1;
            return seen;
        };
        seen.faults += self.schema.iter_errors(&body).count();
        let text = |pointer| body.pointer(pointer).and_then(Value::as_str);
        for (pointer, pattern) in
            [("/ldap/bindUsername", &self.bind_username), ("/ldap/hostname", &self.hostname)]
        {
            let fits = text(pointer).is_none_or(|text| pattern.is_match(text).unwrap_or(false));
            seen.faults += usize::from(!fits);
        }
        for certificates in [text("/customerX509/cas"), text("/ldap/caCertificate")].into_iter().flatten() {
            match pem::parse_many(certificates) {
                Err(_) => seen.faults += 1,
                Ok(blocks) => blocks.iter().for_each(|block| {
                    match X509Certificate::from_der(block.contents()) {
                        Ok(_) => seen.certificates += 1,
                        Err(_) => seen.faults += 1,
                    };
                }),
            }
        }
        let mappings = body.pointer("/ldap/userToDNMapping").and_then(Value::as_array);
        for expression in mappings.into_iter().flatten().filter_map(|mapping| mapping.get("match")?.as_str())
        {
            match Regex::new(expression) {
                Ok(_) => seen.expressions += 1,
                Err(_) => seen.faults += 1,
            }
        }
        seen
    }
}
