//! Commands of curl: the requests that they make.

mod data;
mod options;
mod place;
#[cfg(test)]
mod tests;
mod windows;

use self::data::{Body, Data};
use self::options::{Argument, arguments};
use self::place::{Place, not_read};
use super::build::is_credential_header;
use super::shell::{self, Command, Input, Part, Unclosed, Word};
use super::variables::Variables;
use super::{Call, CallFault, Credential, CredentialPlace, Piece};
use crate::derived::Derived;
use crate::placeholder::Templates;
use crate::span::Span;

/// How many URLs of one command are looked at: each of them is a request with all headers and the body.
const MOST_URLS: usize = 100;
/// How many bytes the requests of one command may take together.
const MOST_BYTES: usize = 2_000_000;

const MANY: &str = "a command of curl has more URLs than are looked at";
const OPTIONS_ELSEWHERE: &str = "options of curl are in a variable of the shell, or in another file";

/// The requests that the commands make; `templates` says how a variable of the shell is written in a body.
pub(crate) fn read(text: &str, templates: &Templates) -> Vec<Call> {
    let script = shell::read(text);
    let manner = windows::manner(text);
    let variables = Variables::new(templates);
    let mut calls = Vec::new();
    for (at, command) in script.commands.iter().enumerate() {
        let curl = match place::of(command, text) {
            Place::None => continue,
            Place::Unread(word, why) => {
                calls.push(not_read(word, why, &variables));
                continue;
            }
            Place::At(curl) => curl,
        };
        let words = command.words.get(curl..).unwrap_or_default();
        if let (Some(why), Some(word)) = (windows::unread(words, manner, text), words.first()) {
            calls.push(not_read(word.span, why, &variables));
            continue;
        }
        let before = at.checked_sub(1).filter(|_| command.is_piped);
        let before = before.and_then(|before| script.commands.get(before));
        let input = Reads { own: command.input.as_ref(), piped: before, is_piped: command.is_piped };
        let reader = Reader { text, templates, variables: &variables, unclosed: script.unclosed, manner };
        reader.command(words, &input, &mut calls);
    }
    calls
}

/// Whether there is a command of curl in the text.
pub(crate) fn is_in(text: &str) -> bool {
    text.contains("curl")
        && shell::read(text).commands.iter().any(|command| !matches!(place::of(command, text), Place::None))
}

/// What a command reads.
struct Reads<'s> {
    own: Option<&'s Input>,
    /// The command whose output it reads.
    piped: Option<&'s Command>,
    is_piped: bool,
}

/// What is asked for, as far as the options have said.
#[derive(Default)]
struct Asked {
    method: Option<Word>,
    headers: Vec<Word>,
    data: Vec<Data>,
    urls: Vec<Word>,
    /// Of which option a method comes that nobody names, and where it stands.
    get: Option<Span>,
    head: Option<Span>,
    upload: Option<Span>,
    form: Option<Span>,
    query: Vec<Word>,
    credentials: Vec<Credential>,
    shown: Vec<Span>,
    /// Whether there may be other options.
    is_open: bool,
}

struct Reader<'t> {
    text: &'t str,
    templates: &'t Templates,
    variables: &'t Variables,
    unclosed: Option<Unclosed>,
    manner: windows::Manner,
}

