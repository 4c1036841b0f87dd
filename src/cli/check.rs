//! `usersec check`.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::arguments::{CheckOptions, KindName, ReportFormat};
use super::baseline::{Ledger, Tally};
use super::exit;
use super::files::{self, Asked, Found};
use super::policies::{Manner, Policies, Unused, is_read, under};
use super::unseen::unseen;
use super::{Streams, Surroundings, WIDEST};
use crate::linter::Linter;
use crate::policy::usage::Mode;
use crate::render::concise::Concise;
use crate::render::github::Github;
use crate::render::gitlab::Gitlab;
use crate::render::json::Json;
use crate::render::sarif::Sarif;
use crate::render::text::Text;
use crate::render::{Checked, Render, Subject, Summary};
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
        ReportFormat::Gitlab => Box::new(Gitlab::new(working_directory())),
        ReportFormat::Concise => Box::new(Concise::default()),
    };
    let manner = Manner::new(surroundings, common.color, options.quiet, options.verbose);
    let Some(policies) = Policies::new(&common.policy, manner, is_read(&common.paths), stdin, err)? else {
        return Ok(exit::FAILURE);
    };
    let policies = Arc::new(policies);
    let ledger = match Ledger::open(options, stdin) {
        Ok(ledger) => ledger,
        Err(error) => return writeln!(err, "usersec: {error}").map(|()| exit::FAILURE),
    };
    let mode = Mode { strict: options.strict, pedantic: options.pedantic, complete: options.complete };
    let mut unused = Unused::new(mode, &common.paths, common.kind == KindName::Patch);
    let asked = Asked { common, policies: &policies, quiet: options.quiet, surroundings };
    let (mut summary, mut tally) = (Summary::default(), Tally::default());
    let work = |Found { path, content, in_file, policy, place }: Found| {
        let kind = common.kind.into();
        let bare = linter.clone().in_file(in_file);
        let linter = under(&bare, policy.as_deref(), &path);
        let outcome = content.map(|content| ledger.check(linter, &bare, &place, kind, &content));
        let (outcome, looked) = match outcome {
            Ok((report, looked)) => (Ok(report), Some(looked)),
            Err(error) => (Err(error), None),
        };
        let checked = Checked { path, subject: Subject::Payload(kind), outcome, fixed: 0 };
        (checked, place, policy, looked)
    };
    // What can be done without in a report for programs is said here.
    let says_unseen = !options.quiet && !matches!(options.format, ReportFormat::Json | ReportFormat::Sarif);
    let mut notices = String::new();
    let mut held = Vec::new();
    {
        // A document that goes to standard output stands there alone.
        let out: &mut dyn Write = if ledger.takes_stdout() { &mut held } else { &mut *out };
        let streams = Streams { stdin, out: &mut *out, err: &mut *err };
        files::each(asked, streams, work, |(mut checked, place, policy, looked), out| {
            unused.add(policy.as_ref(), &place, checked.outcome.as_ref().ok());
            ledger.add(&mut tally, &mut checked, looked);
            summary.add(&checked);
            if says_unseen {
                notices.push_str(&unseen(&checked, options.verbose));
            }
            render.file(&checked, out)
        })?;
        for checked in unused.reports(&linter).into_iter().chain(ledger.stale(&tally, &linter)) {
            summary.add(&checked);
            render.file(&checked, out)?;
        }
        render.finish(&summary, out)?;
    }
    err.write_all(&held)?;
    err.write_all(notices.as_bytes())?;
    let is_kept = ledger.close(&tally, &summary, options.quiet, out, err)?;
    Ok(if is_kept { code(options, &summary) } else { exit::FAILURE })
}

/// The folder in which the command runs; empty if that cannot be told.
fn working_directory() -> String {
    std::env::current_dir().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default()
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
