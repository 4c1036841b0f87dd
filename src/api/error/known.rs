//! What is known of error codes and of statuses, and on what grounds.
//!
//! Documented is what the vendor's list of error codes says of them ("Atlas Administration API Error
//! Codes"), in our own words; recorded is what was seen in answers. What is neither is inferred.

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
    /// Something else: who asks, the project, its clusters.
    Other,
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

const LISTED: Basis = Basis::Documented("the vendor's list of error codes");

const fn of_payload(code: &'static str, text: &'static str, advice: &'static str) -> Known {
    Known { code, text, basis: LISTED, advice, about: About::Payload(&[]), rules: &[] }
}

const fn other(code: &'static str, text: &'static str, advice: &'static str) -> Known {
    Known { code, text, basis: LISTED, advice, about: About::Other, rules: &[] }
}

const READ_IT: &str = "Mend what the detail names, and send the request again.";
const NOT_JSON: &str = "`usersec check` says where it ceases to be JSON, or which member is of the wrong type. Look as well \
    at how the body was sent: a shell may have taken quotes out of it.";
const ASK_OWNER: &str = "Give the API key or the service account the role Project Owner of this project, and look \
    whether the group id in the path is that of the project.";
const ACCESS_LIST: &str = "Add the address from which the request comes to the API access list of the key or the \
    service account; that of the project is another one.";
const CLUSTERS: &str = "The payload is not what is refused. Wait until a cluster of the project is up, or send the \
    configuration without the check.";

