//! The entries of the list with the automata of their expressions.

use std::collections::HashSet;

use crate::json::{Data, Member, Text};
use crate::payload::{LanguageField, Mapping, Payload};
use crate::quote::quoted;
use crate::regex::Regex;
use crate::regex::cover::Indexed;
use crate::regex::lower::Lowered;
use crate::regex::regular::{HasRegular, Regular};
use crate::regex::search::Fuel;
use crate::rule::Sink;

/// What looking at the expressions of one list may cost a rule: a second of an old machine.
pub(super) const FUEL: Fuel = 10_000_000;

/// What an automaton that is kept costs for each of its steps: it takes some fifty bytes.
pub(super) const KEPT: Fuel = 32;

/// How many steps the automata that a rule makes for one list may have together.
const STEPS: usize = 1_000_000;

/// Why an expression is left alone.
pub(super) const NOT_REGULAR: &str = "an expression with look-around, back references and the like, a very large \
one, or one of very many, is not analysed";

/// Why a question about expressions is left open.
pub(super) const TOO_MUCH: &str = "the expressions are too large, or too many, to be compared";

/// A text that PCRE2 takes, with its automaton.
pub(super) struct Expression<'p, 'd> {
    pub(super) mapping: &'p Mapping<'d>,
    pub(super) text: &'p Text<'d>,
    pub(super) regex: &'p Regex,
    /// None, if it is not regular, or too large.
    pub(super) regular: Option<Regular<'p>>,
}

impl<'p, 'd> Expression<'p, 'd> {
    fn of(mapping: &'p Mapping<'d>, pattern: &'p LanguageField<'d, Regex>, left: &mut usize) -> Option<Self> {
        let text = pattern.value.text;
        let regex = pattern.value.get();
        // What is empty or refused has a rule of its own.
        if text.as_str().is_empty() || !regex.faults.is_empty() {
            return None;
        }
        Some(Self { mapping, text, regex, regular: Regular::within(regex, left) })
    }

    /// Its automaton, if there is one.
    pub(super) fn lowered(&self) -> Option<&Lowered> {
        self.regular.as_ref()?.lowered()
    }
}

/// Whether a name that the mapping matches goes no further: with a query that finds nobody it does.
pub(super) fn ends_the_list(mapping: &Mapping<'_>) -> bool {
    let has = |name| mapping.member(name).is_some_and(|member| !matches!(member.value.data, Data::Null));
    let is_empty =
        |member: &Member<'_>| matches!(&member.value.data, Data::String(text) if text.as_str().is_empty());
    has("substitution") && !mapping.member("substitution").is_some_and(is_empty) && !has("ldapQuery")
}

/// The expressions of the list, made one after the other.
pub(super) fn expressions<'p, 'd>(
    payload: &'p Payload<'d>,
) -> Box<dyn Iterator<Item = Expression<'p, 'd>> + 'p> {
    let with_pattern = payload.mappings().filter_map(|mapping| Some((mapping, mapping.pattern.as_ref()?)));
    let mut left = STEPS;
    Box::new(with_pattern.filter_map(move |(mapping, pattern)| Expression::of(mapping, pattern, &mut left)))
}

/// Each expression once, wherever it stands first: what is said of it alone holds for its copies.
pub(super) fn distinct<'p, 'd>(
    payload: &'p Payload<'d>,
) -> Box<dyn Iterator<Item = Expression<'p, 'd>> + 'p> {
    let mut texts = HashSet::new();
    let patterns = payload.mappings().filter_map(|mapping| Some((mapping, mapping.pattern.as_ref()?)));
    // Most lists have one entry, and a set of it alone would be half of this.
    let is_alone = payload.mappings().nth(1).is_none();
    let fresh = patterns.filter(move |(_, pattern)| is_alone || texts.insert(pattern.value.text.as_str()));
    let mut left = STEPS;
    Box::new(fresh.filter_map(move |(mapping, pattern)| Expression::of(mapping, pattern, &mut left)))
}

/// A user name that was made up after an expression, for a message: it shows no more than the expression may.
pub(super) fn shown(sink: &Sink<'_>, text: &Text<'_>, name: &str) -> String {
    match sink.is_secret(text.span(0..text.as_str().len())) {
        true => "`***`".to_owned(),
        false => quoted(name),
    }
}

/// The expressions whose names go no further, as far as they were looked at.
#[derive(Default)]
pub(super) struct Taken<'p, 'd> {
    pub(super) earlier: Indexed<Earlier<'p, 'd>>,
    texts: HashSet<&'p str>,
}

/// One of them.
pub(super) struct Earlier<'p, 'd> {
    pub(super) mapping: &'p Mapping<'d>,
    pub(super) text: &'p Text<'d>,
    pub(super) regex: &'p Regex,
    pub(super) regular: Regular<'p>,
}

impl HasRegular for Earlier<'_, '_> {
    fn regular(&self) -> &Regular<'_> {
        &self.regular
    }
}

impl<'p, 'd> Taken<'p, 'd> {
    /// Adds an expression, if its names go no further; none if that would take too much.
    pub(super) fn add(&mut self, expression: Expression<'p, 'd>, fuel: &mut Fuel) -> Option<()> {
        let Expression { mapping, text, regex, regular } = expression;
        if let Some(regular) = regular
            && ends_the_list(mapping)
            && self.texts.insert(text.as_str())
        {
            *fuel = fuel.checked_sub(regular.size() * KEPT)?;
            self.earlier.push(Earlier { mapping, text, regex, regular });
        }
        Some(())
    }
}
