//! An update of something that is stored: what is found has a place in the update, and neither the report nor the list
//! of changes shows a secret.

use std::sync::Arc;

use crate::Kind;
use crate::api::state::State;
#[cfg(feature = "cli")]
use crate::linter::Linter;
use crate::properties::hidden::{is_hidden, tells_parts};
use crate::properties::manner::Manner;
use crate::properties::places;
use crate::properties::planted::is_all_secret;
use crate::properties::shown::{About, shown};

pub(super) fn holds(update: &str, stored: &str, manner: Manner) {
    let Ok(state) = State::parse(stored) else { return };
    let state = Arc::new(state);
    let linter = manner.linter_with_levels().kind(Kind::Patch).current(Arc::clone(&state));
    let report = linter.check(update);
    places::all(&report, update.as_bytes());
    let (mut all, _) = shown(report, update.as_bytes(), About::Payload, manner);
    all += &format!("{state:?} {state:#?}");
    #[cfg(feature = "cli")]
    changes(&linter, update, &state, manner, &mut all);
    if is_all_secret(update.as_bytes()) && is_all_secret(stored.as_bytes()) {
        let in_part = tells_parts(update.as_bytes()) && tells_parts(stored.as_bytes());
        is_hidden(&all, in_part, "what is said of an update");
    }
}

/// What the update changes, or a DELETE, as the command shows it.
#[cfg(feature = "cli")]
fn changes(linter: &Linter, update: &str, state: &State, manner: Manner, all: &mut String) {
    use crate::api::state::{Removal, Update};
    use crate::render::changes::Request;

    let (request, after) = match manner.pick("request", 4) {
        0 => (Request::Delete(Removal::CustomerX509), state.without(Removal::CustomerX509)),
        1 => (Request::Delete(Removal::UserToDnMapping), state.without(Removal::UserToDnMapping)),
        _ => linter.inspect(update.as_bytes(), |_, payload, _| {
            let update = Update::of_payload(payload);
            let request = Request::Update {
                errors: manner.pick("errors", 2),
                has_password: update.has_password,
                unclear: update.unclear,
            };
            let after = state.updated(&update);
            assert!(after.updated(&update).diff(&after).is_empty(), "once more changes nothing");
            (request, after)
        }),
    };
    let templates = &linter.conventions().templates;
    assert!(after.compared(&after, templates).members().is_empty(), "nothing differs from itself");
    let changes = state.compared(&after, templates);
    *all += &format!("{changes:?} {changes:#?} {after:?}");
    show(request, &changes, manner, all);
}

#[cfg(feature = "cli")]
fn show(
    request: crate::render::changes::Request,
    changes: &crate::api::state::Changes,
    manner: Manner,
    all: &mut String,
) {
    use crate::properties::formats::written;
    use crate::properties::manner::NOW;
    use crate::render::changes::text::Text;
    use crate::render::changes::{Shown, json};

    let shown = Shown {
        current: "stored.json",
        payload: Some("bodies/body.json"),
        number: manner.one_in("one of many", 2).then_some(2),
        is_one_of_many: manner.one_in("one of many", 2),
        request,
        changes,
        effects: &changes.effects_with(Some(NOW), Some(request.has_password())),
        now: NOW,
        expires_soon_days: 30,
    };
    *all += &written(|out| Text::new(manner.width(), manner.color()).show(&shown, out));
    let for_programs = written(|out| json::show(&shown, out));
    let value: serde_json::Value = serde_json::from_str(&for_programs).expect("the changes are JSON");
    assert_eq!(value["changes"], !changes.is_empty());
    assert_eq!(value["members"].as_array().map(Vec::len), Some(changes.members().len()));
    *all += &for_programs;
}
