//! The first lines of a request: method, target, version.

use crate::api::request::build::Piece;
use crate::api::request::lines::Line;
use crate::api::request::syntax::{is_target, is_version};
use crate::api::request::variables::Variables;
use crate::api::request::{CallFault, target};
use crate::derived::Derived;
use crate::span::Span;

/// The first lines of a request.
pub(super) struct Start<'l, 't> {
    pub(super) line: RequestLine,
    /// From the method to the end of the target.
    pub(super) span: Span,
    /// Comments between the lines of the target.
    pub(super) comments: Vec<Line<'t>>,
    /// What no output may have.
    pub(super) hidden: Vec<Span>,
    /// Whether the path of the target is over.
    is_in_query: bool,
    /// What follows them.
    pub(super) rest: &'l [Line<'t>],
}

/// How many lines may be looked at to see whether the target is complete before them; no path has as many.
const MOST: usize = 16;

impl<'l, 't> Start<'l, 't> {
    /// Whether a request begins with these lines.
    pub(super) fn is_at(lines: &[Line<'_>], variables: &Variables) -> bool {
        lines.split_first().is_some_and(|(first, rest)| {
            request_line(first, true, variables).is_some() || method_above(first, rest, variables).is_some()
        })
    }

    /// The request that begins with these lines, if one does.
    pub(super) fn of(lines: &'l [Line<'t>], is_for_editors: bool, variables: &Variables) -> Option<Self> {
        let (first, rest) = lines.split_first()?;
        let (line, rest) = match request_line(first, true, variables) {
            Some(line) => (line, rest),
            None => method_above(first, rest, variables)?,
        };
        let is_in_query = ends_path(&variables.veiled(line.target.text())).is_some();
        let mut start = Self {
            span: first.trimmed().span().join(line.span),
            line,
            comments: Vec::new(),
            hidden: Vec::new(),
            is_in_query,
            rest,
        };
        let mut looks = 0;
        while start.line.version.is_none() {
            let is_between = |line: &&Line<'_>| is_for_editors && is_comment(line);
            let comments = start.rest.iter().take_while(is_between).count();
            let Some((comments, [next, behind @ ..])) = start.rest.split_at_checked(comments) else { break };
            looks += 1;
            let Some(between) = start.between(next, looks <= MOST, variables) else { break };
            start.comments.extend(comments);
            start.push(&next.trimmed(), between, variables);
            start.rest = behind;
        }
        Some(start)
    }

    /// What stands between the target and this line, if the target goes on in it: with `?name=value` or
    /// `&name=value`, and, as JetBrains' editors take it, with anything that is indented and can be no header.
    /// There the line break stands for a slash that is not written.
    fn between(&self, line: &Line<'_>, may_look: bool, variables: &Variables) -> Option<&'static str> {
        let part = line.trimmed();
        if part.text.starts_with(['?', '&']) {
            return Some("");
        }
        let is_indented = line.text.starts_with([' ', '\t']) && !part.text.is_empty();
        let (text, _) = versioned(&part);
        if !is_indented
            || is_comment(&part)
            || variables.veiled(text).iter().any(|byte| b": \t\"{[".contains(byte))
        {
            return None;
        }
        let so_far = self.line.target.text();
        if part.text.starts_with('/') || so_far.ends_with(['/', '?', '&', '=']) {
            return Some("");
        }
        // What follows a whole target may be anything: a password that lost its header.
        if may_look && target::is_operation(&self.line.method.text, &self.line.target, variables) {
            return None;
        }
        Some(if self.is_in_query { "" } else { "/" })
    }

    /// Appends a line to the target, behind what stands between them.
    fn push(&mut self, part: &Line<'_>, between: &str, variables: &Variables) {
        let (text, version) = versioned(part);
        let path_end = ends_path(&variables.veiled(text));
        let path = text.get(..path_end.unwrap_or(text.len())).unwrap_or_default();
        // Without a slash before it, it may not be meant as a part of a path.
        if !self.is_in_query
            && !path.starts_with('/')
            && !path.split('/').all(|word| target::is_harmless_segment(word, variables))
        {
            self.hidden.push(Span::new(part.start, part.start + path.len()));
        }
        self.line.target.push_elsewhere(between, Span::at(part.start));
        self.line.target.push_verbatim(text, part.start);
        self.line.version = version;
        self.is_in_query |= path_end.is_some();
        self.span = self.span.join(part.span());
    }
}

/// What the first line of a request says.
pub(super) struct RequestLine {
    pub(super) method: Piece,
    pub(super) target: Derived,
    pub(super) version: Option<Span>,
    pub(super) faults: Vec<(Span, CallFault)>,
    span: Span,
}

/// Where in a veiled text the path of a target ends.
fn ends_path(veiled: &[u8]) -> Option<usize> {
    veiled.iter().position(|byte| matches!(byte, b'?' | b'#'))
}

/// Reads a method alone in its line, and the URL below it; and says what follows that.
fn method_above<'l, 't>(
    first: &Line<'_>,
    lines: &'l [Line<'t>],
    variables: &Variables,
) -> Option<(RequestLine, &'l [Line<'t>])> {
    let method = Some(first.trimmed()).filter(|word| target::is_method(word.text))?;
    let between = lines.iter().take_while(|line| line.is_blank() || is_comment(line)).count();
    let (second, behind) = lines.get(between..)?.split_first()?;
    let line = request_line(second, true, variables).filter(|line| line.method.span.is_empty())?;
    let gap = (between == 0).then(|| Span::new(method.span().end, line.span.start));
    let faults = [(method.span(), CallFault::TargetBelow(gap))].into_iter().chain(line.faults).collect();
    Some((RequestLine { method: Piece::verbatim(method.text, method.start), faults, ..line }, behind))
}

