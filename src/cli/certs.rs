//! `usersec certs`.

use std::io::{self, Read, Write};

use super::arguments::{CertsOptions, Format};
use super::files::{self, Found};
use super::policies::{Policies, under};
use super::{Surroundings, WIDEST, exit};
use crate::inventory::Inventory;
use crate::linter::Linter;
use crate::render::certs::json::Json;
use crate::render::certs::text::Text;
use crate::render::certs::{RenderCerts, Shown, Totals};

pub(super) fn run(
    options: &CertsOptions,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
    surroundings: Surroundings,
) -> io::Result<u8> {
    let common = &options.common;
    let now = common.now.unwrap_or(surroundings.now);
    let linter = Linter::new().now(now).kind(common.kind.into());
    let color = common.color.is_wanted(surroundings);
    let mut render: Box<dyn RenderCerts> = match options.format {
        Format::Text => Box::new(Text::new(surroundings.width.min(WIDEST), color, now)),
        Format::Json => Box::new(Json::new(now)),
    };
    let mut totals = Totals::default();
    let policies = Policies::new(&common.policy);
    let show = |Found { path, content, in_file, policy, .. }: Found, _: &mut dyn Write| {
        let mut show = |outcome: Result<&Inventory<'_>, &str>| {
            let shown = Shown { path: &path, kind: common.kind.into(), outcome };
            totals.add(&shown, now);
            render.file(&shown, out)
        };
        match &content {
            Err(error) => show(Err(error)),
            Ok(content) => under(&linter, policy.as_deref(), &path)
                .in_file(in_file)
                .inspect(content, |source, payload, report| {
                    show(Ok(&Inventory::new(source, payload, report, now)))
                }),
        }
    };
    files::each(common, &policies, false, stdin, err, |found| found, show)?;
    render.finish(&totals, out)?;
    Ok(match totals {
        Totals { unreadable: 1.., .. } => exit::FAILURE,
        Totals { error: 1.., .. } => exit::FINDINGS,
        _ => exit::SUCCESS,
    })
}
