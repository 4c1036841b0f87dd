//! Requests of the family, as they stand in a file: what is asked of which resource, with which headers and
//! which body.
//!
//! A file is read once into its [`Call`]s, whatever its form is; the rules about requests judge those, and
//! the rules about bodies judge the document in them, each with its way back to the file.

mod body;
mod build;
mod curl;
mod http;
mod lines;
mod message;
mod resource;
mod shell;
mod shown;
mod syntax;
mod target;
#[cfg(test)]
mod tests;
mod variables;

pub(crate) use self::build::{Piece, is_credential_name, is_scheme};
pub(crate) use self::http::is_date_or_version;
pub use self::message::Request;
pub(crate) use self::resource::{Difference, Resource};
pub(crate) use self::shown::masked;
use self::variables::Variables;
use crate::derived::Derived;
use crate::placeholder::Templates;
use crate::span::Span;
use crate::spec::{Kind, Operation};
use crate::wiped::Wiped;

/// How requests are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// HTTP messages, and what editors make requests from (`.http`, `.rest`).
    Http,
    /// Commands of curl.
    Curl,
}

/// A request in a file.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// The line that says what is asked for, or the command.
    pub(crate) span: Span,
    pub(crate) method: Piece,
    /// As it was given: a path, or a URL.
    #[cfg(test)]
    pub(crate) target: Piece,
    /// The path of it, without scheme, host and query.
    pub(crate) path: Piece,
    /// The project's id in it, if the path has one.
    pub(crate) group_id: Option<Piece>,
    pub(crate) query: Vec<(Piece, Option<Piece>)>,
    pub(crate) headers: Vec<(Piece, Piece)>,
    pub(crate) body: Option<Derived>,
    /// Why nothing is said of the body though there is one: it stands elsewhere.
    pub(crate) unseen_body: Option<&'static str>,
    /// What of the command was not looked at, and why.
    pub(crate) unseen: Option<&'static str>,
    /// Whether it may have headers, and another method, that nobody sees here.
    pub(crate) may_have_more: bool,
    /// What it asks for, if that is an operation of the family.
    pub(crate) operation: Option<&'static Operation>,
    /// What it asks for, in all cases.
    pub(crate) resource: Resource,
    /// Whether it goes elsewhere, in a file with requests of the family: only its secrets are looked at.
    pub(crate) is_passed_over: bool,
    /// Literal credentials in it; their spans are masked.
    pub(crate) credentials: Vec<Credential>,
    /// What may be shown of it; all else is hidden, but for the body of an operation, which is masked as the
    /// document that it is.
    pub(crate) shown: Vec<Span>,
    /// What is wrong with its form.
    pub(crate) faults: Vec<(Span, CallFault)>,
    /// What stands for a value in it.
    pub(crate) variables: Variables,
}

/// What logs in somewhere, and stands in the file as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credential {
    /// What has to be hidden.
    pub(crate) span: Span,
    pub(crate) place: CredentialPlace,
}

/// Where credentials stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CredentialPlace {
    /// In a header of this name.
    Header(String),
    /// In the URL, before the host.
    UserInformation,
    /// In an argument of a command, such as `--user`.
    Argument(String),
    /// In a parameter of the query, or a variable of the file, of this name.
    Parameter(String),
}

impl CredentialPlace {
    /// The name of it, if it is no more than a name: what else stands there is shown nowhere.
    pub(crate) fn name(&self) -> Option<&str> {
        let (Self::Header(name) | Self::Argument(name) | Self::Parameter(name)) = self else { return None };
        target::is_harmless_name(name.trim_start_matches('-')).then_some(name)
    }
}

/// What is wrong with the form of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CallFault {
    /// There is no request in the text, of the form that was asked for if there was one.
    NoRequest(Option<Form>),
    /// There is only what could be the body of one.
    OnlyABody,
    /// What should be a target is none.
    NoTarget,
    /// The body follows the headers without an empty line between them.
    NoEmptyLine,
    /// The head ends before it is complete.
    Truncated,
    /// A line of the head is no header.
    NoHeader,
    /// A line of the head is indented.
    Folded,
    /// The target stands below the line of the method; and what is between them, if that is nothing but a
    /// line break.
    TargetBelow(Option<Span>),
    /// `Content-Length` says otherwise: what it says, and how many bytes there are.
    ContentLength { length: String, found: usize },
    /// A quote or an expansion of the command is not closed; and what would close it.
    Unclosed(&'static str),
    /// From there on curl puts `&` between the parts of the body, and it is no document any more.
    Joined,
    /// `Content-Length` is there twice, and not alike.
    ContentLengths,
}

