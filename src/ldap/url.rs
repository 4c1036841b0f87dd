//! Relative LDAP URLs (RFC 4516 §2) as the database splits them: `dn?attributes?scope?filter?extensions`.
//!
//! All ranges are of the text as it was given. What is percent-encoded is decoded part by part, by
//! [`Text::percent_decoded`](crate::json::Text::percent_decoded), so that places in a decoded part still
//! point into the file.

mod slots;

use std::ops::Range;

use crate::language::{Fault, Language};

pub(crate) use slots::Misplaced;

/// How many faults of one kind are kept of a slot: a text may consist of nothing else.
pub(crate) const MOST: usize = 1_000;

/// A query, split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    /// Where the base stands: up to the first `?`. Perhaps empty.
    pub(crate) base: Range<usize>,
    /// The slot of the attributes, if there is one; perhaps empty.
    pub(crate) attributes: Option<Range<usize>>,
    pub(crate) scope_at: Option<Range<usize>>,
    /// What the slot of the scope says: `Base` for an empty or absent one; none if it says something else.
    pub(crate) scope: Option<Scope>,
    pub(crate) filter: Option<Range<usize>>,
    /// All that follows the fourth `?`, further ones included. The database does not decode it.
    pub(crate) extensions: Option<Range<usize>>,
    /// A scheme and a host before the base, for the database a part of it: up to the `/` behind the host.
    pub(crate) absolute: Option<Range<usize>>,
    /// A part that stands where another belongs.
    pub(crate) misplaced: Option<Misplaced>,
    pub(crate) faults: Vec<Fault<UrlFault>>,
}

/// How deep below the base (RFC 4511 §4.5.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Base,
    One,
    Sub,
}

impl Scope {
    /// As queries spell it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Scope::Base => "base",
            Scope::One => "one",
            Scope::Sub => "sub",
        }
    }

    /// `scope` (RFC 4516 §2), in any case.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Scope::Base, Scope::One, Scope::Sub]
            .into_iter()
            .find(|scope| text.eq_ignore_ascii_case(scope.name()))
    }
}

/// What the database refuses when it splits the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum UrlFault {
    /// The scope is none of base, one, sub.
    Scope,
    /// A `%` without two hexadecimal digits. The database reads them with `strtol`, which takes a sign
    /// before one digit as well; that is a fault here.
    Percent,
}

impl Language for Url {
    type Fault = UrlFault;

    fn parse(text: &str) -> Self {
        let absolute = slots::absolute(text, &(0..text.find('?').unwrap_or(text.len())));
        // `<ldap:///dc=a>`: both angles go together.
        let angled = absolute.is_some() && text.starts_with('<');
        let text = text.strip_suffix('>').filter(|_| angled).unwrap_or(text);
        let mut at = 0;
        let mut parts = text.splitn(5, '?').map(|part| {
            let range = at..at + part.len();
            at = range.end + 1;
            range
        });
        let base = parts.next().unwrap_or(0..0);
        let absolute = absolute.map(|at| at.start..at.end.min(base.end));
        let (attributes, scope_at, filter) = (parts.next(), parts.next(), parts.next());
        let extensions = parts.next();

        let mut faults = Vec::new();
        bad_percents(text, &base, &mut faults);
        for part in attributes.iter() {
            bad_percents(text, part, &mut faults);
        }
        let spelled = scope_at.clone().and_then(|range| text.get(range)).unwrap_or_default();
        let scope = if spelled.is_empty() { Some(Scope::Base) } else { Scope::parse(spelled) };
        if scope.is_none() {
            faults.push(Fault::new(UrlFault::Scope, scope_at.clone().unwrap_or(0..0)));
        }
        for part in filter.iter() {
            bad_percents(text, part, &mut faults);
        }
        let misplaced = None;
        let url = Self { base, attributes, scope_at, scope, filter, extensions, absolute, misplaced, faults };
        Self { misplaced: slots::misplaced(text, &url), ..url }
    }

    fn faults(&self) -> &[Fault<UrlFault>] {
        &self.faults
    }
}

