//! `usersec diff`.

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use super::arguments::{DiffOptions, Format};
use super::current::{Stored, stored};
use super::paths::{STDIN, is_stdin, name, read_once};
use super::policies::{Manner, Policies, is_read, under};
use super::{Surroundings, WIDEST, exit, files};
use crate::api::request::{self, Call, Reading};
use crate::api::response::{EXPLAINED, failure_in};
use crate::api::state::{Changes, Removal, State, Update};
use crate::conventions::{Conventions, Templates};
use crate::linter::Linter;
use crate::quote::printable;
use crate::render::changes::text::Text;
use crate::render::changes::{Request, Shown, json};
use crate::rule::Level;
use crate::source::MAX_INPUT;
use crate::spec::Kind;

pub(super) fn run(
    options: &DiffOptions,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
    surroundings: Surroundings,
) -> io::Result<u8> {
    let manner = Manner::new(surroundings, options.color, false, false);
    let inputs = std::iter::once(&options.current).chain(&options.payload);
    let Some(policies) = Policies::new(&options.policy, manner, is_read(inputs), stdin, err)? else {
        return Ok(exit::FAILURE);
    };
    let now = options.now.unwrap_or(surroundings.now);
    let prepared = prepare(options, &policies, now, stdin);
    if let Some(news) = policies.news() {
        err.write_all(news.as_bytes())?;
    }
    let (Prepared { place, request, changes, expires_soon_days }, news) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return writeln!(err, "usersec: {error}").map(|()| exit::FAILURE),
    };
    err.write_all(news.as_bytes())?;
    let payload = options.payload.as_deref().map(name);
    let shown = Shown {
        current: &name(&options.current),
        payload: payload.as_deref(),
        number: place.map(|place| place.number),
        is_one_of_many: place.is_some_and(|place| place.count > 1),
        request,
        changes: &changes,
        effects: &changes.effects_with(Some(now), Some(request.has_password())),
        now,
        expires_soon_days,
    };
    match options.format {
        Format::Json => json::show(&shown, out)?,
        Format::Text => {
            let color = options.color.is_wanted(surroundings);
            Text::new(surroundings.width.min(WIDEST), color).show(&shown, out)?;
        }
    }
    Ok(exit::SUCCESS)
}

/// What is compared.
struct Prepared {
    /// Which request it is, if it was taken from a file of requests.
    place: Option<Place>,
    request: Request,
    changes: Changes,
    expires_soon_days: u32,
}

/// Which request of how many.
#[derive(Clone, Copy)]
struct Place {
    /// From 1.
    number: usize,
    count: usize,
}

impl Prepared {
    fn delete(removal: Removal, current: &State, conventions: &Conventions) -> Self {
        let changes = current.compared(&current.without(removal), &conventions.templates);
        let expires_soon_days = conventions.expires_soon_days;
        Self { place: None, request: Request::Delete(removal), changes, expires_soon_days }
    }
}

fn prepare(
    options: &DiffOptions,
    policies: &Policies,
    now: i64,
    stdin: &mut dyn Read,
) -> Result<(Prepared, String), String> {
    if is_stdin(&options.current) && options.payload.as_deref().is_some_and(is_stdin) {
        return Err(read_once("--current"));
    }
    let Stored { state: current, news } = stored(&options.current, stdin)?;
    let linter = Linter::new().now(now).current(Arc::clone(&current));
    let prepared = match (&options.payload, options.delete) {
        (Some(payload), _) => {
            let content = files::one(payload, stdin).map_err(|error| named(payload, &error))?;
            let place = if is_stdin(payload) { Path::new(STDIN) } else { payload };
            let policy = policies.of(place).map_err(|error| named(payload, &error))?;
            let linter = under(&linter, policy.as_deref(), place);
            sent(&content, options.request, &current, &linter).map_err(|error| named(payload, &error))
        }
        (None, Some(delete)) => {
            // As of a payload on standard input.
            let policy = policies.of(Path::new(STDIN))?;
            let linter = under(&linter, policy.as_deref(), Path::new(STDIN));
            Ok(Prepared::delete(delete.into(), &current, linter.conventions()))
        }
        // The arguments want one of them.
        (None, None) => Err("there is nothing to compare with".to_owned()),
    };
    prepared.map(|prepared| (prepared, news))
}

/// The error, with the file.
fn named(path: &Path, error: &str) -> String {
    format!("{}: {error}", printable(&name(path)))
}

