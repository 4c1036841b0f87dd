//! Request bodies as people write them and worse: members known, misspelt, misplaced and doubled, of
//! whatever type, spelt in several ways, with a secret wherever one is found.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::select;

/// What no message, no pointer and no edit may repeat. It stands where the name of a member, or the text
/// around it, says that it is a secret.
pub(crate) const SECRETS: [&str; 2] = ["tr0ub4dorQZX", "91837465501"];

const ROOT_NAMES: &[&str] = &[
    "ldap",
    "ldap",
    "ldap",
    "ldap",
    "ldap",
    "ldap",
    "ldap",
    "ldap",
    "ldap",
    "customerX509",
    "customerX509",
    "links",
    "LDAP",
    "customer_x509",
    "ladp",
    "kerberos",
    "hostname",
    "port",
    "cas",
    "bindPassword",
    "match",
    "password",
    "userToDNMapping",
];

const LDAP_NAMES: &[&str] = &[
    "hostname",
    "hostname",
    "port",
    "port",
    "bindUsername",
    "bindUsername",
    "bindPassword",
    "bindPassword",
    "caCertificate",
    "authenticationEnabled",
    "authorizationEnabled",
    "authzQueryTemplate",
    "userToDNMapping",
    "userToDNMapping",
    "userToDNMapping",
    "links",
    "hostnme",
    "HostName",
    "host_name",
    "bind_username",
    "Port",
    "bind-password",
    "bindPasword",
    "queryPassword",
    "queryTemplate",
    "servers",
    "user_to_dn_mapping",
    "nonsense",
    "cas",
    "match",
    "customerX509",
    "client_secret",
    "\u{e9}\"\\",
    "a/b~1c",
];

const X509_NAMES: &[&str] =
    &["cas", "cas", "cas", "CAs", "ca", "links", "caCertificate", "ldap", "hostname", "secret"];

const MAPPING_NAMES: &[&str] = &[
    "substitution",
    "substitution",
    "ldapQuery",
    "ldapQuery",
    "match",
    "match",
    "substitution",
    "substitution",
    "ldapQuery",
    "ldapQuery",
    "ldap_query",
    "Match",
    "substituton",
    "hostname",
    "password",
];

const HOSTS: &[&str] = &[
    "ldap.example.net",
    "[2001:db8::1]",
    "ldaps://ldap.example.net",
    "ldaps://svc:tr0ub4dorQZX@ldap.example.net",
    "",
    "string",
    "${LDAP_HOST}",
    "ldap.example.net:636",
    " ldap.example.net",
    "ldaps://LDAP.example.net.:636\n",
    "[ldap.example.net]",
    "münchen.example",
    "a.example,b.example",
];

const NAMES: &[&str] = &[
    "CN=svc,DC=example,DC=net",
    "cn=svc, dc=example, dc=net",
    "CN=svc,DC=net,",
    "CN={0},DC=net",
    "svc",
    "",
    "CN=Doe, Jane,DC=net",
    "CN=a<b,DC=net",
    "CN=a,,DC=net;",
    "CN=\"a,DC=net",
    "uid=é😀,dc=net",
    "USERNAME",
    "CN=R\\&D,DC=net",
    "CN=\"a, b\";OU=c,DC=net",
    " CN=svc,\tDC=net\n",
    "CN=,CM=a DC=b,0U=c",
    "DC=net,CN=svc",
    "DC=net,CN=\"password=tr0ub4dorQZX\"",
];

/// Values that hold no secret, whatever member they stand in.
const PLAIN: &[&str] = &[
    "null",
    "true",
    "false",
    "12",
    "-0.5",
    "\"\"",
    "\"text\"",
    "\"{USER}?memberOf?base\"",
    "\"${X}\"",
    "\"string\"",
    "[]",
    "{}",
    "[1,{\"port\":1}]",
    r#"["a","b\n"]"#,
    r#"{"a":{"hostname":"x"}}"#,
    r#""[\"x\"]""#,
    r#""[\"\\ud800\"]""#,
    "\"line\u{2028}😀\"",
];