/// What a text has of requests.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) calls: Vec<Call>,
    /// What may be shown besides, outside of the requests.
    pub(crate) shown: Vec<Span>,
    /// What stands among what is shown, and may not be.
    hidden: Vec<Span>,
    /// Commands of curl in the place of a message.
    commands: Vec<Span>,
    /// What stands for a value in the bodies.
    pub(crate) templates: Templates,
}

impl Reading {
    /// Nothing yet.
    fn new(templates: Templates) -> Self {
        Self { calls: Vec::new(), shown: Vec::new(), hidden: Vec::new(), commands: Vec::new(), templates }
    }
}

/// Whether a text that is no document has a request in it. What is broken JSON may have one in its values:
/// then only one of the family counts.
pub(crate) fn is_in(text: &str, templates: &Templates) -> bool {
    let is_one = match text.trim_start() {
        start if start.starts_with(['{', '[']) && !start.starts_with("{{") => Call::is_near,
        _ => |call: &Call| !call.is_nothing(),
    };
    read(text, None, templates).calls.iter().any(is_one)
}

/// Whether a file that nobody named looks like one for us: a request of the family, or near to one, is in it.
/// Where no request can be made out, a word tells.
#[cfg(feature = "cli")]
pub(crate) fn is_for_us(bytes: &[u8]) -> bool {
    let has_word = || {
        // In UTF-16, every other byte of it is none.
        let plain: Vec<u8> = bytes.iter().filter(|byte| **byte != 0).map(u8::to_ascii_lowercase).collect();
        plain.windows(FAMILY.len()).any(|part| part == FAMILY)
    };
    let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0')) else {
        return has_word();
    };
    let reading = read(text, None, &Templates::default());
    reading.calls.iter().any(Call::is_near) || (reading.calls.iter().all(Call::is_nothing) && has_word())
}

/// The word of all paths of the family, in lower case.
#[cfg(feature = "cli")]
const FAMILY: &[u8] = b"usersecurity";

/// Reads a text; its form is found in it if nobody says it. `templates` are what stands for a value.
pub(crate) fn read(text: &str, form: Option<Form>, templates: &Templates) -> Reading {
    let mut reading = match form.unwrap_or_else(|| Form::of(text, &Variables::new(templates))) {
        // Nothing but commands, in a text of which it was said that it has messages.
        Form::Http if form.is_some() && is_script(text, templates) => {
            let fault = CallFault::NoRequest(form);
            Reading { calls: vec![Call::nothing(Span::at(0), fault)], ..Reading::new(templates.clone()) }
        }
        Form::Http => {
            // Clients fill that in, whatever the policy says.
            let templates = templates.and("{{", "}}");
            http::read(text, &templates, |part| curl::read(part, &templates))
        }
        Form::Curl => {
            // What the shell fills in has to be written somehow.
            let templates = match templates.forms() {
                [] => templates.and("${", "}"),
                _ => templates.clone(),
            };
            Reading { calls: curl::read(text, &templates), ..Reading::new(templates) }
        }
    };
    if reading.calls.is_empty() {
        reading.calls.push(Call::nothing(Span::at(0), CallFault::NoRequest(form)));
    }
    let faults = reading.calls.iter_mut().flat_map(|call| &mut call.faults);
    for (_, fault) in faults.filter(|(_, fault)| matches!(fault, CallFault::NoRequest(_))) {
        *fault = CallFault::NoRequest(form);
    }
    settled(reading)
}

/// Whether a text has commands of curl, and nothing of what makes a message or a file of an editor. Those
/// take commands in the place of a message.
fn is_script(text: &str, templates: &Templates) -> bool {
    let variables = Variables::new(templates);
    let mut lines = lines::lines(text);
    curl::is_in(text) && !lines.any(|line| !is_command(&line) && http::begins(&line, &variables))
}

