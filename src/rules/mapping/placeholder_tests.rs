use serde_json::{Value, json};

use crate::{Finding, Level, Linter, Report, Safety};

fn check(mapping: &Value) -> (String, Report) {
    let body = json!({"ldap": {"userToDNMapping": [mapping]}}).to_string();
    let report = Linter::new().check(&body);
    (body, report)
}

/// What is said about a mapping: the rule, its level, and what it points at as it stands in the file.
fn found(target: &str, pattern: &str, text: &str) -> Vec<(&'static str, Level, String)> {
    let (body, report) = check(&json!({"match": pattern, target: text}));
    let row =
        |finding: &Finding| (finding.rule().name(), finding.level(), body[finding.span().range()].to_owned());
    report.findings().iter().filter(is_ours).map(row).collect()
}

fn is_ours(finding: &&Finding) -> bool {
    ["placeholder", "brace", "group", "constant"].iter().any(|word| finding.rule().name().contains(word))
}

/// The mapping with all the fixes of these rules.
fn fixed(target: &str, pattern: &str, text: &str, safety: Safety) -> Vec<(String, String)> {
    let (body, report) = check(&json!({"match": pattern, target: text}));
    let fixes = report.findings().iter().filter(is_ours).filter_map(Finding::fix);
    let apply = |fix: &crate::Fix| {
        let fixed: Value = serde_json::from_str(&fix.apply(&body).unwrap()).unwrap();
        let mapping = &fixed["ldap"]["userToDNMapping"][0];
        (mapping["match"].as_str().unwrap().to_owned(), mapping[target].as_str().unwrap().to_owned())
    };
    fixes.filter(|fix| fix.safety == safety).map(apply).collect()
}

#[test]
fn numbers_are_counted_from_zero() {
    let rule = "mapping-placeholder-out-of-range";
    for (pattern, text, at) in [
        ("(.+)", "UID={1},DC=x", &["{1}"][..]),
        (".+", "UID={0},DC=x", &["{0}"]),
        ("(.+)", "UID={0},OU={1},DC=x", &["{1}"]),
        ("(.+)", "UID={1},OU={2},DC=x", &["{1}", "{2}"]),
        ("(.+)", "UID={1},OU={1},DC=x", &["{1}"]),
        ("(.+)", "UID={99999999999999999999},DC=x", &["{99999999999999999999}"]),
        ("(?:.+)", "UID={0},DC=x", &["{0}"]),
        ("(?<name>.+)@(.+)", "UID={2},DC=x", &["{2}"]),
    ] {
        let expected: Vec<_> = at.iter().map(|at| (rule, Level::Error, (*at).to_owned())).collect();
        assert_eq!(found("substitution", pattern, text), expected, "{pattern} {text}");
    }
    for (pattern, text) in
        [("(.+)", "UID={0},DC=x"), ("(a)|(b)", "UID={0}{1},DC=x"), ("(?|(a)|(b))", "UID={0},DC=x")]
    {
        assert_eq!(found("substitution", pattern, text), [], "{pattern} {text}");
    }
}

#[test]
fn counting_from_one_is_mended_as_a_whole() {
    let safe = |target, pattern, text| fixed(target, pattern, text, Safety::Safe);
    let mended = |pattern: &str, text: &str| vec![(pattern.to_owned(), text.to_owned())];
    assert_eq!(safe("substitution", "(.+)", "UID={1},CN={1},DC=x"), mended("(.+)", "UID={0},CN={0},DC=x"));
    assert_eq!(safe("substitution", "(.)@(.)", "UID={1},DC={2}"), mended("(.)@(.)", "UID={0},DC={1}"));
    assert_eq!(
        safe("ldapQuery", "(.)@(.)", "DC=%7B2%7D??sub?(uid={1})"),
        mended("(.)@(.)", "DC={1}??sub?(uid={0})")
    );
    for text in ["UID={2},DC=x", "UID={0}{2},DC=x", "UID={0}{1}{2},DC=x"] {
        assert_eq!(safe("substitution", "(.)@(.)", text), [], "{text}");
    }
}

