//! What is right in a message: its target, its headers, its length. `httparse` judges.

use super::build::Piece;
use super::lines::Line;
use super::variables::{VEIL, Variables};
use super::{Call, CallFault};
use crate::derived::Derived;

/// Whether a target is one, as `httparse` says; variables may be anything.
pub(super) fn is_target(target: &str, variables: &Variables) -> bool {
    let veiled = variables.veiled(target).into_iter().map(|byte| if byte == VEIL { b'x' } else { byte });
    let head: Vec<u8> = b"GET ".iter().copied().chain(veiled).chain(*b" HTTP/1.1\r\n\r\n").collect();
    httparse::Request::new(&mut []).parse(&head).is_ok_and(|status| status.is_complete())
}

/// Whether a line is a header, as `httparse` says; variables may be anything.
pub(super) fn is_header(line: &str, variables: &Variables) -> bool {
    let veiled = variables.veiled(line).into_iter().map(|byte| if byte == VEIL { b'x' } else { byte });
    let head: Vec<u8> = veiled.chain(*b"\r\n\r\n").collect();
    let mut headers = [httparse::EMPTY_HEADER];
    !line.starts_with([' ', '\t'])
        && httparse::parse_headers(&head, &mut headers).is_ok_and(|status| status.is_complete())
}

pub(super) fn is_version(word: &str) -> bool {
    word.strip_prefix("HTTP/").is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}

/// Says where `Content-Length` is none, or another one than that of the body.
pub(super) fn content_length(call: &mut Call, document: &Derived, lines: &[Line<'_>]) {
    let is_chunked = call.header_values("transfer-encoding").next().is_some();
    let lengths: Vec<Piece> = call.header_values("content-length").cloned().collect();
    let Some(first) = lengths.first().filter(|_| !is_chunked) else { return };
    if lengths.iter().any(|length| call.has_variable(length)) || call.variables.has_variable(document.text())
    {
        return;
    }
    // What stands in the file may have lost or won line breaks at its end, and their form.
    let least = document.text().len();
    let bare = document.text().bytes().filter(|byte| *byte != b'\r').count();
    let breaks = document.text().bytes().filter(|byte| *byte == b'\n').count();
    let behind: usize =
        lines.iter().rev().take_while(|line| line.is_blank()).map(|line| line.text.len() + 2).sum();
    let before: usize = lines.iter().take_while(|line| line.is_blank()).map(|line| line.text.len() + 2).sum();
    let fits = |length: usize| {
        (least..=least + behind + before + 2).contains(&length) || length == bare || length == bare + breaks
    };
    for length in &lengths {
        let text = length.text.trim();
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let said = text.parse().ok().filter(|_| is_number);
        if said.is_some() && length.text != first.text {
            call.faults.push((length.span, CallFault::ContentLengths));
        } else if !said.is_some_and(fits) {
            let fault = CallFault::ContentLength { length: text.to_owned(), found: least };
            call.faults.push((length.span, fault));
        }
    }
}
