//! Bundles of any size, and what they say when something else is wrong with them.

use crate::forge::Forge;
use crate::forge::der::example;
use crate::forge::extension::{SUBJECT_KEY, authority_certificate, authority_key};
use crate::rules::tests::{NOW, expand};
use crate::{Level, Linter, Report};

fn check(member: &str, text: &str) -> Report {
    let (object, member) = member.split_once('.').expect("both names");
    let body = serde_json::json!({object: {member: text}}).to_string();
    Linter::new().now(NOW).check(body)
}

/// The rules, each with how often it speaks.
fn counted(report: &Report) -> Vec<(&'static str, usize)> {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for finding in report.findings() {
        let name = finding.rule().name();
        match counted.iter_mut().find(|(other, _)| *other == name) {
            Some((_, count)) => *count += 1,
            None => counted.push((name, 1)),
        }
    }
    counted.sort_unstable();
    counted
}

const COUNT: usize = 10_000;
const BOTH: [&str; 2] = ["customerX509.cas", "ldap.caCertificate"];

fn many(forge: impl Fn(usize) -> Forge) -> String {
    (0..COUNT).map(|nth| forge(nth).pem()).collect()
}

/// If any of it took time quadratic in the number of certificates, this would not end.
#[test]
fn ten_thousand_certificates_of_one_name() {
    let plain = Forge::root("one").without(SUBJECT_KEY).subject(example("Example CA"));
    let keys = many(|nth| Forge::root(&nth.to_string()).without(SUBJECT_KEY).subject(example("Example CA")));
    let report = check(BOTH[0], &keys);
    assert_eq!(counted(&report), [("ambiguous-issuer", 1), ("huge-bundle", 1)]);
    let [.., finding] = report.findings() else { panic!("a finding") };
    assert!(finding.message().starts_with("10000 CAs with different keys"), "{}", finding.message());
    // Each wants an issuer of another serial number, and they are all of one name.
    let serial = |nth: usize| u32::try_from(nth).expect("small").to_be_bytes();
    let wanted = many(|nth| {
        plain
            .clone()
            .serial(&[&[1], &serial(nth)[..]].concat())
            .issuer(example("Example CA"))
            .with(authority_certificate(&example("Example CA"), &[&[2], &serial(nth)[..]].concat()))
    });
    assert_eq!(counted(&check(BOTH[1], &wanted)), [("issuer-missing", 1)]);
}

#[test]
fn ten_thousand_copies_are_one() {
    let root = Forge::intermediate("Example CA", &Forge::root("Example Absent CA")).pem();
    for field in BOTH {
        let found = counted(&check(field, &root.repeat(COUNT)));
        assert!(found.contains(&("issuer-missing", 1)), "{found:?}");
        assert!(!found.iter().any(|(name, _)| *name == "huge-bundle"), "{found:?}");
    }
}

#[test]
fn a_chain_of_ten_thousand() {
    let mut above = Forge::root("0");
    let mut blocks = vec![above.pem()];
    for nth in 1..COUNT {
        above = Forge::intermediate(&nth.to_string(), &above);
        blocks.push(above.pem());
    }
    assert_eq!(counted(&check(BOTH[1], &blocks.concat())), [("path-length-exceeded", 1)]);
    // From the last one up, and without a root.
    blocks.reverse();
    blocks.pop();
    assert_eq!(counted(&check(BOTH[1], &blocks.concat())), [("issuer-missing", 1)]);
}

#[test]
fn ten_thousand_below_one() {
    let text = many(|nth| Forge::intermediate(&nth.to_string(), &Forge::root("Example Absent CA")));
    let report = check(BOTH[1], &text);
    assert_eq!(counted(&report), [("issuer-missing", 1)]);
    let [finding] = report.findings() else { panic!("one finding") };
    assert!(finding.message().contains("and 9999 others were issued by"), "{}", finding.message());
    assert_eq!(finding.related().len(), 3);
}

