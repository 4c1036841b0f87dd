//! `usersec check`.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::arguments::{CheckOptions, KindName, ReportFormat};
use super::baseline::{Ledger, Looked, Tally};
use super::current;
use super::files::{self, Asked, Found};
use super::fix::{self, Differences, Done, Task};
use super::policies::{Manner, Policies, PolicyFile, Unused, is_read, under};
use super::unseen::unseen;
use super::{Streams, Surroundings, WIDEST, exit};
use crate::linter::Linter;
use crate::policy::usage::Mode;
use crate::render::concise::Concise;
use crate::render::diff::Look;
use crate::render::github::Github;
use crate::render::gitlab::Gitlab;
use crate::render::json::Json;
use crate::render::sarif::Sarif;
use crate::render::text::Text;
use crate::render::{Checked, Render, Summary};
use crate::rule::Level;

pub(super) fn run(
    options: &CheckOptions,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
    surroundings: Surroundings,
) -> io::Result<u8> {
    let common = &options.common;
    let others = common.paths.iter().chain(&common.policy.config).chain(&options.baseline);
    let current = match current::read(options.current.as_deref(), common.kind.into(), others, stdin) {
        Ok(current) => current,
        Err(error) => return writeln!(err, "usersec: {error}").map(|()| exit::FAILURE),
    };
    let is_current_known = current.is_some();
    let linter = linter(options, surroundings);
    let linter = current.into_iter().fold(linter, Linter::current);
    let manner = Manner::new(surroundings, common.color, options.quiet, options.verbose);
    let Some(policies) = Policies::new(&common.policy, manner, is_read(&common.paths), stdin, err)? else {
        return Ok(exit::FAILURE);
    };
    let policies = Arc::new(policies);
    let ledger = match Ledger::open(options, stdin) {
        Ok(ledger) => ledger,
        Err(error) => return writeln!(err, "usersec: {error}").map(|()| exit::FAILURE),
    };
    let look = Look {
        color: common.color.is_wanted(surroundings),
        width: surroundings.out_is_terminal.then_some(surroundings.width),
    };
    let task = Task::of(options, look);
    #[cfg(unix)]
    if surroundings.owns_process && (task.fixes() || options.write_baseline.is_some()) {
        super::replace::mind_signals();
    }
    let asked =
        Asked { common, policies: &policies, quiet: options.quiet, passes: task.fixes(), surroundings };
    let mut desk = Desk::new(options, surroundings, task, &ledger);
    let mut tally = Tally::default();
    let mode = Mode {
        strict: options.strict,
        pedantic: options.pedantic,
        complete: options.complete,
        current: is_current_known,
    };
    let mut unused = Unused::new(mode, &common.paths, common.kind == KindName::Patch);

    let work = |found: Found| look_into(&linter, &ledger, common.kind, task, found);
    let streams = Streams { stdin, out: &mut *out, err: &mut *err };
    files::each(asked, streams, work, |worked, out| {
        let Worked { mut done, place, policy, looked } = worked;
        unused.add(policy.as_ref(), &place, done.checked.outcome.as_ref().ok());
        ledger.add(&mut tally, &mut done.checked, looked);
        fix::emit(&done, options.quiet, out, &mut desk.notices)?;
        desk.differences.add(&done);
        desk.file(&done.checked, out)
    })?;
    for checked in unused.reports(&linter).into_iter().chain(ledger.stale(&tally, &linter)) {
        desk.file(&checked, out)?;
    }
    let summary = desk.finish(out, err)?;
    let is_kept = ledger.close(&tally, &summary, options.quiet, out, err)?;
    let found = match task.is_diff() {
        true => desk.differences.any(),
        false => summary.worst() >= Some(Level::from(options.fail_on)),
    };
    Ok(match (is_kept && summary.unreadable + summary.unfixed == 0, found && !options.exit_zero) {
        (false, _) => exit::FAILURE,
        (true, true) => exit::FINDINGS,
        (true, false) => exit::SUCCESS,
    })
}

