//! Long runs of what a fingerprint takes for little or nothing: blanks, and asterisks instead of secrets.
//! Very many places may stand beside one, so it is passed over in one step.

use std::ops::Range;

/// How long a run is that is taken down, in bytes.
const LONG: usize = 64;

/// The long runs of a text, in order.
#[derive(Debug, Default)]
pub(super) struct Runs(Vec<Run>);

#[derive(Debug)]
struct Run {
    at: Range<usize>,
    /// The first and the last asterisk in it.
    asterisks: Option<(usize, usize)>,
}

/// Whether of several in a row one is taken at most.
fn is_little(byte: u8) -> bool {
    matches!(byte, b'*' | b' ' | b'\t' | b'\r' | b'\n')
}

impl Runs {
    pub(super) fn of(text: &str) -> Self {
        let mut runs = Vec::new();
        let mut at = 0;
        for run in text.as_bytes().chunk_by(|a, b| is_little(*a) && is_little(*b)) {
            if run.len() >= LONG {
                let place = |index: Option<usize>| index.map(|index| at + index);
                let first = place(run.iter().position(|byte| *byte == b'*'));
                let last = place(run.iter().rposition(|byte| *byte == b'*'));
                runs.push(Run { at: at..at + run.len(), asterisks: first.zip(last) });
            }
            at += run.len();
        }
        Self(runs)
    }

    /// The characters before a place, backwards; of a long run one asterisk, if there is one in it.
    pub(super) fn before<'s>(&'s self, text: &'s str, mut at: usize) -> impl Iterator<Item = char> + 's {
        std::iter::from_fn(move || {
            loop {
                let run = self.0.partition_point(|run| run.at.start < at).checked_sub(1);
                let run = run.and_then(|index| self.0.get(index)).filter(|run| at <= run.at.end);
                let Some(run) = run else {
                    let character = text.get(..at)?.chars().next_back()?;
                    at -= character.len_utf8();
                    return Some(character);
                };
                let end = std::mem::replace(&mut at, run.at.start);
                if run.asterisks.is_some_and(|(first, _)| first < end) {
                    return Some('*');
                }
            }
        })
    }

    /// The characters behind a place, likewise.
    pub(super) fn behind<'s>(&'s self, text: &'s str, mut at: usize) -> impl Iterator<Item = char> + 's {
        std::iter::from_fn(move || {
            loop {
                let run = self.0.get(self.0.partition_point(|run| run.at.end <= at));
                let Some(run) = run.filter(|run| run.at.start <= at) else {
                    let character = text.get(at..)?.chars().next()?;
                    at += character.len_utf8();
                    return Some(character);
                };
                let start = std::mem::replace(&mut at, run.at.end);
                if run.asterisks.is_some_and(|(_, last)| start <= last) {
                    return Some('*');
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BROKEN, Shown, bare};
    use super::*;
    use crate::span::Span;

    /// What is taken of a place when every character is looked at.
    fn plainly(text: &str, span: Span) -> [String; 3] {
        let (before, behind) = (text[..span.start].chars().rev(), text[span.end..].chars());
        let here = bare(text[span.range()].chars()).collect();
        [bare(before).take(BROKEN).collect(), here, bare(behind).take(BROKEN).collect()]
    }

    #[test]
    fn passing_over_runs_changes_no_fingerprint() {
        let pieces = ["a", "é", ",", "{", "*", " ", "\n", "***", "\t*"];
        let long =
            ["*".repeat(LONG), " ".repeat(LONG - 1), " ".repeat(LONG), "* ".repeat(LONG), "*".repeat(500)];
        let mut random = crate::testing::Random(7);
        let mut seen = 0;
        for _ in 0..300 {
            let text: String = (0..random.below(120))
                .map(|_| match random.below(12) {
                    0 => long[random.below(long.len())].as_str(),
                    _ => pieces[random.below(pieces.len())],
                })
                .collect();
            let shown = Shown::new(&text, &[]);
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            for place in places.windows(2).step_by(1 + text.len() / 50) {
                for span in [Span::at(place[0]), Span::new(place[0], place[1])] {
                    assert_eq!(shown.around(span), plainly(&text, span), "{span:?} of {text:?}");
                    seen += 1;
                }
            }
        }
        assert!(seen > 1000, "only {seen} places");
    }

    #[test]
    fn a_place_beside_a_long_run_takes_no_longer_than_another() {
        for filler in ["*", " ", "* \n"] {
            let text = format!("{{a{}b,", filler.repeat(10_000));
            let runs = Runs::of(&text);
            for at in [2, 100, 5000, text.len() - 2] {
                // All of the text, and not only as much as a fingerprint takes.
                let looked_at = runs.before(&text, at).count() + runs.behind(&text, at).count();
                assert!(looked_at < 8, "{looked_at} steps at {at}");
            }
        }
    }
}
