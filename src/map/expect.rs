//! What somebody expects of a user name, and whether it comes so.

use super::result::MappedName;
use super::trace::{MapOutcome, MapTrace};
use crate::language::Language as _;
use crate::ldap::dn::{Dn, Quirk, Rdn, is_naming};

/// A user name and what it is expected to become: nothing if the name is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expectation {
    pub(crate) user: String,
    pub(crate) name: String,
}

/// How an expectation came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Comparison {
    Met,
    /// The same but for letter case in values, of which the directory's schema decides.
    OtherCase,
    Differs,
    /// The name does, but the query for its groups fails, and so the login.
    NoGroups,
    /// Not known offline.
    CannotTell,
}

/// In no line of a person there are more `=`.
const MOST: usize = 200;

impl Expectation {
    /// `NAME=DN`. Either side may have `=` in it, as X.509 subjects have when they are user names. So the name
    /// ends where one of the users asked for ends, or else where a distinguished name begins; none if there
    /// are several such places, or none.
    pub(crate) fn parse(text: &str, users: &[String]) -> Option<Self> {
        let places: Vec<(&str, &str)> = text
            .match_indices('=')
            .take(MOST)
            .filter_map(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?)))
            .collect();
        let only = |is_one: &dyn Fn(&str, &str) -> bool| {
            let mut fitting = places.iter().filter(|(user, name)| is_one(user, name));
            fitting.next().filter(|_| fitting.next().is_none())
        };
        let (user, name) = only(&|user, _| users.iter().any(|known| known == user))
            .or_else(|| only(&|_, name| is_plain(&Dn::parse(name))))
            .or_else(|| only(&|_, name| name.is_empty()))
            .or_else(|| only(&|_, name| Dn::parse(name).faults().is_empty()))
            .or_else(|| only(&|_, _| true))?;
        Some(Self { user: (*user).to_owned(), name: (*name).to_owned() })
    }

    /// Whether it comes so.
    pub(crate) fn compare(&self, trace: &MapTrace) -> Comparison {
        let is_nothing = self.name.is_empty();
        match (trace.outcome(), trace.name()) {
            (MapOutcome::Query | MapOutcome::CannotTell, _) => Comparison::CannotTell,
            (MapOutcome::NoMatch, _) if is_nothing => Comparison::Met,
            (_, Some(name)) => match compare(&self.name, name) {
                Comparison::Met if trace.authorization().is_some_and(|query| query.lets_nobody_in) => {
                    Comparison::NoGroups
                }
                comparison => comparison,
            },
            (_, None) => Comparison::Differs,
        }
    }
}

/// Whether it is a name as people write them: known types, and no `=` in a value.
fn is_plain(dn: &Dn) -> bool {
    let types = |rdn: &Rdn| rdn.attributes().iter().all(|part| is_naming(part.attribute_type()));
    dn.faults().is_empty()
        && dn.rdns().iter().all(types)
        && dn.remarks().iter().all(|remark| remark.quirk != Quirk::UnescapedEquals)
}

fn compare(expected: &str, name: &MappedName) -> Comparison {
    let parsed = Dn::parse(expected);
    let (Some(dn), true) = (name.dn(), parsed.faults().is_empty()) else {
        return if expected == name.as_str() { Comparison::Met } else { Comparison::Differs };
    };
    let (expected, found) = (canonical(&parsed), canonical(dn));
    if expected == found {
        return Comparison::Met;
    }
    let folded = |dn: &[Vec<(String, String)>]| -> Vec<Vec<(String, String)>> {
        let part = |(kind, value): &(String, String)| (kind.clone(), value.to_lowercase());
        dn.iter().map(|rdn| sorted(rdn.iter().map(part).collect())).collect()
    };
    match folded(&expected) == folded(&found) {
        true => Comparison::OtherCase,
        false => Comparison::Differs,
    }
}

/// Types in one spelling, and what is joined by `+` in one order.
fn canonical(dn: &Dn) -> Vec<Vec<(String, String)>> {
    let rdn = |rdn: &Rdn| {
        let parts = rdn.attributes().iter().map(|part| {
            let kind = part.short_type().unwrap_or(part.attribute_type());
            (kind.to_ascii_lowercase(), part.value().to_owned())
        });
        sorted(parts.collect())
    };
    dn.rdns().iter().map(rdn).collect()
}

fn sorted(mut parts: Vec<(String, String)>) -> Vec<(String, String)> {
    parts.sort_unstable();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::veiled::Veiled;

    fn split(text: &str, users: &[&str]) -> Option<(String, String)> {
        let users: Vec<String> = users.iter().map(|user| (*user).to_owned()).collect();
        Expectation::parse(text, &users).map(|expectation| (expectation.user, expectation.name))
    }

    #[test]
    fn a_name_ends_where_a_distinguished_name_begins() {
        for (user, name) in [
            ("alice", "CN=alice,DC=example,DC=com"),
            ("alice@corp.com", "cn=alice"),
            ("CN=alice,DC=corp", "CN=alice,DC=x"),
            ("CN=alice", "uid=alice,ou=people,o=example"),
            ("uid=a,ou=b", "cn=x+uid=y,dc=z"),
            ("a=b", "CN=x"),
            ("bob", ""),
            ("CN=bob,DC=x", ""),
            ("", "CN=,DC=x"),
            ("alice", "alice@corp.com"),
            ("alice", "myAttribute=x"),
        ] {
            let found = split(&format!("{user}={name}"), &[]);
            assert_eq!(found, Some((user.to_owned(), name.to_owned())));
        }
        assert_eq!(split("alice", &[]), None);
        assert_eq!(split("p=q=r=s", &[]), None, "several places, and nothing tells");
        assert_eq!(split("p=q=r=s", &["p=q=r"]), Some(("p=q=r".to_owned(), "s".to_owned())));
        assert_eq!(split("p=q=r=s", &["p", "p=q"]), None);
    }

    #[test]
    fn names_are_compared_as_names() {
        for (one, other, expected) in [
            ("CN=a,DC=b", "cn=a, dc=b", Comparison::Met),
            ("commonName=a,DC=b", "CN=a,DC=b", Comparison::Met),
            ("CN=a+UID=b,DC=c", "uid=b+cn=a,dc=c", Comparison::Met),
            (r"CN=a\2Cb", r"CN=a\,b", Comparison::Met),
            ("CN=a,DC=b", "CN=A,DC=b", Comparison::OtherCase),
            ("CN=a+UID=B", "UID=b+CN=A", Comparison::OtherCase),
            ("CN=a,DC=b", "DC=b,CN=a", Comparison::Differs),
            ("CN=a", "CN=a,DC=b", Comparison::Differs),
            ("a@b", "a@b", Comparison::Met),
            ("a@b", "A@b", Comparison::Differs),
        ] {
            let name = MappedName::new(Veiled::of_user(other));
            assert_eq!(compare(one, &name), expected, "{one} and {other}");
        }
    }
}
