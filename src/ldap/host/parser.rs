//! Takes a text apart into its hosts and what people write around them.

mod shape;

use std::ops::Range;

use self::shape::{
    are_pieces, half_scheme, is_distinguished_name, is_ipv6, is_scheme_character, is_single_port,
    repeated_port, scheme_of,
};
use super::{Feature, Host, HostFault, Reach, Remark};
use crate::language::Fault;

/// A recogniser of hosts, and what it has found.
pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    /// The last host.
    pub(super) host: Option<Host>,
    pub(super) faults: Vec<Fault<HostFault>>,
    pub(super) remarks: Vec<Remark>,
    /// Whether it is one of several hosts that is looked at.
    in_list: bool,
    /// Whether a character beyond ASCII was met: a name in another script is one mistake.
    pub(super) has_foreign_script: bool,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, host: None, faults: vec![], remarks: vec![], in_list: false, has_foreign_script: false }
    }

    /// Takes the text apart; there should be one host, and nothing else.
    pub(super) fn run(mut self) -> Self {
        // As almost every text; what is looked for around a host is then not there. It takes half as long.
        if self.text.bytes().all(is_of_name) && !self.text.is_empty() {
            self.host(0..self.text.len(), false);
            return self;
        }
        self.taken_apart()
    }

    /// The same, whatever stands around the host.
    pub(super) fn taken_apart(mut self) -> Self {
        let end = self.text.trim_end_matches(is_blank).len();
        let start = self.text.len() - self.text.trim_start_matches(is_blank).len();
        if self.text.is_empty() {
            self.fault(HostFault::Empty, 0..0);
        } else if start > end {
            self.fault(HostFault::Whitespace, 0..self.text.len());
        } else {
            for at in [0..start, end..self.text.len()].into_iter().filter(|at| !at.is_empty()) {
                self.fault(HostFault::Whitespace, at);
            }
            let inner = self.unquoted(start..end);
            match is_distinguished_name(self.part(inner.clone())) {
                true => self.fault(HostFault::DistinguishedName, inner),
                false => self.list(inner),
            }
        }
        self
    }

    /// What is in quotation marks or angle brackets, if all of it is.
    fn unquoted(&mut self, at: Range<usize>) -> Range<usize> {
        let mut inner = at.clone();
        loop {
            let text = self.part(inner.clone());
            let enclosed =
                [('"', '"'), ('\'', '\''), ('`', '`'), ('<', '>')].into_iter().find_map(|(open, close)| {
                    let inside = text.strip_prefix(open)?.strip_suffix(close)?;
                    // Several in quotation marks are a list.
                    (!inside.contains([open, close])).then_some(inside)
                });
            let Some(inside) = enclosed else { break };
            let blanks = inside.len() - inside.trim_start_matches(is_blank).len();
            let start = inner.start + 1 + blanks;
            inner = start..start + inside.trim_matches(is_blank).len();
        }
        if inner == at || inner.is_empty() {
            return at;
        }
        self.fault(HostFault::Quotes { closing: inner.end..at.end }, at.start..inner.start);
        inner
    }

    /// Hosts separated by commas, semicolons and blanks. However many they are, the list is one fault:
    /// at its first separator, or at the first that is no comma.
    fn list(&mut self, at: Range<usize>) {
        let mut list: Option<(char, Range<usize>)> = None;
        let mut items = Vec::new();
        let mut start = at.start;
        while start < at.end {
            let item = start..self.item_end(start..at.end);
            let separators = self.part(item.end..at.end);
            let length = separators.len() - separators.trim_start_matches(is_list_separator).len();
            start = item.end + length;
            // As in `ldap.mycompany.com,636`.
            let is_port =
                items.is_empty() && self.is_alone(item.clone()) && is_single_port(self.part(start..at.end));
            self.in_list |= item.end < at.end && !is_port;
            self.item(item.clone());
            if is_port {
                return self.port(item.end..at.end, start, true);
            }
            // Two may be pieces of one name; how many more there are does not matter.
            if items.len() < 3 {
                items.push(self.part(item.clone()));
            }
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
            let may_be_one = matches!(items[..], [one, two] if are_pieces(one, two));
            self.fault(HostFault::List { separator, may_be_one }, at);
        }
    }

    /// Whether a host stands there, and no port beside it.
    fn is_alone(&self, at: Range<usize>) -> bool {
        let text = self.part(at.start + self.scheme(at.clone())..at.end);
        !text.is_empty() && (!text.contains(':') || is_ipv6(text))
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
        let mut start = at.start + scheme;
        let end = self.part(start..at.end).find(['/', '?', '#']).map_or(at.end, |offset| start + offset);
        if end < at.end {
            self.fault(HostFault::Path, end..at.end);
        }
        if let Some(offset) = self.part(start..end).rfind('@') {
            self.fault(HostFault::UserInfo, start..start + offset + 1);
            start += offset + 1;
        }
        let has_host = self.host_and_port(start..end);
        if scheme > 0 {
            let scheme = at.start..at.start + scheme;
            let before_host = has_host && start == scheme.end;
            let sort = scheme_of(self.part(scheme.clone()));
            self.fault(HostFault::Scheme { scheme: sort, before_host }, scheme);
        }
    }

    /// `host [ ":" port ]` (RFC 3986 §3.2), or an IPv6 address without brackets. Whether there is anything
    /// that is meant as a host.
    fn host_and_port(&mut self, at: Range<usize>) -> bool {
        let text = self.part(at.clone());
        if let Some(bracketed) = text.strip_prefix('[') {
            let inside = at.start + 1;
            let Some(length) = bracketed.find(']') else {
                let inside = at.end - bracketed.trim_start_matches('[').len();
                self.fault(HostFault::BadCharacter('['), at.start..inside);
                self.host_and_port(inside..at.end);
                return true;
            };
            let inner = inside..inside + length;
            let after = inner.end + 1;
            self.fault(HostFault::Ipv6Brackets { inner: inner.clone() }, at.start..after);
            let is_ipv6 = self.part(inner.clone()).contains(':');
            self.host(inner, is_ipv6);
            match self.part(after..at.end).chars().next() {
                Some(':') => self.port(after..at.end, after + 1, true),
                Some(c) => self.fault(HostFault::BadCharacter(c), after..after + c.len_utf8()),
                None => {}
            }
        } else if let (Some(offset), false) = (text.find(':'), is_ipv6(text)) {
            self.host(at.start..at.start + offset, false);
            self.port(at.start + offset..at.end, at.start + offset + 1, offset > 0);
            return offset > 0;
        } else {
            self.host(at, text.contains(':'));
        }
        !text.is_empty()
    }

    /// A port from `digits` on, with the colon before it; or several colons, and the same port once more.
    fn port(&mut self, at: Range<usize>, digits: usize, after_host: bool) {
        let digits = self.part(digits..at.end);
        let number = repeated_port(digits);
        let is_number = !digits.bytes().any(|b| !b.is_ascii_digit() && b != b':');
        self.fault(HostFault::Port { number, is_number, after_host }, at);
    }

    /// A host by itself; nothing, where the parts around it are all there is.
    fn host(&mut self, at: Range<usize>, is_ipv6: bool) {
        if at.is_empty() {
            return;
        }
        let host = match is_ipv6 {
            true => self.ipv6_address(at.clone()).map(Host::V6),
            false => self.name_or_ipv4(at.clone()),
        };
        if let Some(host) = host {
            self.remarks_on(&host, at);
            self.host = Some(host);
        }
    }

    /// What there is to say about a host.
    fn remarks_on(&mut self, host: &Host, at: Range<usize>) {
        let text = self.part(at.clone());
        let start = at.start;
        let end = start + text.strip_suffix('.').unwrap_or(text).len();
        let mut remark = |feature, at| self.remarks.push(Remark { feature, at, host: start..end });
        let reach = host.reach();
        // What is no host to another machine is none in any spelling.
        let is_remote = !matches!(reach, Some(Reach::Loopback(_)));
        if is_remote && text.bytes().any(|b| b.is_ascii_uppercase()) {
            remark(Feature::UpperCase, start..end);
        }
        // Of what stands between commas, a single label may be a piece of a name: `ldap.mycompany,com`.
        let is_single = reach == Some(Reach::SingleLabel);
        if let Some(reach) = reach.filter(|_| !(is_single && self.in_list)) {
            let telling = reach.suffix().map_or(start, |suffix| end.saturating_sub(suffix.len()));
            remark(Feature::Reach(reach), telling..end);
        }
        // An address has no final dot, and without its own, a single label would be looked for elsewhere.
        let is_name = matches!(host, Host::Name(_));
        if is_remote && is_name && !is_single && end < at.end {
            remark(Feature::FinalDot, end..at.end);
        }
    }

    /// How long the `scheme "://"` (RFC 3986 §3.1) is that begins there, or the several in a row, or the
    /// half of one; 0 if there is none.
    fn scheme(&self, at: Range<usize>) -> usize {
        let text = self.part(at);
        let mut rest = text;
        loop {
            let after = rest.trim_start_matches(is_scheme_character).strip_prefix("://");
            match after.filter(|_| rest.starts_with(|c: char| c.is_ascii_alphabetic())) {
                Some(after) => rest = after,
                None => return text.len() - rest.len() + half_scheme(rest),
            }
        }
    }

    pub(super) fn part(&self, at: Range<usize>) -> &'t str {
        self.text.get(at).unwrap_or_default()
    }

    pub(super) fn fault(&mut self, kind: HostFault, at: Range<usize>) {
        self.faults.push(Fault::new(kind, at));
    }
}

/// What people see as nothing. All other white space is a character that cannot be in a host.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// What is in names and IPv4 addresses, and separates nothing.
fn is_of_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')
}

fn is_list_separator(c: char) -> bool {
    c == ',' || c == ';' || is_blank(c)
}