/// Each `%` of the part that no two hexadecimal digits follow: `pct-encoded` (RFC 3986 §2.1).
fn bad_percents(text: &str, part: &Range<usize>, faults: &mut Vec<Fault<UrlFault>>) {
    let inside = text.get(part.clone()).unwrap_or_default();
    let bad = inside.match_indices('%').filter_map(|(at, _)| {
        let rest = inside.get(at + 1..).unwrap_or_default();
        let digits = rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count();
        let shown = rest
            .bytes()
            .take(2)
            .take_while(|&b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-'))
            .count();
        (digits < 2).then(|| part.start + at..part.start + at + 1 + shown)
    });
    faults.extend(bad.take(MOST).map(|at| Fault::new(UrlFault::Percent, at)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Text;
    use crate::testing::vectors;
    use proptest::prelude::*;
    use serde_json::Value;

    /// The parts, as they are spelt.
    fn parts<'t>(text: &'t str, url: &Url) -> [Option<&'t str>; 5] {
        let part = |range: &Option<Range<usize>>| range.clone().map(|range| &text[range]);
        [
            Some(&text[url.base.clone()]),
            part(&url.attributes),
            part(&url.scope_at),
            part(&url.filter),
            part(&url.extensions),
        ]
    }

    #[test]
    fn a_query_is_split_at_four_question_marks() {
        for (text, expected) in [
            ("", [Some(""), None, None, None, None]),
            ("dc=a?b", [Some("dc=a"), Some("b"), None, None, None]),
            ("dc=a???(c=d)", [Some("dc=a"), Some(""), Some(""), Some("(c=d)"), None]),
            ("dc=a?b?sub?(c=d)?x?y?", [Some("dc=a"), Some("b"), Some("sub"), Some("(c=d)"), Some("x?y?")]),
        ] {
            assert_eq!(parts(text, &Url::parse(text)), expected, "{text}");
        }
    }

    #[test]
    fn scopes_are_known_in_any_case() {
        for (text, scope) in [
            ("dc=a", Some(Scope::Base)),
            ("dc=a??", Some(Scope::Base)),
            ("dc=a??BASE", Some(Scope::Base)),
            ("dc=a??One", Some(Scope::One)),
            ("dc=a??sub?", Some(Scope::Sub)),
            ("dc=a??subtree", None),
            ("dc=a?? sub", None),
            ("dc=a??(c=d)", None),
        ] {
            let url = Url::parse(text);
            assert_eq!(url.scope, scope, "{text}");
            let faulty = url.faults == [Fault::new(UrlFault::Scope, 6..text.len())];
            assert_eq!(faulty, scope.is_none(), "{text}: {:?}", url.faults);
        }
    }

    #[test]
    fn a_percent_needs_two_digits() {
        for (text, at) in [
            ("dc=%", 3..4),
            ("dc=%6", 3..5),
            ("dc=%zz", 3..6),
            ("dc=%+1", 3..6),
            ("dc=%é", 3..4),
            ("dc=%%41", 3..4),
            ("dc=%4?1", 3..5),
            ("dc=a?%?base", 5..6),
            ("dc=a???(a=b%)", 11..12),
        ] {
            assert_eq!(Url::parse(text).faults, [Fault::new(UrlFault::Percent, at)], "{text}");
        }
        for text in ["dc=%41%C3%a9", "dc=a????%"] {
            assert_eq!(Url::parse(text).faults, [], "{text}");
        }
    }

    #[test]
    fn many_faults_are_not_all_kept() {
        let text = "%".repeat(10 * MOST);
        assert_eq!(Url::parse(&text).faults.len(), MOST);
    }

    /// The database was asked about each: what it refuses for other reasons than its placeholders is a fault,
    /// and what it takes is split in the same way.
    #[test]
    fn queries_are_split_as_the_database_splits_them() {
        let mut split = 0;
        for row in vectors("url") {
            let query = row["url"].as_str().expect("a query");
            let url = Url::parse(query);
            let verdicts = [&row["mongod_authz_startup"], &row["mongod_ldapQuery_startup"]];
            let Some(taken) = verdicts.into_iter().find(|verdict| verdict["ok"] == true) else {
                assert!(!url.faults.is_empty() || query.contains('{'), "{row}: {url:?}");
                continue;
            };
            // A sign before one digit: `strtol` takes it.
            if row["id"] == "u-122" {
                assert_eq!(url.faults, [Fault::new(UrlFault::Percent, 4..7)]);
                continue;
            }
            assert_eq!(url.faults, [], "{row}");
            let raw = serde_json::to_string(query).expect("JSON");
            let text = Text::literal(&raw[1..raw.len() - 1], 1);
            if url.absolute.is_some() && query.starts_with('<') {
                continue;
            }
            let part = |range: &Option<Range<usize>>| {
                text.percent_decoded(range.clone().unwrap_or(0..0)).as_str().to_owned()
            };
            assert_eq!(taken["scope"], url.scope.expect("a scope").name(), "{row}");
            assert_eq!(taken["ext"], parts(query, &url)[4].unwrap_or_default(), "{row}");
            // The vectors write a byte that is no UTF-8 as `\xc3`.
            for (name, range) in [("dn", &Some(url.base.clone())), ("filter", &url.filter)] {
                let said = taken[name].as_str().unwrap_or_default();
                let decoded = part(range);
                assert!(said == decoded || decoded.contains('\u{fffd}'), "{row}: {decoded:?}");
            }
            let attributes = part(&url.attributes);
            let injected = taken["attrs_injected"] == true || attributes.is_empty();
            let said = taken["attrs"].as_array().expect("a list").iter().filter_map(Value::as_str);
            assert!(injected || said.eq(attributes.split(',')), "{row}: {attributes:?}");
            split += 1;
        }
        assert!(split > 80, "{split}");
    }

    proptest! {
        #[test]
        fn the_parts_are_the_text(text in "[a?%4é]{0,20}") {
            let url = Url::parse(&text);
            let joined: Vec<&str> = parts(&text, &url).into_iter().flatten().collect();
            prop_assert_eq!(joined.join("?"), text.as_str());
            for fault in url.faults() {
                prop_assert!(text.get(fault.at.clone()).is_some_and(|at| !at.is_empty()));
            }
        }
    }
}
