//! Request bodies: checked, fixed, mapped, compared, sent; as a file and as a library user has them.

use usersec::{ApiError, Linter, Request, Response, Safety, State};

use super::outputs::{Desk, results};
use super::{BESIDE, Output, Place, nothing_leaks, output, places};
use crate::shown::{NOW, printed, secret};

/// What is stored, as a GET answers it.
const STATE: &str = r#"{"ldap": {"hostname": "kontrolle-alt.mycompany.com", "port": 636}}"#;

/// The target of an update, which is not quite right.
const TARGET: &str = "/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/userSecurity?kontrolle=1";

const HEADERS: [(&str, &str); 2] =
    [("Accept", "application/vnd.atlas.2023-01-01+json"), ("Content-Type", "application/json")];

/// A check, with the options given.
fn checked(name: &'static str, shows: &'static str, options: &'static [&'static str]) -> Output<'static> {
    output(name, shows, move |place| {
        let desk = Desk::new();
        desk.put("body.json", &place.text);
        let ran = desk.run(&[&["check", "@body.json", "--pedantic", "--isolated"], options].concat(), "");
        assert!(ran.code < 2, "{}", ran.err);
        results(ran.all())
    })
}

/// What shows bodies of any sort, with `shows` in it.
fn of_any(shows: &'static str) -> Vec<Output<'static>> {
    let at = |width: usize, name: &'static str| {
        output(name, "body.json", move |place: &Place| {
            let desk = Desk::new();
            desk.put("body.json", &place.text);
            desk.run_at(width, &["check", "@body.json", "--complete"], "").all()
        })
    };
    vec![
        at(1, "text in 1 column"),
        at(40, "text in 40 columns"),
        at(400, "text in 400 columns"),
        checked("text", shows, &["--format", "text"]),
        checked("colours", shows, &["--color", "always"]),
        checked("the quiet text", shows, &["--quiet"]),
        checked("the verbose text", shows, &["--verbose"]),
        checked("concise", "body.json", &["--format", "concise"]),
        checked("JSON", "\"findings\"", &["--format", "json"]),
        checked("SARIF", "body.json", &["--format", "sarif", "--strict"]),
        checked("GitHub", "body.json", &["--format", "github"]),
        checked("GitLab", "body.json", &["--format", "gitlab"]),
        checked("the worst finding alone", "body.json", &["--max-findings", "1"]),
        checked("the worst finding as JSON", "\"unlisted\"", &["--max-findings", "1", "--format", "json"]),
        output("a new baseline", "\"fingerprint\"", |place| {
            let desk = Desk::new();
            desk.put("body.json", &place.text);
            let ran = desk.run(&["check", "@body.json", "--write-baseline", "@known.json"], "").all();
            desk.get("known.json") + &ran
        }),
        output("a check with a baseline", "body.json", |place| {
            let desk = Desk::new();
            desk.put("body.json", &place.text);
            desk.run(&["check", "@body.json", "--write-baseline", "@known.json"], "");
            desk.put("body.json", place.text.replace("636", "70000"));
            let known = desk.run(&["check", "@body.json", "--baseline", "@known.json", "-v"], "").all();
            known + &desk.run(&["check", "@body.json", "--isolated"], "").all()
        }),
        output("a report", "Finding", |place| {
            printed(&Linter::new().now(NOW).in_file(true).pedantic(true).check(&place.text))
        }),
        output("a fixed document's Debug", "Fixed", |place| {
            let fixed = Linter::new().now(NOW).fix(&place.text, Safety::Hint);
            assert!(!fixed.text().is_empty());
            format!("{fixed:?} {fixed:#?} {}", printed(fixed.report()))
        }),
        output("an answer's explanation", "INVALID_ATTRIBUTE", |place| {
            let desk = Desk::new();
            desk.put("body.json", &place.text);
            let answer = answer(place);
            let ran = |format| {
                desk.run(&["explain-error", "-", "--payload", "@body.json", "--format", format], &answer)
            };
            let (text, json) = (ran("text"), ran("json"));
            assert!(text.code < 2 && json.code < 2, "{}{}", text.err, json.err);
            text.all() + &json.all() + &results(ran("sarif").all())
        }),
        output("an error of the API", "INVALID_ATTRIBUTE", |place| {
            let report = Linter::new().check(&place.text);
            let error = ApiError::parse(answer(place)).expect("an error").masked(&report);
            let located: String =
                error.locate(&report).iter().map(|finding| format!("{finding:?}")).collect();
            format!("{error} {error:?} {error:#?} {located}")
        }),
    ]
}

