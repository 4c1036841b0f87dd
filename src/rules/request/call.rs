//! Requests: the operation, the project, and whether there is a body.

use crate::api::request::{Call, CallFault, Difference, Resource};
use crate::fix::{Edit, Safety};
use crate::mask::mask_text;
use crate::quote::quoted;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::span::Span;
use crate::spec::{GROUP_ID_PATTERN, OPERATIONS, Operation};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "unknown-operation",
        group: Group::Request,
        cases: &[Case::error(
            Consequence::Breach,
            Basis::Contract(
                "operations: PATCH and GET …/userSecurity, DELETE …/userSecurity/customerX509, DELETE …/userSecurity/ldap/userToDNMapping, POST …/userSecurity/ldap/verify",
            ),
        )],
        summary: "Method and path are no operation of the family.",
        explain: "\
Five operations are documented around the security settings of a project, all below \
`/api/atlas/v2/groups/{groupId}/userSecurity`: PATCH and GET of it, DELETE of `/customerX509` and of \
`/ldap/userToDNMapping`, and POST to `/ldap/verify`. Paths are compared letter by letter, methods too; `v1.0` \
is an older API; `%2F` is part of a name, and no slash.\n\n\
Requests to other resources in the same file are passed over as long as one of the family is there.",
        bad: &[
            Example::request("PUT https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\n"),
            Example::request("GET https://cloud.mongodb.com/api/atlas/v1.0/groups/{groupId}/usersecurity/\n"),
        ],
        good: &[Example::request(
            "### token\nPOST https://cloud.mongodb.com/api/oauth/token\n\n### read\nGET https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\n",
        )],
        check: Check::Request(unknown_operation),
        yields_to: &[],
    },
    Rule {
        name: "group-id-pattern",
        group: Group::Document,
        cases: &[Case::error(Consequence::Breach, Basis::Contract("groupId: ^([a-f0-9]{24})$"))],
        summary: "The project's id is not 24 lower-case hexadecimal digits.",
        explain: "\
`{groupId}` in the path is the project's id: 24 hexadecimal digits, in lower case. The name of the project, \
the id of the organization and that of a cluster are something else.\n\n\
`GET /api/atlas/v2/groups` lists the projects with their ids. Variables (`{{groupId}}`, `${GROUP_ID}`) are not \
judged.",
        bad: &[Example::request(
            "DELETE /api/atlas/v2/groups/5E2211C17A3E5A48F5497DE3/userSecurity/customerX509\n",
        )],
        good: &[Example::request(
            "DELETE /api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity/customerX509\n",
        )],
        check: Check::Request(group_id_pattern),
        yields_to: &[],
    },
    Rule {
        name: "body-missing",
        group: Group::Request,
        cases: &[Case::error(
            Consequence::Breach,
            Basis::Contract("the body of PATCH …/userSecurity and POST …/ldap/verify is required"),
        )],
        summary: "The request has no body, and its operation needs one.",
        explain: "\
The body of an update and of a verification is required. Without it there is nothing to be changed, and \
nothing to be tried.\n\n\
In files of editors an empty line stands between the headers and the body.",
        bad: &[Example::request(
            "PATCH https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\nAccept: application/vnd.atlas.2023-01-01+json\n",
        )],
        good: &[Example::request(
            "PATCH https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\n\n< ./body.json\n",
        )],
        check: Check::Request(body_missing),
        yields_to: &[],
    },
    Rule {
        name: "body-unexpected",
        group: Group::Request,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Standard("RFC 9110 §9.3.1 and §9.3.5: the content of a GET and of a DELETE means nothing"),
        )],
        summary: "The request has a body, and its operation takes none.",
        explain: "\
The GET and the two DELETEs take no body; what is sent with one means nothing (RFC 9110 §9.3.1, §9.3.5), and \
some servers close the connection. A DELETE clears all of what its path names: a body does not make it less.\n\n\
Leave the body out. What changes part of the settings is a PATCH.",
        bad: &[Example::request(
            "DELETE /api/atlas/v2/groups/{groupId}/userSecurity/ldap/userToDNMapping\n\n{\"userToDNMapping\":[]}\n",
        )],
        good: &[Example::request(
            "DELETE /api/atlas/v2/groups/{groupId}/userSecurity/ldap/userToDNMapping\n\n",
        )],
        check: Check::Request(body_unexpected),
        yields_to: &[],
    },
];