/// What the payload does, or the request.
fn sent(content: &[u8], number: Option<usize>, current: &State, linter: &Linter) -> Result<Prepared, String> {
    let text = std::str::from_utf8(content).ok().filter(|text| !is_json(text) && text.len() <= MAX_INPUT);
    let asked = text.map(|text| asked(text, number, linter)).transpose()?.flatten();
    let Some((place, asked, templates)) = asked else {
        if number.is_some() {
            return Err("there are no requests in it, of which --request could name one".to_owned());
        }
        if text.is_some_and(|text| text.trim_start().starts_with("HTTP/")) {
            return Err("it is an answer and no update; `usersec to-request` makes a body of one".to_owned());
        }
        return update(linter, content, current, "no JSON object can be read; `usersec check` says why");
    };
    let linter = &*linter.with_templates(&templates);
    let prepared = match asked {
        Asked::Delete(removal) => Prepared::delete(removal, current, linter.conventions()),
        Asked::Update(body) => {
            let unread = "the body of the request cannot be read; `usersec request` says why";
            update(linter, body.as_bytes(), current, unread)?
        }
    };
    Ok(Prepared { place: Some(place), ..prepared })
}

/// Whether the text is meant to be a body.
fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

/// What a request asks for.
enum Asked {
    Update(String),
    Delete(Removal),
}

/// The request in a text that changes what is stored, or the one of that number, with what stands for a value
/// there; none, if there are no requests in it.
fn asked(
    text: &str,
    number: Option<usize>,
    linter: &Linter,
) -> Result<Option<(Place, Asked, Templates)>, String> {
    let Reading { calls, templates, .. } = request::read(text, None, &linter.conventions().templates);
    if calls.iter().all(|call| call.operation.is_none()) {
        return match calls.iter().all(|call| call.method.text.is_empty()) {
            true => Ok(None),
            false => {
                Err("no request in it is an operation that is known; `usersec request` says why".to_owned())
            }
        };
    }
    let place = |number| Place { number, count: calls.len() };
    let changes = |call: &Call| call.operation.is_some_and(|operation| operation.restarts);
    if let Some(number) = number {
        let call = number.checked_sub(1).and_then(|index| calls.get(index));
        let call =
            call.ok_or_else(|| format!("there is no request {number} in it: there are {}", calls.len()))?;
        return match changes(call) {
            true => Ok(Some((place(number), what(call)?, templates))),
            false => Err(format!("request {number} does not change what is stored")),
        };
    }
    let changing: Vec<(usize, &Call)> = (1..).zip(&calls).filter(|(_, call)| changes(call)).collect();
    match changing.as_slice() {
        [] => Err("no request in it changes what is stored".to_owned()),
        [(number, call)] => Ok(Some((place(*number), what(call)?, templates))),
        several => {
            Err(format!("several requests in it change what is stored: name one with {}", choice(several)))
        }
    }
}

/// So many are listed.
const MOST_LISTED: usize = 5;

/// How each is named.
fn choice(calls: &[(usize, &Call)]) -> String {
    let name = |(number, call): &(usize, &Call)| {
        let method = call.operation.map_or("", |operation| operation.method);
        format!("--request {number} ({method})")
    };
    let mut listed: Vec<String> = calls.iter().take(MOST_LISTED).map(name).collect();
    match (calls.len().checked_sub(MOST_LISTED).filter(|more| *more > 0), listed.pop()) {
        (Some(more), Some(last)) => format!("{}, {last}, and {more} more", listed.join(", ")),
        (None, Some(last)) => format!("{} or {last}", listed.join(", ")),
        (_, None) => String::new(),
    }
}

/// What the request asks for.
fn what(call: &Call) -> Result<Asked, &'static str> {
    match call.operation.map(|operation| (operation.method, operation.path)) {
        Some(("DELETE", path)) if path.ends_with("/customerX509") => Ok(Asked::Delete(Removal::CustomerX509)),
        Some(("DELETE", _)) => Ok(Asked::Delete(Removal::UserToDnMapping)),
        _ => match (&call.body, call.unseen_body) {
            (Some(body), _) => Ok(Asked::Update(body.text().to_owned())),
            (None, Some(reason)) => Err(reason),
            (None, None) => Err("the request has no body"),
        },
    }
}

/// What an update changes; `unread`, if it is no JSON object.
fn update(linter: &Linter, body: &[u8], current: &State, unread: &str) -> Result<Prepared, String> {
    linter.inspect(body, |_, payload, report| {
        if payload.root().is_none() {
            return Err(unread.to_owned());
        }
        if let Some(failure) = failure_in(payload) {
            return Err(format!("{}; {EXPLAINED}", failure.words(Kind::Patch)));
        }
        let update = Update::of_payload(payload);
        let request = Request::Update {
            errors: report.count(Level::Error),
            has_password: update.has_password,
            unclear: update.unclear,
        };
        let Conventions { templates, expires_soon_days, .. } = payload.conventions();
        let changes = current.compared(&current.updated(&update), templates);
        Ok(Prepared { place: None, request, changes, expires_soon_days: *expires_soon_days })
    })
}