static KNOWN: &[Known] = &[
    Known {
        about: About::Payload(&["ldap.hostname", "hostname"]),
        rules: &["hostname-loopback", "hostname-unroutable"],
        basis: Basis::Recorded("400 LDAP_HOSTNAME_NOT_ALLOWED for localhost, since July 2026"),
        ..of_payload(
            "LDAP_HOSTNAME_NOT_ALLOWED",
            "The API does not let the database connect to this LDAP host.",
            "Name a host that the clusters of the project can reach. It is known of `localhost` only; of other \
             hosts ask the vendor.",
        )
    },
    Known {
        about: About::Payload(&["customerX509.cas"]),
        rules: &["certificate-expired"],
        basis: Basis::Recorded("400 EXPIRED_X509_CA_CERTIFICATE for an expired CA in cas"),
        ..of_payload(
            "EXPIRED_X509_CA_CERTIFICATE",
            "A CA certificate in the request has expired.",
            "Replace it by its renewal, or take it out; `usersec certs` shows until when each is valid.",
        )
    },
    Known {
        about: About::Payload(&[
            "ldap.authenticationEnabled",
            "ldap.authorizationEnabled",
            "ldap.userToDNMapping",
            "ldap",
        ]),
        rules: &["authz-without-authn", "bind-incomplete", "mapping-target-both", "mapping-target-missing"],
        ..of_payload(
            "ATLAS_INVALID_AUTH_SETTINGS",
            "The settings for authentication contradict each other; the detail says how.",
            "Look at the flags, the mapping and what else they need. What is not in the payload keeps its stored \
             value and counts as well.",
        )
    },
    Known {
        rules: &["unknown-field", "misplaced-field"],
        ..of_payload(
            "INVALID_ATTRIBUTE",
            "An attribute of the request is not one that the API takes; the detail names it or says why.",
            READ_IT,
        )
    },
    Known {
        about: About::Payload(&["links", "ldap.links", "customerX509.links"]),
        rules: &["read-only-field"],
        ..of_payload(
            "ATTRIBUTE_READ_ONLY",
            "The request sets an attribute that only the server sets.",
            "Take it out. Of the contract's members `links` is read-only, wherever it stands.",
        )
    },
    Known {
        rules: &["mapping-match-missing", "required-member-missing"],
        ..of_payload(
            "MISSING_ATTRIBUTE",
            "A required attribute is not there; the detail names it.",
            "Add it. A PATCH requires `match` in each entry of `userToDNMapping` and nothing else; the verification \
             requires hostname, port, bindUsername and bindPassword.",
        )
    },
    Known {
        rules: &["mapping-match-missing", "required-member-missing"],
        ..of_payload(
            "MISSING_ATTRIBUTES",
            "Required attributes are not there; the detail names them.",
            "Add them.",
        )
    },
    Known {
        rules: &["mapping-target-missing"],
        ..of_payload(
            "MISSING_ONE_OF_ATTRIBUTES",
            "Of two attributes one has to be there; the detail names them.",
            "Add one of them.",
        )
    },
    Known {
        rules: &["mapping-match-missing", "required-member-missing", "wrong-type", "null-value"],
        ..of_payload(
            "MISSING_OR_INVALID_ATTRIBUTE",
            "A required attribute is not there, or is not what it can be; the detail names it.",
            READ_IT,
        )
    },
    Known {
        rules: &["json-syntax", "json-encoding", "wrong-type", "body-not-object"],
        ..of_payload("INVALID_JSON", "The body is JSON, but not of the form that the API expects.", NOT_JSON)
    },
    Known {
        rules: &["json-syntax", "json-encoding", "json-bom"],
        ..of_payload("MALFORMED_JSON", "The body that arrived is not JSON.", NOT_JSON)
    },
    Known {
        rules: &["wrong-type", "null-value", "port-not-integer"],
        ..of_payload(
            "INVALID_JSON_ATTRIBUTE",
            "The value of an attribute is not of the form that the API expects; the detail names it.",
            "Give it the type that the contract says: flags are booleans, `port` is an integer, certificates are \
             one text.",
        )
    },
    Known {
        about: About::Payload(&["ldap.hostname", "hostname"]),
        rules: &["hostname-syntax", "hostname-pattern"],
        ..of_payload("INVALID_HOSTNAME", "A host name is not one.", READ_IT)
    },
    Known {
        about: About::Payload(&["ldap.port", "port"]),
        rules: &["port-out-of-range", "port-not-integer"],
        ..of_payload(
            "INVALID_HOST_PORT",
            "A port is not one.",
            "Give a port from 1 to 65535; that of LDAP over TLS is 636.",
        )
    },
    of_payload(
        "VALIDATION_ERROR",
        "The content of the request was not accepted; the detail says why.",
        READ_IT,
    ),
    other(
        "UNSUPPORTED_VERSION_FOR_LDAP_AUTHENTICATION",
        "A cluster of the project runs a version of MongoDB without LDAP authentication.",
        "The payload is not what is refused. Update the clusters of the project, or use another project.",
    ),
    other(
        "LDAP_VERIFY_CONNECTIVITY_NO_AVAILABLE_CLUSTERS",
        "The project has no active cluster from which the connection to the LDAP host could be verified.",
        CLUSTERS,
    ),
    other(
        "LDAP_VERIFY_CONNECTIVITY_NO_AVAILABLE_INSTANCES",
        "No node of a cluster is available from which the connection to the LDAP host could be verified.",
        CLUSTERS,
    ),
    other(
        "LDAP_VERIFY_CONNECTIVITY_NO_AVAILABLE_MONGODB_PACKAGE",
        "No MongoDB package is available with which the connection to the LDAP host could be verified.",
        CLUSTERS,
    ),
    other(
        "INVALID_QUERY_PARAMETER",
        "A parameter of the query is not one that there is.",
        "Look at the URL: PATCH \
        userSecurity takes `envelope` and `pretty`.",
    ),
    other("USER_UNAUTHORIZED", "Who asks may not do this.", ASK_OWNER),
    other("NO_CURRENT_USER", "The server does not know who asks.", CREDENTIALS),
    other("USER_CANNOT_ACCESS_GROUP", "Who asks has no access to this project.", ASK_OWNER),
    other("NOT_IN_GROUP", "Who asks is not in this project, or there is no such project.", ASK_OWNER),
    other("NOT_GROUP_USER_ADMIN", "Who asks lacks a role in this project.", ASK_OWNER),
    other(
        "NOT_ORG_GROUP_CREATOR",
        "Who asks may not create projects in the organization. Updating userSecurity creates none: the documented \
         examples show this code as one of another endpoint.",
        ASK_OWNER,
    ),
    other(
        "CANNOT_CHANGE_GROUP_NAME",
        "Who asks may not rename the project. Updating userSecurity renames none: the documented examples show \
         this code as one of another endpoint.",
        ASK_OWNER,
    ),
    other("ACCESS_FORBIDDEN", "Who asks may not do this.", ASK_OWNER),
    Known {
        basis: Basis::Recorded("403 IP_ADDRESS_NOT_ON_ACCESS_LIST"),
        ..other(
            "IP_ADDRESS_NOT_ON_ACCESS_LIST",
            "The address from which the request came is not on the API access list.",
            ACCESS_LIST,
        )
    },
    other(
        "IP_ADDRESS_NOT_ON_WHITELIST",
        "The address from which the request came is not on the API access list.",
        ACCESS_LIST,
    ),
    other("RESOURCE_NOT_FOUND", "There is nothing at this path.", LOOK_AT_PATH),
    other("GROUP_NOT_FOUND", "There is no project with this id.", LOOK_AT_PATH),
    other("INVALID_GROUP_ID", "The project id in the path is not one.", LOOK_AT_PATH),
    Known {
        basis: Basis::Recorded("500 UNEXPECTED_ERROR, without a reason"),
        ..other("UNEXPECTED_ERROR", "The server failed, and does not say at what.", RETRY)
    },
];

/// Codes that begin so: the table has those that are listed, and there may be more.
static FAMILY: Known = Known {
    basis: Basis::Inferred("from codes that begin likewise"),
    ..other(
        "LDAP_VERIFY_CONNECTIVITY",
        "The connection to the LDAP host could not be verified from a cluster of the project.",
        CLUSTERS,
    )
};

const CREDENTIALS: &str = "Look at the credentials: an API key goes with `--digest` and `--user PUBLIC:PRIVATE`, a \
    service account with an access token in `Authorization: Bearer`, which is valid for an hour.";
const LOOK_AT_PATH: &str = "Look at the path: the group id is that of the project, 24 hexadecimal digits; and whether \
    who asks can see the project.";
const RETRY: &str = "Send the same once more after a while. Ask with a GET first whether it was applied: every update \
    restarts the database.";

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
    known(code).map_or(matches!(status, 400 | 409 | 413 | 422), |known| known.about != About::Other)
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
