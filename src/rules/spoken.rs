//! The seam between parsers and rules: every fault that a parser can produce is spoken of by a finding
//! at its place.

mod variants;

use std::fmt::Debug;
use std::path::Path;

use proptest::prelude::*;

use crate::json::JsonFaultKind;
use crate::language::{Fault, Language};
use crate::ldap::dn::DnFault;
use crate::ldap::host::HostFault;
use crate::ldap::port::Port;
use crate::payload::{LanguageField, Mapping, NamePlace, Payload};
use crate::regex::RegexFault;
use crate::rule::Group;
use crate::source::{MAX_INPUT, Refusal, Source};
use crate::span::Span;
use crate::spec::Kind;
use crate::x509::bundle::BundleFault;
use crate::{Linter, Report};

/// The faults of a document, all of them spoken of.
#[derive(Debug, Default)]
struct Heard {
    json: Vec<JsonFaultKind>,
    host: Vec<HostFault>,
    dn: Vec<DnFault>,
    bundle: Vec<BundleFault>,
    port: Vec<Port>,
    regex: Vec<RegexFault>,
}

/// The faults of a document; asserts that each is in bounds and spoken of.
#[track_caller]
fn heard(bytes: &[u8]) -> Heard {
    let report = Linter::new().now(1_770_681_600).check(bytes);
    let source = Source::new(bytes, Kind::Patch, MAX_INPUT);
    let payload = Payload::new(source.document(), Kind::Patch, false);
    let mut heard = Heard::default();
    if let Some(Refusal::Json(fault)) = source.refusal() {
        assert_spoken(&report, fault.kind, fault.at, &[Group::Document]);
        heard.json.push(fault.kind);
    }
    if let Some(field) = &payload.hostname {
        heard.host = spoken(&report, field, &[Group::Host]);
    }
    if let Some(field) = &payload.bind_username {
        heard.dn = spoken(&report, field, &[Group::Dn, Group::Bind]);
    }
    // Of a URL, and of what is no name at all, the rules about queries and mappings speak.
    for name in payload.names().filter(|name| name.place != NamePlace::Bind) {
        for Fault { kind, at } in name.dn.faults() {
            let groups = [Group::Dn, Group::Mapping, Group::Query];
            assert_spoken(&report, kind, name.text.span(at.clone()), &groups);
        }
    }
    for target in payload.mappings().flat_map(Mapping::targets).chain(payload.authorization()) {
        for part in &target.parts {
            let unbalanced = part.template.unbalanced.iter().map(|at| ("unbalanced", at));
            let foreign = part.foreign();
            for (kind, at) in unbalanced.chain(foreign.map(|found| ("foreign", &found.at))) {
                assert_spoken(&report, kind, part.text.span(at.clone()), &[Group::Mapping, Group::Query]);
            }
        }
    }
    for (field, _) in payload.bundles() {
        heard.bundle.extend(spoken(&report, field, &[Group::Pem, Group::Certificate]));
    }
    for field in payload.mappings().filter_map(|mapping| mapping.pattern.as_ref()) {
        heard.regex.extend(spoken(&report, field, &[Group::Mapping]));
    }
    if let Some(field) = &payload.port {
        let port = field.value;
        if !matches!(port, Port::Valid(_)) {
            assert_spoken(&report, port, field.span, &[Group::Host]);
        }
        heard.port.push(port);
    }
    heard
}

fn spoken<L: Language<Fault: Debug + Clone>>(
    report: &Report,
    field: &LanguageField<'_, L>,
    groups: &[Group],
) -> Vec<L::Fault> {
    let text = field.value.text;
    let spoken = |Fault { kind, at }: &Fault<L::Fault>| {
        assert!(text.as_str().get(at.clone()).is_some(), "{kind:?} at {at:?} of {:?}", text.as_str());
        assert_spoken(report, kind, text.span(at.clone()), groups);
        kind.clone()
    };
    field.value.get().faults().iter().map(spoken).collect()
}

