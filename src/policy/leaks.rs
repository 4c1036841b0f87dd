//! Secrets in policies, whole and broken: nothing that is said or shown has them.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::Policy;
use super::tests::parts;

/// Shapes of secrets, with `§` for the secret.
const SHAPES: &[&str] = &[
    "bindPassword = \"§\"",
    "bindPassword = '§",
    "pwd: §",
    "password.bind = \"§\"",
    "bindPassword.value = §",
    "x = {password.bind = \"§\"}",
    "\"bindPassword\".x = [\"§\"]",
    "[password]\nbind = \"§\"",
    "[[ldap.password]]\npath = \"§\"",
    "[ldap.'secret'.x]\nroot = true\n[[y]]\nreason = \"§\"",
    "[secret]\nport-plaintext = \"§\"",
    "[x]\nsecret = §",
    "[rules.password]\nrule = \"§\"",
    "bindPassword \"§\"",
    "bindPassword §",
    "LDAP_BIND_PASSWORD \"§\"",
    "bindPassword\n= \"§\"",
    "secret\n= \"§\"",
    "groups.secret = \"§\"",
    "rules.bind-password-literal = \"off §\"",
    "bind-password-literal \"§\"",
    "bindPassword =\n§",
    "# bindPassword: § (f\\u00fcr prod)",
    "# bindPassword:\n#   §",
    "{\"ldap\":{\"bindPassword\":\"§\",\"bindUsername\":\"CN=J\\u00fcrgen,DC=a\"}}",
    "{\n  \"bindPassword\":\n    \"§\",\n  \"x\": \"\\x41\"\n}",
    "\"bind\\u0050assword\" = \"§\"",
    "\"bind\\U00000050assword\" \"§\"",
    "\"{\\\"\\\\u0070wd\\\": \\\"§\\\"}\" = 1",
    "password = [\n  \"x\",\n  \"§\",\n]",
    "bindPassword = \"\"\"\nx\n§\"\"\"",
    "reason = \"a, 'pwd'= §\"",
    "hosts = [\"svc:§@ldap.corp\"]",
    "hosts = [\"svc:a'/ b§\\u0040ldap.corp\"]",
    "exclude = \"ldaps://svc:§@ldap.corp/x\"",
    "path = 'ldaps://§@ldap.corp'",
    "reason = \"-----BEGIN PRIVATE KEY-----\\nMIGE§\\n-----END PRIVATE KEY-----\"",
    "reason = '''\n-----BEGIN PRIVATE KEY-----\nMIGE§\n-----END PRIVATE KEY-----'''",
];

/// All that a policy, or what is wrong with it, says and shows: one text.
fn told(text: &str) -> String {
    let error = match Policy::parse(text) {
        Ok(policy) => return format!("{policy:?} {policy:#?} {}", policy.masked),
        Err(error) => error,
    };
    let mut all = format!("{error} {error:?} {error:#?}");
    for fault in error.faults() {
        let report = miette::Report::new(fault.clone());
        let _ = write!(all, "{report} {report:?} {} {:?} ", fault.message(), fault.help());
        all += fault.place.source.text();
        for related in &fault.related {
            all += &related.message;
        }
    }
    all
}

/// Nothing of it shows, not even its beginning, as where a text is cut.
fn is_hidden(text: &str, secret: &str) -> Result<(), TestCaseError> {
    let told = told(text);
    let (start, end) = secret.split_at(secret.len() / 2);
    prop_assert!(!told.contains(start) && !told.contains(end), "{text}\n--\n{told}");
    Ok(())
}

fn secret() -> impl Strategy<Value = String> {
    "Zq8[A-Za-z0-9]{5,30}Xk3W"
}

