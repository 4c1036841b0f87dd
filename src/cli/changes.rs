//! `usersec diff`.

use std::io::{self, Read, Write};
use std::path::Path;

use super::arguments::{DiffOptions, Format};
use super::paths::{STDIN, is_stdin};
use super::policies::{Manner, Policies, is_read, under};
use super::{Surroundings, WIDEST, exit, files};
use crate::api::state::{Changes, State, Update};
use crate::linter::Linter;
use crate::quote::printable;
use crate::render::changes::text::Text;
use crate::render::changes::{Request, Shown, json};
use crate::rule::Level;

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
    let Prepared { sent, changes, expires_soon_days } = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return writeln!(err, "usersec: {error}").map(|()| exit::FAILURE),
    };
    let now = options.now.unwrap_or(surroundings.now);
    let request = match &sent {
        Sent::Update { path, errors, update } => Request::Update {
            path,
            errors: *errors,
            has_password: update.has_password,
            is_unclear: update.is_unclear,
        },
        Sent::Delete(removal) => Request::Delete(*removal),
    };
    let shown = Shown {
        current: &name(&options.current),
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
    sent: Sent,
    changes: Changes,
    expires_soon_days: u32,
}

/// What is sent.
enum Sent {
    Update { path: String, errors: usize, update: Update },
    Delete(crate::api::state::Removal),
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
    let usual = crate::conventions::Conventions::usual().expires_soon_days;
    match (&options.payload, options.delete) {
        (Some(payload), _) => update(payload, &current, policies, stdin),
        (None, Some(delete)) => {
            let removal = delete.into();
            let changes = current.diff(&current.without(removal));
            Ok(Prepared { sent: Sent::Delete(removal), changes, expires_soon_days: usual })
        }
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

fn update(
    path: &Path,
    current: &State,
    policies: &Policies,
    stdin: &mut dyn Read,
) -> Result<Prepared, String> {
    let shown = name(path);
    let named = |error: &str| format!("{}: {error}", printable(&shown));
    let content = files::one(path, stdin).map_err(|error| named(&error))?;
    let place = if is_stdin(path) { Path::new(&shown) } else { path };
    let policy = policies.of(place).map_err(|error| named(&error))?;
    under(&Linter::new(), policy.as_deref(), place)
        .inspect(&content, |_, payload, report| {
            payload.root()?;
            let update = Update::of_payload(payload);
            let changes = current.diff(&current.updated(&update));
            let errors = report.count(Level::Error);
            let expires_soon_days = payload.conventions().expires_soon_days;
            Some(Prepared {
                sent: Sent::Update { path: shown.clone(), errors, update },
                changes,
                expires_soon_days,
            })
        })
        .ok_or_else(|| named("no JSON object can be read; `usersec check` says why"))
}
