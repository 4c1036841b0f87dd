//! Payloads as people write them, with mistakes: all that holds of any document, and that what is found of it does
//! not depend on how it is spelt.

mod generate;
mod spelling;
mod stored;
mod values;

use arbitrary::Unstructured;

use self::generate::Node;
#[cfg(feature = "cli")]
use super::check;
use super::manner::Manner;
#[cfg(not(feature = "cli"))]
use super::places;
use crate::linter::Linter;
use crate::report::Report;
use crate::rule::Level;
use crate::spec::Kind;

pub(super) const WAYS: &[&str] = &["what", "kind", "strict", "complete"];

pub(super) fn holds(input: &[u8]) {
    let (manner, rest) = Manner::of(input);
    let mut bytes = Unstructured::new(rest);
    // It is short of bytes only where it is done.
    let Ok(document) = generate::document(&mut bytes, manner.kind()) else { return };
    let stored = generate::document(&mut bytes, Kind::Patch);
    let spelt = spelling::spelt(&document, &mut bytes);
    // One of them, so that there is time for more inputs.
    match (manner.pick("what", 4), stored) {
        (0, Ok(stored)) => stored::holds(&spelt, &spelling::minified(&stored), manner),
        (1, _) if !document.has_twins() => alike(&document, &spelt, manner),
        (2, _) => consistent(spelt.as_bytes(), manner),
        _ => whole(spelt.as_bytes(), manner),
    }
}

/// What holds of any document.
fn whole(text: &[u8], manner: Manner) {
    #[cfg(feature = "cli")]
    check::document(text, manner);
    #[cfg(not(feature = "cli"))]
    places::all(&manner.linter().check(text), text);
}

/// What reports and settings say of themselves.
fn consistent(text: &[u8], manner: Manner) {
    let linter = manner.linter();
    let report = linter.check(text);
    let is_submittable = report.is_submittable();
    assert_eq!(
        is_submittable,
        linter.clone().strict(false).check(text).is_submittable(),
        "whatever the mode"
    );
    assert_eq!(
        is_submittable,
        linter.clone().pedantic(true).check(text).is_submittable(),
        "whatever is shown"
    );
    let plain = linter.clone().strict(false).check(text);
    assert_eq!(plain.is_submittable(), plain.count(Level::Error) == 0, "errors are what is in the way");
    let settings = report.into_settings();
    assert_eq!(settings.is_ok(), is_submittable && manner.kind() == Kind::Patch);
    let Ok(settings) = settings else { return };
    // What it sends is as good, and is the same.
    let body = settings.to_request_body();
    let again = linter.check(&body);
    assert!(again.is_submittable(), "{body}: {:?}", found_in(&again));
    let again = again.into_settings().expect("it is submittable");
    assert!(again == settings, "{body} has other settings: {again:?}, {settings:?}");
}

/// However it is spelt, the same is found in the same members.
fn alike(document: &Node, spelt: &str, manner: Manner) {
    let linter: Linter = manner.linter();
    let found = |text: &str| {
        let report = linter.check(text);
        (found_in(&report), report.is_submittable())
    };
    let (minified, pretty) = (spelling::minified(document), spelling::pretty(document));
    let expected = found(&minified);
    for text in [spelt, &pretty] {
        assert_eq!(found(text), expected, "{text} and {minified}");
    }
}

/// What is found, and in which members.
fn found_in(report: &Report) -> Vec<(&'static str, String)> {
    let all = report.findings().iter().map(|finding| (finding.rule().name(), finding.pointer().to_owned()));
    let mut all: Vec<_> = all.collect();
    all.sort_unstable();
    all
}
