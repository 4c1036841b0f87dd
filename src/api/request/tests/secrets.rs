//! A secret is planted in every place, and shown in none.

use std::fmt::Write as _;

use super::goldens::{line, masked};
use crate::{Linter, Report, Request};

/// No output may have it.
const SECRET: &str = "hunter2Correct9horse";

/// Everything that a report says.
fn said(report: &Report, text: &str) -> String {
    let mut said = format!("{report:?}");
    for finding in report.findings() {
        let _ = write!(said, "{}{finding}", line(finding, text));
        said.push_str(finding.place.source.text());
    }
    said
}

/// Requests with `§` where the secret stands.
const PLACES: &[&str] = &[
    "GET {U}\nAuthorization: Bearer §\n",
    "GET {U}\nAuthorization: Bearer\t§\n",
    "GET {U}\nAuthorization: §\n",
    "GET {U}\nAuthorization: Basic {{user}}:§\n",
    "GET {U}\nAuthorization: Digest username=\"§\", response=\"§\"\n",
    "GET {U}\nAuthorization: Bearer ${TOKEN:-§}\n",
    "GET {U}\nProxy-Authorization: Basic §\n",
    "GET {U}\nCookie: session=§; a=b\n",
    "GET {U}\nSet-Cookie: §\n",
    "GET {U}\nx-bindpw: §\n",
    "GET {U}\nX-Api-Key: §\n",
    "GET {U}\nPRIVATE-TOKEN: §\n",
    "GET {U}\nX-Anything: §\n",
    "GET {U}\nReferer: https://example.net/?token=§\n",
    "GET {U}\nAuthorization Bearer §\n",
    "GET {U}\nAuthorization : Bearer §\n",
    "GET {U}\nAccept: */*\n §\n",
    "GET {U}\nAccept: */*\n # §\n text/plain\n",
    "GET {U}\nX-Other: a\n §\n",
    "GET {U}\nAuthorization:\n §\n",
    "GET {U}\nAuthorization: Digest\n  pub:§\n",
    "GET {U}\nAuthorization: Digest\n  accept:§\n",
    "GET {U}\nAuthorization: Digest\n  pub\n  # x\n  §\n",
    "GET {U}\n Authorization: Bearer §\n",
    "GET {U} HTTP/1.1\n Authorization: Bearer §\n\n",
    "GET {U} HTTP/1.1\nAccept: */*\n §\n\n",
    "GET {U}\n §\n",
    "POST {U}\n  §\n",
    "GET {U}/\n  §\n",
    "GET {U}?pretty=true\n  §\n",
    "GET {U}?pretty=\n  §\n",
    "GET {{url}}\n  §\n",
    "GET {{base}}\n  groups\n  # §\n  {{groupId}}\n  §/userSecurity\n",
    "GET {U}\n  # §\n  ?pretty=true\n  // §\n  &envelope=§\n",
    "GET\n  {U}\n  §\n",
    "GET\n  §\n",
    "GET {U}\n\n### §\nHTTP/1.1 200 OK\nSet-Cookie: §\n\n{\"x\":\"§\"}\n",
    "PATCH {U}\n\n{}\n```\n§\n```\n",
    "PATCH {U}\n\n{'ldap':{'bindPassword':'§'}}\n",
    "PATCH {U}\n\n{ldap:{bindPassword:§}}\n",
    "GET {U}\n§\n",
    "GET https://me:§@cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\n",
    "GET https://§@cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\n",
    "GET me:§@cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\n",
    "GET {U}?access_token=§\n",
    "GET {U}?password=§&pretty=true\n",
    "GET {U}?other=§\n",
    "GET {U}?pretty=§\n",
    "GET {U}?envelope=true\n  &apiKey=§\n",
    "GET {U}#§\n",
    "GET {U} §\n",
    "GET {U} § HTTP/1.1\n",
    "@token = §\nGET {U}\n",
    "@whatever = §\nGET {U}\n",
    "@url = https://me:§@example.net/\nGET {U}\n",
    "@hook = https://example.net/?key=§\nGET {U}\n",
    "# §\nGET {U}\n",
    "// Authorization: Bearer §\nGET {U}\n",
    "### §\nGET {U}\n",
    "###\nGET {U}\n# Authorization: Bearer §\nAccept: */*\n",
    "< {%\nrequest.variables.set('x', '§');\n%}\nGET {U}\n",
    "GET {U}\n\n> {%\nclient.global.set('x', '§');\n%}\n",
    "GET {U}\n\n###\n§\n",
    "§\n",
    "§ {U}\n",
    "PATCH {U}\n\n{\"ldap\":{\"bindPassword\":\"§\"}}\n",
    "PATCH {U}\n\n{\"ldap\":{\"bindPassword\":\"§\" \"port\":1}}\n",
    "PATCH {U}\n\n{\"ldap\":{\"bindPassword\":§}}\n",
    "PATCH {U}\n{\"ldap\":{\"bindPassword\":\"§\"}}\n",
    "PATCH {U}\n\nbindPassword=§\n",
    "PATCH {U}\n\n{\"ldap\":{{{x}},\"bindPassword\":\"§\"}}\n",
    "PATCH {U}\nTransfer-Encoding: chunked\n\n32\n{\"ldap\":{\"bindPassword\":\"§\"}}   \n0\n",
    "PATCH {U}\nContent-Encoding: gzip\n\n§\n",
    "PATCH {U}\n\n< ./§.json\n",
    "PUT {U}\n\n{\"ldap\":{\"bindPassword\":\"§\"}}\n",
    "POST {U}/ldap/verify\n\n{\"bindPassword\":\"§\",\"hostname\":\"§§\",\"password\":[\"§\"]}\n",
    "DELETE {U}/customerX509\n\n{\"bindPassword\":\"§\"}\n",
    "GET {U}\n\n§\n",
    "POST https://cloud.mongodb.com/api/oauth/token\n\ngrant_type=client_credentials&client_secret=§\n\n###\nGET {U}\n",
    "POST https://example.net/login\n\n{\"user\":\"me\",\"pin\":\"§\"}\n\n###\nGET {U}\n",
    "POST https://hooks.example.net/services/§\n\n###\nGET {U}\n",
    "POST https://hooks.example.net/services/§\n",
    "GET {U}\n<> §\n",
];