/// A finding of one of the groups has something to say about the place. Which rule it is does not
/// matter: one may yield to another that sees the same fault more precisely.
fn assert_spoken(report: &Report, fault: impl Debug, at: Span, groups: &[Group]) {
    // It speaks of its characters wherever they stand.
    let anywhere = "suspicious-character";
    let findings: Vec<_> = report
        .findings()
        .iter()
        .filter(|finding| groups.contains(&finding.rule().group()) || finding.rule().name() == anywhere)
        .collect();
    // Of many equal faults one finding speaks, at the first, with the edits for all.
    let speaks = |finding: &&crate::Finding| {
        let mut edits = finding.fix().into_iter().flat_map(|fix| &fix.edits);
        finding.span().overlaps(at) || edits.any(|edit| edit.span.overlaps(at))
    };
    let found: Vec<_> = findings.iter().map(|finding| (finding.rule().name(), finding.span())).collect();
    assert!(findings.iter().any(speaks), "nobody speaks of {fault:?} at {at:?}, but {found:?}");
}

/// A JSON string literal of the text, with every character escaped or only those that must be.
pub(super) fn literal(text: &str, escaped: bool) -> String {
    if !escaped {
        return serde_json::Value::from(text).to_string();
    }
    let units: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    format!("\"{units}\"")
}

/// Text made of these pieces.
fn made_of(pieces: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![20 => prop::sample::select(pieces).prop_map(str::to_owned), 1 => "\\PC{0,3}"];
    prop::collection::vec(piece, 0..most).prop_map(|pieces| pieces.concat())
}

pub(super) const OF_HOSTS: &[&str] = &[
    "ldap",
    "example",
    "net",
    ".",
    ".",
    ".",
    "..",
    "-",
    "_",
    "*",
    "é",
    "ü",
    "ldaps://",
    "ldap://",
    "user:pw@",
    ":636",
    ":",
    ":70000",
    "::",
    "::1",
    "fe80",
    "12345",
    "[",
    "]",
    "%eth0",
    "127.0.0.1",
    "10.",
    "256",
    "01",
    "0",
    "7",
    ",",
    ";",
    " ",
    "\t",
    "\n",
    "/",
    "/x?y",
    "?",
    "#",
    "\u{0}",
    "\u{a0}",
    "localhost",
    "LDAP",
    "'",
    "CN=",
    "srv:",
    "ldaps:",
    "636",
    "\u{430}",
    "[*",
    "abcdefghijklmnopqrstuvwxyz0123456789",
];

pub(super) const OF_NAMES: &[&str] = &[
    "CN=",
    "CN=",
    "OU=",
    "DC=",
    "dc = ",
    "uid=",
    "svc",
    "example",
    "Doe\\, Jane",
    ",",
    ",",
    ", ",
    ";",
    "+",
    "=",
    "\\",
    "\\\\",
    "\\2c",
    "\\C3",
    "\\&",
    "\"",
    "\"a b\"",
    "<",
    ">",
    "#",
    "#0416",
    "#zz",
    "{0}",
    "{USER}",
    " ",
    "\t",
    "\n",
    "é",
    "\u{0}",
    "1.2.3=",
    "1..2=",
    "OID.2.5.4.3=",
    "cn;lang-en=",
    "-x=",
    "€",
    "😀",
    "\u{85}",
];

const OF_TARGETS: &[&str] = &[
    "CN=",
    "OU=",
    "DC=",
    "{0}",
    "{0}",
    "{1}",
    "{2}",
    "{USER}",
    "{PROVIDED_USER}",
    "{user}",
    "{}",
    "{",
    "}",
    "$1",
    "${1}",
    "$USER",
    "<USER>",
    "%s",
    "\\1",
    "\\",
    ",",
    ",",
    ", ",
    ";",
    "+",
    "=",
    "\"",
    "#",
    "<",
    "a",
    "example",
    "?",
    "?",
    "%7B0%7D",
    "%2C",
    "%7B",
    "%20",
    " ",
    "\n",
    "é",
    "(uid=",
    ")",
    "sub",
    "\u{200b}",
];

