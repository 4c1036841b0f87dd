//! A request put together from its parts, whatever form they were written in.

use std::ops::Range;

use super::target::{self, Parts};
use super::variables::{VEIL, Variables};
use super::{Call, Credential, CredentialPlace};
use crate::derived::Derived;
use crate::mask;
use crate::span::Span;
use crate::wiped::Wiped;

/// A part of the file, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// As it is meant: without quotes and escapes.
    pub(crate) text: Wiped,
    pub(crate) span: Span,
}

impl Piece {
    /// What stands in the file as it is, from the byte `at` on.
    pub(crate) fn verbatim(text: &str, at: usize) -> Self {
        Self { text: text.into(), span: Span::new(at, at + text.len()) }
    }

    /// A part of a text that was put together.
    pub(crate) fn of(text: &Derived, range: Range<usize>) -> Self {
        let span = text.span(Span::new(range.start, range.end)).span;
        Self { text: text.text().get(range).unwrap_or_default().into(), span }
    }
}

impl Call {
    /// A request with that method for that target; `span` is where it says so. Headers and body come behind.
    pub(crate) fn new(span: Span, method: Piece, target: &Derived, variables: &Variables) -> Self {
        let Parts { path, group_id, query, user_information, shown, resource } =
            target::parts(&method.text, target, variables);
        let mut call = Self {
            span,
            #[cfg(test)]
            target: Piece::of(target, 0..target.text().len()),
            path,
            group_id,
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            unseen_body: None,
            unseen: None,
            may_have_more: false,
            operation: resource.operation(),
            resource,
            is_passed_over: false,
            credentials: Vec::new(),
            shown,
            faults: Vec::new(),
            method,
            variables: variables.clone(),
        };
        if target::is_like_a_method(&call.method.text, variables) {
            call.shown.push(call.method.span);
        }
        if let Some(user) = user_information
            && !user.text.is_empty()
        {
            match variables.is_literal_pair(&user.text) {
                true => {
                    let place = CredentialPlace::UserInformation;
                    call.credentials.push(Credential { span: user.span, place });
                }
                false if call.variables.are_bare(&user.text) => call.shown.push(user.span),
                false => {}
            }
        }
        let known = call.shown.len();
        for (name, value) in query {
            call.parameter(name, value);
        }
        if call.resource.is_elsewhere() {
            // Of what is no URL of the family the query is as unknown as the rest.
            call.shown.truncate(known);
        }
        call
    }

    /// Whether a variable is in a part of it, so that nobody knows what that will be.
    pub(crate) fn has_variable(&self, piece: &Piece) -> bool {
        self.variables.has_variable(&piece.text)
    }

    /// Appends what stands in the query of the target, without the question mark: `pretty=true&envelope=…`.
    pub(crate) fn append_query(&mut self, query: &Derived) {
        let variables = self.variables.clone();
        for (name, value) in target::parameters(query, 0..query.text().len(), &variables) {
            self.parameter(name, value);
        }
    }

    fn parameter(&mut self, name: Piece, value: Option<Piece>) {
        let is_variable = |name: &str| self.variables.is_variable(name) && self.variables.are_bare(name);
        if target::is_harmless_name(&name.text) || is_variable(&name.text) {
            self.shown.push(name.span);
        }
        if let Some(value) = &value {
            let is_secret = is_credential_name(&name.text);
            if is_secret && self.variables.is_literal(&value.text) {
                let place = CredentialPlace::Parameter(name.text.to_string());
                self.credentials.push(Credential { span: value.span, place });
            } else if !is_secret
                && target::is_harmless_value(&value.text, &self.variables)
                && self.variables.are_bare(&value.text)
            {
                self.shown.push(value.span);
            }
        }
        self.query.push((name, value));
    }

    /// Appends a header as it stands in a line, `Name: value`; without a colon it is none, and false.
    pub(crate) fn header_line(&mut self, line: &Derived) -> bool {
        self.header_said(line, line.text())
    }

    /// The same; `said` is as long, and has no variables but those that stand for something there.
    pub(crate) fn header_said(&mut self, line: &Derived, said: &str) -> bool {
        let text = line.text();
        let Some(colon) = text.find(':') else { return false };
        let trimmed = |range: Range<usize>| {
            let part = text.get(range.clone()).unwrap_or_default();
            let start = range.start + (part.len() - part.trim_start().len());
            start..start + part.trim().len()
        };
        let (name, at) = (Piece::of(line, trimmed(0..colon)), trimmed(colon + 1..text.len()));
        let value = Piece::of(line, at.clone());
        // The name of the scheme may be seen: `Bearer ***`
        let scheme = value.text.split([' ', '\t']).next().filter(|word| is_scheme(word));
        let secret = match scheme {
            Some(scheme) => {
                self.shown.push(Piece::of(line, at.start..at.start + scheme.len()).span);
                Piece::of(line, trimmed(at.start + scheme.len()..text.len())).span
            }
            None => value.span,
        };
        self.push_header(name, value, said.get(at).unwrap_or_default(), secret);
        true
    }

    /// Appends a header.
    pub(crate) fn header(&mut self, name: Piece, value: Piece) {
        let (said, secret) = (value.text.clone(), value.span);
        self.push_header(name, value, &said, secret);
    }

    fn push_header(&mut self, name: Piece, value: Piece, said: &str, secret: Span) {
        if target::is_harmless_name(&name.text) {
            self.shown.push(name.span);
        }
        if is_credential_header(&name.text) {
            if self.variables.is_literal_credential(&name.text, said) {
                let place = CredentialPlace::Header(name.text.to_string());
                self.credentials.push(Credential { span: secret, place });
            } else if self.variables.is_no_more_than_variables(said) {
                self.shown.push(value.span);
            }
        } else if is_harmless_header(&name.text) && !said.contains('@') {
            self.shown.push(value.span);
        }
        self.headers.push((name, value));
    }

