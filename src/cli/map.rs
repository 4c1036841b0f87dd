//! `usersec map`.

use std::io::{self, Read, Write};
use std::path::Path;

use super::arguments::{Format, MapOptions};
use super::current;
use super::paths::{is_stdin, name, read_once};
use super::policies::{Manner, Policies, is_read, under};
use super::{Surroundings, WIDEST, exit, files};
use crate::api::response::{EXPLAINED, failure_in};
use crate::linter::Linter;
use crate::map::expect::{Comparison, Expectation};
use crate::map::{Given, Mapper};
use crate::mask::mask_text;
use crate::payload::MAPPINGS;
use crate::quote::{printable, quoted};
use crate::render::counted;
use crate::render::map::json::Json;
use crate::render::map::text::Text;
use crate::render::map::{Answer, Head, RenderMap, Totals};
use crate::rule::Level;
use crate::spec::Kind;

pub(super) fn run(
    options: &MapOptions,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
    surroundings: Surroundings,
) -> io::Result<u8> {
    let manner = Manner::new(surroundings, options.color, false, false);
    let inputs = options.users.iter().chain(&options.expect_file).chain([&options.payload]);
    let inputs = inputs.chain(&options.current);
    let Some(policies) = Policies::new(&options.policy, manner, is_read(inputs), stdin, err)? else {
        return Ok(exit::FAILURE);
    };
    let prepared = prepare(options, &policies, stdin);
    if let Some(news) = policies.news() {
        err.write_all(news.as_bytes())?;
    }
    match prepared {
        Ok(prepared) => answer(options, &prepared, out, err, surroundings),
        Err(error) => writeln!(err, "usersec: {error}").map(|()| exit::FAILURE),
    }
}

/// What was asked for, read.
struct Prepared {
    path: String,
    kind: Kind,
    errors: usize,
    mapper: Mapper,
    /// The names of a file.
    users: Vec<String>,
    expectations: Vec<Expectation>,
    /// What of what is stored is not looked at.
    news: Option<String>,
}

fn prepare(options: &MapOptions, policies: &Policies, stdin: &mut dyn Read) -> Result<Prepared, String> {
    let kind = options.kind.into();
    let others = || options.users.iter().chain(&options.expect_file).chain([&options.payload]);
    let is_second = |path: &Option<_>| path.as_deref().is_some_and(is_stdin);
    let is_payload = is_stdin(&options.payload);
    if is_payload && is_second(&options.users) {
        return Err(read_once("--users"));
    }
    if (is_payload || is_second(&options.users)) && is_second(&options.expect_file) {
        return Err(read_once("--expect-file"));
    }
    let given = options.stdin_filename.as_ref().filter(|_| is_payload);
    let path = given.cloned().unwrap_or_else(|| name(&options.payload).into_owned());
    let named = |error: &str| format!("{}: {error}", printable(&path));
    let content = files::one(&options.payload, stdin).map_err(|error| named(&error))?;
    let current = current::read(options.current.as_deref(), kind, others(), stdin)?;
    let (current, news) = current.map(|stored| (stored.state, stored.news)).unzip();
    let linter = current.into_iter().fold(Linter::new(), Linter::current);
    let place = if is_payload { Path::new(&path) } else { &options.payload };
    let policy = policies.of(place).map_err(|error| named(&error))?;
    let (errors, mapper) = under(&linter, policy.as_deref(), place)
        .kind(kind)
        .inspect(&content, |_, payload, report| {
            if payload.root().is_none() {
                return Err("no JSON object can be read; `usersec check` says why".to_owned());
            }
            // No entry is looked into then, and the first that takes a name may be any of them.
            if payload.in_effect().has_too_many(MAPPINGS) {
                return Err("more than 100,000 mappings: none of them is looked at".to_owned());
            }
            if !payload.in_effect().too_long().is_empty() {
                return Err(
                    "a text of more than 131,072 bytes is not looked into; `usersec check` says which"
                        .to_owned(),
                );
            }
            match failure_in(payload) {
                Some(failure) => Err(format!("{}; {EXPLAINED}", failure.words(kind))),
                None => {
                    Ok((report.count(Level::Error), Mapper::new(&Given::of_payload(payload.in_effect()))))
                }
            }
        })
        .map_err(|error| named(&error))?;
    let users = match &options.users {
        None => Vec::new(),
        Some(path) => lines(path, stdin)?.into_iter().map(|(_, line)| line).collect(),
    };
    Ok(Prepared { path, kind, errors, mapper, users, expectations: expectations(options, stdin)?, news })
}

