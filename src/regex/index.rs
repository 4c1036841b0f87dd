//! Which of many expressions a name may be of, by what all of their names begin or end with.

use std::collections::BTreeMap;

use super::ast::Node;
use super::lower::ends;

/// Expressions by number. In a list with a mapping for each domain a name asks for one, not for all of them.
#[derive(Debug, Default)]
pub(crate) struct Index {
    beginnings: Tree,
    endings: Tree,
}

impl Index {
    /// Adds an expression, by the longer of its beginning and its ending.
    pub(crate) fn add(&mut self, root: &Node, number: usize) {
        let (beginning, ending) = ends(root);
        match ending.len() >= beginning.len() {
            true => self.endings.add(ending.iter().map(|end| end.character), number),
            false => self.beginnings.add(beginning.iter().map(|end| end.character), number),
        }
    }

    /// Those that may match the name, in the order of their numbers: all that do are among them.
    pub(crate) fn candidates(&self, name: &str) -> Vec<usize> {
        let mut found = Vec::new();
        self.endings.collect(name.chars().rev(), &mut found);
        self.beginnings.collect(name.chars(), &mut found);
        found.sort_unstable();
        found
    }
}

/// Numbers at the ends of texts, whatever their case in ASCII is.
#[derive(Debug, Default)]
struct Tree {
    /// From a node by a character to the next; the root is 0.
    edges: BTreeMap<(usize, char), usize>,
    numbers: BTreeMap<usize, Vec<usize>>,
}

impl Tree {
    fn add(&mut self, text: impl Iterator<Item = char>, number: usize) {
        let mut node = 0;
        for character in text {
            let fresh = self.edges.len() + 1;
            node = *self.edges.entry((node, character.to_ascii_lowercase())).or_insert(fresh);
        }
        self.numbers.entry(node).or_default().push(number);
    }

    /// The numbers of all texts with which this one begins.
    fn collect(&self, text: impl Iterator<Item = char>, found: &mut Vec<usize>) {
        found.extend(self.numbers.get(&0).into_iter().flatten());
        let mut node = 0;
        for character in text {
            let Some(&next) = self.edges.get(&(node, character.to_ascii_lowercase())) else { return };
            node = next;
            found.extend(self.numbers.get(&node).into_iter().flatten());
        }
    }
}
