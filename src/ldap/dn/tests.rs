#![allow(clippy::string_slice, reason = "a test may know its ranges")]

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::testing::vectors;

fn kinds(text: &str) -> Vec<(DnFault, Range<usize>)> {
    Dn::parse(text).faults().iter().map(|fault| (fault.kind, fault.at.clone())).collect()
}

fn quirks(text: &str) -> Vec<(Quirk, &str)> {
    let dn = Dn::parse(text);
    assert_eq!(dn.faults(), [], "{text:?}");
    dn.remarks().iter().map(|remark| (remark.quirk, &text[remark.at.clone()])).collect()
}

fn values(text: &str) -> Vec<String> {
    let dn = Dn::parse(text);
    assert_eq!(dn.faults(), [], "{text:?}");
    dn.rdns().iter().flat_map(Rdn::attributes).map(|a| a.value().to_owned()).collect()
}

/// The octets of a value, as the vectors have them.
fn octets(attribute: &Attribute) -> String {
    let mut octets = String::new();
    let mut rest = attribute.value();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '\\' {
            octets += &rest[..2].to_lowercase();
            rest = &rest[2..];
        } else {
            for byte in c.to_string().bytes() {
                octets += &format!("{byte:02x}");
            }
        }
    }
    octets
}

#[test]
fn vectors_are_judged_as_by_the_implementations() {
    let rows = vectors("dn");
    assert!(rows.len() >= 200, "{}", rows.len());
    for row in rows {
        let (id, text) = (&row["id"], row["dn"].as_str().unwrap());
        if !text.contains('=') {
            assert_eq!(kinds(text), [(DnFault::NoEquals, 0..text.len())], "{id}");
            continue;
        }
        let dn = Dn::parse(text);
        let told = |verdict: &Value| verdict.as_bool().unwrap();
        let (rfc2253, rfc4514) = (told(&row["rfc2253_valid"]), told(&row["rfc4514_valid"]));
        let libldap = told(&row["implementations"]["libldap_str2dn_default"]);
        let is_taken = rfc2253 || rfc4514 || libldap;
        assert_eq!(dn.faults().is_empty(), is_taken, "{id} {text:?} {:?}", dn.faults());
        assert_eq!(dn.taken_by().rfc2253, rfc2253, "{id} {text:?}");
        assert_eq!(dn.taken_by().rfc4514, rfc4514, "{id} {text:?}");
        // The column also wants what libldap gave back to decode.
        if dn.rdns().iter().flat_map(Rdn::attributes).all(Attribute::is_text) {
            assert_eq!(dn.taken_by().libldap, libldap, "{id} {text:?}");
        }
    }
}

#[test]
fn vectors_are_decoded_as_the_rfcs_say() {
    let rows = vectors("dn").into_iter().filter(|row| row["dn"].as_str().unwrap().contains('='));
    for row in rows.filter(|row| row["rfc2253_valid"] == true || row["rfc4514_valid"] == true) {
        let (id, dn) = (&row["id"], Dn::parse(row["dn"].as_str().unwrap()));
        let Some(expected) = row["rdns"].as_array() else {
            // The column was filled from the older grammar.
            assert_eq!(row["rfc2253_valid"], false, "{id}");
            continue;
        };
        assert_eq!(dn.rdns().len(), expected.len(), "{id}");
        for (rdn, expected) in dn.rdns().iter().zip(expected) {
            let expected = expected.as_array().unwrap();
            assert_eq!(rdn.attributes().len(), expected.len(), "{id}");
            for (attribute, expected) in rdn.attributes().iter().zip(expected) {
                assert_eq!(attribute.attribute_type(), expected[0].as_str().unwrap(), "{id}");
                match expected[1].as_str() {
                    Some(value) => assert_eq!(attribute.value(), value, "{id}"),
                    None => assert_eq!(octets(attribute), expected[1]["bytes_hex"].as_str().unwrap(), "{id}"),
                }
            }
        }
    }
}

#[test]
fn a_text_without_equals_is_one_fault() {
    for text in ["", "svc", "svc@example.com", r"EXAMPLE\svc", "{0}", ",", "a,b,c", "\n"] {
        assert_eq!(kinds(text), [(DnFault::NoEquals, 0..text.len())], "{text:?}");
    }
}

