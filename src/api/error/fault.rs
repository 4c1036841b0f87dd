//! What an answer is that is no error of the API.

use std::fmt;

use super::known;

/// Why a text is not taken for an error of the API. It quotes nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiErrorFault {
    kind: ApiErrorFaultKind,
    status: Option<u16>,
}

/// What a text is instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiErrorFaultKind {
    /// More than [`MAX_INPUT`](crate::MAX_INPUT) bytes.
    TooLarge,
    /// No text: not UTF-8, and no UTF-16 with a byte order mark either.
    NotText,
    /// Nothing, or the head of an HTTP message without a body.
    Empty,
    /// A page for browsers, or another text in angle brackets.
    Html,
    /// No JSON, from this place on; lines and columns (characters) of the body count from 1.
    NotJson {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// A configuration: what a GET or an accepted PATCH answers, or a request body.
    Configuration,
    /// The answer of an OAuth token endpoint.
    Token,
    /// The answer of a server that accepted the request.
    Success,
    /// JSON, but nothing in it says that it is an error.
    NotAnError,
    /// This member, which the contract requires, is not there.
    Missing(&'static str),
    /// This member is not what it can be.
    Wrong(&'static str),
}

impl ApiErrorFault {
    pub(super) fn new(kind: ApiErrorFaultKind, status: Option<u16>) -> Self {
        Self { kind, status }
    }

    /// What it is instead.
    pub fn kind(&self) -> ApiErrorFaultKind {
        self.kind
    }

    /// The HTTP status, if the head of the message or the envelope tells it.
    pub fn status(&self) -> Option<u16> {
        self.status
    }
}

impl fmt::Display for ApiErrorFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ApiErrorFaultKind::TooLarge => f.write_str("it is too large for an answer of the API"),
            ApiErrorFaultKind::NotText => {
                f.write_str("it is not UTF-8; if the answer is compressed, let `curl --compressed` decode it")
            }
            ApiErrorFaultKind::Empty if self.status.is_some() => {
                f.write_str("the answer has no body, so it has no error code")
            }
            ApiErrorFaultKind::Empty => f.write_str("there is nothing in it"),
            ApiErrorFaultKind::Html => f.write_str(
                "this is an HTML page, as gateways and proxies answer; the API itself answers in JSON",
            ),
            ApiErrorFaultKind::NotJson { line, column } => {
                write!(
                    f,
                    "it is not JSON: line {line}, column {column} of the body is the first that is none"
                )
            }
            ApiErrorFaultKind::Configuration => f.write_str(
                "this is a configuration and no error: what the API answers if it accepts a request, or a \
                 request body; that one is given as --payload",
            ),
            ApiErrorFaultKind::Token => f.write_str(
                "this is the answer of an OAuth token endpoint: no access token was given out, so the API \
                 was not asked; check the id and the secret of the service account",
            ),
            ApiErrorFaultKind::Success => f.write_str("this is no error: the server accepted the request"),
            ApiErrorFaultKind::NotAnError => f.write_str(
                "this is JSON, but no error of the API: there is neither `error` nor `errorCode` in it",
            ),
            ApiErrorFaultKind::Missing(member) => {
                write!(f, "this is no error of the API: `{member}`, which is required, is not there")
            }
            ApiErrorFaultKind::Wrong("error") => {
                f.write_str("this is no error of the API: `error` is no HTTP status")
            }
            ApiErrorFaultKind::Wrong(member) => {
                write!(f, "this is no error of the API: `{member}` is no text")
            }
        }?;
        match self.status.and_then(known::of_status) {
            Some(meaning) if self.kind != ApiErrorFaultKind::Success => write!(
                f,
                ". Its status is {}: {} {}",
                self.status.unwrap_or_default(),
                meaning.text(),
                meaning.advice()
            ),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for ApiErrorFault {}