/// An error in which the server quotes the secret.
fn answer(place: &Place) -> String {
    let detail = format!("Invalid attribute bindPassword: {} is not allowed.", unescaped(&place.secret));
    serde_json::json!({
        "error": 400, "errorCode": "INVALID_ATTRIBUTE", "reason": "Bad Request",
        "detail": detail, "parameters": ["ldap.bindPassword", unescaped(&place.secret)],
    })
    .to_string()
}

/// What a server has read.
fn unescaped(secret: &str) -> String {
    serde_json::from_str(&format!("\"{secret}\"")).expect("a string")
}

/// What only says something of JSON.
fn of_json() -> Vec<Output<'static>> {
    let run = |name, shows, arguments: &'static [&'static str]| {
        output(name, shows, move |place: &Place| {
            let desk = Desk::new();
            desk.put("body.json", &place.text);
            desk.put("state.json", STATE);
            let ran = desk.run(arguments, "");
            assert!(ran.code < 2, "{}", ran.err);
            ran.all()
        })
    };
    vec![
        run("a diff", BESIDE, &["check", "--diff", "@body.json"]),
        run(
            "a coloured diff",
            BESIDE,
            &["check", "--diff", "--unsafe-fixes", "--color", "always", "@body.json"],
        ),
        run("a report after fixes", BESIDE, &["check", "--fix", "--unsafe-fixes", "@body.json"]),
        run("a check over what is stored", BESIDE, &["check", "--current", "@state.json", "@body.json"]),
        run("certs", "CN=Example Root CA", &["certs", "@body.json"]),
        run("certs as JSON", "CN=Example Root CA", &["certs", "--format", "json", "@body.json"]),
        run("map", "OU=kontrolle", &["map", "--verbose", "--user", "kontrolle@example.com", "@body.json"]),
        run(
            "map as JSON",
            "OU=kontrolle",
            &["map", "--format", "json", "--user", "a@example.com", "@body.json"],
        ),
        run(
            "map with an expectation",
            "CN=kontrolle",
            &["map", "--expect", "kontrolle@example.com=CN=kontrolle", "@body.json"],
        ),
        run("changes", "kontrolle-alt", &["diff", "--current", "@state.json", "@body.json"]),
        run(
            "changes as JSON",
            "kontrolle-alt",
            &["diff", "--format", "json", "--current", "@state.json", "@body.json"],
        ),
        output("a draft and what is said of it", "", |place| {
            let desk = Desk::new();
            desk.put("body.json", &place.text);
            let ran = |options: &[&str]| {
                let ran = desk.run(&[&["to-request", "@body.json"], options].concat(), "");
                assert_eq!(ran.code, 0, "{}", ran.err);
                assert!(ran.out.contains("kontrolle.mycompany.com"), "no draft: {}", ran.out);
                ran.all()
            };
            ran(&[]) + &ran(&["--bind-password", "${LDAP_BIND_PASSWORD}"])
        }),
        output("the report beside a fixed document", BESIDE, |place| {
            let desk = Desk::new();
            let ran = desk.run(&["check", "--fix", "-"], &place.text);
            assert!(super::shown(&place.secret, &ran.out).is_some(), "the document lacks it:\n{}", ran.out);
            ran.err
        }),
        output("a request's report", BESIDE, |place| {
            let desk = Desk::new();
            desk.put("update.http", message(&place.text));
            let ran = |format| desk.run(&["request", "-v", "--format", format, "@update.http"], "").all();
            ran("text") + &ran("json") + &results(ran("sarif"))
        }),
        output("a command's report", BESIDE, |place| {
            let desk = Desk::new();
            let [accept, kind] = HEADERS.map(|(name, value)| format!("-H '{name}: {value}'"));
            let url = format!("https://cloud.mongodb.com{TARGET}");
            desk.put("update.sh", format!("curl -X PATCH {accept} {kind} '{url}' -d '{}'\n", place.text));
            let ran = |format| desk.run(&["request", "--format", format, "@update.sh"], "").all();
            ran("text") + &ran("concise")
        }),
        output("requests, as a library has them", BESIDE, |place| {
            let request = HEADERS
                .iter()
                .fold(Request::new("PATCH", TARGET), |request, (name, value)| request.header(*name, *value))
                .body(&place.text);
            let linter = Linter::new().now(NOW).in_file(true);
            let text = linter.check_requests(message(&place.text));
            format!(
                "{request:?} {request:#?} {} {}",
                printed(&linter.check_request(&request)),
                printed(&text)
            )
        }),
        output("what a library makes of it", BESIDE, |place| {
            let mut all = String::new();
            if let Ok(answer) = Response::parse(&place.text) {
                let draft = answer.to_request();
                all += &format!(
                    "{answer:?} {answer:#?} {:?} {draft:?} {draft:#?} {}",
                    answer.ldap,
                    draft.body()
                );
            }
            match State::parse(&place.text) {
                Ok(state) => {
                    let stored = State::parse(STATE).expect("a state");
                    let changes = stored.diff(&state);
                    all += &format!("{state:?} {state:#?} {changes:?} {changes:#?} ");
                    all += &serde_json::to_string(&state).expect("JSON");
                }
                Err(error) => all += &format!("{BESIDE} {error} {error:?} {error:#?}"),
            }
            all
        }),
    ]
}

