//! Documents in which one rule speaks and others stay silent, and rules that may speak together.

/// A rule that others yield to, the rules that stay silent beside it, and a document with the one fault.
pub(super) const SILENCES: &[(&str, &[&str], &str)] = &[
    (
        "authz-provided-user-base",
        &["query-encoded-token"],
        r#"{"ldap":{"authzQueryTemplate":"CN=%7BPROVIDED_USER%7D,DC=example?memberOf?base"}}"#,
    ),
    (
        "mapping-foreign-placeholder",
        &["query-percent"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid=%s)"}]}}"#,
    ),
    ("authz-unknown-token", &["query-percent"], r#"{"ldap":{"authzQueryTemplate":"%s?memberOf?base"}}"#),
    (
        "mapping-placeholder-out-of-range",
        &["query-encoded-token"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid=%7B3%7D)"}]}}"#,
    ),
    (
        "suspicious-character",
        &["query-scope"],
        r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub\u00a0?(member={USER})"}}"#,
    ),
    (
        "suspicious-character",
        &["query-filter-syntax"],
        r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(member\u00a0={USER})"}}"#,
    ),
    (
        "suspicious-character",
        &["query-attribute"],
        r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf\u200b?base"}}"#,
    ),
    (
        "suspicious-character",
        &["query-base-dn"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"example.net\u200b??sub?(uid={0})"}]}}"#,
    ),
    (
        "query-attribute",
        &["mapping-query-attributes-ignored"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net?c_n?sub?(uid={0})"}]}}"#,
    ),
    ("query-attribute", &["query-encoding"], r#"{"ldap":{"authzQueryTemplate":"{USER}? memberOf?base"}}"#),
    (
        "query-scope",
        &["query-encoding", "query-base-scope-filter"],
        r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net?? sub?(member={USER})"}}"#,
    ),
    (
        "query-base-dn",
        &["query-encoding"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"the directory??sub?(uid={0})"}]}}"#,
    ),
    (
        "query-part-misplaced",
        &["query-encoding", "authz-no-token", "query-scope"],
        r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net?sub ?(member={USER})"}}"#,
    ),
    (
        "query-part-misplaced",
        &["mapping-unused-group", "query-not-unique", "query-extension", "mapping-constant-target"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub??(uid={0})"}]}}"#,
    ),
    (
        "query-raw-question-mark",
        &["mapping-unused-group", "query-extension", "query-filter-syntax"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(&(cn=why?)(uid={0}))"}]}}"#,
    ),
    (
        "query-absolute-url",
        &["query-base-dn", "dn-syntax", "query-encoding"],
        r#"{"ldap":{"authzQueryTemplate":"<ldap:///DC=example,DC=net??sub?(member={USER})>"}}"#,
    ),
    (
        "authz-template-deleted",
        &["authz-value-deleted"],
        r#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":true,"authzQueryTemplate":""}}"#,
    ),
    (
        "hostname-uppercase",
        &["hostname-syntax", "hostname-pattern"],
        r#"{"ldap":{"hostname":"LDAP.MYCOMPANY.COM"}}"#,
    ),
    ("hostname-single-label", &["hostname-syntax", "hostname-pattern"], r#"{"ldap":{"hostname":"dc01"}}"#),
    (
        "hostname-trailing-dot",
        &["hostname-syntax", "hostname-pattern"],
        r#"{"ldap":{"hostname":"ldap.mycompany.com."}}"#,
    ),
    (
        "hostname-list",
        &["hostname-syntax", "hostname-pattern"],
        r#"{"ldap":{"hostname":"a.mycompany.com,b.mycompany.com"}}"#,
    ),
    (
        "hostname-whitespace",
        &["hostname-syntax", "hostname-pattern"],
        r#"{"ldap":{"hostname":" ldap.mycompany.com"}}"#,
    ),
    (
        "hostname-scheme",
        &["hostname-syntax", "hostname-pattern"],
        r#"{"ldap":{"hostname":"ldaps://ldap.mycompany.com"}}"#,
    ),
    (
        "hostname-port",
        &["hostname-syntax", "hostname-pattern"],
        r#"{"ldap":{"hostname":"ldap.mycompany.com:636"}}"#,
    ),
    (
        "hostname-loopback",
        &["hostname-pattern", "hostname-single-label"],
        r#"{"ldap":{"hostname":"localhost"}}"#,
    ),
    ("ipv6-syntax", &["hostname-ip-literal"], r#"{"ldap":{"hostname":"[2620:fe:0:0:0:0:0:fe]"}}"#),
    ("hostname-private", &["hostname-ip-literal"], r#"{"ldap":{"hostname":"10.1.2.3"}}"#),
    ("port-not-integer", &["port-out-of-range"], r#"{"ldap":{"port":70000.5}}"#),
    ("port-not-integer", &["port-out-of-range"], r#"{"ldap":{"port":99999999999}}"#),
    (
        "dn-legacy-form",
        &["dn-unescaped-special", "bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"CN=\"a+b\",DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-trailing-separator",
        &["bind-dn-pattern", "dn-syntax"],
        r#"{"ldap":{"bindUsername":"cn=svc,dc=example,dc=net,","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-bad-escape",
        &["bind-dn-pattern", "dn-syntax"],
        r#"{"ldap":{"bindUsername":"cn=R\\&D,dc=example,dc=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-whitespace",
        &["bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net\n","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-empty-value",
        &["bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"uid=,DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-unknown-type",
        &["bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"CM=svc,DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-reversed",
        &["bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"DC=net,DC=example,CN=svc","bindPassword":"${P}"}}"#,
    ),
    (
        "bind-dn-template-token",
        &["bind-not-dn", "dn-syntax"],
        r#"{"ldap":{"bindUsername":"{0}","bindPassword":"${P}"}}"#,
    ),
    (
        "bind-dn-template-token",
        &["dn-syntax"],
        r#"{"ldap":{"bindUsername":"CN=svc,DC=example,{0}","bindPassword":"${P}"}}"#,
    ),
    (
        "bind-dn-template-token",
        &["dn-legacy-form"],
        r#"{"ldap":{"bindUsername":"CN=\"{0}\",DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-empty-value",
        &["dn-legacy-form"],
        r#"{"ldap":{"bindUsername":"CN=\"\",DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-empty-value",
        &["dn-whitespace"],
        r#"{"ldap":{"bindUsername":"CN=svc,DC= ","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-syntax",
        &["dn-empty-value"],
        r#"{"ldap":{"bindUsername":"CN=#,DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-unknown-type",
        &["dn-legacy-form"],
        r#"{"ldap":{"bindUsername":"CN=svc,0=example","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-unknown-type",
        &["dn-syntax"],
        r#"{"ldap":{"bindUsername":"CN=svc,0U=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-whitespace",
        &["dn-legacy-form"],
        r#"{"ldap":{"bindUsername":"CN=\"a\nb\",DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "dn-unescaped-special",
        &["dn-whitespace"],
        r#"{"ldap":{"bindUsername":"CN=svc\nDC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "suspicious-character",
        &["dn-bad-escape"],
        r#"{"ldap":{"bindUsername":"CN=a\\\u200bb,DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    ("bind-username-empty", &["bind-not-dn", "bind-credential-pair"], r#"{"ldap":{"bindUsername":""}}"#),
    ("bind-password-empty", &["bind-credential-pair"], r#"{"ldap":{"bindPassword":""}}"#),
    (
        "query-without-bind",
        &["bind-username-empty"],
        r#"{"ldap":{"bindUsername":"","bindPassword":"${P}","authzQueryTemplate":"{USER}?memberOf?base"}}"#,
    ),
    (
        "authz-template-deleted",
        &["authz-template-unused"],
        r#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":true,"authzQueryTemplate":""}}"#,
    ),
    (
        "mapping-target-both",
        &["mapping-target-empty"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]}}"#,
    ),
    (
        "mapping-target-empty",
        &["mapping-target-missing"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":""}]}}"#,
    ),
    (
        "mapping-target-missing",
        &["null-value"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":null}]}}"#,
    ),
    (
        "placeholder-value",
        &["hostname-single-label", "hostname-uppercase"],
        r#"{"ldap":{"hostname":"HOSTNAME"}}"#,
    ),
    ("placeholder-value", &["wrong-type"], r#"{"ldap":{"port":"string"}}"#),
    ("placeholder-value", &["bind-not-dn"], r#"{"ldap":{"bindUsername":"USERNAME","bindPassword":"${P}"}}"#),
    (
        "placeholder-value",
        &["bind-password-placeholder"],
        r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"string"}}"#,
    ),
    (
        "suspicious-character",
        &["hostname-syntax", "hostname-whitespace"],
        r#"{"ldap":{"hostname":"ldap.mycompany.com\u00a0"}}"#,
    ),
    (
        "suspicious-character",
        &["dn-syntax"],
        r#"{"ldap":{"bindUsername":"CN\u200b=svc,DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "suspicious-character",
        &["bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"uid=a\u200bb,DC=example,DC=net","bindPassword":"${P}"}}"#,
    ),
    (
        "suspicious-character",
        &["dn-unescaped-special", "bind-dn-pattern"],
        r#"{"ldap":{"bindUsername":"CN=svc，OU=IT,DC=example","bindPassword":"${P}"}}"#,
    ),
    (
        "suspicious-character",
        &["pem-text-on-boundary-line"],
        r#"{"customerX509":{"cas":"‹root; E-----\n⇒E-----\u00a0\n›"}}"#,
    ),
    ("suspicious-character", &["pem-bad-base64"], r#"{"customerX509":{"cas":"‹root; MIIB⇒MIIB\u200b›"}}"#),
    ("pem-bad-base64", &["no-certificate"], r#"{"customerX509":{"cas":"‹root; MIIB⇒MI!IB›"}}"#),
    (
        "pem-unterminated-block",
        &["no-certificate"],
        r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----⇒›"}}"#,
    ),
    (
        "malformed-extension",
        &[
            "not-a-ca",
            "missing-key-cert-sign",
            "ca-without-basic-constraints",
            "basic-constraints-not-critical",
        ],
        r#"{"customerX509":{"cas":"‹malformed-bc-root›"}}"#,
    ),
    (
        "x509-v1",
        &["not-a-ca", "missing-ski", "missing-aki", "key-usage-absent"],
        r#"{"customerX509":{"cas":"‹root›‹v1-intermediate›"}}"#,
    ),
    (
        "validity-inverted",
        &["certificate-expired", "certificate-not-yet-valid"],
        r#"{"customerX509":{"cas":"‹inverted-root›"}}"#,
    ),
    ("validity-malformed", &["certificate-expired"], r#"{"customerX509":{"cas":"‹malformed-time-root›"}}"#),
    (
        "not-a-ca",
        &["weak-signature", "eku-forbids-client-auth"],
        r#"{"customerX509":{"cas":"‹root›‹sha1-leaf›"}}"#,
    ),
    ("unsupported-key", &["weak-signature", "weak-key"], r#"{"customerX509":{"cas":"‹gost-root›"}}"#),
    ("certificate-undecodable", &["no-certificate"], r#"{"customerX509":{"cas":"‹root; MIIB⇒MIIC›"}}"#),
    (
        "unknown-field",
        &["mapping-match-missing", "mapping-target-missing"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substituton":"CN={0},DC=a"}]}}"#,
    ),
    ("json-syntax", &["empty-update", "body-not-object"], "{\"ldap\":{},}"),
    ("empty-update", &["body-not-object"], "{}"),
    ("null-value", &["empty-update", "wrong-type"], r#"{"ldap":null}"#),
    (
        "null-value",
        &["mapping-match-missing"],
        r#"{"ldap":{"userToDNMapping":[{"match":null,"substitution":"CN={0},DC=a"}]}}"#,
    ),
    (
        "mapping-duplicate",
        &["mapping-unreachable"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","ldapQuery":"DC=a??sub?(uid={0})"},{"substitution":"CN={0},DC=a","match":"([a-z]+)@.+"},{"match":"([a-z]+)@.+","substitution":"CN={0},DC=a"}]}}"#,
    ),
    (
        "mapping-unreachable",
        &["mapping-unescaped-dot"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)@.+","substitution":"CN={0},DC=a"},{"match":"([a-z]+)@lab.net","substitution":"CN={0},DC=b"}]}}"#,
    ),
    (
        "mapping-never-matches",
        &["mapping-unreachable", "mapping-suffix-only", "mapping-redundant-anchor"],
        r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=a"},{"match":"^@(lab)$\\.net","substitution":"CN={0},DC=b"}]}}"#,
    ),
    (
        "mapping-foreign-placeholder",
        &["dn-syntax", "mapping-unused-group", "mapping-constant-target"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"$1,DC=example,DC=net"}]}}"#,
    ),
    (
        "mapping-foreign-placeholder",
        &["dn-bad-escape"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"UID=\\1,DC=example,DC=net"}]}}"#,
    ),
    (
        "mapping-foreign-placeholder",
        &["dn-unescaped-special"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"UID=<user>,DC=example,DC=net"}]}}"#,
    ),
    (
        "mapping-foreign-placeholder",
        &["mapping-unused-group"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","ldapQuery":"DC=example,DC=net??sub?(uid=$1)"}]}}"#,
    ),
    (
        "mapping-foreign-placeholder",
        &["mapping-placeholder-out-of-range"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"UID=${1},DC=example,DC=net"}]}}"#,
    ),
    (
        "mapping-placeholder-out-of-range",
        &["mapping-unused-group", "mapping-constant-target"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","ldapQuery":"DC=example,DC=net??sub?(uid={1})"}]}}"#,
    ),
    (
        "mapping-unbalanced-brace",
        &["dn-syntax", "mapping-unused-group", "mapping-constant-target"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"{0,DC=example,DC=net"}]}}"#,
    ),
    (
        "mapping-unused-group",
        &["mapping-constant-target"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","ldapQuery":"CN=reader,DC=example,DC=net"}]}}"#,
    ),
    (
        "mapping-target-empty",
        &["mapping-constant-target", "mapping-unused-group", "dn-syntax"],
        r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":""}]}}"#,
    ),
    (
        "authz-unknown-token",
        &["dn-syntax", "authz-no-token"],
        r#"{"ldap":{"authzQueryTemplate":"$USER,DC=example,DC=net?memberOf?base"}}"#,
    ),
    (
        "authz-unknown-token",
        &["dn-bad-escape", "authz-no-token"],
        r#"{"ldap":{"authzQueryTemplate":"CN=\\1,DC=example,DC=net?memberOf?base"}}"#,
    ),
    (
        "authz-unknown-token",
        &["dn-unescaped-special", "authz-no-token"],
        r#"{"ldap":{"authzQueryTemplate":"CN=<USER>,DC=example,DC=net?memberOf?base"}}"#,
    ),
    (
        "authz-unbalanced-brace",
        &["dn-syntax", "authz-no-token"],
        r#"{"ldap":{"authzQueryTemplate":"{USER,DC=example,DC=net?memberOf?base"}}"#,
    ),
    (
        "authz-provided-user-base",
        &["authz-no-token", "authz-provided-user-unescaped"],
        r#"{"ldap":{"authzQueryTemplate":"{PROVIDED_USER}?memberOf?base"}}"#,
    ),
];

/// More brackets than are looked into, where a list is the wrong type already.
const DEEP: &str = concat!(
    r#"{"ldap":{"port":"#,
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    "}}"
);

/// Documents in which a rule yields, but there is another fault as well: of parts that exclude each other,
/// one is at fault, and the other is an old form by itself.
pub(super) const BESIDE_OTHERS: &[&str] = &[
    DEEP,
    r#"{"ldap":{"bindUsername":"OID.2.5.4.3=svc,OU=a=b","bindPassword":"${P}"}}"#,
    r#"{"ldap":{"bindUsername":"OU=a=b,OID.2.5.4.3=svc","bindPassword":"${P}"}}"#,
    r#"{"ldap":{"bindUsername":"OID.2.5.4.3=svc,\nOU=a","bindPassword":"${P}"}}"#,
];

/// Two rules that may both speak of one place, because they say different things about it.
pub(super) const SHARE: &[(&str, &str, &str)] = &[
    ("bind-dn-pattern", "bind-privileged-account", "how the name is spelt, and whose it is"),
    ("bind-not-dn", "suspicious-character", "the name as such, and a character in it"),
    ("hostname-ip-literal", "hostname-pattern", "what the certificate needs, and what the contract wants"),
    ("hostname-pattern", "hostname-private", "what the contract wants, and where the host leads"),
    ("hostname-pattern", "hostname-reserved-domain", "the same"),
    ("hostname-pattern", "hostname-uppercase", "hyphens or missing groups, and capital letters"),
    ("hostname-single-label", "hostname-uppercase", "a domain is missing, and capital letters"),
    ("hostname-underscore", "hostname-uppercase", "an underscore, and capital letters"),
    ("ipv6-syntax", "ipv6-syntax", "the brackets, and what stands in them"),
    ("hostname-port", "suspicious-character", "the port, and a character in it"),
    ("hostname-single-label", "hostname-underscore", "a domain is missing, and the label is no host's"),
    ("hostname-single-label", "ipv6-syntax", "the brackets, and the host in them"),
    ("hostname-syntax", "hostname-syntax", "a label that is too long, and a character in it"),
    ("hostname-syntax", "hostname-underscore", "an underscore in a label that begins or ends with a hyphen"),
    ("hostname-syntax", "ipv6-syntax", "the brackets, and what stands in them"),
    ("ipv4-octet-out-of-range", "ipv6-syntax", "the same"),
    ("ipv6-syntax", "suspicious-character", "the zone, and a character in it"),
    ("dn-empty-value", "dn-reversed", "the one is about a part of the name, the other about all of it"),
];