    /// The headers of that name, of which case does not matter.
    pub(crate) fn header_values<'c>(&'c self, name: &'c str) -> impl Iterator<Item = &'c Piece> {
        let named = self.headers.iter().filter(move |(found, _)| found.text.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value)
    }
}

/// Headers whose values tell nothing that has to be hidden.
const HARMLESS: [&str; 14] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "expect",
    "host",
    "transfer-encoding",
    "user-agent",
];

pub(super) fn is_harmless_header(name: &str) -> bool {
    HARMLESS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a header of this name logs in somewhere.
pub(crate) fn is_credential_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "cookie" | "set-cookie" | "x-bindpw") || is_credential_name(&name)
}

/// Whether a header, a parameter or a variable of this name holds what logs in somewhere.
pub(crate) fn is_credential_name(name: &str) -> bool {
    let plain: String =
        name.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
    let words =
        ["authorization", "apikey", "privatekey", "token", "credential", "bindpw", "passphrase", "session"];
    mask::is_secret(name) || words.iter().any(|word| plain.contains(word))
}

impl Variables {
    /// Whether the value of such a header is there, and not a variable that stands for it.
    pub(crate) fn is_literal_credential(&self, name: &str, value: &str) -> bool {
        let value = value.trim();
        if name.to_ascii_lowercase().contains("cookie") {
            let values = value.split(';').map(|part| part.split_once('=').map_or(part, |(_, value)| value));
            return values.into_iter().any(|value| self.is_literal(value));
        }
        // `Basic user password`, `Digest user password`, `Bearer token`
        let (scheme, secret) = scheme_of(value);
        if !takes_user(scheme) {
            return self.is_literal(secret);
        }
        // `Digest username="…", response="…"`
        if scheme.eq_ignore_ascii_case("digest") && secret.contains("=\"") {
            let response = secret.split("response=").nth(1);
            return response
                .is_some_and(|response| self.is_literal(response.split(',').next().unwrap_or_default()));
        }
        self.is_literal_pair(secret)
    }

    /// Whether what logs in is known to be variables, behind a scheme and the name of a user perhaps.
    fn is_no_more_than_variables(&self, value: &str) -> bool {
        let (scheme, rest) = scheme_of(value.trim());
        let veiled = self.veiled(rest);
        let between = |byte: &u8| matches!(*byte, VEIL | b' ' | b'\t' | b':' | b'"');
        let from = match takes_user(scheme) {
            true => veiled.iter().position(is_separator).unwrap_or_default(),
            false => 0,
        };
        let is_user = |byte: &u8| *byte == VEIL || byte.is_ascii_alphanumeric() || b"-_.@".contains(byte);
        veiled.iter().take(from).all(is_user) && veiled.iter().skip(from).all(between) && self.are_bare(rest)
    }

    /// Whether a name and a password, or what else logs in, is there: what stands behind the first colon or
    /// blank is, for what stands before it is no secret alone.
    pub(crate) fn is_literal_pair(&self, text: &str) -> bool {
        let veiled = self.veiled_without_defaults(text.trim());
        let first = veiled.iter().position(is_separator).map_or(0, |at| at + 1);
        match veiled.split_at_checked(first) {
            Some((before, [])) => says(before),
            Some((_, part)) => says(part),
            None => false,
        }
    }

    /// Whether a text says something that is no variable.
    pub(crate) fn is_literal(&self, text: &str) -> bool {
        says(&self.veiled_without_defaults(text))
    }
}

/// The scheme with which the value of a header begins, if it does, and the rest.
fn scheme_of(value: &str) -> (&str, &str) {
    match value.split_once([' ', '\t']) {
        Some((scheme, rest)) if is_scheme(scheme) => (scheme, rest.trim()),
        _ if is_scheme(value) => (value, ""),
        _ => ("", value),
    }
}

/// Whether a name stands before what logs in.
fn takes_user(scheme: &str) -> bool {
    ["basic", "digest"].iter().any(|known| known.eq_ignore_ascii_case(scheme))
}

fn is_separator(byte: &u8) -> bool {
    matches!(byte, b':' | b' ' | b'\t')
}

fn says(veiled: &[u8]) -> bool {
    veiled.iter().any(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80)
}

/// Whether a variable is no more than a name.
pub(super) fn is_bare(variable: &str) -> bool {
    let inside = |open: &str, close: &str| variable.strip_prefix(open)?.strip_suffix(close);
    let is_made_of = |name: &str, signs: &str| {
        name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || signs.contains(c))
    };
    if let Some(name) = inside("{{", "}}") {
        return is_made_of(name, "-.$ %");
    }
    let name = inside("${", "}").or_else(|| inside("%(", ")s")).or_else(|| variable.strip_prefix('$'));
    match name {
        Some(name) => is_made_of(name, "."),
        None => inside("<", ">").or_else(|| inside("{", "}")).is_some_and(|name| is_made_of(name, "-. ")),
    }
}

/// The schemes in which clients log in (RFC 7617, RFC 6750, RFC 7616 …).
pub(crate) fn is_scheme(word: &str) -> bool {
    ["basic", "bearer", "digest", "negotiate", "ntlm", "aws4-hmac-sha256", "apikey", "token"]
        .iter()
        .any(|scheme| scheme.eq_ignore_ascii_case(word))
}
