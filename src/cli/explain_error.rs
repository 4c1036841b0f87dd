//! `usersec explain-error`.

use std::io::{self, Read, Write};
use std::path::Path;

use super::arguments::{ExplainErrorOptions, ReportFormat};
use super::paths::{is_stdin, read_once};
use super::policies::{Manner, Policies, is_read, under};
use super::{Surroundings, WIDEST, desk, exit, files};
use crate::api::error::ApiError;
use crate::api::request;
use crate::linter::Linter;
use crate::quote::printable;
use crate::render::answer::{self, Text as Answer};
use crate::render::json::Json;
use crate::render::{Checked, Render, Subject, Summary, counted};
use crate::report::Report;
use crate::rule::Level;

pub(super) fn run(
    options: &ExplainErrorOptions,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
    surroundings: Surroundings,
) -> io::Result<u8> {
    let manner = Manner::new(surroundings, options.color, false, false);
    let inputs = std::iter::once(&options.answer).chain(&options.payload);
    let Some(policies) = Policies::new(&options.policy, manner, is_read(inputs), stdin, err)? else {
        return Ok(exit::FAILURE);
    };
    let prepared = prepare(options, &policies, stdin, surroundings);
    if let Some(news) = policies.news() {
        err.write_all(news.as_bytes())?;
    }
    match prepared {
        Ok(prepared) => show(options, &prepared, out, err, surroundings).map(|()| exit::FINDINGS),
        Err(error) => writeln!(err, "usersec: {error}").map(|()| exit::FAILURE),
    }
}

/// What was given, read.
struct Prepared {
    path: String,
    error: ApiError,
    payload: Option<Payload>,
}

/// The payload, as it was found, and with what the server says of it.
struct Payload {
    /// How many errors the check finds.
    errors: usize,
    checked: Checked,
}

fn prepare(
    options: &ExplainErrorOptions,
    policies: &Policies,
    stdin: &mut dyn Read,
    surroundings: Surroundings,
) -> Result<Prepared, String> {
    if is_stdin(&options.answer) && options.payload.as_deref().is_some_and(is_stdin) {
        return Err(read_once("--payload"));
    }
    let (path, content) = files::named(&options.answer, stdin)?;
    let error = ApiError::parse(content).map_err(|fault| format!("{}: {fault}", printable(&path)))?;
    let Some(payload) = &options.payload else {
        return Ok(Prepared { path, error, payload: None });
    };
    let (name, content) = files::named(payload, stdin)?;
    let kind = options.kind.into();
    let place = if is_stdin(payload) { Path::new(&name) } else { payload };
    let policy = policies.of(place).map_err(|error| format!("{}: {error}", printable(&name)))?;
    let linter =
        Linter::new().now(options.now.unwrap_or(surroundings.now)).kind(kind).in_file(!is_stdin(payload));
    let linter = under(&linter, policy.as_deref(), place);
    let is_request = std::str::from_utf8(&content).is_ok_and(request::begins_with_one);
    let report = if is_request { linter.check_requests(content) } else { linter.check(content) };
    if is_request && report.kept.as_ref().is_none_or(|kept| kept.is_one_of_many()) {
        return Err(format!(
            "{}: there is not just one request in it with a body that can be read: give what was sent alone, or no --payload",
            printable(&name)
        ));
    }
    let errors = report.count(Level::Error);
    let error = error.masked(&report);
    let report = Report { findings: error.locate(&report), skipped: Vec::new(), unlisted: None, ..report };
    let subject = if is_request { Subject::Request } else { Subject::Payload(kind) };
    let checked = Checked { path: name, subject, outcome: Ok(report), fixed: 0, trouble: None };
    Ok(Prepared { path, error, payload: Some(Payload { errors, checked }) })
}

fn show(
    options: &ExplainErrorOptions,
    prepared: &Prepared,
    out: &mut dyn Write,
    err: &mut dyn Write,
    surroundings: Surroundings,
) -> io::Result<()> {
    let Prepared { path, error, payload } = prepared;
    let (format, color) = (options.format, options.color);
    let manner = desk::Manner { format, color, quiet: true, verbose: false, to: desk::To::Stdout };
    let mut render: Box<dyn Render> = match format {
        ReportFormat::Json => Box::new(Json::about(answer::json(error, path))),
        _ => manner.renderer(surroundings),
    };
    match format {
        ReportFormat::Text => {
            let answer = Answer::new(surroundings.width.min(WIDEST), color.is_wanted(surroundings));
            return for_people(prepared, &answer, &mut *render, out);
        }
        ReportFormat::Json => {}
        // There is no place for it in these.
        _ => writeln!(err, "usersec: {}: {}", printable(path), answer::headline(error))?,
    }
    let mut summary = Summary::default();
    if let Some(Payload { checked, .. }) = payload {
        summary.add(checked);
        render.file(checked, out)?;
    }
    render.finish(&summary, out)
}

fn for_people(
    prepared: &Prepared,
    answer: &Answer,
    findings: &mut dyn Render,
    out: &mut dyn Write,
) -> io::Result<()> {
    let error = &prepared.error;
    answer.answer(error, out)?;
    let Some(Payload { errors, checked }) = &prepared.payload else {
        answer.violations(error, out)?;
        if error.may_be_about_payload() {
            writeln!(out)?;
            let note = "Give the body that was sent with --payload FILE to be shown what is meant in it.";
            answer.note(note, out)?;
        }
        return Ok(());
    };
    writeln!(out)?;
    findings.file(checked, out)?;
    let name = printable(&checked.path);
    let command =
        if matches!(checked.subject, Subject::Request) { "usersec request" } else { "usersec check" };
    let found = checked.outcome.as_ref().map_or(0, |report| report.findings().len());
    let note = match errors {
        _ if found == 0 => format!("The answer is not about {name}."),
        0 => format!("`{command}` finds no error in {name}."),
        errors => format!("`{command}` finds {} in {name}.", counted(*errors, "error")),
    };
    answer.note(&note, out)
}
