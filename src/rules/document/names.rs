//! What an unknown name was probably meant to be.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::spec::{CUSTOMER_X509, Field, Kind, LDAP, MAPPING, Object, USER_SECURITY, VERIFY};

/// What an unknown name was probably meant to be.
pub(crate) struct Suggestion {
    /// The member of the contract.
    pub(crate) name: &'static str,
    /// The object it belongs in.
    pub(crate) home: &'static Object,
    /// The same name but for case and separators.
    pub(super) same: bool,
    /// Whose name it is, if it is another tool's.
    pub(super) origin: Option<&'static str>,
}

/// A name of another tool for a setting of this sort.
struct Foreign {
    name: &'static str,
    /// Whose name it is; of a word that anybody may take it for, nobody's.
    origin: Option<&'static str>,
    meaning: Meaning,
}

/// What a foreign name means here.
enum Meaning {
    /// This member.
    Member(&'static str),
    /// Nothing: there is no such member, and this is why.
    Nothing(&'static str),
}

const MONGOD: &str = "mongod's configuration";
const MONGOD_OPTION: &str = "mongod's command line";
const OPERATOR: &str = "the Kubernetes operator";
const TERRAFORM: &str = "Terraform's provider";
const ATLAS_CLI: &str = "the Atlas CLI";

const TLS_ONLY: &str = "Atlas speaks LDAP over TLS only, so there is nothing to set";
const SIMPLE_BIND: &str = "Atlas binds with `bindUsername` and `bindPassword`, so there is nothing to set";

/// What other tools call the members; compared without case, `_` and `-`. A name of the contract itself
/// in snake_case (Terraform's) needs no row.
const FOREIGN_NAMES: &[Foreign] = &[
    member("queryTemplate", "authzQueryTemplate", MONGOD),
    member("queryUser", "bindUsername", MONGOD),
    member("queryPassword", "bindPassword", MONGOD),
    member("servers", "hostname", MONGOD),
    member("ldapServers", "hostname", MONGOD_OPTION),
    member("ldapQueryUser", "bindUsername", MONGOD_OPTION),
    member("ldapQueryPassword", "bindPassword", MONGOD_OPTION),
    member("ldapUserToDNMapping", "userToDNMapping", MONGOD_OPTION),
    member("ldapAuthzQueryTemplate", "authzQueryTemplate", MONGOD_OPTION),
    member("bindQueryUser", "bindUsername", OPERATOR),
    member("bindQueryPassword", "bindPassword", OPERATOR),
    member("customer_x509_cas", "cas", TERRAFORM),
    member("mappingMatch", "match", ATLAS_CLI),
    member("mappingSubstitution", "substitution", ATLAS_CLI),
    member("mappingLdapQuery", "ldapQuery", ATLAS_CLI),
    word("ca", "caCertificate"),
    word("caCert", "caCertificate"),
    word("ldapCaCertificate", "caCertificate"),
    word("host", "hostname"),
    word("server", "hostname"),
    word("ldapHost", "hostname"),
    word("ldapHostname", "hostname"),
    word("ldapPort", "port"),
    word("bindDn", "bindUsername"),
    word("bindUser", "bindUsername"),
    word("username", "bindUsername"),
    word("password", "bindPassword"),
    word("mappings", "userToDNMapping"),
    nothing("transportSecurity", MONGOD, TLS_ONLY),
    nothing("ldapTransportSecurity", MONGOD_OPTION, TLS_ONLY),
    nothing("saslMechanisms", MONGOD, SIMPLE_BIND),
    nothing("ldapBindMethod", MONGOD_OPTION, SIMPLE_BIND),
    nothing("bindMethod", OPERATOR, SIMPLE_BIND),
    nothing("timeoutMS", MONGOD, "Atlas has no setting for it"),
    nothing("bind", MONGOD, "its `queryUser` and `queryPassword` are `bindUsername` and `bindPassword` here"),
    nothing("authz", MONGOD, "its `queryTemplate` is `authzQueryTemplate` here"),
    nothing("project_id", TERRAFORM, "the project stands in the path of the request"),
];

const fn member(name: &'static str, here: &'static str, origin: &'static str) -> Foreign {
    Foreign { name, origin: Some(origin), meaning: Meaning::Member(here) }
}

const fn word(name: &'static str, here: &'static str) -> Foreign {
    Foreign { name, origin: None, meaning: Meaning::Member(here) }
}

const fn nothing(name: &'static str, origin: &'static str, why: &'static str) -> Foreign {
    Foreign { name, origin: Some(origin), meaning: Meaning::Nothing(why) }
}

/// The row of another tool's name, which is without what people vary.
fn foreign(normal_name: &str) -> Option<&'static Foreign> {
    static BY_NAME: LazyLock<HashMap<String, &Foreign>> =
        LazyLock::new(|| FOREIGN_NAMES.iter().map(|foreign| (normal(foreign.name), foreign)).collect());
    BY_NAME.get(normal_name).copied()
}

/// Whose name it is, and why there is no such member here, if another tool has one.
pub(super) fn without_counterpart(name: &str) -> Option<(&'static str, &'static str)> {
    foreign(&normal(name)).and_then(|foreign| match foreign.meaning {
        Meaning::Nothing(why) => Some((foreign.origin?, why)),
        Meaning::Member(_) => None,
    })
}

/// The objects that a document of the kind consists of.
fn objects_of(kind: Kind) -> &'static [&'static Object] {
    static NESTED: [&Object; 4] = [&USER_SECURITY, &LDAP, &CUSTOMER_X509, &MAPPING];
    static FLAT: [&Object; 1] = [&VERIFY];
    match kind {
        Kind::Verify => &FLAT,
        _ => &NESTED,
    }
}

