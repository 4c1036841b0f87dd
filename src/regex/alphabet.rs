//! The characters that some automata tell apart, as classes, each with the character that people would rather
//! read.

use std::collections::BTreeMap;

use super::automaton::Ahead;
use super::charset::{CharSet, bits};
use super::example::is_plausible;
use super::lower::Lowered;

/// Characters that none of the automata tells apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    /// The one that is shown.
    pub(super) character: char,
    pub(super) ahead: Ahead,
    /// Whether people have such a character in their names.
    pub(super) is_plausible: bool,
}

/// The classes, the nicest first.
#[derive(Debug)]
pub(super) struct Alphabet {
    pub(super) letters: Vec<Letter>,
    /// Which sets take which letter: those of the first automaton, then those of the next.
    taken: Vec<Vec<bool>>,
    /// Where the sets of each automaton begin.
    first: Vec<usize>,
}

/// In the order in which they are preferred.
const NICE: &str =
    "axbcdefghijklmnopqrstuvwyz0123456789AXBCDEFGHIJKLMNOPQRSTUVWYZ.-_@ /:\\'!#$%&()*+,;<=>?[]^`{|}~\"";

/// What assertions, and people, tell apart begins here.
const ALWAYS: [char; 14] =
    ['\0', ' ', '0', ':', 'A', '[', '_', '`', 'a', '{', '\u{7f}', '\u{a0}', '\n', '\u{b}'];

impl Alphabet {
    /// Of these automata; none if it is more work than is left.
    pub(super) fn of(automata: &[&Lowered], fuel: &mut usize) -> Option<Self> {
        let mut sets: Vec<&CharSet> = Vec::new();
        let mut first = Vec::new();
        for automaton in automata {
            first.push(sets.len());
            sets.extend(&automaton.sets);
        }
        // Where a range of a set begins, and where one has ended: what holds changes only there.
        let mut edges: Vec<(u32, Option<usize>)> = ALWAYS.iter().map(|&edge| (edge.into(), None)).collect();
        for (number, set) in sets.iter().enumerate() {
            let before = edges.len();
            for (start, end) in set.ranges() {
                let behind = u32::from(end).saturating_add(1);
                edges.extend([start.into(), behind].map(|edge| (edge, Some(number))));
            }
            *fuel = fuel.checked_sub((edges.len() - before) * 2)?;
        }
        edges.sort_unstable();
        let mut taken_now = vec![false; sets.len()];
        let mut known: BTreeMap<(Vec<bool>, Ahead), usize> = BTreeMap::new();
        let mut classes: Vec<(usize, Letter)> = Vec::new();
        let mut taken: Vec<Vec<bool>> = Vec::new();
        let mut groups = edges.chunk_by(|(one, _), (other, _)| one == other).peekable();
        while let Some(changed) = groups.next() {
            let start_of = |group: &[(u32, Option<usize>)]| group.first().map(|(edge, _)| *edge);
            let Some(start) = start_of(changed) else { continue };
            let end = groups.peek().and_then(|next| start_of(next)).unwrap_or(0x11_0000);
            for number in changed.iter().filter_map(|(_, number)| *number) {
                if let Some(flag) = taken_now.get_mut(number) {
                    *flag = !*flag;
                }
            }
            *fuel = fuel.checked_sub(sets.len() / 8 + 1)?;
            let Some(letter) = nicest(start, end) else { continue };
            let key = (taken_now.clone(), letter.1.ahead);
            match known.get(&key).and_then(|&class| classes.get_mut(class)) {
                Some(class) => {
                    if letter.0 < class.0 {
                        *class = letter;
                    }
                }
                None => {
                    known.insert(key, classes.len());
                    classes.push(letter);
                    taken.push(taken_now.clone());
                }
            }
        }
        let mut order: Vec<(usize, Letter, Vec<bool>)> =
            classes.into_iter().zip(taken).map(|((rank, letter), taken)| (rank, letter, taken)).collect();
        order.sort_by_key(|(rank, ..)| *rank);
        let (letters, taken) = order.into_iter().map(|(_, letter, taken)| (letter, taken)).unzip();
        Some(Self { letters, taken, first })
    }

    /// Whether the set of that automaton takes the letter.
    pub(super) fn takes(&self, letter: usize, automaton: usize, set: usize) -> bool {
        let set = self.first.get(automaton).map(|first| first + set);
        let taken = self.taken.get(letter).zip(set).and_then(|(taken, set)| taken.get(set));
        taken.copied().unwrap_or(false)
    }
}

/// The nicest character from `start` to before `end`, all of one kind, and how nice it is: the lower, the nicer.
fn nicest(start: u32, end: u32) -> Option<(usize, Letter)> {
    let is_within = |character: &char| (start..end).contains(&u32::from(*character));
    if start < 0x80
        && let Some((rank, character)) = NICE.chars().enumerate().find(|(_, character)| is_within(character))
    {
        return Some((rank, Letter { character, ahead: Ahead::of(character), is_plausible: true }));
    }
    // Where a block begins there may be a few that are unassigned, or no letters.
    let few = || (start..end).take(64).filter_map(char::from_u32);
    let letter = few().find(|character| character.is_alphabetic());
    let shown = letter.or_else(|| few().find(|character| !character.is_control()));
    // Between the surrogates there is no character at all.
    let character = shown.or_else(|| (start..end).find_map(char::from_u32))?;
    let is_plausible = is_plausible(character);
    let rank = if letter.is_some() { 200 } else { 300 } + if is_plausible { 0 } else { 200 };
    Some((rank, Letter { character, ahead: Ahead::of(character), is_plausible }))
}

/// The printable ones of ASCII that are of that kind, one bit for each.
fn printable(ahead: Ahead) -> u128 {
    let word = bits('0', '9') | bits('A', 'Z') | bits('_', '_') | bits('a', 'z');
    match ahead {
        Ahead::Word => word,
        Ahead::Other => bits(' ', '~') & !word,
        Ahead::Newline | Ahead::End => 0,
    }
}

/// The nicest character of the set that is of that kind.
pub(super) fn nicest_of(set: &CharSet, ahead: Ahead) -> Option<char> {
    let usual = set.ascii() & printable(ahead);
    let nice = match usual.count_ones() {
        0 => None,
        1 => char::from_u32(usual.trailing_zeros()),
        _ => NICE.chars().find(|&character| usual & bits(character, character) != 0),
    };
    nice.or_else(|| match ahead {
        Ahead::Newline => Some('\n').filter(|&newline| set.contains(newline)),
        Ahead::Other => {
            // Past the control characters between ASCII and the letters.
            let few = || set.ranges().flat_map(|(start, end)| (start.max('\u{a1}')..=end).take(8));
            let letter = few().take(200).find(|character| character.is_alphabetic());
            let other = |character: &char| Ahead::of(*character) == Ahead::Other;
            let any = || set.ranges().flat_map(|(start, end)| start..=end).find(other);
            letter.or_else(|| few().next()).or_else(any)
        }
        Ahead::End | Ahead::Word => None,
    })
}
