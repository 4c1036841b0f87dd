//! Requests in any text: what is found has a place, and no credential is shown, nor said again by a server.

use super::seen::{self, About, Manner, TOKEN, is_hidden};
use crate::api::error::ApiError;
use crate::linter::Linter;
use crate::report::Report;

/// Requests with a secret: `§`.
const PLANTED: [&str; 14] = [
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
];

pub(super) fn holds(input: &[u8]) {
    let (manner, rest) = Manner::of(input);
    let mut parts = rest.splitn(2, |&byte| byte == 0);
    let (text, answer) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let linter = manner.linter();
    let words = std::str::from_utf8(text).ok().zip(std::str::from_utf8(answer).ok());
    let untold =
        |(text, answer): &(&str, &str)| !seen::has_token(text, true) && !seen::has_token(answer, true);
    // One of them, so that there is time for more inputs.
    let Some((text, answer)) = words.filter(untold).filter(|_| !manner.choice().is_multiple_of(4)) else {
        drop(looked_at(&linter, text, answer, manner));
        return;
    };
    // A server may say again what it was sent.
    let answer = refused(answer, manner.choice());
    let planted = planted(text, manner.choice());
    let shown = looked_at(&linter, planted.as_bytes(), answer.as_bytes(), manner);
    is_hidden(&shown, true, &format!("what is said of {planted:?} and {answer:?}"));
}

/// All that is shown of requests, and of an answer to them.
fn looked_at(linter: &Linter, text: &[u8], answer: &[u8], manner: Manner) -> String {
    let report = linter.check_requests(text);
    seen::places(&report, text);
    let (mut all, report) = seen::shown(report, text, About::Request, manner);
    if let Ok(error) = ApiError::parse(answer) {
        let masked = error.masked(&report);
        all += &format!("{masked} {masked:?} {masked:#?} {:?} {:?}", masked.reason(), masked.parameters());
        let findings = error.locate(&report);
        seen::places_of(&findings, text);
        let located = Report {
            findings,
            skipped: Vec::new(),
            rest: Default::default(),
            suppressed: Default::default(),
            settings: None,
            kept: None,
        };
        all += &seen::shown(located, text, About::Request, manner).0;
        #[cfg(feature = "cli")]
        {
            use crate::render::answer;
            all += &answer::headline(&masked);
            all += &answer::json(&masked, "answer.json").to_string();
            let people = answer::Text::new(manner.width().max(20), false);
            all += &seen::written(|out| {
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

/// A text with a request that has a secret, before or behind its lines or between them.
fn planted(text: &str, choice: usize) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (before, behind) = lines.split_at(choice / PLANTED.len() % (lines.len() + 1));
    let planted = PLANTED[choice % PLANTED.len()].replace('§', TOKEN);
    let (before, behind) = (before.concat(), behind.concat());
    let between = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let separator = if choice.is_multiple_of(2) { "\n###\n" } else { "\n" };
    format!("{before}{between}{separator}{planted}{separator}{behind}")
}

/// An answer that says the secret again; the given one, if it is one, with that in its texts.
fn refused(answer: &str, choice: usize) -> String {
    let quoted = ["`§` is refused", "Invalid value: '§'.", "{\"bindPassword\":\"§\"}", "§"][choice % 4];
    let quoted = quoted.replace('§', TOKEN);
    let mut value: serde_json::Value = serde_json::from_str(answer).unwrap_or_default();
    if !value.is_object() {
        value = serde_json::json!({"error": 400, "errorCode": "VALIDATION_ERROR"});
    }
    value["detail"] = quoted.clone().into();
    value["parameters"] = serde_json::json!([quoted]);
    value.to_string()
}
