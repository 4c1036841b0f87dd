//! The attributes of a query.

use super::{Attributes, authorization, queries, touches_foreign, touches_token};
use crate::fix::Safety;
use crate::language::Language as _;
use crate::ldap::filter::Filter;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "query-attribute",
        group: Group::Query,
        cases: &[Case::warning(Consequence::Suspicious, Basis::Standard("RFC 4512 §2.5, RFC 4511 §4.5.1.8"))],
        summary: "What stands among the attributes of a query is none.",
        explain: "\
The second part of a query lists attributes with commas between them: names of letters, digits and hyphens, such \
as `memberOf`, or object identifiers; options may follow (`member;range=0-1499`). White space is a part of the \
name. A directory gives nothing for an attribute that it does not know, so the groups of a user would not be found.",
        bad: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?member_of?base"}}"#),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}? memberOf?base"}}"#),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf,?base"}}"#),
        ],
        good: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf?base"}}"#),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf,isMemberOf;lang-en?base"}}"#),
        ],
        check: Check::Body(attribute),
        yields_to: &["suspicious-character"],
    },
    Rule {
        name: "mapping-query-attributes-ignored",
        group: Group::Mapping,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Inferred("the distinguished name of the entry is what the user name becomes"),
        )],
        summary: "A mapping's query asks for attributes, which are not used.",
        explain: "\
An `ldapQuery` in `userToDNMapping` finds the entry of a user, and the distinguished name of that entry is the \
result. The attributes in its second part are not used. In `authzQueryTemplate` they are: there their values are \
the groups.\n\n\
Leave the part empty: `base??sub?filter`.",
        bad: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net?cn,mail?sub?(uid={0})"}]}}"#,
        )],
        good: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net?dn?sub?(uid={0})"}]}}"#,
            ),
        ],
        check: Check::Body(attributes_ignored),
        yields_to: &["query-attribute"],
    },
    Rule {
        name: "authz-member-attribute",
        group: Group::Query,
        cases: &[Case::warning(
            Consequence::Exposed,
            Basis::Documented(
                "with an attribute, its values are the groups (security.ldap.authz.queryTemplate)",
            ),
        )],
        summary: "The authorization query takes the members of a group for the user's groups.",
        explain: "\
With an attribute in `authzQueryTemplate` its values are taken for the user's groups. `member`, `uniqueMember` and \
`memberUid` of a group hold its members, so that each of them would become a group of the user, and nobody gets \
the role of the group itself. Somebody who is a member may even get the role that is meant for another.\n\n\
To find groups by their members leave the attribute out: then the groups' own names are taken.",
        bad: &[
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net?member?sub?(member={USER})"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net?uniqueMember?sub?(uniqueMember={USER})"}}"#,
            ),
        ],
        good: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(member={USER})"}}"#),
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net?dn?sub?(&(objectClass=groupofUniqueNames)(uniqueMember={USER}))"}}"#,
            ),
        ],
        check: Check::Body(member_attribute),
        yields_to: &[],
    },
    Rule {
        name: "authz-cn-attribute",
        group: Group::Query,
        cases: &[Case::note(
            Consequence::Suspicious,
            Basis::Documented("the roles of LDAP groups are named by the groups' distinguished names"),
        )],
        summary: "The authorization query takes short names for groups.",
        explain: "\
With an attribute in `authzQueryTemplate` its values are taken for the user's groups, and a group gives the role \
on `admin` that has its name. Such roles are named by full distinguished names, as `CN=dba,OU=Groups,DC=example,\
DC=net`. The values of `cn` are short: `dba`.\n\n\
Leave the attribute out where the query finds groups: then their distinguished names are taken. Where it finds the \
user, `memberOf` holds them.",
        bad: &[Example::body(
            r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net?cn?sub?(member={USER})"}}"#,
        )],
        good: &[Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(member={USER})"}}"#)],
        check: Check::Body(cn_attribute),
        yields_to: &[],
    },
];

