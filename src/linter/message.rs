//! Texts with requests in them: what stands around the bodies, and the bodies, in one report.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Drafted, Linter};
use crate::api::request::{self, Call, Form, Reading, Request};
use crate::conventions::{Conventions, Templates};
use crate::derived::Derived;
use crate::payload::Payload;
use crate::report::{Finding, Kept, Part, PlainText, Report, Skipped, hashed_into};
use crate::rule::{Beyond, Check, Sink};
use crate::rules::rules;
use crate::settings::UserSecurity;
use crate::source::Source;
use crate::span::Span;
use crate::spec::Kind;
use crate::wiped::{Hidden, Wiped};

/// A body that is a document, and the request that it is of.
struct Body<'c> {
    call: &'c Call,
    document: &'c Derived,
    kind: Kind,
    source: Source<'c>,
}

impl Linter {
    /// Checks a text with requests: HTTP messages, files as editors' REST clients take them, and commands of
    /// curl.
    ///
    /// Several requests are separated by lines that begin with `###`. Variables such as `{{token}}` are left
    /// alone. Of each request of the family (`PATCH …/userSecurity`, the GET, the two DELETEs, `POST
    /// …/userSecurity/ldap/verify`) its method, target, headers and body are looked at; others in the same
    /// text are passed over, but for the credentials in them. All spans are those of the text.
    ///
    /// [`Linter::kind`] does not matter: what a body is, its operation says.
    ///
    /// ```
    /// let report = usersec::Linter::new().check_requests(
    ///     "### Another port\n\
    ///      PATCH {{host}}/api/atlas/v2/groups/{{groupId}}/userSecurity\n\
    ///      Accept: application/vnd.atlas.2023-01-01+json\n\
    ///      Content-Type: application/json\n\
    ///      \n\
    ///      {\"ldap\": {\"port\": 70000}}\n",
    /// );
    /// let finding = &report.findings()[0];
    /// assert_eq!(finding.rule().name(), "port-out-of-range");
    /// assert_eq!(finding.pointer(), "/ldap/port");
    /// assert_eq!(finding.location().line, 6);
    /// ```
    pub fn check_requests(&self, text: impl AsRef<[u8]>) -> Report {
        self.check_message(text.as_ref(), None)
    }

    /// Checks a request whole: what it asks for, its headers, and its body as the operation takes it.
    ///
    /// Spans are those of [`Request::to_message`]. That a program holds a credential is no finding, unless
    /// the linter was told that it is kept [in a file](Linter::in_file).
    ///
    /// ```
    /// use usersec::{Linter, Request};
    ///
    /// let body = r#"{"ldap": {"hostname": "ldap.mycompany.com", "port": 636}}"#;
    /// let request = Request::new("PATCH", "/api/atlas/v2/groups/5E2211C17A3E5A48F5497DE3/userSecurity")
    ///     .header("Accept", "application/vnd.atlas.2023-01-01+json")
    ///     .header("Authorization", "Bearer hunter2")
    ///     .body(body);
    /// let report = Linter::new().check_request(&request);
    /// assert_eq!(report.findings()[0].rule().name(), "group-id-pattern");
    /// assert!(!report.is_submittable());
    /// assert!(!format!("{request:?}").contains("hunter2"));
    /// ```
    ///
    /// [`Report::into_settings`](crate::Report::into_settings) gives the settings of an update, and
    /// [`ApiError::locate`](crate::ApiError::locate) shows in the message what the server refused.
    pub fn check_request(&self, request: &Request<'_>) -> Report {
        let report = self.check_text(&request.message(), |_| {
            let mut reading = request.reading(&self.conventions().templates);
            if !self.in_file {
                // They stay hidden, because nothing shows them.
                reading.calls.iter_mut().for_each(|call| call.credentials.clear());
            }
            reading
        });
        self.listed(report)
    }

    /// Whether a file has requests in it, and is no document.
    #[cfg(feature = "cli")]
    pub(crate) fn is_request(&self, bytes: &[u8]) -> bool {
        let conventions = self.conventions();
        let is_document =
            || Source::under(conventions, bytes, Kind::Patch, self.max_input).document().is_some();
        let Ok(text) = std::str::from_utf8(bytes) else { return false };
        !is_document() && request::is_in(&without_mark(text), &conventions.templates)
    }

