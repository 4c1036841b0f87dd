//! What a capture group can take.
//!
//! A group is not a language of its own: what it takes depends on the rest of the expression, and on what
//! PCRE2 tries first. So a name is looked for along one way through the automaton, and then it is seen what
//! the group takes of it.

use std::ops::Range;

use super::alphabet::nicest_of;
use super::automaton::{Ahead, Behind, Rest, Seen, Thread, holds};
use super::lower::{Lowered, Step};
use super::search::{Found, Fuel};

/// Where in the group the text has to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is all that the group takes.
    Whole,
    /// The group begins with it.
    Start,
    /// Anywhere in it.
    Anywhere,
}

/// A name that the expression matches in such a way that the group (from 1) takes the text. `Nothing` does not
/// prove that there is none: what PCRE2 tries first may be another way through the one name that is tried.
pub(crate) fn find(lowered: &Lowered, group: usize, text: &str, place: Place, fuel: &mut Fuel) -> Found {
    // Most groups take letters, and that is quickly seen.
    let is_taken = |character| lowered.sets.iter().any(|set| set.contains(character));
    if !text.chars().all(is_taken) {
        return Found::Nothing;
    }
    let nice = |set| KINDS.map(|kind| nicest_of(set, kind));
    let nice = lowered.sets.iter().map(nice).collect();
    let mut search =
        Search { lowered, group, text: text.chars().collect(), place, nice, seen: Seen::default() };
    let ready = fuel.checked_sub(lowered.sets.len() * 100);
    let Some(found) = ready.and_then(|ready| {
        *fuel = ready;
        search.run(fuel)
    }) else {
        return Found::Unknown;
    };
    let Found::Name(name) = found else { return found };
    if takes(lowered, group, text, place, &name) { Found::Name(name) } else { Found::Nothing }
}

/// Whether the group takes the text if the expression matches that name.
pub(crate) fn takes(lowered: &Lowered, group: usize, text: &str, place: Place, name: &str) -> bool {
    let took = lowered.capture(group, name).and_then(|range| name.get(range));
    took.is_some_and(|took| match place {
        Place::Whole => took == text,
        Place::Start => took.starts_with(text),
        Place::Anywhere => took.contains(text),
    })
}

/// How far the text has been taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Progress {
    /// The group has not begun, or has begun and is to begin once more.
    Before,
    /// In the group, with so many characters of the text.
    Inside(usize),
    /// The group took it.
    Done,
}

/// One way through the automaton, between two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct State {
    thread: Thread,
    behind: Behind,
    progress: Progress,
}

/// The set of which a character may follow, and where that leads.
type Take = (usize, Thread, Progress);

/// How a state was reached: from which, by which character.
type Origin = Option<(usize, char)>;

struct Search<'a> {
    lowered: &'a Lowered,
    group: usize,
    text: Vec<char>,
    place: Place,
    /// Of each set, the nicest character of each kind.
    nice: Vec<[Option<char>; 3]>,
    seen: Seen,
}

/// What assertions tell apart.
const KINDS: [Ahead; 3] = [Ahead::Word, Ahead::Other, Ahead::Newline];

