//! Fixes of a whole document: what is made together is what one after the other would make, it comes to an
//! end, and loses nothing.

mod shared;

use proptest::prelude::*;
use usersec::{Kind, Linter, Report, Safety, Setting, rule};

use shared::payloads::{SECRETS, document, payload};
use shared::tree::Tree;

fn linter() -> impl Strategy<Value = Linter> {
    let kind = prop_oneof![6 => Just(Kind::Patch), 1 => Just(Kind::Verify), 1 => Just(Kind::Response)];
    (kind, any::<[bool; 3]>()).prop_map(|(kind, [complete, pedantic, in_file])| {
        Linter::new().now(1_770_681_600).kind(kind).complete(complete).pedantic(pedantic).in_file(in_file)
    })
}

/// The document, if it is JSON.
fn tree(text: &[u8]) -> Option<Tree> {
    let text = std::str::from_utf8(text).ok()?;
    Tree::read(text.trim_start_matches('\u{feff}')).ok()
}

fn has_fix(report: &Report, up_to: Safety) -> bool {
    report.findings().iter().filter_map(|finding| finding.fix()).any(|fix| fix.safety <= up_to)
}

/// What is found, and where.
fn found(report: &Report) -> Vec<String> {
    let row = |finding: &usersec::Finding| {
        format!("{} {:?} {}", finding.rule().name(), finding.span(), finding.message())
    };
    report.findings().iter().map(row).collect()
}

/// Applies safe fixes one at a time, until there are none.
fn one_by_one(linter: &Linter, mut text: String) -> String {
    loop {
        let report = linter.check(&text);
        let mut fixes = report.findings().iter().filter_map(|finding| finding.fix());
        let Some(fix) = fixes.find(|fix| fix.safety == Safety::Safe) else { return text };
        text = fix.apply(&text).expect("edits that fit");
    }
}

/// The values of all members of that name, but in what only the server writes: that goes as a whole.
fn values<'t>(tree: &'t Tree, name: &str, found: &mut Vec<&'t Tree>) {
    match tree {
        Tree::Array(items) => items.iter().for_each(|item| values(item, name, found)),
        Tree::Object(members) => {
            for (other, value) in members {
                if other == name {
                    found.push(value);
                }
                if other != "links" {
                    values(value, name, found);
                }
            }
        }
        _ => {}
    }
}

/// The values of all members called `bindPassword`, without the white space around them, which is what a
/// fix may take off.
fn passwords(text: &[u8]) -> Vec<String> {
    let tree = tree(text).expect("JSON");
    let mut found = Vec::new();
    values(&tree, "bindPassword", &mut found);
    let shown = |value: &Tree| match value {
        Tree::String(text) => text.trim().to_owned(),
        // In quotes it is the same password.
        Tree::Number(number) => number.to_string(),
        Tree::Boolean(truth) => truth.to_string(),
        other => format!("{other:?}"),
    };
    found.into_iter().map(shown).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn safe_fixes_together_are_safe_fixes_one_by_one(text in document(), linter in linter()) {
        let fixed = linter.fix(&text, Safety::Safe);
        let expected = one_by_one(&linter, text.clone());
        match (tree(fixed.text()), tree(expected.as_bytes())) {
            (Some(together), Some(alone)) => prop_assert_eq!(together, alone),
            (None, None) => prop_assert_eq!(fixed.text(), expected.as_bytes()),
            _ => prop_assert!(false, "only one of them is JSON: {} {expected}", String::from_utf8_lossy(fixed.text())),
        }
    }

    #[test]
    fn after_safe_fixes_there_are_none_left(text in document(), linter in linter()) {
        let fixed = linter.fix(&text, Safety::Safe);
        prop_assert!(fixed.is_complete());
        prop_assert!(!has_fix(fixed.report(), Safety::Safe), "{:?}", found(fixed.report()));
        prop_assert_eq!(found(fixed.report()), found(&linter.check(fixed.text())), "the report is about the text");
        prop_assert_eq!(fixed.is_changed(), fixed.text() != text.as_bytes());
        prop_assert_eq!(fixed.is_changed(), fixed.count() > 0);
        let again = linter.fix(fixed.text(), Safety::Safe);
        prop_assert_eq!((again.text(), again.count()), (fixed.text(), 0));
    }

    #[test]
    fn guesses_come_to_an_end_and_lose_no_password(text in document(), linter in linter()) {
        let fixed = linter.fix(&text, Safety::Hint);
        prop_assert!(fixed.is_complete());
        prop_assert_eq!(found(fixed.report()), found(&linter.check(fixed.text())), "the report is about the text");
        let shown = format!("{fixed:?} {fixed:#?}");
        prop_assert!(!shown.contains(SECRETS[0]));
        if tree(text.as_bytes()).is_some() {
            prop_assert!(tree(fixed.text()).is_some(), "{}", String::from_utf8_lossy(fixed.text()));
            let mut after = passwords(fixed.text());
            for before in passwords(text.as_bytes()) {
                let at = after.iter().position(|password| *password == before);
                prop_assert!(at.is_some(), "{before} is lost in {}", String::from_utf8_lossy(fixed.text()));
                after.swap_remove(at.expect("there"));
            }
        }
    }
}

#[test]
fn the_generated_bodies_have_something_to_fix() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = [0; 2];
    for _ in 0..300 {
        let text = payload().new_tree(&mut runner).expect("a body").current();
        for (count, safety) in counts.iter_mut().zip([Safety::Safe, Safety::Hint]) {
            *count += usize::from(Linter::new().fix(&text, safety).count() > 2);
        }
    }
    assert!(counts[0] > 30 && counts[1] > counts[0], "{counts:?}");
}

