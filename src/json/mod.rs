//! The document: its grammar is judged by `serde_json`, then the valid text is indexed in one pass.

#[cfg(test)]
mod classes;
mod judge;
#[cfg(any(test, fuzzing))]
pub(crate) mod oracle;
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
#[cfg(test)]
pub(crate) use walk::MOST_ITEMS;
pub(crate) use walk::{Data, Document, Member, Value};
pub use walk::{MAX_DEPTH, MAX_UNKNOWN};
