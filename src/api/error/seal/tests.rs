//! What is hidden in foreign texts, and what is not.

use super::*;

fn shown(text: &str, secrets: &[&str]) -> String {
    let mut seals = Seals::default();
    secrets.iter().for_each(|secret| seals.add(secret));
    Veil::new(&seals).over(text)
}

#[test]
fn a_secret_is_found_however_it_is_written() {
    let secret = r#"hé"l\l <&o>%41 +x"#;
    let json = serde_json::to_string(secret).expect("JSON");
    let ascii: String = secret.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    let percent: String = secret.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let decimal: String = secret.chars().map(|c| format!("&#{};", u32::from(c))).collect();
    let twice = serde_json::to_string(&json).expect("JSON");
    let written = [
        secret,
        &json,
        &ascii,
        &percent,
        &html,
        &decimal,
        &twice,
        &serde_json::to_string(&html).expect("JSON"),
        &secret.to_uppercase(),
        &percent.replace("%20", "+"),
        &format!("x{secret}x"),
    ];
    for text in written {
        let found = shown(&format!("before {text} behind"), &[secret]);
        // Of a text with such escapes nothing at all is shown.
        let is_hidden = found == HIDDEN && text.contains("\\u");
        assert!(is_hidden || found.starts_with("before ") && found.ends_with(" behind"), "{text}: {found}");
        assert!(found.contains("***"), "{text}: {found}");
        for part in ["hé", "u00e9", "u00E9", "c3%a9", "#233", "<", "lt;", "41"] {
            assert!(!found.contains(part), "{text}: {found}");
        }
    }
}

#[test]
fn a_secret_is_found_in_base64() {
    use base64::Engine as _;
    use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE};

    let secret = "hé?>llo 2~";
    for text in [secret.to_owned(), format!("user:{secret}"), format!("{{\"bindPassword\":\"{secret}\"}}")] {
        for engine in [BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE] {
            let encoded = engine.encode(&text);
            let found = shown(&format!("value {encoded} is bad"), &[secret]);
            let rest = encoded.trim_end_matches('=');
            assert!(found.starts_with("value ***") && !found.contains(rest), "{encoded}: {found}");
        }
    }
    let words = "the attribute hostname of userToDNMapping is not what it should be";
    assert_eq!(shown(words, &["hunter2"]), words);
}

#[test]
fn a_secret_is_found_in_hexadecimal() {
    let secret = "hé?llo 2~";
    let digits: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    for digits in [digits.clone(), digits.to_uppercase(), format!("0x{digits}")] {
        let found = shown(&format!("value {digits} is bad"), &[secret]);
        assert!(found.contains("***") && !found.to_lowercase().contains("68c3"), "{found}");
        assert!(found.starts_with("value ") && found.ends_with(" is bad"), "{found}");
    }
    let words = "project 5e2211c17a3e5a48f5497de3 has no face";
    assert_eq!(shown(words, &["hunter2"]), words);
}

