//! What is open while the text is read.

use std::collections::HashMap;

use super::options::Options;
use super::reference::Later;
use super::{Parser, RegexFault, Step};
use crate::regex::ast::{Grouping, Kind, Node, Special};

/// The branches of a group, as far as they were read.
pub(super) struct Body {
    start: usize,
    /// Those that are complete.
    branches: Vec<Node>,
    branch_start: usize,
    /// Of the last branch.
    pub(super) items: Vec<Node>,
}

impl Body {
    pub(super) fn new(start: usize) -> Self {
        Self { start, branches: Vec::new(), branch_start: start, items: Vec::new() }
    }

    /// Ends a branch at `end`; the next starts behind the `|`.
    pub(super) fn end_branch(&mut self, end: usize, next: usize) {
        let items = std::mem::take(&mut self.items);
        self.branches.push(concat(items, self.branch_start, end));
        self.branch_start = next;
    }

    /// How many branches there are so far, with the last one.
    pub(super) fn branch_count(&self) -> usize {
        self.branches.len() + 1
    }

    /// All of it, which ends at `end`.
    pub(super) fn close(mut self, end: usize) -> Node {
        let start = self.start;
        self.end_branch(end, end);
        match self.branches.len() {
            1 => self.branches.pop().unwrap_or(Node { kind: Kind::Empty, at: start..end }),
            _ => Node { kind: Kind::Alternation(self.branches), at: start..end.max(start) },
        }
    }
}

/// One after the other.
fn concat(mut items: Vec<Node>, start: usize, end: usize) -> Node {
    let at = start..end.max(start);
    // A list of mappings keeps all of its expressions: a third of their memory was room for more nodes.
    items.shrink_to_fit();
    match items.len() {
        0 => Node { kind: Kind::Empty, at },
        1 => items.pop().unwrap_or(Node { kind: Kind::Empty, at }),
        _ => Node { kind: Kind::Concat(items), at },
    }
}

/// Something that is open.
pub(super) struct Frame {
    pub(super) opened_at: usize,
    pub(super) opened: Opened,
    /// What stood before it, in the branch that it is part of.
    pub(super) outer: Body,
    /// What holds again behind it.
    pub(super) options: Options,
    /// Of a branch reset: the number of groups before it, and the most that a branch came to.
    pub(super) reset: Option<(usize, usize)>,
}

/// The content of conditionals, by where they begin, and whether it is one that only defines groups.
pub(super) type Contents = HashMap<usize, (bool, Node)>;

/// What parentheses were opened for.
pub(super) enum Opened {
    Group(Grouping),
    /// A look-around that is a condition.
    ConditionAssertion(Grouping),
    /// `(?(…)…)`; whether it only defines groups.
    Conditional {
        define: bool,
    },
}

impl Parser<'_> {
    /// Opens parentheses that began at `start`; what they contain begins here.
    pub(super) fn open_frame(&mut self, opened: Opened, start: usize) {
        let reset = matches!(opened, Opened::Group(Grouping::BranchReset))
            .then_some((self.last_group, self.last_group));
        if let Opened::Group(Grouping::Look { behind, .. })
        | Opened::ConditionAssertion(Grouping::Look { behind, .. }) = opened
        {
            self.has_look_behind |= behind;
        }
        let outer = std::mem::replace(&mut self.body, Body::new(self.at));
        self.frames.push(Frame { opened_at: start, opened, outer, options: self.options, reset });
    }

    /// `|`
    pub(super) fn alternative(&mut self) {
        if let Some((before, most)) = self.frames.last_mut().and_then(|frame| frame.reset.as_mut()) {
            *most = (*most).max(self.last_group);
            self.last_group = *before;
        }
        self.body.end_branch(self.at - 1, self.at);
    }

    /// `)`
    pub(super) fn close(&mut self, start: usize) -> Step {
        let Some(frame) = self.frames.pop() else {
            return self.fault(RegexFault::UnmatchedClosingParenthesis, start);
        };
        self.options = frame.options;
        if let Some((_, most)) = frame.reset {
            self.last_group = self.last_group.max(most);
        }
        // A condition is no item that could be repeated.
        self.may_repeat = !matches!(frame.opened, Opened::ConditionAssertion(_));
        if let Opened::Group(Grouping::Capture(number)) = frame.opened
            && let Some(group) = number.checked_sub(1).and_then(|index| self.groups.get_mut(index))
            && group.at.start == frame.opened_at
        {
            group.at.end = self.at;
        }
        if let Opened::Conditional { define } = frame.opened {
            let (most, kind) = match define {
                true => (1, RegexFault::DefineBranches),
                false => (2, RegexFault::ConditionBranches),
            };
            if self.body.branch_count() > most {
                self.later.push(Later::Fault(kind, frame.opened_at..self.at));
            }
        }
        let node = self.close_frame(frame, start);
        self.body.items.push(Node { at: node.at.start..self.at, ..node });
        Ok(())
    }

    /// Makes a node of the innermost, whose content ends at `end`; what stood before it is the body again.
    pub(super) fn close_frame(&mut self, frame: Frame, end: usize) -> Node {
        let inner = std::mem::replace(&mut self.body, frame.outer);
        let end = end.max(frame.opened_at);
        let at = frame.opened_at..end;
        let content = inner.close(end);
        let kind = match frame.opened {
            Opened::Group(grouping) | Opened::ConditionAssertion(grouping) => {
                Kind::Group(grouping, Box::new(content))
            }
            Opened::Conditional { define } => {
                self.contents.insert(frame.opened_at, (define, content));
                Kind::Special(Special::Conditional)
            }
        };
        Node { kind, at }
    }
}
