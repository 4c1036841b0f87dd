//! `usersec explain-error`.

use std::io::{self, Read, Write};
use std::path::Path;

use super::arguments::{ExplainErrorOptions, ReportFormat};
use super::paths::{STDIN, is_stdin};
use super::{Surroundings, WIDEST, exit, files};
use crate::api::error::ApiError;
use crate::linter::Linter;
use crate::quote::printable;
use crate::render::answer::{self, Text as Answer};
use crate::render::concise::Concise;
use crate::render::github::Github;
use crate::render::gitlab::Gitlab;
use crate::render::json::Json;
use crate::render::sarif::Sarif;
use crate::render::text::Text;
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
    match prepare(options, stdin, surroundings) {
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
    stdin: &mut dyn Read,
    surroundings: Surroundings,
) -> Result<Prepared, String> {
    if is_stdin(&options.answer) && options.payload.as_deref().is_some_and(is_stdin) {
        return Err("standard input can be read once: `-` stands there for both files".to_owned());
    }
    let (path, content) = read(&options.answer, stdin)?;
    let error = ApiError::parse(content).map_err(|fault| format!("{}: {fault}", printable(&path)))?;
    let Some(payload) = &options.payload else {
        return Ok(Prepared { path, error, payload: None });
    };
    let (name, content) = read(payload, stdin)?;
    let kind = options.kind.into();
    let report = Linter::new().now(surroundings.now).kind(kind).check(content);
    let errors = report.count(Level::Error);
    let error = error.masked(&report);
    let report = Report { findings: error.locate(&report), skipped: Vec::new(), unlisted: None, ..report };
    let checked =
        Checked { path: name, subject: Subject::Payload(kind), outcome: Ok(report), fixed: 0, trouble: None };
    Ok(Prepared { path, error, payload: Some(Payload { errors, checked }) })
}

fn read(path: &Path, stdin: &mut dyn Read) -> Result<(String, Vec<u8>), String> {
    let name = match is_stdin(path) {
        true => STDIN.to_owned(),
        false => path.to_string_lossy().into_owned(),
    };
    let content = files::one(path, stdin).map_err(|error| format!("{}: {error}", printable(&name)))?;
    Ok((name, content))
}

fn show(
    options: &ExplainErrorOptions,
    prepared: &Prepared,
    out: &mut dyn Write,
    err: &mut dyn Write,
    surroundings: Surroundings,
) -> io::Result<()> {
    let Prepared { path, error, payload } = prepared;
    let color = options.color.is_wanted(surroundings);
    let width = surroundings.width.min(WIDEST);
    let mut render: Box<dyn Render> = match options.format {
        ReportFormat::Text => {
            return for_people(
                prepared,
                &Answer::new(width, color),
                &mut Text::new(width, color, false),
                out,
            );
        }
        ReportFormat::Json => Box::new(Json::about(answer::json(error, path))),
        ReportFormat::Sarif => Box::new(Sarif::default()),
        ReportFormat::Github => Box::new(Github::default()),
        ReportFormat::Gitlab => Box::new(Gitlab::new(super::desk::working_directory())),
        ReportFormat::Concise => Box::new(Concise::default()),
    };
    if options.format != ReportFormat::Json {
        // There is no place for it in these.
        writeln!(err, "usersec: {}: {}", printable(path), answer::headline(error))?;
    }
    let mut summary = Summary::default();
    if let Some(Payload { checked, .. }) = payload {
        summary.add(checked);
        render.file(checked, out)?;
    }
    render.finish(&summary, out)
}

fn for_people(prepared: &Prepared, answer: &Answer, text: &mut Text, out: &mut dyn Write) -> io::Result<()> {
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
    text.file(checked, out)?;
    let name = printable(&checked.path);
    let found = checked.outcome.as_ref().map_or(0, |report| report.findings().len());
    let note = match errors {
        _ if found == 0 => format!("It is not for what stands in {name}."),
        0 => format!("`usersec check` finds no error in {name}."),
        errors => format!("`usersec check` finds {} in {name}.", counted(*errors, "error")),
    };
    answer.note(&note, out)
}