/// What a part of the text says, for use in a message; none, if any of it is hidden.
pub(super) fn said(text: &str, span: Span, sink: &Sink<'_>) -> Option<String> {
    (!sink.is_secret(span)).then(|| quoted(&mask_text(text).unwrap_or_else(|| text.to_owned())))
}

fn unknown_operation(call: &Call, sink: &mut Sink<'_>) {
    if call.has_no_target() {
        return;
    }
    match &call.resource {
        Resource::Near(operation, differences) => near_operation(call, operation, differences, sink),
        Resource::Foreign(operation) if !call.is_passed_over => {
            let known = format!("`{} {}`", operation.method, operation.path);
            sink.report(
                call.span,
                format!("this is none of the operations around `userSecurity`; the nearest is {known}"),
            )
            .help("other requests are passed over where one of these stands in the same file");
        }
        Resource::Open(_) if !call.is_passed_over => {
            sink.not_analysed("a variable stands for the path of a request");
        }
        Resource::Beside if !call.is_passed_over => {
            sink.not_analysed("the state of a verification is asked for, of which nothing is known here");
        }
        _ => {}
    }
}

fn near_operation(call: &Call, operation: &Operation, differences: &[Difference], sink: &mut Sink<'_>) {
    if let [Difference::Method] = differences {
        if call.may_have_more {
            return;
        }
        let method = &call.method.text;
        let given = said(method, call.method.span, sink).unwrap_or_else(|| "this".to_owned());
        let span = if call.method.span.is_empty() { call.path.span } else { call.method.span };
        let known = operation.method;
        if method.eq_ignore_ascii_case(known) {
            let message = format!("methods are told apart by case: {}, not {}", quoted(known), given);
            let edit = Edit { span, text: known.to_owned() };
            sink.report(span, message).help(format!("write `{known}`")).fix(Safety::Hint, [edit]);
            return;
        }
        let methods = OPERATIONS.iter().filter(|other| other.path == operation.path);
        let methods: Vec<&str> = methods.map(|other| other.method).collect();
        sink.report(span, format!("this path takes {}, and not {given}", methods.join(" and ")))
            .help(format!("write `{}`", methods.join("` or `")));
        return;
    }
    let words: Vec<String> =
        differences.iter().map(|difference| in_words(operation, difference, sink)).collect();
    let places: Vec<Span> = differences.iter().filter_map(place).collect();
    let span = match (differences, places.as_slice()) {
        ([_], [span]) => *span,
        _ => call.path.span,
    };
    let message = format!(
        "this is no documented path; `{} {}` is near, but {}",
        operation.method,
        operation.path,
        words.join(", "),
    );
    let edit = match differences {
        [Difference::Segment { span, text, meant }] if sink.copy(*span) == Some(text) => {
            Some(Edit { span: *span, text: (*meant).to_owned() })
        }
        [Difference::TrailingSlash(span)] => span
            .start
            .checked_sub(1)
            .map(|start| Span::new(start, span.start))
            .filter(|slash| sink.copy(*slash) == Some("/"))
            .map(|span| Edit { span, text: String::new() }),
        _ => None,
    };
    let help = match differences {
        [Difference::Segment { meant, .. }] => format!("write `{meant}`"),
        [Difference::TrailingSlash(_) | Difference::Extra { .. }] => "leave it out".to_owned(),
        _ => format!("write `{} {}`", operation.method, operation.path),
    };
    sink.report(span, message).help(help).fix(Safety::Hint, edit);
}

