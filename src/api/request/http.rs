//! HTTP messages, one after the other, as they are sent and as editors' REST clients take them.

mod head;
mod start;

use self::start::{Start, is_message_line, is_url, request_line};
use super::body::{self, Body};
use super::build::{self, Piece};
use super::lines::{Line, lines};
use super::syntax::{content_length, is_version};
use super::target::is_harmless_name;
use super::variables::Variables;
use super::{Call, CallFault, Credential, CredentialPlace, Reading};
use crate::mask;
use crate::placeholder::Templates;
use crate::span::Span;

/// The requests of a text. Commands of curl, which editors take in the place of a message, are read by
/// `commands`.
pub(super) fn read(text: &str, templates: &Templates, commands: impl FnOnce(&str) -> Vec<Call>) -> Reading {
    let lines: Vec<Line<'_>> = lines(text).flat_map(apart).collect();
    let variables = Variables::new(templates);
    let mut reader = Reader::new(&variables, is_for_editors(&lines, &variables));
    let mut rest = lines.as_slice();
    while let Some(at) = reader.preamble(rest) {
        rest = reader.request(rest.get(at..).unwrap_or_default());
    }
    let mut reading = reader.finish(templates.clone());
    if !reading.commands.is_empty() {
        reading.calls.extend(commands(&only(text, &reading.commands)));
        reading.calls.sort_by_key(|call| call.span);
        // They are requests, so there are some.
        let is_nothing =
            |call: &Call| call.faults.iter().any(|(_, fault)| matches!(fault, CallFault::NoRequest(_)));
        reading.calls.retain(|call| !is_nothing(call) || !call.credentials.is_empty());
    }
    reading
}

/// A line, in two where the document in it is at once followed by an answer, as it was received:
/// `{}HTTP/1.1 202 Accepted`.
fn apart(line: Line<'_>) -> impl Iterator<Item = Line<'_>> {
    let answer = line.text.rfind("}HTTP/").map(|at| line.behind(at + 1)).filter(|answer| {
        let is_of_it = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | ' ' | '-' | '\'');
        is_status_line(answer.text) && answer.text.chars().all(is_of_it)
    });
    let length = answer.map_or(line.text.len(), |answer| answer.start - line.start);
    let ending = if answer.is_some() { 0 } else { line.ending };
    let first = Line { text: line.text.get(..length).unwrap_or_default(), ending, ..line };
    [Some(first), answer].into_iter().flatten()
}

