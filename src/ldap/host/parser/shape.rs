//! What a text looks like, before it is taken apart.

use super::super::Scheme;
use super::super::name::is_number;
use super::{is_blank, is_list_separator};
use crate::ldap::dn::is_naming;

/// Whether it begins as a distinguished name does: `CN=`.
pub(super) fn is_distinguished_name(text: &str) -> bool {
    let before = text.split_once('=').map(|(before, _)| before.trim_end_matches(is_blank));
    before.is_some_and(|word| !is_member(word) && is_naming(word))
}

/// Whether this is meant as an IPv6 address, and not as a host with what should be a port after its colon.
pub(super) fn is_ipv6(text: &str) -> bool {
    let Some((first, rest)) = text.split_once(':') else { return false };
    let is_hex = |group: &str| group.bytes().all(|b| b.is_ascii_hexdigit());
    if !rest.contains(':') {
        // Two groups: `2001:db8`. What could be a name before what could be a port is those.
        let is_no_port = !rest.is_empty() && !is_number(rest);
        return matches!(first.len(), 1..=4)
            && is_hex(first)
            && is_hex(rest)
            && (is_number(first) || is_no_port);
    }
    // One letter may be a slip: `g::1`. More of them are a name.
    let others = first.bytes().filter(|b| !b.is_ascii_hexdigit());
    let is_slip =
        || first.len() <= 4 && first.bytes().all(|b| b.is_ascii_alphanumeric()) && others.count() == 1;
    is_hex(first) || is_slip()
}

/// The number of a port, if it is one that stands there: perhaps twice, perhaps with colons too many.
pub(super) fn repeated_port(text: &str) -> Option<u16> {
    // `parse` alone would take a sign.
    let number = |digits: &str| is_number(digits).then(|| digits.parse().ok()).flatten();
    let mut numbers = text.split(':').filter(|digits| !digits.is_empty()).map(number);
    let first = numbers.next()??;
    numbers.all(|other| other == Some(first)).then_some(first)
}

/// Whether it can only be a port, where a host stands before it.
pub(super) fn is_single_port(text: &str) -> bool {
    is_number(text) && text.len() <= 5
}

/// Whether they may be one name that fell apart: their last labels differ, as those of two hosts of one
/// network do not.
pub(super) fn are_pieces(one: &str, two: &str) -> bool {
    let is_of_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_name =
        |name: &str| name.bytes().all(is_of_name) && !last(name).is_empty() && !is_number(&last(name));
    (one.contains('.') || two.contains('.')) && is_name(one) && is_name(two) && last(one) != last(two)
}

pub(super) fn is_scheme_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')
}

/// The words that stand before a colon as if a URL began, though no `://` follows.
const WORDS: [&str; 6] = ["ldap", "ldaps", "http", "https", "srv", "srv_raw"];

fn is_one_of(words: &[&str], word: &str) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether it is how the member is called, or much the same.
fn is_member(word: &str) -> bool {
    is_one_of(&["hostname", "host"], word)
}

/// Of what sort a scheme is, or several in a row.
pub(super) fn scheme_of(text: &str) -> Scheme {
    let words =
        || text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    match () {
        () if words().any(|word| is_one_of(&["srv", "srv_raw"], word)) => Scheme::Srv,
        () if !text.ends_with('/') && words().any(is_member) => Scheme::Member,
        () if !text.ends_with("://") => Scheme::Half,
        () if words().all(|word| word.eq_ignore_ascii_case("ldaps")) => Scheme::Ldaps,
        () => Scheme::Other,
    }
}

/// How long the half of a scheme is that begins there, or the name of the member; 0 if there is none:
/// `ldaps:ldap.mycompany.com`, `ldaps//ldap.mycompany.com`, `hostname: ldap.mycompany.com`.
pub(super) fn half_scheme(text: &str) -> usize {
    let is_of_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let length = text.bytes().take(9).take_while(is_of_word).count();
    let Some((word, after)) = text.split_at_checked(length) else { return 0 };
    let is_member = is_member(word);
    if !is_member && !is_one_of(&WORDS, word) {
        return 0;
    }
    if after.starts_with("//") && !is_member {
        return length + 2;
    }
    let is_mark = |c: char| c == ':' || (c == '=' && is_member);
    let Some(host) = after.strip_prefix(is_mark) else { return 0 };
    let slashes = host.len() - host.trim_start_matches('/').len();
    if slashes > 0 && !is_member {
        return length + 1 + slashes.min(2);
    }
    let blanks = host.len() - host.trim_start_matches(is_blank).len();
    let host = host.trim_start_matches(is_blank);
    let host = host.split(|c| is_list_separator(c) || c == '/').next().unwrap_or_default();
    let begins = host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[' || c == '_');
    // `ldap:636` is a host with a port, and `ldap:secret@host` a user with a password.
    let is_host = begins && !host.split(':').next().is_some_and(is_number) && !host.contains('@');
    if is_host { length + 1 + blanks } else { 0 }
}
