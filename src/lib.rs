#![doc = include_str!("../README.md")]
// Never panics, prints or exits. Tests may state what they know.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::as_conversions,
        clippy::print_stdout,
        clippy::print_stderr,
        clippy::dbg_macro,
        clippy::exit,
        clippy::incompatible_msrv
    )
)]

mod api;
mod baseline;
mod conventions;
mod derived;
mod diagnostic;
mod edits;
mod fix;
mod fixing;
#[cfg(test)]
#[path = "../tests/shared/forge/mod.rs"]
mod forge;
#[cfg(feature = "cli")]
mod inventory;
mod json;
mod language;
mod ldap;
mod lines;
mod linter;
#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "a payload with errors in it is mapped by the command only")
)]
mod map;
mod mask;
mod payload;
mod placeholder;
mod policy;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod properties;
mod quote;
mod regex;
#[cfg(feature = "cli")]
mod render;
#[cfg(test)]
mod render_docs;
mod report;
mod rule;
mod rules;
mod schema;
mod settings;
mod snippet;
mod source;
mod span;
mod spec;
#[cfg(any(test, fuzzing))]
#[cfg_attr(not(test), allow(dead_code, reason = "of these the properties need the generator only"))]
mod testing;
mod wiped;
mod x509;

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;

pub use api::error::{ApiError, ApiErrorFault, ApiErrorFaultKind, ErrorMeaning, Violation};
pub use api::request::Request;
pub use api::response::{
    Link, RequestDraft, Response, ResponseError, ResponseLdap, ResponseMapping, ResponseText, ResponseX509,
};
pub use api::state::{
    CertificateChange, Changes, Effect, EffectKind, EntryChange, MemberChange, Removal, State, StateError,
    StateErrorKind,
};
pub use baseline::{Baseline, BaselineError};
pub use fix::{Edit, Fix, Safety};
pub use fixing::Fixed;
pub use json::{MAX_DEPTH, MAX_UNKNOWN};
pub use ldap::dn::{Attribute, Dn, Rdn};
pub use ldap::host::Host;
pub use lines::Location;
pub use linter::{Linter, NotJson, check, check_value};
pub use map::{
    AuthorizationQuery, MapFailure, MapNext, MapOutcome, MapResult, MapStep, MapTrace, MapVerdict,
    MapWarning, MapWarningKind, MappedName, MappedQuery, Mapper, SearchScope,
};
pub use payload::{MAX_CERTIFICATES, MAX_MAPPINGS, MAX_TEXT};
pub use policy::{Policy, PolicyError, PolicyFault, Setting, UnknownSetting};
pub use report::{Finding, Related, Report, Skipped, Suppressed, Unlisted};
pub use rule::{Basis, Case, Consequence, Example, Group, Level, Rule};
pub use rules::{rule, rules};
pub use schema::{policy_schema, schema};
pub use settings::{
    BindUsername, Certificates, CustomerX509, Hostname, Ldap, Mapping, Port, Target, UserSecurity,
};
pub use source::MAX_INPUT;
pub use span::Span;
pub use spec::{BindUsernameParts, Kind};
pub use x509::certificate::Certificate;
