//! Host names (RFC 952, RFC 1123 §2.1).

use std::ops::Range;

use super::parser::Parser;
use super::{Host, HostFault};
use crate::ldap::look::ascii_letter;

impl Parser<'_> {
    /// A name, or what would be one if it did not end in a number: that is meant as an IPv4 address
    /// (RFC 1123 §2.1), and resolvers take it for one.
    pub(super) fn name_or_ipv4(&mut self, at: Range<usize>) -> Option<Host> {
        let text = self.part(at.clone());
        // RFC 1034 §3.1: a final dot says that the name is complete.
        let labels = text.strip_suffix('.').unwrap_or(text);
        match is_plain(labels) {
            true => Some(Host::Name(text.to_owned())),
            false => self.labels_or_ipv4(at, text, labels),
        }
    }

    /// The same, label by label.
    fn labels_or_ipv4(&mut self, at: Range<usize>, text: &str, labels: &str) -> Option<Host> {
        let last = labels.rsplit('.').next().filter(|label| is_number(label));
        if last.is_some() && labels.split('.').all(|label| label.is_empty() || is_number(label)) {
            let end = at.start + labels.len();
            let address = self.ipv4_address(at.start..end);
            if end < at.end {
                self.empty_label(end);
            }
            return address.map(Host::V4);
        }
        let before = self.faults.len();
        if let Some(last) = last {
            let end = at.start + labels.len();
            self.fault(HostFault::NumericLastLabel, end - last.len()..end);
        }
        if labels.len() > 253 {
            self.fault(HostFault::NameTooLong(labels.len()), at.clone());
        }
        let mut start = at.start;
        for label in labels.split('.') {
            self.label(label, start);
            start += label.len() + 1;
        }
        // A name with underscores leads somewhere, too.
        let mut faults = self.faults.iter().skip(before);
        faults.all(|fault| fault.kind == HostFault::Underscore).then(|| Host::Name(text.to_owned()))
    }

    /// One label, up to a dot or the end of the name.
    fn label(&mut self, label: &str, start: usize) {
        if label.is_empty() {
            return self.empty_label(start);
        }
        if label.len() > 63 && label.is_ascii() {
            self.fault(HostFault::LabelTooLong(label.len()), start..start + label.len());
        }
        let is_bad =
            |c: char| !c.is_ascii_alphanumeric() && c != '-' && (c.is_ascii() || !self.has_foreign_script);
        // An underscore is the least of them: it works, as long as the certificate has it too.
        if let Some((offset, c)) = label.char_indices().find(|&(_, c)| is_bad(c) && c != '_') {
            if let Some((at, meant)) = look_alike(label).filter(|_| !c.is_ascii()) {
                return self.fault(HostFault::LookAlike { meant }, start + at.start..start + at.end);
            }
            self.has_foreign_script |= !c.is_ascii();
            self.fault(HostFault::BadCharacter(c), start + offset..start + offset + c.len_utf8());
        } else if label.contains('_') {
            self.underscore(start..start + label.len());
        }
        if label.starts_with('-') {
            self.fault(HostFault::EdgeHyphen, start..start + 1);
        } else if label.ends_with('-') {
            self.fault(HostFault::EdgeHyphen, start + label.len() - 1..start + label.len());
        }
    }

    /// A label has an underscore; with its neighbour that has one, too, it is one fault. So are all that
    /// begin with one: `_ldap._tcp.dc._msdcs`.
    fn underscore(&mut self, label: Range<usize>) {
        let neighbour = self.faults.last().filter(|last| last.kind == HostFault::Underscore);
        let is_service = |start: usize| self.part(start..self.text.len()).starts_with('_');
        let is_next = neighbour.is_some_and(|last| {
            let between = self.part(last.at.end..label.start);
            let is_of_name = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
            between == "."
                || (is_service(last.at.start)
                    && is_service(label.start)
                    && between.starts_with('.')
                    && between.bytes().all(is_of_name))
        });
        match self.faults.last_mut().filter(|_| is_next) {
            Some(last) => last.at.end = label.end,
            None => self.fault(HostFault::Underscore, label),
        }
    }

    /// The label before the dot at `dot` is empty; several such dots in a row are one fault.
    pub(super) fn empty_label(&mut self, dot: usize) {
        match self.faults.last_mut() {
            Some(last)
                if last.kind == HostFault::EmptyLabel && (last.at.start..=last.at.end).contains(&dot) =>
            {
                last.at.end = last.at.end.max(dot + 1);
            }
            _ => self.fault(HostFault::EmptyLabel, dot..dot + 1),
        }
    }
}

/// Whether there is nothing to say of a name, as of almost all. With the look at the last labels
/// (`reach`) it halves what a host takes.
fn is_plain(name: &str) -> bool {
    // How long the label is, whether it is all digits, and whether a hyphen is the last of it.
    let (mut length, mut is_number, mut ends_in_hyphen) = (0, true, false);
    for byte in name.bytes() {
        match byte {
            b'.' if length == 0 || ends_in_hyphen => return false,
            b'.' => (length, is_number) = (0, true),
            b'-' if length == 0 => return false,
            b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' if length < 63 => {
                length += 1;
                is_number &= byte.is_ascii_digit();
                ends_in_hyphen = byte == b'-';
            }
            _ => return false,
        }
    }
    length > 0 && !is_number && !ends_in_hyphen && name.len() <= 253
}

/// Where the letters of other alphabets stand in a label, and what that looks like; `None` if some of them
/// look like no letter of ASCII.
fn look_alike(label: &str) -> Option<(Range<usize>, String)> {
    let start = label.find(|c: char| !c.is_ascii())?;
    let end = label
        .rfind(|c: char| !c.is_ascii())
        .and_then(|at| Some(at + label.get(at..)?.chars().next()?.len_utf8()))?;
    let meant: Option<String> = label
        .get(start..end)?
        .chars()
        .map(|c| if c.is_ascii() { Some(c) } else { ascii_letter(c) })
        .collect();
    Some((start..end, meant?))
}

/// Whether a label is all digits.
pub(super) fn is_number(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        /// Of what is plain at a glance there is nothing to say label by label, either.
        #[test]
        fn plain_names_have_no_faults(parts in prop::collection::vec(
            prop::sample::select(vec!["a", "Z", "0", "25", "-", ".", "_", "x-y", "é", "abcdefghijklmnopqrstu", " "]),
            0..16,
        )) {
            let text = parts.concat();
            let mut parser = Parser::new(&text);
            let host = parser.labels_or_ipv4(0..text.len(), &text, &text);
            prop_assert!(
                !is_plain(&text) || (host == Some(Host::Name(text.clone())) && parser.faults.is_empty()),
                "{text}"
            );
        }
    }

    #[test]
    fn most_names_are_plain() {
        for text in ["ldap.mycompany.com", "a", "x-1.Example.NET", "1a.2"] {
            assert_eq!(is_plain(text), text != "1a.2", "{text}");
        }
        for text in ["", ".", "a.", ".a", "a..b", "-a", "a-", "a-.b", "a.-b", "10.0.0.1", "a_b", "é"] {
            assert!(!is_plain(text), "{text}");
        }
        assert!(is_plain(&"a".repeat(63)) && !is_plain(&"a".repeat(64)));
        assert!(
            is_plain("a.".repeat(126).trim_end_matches('.')) && !is_plain(&format!("{}a", "a.".repeat(127)))
        );
    }
}
