//! Auto-possessification: PCRE2 lets a run of characters give nothing back where what follows could not
//! begin with any of them.

use std::collections::HashMap;

use super::Inst;
use crate::regex::ast::{Assertion, Greed};
use crate::regex::charset::CharSet;

/// How many instructions are looked at behind one run. PCRE2 looks further, where few expressions go.
const MOST_LOOKS: usize = 200;

pub(super) fn possess(code: &mut [Inst], sets: &[CharSet]) {
    let mut pass = Pass { sets, met: HashMap::new(), looks: 0 };
    for pc in 0..code.len() {
        let Some(Inst::Several { set, min, max, greed, brackets }) = code.get(pc).copied() else { continue };
        if greed == Greed::Possessive {
            continue;
        }
        pass.looks = 0;
        if pass.follows(code, pc + 1, set, greed == Greed::Greedy, false)
            && let Some(place) = code.get_mut(pc)
        {
            *place = Inst::Several { set, min, max, greed: Greed::Possessive, brackets };
        }
    }
}

struct Pass<'s> {
    sets: &'s [CharSet],
    met: HashMap<(usize, usize), bool>,
    looks: usize,
}

impl Pass<'_> {
    fn meet(&mut self, this: usize, that: usize) -> bool {
        let pair = (this.min(that), this.max(that));
        *self.met.entry(pair).or_insert_with(|| match (self.sets.get(this), self.sets.get(that)) {
            (Some(this), Some(that)) => this.meets(that),
            _ => true,
        })
    }

    /// Whether nothing that may follow at `pc` begins with a character of `set`. The recursion is bounded by
    /// the number of looks.
    fn follows(&mut self, code: &[Inst], mut pc: usize, set: usize, greedy: bool, mut entered: bool) -> bool {
        loop {
            self.looks += 1;
            if self.looks > MOST_LOOKS {
                return false;
            }
            let Some(inst) = code.get(pc).copied() else { return false };
            match inst {
                Inst::One(next) => return !self.meet(set, next),
                Inst::Several { set: next, min, .. } => {
                    if self.meet(set, next) {
                        return false;
                    }
                    if min > 0 {
                        return true;
                    }
                }
                Inst::Place(Assertion::End) => return true,
                Inst::Place(Assertion::EndOrFinalNewline | Assertion::LineEnd) => {
                    return self.sets.get(set).is_some_and(|set| !set.contains('\n'));
                }
                // The end of a group, or of one of its branches.
                Inst::Close { .. } | Inst::Ket if !greedy => return false,
                Inst::Jump(_) if !greedy => return false,
                Inst::Match => return greedy,
                Inst::Jump(to) => {
                    pc = to;
                    continue;
                }
                Inst::Close { .. } | Inst::Ket => {}
                Inst::Enter { barrier, .. } => {
                    if barrier {
                        return false;
                    }
                    entered = true;
                }
                Inst::Mark { .. } => entered = true,
                Inst::Frame => {}
                // PCRE2 forgets on one of the two ways that it has entered a group, so it takes the end of an
                // atomic group there for the end of the run's own.
                Inst::Split { first, second, optional } => {
                    let (inside, other) =
                        if optional && second == pc + 1 { (second, first) } else { (first, second) };
                    if !self.follows(code, inside, set, greedy, optional) {
                        return false;
                    }
                    pc = other;
                    entered = !optional;
                    continue;
                }
                Inst::Cut { .. } if matches!(code.get(pc + 1), Some(Inst::Again { .. })) => return false,
                Inst::Cut { .. } if matches!(code.get(pc + 1), Some(Inst::Round { .. })) => {}
                // What follows a possessive group follows its last run.
                Inst::Round { exit, .. } if greedy && matches!(code.get(pc - 1), Some(Inst::Cut { .. })) => {
                    pc = exit;
                    continue;
                }
                Inst::RoundEnd { exit, .. } if greedy => {
                    pc = exit;
                    continue;
                }
                Inst::Cut { .. } | Inst::LookEnd { .. } | Inst::NotEnd { .. } => return greedy && !entered,
                _ => return false,
            }
            pc += 1;
        }
    }
}
