//! Safe fixes keep everything else, and come to an end.

use std::collections::HashMap;

use super::hidden::{is_hidden, tells_parts};
use super::leaves::{Part, leaves};
use super::manner::Manner;
use super::places;
use super::planted::{as_json, is_all_secret, names_secret, with_secret};
use crate::fix::Safety;
use crate::linter::Linter;
use crate::report::{Finding, Report};

pub(super) const WAYS: &[&str] = &["kind", "strict", "complete", "levels", "planted", "form"];

pub(super) fn holds(input: &[u8]) {
    let (manner, body) = Manner::of(input);
    let is_planted = manner.one_in("planted", 2);
    let text = std::str::from_utf8(body).ok().filter(|_| is_planted);
    let planted = text.and_then(|text| with_secret(text, manner));
    let body = planted.as_deref().map_or(body, str::as_bytes);
    let linter = manner.linter_with_levels();
    let report = linter.check(body);
    let fixed = linter.fix(body, Safety::Safe);
    places::all(fixed.report(), fixed.text());
    assert_eq!(told(fixed.report()), told(&linter.check(fixed.text())), "the report is that of the text");
    assert_eq!(fixed.is_changed(), fixed.text() != body);
    assert!(fixed.count() > 0 || !fixed.is_changed(), "what was changed is counted");
    let Ok(text) = std::str::from_utf8(body) else {
        assert!(!fixed.is_changed(), "what is no text is left alone");
        return;
    };
    let after = std::str::from_utf8(fixed.text()).expect("a text stays one");
    if as_json(body).is_some() {
        assert!(as_json(fixed.text()).is_some(), "JSON stays JSON");
        assert_eq!(passwords(text), passwords(after), "passwords stay as they are");
        safe_fixes(&report).for_each(|finding| alone(finding, text));
    }
    if is_all_secret(body) && is_all_secret(fixed.text()) {
        is_hidden(&format!("{fixed:?} {fixed:#?}"), tells_parts(body), "what was fixed");
    }
    if fixed.is_complete() {
        let again = linter.fix(fixed.text(), Safety::Safe);
        assert!(
            !again.is_changed(),
            "a second run changes nothing: {after:?} {:?}",
            again.applied().collect::<Vec<_>>()
        );
        safe_fixes(fixed.report()).for_each(|finding| does_not_help(&linter, finding, after));
    }
}

fn safe_fixes(report: &Report) -> impl Iterator<Item = &Finding> {
    let is_safe = |finding: &&Finding| finding.fix().is_some_and(|fix| fix.safety == Safety::Safe);
    report.findings().iter().filter(is_safe)
}

fn told(report: &Report) -> Vec<(&str, &str, usize, usize, &str)> {
    let all = report.findings().iter().map(|finding| {
        let span = finding.span();
        (finding.rule().name(), finding.pointer(), span.start, span.end, finding.message())
    });
    all.collect()
}

/// Whatever stands in members whose name says that it is secret, as it is spelt; but not in `links`, however they are
/// spelt, which are the server's to write and are removed with all that is in them.
fn passwords(text: &str) -> Vec<&str> {
    let is_links = |token: &str| {
        token.chars().filter(char::is_ascii_alphanumeric).collect::<String>().eq_ignore_ascii_case("links")
    };
    let is_secret = |leaf: &Part| {
        leaf.name(text).is_some_and(|name| names_secret(&name)) && !leaf.pointer.split('/').any(is_links)
    };
    let mut found: Vec<_> =
        leaves(text).iter().filter(|leaf| is_secret(leaf)).map(|leaf| leaf.spelt(text).1).collect();
    found.sort_unstable();
    found
}

/// A safe fix made alone keeps the document JSON, and all other values where they are and as they are spelt: whatever
/// the edits cover, those outside of the values at which the finding stands or which it names as related, and within
/// them those that no edit touches.
fn alone(finding: &Finding, text: &str) {
    let fix = finding.fix().expect("it has one");
    let after = fix.apply(text).expect("edits that fit");
    let name = finding.rule().name();
    assert!(as_json(after.as_bytes()).is_some(), "{name}: {after:?} is no JSON");
    let (mut outside, mut anywhere) = (HashMap::<_, usize>::new(), HashMap::<_, usize>::new());
    let after_fix = leaves(&after);
    for leaf in &after_fix {
        *outside.entry((leaf.members(), leaf.spelt(&after))).or_default() += 1;
        *anywhere.entry(leaf.spelt(&after)).or_default() += 1;
    }
    let related = finding.related().iter().map(|related| related.pointer());
    let named: Vec<&str> = related.chain([finding.pointer()]).collect();
    for leaf in leaves(text) {
        let spelt = leaf.spelt(text);
        let is_named = named.iter().any(|pointer| leaf.is_in(pointer));
        let count = match is_named {
            true if fix.edits.iter().any(|edit| leaf.is_touched(edit)) => continue,
            true => anywhere.entry(spelt).or_default(),
            false => outside.entry((leaf.members(), spelt)).or_default(),
        };
        let at = (leaf.pointer.as_str(), finding.pointer());
        assert!(*count > 0, "{name}: {at:?} {spelt:?} is gone: {text:?}, {after:?}");
        *count -= 1;
    }
}

/// A safe fix that is left mends nothing: its finding stays, the document is none any more, or less of it is secret.
fn does_not_help(linter: &Linter, finding: &Finding, text: &str) {
    let fix = finding.fix().expect("it has one");
    let after = fix.apply(text).expect("edits that fit");
    let report = linter.check(&after);
    let is_there = report.findings().iter().any(|other| other.fingerprint() == finding.fingerprint());
    let is_broken = as_json(text.as_bytes()).is_some() && as_json(after.as_bytes()).is_none();
    let hidden =
        |text: &str| linter.look(text.as_bytes()).secrets.iter().map(|span| span.len()).sum::<usize>();
    let is_revealing = || hidden(&after) < hidden(text);
    let name = finding.rule().name();
    assert!(
        is_there || is_broken || is_revealing(),
        "{name}: the fix of {:?} was not made in {text:?}",
        finding.pointer()
    );
}
