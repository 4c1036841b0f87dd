//! The codes of which something is known.

use super::{About, Known, Of};
use crate::rule::Basis;

const LISTED: Basis = Basis::Documented("the vendor's list of error codes");

const fn of_payload(code: &'static str, text: &'static str, advice: &'static str) -> Known {
    Known { code, text, basis: LISTED, advice, about: About::Payload(&[]), rules: &[] }
}

const fn other(code: &'static str, text: &'static str, advice: &'static str) -> Known {
    Known { code, text, basis: LISTED, advice, about: About::Other, rules: &[] }
}

const fn of_request(
    of: Of,
    rules: &'static [&'static str],
    code: &'static str,
    text: &'static str,
    advice: &'static str,
) -> Known {
    Known { code, text, basis: LISTED, advice, about: About::Request(of), rules }
}

pub(super) const READ_IT: &str = "Mend what the detail names, and send the request again.";
const NOT_JSON: &str = "`usersec check` says whether the file is JSON, and where it ceases to be. If it is, what was sent was \
    another text: look at how it was sent; a shell may have taken quotes out of it.";
const OTHER_JSON: &str = "`usersec check` says which member is of the wrong type. Look as well at how the body was sent: a shell \
    may have changed it.";
const ASK_OWNER: &str = "Give the API key or the service account the role Project Owner of this project, and look \
    whether the group id in the path is that of the project.";
const ACCESS_LIST: &str = "Add the address from which the request comes to the API access list of the key or the \
    service account; that of the project is another one.";
const CLUSTERS: &str = "The payload is not what is refused. Wait until a cluster of the project is up, or send the \
    configuration without the check.";

pub(super) static KNOWN: &[Known] = &[
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
        ..of_payload(
            "INVALID_JSON",
            "The body is JSON, but not of the form that the API expects.",
            OTHER_JSON,
        )
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
    of_request(
        Of::Query,
        &["unknown-query-parameter", "query-parameter-type"],
        "INVALID_QUERY_PARAMETER",
        "A parameter of the query is not one that there is.",
        "Look at the URL: PATCH \
        userSecurity takes `envelope` and `pretty`.",
    ),
    other("USER_UNAUTHORIZED", "Who asks may not do this.", ASK_OWNER),
    of_request(Of::Credentials, &[], "NO_CURRENT_USER", "The server does not know who asks.", CREDENTIALS),
    of_request(
        Of::Project,
        &[],
        "USER_CANNOT_ACCESS_GROUP",
        "Who asks has no access to this project.",
        ASK_OWNER,
    ),
    of_request(
        Of::Project,
        &[],
        "NOT_IN_GROUP",
        "Who asks is not in this project, or there is no such project.",
        ASK_OWNER,
    ),
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
    of_request(Of::Project, &[], "RESOURCE_NOT_FOUND", "There is nothing at this path.", LOOK_AT_PATH),
    of_request(
        Of::Project,
        &["group-id-pattern"],
        "GROUP_NOT_FOUND",
        "There is no project with this id.",
        LOOK_AT_PATH,
    ),
    of_request(
        Of::Project,
        &["group-id-pattern"],
        "INVALID_GROUP_ID",
        "The project id in the path is not one.",
        LOOK_AT_PATH,
    ),
    Known {
        basis: Basis::Recorded("500 UNEXPECTED_ERROR, without a reason"),
        ..other("UNEXPECTED_ERROR", "The server failed, and does not say at what.", RETRY)
    },
];

/// Codes that begin so: the table has those that are listed, and there may be more.
pub(super) static FAMILY: Known = Known {
    basis: Basis::Inferred("from codes that begin likewise"),
    ..other(
        "LDAP_VERIFY_CONNECTIVITY",
        "The connection to the LDAP host could not be verified from a cluster of the project.",
        CLUSTERS,
    )
};

pub(super) const CREDENTIALS: &str = "Look at the credentials: an API key goes with `--digest` and `--user PUBLIC:PRIVATE`, a \
    service account with an access token in `Authorization: Bearer`, which is valid for an hour.";
pub(super) const LOOK_AT_PATH: &str = "Look at the path: the group id is that of the project, 24 hexadecimal digits; and whether \
    who asks can see the project.";
pub(super) const RETRY: &str = "Send the same once more after a while. Ask with a GET first whether it was applied: every update \
    restarts the database.";
