//! `item` (RFC 4515 §3): an attribute, how it is compared, and with what.

use std::ops::Range;

use super::parser::Parser;
use super::{FilterFault, Item, Loose, NodeKind, Operator};

impl Parser<'_> {
    /// `simple`, `present`, `substring` or `extensible`, at `inside`; `around` are its parentheses. False if
    /// it has a fault and a parenthesis among its characters: then it may end somewhere else.
    pub(super) fn item(&mut self, inside: Range<usize>, around: Range<usize>, depth: usize) -> bool {
        let text = self.text.get(inside.clone()).unwrap_or_default();
        let faults = self.filter.faults.len();
        let parenthesis = text.find('(');
        let Some(equals) = text.find('=').map(|at| inside.start + at) else {
            let kind = if text.is_empty() { FilterFault::EmptyItem } else { FilterFault::NoOperator };
            self.filter.fault(kind, if text.is_empty() { around } else { inside });
            return parenthesis.is_none();
        };
        let value = equals + 1..inside.end;
        let before = inside.start..equals;
        let operator = match self.text.as_bytes().get(before.clone()).and_then(<[u8]>::last) {
            Some(b'~') => Operator::Approximate,
            Some(b'>') => Operator::GreaterOrEqual,
            Some(b'<') => Operator::LessOrEqual,
            Some(b':') => Operator::Extensible,
            _ => Operator::Equal,
        };
        let left = match operator {
            Operator::Equal => before,
            _ => before.start..before.end.saturating_sub(1),
        };
        let (attribute, matching_rule) = match operator {
            Operator::Extensible => self.extensible(left.clone(), equals),
            _ => {
                self.attributedescription(left.clone(), equals);
                (Some(left.clone()), None)
            }
        };
        let operator = self.assertionvalue(value.clone(), operator);
        if self.filter.faults.len() > faults {
            return parenthesis.is_none();
        }
        let item = Item { attribute, matching_rule, operator, value };
        self.filter.node(NodeKind::Item(item), depth, around);
        true
    }

    /// `[attr] [dnattrs] [matchingrule]` before a `:=`: the attribute and the rule.
    fn extensible(
        &mut self,
        at: Range<usize>,
        equals: usize,
    ) -> (Option<Range<usize>>, Option<Range<usize>>) {
        let text = self.text.get(at.clone()).unwrap_or_default();
        let colon = text.find(':').map(|offset| at.start + offset);
        let attribute = at.start..colon.unwrap_or(at.end);
        let rest = colon.map(|colon| colon + 1..at.end);
        let second = rest
            .as_ref()
            .and_then(|rest| self.text.get(rest.clone())?.find(':').map(|offset| rest.start + offset));
        let is_dn =
            |range: Range<usize>| self.text.get(range).is_some_and(|word| word.eq_ignore_ascii_case("dn"));
        let rule = match (rest, second) {
            (None, _) => None,
            (Some(rest), None) => (!is_dn(rest.clone())).then_some(rest),
            (Some(rest), Some(second)) if is_dn(rest.start..second) => Some(second + 1..rest.end),
            // Only `dn` can stand between two colons.
            (Some(rest), Some(_)) => {
                self.filter.fault(FilterFault::MatchingRule, rest);
                return (None, None);
            }
        };
        if let Some(rule) = rule.clone().filter(|rule| !rule.is_empty()) {
            self.matchingrule(rule);
        }
        if let Some(rule) = rule.as_ref().filter(|rule| rule.is_empty() && !attribute.is_empty()) {
            self.filter.remark(Loose::EmptyRule, rule.start.saturating_sub(1)..rule.start);
        }
        let rule = rule.filter(|rule| !rule.is_empty());
        if !attribute.is_empty() || rule.is_none() {
            self.attributedescription(attribute.clone(), equals);
        }
        (Some(attribute).filter(|attribute| !attribute.is_empty()), rule)
    }

    /// `attributedescription` (RFC 4512 §2.5) as libldap reads it. If there is none, the place is that of the
    /// `=` with what stands before it.
    fn attributedescription(&mut self, at: Range<usize>, equals: usize) {
        let text = self.text.get(at.clone()).unwrap_or_default();
        if text.is_empty() {
            self.filter.fault(FilterFault::NoAttribute, at.start..equals + 1);
            return;
        }
        let mut parts = text.split(';');
        let oid = parts.next().unwrap_or_default();
        let is_option = |option: &str| !option.is_empty() && option.bytes().all(is_keychar);
        if !is_oid(oid) || !parts.all(is_option) {
            self.filter.fault(FilterFault::Attribute, at);
        } else if !is_strict_oid(oid) {
            self.filter.remark(Loose::ObjectIdentifier, at.start..at.start + oid.len());
        }
    }

    /// The `oid` of a `matchingrule`.
    fn matchingrule(&mut self, at: Range<usize>) {
        let text = self.text.get(at.clone()).unwrap_or_default();
        if !is_oid(text) {
            self.filter.fault(FilterFault::MatchingRule, at);
        } else if !is_strict_oid(text) {
            self.filter.remark(Loose::ObjectIdentifier, at);
        }
    }

    /// `assertionvalue`, or for `=` also `[initial] any [final]`; says which it is.
    fn assertionvalue(&mut self, at: Range<usize>, operator: Operator) -> Operator {
        let text = self.text.get(at.clone()).unwrap_or_default();
        if text == "*" && operator == Operator::Equal {
            return Operator::Present;
        }
        let mut found = operator;
        // Where the piece of a value begins that a `*` stands before.
        let mut piece = None;
        let mut bytes = text.bytes().enumerate();
        while let Some((offset, byte)) = bytes.next() {
            let here = at.start + offset;
            match byte {
                b'\\' => {
                    let rest = text.get(offset + 1..).unwrap_or_default();
                    let length = self.escaped(rest, here);
                    // Half a character is none of those that are looked for.
                    if let Some(more) = length.checked_sub(1) {
                        bytes.nth(more);
                    }
                }
                b'(' | b')' => {
                    self.filter.fault(FilterFault::ParenthesisInValue, here..here + 1);
                    return found;
                }
                b'*' if operator != Operator::Equal => {
                    self.filter.fault(FilterFault::StarInValue, here..here + 1);
                }
                b'*' => {
                    found = Operator::Substring;
                    if piece == Some(here) {
                        self.filter.fault(FilterFault::EmptyPiece, here - 1..here + 1);
                    }
                    piece = Some(here + 1);
                }
                _ => {}
            }
        }
        found
    }

    /// What follows a `\` at `at`: two hexadecimal digits, or one of the characters that RFC 1960 escapes in
    /// this way. Returns how many bytes it takes.
    fn escaped(&mut self, rest: &str, at: usize) -> usize {
        let digits = rest.bytes().take(2).take_while(u8::is_ascii_hexdigit).count();
        match rest.chars().next() {
            _ if digits == 2 => 2,
            Some('*' | '(' | ')' | '\\') => {
                self.filter.remark(Loose::OldEscape, at..at + 2);
                1
            }
            next => {
                // With the digit that is there, and what stands for the other.
                let more = rest.chars().nth(1).filter(|_| digits == 1);
                let shown = next.into_iter().chain(more).map(char::len_utf8).sum::<usize>();
                self.filter.fault(FilterFault::Escape, at..at + 1 + shown);
                0
            }
        }
    }
}

/// `keychar` (RFC 4512 §1.4)
fn is_keychar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// An object identifier as libldap reads it: `descr`, or numbers with dots between them.
fn is_oid(text: &str) -> bool {
    match text.bytes().next() {
        Some(first) if first.is_ascii_alphabetic() => text.bytes().all(is_keychar),
        Some(_) => text
            .split('.')
            .all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())),
        None => false,
    }
}

/// `oid` (RFC 4512 §1.4), of what [`is_oid`].
fn is_strict_oid(text: &str) -> bool {
    let is_number = |number: &str| number == "0" || !number.starts_with('0');
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        || (text.contains('.') && text.split('.').all(is_number))
}
