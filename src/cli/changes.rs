//! `usersec diff`.

use std::io::{self, Read, Write};
use std::path::Path;

use super::arguments::{DiffOptions, Format};
use super::paths::{STDIN, is_stdin};
use super::policies::{Manner, Policies, is_read, under};
use super::{Surroundings, WIDEST, exit, files};
use crate::api::request;
use crate::api::state::{Changes, Removal, State, Update};
use crate::conventions::Conventions;
use crate::linter::Linter;
use crate::quote::printable;
use crate::render::changes::text::Text;
use crate::render::changes::{Request, Shown, json};
use crate::rule::Level;
use crate::source::MAX_INPUT;

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
    let prepared = prepare(options, &policies, stdin);
    if let Some(news) = policies.news() {
        err.write_all(news.as_bytes())?;
    }
    let Prepared { request, changes, expires_soon_days } = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return writeln!(err, "usersec: {error}").map(|()| exit::FAILURE),
    };
    let now = options.now.unwrap_or(surroundings.now);
    let payload = options.payload.as_deref().map(name);
    let shown = Shown {
        current: &name(&options.current),
        payload: payload.as_deref(),
        request,
        changes: &changes,
        effects: &changes.effects(Some(now)),
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
    request: Request,
    changes: Changes,
    expires_soon_days: u32,
}

impl Prepared {
    fn delete(removal: Removal, current: &State) -> Self {
        let changes = current.diff(&current.without(removal));
        let expires_soon_days = Conventions::usual().expires_soon_days;
        Self { request: Request::Delete(removal), changes, expires_soon_days }
    }
}

/// As the user named it.
fn name(path: &Path) -> String {
    match is_stdin(path) {
        true => STDIN.to_owned(),
        false => path.to_string_lossy().into_owned(),
    }
}

fn prepare(options: &DiffOptions, policies: &Policies, stdin: &mut dyn Read) -> Result<Prepared, String> {
    if is_stdin(&options.current) && options.payload.as_deref().is_some_and(is_stdin) {
        return Err("standard input can be read once: `-` stands there for both files".to_owned());
    }
    let current = stored(&options.current, stdin)?;
    match (&options.payload, options.delete) {
        (Some(payload), _) => sent(payload, &current, policies, stdin),
        (None, Some(delete)) => Ok(Prepared::delete(delete.into(), &current)),
        // The arguments want one of them.
        (None, None) => Err("there is nothing to compare with".to_owned()),
    }
}

/// What is stored, by the answer to a GET.
fn stored(path: &Path, stdin: &mut dyn Read) -> Result<State, String> {
    let shown = printable(&name(path)).into_owned();
    let content = files::one(path, stdin).map_err(|error| format!("{shown}: {error}"))?;
    State::parse(content).map_err(|error| {
        let at = error.location();
        format!("{shown}:{}:{}: {error}", at.line, at.column)
    })
}

/// What the payload does, or the request.
fn sent(path: &Path, current: &State, policies: &Policies, stdin: &mut dyn Read) -> Result<Prepared, String> {
    let shown = name(path);
    let named = |error: &str| format!("{}: {error}", printable(&shown));
    let content = files::one(path, stdin).map_err(|error| named(&error))?;
    let place = if is_stdin(path) { Path::new(&shown) } else { path };
    let policy = policies.of(place).map_err(|error| named(&error))?;
    let linter = under(&Linter::new(), policy.as_deref(), place);
    let asked = std::str::from_utf8(&content).ok().filter(|text| !is_json(text)).map(asked);
    match asked {
        Some(Err(error)) => Err(named(error)),
        Some(Ok(Some(Asked::Delete(removal)))) => Ok(Prepared::delete(removal, current)),
        Some(Ok(Some(Asked::Update(body)))) => update(&linter, body.as_bytes(), current)
            .ok_or_else(|| named("the body of the request cannot be read; `usersec request` says why")),
        Some(Ok(None)) | None => update(&linter, &content, current)
            .ok_or_else(|| named("no JSON object can be read; `usersec check` says why")),
    }
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

/// The one request in a text that changes what is stored; none, if there are no requests in it.
fn asked(text: &str) -> Result<Option<Asked>, &'static str> {
    let Some(text) = Some(text).filter(|text| text.len() <= MAX_INPUT) else { return Ok(None) };
    let calls = request::read(text, None, &Conventions::usual().templates).calls;
    let mut changing = calls.iter().filter(|call| call.operation.is_some_and(|operation| operation.restarts));
    let (first, others) = (changing.next(), changing.count());
    let Some(call) = first else {
        let is_request = calls.iter().any(|call| call.operation.is_some());
        return if is_request { Err("no request in it changes what is stored") } else { Ok(None) };
    };
    if others > 0 {
        return Err("several requests in it change what is stored: give one at a time");
    }
    let operation = call.operation.map(|operation| (operation.method, operation.path));
    match operation {
        Some(("DELETE", path)) if path.ends_with("/customerX509") => {
            Ok(Some(Asked::Delete(Removal::CustomerX509)))
        }
        Some(("DELETE", _)) => Ok(Some(Asked::Delete(Removal::UserToDnMapping))),
        _ => match (&call.body, call.unseen_body) {
            (Some(body), _) => Ok(Some(Asked::Update(body.text().to_owned()))),
            (None, Some(reason)) => Err(reason),
            (None, None) => Err("the request has no body"),
        },
    }
}

/// What an update changes; none, if it is no JSON object.
fn update(linter: &Linter, body: &[u8], current: &State) -> Option<Prepared> {
    linter.inspect(body, |_, payload, report| {
        payload.root()?;
        let update = Update::of_payload(payload);
        let request = Request::Update {
            errors: report.count(Level::Error),
            has_password: update.has_password,
            is_unclear: update.is_unclear,
        };
        let changes = current.diff(&current.updated(&update));
        Some(Prepared { request, changes, expires_soon_days: payload.conventions().expires_soon_days })
    })
}
