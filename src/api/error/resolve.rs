//! The member of a document that a path means, whatever the server calls it.

use std::cell::RefCell;
use std::collections::HashMap;

use super::path::{Step, steps};
use crate::json::{Data, Document, Member, Value};
use crate::rules::suggest;
use crate::span::Span;
use crate::spec::{Kind, Object, Type};

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) span: Span,
    pub(super) how: How,
    /// Whether each step is a member by its name, but for case and separators.
    pub(super) is_sure: bool,
}

/// How the place was found, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// It is the member that is named.
    Exact,
    /// It is the member that is probably meant: this one.
    Near(String),
    /// The member, and the object without it.
    Absent { member: String, object: String },
    /// The list has so many entries, and not the one that is named.
    NoEntry { list: String, length: usize },
    /// The list, of which the path does not say which entry is meant.
    AnyEntry { list: String },
    /// The object of which no such member is known.
    UnknownIn(String),
    /// No such member is known.
    Unknown,
    /// The path names none.
    Unnamed,
}

/// Finds members of a document, one path after the other.
pub(super) struct Resolver<'d> {
    document: &'d Document<'d>,
    kind: Kind,
    names: Names<'d>,
}

impl<'d> Resolver<'d> {
    pub(super) fn new(document: &'d Document<'d>, kind: Kind) -> Self {
        Self { document, kind, names: Names::default() }
    }

    /// The member that the path means.
    pub(super) fn resolve(&self, path: &str) -> Found {
        resolve(&self.document.root, self.kind, &self.names, path)
    }
}

/// The members of each object that was looked into, by name and by normal name: a large object is searched
/// once, however many paths lead there.
#[derive(Default)]
struct Names<'d>(RefCell<HashMap<usize, HashMap<String, &'d Member<'d>>>>);

impl<'d> Names<'d> {
    /// The member of that name; of several the last, as parsers read it; else the one that differs only in
    /// case and separators.
    fn find(&self, object: Span, members: &'d [Member<'d>], name: &str) -> Option<&'d Member<'d>> {
        let mut objects = self.0.borrow_mut();
        let names = objects.entry(object.start).or_insert_with(|| {
            // No name as it is written begins with a blank here, so the two kinds are kept apart.
            let exact = members.iter().map(|member| (member.name.as_str().to_owned(), member));
            let normal = members.iter().map(|member| (format!(" {}", normal(member.name.as_str())), member));
            normal.chain(exact).collect()
        });
        names.get(name).or_else(|| names.get(&format!(" {}", normal(name)))).copied()
    }
}

fn resolve<'d>(root: &'d Value<'d>, kind: Kind, names: &Names<'d>, path: &str) -> Found {
    let mut walk = Walk::new(root, kind, names);
    // Nothing nests so deep.
    for step in steps(path).iter().take(64) {
        walk.is_unnamed = false;
        match step {
            Step::Name(name) => walk.name(name),
            Step::Index(index) => walk.index(*index),
        }
    }
    walk.found()
}

/// Where a walk has come to.
#[derive(Clone)]
struct Walk<'w, 'd> {
    kind: Kind,
    names: &'w Names<'d>,
    /// The innermost value on the way that is there, and its name.
    value: &'d Value<'d>,
    key: Option<Span>,
    /// What the contract knows where the walk is, there or not.
    object: Option<&'static Object>,
    /// The names behind the value, of members that are not there.
    absent: Vec<&'static str>,
    /// The way, as the contract writes it.
    path: String,
    /// How many entries a list has that lacks the one that is named.
    no_entry: Option<usize>,
    is_any_entry: bool,
    is_near: bool,
    has_skipped: bool,
    /// Whether the last name was not understood.
    is_unknown: bool,
    is_unnamed: bool,
}

impl<'w, 'd> Walk<'w, 'd> {
    fn new(root: &'d Value<'d>, kind: Kind, names: &'w Names<'d>) -> Self {
        Self {
            kind,
            names,
            value: root,
            key: None,
            object: Some(kind.root()),
            absent: Vec::new(),
            path: String::new(),
            no_entry: None,
            is_any_entry: false,
            is_near: false,
            has_skipped: false,
            is_unknown: false,
            is_unnamed: true,
        }
    }

    fn is_at_root(&self) -> bool {
        self.path.is_empty()
    }

    fn name(&mut self, name: &str) {
        if self.take(name) || self.go_home(name) || self.guess(name) {
            self.is_unknown = false;
        } else {
            // It may be what the server calls the request, or an object of it.
            self.has_skipped = true;
            self.is_unknown = true;
        }
    }

    /// Goes to the member of that name, but for case and separators, of the object where the walk is.
    fn take(&mut self, name: &str) -> bool {
        // A path without the number of an entry means the only one there is.
        if let Data::Array(items) = &self.value.data
            && self.absent.is_empty()
            && self.no_entry.is_none()
            && self.object.is_some_and(|object| field_of(object, name).is_some())
        {
            match items.as_slice() {
                [only] => self.enter(only, 0),
                _ => self.is_any_entry = true,
            }
        }
        if self.absent.is_empty()
            && self.no_entry.is_none()
            && !self.is_any_entry
            && let Data::Object(object, members) = &self.value.data
            && let Some(member) = self.names.find(self.value.span, members, name)
        {
            self.object = object.field(member.name.as_str()).and_then(|field| inner(field.kind));
            self.push(member.name.as_str());
            (self.value, self.key) = (&member.value, Some(member.key));
            return true;
        }
        let Some((name, kind)) = self.object.and_then(|object| field_of(object, name)) else { return false };
        self.push(name);
        self.object = inner(kind);
        self.absent.push(name);
        true
    }

