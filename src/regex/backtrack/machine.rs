//! Runs a program: an explicit stack of what is still to be tried.

use super::{Inst, Outcome, Program, Run};
use crate::regex::ast::{Assertion, Greed};
use crate::regex::charset::CharSet;

/// How many characters may be looked at, whatever the number of steps.
const MOST_WORK: u64 = 20_000_000;

/// How many entries the stack may have.
const MOST_ENTRIES: usize = 2_000_000;

/// What is still to be tried, or to be undone on the way back.
#[derive(Clone, Copy, Debug)]
enum Entry {
    Choice {
        pc: usize,
        at: usize,
    },
    /// A run of characters from which one more may be given back.
    Back {
        pc: usize,
        at: usize,
        least: usize,
        brackets: bool,
    },
    /// A run of characters that may take one more.
    Lazy {
        pc: usize,
        at: usize,
        taken: u32,
    },
    Restore {
        register: usize,
        old: usize,
    },
}

/// A register, or the end of a group, without a value.
const UNSET: usize = usize::MAX;

/// A run of characters.
struct Several {
    set: usize,
    min: u32,
    max: Option<u32>,
    greed: Greed,
    brackets: bool,
}

struct Machine<'p> {
    program: &'p Program,
    text: &'p str,
    stack: Vec<Entry>,
    /// The registers of the program, then start and end of each group.
    registers: Vec<usize>,
    steps: u64,
    work: u64,
}

/// How an instruction went.
enum Next {
    To(usize, usize),
    Failed,
    Matched,
}

pub(super) fn run(program: &Program, text: &str, limit: u64) -> Run {
    let slots = program.registers + 2 * program.groups;
    let mut machine =
        Machine { program, text, stack: Vec::new(), registers: vec![UNSET; slots], steps: 1, work: 0 };
    let outcome = machine.go(limit);
    Run { outcome, steps: machine.steps }
}

