//! `usersec explain-error`.

use std::io::{self, Read, Write};
use std::path::Path;

use super::arguments::{ExplainErrorOptions, ReportFormat};
use super::paths::{is_stdin, read_once};
use super::policies::{Manner, Policies, is_read, under};
use super::{Surroundings, WIDEST, desk, exit, files};
use crate::api::error::ApiError;
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
    /// Why there is a request, and nothing can be said of its body.
    unseen: Option<&'static str>,
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
    let is_request = linter.is_request(&content);
    let report = if is_request { linter.check_requests(content) } else { linter.check(content) };
    if report.kept.as_ref().is_some_and(|kept| kept.is_one_of_many()) {
        return Err(format!(
            "{}: there are several requests with a body in it, and the answer is that to one: give that one in a file of its own, or its body alone",
            printable(&name)
        ));
    }
    let unseen = report.kept.as_ref().and_then(|kept| kept.unseen());
    let errors = report.count(Level::Error);
    let error = error.masked(&report);
    let report = Report { findings: error.locate(&report), skipped: Vec::new(), ..report };
    let subject = if is_request { Subject::Request } else { Subject::Payload(kind) };
    let checked = Checked { path: name, subject, outcome: Ok(report), fixed: 0, trouble: None };
    Ok(Prepared { path, error, payload: Some(Payload { errors, unseen, checked }) })
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
    if let Some(Payload { checked, unseen, .. }) = payload {
        if let Some(note) = unseen.and_then(|unseen| of_unseen(error, unseen)) {
            writeln!(err, "usersec: {}: {note}", printable(&checked.path))?;
        }
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
    let Some(Payload { errors, unseen, checked }) = &prepared.payload else {
        answer.violations(error, out)?;
        if error.may_be_about_payload() {
            writeln!(out)?;
            let note = "Give the body that was sent with --payload FILE to be shown what is meant in it.";
            answer.note(note, out)?;
        }
        return Ok(());
    };
    if unseen.is_some() {
        answer.violations(error, out)?;
    }
    writeln!(out)?;
    findings.file(checked, out)?;
    let name = printable(&checked.path);
    let is_request = matches!(checked.subject, Subject::Request);
    let command = if is_request { "usersec request" } else { "usersec check" };
    let found = checked.outcome.as_ref().map_or(0, |report| report.findings().len());
    if let Some(note) = unseen.and_then(|unseen| of_unseen(error, unseen)) {
        answer.note(&format!("In {name}, {note}."), out)?;
    } else if found == 0 {
        let what = if is_request { "the body in " } else { "" };
        answer.note(&format!("The answer is not about {what}{name}."), out)?;
        if !is_request {
            return Ok(());
        }
    }
    let note = match errors {
        0 => format!("`{command}` finds no error in {name}."),
        errors => format!("`{command}` finds {} in {name}.", counted(*errors, "error")),
    };
    answer.note(&note, out)
}

/// What is not shown though the answer may be about it.
fn of_unseen(error: &ApiError, unseen: &str) -> Option<String> {
    let says = format!(
        "what the answer says of a body is not shown: {unseen}; give the body that was sent with --payload"
    );
    error.may_be_about_payload().then_some(says)
}
