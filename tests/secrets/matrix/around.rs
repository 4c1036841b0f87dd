//! Requests with what logs in, in every place that clients have for it; and usage that has a secret in it.

use usersec::Linter;

use super::outputs::{Desk, results};
use super::{Output, Place, nothing_leaks, output};
use crate::shown::{NOW, printed, secret};

const PATH: &str = "/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/userSecurity?kontrolle=1";

const BODY: &str = r#"{"ldap": {"port": 70000}}"#;

fn places() -> Vec<Place> {
    let headers = [
        "Authorization: Bearer @",
        "Authorization: Basic @",
        "Authorization: @",
        "authorization : Digest username=\"public\", response=\"@\"",
        "Proxy-Authorization: Basic public @",
        "Cookie: session=@",
        "Cookie: a=b; id=@; c=d",
        "x-bindpw: @",
        "X-Api-Key: @",
    ];
    let commands = [
        "curl -u 'public:@' --digest REST",
        "curl --user=public:@ REST",
        "curl -u \"public:@\" REST",
        "curl -upublic:@ REST",
        "curl --oauth2-bearer @ REST",
        "curl -b 'session=@' REST",
        "curl --cookie session=@ REST",
        "curl -U proxy:@ REST",
        "curl --pass @ REST",
        "ATLAS_PRIVATE_KEY=@ curl REST",
        "export TOKEN=@\ncurl REST",
        "curl -u $'\\x70ublic:@' REST",
        "curl -u public:${KEY:-@} REST",
    ];
    let mut places = Vec::new();
    let mut add = |what: String, text: String| {
        let secret = secret(&what);
        places.push(Place { name: what, text: text.replace('@', &secret), secret });
    };
    for header in headers {
        let message = |url: &str| {
            format!(
                "PATCH {url} HTTP/1.1\nAccept: text/plain\n{header}\nContent-Type: text/plain\n\n{BODY}\n"
            )
        };
        add(format!("in the header `{header}`"), message(PATH));
        let rest = format!("-X PATCH 'https://cloud.mongodb.com{PATH}' -d '{BODY}'");
        add(format!("in an argument with `{header}`"), format!("curl -H '{header}' {rest}\n"));
    }
    for command in commands {
        let rest = format!("-X PATCH 'https://cloud.mongodb.com{PATH}' -d '{BODY}'");
        add(format!("in `{command}`"), command.replace("REST", &rest) + "\n");
    }
    for line in ["@token = @", "@private_key=@"] {
        let line = line.replacen('@', "\u{1}", 1);
        let text = format!("{line}\n\nPATCH https://cloud.mongodb.com{PATH}\n\n{BODY}\n");
        let what = format!("in the variable `{line}`");
        let secret = secret(&what);
        let text = text.replace('@', &secret).replace('\u{1}', "@");
        places.push(Place { name: what, text, secret });
    }
    let url = |user: &str| format!("https://{user}cloud.mongodb.com{PATH}");
    for user in ["public:SECRET@", "SECRET@", "a%40b:SECRET@"] {
        let what = format!("before the host, `{user}`");
        let secret = secret(&what);
        let text = format!("PATCH {}\nAccept: text/plain\n\n{BODY}\n", url(&user.replace("SECRET", &secret)));
        places.push(Place { name: what.clone(), text, secret: secret.clone() });
        let text = format!("curl -X PATCH '{}' -d '{BODY}'\n", url(&user.replace("SECRET", &secret)));
        places.push(Place { name: format!("{what} of a command"), text, secret });
    }
    places
}

fn outputs() -> Vec<Output<'static>> {
    let request = |name: &'static str, options: &'static [&'static str]| {
        output(name, "update.http", move |place: &Place| {
            let desk = Desk::new();
            desk.put("update.http", &place.text);
            let ran = desk.run(&[&["request", "@update.http", "--pedantic"], options].concat(), "");
            assert!(ran.code < 2, "{}", ran.err);
            results(ran.all())
        })
    };
    vec![
        request("text", &["--format", "text"]),
        request("the verbose text", &["-v", "--color", "always"]),
        request("concise", &["--format", "concise"]),
        request("JSON", &["--format", "json"]),
        request("SARIF", &["--format", "sarif"]),
        request("GitHub", &["--format", "github"]),
        request("GitLab", &["--format", "gitlab"]),
        output("the text shows the control", "kontrolle", |place| {
            let desk = Desk::new();
            desk.put("update.http", &place.text);
            desk.run(&["request", "@update.http"], "").all()
        }),
        output("a report", "Finding", |place| {
            printed(&Linter::new().now(NOW).in_file(true).check_requests(&place.text))
        }),
        output("an answer's explanation", "INVALID_ATTRIBUTE", |place| {
            let desk = Desk::new();
            desk.put("update.http", &place.text);
            let answer = serde_json::json!({
                "error": 400, "errorCode": "INVALID_ATTRIBUTE", "reason": "Bad Request",
                "detail": format!("Invalid attribute authorization {}", place.secret),
            });
            let run = |format| {
                let arguments = ["explain-error", "-", "--payload", "@update.http", "--format", format];
                desk.run(&arguments, &answer.to_string()).all()
            };
            run("text") + &run("json")
        }),
        output("changes", "update.http", |place| {
            let desk = Desk::new();
            desk.put("update.http", &place.text);
            desk.put("state.json", r#"{"ldap": {"port": 636}}"#);
            let ran = desk.run(&["diff", "--current", "@state.json", "@update.http"], "");
            // Of several requests, or none, there are no changes: then it is the error that is looked at.
            assert_eq!(ran.code < 2, ran.out.contains("70000"), "{}{}", ran.out, ran.err);
            ran.all()
        }),
    ]
}

#[test]
fn what_logs_in_shows_in_no_output() {
    nothing_leaks(&places(), &outputs());
}

/// Arguments in which somebody gives a secret: what is said of the mistake does not repeat it.
#[test]
fn a_mistaken_argument_is_not_repeated() {
    let desk = Desk::new();
    desk.put("body.json", BODY);
    let secret = secret("an argument");
    for arguments in [
        &["to-request", "@body.json", "--bind-password", &secret][..],
        &["to-request", "@body.json", &format!("--bind-password={secret}")],
        &["check", "@body.json", &format!("--bind-password={secret}")],
    ] {
        let ran = desk.run(arguments, "");
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("--bind-password"), "{}", ran.err);
        crate::shown::is_hidden(&secret, &ran.all(), "what is said of an argument", BODY.as_bytes());
    }
}