const OF_PEM: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "=",
    "==",
    "===",
    "!",
    "é",
    "\u{feff}",
    "\u{0}",
    "\\n",
    "\\\\n",
    "\\r\\n",
    ",",
    "\"",
    "A",
    "AAAA",
    "MIIB",
    "-",
    "--",
    "-----",
    "-----BEGIN CERTIFICATE-----",
    "-----END CERTIFICATE-----",
    "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
    "-----BEGIN ",
    "-----END ",
    "X509 ",
    "TRUSTED ",
    "Proc-Type: 4,ENCRYPTED\n",
    "DEK-Info: x\n\n",
    "# my root\n",
    "text",
];

/// A change of a text: where it is (in per mille), how much is cut out there, and what is put in.
type Change = (usize, usize, String);

fn changed(mut text: String, changes: Vec<Change>) -> String {
    for (at, cut, with) in changes {
        let boundary =
            |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let (start, end) = (boundary(text.len() * at / 1000), boundary(text.len() * at / 1000 + cut));
        text.replace_range(start..end.max(start), &with);
    }
    text
}

fn pem() -> impl Strategy<Value = String> {
    let names = ["root", "root2", "intermediate", "leaf", "expired-root"];
    let files = names.map(|name| {
        let path = format!("tests/certificates/{name}.pem");
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a certificate")
    });
    let cut = prop_oneof![4 => Just(0_usize), 3 => 1_usize..5, 1 => 20_usize..600];
    let change = (0_usize..=1000, cut, made_of(OF_PEM, 3));
    let texts = prop::collection::vec(prop::sample::select(files.to_vec()), 0..3);
    (texts, prop::collection::vec(change, 0..4)).prop_map(|(texts, changes)| changed(texts.concat(), changes))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_wrong_with_a_host_is_spoken_of(text in made_of(OF_HOSTS, 8), escaped: bool) {
        heard(format!("{{\"ldap\":{{\"hostname\":{}}}}}", literal(&text, escaped)).as_bytes());
    }

    #[test]
    fn whatever_is_wrong_with_a_name_is_spoken_of(text in made_of(OF_NAMES, 10), escaped: bool) {
        heard(format!("{{\"ldap\":{{\"bindUsername\":{}}}}}", literal(&text, escaped)).as_bytes());
    }

    #[test]
    fn whatever_is_wrong_with_a_target_is_spoken_of(text in made_of(OF_TARGETS, 10), query: bool, escaped: bool) {
        let (member, text) = (if query { "ldapQuery" } else { "substitution" }, literal(&text, escaped));
        let mapping = format!("{{\"match\":\"(.)(.)\",\"{member}\":{text}}}");
        heard(format!("{{\"ldap\":{{\"userToDNMapping\":[{mapping}]}}}}").as_bytes());
    }

    #[test]
    fn whatever_is_wrong_with_an_authorization_query_is_spoken_of(text in made_of(OF_TARGETS, 10), escaped: bool) {
        let text = literal(&text, escaped);
        heard(format!("{{\"ldap\":{{\"authzQueryTemplate\":{text}}}}}").as_bytes());
    }

    #[test]
    fn whatever_is_wrong_with_a_port_is_spoken_of(int in "-?(0|[1-9][0-9]{0,11})", rest in "(\\.[0-9]{1,4})?([eE][-+]?[0-9]{1,3})?") {
        let heard = heard(format!("{{\"ldap\":{{\"port\":{int}{rest}}}}}").as_bytes());
        prop_assert_eq!(heard.port.len(), 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_wrong_with_a_bundle_is_spoken_of(cas in pem(), certificate in pem(), escaped: bool) {
        let (cas, certificate) = (literal(&cas, escaped), literal(&certificate, false));
        heard(format!("{{\"customerX509\":{{\"cas\":{cas}}},\"ldap\":{{\"caCertificate\":{certificate}}}}}").as_bytes());
    }
}
