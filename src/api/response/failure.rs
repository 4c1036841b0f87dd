//! An answer that is an error of the API, and no configuration: how it is told, and what is said of it.

use serde_json::Value;

use crate::json::{Data, Member};
use crate::mask::mask_text;
use crate::payload::{ObjectAt, Payload};
use crate::quote::quoted;
use crate::span::Span;
use crate::spec::Kind;

/// An answer by which the API says that a request failed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure<'d> {
    /// The HTTP status: the answer's own, or the one with which it was received.
    pub(crate) status: u16,
    /// Its `errorCode`, if it has one.
    code: Option<&'d Member<'d>>,
    /// The first member that tells it; where what stands around the answer does, the bracket with which that
    /// begins.
    pub(crate) at: Span,
}

/// What an answer says of a failure, if that is what it is; `received` is the status that stands around it.
///
/// It has an `errorCode`, which every error of the API has, and a status that is none of a success: its own,
/// `error`, as a number or in quotes, or, if it has none, the one it was received with. It has no
/// configuration: what has, has members that nobody knows besides.
///
/// Without all that, it is one by the status that it was received with (400 to 599), whatever it has.
pub(crate) fn failure<'d>(answer: ObjectAt<'d>, received: Option<u16>) -> Option<Failure<'d>> {
    error(answer, received).or_else(|| {
        let status = received.filter(|status| (400..600).contains(status))?;
        let added = answer.member("status").filter(|member| member.field.is_some());
        let opening = Span::new(answer.span.start, answer.span.start + 1);
        Some(Failure { status, code: None, at: added.map_or(opening, Member::span) })
    })
}

/// The failure in what was read, if it is none of what it is taken for.
pub(crate) fn failure_in<'d>(payload: &Payload<'d>) -> Option<Failure<'d>> {
    failure(payload.root()?, payload.document()?.status)
}

fn error<'d>(answer: ObjectAt<'d>, received: Option<u16>) -> Option<Failure<'d>> {
    let is_given = |name: &str| {
        answer.member(name).filter(|member| match &member.value.data {
            Data::Null => false,
            Data::String(text) => !text.as_str().trim().is_empty(),
            _ => true,
        })
    };
    let (error, code) = (is_given("error"), is_given("errorCode")?);
    let status = match error {
        Some(error) => status_of(error)?,
        None => received?,
    };
    let is_failure = (300..600).contains(&status);
    let is_configuration = ["customerX509", "ldap"].iter().any(|own| is_given(own).is_some());
    let member = error.filter(|error| error.key < code.key).unwrap_or(code);
    (is_failure && !is_configuration).then_some(Failure { status, code: Some(code), at: member.span() })
}

impl Failure<'_> {
    /// Whether it says itself what it is, and not only the status around it.
    pub(crate) fn has_code(&self) -> bool {
        self.code.is_some()
    }

    /// `400 \`VALIDATION_ERROR\``: the code without what looks like a secret in it.
    pub(crate) fn name(&self) -> String {
        match self.code.map(|code| &code.value.data) {
            Some(Data::String(code)) => {
                let code = code.as_str().trim();
                format!("{} {}", self.status, quoted(mask_text(code).as_deref().unwrap_or(code)))
            }
            _ => self.status.to_string(),
        }
    }

    /// What is said of it where a document of the kind is wanted.
    pub(crate) fn words(&self, kind: Kind) -> String {
        let wanted = match kind {
            Kind::Response => "the configuration",
            Kind::Patch | Kind::Verify => "the body of a request",
        };
        words(&self.name(), wanted)
    }
}

/// What is said of an error of the API that stands where something else is wanted. Without a code all that is
/// known of it is its status.
pub(crate) fn words(name: &str, wanted: &str) -> String {
    format!("it is an error of the API, {name}, and not {wanted}")
}

/// What tells more of one.
#[cfg(feature = "cli")]
pub(crate) const EXPLAINED: &str = "`usersec explain-error` says more";