#[test]
fn what_is_left_of_a_secret_is_hidden_where_it_is_cut_short() {
    let secret = "correct horse battery";
    for (text, expected) in [
        ("the value 'correct ho...' is bad", "the value '***...' is bad"),
        ("the value 'correct ho…' is bad", "the value '***…' is bad"),
        ("the value `cor**********ery` is bad", "the value `*************` is bad"),
        ("ends in …tery, it seems", "ends in …***, it seems"),
        (
            "ldap.bindPassword of the update is refused: correct hor",
            "ldap.bindPassword of the update is refused: ***",
        ),
        ("it is correct", "it is correct"),
        (r#"it says \"correct\u0020hor..."#, "***"),
        ("it says correct%20hor...", "it says ***..."),
        ("it is correct, and more...", "it is correct, and more..."),
        ("core... and a battery", "core... and a battery"),
    ] {
        let found = shown(text, &[secret]);
        assert!(found == expected || found == expected.replace("***", "******"), "{text}: {found}");
    }
}

#[test]
fn what_is_left_between_masks_and_remarks_is_hidden() {
    let secret = "Sup3rSECRETxx";
    for text in [
        "see Sup3rSECR[...] there",
        "see Sup3rSECR […] there",
        "see Sup3rS (truncated) there",
        "see Sup3rS <12 more bytes> there",
        "see 'Sup3rS' ... there",
        "see Su***xx there",
        "see Su…xx there",
        "see Sup3rSECRET* there",
        "see S***x there",
        "see S[redacted]x there",
        "see Sup••• there",
        "see S* there",
    ] {
        let found = shown(text, &[secret]);
        for part in ["Su", "xx", " S", "x there"] {
            assert!(!found.contains(part), "{text}: {found}");
        }
        assert!(
            found.starts_with("see ") && found.contains("***") && found.ends_with(" there"),
            "{text}: {found}"
        );
    }
    for text in [
        "userToDNMapping[*].match has an x",
        "Set it (see the list) to s, or more",
        "s ... x",
        "so ... and so on",
        "2 * 3 is so, x ** 2",
    ] {
        assert_eq!(shown(text, &[secret]), text);
    }
}

#[test]
fn parts_between_quotation_marks_are_hidden_though_nothing_says_they_are_cut() {
    let secret = "correct-Horse 7 battery";
    for (text, expected) in [
        ("the value 'tery' is bad", "the value '***' is bad"),
        ("the value \"7 battery\" is bad", "the value \"***\" is bad"),
        ("the value `corr` is bad", "the value `***` is bad"),
        ("the value “CORRECT-horse” is bad", "the value “***” is bad"),
        ("the value (correct-horse), is bad", "the value (***), is bad"),
        ("refused: correct-hor", "refused: ***"),
        ("the value 'ery' is bad", "the value 'ery' is bad"),
        ("the value 'atter' is bad", "the value 'atter' is bad"),
        ("is correct, a battery", "is correct, a battery"),
        ("'hostname' and 'port' are", "'hostname' and 'port' are"),
    ] {
        assert_eq!(shown(text, &[secret]), expected, "{text}");
    }
}

#[test]
fn base64_is_found_beside_what_could_be_such_and_cut_short() {
    let secret = "Sup3rSECRETxx";
    // `Sup3rSECRETxx`
    let digits = "U3VwM3JTRUNSRVR4eA";
    for text in [
        format!("see body/{digits}== there"),
        format!("see id-{digits}== there"),
        format!("see an_id_{digits}== there"),
        format!("see /x/{digits}/y there"),
        "see U3VwM3JTRUNSR... there".to_owned(),
        "see id/U3VwM3JTRUNS... there".to_owned(),
        "see U3VwM3JT\nRUNSRVR4eA== there".to_owned(),
        // `user:Sup3rSECRETxx`, over lines
        "see dXNlcjpTdXAz\r\nclNFQ1JFVHh4 there".to_owned(),
        // In UTF-16
        "see UwB1AHAAMwByAFMARQBDAFIARQBUAHgAeAA= there".to_owned(),
    ] {
        let found = shown(&text, &[secret]);
        for part in ["U3Vw", "M3J", "RUNS", "4eA", "UwB1", "VHh4"] {
            assert!(!found.contains(part), "{text}: {found}");
        }
        assert!(found.starts_with("see ") && found.ends_with(" there"), "{text}: {found}");
    }
}

#[test]
fn digits_are_found_with_something_between_them_and_cut_short() {
    let secret = "Sup3rSECRETxx";
    let hex: Vec<String> = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let octal: String = secret.bytes().map(|byte| format!("\\{byte:03o}")).collect();
    let wide: String = hex.iter().map(|digits| format!("{digits}00")).collect();
    for text in [
        hex.join(":"),
        hex.join(" "),
        hex.join("-"),
        format!("0x{}", hex.join(", 0x")),
        format!("{}...", &hex.concat()[..15]),
        format!("id{}", hex.concat()),
        wide,
        octal,
    ] {
        let found = shown(&format!("see {text} there"), &[secret]);
        assert!(found.starts_with("see ") && found.ends_with(" there"), "{text}: {found}");
        for part in ["5375", "53:75", "53 75", "53-75", "53, 0x75", "\\123", "53007500"] {
            assert!(!found.contains(part), "{text}: {found}");
        }
    }
    let words = "at 12:34:56 the ports 27015 27016 27017 and 10 20 30 were 5e:22:11:c1";
    assert_eq!(shown(words, &[secret]), words);
}

/// All that is searched takes steps, and there are only so many.
#[test]
fn no_text_takes_more_steps_than_its_window_and_no_answer_more_than_the_limit() {
    let mut seals = Seals::default();
    (0..60).for_each(|length| seals.add(&format!("p{}", "p".repeat(length))));
    let hostile = r"\x41&amp;%41 p";
    let steps = |veil: &Veil<'_>| MOST_STEPS - veil.left.get();
    let taken = |text: &str| {
        let veil = Veil::new(&seals);
        veil.over(text);
        steps(&veil)
    };
    let (one, ten) = (taken(&hostile.repeat(4_000)), taken(&hostile.repeat(40_000)));
    assert_eq!(one, ten);
    assert!(one < MOST_STEPS / 20, "{one}");
    // A usual text takes few.
    let usual = "The LDAP hostname localhost of the attribute ldap.hostname is not allowed.";
    assert!(taken(usual) < 100 * usual.len(), "{}", taken(usual));

    seals.add(&"p".repeat(20_000));
    let veil = Veil::new(&seals);
    let cuts = "ppp..".repeat(10_000);
    let texts: Vec<String> = (0..100).map(|_| veil.over(&cuts)).collect();
    assert!(texts.iter().all(|text| !text.contains("pp")), "{texts:?}");
    assert_eq!((steps(&veil), veil.over("a text").as_str()), (MOST_STEPS, HIDDEN));
}

#[test]
fn words_stay_where_a_short_secret_is_a_part_of_them() {
    assert_eq!(shown("a cat has no a", &["a"]), "*** cat has no ***");
    assert_eq!(shown("pwd=1", &["x"]), "pwd***");
    assert_eq!(shown("the port is 12", &["12"]), "the port is ***");
    assert_eq!(shown("the port is 123", &["12"]), "the port is 123");
}

#[test]
fn texts_become_one_printable_line() {
    assert_eq!(shown("a\n\n b\u{1b}[31m\u{202e}", &[]), "a b␛[31m<U+202E>");
    let long = shown(&"word ".repeat(100_000), &["word word"]);
    assert!(long.chars().count() <= LONGEST + 1 && !long.contains("word word"), "{long}");
    let hidden = shown(&format!("{}topsecret", "x".repeat(LONGEST - 3)), &["topsecret"]);
    assert!(!hidden.contains("top"), "{hidden}");
}

#[test]
fn very_many_secrets_hide_everything() {
    let secrets: Vec<String> = (0..MOST_PARTS / 95).map(|n| format!("{n:05}{}", "x".repeat(95))).collect();
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    assert_eq!(shown("a text", &secrets), "***");
    assert_eq!(shown("a text", secrets.get(..100).expect("many")), "a text");
}