#[test]
fn what_other_software_writes_is_none() {
    let rule = "mapping-foreign-placeholder";
    for (pattern, text, level, at) in [
        ("(.+)", "UID=$1,DC=x", Level::Warning, "$1"),
        ("(.+)", "UID=\\1,DC=x", Level::Warning, "\\\\1"),
        ("(.+)", "UID=%s,DC=x", Level::Warning, "%s"),
        ("(.+)", "UID={user},DC=x", Level::Warning, "{user}"),
        ("(.+)", "UID={USER},DC=x", Level::Warning, "{USER}"),
        ("(.+)", "UID={ 0},DC=x", Level::Warning, "{ 0}"),
        ("(.+)", "UID={{0}},DC=x", Level::Warning, "{{0}}"),
        ("(.+)", "UID={{USER}},DC=x", Level::Warning, "{{USER}}"),
        ("(.+)", "UID={00},DC=x", Level::Warning, "{00}"),
        ("(.+)", "UID={},DC=x", Level::Warning, "{}"),
        (".+", "UID={},DC=x", Level::Error, "{}"),
        ("(", "UID=$1,DC=x", Level::Warning, "$1"),
    ] {
        assert_eq!(found("substitution", pattern, text), [(rule, level, at.to_owned())], "{pattern} {text}");
    }
    for (text, level, at) in [
        ("DC=x??sub?(uid=$1)", Level::Error, "$1"),
        ("DC=x??sub?(uid={})", Level::Error, "{}"),
        ("DC=x??sub?(uid={-1})", Level::Error, "{-1}"),
        ("DC=x??sub?(uid={00})", Level::Warning, "{00}"),
        ("DC=x??sub?(uid=%7Buser%7D)", Level::Error, "%7Buser%7D"),
        ("DC=x?{USER}?base?(uid={0})", Level::Error, "{USER}"),
    ] {
        assert_eq!(found("ldapQuery", "(.+)", text), [(rule, level, at.to_owned())], "{text}");
    }
}

#[test]
fn hints_write_what_was_meant() {
    for (text, expected) in [
        ("UID=$1,DC=x", "UID={0},DC=x"),
        ("UID=${1},DC=x", "UID={0},DC=x"),
        ("UID={user},DC=x", "UID={0},DC=x"),
        ("UID={{0}},DC=x", "UID={0},DC=x"),
        ("UID={0,DC=x", "UID={0},DC=x"),
        ("UID=0},DC=x", "UID={0},DC=x"),
    ] {
        let hint = fixed("substitution", "(.+)", text, Safety::Hint);
        assert_eq!(hint, [("(.+)".to_owned(), expected.to_owned())], "{text}");
    }
    // Which of two, or a group that is not there, nobody knows.
    assert_eq!(fixed("substitution", "(.)@(.)", "UID={user},DC=x", Safety::Hint), []);
    assert_eq!(fixed("substitution", "(.+)", "UID=$2,CN={0},DC=x", Safety::Hint), []);
}

#[test]
fn a_query_uses_every_group() {
    let rule = "mapping-unused-group";
    for (pattern, text, at) in [
        ("(.+)", "DC=x??sub?(uid=a)", &["(.+)"][..]),
        ("(.)@(..)", "DC=x??sub?(uid={0})", &["(..)"]),
        ("(.+)", "DC=x?{0}?sub?(uid=a)", &["(.+)"]),
        ("(.+)", "DC=x??sub?(uid=a)?{0}", &["(.+)"]),
        ("(.+)", "DC=x?$1?sub?(uid=a)", &["(.+)"]),
        ("(a)|(b)", "DC=x??sub?(uid={0})", &["(b)"]),
        ("(.)-(..)-(...)", "DC=x??sub?(uid=a)", &["(.)", "(..)", "(...)"]),
    ] {
        let expected: Vec<_> = at.iter().map(|at| (rule, Level::Error, (*at).to_owned())).collect();
        assert_eq!(found("ldapQuery", pattern, text), expected, "{pattern} {text}");
    }
    for (pattern, text) in [
        ("(.+)", "{0}"),
        ("(.+)@(.+)", "DC={1}??sub?(uid={0})"),
        ("(.+)", "DC=x??sub?(uid=%7B0%7D)"),
        ("(?:a|b)(.+)", "DC=x??sub?(uid={0})"),
    ] {
        assert_eq!(found("ldapQuery", pattern, text), [], "{pattern} {text}");
    }
}

#[test]
fn a_substitution_may_leave_alternatives_out() {
    let rule = "mapping-unused-group";
    let of = |pattern, text| found("substitution", pattern, text);
    assert_eq!(of("(.+)@(eu|us)", "UID={0},DC=x"), [(rule, Level::Note, "(eu|us)".to_owned())]);
    for (pattern, text) in [
        ("arn:(.+):user/(.+)|CN=(.+)", "CN={1}{2},DC=x"),
        ("(?:(a)|(b))c", "CN={0},DC=x"),
        (r"(.)(x)\2", "CN={0},DC=x"),
    ] {
        assert_eq!(of(pattern, text), [], "{pattern}");
    }
}

