//! `usersec to-request` as a process, and answers checked as such.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::path::Path;

use process::{Ran, directory, usersec, usersec_reading};

/// A password nobody else has.
fn secret() -> String {
    format!("hunter2-{}", std::process::id())
}

fn converted(arguments: &[&str], answer: &str) -> Ran {
    usersec_reading(["to-request", "-"].iter().copied().chain(arguments.iter().copied()), answer.as_bytes())
}

/// What is printed is what it was; `UPDATE=1` writes it down.
#[track_caller]
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/to_request/{name}.txt"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("written");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "{name}; UPDATE=1 writes it");
}

const VENDOR: &str = include_str!("payloads/vendor-response.json");

/// An answer as the API writes it in an envelope, pretty-printed.
const ENVELOPED: &str = r#"{
  "status" : 200,
  "content" : {
    "customerX509" : {
      "cas" : null,
      "links" : [ {
        "href" : "https://cloud.mongodb.com/api/atlas",
        "rel" : "self"
      } ]
    },
    "ldap" : {
      "authenticationEnabled" : true,
      "authorizationEnabled" : false,
      "authzQueryTemplate" : "{USER}?memberOf?base",
      "bindUsername" : "CN=svc-atlas,OU=Services,DC=mycompany,DC=com",
      "hostname" : "ldap.mycompany.com",
      "links" : [ ],
      "port" : 636,
      "userToDNMapping" : [ {
        "ldapQuery" : null,
        "match" : "([a-z0-9.]+)@mycompany\\.com",
        "substitution" : "CN={0},OU=Users,DC=mycompany,DC=com"
      } ]
    },
    "links" : [ ]
  }
}
"#;

