//! `usersec certs`.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::arguments::{CertsOptions, Format};
use super::files::{self, Asked, Found};
use super::policies::{Manner, Policies, is_read, under};
use super::{Streams, Surroundings, WIDEST, exit};
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
    let manner = Manner::new(surroundings, common.color, false, false);
    let Some(policies) = Policies::new(&common.policy, manner, is_read(&common.paths), stdin, err)? else {
        return Ok(exit::FAILURE);
    };
    let policies = Arc::new(policies);
    let asked = Asked::bodies(common, &policies, false, surroundings);
    let show = |Found { path, place, content, in_file, policy, .. }: Found, out: &mut dyn Write| {
        let mut show = |outcome: Result<&Inventory<'_>, &str>| {
            let shown = Shown { path: &path, kind: common.kind.into(), outcome };
            totals.add(&shown, now);
            render.file(&shown, out)
        };
        match &content {
            Err(error) => show(Err(error)),
            Ok(content) => under(&linter, policy.as_deref(), &place)
                .in_file(in_file)
                .inspect(content, |source, payload, report| {
                    show(Ok(&Inventory::new(source, payload, report, now)))
                }),
        }
    };
    files::each(asked, Streams { stdin, out, err }, |found| found, show)?;
    render.finish(&totals, out)?;
    Ok(match totals {
        Totals { unreadable: 1.., .. } => exit::FAILURE,
        Totals { error: 1.., .. } => exit::FINDINGS,
        _ => exit::SUCCESS,
    })
}