    /// At the beginning of a path: goes to the member of that name of whichever object has one; rather to
    /// one that is there.
    fn go_home(&mut self, name: &str) -> bool {
        if !self.is_at_root() || self.kind == Kind::Verify {
            return false;
        }
        let ways = HOMES.iter().filter_map(|home| {
            let mut walk = self.clone();
            (home.iter().all(|step| walk.take(step)) && walk.take(name)).then_some(walk)
        });
        let ways: Vec<Self> = ways.collect();
        let is_there = |walk: &&Self| walk.absent.is_empty() && !walk.is_any_entry;
        let best = ways.iter().find(is_there).or(ways.first()).cloned();
        match best {
            Some(walk) => {
                *self = walk;
                true
            }
            None => false,
        }
    }

    /// Goes to the member whose name is nearest, or which other tools call so.
    fn guess(&mut self, name: &str) -> bool {
        let Some(object) = self.object else { return false };
        let Some(suggestion) = suggest(name, object, self.kind) else { return false };
        let is_here = std::ptr::eq(suggestion.home, object);
        let went = match is_here {
            true => self.take(suggestion.name),
            false => self.go_home(suggestion.name),
        };
        self.is_near |= went;
        went
    }

    fn index(&mut self, index: Option<usize>) {
        let Data::Array(items) = &self.value.data else {
            // Of what is no list in the payload it may be an entry all the same; of the payload it is none.
            self.is_unknown |= self.is_at_root();
            return;
        };
        if !self.absent.is_empty() || self.no_entry.is_some() {
            return;
        }
        match index.map(|index| (index, items.get(index))) {
            Some((index, Some(item))) => self.enter(item, index),
            Some((_, None)) => self.no_entry = Some(items.len()),
            None => match items.as_slice() {
                [only] => self.enter(only, 0),
                _ => self.is_any_entry = true,
            },
        }
    }

    fn enter(&mut self, item: &'d Value<'d>, index: usize) {
        self.path.push_str(&format!("[{index}]"));
        (self.value, self.key) = (item, None);
    }

    fn push(&mut self, name: &str) {
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(name);
    }

    fn found(self) -> Found {
        let span = self.span();
        let is_sure = !self.is_near && !self.has_skipped && !self.is_unnamed && !self.is_unknown;
        let how = match () {
            () if self.is_unnamed => How::Unnamed,
            () if self.is_unknown && self.is_at_root() => How::Unknown,
            () if self.is_unknown => How::UnknownIn(self.path),
            () if self.no_entry.is_some() => How::NoEntry {
                list: without(&self.path, &self.absent),
                length: self.no_entry.unwrap_or_default(),
            },
            () if self.is_any_entry => How::AnyEntry { list: without(&self.path, &self.absent) },
            () if !self.absent.is_empty() => {
                let object = without(&self.path, &self.absent);
                How::Absent { member: self.path, object }
            }
            () if self.is_near => How::Near(self.path),
            () => How::Exact,
        };
        Found { span, how, is_sure }
    }

    /// What is pointed at: a scalar; of an object or a list that has a name its name, else its bracket.
    fn span(&self) -> Span {
        match (&self.value.data, self.key) {
            (Data::Object(..) | Data::Array(_) | Data::Unexplored { .. }, Some(key)) => key,
            (Data::Object(..) | Data::Array(_) | Data::Unexplored { .. }, None) => {
                Span::new(self.value.span.start, self.value.span.start + 1)
            }
            _ => self.value.span,
        }
    }
}

/// Where the objects of a request body are; the outermost has no home.
const HOMES: [&[&str]; 3] = [&["ldap"], &["customerX509"], &["ldap", "userToDNMapping"]];

fn inner(kind: Type) -> Option<&'static Object> {
    match kind {
        Type::Object(object) | Type::Array(object) => Some(object),
        Type::Boolean | Type::Integer | Type::String => None,
    }
}

fn field_of(object: &'static Object, name: &str) -> Option<(&'static str, Type)> {
    let field =
        object.field(name).or_else(|| object.fields.iter().find(|field| is_same(field.name, name)))?;
    Some((field.name, field.kind))
}

/// Whether two names differ in case and separators only.
fn is_same(one: &str, other: &str) -> bool {
    normal(one) == normal(other)
}

fn normal(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// The way without the names at its end.
fn without(path: &str, absent: &[&str]) -> String {
    let mut path = path;
    for name in absent.iter().rev() {
        path = path.strip_suffix(name).unwrap_or(path);
        path = path.strip_suffix('.').unwrap_or(path);
    }
    path.to_owned()
}
