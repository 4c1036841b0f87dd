//! Requests: whether they are written as HTTP, editors and curl want it.

use super::call::said;
use crate::api::request::{Call, CallFault, Form};
use crate::fix::{Edit, Safety};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::span::Span;

/// The text ends too early.
const TRUNCATED: usize = 1;
/// A line is no header.
const NO_HEADER: usize = 2;
/// The target is none.
const NO_TARGET: usize = 3;
/// The length is wrong.
const CONTENT_LENGTH: usize = 4;
/// A quote of a command is not closed.
const UNCLOSED: usize = 5;
/// The body of a command comes in parts.
const JOINED: usize = 6;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "request-syntax",
    group: Group::Request,
    cases: &[
        Case::error(
            Consequence::Breach,
            Basis::Standard("RFC 9112 §3: a request begins with its method and its target"),
        )
        .when("there is no request"),
        Case::error(Consequence::Breach, Basis::Standard("RFC 9112 §2.1: an empty line ends the headers"))
            .when("the empty line behind the headers is missing"),
        Case::error(
            Consequence::Breach,
            Basis::Standard("RFC 9112 §5: a header is a name, a colon and a value, in one line"),
        )
        .when("a line among the headers is none"),
        Case::error(Consequence::Breach, Basis::Standard("RFC 9112 §3.2: no white space is in a target"))
            .when("the target is none"),
        Case::error(
            Consequence::Breach,
            Basis::Standard("RFC 9112 §6.3: `Content-Length` says where the body ends"),
        )
        .when("`Content-Length` is not the length of the body"),
        Case::error(
            Consequence::Breach,
            Basis::Standard("POSIX, Shell Command Language §2.2: what a quote begins, another one ends"),
        )
        .when("a quote or an expansion of a command is not closed"),
        Case::error(
            Consequence::Breach,
            Basis::Documented("curl's manual, `--data`: several of them are joined with `&`"),
        )
        .when("a document is given to curl in parts"),
    ],
    summary: "A request is not written as HTTP wants it.",
    explain: "\
A request is a line with method and target, a header a line, an empty line, and the body (RFC 9112). Editors' \
REST clients take the same, and several of them in a file, with `###` between two.\n\n\
What is no header mostly is one that lost its colon, or the body, before which the empty line is missing. A \
`Content-Length` that is too small cuts the body, and the rest is read as another request; with one that is \
too large the server waits for what never comes. Leave it out: clients count themselves.\n\n\
Of curl the shell reads the command first: an apostrophe ends what `'` began, and is written `'\\''` there. \
Several `-d` are joined with `&`, as forms want it; a document goes into one.",
    bad: &[
        Example::request("# the update of the host follows\n"),
        Example::request(
            "PATCH /api/atlas/v2/groups/{groupId}/userSecurity HTTP/1.1\r\nContent-Type: application/json\r\n",
        ),
        Example::request(
            "DELETE /api/atlas/v2/groups/{groupId}/userSecurity/customerX509 HTTP/1.1\nHost cloud.mongodb.com\n\n",
        ),
        Example::request("GET /api/atlas/v2/groups/{groupId}/userSecurity ?pretty=true HTTP/1.1\n\n"),
        Example::request(
            "PATCH /api/atlas/v2/groups/{groupId}/userSecurity HTTP/1.1\nContent-Length: 5\n\n{\"ldap\":{\"port\":636}}\n",
        ),
        Example::request(
            "curl -X PATCH \"https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\" -H 'Content-Type: application/json' -d '{\"ldap\":{\"port\":636}}",
        ),
        Example::request(
            "curl -X PATCH \"https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\" -H 'Content-Type: application/json' -d '{\"ldap\":' -d '{\"port\":636}}'",
        ),
    ],
    good: &[Example::request(
        "PATCH /api/atlas/v2/groups/{groupId}/userSecurity HTTP/1.1\nContent-Length: 21\n\n{\"ldap\":{\"port\":636}}\n",
    )],
    check: Check::Request(request_syntax),
    yields_to: &[],
}];

