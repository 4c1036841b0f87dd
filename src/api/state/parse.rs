//! A state from what a GET answers.

use super::apply::of_answer;
use super::error::{StateError, StateErrorKind as Kind};
use super::{OBJECTS, State};
use crate::api::response::{failure, words};
use crate::conventions::Conventions;
use crate::json::{Data, Member, Value};
use crate::payload::ObjectAt;
use crate::source::{MAX_INPUT, Source};
use crate::span::Span;
use crate::spec::{Access, Type};
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
    /// members is one: nothing is stored.
    pub fn parse(answer: impl AsRef<[u8]>) -> Result<State, StateError> {
        let bytes = answer.as_ref();
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
        for (name, _) in OBJECTS {
            if let Some(member) = root.member(name)
                && !matches!(member.value.data, Data::Object(..) | Data::Null)
            {
                let message = format!("`{name}` is {}, and an object is wanted", phrase(&member.value));
                return no(Kind::NotAConfiguration, start_of(&member.value), message);
            }
        }
        // Every answer of the API may have links.
        let of_others = root.members.iter().find(|member| member.name.as_str() != "links");
        if let Some(first) = of_others.filter(|_| OBJECTS.iter().all(|(name, _)| root.member(name).is_none()))
        {
            let message = "it has neither `ldap` nor `customerX509`: it is no answer to GET …/userSecurity";
            return no(Kind::NotAConfiguration, first.key, message.to_owned());
        }
        if let Some((name, member)) = misfit(root) {
            let wanted = member.field.map_or("another value", |field| field.kind.phrase());
            let found = phrase(&member.value);
            let message = format!("`{name}.{}` is {found}, and {wanted} is wanted", member.name.as_str());
            return no(Kind::NotAConfiguration, start_of(&member.value), message);
        }
        Ok(of_answer(root))
    }
}

/// The first member, with the object's name, of a type that the contract does not know: what is stored
/// there is not known. What stands for another value may be anything.
fn misfit<'d>(root: ObjectAt<'d>) -> Option<(&'static str, &'d Member<'d>)> {
    let fits = |member: &Member<'_>| match (&member.value.data, member.field.map(|field| field.kind)) {
        (_, None) | (Data::Null, _) => true,
        (Data::Boolean(_), Some(Type::Boolean))
        | (Data::Number(_), Some(Type::Integer))
        | (Data::String(_), Some(Type::String)) => true,
        (Data::Array(items), Some(Type::Array(_))) => {
            items.iter().all(|item| matches!(item.data, Data::Object(..)))
        }
        (Data::String(_), _) => member.placeholder.is_some(),
        _ => false,
    };
    let is_stored =
        |member: &&Member<'_>| member.field.is_some_and(|field| field.access == Access::ReadWrite);
    OBJECTS.iter().find_map(|(name, _)| {
        let object = ObjectAt::of(&root.member(name)?.value)?;
        let misfit = object.members.iter().filter(is_stored).find(|member| !fits(member))?;
        Some((*name, misfit))
    })
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
