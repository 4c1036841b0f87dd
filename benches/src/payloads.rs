//! The bodies that are measured.

use serde_json::{Value, json};

const CLEAN: &str = include_str!("../../tests/payloads/clean.json");

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

/// The worst realistic one: certificates that were pasted from mails, consoles and scripts, and what a body looks like
/// whose author knows another tool.
pub fn broken() -> String {
    let clean: Value = serde_json::from_str(CLEAN).expect("JSON");
    let end = "-----END CERTIFICATE-----\n";
    let cas = clean["customerX509"]["cas"].as_str().expect("a text");
    let (root, other) = cas.split_at(cas.find(end).expect("a certificate") + end.len());
    let host = clean["ldap"]["caCertificate"].as_str().expect("a text");
    let cas = [
        format!("\u{feff}{root}"),
        // A hyphen is lost.
        root.replacen("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE----", 1),
        root.lines().map(|line| format!("    {line}\n")).collect(),
        other.replacen("BEGIN CERT", "BEGIN TRUSTED CERT", 1),
        on_one_line(host),
        other.replacen('M', "*", 1),
        format!("{}\n", root.replace('\n', "\\n")),
        // The end is lost.
        other[..400].to_owned(),
    ];
    let body = json!({
        "customerX509": { "cas": cas.concat() },
        "ldap": {
            "authenticationEnabled": "true",
            "authorizationEnabled": true,
            "hostname": "ldaps://LDAP.mycompany.com:636/",
            "port": 27017,
            "bindUsername": "CN=svc-atlas,OU=Services,,DC=example,DC=net,",
            "bindPassword": "PLACEHOLDER",
            "bindDN": "CN=svc-atlas,DC=example,DC=net",
            "caCertificate": host.replace('\n', "\\n"),
            "authzQueryTemplate":
                "ldaps://ldap.mycompany.com/{USERNAME}?memberof?base?(objectClass=group",
            "user_to_dn_mapping": [],
            "userToDNMapping": [
                { "match": "(.+)@MYCOMPANY.COM", "substitution": "CN={1},OU=Users,DC=example,DC=net" },
                { "match": "(.+)@MYCOMPANY.COM", "substitution": "CN={1},OU=Users,DC=example,DC=net" },
                {
                    "match": r"^(.+)@lab\.mycompany\.com$",
                    "substitution": "CN=$1,OU=Lab,DC=example,DC=net",
                    "ldapQuery": "DC=example,DC=net??sub?(uid={0})",
                },
                { "match": r"([a-z]+@partner\.net", "substitution": "CN={0},OU=Partners,DC=example,DC=net" },
                { "match": "(.*)", "substitution": "CN={0},OU=Users,CD=example,DC=net," },
                {
                    "match": r"(.+)@MYCOMPANY\.ORG",
                    "ldapQuery": "DC=example,DC=net?cn?one?(|(uid={0})(mail={0}",
                },
                { "substitution": "CN={0},OU=Guests,DC=example,DC=net" },
            ],
        },
    });
    with_findings(30, pretty(&body))
}

/// A certificate whose body is one line.
fn on_one_line(pem: &str) -> String {
    let lines: Vec<&str> = pem.lines().collect();
    let [begin, body @ .., end] = lines.as_slice() else { panic!("a certificate has lines") };
    format!("{begin}\n{}\n{end}\n", body.concat())
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
    with_findings(1000, pretty(&json!({ "ldap": { "userToDNMapping": entries } })))
}

/// The body, which has so many findings: with a change of a rule it may become another one than is said.
fn with_findings(at_least: usize, body: String) -> String {
    let count = crate::linter().check(&body).findings().len();
    assert!(count >= at_least, "{count} findings, and not {at_least}");
    body
}

fn pretty(body: &Value) -> String {
    serde_json::to_string_pretty(body).expect("JSON")
}

fn armored(der: &[u8]) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new("CERTIFICATE", der), config)
}
