//! The grammar of PCRE2 expressions (pcre2pattern, pcre2syntax), compiled with PCRE2_UTF alone.
//!
//! One pass over the text with a stack of what is open, as PCRE2 does it, so that its first complaint is
//! the first here. What refers to groups, and what look-behinds need, is judged when all of them are known.
//!
//! Not analysed, and said so, are:
//!
//! - callouts (`(?C)`), script runs (`(*sr:…)`), scanned substrings (`(*scs:…)`), non-atomic look-arounds
//!   (`(?*…)`, `(?<*…)`), extended classes (`(?[…])`), the option `(?r)`;
//! - leading options that change what the rest means: `(*UCP)`, `(*CRLF)`, `(*NOTEMPTY)` …;
//! - what releases of PCRE2 read differently: `{,3}` and blanks in braces, `\x` without digits, a group number
//!   beyond all, a quotation behind a set in a class;
//! - names of groups beyond ASCII, and back references to a name that several groups have;
//! - sizes near the limit, more than 1 MiB of text, and look-behinds too long to measure.
//!
//! Where 10.42 refuses what 10.46 takes (a look-behind of bounded length, a name of more than 32 bytes, blanks
//! in `\x{ 41 }`), the later one counts.

mod body;
mod class;
mod escape;
mod group;
mod length;
mod name;
mod options;
#[cfg(test)]
mod oracle;
mod property;
mod quantifier;
mod reference;
mod size;
mod start;
#[cfg(test)]
mod tests;
mod verb;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use self::body::{Body, Contents, Frame};
use self::options::Options;
use self::reference::Later;
use super::ast::{Assertion, Kind, Node, Set, SetItem};
use super::{Construct, Difference, Group, Regex, RegexFault, Unknown};
use crate::language::Fault;

/// How long an expression may be to be analysed, in bytes. PCRE2 takes longer ones only if nearly all of it
/// is comments.
const MAX_TEXT: usize = 1 << 20;
/// Beyond this many bytes the tree of an expression that cannot be used is not kept.
const MAX_KEPT: usize = 1 << 16;
/// How many differences of an expression are kept.
const MAX_DIFFERENCES: usize = 1000;

/// Recognises an expression.
pub(super) fn parse(text: &str) -> Regex {
    if text.len() > MAX_TEXT {
        let unknown = Unknown { what: "an expression is longer than 1 MiB", at: 0..text.len() };
        let stop = Some(Stop::Unknown(unknown));
        return Parser::new("").finish(stop);
    }
    let mut parser = Parser::new(text);
    let stop = parser.run().err();
    parser.finish(stop)
}

/// Why the parser did not come to the end.
enum Stop {
    Fault(Fault<RegexFault>),
    Unknown(Unknown),
}

type Step<T = ()> = Result<T, Stop>;

/// How deep parentheses may nest (PARENS_NEST_LIMIT).
const MAX_NESTED: usize = 250;