/// A status, as a number or in quotes.
pub(crate) fn status(value: &Value) -> Option<u16> {
    match value {
        Value::Number(number) => match number.as_u64() {
            Some(number) => u16::try_from(number).ok(),
            None => number.to_string().strip_suffix(".0")?.parse().ok(),
        },
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn status_of(member: &Member<'_>) -> Option<u16> {
    match &member.value.data {
        Data::Number(number) => status(&serde_json::from_str(number).ok()?),
        Data::String(text) => text.as_str().trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::api::response::ResponseError;
    use crate::api::state::{State, StateErrorKind};
    use crate::{ApiError, Kind, Linter, Response};

    /// What the four readers say of an answer; each time it is the same.
    #[track_caller]
    fn told(text: &str) -> Option<String> {
        let explained =
            ApiError::parse(text).ok().map(|error| format!("{} {}", error.status(), error.code()));
        let code = explained.as_ref().map(|told| told.replacen(' ', " `", 1) + "`");
        let words = code.map(|code| format!("it is an error of the API, {code}, and not "));
        let report = Linter::new().kind(Kind::Response).check(text);
        let found: Vec<String> = report.findings().iter().map(|found| found.message().to_owned()).collect();
        let drafted = Response::parse(text).err().filter(|e| matches!(e, ResponseError::Failed { .. }));
        let stored = State::parse(text).err().filter(|e| e.kind() == StateErrorKind::Refusal);
        match &words {
            Some(words) => {
                assert_eq!(found, [format!("{words}the configuration")], "check: {text}");
                assert_eq!(drafted.expect(text).to_string(), format!("{words}the configuration"));
                assert_eq!(stored.expect(text).to_string(), format!("{words}what is stored"));
            }
            None => {
                assert!(!found.iter().any(|found| found.contains("error of the API")), "{text}: {found:?}");
                assert!(drafted.is_none() && stored.is_none(), "{text}: {drafted:?} {stored:?}");
            }
        }
        explained
    }

    /// Of that alone nothing can be explained.
    #[test]
    fn a_status_alone_tells_it_to_all_readers() {
        for (text, status, at) in [
            ("HTTP/2 503 \r\n\r\n{}", 503, (15, 16)),
            ("HTTP/2 404 \n\n{\"ldap\":{\"port\":636}}", 404, (13, 14)),
            ("HTTP/1.1 200 OK\n\nHTTP/1.1 403 Forbidden\n\n{\"message\":\"no\"}", 403, (41, 42)),
            (r#"{"status":500,"content":{"ldap":{"port":636}}}"#, 500, (24, 25)),
            (r#"{"ldap":{"port":636},"status":429}"#, 429, (21, 33)),
            (r#"{"status":500,"content":{"error":200,"errorCode":"X"}}"#, 500, (24, 25)),
        ] {
            let words = format!("it is an error of the API, {status}, and not ");
            let report = Linter::new().kind(Kind::Response).check(text);
            let found = report.findings().iter().map(|found| (found.rule().name(), found.message()));
            let wanted = format!("{words}the configuration");
            assert_eq!(found.collect::<Vec<_>>(), [("error-response", &*wanted)], "{text}");
            let span = report.findings()[0].span();
            assert_eq!((span.start, span.end), at, "{text}");
            assert_eq!(Response::parse(text).expect_err(text).to_string(), wanted);
            let stored = State::parse(text).expect_err(text);
            assert_eq!((stored.kind(), stored.span()), (StateErrorKind::Refusal, span), "{text}");
            assert_eq!(stored.to_string(), format!("{words}what is stored"));
            assert!(ApiError::parse(text).is_err(), "{text}");
        }
        for text in ["HTTP/2 202 \n\n{}", "HTTP/2 302 \n\n{}", r#"{"status":1000,"content":{}}"#] {
            assert!(Linter::new().kind(Kind::Response).check(text).findings().is_empty(), "{text}");
            assert!(Response::parse(text).is_ok() && State::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn errors_are_told_apart_and_by_all_readers_alike() {
        for (text, expected) in [
            (r#"{"error":404,"errorCode":"RESOURCE_NOT_FOUND"}"#, "404 RESOURCE_NOT_FOUND"),
            (r#"{"errorCode":"X","detail":"","error":401,"status":401}"#, "401 X"),
            (r#"{"error":"400","errorCode":"X"}"#, "400 X"),
            (r#"{"error":400,"errorCode":"X","ldap":null}"#, "400 X"),
            (r#"{"error":4e2,"errorCode":" X "}"#, "400 X"),
            (r#"{"status":404,"content":{"error":404,"errorCode":"X"}}"#, "404 X"),
            (r#"{"status":404,"content":{"errorCode":"X"}}"#, "404 X"),
            (r#"{"status":404,"errorCode":"X"}"#, "404 X"),
            (r#"{"content":{"error":404,"errorCode":"X"}}"#, "404 X"),
            ("HTTP/2 401 \r\n\r\nHTTP/2 404 \r\na: b\r\n\r\n{\"errorCode\":\"X\"}", "404 X"),
            ("HTTP/1.1 200 OK\n\n{\"error\":409,\"errorCode\":\"X\"}", "409 X"),
        ] {
            assert_eq!(told(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            r#"{"error":"no","errorCode":"X"}"#,
            r#"{"error":200,"errorCode":"X"}"#,
            r#"{"error":404,"errorCode":null}"#,
            r#"{"error":404,"errorCode":" "}"#,
            r#"{"error":{"error":404,"errorCode":"X"}}"#,
            r#"{"errorCode":"X"}"#,
            r#"{"ldap":{}}"#,
            r#"{"error":404,"errorCode":"X","ldap":{}}"#,
            "HTTP/2 200 \n\n{}",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
