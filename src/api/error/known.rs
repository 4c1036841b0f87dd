//! What is known of error codes and of statuses, and on what grounds.
//!
//! Documented is what the vendor's list of error codes says of them ("Atlas Administration API Error
//! Codes"), in our own words; recorded is what was seen in answers. What is neither is inferred.

mod codes;

use self::codes::{CREDENTIALS, FAMILY, KNOWN, LOOK_AT_PATH, READ_IT, RETRY};
use crate::rule::Basis;

/// What is known of an error code, or, where nothing is, of its status.
#[derive(Clone, Copy, Debug)]
pub struct ErrorMeaning {
    text: &'static str,
    basis: Basis,
    advice: &'static str,
    rules: &'static [&'static str],
    is_of_code: bool,
}

impl ErrorMeaning {
    /// What it means, in a sentence.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// On what grounds.
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// What to do about it, in a sentence or two.
    pub fn advice(&self) -> &'static str {
        self.advice
    }

    /// The names of the rules that are likely to find the same in the payload.
    pub fn rules(&self) -> &'static [&'static str] {
        self.rules
    }

    /// Whether the code is known; otherwise it is the meaning of the status.
    pub fn is_of_code(&self) -> bool {
        self.is_of_code
    }
}

/// What an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The payload; these members are likely to be meant, in this order.
    Payload(&'static [&'static str]),
    /// A part of the request beside the payload.
    Request(Of),
    /// Something else: the roles of who asks, the clusters of the project.
    Other,
}

/// A part of a request that errors are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Method,
    /// What the path names: the project.
    Project,
    Query,
    /// The header of this name, in lower case.
    Header(&'static str),
    Credentials,
}

/// A code of which something is known.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) code: &'static str,
    text: &'static str,
    basis: Basis,
    advice: &'static str,
    pub(super) about: About,
    pub(super) rules: &'static [&'static str],
}

/// What a status means in general; what of the codes is not known is known of these.
static STATUSES: &[(u16, &str, Basis, &str)] = &[
    (
        400,
        "The server refuses the request as it is.",
        Basis::Contract("400: Bad Request"),
        "Mend what the answer names; sent once more it is refused once more.",
    ),
    (
        401,
        "The server does not know who asks, or does not let them.",
        Basis::Contract("401: Unauthorized"),
        CREDENTIALS,
    ),
    (
        403,
        "The server knows who asks, and does not let them.",
        Basis::Contract("403: Forbidden; the role Project Owner is required"),
        "Give the API key or the service account the role Project Owner of this project, and add the address from \
         which the request comes to its API access list.",
    ),
    (
        404,
        "There is no such project, or none that who asks can see.",
        Basis::Contract("404: Not Found"),
        LOOK_AT_PATH,
    ),
    (
        405,
        "This path does not take this method.",
        Basis::Standard("RFC 9110 §15.5.6"),
        "Look at method and path: PATCH and GET …/userSecurity, DELETE …/userSecurity/customerX509, POST \
         …/userSecurity/ldap/verify.",
    ),
    (
        406,
        "The server has no version of the resource that `Accept` asks for.",
        Basis::Standard("RFC 9110 §15.5.7"),
        "Ask for `application/vnd.atlas.2023-01-01+json`, or a later date.",
    ),
    (
        409,
        "The request contradicts the state in which the project is.",
        Basis::Standard("RFC 9110 §15.5.10"),
        "Wait until a change that is under way is done, and send it again.",
    ),
    (
        415,
        "The server does not take a body of this `Content-Type`.",
        Basis::Standard("RFC 9110 §15.5.16"),
        "Send `application/json`, or `application/vnd.atlas.2023-01-01+json`.",
    ),
    (
        429,
        "There were too many requests in too short a time.",
        Basis::Standard("RFC 6585 §4"),
        "Wait as long as the header `Retry-After` says, or a minute, and send the same again.",
    ),
    (
        500,
        "The server failed; the request may be right.",
        Basis::Contract("500: Internal Server Error"),
        RETRY,
    ),
    (502, "A gateway before the server got no answer from it.", Basis::Standard("RFC 9110 §15.6.3"), RETRY),
    (503, "The server is not available now.", Basis::Standard("RFC 9110 §15.6.4"), RETRY),
    (504, "A gateway before the server waited for it in vain.", Basis::Standard("RFC 9110 §15.6.5"), RETRY),
];

/// The row of the code.
pub(super) fn known(code: &str) -> Option<&'static Known> {
    let family = || Some(&FAMILY).filter(|family| code.starts_with(family.code));
    KNOWN.iter().find(|known| known.code == code).or_else(family)
}

