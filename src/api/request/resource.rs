//! Which operation of the family a request is for, or comes near to.

use std::ops::Range;

use crate::span::Span;
use crate::spec::{OPERATIONS, Operation};

/// A part of a path.
#[derive(Debug, Clone)]
pub(super) struct Segment<'t> {
    pub(super) text: &'t str,
    pub(super) is_variable: bool,
    pub(super) at: Range<usize>,
}

/// What a request asks for.
#[derive(Debug, Clone)]
pub(crate) enum Resource {
    /// An operation of the family.
    Known(&'static Operation),
    /// Variables stand where it would be decided. If it is one of the family, then that one.
    Open(Option<&'static Operation>),
    /// None; that one is meant, and this differs.
    Near(&'static Operation, Vec<Difference>),
    /// Another one of the same API, about which nothing is said here.
    Beside,
    /// Something else; that one comes next to it.
    Foreign(&'static Operation, Vec<Difference>),
}

/// How a request differs from the operation that it is near to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Difference {
    /// The path takes other methods.
    Method,
    /// A part of the path reads otherwise.
    Segment { span: Span, text: String, meant: &'static str },
    /// Parts that are not there, before the given place.
    Missing(Vec<&'static str>),
    /// A part too many.
    Extra { span: Span, text: String },
    /// A slash at the end.
    TrailingSlash(Span),
    /// `%2F` is part of a name and separates nothing.
    EncodedSlash(Span),
}

impl Resource {
    /// The operation that it is.
    pub(crate) fn operation(&self) -> Option<&'static Operation> {
        if let Resource::Known(operation) = self { Some(operation) } else { None }
    }

    /// Whether it has nothing to do with the family.
    pub(crate) fn is_elsewhere(&self) -> bool {
        matches!(self, Resource::Foreign(..))
    }
}

/// What was found out about a path.
#[derive(Debug)]
pub(super) struct Resolved {
    pub(super) resource: Resource,
    /// Where the project's id is.
    pub(super) group_id: Option<Range<usize>>,
}

/// Finds the operation. `is_open` says that the path may have begun before the first segment.
pub(super) fn resolve(
    _method: &str,
    _segments: &[Segment<'_>],
    _is_open: bool,
    _span: impl Fn(Range<usize>) -> Span,
) -> Resolved {
    let [first, ..] = &OPERATIONS;
    Resolved { resource: Resource::Foreign(first, Vec::new()), group_id: None }
}
