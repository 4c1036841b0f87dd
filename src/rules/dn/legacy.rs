//! What RFC 4514 no longer has.

use std::ops::Range;

use super::has_token;
use crate::fix::{Edit, Safety};
use crate::json::Text;
use crate::language::Language as _;
use crate::ldap::dn::{Attribute, Dn, DnFault, Quirk, Rdn, Remark};
use crate::payload::{Name, Payload};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "dn-legacy-form",
    group: Group::Dn,
    cases: &[Case::warning(
        Consequence::Suspicious,
        Basis::Standard("RFC 2253 still takes it (§4: for LDAPv2), RFC 4514 (appendix B) no longer"),
    )],
    summary: "A distinguished name uses a form of the nineties (RFC 1779).",
    explain: "\
Values in quotation marks, `;` between RDNs and `OID.` before a numeric type come from RFC 1779, for LDAPv2. \
RFC 2253, which the contract names, has servers take them still; RFC 4514 dropped them, and with them types \
such as `2` or `02.5`, which are no object identifiers. Some directories read such a name, others refuse it, \
and OpenLDAP's library refuses `OID.` already; then the bind fails, or a user or a search's base is not found.\n\n\
The same can always be said with commas and backslashes: `CN=\"Doe, Jane\"` is `CN=Doe\\\\, Jane` in JSON.",
    bad: &[
        Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,OU=\"R & D\",DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        ),
        Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc;OU=IT;DC=example;DC=net","bindPassword":"${PASSWORD}"}}"#,
        ),
    ],
    good: &[Example::body(
        r#"{"ldap":{"bindUsername":"CN=svc,OU=IT,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
    )],
    check: Check::OddName(dn_legacy_form),
    yields_to: &["bind-dn-template-token", "dn-empty-value", "dn-syntax", "dn-unknown-type", "dn-whitespace"],
}];

fn dn_legacy_form(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for Name { text, dn, .. } in payload.names() {
        let is_read = dn.faults().is_empty();
        // Both are in the order of the text.
        let mut attributes = dn.rdns().iter().flat_map(Rdn::attributes);
        for Remark { quirk, at } in found(dn) {
            let shown = sink.quote(text, at.clone());
            let mut keeps_meaning = is_read;
            let (message, help, edits) = match quirk {
                Quirk::QuotedValue => {
                    keeps_meaning &= !has_token(dn, at) && is_plain(text.as_str(), at);
                    let quoted = attributes.find(|attribute| attribute.value_at == *at);
                    let quoted = quoted.filter(|_| !sink.is_secret(text.span(at.clone())));
                    (
                        "a value in quotation marks, which RFC 4514 no longer takes".to_owned(),
                        "escape what needs it instead: `\\\\,` in JSON",
                        quoted.map(|attribute| unquoted(text, attribute)).into_iter().collect(),
                    )
                }
                Quirk::Semicolon => (
                    "`;` between RDNs, which RFC 4514 no longer takes".to_owned(),
                    "write commas",
                    semicolons(dn).map(|remark| text.replace(remark.at.clone(), ",")).collect(),
                ),
                Quirk::OidPrefix => (
                    format!(
                        "{shown} before a numeric type, which neither RFC 4514 nor OpenLDAP's library takes"
                    ),
                    "write the number alone",
                    vec![text.replace(at.clone(), "")],
                ),
                _ => (
                    format!("the type {shown} is no object identifier, and RFC 4514 takes none but those"),
                    "write its name (CN, OU, DC …), or its numbers in full and without zeros before them",
                    Vec::new(),
                ),
            };
            let safety = if keeps_meaning { Safety::Safe } else { Safety::Hint };
            sink.report(text.span(at.clone()), message).help(help).fix(safety, edits);
        }
    }
}

/// The old forms in a name; `;` is a habit and one finding, at its first place.
pub(super) fn found(dn: &Dn) -> impl Iterator<Item = &Remark> {
    let first = semicolons(dn).next();
    dn.remarks().iter().filter(move |remark| match remark.quirk {
        Quirk::Semicolon => first.is_some_and(|first| std::ptr::eq(first, *remark)),
        quirk => matches!(quirk, Quirk::QuotedValue | Quirk::OidPrefix | Quirk::LooseOid),
    })
}

/// Every `;` between RDNs. Beside a fault it may be part of a value that should have been escaped.
fn semicolons(dn: &Dn) -> impl Iterator<Item = &Remark> {
    let is_read = dn.faults().iter().all(|fault| fault.kind == DnFault::MixedGrammars);
    dn.remarks().iter().filter(move |remark| is_read && remark.quirk == Quirk::Semicolon)
}

/// The value without its quotation marks, spelled as all grammars read it.
fn unquoted(text: &Text<'_>, attribute: &Attribute) -> Edit {
    text.replace(attribute.value_at.clone(), &attribute.spelled_value())
}

/// Whether the value can be spelled anew, and says the same to all: a control character would be hidden
/// in an escape, white space around the marks, which only OpenLDAP's library drops, would become a part of
/// the value, and of a hexadecimal pair that library takes the digits for themselves.
fn is_plain(text: &str, at: &Range<usize>) -> bool {
    let is_odd = |c: char| c.is_ascii_control();
    let before = text.get(..at.start).is_some_and(|before| before.trim_end_matches(' ').ends_with(is_odd));
    let after = text.get(at.end..).is_some_and(|after| after.trim_start_matches(' ').starts_with(is_odd));
    let value = text.get(at.clone()).unwrap_or_default();
    let is_pair = |pair: &[u8]| matches!(pair, [b'\\', digit] if digit.is_ascii_hexdigit());
    !before && !after && !value.contains(is_odd) && !value.as_bytes().windows(2).any(is_pair)
}
