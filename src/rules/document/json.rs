//! Is it JSON, and may it be looked into?

use crate::api::request;
use crate::fix::{Edit, Safety};
use crate::json::{JsonFaultKind as Kind, MAX_DEPTH, escape_pem_line_breaks, remove_trailing_commas};
use crate::placeholder::Templates;
use crate::quote::quoted;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::source::{MAX_INPUT, Refusal, Source};
use crate::span::Span;

const CONTRACT: Basis = Basis::Contract("the body is application/json");
const RFC_8259: Basis = Basis::Standard("RFC 8259");

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "json-syntax",
        group: Group::Document,
        cases: &[Case::error(Consequence::Breach, CONTRACT)],
        summary: "The document is not JSON.",
        explain: "\
The body of the request has to be JSON (RFC 8259). Usual mistakes are a certificate pasted with its line \
breaks into a string, a comma before a closing bracket, a comment, single quotes, or a template's variable \
that was never filled in. Nothing else is checked until the text can be read.\n\n\
Line breaks in a string are written `\\n`. `jq --rawfile pem ca.pem '.ldap.caCertificate = $pem'` puts a \
file into a string correctly.",
        bad: &[
            Example::body(r#"{"ldap":{"port":636,}}"#),
            Example::body(
                "{\"ldap\":{\"caCertificate\":\"-----BEGIN CERTIFICATE-----\nMIIB\"}, // pasted\n}",
            ),
            Example::body(r#"{'ldap':{}}"#),
            Example::body(""),
        ],
        good: &[Example::body(r#"{"ldap":{"port":636}}"#)],
        check: Check::Source(json_syntax),
        yields_to: &[],
    },
    Rule {
        name: "json-encoding",
        group: Group::Document,
        cases: &[Case::error(Consequence::Breach, RFC_8259)],
        summary: "The document is not UTF-8, or half a character is escaped in it.",
        explain: "\
JSON is exchanged as UTF-8 (RFC 8259 §8.1). The `>` of Windows PowerShell 5.1 writes UTF-16; editors may have \
saved the file in a legacy encoding; and `\\ud83d` without its second half stands for no character at all.\n\n\
Save the file as UTF-8 without a byte order mark. `>` of PowerShell 7 does so, and `[IO.File]::WriteAllText` \
in both; `Out-File -Encoding utf8` of 5.1 adds a mark. `iconv -f UTF-16 -t UTF-8` converts a file.",
        bad: &[
            Example::made(
                || b"{\"ldap\":{\"hostname\":\"m\xfcnchen.example.net\"}}".to_vec(),
                "a file in Latin-1",
            ),
            Example::made(|| "{}".encode_utf16().flat_map(u16::to_le_bytes).collect(), "a file in UTF-16"),
            Example::body(r#"{"ldap":{"hostname":"ldap\ud83d.example.net"}}"#),
        ],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=\ud83d\ude00,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        check: Check::Source(json_encoding),
        yields_to: &[],
    },
    Rule {
        name: "json-bom",
        group: Group::Document,
        cases: &[Case::warning(
            Consequence::Breach,
            Basis::Standard("RFC 8259 §8.1: implementations must not add a byte order mark"),
        )],
        summary: "The document starts with a byte order mark.",
        explain: "\
The three bytes EF BB BF at the start of a file are invisible in an editor. RFC 8259 §8.1 forbids to send \
them, and leaves it to the reader whether to take them for an error.\n\n\
Save the file as UTF-8 without BOM.",
        bad: &[Example::body("\u{feff}{\"ldap\":{\"port\":636}}")],
        good: &[Example::body(r#"{"ldap":{"port":636}}"#)],
        check: Check::Source(json_bom),
        yields_to: &[],
    },
    Rule {
        name: "json-too-deep",
        group: Group::Document,
        cases: &[Case::error(Consequence::Breach, Basis::Contract("the body nests four deep"))],
        summary: "The document nests deeper than 127 brackets.",
        explain: "\
The contract knows objects and arrays four deep. JSON readers limit the depth to protect themselves; this \
one looks no deeper than 127 brackets.\n\n\
Such a file is hardly a request body: look where it comes from.",
        bad: &[Example::made(
            || format!("{}{}", "[".repeat(200), "]".repeat(200)).into_bytes(),
            "200 open brackets",
        )],
        good: &[],
        check: Check::Source(json_too_deep),
        yields_to: &[],
    },
    Rule {
        name: "input-too-large",
        group: Group::Document,
        cases: &[Case::error(Consequence::Suspicious, Basis::Advice("a request body takes kilobytes"))],
        summary: "The document is larger than 128 MiB, and was not looked into.",
        explain: "\
A request body takes some kilobytes; a bundle of all public CAs some hundred. What is larger than 128 MiB \
is hardly one, and is not looked into: this bounds the time and the memory that one document can take.\n\n\
A program may set a lower limit (`Linter::max_input`).",
        bad: &[Example::made(|| vec![b' '; MAX_INPUT + 1], "128 MiB of blanks and one more")],
        good: &[],
        check: Check::Source(input_too_large),
        yields_to: &[],
    },
];

fn json_syntax(source: &Source<'_>, sink: &mut Sink<'_>) {
    let Some(Refusal::Json(fault)) = source.refusal() else { return };
    // What is wrong with the encoding is another rule's, also where the rest looks like a request.
    let is_of_encoding =
        matches!(fault.kind, Kind::Utf16 | Kind::Utf32 | Kind::NotUtf8 | Kind::Nul | Kind::LoneSurrogate);
    if !is_of_encoding && request::is_in(source.text(), &Templates::default()) {
        sink.report(fault.at, "this is no JSON, but a request: its body is the document")
            .help("`usersec request` checks requests: HTTP messages, .http files, commands of curl");
        return;
    }
    let remove = || vec![Edit { span: fault.at, text: String::new() }];
    let (message, help): (String, &str) = match fault.kind {
        Kind::Utf16 | Kind::Utf32 | Kind::NotUtf8 | Kind::Nul | Kind::LoneSurrogate => return,
        Kind::Empty => ("the document is empty".into(), "a request body is an object: { \"ldap\": { … } }"),
        Kind::NotJson => (
            "this is no JSON: a document starts with `{`".into(),
            "a request body is an object: { \"ldap\": { … } }",
        ),
        Kind::RawLineBreak => {
            let edits = in_file(source, escape_pem_line_breaks);
            let help = match edits.is_some() {
                true => "write each line break of the certificate as \\n",
                false => "write it as \\n, or close the string before it",
            };
            let pending =
                sink.report(fault.at, "a line break in a string: JSON wants it written `\\n`").help(help);
            if let Some(edits) = edits {
                pending.fix(Safety::Safe, edits);
            }
            return;
        }
        Kind::RawControl(b'\t') => {
            ("a tab in a string: JSON wants it written `\\t`".into(), "write it as \\t")
        }
        Kind::RawControl(byte) => (
            format!("the control character U+{byte:04X} in a string: JSON wants it escaped"),
            "remove it, or write it as \\u00XX",
        ),
        Kind::BadEscape => (
            "JSON knows no such escape".into(),
            "the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX; a backslash itself is written \\\\",
        ),
        Kind::UnterminatedString => ("this string is never closed".into(), "close it with a quote"),
        Kind::TrailingComma => {
            // All of them, if nothing else is wrong: each round of fixes sees the first mistake only.
            let edits = in_file(source, remove_trailing_commas).unwrap_or_else(remove);
            sink.report(fault.at, "a comma after the last member: JSON allows none")
                .help("remove it")
                .fix(Safety::Safe, edits);
            return;
        }
        Kind::ExtraComma => ("a comma, but no value before it".into(), "remove it, or put the value in"),
        Kind::Comment => ("JSON has no comments".into(), "remove it"),
        Kind::SingleQuotes => ("JSON wants double quotes".into(), "write \"…\""),
        Kind::SmartQuotes => ("a typographic quote: JSON wants the plain one".into(), "write \"…\""),
        Kind::Placeholder { stands_for_value } => (
            "a placeholder without quotes: until it is filled in, this is no JSON".into(),
            match stands_for_value {
                true => "put it in quotes, or check the document after it was filled in",
                false => "check the document after it was filled in",
            },
        ),
        Kind::StandsForBody => {
            let word = fault.at.start - source.text_start()..fault.at.end - source.text_start();
            let word = quoted(source.text().get(word).unwrap_or_default());
            (
                format!("{word} stands for the body in the documentation: this is no JSON yet"),
                "write the document there: { \"ldap\": { … } }",
            )
        }
        Kind::NotANumber => ("JSON knows no NaN and no infinity".into(), "write a number"),
        Kind::ForeignLiteral => (
            "JSON writes `true`, `false` and `null`, in lower case".into(),
            "write one of these, or put the word in quotes",
        ),
        Kind::CutShort(literal) => {
            (format!("this looks like `{literal}` cut short"), "write the whole word, or put it in quotes")
        }
        Kind::BadNumber => (
            "JSON does not write numbers like that".into(),
            "no leading zero, no plus sign, digits on both sides of the point, decimal only",
        ),
        Kind::UnquotedKey => ("a member's name without quotes".into(), "write it in double quotes"),
        Kind::UnquotedString => ("a text without quotes".into(), "write it in double quotes"),
        Kind::MissingColon => {
            ("a colon is missing before this".into(), "a member is written \"name\": value")
        }
        Kind::MissingValue => {
            ("a value is missing before this".into(), "put the value in, or leave the member out")
        }
        Kind::MissingComma => ("a comma is missing here".into(), "members and items are separated by commas"),
        Kind::Unclosed(bracket, open) => {
            let bracket = char::from(bracket);
            sink.report(fault.at, format!("the document ends, but a `{bracket}` is still open"))
                .help(format!("close it with `{}`", if bracket == '{' { '}' } else { ']' }))
                .related(Span::new(open, open + 1), "opened here");
            return;
        }
        Kind::Mismatched(bracket) => (
            format!("this `{}` closes nothing that is open here", char::from(bracket)),
            "look for a bracket of the other kind, or one too many",
        ),
        Kind::SecondDocument => {
            ("a second document in the same file".into(), "a request has one body: split the file")
        }
        Kind::TrailingText => ("something follows the end of the document".into(), "remove it"),
        Kind::Unexpected(_) => {
            ("JSON allows no such character here".into(), "remove it, or put it into a string")
        }
    };
    sink.report(fault.at, message).help(help);
}

/// The edits that mend the text, in the file.
fn in_file(source: &Source<'_>, mend: fn(&str) -> Option<Vec<Edit>>) -> Option<Vec<Edit>> {
    let shift = source.text_start();
    let edits = mend(source.text())?.into_iter().map(|edit| Edit {
        span: Span::new(edit.span.start + shift, edit.span.end + shift),
        text: edit.text,
    });
    Some(edits.collect())
}

fn json_encoding(source: &Source<'_>, sink: &mut Sink<'_>) {
    let Some(Refusal::Json(fault)) = source.refusal() else { return };
    let (message, help) = match fault.kind {
        Kind::Utf16 => (
            "the document is UTF-16, but JSON is sent as UTF-8",
            "Windows PowerShell's `>` writes UTF-16; PowerShell 7 writes UTF-8, and `[IO.File]::WriteAllText` \
             does in both",
        ),
        Kind::Utf32 => ("the document is UTF-32, but JSON is sent as UTF-8", "save it as UTF-8"),
        Kind::NotUtf8 => {
            ("a byte that is no UTF-8", "the file was saved in another encoding: save it as UTF-8")
        }
        Kind::Nul => ("a zero byte: JSON allows none", "the file is damaged, or not a text"),
        Kind::LoneSurrogate => (
            "half a character: this escape needs its other half",
            "characters beyond U+FFFF are written as two escapes, or as themselves",
        ),
        _ => return,
    };
    sink.report(fault.at, message).help(help);
}

fn json_bom(source: &Source<'_>, sink: &mut Sink<'_>) {
    if let Some(mark) = source.byte_order_mark() {
        sink.report(mark, "the document starts with a byte order mark, which RFC 8259 forbids to send")
            .help("save the file as UTF-8 without BOM")
            .fix(Safety::Safe, [Edit { span: mark, text: String::new() }]);
    }
}

fn json_too_deep(source: &Source<'_>, sink: &mut Sink<'_>) {
    if let Some(bracket) = source.document().and_then(|document| document.too_deep) {
        sink.report(bracket, format!("more than {MAX_DEPTH} brackets are open here"))
            .help("a request body nests four deep: look where this file comes from");
    }
}

fn input_too_large(source: &Source<'_>, sink: &mut Sink<'_>) {
    if let Some(Refusal::TooLarge { limit }) = source.refusal() {
        sink.report(
            Span::at(0),
            format!("the document is larger than {limit} bytes, and was not looked into"),
        );
    }
}
