use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command as Process, Stdio};

use super::super::{Form, Resource};
use super::*;
use crate::testing::skip;

fn calls(text: &str) -> Vec<Call> {
    read(text, &Templates::default())
}

fn call(text: &str) -> Call {
    let mut calls = calls(text);
    assert_eq!(calls.len(), 1, "{text}");
    calls.remove(0)
}

fn body(text: &str) -> Option<String> {
    call(text).body.map(|body| body.text().to_owned())
}

/// What a request came with.
#[derive(Debug)]
struct Received {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

fn receive(stream: &TcpStream) -> Received {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    let first = line();
    let mut words = first.split(' ').map(str::to_owned);
    let (method, target) = (words.next().expect("a method"), words.next().expect("a target"));
    let mut headers = Vec::new();
    loop {
        let line = line();
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, length)| length.parse().expect("a number"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the body");
    let answer = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    (&*stream).write_all(answer.as_bytes()).expect("it listens");
    Received { method, target, headers, body }
}

/// What curl sends when bash runs the text, in which `BASE` is the server.
fn sent(text: &str, count: usize) -> Option<(String, Vec<Received>)> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let text = text.replace("BASE", &base);
    let server = std::thread::spawn(move || {
        (0..count).map(|_| receive(&listener.accept().expect("a client").0)).collect()
    });
    let folder = tempfile::tempdir().expect("a folder");
    let process = Process::new("bash")
        .args(["--norc", "-c", &text])
        .env("HOME", folder.path())
        .env("NO_PROXY", "*")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("CURL_HOME")
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output();
    let ran = process.expect("bash");
    assert!(ran.status.success(), "{text}: {}", String::from_utf8_lossy(&ran.stderr));
    Some((text, server.join().expect("all came")))
}

fn are_installed() -> bool {
    let is_there =
        |name: &str| Process::new(name).arg("--version").output().is_ok_and(|ran| ran.status.success());
    let both = is_there("bash") && is_there("curl");
    if !both {
        skip("there is no bash, or no curl");
    }
    both
}

/// Commands of which curl says itself what they mean.
const COMMANDS: &[&str] = &[
    "curl -sS BASE/a",
    "curl -sSXPATCH BASE/a?pretty=true -d '{\"a\":1}'",
    "curl -s -S -X PATCH --url BASE/a --data '{\"a\": \"it'\\''s\"}'",
    "curl -sS BASE/a -d '{\"a\":1}'",
    "curl -sS BASE/a -d 'a=1' -d 'b=2' --data-raw '@c'",
    "curl -sS BASE/a -d a --data-binary \"b\nc\"",
    "curl -sS --json '{\"a\":1}' BASE/a",
    "curl -sS --json '{\"a\"' --json ':1}' BASE/a",
    "curl -sS --json '{}' -H 'Accept: text/plain' BASE/a",
    "curl -sS --json '{}' -H 'content-type: text/plain' BASE/a",
    "curl -sS -d '{}' -H 'Content-Type:' BASE/a",
    "curl -sS -d '{}' -H 'X-Empty;' BASE/a",
    "curl -sS -d '{}' -HContent-Type:application/json -H \"X-A: b:c\" BASE/a",
    "curl -sS -G -d 'pretty=true' -d envelope=false BASE/a",
    "curl -sS -G -d 'pretty=true' BASE/a?x=1",
    "curl -sS --get --data-urlencode 'a=b c&d' BASE/a",
    "curl -sS -X PUT -G -d a=1 BASE/a",
    "curl -sS --data-urlencode 'a b/é' BASE/a",
    "curl -sS --data-urlencode '=a=b' --data-urlencode 'n=a&b' BASE/a",
    "curl -sS -I BASE/a",
    "curl -sS -X DELETE BASE/a/customerX509?envelope=true",
    "curl -sS -X PATCH BASE/a -d @- <<'EOF'\n{\n  \"a\": \"$b\"\n}\nEOF",
    "curl -sS -X PATCH BASE/a --data-binary @- <<EOF\n{\n  \"a\": \"\\$b\"\n}\nEOF",
    "curl -sS -X PATCH BASE/a --json @- <<EOF\n{\n}\nEOF",
    "curl -sS -d @- BASE/a <<<'{\"a\": 1}'",
    "curl -sS --data-binary @- BASE/a <<<'{\"a\": 1}'",
    "echo '{\"a\": 1}' | curl -sS --data-binary @- BASE/a",
    "printf '%s' '{\"a\": 1}' | curl -sS --data-binary @- BASE/a",
    "cat <<EOF | curl -sS -d @- BASE/a\n{\"a\":\n1}\nEOF",
    "curl -sS \\\n  --header \"Accept: application/json\" \\\n  -X PATCH \"BASE/a\" \\\n  -d \"{\\\"a\\\": \\\"b\\\\\\\\c\\\"}\"",
    "curl -sS -d $'{\"a\": \"it\\'s \\u00e9\"}' BASE/a",
    "curl -sS -d '' BASE/a",
    "curl -sS -o /dev/null -w '%{http_code}' -m 20 --retry 0 -A me -e BASE/r -fkLv BASE/a 2>/dev/null",
    "curl -sS --next -d a BASE/a",
    "curl -sS -d a BASE/a --next -sS -X DELETE BASE/b",
    "curl -sS BASE/a BASE/b",
    "X=1 command curl -sS BASE/a && (curl -sS -d b BASE/c); true # curl BASE/d",
    "x=$(curl -sS -d a BASE/a) && true",
    "curl -sS --no-keepalive --compressed --tlsv1.2 --proto =http -- BASE/a",
    "curl -sS -g 'BASE/{a}/[1]'",
    "curl -sS -H 'Accept: a' -H 'Accept: b' BASE/a",
];

#[test]
fn what_is_read_is_what_curl_sends() {
    if !are_installed() {
        return;
    }
    for command in COMMANDS {
        let read_calls = calls(&command.replace("BASE", "http://127.0.0.1:1"));
        let Some((text, received)) = sent(command, read_calls.len()) else { return };
        let calls = calls(&text);
        assert_eq!(calls.len(), received.len(), "{text}");
        for (call, received) in calls.iter().zip(&received) {
            assert_eq!(call.method.text, received.method, "{text}");
            assert_eq!(call.faults, [], "{text}");
            let (path, query) = received.target.split_once('?').unwrap_or((&received.target, ""));
            assert_eq!(call.path.text, path, "{text}");
            let of = |(name, value): &(Piece, Option<Piece>)| match value {
                Some(value) => format!("{}={}", &*name.text, &*value.text),
                None => name.text.to_string(),
            };
            assert_eq!(call.query.iter().map(of).collect::<Vec<_>>().join("&"), query, "{text}");
            let body = call.body.as_ref().map_or("", |body| body.text());
            assert_eq!(body.as_bytes(), received.body, "{text}");
            assert_eq!(call.unseen_body, None, "{text}");
            let found: Vec<(String, String)> = (call.headers.iter())
                .map(|(name, value)| (name.text.to_ascii_lowercase(), value.text.to_string()))
                .collect();
            for name in ["content-type", "accept", "x-a", "x-empty"] {
                let of = |headers: &[(String, String)]| -> Vec<String> {
                    let named = headers.iter().filter(|(found, value)| found == name && value != "*/*");
                    named.map(|(_, value)| value.clone()).collect()
                };
                // Of an empty body curl says the kind as well.
                if !(received.body.is_empty() && found.is_empty()) || name != "content-type" {
                    assert_eq!(of(&found), of(&received.headers), "{name}: {text}");
                }
            }
        }
    }
}

#[test]
fn the_documented_commands_are_read() {
    let patch = concat!(
        "curl --include --header \"Authorization: Bearer ${ACCESS_TOKEN}\" \\\n",
        "  --header \"Accept: application/vnd.atlas.2025-02-19+json\" \\\n",
        "  --header \"Content-Type: application/json\" \\\n",
        "  -X PATCH \"https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\" \\\n",
        "  -d '{ <Payload> }'\n"
    );
    let found = call(patch);
    assert_eq!((&*found.method.text, found.headers.len()), ("PATCH", 3));
    assert_eq!(found.path.text, "/api/atlas/v2/groups/{groupId}/userSecurity");
    assert_eq!(found.body.map(|body| body.text().to_owned()).as_deref(), Some("{ <Payload> }"));
    assert_eq!((found.credentials, found.faults), (vec![], vec![]));
    let delete = concat!(
        "curl --user \"${PUBLIC_KEY}:${PRIVATE_KEY}\" \\\n",
        "--digest \\\n",
        "--header \"Accept: application/vnd.atlas.2025-03-12+json\" \\\n",
        "-X DELETE \"https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity/customerX509\"\n"
    );
    let found = call(delete);
    assert_eq!((&*found.method.text, found.headers.len()), ("DELETE", 1));
    assert!(found.body.is_none() && found.unseen_body.is_none() && found.credentials.is_empty());
    assert!(!matches!(found.resource, Resource::Beside));
}

/// The text at the places of what logs in.
fn credentials(text: &str) -> Vec<(String, &str)> {
    let of = |credential: &Credential| {
        let name = match &credential.place {
            CredentialPlace::Header(name)
            | CredentialPlace::Argument(name)
            | CredentialPlace::Parameter(name) => name.clone(),
            CredentialPlace::UserInformation => "user information".to_owned(),
        };
        (name, credential.span)
    };
    let calls = calls(text);
    let found: Vec<(String, Span)> = calls.iter().flat_map(|call| &call.credentials).map(of).collect();
    found.into_iter().map(|(name, span)| (name, &text[span.range()])).collect()
}

#[test]
fn literal_credentials_are_found_and_variables_are_none() {
    for (text, name, secret) in [
        ("curl -u abc:def http://h/", "--user", "abc:def"),
        ("curl -uabc:def http://h/", "--user", "abc:def"),
        ("curl --user='abc:def' http://h/", "--user", "abc:def"),
        ("curl -sSu \"$KEY:def\" http://h/", "--user", "$KEY:def"),
        ("curl -H 'Authorization: Bearer abc' http://h/", "Authorization", "abc"),
        ("curl -H \"Authorization: Bearer ${T:-abc}\" http://h/", "Authorization", "${T:-abc}"),
        ("curl --oauth2-bearer abc http://h/", "--oauth2-bearer", "abc"),
        ("curl -b 'session=abc' http://h/", "--cookie", "session=abc"),
        ("curl -U abc:def http://h/", "--proxy-user", "abc:def"),
        ("curl -x http://abc:def@p/ http://h/", "--proxy", "abc:def"),
        ("curl -E me.pem:abc http://h/", "--cert", "abc"),
        ("curl --pass abc http://h/", "--pass", "abc"),
        ("curl --proxy-header 'Proxy-Authorization: Basic abc' http://h/", "--proxy-header", " Basic abc"),
        ("curl https://abc:def@h/", "user information", "abc:def"),
        ("curl https://h/?apiKey=abc", "apiKey", "abc"),
    ] {
        assert_eq!(credentials(text), [(name.to_owned(), secret)], "{text}");
    }
    for text in [
        "curl -u \"${PUBLIC_KEY}:${PRIVATE_KEY}\" http://h/",
        "curl -u \"$PUBLIC_KEY:$PRIVATE_KEY\" http://h/",
        "curl -u '{PUBLIC-KEY}:{PRIVATE-KEY}' http://h/",
        "curl -u \"$(pass show key)\" http://h/",
        "curl -u \"$(pass user):`pass word`\" http://h/",
        "curl -u me http://h/",
        "curl -u \"abc:$SECRET\" http://h/",
        "curl -u %KEY%:%SECRET% ^\n http://h/",
        "curl -u \"$env:KEY`:$env:SECRET\" `\n http://h/`",
        "curl -H \"Authorization: Bearer $(cat token)\" http://h/",
        "curl -H @headers -b cookies.txt -b \"session=$S; x=${Y}\" http://h/",
        "curl -E me.pem -E 'C:\\me.pem' -E \"me.pem:$P\" --pass \"$P\" -x http://p:80 http://h/",
    ] {
        if !text.contains('`') || !text.contains("$env") {
            assert_eq!(credentials(text), [], "{text}");
        }
    }
}

#[test]
fn bodies_that_stand_elsewhere_are_not_missed() {
    for (text, why) in [
        ("curl -d @body.json http://h/", data::IN_FILE),
        ("curl -d @- http://h/ <body.json", data::IN_FILE),
        ("curl -T body.json http://h/", data::IN_FILE),
        ("curl --data-urlencode name@file http://h/", data::IN_FILE),
        ("curl -d \"$BODY\" http://h/", data::IN_VARIABLE),
        ("curl -d \"$(jq . x)\" http://h/", data::IN_VARIABLE),
        ("jq . x | curl -d @- http://h/", data::FROM_COMMAND),
        ("cat x | curl -d @- http://h/", data::IN_FILE),
    ] {
        let call = call(text);
        assert!(call.body.is_none(), "{text}");
        assert_eq!(call.unseen_body, Some(why), "{text}");
        assert!(matches!(&*call.method.text, "POST" | "PUT"), "{text}");
    }
}

#[test]
fn parts_of_a_document_are_no_document() {
    let text = "curl -X PATCH -d '{\"a\":1,' -d '\"b\":2}' http://h/";
    let found = call(text);
    let at = text.rfind("-d").expect("it is there");
    assert_eq!(found.faults, [(Span::new(at, at + 2), CallFault::Joined)]);
    assert!(found.body.is_none() && found.unseen_body.is_some());
    assert_eq!(body("curl -d '{' -d } http://h/"), None);
}

#[test]
fn what_is_not_closed_is_no_body() {
    let text = "curl -X PATCH http://h/ -d '{\"a\": \"it's\"}'";
    let found = call(text);
    // The quote of `it's` ended the string.
    let at = text.rfind('"').expect("it is there");
    assert_eq!(found.faults, [(Span::new(at, at + 1), CallFault::Unclosed("\""))]);
    assert!(found.body.is_none() && found.unseen_body.is_some());
}

#[test]
fn bodies_lead_back_to_the_file() {
    let text = "curl -d \"{\\\"a\\\": $P, 'b'}\" -X PATCH http://h/";
    let body = call(text).body.expect("a body");
    assert_eq!(body.text(), "{\"a\": \"${P}\", 'b'}");
    let at = |part: &str| {
        let start = body.text().find(part).expect(part);
        let span = body.span(Span::new(start, start + part.len())).span;
        &text[span.range()]
    };
    assert_eq!((at("\"a\""), at("\"${P}\""), at("'b'")), ("\\\"a\\\"", "$P", "'b'"));
}

#[test]
fn words_around_the_command_make_no_difference() {
    for text in [
        "$ curl http://h/",
        "sudo /usr/bin/curl http://h/",
        "C:\\bin\\CURL.EXE http://h/",
        "if ! curl http://h/; then echo no; fi",
        "#!/bin/sh\nset -e\n# curl http://x/\ncurl http://h/\n",
        "TOKEN=x curl http://h/",
        "curl http://h/ ; echo curl http://x/",
        "curl --unknown http://h/",
    ] {
        assert_eq!(call(text).target.text, "http://h/", "{text}");
    }
    assert!(calls("echo curl http://h/\nman curl\ncurl\n").is_empty());
}

#[test]
fn commands_are_told_from_messages() {
    for text in ["# notes\n\n$ curl http://h/", "x=$(curl http://h/)", "echo x |\n  curl -d @- http://h/"] {
        assert_eq!(Form::of(text, &crate::api::request::Variables::default()), Form::Curl, "{text}");
    }
    for text in
        ["PATCH http://h/ HTTP/1.1\n\ncurl http://h/", "### a\n@x = y\nGET {{x}}/y\n\ncurl http://h/", "x"]
    {
        assert_eq!(Form::of(text, &crate::api::request::Variables::default()), Form::Http, "{text}");
    }
}

#[test]
fn very_many_words_take_no_time() {
    // What looks twice at all that follows would take minutes.
    for part in ["-d a ", "'", "\"$(", "`", "<<E ", "-H a:b ", "$(curl ", "\\\n"] {
        let text = format!("curl u {}", part.repeat(20_000));
        assert!(!calls(&text).is_empty(), "{part}");
    }
    assert_eq!(calls(&"curl u | ".repeat(20_000)).len(), 20_000);
}

const URL: &str = "https://cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity";

/// The operation of the only call, and why something was not looked at.
fn asked(text: &str) -> (Option<&'static str>, Option<&'static str>) {
    let call = call(&text.replace("{U}", URL));
    (call.operation.map(|operation| operation.method), call.unseen)
}

#[test]
fn commands_that_run_it_stand_before_it() {
    let body = r#"'{"ldap":{"port":636}}'"#;
    for before in [
        "timeout 30",
        "timeout -k 5 30",
        "sudo -u me",
        "env TOKEN=x",
        "time -p",
        "nohup",
        "command",
        "xargs -I{}",
        "docker run --rm curlimages/curl",
        "docker run --rm",
        "A=b timeout 3",
        "if ! timeout 3",
    ] {
        let text = format!("{before} curl -X PATCH {{U}} -d {body}");
        assert_eq!(asked(&text), (Some("PATCH"), None), "{text}");
    }
    for other in ["ssh host curl {U} -d x", "bash -c \"curl {U}\"", "my_retry 3 curl {U}"] {
        let (operation, unseen) = asked(other);
        assert!(operation.is_none() && unseen.is_some(), "{other}");
    }
    for none in
        ["apt-get install -y curl jq", "sudo apt install curl git", "command -v curl", "which curl wget"]
    {
        let calls = calls(none);
        assert!(calls.iter().all(|call| call.operation.is_none() && call.unseen.is_none()), "{none}");
    }
}

#[test]
fn options_in_a_variable_may_say_anything() {
    let body = r#"'{"ldap":{"port":636}}'"#;
    for options in ["\"${args[@]}\"", "$OPTIONS", "\"$@\"", "-K curl.txt"] {
        let text = format!("curl {options} {URL} -d {body}");
        let call = call(&text);
        assert!(call.may_have_more && call.unseen.is_some(), "{text}");
        assert_eq!(call.operation.map(|operation| operation.method), Some("PATCH"), "{text}");
        let report = crate::Linter::new().check_requests(&text);
        assert!(report.findings().is_empty(), "{text}: {:?}", report.findings());
        assert!(report.skipped().iter().any(|skipped| skipped.rule == "request-syntax"), "{text}");
    }
    // A variable alone is the URL.
    assert_eq!(asked("curl -X PATCH \"$URL\" -d x"), (None, None));
}

#[test]
fn what_shells_of_windows_make_of_quotes_is_not_judged() {
    let body = |text: &str| call(&text.replace("{U}", URL)).unseen_body;
    assert_eq!(body("curl.exe -X PATCH {U} -d '{\\\"ldap\\\":{}}'"), Some(windows::QUOTES));
    assert_eq!(body("curl -X PATCH \"{U}\" -d \"{\"\"ldap\"\":{}}\""), Some(windows::QUOTES));
    // In a POSIX shell that is no document.
    assert_eq!(body("curl -X PATCH {U} -d '{\\\"ldap\\\":{}}'"), None);
    assert_eq!(body("curl.exe -X PATCH {U} -d '{\"ldap\":{}}'"), None);
    let chrome = "curl ^\"{U}^\" ^\n  -X ^\"PATCH^\" ^\n  --data-raw ^\"^{^\\^\"ldap^\\^\":^{^}^}^\"\n";
    let report = crate::Linter::new().check_requests(chrome.replace("{U}", URL));
    assert!(report.findings().is_empty(), "{:?}", report.findings());
    assert!(report.skipped().iter().any(|skipped| skipped.rule == "request-syntax"));
}

#[test]
fn of_very_many_urls_as_many_are_read_as_are_cheap() {
    let headers = |count: usize| "-H A:b ".repeat(count);
    let work = |text: &str| {
        let calls = calls(text);
        let bytes = |call: &Call| call.headers.len() + call.body.as_ref().map_or(0, |body| body.text().len());
        (calls.iter().map(bytes).sum::<usize>(), calls.first().and_then(|call| call.unseen))
    };
    for count in [1_000, 4_000] {
        let urls = "u/ ".repeat(count);
        let (found, unseen) = work(&format!("curl {}{urls}", headers(count)));
        assert!(found <= 40_000 && unseen == Some(MANY), "{count}: {found}");
        let (found, unseen) = work(&format!("curl -d '{{\"a\":\"{}\"}}' {urls}", "y".repeat(10 * count)));
        assert!(found <= MOST_BYTES + 10 * count && unseen == Some(MANY), "{count}: {found}");
    }
    assert_eq!(calls(&format!("curl {}", "u/ ".repeat(MOST_URLS))).len(), MOST_URLS);
    assert_eq!(work(&format!("curl {}", "u/ ".repeat(MOST_URLS))).1, None);
}
