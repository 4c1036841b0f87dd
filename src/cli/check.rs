//! `usersec check`.

use std::io::{self, Read, Write};

use super::arguments::{CheckOptions, ReportFormat};
use super::exit;
use super::files::{self, Found};
use super::fix::{self, Differences, Mode};
use super::policies::{Policies, under};
use super::{Surroundings, WIDEST};
use crate::linter::Linter;
use crate::render::concise::Concise;
use crate::render::diff::Look;
use crate::render::github::Github;
use crate::render::gitlab::Gitlab;
use crate::render::json::Json;
use crate::render::sarif::Sarif;
use crate::render::text::Text;
use crate::render::{Render, Summary};
use crate::rule::Level;

pub(super) fn run(
    options: &CheckOptions,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
    surroundings: Surroundings,
) -> io::Result<u8> {
    let common = &options.common;
    let mut linter = Linter::new()
        .now(common.now.unwrap_or(surroundings.now))
        .kind(common.kind.into())
        .strict(options.strict)
        .complete(options.complete)
        .pedantic(options.pedantic);
    for &(rule, setting) in &options.level {
        linter = linter.level(rule, setting);
    }
    let color = common.color.is_wanted(surroundings);
    let mut render: Box<dyn Render> = match options.format {
        ReportFormat::Text => Box::new(Text::new(surroundings.width.min(WIDEST), color, !options.quiet)),
        ReportFormat::Json => Box::new(Json::default()),
        ReportFormat::Sarif => Box::new(Sarif::default()),
        ReportFormat::Github => Box::new(Github::default()),
        ReportFormat::Gitlab => Box::new(Gitlab::default()),
        ReportFormat::Concise => Box::new(Concise::default()),
    };
    let policies = Policies::new(&common.policy);
    let look = Look { color, width: surroundings.terminal.then_some(surroundings.width) };
    let mode = Mode::of(options, look);
    // The fixed document needs standard output for itself.
    let aside = matches!(mode, Mode::Fix(_)) && common.paths.iter().any(|path| path.as_os_str() == "-");
    let mut summary = Summary::default();
    let mut differences = Differences::default();
    let work = |found: Found| {
        let linter = under(&linter, found.policy.as_deref(), &found.path).in_file(found.in_file);
        fix::work(&linter, common.kind.into(), mode, found)
    };
    files::each(common, &policies, options.quiet, stdin, err, work, |done, err| {
        summary.add(&done.checked);
        differences.add(&done);
        fix::emit(&done, out, err)?;
        match (mode.is_diff(), aside) {
            (true, _) => Ok(()),
            (false, true) => render.file(&done.checked, err),
            (false, false) => render.file(&done.checked, out),
        }
    })?;
    if mode.is_diff() {
        if !options.quiet {
            // What was changed first, and then how much that was.
            out.flush()?;
            differences.finish(&summary, err)?;
        }
        return Ok(code(options, &summary, differences.any()));
    }
    mode.forget_what_was_tried(&mut summary);
    render.finish(&summary, if aside { err } else { out })?;
    let threshold: Level = options.fail_on.into();
    Ok(code(options, &summary, summary.worst() >= Some(threshold)))
}

fn code(options: &CheckOptions, summary: &Summary, found: bool) -> u8 {
    if summary.unreadable + summary.unfixed > 0 {
        exit::FAILURE
    } else if found && !options.exit_zero {
        exit::FINDINGS
    } else {
        exit::SUCCESS
    }
}