/// A secret, and a text that has it.
fn planted() -> impl Strategy<Value = (String, String)> {
    (secret(), prop::sample::select(SHAPES)).prop_map(|(secret, shape)| {
        let text = shape.replace('§', &secret);
        (secret, text)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn a_secret_shows_in_nothing_wherever_it_stands(
        before in parts(),
        after in parts(),
        planted in planted(),
    ) {
        let (secret, shape) = planted;
        is_hidden(&format!("{before}\n{shape}{after}"), &secret)?;
        is_hidden(&format!("{before}\n{shape}\n{after}"), &secret)?;
    }

    /// What stands around it is a policy but for a mistake or two.
    #[test]
    fn a_secret_shows_in_no_policy(
        before in prop::sample::subsequence(LINES, 0..4),
        after in prop::sample::subsequence(LINES, 0..4),
        planted in planted(),
    ) {
        let (secret, shape) = planted;
        is_hidden(&format!("{}{shape}\n{}", before.concat(), after.concat()), &secret)?;
    }
}

#[test]
fn a_secret_of_each_shape_shows_in_nothing() {
    for shape in SHAPES {
        is_hidden(&shape.replace('§', SECRET), SECRET).expect(shape);
    }
}

/// Where a text is TOML, the whole value is hidden, whatever its lines look like.
#[test]
fn what_looks_like_a_line_of_a_policy_ends_no_value() {
    for shape in [
        "bindPassword = \"\"\"\nroot = 1\n[rules]\n§\"\"\"",
        "[password]\nx = '''\n[rules]\n§'''",
        "password.x.y = [[\n[\"x\"], '''\n[[ignore]]\n§''']]",
        "x.password = [\n1,\n[\"rules\"],\n[\"§\"]]",
        "x = {\nsecret.a = [\n\"§\"]}",
        "x = [\n\"password\", [\n\"§\"]]",
        "password = {\na.bindPassword = 1,\nb = \"§\"}",
        "x = { password = {\nroot = 1,\npath = \"§\" } }",
    ] {
        let text = shape.replace('§', SECRET);
        assert!(toml::de::DeTable::parse(&text).is_ok(), "{text}");
        is_hidden(&text, SECRET).expect(shape);
    }
}

/// What hides nothing: else nobody could see what is meant.
#[test]
fn a_mistake_in_a_policy_without_secrets_is_shown() {
    for (text, message) in [
        (
            "[rules]\n# the bind password is checked\nport-plaintxt = \"off\"",
            "there is no rule `port-plaintxt`",
        ),
        ("[rules]\nbind-password-litteral = \"off\"", "there is no rule `bind-password-litteral`"),
        ("[rules]\nbind-password-literal = \"of\"", "`***` is not a level"),
        ("[[ignore]]\nrule = \"bind-password-literal\"\nreasn = \"x\"", "an exception has no key `reasn`"),
        ("[[ignore]]\nreason = \"the password is none\"\nrul = \"x\"", "an exception has no key `rul`"),
        ("exclude = [\"secrets/\"]\nexpire-soon-days = 1", "a policy has no key `expire-soon-days`"),
        ("[groups]\nsecret = \"off\"\nsecrets = \"off\"", "there is no group `secrets`"),
    ] {
        let error = Policy::parse(text).expect_err("a mistake");
        assert!(error.faults().iter().any(|fault| fault.message() == message), "{text}: {error:?}");
    }
}

const SECRET: &str = "Zq8vKx3Wt7Rb";

const LINES: &[&str] = &[
    "root = true\n",
    "# a comment\n",
    "# the password's owner is team@corp\n",
    "exclude = [\"vendor/\",\n  \"x\"]\n",
    "exclude = [\n",
    "colour = \"blue\"\n",
    "[rules]\n",
    "port-plaintxt = \"off\"\n",
    "bind-password-literal = \"off\"\n",
    "[groups]\n",
    "secret = \"note\"\n",
    "[[ignore]]\n",
    "rule = \"bind-password-empty\"\n",
    "reason = \"a template\"\n",
    "\n",
    "x\n",
    "y = \"unclosed\n",
];
