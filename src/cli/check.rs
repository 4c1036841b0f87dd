//! `usersec check`.

use std::io::{self, Read, Write};
use std::path::Path;

use super::Surroundings;
use super::arguments::{CheckOptions, Color, Format};
use super::exit;
use super::files::{self, Input};
use crate::linter::Linter;
use crate::quote::printable;
use crate::render::json::Json;
use crate::render::text::Text;
use crate::render::{Checked, Render, Summary};
use crate::rule::Level;
use crate::source::is_request_body;

/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 120;

pub(super) fn run(
    options: &CheckOptions,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
    surroundings: Surroundings,
) -> io::Result<u8> {
    let linter = Linter::new()
        .now(options.now.unwrap_or(surroundings.now))
        .kind(options.kind.into())
        .strict(options.strict)
        .complete(options.complete)
        .pedantic(options.pedantic);
    let color = match options.color {
        Color::Auto => surroundings.color,
        Color::Always => true,
        Color::Never => false,
    };
    let mut render: Box<dyn Render> = match options.format {
        Format::Text => Box::new(Text::new(surroundings.width.min(WIDEST), color, !options.quiet)),
        Format::Json => Box::new(Json::default()),
    };
    let mut summary = Summary::default();
    let mut sink = |checked: Checked, out: &mut dyn Write, err: &mut dyn Write| -> io::Result<()> {
        if let Err(error) = &checked.outcome {
            writeln!(err, "usersec: {}: {error}", printable(&checked.path))?;
        }
        summary.add(&checked);
        render.file(&checked, out)
    };
    for path in &options.paths {
        let checked = |path: String, content: Result<Vec<u8>, String>, in_file: bool| Checked {
            path,
            kind: options.kind.into(),
            outcome: content.map(|content| linter.in_file(in_file).check(content)),
        };
        match files::input(path) {
            Input::Stdin => {
                let name = options.stdin_filename.clone().unwrap_or_else(|| "<stdin>".to_owned());
                sink(checked(name, files::read(stdin), false), out, err)?;
            }
            Input::File => sink(checked(files::shown(path), files::read_file(path), true), out, err)?,
            Input::Directory => {
                let mut found = false;
                for entry in files::walk(path) {
                    let (path, content) = match entry {
                        Ok(path) => (files::shown(&path), files::read_file(&path)),
                        Err(error) => (files::shown(path), Err(error)),
                    };
                    // What merely lies beside request bodies is nobody's mistake.
                    if content.as_ref().is_ok_and(|content| !is_request_body(content, options.kind.into())) {
                        continue;
                    }
                    found = true;
                    sink(checked(path, content, true), out, err)?;
                }
                if !found && !options.quiet {
                    nothing_found(path, err)?;
                }
            }
        }
    }
    render.finish(&summary, out)?;
    Ok(code(options, &summary))
}

fn nothing_found(path: &Path, err: &mut dyn Write) -> io::Result<()> {
    let path = files::shown(path);
    writeln!(err, "usersec: {}: no *.json with `ldap` or `customerX509` in it", printable(&path))
}

fn code(options: &CheckOptions, summary: &Summary) -> u8 {
    let threshold: Level = options.fail_on.into();
    if summary.unreadable > 0 {
        exit::FAILURE
    } else if !options.exit_zero && summary.worst() >= Some(threshold) {
        exit::FINDINGS
    } else {
        exit::SUCCESS
    }
}
