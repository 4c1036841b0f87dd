//! Answers: what cannot be in one, and what is none. And what a verification must have.

use crate::api::response::failure_in;
use crate::json::{Data, Member};
use crate::payload::{ObjectAt, Payload};
use crate::placeholder::{self, Placeholder};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::access::credentials::is_given;
use crate::rules::document::means_bind_password;
use crate::rules::secret::gives_something_away;
use crate::spec::{Field, Kind, LDAP, VERIFY};

const WRITE_ONLY: Basis = Basis::Contract("bindPassword: write-only");

/// It is a password.
const PASSWORD: usize = 0;
/// There is none in it.
const NO_PASSWORD: usize = 1;

/// A whole body of a verification.
macro_rules! verification {
    ($start:literal) => {
        Example::body(concat!(
            "{",
            $start,
            r#""bindUsername":"CN=svc,DC=example,DC=net","hostname":"ldap.mycompany.com"}"#
        ))
        .kind(Kind::Verify)
    };
}

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "bind-password-in-response",
        group: Group::Request,
        cases: &[
            Case::error(Consequence::Exposed, WRITE_ONLY).when("it is a password"),
            Case::warning(Consequence::Suspicious, WRITE_ONLY)
                .when("it stands for one, and does not tell it"),
        ],
        summary: "An answer of the API carries a bind password.",
        explain: "\
`bindPassword` travels in requests only: what a GET or a PATCH answers has none. If one stands in a document \
that is an answer, somebody has put it in, or it is the body of a request. Answers are kept, logged and shared \
as if there were no secret in them.\n\n\
Take the member out, and change the password in the directory if the document was shared. If this is the body \
of a request, check it as one (`--kind patch`).",
        bad: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"correct horse"},"links":[]}"#,
            )
            .kind(Kind::Response),
            Example::body(r#"{"ldap":{"bind_password":"correct horse"}}"#).kind(Kind::Response).in_file(),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${LDAP_BIND_PASSWORD}"}}"#,
            )
            .kind(Kind::Response),
        ],
        good: &[
            Example::body(r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net"},"links":[]}"#)
                .kind(Kind::Response),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${LDAP_BIND_PASSWORD}"}}"#,
            ),
        ],
        check: Check::Body(password_in_response),
        yields_to: &[],
    },
    Rule {
        name: "error-response",
        group: Group::Request,
        cases: &[Case::error(
            Consequence::Suspicious,
            Basis::Contract("error, errorCode: what is answered to a request that failed"),
        )],
        summary: "The document is the API's answer to a request that failed.",
        explain: "\
An object with `error` and `errorCode` is what the API answers if a request failed: there is no configuration \
in it. So is any answer (`--kind response`) that was received with a status of 400 or more, by its head or its \
envelope, whatever stands in it. It was saved where the answer of a successful request was expected, or it is the \
wrong file.\n\n\
`usersec explain-error` tells what such an answer says of the members of a body. For the configuration, send \
the request again once its cause is mended: with `curl --fail-with-body` the command fails if the request \
does.",
        bad: &[
            Example::body(
                r#"{"error":404,"detail":"Cannot find resource","reason":"Not Found","errorCode":"RESOURCE_NOT_FOUND"}"#,
            )
            .kind(Kind::Response),
            Example::body(
                r#"{"status":401,"content":{"error":401,"reason":"Unauthorized","errorCode":"NOT_ORG_GROUP_CREATOR"}}"#,
            )
            .kind(Kind::Response),
            Example::body(r#"{"error":400,"reason":"Bad Request","errorCode":"VALIDATION_ERROR"}"#),
            Example::body(r#"{"status":500,"content":{"ldap":{"port":636}}}"#).kind(Kind::Response),
        ],
        good: &[Example::body(r#"{"status":200,"content":{"ldap":{"port":636},"links":[]}}"#)
            .kind(Kind::Response)],
        check: Check::Body(error_response),
        yields_to: &[],
    },
    Rule {
        name: "required-member-missing",
        group: Group::Request,
        cases: &[Case::error(
            Consequence::Breach,
            Basis::Contract("ldap/verify: bindPassword, bindUsername, hostname, port: required"),
        )],
        summary: "A verification lacks a member that the contract requires.",
        explain: "\
`POST …/userSecurity/ldap/verify` tries the host and the account that stand in its body. Nothing that is \
stored is taken for what is absent: `hostname`, `port`, `bindUsername` and `bindPassword` have to be there, \
the port too, though an update may leave it out.\n\n\
Add what is missing. A placeholder that is filled in when the request is sent counts as given.",
        bad: &[
            verification!(r#""bindPassword":"${LDAP_BIND_PASSWORD}","#),
            Example::body("{}").kind(Kind::Verify),
        ],
        good: &[verification!(r#""port":636,"bindPassword":"${LDAP_BIND_PASSWORD}","#)],
        check: Check::Body(required_member_missing),
        yields_to: &[],
    },
];

/// What a member of an answer says of a bind password, if that is what it is, in whatever place and however
/// it is written: of that one rule speaks. Where there is no password in it, it is a member like others.
pub(in crate::rules) fn answered_password(
    member: &Member<'_>,
    object: ObjectAt<'_>,
    payload: &Payload<'_>,
) -> Option<AnsweredPassword> {
    if payload.kind != Kind::Response {
        return None;
    }
    let field = match member.field {
        Some(field) => Some(field).filter(|field| field.name == "bindPassword"),
        None => {
            LDAP.field("bindPassword").filter(|_| means_bind_password(member.name.as_str(), object.object))
        }
    };
    let is_password = match (
        &member.value.data,
        placeholder::of(field?, &member.value, &payload.conventions().templates),
    ) {
        // Of those another rule speaks, or there is none.
        (Data::Null, _) | (_, Some(Placeholder::Documentation(_))) => return None,
        (Data::String(text), _) if text.as_str().is_empty() => return None,
        (_, Some(Placeholder::Template)) => false,
        (Data::String(text), None) => gives_something_away(text.as_str()),
        _ => true,
    };
    match (is_password, member.field) {
        (true, _) => Some(AnsweredPassword::Told),
        (false, Some(_)) => Some(AnsweredPassword::NotTold),
        (false, None) => None,
    }
}

/// Whether a bind password in an answer is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum AnsweredPassword {
    Told,
    NotTold,
}

fn password_in_response(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for object in payload.objects() {
        for member in object.members {
            let Some(password) = answered_password(member, object, payload) else { continue };
            let name = sink.quote_all(&member.name);
            let (case, message, help) = match password {
                AnsweredPassword::Told => (
                    PASSWORD,
                    format!("{name} in an answer of the API, which has none: whoever reads this can use it"),
                    "take it out, and change the password if the document was shared",
                ),
                AnsweredPassword::NotTold => {
                    (NO_PASSWORD, format!("{name} in an answer of the API, which has none"), "take it out")
                }
            };
            // No edit takes it out: it may be the only copy that somebody has.
            sink.report_case(case, member.value.span, message).help(help);
        }
    }
}

/// What tells of a document that it has to do with the envelope of an answer: found once, because very many
/// members may be asked about.
pub(in crate::rules) struct Envelope<'d> {
    /// Whether a request's body has a status.
    has_status: bool,
    /// What stands in an answer where the envelope has another one, and is none.
    content: Option<&'d Member<'d>>,
}

impl<'d> Envelope<'d> {
    pub(in crate::rules) fn of(payload: &Payload<'d>) -> Self {
        let Some(root) = payload.root() else { return Self { has_status: false, content: None } };
        let is_number = |status: &Member<'_>| matches!(status.value.data, Data::Number(_));
        let has_status = root.member("status").is_some_and(is_number);
        if payload.kind != Kind::Response {
            return Self { has_status, content: None };
        }
        let is_object =
            |data: &Data<'_>| matches!(data, Data::Object(..) | Data::Unexplored { array: false });
        let is_of_envelope = |member: &Member<'_>| matches!(member.name.as_str(), "status" | "content");
        let is_answer = ["ldap", "customerX509"].iter().any(|own| root.member(own).is_some());
        let is_envelope = !is_answer && (has_status || root.members.iter().all(is_of_envelope));
        let content = root.member("content").filter(|content| is_envelope && !is_object(&content.value.data));
        Self { has_status: false, content }
    }

    /// Whether a member of a request's body is what an envelope has around an answer.
    pub(in crate::rules) fn has_answer(&self, member: &Member<'_>) -> bool {
        self.has_status
            && member.name.as_str() == "content"
            && matches!(member.value.data, Data::Unexplored { array: false })
    }

    /// Whether a member is what an envelope has around an answer, and there is none in it.
    pub(in crate::rules) fn has_no_answer(&self, member: &Member<'_>) -> bool {
        self.content.is_some_and(|content| std::ptr::eq(content, member))
    }
}

fn error_response(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(failure) = failure_in(payload) else { return };
    let help = match failure.has_code() {
        true => "`usersec explain-error --payload BODY ANSWER` tells what was refused, and where",
        false => "`usersec explain-error` tells what is known of such a status",
    };
    sink.report(failure.at, failure.words(payload.kind)).help(help);
}

fn required_member_missing(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(root) = payload.root().filter(|_| payload.kind == Kind::Verify) else { return };
    // The members stand one level too deep, and another rule speaks of that.
    let is_nested = root.member("ldap").is_some_and(|ldap| !matches!(ldap.value.data, Data::Null));
    if is_nested || failure_in(payload).is_some() {
        return;
    }
    let is_missing = |field: &&Field| field.required && !is_given(payload, field.name);
    let missing: Vec<&Field> = VERIFY.fields.iter().filter(is_missing).collect();
    let names: Vec<String> = missing.iter().map(|field| format!("`{}`", field.name)).collect();
    let Some((last, others)) = names.split_last() else { return };
    let message = match others {
        [] => format!("{last} is missing: the contract requires it in a verification"),
        _ => format!(
            "{} and {last} are missing: the contract requires them in a verification",
            others.join(", ")
        ),
    };
    let example = |field: &&Field| {
        let value = match field.name {
            // In the team's own form.
            "bindPassword" => {
                format!("\"{}\"", payload.conventions().templates.example("LDAP_BIND_PASSWORD")?)
            }
            _ => (*field.examples.first()?).to_owned(),
        };
        Some(format!("\"{}\": {value}", field.name))
    };
    let examples: Vec<String> = missing.iter().filter_map(example).collect();
    sink.report(root.span, message).help(format!("add what is meant, such as {}", examples.join(", ")));
}
