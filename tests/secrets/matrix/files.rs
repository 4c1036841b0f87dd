//! Files beside the body: policies, baselines, what is stored, expectations; and files that cannot be read.

use usersec::{Baseline, Policy, State};

use super::outputs::{Desk, results};
use super::{Output, Place, nothing_leaks, output};
use crate::shown::{is_hidden, secret};

const BODY: &str = r#"{"ldap": {"port": 70000, "hostname": "kontrolle.mycompany.com"}}"#;

fn places(texts: &[&str]) -> Vec<Place> {
    let place = |text: &&str| {
        let secret = secret(text);
        Place { name: format!("in `{text}`"), text: text.replace('@', &secret), secret }
    };
    texts.iter().map(place).collect()
}

/// A run in which the text stands in a file, and each format of its report; it ends with one of the codes.
/// With 2 the text is refused, and it is the error that is looked at.
fn runs(
    name: &'static str,
    codes: &'static [u8],
    shows: &'static str,
    arguments: &'static [&'static str],
    formats: &'static [&'static str],
) -> Output<'static> {
    output(name, shows, move |place| {
        let desk = Desk::new();
        desk.put("body.json", BODY);
        desk.put("beside", &place.text);
        let run = |format: &&str| {
            let ran = desk.run(&[arguments, &["--format", format]].concat(), "");
            let text = &place.text;
            assert!(codes.contains(&ran.code), "{name} {format} ends with {}: {}\n{text}", ran.code, ran.err);
            let written = results(ran.all());
            assert!(written.contains(shows), "{name} {format} lacks `{shows}`: {written}\n{text}");
            written
        };
        formats.iter().map(run).collect()
    })
}

const FORMATS: &[&str] = &["text", "json", "sarif", "github", "gitlab", "concise"];

#[test]
fn a_secret_in_a_policy_shows_in_no_output() {
    let ignore = |text: &str| format!("[[ignore]]\nrule = \"port-plaintext\"\n{text}\n");
    // Policies that can be used, and then ones that are refused.
    let taken = 2;
    let texts = [
        ignore("reason = \"bindPassword: @\""),
        ignore("reason = \"ldaps://svc:@\u{40}host\"").replace("@\u{40}", "@\u{1}"),
        ignore("reason = \"x\"\npath = \"ldaps://svc:@\u{1}host/x\""),
        ignore("reason = \"x\"\nbindPassword = \"@\""),
        ignore("reason = \"x\"\npassword = [\"@\"]"),
        ignore("reason = \"x\"\nsecret = \"@"),
        "# bindPassword: @\nkontrolle = 1\n".to_owned(),
        "bind_password = \"@\"\n".to_owned(),
        "bindPassword.value = \"@\"\n".to_owned(),
        "\"bind\\u0050assword\" = \"@\"\n".to_owned(),
        "{\"bindPassword\": \"@\"}\n".to_owned(),
    ];
    let texts: Vec<String> = texts.into_iter().collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut places = places(&texts);
    places.iter_mut().for_each(|place| place.text = place.text.replace('\u{1}', "@"));
    let run = |codes, shows| {
        runs("a run", codes, shows, &["check", "-v", "@body.json", "--config", "@beside"], FORMATS)
    };
    nothing_leaks(&places[..taken], &[run(&[1], "body.json")]);
    nothing_leaks(&places[taken..], &[run(&[2], "beside")]);
    let outputs =
        [output("a policy, or what is wrong with it", "Policy", |place| match Policy::parse(&place.text) {
            Ok(policy) => format!("{policy:?} {policy:#?}"),
            Err(error) => {
                let faults = error.faults().iter().cloned();
                let reports = faults.map(|fault| format!("{fault} {:?}", miette::Report::new(fault.clone())));
                format!("{error} {error:?} {error:#?} {}", reports.collect::<String>())
            }
        })];
    nothing_leaks(&places, &outputs);
}

#[test]
fn a_secret_in_a_baseline_shows_in_no_output() {
    let entry = |members: &str| format!("{{\"version\":1,\"findings\":[\n{{{members}}}\n]}}\n");
    let usual = "\"path\":\"body.json\",\"rule\":\"port-plaintext\",\"pointer\":\"/x\",\"fingerprint\":\"0123456789abcdef\"";
    // A baseline that can be used, and then ones that are refused.
    let taken = 1;
    let texts = [
        entry(&usual.replace("/x", "/bindPassword: @")),
        entry(&format!("\"bindPassword\":\"@\",{usual}")),
        entry(&usual.replace("port-plaintext", "bindPassword=@")),
        entry(&usual.replace("0123456789abcdef", "password=@")),
        format!("{{\"version\":1,\"bindPassword\":\"@\",\"findings\":[{{{usual}}}]}}"),
        "{\"version\":1,\"findings\":[{\"bindPassword\":\"@\"".to_owned(),
        "bindPassword: @\n".to_owned(),
    ];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut places = places(&texts);
    places.iter_mut().for_each(|place| place.text = place.text.replace('\u{1}', "@"));
    let run = |codes, shows| {
        let arguments = &["check", "-v", "@body.json", "--isolated", "--baseline", "@beside"];
        runs("a run", codes, shows, arguments, FORMATS)
    };
    nothing_leaks(&places[..taken], &[run(&[1], "body.json")]);
    nothing_leaks(&places[taken..], &[run(&[2], "beside")]);
    let outputs =
        [output("a baseline, or what is wrong with it", "Baseline", |place| {
            match Baseline::parse(&place.text) {
                Ok(baseline) => format!("{baseline:?} {baseline:#?}"),
                Err(error) => format!("{error} {error:?} {error:#?}"),
            }
        })];
    nothing_leaks(&places, &outputs);
}