/// A certificate that was lost may be the issuer, and so may what is still to be filled in.
#[test]
fn nothing_is_missing_where_something_was_lost() {
    let whole = expand("‹absent-root›‹orphan-intermediate›").replace("\\n", "\n");
    assert!(check(BOTH[0], &whole).findings().is_empty());
    let orphan = expand("‹orphan-intermediate›").replace("\\n", "\n");
    for (text, rule) in [
        (whole.replacen("MIIB", "MI!B", 1), "pem-bad-base64"),
        (whole.replacen("MIIB", "MIIC", 1), "certificate-undecodable"),
        (whole.replacen("-----END CERTIFICATE-----\n", "", 1), "pem-unterminated-block"),
    ] {
        assert_eq!(counted(&check(BOTH[0], &text)), [(rule, 1)], "{text}");
    }
    for template in ["${ROOT_CA}", "{{ root_ca }}", "%(root_ca)s", "  ${A}${B}"] {
        assert!(check(BOTH[0], &format!("{orphan}{template}\n")).findings().is_empty(), "{template}");
        assert!(check(BOTH[0], &format!("{template}\n{orphan}")).findings().is_empty(), "{template}");
    }
    // What only explains hides nothing, nor does a request.
    for text in ["# from ${TF_VAR}\n", "the CA of ${TEAM}\n"] {
        assert!(
            counted(&check(BOTH[0], &format!("{text}{orphan}"))).contains(&("issuer-missing", 1)),
            "{text}"
        );
    }
    let request = crate::forge::block("CERTIFICATE REQUEST", &[0x30, 0]);
    assert!(counted(&check(BOTH[0], &format!("{orphan}{request}"))).contains(&("issuer-missing", 1)));
    // Another fault does not hide it.
    let indented = format!("  {orphan}");
    assert!(counted(&check(BOTH[0], &indented)).contains(&("issuer-missing", 1)));
}

/// What the authority key identifier asks for besides the name.
#[test]
fn what_of_the_issuer_does_not_fit() {
    let root = Forge::root("Example Root CA").serial(&[2]);
    let name = example("Example Root CA");
    let below = |serial: u8| {
        Forge::intermediate("Example Below CA", &root).with(authority_certificate(&name, &[serial]))
    };
    let check = |certificates: &[&Forge]| {
        let text: String = certificates.iter().map(|forge| forge.pem()).collect();
        check(BOTH[0], &text)
    };
    assert!(check(&[&root, &below(2)]).findings().is_empty());
    let report = check(&[&root, &below(0x1a)]);
    let [finding] = report.findings() else { panic!("one finding: {report:?}") };
    assert!(finding.message().contains("asks for another certificate of"), "{finding}");
    assert_eq!(finding.related()[0].message(), "the same name, but another serial number");
    let help = finding.help().expect("a help");
    assert!(help.contains("with the serial number 1a"), "{help}");

    let odd = root.clone().with(authority_key(&[7; 20]));
    let report = check(&[&odd]);
    let [finding] = report.findings() else { panic!("one finding: {report:?}") };
    assert!(finding.message().contains("names another key identifier than its own"), "{finding}");
    let odd = root.with(authority_certificate(&name, &[7]));
    let report = check(&[&odd]);
    let [finding] = report.findings() else { panic!("one finding: {report:?}") };
    assert!(finding.message().contains("names another serial number than its own"), "{finding}");
}

/// `--unsafe-fixes` moves the self-signed certificate to the front.
#[test]
fn the_order_of_twins_can_be_mended() {
    for text in ["‹cross-signed-root›‹intermediate›‹root›", "‹cross-signed-root›\\n# own\\n‹root›"]
    {
        let body = expand(&format!(r#"{{"customerX509":{{"cas":"{text}"}}}}"#));
        let report = Linter::new().now(NOW).check(&body);
        let [finding] = report.findings() else { panic!("one finding: {:?}", counted(&report)) };
        assert_eq!((finding.rule().name(), finding.level()), ("issuer-missing", Level::Error));
        let mended = finding.fix().expect("a fix").apply(&body).expect("it fits");
        let report = Linter::new().now(NOW).check(&mended);
        assert!(report.findings().is_empty(), "{:?} in {mended}", counted(&report));
    }
}
