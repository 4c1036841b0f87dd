//! Bundles that were mangled as people and tools mangle them, and what the safe fixes make of them.

use proptest::prelude::*;
use proptest::sample::select;

use crate::json::Data;
use crate::payload::Payload;
use crate::rules::tests::NOW;
use crate::source::{MAX_INPUT, Source};
use crate::spec::Kind;
use crate::x509::pem::PemText;
use crate::{Finding, Linter, Report, Safety};

const FILES: [&str; 3] = [
    include_str!("../../../tests/certificates/root.pem"),
    include_str!("../../../tests/certificates/root2.pem"),
    include_str!("../../../tests/certificates/self-signed-leaf.pem"),
];

/// How a text gets mangled: what is replaced by what, everywhere or at first.
#[derive(Clone, Copy, Debug)]
struct Mangle(&'static str, &'static str, usize);

const ALL: usize = usize::MAX;

/// What happens to a whole text on its way.
const TEXTS: &[Mangle] = &[
    Mangle("\n", "\\n", ALL),
    Mangle("\n", "\\r\\n", ALL),
    Mangle("\n", "\\\\n", ALL),
    Mangle("\n", " ", ALL),
    Mangle("\n", "", ALL),
    Mangle("\n", "\r", ALL),
    Mangle("\n", "\u{2028}", ALL),
    Mangle("\n", "%0A", ALL),
    Mangle("\n", "\n    ", ALL),
    Mangle("\n", "\n\n", ALL),
    Mangle("\n", "\r\n", ALL),
    Mangle("\n", "\r\r\n", ALL),
];

/// What stands before each line, or behind it, or instead of the line breaks.
const LINES: &[Mangle] = &[
    Mangle("\n", "\n\r", ALL),
    Mangle("\n", ",\n", ALL),
    Mangle("\n", "\\\n", ALL),
    Mangle("\n", "\u{a0}\n", ALL),
    Mangle("\n", "<br>\n", ALL),
    Mangle("\n", "\n> ", ALL),
    Mangle("\n", "\n  | ", ALL),
    Mangle("\n", "\n\u{feff}", ALL),
    Mangle("\n", "\",\n  \"", ALL),
    Mangle("\n", "\\n\" +\n\"", ALL),
    Mangle("\n", "\",\"", ALL),
    Mangle("\n", "<br>", ALL),
    Mangle("\n", "&#10;", ALL),
    Mangle("\n", ";", ALL),
    Mangle("\n", "\u{b}", ALL),
];

/// What happens to parts of it.
const PARTS: &[Mangle] = &[
    Mangle("TE-----\nM", "TE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nM", 1),
    Mangle("-----END CERTIFICATE-----", "-----END CERTIFICATE-----,", ALL),
    Mangle("-----END CERTIFICATE-----\n", "-----END CERTIFICATE-----", 1),
    Mangle("-----BEGIN", "\"-----BEGIN", ALL),
    Mangle("-----BEGIN", "----BEGIN", 1),
    Mangle("-----END", "------END", 1),
    Mangle("-----", "\u{2014}", ALL),
    Mangle("-----", "\u{2013}\u{2013}\u{2013}\u{2013}\u{2013}", ALL),
    Mangle("BEGIN CERTIFICATE", "begin certificate", 1),
    Mangle("CERTIFICATE-", "CERTIFICATE -", ALL),
    Mangle("CERTIFICATE", "X509 CERTIFICATE", ALL),
    Mangle("/", "_", ALL),
    Mangle("/", "&#47;", ALL),
    Mangle("/", "\\/", ALL),
    Mangle("+", "%2B", ALL),
    Mangle("+", " ", ALL),
    Mangle("IB", "I\u{a0}B", 1),
    Mangle("IB", "I\u{200b}B", ALL),
    Mangle("=\n", "\n", ALL),
    Mangle("\n-----END", "=\n-----END", 1),
    Mangle("-----BEGIN", "\u{feff}\u{feff}-----BEGIN", 1),
    Mangle("-----BEGIN", "\u{feff}-----BEGIN", ALL),
];

impl Mangle {
    fn of(self, text: &str) -> String {
        text.replacen(self.0, self.1, self.2)
    }
}

