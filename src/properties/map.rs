//! The dry run, of any payload and any user name.

#[cfg(feature = "cli")]
use super::formats::written;
use super::hidden::{has_token, is_hidden, tells_parts};
use super::manner::Manner;
use super::planted::{as_json, is_all_secret, with_secret};
use super::tree::Tree;
use crate::linter::Linter;
use crate::map::{MapOutcome, MapTrace};

pub(super) const WAYS: &[&str] = &["kind", "strict", "complete", "as it is", "form"];

pub(super) fn holds(input: &[u8]) {
    let (manner, rest) = Manner::of(input);
    // A name may have line breaks in it.
    let separator =
        rest.iter().position(|&byte| byte == 0).or_else(|| rest.iter().position(|&byte| byte == b'\n'));
    let Some((user, body)) = separator.map(|at| (&rest[..at], &rest[at + 1..])) else { return };
    let Ok(user) = std::str::from_utf8(user) else { return };
    let is_planted = !manner.one_in("as it is", 3);
    let text = std::str::from_utf8(body).ok().filter(|_| is_planted);
    let planted = text.and_then(|text| with_secret(text, manner));
    let body = planted.as_deref().map_or(body, str::as_bytes);
    let linter = manner.linter();

    let mut shown = String::new();
    let of_settings = linter.check(body).into_settings().ok().map(|settings| settings.map(user));
    let of_payload = of_payload(&linter, body, user, manner, &mut shown);
    for trace in of_settings.iter().chain(&of_payload) {
        is_consistent(trace);
        shown += &format!("{trace:?} {trace:#?}");
        shown += &serde_json::to_string(trace).expect("a trace is JSON");
    }
    if let (Some(of_settings), Some(of_payload)) = (&of_settings, &of_payload) {
        assert_eq!(of_settings, of_payload, "settings are mapped as their payload");
    }
    if !has_token(user, true) && as_json(body).is_some() && is_all_secret(body) {
        is_hidden(&shown, tells_parts(body), "a dry run");
    }
    // Halves of surrogate pairs are no values, and no tree has them.
    let minified =
        std::str::from_utf8(body).ok().and_then(|text| Tree::read(text).ok()).map(|tree| minified(&tree));
    if let Some(minified) = minified {
        let again = linter.check(&minified).into_settings().ok().map(|settings| settings.map(user));
        assert_eq!(again.is_some(), of_settings.is_some(), "{minified}");
        if let (Some(again), Some(of_settings)) = (&again, &of_settings) {
            assert_eq!(again, of_settings, "spelling makes no difference");
        }
    }
}

/// The document without white space, in the shortest spelling.
pub(super) fn minified(tree: &Tree) -> String {
    let text = |text: &str| serde_json::to_string(text).expect("a string is JSON");
    match tree {
        Tree::Null => "null".to_owned(),
        Tree::Boolean(value) => value.to_string(),
        Tree::Number(value) => value.to_string(),
        Tree::String(value) => text(value),
        Tree::Array(items) => {
            let items: Vec<String> = items.iter().map(minified).collect();
            format!("[{}]", items.join(","))
        }
        Tree::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}:{}", text(name), minified(value))).collect();
            format!("{{{}}}", members.join(","))
        }
    }
}

/// What a trace says of itself fits together.
fn is_consistent(trace: &MapTrace) {
    let steps = trace.steps();
    match trace.outcome() {
        // Nothing is tried but the entry because of which the database does not start.
        MapOutcome::RefusedAtStart => {
            assert!(steps.len() == 1 && Some(steps[0].index()) == trace.index(), "{trace:?}");
        }
        _ => assert!(steps.iter().map(|step| step.index()).eq(0..steps.len()), "{trace:?}"),
    }
    if let Some(index) = trace.index() {
        let step = steps.iter().find(|step| step.index() == index);
        let result = step.and_then(|step| step.result());
        if let (MapOutcome::Name, Some(crate::MapResult::Name(name))) = (trace.outcome(), result) {
            assert_eq!(Some(name), trace.name(), "the name is that of the entry which decides");
        }
    }
    match trace.outcome() {
        MapOutcome::Name => assert!(trace.index().is_some() && trace.name().is_some(), "{trace:?}"),
        MapOutcome::PassThrough => assert_eq!(trace.name().map(|name| name.as_str()), Some(trace.user())),
        MapOutcome::Query => assert!(trace.index().is_some(), "{trace:?}"),
        _ => {}
    }
}

/// The same of a payload that may have errors in it; and what the command shows of it.
#[cfg(feature = "cli")]
fn of_payload(
    linter: &Linter,
    body: &[u8],
    user: &str,
    manner: Manner,
    shown: &mut String,
) -> Option<MapTrace> {
    use crate::map::{Given, Mapper};
    use crate::render::map::{Answer, Head, RenderMap, Totals, json::Json, text::Text};

    let mapper = linter.inspect(body, |_, payload, _| {
        payload.root().is_some().then(|| Mapper::new(&Given::of_payload(payload.in_effect())))
    })?;
    let trace = mapper.map(user);
    let head = Head { path: "body.json", kind: manner.kind(), errors: 0, mapper: &mapper };
    let answer = || Answer { trace: &trace, expected: Vec::new(), is_detailed: !manner.one_in("short", 3) };
    let mut totals = Totals::default();
    totals.add(&answer());
    let mut render = |mut format: Box<dyn RenderMap>| {
        let text = written(|out| {
            format.begin(&head, out)?;
            format.user(&head, &answer(), out)?;
            format.finish(&totals, out)
        });
        shown.push_str(&text);
        text
    };
    render(Box::new(Text::new(manner.width(), manner.color(), manner.one_in("verbose", 2))));
    let json = render(Box::new(Json::new(manner.one_in("verbose", 2))));
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
    Some(trace)
}

#[cfg(not(feature = "cli"))]
fn of_payload(_: &Linter, _: &[u8], _: &str, _: Manner, _: &mut String) -> Option<MapTrace> {
    None
}
