//! The bodies that are measured.

use serde_json::{Value, json};

const CLEAN: &str = include_str!("../../tests/payloads/clean.json");
const BROKEN: &str = include_str!("../../tests/payloads/broken.json");

/// The bodies by name.
pub fn named(name: &str) -> Option<String> {
    Some(match name {
        "small" => small(),
        "bare" => bare(),
        "bundle" => bundle(),
        "broken" => broken(),
        "thousand" => thousand_findings(),
        _ => return None,
    })
}

/// Two certificates and a mapping, without a finding.
pub fn small() -> String {
    let clean: Value = serde_json::from_str(CLEAN).expect("JSON");
    let cas = clean["customerX509"]["cas"].as_str().expect("a text");
    let end = "-----END CERTIFICATE-----\n";
    let first = &cas[..cas.find(end).expect("a certificate") + end.len()];
    pretty(&json!({
        "customerX509": { "cas": first },
        "ldap": {
            "authenticationEnabled": true,
            "authorizationEnabled": false,
            "bindPassword": "${LDAP_BIND_PASSWORD}",
            "bindUsername": "CN=svc-atlas,OU=Services,DC=example,DC=net",
            "caCertificate": clean["ldap"]["caCertificate"],
            "hostname": "ldap.mycompany.com",
            "port": 636,
            "userToDNMapping": [
                { "match": r"(.+)@MYCOMPANY\.COM", "substitution": "CN={0},OU=Users,DC=example,DC=net" },
            ],
        },
    }))
}

/// Without certificates and mappings: 156 bytes.
pub fn bare() -> String {
    json!({
        "ldap": {
            "authenticationEnabled": true,
            "bindPassword": "${LDAP_PASSWORD}",
            "bindUsername": "CN=svc-atlas,DC=example,DC=net",
            "hostname": "ldap.mycompany.com",
            "port": 636,
        },
    })
    .to_string()
}

/// So many certificates of the Web PKI, over and over if there are not as many.
pub fn bundle_pem(number: usize) -> String {
    let certificates = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().take(140).cycle();
    certificates.take(number).map(|der| armored(der)).collect()
}

/// A `cas` of 140 real certificates.
pub fn bundle() -> String {
    pretty(&json!({ "customerX509": { "cas": bundle_pem(140) } }))
}

/// The worst realistic one.
pub fn broken() -> String {
    BROKEN.to_owned()
}

/// 1,000 findings in about a megabyte.
pub fn thousand_findings() -> String {
    let entry = |index: usize| {
        json!({
            "match": format!("(.+)@d{index}\\.example\\.net"),
            "substitution": format!("CN={{1}},OU={},DC=example,DC=net", "Users of this Department ".repeat(35)),
        })
    };
    let entries: Vec<Value> = (0..1000).map(entry).collect();
    pretty(&json!({ "ldap": { "userToDNMapping": entries } }))
}

fn pretty(body: &Value) -> String {
    serde_json::to_string_pretty(body).expect("JSON")
}

fn armored(der: &[u8]) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new("CERTIFICATE", der), config)
}
