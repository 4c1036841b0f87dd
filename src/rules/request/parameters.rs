//! Requests: query parameters, headers, credentials.

use super::call;
use crate::api::request::{Call, CredentialPlace, Piece};
use crate::fix::{Edit, Safety};
use crate::quote::quoted;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::spec::MEDIA_TYPE;

/// A parameter is given twice, with different values.
const TWICE: usize = 1;
/// The version is older than the resource.
const TOO_EARLY: usize = 1;
/// The body is said to be something else than JSON.
const CONTENT_TYPE: usize = 2;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "unknown-query-parameter",
        group: Group::Request,
        cases: &[Case::warning(
            Consequence::Breach,
            Basis::Contract("query parameters: envelope and pretty; DELETE customerX509: envelope only"),
        )
        .strict()],
        summary: "The operation documents no query parameter of that name.",
        explain: "\
`envelope` wraps the answer in a document that says its status, and `pretty` lays it out. There are no others, \
and the DELETE of `customerX509` documents `envelope` only. Names are told apart by case.\n\n\
What becomes of another one is not recorded. Leave it out; settings stand in the body.",
        bad: &[
            Example::request("GET /api/atlas/v2/groups/{groupId}/userSecurity?Pretty=true\n"),
            Example::request("DELETE /api/atlas/v2/groups/{groupId}/userSecurity/customerX509?pretty=true\n"),
        ],
        good: &[Example::request(
            "GET /api/atlas/v2/groups/{groupId}/userSecurity?pretty=true&envelope=false\n",
        )],
        check: Check::Request(unknown_query_parameter),
        yields_to: &[],
    },
    Rule {
        name: "query-parameter-type",
        group: Group::Request,
        cases: &[
            Case::error(Consequence::Breach, Basis::Contract("envelope, pretty: boolean"))
                .when("the value is neither `true` nor `false`"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Inferred("which of two values counts is not documented"),
            )
            .when("a parameter is given twice, and not alike"),
        ],
        summary: "A query parameter is neither `true` nor `false`, or both.",
        explain: "\
`envelope` and `pretty` are booleans: `true` or `false`, in lower case, and `false` when they are absent. `1`, \
`yes` or a name alone (`?pretty`) are none of them. Given twice with different values, nobody knows which one \
counts.\n\n\
Write `?envelope=true`.",
        bad: &[
            Example::request("GET /api/atlas/v2/groups/{groupId}/userSecurity?envelope=1\n"),
            Example::request("GET /api/atlas/v2/groups/{groupId}/userSecurity?pretty=true&pretty=false\n"),
        ],
        good: &[Example::request("GET /api/atlas/v2/groups/{groupId}/userSecurity?pretty={{pretty}}\n")],
        check: Check::Request(query_parameter_type),
        yields_to: &[],
    },
    Rule {
        name: "media-type",
        group: Group::Request,
        cases: &[
            Case::warning(
                Consequence::Breach,
                Basis::Contract("media type: application/vnd.atlas.2023-01-01+json"),
            )
            .when("`Accept` names no version of the API")
            .strict(),
            Case::warning(
                Consequence::Breach,
                Basis::Contract("media type: application/vnd.atlas.2023-01-01+json, and later dates"),
            )
            .when("the version is older than the resource")
            .strict(),
            Case::warning(
                Consequence::Breach,
                Basis::Contract("request body: application/vnd.atlas.2023-01-01+json"),
            )
            .when("`Content-Type` says that the body is something else")
            .strict(),
        ],
        summary: "A media type is none that the API documents for the request.",
        explain: "\
The API is versioned by media type: `Accept: application/vnd.atlas.2023-01-01+json`. There is one version of \
this resource, of 2023-01-01, and requests that name a later date resolve to it. A body may be declared as \
`application/json` as well; curl declares one that is given with `-d` as a form, unless it is told otherwise.\n\n\
Name a version in `Accept`, and `application/json` in `Content-Type`.",
        bad: &[
            Example::request("GET /api/atlas/v2/groups/{groupId}/userSecurity\nAccept: application/json\n"),
            Example::request(
                "GET /api/atlas/v2/groups/{groupId}/userSecurity\nAccept: application/vnd.atlas.2022-11-30+json\n",
            ),
            Example::request(
                "PATCH /api/atlas/v2/groups/{groupId}/userSecurity\nContent-Type: application/x-www-form-urlencoded\n\n{\"ldap\":{\"port\":636}}\n",
            ),
        ],
        good: &[Example::request(
            "PATCH /api/atlas/v2/groups/{groupId}/userSecurity\nAccept: application/vnd.atlas.2025-03-12+json\nContent-Type: application/json; charset=utf-8\n\n{\"ldap\":{\"port\":636}}\n",
        )],
        check: Check::Request(media_type),
        yields_to: &[],
    },
    Rule {
        name: "credentials-in-request",
        group: Group::Request,
        cases: &[Case::warning(
            Consequence::Exposed,
            Basis::Advice("what logs in somewhere does not belong in a file"),
        )],
        summary: "A credential stands in the request as it is.",
        explain: "\
A token, a key, a cookie or a password stands in the file: in a header, in the URL, in a variable or in an \
argument. Whoever reads the file, its history or the list of processes can log in with it; with the key of a \
Project Owner that is all of the project.\n\n\
Use a variable that is filled in when the request is sent: `Authorization: Bearer {{token}}`, \
`--user \"${PUBLIC_KEY}:${PRIVATE_KEY}\"`. And replace what was shared already.",
        bad: &[
            Example::request(
                "GET /api/atlas/v2/groups/{groupId}/userSecurity\nAuthorization: Bearer eyJ0b2tlbiI6ICJ4In0\n",
            ),
            Example::request(
                "GET https://me:hunter2@cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\n",
            ),
        ],
        good: &[Example::request(
            "GET /api/atlas/v2/groups/{groupId}/userSecurity\nAuthorization: Bearer ${ACCESS_TOKEN}\n",
        )],
        check: Check::Request(credentials_in_request),
        yields_to: &[],
    },
];

