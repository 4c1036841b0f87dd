//! A document of any bytes, checked in any manner: what is found has a place, every output can be read, and none
//! shows a secret.

use super::formats::written;
use super::hidden::{is_hidden, tells_parts};
use super::manner::{Manner, NOW};
use super::places;
use super::planted::{as_json, is_all_secret, with_secret};
use super::shown::{About, shown};
use crate::Response;
use crate::fix::Safety;
use crate::inventory::Inventory;
use crate::render::certs::{RenderCerts, Shown, Totals, json, text};
use crate::render::diff::{Diff, Look};
use crate::spec::Kind;

pub(super) const WAYS: &[&str] = &[
    "kind", "strict", "complete", "levels", "as it is", "form", "width", "color", "sarif", "trouble",
    "guesses",
];

pub(super) fn holds(input: &[u8]) {
    let (manner, body) = Manner::of(input);
    // Mostly with a secret: with it all else is looked at as well.
    let is_planted = !manner.one_in("as it is", 4);
    let text = std::str::from_utf8(body).ok().filter(|_| is_planted);
    match text.and_then(|text| with_secret(text, manner)) {
        Some(planted) => document(planted.as_bytes(), manner),
        None => document(body, manner),
    }
}

/// Asserts all of it for a document.
pub(super) fn document(body: &[u8], manner: Manner) {
    let linter = manner.linter_with_levels();
    let report = linter.check(body);
    places::all(&report, body);
    let (mut shown, report) = shown(report, body, About::Payload, manner);
    let has_fix = report.findings().iter().any(|finding| finding.fix().is_some());
    match report.into_settings() {
        Ok(settings) => {
            shown += &format!("{settings:?} {settings:#?}");
            shown += &serde_json::to_string(&settings).expect("settings are JSON");
        }
        Err(report) => shown += &format!("{report:?}"),
    }
    if manner.one_in("certificates", 3) {
        shown += &certificates(body, manner);
    }

    // Before its body an answer may have a head, which is no JSON.
    let is_told = manner.kind() != Kind::Response || as_json(body).is_some() || !linter.look(body).is_json;
    let is_secret = is_told && is_all_secret(body);
    let in_part = tells_parts(body);
    if is_secret {
        is_hidden(&shown, in_part, "a report");
        if let Ok(answer) = Response::parse(body) {
            is_hidden(answer.to_request().body(), in_part, "what was made of an answer");
        }
    }

    if !has_fix {
        return;
    }
    let fixed = linter.fix(body, if manner.one_in("guesses", 2) { Safety::Hint } else { Safety::Safe });
    let look =
        Look { color: manner.color(), width: manner.one_in("diff on a terminal", 2).then(|| manner.width()) };
    let diff = Diff::new("bodies/body.json", body, &fixed, manner.kind(), look);
    // What was no JSON may be some then, in which it is known what is no secret.
    let first = fixed.first_json().map_or("", |(text, _)| text);
    if is_secret && is_all_secret(fixed.text()) && is_all_secret(first.as_bytes()) {
        is_hidden(diff.text(), in_part, "a diff");
        is_hidden(&format!("{fixed:?} {fixed:#?}"), in_part, "what was fixed");
    }
}

/// The certificates of a document, for people and for programs.
fn certificates(body: &[u8], manner: Manner) -> String {
    let width = manner.width();
    manner.linter().now(NOW).inspect(body, |source, payload, report| {
        let inventory = Inventory::new(source, payload, report, NOW);
        let shown = Shown { path: "bodies/body.json", kind: manner.kind(), outcome: Ok(&inventory) };
        let mut totals = Totals::default();
        totals.add(&shown, NOW);
        let render = |mut format: Box<dyn RenderCerts>| {
            written(|out| {
                format.file(&shown, out)?;
                format.finish(&totals, out)
            })
        };
        let for_people = render(Box::new(text::Text::new(width, manner.color(), NOW)));
        let for_programs = render(Box::new(json::Json::new(NOW)));
        assert!(serde_json::from_str::<serde_json::Value>(&for_programs).is_ok(), "{for_programs}");
        for_people + &for_programs
    })
}
