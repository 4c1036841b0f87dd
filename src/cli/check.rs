//! `usersec check`.

use std::io::{self, Read, Write};

use super::arguments::{CheckOptions, Format};
use super::exit;
use super::files::{self, Found};
use super::{Surroundings, WIDEST};
use crate::linter::Linter;
use crate::render::json::Json;
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
    let linter = Linter::new()
        .now(common.now.unwrap_or(surroundings.now))
        .kind(common.kind.into())
        .strict(options.strict)
        .complete(options.complete)
        .pedantic(options.pedantic);
    let color = common.color.is_wanted(surroundings);
    let mut render: Box<dyn Render> = match options.format {
        Format::Text => Box::new(Text::new(surroundings.width.min(WIDEST), color, !options.quiet)),
        Format::Json => Box::new(Json::default()),
    };
    let mut summary = Summary::default();
    files::each(common, options.quiet, stdin, err, |Found { path, content, in_file }| {
        let outcome = content.map(|content| linter.in_file(in_file).check(content));
        let checked = Checked { path, kind: common.kind.into(), outcome };
        summary.add(&checked);
        render.file(&checked, out)
    })?;
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