/// Decides what only all of the text can tell.
fn settled(mut reading: Reading) -> Reading {
    let calls = &mut reading.calls;
    calls.iter_mut().for_each(Call::settle);
    let is_family = calls.iter().any(Call::is_near);
    calls.iter_mut().for_each(|call| call.is_passed_over |= is_family && !call.is_near());
    reading
}

/// Whether a line begins a command of curl.
fn is_command(line: &lines::Line<'_>) -> bool {
    let words = line.text.trim_start().trim_start_matches(['$', '>', '%']).split_whitespace();
    // `https_proxy=… sudo curl`
    let is_before = |word: &&str| word.contains('=') || matches!(*word, "sudo" | "time" | "exec");
    let name = { words }.find(|word| !is_before(word)).unwrap_or_default();
    matches!(name.rsplit(['/', '\\']).next(), Some("curl" | "curl.exe"))
}

impl Form {
    /// The form of a text: commands, if the first thing in it is one.
    pub(crate) fn of(text: &str, variables: &Variables) -> Self {
        for line in lines::lines(text) {
            if is_command(&line) {
                return Form::Curl;
            }
            if http::begins(&line, variables) {
                return Form::Http;
            }
        }
        if curl::is_in(text) { Form::Curl } else { Form::Http }
    }
}

impl Call {
    /// What stands where a request should be.
    fn nothing(span: Span, fault: CallFault) -> Self {
        let nothing = Piece { text: Wiped::default(), span: Span::at(span.start) };
        let mut call = Call::new(span, nothing, &Derived::default(), &Variables::default());
        call.is_passed_over = true;
        call.faults.push((span, fault));
        call
    }

    /// Whether no request could be made out.
    fn is_nothing(&self) -> bool {
        self.method.text.is_empty() && self.path.text.is_empty()
    }

    /// Whether what should be its target is none, so that nobody knows what it asks for.
    pub(crate) fn has_no_target(&self) -> bool {
        self.faults.iter().any(|(_, fault)| *fault == CallFault::NoTarget)
    }

    /// Whether it is a request of the family, or meant to be one.
    fn is_near(&self) -> bool {
        matches!(self.resource, Resource::Known(_) | Resource::Near(..))
    }

    /// What its body is, if it takes one: that of the operation that is meant.
    pub(crate) fn kind(&self) -> Option<Kind> {
        let (Resource::Known(operation) | Resource::Near(operation, _)) = &self.resource else { return None };
        match operation.method {
            "PATCH" => Some(Kind::Patch),
            "POST" => Some(Kind::Verify),
            _ => None,
        }
    }

    /// Decides what only all of the request can tell.
    fn settle(&mut self) {
        // Of nothing but blanks is no body.
        self.body.take_if(|body| body.text().trim().is_empty());
        let body = self.body.as_ref().map(Derived::text).unwrap_or_default();
        if let Resource::Open(Some(operation)) = self.resource {
            let words: &[&str] = match operation.method {
                "PATCH" => &["\"ldap\"", "\"customerX509\""],
                "POST" => &["\"bindUsername\""],
                _ => &[],
            };
            if words.iter().any(|word| body.contains(word)) {
                self.resource = Resource::Known(operation);
                self.operation = Some(operation);
            }
        }
        if self.kind().is_none() {
            self.form_credentials();
        }
    }

    /// `grant_type=…&client_secret=…`
    fn form_credentials(&mut self) {
        let Some(body) = &self.body else { return };
        if body.text().trim_start().starts_with(['{', '[', '<']) {
            return;
        }
        let found: Vec<Credential> = target::parameters(body, 0..body.text().len(), &self.variables)
            .filter_map(|(name, value)| Some((name, value?)))
            .filter(|(name, value)| {
                build::is_credential_name(&name.text) && self.variables.is_literal_pair(&value.text)
            })
            .map(|(name, value)| Credential {
                span: value.span,
                place: CredentialPlace::Parameter(name.text.into_inner()),
            })
            .collect();
        self.credentials.extend(found);
    }
}