    /// Checks a text with requests whose form is known, or is found in it.
    pub(crate) fn check_message(&self, bytes: &[u8], form: Option<Form>) -> Report {
        let report = self.check_text(bytes, |text| request::read(text, form, &self.conventions().templates));
        self.listed(report)
    }

    /// Judges what `read` finds in a text.
    pub(super) fn check_text(&self, bytes: &[u8], read: impl FnOnce(&str) -> Reading) -> Report {
        let is_wide = bytes.iter().take(4).any(|byte| *byte == 0);
        match std::str::from_utf8(bytes) {
            Ok(text) if !is_wide && text.len() <= self.max_input => {
                let reading = read(&without_mark(text));
                self.with_templates(&reading.templates).check_reading(text, &reading)
            }
            // It is no text, or too large, and the rules about that say so.
            _ => {
                let source = Source::under(self.conventions(), bytes, Kind::Patch, self.max_input);
                self.judge(&source, &Payload::new(None, Kind::Patch, false))
            }
        }
    }

    fn check_reading(&self, text: &str, reading: &Reading) -> Report {
        let bodies: Vec<Body<'_>> = reading.calls.iter().filter_map(|call| self.body(call)).collect();
        let documents = bodies.iter().map(|body| (body.document, body.source.masked()));
        let masked = request::masked(text, reading, documents);
        let file = PlainText::new(text, masked.clone());
        let source = Source::message(text, masked);

        let mut skipped = Vec::new();
        let (mut found, mut beyond) = self.around(&reading.calls, &source, &mut skipped);
        for body in &bodies {
            let linter = self.clone().kind(body.kind);
            let source = &body.source;
            let Drafted { drafts, skipped: unseen, beyond: cut } =
                linter.over_state(source, self.complete, |payload| linter.draft(source, &payload));
            beyond.extend(cut);
            skipped.extend(unseen);
            let of_body = self.levelled(drafts, &body.source);
            found.extend(
                of_body.into_iter().map(|finding| of(body.call, finding.relocated(body.document, &file))),
            );
        }
        // Stable, so that findings of one place stay in their order.
        found.sort_by_key(Finding::span);
        tell_twins_apart(&mut found);
        let (findings, suppressed) = self.settle(found);
        let mut seen = HashSet::new();
        skipped.retain(|skipped: &Skipped| seen.insert((skipped.rule, skipped.reason)));
        let report = Report { skipped, ..Report::of(findings, suppressed) };
        let mut report = self.with_beyond(report, &beyond, &source);
        // What several updates come to, nobody knows.
        if let [Body { call, kind: Kind::Patch, source, .. }] = bodies.as_slice()
            && call.operation.is_some()
            && report.is_submittable()
        {
            let payload = Payload::new(source.document(), Kind::Patch, self.complete);
            report.settings = UserSecurity::of(payload).map(Box::new);
        }
        report.kept = Some(Box::new(kept(reading, &bodies, text, &file)));
        report
    }

    /// The linter for documents in which these stand for a value.
    pub(crate) fn with_templates(&self, templates: &Templates) -> Cow<'_, Self> {
        if *templates == self.conventions().templates {
            return Cow::Borrowed(self);
        }
        let conventions = Conventions { templates: templates.clone(), ..self.conventions().clone() };
        Cow::Owned(Self { conventions: Some(Arc::new(conventions)), ..self.clone() })
    }

    /// The body of a request, if it takes one that is a document.
    fn body<'c>(&'c self, call: &'c Call) -> Option<Body<'c>> {
        let (document, kind) = (call.body.as_ref()?, call.kind()?);
        let bytes = document.text().as_bytes();
        let source = Source::under(self.conventions(), bytes, kind, self.max_input);
        Some(Body { call, document, kind, source })
    }

    /// What the rules about requests find.
    fn around(
        &self,
        calls: &[Call],
        source: &Source<'_>,
        skipped: &mut Vec<Skipped>,
    ) -> (Vec<Finding>, Vec<Beyond>) {
        let mut drafts = Vec::new();
        let mut beyond = Vec::new();
        for rule in rules() {
            let Check::Request(check) = rule.check else { continue };
            let mut sink = Sink::new(rule, source, &mut drafts);
            calls.iter().for_each(|call| check(call, &mut sink));
            beyond.extend(sink.beyond());
            let reason = sink.unseen();
            skipped.extend(reason.map(|reason| Skipped { rule: rule.name, reason, lacks_input: false }));
        }
        let found = self.levelled(drafts, source).into_iter().map(|finding| {
            // What stands before the first request belongs to it.
            let next = calls.partition_point(|call| call.span.start <= finding.span().start);
            match calls.get(next.saturating_sub(1)) {
                Some(call) => of(call, finding),
                None => finding,
            }
        });
        (found.collect(), beyond)
    }
}

