//! Where an answer stands in what was received: with `?envelope=true` the API wraps it.

use crate::conventions::Conventions;
use crate::json::{Data, Document, Member, judge};
use crate::payload::ObjectAt;
use crate::span::Span;
use crate::spec::{Access, Field, Kind, Object, Type};

/// What an answer says, in the text that was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Content {
    /// The bytes of the object that is the answer itself, braces included.
    pub(crate) span: Span,
    /// The HTTP status, if the text tells it beside the answer.
    pub(crate) status: Option<u16>,
    pub(crate) form: Form,
}

/// How an answer stands in what was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is.
    Bare,
    /// As it is, but for a `status` among its members, which has to be taken out here.
    StatusAdded(Span),
    /// In the `content` of another object.
    Envelope,
}

/// As much of an answer as tells its form.
static RECEIVED: Object = Object { name: "the answer", fields: &[CONTENT] };

static INNER: Object = Object { name: "the content", fields: &[] };

static STATUS: Field =
    Field { name: "status", kind: Type::Integer, access: Access::ReadOnly, ..Field::OPTIONAL };
const CONTENT: Field = Field { name: "content", kind: Type::Object(&INNER), ..Field::OPTIONAL };

/// Members that an envelope does not have beside its content, because they are the answer's own.
const OWN: [&str; 4] = ["error", "errorCode", "customerX509", "ldap"];

/// Where the answer stands in a text; none if that is no JSON object.
///
/// An envelope is an object with one `content`, which is an object, and a number as `status`, whatever
/// else it has, or with nothing besides those two. It has none of the members that an answer itself has:
/// with those it is an answer with an unknown member. `status` counts as added if it stands there once
/// and is a number.
pub(crate) fn content(text: &str) -> Option<Content> {
    let (text, mark) = judge(text.as_bytes(), &Conventions::usual().templates).ok()?;
    content_of(&Document::index(text, mark, &RECEIVED, Conventions::usual()))
}

/// An index of the answer in a JSON text that stands at the byte `at` of the file: of all of it, or of the
/// content of an envelope. What was added to it counts as a member of the answer. `head` is the status in the
/// head of the HTTP message.
pub(crate) fn index<'s>(
    text: &'s str,
    at: usize,
    head: Option<u16>,
    conventions: &'s Conventions,
) -> Document<'s> {
    let received = Document::index(text, at, &RECEIVED, conventions);
    let content = content_of(&received);
    let answer = |text, at| Document::index(text, at, Kind::Response.root(), conventions);
    let span = content.filter(|content| content.form == Form::Envelope).map(|content| content.span);
    let inside = span.and_then(|span| Some((text.get(span.start - at..span.end - at)?, span.start)));
    let mut document = match inside {
        Some((text, at)) => answer(text, at),
        None => answer(text, at),
    };
    // Around the content, too, a text can be broken.
    document.too_deep = received.too_deep;
    document.too_many_members = document.too_many_members.or(received.too_many_members);
    document.lone_surrogate = received.lone_surrogate;
    document.status = content.and_then(|content| content.status).or(head);
    if let Some(Content { form: Form::StatusAdded(span), .. }) = content
        && let Data::Object(_, members) = &mut document.root.data
    {
        let added = members.iter_mut().filter(|member| member.span() == span);
        added.for_each(|member| member.field = Some(&STATUS));
    }
    document
}

fn content_of(received: &Document<'_>) -> Option<Content> {
    let root = ObjectAt::of(&received.root)?;
    let status = root.member(STATUS.name);
    let number = status.and_then(code);
    let is_wrapped =
        || root.members.iter().all(|member| matches!(member.name.as_str(), "status" | "content"));
    if let Some(content) = only(root, CONTENT.name).and_then(|content| ObjectAt::of(&content.value))
        && (status.is_some_and(is_number) || is_wrapped())
        && !OWN.iter().any(|own| root.member(own).is_some())
    {
        return Some(Content { span: content.span, status: number, form: Form::Envelope });
    }
    let added = only(root, STATUS.name).filter(|status| is_number(status));
    Some(Content {
        span: root.span,
        status: added.and(number),
        form: added.map_or(Form::Bare, |status| Form::StatusAdded(status.span())),
    })
}

