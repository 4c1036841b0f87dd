//! Names that begin at the root.

use crate::fix::Safety;
use crate::language::Language as _;
use crate::ldap::dn::{Dn, Rdn, WHITE_SPACE};
use crate::payload::{Name, Payload};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "dn-reversed",
    group: Group::Dn,
    cases: &[Case::warning(
        Consequence::Suspicious,
        Basis::Standard("RFC 4514 §2.1: the entry's own RDN comes first, the root's last"),
    )],
    summary: "A distinguished name begins at the root of the directory.",
    explain: "\
A distinguished name goes from the entry up to the root: `CN=svc,OU=IT,DC=example,DC=net`. One that begins with \
`DC` and ends with `CN`, `OU` or `UID` is written the other way round, as paths run and as OpenSSL prints the names \
in certificates. The directory takes it as it stands, and finds no such entry: the account that the database \
binds as, the user, or where a search begins.",
    bad: &[
        Example::body(
            r#"{"ldap":{"bindUsername":"DC=net,DC=example,OU=IT,CN=svc","bindPassword":"${PASSWORD}"}}"#,
        ),
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"DC=net,DC=example,OU=IT,CN={0}"}]}}"#,
        ),
    ],
    good: &[Example::body(
        r#"{"ldap":{"bindUsername":"CN=svc,OU=IT,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
    )],
    check: Check::OddName(dn_reversed),
    yields_to: &[],
}];

/// Whether the name begins with a domain component and ends with what names an entry.
pub(super) fn is_reversed(dn: &Dn) -> bool {
    let is_of = |rdn: Option<&Rdn>, types: &[&str]| {
        let first = rdn.and_then(|rdn| rdn.attributes().first());
        first
            .is_some_and(|attribute| types.iter().any(|t| attribute.attribute_type().eq_ignore_ascii_case(t)))
    };
    // What a placeholder stands for alone may be the other end of the name.
    dn.faults().is_empty()
        && dn.open_parts().is_empty()
        && is_of(dn.rdns().first(), &["DC", "domainComponent"])
        && is_of(dn.rdns().last(), &["CN", "commonName", "OU", "organizationalUnitName", "UID", "userid"])
}

fn dn_reversed(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for Name { text, dn, .. } in payload.names().filter(|name| is_reversed(name.dn)) {
        let whole = 0..text.as_str().len();
        let span = text.span(whole.clone());
        let edit = (!sink.is_secret(span)).then(|| text.replace(whole, &reversed(text.as_str(), dn)));
        sink.report(
            span,
            "this name begins at the root and ends with the entry; a directory reads it the other way round",
        )
        .help("write it the other way round: the entry first, the root (`DC=net`) last")
        .fix(Safety::Hint, edit);
    }
}

/// The same RDNs, the last one first.
fn reversed(text: &str, dn: &Dn) -> String {
    let mut start = 0;
    let part = |rdn: &Rdn| {
        // A type begins behind the `OID.` before it, which belongs to it all the same.
        let part = text.get(start..rdn.at.end).unwrap_or_default().trim_start_matches(WHITE_SPACE);
        start = rdn.separator.as_ref().map_or(rdn.at.end, |separator| separator.at.end);
        part
    };
    let mut parts: Vec<&str> = dn.rdns().iter().map(part).collect();
    parts.reverse();
    parts.join(",")
}