fn attribute(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload) {
        let Some(attributes) = Attributes::of(query) else { continue };
        let replaced = [Some(&query.base().template), query.filter().map(|part| &part.template)];
        let has_token = replaced.into_iter().flatten().any(|template| !template.tokens.is_empty());
        for (at, item) in attributes.items() {
            if is_attribute(item) || touches_foreign(attributes.template, &at) {
                continue;
            }
            // A query with no placeholder but this one lacks one: of that another rule speaks.
            if touches_token(attributes.template, &at) && !has_token {
                continue;
            }
            let text = attributes.text;
            let trimmed = item.trim();
            let (message, help, safety, edit) = if trimmed.is_empty() {
                let message = "a comma without an attribute beside it".to_owned();
                (message, "remove the comma", Safety::Safe, Some(attributes.without(&at)))
            } else if is_attribute(trimmed) {
                let shown = sink.quote(text, at.clone());
                let message = format!("{shown}: white space is taken for a part of the attribute's name");
                (message, "remove the white space", Safety::Hint, Some(text.replace(at.clone(), trimmed)))
            } else {
                let message = format!(
                    "{} is no attribute: no directory has one of that name",
                    sink.quote(text, at.clone())
                );
                (
                    message,
                    "an attribute has letters, digits and hyphens, or is an object identifier",
                    Safety::Hint,
                    None,
                )
            };
            // An empty item is seen by a comma that goes with it.
            let shown = if at.is_empty() { at.start.saturating_sub(1)..at.start.max(1) } else { at };
            sink.report(text.span(shown), message).help(help).fix(safety, edit);
        }
    }
}

/// `attributeSelector` (RFC 4511 §4.5.1.8), with the options of ranges as Active Directory has them.
fn is_attribute(text: &str) -> bool {
    if matches!(text, "*" | "+" | "1.1") {
        return true;
    }
    let bare = text.split_once(";range=").map_or(text, |(name, _)| name);
    let name = Filter::parse(&format!("({bare}=*)"));
    !bare.contains(['=', '(', ')', '<', '>', '~', ':', '\\', '\0', ' ']) && name.faults().is_empty()
}

fn attributes_ignored(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload).filter(|query| query.is_of_mapping()) {
        let Some(attributes) = Attributes::of(query) else { continue };
        let text = attributes.text;
        let all = 0..text.as_str().len();
        // `dn` says what is taken anyway.
        let is_plain = attributes.items().all(|(_, item)| item.trim().eq_ignore_ascii_case("dn"));
        if is_plain || touches_foreign(attributes.template, &all) || touches_token(attributes.template, &all)
        {
            continue;
        }
        sink.report(
            text.span(all),
            "a mapping takes the name of the entry that is found, and no attributes of it",
        )
        .help("leave them out: `base??sub?filter`");
    }
}

fn member_attribute(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(attributes) = authorization(payload).and_then(Attributes::of) else { return };
    for (at, item) in attributes.items() {
        if !["member", "uniqueMember", "memberUid"].iter().any(|name| is_named(item, name)) {
            continue;
        }
        let shown = sink.quote(attributes.text, at.clone());
        let message =
            format!("the values of {shown} are members of a group, and each would be taken for a group");
        sink.report(attributes.text.span(at.clone()), message)
            .help("leave it out: the names of the groups that are found are taken then")
            .fix(Safety::Hint, [attributes.without(&at)]);
    }
}

fn cn_attribute(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(attributes) = authorization(payload).and_then(Attributes::of) else { return };
    for (at, item) in attributes.items() {
        if ["cn", "commonName", "2.5.4.3"].iter().any(|name| is_named(item, name)) {
            let shown = sink.quote(attributes.text, at.clone());
            let message =
                format!("the values of {shown} are short names, and roles are named by distinguished names");
            sink.report(attributes.text.span(at), message)
                .help("leave it out: the names of the groups that are found are taken then");
        }
    }
}

/// Whether the attribute description names that attribute, with options or without.
fn is_named(item: &str, name: &str) -> bool {
    item.split(';').next().is_some_and(|found| found.eq_ignore_ascii_case(name))
}