impl Reader<'_> {
    /// Reads a command whose first word is its name.
    fn command(&self, words: &[Word], input: &Reads<'_>, calls: &mut Vec<Call>) {
        let Some((curl, words)) = words.split_first() else { return };
        let end = words.last().map_or(curl.span.end, |word| word.span.end);
        let first = calls.len();
        let mut asked = Asked::default();
        for argument in arguments(words, self.text) {
            match argument {
                Argument::Option { name: "next", span, .. } => {
                    asked.shown.push(span);
                    self.calls(std::mem::take(&mut asked), curl.span, input, calls);
                }
                Argument::Option { name, span, value } => {
                    asked.shown.push(span);
                    self.option(name, span, value, &mut asked);
                }
                Argument::Url(word) => asked.urls.push(word.first_line(self.text)),
                Argument::Unknown => {}
            }
        }
        self.calls(asked, curl.span, input, calls);
        let Some(call) = calls.get_mut(first) else { return };
        call.shown.push(curl.span);
        self.show_syntax(curl, words, call);
        self.hide_expansions(words, calls.get_mut(first..).unwrap_or_default());
        if let (Some(Unclosed { span, closing }), Some(call)) = (self.unclosed, calls.last_mut())
            && (curl.span.start..=end).contains(&span.start)
        {
            call.faults.push((span, CallFault::Unclosed(closing)));
            call.body = None;
            call.unseen_body = Some("a quote of the command is not closed");
        }
    }

    /// Shows what is between the words, and of the words quotes and the names of variables.
    fn show_syntax(&self, curl: &Word, words: &[Word], call: &mut Call) {
        let mut end = curl.span.end;
        for word in words {
            let between = Span::new(end, word.span.start.max(end));
            // A redirection may stand there, and a comment.
            let is_syntax = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'\\' | b'^' | b'`');
            if self.text.get(between.range()).is_some_and(|text| text.bytes().all(is_syntax)) {
                call.shown.push(between);
            }
            let mut at = word.span.start;
            for part in &word.parts {
                let place = part.place();
                self.show_quotes(Span::new(at, place.start.max(at)), call);
                if matches!(part, Part::Variable(_)) && shell::is_plain_variable(self.text, place) {
                    call.shown.push(place);
                }
                at = place.end;
            }
            self.show_quotes(Span::new(at, word.span.end.max(at)), call);
            end = word.span.end.max(end);
        }
    }

    /// Shows what is no part of the word; behind a quote that is not closed that may be anything.
    fn show_quotes(&self, span: Span, call: &mut Call) {
        let is_quote = |byte: u8| b"'\"$\\\r\n> ".contains(&byte);
        if self.text.get(span.range()).is_some_and(|text| text.bytes().all(is_quote)) {
            call.shown.push(span);
        }
    }

    /// Takes expansions in which a value may stand out of what may be shown.
    fn hide_expansions(&self, words: &[Word], calls: &mut [Call]) {
        let places = words.iter().flat_map(|word| &word.parts).filter_map(|part| match part {
            Part::Variable(place) if !shell::is_plain_variable(self.text, *place) => Some(*place),
            _ => None,
        });
        let hidden: Vec<Span> = places.collect();
        for call in calls.iter_mut().filter(|_| !hidden.is_empty()) {
            let mut shown = Vec::with_capacity(call.shown.len());
            for span in &call.shown {
                let mut at = span.start;
                let first = hidden.partition_point(|place| place.end <= span.start);
                let within = hidden.iter().skip(first).take_while(|place| place.start < span.end);
                for place in within {
                    shown.push(Span::new(at, place.start.max(at)));
                    at = place.end.max(at);
                }
                shown.push(Span::new(at.min(span.end), span.end));
            }
            call.shown = shown;
        }
    }

    fn option(&self, name: &'static str, span: Span, value: Option<Word>, asked: &mut Asked) {
        match name {
            "get" => asked.get = Some(span),
            "head" => asked.head = Some(span),
            _ => {}
        }
        let Some(value) = value else { return };
        match name {
            // None of them has lines.
            "request" => asked.method = Some(value.first_line(self.text)),
            "header" => asked.headers.push(value.first_line(self.text)),
            "url" => asked.urls.push(value.first_line(self.text)),
            "config" => asked.is_open = true,
            "url-query" => asked.query.push(value.first_line(self.text)),
            "upload-file" => asked.upload = Some(span),
            "form" | "form-string" => asked.form = Some(span),
            _ => match data::Kind::of(name) {
                Some(kind) => asked.data.push(Data { kind, span, word: value }),
                None => asked.credentials.extend(self.credential(name, &value)),
            },
        }
    }

    /// What logs in somewhere, in the value of such an option.
    fn credential(&self, name: &'static str, value: &Word) -> Option<Credential> {
        let plain = value.plain(self.text);
        let said = value.said(self.text);
        let text = &*said;
        let veiled = self.variables.veiled(text);
        let last = |wanted: u8| veiled.iter().rposition(|byte| *byte == wanted);
        let secret = match name {
            // Without a password, curl asks for it.
            "user" | "proxy-user" => {
                last(b':')?;
                self.variables.is_literal_pair(text).then_some(0..text.len())?
            }
            "oauth2-bearer" => {
                self.variables.is_literal_credential("authorization", text).then_some(0..text.len())?
            }
            "pass" | "proxy-pass" | "tlspassword" | "proxy-tlspassword" => 0..text.len(),
            "cert" | "proxy-cert" => {
                let colon = last(b':')?;
                // `C:\certs\me.pem`
                let is_drive = colon == 1 && matches!(veiled.get(2), Some(b'\\' | b'/'));
                (!is_drive).then_some(colon + 1..text.len())?
            }
            // Without a `=` it is the name of a file.
            "cookie" => (text.contains('=') && self.variables.is_literal_credential("cookie", text))
                .then_some(0..text.len())?,
            "proxy" | "preproxy" | "proxy1.0" | "socks4" | "socks4a" | "socks5" | "socks5-hostname" => {
                let end = last(b'@')?;
                let start = veiled.windows(2).position(|two| two == b"//").map_or(0, |at| at + 2);
                self.variables.is_literal_pair(text.get(start..end)?).then_some(start..end)?
            }
            "proxy-header" => {
                let (name, value) = text.split_once(':')?;
                let is_one = is_credential_header(name.trim())
                    && self.variables.is_literal_credential(name.trim(), value);
                is_one.then_some(name.len() + 1..text.len())?
            }
            _ => return None,
        };
        let piece = Piece::of(&plain, secret.clone());
        let place = CredentialPlace::Argument(format!("--{name}"));
        let is_one = self.says_something(text.get(secret).unwrap_or_default());
        is_one.then_some(Credential { span: piece.span, place })
    }

    /// Whether a text is there, and not only variables that stand for it.
    fn says_something(&self, text: &str) -> bool {
        !text.trim().is_empty() && !self.variables.is_variable(text)
    }

    /// The requests to all URLs of one part of a command.
    fn calls(&self, mut asked: Asked, curl: Span, input: &Reads<'_>, calls: &mut Vec<Call>) {
        // `"${args[@]}"` is no URL, and `$OPTIONS` is none where one stands beside it.
        let has_url = asked.urls.iter().any(|word| !word.is_variable(self.text));
        let is_opaque =
            |word: &Word| word.is_variable(self.text) && (has_url || shell::is_list(word, self.text));
        let all = asked.urls.len();
        asked.urls.retain(|word| !is_opaque(word));
        asked.is_open |= asked.urls.len() < all;
        let is_empty = asked.urls.is_empty() && all > 0;

        let body = match asked.get {
            Some(_) => Body::None,
            None => self.body(&asked, input),
        };
        let length = |word: &Word| word.span.len() + 64;
        let bytes: usize = asked.headers.iter().chain(&asked.query).map(length).sum::<usize>()
            + asked.data.iter().map(|data| length(&data.word)).sum::<usize>()
            + if let Body::Here(body) = &body { body.text().len() } else { 0 };
        let most = (MOST_BYTES / bytes.max(1)).clamp(1, MOST_URLS);
        let first = calls.len();
        for url in asked.urls.iter().take(most) {
            calls.push(self.call(&asked, url, curl, &body));
        }
        if is_empty {
            calls.push(not_read(curl, OPTIONS_ELSEWHERE, self.variables));
        }
        if let Some(call) = calls.get_mut(first) {
            if asked.urls.len() > most {
                call.unseen = Some(MANY);
            }
            call.shown.extend(asked.shown);
            call.credentials.extend(asked.credentials);
        }
    }

    fn call(&self, asked: &Asked, url: &Word, curl: Span, body: &Body) -> Call {
        let data = asked.data.first().filter(|_| asked.get.is_none()).map(|data| data.span);
        let method = match &asked.method {
            Some(word) => {
                let plain = word.plain(self.text);
                Piece::of(&plain, 0..plain.text().len())
            }
            None => {
                let implied = [(asked.head, "HEAD"), (asked.upload, "PUT"), (data.or(asked.form), "POST")];
                let found = implied.into_iter().find_map(|(span, method)| Some((span?, method)));
                let (span, method) = found.unwrap_or((curl, "GET"));
                Piece { text: method.into(), span }
            }
        };
        let url = url.plain(self.text);
        let mut call = Call::new(curl, method, &url, self.variables);
        if asked.is_open {
            if asked.method.is_none() {
                call = self.meant(call, &url, data.is_some());
            }
            call.may_have_more = true;
            call.unseen = Some(OPTIONS_ELSEWHERE);
        }
        for data in asked.data.iter().filter(|_| asked.get.is_some()) {
            if let Some(query) = data.query(self.text) {
                call.append_query(&query);
            }
        }
        for query in &asked.query {
            let plain = query.plain(self.text);
            call.append_query(&plain);
        }
        self.headers(asked, data, &mut call);
        match body {
            Body::None => {}
            // What a shell of Windows makes of the quotes in it, nobody knows here.
            Body::Here(_) if self.has_other_quotes(asked) => call.unseen_body = Some(windows::QUOTES),
            Body::Here(body) => call.body = Some(body.clone()),
            Body::Elsewhere(why) => call.unseen_body = Some(why),
            Body::Joined(span) => {
                call.faults.push((*span, CallFault::Joined));
                call.unseen_body = Some("curl joins several parts of it with `&`");
            }
        }
        call
    }

    /// The same with a method that its path takes: options that nobody sees here may say which.
    fn meant(&self, call: Call, url: &Derived, has_data: bool) -> Call {
        if call.operation.is_some() {
            return call;
        }
        let methods = if has_data { ["PATCH", "POST"] } else { ["GET", "DELETE"] };
        let with = |method: &str| {
            let method = Piece { text: method.into(), span: Span::at(call.span.start) };
            Call::new(call.span, method, url, self.variables)
        };
        methods.map(with).into_iter().find(|call| call.operation.is_some()).unwrap_or(call)
    }

    fn has_other_quotes(&self, asked: &Asked) -> bool {
        asked.data.iter().any(|data| windows::has_other_quotes(&data.word, self.manner, self.text))
    }

    fn headers(&self, asked: &Asked, data: Option<Span>, call: &mut Call) {
        let is_json = asked.data.iter().any(|data| data.kind == data::Kind::Json);
        let mut implied = Vec::new();
        if let Some(span) = data {
            let of_json = asked.data.iter().find(|data| data.kind == data::Kind::Json).map(|data| data.span);
            let kind = if is_json { "application/json" } else { "application/x-www-form-urlencoded" };
            implied.push(("Content-Type", kind, of_json.unwrap_or(span)));
            implied.extend(of_json.map(|span| ("Accept", "application/json", span)));
        }
        for word in &asked.headers {
            let line = word.plain(self.text);
            let text = line.text();
            // From a file, or from a variable.
            if text.starts_with('@') || (!text.contains([':', ';']) && self.variables.is_variable(text)) {
                call.may_have_more = true;
                continue;
            }
            let (name, value) = text.split_once(':').unwrap_or((text, ""));
            implied.retain(|(implied, ..)| !implied.eq_ignore_ascii_case(name.trim()));
            if let Some(name) = text.strip_suffix(';').filter(|name| !name.contains(':')) {
                let end = text.len();
                call.header(Piece::of(&line, 0..name.len()), Piece::of(&line, end..end));
            } else if !text.contains(':') {
                call.faults.push((word.span, CallFault::NoHeader));
            } else if !value.trim().is_empty() {
                // Without a value, curl leaves out what it would send otherwise.
                call.header_said(&line, &word.said(self.text));
                let behind = value.len() - value.trim_start().len();
                call.shown.push(line.span(Span::new(name.len(), name.len() + 1 + behind)).span);
            }
        }
        for (name, value, span) in implied {
            let piece = |text: &str| Piece { text: text.into(), span };
            call.header(piece(name), piece(value));
        }
    }
}
