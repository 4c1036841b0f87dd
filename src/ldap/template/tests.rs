#![allow(clippy::string_slice, reason = "a test may know its ranges")]

use proptest::prelude::*;

use super::*;
use crate::testing::vectors;

fn tokens(text: &str, dialect: Dialect) -> Vec<(TokenKind, &str)> {
    let template = Template::parse(text, dialect);
    template.tokens.iter().map(|token| (token.kind, &text[token.at.clone()])).collect()
}

fn foreign(text: &str, dialect: Dialect) -> Vec<(ForeignKind, &str, Option<TokenKind>)> {
    let template = Template::parse(text, dialect);
    assert!(template.unbalanced.is_empty(), "{text}");
    template.foreign.iter().map(|found| (found.kind, &text[found.at.clone()], found.meant)).collect()
}

#[test]
fn tokens_of_a_mapping() {
    use TokenKind::Group;
    let found = |text| tokens(text, Dialect::Mapping);
    assert_eq!(found("cn={0},ou={12}"), [(Group(0), "{0}"), (Group(12), "{12}")]);
    assert_eq!(found("{{{0}}}"), [(Group(0), "{0}")]);
    assert_eq!(found("{{0}"), [(Group(0), "{0}")]);
    assert_eq!(found("${0}"), [(Group(0), "{0}")]);
    assert_eq!(found("{99999999999999999999}"), [(Group(usize::MAX), "{99999999999999999999}")]);
    for text in ["{}", "{00}", "{+0}", "{-1}", "{ 0}", "{٠}", "{USER}", "{0", "0}", "{0;}", "$1", "{a{b}"] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn tokens_of_an_authorization_query() {
    use TokenKind::{ProvidedUser, User};
    let found = |text| tokens(text, Dialect::Authorization);
    assert_eq!(found("{USER}"), [(User, "{USER}")]);
    assert_eq!(
        found("(|(m={USER})(u={PROVIDED_USER}))"),
        [(User, "{USER}"), (ProvidedUser, "{PROVIDED_USER}")]
    );
    for text in ["{0}", "{user}", "{ USER}", "{USERS}", "USER"] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn what_looks_like_a_placeholder() {
    use ForeignKind::*;
    let group = |number| Some(TokenKind::Group(number));
    for (text, kind, at, meant) in [
        ("cn={}", EmptyBraces, "{}", None),
        ("cn={ }", EmptyBraces, "{ }", None),
        ("{{0}}", DoubleBraces, "{{0}}", group(0)),
        ("a{{{1}}}b", DoubleBraces, "{{{1}}}", group(1)),
        ("{ {0} }", DoubleBraces, "{ {0} }", group(0)),
        ("{{a}{0}}", Enclosing, "{{a}{0}}", None),
        ("{cn={0}},dc=x", Enclosing, "{cn={0}}", None),
        ("{ 0}", Padded, "{ 0}", group(0)),
        ("{1\t}", Padded, "{1\t}", group(1)),
        ("{+0}", Signed, "{+0}", group(0)),
        ("{-1}", Signed, "{-1}", None),
        ("{00}", LeadingZero, "{00}", group(0)),
        ("{01}", LeadingZero, "{01}", group(1)),
        ("{٠}", OtherDigits, "{٠}", None),
        ("{USER}", OtherDialect, "{USER}", None),
        ("{ PROVIDED_USER }", OtherDialect, "{ PROVIDED_USER }", None),
        ("{user}", Word, "{user}", None),
        ("{sAMAccountName}", Word, "{sAMAccountName}", None),
        ("{0,1}", Other, "{0,1}", None),
        ("{=}", Other, "{=}", None),
        ("cn=$1,dc=x", Dollar, "$1", group(0)),
        ("cn=$12", Dollar, "$12", group(11)),
        ("cn=$0", Dollar, "$0", None),
        ("cn=${1},dc=x", DollarBraces, "${1}", group(0)),
        ("cn=$USER", DollarWord, "$USER", None),
        (r"cn=\1,dc=x", Backslash, r"\1", group(0)),
        (r"cn=\g<1>,dc=x", Backslash, r"\g<1>", group(0)),
        (r"cn=\g<name>,dc=x", Backslash, r"\g<name>", None),
        ("cn=%s,dc=x", Percent, "%s", None),
        ("(uid=%u)", Percent, "%u", None),
        ("cn=%{user},dc=x", PercentBraces, "%{user}", None),
        ("cn=<username>,dc=x", AngleBrackets, "<username>", None),
    ] {
        assert_eq!(foreign(text, Dialect::Mapping), [(kind, at, meant)], "{text}");
    }
}

#[test]
fn what_looks_like_a_placeholder_of_an_authorization_query() {
    use ForeignKind::*;
    use TokenKind::{ProvidedUser, User};
    for (text, kind, meant) in [
        ("{0}", OtherDialect, None),
        ("{}", EmptyBraces, None),
        ("{user}", OtherCase, Some(User)),
        ("{Provided_User}", OtherCase, Some(ProvidedUser)),
        ("{ USER}", Padded, Some(User)),
        ("{{USER}}", DoubleBraces, Some(User)),
        ("{{user}}", DoubleBraces, Some(User)),
        ("{USERNAME}", Word, Some(User)),
        ("{dn}", Word, None),
        ("${USER}", DollarBraces, Some(User)),
        ("$USER", DollarWord, Some(User)),
        ("<USER>", AngleBrackets, Some(User)),
        ("%s", Percent, Some(User)),
        ("$1", Dollar, None),
    ] {
        assert_eq!(foreign(text, Dialect::Authorization), [(kind, text, meant)], "{text}");
    }
}

#[test]
fn what_does_not_look_like_one() {
    for text in [
        "",
        "cn=x,dc=y",
        "cn=HOST$,dc=x",
        "a$b",
        "$",
        "cn=R\\&D",
        r"cn=\C3\A9",
        r"cn=\10x",
        r"cn=a\\1",
        r"a\,1",
        "100%",
        "50%sure",
        "%20",
        "<b>",
        "<",
        "a<1",
        "\\",
        "\\é",
    ] {
        for dialect in [Dialect::Mapping, Dialect::Authorization] {
            assert_eq!(Template::parse(text, dialect), Template::default(), "{text}");
        }
    }
}

#[test]
fn braces_without_their_other_half() {
    for (text, expected) in [
        ("cn={0", &[3][..]),
        ("cn=0}", &[4]),
        ("cn={0,ou={1}", &[3]),
        ("{0}}", &[3]),
        ("{{0}", &[0]),
        ("}{", &[0, 1]),
    ] {
        let unbalanced = Template::parse(text, Dialect::Mapping).unbalanced;
        assert!(unbalanced.iter().all(|at| at.len() == 1), "{text}");
        let starts: Vec<_> = unbalanced.into_iter().map(|at| at.start).collect();
        assert_eq!(starts, expected, "{text}");
    }
}

#[test]
fn captured_text_is_not_looked_at_again() {
    let filled = |text: &str, values: &[&str]| {
        let template = Template::parse(text, Dialect::Mapping);
        template.fill(text, |token| match token.kind {
            TokenKind::Group(number) => values.get(number).copied(),
            _ => None,
        })
    };
    assert_eq!(filled("cn={0},ou={1}", &["{1}", "x"]), "cn={1},ou=x");
    assert_eq!(filled("{{{0}}}", &["x"]), "{{x}}");
    assert_eq!(filled("é{0}é{1}", &["ü"]), "éüé{1}");
    assert_eq!(filled("", &[]), "");
}

/// The names that substitutions became, as they were measured.
#[test]
fn substitutions_are_filled_as_by_the_database() {
    let mut filled = 0;
    for row in vectors("mapping") {
        let traces = row["trace"].as_array().unwrap();
        for trace in traces.iter().filter(|trace| trace["dn"].is_string()) {
            let entry = &row["mapping"][usize::try_from(trace["index"].as_u64().unwrap()).unwrap()];
            let text = entry["substitution"].as_str().unwrap();
            let template = Template::parse(text, Dialect::Mapping);
            let dn = template.fill(text, |token| match token.kind {
                TokenKind::Group(number) => trace["captures"][number].as_str(),
                _ => None,
            });
            assert_eq!(dn, trace["dn"].as_str().unwrap(), "{row}");
            filled += 1;
        }
    }
    assert!(filled > 30, "{filled}");
}

/// In braces the database takes its own tokens and nothing else, when it starts.
#[test]
fn queries_are_refused_where_the_database_refuses_them() {
    let (mut refused, mut taken) = (0, 0);
    for row in vectors("url") {
        let text = row["url"].as_str().unwrap();
        if !text.contains('{') || text.contains('%') {
            continue;
        }
        for (dialect, column) in
            [(Dialect::Mapping, "mongod_ldapQuery_startup"), (Dialect::Authorization, "mongod_authz_startup")]
        {
            let template = Template::parse(text, dialect);
            // Digits are digits there.
            let is_refused = |found: &Foreign| found.kind != ForeignKind::LeadingZero;
            let is_in_braces = |found: &Foreign| text[found.at.clone()].contains('{');
            let bad = template.foreign.iter().any(|found| is_in_braces(found) && is_refused(found));
            // Others are refused for their scope.
            if row[column]["ok"] == true {
                assert!(!bad, "{row}");
                taken += 1;
            } else if row["source"] == "own:token" {
                assert!(bad || text.contains("{00}"), "{row} {dialect:?}");
                refused += 1;
            }
        }
    }
    assert!(refused > 10 && taken > 20, "{refused} {taken}");
}

#[test]
fn hostile_texts_take_linear_time() {
    let started = std::time::Instant::now();
    for text in ["{", "}", "{}", "{{0}}", "${", "$", "%", "<", "\\", "{a", "<USER", "{{", "$a", "\\g<a"] {
        let text = text.repeat(1_000_000 / text.len());
        std::hint::black_box(Template::parse(&text, Dialect::Mapping));
    }
    let nested = "{".repeat(500_000) + "0" + &"}".repeat(500_000);
    assert_eq!(Template::parse(&nested, Dialect::Mapping).foreign.len(), 1);
    // A quadratic look takes minutes for each of them.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

proptest! {
    #[test]
    fn ranges_are_in_order_and_on_characters(text in "([{}0-9A-Zé$%<>\\\\ ]|USER|\\{0\\}|\\{USER\\}){0,20}") {
        for dialect in [Dialect::Mapping, Dialect::Authorization] {
            let Template { tokens, foreign, unbalanced } = Template::parse(&text, dialect);
            for ranges in [
                tokens.iter().map(|token| token.at.clone()).collect::<Vec<_>>(),
                foreign.iter().map(|found| found.at.clone()).collect(),
                unbalanced,
            ] {
                for range in &ranges {
                    prop_assert!(!range.is_empty() && text.get(range.clone()).is_some());
                }
                prop_assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start));
            }
        }
    }

    /// Every brace is part of a token, of something foreign, or alone.
    #[test]
    fn every_brace_is_spoken_of(text in "[{}0-9USER, ]{0,20}") {
        for dialect in [Dialect::Mapping, Dialect::Authorization] {
            let template = Template::parse(&text, dialect);
            let covers = |range: &Range<usize>, at| range.contains(&at);
            for (at, _) in text.match_indices(['{', '}']) {
                prop_assert!(
                    template.tokens.iter().any(|token| covers(&token.at, at))
                        || template.foreign.iter().any(|found| covers(&found.at, at))
                        || template.unbalanced.iter().any(|range| covers(range, at))
                );
            }
        }
    }
}

#[test]
fn what_is_foreign_may_end_with_a_token() {
    let ends = |text| {
        let template = Template::parse(text, Dialect::Mapping);
        template.foreign.iter().map(|foreign| template.has_token_at_end(foreign)).collect::<Vec<_>>()
    };
    assert_eq!(ends("{0},${1},{2}"), [true]);
    assert_eq!(ends("${0},{{1}},{2}"), [true, false]);
    assert_eq!(ends("{0},{ 1},{2}"), [false]);
}
