//! What is stored decides what rules find: a table.

/// A mapping of which nobody says anything.
pub(crate) const MAPPING: &str = r#"[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]"#;
pub(crate) const QUERY: &str = r#"[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]"#;

/// A rule, what is stored, the update, and what the rule finds: its level, and the pointer.
type Case = (&'static str, &'static str, &'static str, Option<(&'static str, &'static str)>);

/// Each with what is stored and the update: the rule, its level there, and the pointer; or that it says
/// nothing. `M` and `Q` stand for lists of mappings.
pub(crate) const CASES: &[Case] = &[
    // The flags.
    (
        "authz-without-authn",
        r#"{"authenticationEnabled":false}"#,
        r#"{"authorizationEnabled":true}"#,
        Some(("error", "/ldap/authorizationEnabled")),
    ),
    (
        "authz-without-authn",
        r#"{"hostname":"a.b.net"}"#,
        r#"{"authorizationEnabled":true}"#,
        Some(("error", "/ldap/authorizationEnabled")),
    ),
    ("authz-without-authn", r#"{"authenticationEnabled":true}"#, r#"{"authorizationEnabled":true}"#, None),
    (
        "authz-without-authn",
        r#"{"authorizationEnabled":true}"#,
        r#"{"authenticationEnabled":false}"#,
        Some(("error", "/ldap/authenticationEnabled")),
    ),
    ("authz-without-authn", r#"{"authorizationEnabled":false}"#, r#"{"authenticationEnabled":false}"#, None),
    (
        "authz-without-authn",
        r#"{"authenticationEnabled":false}"#,
        r#"{"authorizationEnabled":true,"authenticationEnabled":null}"#,
        Some(("error", "/ldap/authorizationEnabled")),
    ),
    (
        "authz-without-authn",
        r#"{"authenticationEnabled":false}"#,
        r#"{"authorizationEnabled":true,"authenticationEnable":true}"#,
        None,
    ),
    (
        "authn-without-mapping",
        r#"{"userToDNMapping":[]}"#,
        r#"{"authenticationEnabled":true}"#,
        Some(("note", "/ldap/authenticationEnabled")),
    ),
    (
        "authn-without-mapping",
        r#"{"port":636}"#,
        r#"{"authenticationEnabled":true}"#,
        Some(("note", "/ldap/authenticationEnabled")),
    ),
    ("authn-without-mapping", r#"{"userToDNMapping":M}"#, r#"{"authenticationEnabled":true}"#, None),
    (
        "authn-without-mapping",
        r#"{"authenticationEnabled":true,"userToDNMapping":M}"#,
        r#"{"userToDNMapping":[]}"#,
        Some(("note", "/ldap/userToDNMapping")),
    ),
    ("authn-without-mapping", r#"{"authenticationEnabled":false}"#, r#"{"userToDNMapping":[]}"#, None),
    (
        "oidc-with-ldap-authz",
        r#"{"authorizationEnabled":false}"#,
        r#"{"authorizationEnabled":true}"#,
        Some(("note", "/ldap/authorizationEnabled")),
    ),
    ("oidc-with-ldap-authz", r#"{"authorizationEnabled":true}"#, r#"{"port":636}"#, None),
    (
        "x509-with-ldap-authz",
        r#"{"authorizationEnabled":true}"#,
        r#"{"port":636},"customerX509":{"cas":"x"}"#,
        Some(("note", "/customerX509/cas")),
    ),
    (
        "x509-with-ldap-authz",
        r#"{"port":1},"customerX509":{"cas":"x"}"#,
        r#"{"authorizationEnabled":true}"#,
        Some(("note", "/ldap/authorizationEnabled")),
    ),
    (
        "x509-with-ldap-authz",
        r#"{"authorizationEnabled":false}"#,
        r#"{"port":636},"customerX509":{"cas":"x"}"#,
        None,
    ),
    (
        "x509-with-ldap-authz",
        r#"{"authorizationEnabled":true},"customerX509":{"cas":"x"}"#,
        r#"{"port":636}"#,
        None,
    ),
    (
        "disable-keeps-mapping",
        r#"{"authenticationEnabled":true,"userToDNMapping":M}"#,
        r#"{"authenticationEnabled":false}"#,
        Some(("note", "/ldap/authenticationEnabled")),
    ),
    (
        "disable-keeps-mapping",
        r#"{"authenticationEnabled":true,"userToDNMapping":[]}"#,
        r#"{"authenticationEnabled":false}"#,
        None,
    ),
    (
        "disable-keeps-mapping",
        r#"{"authenticationEnabled":true,"caCertificate":"x"}"#,
        r#"{"authenticationEnabled":false,"caCertificate":""}"#,
        None,
    ),
    (
        "disable-keeps-mapping",
        r#"{"authenticationEnabled":false,"userToDNMapping":M}"#,
        r#"{"authenticationEnabled":false}"#,
        None,
    ),
    // The account.
    (
        "bind-incomplete",
        r#"{"bindUsername":"CN=a,DC=b"}"#,
        r#"{"authenticationEnabled":true}"#,
        Some(("warning", "/ldap/authenticationEnabled")),
    ),
    (
        "bind-incomplete",
        r#"{"hostname":"a.b.net"}"#,
        r#"{"authenticationEnabled":true}"#,
        Some(("warning", "/ldap/authenticationEnabled")),
    ),
    (
        "bind-incomplete",
        r#"{"hostname":"a.b.net","bindUsername":"CN=a,DC=b"}"#,
        r#"{"authenticationEnabled":true}"#,
        None,
    ),
    (
        "bind-incomplete",
        r#"{"authenticationEnabled":true}"#,
        r#"{"hostname":"a.b.net","bindUsername":"CN=a,DC=b"}"#,
        None,
    ),
    ("bind-incomplete", r#"{"authenticationEnabled":true}"#, r#"{"port":636}"#, Some(("warning", "/ldap"))),
    ("bind-credential-pair", r#"{"bindUsername":"CN=a,DC=b"}"#, r#"{"bindUsername":"CN=a,DC=b"}"#, None),
    (
        "bind-credential-pair",
        r#"{"bindUsername":"CN=a,DC=b"}"#,
        r#"{"bindUsername":"CN=c,DC=b"}"#,
        Some(("note", "/ldap/bindUsername")),
    ),
    (
        "bind-credential-pair",
        r#"{"port":1}"#,
        r#"{"bindUsername":"CN=c,DC=b"}"#,
        Some(("note", "/ldap/bindUsername")),
    ),
    (
        "bind-credential-pair",
        r#"{"bindUsername":"CN=a,DC=b"}"#,
        r#"{"bindPassword":"${X}"}"#,
        Some(("note", "/ldap/bindPassword")),
    ),
    (
        "bind-credential-pair",
        r#"{"port":1}"#,
        r#"{"bindPassword":"${X}"}"#,
        Some(("note", "/ldap/bindPassword")),
    ),
    ("bind-credential-pair", r#"{"bindUsername":"CN=a,DC=b"}"#, r#"{"port":1}"#, None),
    (
        "bind-username-empty",
        r#"{"authenticationEnabled":true}"#,
        r#"{"bindUsername":""}"#,
        Some(("error", "/ldap/bindUsername")),
    ),
    (
        "bind-username-empty",
        r#"{"authenticationEnabled":false}"#,
        r#"{"bindUsername":""}"#,
        Some(("warning", "/ldap/bindUsername")),
    ),
    ("bind-username-empty", r#"{"userToDNMapping":Q}"#, r#"{"bindUsername":""}"#, None),
    (
        "bind-password-empty",
        r#"{"authenticationEnabled":true}"#,
        r#"{"bindPassword":""}"#,
        Some(("error", "/ldap/bindPassword")),
    ),
    (
        "bind-password-empty",
        r#"{"authenticationEnabled":false}"#,
        r#"{"bindPassword":""}"#,
        Some(("warning", "/ldap/bindPassword")),
    ),
    (
        "hostname-empty",
        r#"{"authenticationEnabled":true}"#,
        r#"{"hostname":""}"#,
        Some(("error", "/ldap/hostname")),
    ),
    (
        "hostname-empty",
        r#"{"authenticationEnabled":false}"#,
        r#"{"hostname":""}"#,
        Some(("warning", "/ldap/hostname")),
    ),
    // Queries.
    (
        "authz-template-deleted",
        r#"{"authorizationEnabled":true,"authzQueryTemplate":"{USER}?memberOf?base"}"#,
        r#"{"authzQueryTemplate":""}"#,
        Some(("warning", "/ldap/authzQueryTemplate")),
    ),
    ("authz-template-deleted", r#"{"authorizationEnabled":false}"#, r#"{"authzQueryTemplate":""}"#, None),
    ("authz-template-deleted", r#"{"authorizationEnabled":true}"#, r#"{"port":636}"#, None),
    (
        "authz-template-unused",
        r#"{"authorizationEnabled":false}"#,
        r#"{"authzQueryTemplate":"{USER}?groups?base"}"#,
        Some(("note", "/ldap/authzQueryTemplate")),
    ),
    (
        "authz-template-unused",
        r#"{"authorizationEnabled":true}"#,
        r#"{"authzQueryTemplate":"{USER}?groups?base"}"#,
        None,
    ),
    (
        "authz-template-unused",
        r#"{"authzQueryTemplate":"{USER}?groups?base"}"#,
        r#"{"authorizationEnabled":false}"#,
        None,
    ),
    (
        "query-without-bind",
        r#"{"authenticationEnabled":true,"userToDNMapping":Q}"#,
        r#"{"bindUsername":""}"#,
        Some(("error", "/ldap/bindUsername")),
    ),
    (
        "query-without-bind",
        r#"{"authenticationEnabled":false,"userToDNMapping":Q}"#,
        r#"{"bindUsername":""}"#,
        Some(("warning", "/ldap/bindUsername")),
    ),
    (
        "query-without-bind",
        r#"{"bindUsername":"","authenticationEnabled":true}"#,
        r#"{"userToDNMapping":Q}"#,
        Some(("error", "/ldap/userToDNMapping/0/ldapQuery")),
    ),
    (
        "query-without-bind",
        r#"{"bindUsername":"CN=a,DC=b","userToDNMapping":Q}"#,
        r#"{"bindUsername":null}"#,
        None,
    ),
    ("query-without-bind", r#"{"userToDNMapping":Q}"#, r#"{"bindUsername":"","userToDNMapping":M}"#, None),
    (
        "query-without-bind",
        r#"{"authzQueryTemplate":"{USER}?g?base","authorizationEnabled":false}"#,
        r#"{"bindUsername":""}"#,
        None,
    ),
    // Mappings and certificates, one each: the others are the same.
    (
        "mapping-match-empty",
        r#"{"userToDNMapping":[{"match":"","substitution":"CN=a,DC=b"}]}"#,
        r#"{"port":636}"#,
        Some(("error", "/ldap")),
    ),
    (
        "mapping-match-empty",
        r#"{"userToDNMapping":[{"match":"","substitution":"CN=a,DC=b"}]}"#,
        r#"{"userToDNMapping":M}"#,
        None,
    ),
];
