//! What stands in a slot of a query that is not its own, and before all of them.

use std::ops::Range;

use super::{Scope, Url};

/// A part that stands where another belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misplaced {
    /// `(b=c)`: a filter where the base belongs.
    FilterInBase,
    /// `dc=a?sub?(b=c)`: a `?` is missing, so the scope and the filter stand one slot too early.
    OneSlotEarly,
    /// `dc=a?sub?memberOf`: the attributes and the scope have changed places.
    Swapped,
    /// `dc=a?sub`: a scope where attributes belong.
    ScopeInAttributes,
    /// `dc=a?(b=c)`
    FilterInAttributes,
    /// `dc=a?memberOf?(b=c)`
    FilterInScope,
    /// `dc=a???sub`: one `?` too many.
    ScopeInFilter,
    /// `dc=a??sub??(b=c)`: one `?` too many.
    FilterInExtensions,
}

impl Misplaced {
    /// Whether the attributes are not to be found in their slot.
    pub(crate) fn is_in_attributes(self) -> bool {
        use Misplaced::{FilterInAttributes, OneSlotEarly, ScopeInAttributes, Swapped};
        matches!(self, OneSlotEarly | Swapped | ScopeInAttributes | FilterInAttributes)
    }

    /// Whether the scope is none because another part stands in its slot.
    pub(crate) fn is_in_scope(self) -> bool {
        matches!(self, Misplaced::OneSlotEarly | Misplaced::Swapped | Misplaced::FilterInScope)
    }
}

impl Scope {
    /// The scope that a text is meant to be, if it is none: as other software spells it, or RFC 4511; and
    /// whether that is sure.
    pub(crate) fn meant(text: &str) -> Option<(Self, bool)> {
        let trimmed = text.trim();
        if let Some(scope) = Self::parse(trimmed) {
            return Some((scope, true));
        }
        let word: String = trimmed.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
        let word = word.to_ascii_lowercase();
        let word = word.strip_prefix("scope").unwrap_or(&word);
        let word = word.strip_suffix("scope").unwrap_or(word);
        match word {
            "base" | "object" | "baseobject" => Some((Scope::Base, true)),
            "one" | "onelevel" | "singlelevel" => Some((Scope::One, true)),
            "sub" | "subtree" | "wholesubtree" => Some((Scope::Sub, true)),
            // Numbers as libraries define them; and a scope that leaves out the base itself.
            "0" => Some((Scope::Base, false)),
            "1" | "single" | "level" => Some((Scope::One, false)),
            "2" | "children" | "child" | "subordinate" | "subord" | "subordinates" | "subs" | "tree"
            | "all" => Some((Scope::Sub, false)),
            _ => {
                let mut near = [Scope::Base, Scope::One, Scope::Sub]
                    .into_iter()
                    .filter(|scope| is_near(word, scope.name()));
                near.next().filter(|_| near.next().is_none()).map(|scope| (scope, false))
            }
        }
    }

    /// Whether nobody would take the text for anything but a scope.
    fn is_word(text: &str) -> bool {
        let trimmed = text.trim();
        let is_number = trimmed.bytes().all(|b| b.is_ascii_digit());
        !is_number && Self::meant(trimmed).is_some_and(|(_, is_sure)| is_sure)
    }
}

/// Whether one character more, less, or another makes the one of the other.
fn is_near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().take(8).collect(), other.chars().collect());
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let rest = |word: &[char], skip: usize| word.get(skip..).map(<[char]>::to_vec);
    let ends_alike = |a: usize, b: usize| rest(&one, a).is_some_and(|tail| Some(tail) == rest(&other, b));
    ends_alike(same + 1, same + 1) || ends_alike(same + 1, same) || ends_alike(same, same + 1)
}

/// What is misplaced in a query that has been split.
pub(super) fn misplaced(text: &str, url: &Url) -> Option<Misplaced> {
    let part = |range: &Option<Range<usize>>| {
        range.clone().and_then(|range| text.get(range)).unwrap_or_default().trim()
    };
    let (attributes, scope, filter) = (part(&url.attributes), part(&url.scope_at), part(&url.filter));
    let extensions = part(&url.extensions);
    if is_filter(part(&Some(url.base.clone()))) {
        return Some(Misplaced::FilterInBase);
    }
    if Scope::is_word(attributes) {
        return match scope {
            "" => Some(Misplaced::ScopeInAttributes),
            _ if is_filter(scope) => Some(Misplaced::OneSlotEarly),
            _ if url.scope.is_none() && Scope::meant(scope).is_none() => Some(Misplaced::Swapped),
            // Two scopes: an attribute may be of that name.
            _ => None,
        };
    }
    if is_filter(attributes) {
        return Some(Misplaced::FilterInAttributes);
    }
    if is_filter(scope) {
        return Some(Misplaced::FilterInScope);
    }
    if scope.is_empty() && Scope::is_word(filter) {
        return Some(Misplaced::ScopeInFilter);
    }
    (filter.is_empty() && is_filter(extensions)).then_some(Misplaced::FilterInExtensions)
}

