//! An index of a valid JSON text, made in one pass and guided by the contract: what the contract knows
//! gets a node, anything else is one span. The cost does not depend on how deep the text nests, and
//! nothing here recurses deeper than the contract does.

use std::fmt;

use crate::conventions::Conventions;
use crate::json::scan::end_and_escapes;
use crate::json::text::{MOST_MARKED, Text, lone_surrogate};
use crate::placeholder::{self, Placeholder};
use crate::span::Span;
use crate::spec::{Field, Object, Type};

/// How many brackets may be open at once. `serde_json` reads no deeper into a value either.
pub const MAX_DEPTH: usize = 127;

/// How many items of a list are kept: enough to see that it is too long to be looked into
/// ([`MAX_MAPPINGS`](crate::MAX_MAPPINGS)). With all of them, `{},` over and over took twenty times its length in memory.
pub(crate) const MOST_ITEMS: usize = 100_001;

/// How many members of a document are kept that the contract does not know, or that stand there more often than the
/// contract has names: of a document with more of them none is looked at, and the finding `too-many-members`, an error,
/// says so. A member takes 112 bytes, and may have five in the text: 100 MB of them took 1.1 GB.
pub const MAX_UNKNOWN: usize = 50_000;

/// A value with its place.
#[derive(Debug)]
pub(crate) struct Value<'s> {
    /// All of it, quotes and brackets included.
    pub(crate) span: Span,
    pub(crate) data: Data<'s>,
}

/// What a value is. Its `Debug` shows none of the text.
pub(crate) enum Data<'s> {
    Null,
    Boolean(bool),
    /// As it is written.
    Number(&'s str),
    String(Text<'s>),
    Array(Vec<Value<'s>>),
    /// The members are in a box, not in a vector: so a value is a fourth smaller, and arrays have many.
    Object(&'static Object, Box<[Member<'s>]>),
    /// An object or array where the contract knows none: not looked into.
    Unexplored {
        array: bool,
    },
}

impl fmt::Debug for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Boolean(value) => write!(f, "Boolean({value})"),
            Self::Number(text) => write!(f, "Number({} bytes)", text.len()),
            Self::String(text) => text.fmt(f),
            Self::Array(items) => f.debug_list().entries(items).finish(),
            Self::Object(_, members) => f.debug_list().entries(members).finish(),
            Self::Unexplored { array } => write!(f, "Unexplored {{ array: {array} }}"),
        }
    }
}

/// A member of an object.
#[derive(Debug)]
pub(crate) struct Member<'s> {
    /// The name, decoded.
    pub(crate) name: Text<'s>,
    /// The name with its quotes.
    pub(crate) key: Span,
    /// What the contract says of it, if it knows it here.
    pub(crate) field: Option<&'static Field>,
    pub(crate) value: Value<'s>,
    /// What stands for the value, if it is not there yet.
    pub(crate) placeholder: Option<Box<Placeholder>>,
}

impl Member<'_> {
    /// From the first quote of the name to the end of the value.
    pub(crate) fn span(&self) -> Span {
        self.key.join(self.value.span)
    }
}

/// The index of a document.
#[derive(Debug)]
pub(crate) struct Document<'s> {
    pub(crate) root: Value<'s>,
    /// The first bracket beyond [`MAX_DEPTH`].
    pub(crate) too_deep: Option<Span>,
    /// The name of the first member beyond [`MAX_UNKNOWN`].
    pub(crate) too_many_members: Option<Span>,
    /// The first half of a surrogate pair that stands alone, anywhere. `serde_json` notices it only
    /// when it decodes the string.
    pub(crate) lone_surrogate: Option<Span>,
    /// The HTTP status of an answer, where what stands around it tells that.
    pub(crate) status: Option<u16>,
    /// What its values were read by.
    pub(crate) conventions: &'s Conventions,
}

impl<'s> Document<'s> {
    /// Indexes `text`, which `serde_json` has taken and which stands at the byte `at` of the file.
    pub(crate) fn index(
        text: &'s str,
        at: usize,
        root: &'static Object,
        conventions: &'s Conventions,
    ) -> Self {
        Self::index_up_to(MOST_ITEMS, text, at, root, conventions)
    }

