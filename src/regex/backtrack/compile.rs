//! Makes a program of a tree, laid out as PCRE2 lays out its code.

use super::{Inst, Program, Unable, possess, start};
use crate::regex::ast::{Assertion, Greed, Grouping, Kind, Node, Repeat, SetItem, Special};
use crate::regex::charset::CharSet;

/// How many instructions: PCRE2's own code has room for fewer.
const MOST_CODE: usize = 40_000;

/// How many nodes may be visited: copies of what is empty make no code.
const MOST_VISITS: usize = 200_000;

/// How many characters of Unicode's tables a program may hold, in ranges.
const MOST_SETS: usize = 4_000;

pub(super) fn program(root: &Node, groups: usize, wrapped: bool) -> Result<Program, Unable> {
    let mut compiler = Compiler { code: Vec::new(), sets: Vec::new(), registers: 0, visits: 0 };
    compiler.emit(Inst::Frame)?;
    if wrapped {
        compiler.node(root)?;
        compiler.emit(Inst::Ket)?;
        compiler.emit(Inst::Place(Assertion::End))?;
    } else {
        // The outermost alternatives are counted, as those of a capture group are.
        compiler.code.clear();
        compiler.branches(root, true, None)?;
    }
    compiler.emit(Inst::Match)?;
    let Compiler { mut code, sets, registers, .. } = compiler;
    possess::possess(&mut code, &sets);
    Ok(Program { start: start::Start::of(root), code, sets, registers, groups })
}

struct Compiler {
    code: Vec<Inst>,
    sets: Vec<CharSet>,
    registers: usize,
    visits: usize,
}

type Done = Result<(), Unable>;

impl Compiler {
    fn emit(&mut self, inst: Inst) -> Result<usize, Unable> {
        if self.code.len() >= MOST_CODE {
            return Err(Unable::Size);
        }
        self.code.push(inst);
        Ok(self.code.len() - 1)
    }

    fn patch(&mut self, pc: usize, inst: Inst) {
        if let Some(place) = self.code.get_mut(pc) {
            *place = inst;
        }
    }

    fn register(&mut self) -> usize {
        self.registers += 1;
        self.registers - 1
    }

    fn visit(&mut self) -> Done {
        self.visits += 1;
        if self.visits > MOST_VISITS { Err(Unable::Size) } else { Ok(()) }
    }

    /// The number of the set of a node that is one character.
    fn set(&mut self, node: &Node) -> Result<Option<usize>, Unable> {
        let set = match &node.kind {
            Kind::Literal { character, caseless } => CharSet::of_character(*character, *caseless),
            Kind::Set(set) => CharSet::of_set(set).ok_or(Unable::Construct("a property of Unicode"))?,
            _ => return Ok(None),
        };
        // The last ones are often the same: the copies of a counted group.
        let known = self.sets.iter().rev().take(64).position(|known| *known == set);
        if let Some(back) = known {
            return Ok(Some(self.sets.len() - 1 - back));
        }
        if self.sets.len() >= MOST_SETS {
            return Err(Unable::Size);
        }
        self.sets.push(set);
        Ok(Some(self.sets.len() - 1))
    }

    fn node(&mut self, node: &Node) -> Done {
        self.visit()?;
        match &node.kind {
            Kind::Empty => {}
            Kind::Literal { .. } | Kind::Set(_) => {
                if let Some(set) = self.set(node)? {
                    self.emit(Inst::One(set))?;
                }
            }
            Kind::Assertion(place) => {
                self.emit(Inst::Place(*place))?;
            }
            Kind::Concat(parts) => {
                for part in parts {
                    self.node(part)?;
                }
            }
            Kind::Alternation(_) => self.branches(node, false, None)?,
            Kind::Group(grouping, inner) => self.group(grouping, inner)?,
            Kind::Repeat(repeat, inner) => self.repeat(*repeat, inner)?,
            Kind::Special(special) => self.special(special)?,
        }
        Ok(())
    }

    fn special(&mut self, special: &Special) -> Done {
        let inst = match special {
            Special::BackReference { group, caseless } => {
                Inst::BackReference { group: *group, caseless: *caseless }
            }
            Special::LineBreak => Inst::LineBreak,
            // It says where the match begins, which changes no group.
            Special::KeepOut => return Ok(()),
            Special::Recursion(_) => return Err(Unable::Construct("a recursion")),
            Special::Conditional => return Err(Unable::Construct("a condition")),
            Special::Verb => return Err(Unable::Construct("a control verb")),
            Special::Grapheme => return Err(Unable::Construct("`\\X`")),
            Special::Byte => return Err(Unable::Construct("`\\C`")),
        };
        self.emit(inst)?;
        Ok(())
    }

