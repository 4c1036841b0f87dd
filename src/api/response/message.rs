//! The heads of HTTP messages around an answer.

use crate::wiped::{Hidden, Wiped};

/// The status of the last head in the text, and what follows it. Without a head all of it is the body.
///
/// There are several where `--digest` was refused first, where a proxy answered, and where redirections were
/// followed.
pub(crate) fn split(text: &str) -> (Option<u16>, &str) {
    let text = text.trim_start();
    // A body that stands alone is by far the most usual, and has no head in it.
    if text.starts_with(['{', '[', '<', '"']) {
        return (None, text);
    }
    let mut at = 0;
    let mut last = None;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if let Some(status) = status_of(line) {
            last = Some((status, at));
        }
    }
    match last {
        None => (None, text),
        Some((status, at)) => (Some(status), body(text.get(at..).unwrap_or_default())),
    }
}

/// The status of the last head in what was received, and where the body begins; no status and 0, if there is
/// no head, or no text.
pub(crate) fn head(bytes: &[u8]) -> (Option<u16>, usize) {
    let Ok(text) = std::str::from_utf8(bytes) else { return (None, 0) };
    match split(text.trim_start_matches('\u{feff}')) {
        (None, _) => (None, 0),
        (status, body) => (status, text.len() - body.len()),
    }
}

/// The status in a `status-line` (RFC 9112 §4), also of HTTP/2 and HTTP/3, as curl writes them.
fn status_of(line: &str) -> Option<u16> {
    let rest = line.trim_end().strip_prefix("HTTP/")?;
    let (version, rest) = rest.split_once(' ')?;
    let is_version = !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let status = rest.split(' ').next().unwrap_or_default();
    let is_status = status.len() == 3 && status.bytes().all(|b| b.is_ascii_digit());
    (is_version && is_status).then(|| status.parse().ok()).flatten()
}

/// What follows the empty line; headers that lack it end where JSON or a page begins.
fn body(text: &str) -> &str {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end_matches(['\r', '\n']).is_empty() {
            return text.get(at + line.len()..).unwrap_or_default();
        }
        if line.trim_start().starts_with(['{', '<']) {
            break;
        }
        at += line.len();
    }
    text.get(at..).unwrap_or_default()
}

/// The text without what `curl --verbose` writes around it: its own words (`* `), what was sent (`> `), and
/// the marks of what was received (`< `).
pub(crate) fn without_marks(text: &str) -> Hidden<'_> {
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let is_verbose = lines.next().is_some_and(|line| line.starts_with("* ") || line.starts_with("> "))
        || text.starts_with("< HTTP/");
    if !is_verbose {
        return Hidden::Borrowed(text);
    }
    let is_noise = |line: &str| {
        ["* ", "> ", "{ [", "} ["].iter().any(|mark| line.starts_with(mark))
            || matches!(line.trim_end(), "*" | ">")
    };
    let lines = text.split_inclusive('\n').filter(|line| !is_noise(line));
    let mut copy = Wiped::with_capacity(text.len());
    for line in lines {
        let received = line.strip_prefix("< ").or(line.strip_prefix('<').filter(|l| l.trim().is_empty()));
        copy.push_str(received.unwrap_or(line));
    }
    Hidden::Owned(copy)
}