fn message(body: &str) -> String {
    let headers: String = HEADERS.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    format!("PATCH {TARGET} HTTP/1.1\n{headers}\n{body}")
}

#[test]
fn a_secret_in_json_shows_in_no_output() {
    nothing_leaks(&places::in_json(), &of_any(BESIDE));
}

#[test]
fn a_secret_in_json_shows_in_nothing_made_of_it() {
    nothing_leaks(&places::in_json(), &of_json());
}

#[test]
fn a_secret_in_what_is_no_json_shows_in_no_output() {
    nothing_leaks(&places::in_broken(), &of_any("body.json"));
}

/// Only what has no error in it becomes settings.
#[test]
fn settings_show_no_secret() {
    let members = [
        r#""bindPassword": "@""#,
        r#""bindPassword": "\u0041@\"""#,
        r#""bindUsername": "CN=password=@,DC=example,DC=net""#,
        r#""authzQueryTemplate": "{USER}?memberOf?base??ldap://svc:@\u0040host/""#,
    ];
    let places: Vec<Place> = (members.iter())
        .map(|member| {
            let secret = secret(member);
            let mapping = r#"{"match": "(.+)@example\\.com", "substitution": "CN={0},OU=kontrolle,DC=net"}"#;
            let member = member.replace('@', &secret);
            let text = format!(r#"{{"ldap": {{{member}, "userToDNMapping": [{mapping}]}}}}"#);
            Place { name: format!("in `{member}`"), text, secret }
        })
        .collect();
    let outputs = [output("settings", "OU=kontrolle", |place| {
        let settings = Linter::new().check(&place.text).into_settings().expect("no error");
        let json = serde_json::to_string_pretty(&settings).expect("JSON");
        let ldap = settings.ldap.as_ref().expect("given");
        let names = ldap.bind_username.as_ref().map(|name| format!("{name:?} {:?}", name.dn()));
        let mapper = settings.mapper();
        let trace = mapper.map("kontrolle@example.com");
        let body = settings.to_request_body();
        assert!(super::shown(&place.secret, &body).is_some(), "{body}");
        // A name and a query are serialised as they are: they are there to be read.
        let json = if ldap.has_bind_password() { json } else { String::new() };
        format!("{settings:?} {settings:#?} {ldap:#?} {names:?} {json} {mapper:?} {trace:?} {trace:#?}")
    })];
    nothing_leaks(&places, &outputs);
}