fn is_comment(line: &Line<'_>) -> bool {
    super::is_comment(line.text) && !super::is_separator(line.text)
}

/// Reads `PATCH https://… HTTP/1.1`; the version may be missing, and of a URL alone the method.
pub(super) fn request_line(
    line: &Line<'_>,
    may_be_short: bool,
    variables: &Variables,
) -> Option<RequestLine> {
    let line = line.trimmed();
    let veiled = variables.veiled(line.text);
    let blank = |from: usize| {
        let rest = veiled.get(from..).unwrap_or_default();
        rest.iter().position(|byte| matches!(byte, b' ' | b'\t')).map(|at| from + at)
    };
    let first = blank(0).unwrap_or(line.text.len());
    let word = line.text.get(..first)?;
    let behind = line.behind(first).trimmed();
    let is_method =
        target::is_like_a_method(word, variables) && !is_url(word, variables) && !behind.text.is_empty();
    // What no method is may still stand in a message: `FETCH /path HTTP/1.1`.
    let is_unknown = !word.is_empty()
        && word.len() <= 20
        && word.bytes().all(|byte| byte.is_ascii_uppercase())
        && (is_url(behind.text, variables) || behind.text.contains(" HTTP/"));
    // What JetBrains' editors send besides.
    let is_other = matches!(word, "GRAPHQL" | "GRPC" | "RSOCKET" | "WEBSOCKET")
        && !behind.text.is_empty()
        && blank(behind.start - line.start).is_none();
    let (method, rest) = match is_method || is_unknown || is_other {
        true => (Piece::verbatim(word, line.start), behind),
        false if may_be_short && is_url(word, variables) => {
            (Piece { text: "GET".into(), span: Span::at(line.start) }, line)
        }
        false => return None,
    };
    let (target, version) = versioned(&rest);
    if is_version(target) {
        return None;
    }
    let mut faults = Vec::new();
    if !is_target(target, variables) {
        faults.push((Span::new(rest.start, rest.start + target.len()), CallFault::NoTarget));
    }
    // What follows a blank is not read.
    let length = variables.veiled(target).iter().position(|byte| matches!(byte, b' ' | b'\t'));
    let target = target.get(..length.unwrap_or(target.len()))?;
    Some(RequestLine {
        method,
        target: Derived::verbatim(target, rest.start),
        version,
        faults,
        span: line.span(),
    })
}

/// The target in a line, and the version of HTTP behind it.
fn versioned<'l>(line: &Line<'l>) -> (&'l str, Option<Span>) {
    let at =
        line.text.rfind([' ', '\t']).filter(|at| is_version(line.text.get(at + 1..).unwrap_or_default()));
    let target = line.text.get(..at.unwrap_or(line.text.len())).unwrap_or_default().trim_end();
    (target, at.map(|at| Span::new(line.start + at + 1, line.start + line.text.len())))
}

/// Whether the word stands for a URL: with a scheme, a slash at its start, a host, or a variable before it.
pub(super) fn is_url(word: &str, variables: &Variables) -> bool {
    let lower = word.get(..8).unwrap_or(word).to_ascii_lowercase();
    let name = word.split(['/', '?', ':']).next().unwrap_or_default();
    let is_host =
        name.contains('.') && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    lower.starts_with("http://")
        || lower.starts_with("https://")
        || (word.starts_with('/') && !word.starts_with("//"))
        || variables.begins_url(word)
        || (is_host && word.contains('/'))
}

/// The first line of another message; in a body nothing looks like it.
pub(super) fn is_message_line(line: &Line<'_>, variables: &Variables) -> bool {
    let text = line.text;
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.rsplit([' ', '\t']).next().is_some_and(is_version)
        && request_line(line, false, variables)
            .is_some_and(|request| is_url(request.target.text(), variables))
}