#[test]
fn faults_stand_at_the_first_bad_character() {
    use DnFault::*;
    for (text, kind, at) in [
        ("CN=svc,", TrailingSeparator(','), 6..7),
        ("CN=svc, \n", TrailingSeparator(','), 6..7),
        ("CN=svc;", TrailingSeparator(';'), 6..7),
        ("CN=svc, ; ", TrailingSeparator(','), 6..9),
        (r"CN=a\,,", TrailingSeparator(','), 6..7),
        (",CN=a", EmptyRdn, 0..1),
        ("CN=a,,DC=b", EmptyRdn, 5..6),
        ("CN=a, ,DC=b", EmptyRdn, 6..7),
        ("CN=a;,DC=b", EmptyRdn, 5..6),
        ("CN=Doe, Jane,OU=IT", ExpectedEquals(Some(6)), 8..12),
        ("CN=Doe, Jane (IT) ,OU=IT", ExpectedEquals(Some(6)), 8..17),
        ("CN=x,DC", ExpectedEquals(Some(4)), 5..7),
        ("CN=x;DC;y", ExpectedEquals(Some(4)), 5..9),
        ("CN=x, DC \n", ExpectedEquals(Some(4)), 6..8),
        ("CN=x;DC; y=z", ExpectedEquals(Some(4)), 5..7),
        ("ou+z=a,dc=q", ExpectedEquals(None), 0..2),
        (" CN:svc ,DC=x", ExpectedEquals(None), 1..7),
        (r"EXAMPLE\svc,DC=x", ExpectedEquals(None), 0..11),
        ("dn: CN=a", LdifPrefix(4), 0..3),
        (" DN:CN=a", LdifPrefix(4), 1..4),
        ("dn::CN=a", BadAttributeType(':'), 2..3),
        ("=", BadAttributeType('='), 0..1),
        ("CN=x,=com", BadAttributeType('='), 5..6),
        ("C_N=x", BadAttributeType('_'), 1..2),
        ("C N=x", BadAttributeType(' '), 1..2),
        ("D\nC=x", BadAttributeType('\n'), 1..2),
        ("Ç=x", BadAttributeType('Ç'), 0..2),
        ("\u{feff}CN=x", BadAttributeType('\u{feff}'), 0..3),
        (r"CN\=x,DC=y", BadAttributeType('\\'), 2..3),
        ("<GUID=0f0e>", BadAttributeType('<'), 0..1),
        ("/DC=com/CN=x", BadAttributeType('/'), 0..1),
        ("ldap://h/CN=x,DC=y", BadAttributeType(':'), 4..5),
        ("+CN=a", BadAttributeType('+'), 0..1),
        ("2.=x", BadAttributeType('.'), 1..2),
        ("2..3=x", BadAttributeType('.'), 2..3),
        ("2.5.a=x", BadAttributeType('a'), 4..5),
        ("OID.cn=x", BadAttributeType('.'), 3..4),
        ("a;b c=x", BadAttributeType(' '), 3..4),
        ("CN=a\"b,DC=c", BadCharacter('"'), 4..5),
        ("CN=a\"b, c\",DC=d", BadCharacter('"'), 4..5),
        ("CN=Jane \"JD\" Doe,DC=d", BadCharacter('"'), 8..9),
        ("CN=<user>,DC=d", BadCharacter('<'), 3..4),
        ("OU=R+D,DC=x", BadCharacter('+'), 4..5),
        ("OU=C++,DC=x", BadCharacter('+'), 4..5),
        ("CN=a+", BadCharacter('+'), 4..5),
        ("CN=\"Doe, Jane,OU=IT", UnclosedQuote, 3..4),
        ("CN=\"a\"b,DC=c", AfterQuotedValue('b'), 6..7),
        ("CN=\"a\"{0},DC=c", AfterQuotedValue('{'), 5..6),
        (r"OU=R\&D,DC=x", BadEscape(Some('&')), 4..6),
        (r"OU=\é,DC=x", BadEscape(Some('é')), 3..6),
        (r"CN=a\0,DC=x", BadEscape(Some('0')), 4..6),
        (r"CN=a\", BadEscape(None), 4..5),
        (r"cn=\{0},dc=x", BadEscape(Some('{')), 3..4),
        ("cn=#{0},dc=x", BadEscape(Some('{')), 3..4),
        ("cn=#04{0},dc=x", BadEscape(Some('{')), 3..4),
        ("CN=#a,DC=x", BadHexString, 4..5),
        ("CN=#ag,DC=x", BadHexString, 5..6),
        ("CN=#zz", BadHexString, 4..5),
        ("CN=#", BadHexString, 3..4),
        ("{0}={1},dc=com", BadAttributeType('='), 3..4),
        ("a{0}x=1,dc=com", BadAttributeType('='), 5..6),
        ("{0},dc=example", ExpectedEquals(None), 0..3),
        ("OID.2.5.4.3=a=b", MixedGrammars, 13..14),
        ("\"CN=a,DC=b\"", Wrapped(10), 0..1),
        ("\"CN=a\"", Wrapped(5), 0..1),
        (" 'CN=a,DC=b'\n", Wrapped(11), 1..2),
        ("\"CN=a\\\"\"", Wrapped(7), 0..1),
        ("\"CN=a", BadAttributeType('"'), 0..1),
        ("\"CN=a\",DC=b", BadAttributeType('"'), 0..1),
        ("\"CN=a\",DC=\"b\"", BadAttributeType('"'), 0..1),
    ] {
        assert_eq!(kinds(text), [(kind, at)], "{text:?}");
    }
}

#[test]
fn types_that_can_be_none_are_kept() {
    let unreadable = |text: &str| -> Vec<String> {
        let dn = Dn::parse(text);
        dn.unreadable_types().iter().map(|at| text[at.clone()].to_owned()).collect()
    };
    assert_eq!(unreadable("0U=a,С =b+C_N=c, 2..5=d"), ["0U", "С", "2..5"]);
    assert_eq!(unreadable("CN=a,C N=b,=c"), ["C N", ""]);
    assert_eq!(unreadable("CN=a,b,OU=c+d"), [""; 0]);
}

#[test]
fn independent_faults_are_all_found() {
    use DnFault::*;
    assert_eq!(
        kinds("CN=a<b,,DC=c,"),
        [(BadCharacter('<'), 4..5), (EmptyRdn, 7..8), (TrailingSeparator(','), 12..13),]
    );
    assert_eq!(
        kinds(r"C N=a,OU=R\&D,Jane,DC=c"),
        [(BadAttributeType(' '), 1..2), (BadEscape(Some('&')), 10..12), (ExpectedEquals(Some(13)), 14..18),]
    );
    assert_eq!(kinds("CN=a\"b,DC=c\"d"), [(BadCharacter('"'), 4..5), (BadCharacter('"'), 11..12)]);
    // A comma in a quoted value separates nothing, even after a fault.
    assert_eq!(kinds("C N=\"a,b\",DC=<"), [(BadAttributeType(' '), 1..2), (BadCharacter('<'), 13..14)]);
}

#[test]
fn what_only_some_take_is_remarked() {
    use Quirk::*;
    assert_eq!(quirks("CN=a,DC=b"), []);
    for (text, expected) in [
        (
            " CN = a , DC=b ",
            vec![(Blank, " "), (Blank, " "), (Blank, " "), (Blank, " "), (Blank, " "), (Blank, " ")],
        ),
        ("\nCN=a,\r\n DC=b", vec![(WhiteSpace, "\n"), (WhiteSpace, "\r\n ")]),
        ("CN=a;DC=b", vec![(Semicolon, ";")]),
        ("CN=\"Doe, Jane\" ,DC=b", vec![(QuotedValue, "\"Doe, Jane\""), (Blank, " ")]),
        ("CN=\"a\0b\"", vec![(QuotedValue, "\"a\0b\""), (Nul, "\0")]),
        (r#"CN="a\zb""#, vec![(QuotedValue, r#""a\zb""#), (QuotedEscape, r"\")]),
        ("OID.2.5.4.3=a", vec![(OidPrefix, "OID.")]),
        ("2=a,02.5=b", vec![(LooseOid, "2"), (LooseOid, "02.5")]),
        ("cn;lang-en=a", vec![(AttributeOption, ";lang-en")]),
        ("CN=a=b#c", vec![(UnescapedEquals, "="), (UnescapedSharp, "#")]),
        ("CN=\n#zz", vec![(ControlCharacters, "\n"), (LeadingSharp, "#")]),
        ("CN=a\\\tb", vec![(EscapedWhiteSpace, "\\\t")]),
        ("CN=#,DC=b", vec![(EmptyHexString, "#")]),
        ("CN=#04 x,DC=b", vec![(HexRemainder, " x")]),
        ("CN=a\0b", vec![(Nul, "\0")]),
        ("CN=a\r\n,DC=b \n", vec![(ControlCharacters, "\r\n"), (ControlCharacters, "\n")]),
    ] {
        assert_eq!(quirks(text), expected, "{text:?}");
    }
}

#[test]
fn values_are_decoded() {
    assert_eq!(values(r#"CN=\#a\ ,OU="x\2C\"",L=  ,O= b  c ,ST=a\\ "#), ["#a ", "x,\"", "", "b  c", r"a\"]);
    assert_eq!(values("CN=\t a \t,DC=\t#04"), ["\t a \t", "\t#04"]);
    // Where no RFC takes the name, libldap's reading is the only one.
    assert_eq!(values("CN=\n#04 a\\,b=c, D=x"), ["#04", "c", "x"]);
    assert_eq!(values("CN=\n#04 a\\,b=c,D=x"), ["\n#04 a,b=c", "x"]);
    let dn = Dn::parse(r"cn;x=a\C3\=,OID.2.5.4.3=b");
    assert_eq!(dn.faults().len(), 1, "no grammar takes both");
    let dn = Dn::parse(r"cn;x=\20a\C3\=+2.5.4.3=#0C0161");
    let [first, second] = dn.rdns()[0].attributes() else { panic!("{dn:?}") };
    assert_eq!((first.attribute_type(), first.value(), first.is_text()), ("cn", r"\ a\C3\=", false));
    assert_eq!((second.attribute_type(), second.value(), second.is_text()), ("2.5.4.3", "#0C0161", false));
}

#[test]
fn ranges_are_what_a_respelling_needs() {
    let text = r#" oid.2.5.4.3 = "a, b" + uid= c ; dc=d"#;
    let dn = Dn::parse(text);
    let [first, second] = dn.rdns() else { panic!("{dn:?}") };
    assert_eq!(&text[first.at.clone()], r#"oid.2.5.4.3 = "a, b" + uid= c"#.trim_start_matches("oid."));
    let spelled = first.attributes().iter().map(|a| (&text[a.type_at.clone()], &text[a.value_at.clone()]));
    assert_eq!(spelled.collect::<Vec<_>>(), [("2.5.4.3", "\"a, b\""), ("uid", "c")]);
    let separator = first.separator.as_ref().expect("a separator follows");
    assert_eq!((separator.character, &text[separator.at.clone()]), (';', ";"));
    assert_eq!(second.separator, None);
    assert_eq!(&text[second.at.clone()], "dc=d");
}

#[test]
fn tokens_are_found() {
    let text = "{0}{12}{USER}{PROVIDED_USER}{}{0x}{ 0}{{a}}{a0}{0";
    let found: Vec<_> = Dn::parse(text).tokens().iter().map(|token| &text[token.clone()]).collect();
    assert_eq!(found, ["{0}", "{12}", "{USER}", "{PROVIDED_USER}", "{a}"]);
}

#[test]
fn display_is_canonical() {
    for (text, canonical) in [
        ("CN=Doe\\2C Jane,dc=b", r"CN=Doe\, Jane,dc=b"),
        ("OID.2.5.4.3=\"a, b\" ; dc = c", r"2.5.4.3=a\, b,dc=c"),
        (r"CN=\ a\20+UID=\#x", r"CN=\ a\ +UID=\#x"),
        (r"CN=\ ", r"CN=\ "),
        ("CN=a=b", r"CN=a\=b"),
        (r"CN=é\0A\00", r"CN=é\0A\00"),
        (r"CN=\C3\A9\FF\ ", r"CN=é\FF\ "),
        ("CN=#0c01,DC=", "CN=#0c01,DC="),
        ("CN=#,DC=a", "CN=,DC=a"),
    ] {
        assert_eq!(Dn::parse(text).to_string(), canonical, "{text:?}");
    }
}

#[test]
fn names_are_equal_by_what_they_say() {
    assert_eq!(Dn::parse("CN=\"a\" ; DC=b"), Dn::parse("CN=a,DC=b"));
    assert_ne!(Dn::parse("CN=a"), Dn::parse("cn=a"));
    assert_ne!(Dn::parse(r"CN=\#04"), Dn::parse("CN=#04"));
}

/// Texts on which a careless recogniser looks through the rest again and again.
#[test]
fn long_texts_take_no_longer_than_their_length() {
    let patterns = [
        "a;",
        "a;b,",
        "=",
        ",",
        "+",
        "\"",
        "a=\"",
        "a=b\"",
        "a=b\",",
        "a=\\\"",
        "a=\"\\\"",
        "a b,",
        "a=#,",
        "a=# ",
        " ",
        "\\",
        "a=b\",c=\\\",",
        "{",
        "{0",
        "1.",
        "a=\"b\"c",
        "x y=\"",
        "a+",
        "a=\"b, ",
        ";",
        "\n#",
        "=\n#04",
        "a=b+c,",
    ];
    let started = std::time::Instant::now();
    for pattern in patterns {
        for prefix in ["", "x=", "x=\"", "x=y\"", "x y=\""] {
            let text = prefix.to_owned() + &pattern.repeat(200_000 / pattern.len()) + "=";
            std::hint::black_box(Dn::parse(&text));
        }
    }
    // A quadratic one takes minutes for each of them.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn anything_is_parsed(text in any::<String>()) {
        shape::assert_name(&text);
    }

    #[test]
    fn anything_like_a_name_is_parsed(
        parts in prop::collection::vec(prop::sample::select(PARTS), 0..24),
    ) {
        shape::assert_name(&parts.concat());
    }
}

/// What names are made of, and what breaks them.
pub(crate) const PARTS: &[&str] = &[
    "CN=", "dc=", "ou", "OID.", "2.5.4.3=", "1", "=", "=", ",", ",", ";", "+", " ", " ", "\t", "\n", "\"",
    "\"", "\\", "\\,", "\\2C", "\\C3\\A9", "\\FF", "#", "#0403", "<", ">", "a", "Jane Doe", "é", "{0}",
    "{USER}", "_", "-", "\\ ", ".", "04",
];
