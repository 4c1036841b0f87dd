//! Requests in any text: what is found has a place, and no credential is shown, nor said again by a server.

use super::hidden::{TOKEN, has_token, is_hidden};
use super::manner::Manner;
use super::places;
use super::planted::Lines;
use super::shown::{About, shown};
use crate::api::error::ApiError;
use crate::linter::Linter;
use crate::report::Report;

/// Requests with a secret: `§`.
const PLANTED: Lines = Lines {
    forms: &[
        "curl -u key:§ --digest https://cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity",
        "curl --digest --user \"key:§\" -X DELETE https://cloud.mongodb.com/x",
        "curl -H 'Authorization: Bearer §' https://cloud.mongodb.com/x",
        "curl --digest -ukey:§ \\\n  --data '{\"ldap\":{\"port\":1}}' https://cloud.mongodb.com/x",
        "curl https://key:§@cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity",
        "curl -X PATCH -d '{\"ldap\":{\"bindPassword\":\"§\",\"port\":0}}' https://cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity",
        "curl -b session=§ https://cloud.mongodb.com/x",
        "curl --oauth2-bearer § https://cloud.mongodb.com/x",
        "GET https://cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity\nAuthorization: Bearer §\n",
        "GET /api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity HTTP/1.1\nAuthorization: Digest username=\"key\", response=\"§\"\n",
        "DELETE https://key:§@cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity\n",
        "GET https://cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity\nCookie: session=§\nx-bindpw: §\n",
        "PATCH https://cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity\nContent-Type: application/json\n\n{\"ldap\":{\"bindPassword\":\"§\",\"port\":0}}\n",
        "PATCH https://cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity\n\n{\"ldap\":{\"bindPassword\":\"§\"\n",
    ],
    // What begins another request in a file, or an empty line.
    around: &["\n###\n", "\n"],
    // In a quotation that is open it would be no request, but a text.
    fits_behind: |before| ['"', '\''].iter().all(|quote| before.matches(*quote).count() % 2 == 0),
};

/// How a server says the secret again.
const QUOTED: [&str; 4] = ["`§` is refused", "Invalid value: '§'.", "{\"bindPassword\":\"§\"}", "§"];

pub(super) const WAYS: &[&str] =
    &["kind", "strict", "complete", "levels", "as it is", "form", "around", "quoted"];

pub(super) fn holds(input: &[u8]) {
    let (manner, rest) = Manner::of(input);
    let mut parts = rest.splitn(2, |&byte| byte == 0);
    let (text, answer) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let linter = manner.linter_with_levels();
    let words = std::str::from_utf8(text).ok().zip(std::str::from_utf8(answer).ok());
    let untold = |(text, answer): &(&str, &str)| !has_token(text, true) && !has_token(answer, true);
    // One of them, so that there is time for more inputs.
    let Some((text, answer)) = words.filter(untold).filter(|_| !manner.one_in("as it is", 6)) else {
        drop(looked_at(&linter, text, answer, manner));
        return;
    };
    // A server may say again what it was sent.
    let answer = refused(answer, manner);
    let planted = PLANTED.in_text(text, manner);
    let shown = looked_at(&linter, planted.as_bytes(), answer.as_bytes(), manner);
    is_hidden(&shown, true, &format!("what is said of {planted:?} and {answer:?}"));
}

/// All that is shown of requests, and of an answer to them.
fn looked_at(linter: &Linter, text: &[u8], answer: &[u8], manner: Manner) -> String {
    let report = linter.check_requests(text);
    places::all(&report, text);
    let (mut all, report) = shown(report, text, About::Request, manner);
    if let Ok(error) = ApiError::parse(answer) {
        // It is shown by a program that panics before it has masked anything.
        all += &format!("{error:?} {error:#?} {:?}", error.violations());
        let masked = error.masked(&report);
        all += &format!("{masked} {masked:?} {masked:#?} {:?} {:?}", masked.reason(), masked.parameters());
        let findings = error.locate(&report);
        places::all_of(&findings, text);
        let located = Report {
            findings,
            skipped: Vec::new(),
            rest: Default::default(),
            suppressed: Default::default(),
            settings: None,
            kept: None,
        };
        all += &shown(located, text, About::Request, manner).0;
        #[cfg(feature = "cli")]
        {
            use crate::render::answer;
            all += &answer::headline(&masked);
            all += &answer::json(&masked, "answer.json").to_string();
            let people = answer::Text::new(manner.width().max(20), manner.color());
            all += &super::formats::written(|out| {
                people.answer(&masked, out).and_then(|()| people.violations(&masked, out))
            });
        }
    }
    match report.into_settings() {
        Ok(settings) => all += &format!("{settings:?} {settings:#?}"),
        Err(report) => all += &format!("{report:?}"),
    }
    all
}

/// An answer that says the secret again; the given one, if it is one, with that in its texts.
fn refused(answer: &str, manner: Manner) -> String {
    let quoted = QUOTED[manner.pick("quoted", QUOTED.len())].replace('§', TOKEN);
    let mut value: serde_json::Value = serde_json::from_str(answer).unwrap_or_default();
    if !value.is_object() {
        value = serde_json::json!({"error": 400, "errorCode": "VALIDATION_ERROR"});
    }
    value["detail"] = quoted.clone().into();
    value["parameters"] = serde_json::json!([quoted]);
    value.to_string()
}
