//! An answer, read.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::message::{split, without_marks};
use super::seal::Seals;
use super::{ApiError, ApiErrorFault, ApiErrorFaultKind as Kind, Said, Violation, sentence, shown_values};
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
        Ok((value, said)) => of_document(value, status.or(said)),
        Err(error) => match sentence::members(body) {
            Some(members) => of_members(members, status),
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
fn value_of(text: &str) -> Result<(Value, Option<u16>), serde_json::Error> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next().unwrap_or(Ok(Value::Null))?;
    let rest = text.get(values.byte_offset()..).unwrap_or_default().trim();
    match rest.parse() {
        _ if rest.is_empty() => Ok((value, None)),
        Ok(status @ 100..=599) => Ok((value, Some(status))),
        _ => serde_json::from_str(text).map(|value| (value, None)),
    }
}

fn of_document(value: Value, status: Option<u16>) -> Result<ApiError, ApiErrorFault> {
    let Value::Object(mut members) = value else {
        return Err(ApiErrorFault::new(Kind::NotAnError, status));
    };
    // The envelope has the document as a member of its own.
    if !members.contains_key("errorCode")
        && let Some(inner) = members.remove("content")
    {
        let status = members.get("status").and_then(number).or(status);
        return match inner {
            Value::Object(members) => of_members(members, status),
            _ => Err(ApiErrorFault::new(Kind::NotAnError, status)),
        };
    }
    of_members(members, status)
}

fn of_members(mut members: Map<String, Value>, status: Option<u16>) -> Result<ApiError, ApiErrorFault> {
    let outer = status.or_else(|| members.get("status").and_then(number));
    let fault = |kind| Err(ApiErrorFault::new(kind, outer));
    let has = |name: &str| members.contains_key(name);
    if !has("errorCode") {
        let is_configuration = ["ldap", "customerX509", "hostname", "bindUsername"].into_iter().any(has);
        let is_word = members.get("error").is_some_and(|error| error.is_string() && number(error).is_none());
        return fault(match () {
            () if is_configuration && !has("error") => Kind::Configuration,
            () if is_word && (has("error_description") || members.len() == 1) => Kind::Token,
            () if has("error") => Kind::Missing("errorCode"),
            () if outer.is_some_and(|status| (200..300).contains(&status)) => Kind::Success,
            () => Kind::NotAnError,
        });
    }
    let status = match members.get("error").filter(|error| !error.is_null()) {
        None => match outer {
            None => return fault(Kind::Missing("error")),
            Some(status) => status,
        },
        Some(error) => match number(error) {
            None => return fault(Kind::Wrong("error")),
            Some(status) => status,
        },
    };
    if !(300..600).contains(&status) {
        return fault(if (200..300).contains(&status) { Kind::Success } else { Kind::Wrong("error") });
    }
    let code = match members.remove("errorCode").map(text) {
        Some(Some(code)) if !code.trim().is_empty() => code.trim().to_owned(),
        Some(None | Some(_)) | None => return fault(Kind::Wrong("errorCode")),
    };
    let mut said = |name: &str| members.remove(name).and_then(text).map(Said::new);
    let (detail, reason) = (said("detail"), said("reason"));
    let parameters = match members.remove("parameters") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(parameters)) => parameters,
        Some(parameter) => vec![parameter],
    };
    let violations = members.remove("badRequestDetail").map(violations).unwrap_or_default();
    let shown = shown_values(&parameters, &Seals::default());
    Ok(ApiError {
        status,
        code: Said::new(code),
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

/// A status, written as a number or as a text.
fn number(value: &Value) -> Option<u16> {
    match value {
        Value::Number(number) => match number.as_u64() {
            Some(number) => u16::try_from(number).ok(),
            None => number.to_string().strip_suffix(".0")?.parse().ok(),
        },
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
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