/// Whether it is a code, and nothing else; those of a family end in words of capital letters.
pub(crate) fn is_code(word: &str) -> bool {
    KNOWN.iter().any(|known| known.code.eq_ignore_ascii_case(word))
        || (word.starts_with(FAMILY.code)
            && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
}

/// The usual names of statuses, which say nothing of a request.
pub(super) fn is_reason(text: &str) -> bool {
    const REASONS: [&str; 16] = [
        "Bad Request",
        "Unauthorized",
        "Forbidden",
        "Not Found",
        "Method Not Allowed",
        "Not Acceptable",
        "Conflict",
        "Payload Too Large",
        "Content Too Large",
        "Unsupported Media Type",
        "Unprocessable Entity",
        "Too Many Requests",
        "Internal Server Error",
        "Bad Gateway",
        "Service Unavailable",
        "Gateway Timeout",
    ];
    REASONS.iter().any(|reason| reason.eq_ignore_ascii_case(text))
}

pub(super) fn meaning(status: u16, code: &str) -> ErrorMeaning {
    if let Some(known) = known(code) {
        let Known { text, basis, advice, rules, .. } = *known;
        return ErrorMeaning { text, basis, advice, rules, is_of_code: true };
    }
    of_status(status).unwrap_or(match status {
        500.. => ErrorMeaning { text: "The server failed.", ..general(RETRY) },
        _ => ErrorMeaning { text: "The server refuses the request.", ..general(READ_IT) },
    })
}

const fn general(advice: &'static str) -> ErrorMeaning {
    let basis = Basis::Standard("RFC 9110 §15");
    ErrorMeaning { text: "", basis, advice, rules: &[], is_of_code: false }
}

/// What a status means in general.
pub(super) fn of_status(status: u16) -> Option<ErrorMeaning> {
    let &(_, text, basis, advice) = STATUSES.iter().find(|row| row.0 == status)?;
    Some(ErrorMeaning { text, basis, advice, rules: &[], is_of_code: false })
}

/// Whether an error may be about the payload: what its code says, or, if that is not known, its status.
pub(super) fn may_be_about_payload(status: u16, code: &str) -> bool {
    let is_about_it = |known: &Known| matches!(known.about, About::Payload(_));
    known(code).map_or(matches!(status, 400 | 409 | 413 | 422), is_about_it)
}

/// The part of the request that an error is about, if it is one beside the payload; and whether the code says
/// so, and not only the status.
pub(super) fn part(status: u16, code: &str) -> Option<(Of, bool)> {
    match (known(code), status) {
        (Some(Known { about: About::Request(of), .. }), _) => Some((*of, true)),
        (Some(_), _) => None,
        (None, 401) => Some((Of::Credentials, false)),
        (None, 404) => Some((Of::Project, false)),
        (None, 405) => Some((Of::Method, false)),
        (None, 406) => Some((Of::Header("accept"), false)),
        (None, 415) => Some((Of::Header("content-type"), false)),
        (None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::error::path::{Step, steps};
    use crate::spec::{Kind, Type};

    /// What `usersec check` may be told to do about it are rules that there are.
    #[test]
    fn the_table_names_rules_and_members_that_there_are() {
        // A rule of another room, until that is built.
        let later = ["required-member-missing"];
        for (nth, known) in KNOWN.iter().chain([&FAMILY]).enumerate() {
            assert!(
                !KNOWN.iter().skip(nth + 1).any(|other| other.code == known.code),
                "{} twice",
                known.code
            );
            for rule in known.rules {
                assert!(crate::rule(rule).is_some() || later.contains(rule), "{}: {rule}", known.code);
            }
            for text in [known.text, known.advice] {
                assert!(text.ends_with('.') && !text.contains("  "), "{}: {text}", known.code);
            }
            let About::Payload(members) = known.about else { continue };
            for member in members {
                let in_kind = |kind: Kind| {
                    let mut object = Some(kind.root());
                    steps(member).iter().all(|step| {
                        let Step::Name(name) = step else { return false };
                        let field = object.and_then(|object| object.field(name));
                        object = match field.map(|field| field.kind) {
                            Some(Type::Object(inner) | Type::Array(inner)) => Some(inner),
                            _ => None,
                        };
                        field.is_some()
                    })
                };
                assert!(Kind::ALL.into_iter().any(in_kind), "{}: {member}", known.code);
            }
        }
    }

    #[test]
    fn every_status_means_something() {
        for status in 300..600 {
            let meaning = meaning(status, "NO_SUCH_CODE");
            assert!(!meaning.is_of_code() && meaning.text().ends_with('.'), "{status}");
            assert!(meaning.advice().ends_with('.') && !meaning.basis().text().is_empty(), "{status}");
        }
        assert!(meaning(400, "LDAP_VERIFY_CONNECTIVITY_SOMETHING").is_of_code());
        assert_eq!(meaning(418, "VALIDATION_ERROR").basis().name(), "documented");
    }
}