#[test]
fn plain_groups_are_counted_anew() {
    for (target, pattern, text, expected) in [
        ("substitution", "(a|b)-(.+)", "UID={1},DC=x", ("(?:a|b)-(.+)", "UID={0},DC=x")),
        ("ldapQuery", "(?<x>a|b)-(.+)-(c)", "DC={1}??sub?(u=v)", ("(?:a|b)-(.+)-(?:c)", "DC={0}??sub?(u=v)")),
        ("ldapQuery", "(?P<x>a)(?'y'.)", "DC={1}??sub?(u=v)", ("(?:a)(?'y'.)", "DC={0}??sub?(u=v)")),
        ("ldapQuery", "(?'x'a)(.)", "DC={1}??sub?(u=v)", ("(?:a)(.)", "DC={0}??sub?(u=v)")),
    ] {
        let expected = (expected.0.to_owned(), expected.1.to_owned());
        assert_eq!(fixed(target, pattern, text, Safety::Hint), [expected], "{pattern}");
    }
    assert_eq!(fixed("ldapQuery", r"(.)(.)\1", "DC={1}??sub?(u=v)", Safety::Hint), []);
}

#[test]
fn one_target_for_many_users_is_told_from_one_for_one() {
    for (target, pattern, text, is_constant) in [
        ("substitution", ".+", "CN=a,DC=x", true),
        ("substitution", "(.+)", "CN=a,DC=x", true),
        ("substitution", "a|b.", "CN=a,DC=x", true),
        ("substitution", "ab*", "CN=a,DC=x", true),
        ("substitution", r"svc\d", "CN=a,DC=x", true),
        ("substitution", "svc[0-9]?", "CN=a,DC=x", true),
        ("substitution", "admin|root", "CN=a,DC=x", false),
        ("substitution", "(?i)svc", "CN=a,DC=x", false),
        ("substitution", "(?i)123", "CN=a,DC=x", false),
        ("substitution", "(?:a|a)", "CN=a,DC=x", false),
        ("substitution", "[Bb]ackup", "CN=a,DC=x", false),
        ("substitution", r"backup(?:@corp\.com)?", "CN=a,DC=x", false),
        ("substitution", "svc", "CN=a,DC=x", false),
        ("substitution", r"^(svc)[.]a{2}\.b$", "CN=a,DC=x", false),
        ("substitution", "(.+)", "CN={0},DC=x", false),
        ("substitution", "(.+)", "", false),
        ("ldapQuery", ".+", "CN=a,DC=x", true),
        ("ldapQuery", "svc", "CN=a,DC=x", false),
    ] {
        let found = found(target, pattern, text);
        let says = found.iter().any(|(rule, ..)| *rule == "mapping-constant-target");
        assert_eq!(says, is_constant, "{pattern} {text}: {found:?}");
    }
}

/// One of the two has to go, and what is said of it with it.
#[test]
fn of_two_targets_nothing_is_said_that_changes_the_groups() {
    for (pattern, substitution, query) in [
        ("(.)@(.)", "CN={0},OU={1},DC=x", "DC=x??sub?(uid={0})"),
        ("(.)@(.)", "CN={0},DC=x", "DC=x??sub?(uid={0}{1})"),
        (".+", "CN=a,DC=x", "DC=x??sub?(uid=a)"),
    ] {
        let mapping = json!({"match": pattern, "substitution": substitution, "ldapQuery": query});
        let (_, report) = check(&mapping);
        let rules: Vec<_> = report.findings().iter().map(|finding| finding.rule().name()).collect();
        assert!(rules.contains(&"mapping-target-both"), "{mapping} {rules:?}");
        assert_eq!(report.findings().iter().filter(is_ours).count(), 0, "{mapping} {rules:?}");
    }
}

#[test]
fn what_depends_on_an_expression_that_is_at_fault_stays_silent() {
    for pattern in ["(", "", "(.+"] {
        assert_eq!(found("substitution", pattern, "UID={5},DC=x"), [], "{pattern}");
        assert_eq!(found("ldapQuery", pattern, "DC=x"), [], "{pattern}");
    }
}

/// A hundred thousand mappings, and one with very much in it.
#[test]
fn long_lists_and_long_targets_take_linear_time() {
    let started = std::time::Instant::now();
    let mapping = json!({"match": "([a-z]+)@(.+)", "ldapQuery": "DC={5}??sub?(uid=$1)"});
    let body = json!({"ldap": {"userToDNMapping": vec![mapping; 20_000]}}).to_string();
    std::hint::black_box(Linter::new().check(body));
    for text in ["{1}", "{0}", "$1", "{", "{{0}}", "\u{200b}{0}"] {
        std::hint::black_box(check(&json!({"match": "([a-z]+)", "substitution": text.repeat(50_000)})));
    }
    let pattern = "(a)".repeat(10_000);
    std::hint::black_box(check(&json!({"match": pattern, "ldapQuery": "{9999}".repeat(10_000)})));
    // A quadratic look takes minutes for each of them.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
