//! `usersec check`.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::arguments::{CheckOptions, KindName, ReportFormat};
use super::exit;
use super::files::{self, Asked, Found};
use super::policies::{Manner, Policies, Unused, is_read, under};
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
        ReportFormat::Gitlab => Box::new(Gitlab::default()),
        ReportFormat::Concise => Box::new(Concise::default()),
    };
    let manner = Manner::new(surroundings, common.color, options.quiet, options.verbose);
    let Some(policies) = Policies::new(&common.policy, manner, is_read(&common.paths), stdin, err)? else {
        return Ok(exit::FAILURE);
    };
    let policies = Arc::new(policies);
    let mode = Mode { strict: options.strict, pedantic: options.pedantic, complete: options.complete };
    let mut unused = Unused::new(mode, &common.paths, common.kind == KindName::Patch);
    let asked = Asked { common, policies: &policies, quiet: options.quiet, surroundings };
    let mut summary = Summary::default();
    let work = |Found { path, content, in_file, policy, place }: Found| {
        let linter = under(&linter, policy.as_deref(), &path).in_file(in_file);
        let outcome = content.map(|content| linter.check(content));
        let checked = Checked { path, subject: Subject::Payload(common.kind.into()), outcome, fixed: 0 };
        (checked, place, policy)
    };
    files::each(asked, Streams { stdin, out, err }, work, |(checked, place, policy), out| {
        unused.add(policy.as_ref(), &place, checked.outcome.as_ref().ok());
        summary.add(&checked);
        render.file(&checked, out)
    })?;
    for checked in unused.reports(&linter) {
        summary.add(&checked);
        render.file(&checked, out)?;
    }
    render.finish(&summary, out)?;
    Ok(code(options, &summary))
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