fn expectations(options: &MapOptions, stdin: &mut dyn Read) -> Result<Vec<Expectation>, String> {
    let parse = |text: &str| {
        let parsed = Expectation::parse(text, &options.user).filter(|_| !is_of_a_body(text));
        parsed.ok_or_else(|| {
            format!(
                "it cannot be told where in {} the user name ends; in an --expect-file, a tab may end it",
                // It may be the wrong file, and that may be the body.
                quoted(mask_text(text).as_deref().unwrap_or(text))
            )
        })
    };
    let mut expectations =
        options.expect.iter().map(|text| parse(text)).collect::<Result<Vec<Expectation>, String>>()?;
    if let Some(path) = &options.expect_file {
        for (number, line) in lines(path, stdin)? {
            expectations.push(match line.split_once('\t') {
                Some((user, name)) => Expectation { user: user.to_owned(), name: name.to_owned() },
                None => {
                    parse(&line).map_err(|error| format!("{}:{number}: {error}", printable(&name(path))))?
                }
            });
        }
    }
    Ok(expectations)
}

/// The lines of a file that are not empty, with their numbers. A name may begin with anything, so there
/// are no comments.
fn lines(path: &Path, stdin: &mut dyn Read) -> Result<Vec<(usize, String)>, String> {
    let (name, content) = files::named(path, stdin)?;
    let named = |error: &str| format!("{}: {error}", printable(&name));
    if content.len() > crate::source::MAX_INPUT {
        return Err(named("it is too large"));
    }
    let text = std::str::from_utf8(&content).map_err(|_| named("it is not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let lines = lines.zip(1..).filter(|(line, _)| !line.is_empty());
    let lines: Vec<_> = lines.map(|(line, number)| (number, line.to_owned())).collect();
    match lines.iter().find(|(_, line)| is_of_a_body(line)) {
        Some((number, _)) => Err(named(&format!("line {number} looks like a part of a request body"))),
        None => Ok(lines),
    }
}

/// Whether it is JSON with a secret in it: the wrong file, whose lines must not be shown.
fn is_of_a_body(line: &str) -> bool {
    line.trim_start().starts_with(['{', '"']) && mask_text(line).is_some()
}

fn answer(
    options: &MapOptions,
    prepared: &Prepared,
    out: &mut dyn Write,
    err: &mut dyn Write,
    surroundings: Surroundings,
) -> io::Result<u8> {
    let Prepared { path, kind, errors, mapper, users, expectations, news } = prepared;
    err.write_all(news.as_deref().unwrap_or_default().as_bytes())?;
    if *errors > 0 {
        let path = printable(path);
        writeln!(err, "usersec: {path}: {}; `usersec check` says more", counted(*errors, "error"))?;
    }
    let color = options.color.is_wanted(surroundings);
    let mut render: Box<dyn RenderMap> = match options.format {
        Format::Text => Box::new(Text::new(surroundings.width.min(WIDEST), color, options.verbose)),
        Format::Json => Box::new(Json::new(options.verbose)),
    };
    let mut expected = Expected::new(expectations);
    let head = Head { path, kind: *kind, errors: *errors, mapper };
    let mut totals = Totals::default();
    render.begin(&head, out)?;
    // An update without mappings leaves those that are stored.
    let is_stored_elsewhere = mapper.is_mapping_absent() && *kind == Kind::Patch;
    let mut show = |user: &str, is_detailed: bool, expected: Vec<&Expectation>| {
        let trace = mapper.map(user);
        let compared = |expected: &Expectation| match is_stored_elsewhere {
            true => Comparison::CannotTell,
            false => expected.compare(&trace),
        };
        let expected = expected.into_iter().map(|expected| (expected, compared(expected))).collect();
        let answer = Answer { trace: &trace, expected, is_detailed: is_detailed || options.verbose };
        totals.add(&answer);
        render.user(&head, &answer, out)
    };
    for user in &options.user {
        show(user, true, expected.of(user))?;
    }
    for user in users {
        show(user, false, expected.of(user))?;
    }
    // Those that nobody asked for by name.
    for expectation in expectations {
        let rest = expected.of(&expectation.user);
        if !rest.is_empty() {
            show(&expectation.user, false, rest)?;
        }
    }
    render.finish(&totals, out)?;
    Ok(if totals.differing > 0 { exit::FINDINGS } else { exit::SUCCESS })
}

/// The expectations that were not shown yet, by user.
struct Expected<'e> {
    by_user: std::collections::HashMap<&'e str, Vec<&'e Expectation>>,
}

impl<'e> Expected<'e> {
    fn new(expectations: &'e [Expectation]) -> Self {
        let mut by_user: std::collections::HashMap<&str, Vec<&Expectation>> = Default::default();
        for expectation in expectations {
            by_user.entry(&expectation.user).or_default().push(expectation);
        }
        Self { by_user }
    }

    fn of(&mut self, user: &str) -> Vec<&'e Expectation> {
        self.by_user.remove(user).unwrap_or_default()
    }
}
