//! `bindUsername`.

pub(super) mod account;

use std::collections::BTreeSet;
use std::ops::Range;

use super::dn::is_spoken_of;
use crate::fix::{Edit, Safety};
use crate::ldap::dn::{Attribute, Dn, Quirk, Rdn};
use crate::payload::{LanguageField, Payload, is_blank};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::spec::{BIND_USERNAME_PATTERN, bind_username_parts};

const PATTERN: Basis = Basis::Contract("bindUsername: the documented pattern");
const RFC_2253: Basis = Basis::Contract("bindUsername: formatted according to RFC 2253");

/// A simple respelling conforms: other letter case, fewer blanks.
const RESPELL: usize = 0;
/// None does, though another spelling of the same name may.
const NARROW: usize = 1;

/// A user name of another kind.
const OTHER_NAME: usize = 0;
/// A URL.
const URL: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "bind-dn-pattern",
        group: Group::Bind,
        cases: &[
            Case::warning(Consequence::Breach, PATTERN).when("a simple respelling conforms").strict(),
            Case::note(Consequence::Breach, PATTERN).when("no simple respelling conforms").strict(),
        ],
        summary: "A valid bind name does not match the documented pattern.",
        explain: "\
The pattern that is documented for `bindUsername` takes an optional `CN=`, then `CN=` and `OU=`, then `DC=`, \
all in upper case, without blanks after commas and without escaped commas. Valid names of RFC 2253 that are \
spelt otherwise do not match, `uid=` among them, which the vendor's own tutorials use. Servers were seen to \
take `cn=admin,dc=example,dc=org`, with authentication off; what they say to other forms is not recorded. So \
this is a warning where upper-case types and no blanks are enough to conform, and a note otherwise; with \
`--strict` it is an error.\n\n\
Attribute types are case-insensitive (RFC 4512 §2.5), so `cn=` and `CN=` name the same entry. So do \
`commonName=` and `2.5.4.3=`, and `\\2C` and `\\,` are the same comma (RFC 4514 §2.4): where these make a \
name conform, they are offered.",
        bad: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"cn=svc, dc=example, dc=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"uid=svc,ou=people,dc=example,dc=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=Doe\\, Jane,OU=IT,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
        ],
        good: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,OU=people,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=Doe\\2C Jane,OU=IT,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
        ],
        check: Check::Body(bind_dn_pattern),
        yields_to: &["suspicious-character"],
    },
    Rule {
        name: "bind-dn-template-token",
        group: Group::Bind,
        cases: &[Case::error(
            Consequence::LockedOut,
            Basis::Documented("placeholders are replaced in userToDNMapping and authzQueryTemplate only"),
        )],
        summary: "A placeholder stands in the bind name, where nothing replaces it.",
        explain: "\
`{0}` is replaced in a mapping, `{USER}` in `authzQueryTemplate`. The bind name is used as it stands: the \
database would look for an entry with braces in its name.",
        bad: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN={0},DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        check: Check::Body(bind_dn_template_token),
        yields_to: &[],
    },
    Rule {
        name: "bind-not-dn",
        group: Group::Bind,
        cases: &[
            // Some directories take such a name in a bind, so it may well work.
            Case::warning(Consequence::Breach, RFC_2253).when("it is another kind of user name").strict(),
            Case::error(Consequence::Breach, RFC_2253).when("it is a URL"),
        ],
        summary: "The bind name is no distinguished name.",
        explain: "\
The contract wants a full distinguished name (RFC 2253). Active Directory also takes `user@example.net` and \
`EXAMPLE\\\\user` in a bind, and so might the database behind the API; whether the API lets them through is \
not recorded. So these are warnings, and errors with `--strict`.",
        bad: &[
            Example::body(r#"{"ldap":{"bindUsername":"svc@example.net","bindPassword":"${PASSWORD}"}}"#),
            Example::body(r#"{"ldap":{"bindUsername":"EXAMPLE\\svc","bindPassword":"${PASSWORD}"}}"#),
            Example::body(
                r#"{"ldap":{"bindUsername":"ldaps://ldap.mycompany.com","bindPassword":"${PASSWORD}"}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        check: Check::Body(bind_not_dn),
        yields_to: &["bind-dn-template-token"],
    },
];

fn bind_dn_pattern(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.bind_username else { return };
    let (text, dn) = (field.value.text.as_str(), field.value.get());
    if BIND_USERNAME_PATTERN.takes_clearly(text) {
        return;
    }
    // The pattern is tried on many beginnings; no directory has a name that long.
    let judged = text.len() <= LONGEST && text.contains('=') && !is_spoken_of(text, dn);
    if !judged || tokens(text, dn).next().is_some() || BIND_USERNAME_PATTERN.matches(text) != Some(false) {
        return;
    }
    let (case, help, safety, edits) = advice(field);
    let refused = first_refused(text, dn);
    let lacks_domain = refused >= dn.rdns().len();
    let refused = refused.min(dn.rdns().len().saturating_sub(1));
    let Some(at) = dn.rdns().get(refused).map(|rdn| rdn.at.clone()) else { return };
    let taken = refused.checked_sub(1).and_then(|before| dn.rdns().get(before)).map(|rdn| rdn.at.end);
    // The groups are quoted as they are, so nothing secret may be in them.
    let taken = taken.filter(|&end| !sink.is_secret(field.value.text.span(0..end)));
    let taken = taken.and_then(|end| in_words(text.get(..end)?));
    let shown = sink.quote(field.value.text, at.clone());
    let mut message = match lacks_domain {
        true => format!("the documented pattern wants `DC=` at the end, and {shown} is the end"),
        false => format!("the documented pattern cannot take {shown}"),
    };
    if let Some(taken) = taken {
        message.push_str(&format!("; before it, it took {taken}"));
    }
    sink.report_case(case, field.value.text.span(at), message).help(help).fix(safety, edits);
}

/// The case, and how the same name can be spelt as the pattern wants it.
fn advice(field: &LanguageField<'_, Dn>) -> (usize, String, Safety, Vec<Edit>) {
    let (text, dn) = (field.value.text, field.value.get());
    let simple = [upper_case_types(dn), blanks(dn)];
    if let Some((words, changes)) = respelling(text.as_str(), &simple) {
        let edits = changes.into_iter().map(|(at, with)| text.replace(at, &with)).collect();
        return (RESPELL, format!("the same name conforms with {words}"), Safety::Safe, edits);
    }
    let help = "the name is valid; whether the API takes it in this form is not recorded";
    let [upper_case, blanks] = simple;
    let thorough = [upper_case, short_types(dn), blanks, escaped_commas(text.as_str(), dn)];
    match respelling(text.as_str(), &thorough) {
        Some((words, changes)) => {
            let edits = changes.into_iter().map(|(at, with)| text.replace(at, &with)).collect();
            (NARROW, format!("{help}; the same name conforms with {words}"), Safety::Hint, edits)
        }
        None => (NARROW, help.to_owned(), Safety::Hint, Vec::new()),
    }
}

/// The longest name that the pattern is tried on, in bytes.
const LONGEST: usize = 64 << 10;

/// What has to follow a name's beginning so that the pattern can match.
const REST: &str = "DC=x";

/// Whether the pattern can take a name up to `end`, given the right continuation.
fn can_begin(text: &str, end: usize) -> bool {
    let beginning = text.get(..end).unwrap_or_default();
    BIND_USERNAME_PATTERN.matches(&format!("{beginning},{REST}")).unwrap_or(true)
}

/// The index of the first RDN that the pattern cannot take; the number of RDNs if only the end is missing.
///
/// By bisection: each look costs the length of the name, and names may be long.
fn first_refused(text: &str, dn: &Dn) -> usize {
    dn.rdns().partition_point(|rdn| can_begin(text, rdn.at.end))
}

/// What the named groups take of a name's beginning.
fn in_words(beginning: &str) -> Option<String> {
    let parts = bind_username_parts(&format!("{beginning},{REST}"))?;
    let domain =
        parts.domain.as_deref().and_then(|domain| domain.strip_suffix(REST)).map(|d| d.trim_end_matches(','));
    let groups = [("cn", parts.cn.as_deref()), ("path", parts.path.as_deref()), ("domain", domain)];
    let words: Vec<String> = groups
        .into_iter()
        .filter_map(|(name, group)| Some((name, group.filter(|group| !group.is_empty())?)))
        .map(|(name, group)| format!("{} as `{name}`", crate::quote::quoted(group)))
        .collect();
    (!words.is_empty()).then(|| words.join(" and "))
}

/// Changes of one kind: in words, and what to write where.
type Changes = (String, Vec<(Range<usize>, String)>);

/// All the changes together, if the name conforms with them.
fn respelling(text: &str, kinds: &[Changes]) -> Option<Changes> {
    let kinds = kinds.iter().filter(|(_, changes)| !changes.is_empty());
    let (words, changes): (Vec<&str>, Vec<_>) =
        kinds.map(|(words, changes)| (words.as_str(), changes.clone())).unzip();
    let mut changes = changes.concat();
    changes.sort_by_key(|(range, _)| range.start);
    let mut respelt = String::new();
    let mut at = 0;
    for (range, with) in &changes {
        respelt.push_str(text.get(at..range.start).unwrap_or_default());
        respelt.push_str(with);
        at = range.end;
    }
    respelt.push_str(text.get(at..).unwrap_or_default());
    let conforms = BIND_USERNAME_PATTERN.matches(&respelt) == Some(true);
    let words = match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    };
    conforms.then_some((words, changes))
}

fn upper_case_types(dn: &Dn) -> Changes {
    let spelled = |attribute: &Attribute| {
        let upper = attribute.attribute_type().to_ascii_uppercase();
        let differs = upper != attribute.attribute_type() && attribute.short_type().is_none();
        differs.then(|| (attribute.type_at.clone(), upper))
    };
    let attributes = dn.rdns().iter().flat_map(Rdn::attributes);
    ("upper-case types".to_owned(), attributes.filter_map(spelled).collect())
}

fn blanks(dn: &Dn) -> Changes {
    let blanks = dn.remarks().iter().filter(|remark| remark.quirk == Quirk::Blank);
    let removed = blanks.map(|blank| (blank.at.clone(), String::new()));
    ("no blanks beside `,` and `=`".to_owned(), removed.collect())
}

/// The long and numeric types for which the pattern has a short one.
fn short_types(dn: &Dn) -> Changes {
    let short = |attribute: &Attribute| Some((attribute.type_at.clone(), attribute.short_type()?.to_owned()));
    let changes: Vec<_> = dn.rdns().iter().flat_map(Rdn::attributes).filter_map(short).collect();
    let types: BTreeSet<_> = changes.iter().map(|(_, short)| format!("`{short}=`")).collect();
    (format!("short types ({})", types.into_iter().collect::<Vec<_>>().join(" ")), changes)
}

/// The escaped commas, each as a hexadecimal pair.
fn escaped_commas(text: &str, dn: &Dn) -> Changes {
    let mut changes = Vec::new();
    for attribute in dn.rdns().iter().flat_map(Rdn::attributes) {
        let start = attribute.value_at.start;
        let mut backslash = None;
        for (offset, c) in text.get(attribute.value_at.clone()).unwrap_or_default().char_indices() {
            backslash = match (backslash, c) {
                (Some(backslash), ',') => {
                    changes.push((start + backslash..start + offset + 1, "\\2C".to_owned()));
                    None
                }
                (None, '\\') => Some(offset),
                _ => None,
            };
        }
    }
    ("`\\\\2C` for `\\\\,` (in JSON)".to_owned(), changes)
}

/// The placeholders that the API replaces elsewhere; other words in braces may be part of a name.
fn tokens<'p>(text: &'p str, dn: &'p Dn) -> impl Iterator<Item = &'p Range<usize>> {
    dn.tokens().iter().filter(move |token| {
        let word = text.get(token.start + 1..token.end - 1).unwrap_or_default();
        matches!(word, "USER" | "PROVIDED_USER") || word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn bind_dn_template_token(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.bind_username else { return };
    for token in tokens(field.value.text.as_str(), field.value.get()) {
        let shown = sink.quote(field.value.text, token.clone());
        sink.report(
            field.value.text.span(token.clone()),
            format!("nothing replaces {shown} in the bind name"),
        )
        .help("the bind name is one account's full name; placeholders belong in mappings and queries");
    }
}

fn bind_not_dn(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.bind_username else { return };
    let text = field.value.text.as_str();
    // Of a name with nothing in it another rule speaks.
    if text.contains('=') || text.is_empty() {
        return;
    }
    let help = "write the account's full name, as `CN=svc,OU=…,DC=example,DC=net`";
    if text.contains("://") {
        sink.report_case(URL, field.span, "a URL is no bind name: the contract wants a distinguished name")
            .help(help);
        return;
    }
    let message = match text {
        text if is_blank(text) => {
            "a name of nothing but white space; the contract wants a distinguished name"
        }
        text if text.contains('@') => {
            "a user principal name (user@domain), not a distinguished name, which the contract wants; \
             Active Directory takes both"
        }
        text if text.contains('\\') => {
            "a Windows account (DOMAIN\\user), not a distinguished name, which the contract wants; \
             Active Directory takes both"
        }
        _ => "there is no `=` in it, so this is no distinguished name, which the contract wants",
    };
    sink.report_case(OTHER_NAME, field.span, message).help(help);
}
