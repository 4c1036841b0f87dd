//! The sentence that the vendor's SDK for Go makes of an error: what Terraform, the Atlas CLI and the
//! operator print.

use serde_json::{Map, Value};

/// The members of the error in such a sentence.
///
/// `PATCH https://…: HTTP 400 Bad Request (Error code: "CODE") Detail: … Reason: … Params: […],
/// BadRequestDetail: {…}`; or, of older ones, `PATCH https://…: 400 (request "CODE") …`.
pub(super) fn members(text: &str) -> Option<Map<String, Value>> {
    let text = in_one_line(text);
    let mut members = Map::new();
    let mut put = |name: &str, value: Option<&str>| {
        if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
            members.insert(name.to_owned(), Value::String(value.to_owned()));
        }
    };
    if let Some((before, code, rest)) = around(&text, "(Error code: \"") {
        let status = before.rsplit_once("HTTP ").map(|(_, status)| status);
        put("error", Some(digits(status?)?));
        put("errorCode", Some(code));
        put("detail", between(rest, "Detail: ", &[" Reason: "]));
        put("reason", between(rest, "Reason: ", &[". Params: ", "."]));
        let parameters = between(rest, "Params: [", &["], BadRequestDetail", "]"]).unwrap_or_default();
        let detail = rest.split_once("BadRequestDetail: ").and_then(|(_, detail)| first_value(detail));
        // Texts with blanks cannot be told from several; a text without is one.
        let words = parameters.split(' ').filter(|word| !word.is_empty()).map(Value::from);
        members.insert("parameters".to_owned(), words.collect());
        members.extend(detail.map(|detail| ("badRequestDetail".to_owned(), detail)));
        return Some(members);
    }
    let (before, code, rest) = around(&text, "(request \"")?;
    let status = before.trim_end().rsplit(' ').next()?;
    put("error", Some(digits(status)?));
    put("errorCode", Some(code));
    put("detail", Some(rest));
    Some(members)
}

/// What stands before the mark, between it and the next `")`, and behind that.
fn around<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str, &'t str)> {
    let (before, rest) = text.split_once(mark)?;
    let (code, rest) = rest.split_once("\")")?;
    Some((before, code, rest))
}

/// What stands between `start` and the first of the ends that is there; else all that is left.
fn between<'t>(text: &'t str, start: &str, ends: &[&str]) -> Option<&'t str> {
    let (_, rest) = text.split_once(start)?;
    Some(ends.iter().find_map(|end| rest.split_once(end)).map_or(rest, |(part, _)| part))
}

fn digits(text: &str) -> Option<&str> {
    let digits = text.get(..3)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(digits)
}

fn first_value(text: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(text).into_iter().next()?.ok()
}

/// Without the line breaks, and the bar at the left of each line, that Terraform puts in.
fn in_one_line(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start_matches(['│', '╷', '╵', '|', ' ', '\t']).trim_end());
    lines.collect::<Vec<_>>().join(" ")
}
