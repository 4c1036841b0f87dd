//! Requests of the family, as they stand in a file: what is asked of which resource, with which headers and
//! which body.
//!
//! A file is read once into its [`Call`]s, whatever its form is; the rules about requests judge those, and
//! the rules about bodies judge the document in them, each with its way back to the file.

mod build;
mod curl;
mod resource;
mod shell;
mod target;
mod variables;

pub(crate) use self::build::Piece;
pub(crate) use self::resource::{Difference, Resource};
use crate::derived::Derived;
use crate::span::Span;
use crate::spec::Operation;

/// How requests are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// HTTP messages, and what editors make requests from (`.http`, `.rest`).
    Http,
    /// Commands of curl.
    Curl,
}

/// A request in a file.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// The line that says what is asked for, or the command.
    pub(crate) span: Span,
    pub(crate) method: Piece,
    /// As it was given: a path, or a URL.
    pub(crate) target: Piece,
    /// The path of it, without scheme, host and query.
    pub(crate) path: Piece,
    /// The project's id in it, if the path has one.
    pub(crate) group_id: Option<Piece>,
    pub(crate) query: Vec<(Piece, Option<Piece>)>,
    pub(crate) headers: Vec<(Piece, Piece)>,
    pub(crate) body: Option<Derived>,
    /// Why nothing is said of the body though there is one: it stands elsewhere.
    pub(crate) unseen_body: Option<&'static str>,
    /// What it asks for, if that is an operation of the family.
    pub(crate) operation: Option<&'static Operation>,
    /// What it asks for, in all cases.
    pub(crate) resource: Resource,
    /// Whether it goes elsewhere, in a file with requests of the family: only its secrets are looked at.
    pub(crate) is_passed_over: bool,
    /// Literal credentials in it; their spans are masked.
    pub(crate) credentials: Vec<Credential>,
    /// What may be shown of it; all else is hidden, but for the body of an operation, which is masked as the
    /// document that it is.
    pub(crate) shown: Vec<Span>,
    /// What is wrong with its form.
    pub(crate) faults: Vec<(Span, CallFault)>,
}

/// What logs in somewhere, and stands in the file as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credential {
    /// What has to be hidden.
    pub(crate) span: Span,
    pub(crate) place: CredentialPlace,
}

/// Where credentials stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CredentialPlace {
    /// In a header of this name.
    Header(String),
    /// In the URL, before the host.
    UserInformation,
    /// In an argument of a command, such as `--user`.
    Argument(String),
    /// In a parameter of the query, or a variable of the file, of this name.
    Parameter(String),
}

/// What is wrong with the form of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CallFault {
    /// The head ends before it is complete.
    Truncated,
    /// A line of the head is no header.
    NoHeader,
    /// `Content-Length` says otherwise: what it says, and how many bytes there are.
    ContentLength { said: String, found: usize },
    /// A quote or an expansion of the command is not closed; and what would close it.
    Unclosed(&'static str),
    /// From there on curl puts `&` between the parts of the body, and it is no document any more.
    Joined,
}
