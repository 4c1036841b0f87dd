//! Whatever stands in a file, there is a report, and its places are in the file.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::goldens::masked;
use crate::api::request::{Form, read};
use crate::testing::{answers_of_python, skip};
use crate::{Linter, Report, Request};

/// A message without mistakes.
fn message() -> String {
    let body = r#"{"ldap":{"hostname":"ldap.mycompany.com","port":636}}"#;
    format!(
        "PATCH /api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity?envelope=true HTTP/1.1\r\n\
         Host: cloud.mongodb.com\r\nAccept: application/vnd.atlas.2023-01-01+json\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Each place of the report is one of the text.
fn places_fit(report: &Report, text: &str) {
    for finding in report.findings() {
        let spans = std::iter::once(finding.span()).chain(finding.related().iter().map(|it| it.span()));
        let edits = finding.fix().into_iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in spans.chain(edits) {
            assert!(text.get(span.range()).is_some(), "{span:?} of {} in {text:?}", finding.rule().name());
        }
        if let Some(fix) = finding.fix() {
            assert!(fix.apply(text).is_some(), "{fix:?} in {text:?}");
        }
        assert_eq!(finding.place.source.text().len(), text.len());
    }
}

#[test]
fn a_message_cut_anywhere_is_not_submittable() {
    let message = message();
    assert!(Linter::new().check_requests(&message).findings().is_empty());
    for length in 0..message.len() {
        let cut = &message[..length];
        let report = Linter::new().check_requests(cut);
        places_fit(&report, cut);
        assert!(!report.is_submittable(), "nothing is said of {cut:?}");
        let lines = cut.replace("\r\n", "\n");
        places_fit(&Linter::new().check_requests(&lines), &lines);
    }
}

/// What requests are made of, and what is none.
fn part() -> impl Strategy<Value = String> {
    let parts = [
        "PATCH ",
        "GET ",
        "DELETE ",
        "POST ",
        "patch ",
        "/api/atlas/v2/groups/",
        "{groupId}",
        "/userSecurity",
        "usersecurity",
        "/customerX509",
        "/ldap/verify",
        "%2F",
        "//",
        "?",
        "&",
        "=",
        "envelope",
        "pretty=true",
        "#",
        "###",
        " HTTP/1.1",
        "\r\n",
        "\n",
        "\n\n",
        "\r\n\r\n",
        "\r",
        "{{",
        "}}",
        "{{x}}",
        "${",
        "}",
        "$X",
        "<",
        ">",
        "<> ",
        "> {%",
        "%}",
        "@x = ",
        "https://",
        "user:pw@",
        "cloud.mongodb.com",
        "Authorization: Bearer ",
        "Content-Length: ",
        "7",
        "Accept: ",
        "\t",
        " ",
        "Transfer-Encoding: chunked",
        "\"",
        "\\",
        "{\"ldap\":{\"port\":",
        "{\"ldap\":{}}",
        "\"bindPassword\":\"x\"",
        "é",
        "\u{1f600}",
        "\u{1b}",
        "\0",
        "curl ",
        "// ",
        "# ",
        "< ./x.json",
        "\n  ",
        "\n  # ",
        "\nHTTP/1.1 202 Accepted\n",
        "\n```\n",
        "Digest ",
        "response=",
        ":",
        "5e2211c17a3e5a48f5497de3",
        "%",
        "%4",
    ];
    prop_oneof![
        8 => prop::sample::select(parts.map(str::to_owned).to_vec()),
        1 => "\\PC{0,6}",
    ]
}

proptest! {
    #[test]
    fn whatever_stands_there_has_a_report(parts in prop::collection::vec(part(), 0..40)) {
        let text = parts.concat();
        let report = Linter::new().in_file(true).pedantic(true).check_requests(&text);
        if !report.findings().iter().any(|finding| finding.rule().name() == "json-encoding") {
            places_fit(&report, &text);
        }
        let shown = masked(&text);
        prop_assert_eq!(shown.len(), text.len());
        let breaks = |text: &str| text.bytes().enumerate().filter(|(_, b)| *b == b'\n').collect::<Vec<_>>();
        prop_assert_eq!(breaks(&shown), breaks(&text));
    }

    #[test]
    fn whatever_a_program_sends_has_a_report(parts in prop::collection::vec(part(), 8)) {
        let request = Request::new(parts[0].as_str(), parts[1..3].concat())
            .header(parts[3].as_str(), parts[4].as_str())
            .header(parts[5].as_str(), parts[6].as_str())
            .body(&parts[7]);
        let message = String::from_utf8(request.to_message()).expect("a text");
        places_fit(&Linter::new().in_file(true).check_request(&request), &message);
        let debug = format!("{request:?}");
        prop_assert!(debug.starts_with("Request("));
    }
}

/// Each is done in a moment; what is quadratic is not done in an hour.
#[test]
fn hostile_input_takes_no_longer_than_its_length() {
    let (most, many) = (100_000, 10_000);
    let url = "/api/atlas/v2/groups/{groupId}/userSecurity";
    let texts = [
        format!("GET {url}\n{}", "Accept: x\n".repeat(most)),
        format!("GET {url}\n{}", "no header\n".repeat(most)),
        format!("GET {url}\n{}", "Content-Length: 1\n".repeat(many)),
        "###\n".repeat(most),
        format!("GET {url}/x?y\n###\n").repeat(many / 10),
        format!("GET {url}?{}\n", "a=b&".repeat(many)),
        format!("GET {url}?{}\n", "pretty=x&".repeat(many)),
        format!("GET /{}userSecurity\n", "x/".repeat(many)),
        format!("GET /{}userSecurity\n", "%2F".repeat(many)),
        format!("GET {{{{x}}}}{}/userSecurity\n", "/{{x}}".repeat(many)),
        format!("GET {}userSecurity\n", "{{".repeat(many)),
        format!("GET {}userSecurity\n", "${".repeat(many)),
        format!("PATCH {url}\n\n{{\"ldap\":{{{}}}}}\n", "{{x}},".repeat(many)),
        format!("PATCH {url}\n\n{}\n", "{{".repeat(many)),
        format!("PATCH {url}\nTransfer-Encoding: chunked\n\n{}0\n", "1\n \n".repeat(many)),
        "# comment\n".repeat(most),
        "@x = y\n".repeat(most),
        format!("@token = y1\n{}", format!("GET {url}\n\n###\n@token = y1\n").repeat(many / 100)),
        "< {%\n".repeat(many),
        "> {%\n".repeat(many),
        format!("POST /login\n\n{}", "token=x&".repeat(many)),
        format!("GET {url}\nAuthorization: {}\n", "Digest ".repeat(many)),
        format!("GET {url}\nCookie: {}\n", "a=b;".repeat(many)),
        "PATCH\n".repeat(many),
        "curl x\n###\n".repeat(many / 10),
        format!("GET {url}\n{}", "GET /x HTTP/1.1\n".repeat(many / 10)),
        format!("GET {url}\n{}", "  &pretty=x\n".repeat(many)),
        format!("GET {url}?\n{}", "  x\n".repeat(many)),
        format!("GET https://h\n{}", "  groups\n".repeat(many)),
        format!("GET https://h/\n{}", "  userSecurity/\n".repeat(many)),
        format!("GET {url}\n{}  ?x=y\n", "  # comment\n".repeat(most)),
        format!("GET {url}\nAccept: x\n{}", "  y\n".repeat(most)),
        format!("GET {url}\nAuthorization: Digest\n{}", "  a:b\n".repeat(many)),
        format!("GET {url}\n{}", "  Accept: x\n".repeat(many)),
        "GET\n  /x\n".repeat(many / 10),
        "### saved\nHTTP/1.1 200 OK\n".repeat(many),
        format!("PATCH {url}\n\n{}", "{ldap:{".repeat(many)),
        format!("PATCH {url}\n\n{}", "{ ".repeat(many)),
        format!("GET {url}\n\n{}", "-----END CERTIFICATE-----\n".repeat(most)),
        format!(
            "PATCH {url}\n\n{{\"ldap\":{{\"bindPassword\":\"{}{}\"}}}}",
            "x".repeat(10 * most),
            "\\ny".repeat(most)
        ),
        format!("curl {url} -d \"{}\"", "$(a b)".repeat(most)),
        format!("curl {url} -d \"{}", "$(".repeat(most)),
        format!("curl {url} -d \"{}{}\"", "$(a ".repeat(many), ")".repeat(many)),
        format!("curl {url} {}", "$(\"".repeat(most)),
        format!("curl {url} {}", "$('".repeat(most)),
        format!("curl {url} {}", "$(`".repeat(most)),
        "$(curl x)\n".repeat(many),
        format!("curl {url} {}", "<(curl x) ".repeat(many)),
    ];
    for text in texts {
        let start = std::time::Instant::now();
        let report = Linter::new().check_requests(&text);
        assert!(report.findings().len() <= 300_000);
        let spent = start.elapsed().as_secs();
        assert!(spent < 60, "{spent} s for {}", &text[..60]);
    }
}

/// What a server of Python's standard library reads of a head: method, target, headers; null if it refuses.
const SERVER: &str = r#"
import sys, io, json
from http.server import BaseHTTPRequestHandler

class Handler(BaseHTTPRequestHandler):
    def __init__(self, message):
        self.rfile = io.BytesIO(message)
        self.refused = False
    def send_error(self, *args, **kwargs):
        self.refused = True
    def send_response_only(self, *args): pass
    def end_headers(self): pass

for line in sys.stdin:
    handler = Handler(json.loads(line).encode())
    handler.raw_requestline = handler.rfile.readline()
    taken = handler.parse_request() and not handler.refused
    print(json.dumps([handler.command, handler.path, handler.headers.items()] if taken else None))
"#;

#[test]
fn heads_are_read_as_a_server_reads_them() {
    type Head = (String, String, Vec<(String, String)>);
    let mut random = crate::testing::Random(7);
    let mut pick = |from: &[&'static str]| from[random.below(from.len())];
    let mut texts = Vec::new();
    for _ in 0..300 {
        let method = pick(&["GET", "PATCH", "DELETE", "POST", "PUT"]);
        let target = pick(&[
            "/a",
            "/api/atlas/v2/groups/{groupId}/userSecurity",
            "/a?b=c&d",
            "/%2F/x",
            "http://h.example/x",
        ]);
        let ending = pick(&["\r\n", "\n"]);
        let mut text = format!("{method} {target} {}{ending}", pick(&["HTTP/1.1", "HTTP/1.0"]));
        for _ in 0..4 {
            let name = pick(&["Host", "accept", "X-A", "Content-Type", "x_y", "Authorization"]);
            let value = pick(&["a", "", "a b", "a: b", "  padded  ", "\"q\"", "Bearer x", "*/*"]);
            let _ = write!(text, "{name}:{}{value}{ending}", pick(&["", " ", "\t"]));
        }
        texts.push(text + ending);
    }
    let Some(answers) = answers_of_python::<Option<Head>>(SERVER, &texts) else {
        skip("there is no python3");
        return;
    };
    for (text, answer) in texts.iter().zip(answers) {
        let (method, target, headers) = answer.unwrap_or_else(|| panic!("refused: {text}"));
        let reading = read(text, Some(Form::Http), &crate::placeholder::Templates::default());
        let [call] = reading.calls.as_slice() else { panic!("{} requests in {text}", reading.calls.len()) };
        assert_eq!((&*call.method.text, &*call.target.text), (&*method, &*target));
        assert!(call.faults.is_empty(), "{:?} in {text}", call.faults);
        let found: Vec<(String, String)> = call
            .headers
            .iter()
            .map(|(name, value)| (name.text.to_string(), value.text.to_string()))
            .collect();
        // Python leaves the blanks at the end.
        let headers = headers.into_iter().map(|(name, value)| (name, value.trim().to_owned()));
        assert_eq!(found, headers.collect::<Vec<_>>(), "{text}");
        for (name, value) in &call.headers {
            assert_eq!(text[name.span.range()], *name.text);
            assert_eq!(text[value.span.range()], *value.text);
        }
    }
}
