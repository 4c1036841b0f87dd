//! Members of documents, and all that is below them.

use std::fmt;

use crate::quote::printable;

/// A JSON pointer (RFC 6901), a token of which may be `*` for any one name or number.
/// Its `Debug` shows how many tokens there are.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Pattern(Vec<String>);

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({} tokens)", self.0.len())
    }
}

/// Why a text is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PointerFault {
    /// It does not begin with `/`.
    NoSlash,
    /// It ends with `/`: the member whose name is empty.
    EmptyName,
    /// `~` and neither 0 nor 1 behind it.
    Tilde,
}

impl Pattern {
    pub(super) fn parse(text: &str) -> Result<Self, PointerFault> {
        let Some(rest) = text.strip_prefix('/') else {
            return if text.is_empty() { Ok(Self::default()) } else { Err(PointerFault::NoSlash) };
        };
        if rest.is_empty() || rest.ends_with('/') {
            return Err(PointerFault::EmptyName);
        }
        let is_escape = |behind: &str| behind.starts_with(['0', '1']);
        if !text.split('~').skip(1).all(is_escape) {
            return Err(PointerFault::Tilde);
        }
        // Findings have the names of their members as they are shown.
        Ok(Self(rest.split('/').map(|token| printable(token).into_owned()).collect()))
    }

    /// Whether the pointer of a finding leads there, or below.
    pub(super) fn holds(&self, pointer: &str) -> bool {
        let mut tokens = pointer.strip_prefix('/').map(|rest| rest.split('/')).into_iter().flatten();
        self.0.iter().all(|wanted| tokens.next().is_some_and(|token| wanted == "*" || wanted == token))
    }
}

/// The pointer that was meant by `ldap.port`, `$.ldap.port`, `ldap/port` or `#/ldap/port`.
pub(super) fn meant(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['#', '$']).trim_matches(['/', '.']);
    let parts: Vec<&str> = text.split(['/', '.', '[', ']']).filter(|part| !part.is_empty()).collect();
    let is_plain = |part: &&str| part.chars().all(|c| c.is_ascii_alphanumeric() || c == '*');
    (!parts.is_empty() && parts.iter().all(is_plain)).then(|| format!("/{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_holds_for_the_member_and_what_is_below() {
        for (pattern, yes, no) in [
            ("", &["", "/ldap", "/ldap/port"][..], &[][..]),
            ("/ldap", &["/ldap", "/ldap/port"], &["", "/ldaps", "/customerX509"]),
            ("/ldap/*/0", &["/ldap/a/0", "/ldap/a/0/match"], &["/ldap/a", "/ldap/a/1", "/ldap/0"]),
            ("/*", &["/ldap", "/a/b"], &[""]),
            ("/a~1b/~0", &["/a~1b/~0"], &["/a/b/~0"]),
        ] {
            let pattern = Pattern::parse(pattern).expect("a pointer");
            for pointer in yes {
                assert!(pattern.holds(pointer), "{pattern:?} {pointer}");
            }
            for pointer in no {
                assert!(!pattern.holds(pointer), "{pattern:?} {pointer}");
            }
        }
    }

    #[test]
    fn what_is_none_is_told() {
        for (text, fault) in [
            ("ldap/port", PointerFault::NoSlash),
            ("/", PointerFault::EmptyName),
            ("/ldap/", PointerFault::EmptyName),
            ("/a~2", PointerFault::Tilde),
            ("/a~", PointerFault::Tilde),
        ] {
            assert_eq!(Pattern::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn other_ways_to_write_one_are_understood() {
        for text in ["ldap.port", "$.ldap.port", "ldap/port", "#/ldap/port", "/ldap/port/"] {
            assert_eq!(meant(text).as_deref(), Some("/ldap/port"), "{text}");
        }
        assert_eq!(meant("ldap.userToDNMapping[0].match").as_deref(), Some("/ldap/userToDNMapping/0/match"));
        assert_eq!(meant("a b"), None);
        assert_eq!(meant("$"), None);
    }
}