/// The text with blanks in the place of all else, so that offsets stay.
fn only(text: &str, spans: &[Span]) -> String {
    let mut kept = String::with_capacity(text.len());
    let blank = |part: &str, kept: &mut String| {
        kept.extend(part.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
    };
    let mut at = 0;
    for span in spans {
        blank(text.get(at..span.start).unwrap_or_default(), &mut kept);
        kept.push_str(text.get(span.range()).unwrap_or_default());
        at = span.end;
    }
    blank(text.get(at..).unwrap_or_default(), &mut kept);
    kept
}

/// Whether the text has what only editors know, so that a line that begins with `#` is a comment everywhere:
/// their marks, or a request without the version of HTTP.
fn is_for_editors(lines: &[Line<'_>], variables: &Variables) -> bool {
    let mut significant = lines.iter().filter(|line| !line.is_blank());
    let says_so =
        |line: &Line<'_>| is_separator(line.text) || is_comment(line.text) || variable(line).is_some();
    let mut requests = lines.iter().filter_map(|line| request_line(line, true, variables));
    significant.next().is_some_and(says_so)
        || lines.iter().any(|line| is_separator(line.text))
        || requests.next().is_some_and(|request| request.version.is_none())
}

/// Whether a text that begins with this line has HTTP messages.
pub(super) fn begins(line: &Line<'_>, variables: &Variables) -> bool {
    is_separator(line.text) || variable(line).is_some() || request_line(line, true, variables).is_some()
}

struct Reader<'v> {
    variables: &'v Variables,
    is_for_editors: bool,
    calls: Vec<Call>,
    shown: Vec<Span>,
    /// What stands among what is shown, and may not be.
    hidden: Vec<Span>,
    /// Credentials in variables that stand before a request.
    waiting: Vec<Credential>,
    /// The first line that is nothing, where a request should be.
    stray: Option<(Span, CallFault)>,
    /// The first answer that is kept in the file.
    answer: Option<Span>,
    commands: Vec<Span>,
}

impl<'v> Reader<'v> {
    fn new(variables: &'v Variables, is_for_editors: bool) -> Self {
        Self {
            variables,
            is_for_editors,
            calls: Vec::new(),
            shown: Vec::new(),
            hidden: Vec::new(),
            waiting: Vec::new(),
            stray: None,
            answer: None,
            commands: Vec::new(),
        }
    }

    /// Reads what stands before a request, and finds the line that makes it.
    fn preamble(&mut self, lines: &[Line<'_>]) -> Option<usize> {
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            if line.is_blank() {
            } else if is_separator(line.text) {
                self.show_mark(line);
                self.nothing();
            } else if is_comment(line.text) {
                self.show_mark(line);
            } else if let Some((name, value)) = variable(line) {
                self.variable(line, &name, &value);
            } else if line.text.starts_with(SCRIPT) {
                // A script, to its end.
                let rest = lines.get(at..).unwrap_or_default();
                at += rest.iter().position(|line| line.text.contains("%}")).unwrap_or(rest.len());
            } else if Start::is_at(lines.get(at..).unwrap_or_default(), self.variables) {
                return Some(at);
            } else if is_status_line(line.text) {
                // An answer that was kept, to its end.
                self.answer.get_or_insert(line.span());
                at += self.length_of_answer(lines.get(at + 1..).unwrap_or_default());
            } else if super::is_command(line) {
                let rest = lines.get(at..).unwrap_or_default();
                let length = rest.iter().position(|line| is_separator(line.text)).unwrap_or(rest.len());
                let end = at + length - 1;
                self.commands.extend(lines.get(end).map(|last| line.span().join(last.span())));
                at = end;
            } else if !is_directive(line.text) {
                let is_body = line.text.trim_start().starts_with(['{', '[']);
                let fault = if is_body { CallFault::OnlyABody } else { CallFault::NoRequest(None) };
                self.stray.get_or_insert((line.span(), fault));
            }
            at += 1;
        }
        self.nothing();
        None
    }

    /// How many lines of an answer follow its first. Behind an empty one, what could stand before a request is
    /// none of them.
    fn length_of_answer(&self, lines: &[Line<'_>]) -> usize {
        let mut is_apart = false;
        let is_over = |(at, line): (usize, &Line<'_>)| {
            let follows = || {
                variable(line).is_some()
                    || line.text.starts_with(SCRIPT)
                    || super::is_command(line)
                    || Start::is_at(lines.get(at..).unwrap_or_default(), self.variables)
            };
            let is_over = self.begins_another(line) || (is_apart && follows());
            is_apart = line.is_blank() || (is_apart && is_comment(line.text));
            is_over
        };
        lines.iter().enumerate().position(is_over).unwrap_or(lines.len())
    }

    /// Says that there should have been a request.
    fn nothing(&mut self) {
        if let Some((span, fault)) = self.stray.take() {
            self.calls.push(Call::nothing(span, fault));
        }
    }

    fn show_mark(&mut self, line: &Line<'_>) {
        let mark = line.text.len() - line.text.trim_start_matches(['#', '/', ' ', '\t']).len();
        self.shown.push(Span::new(line.start, line.start + mark));
    }

    /// A comment among what is shown.
    fn comment(&mut self, line: &Line<'_>) {
        self.show_mark(line);
        let words = line.text.trim_start_matches(['#', '/', ' ', '\t']);
        self.hidden.push(Span::new(line.start + line.text.len() - words.len(), line.span().end));
    }

    fn variable(&mut self, line: &Line<'_>, name: &Piece, value: &Piece) {
        if is_harmless_name(&name.text) {
            self.shown.push(Span::new(line.start, value.span.start));
        }
        let is_secret = build::is_credential_name(&name.text);
        if is_secret && self.variables.is_literal_pair(&value.text) {
            let place = CredentialPlace::Parameter(name.text.to_string());
            self.waiting.push(Credential { span: value.span, place });
        }
        if self.variables.is_variable(&value.text)
            || (!is_secret && is_harmless_variable(&value.text, self.variables))
        {
            self.shown.push(value.span);
        }
    }

    /// Reads a request, of which the first line is one, and gives back what follows it.
    fn request<'l, 't>(&mut self, lines: &'l [Line<'t>]) -> &'l [Line<'t>] {
        let Some(start) = Start::of(lines, self.is_for_editors, self.variables) else { return &[] };
        let Start { line: request, mut rest, .. } = start;
        start.comments.iter().for_each(|line| self.comment(line));
        self.hidden.extend(start.hidden);
        let mut call = Call::new(start.span, request.method, &request.target, self.variables);
        call.shown.extend(request.version);
        call.faults.extend(request.faults);
        call.credentials.append(&mut self.waiting);
        self.stray = None;
        let head = self.head(&mut call, rest);
        rest = rest.get(head.lines..).unwrap_or_default();
        let is_fenced = fenced(&call, rest);
        let body_end = rest.iter().position(|line| self.ends_body(line, is_fenced)).unwrap_or(rest.len());
        let (body_lines, mut behind) = rest.split_at_checked(body_end).unwrap_or_default();
        let Body { document, unseen } = self.body(&call, body_lines);
        if !head.is_complete && document.is_none() && unseen.is_none() {
            let is_message =
                request.version.is_some() && lines.first().is_some_and(|first| first.ending == 2);
            let says_length = call.header_values("content-length").any(|value| value.text.trim() != "0");
            if is_message || says_length || call.kind().is_some_and(|_| request.version.is_some()) {
                call.faults.push((call.span, CallFault::Truncated));
            }
        }
        if let (Some(document), None) = (&document, unseen) {
            content_length(&mut call, document, body_lines);
        }
        (call.body, call.unseen_body) = (document, unseen);
        // Up to the next request or an answer, nothing is of interest: scripts, and references to answers.
        let is_next = |line: &Line<'_>| self.begins_another(line) || is_status_line(line.text);
        behind = behind.get(behind.iter().position(is_next).unwrap_or(behind.len())..).unwrap_or_default();
        self.calls.push(call);
        behind
    }

    fn body(&self, call: &Call, lines: &[Line<'_>]) -> Body {
        match self.is_for_editors {
            true => {
                let lines: Vec<Line<'_>> =
                    lines.iter().filter(|line| !is_comment(line.text)).copied().collect();
                body::read(&lines, &call.headers, self.variables)
            }
            false => body::read(lines, &call.headers, self.variables),
        }
    }

    fn ends_body(&self, line: &Line<'_>, is_fenced: bool) -> bool {
        let is_script = ["> {%", "> ./", "> ../", "> /", ">> ", ">>! ", "<> ", "?? "];
        // Tests of VS Code's client stand behind three backticks.
        is_script.iter().any(|mark| line.text.starts_with(mark))
            || (!is_fenced && is_fence(line))
            || is_status_line(line.text)
            || self.begins_another(line)
    }

    /// Whether the line is the first that has nothing to do with the request before it.
    fn begins_another(&self, line: &Line<'_>) -> bool {
        is_separator(line.text) || is_message_line(line, self.variables)
    }

    fn finish(mut self, templates: Templates) -> Reading {
        match self.calls.last_mut() {
            Some(call) => call.credentials.append(&mut self.waiting),
            None => {
                let mut nothing =
                    Call::nothing(self.answer.unwrap_or(Span::at(0)), CallFault::NoRequest(None));
                nothing.credentials = self.waiting;
                self.calls.push(nothing);
            }
        }
        let Self { calls, shown, hidden, commands, .. } = self;
        Reading { calls, shown, hidden, commands, templates }
    }
}

/// What begins a script before a request.
const SCRIPT: &str = "< {%";

/// `import requests`, `run #name`, of JetBrains' editors.
fn is_directive(line: &str) -> bool {
    line.starts_with("import ") || line.starts_with("run ")
}

fn is_fence(line: &Line<'_>) -> bool {
    line.text.trim_start().starts_with("```")
}

/// Whether a body, as it stands in Markdown, begins with these lines; where none is sent, they are tests.
fn fenced(call: &Call, lines: &[Line<'_>]) -> bool {
    let sends_none = ["GET", "HEAD", "DELETE", "OPTIONS"];
    !sends_none.contains(&&*call.method.text)
        && lines.iter().find(|line| !line.is_blank()).is_some_and(is_fence)
}

/// `HTTP/1.1 202 Accepted`
fn is_status_line(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let is_status = |word: &str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    line.starts_with("HTTP/") && words.next().is_some_and(is_version) && words.next().is_some_and(is_status)
}

fn is_separator(line: &str) -> bool {
    line.starts_with("###")
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('#') || line.starts_with("//")
}

/// `@name = value`
fn variable(line: &Line<'_>) -> Option<(Piece, Piece)> {
    let rest = line.text.strip_prefix('@')?;
    let equals = rest.find('=')?;
    let name = Line { text: rest.get(..equals)?, start: line.start + 1, ending: 0 }.trimmed();
    let value = line.behind(1 + equals + 1).trimmed();
    let is_name = !name.text.is_empty() && !name.text.contains([' ', '\t', '"']);
    is_name.then(|| (Piece::verbatim(name.text, name.start), Piece::verbatim(value.text, value.start)))
}

/// Whether a variable's value looks like no secret: an id, a host or a path, a number, a date, a version,
/// a word, a variable.
fn is_harmless_variable(value: &str, variables: &Variables) -> bool {
    let is_all = |wanted: &dyn Fn(u8) -> bool| value.bytes().all(wanted);
    let is_id = value.len() == 24 && is_all(&|b| b.is_ascii_hexdigit());
    let is_number = value.len() <= 10 && is_all(&|b| b.is_ascii_digit());
    let is_word = value.len() <= 16 && is_all(&|b| b.is_ascii_alphabetic());
    let is_place = is_url(value, variables)
        && value.len() <= 100
        && !value.contains(['@', '?', '=', '#'])
        && mask::mask_text(value).is_none();
    is_id || is_number || is_date_or_version(value) || is_word || is_place || variables.is_variable(value)
}

/// `2023-01-01`, `1.5.3`
pub(crate) fn is_date_or_version(value: &str) -> bool {
    let are = |mut parts: std::str::Split<'_, char>, longest: usize| {
        parts.all(|part| (1..=longest).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_version = value.matches('.').count() < 4 && value.contains('.') && are(value.split('.'), 3);
    let is_date = value.matches('-').count() == 2 && value.len() == 10 && are(value.split('-'), 4);
    is_version || is_date
}
