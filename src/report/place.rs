//! Where a finding stands.

use super::fingerprint::{FNV, fnv};
use crate::json::{Data, Document, Member};
use crate::quote::printable;
use crate::source::Source;
use crate::span::Span;

/// What a fingerprint takes of a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way<'d> {
    /// The pointer, hashed, without the numbers of items: one that is put before others changes nothing
    /// about them.
    pub(super) hash: u64,
    pub(super) context: Context<'d>,
}

/// What tells the place from others to which the same pointer leads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Context<'d> {
    /// Its own text: a key, a bracket, more than one value.
    Own,
    /// Its own text, in an item of a list: these are all members of that.
    Within(&'d [Member<'d>]),
    /// What stands around it in this string, number or literal.
    Scalar(Span),
    /// It is all of an object or array that has a name. What else is in there has nothing to do with it.
    Whole,
    /// It is all of an item of a list: these are its members.
    Item(&'d [Member<'d>]),
    /// What stands around it: of the text nothing is known, because it is no JSON.
    Broken,
}

impl Way<'_> {
    /// To no member.
    pub(super) const NONE: Self = Self { hash: FNV, context: Context::Own };
}

/// The JSON pointer of the innermost member or item that holds the span, and what a fingerprint takes of it.
pub(super) fn pointer<'d>(document: &'d Document<'d>, span: Span, source: &Source<'_>) -> (String, Way<'d>) {
    let mut pointer = String::with_capacity(64);
    let mut hash = FNV;
    let mut value = &document.root;
    let mut is_item = false;
    let mut item: Option<&[Member<'_>]> = None;
    loop {
        match &value.data {
            Data::Object(_, members) => {
                let index = members.partition_point(|member| member.key.start <= span.start);
                let member = index.checked_sub(1).and_then(|index| members.get(index));
                let Some(member) = member.filter(|member| member.span().contains(span)) else { break };
                let start = pointer.len();
                pointer.push('/');
                match source.is_secret(member.key) {
                    true => pointer.push_str("***"),
                    false => push_token(&mut pointer, member.name.as_str()),
                }
                hash = fnv(hash, pointer.get(start..).unwrap_or_default());
                (value, is_item) = (&member.value, false);
            }
            Data::Array(items) => {
                let index = items.partition_point(|item| item.span.start <= span.start);
                let found = index.checked_sub(1).and_then(|index| Some((index, items.get(index)?)));
                let Some((index, found)) = found.filter(|(_, item)| item.span.contains(span)) else { break };
                pointer.push_str(&format!("/{index}"));
                hash = fnv(hash, "/-");
                (value, is_item) = (found, true);
                if let Data::Object(_, members) = &found.data {
                    item = Some(members);
                }
            }
            _ => break,
        }
    }
    let context = match &value.data {
        Data::Object(_, members) if span == value.span && is_item => Context::Item(members),
        Data::Object(..) | Data::Array(_) | Data::Unexplored { .. } if span == value.span && !is_item => {
            Context::Whole
        }
        Data::Null | Data::Boolean(_) | Data::Number(_) | Data::String(_) if value.span.contains(span) => {
            Context::Scalar(value.span)
        }
        _ => item.map_or(Context::Own, Context::Within),
    };
    (pointer, Way { hash, context })
}

/// A reference token of RFC 6901 §3.
fn push_token(pointer: &mut String, token: &str) {
    let token = printable(token);
    // Hardly any has to be escaped, and a hundred thousand findings have three each.
    match token.contains(['~', '/']) {
        true => pointer.push_str(&token.replace('~', "~0").replace('/', "~1")),
        false => pointer.push_str(&token),
    }
}
