//! Search filters: RFC 4515, and what OpenLDAP's libldap takes, through which the database sends them.
//!
//! Placeholders (`{0}`, `{USER}`) are ordinary characters of a value. Where one stands in for more than that,
//! the fault that it makes has its place.

mod escape;
mod item;
#[cfg(test)]
mod oracle;
mod parser;
#[cfg(any(test, fuzzing))]
pub(crate) mod shape;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::language::{Fault, Language};

pub(crate) use escape::escape;

/// How deep filters may stand in filters. libldap has no limit of its own; OpenLDAP's server has this one.
pub(crate) const MAX_DEPTH: usize = 1_000;

/// How many faults are kept, and how many remarks: a text may consist of nothing else.
const MOST: usize = 1_000;

/// How many nodes are kept.
const MOST_NODES: usize = 100_000;

/// `filter` (RFC 4515 §3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// The tree in the order of the text, each node before those below it. What has a fault is not there.
    nodes: Vec<Node>,
    /// What libldap refuses.
    pub(crate) faults: Vec<Fault<FilterFault>>,
    /// What libldap takes and RFC 4515 does not.
    remarks: Vec<(Loose, Range<usize>)>,
    /// It is nested too deep to be analysed.
    too_deep: bool,
}

/// A filter, alone or among others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    /// How many nodes it stands in.
    pub(crate) depth: usize,
    /// With its parentheses, if it has some.
    pub(crate) at: Range<usize>,
}

/// `filtercomp`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    And,
    Or,
    Not,
    Item(Item),
}

/// `item`: an assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// `attr`: the attribute description. A matching rule may do without.
    pub(crate) attribute: Option<Range<usize>>,
    /// `matchingrule`, without its colon.
    pub(crate) matching_rule: Option<Range<usize>>,
    pub(crate) operator: Operator,
    /// `assertionvalue`, or the pieces of a substring with the `*` between them.
    pub(crate) value: Range<usize>,
}

/// How an attribute is compared: `filtertype`, and what RFC 4515 tells by the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `=`
    Equal,
    /// `=*`
    Present,
    /// `=a*b`
    Substring,
    /// `~=`
    Approximate,
    /// `>=`
    GreaterOrEqual,
    /// `<=`
    LessOrEqual,
    /// `:=`
    Extensible,
}

/// What libldap refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum FilterFault {
    /// The text ends where a parenthesis has to follow. The place is that of the open one.
    Unclosed,
    /// A closing parenthesis, and none is open.
    Unopened,
    /// Something follows the filter.
    Trailing,
    /// White space before the filter.
    LeadingBlank,
    /// `|(a=b)(c=d)`: no parentheses around what joins or negates filters.
    BareOperator,
    /// `((a=b))`: a parenthesis directly in a parenthesis.
    DoubleParenthesis,
    /// `()`
    EmptyItem,
    /// `(a)`, `(a>b)`: none of `=`, `~=`, `>=`, `<=`, `:=`.
    NoOperator,
    /// What stands where an attribute description has to stand is none (RFC 4512 §2.5).
    Attribute,
    /// `(=b)`, `(:dn:=b)`: there is no attribute description.
    NoAttribute,
    /// What stands where a matching rule has to stand is none.
    MatchingRule,
    /// `(` or `)` as it is in a value.
    ParenthesisInValue,
    /// `*` where no pieces of a value can be given.
    StarInValue,
    /// `**`: a piece of a value is empty.
    EmptyPiece,
    /// A `\` before anything but two hexadecimal digits.
    Escape,
    /// `(&a=b)`: in a list of filters, one has no parentheses around it.
    NotInParentheses,
    /// `(!)`
    EmptyNot,
    /// `(!(a=b)(c=d))`: more than one filter. The place is that of the second.
    SecondInNot,
    /// White space behind the filter that `!` negates.
    BlankInNot,
}

/// What libldap takes and RFC 4515 does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Loose {
    /// There is no filter.
    Empty,
    /// No parentheses around it all.
    NoParentheses,
    /// White space between the parts of a filter.
    Blank,
    /// `(&)`, `(|)`: true and false, by RFC 4526.
    EmptyList,
    /// `\*`, `\(`, `\)`, `\\`: as RFC 1960 escapes them.
    OldEscape,
    /// `02.5`, `1`: a numeric object identifier that is none (RFC 4512 §1.4).
    ObjectIdentifier,
    /// `cn::=x`: a matching rule without a name.
    EmptyRule,
    /// A NUL: for libldap, the text ends there. The place is that of all that is lost.
    Nul,
}

impl Language for Filter {
    type Fault = FilterFault;

    fn parse(text: &str) -> Self {
        parser::parse(text)
    }

    fn faults(&self) -> &[Fault<FilterFault>] {
        &self.faults
    }
}

impl Filter {
    /// What libldap takes and RFC 4515 does not, in the order of the text.
    pub(crate) fn remarks(&self) -> &[(Loose, Range<usize>)] {
        &self.remarks
    }

    /// Whether it is nested too deep to be analysed: then nothing is known of it.
    pub(crate) fn is_too_deep(&self) -> bool {
        self.too_deep
    }

    /// The tree in the order of the text, as far as it could be read; of a very large one the beginning.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    fn fault(&mut self, kind: FilterFault, at: Range<usize>) {
        if self.faults.len() < MOST {
            self.faults.push(Fault::new(kind, at));
        }
    }

    fn remark(&mut self, kind: Loose, at: Range<usize>) {
        if self.remarks.len() < MOST {
            self.remarks.push((kind, at));
        }
    }

    /// The index of the new node, for its end to be told.
    fn node(&mut self, kind: NodeKind, depth: usize, at: Range<usize>) -> usize {
        let index = self.nodes.len();
        if index < MOST_NODES {
            self.nodes.push(Node { kind, depth, at });
        }
        index
    }
}
