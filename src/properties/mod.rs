//! What holds for every input, one property a file. The fuzz targets (`fuzz/`) hand them what they make up;
//! `cargo test` replays the committed corpus, and as many made-up inputs each time.
//!
//! A property takes any bytes, and panics where it does not hold. It may look at everything in here: that is
//! why it is no test from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]
#![allow(missing_docs, reason = "seen by the fuzz targets only")]

mod certificate;
#[cfg(feature = "cli")]
mod check;
mod dn;
mod filter;
mod fix;
#[cfg(feature = "cli")]
mod formats;
mod hidden;
mod json_spans;
mod leaves;
mod manner;
mod map;
mod pem;
mod places;
mod planted;
mod policy;
mod regex;
#[cfg(test)]
mod replay;
mod request;
mod shown;
mod string_map;
mod structured;
#[allow(
    clippy::duplicate_mod,
    reason = "a test of `json` reads it as well, and is not there where this is fuzzed"
)]
#[path = "../../tests/shared/tree.rs"]
mod tree;
mod url;

/// A property: its name, which is that of the fuzz target, its dictionary and its corpus, and what it asserts.
#[derive(Clone, Copy)]
pub struct Property {
    pub name: &'static str,
    pub holds: fn(&[u8]),
    /// The choices that its inputs have to make among themselves: in what manner each is looked at. None, if there is
    /// only one manner.
    pub ways: &'static [&'static str],
}

/// One that looks at its inputs in one manner only.
const fn plain(name: &'static str, holds: fn(&[u8])) -> Property {
    Property { name, holds, ways: &[] }
}

pub const ALL: &[Property] = &[
    #[cfg(feature = "cli")]
    Property { name: "check", holds: check::holds, ways: check::WAYS },
    plain("certificate", certificate::holds),
    plain("dn", dn::holds),
    plain("filter", filter::holds),
    Property { name: "fix", holds: fix::holds, ways: fix::WAYS },
    plain("json_spans", json_spans::holds),
    Property { name: "map", holds: map::holds, ways: map::WAYS },
    plain("pem", pem::holds),
    Property { name: "policy", holds: policy::holds, ways: policy::WAYS },
    plain("regex", regex::holds),
    Property { name: "request", holds: request::holds, ways: request::WAYS },
    plain("string_map", string_map::holds),
    Property { name: "structured", holds: structured::holds, ways: structured::WAYS },
    plain("url", url::holds),
];

/// Asserts the property of that name.
///
/// # Panics
/// Where it does not hold: that is what it is for.
pub fn assert(name: &str, input: &[u8]) {
    let property = ALL.iter().find(|property| property.name == name).expect("a property has that name");
    (property.holds)(input);
}