fn unknown_query_parameter(call: &Call, sink: &mut Sink<'_>) {
    let Some(operation) = call.operation.filter(|_| !call.has_no_target()) else { return };
    for (name, _) in call.query.iter().filter(|(name, _)| !call.has_variable(name)) {
        if operation.query.contains(&&*name.text) {
            continue;
        }
        let known: Vec<String> = operation.query.iter().map(|name| quoted(name)).collect();
        let known = known.join(" and ");
        let meant = operation.query.iter().find(|known| known.eq_ignore_ascii_case(&name.text));
        let message = match call::said(&name.text, name.span, sink) {
            Some(name) => format!("the contract has no parameter {name} here, but {known}"),
            None => format!("the contract has no such parameter here, but {known}"),
        };
        let edit = meant.filter(|_| sink.copy(name.span) == Some(&name.text));
        let edit = edit.map(|meant| Edit { span: name.span, text: (*meant).to_owned() });
        sink.report(name.span, message).fix(Safety::Hint, edit);
    }
}

fn query_parameter_type(call: &Call, sink: &mut Sink<'_>) {
    let Some(operation) = call.operation else { return };
    for known in ["envelope", "pretty"].into_iter().filter(|known| operation.query.contains(known)) {
        let mut first: Option<&Piece> = None;
        for (name, value) in call.query.iter().filter(|(name, _)| name.text == known) {
            let Some(value) = value else {
                sink.report(
                    name.span,
                    format!("`{known}` has no value; the contract says `true` or `false`"),
                );
                continue;
            };
            if call.has_variable(value) {
                continue;
            }
            if value.text != "true" && value.text != "false" {
                let found = match call::said(&value.text, value.span, sink) {
                    _ if value.text.is_empty() => "is empty".to_owned(),
                    None => "is neither".to_owned(),
                    Some(said) => format!("is {said}"),
                };
                let span = if value.span.is_empty() { name.span } else { value.span };
                sink.report(span, format!("the contract says `true` or `false`, and `{known}` {found}"));
                continue;
            }
            match first {
                Some(first) if first.text != value.text => {
                    let message = format!("`{known}` is both `{}` and `{}`", &*first.text, &*value.text);
                    sink.report_case(TWICE, value.span, message)
                        .related(first.span, "here it is the other one");
                }
                _ => first = Some(value),
            }
        }
    }
}

/// What an `Accept` says of the API's version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    None,
    TooEarly,
    Fits,
}

