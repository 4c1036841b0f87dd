//! What an update makes of the stored configuration, as a document that can be judged.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use serde_json::Value;

use super::{Members, OBJECTS, State};
use crate::derived::Derived;
use crate::json::{Data, Member};
use crate::payload::{ObjectAt, Payload};
use crate::rules::meant;
use crate::source::Source;
use crate::span::Span;
use crate::spec::{CUSTOMER_X509, LDAP, USER_SECURITY};

/// What is written into the update.
struct Insertion {
    /// What it replaces; mostly nothing.
    at: Span,
    text: String,
    /// What of the update stands for it.
    anchor: Span,
}

impl State {
    /// The update with what it leaves as it is: the stored members that it does not name are written into
    /// it, and what it says itself stays as it stands there, byte for byte. Null counts as absent; an empty
    /// text says that the member is deleted. None, if there is no object.
    pub(crate) fn with(&self, update: &Payload<'_>, source: &Source<'_>) -> Option<Derived> {
        let root = update.root()?;
        let mut insertions = Insertions { spoken_of: spoken_of(update), list: Vec::new() };
        let mut absent = Vec::new();
        for (name, _) in OBJECTS {
            let Some(stored) = self.members(name).filter(|stored| !stored.is_empty()) else { continue };
            match root.member(name) {
                Some(member) => insertions.object(member, stored),
                None if insertions.spoken_of.contains(name) => {}
                None => absent.push(format!("{}:{}", literal(name), insertions.whole(stored))),
            }
        }
        let opening = Span::new(root.span.start, root.span.start + 1);
        insertions.append(root, absent, opening);
        Some(insertions.written_into(source))
    }
}

struct Insertions {
    /// What the update has somehow, so that the stored value is not judged.
    spoken_of: HashSet<&'static str>,
    list: Vec<Insertion>,
}

impl Insertions {
    /// Writes into an object of the update what it lacks. What is no object is left: a rule speaks of it.
    fn object(&mut self, member: &Member<'_>, stored: &Members) {
        let object = match (&member.value.data, ObjectAt::of(&member.value)) {
            (Data::Null, _) => {
                let text = self.whole(stored);
                return self.list.push(Insertion { at: member.value.span, text, anchor: member.key });
            }
            (_, Some(object)) => object,
            _ => return,
        };
        let mut absent = Vec::new();
        for (name, value) in self.open(stored) {
            match object.member(name) {
                None => absent.push(format!("{}:{value}", literal(name))),
                Some(own) if matches!(own.value.data, Data::Null) => {
                    let text = value.to_string();
                    self.list.push(Insertion { at: own.value.span, text, anchor: own.key });
                }
                Some(_) => {}
            }
        }
        self.append(object, absent, member.key);
    }

    /// Appends members to an object.
    fn append(&mut self, object: ObjectAt<'_>, members: Vec<String>, anchor: Span) {
        if !members.is_empty() {
            let comma = if object.members.is_empty() { "" } else { "," };
            let text = format!("{comma}{}", members.join(","));
            self.list.push(Insertion { at: Span::at(object.span.end - 1), text, anchor });
        }
    }

    /// All that is stored of an object.
    fn whole(&self, stored: &Members) -> String {
        let members = self.open(stored).into_iter().map(|(name, value)| format!("{}:{value}", literal(name)));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }

    /// The members of which the update says nothing in a wrong place, or under a name that is nearly theirs.
    fn open<'s>(&self, stored: &'s Members) -> Vec<(&'static str, &'s Value)> {
        let open = stored.iter().filter(|(name, _)| !self.spoken_of.contains(*name));
        open.map(|(name, value)| (*name, value)).collect()
    }

    fn written_into(mut self, source: &Source<'_>) -> Derived {
        self.list.sort_by_key(|insertion| insertion.at);
        let (text, start) = (source.text(), source.text_start());
        let mut derived = Derived::default();
        let mut at = start;
        let verbatim = |derived: &mut Derived, from: usize, to: usize| {
            derived.push_verbatim(text.get(from - start..to - start).unwrap_or_default(), from);
        };
        for Insertion { at: replaced, text, anchor } in &self.list {
            verbatim(&mut derived, at, replaced.start);
            derived.push_elsewhere(text, *anchor);
            at = replaced.end;
        }
        verbatim(&mut derived, at, start + text.len());
        derived
    }
}

fn literal(name: &str) -> String {
    Value::from(name).to_string()
}

/// The members that the update has under a wrong name, or in a wrong place. Of those other rules speak, and
/// what they will be when that is mended is not known.
fn spoken_of(update: &Payload<'_>) -> HashSet<&'static str> {
    let mut names: HashSet<&str> = HashSet::new();
    let unknown = update.objects().flat_map(|object| object.members).filter(|member| member.field.is_none());
    names.extend(unknown.map(|member| member.name.as_str()));
    let objects = [&USER_SECURITY, &LDAP, &CUSTOMER_X509];
    let mut found = HashSet::new();
    for name in names {
        for object in objects {
            found.extend(object.field(name).map(|field| field.name));
            found.extend(meant(name, object, update.kind));
        }
    }
    found
}