struct Parser<'t> {
    text: &'t str,
    at: usize,
    options: Options,
    /// What is open, outermost first; the whole expression is not among them.
    frames: Vec<Frame>,
    /// The branches of the innermost.
    body: Body,
    groups: Vec<Group>,
    /// The number of the group that was opened last, in the branch of a branch reset.
    last_group: usize,
    /// The groups of a name, in the order of the text.
    names: HashMap<&'t str, Vec<usize>>,
    name_count: usize,
    /// What is judged when all groups are known, in the order in which PCRE2 does it.
    later: Vec<Later<'t>>,
    /// What stands in conditionals, by where they begin: the tree does not have it.
    contents: Contents,
    has_look_behind: bool,
    /// Whether the last item may be repeated.
    may_repeat: bool,
    /// Whether the last item is a quantifier, which `?` and `+` would qualify.
    quantified: bool,
    /// Between `\Q` and `\E`.
    quoting: bool,
    /// After `(?(`: a look-around has to follow.
    expect_assertion: bool,
    differences: Vec<Difference>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            options: Options::default(),
            frames: Vec::new(),
            body: Body::new(0),
            groups: Vec::new(),
            last_group: 0,
            names: HashMap::new(),
            name_count: 0,
            later: Vec::new(),
            contents: Contents::new(),
            has_look_behind: false,
            may_repeat: false,
            quantified: false,
            quoting: false,
            expect_assertion: false,
            differences: Vec::new(),
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character after the next one.
    fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn eat(&mut self, expected: &str) -> bool {
        let there = self.rest().starts_with(expected);
        if there {
            self.at += expected.len();
        }
        there
    }

    /// Skips spaces and tabs, which braces may have inside.
    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    /// A fault from `start` up to here.
    fn fault<T>(&self, kind: RegexFault, start: usize) -> Step<T> {
        self.fault_at(kind, start..self.at)
    }

    fn fault_at<T>(&self, kind: RegexFault, at: Range<usize>) -> Step<T> {
        Err(Stop::Fault(Fault::new(kind, at)))
    }

    /// Something that is not analysed, from `start` up to here.
    fn unknown<T>(&self, what: &'static str, start: usize) -> Step<T> {
        Err(Stop::Unknown(Unknown { what, at: start..self.at }))
    }

    /// Something that ECMAScript refuses, from `start` up to here.
    fn refused_by_ecmascript(&mut self, construct: Construct, start: usize) {
        self.differ(construct, false, start);
    }

    /// Something that ECMAScript takes for something else, from `start` up to here.
    fn other_in_ecmascript(&mut self, construct: Construct, start: usize) {
        self.differ(construct, true, start);
    }

    fn differ(&mut self, construct: Construct, silent: bool, start: usize) {
        if self.differences.len() < MAX_DIFFERENCES {
            self.differences.push(Difference { construct, silent, at: start..self.at });
        }
    }

    /// Adds what stands from `start` up to here; whether it may be repeated.
    fn push(&mut self, kind: Kind, start: usize, may_repeat: bool) {
        self.body.items.push(Node { kind, at: start..self.at });
        self.may_repeat = may_repeat;
    }

    fn literal(&mut self, character: char, start: usize) {
        let caseless = self.options.caseless;
        self.push(Kind::Literal { character, caseless }, start, true);
    }

    fn set(&mut self, negated: bool, items: Vec<SetItem>, start: usize) {
        let caseless = self.options.caseless;
        self.push(Kind::Set(Set { negated, caseless, items }), start, true);
    }

    fn run(&mut self) -> Step {
        self.leading_options()?;
        while self.at < self.text.len() {
            if let Some(frame) = self.frames.get(MAX_NESTED) {
                let open = frame.opened_at;
                return self.fault_at(RegexFault::NestedTooDeep, open..self.at);
            }
            self.step()?;
        }
        match self.frames.last() {
            Some(frame) => self.fault(RegexFault::UnclosedParenthesis, frame.opened_at),
            None => Ok(()),
        }
    }

    /// One item.
    fn step(&mut self) -> Step {
        let start = self.at;
        let Some(next) = self.bump() else { return Ok(()) };
        if self.quoting {
            return self.quoted(next, start);
        }
        if next == '\\' && matches!(self.peek(), Some('Q' | 'E')) {
            self.quoting = self.bump() == Some('Q');
            self.other_in_ecmascript(Construct::Quoting, start);
            return Ok(());
        }
        if self.options.extended && self.is_filler(next) {
            return Ok(());
        }
        if next == '(' && self.rest().starts_with("?#") {
            return self.comment(start);
        }
        if self.expect_assertion && !self.is_assertion_ahead(next) {
            return self.fault(RegexFault::ConditionNotAssertion, start);
        }
        let repeatable = std::mem::take(&mut self.may_repeat);
        let quantified = std::mem::take(&mut self.quantified);
        match next {
            '?' | '+' if quantified => self.qualify(next, start),
            '*' | '+' | '?' | '{' => return self.quantifier(next, start, repeatable),
            '\\' => return self.escape(start),
            '[' => return self.class(start),
            '(' => return self.open(start),
            ')' => return self.close(start),
            '|' => self.alternative(),
            '^' => {
                let place = if self.options.multiline { Assertion::LineStart } else { Assertion::Start };
                self.push(Kind::Assertion(place), start, false);
            }
            '$' => {
                let place =
                    if self.options.multiline { Assertion::LineEnd } else { Assertion::EndOrFinalNewline };
                self.push(Kind::Assertion(place), start, false);
            }
            '.' => {
                let newline = if self.options.dotall { Vec::new() } else { vec![SetItem::Range('\n', '\n')] };
                self.set(true, newline, start);
            }
            other => self.literal(other, start),
        }
        Ok(())
    }

    /// Between `\Q` and `\E`.
    fn quoted(&mut self, next: char, start: usize) -> Step {
        if next == '\\' && self.eat("E") {
            self.quoting = false;
            return Ok(());
        }
        if self.expect_assertion {
            return self.fault(RegexFault::ConditionNotAssertion, start);
        }
        self.quantified = false;
        self.literal(next, start);
        Ok(())
    }

    /// With `(?x)`: white space, and comments up to the end of the line.
    fn is_filler(&mut self, next: char) -> bool {
        match next {
            '\t'..='\r' | ' ' | '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' => true,
            '#' => {
                self.at = self.rest().find('\n').map_or(self.text.len(), |newline| self.at + newline + 1);
                true
            }
            _ => false,
        }
    }

    /// `(?#…)`
    fn comment(&mut self, start: usize) -> Step {
        match self.rest().find(')') {
            Some(end) => {
                self.at += end + 1;
                self.refused_by_ecmascript(Construct::Comment, start);
                Ok(())
            }
            None => self.fault_at(RegexFault::UnclosedComment, start..self.text.len()),
        }
    }

    /// Whether what follows `(?(` is a look-around, as it has to be.
    fn is_assertion_ahead(&self, next: char) -> bool {
        let rest = self.rest();
        let lower = |c: char| c.is_ascii_lowercase();
        next == '('
            && rest.len() >= 3
            && (rest.strip_prefix('*').is_some_and(|name| name.starts_with(lower))
                || ["?=", "?!", "?<=", "?<!", "?C"].iter().any(|look| rest.starts_with(look)))
    }

    /// Puts everything together.
    fn finish(mut self, stop: Option<Stop>) -> Regex {
        let end = match &stop {
            None => self.text.len(),
            Some(Stop::Fault(fault)) => fault.at.start.min(self.at),
            Some(Stop::Unknown(unknown)) => unknown.at.start.min(self.at),
        };
        while let Some(frame) = self.frames.pop() {
            let node = self.close_frame(frame, end);
            self.body.items.push(node);
        }
        let whole = std::mem::replace(&mut self.body, Body::new(0));
        let mut root = whole.close(end);
        // What is judged late does not matter any more, but names still become numbers.
        let resolved = self.resolve(&mut root).err();
        let stop = stop.or(resolved);
        if stop.is_some() && self.text.len() > MAX_KEPT {
            root = Node { kind: Kind::Empty, at: 0..0 };
        }
        let (faults, unknown) = match stop {
            None => (Vec::new(), None),
            Some(Stop::Fault(fault)) => (vec![fault], None),
            Some(Stop::Unknown(unknown)) => (Vec::new(), Some(unknown)),
        };
        Regex {
            root,
            groups: self.groups,
            faults,
            unknown,
            differences: self.differences,
            steps: OnceCell::new(),
        }
    }
}