#[test]
fn what_is_written_and_said() {
    let told = format!(
        r#"{{"ldap":{{"bindUsername":"CN=a,DC=b","bindPassword":"{}","port":636}},"status":202}}"#,
        secret()
    );
    let elsewhere = format!(
        r#"{{"added":{{"bindPassword":"{0}"}},"ldap":{{"bindUsername":"svc:{0}@host","bind_password":"{0}","new":[1,
        {{"pwd":"{0}"}}],"port":636,"userToDNMapping":[{{"match":"(.+)","ldapQuery":"ldap://a:{0}@b/{{0}}"}}]}}}}"#,
        secret()
    );
    let mut sheet = String::new();
    for (what, arguments, answer) in [
        ("the vendor's example", &[][..], VENDOR),
        ("an envelope", &[], ENVELOPED),
        ("with a template", &["--bind-password", "${LDAP_BIND_PASSWORD}"], ENVELOPED),
        ("no account", &["--bind-password", "{{ password }}"], r#"{"ldap":{"port":636},"links":[]}"#),
        ("a password", &[], &told),
        ("secrets elsewhere", &[], &elsewhere),
        ("secrets elsewhere and a template", &["--bind-password", "${X}"], &elsewhere),
        ("a template", &[], r#"{"ldap":{"bindUsername":"CN=a,DC=b","bindPassword":"${X}"}}"#),
        (
            "as curl --include prints it",
            &[],
            "HTTP/2 200 \r\nset-cookie: a=b\r\n\r\n{\"ldap\":{\"port\":636,\"links\":[]}}",
        ),
        (
            "an error with its head",
            &[],
            "HTTP/2 400 \r\n\r\n{\"error\":\"400\",\"errorCode\":\"X\",\"ldap\":null}",
        ),
        ("a mask", &[], r#"{"ldap":{"bindPassword":"****"}}"#),
        ("quiet", &["--quiet"], &told),
        ("nothing but links", &[], "{\"links\":[]}\n\n"),
        ("a failure", &[], r#"{"error":404,"reason":"Not Found","errorCode":"RESOURCE_NOT_FOUND"}"#),
        ("a failure in an envelope", &[], r#"{"status":401,"content":{"error":401,"errorCode":"X"}}"#),
        ("HTML", &[], "<html></html>"),
        ("cut short", &[], "{\n \"ldap\": {\n"),
        ("a list", &[], "[{\"ldap\":{}}]"),
        ("something else", &[], r#"{"results":[],"totalCount":0}"#),
        ("a literal", &["--bind-password", &secret()], ENVELOPED),
    ] {
        let ran = converted(arguments, answer);
        assert!(!format!("{ran:?}").contains(&secret()), "{what}");
        assert_eq!(ran.code == Some(2), ran.out.is_empty(), "{what}");
        sheet += &format!("## {what}: exit code {}\n{}---\n{}\n", ran.code.expect("one"), ran.out, ran.err);
    }
    golden("written", &sheet);
}

#[test]
fn files_are_read_and_named() {
    let folder = directory([("answer.json", ENVELOPED)]);
    let path = folder.path().join("answer.json");
    let ran = usersec(["to-request".as_ref(), path.as_os_str()]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(ran.out, converted(&[], ENVELOPED).out);
    assert!(ran.err.contains("answer.json: to be filled in"), "{ran:?}");
    let missing = usersec(["to-request".as_ref(), folder.path().join("none.json").as_os_str()]);
    assert_eq!((missing.code, &*missing.out), (Some(2), ""));
    assert!(missing.err.contains("none.json: "), "{missing:?}");
    assert_eq!(usersec(["to-request"]).code, Some(2));
}

#[test]
fn the_body_passes_the_check() {
    let body = converted(&["--bind-password", "${LDAP_BIND_PASSWORD}"], ENVELOPED);
    let checked = usersec_reading(
        ["check", "-", "--pedantic", "--fail-on", "note", "--format", "concise"],
        body.out.as_bytes(),
    );
    let answered = usersec_reading(
        ["check", "-", "--pedantic", "--kind", "response", "--format", "json"],
        ENVELOPED.as_bytes(),
    );
    let rules: Vec<String> =
        checked.out.lines().map(|line| line.split(['[', ']']).nth(1).unwrap_or("").to_owned()).collect();
    assert_eq!(
        rules.iter().filter(|rule| !rule.is_empty()).cloned().collect::<Vec<_>>(),
        answered.rules(),
        "{checked:?}"
    );
    // Once more it is the same.
    assert_eq!(converted(&[], &converted(&[], ENVELOPED).out).out, converted(&[], ENVELOPED).out);
}

#[test]
fn an_enveloped_answer_is_checked_in_its_file() {
    let wrong = ENVELOPED.replace("636", "70000").replace("\"hostname\"", "\"host_name\"");
    let report =
        usersec_reading(["check", "-", "--kind", "response", "--format", "json"], wrong.as_bytes()).json();
    let findings = report["files"][0]["findings"].as_array().expect("findings");
    let found: Vec<(&str, &str, u64)> = findings
        .iter()
        .map(|finding| {
            let text = |name: &str| finding[name].as_str().expect("a text");
            (text("rule"), text("pointer"), finding["location"]["line"].as_u64().expect("a line"))
        })
        .collect();
    assert_eq!(found, [("unknown-field", "/ldap/host_name", 16), ("port-out-of-range", "/ldap/port", 18)]);
    // The same finding as in the answer alone, and its fix fits the file.
    let folder = directory([("answer.json", wrong.as_str())]);
    let path = folder.path().join("answer.json");
    let fixed = usersec(["check".as_ref(), "--kind=response".as_ref(), "--fix".as_ref(), path.as_os_str()]);
    assert_eq!(fixed.code, Some(1), "{fixed:?}");
    let text = std::fs::read_to_string(&path).expect("the file");
    assert_eq!(text, ENVELOPED.replace("636", "70000"));
    let bare = wrong.replace("  \"content\" : {", "").replacen("    }\n  }\n", "    }\n", 1);
    let bare = bare.trim_end().strip_suffix("  }\n}").map_or(bare.clone(), |bare| format!("{bare}}}\n"));
    let alone =
        usersec_reading(["check", "-", "--kind", "response", "--format", "json"], bare.as_bytes()).json();
    let prints = |report: &serde_json::Value| -> Vec<String> {
        let findings = report["files"][0]["findings"].as_array().expect("findings").iter();
        findings.map(|finding| finding["fingerprint"].to_string()).collect()
    };
    assert_eq!(prints(&alone), prints(&report), "{bare}");
}

/// As the vendor's pages fetch it: with `curl --include`, and with `--digest` there are two heads.
#[test]
fn an_answer_with_its_head_is_read_by_all() {
    let heads =
        format!("HTTP/1.1 401 Unauthorized\r\nx: {}\r\n\r\nHTTP/2 200 \r\nset-cookie: {0}\r\n\r\n", secret());
    let folder = directory([
        ("get.txt", format!("{heads}{ENVELOPED}").as_str()),
        ("wrong.txt", &format!("{heads}{}", ENVELOPED.replace("636", "70000"))),
        ("broken.txt", &format!("{heads}{{\n \"ldap\": {{,}}}}")),
        ("body.json", r#"{"ldap":{"port":3269}}"#),
    ]);
    let run = |arguments: &[&str]| {
        let ran = process::ran(process::command().current_dir(folder.path()).args(arguments));
        assert!(!format!("{ran:?}").contains(&secret()), "{arguments:?}");
        ran
    };
    assert_eq!(run(&["to-request", "get.txt"]).out, converted(&[], ENVELOPED).out);
    let checked =
        run(&["check", "--kind=response", "--format=concise", "get.txt", "wrong.txt", "broken.txt"]);
    let lines: Vec<&str> = checked.out.lines().filter(|line| line.contains("error[")).collect();
    assert_eq!(lines.len(), 2, "{checked:?}");
    let line = 6 + ENVELOPED.lines().position(|line| line.contains("636")).expect("a port") + 1;
    assert!(lines[0].starts_with(&format!("wrong.txt:{line}:")), "{lines:?}");
    assert!(lines[1].starts_with("broken.txt:8:11:"), "{lines:?}");
    assert_eq!(run(&["check", "--kind=response", "wrong.txt"]).code, Some(1));
    let changed = run(&["diff", "--current", "get.txt", "body.json"]);
    assert_eq!(changed.code, Some(0), "{changed:?}");
    assert!(changed.out.contains("636") && changed.out.contains("3269"), "{changed:?}");
    let current = run(&["check", "--current", "get.txt", "body.json"]);
    assert_ne!(current.code, Some(2), "{current:?}");
    let broken = run(&["check", "--current", "broken.txt", "body.json"]);
    assert!(broken.err.starts_with("usersec: broken.txt:8:11: "), "{broken:?}");
}

#[test]
fn a_folder_has_enveloped_answers_too() {
    let folder = directory([
        ("one.json", ENVELOPED.replace("636", "70000").as_str()),
        ("other.json", r#"{"status":200,"content":{"port":70000}}"#),
    ]);
    let ran = usersec([
        "check".as_ref(),
        "--kind=response".as_ref(),
        "--format=json".as_ref(),
        folder.path().as_os_str(),
    ]);
    assert_eq!(ran.rules(), ["port-out-of-range"]);
    let certs =
        usersec(["certs".as_ref(), "--kind=response".as_ref(), folder.path().join("one.json").as_os_str()]);
    assert_eq!(certs.code, Some(0), "{certs:?}");
    let mapped = usersec([
        "map".as_ref(),
        "--kind=response".as_ref(),
        "--expect=jane@mycompany.com=CN=jane,OU=Users,DC=mycompany,DC=com".as_ref(),
        folder.path().join("one.json").as_os_str(),
    ]);
    assert_eq!(mapped.code, Some(0), "{mapped:?}");
}

/// What nothing can be read from, no command takes for a configuration in which nothing is stored.
#[test]
fn an_answer_that_refuses_passes_nowhere() {
    for (answer, name) in [
        (r#"{"error":401,"errorCode":"X"}"#, "401 `X`"),
        ("HTTP/2 403 \n\n{\"ldap\":{\"port\":636}}", "403"),
        ("HTTP/2 503 \r\n\r\n{}", "503"),
        (r#"{"status":500,"content":{"ldap":{"port":636}}}"#, "500"),
    ] {
        let words = format!("it is an error of the API, {name}, and not the configuration");
        let expected = format!("usersec: <stdin>: {words}; `usersec explain-error` says more\n");
        let expect = ["map", "--kind", "response", "--expect", "CN=a,DC=b=CN=a,DC=b", "-"];
        let drafted = usersec_reading(["to-request", "-"], answer.as_bytes());
        for ran in [drafted, usersec_reading(expect, answer.as_bytes())] {
            assert_eq!((ran.code, &ran.out, &ran.err), (Some(2), &String::new(), &expected), "{answer}");
        }
        let certs = usersec_reading(["certs", "--kind", "response", "-"], answer.as_bytes());
        assert_eq!(certs.code, Some(1), "{answer}: {certs:?}");
        let told: String = certs.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("error[error-response]") && told.contains(&words), "{told}");
        assert!(told.ends_with("in 1 file: 1 error; `usersec check` says more"), "{told}");
    }
    // Neither is it a body.
    let body = usersec_reading(["map", "--user", "a", "-"], r#"{"error":401,"errorCode":"X"}"#.as_bytes());
    assert_eq!(body.code, Some(2), "{body:?}");
    assert!(body.err.contains("and not the body of a request"), "{body:?}");
}

#[test]
fn an_error_is_one_finding() {
    for answer in [
        r#"{"error":400,"detail":"x","reason":"Bad Request","errorCode":"VALIDATION_ERROR","parameters":[],"badRequestDetail":{"fields":[]}}"#,
        r#"{"status":404,"content":{"error":404,"detail":"x","reason":"Not Found","errorCode":"RESOURCE_NOT_FOUND"}}"#,
    ] {
        let ran =
            usersec_reading(["check", "-", "--kind", "response", "--format", "json"], answer.as_bytes());
        assert_eq!(ran.rules(), ["error-response"]);
        assert!(ran.out.contains("usersec explain-error"));
    }
}