/// What is kept of the body, to say more of it later; of several, the secrets. Without a body that can be
/// read it is what stands around it.
fn kept(reading: &Reading, bodies: &[Body<'_>], text: &str, file: &PlainText<'_>) -> Kept {
    let shown = file.shown(Span::new(0, text.len())).to_owned();
    let requests: Vec<&Call> = reading.calls.iter().filter(|call| !call.is_passed_over).collect();
    let mut all = bodies.iter().filter_map(|body| Some((body, Kept::of(&body.source, None, body.kind)?)));
    let (call, mut kept) = match (all.next(), requests.as_slice()) {
        (Some((first, kept)), _) => {
            (Some(first.call), kept.within(Some(first.document), text, shown.clone()))
        }
        (None, [call]) => {
            let unseen = match call.body.is_some() || call.unseen_body.is_some() {
                true => call.unseen_body.unwrap_or("its body is no document that can be read"),
                false => "it has none",
            };
            (Some(*call), Kept::without_document(unseen).within(None, text, shown.clone()))
        }
        (None, _) => {
            let unseen = "there are several requests in it, none with a body that can be read";
            (None, Kept::without_document(unseen).within(None, text, shown.clone()))
        }
    };
    all.for_each(|(_, other)| kept.beside(other));
    let credentials = reading.calls.iter().flat_map(|call| &call.credentials);
    credentials
        .filter_map(|credential| text.get(credential.span.range()))
        .for_each(|it| kept.seal_credential(it));
    let headers = reading.calls.iter().flat_map(|call| &call.headers);
    headers
        .filter(|(name, value)| request::is_credential_name(&name.text) && value.text.contains(['{', '$']))
        .for_each(|(_, value)| kept.seal_variables(&value.text));
    // The secrets of the bodies are known already.
    let mut around = shown.into_bytes();
    for body in bodies {
        body.document.reveal(text, &mut around);
        body.document.overlay(body.document.text(), &mut around);
    }
    kept.seal_hidden(text, &String::from_utf8_lossy(&around));
    kept.with_parts(call.map(parts).unwrap_or_default())
}

/// What of a request an answer may be about, besides its body.
fn parts(call: &Call) -> Vec<(Part, Span)> {
    let mut parts = vec![(Part::Method, call.method.span), (Part::Path, call.path.span)];
    parts.extend(call.group_id.as_ref().map(|id| (Part::GroupId, id.span)));
    parts.extend(call.query.iter().map(|(name, value)| {
        let span = value.as_ref().map_or(name.span, |value| name.span.join(value.span));
        (Part::Parameter(name.text.to_string()), span)
    }));
    parts.extend(
        call.headers.iter().map(|(name, value)| (Part::Header(name.text.to_ascii_lowercase()), value.span)),
    );
    let header = call.header_values("authorization").next().map(|value| value.span);
    let credentials = header.or_else(|| call.credentials.first().map(|credential| credential.span));
    parts.extend(credentials.map(|span| (Part::Credentials, span)));
    parts
}

/// The finding, known again by the request that it is of.
fn of(call: &Call, finding: Finding) -> Finding {
    let asked = [&*call.method.text, &*call.path.text];
    Finding { fingerprint: hashed_into(finding.fingerprint, asked), ..finding }
}

/// Two requests of a file may have the same fault: they are told apart by their order.
fn tell_twins_apart(findings: &mut [Finding]) {
    let mut seen: HashMap<u64, u64> = HashMap::new();
    for finding in findings {
        let nth = seen.entry(finding.fingerprint).or_default();
        finding.fingerprint = finding.fingerprint.wrapping_add(*nth);
        *nth += 1;
    }
}

/// The text with blanks in the place of a byte order mark, so that offsets stay.
fn without_mark(text: &str) -> Hidden<'_> {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            let mut copy = Wiped::with_capacity(text.len());
            copy.push_str(&" ".repeat(text.len() - rest.len()));
            copy.push_str(rest);
            Hidden::Owned(copy)
        }
        None => Hidden::Borrowed(text),
    }
}