#[track_caller]
fn becomes(before: &str, up_to: Safety, after: &str) {
    let fixed = Linter::new().fix(before, up_to);
    assert_eq!(std::str::from_utf8(fixed.text()).expect("UTF-8"), after);
}

#[test]
fn only_what_is_mended_is_touched() {
    becomes(
        "{\r\n\t\"ldap\" : {\r\n\t\t\"port\":\t\"636\" ,\r\n\t\t\"hostname\":\"ldap\\u002Emycompany.com\"\r\n\t}\r\n}\r\n\r\n",
        Safety::Safe,
        "{\r\n\t\"ldap\" : {\r\n\t\t\"port\":\t636 ,\r\n\t\t\"hostname\":\"ldap\\u002Emycompany.com\"\r\n\t}\r\n}\r\n\r\n",
    );
    becomes(r#"{"ldap":{"port":"636"}}"#, Safety::Safe, r#"{"ldap":{"port":636}}"#);
}

#[test]
fn a_byte_order_mark_goes_only_if_somebody_asks_for_it() {
    let body = "\u{feff}{\"ldap\":{\"port\":\"636\"}}\n";
    becomes(body, Safety::Safe, "{\"ldap\":{\"port\":636}}\n");
    let off = Linter::new().level(rule("json-bom").expect("a rule"), Setting::Off);
    assert_eq!(off.fix(body, Safety::Safe).text(), "\u{feff}{\"ldap\":{\"port\":636}}\n".as_bytes());
}

#[test]
fn what_is_no_json_yet_is_mended_on_the_way() {
    becomes("{\"ldap\": {\"port\": \"636\", \"links\": [],},}", Safety::Safe, "{\"ldap\": {\"port\": 636}}");
    let pem = include_str!("certificates/root.pem");
    let body = format!("{{\"customerX509\": {{\"cas\": \"{pem}\"}}\n}}");
    let escaped = pem.replace('\n', "\\n");
    becomes(&body, Safety::Safe, &format!("{{\"customerX509\": {{\"cas\": \"{escaped}\"}}\n}}"));
}

#[test]
fn trailing_commas_go_all_at_once() {
    let body = format!("[{}[{{\"a\": \",]\", }} ,] , ]", "[1,],".repeat(1000));
    let fixed = Linter::new().fix(&body, Safety::Safe);
    let expected = format!("[{}[{{\"a\": \",]\" }} ]  ]", "[1],".repeat(1000));
    assert_eq!(std::str::from_utf8(fixed.text()).expect("UTF-8"), expected);
    assert!(fixed.applied().eq([("json-syntax", 1)]), "{fixed:?}");
    // A comma behind nothing may stand for a value that is missing.
    becomes("[1,[,],]", Safety::Safe, "[1,[,],]");
    becomes("[[1,],[,],]", Safety::Safe, "[[1],[,],]");
}

#[test]
fn members_side_by_side_are_removed_together_and_one_after_the_other() {
    becomes(
        r#"{"links": [], "ldap": {"links": [], "port": 636, "links": []}, "links": []}"#,
        Safety::Safe,
        r#"{"ldap": {"port": 636}}"#,
    );
    becomes(r#"{"ldap": {"links": [], "links": [], "links": []}}"#, Safety::Safe, r#"{"ldap": {}}"#);
}

#[test]
fn what_is_not_shown_is_not_fixed() {
    let body = r#"{"ldap": {"port": "636", "links": []}}"#;
    let linter = Linter::new().level(rule("wrong-type").expect("a rule"), Setting::Off);
    let fixed = linter.fix(body, Safety::Safe);
    assert_eq!(fixed.text(), br#"{"ldap": {"port": "636"}}"#);
    assert!(fixed.applied().eq([("read-only-field", 1)]), "{fixed:?}");
    assert_eq!(fixed.report().findings().len(), 0);
}

#[test]
fn what_cannot_be_read_stays_as_it_is() {
    let utf16: Vec<u8> = r#"{"ldap":{"port":"636"}}"#.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut latin = br#"{"ldap":{"port":"636","hostname":"m"#.to_vec();
    latin.extend(b"\xFCnchen.example\"}}");
    for body in [utf16, latin, Vec::new(), b"\0".to_vec(), vec![b'['; 400]] {
        let fixed = Linter::new().fix(&body, Safety::Hint);
        assert_eq!((fixed.text(), fixed.is_changed(), fixed.count()), (&*body, false, 0));
        assert!(fixed.is_complete() && !fixed.report().findings().is_empty());
    }
    let large = r#"{"ldap":{"port":"636"}}"#;
    assert!(!Linter::new().max_input(10).fix(large, Safety::Hint).is_changed());
}

#[test]
fn very_many_findings_are_few_rounds() {
    let many = if cfg!(debug_assertions) { 3_000 } else { 120_000 };
    let entry = r#"{"Match":"([a-z]+)","Substitution":"CN={0},DC=example,DC=net"}"#;
    let body = format!(r#"{{"ldap":{{"userToDNMapping":[{}]}}}}"#, vec![entry; many].join(","));
    let fixed = Linter::new().fix(&body, Safety::Safe);
    assert!(fixed.is_complete());
    assert!(!has_fix(fixed.report(), Safety::Safe));
    assert!(fixed.count() >= many, "{}", fixed.count());
}
