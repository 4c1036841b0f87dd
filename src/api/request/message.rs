//! A request as a program holds it.

use std::borrow::Cow;
use std::fmt;

use super::build::Piece;
use super::syntax::{content_length, is_header, is_target};
use super::variables::Variables;
use super::{Call, CallFault, Reading, masked, settled};
use crate::conventions::{Conventions, Templates};
use crate::derived::Derived;
use crate::source::{MAX_INPUT, Source};
use crate::span::Span;
use crate::wiped::Wiped;

/// A request: what is asked of which resource, with which headers and which body.
///
/// [`Linter::check_request`](crate::Linter::check_request) checks it. `Debug` hides what is secret in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Request<'a> {
    method: Cow<'a, str>,
    target: Cow<'a, str>,
    headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    body: Option<&'a [u8]>,
}

impl<'a> Request<'a> {
    /// A request without headers and body. The target is a path with its query, or a URL.
    pub fn new(method: impl Into<Cow<'a, str>>, target: impl Into<Cow<'a, str>>) -> Self {
        Self { method: method.into(), target: target.into(), headers: Vec::new(), body: None }
    }

    /// Adds a header.
    pub fn header(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Says what is sent as the body.
    pub fn body(self, body: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { body: Some(body.as_ref()), ..self }
    }

    /// The message that spans and locations of findings are about: the request line
    /// (`METHOD TARGET HTTP/1.1`), the headers that were given, an empty line, and the body; lines end with
    /// CR LF. No header is added.
    ///
    /// It has what is secret **as it is**: keep it out of logs.
    ///
    /// ```
    /// let request = usersec::Request::new("GET", "/path").header("Accept", "*/*");
    /// assert_eq!(request.to_message(), b"GET /path HTTP/1.1\r\nAccept: */*\r\n\r\n");
    /// ```
    pub fn to_message(&self) -> Vec<u8> {
        self.message().into_inner()
    }

    /// The same, wiped when it is dropped.
    pub(crate) fn message(&self) -> Wiped<Vec<u8>> {
        let mut message = Wiped::from(Vec::new());
        let line = [&*self.method, " ", &*self.target, " HTTP/1.1\r\n"];
        line.into_iter().for_each(|part| message.extend(part.as_bytes()));
        for (name, value) in &self.headers {
            [&**name, ": ", &**value, "\r\n"].into_iter().for_each(|part| message.extend(part.as_bytes()));
        }
        message.extend(b"\r\n");
        message.extend(self.body.unwrap_or_default());
        message
    }

    /// What a linter reads in the message. Its parts are known, so nothing in them is taken for another one.
    pub(crate) fn reading(&self, templates: &Templates) -> Reading {
        let variables = Variables::new(templates);
        let method = Piece::verbatim(&self.method, 0);
        let target = Derived::verbatim(&self.target, self.method.len() + 1);
        let line = Span::new(0, self.method.len() + 1 + self.target.len());
        let mut at = line.end + " HTTP/1.1\r\n".len();
        let mut call = Call::new(line, method, &target, &variables);
        // A method is a token, as the name of a header is.
        if !is_header(&format!("{}: x", self.method), &variables) || !is_target(&self.target, &variables) {
            call.faults.push((line, CallFault::NoTarget));
        }
        call.shown.push(Span::new(line.end, at));
        for (name, value) in &self.headers {
            let mut text = Wiped::with_capacity(name.len() + ": ".len() + value.len());
            [&**name, ": ", &**value].into_iter().for_each(|part| text.push_str(part));
            match is_header(&text, &variables) {
                true => {
                    call.header_line(&Derived::verbatim(&text, at));
                    call.shown.push(Span::new(at + name.len(), at + name.len() + 1));
                }
                false => call.faults.push((Span::new(at, at + text.len()), CallFault::NoHeader)),
            }
            at += text.len() + "\r\n".len();
        }
        at += "\r\n".len();
        call.body = self.body.and_then(|body| std::str::from_utf8(body).ok()).map(|text| {
            let document = Derived::verbatim(text, at);
            content_length(&mut call, &document, &[]);
            document
        });
        settled(Reading { calls: vec![call], ..Reading::new(templates.clone()) })
    }
}

impl fmt::Debug for Request<'_> {
    /// As much as a report would show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.message();
        let Ok(text) = std::str::from_utf8(&message) else {
            return write!(f, "Request({} bytes)", message.len());
        };
        let reading = self.reading(&Conventions::usual().templates);
        let documents = reading.calls.iter().filter_map(|call| {
            let (body, kind) = (call.body.as_ref()?, call.kind()?);
            let bytes = body.text().as_bytes();
            Some((body, Source::under(Conventions::usual(), bytes, kind, MAX_INPUT).masked()))
        });
        f.debug_tuple("Request").field(&masked(text, &reading, documents)).finish()
    }
}
