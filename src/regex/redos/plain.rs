//! Expressions that cannot run away, as is seen at once.

use super::automaton::is_loop;
use crate::regex::ast::{Grouping, Kind, Node};

/// How many nodes are looked at: of more the automaton may be too large, and that is said.
const MOST_NODES: usize = 64;

/// Whether there is nothing to search for: two loops at most, each of one character, and nothing that looks around.
/// A loop of one character goes one way only, and two of them, one behind the other, make a square of the length.
pub(super) fn is_plain(root: &Node) -> bool {
    Look { nodes: 0, loops: 0 }.passes(root)
}

struct Look {
    nodes: usize,
    loops: usize,
}

impl Look {
    fn passes(&mut self, node: &Node) -> bool {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return false;
        }
        match &node.kind {
            Kind::Empty | Kind::Literal { .. } | Kind::Set(_) | Kind::Assertion(_) => true,
            Kind::Concat(parts) | Kind::Alternation(parts) => parts.iter().all(|part| self.passes(part)),
            Kind::Group(grouping, inner) => is_simple(grouping) && self.passes(inner),
            Kind::Repeat(repeat, inner) if repeat.max == Some(1) => self.passes(inner),
            Kind::Repeat(repeat, inner) => {
                self.loops += 1;
                self.loops <= 2 && repeat.min <= 1 && is_loop(*repeat) && is_character(inner)
            }
            Kind::Special(_) => false,
        }
    }
}

fn is_simple(grouping: &Grouping) -> bool {
    matches!(grouping, Grouping::Capture(_) | Grouping::Plain)
}

fn is_character(node: &Node) -> bool {
    match &node.kind {
        Kind::Literal { .. } | Kind::Set(_) => true,
        Kind::Group(grouping, inner) => is_simple(grouping) && is_character(inner),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FUEL, Redos, searched};
    use super::is_plain;
    use crate::language::Language as _;
    use crate::regex::Regex;
    use crate::regex::samples::{Mix, expression};
    use crate::testing::Random;

    /// What is passed as plain is never what a search finds.
    #[test]
    fn what_is_plain_does_not_run_away() {
        let mut random = Random(11);
        let mut plain = 0;
        let known = [
            "(.+)@(.+)",
            "(.+)@MYCOMPANY\\.COM",
            "(\\w+)\\\\([a-z]*)",
            "(a|a)(.+)",
            "a?b?.*(c|d)?.+",
            "((.)+)@x",
        ];
        let made: Vec<String> = (0..20_000).map(|_| expression(&mut random, Mix::All)).collect();
        for text in known.into_iter().chain(made.iter().map(String::as_str)) {
            let regex = Regex::parse(text);
            if regex.is_known() && is_plain(&regex.root) {
                plain += 1;
                assert_eq!(searched(&regex, &mut FUEL.clone()), Redos::None, "{text}");
            }
        }
        assert!(plain > 3_000, "{plain}");
        assert!(known.iter().all(|text| is_plain(&Regex::parse(text).root)));
        for text in ["(a+)+", "(.*)(.*)(.*)", "(a|b+)*", "(?=a+)b", "(a{3}){2}", "(?>a+)b"] {
            assert!(!is_plain(&Regex::parse(text).root), "{text}");
        }
    }
}