/// The member of that name, if it is there once.
fn only<'d>(object: ObjectAt<'d>, name: &str) -> Option<&'d Member<'d>> {
    let mut found = object.members.iter().filter(|member| member.name.as_str() == name);
    found.next().filter(|_| found.next().is_none())
}

fn is_number(member: &Member<'_>) -> bool {
    matches!(member.value.data, Data::Number(_))
}

/// A status as HTTP has them, or another small number.
fn code(member: &Member<'_>) -> Option<u16> {
    match member.value.data {
        Data::Number(number) => number.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answer itself, its status, and whether it was wrapped; `-` stands for what is taken out.
    fn found(text: &str) -> Option<(String, Option<u16>)> {
        let content = content(text)?;
        let answer = match content.form {
            Form::StatusAdded(member) => {
                format!("{}-{}", &text[content.span.start..member.start], &text[member.end..content.span.end])
            }
            Form::Bare => text[content.span.range()].to_owned(),
            Form::Envelope => format!("in it {}", &text[content.span.range()]),
        };
        Some((answer, content.status))
    }

    fn at(answer: &str, status: impl Into<Option<u16>>) -> Option<(String, Option<u16>)> {
        Some((answer.to_owned(), status.into()))
    }

    #[test]
    fn the_content_of_an_envelope_is_the_answer() {
        let answer = r#"{"ldap":{"port":636},"links":[]}"#;
        let inside = format!("in it {answer}");
        for (text, status) in [
            (format!(r#"{{"status":200,"content":{answer}}}"#), Some(200)),
            (format!("\u{feff} {{\n\"content\" : {answer} ,\n\"status\":202 }}\n"), Some(202)),
            (format!(r#"{{"conten\u0074":{answer},"st\u0061tus":200}}"#), Some(200)),
            (format!(r#"{{"content":{answer},"links":[],"status":200,"x":{{"content":{{}}}}}}"#), Some(200)),
            (format!(r#"{{"content":{answer}}}"#), None),
            (format!(r#"{{"content":{answer},"status":"200"}}"#), None),
            (format!(r#"{{"content":{answer},"status":null}}"#), None),
            (format!(r#"{{"content":{answer},"status":2e2}}"#), None),
            (format!(r#"{{"content":{answer},"status":200.0}}"#), None),
            (format!(r#"{{"status":200,"content":{answer},"status":202}}"#), Some(202)),
        ] {
            assert_eq!(found(&text), at(&inside, status), "{text}");
        }
    }

    #[test]
    fn other_objects_are_the_answer_themselves() {
        for text in [
            "{}",
            r#"{"ldap":{}}"#,
            r#"{"status":"200","ldap":{}}"#,
            r#"{"status":200,"status":200}"#,
            r#"{"content":[]}"#,
            r#"{"content":{},"content":{"ldap":{}}}"#,
            r#"{"content":{},"name":"x"}"#,
            r#"{"content":{},"status":"OK","name":"x"}"#,
            r#"{"ldap":{"status":200,"content":{}}}"#,
        ] {
            assert_eq!(found(text), at(text, None), "{text}");
        }
        assert_eq!(found(r#"{"status":200,"ldap":{}}"#), at(r#"{-,"ldap":{}}"#, 200));
        assert_eq!(found(r#"{"ldap":{}, "status":202}"#), at(r#"{"ldap":{}, -}"#, 202));
        assert_eq!(
            found(r#"{"status":200,"content":{},"ldap":{}}"#),
            at(r#"{-,"content":{},"ldap":{}}"#, 200)
        );
        assert_eq!(found(r#"{"status":204,"content":null}"#), at(r#"{-,"content":null}"#, 204));
    }

    #[test]
    fn what_is_no_object_is_no_answer() {
        for text in ["", "[]", "null", "\"{}\"", "{", "<html>", "[{\"status\":200,\"content\":{}}]"] {
            assert_eq!(content(text), None, "{text}");
        }
    }
}
