//! A state from what a GET answers.

use super::apply::of_answer;
use super::error::{StateError, StateErrorKind as Kind};
use super::words::shown;
use super::{OBJECTS, State};
use crate::api::response::{failure, words};
use crate::conventions::Conventions;
use crate::json::{Data, Member, Value};
use crate::payload::ObjectAt;
use crate::rules::suggest;
use crate::source::{MAX_INPUT, Source};
use crate::span::Span;
use crate::spec::{Access, Field, Object, Type, USER_SECURITY};
use crate::{Linter, spec};

const STORED: &str = "what is stored";

impl State {
    /// What `GET …/userSecurity` answered, or a PATCH (its 202 has the same form), also with
    /// `?envelope=true`, and with the head that `curl --include` puts before it. Links are left out; so are
    /// nulls, and a bind password, should one stand there.
    ///
    /// # Errors
    ///
    /// [`StateError`] if it is no JSON, an error of the API, or no such configuration. An object without
    /// members is one: nothing is stored. If it has a member twice, or lacks one that may be stored and has another
    /// of nearly that name (`bind_username`), or that one in another place, it is none: what is stored cannot be
    /// told. Other members that the contract does not know are left out.
    pub fn parse(answer: impl AsRef<[u8]>) -> Result<State, StateError> {
        State::with_unknown(answer.as_ref()).map(|(state, _)| state)
    }

    /// The same, and the names, to be shown, of the members that the contract does not know.
    ///
    /// # Errors
    ///
    /// Those of [`State::parse`].
    pub(crate) fn with_unknown(bytes: &[u8]) -> Result<(State, Vec<String>), StateError> {
        if bytes.len() > MAX_INPUT {
            let message = "it is too large: no more than 128 MiB are read";
            return Err(StateError::new(&[], Kind::TooLarge, Span::at(0), message));
        }
        let source = Source::under(Conventions::usual(), bytes, spec::Kind::Response, MAX_INPUT);
        let Some(document) = source.document() else { return Err(no_json(bytes)) };
        let no = |kind, span, message: String| Err(StateError::new(bytes, kind, span, message));
        let Some(root) = ObjectAt::of(&document.root) else {
            let found = phrase(&document.root);
            let message = format!("it is {found}, and the answer to a GET is an object");
            return no(Kind::NotAConfiguration, start_of(&document.root), message);
        };
        if let Some(failure) = failure(root, document.status) {
            return no(Kind::Refusal, failure.at, words(&failure.name(), STORED));
        }
        // Every answer of the API may have links.
        let of_others = root.members.iter().find(|member| member.name.as_str() != "links");
        if let Some(first) = of_others.filter(|_| OBJECTS.iter().all(|(name, _)| root.member(name).is_none()))
        {
            let message = "it has neither `ldap` nor `customerX509`: it is no answer to GET …/userSecurity";
            return no(Kind::NotAConfiguration, first.key, message.to_owned());
        }
        let mut members = Members { homes: homes(root), unknown: Vec::new() };
        members
            .of(root, "")
            .map_err(|(at, message)| StateError::new(bytes, Kind::NotAConfiguration, at, message))?;
        Ok((of_answer(root), members.unknown))
    }
}

/// A fault: its place, and what it is.
type Fault = (Span, String);

/// A look at the members of an answer: whether it is certain what is stored.
struct Members {
    homes: Vec<Home>,
    /// Those that the contract does not know.
    unknown: Vec<String>,
}

impl Members {
    /// Looks at those of an object; `path` is where it stands.
    fn of(&mut self, object: ObjectAt<'_>, path: &str) -> Result<(), Fault> {
        let given = given(object);
        let mut seen = Vec::new();
        for member in object.members {
            match member.field {
                None => self.stranger(member, object.object, &given, path)?,
                Some(field) if field.access != Access::ReadWrite => {}
                Some(field) => {
                    let path = join(path, field.name);
                    if seen.contains(&field.name) {
                        let message =
                            format!("`{path}` stands twice: which of them is stored cannot be told");
                        return Err((member.key, message));
                    }
                    seen.push(field.name);
                    self.value(member, field, &path)?;
                }
            }
        }
        Ok(())
    }