/// The members that a document of the kind may carry.
pub(super) fn writable(object: &'static Object, kind: Kind) -> impl Iterator<Item = &'static Field> {
    object.fields.iter().filter(move |field| field.belongs_in(kind))
}

/// The first object that has a member of exactly this name.
pub(super) fn home_of(name: &str, kind: Kind) -> Option<&'static Object> {
    objects_of(kind).iter().copied().find(|object| writable(object, kind).any(|field| field.name == name))
}

/// The name of the object's own member that an unknown one was probably meant to be.
pub(crate) fn meant(name: &str, object: &'static Object, kind: Kind) -> Option<&'static str> {
    let suggestion = suggest(name, object, kind)?;
    std::ptr::eq(suggestion.home, object).then_some(suggestion.name)
}

/// Whether an unknown name was probably meant to be the bind password's.
pub(crate) fn means_bind_password(name: &str, object: &'static Object) -> bool {
    name == "bindPassword"
        || suggest(name, object, Kind::Patch).is_some_and(|suggestion| suggestion.name == "bindPassword")
}

/// A member that an unknown name may mean.
struct Candidate {
    home: &'static Object,
    field: &'static Field,
    /// Its name without what people vary.
    normal: String,
}

/// The members that a document of the kind may carry in an object, as candidates. They are made once: with every
/// unknown name all of them are compared, and making them anew took three quarters of that.
fn candidates_in(home: &'static Object, kind: Kind) -> impl Iterator<Item = &'static Candidate> {
    static OBJECTS: LazyLock<Vec<(&Object, Vec<Candidate>)>> = LazyLock::new(|| {
        let objects = [Kind::Patch, Kind::Verify].into_iter().flat_map(objects_of);
        let candidate = |home, field: &'static Field| Candidate { home, field, normal: normal(field.name) };
        let members = |home: &'static Object| home.fields.iter().map(move |field| candidate(home, field));
        objects.map(|object| (*object, members(object).collect())).collect()
    });
    let found = OBJECTS.iter().find(|(object, _)| std::ptr::eq(*object, home));
    let members = found.into_iter().flat_map(|(_, members)| members);
    members.filter(move |candidate| candidate.field.belongs_in(kind))
}

pub(crate) fn suggest(name: &str, object: &'static Object, kind: Kind) -> Option<Suggestion> {
    let candidates = || {
        let others = objects_of(kind).iter().copied().filter(move |other| !std::ptr::eq(*other, object));
        std::iter::once(object).chain(others).flat_map(move |home| candidates_in(home, kind))
    };
    let wanted = normal(name);
    let suggestion = |found: &'static Candidate, same, origin| {
        let Candidate { home, field, .. } = found;
        Suggestion { name: field.name, home, same, origin }
    };
    if let Some(found) = candidates().find(|candidate| candidate.normal == wanted) {
        // Its provider knows these two objects.
        let of_terraform = std::ptr::eq(found.home, &LDAP) || std::ptr::eq(found.home, &MAPPING);
        let origin = (of_terraform && name == snake_case(found.field.name)).then_some(TERRAFORM);
        return Some(suggestion(found, true, origin));
    }
    if let Some(foreign) = foreign(&wanted) {
        let Meaning::Member(meant) = foreign.meaning else { return None };
        let found = candidates().find(|candidate| candidate.field.name == meant)?;
        return Some(suggestion(found, false, foreign.origin));
    }
    // Long names are nothing misspelt, and the distance costs the product of both lengths.
    if wanted.len() > 40 {
        return None;
    }
    let length = wanted.chars().count();
    let misspelt = |candidate: &'static Candidate| {
        let Candidate { field, normal, .. } = candidate;
        let most = field.name.len().div_ceil(4).min(3).min(wanted.len().checked_sub(1)?);
        // The distance is no less than the lengths differ, and than there are letters that the candidate has not: most
        // are too far by that.
        let foreign = || wanted.chars().filter(|letter| !normal.contains(*letter)).count();
        if normal.len().abs_diff(length) > most || foreign() > most {
            return None;
        }
        let distance = strsim::osa_distance(normal, &wanted);
        (distance <= most).then_some((distance, candidate))
    };
    candidates()
        // In another object, a short name is near to nearly anything.
        .filter(|candidate| std::ptr::eq(candidate.home, object) || wanted.len() > 3)
        .filter_map(misspelt)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, found)| suggestion(found, false, None))
}

