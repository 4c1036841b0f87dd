//! IP addresses. The standard library decides what is one; this finds out why something is not.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::HostFault;
use super::name::is_number;
use super::parser::Parser;

impl Parser<'_> {
    /// `IPv4address` (RFC 3986 §3.2.2): four numbers up to 255, none with a leading zero.
    pub(super) fn ipv4_address(&mut self, at: Range<usize>) -> Option<Ipv4Addr> {
        let text = self.part(at.clone());
        if let Ok(address) = text.parse() {
            return Some(address);
        }
        let count = text.split('.').filter(|octet| !octet.is_empty()).count();
        let is_gapless = count == text.split('.').count();
        if is_gapless && count != 4 {
            // What the numbers of something else may be is not known: `2130706433` is 127.0.0.1.
            self.fault(HostFault::Ipv4OctetCount(count), at);
            return None;
        }
        let (mut start, end) = (at.start, at.end);
        for octet in text.split('.') {
            let at = start..start + octet.len();
            start = at.end + 1;
            let significant = octet.trim_start_matches('0');
            if octet.is_empty() {
                // At the end of an address in an IPv6 address no dot follows.
                self.empty_label(if at.end < end { at.start } else { at.start.saturating_sub(1) });
            } else if !is_number(octet) {
                let bad = octet.char_indices().find(|(_, c)| !c.is_ascii_digit());
                // Only at the end of an IPv6 address there is anything else.
                if let Some((offset, c)) = bad {
                    let start = at.start + offset;
                    self.fault(HostFault::Ipv6Character(c), start..start + c.len_utf8());
                }
            } else if significant.len() > 3 || significant.parse::<u16>().is_ok_and(|value| value > 255) {
                self.fault(HostFault::Ipv4Octet, at);
            } else if octet.len() > 1 && octet.starts_with('0') {
                self.fault(HostFault::Ipv4LeadingZero, at);
            }
        }
        None
    }

    /// `IPv6address` (RFC 3986 §3.2.2), with the zone of RFC 6874, which is a fault.
    pub(super) fn ipv6_address(&mut self, at: Range<usize>) -> Option<Ipv6Addr> {
        let text = self.part(at.clone());
        let end = at.end;
        let mut at = at;
        let is_zone = |offset: &usize| text.bytes().take(*offset).filter(|&b| b == b':').count() >= 2;
        if let Some(offset) = text.find('%').filter(is_zone) {
            let zone = at.start + offset..at.end;
            at.end = zone.start;
            self.fault(HostFault::Ipv6Zone, zone);
        }
        let text = self.part(at.clone());
        if let Ok(address) = text.parse() {
            // Where an address with a zone leads, only the machine knows that has the zone.
            return Some(address).filter(|_| at.end == end);
        }
        let before = self.faults.len();
        self.bad_characters(at.clone());
        if self.faults.len() == before {
            self.colons(at.clone());
            self.groups(at.clone());
        }
        if self.faults.len() == before {
            let groups = text.split(':').filter(|group| !group.is_empty());
            let count = groups.map(|group| if group.contains('.') { 2 } else { 1 }).sum();
            self.fault(HostFault::Ipv6GroupCount(count), at);
        }
        None
    }

    /// What can be nowhere in an IPv6 address; once per group.
    fn bad_characters(&mut self, at: Range<usize>) {
        let mut start = at.start;
        for group in self.part(at).split(':') {
            let bad = group.char_indices().find(|&(_, c)| !c.is_ascii_hexdigit() && c != '.');
            if let Some((offset, c)) = bad {
                self.fault(HostFault::Ipv6Character(c), start + offset..start + offset + c.len_utf8());
            }
            start += group.len() + 1;
        }
    }

    /// Colons at the ends, more than two in a row, and a second `::`.
    fn colons(&mut self, at: Range<usize>) {
        let text = self.part(at.clone());
        let mut is_compressed = false;
        let mut start = 0;
        while let Some(offset) = text.get(start..).and_then(|rest| rest.find(':')) {
            let run = start + offset;
            let length = text.bytes().skip(run).take_while(|&b| b == b':').count();
            let end = run + length;
            let whole = at.start + run..at.start + end;
            if length >= 2 && is_compressed {
                self.fault(HostFault::Ipv6Compression, whole);
            } else if length > 2 {
                self.fault(HostFault::Ipv6EmptyGroup, whole.start + 2..whole.end);
            } else if length == 1 && (run == 0 || end == text.len()) {
                self.fault(HostFault::Ipv6EmptyGroup, whole);
            }
            is_compressed |= length >= 2;
            start = end;
        }
    }

    /// Groups of too many digits, and an IPv4 address that is none, or not the last.
    fn groups(&mut self, at: Range<usize>) {
        let mut start = at.start;
        for group in self.part(at.clone()).split(':') {
            let end = start + group.len();
            match group.find('.') {
                Some(_) if end == at.end => {
                    self.ipv4_address(start..end);
                }
                Some(offset) => {
                    self.fault(HostFault::Ipv6Character('.'), start + offset..start + offset + 1);
                }
                None if group.len() > 4 => self.fault(HostFault::Ipv6Group(group.len()), start..end),
                None => {}
            }
            start = end + 1;
        }
    }
}
