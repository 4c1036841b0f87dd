//! What an expression consists of. Options such as `(?i)` are resolved: each node says what holds for it.

use std::ops::Range;

/// A part of an expression, and where it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) at: Range<usize>,
}

/// What a part of an expression is. How deep they nest is bounded by the parser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Matches the empty text: an empty branch, a comment, `(?i)`, `\E`.
    Empty,
    /// One character.
    Literal { character: char, caseless: bool },
    /// One character of a set: `.`, `\N`, `[…]`, `\d`, `\h`, `\p{L}`.
    Set(Set),
    /// A place: `^`, `$`, `\b` …
    Assertion(Assertion),
    /// One after the other; none of them is itself a `Concat`.
    Concat(Vec<Node>),
    /// One of them, tried in this order.
    Alternation(Vec<Node>),
    /// In parentheses.
    Group(Grouping, Box<Node>),
    /// `*`, `+?`, `{2,3}` …
    Repeat(Repeat, Box<Node>),
    /// What is not regular, or not a place where text is consumed.
    Special(Special),
}

/// What parentheses are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Grouping {
    /// A capture group, by its number: the first is 1, which is `{0}` of a mapping.
    Capture(usize),
    /// `(?:…)`, `(?i:…)`
    Plain,
    /// `(?|…)`: its branches count their groups anew.
    BranchReset,
    /// `(?>…)`
    Atomic,
    /// `(?=…)`, `(?!…)`, `(?<=…)`, `(?<!…)`
    Look { behind: bool, negative: bool },
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repeat {
    pub(crate) min: u32,
    /// None: without end.
    pub(crate) max: Option<u32>,
    pub(crate) greed: Greed,
}

/// Which of the ways to repeat is tried first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Greed {
    Greedy,
    Lazy,
    Possessive,
}

/// A set of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Set {
    pub(crate) negated: bool,
    pub(crate) caseless: bool,
    /// The characters of any of these.
    pub(crate) items: Vec<SetItem>,
}

/// A part of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SetItem {
    Range(char, char),
    /// `\d` `\w` `\s` (ASCII), `\h` `\v` (all of Unicode), `[:alpha:]` (ASCII).
    Named {
        class: NamedClass,
        negated: bool,
    },
    /// `\p{L}`: as spelled inside the braces, without a `^`.
    Property {
        name: String,
        negated: bool,
    },
}

/// A set with a name. In the database's PCRE2 `\d`, `\w`, `\s` and the POSIX classes are ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamedClass {
    Digit,
    Word,
    Space,
    HorizontalSpace,
    VerticalSpace,
    Alpha,
    Lower,
    Upper,
    Alnum,
    Ascii,
    Blank,
    Cntrl,
    Graph,
    Print,
    Punct,
    XDigit,
}

/// A place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Assertion {
    /// `\A`, `\G`, and `^` without `(?m)`: the start of the name.
    Start,
    /// `^` with `(?m)`
    LineStart,
    /// `\z`
    End,
    /// `\Z`, and `$` without `(?m)`: the end, or before a newline that ends the name.
    EndOrFinalNewline,
    /// `$` with `(?m)`
    LineEnd,
    /// `\b`, ASCII.
    WordBoundary,
    NotWordBoundary,
}

/// What has no place in a regular expression in the strict sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Special {
    /// `\1`, `\k<name>`: what that group took (a number from 1); case folded if `caseless`.
    BackReference { group: usize, caseless: bool },
    /// `(?R)`, `(?1)`: a group once more (0: all of it).
    Recursion(usize),
    /// `(?(…)yes|no)`
    Conditional,
    /// `(*ACCEPT)`, `(*PRUNE)` …
    Verb,
    /// `\K`
    KeepOut,
    /// `\R`
    LineBreak,
    /// `\X`
    Grapheme,
    /// `\C`
    Byte,
}