fn is_filter(text: &str) -> bool {
    text.starts_with('(') || text.starts_with("%28")
}

/// The scheme and the host of an absolute URL (RFC 4516 §2), with what RFC 3986 appendix C puts around it.
pub(super) fn absolute(text: &str, base: &Range<usize>) -> Option<Range<usize>> {
    let part = text.get(base.clone())?;
    let scheme = part.strip_prefix('<').unwrap_or(part);
    let marked = scheme.get(..4).filter(|mark| mark.eq_ignore_ascii_case("url:"));
    let scheme = marked.and_then(|mark| scheme.get(mark.len()..)).unwrap_or(scheme);
    let (name, rest) = scheme.split_once("://")?;
    let is_scheme = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let host = rest.find('/').map_or(rest.len(), |slash| slash + 1);
    is_scheme.then(|| base.start..base.end - (rest.len() - host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language as _;

    #[test]
    fn scopes_of_other_software_are_understood() {
        for (text, scope, is_sure) in [
            (" sub", Scope::Sub, true),
            ("subtree", Scope::Sub, true),
            ("SUBTREE_SCOPE", Scope::Sub, true),
            ("LDAP_SCOPE_BASE", Scope::Base, true),
            ("one-level", Scope::One, true),
            ("baseObject", Scope::Base, true),
            ("children", Scope::Sub, false),
            ("2", Scope::Sub, false),
            ("basex", Scope::Base, false),
            ("bas", Scope::Base, false),
            ("onne", Scope::One, false),
            ("sud", Scope::Sub, false),
        ] {
            let meant = Scope::meant(text.trim_start_matches("LDAP_"));
            assert_eq!(meant, Some((scope, is_sure)), "{text}");
        }
        for text in ["", "memberOf", "(a=b)", "s", "onsub", "é"] {
            assert_eq!(Scope::meant(text), None, "{text}");
        }
    }

    #[test]
    fn parts_in_the_slots_of_others_are_seen() {
        use Misplaced::*;
        for (text, expected) in [
            ("(b=c)?sub", Some(FilterInBase)),
            ("dc=a?sub?(b=c)", Some(OneSlotEarly)),
            ("{USER}?base?memberOf", Some(Swapped)),
            ("dc=a?subtree", Some(ScopeInAttributes)),
            ("dc=a?sub??(b=c)", Some(ScopeInAttributes)),
            ("dc=a?(b=c)?sub", Some(FilterInAttributes)),
            ("dc=a?memberOf?(b=c)", Some(FilterInScope)),
            ("dc=a???sub", Some(ScopeInFilter)),
            ("dc=a??sub??(b=c)", Some(FilterInExtensions)),
            ("dc=a??sub?(b=c)?(x", None),
            ("dc=a?one?base", None),
            ("dc=a?b?subtree?(b=c)", None),
            ("dc=a?0?base", None),
            ("{USER}?memberOf?base", None),
            ("", None),
        ] {
            assert_eq!(Url::parse(text).misplaced, expected, "{text}");
        }
    }

    #[test]
    fn schemes_and_hosts_stand_before_the_base() {
        for (text, expected) in [
            ("ldaps://ldap.example.com:636/dc=a??sub", Some("ldaps://ldap.example.com:636/")),
            ("ldap:///dc=a", Some("ldap:///")),
            ("LDAP://host", Some("LDAP://host")),
            ("URL:ldap:///dc=a", Some("URL:ldap:///")),
            ("<ldap:///dc=a>", Some("<ldap:///")),
            ("<url:ldapi://%2fvar/dc=a>", Some("<url:ldapi://%2fvar/")),
            ("<ldap://host>", Some("<ldap://host")),
            ("dc=a?x://y", None),
            ("labeledURI=http://a/b,dc=c", None),
            ("://", None),
        ] {
            let found = Url::parse(text).absolute;
            assert_eq!(found.map(|range| &text[range]), expected, "{text}");
        }
        let url = Url::parse("<ldap:///dc=a??sub?(uid={0})>");
        assert_eq!(url.filter, Some(19..28));
    }
}
