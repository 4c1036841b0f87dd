//! `usersec check`.

use std::io::{self, Read, Write};
use std::num::NonZeroUsize;
use std::sync::Arc;

use super::arguments::{CheckOptions, KindName};
use super::baseline::{Ledger, Looked, Tally};
use super::current;
use super::desk::{self, Desk, To};
use super::files::{self, Asked, Found};
use super::fix::{self, Differences, Done, Task};
use super::policies::{Manner, Policies, PolicyFile, Unused, is_read, under};
use super::{Streams, Surroundings, exit};
use crate::linter::Linter;
use crate::policy::usage::Mode;
use crate::render::diff::Look;
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
    let news = current.iter().map(|stored| stored.news.as_str()).filter(|_| !options.quiet);
    err.write_all(news.collect::<String>().as_bytes())?;
    let current = current.map(|stored| stored.state);
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
        Asked { passes: task.fixes(), ..Asked::bodies(common, &policies, options.quiet, surroundings) };
    // Something else has standard output for itself then.
    let is_taken = ledger.takes_stdout() || (task.fixes() && is_read(&common.paths));
    let to = match task.is_diff() {
        true => To::Nowhere,
        false if is_taken => To::Stderr,
        false => To::Stdout,
    };
    let CheckOptions { format, quiet, verbose, .. } = *options;
    let mut desk = Desk::new(desk::Manner { format, color: common.color, quiet, verbose, to }, surroundings);
    let mut differences = Differences::default();
    let mut tally = Tally::default();
    let mode = Mode {
        strict: options.strict,
        pedantic: options.pedantic,
        complete: options.complete,
        current: is_current_known,
    };
    let mut unused = Unused::new(mode, &common.paths, common.kind == KindName::Patch);

    let most = options.max_findings.map_or(format.most_findings(), NonZeroUsize::get);
    let work = |found: Found| look_into(&linter, &ledger, common.kind, task, found);
    let streams = Streams { stdin, out: &mut *out, err: &mut *err };
    files::each(asked, streams, work, |worked, out| {
        let Worked { mut done, linter, place, policy, looked } = worked;
        // All of them are known from now on, and only then is the list cut.
        ledger.add(&mut tally, &mut done.checked, looked);
        done.checked.outcome = done.checked.outcome.map(|report| linter.max_findings(most).listed(report));
        unused.add(policy.as_ref(), &place, done.checked.outcome.as_ref().ok());
        fix::emit(&done, options.quiet, out, &mut desk.notices)?;
        differences.add(&done);
        desk.file(&done.checked, out)
    })?;
    let lister = linter.clone().max_findings(most);
    for checked in unused.reports(&lister).into_iter().chain(ledger.stale(&tally, &lister)) {
        desk.file(&checked, out)?;
    }
    task.forget_what_was_tried(&mut desk.summary);
    let summary = desk.finish(out, err)?;
    if task.is_diff() && !options.quiet {
        // What was changed first, and then how much that was.
        out.flush()?;
        differences.finish(&summary, err)?;
    }
    let is_kept = ledger.close(&tally, &summary, options.quiet, out, err)?;
    let found = match task.is_diff() {
        true => differences.any(),
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
    /// What checked it.
    linter: Linter,
    place: std::path::PathBuf,
    policy: Option<Arc<PolicyFile>>,
    looked: Option<Looked>,
}

/// Checks a document, and fixes it if that is the task. On any thread.
fn look_into(linter: &Linter, ledger: &Ledger, kind: KindName, task: Task, found: Found) -> Worked {
    let linter = under(&linter.clone().in_file(found.in_file), found.policy.as_deref(), &found.place);
    let (place, policy) = (found.place.clone(), found.policy.clone());
    let mut looked = None;
    let mut lister = linter.clone();
    let done = fix::work(kind.into(), task, found, |content| {
        let (linter, report, seen) = ledger.check(linter, &place, content);
        looked = Some(seen);
        lister = linter.clone();
        (linter, report)
    });
    Worked { done, linter: lister, place, policy, looked }
}
