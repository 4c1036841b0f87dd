//! The document: its grammar is judged by `serde_json`, then the valid text is indexed in one pass.

mod judge;
mod scan;
#[cfg(test)]
mod tests;
mod text;
mod walk;

pub(crate) use judge::{
    JsonFault, JsonFaultKind, escape_pem_line_breaks, judge, remove_trailing_commas, stands_for_body,
};
pub(crate) use scan::string_end;
pub(crate) use text::Text;
pub(crate) use walk::{Data, Document, MAX_DEPTH, Member, Value};