impl Search<'_> {
    fn run(&mut self, fuel: &mut Fuel) -> Option<Found> {
        let first = State { thread: self.lowered.first(), behind: Behind::Start, progress: Progress::Before };
        let mut known = Seen::default();
        known.begin(Thread::count(self.lowered.steps.len()) * Behind::COUNT * self.stages());
        known.is_new(self.number(first));
        let mut states: Vec<(State, Origin)> = vec![(first, None)];
        let mut at = 0;
        while let Some(&(state, _)) = states.get(at) {
            for ahead in std::iter::once(Ahead::End).chain(KINDS) {
                let (takes, accepts) = self.moves(state, ahead, fuel)?;
                if accepts && ahead == Ahead::End {
                    return Some(Found::Name(spell(&states, at)));
                }
                for (set, thread, progress) in takes {
                    for (character, progress) in self.characters(set, ahead, progress).into_iter().flatten() {
                        let behind = if self.lowered.has_assertions { ahead.taken() } else { Behind::Start };
                        let next = State { thread, behind, progress };
                        *fuel = fuel.checked_sub(1)?;
                        if known.is_new(self.number(next)) {
                            states.push((next, Some((at, character))));
                        }
                    }
                }
            }
            at += 1;
        }
        Some(Found::Nothing)
    }

    /// How many stages of progress there are.
    fn stages(&self) -> usize {
        self.text.len() + 3
    }

    fn stage(&self, progress: Progress) -> usize {
        match progress {
            Progress::Before => 0,
            Progress::Done => 1,
            Progress::Inside(count) => count + 2,
        }
    }

    fn number(&self, state: State) -> usize {
        let place = state.thread.number() * Behind::COUNT + state.behind.number();
        place * self.stages() + self.stage(state.progress)
    }

    /// The characters worth trying: the next one of the text, and the nicest of the set.
    fn characters(&self, set: usize, ahead: Ahead, progress: Progress) -> [Option<(char, Progress)>; 2] {
        let (Some(nice), Some(set)) = (self.nice.get(set), self.lowered.sets.get(set)) else {
            return [None, None];
        };
        let nice = KINDS.iter().zip(nice).find(|(kind, _)| **kind == ahead).and_then(|(_, nice)| *nice);
        let any = |progress| nice.map(|character| (character, progress));
        match progress {
            Progress::Before | Progress::Done => [any(progress), None],
            Progress::Inside(count) => {
                let next = self.text.get(count).copied();
                let next = next.filter(|&next| Ahead::of(next) == ahead && set.contains(next));
                let next = next.map(|character| (character, Progress::Inside(count + 1)));
                let is_free = match self.place {
                    Place::Whole => false,
                    Place::Start => count == self.text.len(),
                    Place::Anywhere => count == 0 || count == self.text.len(),
                };
                [next, any(progress).filter(|_| is_free)]
            }
        }
    }

    /// Where one can go from a state if such a character follows, and whether the name may end.
    fn moves(&mut self, state: State, ahead: Ahead, fuel: &mut Fuel) -> Option<(Vec<Take>, bool)> {
        let mut takes = Vec::new();
        let mut accepts = false;
        if state.thread.ended && ahead != Ahead::End {
            return Some((takes, accepts));
        }
        let rest = if state.thread.ended { Rest::Nothing } else { Rest::Anything };
        self.seen.begin(self.lowered.steps.len() * Rest::COUNT * self.stages());
        let mut stack = vec![(state.thread.step, rest, state.progress)];
        while let Some((step, rest, progress)) = stack.pop() {
            *fuel = fuel.checked_sub(1)?;
            let mark = (step * Rest::COUNT + rest.number()) * self.stages() + self.stage(progress);
            if !self.seen.is_new(mark) {
                continue;
            }
            match self.lowered.steps.get(step) {
                Some(Step::Take { set, next }) => {
                    takes.push((*set, Thread { step: *next, ended: rest == Rest::Newline }, progress));
                }
                Some(Step::Fork(branches)) => {
                    stack.extend(branches.iter().rev().map(|&branch| (branch, rest, progress)));
                }
                Some(Step::If { place, next }) => {
                    let rest = holds(*place, state.behind, ahead, rest);
                    stack.extend(rest.map(|rest| (*next, rest, progress)));
                }
                Some(Step::Open { group, next }) => {
                    if *group == self.group && progress == Progress::Before {
                        stack.push((*next, rest, Progress::Inside(0)));
                    }
                    stack.push((*next, rest, progress));
                }
                Some(Step::Close { group, next }) => {
                    let progress = match progress {
                        Progress::Inside(count) if *group == self.group => {
                            (count == self.text.len()).then_some(Progress::Done)
                        }
                        progress => Some(progress),
                    };
                    stack.extend(progress.map(|progress| (*next, rest, progress)));
                }
                Some(Step::Accept) => accepts |= progress == Progress::Done,
                None => {}
            }
        }
        Some((takes, accepts))
    }
}