/// The linter that the options describe.
fn linter(options: &CheckOptions, surroundings: Surroundings) -> Linter {
    let linter = Linter::new()
        .now(options.common.now.unwrap_or(surroundings.now))
        .kind(options.common.kind.into())
        .strict(options.strict)
        .complete(options.complete)
        .pedantic(options.pedantic);
    options.level.iter().fold(linter, |linter, &(rule, setting)| linter.level(rule, setting))
}

/// What came of a document.
struct Worked {
    done: Done,
    place: std::path::PathBuf,
    policy: Option<Arc<PolicyFile>>,
    looked: Option<Looked>,
}

/// Checks a document, and fixes it if that is the task. On any thread.
fn look_into(linter: &Linter, ledger: &Ledger, kind: KindName, task: Task, found: Found) -> Worked {
    let linter = under(&linter.clone().in_file(found.in_file), found.policy.as_deref(), &found.place);
    let (place, policy) = (found.place.clone(), found.policy.clone());
    let mut looked = None;
    let done = fix::work(kind.into(), task, found, |content| {
        let (linter, report, seen) = ledger.check(linter, &place, content);
        looked = Some(seen);
        (linter, report)
    });
    Worked { done, place, policy, looked }
}

/// Where what was found is written down.
struct Desk {
    render: Box<dyn Render>,
    summary: Summary,
    differences: Differences,
    /// Something else has standard output for itself; a report goes to standard error then.
    held: Option<Vec<u8>>,
    /// What is said on standard error in the end.
    notices: Vec<u8>,
    task: Task,
    quiet: bool,
    /// Whether rules that did not look at everything are named on standard error, and which.
    unseen: Option<Unseen>,
}

/// Which rules are named.
#[derive(Clone, Copy)]
struct Unseen {
    /// Those as well that were not given what they look at.
    all: bool,
}

impl Desk {
    fn new(options: &CheckOptions, surroundings: Surroundings, task: Task, ledger: &Ledger) -> Self {
        // A report for programs names those rules itself.
        let names_unseen = matches!(options.format, ReportFormat::Json | ReportFormat::Sarif);
        let is_taken = ledger.takes_stdout() || (task.fixes() && is_read(&options.common.paths));
        Self {
            render: renderer(options, surroundings),
            summary: Summary::default(),
            differences: Differences::default(),
            held: is_taken.then(Vec::new),
            notices: Vec::new(),
            task,
            quiet: options.quiet,
            unseen: (!options.quiet && !names_unseen).then_some(Unseen { all: options.verbose }),
        }
    }

    fn file(&mut self, checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
        self.summary.add(checked);
        if let Some(Unseen { all }) = self.unseen {
            self.notices.extend(unseen(checked, all).into_bytes());
        }
        match &mut self.held {
            _ if self.task.is_diff() => Ok(()),
            Some(held) => self.render.file(checked, held),
            None => self.render.file(checked, out),
        }
    }

    fn finish(&mut self, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Summary> {
        self.task.forget_what_was_tried(&mut self.summary);
        match &mut self.held {
            _ if self.task.is_diff() => {}
            Some(held) => self.render.finish(&self.summary, held)?,
            None => self.render.finish(&self.summary, out)?,
        }
        err.write_all(self.held.as_deref().unwrap_or_default())?;
        err.write_all(&self.notices)?;
        if self.task.is_diff() && !self.quiet {
            // What was changed first, and then how much that was.
            out.flush()?;
            self.differences.finish(&self.summary, err)?;
        }
        Ok(self.summary)
    }
}

fn renderer(options: &CheckOptions, surroundings: Surroundings) -> Box<dyn Render> {
    let color = options.common.color.is_wanted(surroundings);
    match options.format {
        ReportFormat::Text => Box::new(Text::new(surroundings.width.min(WIDEST), color, !options.quiet)),
        ReportFormat::Json => Box::new(Json::default()),
        ReportFormat::Sarif => Box::new(Sarif::default()),
        ReportFormat::Github => Box::new(Github::default()),
        ReportFormat::Gitlab => Box::new(Gitlab::new(working_directory())),
        ReportFormat::Concise => Box::new(Concise::default()),
    }
}

/// The folder in which the command runs; empty if that cannot be told.
fn working_directory() -> String {
    std::env::current_dir().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default()
}