    /// The same with all items of its lists: a file that is usersec's own may have any number.
    pub(crate) fn index_all(
        text: &'s str,
        at: usize,
        root: &'static Object,
        conventions: &'s Conventions,
    ) -> Self {
        Self::index_up_to(usize::MAX, text, at, root, conventions)
    }

    fn index_up_to(
        most_items: usize,
        text: &'s str,
        at: usize,
        root: &'static Object,
        conventions: &'s Conventions,
    ) -> Self {
        let mut walker = Walker {
            text,
            at: 0,
            base: at,
            depth: 0,
            most_items,
            unknown: 0,
            too_deep: None,
            too_many_members: None,
            lone_surrogate: None,
            conventions,
        };
        let root = walker.value(Some(Type::Object(root)));
        let Walker { too_deep, too_many_members, lone_surrogate, .. } = walker;
        Document { root, too_deep, too_many_members, lone_surrogate, status: None, conventions }
    }
}

impl<'s> Document<'s> {
    /// The strings that it has as values, and where each begins in the file behind its quotation mark: in order.
    pub(crate) fn texts(&self) -> Vec<(usize, &Text<'s>)> {
        // With room for those of most documents.
        let (mut texts, mut waiting) = (Vec::with_capacity(16), Vec::with_capacity(16));
        waiting.push(&self.root);
        while let Some(value) = waiting.pop() {
            match &value.data {
                Data::String(text) => texts.push((value.span.start + 1, text)),
                Data::Array(items) => waiting.extend(items.iter().rev()),
                Data::Object(_, members) => waiting.extend(members.iter().rev().map(|member| &member.value)),
                Data::Null | Data::Boolean(_) | Data::Number(_) | Data::Unexplored { .. } => {}
            }
        }
        texts
    }
}

struct Walker<'s> {
    text: &'s str,
    at: usize,
    /// Where the text begins in the file.
    base: usize,
    depth: usize,
    /// How many items of a list are kept.
    most_items: usize,
    /// How many members were met that are not the contract's, or too often.
    unknown: usize,
    too_deep: Option<Span>,
    too_many_members: Option<Span>,
    lone_surrogate: Option<Span>,
    conventions: &'s Conventions,
}