    fn group(&mut self, grouping: &Grouping, inner: &Node) -> Done {
        match *grouping {
            Grouping::Plain | Grouping::BranchReset => {
                self.branches(inner, false, None)?;
                self.emit(Inst::Ket)?;
                Ok(())
            }
            Grouping::Capture(group) => {
                let register = self.register();
                self.emit(Inst::Enter { register, barrier: false })?;
                self.branches(inner, true, None)?;
                self.emit(Inst::Close { register, group })?;
                Ok(())
            }
            Grouping::Atomic => {
                let register = self.register();
                self.emit(Inst::Mark { register })?;
                self.branches(inner, true, None)?;
                self.emit(Inst::Cut { register })?;
                Ok(())
            }
            Grouping::Look { behind, negative: false } => {
                let (height, position) = (self.register(), self.register());
                self.emit(Inst::Look { height, position })?;
                self.branches(inner, true, behind.then_some(()))?;
                self.emit(Inst::LookEnd { height, position })?;
                Ok(())
            }
            Grouping::Look { behind, negative: true } => {
                let height = self.register();
                let not = self.emit(Inst::Fail)?;
                self.branches(inner, true, behind.then_some(()))?;
                self.emit(Inst::NotEnd { height })?;
                self.patch(not, Inst::Not { height, next: self.code.len() });
                Ok(())
            }
        }
    }

