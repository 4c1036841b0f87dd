//! An answer, read.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::seal::{Seals, Veil};
use super::{ApiError, ApiErrorFault, ApiErrorFaultKind as Kind, Said, Violation, sentence, shown_values};
use crate::api::response::{Failure, failure, index, split, status as number, without_marks};
use crate::conventions::Conventions;
use crate::payload::ObjectAt;
use crate::source::MAX_INPUT;

pub(super) fn parse(bytes: &[u8]) -> Result<ApiError, ApiErrorFault> {
    if bytes.len() > MAX_INPUT {
        return Err(ApiErrorFault::new(Kind::TooLarge, None));
    }
    let text = decoded(bytes).ok_or(ApiErrorFault::new(Kind::NotText, None))?;
    let text = without_marks(text.trim_start_matches('\u{feff}'));
    let (status, body) = split(&text);
    let fault = |kind| ApiErrorFault::new(kind, status);
    let body = body.trim_start_matches('\u{feff}').trim();
    if body.is_empty() {
        return Err(fault(Kind::Empty));
    }
    if body.starts_with('<') {
        return Err(fault(Kind::Html));
    }
    match value_of(body) {
        Ok((document, said)) => of_document(document, status.or(said)),
        Err(error) => match sentence::members(body) {
            Some(members) => {
                let own = members.get("error").and_then(number).or(status);
                let own = own.filter(|own| (300..600).contains(own));
                own.and_then(|status| of_members(members, status)).ok_or(fault(Kind::Wrong("error")))
            }
            // Its column counts bytes; which is the same but for letters that are no ASCII before it.
            None => Err(fault(Kind::NotJson { line: error.line(), column: error.column().max(1) })),
        },
    }
}

/// UTF-8, or UTF-16 with its mark, as Windows PowerShell's `>` writes it.
fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |unit: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let (units, rest) = bytes.as_chunks::<2>();
        let text = String::from_utf16(&units.iter().copied().map(unit).collect::<Vec<_>>()).ok()?;
        rest.is_empty().then_some(Cow::Owned(text))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest),
        _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

/// The document, and the status behind it, as `curl --write-out '%{http_code}'` puts it there.
fn value_of(text: &str) -> Result<(&str, Option<u16>), serde_json::Error> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    values.next().unwrap_or(Ok(Value::Null))?;
    let (document, rest) = text.split_at_checked(values.byte_offset()).unwrap_or((text, ""));
    match rest.trim().parse() {
        _ if rest.trim().is_empty() => Ok((document, None)),
        Ok(status @ 100..=599) => Ok((document, Some(status))),
        _ => serde_json::from_str::<Value>(text).map(|_| (text, None)),
    }
}

fn of_document(text: &str, received: Option<u16>) -> Result<ApiError, ApiErrorFault> {
    let document = index(text, 0, received, Conventions::usual());
    let fault = |kind| ApiErrorFault::new(kind, document.status);
    let root = ObjectAt::of(&document.root).ok_or(fault(Kind::NotAnError))?;
    let answer = text.get(root.span.range()).unwrap_or_default();
    let members: Map<String, Value> = serde_json::from_str(answer).map_err(|_| fault(Kind::NotAnError))?;
    let Some(failure) = failure(root, document.status).filter(Failure::has_code) else {
        return Err(fault(no_error(&members, document.status)));
    };
    of_members(members, failure.status).ok_or(fault(Kind::Wrong("errorCode")))
}

/// What an object is that is no error.
fn no_error(members: &Map<String, Value>, received: Option<u16>) -> Kind {
    let member = |name: &str| members.get(name).filter(|value| !value.is_null());
    let has = |name: &str| member(name).is_some();
    let is_success = |status: &u16| (200..300).contains(status);
    let error = member("error");
    if has("errorCode") {
        return match error.map(number) {
            _ if has("ldap") || has("customerX509") => Kind::Configuration,
            None if received.is_none() => Kind::Missing("error"),
            None if received.is_some_and(|status| is_success(&status)) => Kind::Success,
            Some(Some(status)) if is_success(&status) => Kind::Success,
            Some(Some(300..600)) => Kind::Wrong("errorCode"),
            _ => Kind::Wrong("error"),
        };
    }
    let is_configuration = ["ldap", "customerX509", "hostname", "bindUsername"].into_iter().any(has);
    let is_word = error.is_some_and(|error| error.is_string() && number(error).is_none());
    match () {
        () if is_configuration && !has("error") => Kind::Configuration,
        () if is_word && (has("error_description") || members.len() == 1) => Kind::Token,
        () if members.contains_key("errorCode") => Kind::Wrong("errorCode"),
        () if has("error") => Kind::Missing("errorCode"),
        () if received.is_some_and(|status| is_success(&status)) => Kind::Success,
        () => Kind::NotAnError,
    }
}

/// The error that has these members; none without a code.
fn of_members(mut members: Map<String, Value>, status: u16) -> Option<ApiError> {
    let code = members.remove("errorCode").and_then(text).filter(|code| !code.trim().is_empty())?;
    let mut said = |name: &str| members.remove(name).and_then(text).map(Said::new);
    let (detail, reason) = (said("detail"), said("reason"));
    let parameters = match members.remove("parameters") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(parameters)) => parameters,
        Some(parameter) => vec![parameter],
    };
    let violations = members.remove("badRequestDetail").map(violations).unwrap_or_default();
    let shown = shown_values(&parameters, &Veil::new(&Seals::default()));
    Some(ApiError {
        status,
        code: Said::new(code.trim().to_owned()),
        detail,
        reason,
        parameters: (parameters, shown),
        violations,
    })
}

/// The entries of `fields`: a list by the contract; one alone is one, and a text is what it says.
fn violations(detail: Value) -> Vec<Violation> {
    let fields = match detail {
        Value::Object(mut members) => members.remove("fields").unwrap_or_default(),
        other => other,
    };
    let entries = match fields {
        Value::Array(entries) => entries,
        Value::Null => Vec::new(),
        entry => vec![entry],
    };
    entries.into_iter().filter_map(violation).collect()
}

fn violation(entry: Value) -> Option<Violation> {
    match entry {
        Value::Object(mut members) => {
            let mut said = |name: &str| members.remove(name).and_then(text).map(Said::new);
            let (field, description) = (said("field"), said("description"));
            let is_empty = field.is_none() && description.is_none();
            let field = field.unwrap_or_else(|| Said::new(String::new()));
            (!is_empty).then_some(Violation { field, description })
        }
        entry => {
            let description = text(entry).map(Said::new)?;
            Some(Violation { field: Said::new(String::new()), description: Some(description) })
        }
    }
}

/// A text; what is none as JSON writes it.
fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Null => None,
        value => Some(value.to_string()),
    }
}
