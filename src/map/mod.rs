//! The dry run: what the database makes of a user name, without asking it.

#[cfg(test)]
mod agreement_tests;
mod authorization;
#[cfg(feature = "cli")]
pub(crate) mod expect;
mod given;
mod query;
mod result;
mod rule;
#[cfg(test)]
mod tests;
mod trace;
mod veiled;
mod warn;

use std::fmt;

use self::authorization::Authorization;
pub(crate) use self::given::Given;
use self::given::Mappings;
pub use self::result::{MapFailure, MapResult, MappedName, MappedQuery, SearchScope};
use self::rule::Rule;
pub use self::trace::{
    AuthorizationQuery, MapNext, MapOutcome, MapStep, MapTrace, MapVerdict, MapWarning, MapWarningKind,
};
use self::veiled::Veiled;
use crate::settings::UserSecurity;

/// The mapping of a body, made ready for many user names.
///
/// ```
/// let body = r#"{"ldap": {"userToDNMapping": [
///     {"match": "(.+)@mycompany\\.com", "substitution": "CN={0},OU=Users,DC=mycompany,DC=com"},
///     {"match": "(.+)", "ldapQuery": "DC=mycompany,DC=com??sub?(uid={0})"}]}}"#;
/// let settings = usersec::check(body).into_settings().expect("no errors");
/// let mapper = settings.mapper();
///
/// let trace = mapper.map("jane@mycompany.com");
/// assert_eq!(trace.outcome(), usersec::MapOutcome::Name);
/// assert_eq!(trace.name().map(|name| name.as_str()), Some("CN=jane,OU=Users,DC=mycompany,DC=com"));
///
/// // The directory decides; the query is the second entry's.
/// let trace = mapper.map("jane");
/// assert_eq!((trace.outcome(), trace.index()), (usersec::MapOutcome::Query, Some(1)));
/// let Some(usersec::MapResult::Query(query)) = trace.steps()[1].result() else { panic!("a query") };
/// assert_eq!((query.base().as_str(), query.filter()), ("DC=mycompany,DC=com", "(uid=jane)"));
/// ```
pub struct Mapper {
    mappings: Ready,
    /// The first entry that the database refuses.
    refused: Option<usize>,
    authorization: Option<Authorization>,
}

enum Ready {
    /// There are none, and why.
    None {
        is_absent: bool,
    },
    Rules(Vec<Rule>),
    /// `userToDNMapping` is no list.
    Unknown,
}

/// How many entries of a list get an automaton each.
const MOST_AUTOMATA: usize = 2_000;

impl fmt::Debug for Mapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mapper({} entries)", self.rules().len())
    }
}

impl UserSecurity {
    /// What the database makes of user names, for many of them.
    pub fn mapper(&self) -> Mapper {
        Mapper::new(&Given::of_settings(self))
    }

    /// What the database makes of a user name: a dry run, rule by rule.
    ///
    /// Everything is done anew for each name; a [`Mapper`] does it once for many.
    ///
    /// ```
    /// let body = r#"{"ldap": {"userToDNMapping": [
    ///     {"match": "(.+)@mycompany\\.com", "substitution": "CN={0},OU=Users,DC=mycompany,DC=com"}]}}"#;
    /// let settings = usersec::check(body).into_settings().expect("no errors");
    ///
    /// let trace = settings.map("jane,OU=Admins@mycompany.com");
    /// assert_eq!(trace.warnings()[0].kind(), usersec::MapWarningKind::DnInjection);
    /// assert_eq!(settings.map("jane").outcome(), usersec::MapOutcome::NoMatch);
    /// ```
    pub fn map(&self, user: &str) -> MapTrace {
        self.mapper().map(user)
    }
}

impl Mapper {
    pub(crate) fn new(given: &Given) -> Self {
        let mappings = match &given.mappings {
            Mappings::Absent => Ready::None { is_absent: true },
            Mappings::Unknown => Ready::Unknown,
            Mappings::List(entries) if entries.is_empty() => Ready::None { is_absent: false },
            Mappings::List(entries) => {
                let entries = entries.iter().enumerate();
                Ready::Rules(entries.map(|(index, entry)| Rule::new(entry, index < MOST_AUTOMATA)).collect())
            }
        };
        let mut mapper = Self { mappings, refused: None, authorization: Authorization::new(given) };
        mapper.refused = mapper.rules().iter().position(|rule| rule.refusal().is_some());
        mapper
    }

    fn rules(&self) -> &[Rule] {
        match &self.mappings {
            Ready::Rules(rules) => rules,
            Ready::None { .. } | Ready::Unknown => &[],
        }
    }

    /// How many entries there are.
    #[cfg(feature = "cli")]
    pub(crate) fn len(&self) -> usize {
        self.rules().len()
    }

    /// Whether the body has no `userToDNMapping`.
    #[cfg(feature = "cli")]
    pub(crate) fn is_mapping_absent(&self) -> bool {
        matches!(self.mappings, Ready::None { is_absent: true })
    }

    /// The expression of an entry as it may be shown.
    #[cfg(feature = "cli")]
    pub(crate) fn pattern(&self, index: usize) -> Option<&str> {
        self.rules().get(index)?.pattern.as_ref().map(Veiled::shown)
    }

    /// What the database makes of a user name.
    pub fn map(&self, user: &str) -> MapTrace {
        let mut trace = MapTrace {
            user: user.to_owned(),
            outcome: MapOutcome::NoMatch,
            index: None,
            name: None,
            steps: Vec::new(),
            authorization: None,
            warnings: Vec::new(),
        };
        match (&self.mappings, self.refused.and_then(|index| Some((index, self.rules().get(index)?)))) {
            (Ready::Unknown, _) => trace.outcome = MapOutcome::CannotTell,
            (Ready::None { .. }, _) => {
                trace.outcome = MapOutcome::PassThrough;
                trace.name = Some(MappedName::new(Veiled::of_user(user)));
            }
            (Ready::Rules(_), Some((index, rule))) => {
                trace.outcome = MapOutcome::RefusedAtStart;
                trace.index = Some(index);
                trace.steps.push(rule.step(index, user));
            }
            (Ready::Rules(rules), None) => follow(rules, user, &mut trace),
        }
        let gets_in = !matches!(trace.outcome, MapOutcome::NoMatch | MapOutcome::RefusedAtStart);
        if let Some(authorization) = self.authorization.as_ref().filter(|_| gets_in) {
            trace.authorization = Some(authorization.query(user, trace.name.as_ref()));
        }
        trace.warnings = warn::warnings(self, &trace);
        trace
    }
}

/// Tries one entry after the other.
fn follow(rules: &[Rule], user: &str, trace: &mut MapTrace) {
    let mut open = None;
    for (index, rule) in rules.iter().enumerate() {
        let step = rule.step(index, user);
        let found = match step.result() {
            Some(MapResult::Name(name)) => Some(name.clone()),
            _ => None,
        };
        match step.next {
            MapNext::FallsThroughUnlessOneEntry => open = open.or(Some((MapOutcome::Query, index))),
            MapNext::CannotTell => open = open.or(Some((MapOutcome::CannotTell, index))),
            MapNext::EndsHere | MapNext::FallsThrough | MapNext::DoesNotStart => {}
        }
        trace.steps.push(step);
        if let Some(name) = found {
            if open.is_none() {
                trace.outcome = MapOutcome::Name;
                trace.index = Some(index);
                trace.name = Some(name);
            }
            break;
        }
    }
    if let Some((outcome, index)) = open {
        trace.outcome = outcome;
        trace.index = Some(index);
    }
}
