//! A document of any bytes, checked in any manner: what is found has a place, every output can be read, and none
//! shows a secret.

use super::planted::{as_json, is_all_secret, with_password};
use super::seen::{self, About, Manner, NOW, is_hidden, written};
use crate::fix::Safety;
use crate::inventory::Inventory;
use crate::render::certs::{RenderCerts, Shown, Totals, json, text};
use crate::render::diff::{Diff, Look};
use crate::spec::Kind;

pub(super) fn holds(input: &[u8]) {
    let (manner, body) = Manner::of(input);
    let planted = as_json(body).and_then(|text| with_password(text, manner.choice()));
    // One of them, so that there is time for more inputs.
    match planted.filter(|_| !manner.one_in(2)) {
        Some(planted) => document(planted.as_bytes(), manner),
        None => document(body, manner),
    }
}

/// Asserts all of it for a document.
pub(super) fn document(body: &[u8], manner: Manner) {
    let linter = manner.linter();
    let report = linter.check(body);
    seen::places(&report, body);
    let (mut shown, report) = seen::shown(report, body, About::Payload, manner);
    let has_fix = report.findings().iter().any(|finding| finding.fix().is_some());
    match report.into_settings() {
        Ok(settings) => {
            shown += &format!("{settings:?} {settings:#?}");
            shown += &serde_json::to_string(&settings).expect("settings are JSON");
        }
        Err(report) => shown += &format!("{report:?}"),
    }
    if manner.one_in(3) {
        shown += &certificates(body, manner);
    }

    // Before its body an answer may have a head, which is no JSON.
    let is_told = manner.kind() != Kind::Response || as_json(body).is_some() || !linter.look(body).is_json;
    let is_secret = is_told && is_all_secret(body);
    let in_part = seen::tells_parts(body);
    if is_secret {
        is_hidden(&shown, in_part, "a report");
    }

    if !has_fix {
        return;
    }
    let fixed = linter.fix(body, if manner.one_in(2) { Safety::Safe } else { Safety::Hint });
    let look = Look { color: false, width: manner.one_in(3).then_some(manner.width()) };
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
        let for_people = render(Box::new(text::Text::new(width, false, NOW)));
        let for_programs = render(Box::new(json::Json::new(NOW)));
        assert!(serde_json::from_str::<serde_json::Value>(&for_programs).is_ok(), "{for_programs}");
        for_people + &for_programs
    })
}