fn place(difference: &Difference) -> Option<Span> {
    match difference {
        Difference::Segment { span, .. } | Difference::Extra { span, .. } => Some(*span),
        Difference::EncodedSlash(span) => Some(*span),
        Difference::TrailingSlash(span) => Some(Span::new(span.start.saturating_sub(1), span.end)),
        Difference::Method | Difference::Missing(_) => None,
    }
}

fn in_words(operation: &Operation, difference: &Difference, sink: &Sink<'_>) -> String {
    let said = |text: &str, span: Span| {
        said(text, span, sink).unwrap_or_else(|| "a part that is not shown".to_owned())
    };
    match difference {
        Difference::Method => format!("its method is {}", operation.method),
        Difference::Segment { span, text, meant: "v2" } if text.starts_with("v1") => {
            format!("{} is an older version of the API than `v2`", said(text, *span))
        }
        Difference::Segment { span, text, meant } => format!("{} should be `{meant}`", said(text, *span)),
        Difference::Missing(names) => format!("`/{}` is missing", names.join("/")),
        Difference::Extra { text, .. } if text.is_empty() => "a slash is too much".to_owned(),
        Difference::Extra { span, text } => format!("{} is too much", said(text, *span)),
        Difference::TrailingSlash(_) => "the slash at the end is too much".to_owned(),
        Difference::EncodedSlash(_) => "`%2F` is part of a name, and no slash".to_owned(),
    }
}

fn group_id_pattern(call: &Call, sink: &mut Sink<'_>) {
    let Some(id) = call.group_id.as_ref().filter(|id| !call.has_variable(id)) else { return };
    if GROUP_ID_PATTERN.matches(&id.text) != Some(false) {
        return;
    }
    let digits = id.text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let length = id.text.chars().count();
    let what = match (digits, length) {
        (_, 0) => "is missing".to_owned(),
        (true, 24) => "is in upper case".to_owned(),
        (true, _) => format!("has {length} digits"),
        (false, _) => match said(&id.text, id.span, sink) {
            Some(said) => format!("is {said}"),
            None => "is none".to_owned(),
        },
    };
    let lower = id.text.to_ascii_lowercase();
    let edit = Edit { span: id.span, text: lower };
    let is_mended = GROUP_ID_PATTERN.matches(&edit.text) == Some(true);
    let is_there = sink.copy(id.span) == Some(&id.text);
    let help = match is_mended && is_there {
        true => format!("write `{}`", edit.text),
        false => "`GET /api/atlas/v2/groups` lists the projects with their ids".to_owned(),
    };
    sink.report(
        id.span,
        format!("the contract wants 24 lower-case hexadecimal digits as the project's id, and this {what}"),
    )
    .help(help)
    .fix(Safety::Safe, (is_mended && is_there).then_some(edit));
}

fn body_missing(call: &Call, sink: &mut Sink<'_>) {
    if call.kind().is_none() {
        return;
    }
    if let Some(reason) = call.unseen_body {
        sink.not_analysed(reason);
        return;
    }
    let is_cut = call.faults.iter().any(|(_, fault)| *fault == CallFault::Truncated);
    if let Some(operation) = call.operation
        && call.body.is_none()
        && !call.may_have_more
        && !is_cut
    {
        let what = if operation.method == "PATCH" { "the update" } else { "the verification" };
        sink.report(
            call.span,
            format!("the contract requires a body, and there is none: {what} says nothing"),
        )
        .help("put it behind an empty line, or behind `-d` of curl; or say from which file it comes");
    }
}

fn body_unexpected(call: &Call, sink: &mut Sink<'_>) {
    if let Some(operation) = call.operation
        && operation.body.is_none()
        && let Some(body) = &call.body
    {
        let span = body.span(Span::new(0, body.text().len())).span;
        sink.report(span, format!("a {} takes no body: what is sent here means nothing", operation.method))
            .related(call.span, "the request that has it");
    }
}