impl<'s> Walker<'s> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Steps over `byte`, and tells whether it was there.
    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn span_from(&self, start: usize) -> Span {
        Span::new(self.base + start, self.base + self.at)
    }

    fn slice_from(&self, start: usize) -> &'s str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// `value` of RFC 8259 §3, blanks around it included; `expected` is what the contract wants here.
    fn value(&mut self, expected: Option<Type>) -> Value<'s> {
        self.blanks();
        let start = self.at;
        let data = match (self.peek(), expected) {
            (Some(b'"'), _) => Data::String(self.string()),
            (Some(b'{'), Some(Type::Object(object))) => self.object(object),
            (Some(b'['), Some(Type::Array(item))) => self.array(item),
            (Some(open @ (b'{' | b'[')), _) => {
                self.skip_nested();
                Data::Unexplored { array: open == b'[' }
            }
            _ => self.scalar(),
        };
        let span = self.span_from(start);
        self.blanks();
        Value { span, data }
    }

    /// A number, `true`, `false` or `null`: runs up to what can follow a value.
    fn scalar(&mut self) -> Data<'s> {
        let start = self.at;
        if self.peek() == Some(b'*') {
            self.skip_masked();
            return Data::Number(self.slice_from(start));
        }
        while !matches!(self.peek(), None | Some(b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        match self.slice_from(start) {
            "null" => Data::Null,
            "true" => Data::Boolean(true),
            "false" => Data::Boolean(false),
            number => Data::Number(number),
        }
    }

    /// Steps over what stands for a secret value, which may have been of several lines.
    fn skip_masked(&mut self) {
        loop {
            while matches!(self.peek(), Some(b'*' | 0x80..)) {
                self.at += 1;
            }
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let breaks = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            if !matches!(rest.get(breaks), Some(b'*' | 0x80..)) {
                return;
            }
            self.at += breaks;
        }
    }

    /// `object` of RFC 8259 §4.
    fn object(&mut self, object: &'static Object) -> Data<'s> {
        // With room for all that the contract knows it is a large allocation, which takes twice as long.
        let mut members = Vec::with_capacity(object.fields.len().min(8));
        let mut known = 0;
        self.open();
        while !matches!(self.peek(), None | Some(b'}')) {
            let key_start = self.at;
            let name = self.string();
            let key = self.span_from(key_start);
            self.blanks();
            self.eat(b':');
            let field = object.field(name.as_str());
            let is_kept = (field.is_some() && members.len() < object.fields.len())
                || self.is_one_more_kept(key, field, object, &mut known);
            let value = self.value(field.map(|field| field.kind));
            let placeholder = field
                .and_then(|field| placeholder::of(field, &value, &self.conventions.templates))
                .map(Box::new);
            if is_kept {
                members.push(Member { name, key, field, value, placeholder });
            }
            if self.eat(b',') {
                self.blanks();
            }
        }
        self.close();
        Data::Object(object, members.into_boxed_slice())
    }

    /// Whether a member is kept that may be one too many; `known` are those before it that were asked about, and are the
    /// contract's.
    #[cold]
    #[inline(never)]
    fn is_one_more_kept(
        &mut self,
        key: Span,
        field: Option<&'static Field>,
        object: &Object,
        known: &mut usize,
    ) -> bool {
        *known += usize::from(field.is_some());
        if field.is_some() && *known <= object.fields.len() {
            return true;
        }
        self.unknown += 1;
        if self.unknown > MAX_UNKNOWN {
            self.too_many_members.get_or_insert(key);
        }
        self.unknown <= MAX_UNKNOWN
    }

    /// `array` of RFC 8259 §5.
    fn array(&mut self, item: &'static Object) -> Data<'s> {
        let mut items = Vec::new();
        self.open();
        while !matches!(self.peek(), None | Some(b']')) {
            let value = self.value(Some(Type::Object(item)));
            if items.len() < self.most_items {
                items.push(value);
            }
            self.eat(b',');
        }
        self.close();
        Data::Array(items)
    }

    fn open(&mut self) {
        self.enter();
        self.at += 1;
        self.blanks();
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.at += 1;
    }

    fn enter(&mut self) {
        self.depth += 1;
        if self.depth > MAX_DEPTH && self.too_deep.is_none() {
            self.too_deep = Some(Span::new(self.base + self.at, self.base + self.at + 1));
        }
    }

    /// `string` of RFC 8259 §7.
    fn string(&mut self) -> Text<'s> {
        // Where the escapes are is not looked for twice: a bundle has one on each line.
        let mut escapes = Vec::new();
        let start = self.skip_string(|at| {
            if escapes.len() < MOST_MARKED {
                escapes.push(at);
            }
        });
        let raw = self.text.get(start + 1..self.at.saturating_sub(1)).unwrap_or_default();
        escapes.iter_mut().for_each(|at| *at -= start + 1);
        Text::with_escapes(raw, self.base + start + 1, escapes)
    }

    /// Steps over a string, and looks for lone surrogates in it; returns where it began.
    fn skip_string(&mut self, see: impl FnMut(usize)) -> usize {
        let start = self.at;
        let (end, has_unicode) =
            end_and_escapes(self.text.as_bytes(), start, see).unwrap_or((self.text.len(), true));
        self.at = end;
        if has_unicode && self.lone_surrogate.is_none() {
            let raw = self.slice_from(start);
            self.lone_surrogate = lone_surrogate(raw).map(|at| {
                let at = self.base + start + at;
                Span::new(at, at + "\\uXXXX".len())
            });
        }
        start
    }

    /// Steps over an object or array without looking into it.
    fn skip_nested(&mut self) {
        let outside = self.depth;
        loop {
            match self.peek() {
                None => return,
                Some(b'"') => {
                    self.skip_string(|_| {});
                    continue;
                }
                Some(b'{' | b'[') => self.enter(),
                Some(b'}' | b']') => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
            if self.depth == outside {
                return;
            }
        }
    }
}