/// Values with a secret that they name themselves.
const SECRETIVE: &[&str] = &[
    r#"{"password":"tr0ub4dorQZX","a":1}"#,
    r#"{"x":[{"clientSecret":["tr0ub4dorQZX"]}],"hostname":"x"}"#,
    r#"[{"match":"([a-z]+)","pwd":91837465501}]"#,
    r#"{"bindPassword":"tr0ub4dorQZX","hostname":"ldap.example.net"}"#,
    // In pieces, so that nothing in this repository looks like a key.
    concat!(r#"["-----BEGIN PRIVATE "#, r#"KEY-----\ntr0ub4dorQZX\n-----END PRIVATE KEY-----\n"]"#),
    concat!(r#"["-----BEGIN PRIVATE "#, r#"KEY-----","tr0ub4dorQZX","-----END PRIVATE KEY-----"]"#),
    r#"["a","password=tr0ub4dorQZX"]"#,
    r#""[{\"match\":\"([a-z]+)\",\"p\\u0061ssword\":\"tr0ub4dorQZX\"}]""#,
    r#""[{\"match\":\"([a-z]+)\",\"substitution\":\"x\",\"password\":\"tr0ub4dorQZX\"}]""#,
    r#""ldaps://svc:tr0ub4dorQZX@ldap.example.net""#,
];

/// Values of members whose name says that they are secret.
const PASSWORDS: &[&str] = &[
    "\"tr0ub4dorQZX\"",
    "\"tr0ub4dorQZX\"",
    "\"tr0ub4dorQZX\\n\"",
    "\" \\u0009tr0ub4dorQZX \"",
    "\"changeMe\"",
    "91837465501",
    "[\"tr0ub4dorQZX\"]",
    "[\"a\",\"tr0ub4dorQZX\"]",
    "{\"x\":\"tr0ub4dorQZX\"}",
    "null",
    "\"\"",
    "\"${LDAP_BIND_PASSWORD}\"",
];

const FLAGS: &[&str] = &["true", "false", "\"true\"", "\"False\"", "1", "null"];
const PORTS: &[&str] =
    &["636", "0", "70000", "\"636\"", "636.0", "6.36e2", "636.5", "99999999999", "\"${PORT}\"", "null"];

/// A JSON string literal of the text: as short as it gets, or with the characters that `mask` picks escaped.
fn literal(text: &str, mask: u8) -> String {
    let mut literal = String::from("\"");
    for (nth, c) in text.chars().enumerate() {
        let mut units = [0; 2];
        match mask >> (nth % 8) & 1 {
            0 => literal += serde_json::Value::from(c.to_string()).to_string().unquoted(),
            _ => c.encode_utf16(&mut units).iter().for_each(|unit| literal += &format!("\\u{unit:04X}")),
        }
    }
    literal + "\""
}

trait Unquoted {
    fn unquoted(&self) -> &str;
}

impl Unquoted for String {
    /// Without the quotes.
    fn unquoted(&self) -> &str {
        self.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).expect("a literal")
    }
}

fn spelling() -> impl Strategy<Value = u8> {
    prop_oneof![6 => Just(0), 1 => any::<u8>()]
}

fn text(texts: Vec<String>) -> BoxedStrategy<String> {
    (select(texts), spelling()).prop_map(|(text, mask)| literal(&text, mask)).boxed()
}

fn json(values: &'static [&'static str]) -> BoxedStrategy<String> {
    select(values).prop_map(str::to_owned).boxed()
}

fn certificate(name: &str) -> String {
    let path = format!("{}/tests/certificates/{name}.pem", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a certificate")
}

static BUNDLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let (root, leaf) = (certificate("root"), certificate("leaf"));
    let key = concat!("-----BEGIN PRIVATE ", "KEY-----\ntr0ub4dorQZX\n-----END PRIVATE KEY-----\n");
    vec![
        String::new(),
        format!("{root}{root}"),
        root.replace("END CERTIFICATE-----", "END CERTIFICATE-----,"),
        root.replace('\n', "\\n"),
        root.replace('\n', " "),
        format!("  {root}# text\r\n{}", leaf.trim_end()),
        format!("{}{leaf}", root.trim_end()),
        key.to_owned(),
        format!("{root},{key}"),
        root,
    ]
});

fn fitting(name: &str, depth: u32) -> BoxedStrategy<String> {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    match name.to_ascii_lowercase().replace(['_', '-'], "").as_str() {
        "ldap" | "ladp" if depth > 0 => object(LDAP_NAMES, 0..10, depth - 1),
        "customerx509" if depth > 0 => object(X509_NAMES, 0..4, depth - 1),
        "usertodnmapping" if depth > 0 => {
            let entry = object(MAPPING_NAMES, 0..5, depth - 1);
            let array = prop::collection::vec(entry.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(", ")));
            let string = (array.clone(), spelling()).prop_map(|(array, mask)| literal(&array, mask));
            prop_oneof![4 => array, 1 => entry, 1 => string].boxed()
        }
        "hostname" | "hostnme" => text(owned(HOSTS)),
        "substitution" | "ldapquery" => text(owned(&["", "string", "CN={0},DC=net", "${X}"])),
        "bindusername" => text(owned(NAMES)),
        "cas" | "ca" | "cacertificate" => text(BUNDLES.clone()),
        "authenticationenabled" | "authorizationenabled" => json(FLAGS),
        "port" => json(PORTS),
        _ => json(PLAIN),
    }
}

fn member(name: &'static str, depth: u32) -> BoxedStrategy<(String, String)> {
    let lower = name.to_ascii_lowercase();
    let is_secret = ["pass", "secret"].iter().any(|word| lower.contains(word));
    let value = match is_secret {
        true => json(PASSWORDS),
        false => prop_oneof![8 => fitting(name, depth), 1 => json(PLAIN), 1 => json(SECRETIVE)].boxed(),
    };
    (spelling(), value).prop_map(move |(mask, value)| (literal(name, mask), value)).boxed()
}

fn object(
    names: &'static [&'static str],
    count: std::ops::Range<usize>,
    depth: u32,
) -> BoxedStrategy<String> {
    let member = select(names).prop_flat_map(move |name| member(name, depth));
    let blank = select(&["", "", " ", "\n  ", "\r\n\t"][..]);
    (prop::collection::vec(member, count), blank)
        .prop_map(|(members, blank)| {
            let members: Vec<_> =
                members.iter().map(|(name, value)| format!("{blank}{name}{blank}:{blank}{value}")).collect();
            format!("{{{}{blank}}}", members.join(","))
        })
        .boxed()
}

/// A body, with or without a byte order mark.
pub(crate) fn payload() -> impl Strategy<Value = String> {
    let mark = prop_oneof![9 => Just(""), 1 => Just("\u{feff}")];
    (mark, object(ROOT_NAMES, 1..5, 3)).prop_map(|(mark, object)| format!("{mark}{object}"))
}

/// A body, or one that is hardly JSON any more.
pub(crate) fn document() -> impl Strategy<Value = String> {
    let broken = (payload(), 0..5).prop_map(|(payload, how)| match how {
        0 => payload.replacen('}', ",}", 1),
        1 => payload.replace("\\n", "\n"),
        2 => payload.replacen('"', "'", 2),
        3 => payload.replacen(':', " = ", 1),
        _ => payload.chars().take(payload.chars().count() / 2).collect(),
    });
    prop_oneof![4 => payload(), 1 => broken]
}
