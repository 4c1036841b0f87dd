//! How long the text of a look-behind can be: PCRE2 needs a limit.

use std::collections::HashMap;

use super::body::Contents;
use super::{RegexFault, Stop};
use crate::language::Fault;
use crate::regex::Unknown;
use crate::regex::ast::{Grouping, Kind, Node, Special};

/// The longest look-behind, in characters (LOOKBEHIND_MAX).
const MAX_LENGTH: u64 = 65_535;
/// The longest one whose length varies (MAX_VARLOOKBEHIND).
const MAX_VARIABLE: u64 = 255;
/// How many branches PCRE2 measures before it gives up.
const MAX_BRANCHES: usize = 2000;
/// How many items are measured before it is left undecided.
const MAX_ITEMS: usize = 4_000_000;
/// How many groups may call each other before it is left undecided.
const MAX_CALLS: usize = 200;

/// From and up to how many characters.
#[derive(Clone, Copy)]
struct Length {
    min: u64,
    max: u64,
}

const NOTHING: Length = Length { min: 0, max: 0 };
const ONE: Length = Length { min: 1, max: 1 };

/// Why a length is not known.
enum No {
    Unlimited,
    /// A look-behind inside is refused, or undecided: it has a place of its own.
    Inside(Stop),
    Other(Stop),
}

type Measured = Result<Length, No>;

/// Measures look-behinds.
pub(super) struct Measure<'a> {
    text: &'a str,
    contents: &'a Contents,
    /// Where each capture group stands; of several with one number, the first.
    groups: HashMap<usize, &'a Node>,
    count: usize,
    /// With a branch reset PCRE2 remembers no lengths, and follows no back references.
    has_reset: bool,
    known: HashMap<usize, Option<(u64, u64)>>,
    /// The groups that are being followed.
    followed: Vec<usize>,
    branches: usize,
    items: usize,
}

impl<'a> Measure<'a> {
    pub(super) fn new(text: &'a str, root: &'a Node, contents: &'a Contents, count: usize) -> Self {
        let mut measure = Self {
            text,
            contents,
            groups: HashMap::new(),
            count,
            has_reset: false,
            known: HashMap::new(),
            followed: Vec::new(),
            branches: 0,
            items: 0,
        };
        measure.index(root);
        measure
    }

    /// Finds the groups.
    fn index(&mut self, node: &'a Node) {
        match &node.kind {
            Kind::Group(grouping, content) => {
                match grouping {
                    Grouping::Capture(number) => {
                        self.groups.entry(*number).or_insert(node);
                    }
                    Grouping::BranchReset => self.has_reset = true,
                    _ => {}
                }
                self.index(content);
            }
            Kind::Repeat(_, node) => self.index(node),
            Kind::Concat(nodes) | Kind::Alternation(nodes) => nodes.iter().for_each(|node| self.index(node)),
            Kind::Special(Special::Conditional) => {
                if let Some((_, content)) = self.contents.get(&node.at.start) {
                    self.index(content);
                }
            }
            _ => {}
        }
    }

