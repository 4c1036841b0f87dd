//! `usersec request`.

use std::io::{self, Read, Write};
use std::num::NonZeroUsize;
use std::sync::Arc;

use super::arguments::RequestOptions;
use super::current;
use super::desk::{self, Desk, To};
use super::files::{self, Asked, Found, Sought};
use super::policies::{Manner, Policies, is_read, under};
use super::{Streams, Surroundings, exit};
use crate::linter::Linter;
use crate::render::{Checked, Subject};
use crate::rule::Level;
use crate::spec::Kind;

pub(super) fn run(
    options: &RequestOptions,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
    surroundings: Surroundings,
) -> io::Result<u8> {
    let RequestOptions { format, color, quiet, verbose, .. } = *options;
    let others = options.paths.iter().chain(&options.policy.config);
    let current = match current::read(options.current.as_deref(), Kind::Patch, others, stdin) {
        Ok(current) => current,
        Err(error) => return writeln!(err, "usersec: {error}").map(|()| exit::FAILURE),
    };
    let news = current.iter().map(|stored| stored.news.as_str()).filter(|_| !quiet);
    err.write_all(news.collect::<String>().as_bytes())?;
    let current = current.map(|stored| stored.state);
    let linter = current.into_iter().fold(linter(options, surroundings), Linter::current);
    let manner = Manner::new(surroundings, color, quiet, verbose);
    let Some(policies) = Policies::new(&options.policy, manner, is_read(&options.paths), stdin, err)? else {
        return Ok(exit::FAILURE);
    };
    let policies = Arc::new(policies);
    let asked = Asked {
        paths: &options.paths,
        sought: Sought::Requests,
        jobs: options.jobs,
        stdin_filename: options.stdin_filename.as_deref(),
        policies: &policies,
        quiet,
        passes: false,
        surroundings,
    };
    let mut desk = Desk::new(desk::Manner { format, color, quiet, verbose, to: To::Stdout }, surroundings);
    let streams = Streams { stdin, out: &mut *out, err: &mut *err };
    let work = |found| look_into(&linter, options, found);
    files::each(asked, streams, work, |checked, out| desk.file(&checked, out))?;
    // Nothing here fixes.
    (desk.summary.fixable, desk.summary.guessable) = (0, 0);
    let summary = desk.finish(out, err)?;
    let is_found = summary.worst() >= Some(Level::from(options.fail_on));
    Ok(match (summary.unreadable, is_found && !options.exit_zero) {
        (1.., _) => exit::FAILURE,
        (0, true) => exit::FINDINGS,
        (0, false) => exit::SUCCESS,
    })
}

/// The linter that the options describe.
fn linter(options: &RequestOptions, surroundings: Surroundings) -> Linter {
    let linter = Linter::new()
        .now(options.now.unwrap_or(surroundings.now))
        .strict(options.strict)
        .complete(options.complete)
        .pedantic(options.pedantic)
        .max_findings(options.max_findings.map_or(options.format.most_findings(), NonZeroUsize::get));
    options.level.iter().fold(linter, |linter, &(rule, setting)| linter.level(rule, setting))
}

/// Checks a file. On any thread.
fn look_into(linter: &Linter, options: &RequestOptions, found: Found) -> Checked {
    let linter = under(&linter.clone().in_file(found.in_file), found.policy.as_deref(), &found.place);
    Checked {
        path: found.path,
        subject: Subject::Request,
        outcome: found.content.map(|content| linter.check_message(&content, options.request.form())),
        fixed: 0,
        trouble: None,
    }
}
