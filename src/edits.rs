//! Edits of members: rename, remove, insert.

use crate::fix::Edit;
use crate::json::Member;
use crate::payload::ObjectAt;
use crate::span::Span;

/// Gives the member another name; its value stays as it is.
pub(crate) fn rename_member(member: &Member<'_>, name: &str) -> Edit {
    member.name.replace(0..member.name.as_str().len(), name)
}

/// Takes the member out, with the comma that goes with it.
pub(crate) fn remove_member(object: ObjectAt<'_>, member: &Member<'_>) -> Option<Edit> {
    // Members stand in the order of the file.
    let index = object.members.partition_point(|other| other.key < member.key);
    let before = index.checked_sub(1).and_then(|index| object.members.get(index));
    let span = match (before, object.members.get(index + 1)) {
        (Some(before), _) => Span::new(before.span().end, member.span().end),
        (None, Some(after)) => Span::new(member.key.start, after.key.start),
        (None, None) => member.span(),
    };
    Some(Edit { span, text: String::new() })
}

/// Takes an item of an array out, with the comma before it: `previous` is the one that stands there.
pub(crate) fn remove_item(previous: Span, item: Span) -> Edit {
    Edit { span: Span::new(previous.end, item.end), text: String::new() }
}

/// Puts a member, written out, at the end of the object.
pub(crate) fn insert_member(object: ObjectAt<'_>, member: &str) -> Edit {
    match object.members.last() {
        Some(last) => Edit { span: Span::at(last.span().end), text: format!(",{member}") },
        None => Edit { span: Span::at(object.span.start + 1), text: member.to_owned() },
    }
}