impl Version {
    /// Of a media type, without its parameters.
    fn of(media_type: &str) -> Self {
        let (first, last) = ("application/vnd.atlas.", "+json");
        let lower = media_type.trim().to_ascii_lowercase();
        let Some(date) = lower.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else {
            return Version::None;
        };
        let first_date = MEDIA_TYPE.strip_prefix(first).and_then(|rest| rest.strip_suffix(last));
        match is_date(date) {
            false => Version::None,
            // Dates of this form are in the order of their letters.
            true if first_date.is_some_and(|first| date < first) => Version::TooEarly,
            true => Version::Fits,
        }
    }
}

/// Whether the text is a day as `2023-01-01`.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut number = |digits: usize, most: u16| {
        let part =
            parts.next().filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()));
        part.and_then(|part| part.parse().ok()).is_some_and(|number: u16| (1..=most).contains(&number))
    };
    number(4, 9999) && number(2, 12) && number(2, 31) && parts.next().is_none()
}

/// The media types of a header, without their parameters.
fn media_types(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(|part| part.split(';').next().unwrap_or_default().trim())
}

fn media_type(call: &Call, sink: &mut Sink<'_>) {
    if call.operation.is_none() || call.may_have_more {
        return;
    }
    let judged = |value: &&Piece| !call.has_variable(value) && !value.text.is_empty();
    let accepted: Vec<&Piece> = call.header_values("accept").filter(judged).collect();
    let best = accepted.iter().flat_map(|value| media_types(&value.text)).map(Version::of).max();
    if let (Some(best), Some(value)) = (best.filter(|best| *best < Version::Fits), accepted.first())
        && !call.header_values("accept").any(|value| call.has_variable(value))
    {
        let (case, message) = match best {
            Version::TooEarly => (
                TOO_EARLY,
                format!("{} is older than this resource, which begins with 2023-01-01", said(value, sink)),
            ),
            _ => (
                0,
                format!(
                    "{} names no version of the API; the contract says `{MEDIA_TYPE}`",
                    said(value, sink)
                ),
            ),
        };
        let edit = replaced(value, MEDIA_TYPE, sink);
        sink.report_case(case, value.span, message).fix(Safety::Hint, edit);
    }
    if call.body.is_none() && call.unseen_body.is_none() {
        return;
    }
    for value in call.header_values("content-type").filter(judged) {
        let is_json = |name: &str| name.eq_ignore_ascii_case("application/json");
        if media_types(&value.text).any(|name| is_json(name) || Version::of(name) == Version::Fits) {
            continue;
        }
        let message = format!("the body is JSON, and {} says otherwise", said(value, sink));
        let edit = replaced(value, "application/json", sink);
        sink.report_case(CONTENT_TYPE, value.span, message)
            .help("say `Content-Type: application/json`")
            .fix(Safety::Hint, edit);
    }
}

/// A value in a message, if it may be shown.
fn said(value: &Piece, sink: &Sink<'_>) -> String {
    call::said(&value.text, value.span, sink).unwrap_or_else(|| "this".to_owned())
}

/// The edit that writes another value, where the header stands as it is.
fn replaced(value: &Piece, text: &str, sink: &Sink<'_>) -> Option<Edit> {
    let is_there = sink.copy(value.span) == Some(&value.text);
    is_there.then(|| Edit { span: value.span, text: text.to_owned() })
}

fn credentials_in_request(call: &Call, sink: &mut Sink<'_>) {
    for credential in &call.credentials {
        let name = credential.place.name().map(|name| format!(" {}", quoted(name))).unwrap_or_default();
        let place = match &credential.place {
            CredentialPlace::Header(_) => {
                format!("in {} header{name}", if name.is_empty() { "a" } else { "the" })
            }
            CredentialPlace::UserInformation => "in the URL, before the host".to_owned(),
            CredentialPlace::Argument(_) => {
                format!("in {} argument{name}", if name.is_empty() { "an" } else { "the" })
            }
            CredentialPlace::Parameter(_) if name.is_empty() => "in a parameter".to_owned(),
            CredentialPlace::Parameter(_) => format!("in{name}"),
        };
        sink.report(credential.span, format!("a credential stands {place}, for everybody who reads it"))
            .help("put a variable in its place, and replace it if it was shared");
    }
}
