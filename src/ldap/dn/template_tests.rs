#![allow(clippy::string_slice, reason = "a test may know its ranges")]

use proptest::prelude::*;

use super::*;
use crate::testing::vectors;

fn kinds(text: &str) -> Vec<(DnFault, &str)> {
    let template = DnTemplate::parse(text);
    template.faults().iter().map(|fault| (fault.kind, &text[fault.at.clone()])).collect()
}

/// The types, and the parts that are whatever the placeholders make of them.
fn parts(text: &str) -> (Vec<String>, Vec<&str>) {
    let DnTemplate { dn } = DnTemplate::parse(text);
    assert_eq!(dn.faults(), [], "{text:?}");
    let types = dn.rdns().iter().flat_map(Rdn::attributes).map(|a| a.attribute_type().to_owned());
    (types.collect(), dn.open_parts().iter().map(|part| &text[part.clone()]).collect())
}

#[test]
fn a_placeholder_may_be_a_value_an_rdn_or_the_name() {
    for (text, types, open) in [
        ("cn={0},dc=x", &["cn", "dc"][..], &[][..]),
        ("cn=a{0}b-{1},dc=x", &["cn", "dc"], &[]),
        ("uid=mms-automation-agent,{0},dc=example,dc=org", &["uid", "dc", "dc"], &["{0}"]),
        ("{0}", &[], &["{0}"]),
        ("{0}{1}", &[], &["{0}{1}"]),
        ("{0},{1}", &[], &["{0}", "{1}"]),
        ("{0},dc=x", &["dc"], &["{0}"]),
        ("{0} , dc=x", &["dc"], &["{0}"]),
        ("{0}={1},dc=x", &["dc"], &["{0}={1}"]),
        ("{0}=\"a,b\",dc=x", &["dc"], &["{0}=\"a,b\""]),
        ("{0}dc=x,dc=y", &["dc"], &["{0}dc=x"]),
        ("x{0},dc=y", &["dc"], &["x{0}"]),
        ("cn=a+{0},dc=x", &["cn", "dc"], &["{0}"]),
        ("cn=a+{0}+b,dc=x", &["cn", "dc"], &["{0}+b"]),
        ("cn=\"a\"{0},dc=x", &["cn", "dc"], &["{0}"]),
        ("{USER}", &[], &["{USER}"]),
    ] {
        let (found_types, found_open) = parts(text);
        assert_eq!(found_types, types, "{text}");
        assert_eq!(found_open, open, "{text}");
    }
}

#[test]
fn what_no_user_name_mends_is_a_fault() {
    use DnFault::*;
    for (text, kind, at) in [
        ("lit", NoEquals, "lit"),
        ("", NoEquals, ""),
        ("{0}@example.com", NoEquals, "{0}@example.com"),
        ("{0}-{1}", NoEquals, "{0}-{1}"),
        ("{0},", TrailingSeparator(','), ","),
        ("{0},,dc=x", EmptyRdn, ","),
        ("{0},Users,dc=x", ExpectedEquals(Some(3)), "Users"),
        ("cn={0},OU,dc=x", ExpectedEquals(Some(6)), "OU"),
        ("cn={0},=x", BadAttributeType('='), "="),
        ("cn=<{0}>,dc=x", BadCharacter('<'), "<"),
        (r"cn=\{0},dc=x", BadEscape(Some('{')), r"\"),
        ("cn=#{0},dc=x", BadEscape(Some('{')), "#"),
        ("cn=R+D,{0}", BadCharacter('+'), "+"),
    ] {
        assert_eq!(kinds(text), [(kind, at)], "{text}");
    }
}

/// What the database was seen to make of user names, where that is a name.
#[test]
fn targets_of_the_vectors_are_read() {
    let mut read = 0;
    for row in vectors("real-values").iter().filter(|row| row["field"] == "ldap.userToDNMapping[]") {
        let Some(text) = row["value"]["substitution"].as_str() else { continue };
        if text.contains('=') && !text.contains('<') {
            assert_eq!(kinds(text), [], "{row}");
            read += 1;
        }
    }
    assert!(read > 8, "{read}");
}

#[test]
fn long_templates_take_no_longer_than_their_length() {
    for pattern in
        ["{0}", "{0},", "{0}=", "{0}=\"", "a+{0}", "cn=\"a\"{0}", "{0}+", "a{0}\"", "{0};", "cn={0}+"]
    {
        let text = pattern.repeat(1_000_000 / pattern.len()) + "=";
        std::hint::black_box(DnTemplate::parse(&text));
    }
}

const PARTS: &[&str] =
    &["CN=", "dc=", "ou", "x", "=", ",", ",", "+", " ", "\"", "\\,", "<", "{0}", "{0}", "{1}", "é"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// A fault of a template stays one, whatever plain text a user name gives. (Before a `;`, it may be an
    /// attribute with options, which libldap takes.)
    #[test]
    fn a_fault_is_sure(parts in prop::collection::vec(prop::sample::select(PARTS), 0..12)) {
        let text = parts.concat();
        let faults = kinds(&text);
        let depends = |kind: &DnFault| matches!(kind, DnFault::NoEquals | DnFault::BadEscape(Some('{')));
        if faults.is_empty() || faults.iter().any(|(kind, _)| depends(kind)) {
            return Ok(());
        }
        for zero in ["jane", "CN=jane", "CN=jane,OU=x", "CN", "=b", "b,CN=c"] {
            for one in ["jane", "OU=x"] {
                let name = text.replace("{0}", zero).replace("{1}", one);
                prop_assert!(!Dn::parse(&name).faults().is_empty(), "{:?} {:?} {:?}", text, faults, name);
            }
        }
    }

    /// Where a template has no placeholder, it is a name like any other.
    #[test]
    fn without_placeholders_it_is_a_name(parts in prop::collection::vec(prop::sample::select(super::tests::PARTS), 0..20)) {
        let text = parts.concat().replace(['{', '}'], "");
        let DnTemplate { dn } = DnTemplate::parse(&text);
        let name = Dn::parse(&text);
        prop_assert_eq!(dn.remarks(), name.remarks());
        prop_assert_eq!(dn, name);
    }

    #[test]
    fn ranges_fit(parts in prop::collection::vec(prop::sample::select(super::tests::PARTS), 0..20)) {
        let text = parts.concat();
        let DnTemplate { dn } = DnTemplate::parse(&text);
        for fault in dn.faults() {
            prop_assert!(text.get(fault.at.clone()).is_some());
        }
        prop_assert!(dn.faults().windows(2).all(|pair| pair[0].at.start <= pair[1].at.start));
        for part in dn.open_parts() {
            prop_assert!(text.get(part.clone()).is_some_and(|part| part.contains('{')), "{:?}", text);
        }
        prop_assert!(dn.open_parts().windows(2).all(|pair| pair[0].end <= pair[1].start));
    }
}