    /// What has another type than that of the contract says nothing of what is stored. What stands for another
    /// value may be anything.
    fn value(&mut self, member: &Member<'_>, field: &Field, path: &str) -> Result<(), Fault> {
        let misfit = |value: &Value<'_>, path: &str, wanted: &str| {
            let message = format!("`{path}` is {}, and {wanted} is wanted", phrase(value));
            Err((start_of(value), message))
        };
        let value = &member.value;
        match (&value.data, field.kind) {
            (Data::Null, _)
            | (Data::Boolean(_), Type::Boolean)
            | (Data::Number(_), Type::Integer)
            | (Data::String(_), Type::String) => Ok(()),
            (Data::Array(items), Type::Array(_)) => {
                for (index, item) in items.iter().enumerate() {
                    let path = format!("{path}[{index}]");
                    match ObjectAt::of(item) {
                        Some(entry) => self.of(entry, &path)?,
                        None => return misfit(item, &path, "an object"),
                    }
                }
                Ok(())
            }
            (Data::Object(..), Type::Object(_)) => {
                ObjectAt::of(value).map_or(Ok(()), |object| self.of(object, path))
            }
            (Data::String(_), _) if member.placeholder.is_some() => Ok(()),
            _ => misfit(value, path, field.kind.phrase()),
        }
    }

    /// A member that the contract does not know may be one that the API has got since. But where one that it
    /// does know is not there, and has nearly that name, or stands where it does not belong, nobody can tell
    /// what of it is stored.
    fn stranger(
        &mut self,
        member: &Member<'_>,
        object: &'static Object,
        given: &[&'static str],
        path: &str,
    ) -> Result<(), Fault> {
        if matches!(member.value.data, Data::Null) {
            return Ok(());
        }
        let name = member.name.as_str();
        let shown = shown(&join(path, name));
        let is_stored = |field: &Field| field.access == Access::ReadWrite;
        let meant = suggest(name, object, spec::Kind::Response);
        let Some(meant) = meant.filter(|meant| meant.home.field(meant.name).is_some_and(is_stored)) else {
            self.unknown.push(shown);
            return Ok(());
        };
        let is_here = std::ptr::eq(meant.home, object);
        let (there, place) = match self.homes.iter().find(|home| std::ptr::eq(home.object, meant.home)) {
            _ if is_here => (given, path),
            Some(home) => (home.given.as_slice(), home.path),
            // An entry, and there may be many.
            None => (&[][..], "ldap.userToDNMapping[]"),
        };
        if there.contains(&meant.name) {
            self.unknown.push(shown);
            return Ok(());
        }
        let meant = join(place, meant.name);
        let message = format!(
            "the contract has no member {shown}: if `{meant}` is meant, what is stored there cannot be told"
        );
        Err((member.key, message))
    }
}

/// An object of the answer: where it stands, and what it has.
struct Home {
    object: &'static Object,
    path: &'static str,
    given: Vec<&'static str>,
}

/// The objects of which there is one.
fn homes(root: ObjectAt<'_>) -> Vec<Home> {
    let home = |(path, object)| {
        let inside = match path {
            "" => Some(root),
            _ => root.member(path).and_then(|member| ObjectAt::of(&member.value)),
        };
        Home { object, path, given: inside.map(given).unwrap_or_default() }
    };
    [("", &USER_SECURITY)].into_iter().chain(OBJECTS).map(home).collect()
}

/// The members of the contract that an object has, each once.
fn given(object: ObjectAt<'_>) -> Vec<&'static str> {
    let mut given = Vec::new();
    for member in object.members {
        match member.field {
            Some(field) if !matches!(member.value.data, Data::Null) && !given.contains(&field.name) => {
                given.push(field.name);
            }
            _ => {}
        }
    }
    given
}

fn join(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        _ => format!("{path}.{name}"),
    }
}

/// What keeps it from being read, in the words of the rule about it.
fn no_json(bytes: &[u8]) -> StateError {
    let report = Linter::new().kind(spec::Kind::Response).check(bytes);
    match report.findings().first() {
        Some(finding) => StateError::new(bytes, Kind::NotJson, finding.span(), finding.message()),
        None => StateError::new(bytes, Kind::NotJson, Span::at(0), "it is no JSON"),
    }
}

fn phrase(value: &Value<'_>) -> &'static str {
    match value.data {
        Data::Null => "null",
        Data::Boolean(_) => "a boolean",
        Data::Number(_) => "a number",
        Data::String(_) => "a string",
        Data::Array(_) | Data::Unexplored { array: true } => "an array",
        Data::Object(..) | Data::Unexplored { array: false } => "an object",
    }
}

/// The bracket with which a value begins, or all of a short one.
fn start_of(value: &Value<'_>) -> Span {
    match value.data {
        Data::Array(_) | Data::Unexplored { .. } => Span::new(value.span.start, value.span.start + 1),
        _ => value.span,
    }
}
