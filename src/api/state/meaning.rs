//! What a query asks, whatever way it is spelled.

use crate::json::Text;
use crate::language::Language as _;
use crate::ldap::filter::{Filter, NodeKind, Operator};
use crate::ldap::template::Dialect;
use crate::ldap::url::Scope;
use crate::payload::Query;

/// How long a filter may be to be taken apart, in bytes: of a larger one the tree may not be whole.
const LONGEST: usize = 100_000;

/// What a search asks without a filter (RFC 4516 §2).
const ANY: &str = "(objectClass=*)";

/// Before a filter that cannot be taken apart; no other one begins with it.
const AS_IT_IS: char = '?';

/// The query of a mapping: split and decoded, without its attributes and extensions, which do not count. None if
/// the database refuses it, or nobody knows how it reads it.
pub(super) fn query(text: &str) -> Option<String> {
    let text = Text::plain(text);
    let query = Query::new(&text, Dialect::Mapping);
    if query.refusal().is_some() || query.unknown().is_some() {
        return None;
    }
    let scope = query.url().scope.unwrap_or(Scope::Base).name();
    let asked = query.filter().map_or("", |part| part.text.as_str());
    // What a group takes may end in the middle of an escape.
    let asked = if asked.contains('\\') { as_it_is(asked) } else { filter(asked) };
    Some(format!("{}?{scope}?{asked}", plain(query.base().text.as_str())))
}

/// A filter without what does not count: the parentheses around it all, blanks between its parts, the case of
/// attributes, and whether a character of a value is escaped. What is no filter stays as it is.
///
/// Groups that stand in values still do, and mean the same, whatever they take: the parts keep their order, and
/// nothing stands closer.
pub(super) fn filter(text: &str) -> String {
    let text = if text.is_empty() { ANY } else { text };
    let parsed = Filter::parse(text);
    if text.len() > LONGEST || parsed.is_too_deep() || !parsed.faults().is_empty() || text.contains('\0') {
        return as_it_is(text);
    }
    let mut written = String::with_capacity(text.len());
    // The depth of each tells where the one before it ends.
    for node in parsed.nodes() {
        written.push_str(&format!("({}", node.depth));
        match &node.kind {
            NodeKind::And => written.push('&'),
            NodeKind::Or => written.push('|'),
            NodeKind::Not => written.push('!'),
            NodeKind::Item(item) => {
                let left = text.get(node.at.start..item.value.start).unwrap_or_default();
                let left =
                    left.trim_start_matches(|character: char| character == '(' || character.is_whitespace());
                let value = text.get(item.value.clone()).unwrap_or_default();
                written.push(' ');
                written.push_str(&left.to_ascii_lowercase());
                match item.operator {
                    Operator::Present => written.push_str(value),
                    _ => written.push_str(&unescaped(value)),
                }
            }
        }
    }
    written
}

fn as_it_is(text: &str) -> String {
    format!("{AS_IT_IS}{text}")
}

/// A value with nothing escaped but what has to be (RFC 4515 §3); what is not ASCII is, as it may be half a
/// character.
fn unescaped(value: &str) -> String {
    let mut written = String::with_capacity(value.len());
    let mut bytes = value.as_bytes().iter();
    while let Some(&byte) = bytes.next() {
        let (byte, is_escaped) = match (byte, bytes.as_slice()) {
            (b'\\', [first, second, ..]) if first.is_ascii_hexdigit() && second.is_ascii_hexdigit() => {
                bytes.nth(1);
                (digit(*first) << 4 | digit(*second), true)
            }
            (b'\\', [old, ..]) => {
                bytes.next();
                (*old, true)
            }
            _ => (byte, false),
        };
        let is_special = matches!(byte, b'*' | b'(' | b')' | b'\\');
        match char::from(byte) {
            character if character.is_ascii() && !character.is_control() && !(is_special && is_escaped) => {
                written.push(character);
            }
            _ => written.push_str(&format!("\\{byte:02x}")),
        }
    }
    written
}

fn digit(byte: u8) -> u8 {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or_default()
}

/// A distinguished name with the types in small letters and without spaces around; as it is, where that might
/// mean something.
pub(super) fn plain(text: &str) -> String {
    if text.contains(['\\', '"', ';', '#', '+', '<', '>']) {
        return text.to_owned();
    }
    let part = |part: &str| match part.split_once('=') {
        Some((kind, value)) => {
            // What a group takes may end with a backslash.
            let trimmed = value.trim_end_matches(' ');
            let value = if trimmed.ends_with('}') { value } else { trimmed };
            format!("{}={}", kind.trim_matches(' ').to_ascii_lowercase(), value.trim_start_matches(' '))
        }
        None => part.to_owned(),
    };
    text.split(',').map(part).collect::<Vec<String>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_is_written_alike() {
        for (one, other) in [
            ("uid=a", "(uid=a)"),
            ("(UID=a)", "(uid=a)"),
            ("", "(objectclass=*)"),
            ("(& (uid=a) (mail=*x) )", "(&(uid=a)(mail=*x))"),
            (r"(cn=J\c3\a9\2A)", r"(cn=Jé\2a)"),
            (r"(cn=\7b\41\20b)", "(cn={A b)"),
            (r"(cn=\*)", r"(cn=\2a)"),
            ("(CN:DN:2.4.6:=x)", "(cn:dn:2.4.6:=x)"),
            ("(!(uid=a))", "(! (uid=a))"),
        ] {
            assert_eq!(filter(one), filter(other), "{one}");
        }
        for (one, other) in [
            (r"(cn=\2a)", "(cn=*)"),
            ("(cn=a)", "(cn=A)"),
            ("(cn=a)", "(cn=a )"),
            ("(cn=a)", "(cn>=a)"),
            ("(&(a=b)(c=d))", "(|(a=b)(c=d))"),
            ("(&(a=b)(|(c=d))(e=f))", "(&(a=b)(|(c=d)(e=f)))"),
            ("(&(a=b)(c=d))", "(&(c=d)(a=b))"),
            ("(cn=a", "(cn=a)"),
            (r"(cn=\5c2a)", r"(cn=\2a)"),
        ] {
            assert_ne!(filter(one), filter(other), "{one}");
        }
    }

    #[test]
    fn of_a_query_counts_what_is_asked() {
        let asked = query("DC=x??sub?(uid={0})");
        for other in [
            "DC=x?dn?sub?(uid={0})",
            "dc=x??SUB?UID={0}",
            "DC%3Dx??sub?(uid=%7B0%7D)",
            "DC=x??sub?(uid={0})?x=y",
        ] {
            assert_eq!(query(other), asked, "{other}");
        }
        for other in ["DC=x??one?(uid={0})", "DC=y??sub?(uid={0})", "DC=x??sub?(uid={1})", "DC=x??sub"] {
            assert_ne!(query(other), asked, "{other}");
        }
        assert_eq!(query("DC=x"), query("DC=x??base?objectClass=*"));
        assert_eq!(query("DC=x??all?(uid={0})"), None);
        assert_eq!(query("DC=x??sub?(uid={user})"), None);
    }
}
