//! Expressions made up, and names that may match them, for tests.

use super::ast::{Kind, Node};
use super::charset::CharSet;
use crate::testing::Random;

/// Which constructs a made-up expression has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mix {
    Regular,
    /// With look-around, atomic groups, back references.
    All,
}

/// An expression of a small alphabet.
pub(super) fn expression(random: &mut Random, mix: Mix) -> String {
    let mut text = String::new();
    alternatives(random, mix, 3, &mut text);
    text
}

fn alternatives(random: &mut Random, mix: Mix, depth: usize, text: &mut String) {
    let count = [1, 1, 1, 2, 2, 3][random.below(6)];
    for index in 0..count {
        if index > 0 {
            text.push('|');
        }
        for _ in 0..=random.below(3) {
            item(random, mix, depth, text);
        }
    }
}

fn item(random: &mut Random, mix: Mix, depth: usize, text: &mut String) {
    const ATOMS: [&str; 20] = [
        "a",
        "b",
        "c",
        "@",
        "a",
        "b",
        "[ab]",
        "[^a]",
        ".",
        "\\d",
        "\\w",
        "\\s",
        "[a-c0-9]",
        "-",
        "1",
        "(?i:A)",
        "[^@]",
        "\\.",
        "é",
        "[[:alpha:]_]",
    ];
    const PLACES: [&str; 6] = ["^", "$", "\\b", "\\B", "\\A", "\\z"];
    const MANY: [&str; 18] = [
        "*", "+", "?", "*", "+", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "+?", "??", "*+", "++", "?+",
        "{1,2}?", "{2,3}+", "{3,4}",
    ];
    if random.below(14) == 0 {
        text.push_str(PLACES[random.below(PLACES.len())]);
        return;
    }
    if depth > 0 && random.below(5) < 2 {
        let kinds = if mix == Mix::All { 12 } else { 6 };
        let open =
            ["(", "(", "(", "(?:", "(?:", "(?i:", "(?>", "(?=", "(?!", "(", "(", "(?|"][random.below(kinds)];
        text.push_str(open);
        alternatives(random, mix, depth - 1, text);
        text.push(')');
        if open == "(?=" || open == "(?!" {
            return;
        }
    } else if mix == Mix::All && random.below(16) == 0 {
        // One that is not there makes the expression invalid, and is left out by the test.
        text.push_str("\\1");
    } else {
        text.push_str(ATOMS[random.below(ATOMS.len())]);
    }
    if random.below(5) < 2 {
        let quantifiers = if mix == Mix::All { MANY.len() } else { 12 };
        text.push_str(MANY[random.below(quantifiers)]);
    }
}

/// A text that the expression might match: what looks around is passed over.
pub(super) fn name(random: &mut Random, root: &Node) -> String {
    let mut text = String::new();
    sample(random, root, &mut text);
    text
}

/// The same with a character more, less, or another.
pub(super) fn changed(random: &mut Random, name: &str) -> String {
    const OTHERS: [char; 16] =
        ['a', 'b', '!', '@', '\n', 'é', '1', ' ', 'A', 'K', '\u{212a}', '\r', '.', '-', '_', 'c'];
    let mut characters: Vec<char> = name.chars().collect();
    let at = random.below(characters.len() + 1);
    let other = OTHERS[random.below(OTHERS.len())];
    match random.below(4) {
        0 if at < characters.len() => {
            characters.remove(at);
        }
        1 if at < characters.len() => characters[at] = other,
        2 => characters.push(other),
        _ => characters.insert(at, other),
    }
    characters.into_iter().collect()
}

fn sample(random: &mut Random, node: &Node, text: &mut String) {
    if text.len() > 60 {
        return;
    }
    match &node.kind {
        Kind::Literal { character, caseless } => {
            member(random, &CharSet::of_character(*character, *caseless), text);
        }
        Kind::Set(set) => {
            if let Some(set) = CharSet::of_set(set) {
                member(random, &set, text);
            }
        }
        Kind::Concat(parts) => parts.iter().for_each(|part| sample(random, part, text)),
        Kind::Alternation(branches) => {
            let branch = random.below(branches.len());
            sample(random, &branches[branch], text);
        }
        Kind::Group(super::ast::Grouping::Look { .. }, _) => {}
        Kind::Group(_, inner) => sample(random, inner, text),
        Kind::Repeat(repeat, inner) => {
            let spread = repeat.max.map_or(4, |max| max - repeat.min).min(4);
            let times = repeat.min.min(40) as usize + random.below(spread as usize + 1);
            (0..times).for_each(|_| sample(random, inner, text));
        }
        Kind::Empty | Kind::Assertion(_) | Kind::Special(_) => {}
    }
}

fn member(random: &mut Random, set: &CharSet, text: &mut String) {
    const LIKELY: [char; 24] = [
        'a', 'b', 'c', 'd', 'x', 'A', 'B', 'Z', '0', '1', '9', '@', '.', '-', '_', ' ', '\n', '!', 'é', 'ß',
        'k', 'K', '\u{212a}', '語',
    ];
    for _ in 0..6 {
        let character = LIKELY[random.below(LIKELY.len())];
        if set.contains(character) {
            text.push(character);
            return;
        }
    }
    let starts: Vec<char> = set.ranges().map(|(start, _)| start).collect();
    if !starts.is_empty() {
        text.push(starts[random.below(starts.len())]);
    }
}
