//! Regular expressions of `userToDNMapping[].match`, as PCRE2 reads them (with the UTF flag only, as the
//! database compiles them).
//!
//! `syntax` recognises, and decides whether PCRE2 would compile the expression; what it does not know is
//! "not analysed", never an error. `ast` is what it gives. `backtrack` goes PCRE2's way through it and counts
//! the steps: `redos` finds names with which they run away, `eval` tells what a name comes to.

mod alphabet;
pub(crate) mod ast;
mod automaton;
mod backtrack;
mod chars;
mod charset;
mod construct;
pub(crate) mod cover;
pub(crate) mod eval;
mod example;
mod fault;
mod index;
pub(crate) mod inside;
pub(crate) mod lower;
#[cfg(any(test, fuzzing))]
#[cfg_attr(not(test), allow(dead_code, reason = "the properties need a part of it"))]
pub(crate) mod oracle;
pub(crate) mod redos;
pub(crate) mod regular;
#[cfg(any(test, fuzzing))]
#[cfg_attr(not(test), allow(dead_code, reason = "the properties need a part of it"))]
mod samples;
pub(crate) mod search;
pub(crate) mod spans;
pub(crate) mod syntax;

use std::cell::OnceCell;
use std::ops::Range;

use self::ast::Node;
pub(crate) use self::construct::Construct;
pub(crate) use self::fault::RegexFault;
use crate::language::{Fault, Language};

/// An expression, recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Regex {
    /// The whole expression; of a faulty one, or one that is not analysed, what stands before that place.
    pub(crate) root: Node,
    /// The capture groups by number: the first is group 1 of PCRE2, and `{0}` of a mapping.
    pub(crate) groups: Vec<Group>,
    /// Where PCRE2 refuses to compile it. PCRE2 stops at the first, and so does the parser.
    pub(crate) faults: Vec<Fault<RegexFault>>,
    /// The first construct that is not analysed, if there is one: then neither validity nor the groups
    /// are known.
    pub(crate) unknown: Option<Unknown>,
    /// What ECMAScript refuses, or reads differently.
    pub(crate) differences: Vec<Difference>,
    /// How many steps its automaton would have; found out when somebody asks, as most rules about mappings do.
    steps: OnceCell<Option<usize>>,
}

/// A capture group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// From `(` to `)`.
    pub(crate) at: Range<usize>,
    pub(crate) name: Option<String>,
}

/// A construct that is not analysed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// Why, as it stands in a report: `an expression has a callout`.
    pub(crate) what: &'static str,
    pub(crate) at: Range<usize>,
}

/// A construct that ECMAScript refuses, or reads differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) construct: Construct,
    /// Whether ECMAScript takes it as well, with another meaning.
    pub(crate) silent: bool,
    pub(crate) at: Range<usize>,
}

impl Regex {
    /// Whether the tree is the whole expression: PCRE2 compiles it, and all of it is known.
    pub(crate) fn is_known(&self) -> bool {
        self.faults.is_empty() && self.unknown.is_none()
    }

    /// The expression `text` with other text in these places, which are in the order of the text.
    pub(crate) fn edited<'e>(text: &str, edits: impl IntoIterator<Item = (Range<usize>, &'e str)>) -> Self {
        let mut edited = String::with_capacity(text.len());
        let mut from = 0;
        for (at, with) in edits {
            edited.push_str(text.get(from..at.start).unwrap_or_default());
            edited.push_str(with);
            from = at.end;
        }
        edited.push_str(text.get(from..).unwrap_or_default());
        Self::parse(&edited)
    }
}

impl Language for Regex {
    type Fault = RegexFault;

    fn parse(text: &str) -> Self {
        syntax::parse(text)
    }

    fn faults(&self) -> &[Fault<RegexFault>] {
        &self.faults
    }
}