/// A member's name as Terraform's providers write it: `user_to_dn_mapping`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut after_lower = false;
    let mut letters = name.chars().peekable();
    while let Some(c) = letters.next() {
        let begins_word =
            c.is_ascii_uppercase() && (after_lower || letters.peek().is_some_and(char::is_ascii_lowercase));
        if begins_word && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
        after_lower = c.is_ascii_lowercase();
    }
    snake
}

/// A name without what people vary: case, `_` and `-`.
pub(super) fn normal(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect()
}

pub(super) fn in_words(object: &Object) -> String {
    match object.name {
        "the body" => "the outermost object".to_owned(),
        name => format!("`{name}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_members_that_there_are() {
        let fields = || objects_of(Kind::Patch).iter().flat_map(|object| object.fields);
        for foreign in FOREIGN_NAMES {
            let is_known = |name: &str| fields().any(|field| normal(field.name) == normal(name));
            assert!(!is_known(foreign.name), "{} is a member", foreign.name);
            if let Meaning::Member(name) = foreign.meaning {
                assert!(fields().any(|field| field.name == name), "{name} is no member");
            }
            let same = FOREIGN_NAMES.iter().filter(|other| normal(other.name) == normal(foreign.name));
            assert_eq!(same.count(), 1, "{} is there twice", foreign.name);
        }
    }

    /// What is suggested as the bind password is masked as one.
    #[test]
    fn what_means_the_bind_password_is_secret() {
        let is_hidden = |name: &str| {
            let means = means_bind_password(name, &LDAP);
            assert!(!means || crate::mask::is_secret(name), "{name:?} is shown, and its meaning is known");
            means
        };
        for foreign in FOREIGN_NAMES {
            is_hidden(foreign.name);
        }
        let mut random = crate::testing::Random(20);
        let letters: Vec<char> =
            "abdenoprswABDPW019_- .\u{200b}\u{200d}\u{2011}\u{2013}\u{3164}\u{fe0f}é".chars().collect();
        let mut count = 0;
        for _ in 0..20_000 {
            let mut name: Vec<char> = "bindPassword".chars().collect();
            for _ in 0..=random.below(4) {
                let range = random.range(name.len(), 1);
                let letter = letters[random.below(letters.len())];
                let with = if random.below(3) == 0 { None } else { Some(letter) };
                name.splice(range, with);
            }
            count += usize::from(is_hidden(&name.into_iter().collect::<String>()));
        }
        assert!(count > 10_000, "{count} of them mean it");
    }

    /// What is passed over without counting the distance would not have been near enough.
    #[test]
    fn the_nearest_name_is_meant() {
        let all = |name: &str, object: &'static Object| {
            let wanted = normal(name);
            let homes = std::iter::once(object)
                .chain(objects_of(Kind::Patch).iter().copied().filter(|other| !std::ptr::eq(*other, object)));
            homes
                .flat_map(|home| writable(home, Kind::Patch).map(move |field| (home, field.name)))
                .filter(|(home, _)| std::ptr::eq(*home, object) || wanted.len() > 3)
                .map(|found| (strsim::osa_distance(&normal(found.1), &wanted), found.1))
                .filter(|(distance, name)| {
                    *distance <= name.len().div_ceil(4).min(3) && *distance < wanted.len()
                })
                .min_by_key(|(distance, _)| *distance)
                .map(|(_, name)| name)
        };
        let mut random = crate::testing::Random(21);
        let letters: Vec<char> = "abcdehimnoprstuwCDMNU_-é9".chars().collect();
        let mut count = 0;
        for index in 0..20_000 {
            let object = [&USER_SECURITY, &LDAP, &CUSTOMER_X509, &MAPPING][index % 4];
            let fields = objects_of(Kind::Patch)[random.below(4)].fields;
            let mut name: Vec<char> = fields[random.below(fields.len())].name.chars().collect();
            for _ in 0..=random.below(5) {
                let range = random.range(name.len(), 2);
                let with: Vec<char> =
                    (0..random.below(3)).map(|_| letters[random.below(letters.len())]).collect();
                name.splice(range, with);
            }
            let name: String = name.into_iter().collect();
            let found = suggest(&name, object, Kind::Patch);
            if foreign(&normal(&name)).is_none() && found.as_ref().is_none_or(|found| !found.same) {
                let found = found.map(|found| found.name);
                assert_eq!(found, all(&name, object), "{name:?}");
                count += usize::from(found.is_some());
            }
        }
        assert!(count > 1_000, "{count} of them are near to one");
    }

    #[test]
    fn names_in_snake_case() {
        for (name, snake) in [
            ("userToDNMapping", "user_to_dn_mapping"),
            ("ldapQuery", "ldap_query"),
            ("hostname", "hostname"),
            ("authzQueryTemplate", "authz_query_template"),
        ] {
            assert_eq!(snake_case(name), snake);
        }
    }

    #[test]
    fn what_was_meant() {
        let meant = |name| suggest(name, &LDAP, Kind::Patch).map(|found| (found.name, found.origin));
        assert_eq!(meant("bind_username"), Some(("bindUsername", Some(TERRAFORM))));
        assert_eq!(meant("host_name"), Some(("hostname", None)));
        assert_eq!(meant("ca"), Some(("caCertificate", None)));
        assert_eq!(meant("cass"), Some(("cas", None)));
        assert_eq!(meant("caz"), None);
        assert_eq!(meant("BindDN"), Some(("bindUsername", None)));
        assert_eq!(meant("servers"), Some(("hostname", Some(MONGOD))));
        assert_eq!(meant("transportSecurity"), None);
    }
}