fn body(text: &str) -> String {
    format!(r#"{{"customerX509":{{"cas":{}}}}}"#, serde_json::Value::from(text))
}

fn check(body: &str) -> Report {
    Linter::new().now(NOW).check(body)
}

/// The value after all safe fixes, one after the other.
fn mended(text: &str) -> Result<String, TestCaseError> {
    let mut body = body(text);
    for _ in 0..30 {
        let report = check(&body);
        let fixes = report.findings().iter().filter_map(Finding::fix);
        let Some(fix) = fixes.into_iter().find(|fix| fix.safety == Safety::Safe) else {
            let source = Source::new(body.as_bytes(), Kind::Patch, MAX_INPUT);
            let payload = Payload::new(source.document(), Kind::Patch, false);
            let members: Vec<_> = payload.members().collect();
            let texts = members.iter().find_map(|(member, _)| match &member.value.data {
                Data::String(text) => Some(text.as_str().to_owned()),
                _ => None,
            });
            return texts.ok_or_else(|| TestCaseError::fail("no value is left"));
        };
        body = fix.apply(&body).ok_or_else(|| TestCaseError::fail("a fix that fits"))?;
    }
    Err(TestCaseError::fail("fixes without an end"))
}

/// The certificates of a text without faults.
fn ders(text: &str) -> Vec<Vec<u8>> {
    let found = PemText::scan(text);
    assert_eq!(found.faults, [], "{text}");
    found.blocks.into_iter().map(|block| block.der.into_inner()).collect()
}

#[test]
fn what_stands_on_each_line_is_one_fault() {
    let of_json = |text: &str| {
        [
            serde_json::Value::from(text).to_string(),
            serde_json::Value::from(vec![text]).to_string(),
            serde_json::json!({ "Certificate": text }).to_string(),
            serde_json::json!({ "Certificate": text.trim_end() }).to_string(),
            format!("{:#}", serde_json::json!({ "Certificate": text })),
            serde_json::Value::from(text.lines().collect::<Vec<_>>()).to_string(),
            format!("const ca =\n  \"{}\";", text.trim_end().replace('\n', "\\n\" +\n  \"")),
            format!("-----BEGIN {}", text.trim_start_matches("-----BEGIN ").replace('\n', "\n> ")),
        ]
    };
    // The third is no CA, of which there is something else to say.
    for count in 1..=2 {
        let good: String = FILES.into_iter().take(count).collect();
        let mangled = LINES.iter().map(|mangle| mangle.of(&good)).chain(of_json(&good));
        for mangled in mangled {
            let report = check(&body(&mangled));
            let weighs = report.findings().iter().filter(|finding| finding.level() >= crate::Level::Warning);
            assert_eq!(weighs.count(), 1, "{mangled}\n{:?}", report.findings());
            assert_eq!(ders(&mended(&mangled).unwrap()), ders(&good), "{mangled}");
        }
    }
}

/// What stands between two blocks on their line is said to stand there.
#[test]
fn what_is_between_an_end_and_a_begin() {
    let [root, other] = [FILES[0].trim_end(), FILES[1]];
    for (between, what) in
        [(",", "`,` between an END and the next BEGIN"), ("", "no line break between an END and this BEGIN")]
    {
        let text = format!("{root}{between}{other}");
        assert_eq!(ders(&mended(&text).unwrap()), ders(&format!("{root}\n{other}")));
        let report = check(&body(&text));
        let found = report.findings().iter().find(|finding| finding.message().contains(what));
        let fix = found.and_then(Finding::fix).unwrap_or_else(|| panic!("{:?}", report.findings()));
        // At once, and not by what is found then.
        assert_eq!(fix.edits.iter().map(|edit| &*edit.text).collect::<Vec<_>>(), ["\\n"]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn safe_fixes_bring_the_certificates_back(
        count in 1_usize..=3,
        parts in prop::collection::vec(select(PARTS), 0..=1),
        texts in prop::collection::vec(select(TEXTS), 0..=1),
    ) {
        // Where a header ends nobody can tell any more.
        let has_headers = parts.iter().any(|part| part.1.contains("Proc-Type"));
        prop_assume!(!has_headers || texts.iter().all(|text| !text.1.trim().is_empty() || text.1.contains('\n')));
        // And nor, on one line, which blank was a plus.
        let has_blanks = parts.iter().any(|part| part.1 == " ");
        prop_assume!(!has_blanks || texts.iter().all(|text| !text.1.trim_matches(' ').is_empty()));
        let good: String = FILES.into_iter().take(count).collect();
        let mangled = parts.iter().chain(&texts).fold(good.clone(), |text, mangle| mangle.of(&text));
        let mended = mended(&mangled)?;
        let found = PemText::scan(&mended);
        prop_assert_eq!(&found.faults, &[], "{}\n{}", mangled, mended);
        let expected = ::pem::parse_many(&good).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let expected: Vec<_> = expected.into_iter().map(::pem::Pem::into_contents).collect();
        let own: Vec<_> = found.blocks.into_iter().map(|block| block.der).collect();
        prop_assert_eq!(own, expected, "{}\n{}", mangled, mended);
    }
}