impl Machine<'_> {
    fn go(&mut self, limit: u64) -> Outcome {
        let (mut pc, mut at) = (0, 0);
        loop {
            if self.steps > limit {
                return Outcome::Steps;
            }
            if self.work > MOST_WORK || self.stack.len() > MOST_ENTRIES {
                return Outcome::Work;
            }
            self.work += 1;
            match self.step(pc, at) {
                Next::To(to, then) => (pc, at) = (to, then),
                Next::Matched => return Outcome::Match(self.captures()),
                Next::Failed => match self.back() {
                    Some(there) => (pc, at) = there,
                    None => return Outcome::NoMatch,
                },
            }
        }
    }

    fn captures(&self) -> Vec<Option<std::ops::Range<usize>>> {
        let slot = |slot: usize| self.registers.get(self.program.registers + slot).copied().unwrap_or(UNSET);
        let group = |group: usize| {
            let (start, end) = (slot(2 * group), slot(2 * group + 1));
            (start != UNSET && end != UNSET).then_some(start..end)
        };
        (0..self.program.groups).map(group).collect()
    }

    fn get(&self, register: usize) -> usize {
        self.registers.get(register).copied().unwrap_or(UNSET)
    }

    fn set(&mut self, register: usize, value: usize) {
        if let Some(place) = self.registers.get_mut(register) {
            let old = std::mem::replace(place, value);
            self.stack.push(Entry::Restore { register, old });
        }
    }

    fn restore(&mut self, register: usize, old: usize) {
        if let Some(place) = self.registers.get_mut(register) {
            *place = old;
        }
    }

    fn character(&self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte.is_ascii() { Some(char::from(byte)) } else { self.text.get(at..)?.chars().next() }
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    /// Past one character of the set.
    fn one(&self, set: usize, at: usize) -> Option<usize> {
        let set: &CharSet = self.program.sets.get(set)?;
        let character = self.character(at)?;
        set.contains(character).then_some(at + character.len_utf8())
    }

    fn step(&mut self, pc: usize, at: usize) -> Next {
        let Some(inst) = self.program.code.get(pc).copied() else { return Next::Failed };
        let on = |condition: bool| if condition { Next::To(pc + 1, at) } else { Next::Failed };
        match inst {
            Inst::One(set) => self.one(set, at).map_or(Next::Failed, |past| Next::To(pc + 1, past)),
            Inst::Several { set, min, max, greed, brackets } => {
                self.several(pc, at, Several { set, min, max, greed, brackets })
            }
            Inst::Place(place) => on(self.is_at(place, at)),
            Inst::Split { first, second, .. } => {
                self.steps += 1;
                self.stack.push(Entry::Choice { pc: second, at });
                Next::To(first, at)
            }
            Inst::Frame => {
                self.steps += 1;
                on(true)
            }
            Inst::Jump(to) => Next::To(to, at),
            Inst::Ket => on(true),
            Inst::Enter { register, .. } => {
                self.set(register, at);
                on(true)
            }
            Inst::Close { register, group } => {
                let slot = self.program.registers + 2 * group.saturating_sub(1);
                let start = self.get(register);
                self.set(slot, start);
                self.set(slot + 1, at);
                on(true)
            }
            Inst::Again { register, start, greedy } => {
                if register.is_some_and(|register| self.get(register) == at) {
                    return on(true);
                }
                self.steps += 1;
                let (first, second) = if greedy { (start, pc + 1) } else { (pc + 1, start) };
                self.stack.push(Entry::Choice { pc: second, at });
                Next::To(first, at)
            }
            Inst::Mark { register } => {
                let height = self.stack.len();
                self.set(register, height);
                on(true)
            }
            Inst::Cut { register } => {
                self.cut(self.get(register));
                on(true)
            }
            Inst::Round { height, position, exit } => {
                let here = self.stack.len();
                self.stack.push(Entry::Choice { pc: exit, at });
                self.set(height, here);
                self.set(position, at);
                on(true)
            }
            Inst::RoundEnd { height, position, start, exit } => {
                let empty = self.get(position) == at;
                self.cut(self.get(height));
                Next::To(if empty { exit } else { start }, at)
            }
            Inst::Look { height, position } => {
                let here = self.stack.len();
                self.set(height, here);
                self.set(position, at);
                on(true)
            }
            Inst::LookEnd { height, position } => {
                let start = self.get(position);
                self.cut(self.get(height));
                Next::To(pc + 1, start)
            }
            Inst::Not { height, next } => {
                let here = self.stack.len();
                self.stack.push(Entry::Choice { pc: next, at });
                self.set(height, here);
                on(true)
            }
            Inst::NotEnd { height } => {
                self.unwind(self.get(height));
                Next::Failed
            }
            Inst::Reverse(count) => self.reverse(at, count).map_or(Next::Failed, |to| Next::To(pc + 1, to)),
            Inst::BackReference { group, caseless } => {
                self.reference(at, group, caseless).map_or(Next::Failed, |past| Next::To(pc + 1, past))
            }
            Inst::LineBreak => {
                let past = match self.character(at) {
                    Some('\r') if self.character(at + 1) == Some('\n') => Some(at + 2),
                    Some(c @ ('\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')) => Some(at + c.len_utf8()),
                    _ => None,
                };
                past.map_or(Next::Failed, |past| Next::To(pc + 1, past))
            }
            Inst::Fail => Next::Failed,
            Inst::Match => {
                if at == self.text.len() {
                    Next::Matched
                } else {
                    Next::Failed
                }
            }
        }
    }

    fn several(&mut self, pc: usize, at: usize, run: Several) -> Next {
        let Several { set, min, max, greed, brackets } = run;
        let mut end = at;
        for _ in 0..min {
            self.work += 1;
            match self.one(set, end) {
                Some(past) => end = past,
                None => return Next::Failed,
            }
        }
        if greed == Greed::Lazy && max != Some(min) {
            self.steps += 1;
            self.stack.push(Entry::Lazy { pc, at: end, taken: min });
            return Next::To(pc + 1, end);
        }
        let least = end;
        let mut taken = min;
        while max.is_none_or(|max| taken < max)
            && let Some(past) = self.one(set, end)
        {
            self.work += 1;
            end = past;
            taken = taken.saturating_add(1);
        }
        if greed == Greed::Greedy && max != Some(min) && (end > least || brackets) {
            self.steps += 1;
            self.stack.push(Entry::Back { pc: pc + 1, at: end, least, brackets });
        }
        Next::To(pc + 1, end)
    }

    /// To the last place where something is still to be tried.
    fn back(&mut self) -> Option<(usize, usize)> {
        loop {
            match self.stack.pop()? {
                Entry::Choice { pc, at } => return Some((pc, at)),
                Entry::Restore { register, old } => self.restore(register, old),
                Entry::Back { pc, at, least, brackets } => {
                    if at > least {
                        let at = at - self.before(at).map_or(1, char::len_utf8);
                        if at > least || brackets {
                            self.steps += 1;
                            self.stack.push(Entry::Back { pc, at, least, brackets });
                        }
                        return Some((pc, at));
                    }
                }
                Entry::Lazy { pc, at, taken } => {
                    if let Some(Inst::Several { set, max, .. }) = self.program.code.get(pc).copied()
                        && max.is_none_or(|max| taken < max)
                        && let Some(past) = self.one(set, at)
                    {
                        self.steps += 1;
                        self.stack.push(Entry::Lazy { pc, at: past, taken: taken.saturating_add(1) });
                        return Some((pc + 1, past));
                    }
                }
            }
        }
    }

    /// Forgets what is still to be tried above `height`; what is to be undone stays.
    fn cut(&mut self, height: usize) {
        let mut kept = height;
        for index in height..self.stack.len() {
            if matches!(self.stack.get(index), Some(Entry::Restore { .. })) {
                self.stack.swap(kept, index);
                kept += 1;
            }
        }
        self.work += u64::try_from(self.stack.len().saturating_sub(height)).unwrap_or(u64::MAX);
        self.stack.truncate(kept);
    }

    /// Forgets and undoes everything above `height`.
    fn unwind(&mut self, height: usize) {
        while self.stack.len() > height {
            if let Some(Entry::Restore { register, old }) = self.stack.pop() {
                self.restore(register, old);
            }
        }
    }

    fn reverse(&self, at: usize, count: u32) -> Option<usize> {
        let mut to = at;
        for _ in 0..count {
            to -= self.before(to)?.len_utf8();
        }
        Some(to)
    }

    /// Past what the group took; a group that took nothing yet is never matched.
    fn reference(&mut self, at: usize, group: usize, caseless: bool) -> Option<usize> {
        let slot = self.program.registers + 2 * group.checked_sub(1)?;
        let taken = self.text.get(self.get(slot)..self.get(slot + 1))?;
        self.work += u64::try_from(taken.len()).unwrap_or(u64::MAX);
        if !caseless {
            return self.text.get(at..)?.starts_with(taken).then_some(at + taken.len());
        }
        let mut past = at;
        for expected in taken.chars() {
            let actual = self.character(past)?;
            // To fold a character costs a set; most are simply the same.
            if actual != expected && !CharSet::of_character(expected, true).contains(actual) {
                return None;
            }
            past += actual.len_utf8();
        }
        Some(past)
    }

    fn is_at(&self, place: Assertion, at: usize) -> bool {
        let is_word =
            |character: Option<char>| character.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        let boundary = || is_word(self.before(at)) != is_word(self.character(at));
        let last = self.text.len();
        match place {
            Assertion::Start => at == 0,
            // Not after a newline that ends the name.
            Assertion::LineStart => at == 0 || (at != last && self.before(at) == Some('\n')),
            Assertion::End => at == last,
            Assertion::EndOrFinalNewline => {
                at == last || (at + 1 == last && self.character(at) == Some('\n'))
            }
            Assertion::LineEnd => at == last || self.character(at) == Some('\n'),
            Assertion::WordBoundary => boundary(),
            Assertion::NotWordBoundary => !boundary(),
        }
    }
}