#[test]
fn a_secret_in_what_is_stored_shows_in_no_output() {
    let places = places(&[
        r#"{"ldap": {"bindPassword": "@", "hostname": "alt"}}"#,
        r#"{"bindPassword": "@", "ldap": {"hostname": "alt"}}"#,
        r#"{"ldap": {"hostname": "alt", "bind_password": ["@"]}}"#,
        r#"{"ldap": {"hostname": "svc:@\u0040alt"}}"#,
        r#"{"ldap": {"authzQueryTemplate": "{USER}?memberOf?base??password=@"}}"#,
        r#"{"ldap": {"bindUsername": "CN=password=@,DC=a"}}"#,
        r#"{"ldap": {"userToDNMapping": [{"match": "password=@", "substitution": "CN=@"}]}}"#,
        r#"{"ldap": {"hostname": 1, "password": "@"}}"#,
        r#"{"ldap": {"password": "@""#,
        "ldap:\n  bindPassword: @\n",
    ]);
    // What is read as a state, and then what is not; between them a mapping whose substitution is no secret.
    let (taken, refused) = (&places[..6], &places[7..]);
    let over = |codes, of_check, of_diff, of_map| {
        [
            runs("a check", codes, of_check, &["check", "@body.json", "--current", "@beside"], FORMATS),
            runs(
                "changes",
                codes,
                of_diff,
                &["diff", "--current", "@beside", "@body.json"],
                &["text", "json"],
            ),
            runs(
                "map",
                codes,
                of_map,
                &["map", "--verbose", "--user", "kontrolle", "@body.json", "--current", "@beside"],
                &["text", "json"],
            ),
        ]
    };
    nothing_leaks(taken, &over(&[0, 1], "body.json", "kontrolle.mycompany.com", "kontrolle"));
    nothing_leaks(refused, &over(&[2], "beside", "beside", "beside"));
    let of_document =
        |name, kind: &'static [&'static str], formats| runs(name, &[0, 1], "beside", kind, formats);
    let outputs = [
        of_document("an answer", &["check", "--pedantic", "--kind", "response", "@beside"], FORMATS),
        of_document("what is verified", &["check", "--pedantic", "--kind", "verify", "@beside"], FORMATS),
        of_document("certs", &["certs", "--kind", "response", "@beside"], &["text", "json"]),
        of_document("certs to verify", &["certs", "--kind", "verify", "@beside"], &["text", "json"]),
        output("a state, or what is wrong with it", "", |place| match State::parse(&place.text) {
            Ok(state) => format!("{state:?} {state:#?}"),
            Err(error) => format!("{error} {error:?} {error:#?}"),
        }),
    ];
    nothing_leaks(taken, &outputs);
    nothing_leaks(refused, &outputs);
}

/// The wrong file, and files that cannot be read: what goes to standard error shows nothing of them.
#[test]
fn a_file_that_cannot_be_read_shows_no_secret() {
    let secret = secret("unreadable");
    let body = format!("{{\"ldap\": {{\"bindPassword\": \"{secret}\", \"port\": 1}}}}\n");
    let mut latin_1 = body.clone().into_bytes();
    latin_1.insert(3, 0xfc);
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(body.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for content in [body.clone().into_bytes(), latin_1, utf16, body.as_bytes()[..40].to_vec()] {
        let desk = Desk::new();
        desk.put("wrong", &content);
        desk.put("body.json", BODY);
        for arguments in [
            &["check", "@body.json", "--config", "@wrong"][..],
            &["check", "@body.json", "--baseline", "@wrong"],
            &["check", "@body.json", "--write-baseline", "@wrong"],
            &["check", "@body.json", "--current", "@wrong"],
            &["map", "@body.json", "--users", "@wrong"],
            &["map", "@body.json", "--expect-file", "@wrong"],
            &["map", "@wrong", "--user", "a"],
            &["certs", "@wrong"],
            &["diff", "--current", "@wrong", "@body.json"],
            &["diff", "--current", "@body.json", "@wrong"],
            &["explain-error", "@wrong"],
            &["explain-error", "@body.json", "--payload", "@wrong"],
            &["request", "@wrong"],
            &["check", "@wrong"],
            &["check", "@wrong", "--fix"],
            &["check", "@wrong", "@missing"],
        ] {
            let ran = desk.run(arguments, "").all();
            assert!(!ran.is_empty(), "{arguments:?} says nothing");
            is_hidden(&secret, &ran, &format!("{arguments:?}"), &content);
        }
    }
}