fn request_syntax(call: &Call, sink: &mut Sink<'_>) {
    if let Some(reason) = call.unseen {
        sink.not_analysed(reason);
    }
    for (span, fault) in &call.faults {
        match fault {
            CallFault::OnlyABody => sink
                .report(*span, "there is no request here, only what could be the body of one")
                .help("a body alone is checked as a document: `usersec check`"),
            CallFault::NoRequest(Some(Form::Curl)) => sink
                .report(*span, "there is no request here: none of the commands is one of curl with a URL")
                .help("of HTTP messages and files of editors the form is `http`"),
            CallFault::NoRequest(form) => sink
                .report(*span, match form {
                    Some(_) => "there is no request here: none of the lines has a method and a target",
                    None => "there is no request here: none of the lines has a method and a target, or is a command of curl",
                })
                .help("write `PATCH https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity`, headers, an empty line and the body"),
            CallFault::Truncated => sink
                .report_case(TRUNCATED, *span, "the request ends before the empty line that ends its headers")
                .help("is the text complete? What follows the headers stands behind an empty line"),
            CallFault::NoEmptyLine => sink
                .report_case(TRUNCATED, *span, "the body begins among the headers: the empty line before it is missing")
                .fix(Safety::Hint, [Edit { span: Span::at(span.start), text: "\n".to_owned() }]),
            CallFault::NoHeader => sink
                .report_case(NO_HEADER, *span, "this line is no header: it is not a name, a colon and a value")
                .help("the body stands behind an empty line"),
            CallFault::Folded => sink
                .report_case(NO_HEADER, *span, "this line begins with white space: no header does, and HTTP continues none in another line any more")
                .help("write each header into one line, from its beginning on; servers may refuse others (RFC 9112 §5.2)"),
            CallFault::TargetBelow(gap) => sink
                .report(*span, "the target stands below the line of its method, where no client looks for it")
                .help("write method and target into one line")
                .fix(Safety::Hint, gap.map(|span| Edit { span, text: " ".to_owned() })),
            CallFault::NoTarget => sink
                .report_case(NO_TARGET, *span, "this is no target: white space or another sign in it has to be percent-encoded")
                .help("between method and version stands one URL or path"),
            CallFault::ContentLength { length, found } => {
                let message = match length.parse::<usize>() {
                    Ok(length) if length < *found => format!(
                        "`Content-Length` says {length}, but the body has {found} bytes: it is cut there, and the rest is read as another request"
                    ),
                    Ok(length) if length > *found => format!(
                        "`Content-Length` says {length}, but the body has {found} bytes: the server waits for the rest"
                    ),
                    Ok(_) => "`Content-Length` is not the length of the body".to_owned(),
                    Err(_) => match said(length, *span, sink) {
                        Some(said) => format!("`Content-Length` is no number: {said}"),
                        None => "`Content-Length` is no number".to_owned(),
                    },
                };
                sink.report_case(CONTENT_LENGTH, *span, message)
                    .help("leave it out: clients count the bytes that they send")
            }
            CallFault::Unclosed(closing) => sink
                .report_case(UNCLOSED, *span, format!("the command does not end: this is never closed with `{closing}`"))
                .help(match *closing {
                    "'" | "\"" => "close it; an apostrophe in '…' is written '\\'', a quotation mark in \"…\" \\\"",
                    _ => "close it; where no expansion is meant, a backslash stands before it",
                }),
            CallFault::Joined => sink
                .report_case(JOINED, *span, "curl joins this to the data before it with `&`: the body is no document any more")
                .help("put the whole document behind one option"),
            CallFault::ContentLengths => sink
                .report_case(CONTENT_LENGTH, *span, "`Content-Length` is given twice, and not alike")
                .help("leave it out: clients count the bytes that they send"),
        };
    }
}
