//! `usersec schema`.

use std::io::{self, Write};

use super::arguments::SchemaOptions;
use super::exit;
use crate::schema::{policy_schema, schema};

pub(super) fn run(options: &SchemaOptions, out: &mut dyn Write) -> io::Result<u8> {
    let schema = match options.config {
        true => policy_schema(),
        false => schema(options.kind.into()),
    };
    out.write_all(schema.as_bytes())?;
    Ok(exit::SUCCESS)
}