fn spell(states: &[(State, Origin)], mut at: usize) -> String {
    let mut characters = Vec::new();
    while let Some((_, Some((from, character)))) = states.get(at) {
        characters.push(*character);
        at = *from;
    }
    characters.iter().rev().collect()
}

/// Where a group began; and from where to where it took something.
type Took = (Option<usize>, Option<(usize, usize)>);

impl Lowered {
    /// Where it goes on behind a loop, if the step is where one begins anew. What is repeated without end has its
    /// steps behind that one; all else goes on at steps that were there before.
    fn behind_loop(&self, step: usize) -> impl Iterator<Item = usize> + '_ {
        let branches = match self.steps.get(step) {
            Some(Step::Fork(branches)) if branches.iter().any(|&branch| branch > step) => branches.as_slice(),
            _ => &[],
        };
        branches.iter().copied().filter(move |&branch| branch < step)
    }

    /// What the group (from 1) takes when the expression matches the whole name: a range of its bytes.
    ///
    /// What PCRE2 would try first comes first here. It does not try again what has led nowhere, so it needs no
    /// limit.
    pub(crate) fn capture(&self, group: usize, name: &str) -> Option<Range<usize>> {
        let mut threads: Vec<(Thread, Took)> = vec![(self.first(), (None, None))];
        let (mut seen, mut reached, mut stack) = (Seen::default(), Seen::default(), Vec::new());
        let mut behind = Behind::Start;
        let places = name.char_indices().map(|(at, character)| (at, Some(character)));
        for (at, character) in places.chain([(name.len(), None)]) {
            let ahead = character.map_or(Ahead::End, Ahead::of);
            let mut next: Vec<(Thread, Took)> = Vec::new();
            seen.begin(self.steps.len() * Rest::COUNT);
            reached.begin(Thread::count(self.steps.len()));
            for (thread, took) in threads {
                if thread.ended && character.is_some() {
                    continue;
                }
                let rest = if thread.ended { Rest::Nothing } else { Rest::Anything };
                stack.push((thread.step, rest, took));
                while let Some((step, rest, took)) = stack.pop() {
                    if !seen.is_new(step * Rest::COUNT + rest.number()) {
                        // A turn that takes nothing is the last one: what stands behind comes next.
                        stack.extend(self.behind_loop(step).map(|behind| (behind, rest, took)));
                        continue;
                    }
                    match self.steps.get(step) {
                        Some(Step::Take { set, next: to }) => {
                            let thread = Thread { step: *to, ended: rest == Rest::Newline };
                            let takes = character.is_some_and(|character| {
                                self.sets.get(*set).is_some_and(|set| set.contains(character))
                            });
                            if takes && reached.is_new(thread.number()) {
                                next.push((thread, took));
                            }
                        }
                        Some(Step::Fork(branches)) => {
                            stack.extend(branches.iter().rev().map(|&branch| (branch, rest, took)));
                        }
                        Some(Step::If { place, next }) => {
                            let rest = holds(*place, behind, ahead, rest);
                            stack.extend(rest.map(|rest| (*next, rest, took)));
                        }
                        Some(Step::Open { group: opened, next }) => {
                            let took = if *opened == group { (Some(at), took.1) } else { took };
                            stack.push((*next, rest, took));
                        }
                        Some(Step::Close { group: closed, next }) => {
                            let range = took.0.filter(|_| *closed == group).map(|start| (start, at));
                            stack.push((*next, rest, (took.0, range.or(took.1))));
                        }
                        Some(Step::Accept) if character.is_none() => {
                            return took.1.map(|(start, end)| start..end);
                        }
                        Some(Step::Accept) | None => {}
                    }
                }
            }
            threads = next;
            behind = ahead.taken();
        }
        None
    }
}