#[test]
fn no_report_shows_it() {
    let url = "https://cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity";
    for place in PLACES {
        // The whole value of `hostname` is no secret.
        let text = place.replace("{U}", url).replace("§§", "ldap.mycompany.com").replace('§', SECRET);
        for text in [text.clone(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
            let shown = masked(text.trim_start_matches('\u{feff}'));
            assert!(!shown.contains(SECRET), "{place}: {shown}");
            for strict in [false, true] {
                let linter = Linter::new().strict(strict).pedantic(strict).complete(strict).in_file(true);
                let said = said(&linter.check_requests(&text), &text);
                assert!(!said.contains(SECRET), "{place}: {said}");
            }
        }
    }
}

#[test]
fn a_request_in_a_program_hides_it() {
    let paths =
        ["/api/atlas/v2/groups/{groupId}/userSecurity", "/login", "https://me:§@example.net/x?token=§"];
    for (path, method) in paths.iter().flat_map(|path| ["PATCH", "GET", "§"].map(|method| (path, method))) {
        let (path, method) = (path.replace('§', SECRET), method.replace('§', SECRET));
        let bodies = ["{\"ldap\":{\"bindPassword\":\"§\"}}", "{\"bindPassword\":§", "client_secret=§"];
        for body in bodies.map(|body| body.replace('§', SECRET)) {
            let request = Request::new(method.as_str(), path.as_str())
                .header("Authorization", format!("Bearer {SECRET}"))
                .header("Cookie", format!("a={SECRET}"))
                .header("X-Broken\r\nX-Other", SECRET)
                .header("X-Other", format!("a\r\nAuthorization: {SECRET}"))
                .body(&body);
            let text = String::from_utf8(request.to_message()).expect("a text");
            let said = said(&Linter::new().in_file(true).check_request(&request), &text);
            assert!(!said.contains(SECRET), "{method} {path}: {said}");
            let said = said_of(&request);
            assert!(!said.contains(SECRET), "{method} {path}: {said}");
        }
    }
}

fn said_of(request: &Request<'_>) -> String {
    let text = String::from_utf8(request.to_message()).expect("a text");
    format!("{request:?}{}", said(&Linter::new().check_request(request), &text))
}

#[test]
fn bytes_that_are_no_text_are_not_shown() {
    let body = [SECRET.as_bytes(), &[0xff]].concat();
    let request = Request::new("PATCH", "/x").header("Authorization", SECRET).body(&body);
    let debug = format!("{request:?}");
    assert!(!debug.contains(SECRET), "{debug}");
    let report = Linter::new().check_request(&request);
    assert_eq!(report.findings()[0].rule().name(), "json-encoding");
    assert!(!format!("{report:?}").contains(SECRET));
}

/// Words and heads in which something is not as it should be, with `§` where the secret stands.
const BROKEN: &[&str] = &[
    "curl {U} §\n",
    "curl § {U}\n",
    "curl {U} https:§\n",
    "curl {U} /§\n",
    "curl {U} §/userSecurity\n",
    "curl {U} -d '{\"ldap\":{\"bindPassword\":\"it's §\",\"port\":636}}'\n",
    "curl {U} -d \"{\"ldap\":{\"bindPassword\":\"my §\",\"port\":636}}\"\n",
    "curl {U} -d {\"ldap\":{\"bindPassword\": \"§\"}}\n",
    "curl {U} -u pub: §\n",
    "curl {U} -H Authorization: Bearer §\n",
    "curl {U} --token pub:§\n",
    "curl {U} --token=§\n",
    "curl {U} --proxy-us §\n",
    "curl {U} --oauth2-b §\n",
    "curl {U} \"unterminated § \\\n -H \"Accept: nope\"\n",
    "curl {U} 'unterminated § \\\n -H \"Accept: nope\"\n",
    "curl {U} $'unterminated §\n",
    "curl {U} -u 'pub:$§'\n",
    "curl {U} -u \"pub:\\$§\"\n",
    "curl {U} -u 'pub:${§}'\n",
    "curl {U} -H 'Authorization: Bearer $§'\n",
    "curl {U} -H \"Authorization: Bearer ${TOKEN:?§}\"\n",
    "curl {U} -H \"Authorization: Bearer ${TOKEN%§}\"\n",
    "curl {U} -H \"Authorization: Bearer $(echo §)\"\n",
    "curl {U} -H \"Authorization: Bearer `echo §`\"\n",
    "curl {U} -H \"Authorization: Bearer §$TOKEN\"\n",
    "curl {U} -H \"Authorization: Bearer $TOKEN §\"\n",
    "curl {U} --url \"https://$USER:§@cloud.mongodb.com/\"\n",
    "GET {U}\nAuthorization: Basic user:§:{{x}}\n",
    "GET {U}\nAuthorization: Bearer § {{x}}\n",
    "GET {U}\nAuthorization: Bearer {{x}} §\n",
    "GET {U}\nAuthorization: Bearer {{x}}§\n",
    "GET {U}\nAuthorization: Bearer \"§\" \"{{x}}\"\n",
    "GET {U}\nAuthorization: Bearer ${TOKEN:?§}\n",
    "GET {U}\nAuthorization: Bearer ${TOKEN/x/§}\n",
    "GET {U}\nAuthorization: Bearer ${TOKEN%§}\n",
    "GET {U}\nAuthorization: Bearer $(echo §)\n",
    "GET {U}\nAuthorization: Basic {{$base64 'user:§'}}\n",
    "GET {U}\nAuthorization: Basic {{$base64 \"user:§\"}}\n",
    "GET {U}\nCookie: §={{a}}\n",
    "GET {U}\nX-Api-Key: § {{x}}\n",
    "GET {U}\nX-Bindpw: § {{x}}\n",
    "GET https:///user:§@{P}\n",
    "GET http:/user:§@{P}\n",
    "GET https:user:§@{P}\n",
    "GET //user:§@{P}\n",
    "GET https://\\user:§@{P}\n",
    "GET https://user:a/§@{P}\n",
    "GET https://user:§/a@{P}\n",
    "GET https://user:§#a@{P}\n",
    "GET https://user:§?a@{P}\n",
    "GET https://user:a?b=§@{P}\n",
    "GET https://user.name/§@{P}\n",
    "GET https://{{user}}/§@{P}\n",
    "GET https://{{user}}:§@{{host}}/api/atlas/v2/groups/{{id}}/userSecurity\n",
    "GET https://user:{{x}}§@{{host}}/api/atlas/v2/groups/{{id}}/userSecurity\n",
    "GET https://user:§:{{x}}@{{host}}/api/atlas/v2/groups/{{id}}/userSecurity\n",
    "GET {{base}}:§@{{host}}/api/atlas/v2/groups/{{id}}/userSecurity\n",
    "GET https://user:§%40{P}\n",
    "GET https://cloud.mongodb.com:§/api/atlas/v2/groups/{{id}}/userSecurity\n",
    "GET §/api/atlas/v2/groups/{{id}}/userSecurity\n",
    "GET §\n",
];

#[test]
fn what_is_broken_does_not_show_it() {
    let path = "cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity";
    for place in BROKEN {
        // What is wrong here gives a snippet of the lines, and of those around them.
        for url in [format!("'https://{path}'"), format!("'https://{path}?x=1' -H 'Accept: nope'")] {
            let url = if place.starts_with("curl") { url.as_str() } else { "https://{P}" };
            for secret in [SECRET, "$hun#ter2", "horse", "a:b/c?d#e", "pa55-w0rd"] {
                let text = place.replace("{U}", url).replace("{P}", path).replace('§', secret);
                let shown = masked(&text);
                let said = said(
                    &Linter::new().strict(true).pedantic(true).in_file(true).check_requests(&text),
                    &text,
                );
                for shown in [shown, said] {
                    assert!(!shown.contains(secret), "{place}: {shown}");
                }
            }
        }
    }
}

#[test]
fn what_logs_in_is_told_from_what_stands_for_it() {
    let url = "https://cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity";
    let counted = |text: &str| {
        let report = Linter::new().in_file(true).check_requests(text.replace("{U}", url));
        report.findings().iter().filter(|finding| finding.rule().name() == "credentials-in-request").count()
    };
    for literal in [
        "curl {U} -u 'pub:$hunter2'\n",
        "curl {U} -u \"pub:\\$hunter2\"\n",
        "curl {U} -H 'Authorization: Bearer $hunter2'\n",
        "curl {U} --proxy-us me:hunter2\n",
        "GET {U}\nAuthorization: Basic user:hunter2:{{x}}\n",
        "GET {U}\nAuthorization: Bearer hunter2 {{x}}\n",
        "GET {U}\nX-Api-Key: hunter2 {{x}}\n",
        "GET https:///user:hunter2@cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\n",
        "GET https://user:hunter2/a@cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\n",
        "GET https:user:hunter2#a@cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\n",
        "GET //user:hunter2?a@cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity\n",
    ] {
        assert_eq!(counted(literal), 1, "{literal}");
    }
    for variable in [
        "curl {U} -u \"pub:$hunter2\"\n",
        "curl {U} -u '${{ secrets.PUB }}:${{ secrets.KEY }}'\n",
        "curl {U} -H 'Authorization: Bearer {{token}}'\n",
        "curl {U} https://example.net:8080/users/me@example.com\n",
        "GET {U}\nAuthorization: Basic user:{{x}}\n",
        "GET {U}\nAuthorization: Bearer {{$auth.token(\"atlas\")}}\n",
        "GET https://cloud.mongodb.com/api/atlas/v1.0/users/byName/me@example.com\n",
        "GET /api/atlas/v1.0/users/byName/me@example.com\n",
        "GET {{base}}/users/byName/me@example.com\n",
    ] {
        assert_eq!(counted(variable), 0, "{variable}");
    }
}