    /// The alternatives of a group. If it is `loud`, PCRE2 opens a frame for the last one, too. With
    /// `behind`, each goes back by its length first.
    fn branches(&mut self, node: &Node, loud: bool, behind: Option<()>) -> Done {
        let one = std::slice::from_ref(node);
        let branches = match &node.kind {
            Kind::Alternation(branches) => branches.as_slice(),
            _ => one,
        };
        let mut ends = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let last = index + 1 == branches.len();
            let split = if !last || loud { Some(self.emit(Inst::Frame)?) } else { None };
            if behind.is_some() {
                let length = self.length(branch)?;
                let length = length.ok_or(Unable::Construct("a look-behind of several lengths"))?;
                self.emit(Inst::Reverse(length))?;
            }
            self.node(branch)?;
            if !last {
                ends.push(self.emit(Inst::Fail)?);
                if let Some(split) = split {
                    self.patch(
                        split,
                        Inst::Split { first: split + 1, second: self.code.len(), optional: false },
                    );
                }
            }
        }
        for end in ends {
            self.patch(end, Inst::Jump(self.code.len()));
        }
        Ok(())
    }

    fn repeat(&mut self, repeat: Repeat, inner: &Node) -> Done {
        let Repeat { min, max, greed } = repeat;
        if max == Some(0) {
            return Ok(());
        }
        if let Some(set) = self.set(inner)? {
            self.emit(if (min, max) == (1, Some(1)) {
                Inst::One(set)
            } else {
                let brackets = is_in_brackets(inner);
                Inst::Several { set, min, max, greed, brackets }
            })?;
            return Ok(());
        }
        if matches!(inner.kind, Kind::Group(Grouping::Look { .. }, _)) {
            return Err(Unable::Construct("a look-around that is repeated"));
        }
        if greed != Greed::Possessive {
            return self.copies(min, max, greed == Greed::Greedy, inner);
        }
        match max {
            Some(_) => {
                let register = self.register();
                self.emit(Inst::Mark { register })?;
                self.emit(Inst::Frame)?;
                self.copies(min, max, true, inner)?;
                self.emit(Inst::Cut { register })?;
            }
            None => {
                let (all, first) = (self.register(), self.register());
                if min > 1 {
                    self.emit(Inst::Mark { register: all })?;
                }
                for _ in 1..min {
                    self.node(inner)?;
                }
                if min > 0 {
                    self.emit(Inst::Mark { register: first })?;
                    self.body(inner)?;
                    self.emit(Inst::Cut { register: first })?;
                }
                let (height, position) = (self.register(), self.register());
                let start = self.emit(Inst::Fail)?;
                self.body(inner)?;
                let exit = self.code.len() + 1;
                self.emit(Inst::RoundEnd { height, position, start, exit })?;
                self.patch(start, Inst::Round { height, position, exit });
                if min > 1 {
                    self.emit(Inst::Cut { register: all })?;
                }
            }
        }
        Ok(())
    }

    /// A round of a possessive group; PCRE2 opens a frame for each alternative.
    fn body(&mut self, inner: &Node) -> Done {
        match &inner.kind {
            Kind::Group(Grouping::Plain | Grouping::BranchReset, body) => self.branches(body, true, None),
            Kind::Group(Grouping::Capture(_), _) => self.node(inner),
            _ => {
                self.emit(Inst::Frame)?;
                self.node(inner)
            }
        }
    }

    /// A group that repeats: as many copies as it takes at least, then a loop, or nested copies that may be
    /// left out.
    fn copies(&mut self, min: u32, max: Option<u32>, greedy: bool, inner: &Node) -> Done {
        let Some(max) = max else {
            for _ in 1..min {
                self.node(inner)?;
            }
            let zero = if min == 0 { Some(self.emit(Inst::Fail)?) } else { None };
            self.looped(inner, greedy)?;
            if let Some(zero) = zero {
                self.skip(zero, greedy);
            }
            return Ok(());
        };
        for _ in 0..min {
            self.node(inner)?;
        }
        let mut zeros = Vec::new();
        for _ in min..max {
            zeros.push(self.emit(Inst::Fail)?);
            self.node(inner)?;
        }
        for zero in zeros {
            self.skip(zero, greedy);
        }
        Ok(())
    }

    /// From `zero`, what follows up to here may be left out.
    fn skip(&mut self, zero: usize, greedy: bool) {
        let (body, after) = (zero + 1, self.code.len());
        let (first, second) = if greedy { (body, after) } else { (after, body) };
        self.patch(zero, Inst::Split { first, second, optional: true });
    }

    /// A group, and at its end the way back to its start.
    fn looped(&mut self, inner: &Node, greedy: bool) -> Done {
        let start = self.code.len();
        let empty = self.may_be_empty(inner)?;
        let register = match &inner.kind {
            Kind::Group(Grouping::Capture(group), body) => {
                let register = self.register();
                self.emit(Inst::Enter { register, barrier: empty })?;
                self.branches(body, true, None)?;
                self.emit(Inst::Close { register, group: *group })?;
                Some(register)
            }
            Kind::Group(Grouping::Plain | Grouping::BranchReset, body) if empty => {
                let register = self.register();
                self.emit(Inst::Enter { register, barrier: true })?;
                self.branches(body, true, None)?;
                Some(register)
            }
            _ if empty || matches!(inner.kind, Kind::Group(Grouping::Atomic, _)) => {
                let register = self.register();
                self.emit(Inst::Enter { register, barrier: empty })?;
                self.node(inner)?;
                Some(register)
            }
            Kind::Group(Grouping::Plain | Grouping::BranchReset, body) => {
                self.branches(body, false, None)?;
                None
            }
            _ => {
                self.node(inner)?;
                None
            }
        };
        self.emit(Inst::Again { register, start, greedy })?;
        Ok(())
    }

    fn may_be_empty(&mut self, node: &Node) -> Result<bool, Unable> {
        self.visit()?;
        Ok(match &node.kind {
            Kind::Empty | Kind::Assertion(_) | Kind::Group(Grouping::Look { .. }, _) => true,
            Kind::Literal { .. } | Kind::Set(_) => false,
            Kind::Concat(parts) => {
                for part in parts {
                    if !self.may_be_empty(part)? {
                        return Ok(false);
                    }
                }
                true
            }
            Kind::Alternation(branches) => {
                for branch in branches {
                    if self.may_be_empty(branch)? {
                        return Ok(true);
                    }
                }
                false
            }
            Kind::Group(_, inner) => self.may_be_empty(inner)?,
            Kind::Repeat(repeat, inner) => repeat.min == 0 || self.may_be_empty(inner)?,
            Kind::Special(special) => {
                !matches!(special, Special::LineBreak | Special::Byte | Special::Grapheme)
            }
        })
    }

    /// How many characters, if there is just one answer.
    fn length(&mut self, node: &Node) -> Result<Option<u32>, Unable> {
        self.visit()?;
        Ok(match &node.kind {
            Kind::Empty | Kind::Assertion(_) | Kind::Group(Grouping::Look { .. }, _) => Some(0),
            Kind::Literal { .. } | Kind::Set(_) => Some(1),
            Kind::Concat(parts) => {
                let mut sum = Some(0_u32);
                for part in parts {
                    let length = self.length(part)?;
                    sum = sum.zip(length).and_then(|(sum, length)| sum.checked_add(length));
                }
                sum
            }
            Kind::Alternation(branches) => {
                let mut lengths = Vec::new();
                for branch in branches {
                    lengths.push(self.length(branch)?);
                }
                let first = lengths.first().copied().flatten();
                first.filter(|_| lengths.iter().all(|length| *length == first))
            }
            Kind::Group(_, inner) => self.length(inner)?,
            Kind::Repeat(repeat, inner) if repeat.max == Some(repeat.min) => {
                self.length(inner)?.and_then(|length| length.checked_mul(repeat.min))
            }
            Kind::Repeat(..) | Kind::Special(_) => None,
        })
    }
}

/// Whether PCRE2 keeps the set as a class, and not as the one character or the escape that it is.
fn is_in_brackets(node: &Node) -> bool {
    match &node.kind {
        Kind::Set(set) => match set.items.as_slice() {
            [SetItem::Range(first, last)] => first != last,
            [_] | [] => false,
            _ => true,
        },
        _ => false,
    }
}
