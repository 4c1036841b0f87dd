//! Takes a text apart into its hosts and what people write around them.

use std::ops::Range;

use super::{Host, HostFault};
use crate::language::Fault;

/// A recogniser of hosts; what it finds goes into its two lists.
pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) hosts: Vec<Host>,
    pub(super) faults: Vec<Fault<HostFault>>,
    /// Whether a character beyond ASCII was met: a name in another script is one mistake.
    pub(super) has_foreign_script: bool,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, hosts: vec![], faults: vec![], has_foreign_script: false }
    }

    /// All the hosts of the text; there should be one, and nothing else.
    pub(super) fn hosts(mut self) -> (Vec<Host>, Vec<Fault<HostFault>>) {
        let end = self.text.trim_end().len();
        let start = self.text.len() - self.text.trim_start().len();
        if self.text.is_empty() {
            self.fault(HostFault::Empty, 0..0);
        } else if start > end {
            self.fault(HostFault::Whitespace, 0..self.text.len());
        } else {
            for at in [0..start, end..self.text.len()].into_iter().filter(|at| !at.is_empty()) {
                self.fault(HostFault::Whitespace, at);
            }
            self.list(start..end);
        }
        (self.hosts, self.faults)
    }

    /// Hosts separated by commas, semicolons and blanks. However many they are, the list is one fault:
    /// at its first separator, or at the first that is no comma.
    fn list(&mut self, at: Range<usize>) {
        let mut list: Option<(char, Range<usize>)> = None;
        let mut start = at.start;
        while start < at.end {
            let item = start..self.item_end(start..at.end);
            self.item(item.clone());
            let separators = self.part(item.end..at.end);
            let length = separators.len() - separators.trim_start_matches(is_list_separator).len();
            start = item.end + length;
            let separators = self.part(item.end..start);
            let Some(blank) = separators.chars().next() else { continue };
            let mark = separators.find(';').map(|offset| (';', offset));
            let mark = mark.or_else(|| separators.find(',').map(|offset| (',', offset)));
            let found = match mark {
                Some((mark, offset)) => (mark, item.end + offset..item.end + offset + 1),
                None => (blank, item.end..start),
            };
            if list.as_ref().is_none_or(|(first, _)| *first == ',' && found.0 != ',') {
                list = Some(found);
            }
        }
        if let Some((separator, at)) = list {
            self.fault(HostFault::List(separator), at);
        }
    }

    /// Where the host ends that begins `at`: before a separator, but a path may contain them.
    fn item_end(&self, at: Range<usize>) -> usize {
        let start = at.start + self.scheme(at.clone());
        let rest = self.part(start..at.end);
        let end = start + rest.find(|c| is_list_separator(c) || c == '/').unwrap_or(rest.len());
        if !self.part(end..at.end).starts_with('/') {
            return end;
        }
        // As in `ldap://a/dc=x,dc=y ldap://b`: only another URL ends a path.
        let path = self.part(end..at.end);
        let schemes = path.match_indices("://").map(|(offset, _)| self.part(end..end + offset));
        let mut starts = schemes.map(|before| before.trim_end_matches(is_scheme_character));
        match starts.find(|before| before.ends_with(is_list_separator)) {
            Some(before) => end + before.trim_end_matches(is_list_separator).len(),
            None => at.end,
        }
    }

    /// One host, and what stands around it in a URL (RFC 3986 §3).
    fn item(&mut self, at: Range<usize>) {
        let scheme = self.scheme(at.clone());
        let mut start = at.start;
        if scheme > 0 {
            start += scheme;
            let is_ldaps = self.part(at.start..start).eq_ignore_ascii_case("ldaps://");
            self.fault(HostFault::Scheme { is_ldaps }, at.start..start);
        }
        let ends_authority = |c| c == '/' || (scheme > 0 && (c == '?' || c == '#'));
        let end = self.part(start..at.end).find(ends_authority).map_or(at.end, |offset| start + offset);
        if end < at.end {
            self.fault(HostFault::Path, end..at.end);
        }
        if let Some(offset) = self.part(start..end).rfind('@') {
            self.fault(HostFault::UserInfo, start..start + offset + 1);
            start += offset + 1;
        }
        self.host_and_port(start..end);
    }

    /// `host [ ":" port ]` (RFC 3986 §3.2), or an IPv6 address without brackets.
    fn host_and_port(&mut self, at: Range<usize>) {
        let text = self.part(at.clone());
        let colons = text.bytes().filter(|&b| b == b':').take(2).count();
        if let Some(bracketed) = text.strip_prefix('[') {
            let inside = at.start + 1;
            let Some(length) = bracketed.find(']') else {
                self.fault(HostFault::BadCharacter('['), at.start..inside);
                return self.host(inside..at.end);
            };
            let inner = inside..inside + length;
            let after = inner.end + 1;
            self.fault(HostFault::Ipv6Brackets { inner: inner.clone() }, at.start..after);
            self.host(inner);
            match self.part(after..at.end).chars().next() {
                Some(':') => self.port(after..at.end),
                Some(c) => self.fault(HostFault::BadCharacter(c), after..after + c.len_utf8()),
                None => {}
            }
        } else if let (1, Some(offset)) = (colons, text.find(':')) {
            self.host(at.start..at.start + offset);
            self.port(at.start + offset..at.end);
        } else {
            self.host(at);
        }
    }

    /// A colon and a port.
    fn port(&mut self, at: Range<usize>) {
        let digits = self.part(at.start + 1..at.end);
        // `parse` alone would take a sign.
        let port = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
        self.fault(HostFault::Port(port), at);
    }

    /// A host by itself; nothing, where the parts around it are all there is.
    fn host(&mut self, at: Range<usize>) {
        let text = self.part(at.clone());
        if text.is_empty() {
            return;
        }
        let is_ipv6 = text.bytes().filter(|&b| b == b':').take(2).count() == 2;
        let host = if is_ipv6 { self.ipv6_address(at).map(Host::V6) } else { self.name_or_ipv4(at) };
        self.hosts.extend(host);
    }

    /// How long the `scheme "://"` (RFC 3986 §3.1) is that begins there; 0 if there is none.
    fn scheme(&self, at: Range<usize>) -> usize {
        let text = self.part(at);
        let rest = text.trim_start_matches(is_scheme_character);
        let is_scheme = text.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.starts_with("://");
        if is_scheme { text.len() - rest.len() + 3 } else { 0 }
    }

    pub(super) fn part(&self, at: Range<usize>) -> &'t str {
        self.text.get(at).unwrap_or_default()
    }

    pub(super) fn fault(&mut self, kind: HostFault, at: Range<usize>) {
        self.faults.push(Fault::new(kind, at));
    }
}

fn is_list_separator(c: char) -> bool {
    c == ',' || c == ';' || c.is_whitespace()
}

fn is_scheme_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')
}