    /// The first look-behind that PCRE2 refuses, in the order of the text.
    pub(super) fn look_behinds(&mut self, node: &'a Node) -> Result<(), Stop> {
        match &node.kind {
            Kind::Group(Grouping::Look { behind: true, .. }, _) => self.look_behind(node),
            Kind::Group(_, node) | Kind::Repeat(_, node) => self.look_behinds(node),
            Kind::Concat(nodes) | Kind::Alternation(nodes) => {
                nodes.iter().try_for_each(|node| self.look_behinds(node))
            }
            Kind::Special(Special::Conditional) => match self.contents.get(&node.at.start) {
                Some((_, content)) => self.look_behinds(content),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn look_behind(&mut self, node: &'a Node) -> Result<(), Stop> {
        let Kind::Group(_, content) = &node.kind else { return Ok(()) };
        let refuse = |kind| Err(Stop::Fault(Fault::new(kind, node.at.clone())));
        let mut longest = 0;
        let mut varies = false;
        for branch in branches(content) {
            match self.branch(branch) {
                Ok(length) => {
                    varies |= length.min != length.max;
                    longest = longest.max(length.max);
                }
                Err(No::Unlimited) => return refuse(RegexFault::LookBehindUnlimited),
                // One inside, or in a group that is called, has a place of its own.
                Err(No::Inside(stop)) => return Err(stop),
                // What has none is the look-behind's.
                Err(No::Other(Stop::Fault(fault))) if fault.kind != RegexFault::NoSuchGroup => {
                    return refuse(fault.kind);
                }
                Err(No::Other(stop)) => return Err(stop),
            }
        }
        if varies && longest > MAX_VARIABLE {
            return refuse(RegexFault::LookBehindTooLong);
        }
        Ok(())
    }

    fn branch(&mut self, branch: &'a Node) -> Measured {
        self.branches += 1;
        if self.branches > MAX_BRANCHES + 1 {
            return no(RegexFault::LookBehindTooComplicated, branch);
        }
        let mut sum = NOTHING;
        let items = match &branch.kind {
            Kind::Concat(items) => items.as_slice(),
            _ => std::slice::from_ref(branch),
        };
        for item in items {
            if self.ends_branch(item) {
                break;
            }
            let length = self.item(item)?;
            sum = Length { min: sum.min + length.min, max: sum.max + length.max };
            if sum.max > MAX_LENGTH {
                return no(RegexFault::LookBehindTooLong, item);
            }
        }
        Ok(sum)
    }

    /// `(*ACCEPT)`, `(*FAIL)`: what follows in the branch is not reached.
    fn ends_branch(&self, item: &Node) -> bool {
        let text = self.text.get(item.at.clone()).unwrap_or_default();
        matches!(item.kind, Kind::Special(Special::Verb))
            && ["(*ACCEPT)", "(*F)", "(*FAIL)"].iter().any(|verb| text.starts_with(verb))
    }

    fn item(&mut self, item: &'a Node) -> Measured {
        self.items += 1;
        if self.items > MAX_ITEMS {
            return Err(undecided(item));
        }
        match &item.kind {
            Kind::Empty | Kind::Assertion(_) => Ok(NOTHING),
            Kind::Literal { .. } | Kind::Set(_) => Ok(ONE),
            Kind::Concat(_) | Kind::Alternation(_) => self.longest(item),
            Kind::Repeat(repeat, inner) => {
                let length = self.item(inner)?;
                let ahead = matches!(inner.kind, Kind::Group(Grouping::Look { behind: false, .. }, _));
                match repeat.max {
                    _ if ahead => Ok(length),
                    None => Err(No::Unlimited),
                    Some(max) => Ok(Length {
                        min: length.min * u64::from(repeat.min),
                        max: length.max * u64::from(max),
                    }),
                }
            }
            Kind::Group(Grouping::Look { behind: true, .. }, _) => {
                self.look_behind(item).map_err(No::Inside)?;
                Ok(NOTHING)
            }
            Kind::Group(Grouping::Look { .. }, content) => {
                self.look_behinds(content).map_err(No::Inside)?;
                Ok(NOTHING)
            }
            Kind::Group(Grouping::Capture(number), content) => self.group(*number, content),
            Kind::Group(_, content) => self.longest(content),
            Kind::Special(special) => self.special(special, item),
        }
    }

    fn special(&mut self, special: &Special, item: &'a Node) -> Measured {
        match special {
            Special::Verb | Special::KeepOut => Ok(NOTHING),
            Special::LineBreak => Ok(Length { min: 1, max: 2 }),
            Special::Grapheme => Err(No::Unlimited),
            Special::Byte => no(RegexFault::ByteInLookBehind, item),
            Special::Conditional => match self.contents.get(&item.at.start) {
                Some((false, content)) => self.longest(content),
                _ => Ok(NOTHING),
            },
            Special::BackReference { .. } if self.has_reset => Err(No::Unlimited),
            Special::BackReference { group, .. } | Special::Recursion(group) => self.call(*group, item),
        }
    }

    /// What a reference to a group can take.
    fn call(&mut self, group: usize, item: &'a Node) -> Measured {
        if group > self.count {
            return no(RegexFault::NoSuchGroup, item);
        }
        let Some(&node) = self.groups.get(&group) else { return Err(No::Unlimited) };
        let within = node.at.start < item.at.start && item.at.end <= node.at.end;
        if within || self.followed.contains(&group) {
            return Err(No::Unlimited);
        }
        if self.followed.len() > MAX_CALLS {
            return Err(undecided(item));
        }
        let Kind::Group(_, content) = &node.kind else { return Err(No::Unlimited) };
        self.followed.push(group);
        let length = self.group(group, content);
        self.followed.pop();
        length
    }

    /// A capture group, once.
    fn group(&mut self, number: usize, content: &'a Node) -> Measured {
        if let Some(known) = self.known.get(&number).filter(|_| !self.has_reset) {
            return known.map_or(Err(No::Unlimited), |(min, max)| Ok(Length { min, max }));
        }
        let length = self.longest(content);
        match &length {
            Ok(Length { min, max }) => {
                self.known.insert(number, Some((*min, *max)));
            }
            Err(No::Unlimited) => {
                self.known.insert(number, None);
            }
            Err(No::Inside(_) | No::Other(_)) => {}
        }
        length
    }

    /// The content of a group: of its branches the shortest and the longest.
    fn longest(&mut self, content: &'a Node) -> Measured {
        let mut most: Option<Length> = None;
        for branch in branches(content) {
            let length = self.branch(branch)?;
            most = Some(most.map_or(length, |most| Length {
                min: most.min.min(length.min),
                max: most.max.max(length.max),
            }));
        }
        Ok(most.unwrap_or(NOTHING))
    }
}

fn branches(content: &Node) -> &[Node] {
    match &content.kind {
        Kind::Alternation(branches) => branches,
        _ => std::slice::from_ref(content),
    }
}

fn no(kind: RegexFault, item: &Node) -> Measured {
    Err(No::Other(Stop::Fault(Fault::new(kind, item.at.clone()))))
}

fn undecided(item: &Node) -> No {
    No::Other(Stop::Unknown(Unknown {
        what: "an expression has a very long look-behind",
        at: item.at.clone(),
    }))
}
