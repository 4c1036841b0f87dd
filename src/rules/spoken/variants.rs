//! One text for each thing that can be wrong.

use super::{assert_spoken, heard, literal};
use crate::Linter;
use crate::json::JsonFaultKind;
use crate::ldap::dn::DnFault;
use crate::ldap::host::HostFault;
use crate::ldap::port::Port;
use crate::regex::RegexFault;
use crate::rule::Group;
use crate::rules::tests::expand;
use crate::span::Span;
use crate::x509::bundle::BundleFault;
use crate::x509::pem::{BlockFault, BodyFault, BoundaryFault, Lost, Malformed, Padding, PemFault, Spelling};

/// For each pattern, texts that have such a fault. The patterns cover the type: a new variant does not
/// compile until there is a text for it here.
macro_rules! heard_of_each {
    ($of:ident, $kind:ty, $document:expr, { $($pattern:pat => $text:expr,)+ }) => {{
        let _covered = |kind: &$kind| match kind { $($pattern => {})+ };
        $(
            let document: Vec<u8> = $document($text);
            let found = heard(&document);
            assert!(
                found.$of.iter().any(|kind: &$kind| matches!(kind, $pattern)),
                "no {} in {}: {found:?}", stringify!($pattern), String::from_utf8_lossy(&document)
            );
        )+
    }};
}

#[test]
fn each_fault_of_a_host_has_a_text_and_is_spoken_of() {
    let document = |text: &str| format!(r#"{{"ldap":{{"hostname":{}}}}}"#, literal(text, false)).into_bytes();
    heard_of_each!(host, HostFault, document, {
        HostFault::Empty => "",
        HostFault::Whitespace => " ldap.mycompany.com",
        HostFault::Scheme { .. } => "ldaps://ldap.mycompany.com",
        HostFault::UserInfo => "svc@ldap.mycompany.com",
        HostFault::Port { .. } => "ldap.mycompany.com:636",
        HostFault::Path => "ldap.mycompany.com/dc=example",
        HostFault::List { .. } => "a.example.net,b.example.net",
        HostFault::Quotes { .. } => "'ldap.mycompany.com'",
        HostFault::DistinguishedName => "CN=svc,DC=example,DC=net",
        HostFault::LookAlike { .. } => "ldap.mycomp\u{430}ny.com",
        HostFault::EmptyLabel => "ldap..example.net",
        HostFault::LabelTooLong(_) => &"a".repeat(64),
        HostFault::NameTooLong(_) => &"a.".repeat(140),
        HostFault::EdgeHyphen => "-ldap.mycompany.com",
        HostFault::BadCharacter(_) => "ldap!.example.net",
        HostFault::Underscore => "_ldap._tcp.mycompany.com",
        HostFault::NumericLastLabel => "ldap.example.7",
        HostFault::Ipv4Octet => "192.0.2.256",
        HostFault::Ipv4LeadingZero => "192.0.2.010",
        HostFault::Ipv4OctetCount(_) => "192.0.2",
        HostFault::Ipv6Brackets { .. } => "[2001:db8::1]",
        HostFault::Ipv6Zone => "fe80::1%eth0",
        HostFault::Ipv6Character(_) => "g::1",
        HostFault::Ipv6Group(_) => "2001:db8::12345",
        HostFault::Ipv6EmptyGroup => "2001:db8:::1",
        HostFault::Ipv6Compression => "2001::db8::1",
        HostFault::Ipv6GroupCount(_) => "2001:db8:1",
    });
}

#[test]
fn each_fault_of_a_name_has_a_text_and_is_spoken_of() {
    let document =
        |text: &str| format!(r#"{{"ldap":{{"bindUsername":{}}}}}"#, literal(text, false)).into_bytes();
    heard_of_each!(dn, DnFault, document, {
        DnFault::NoEquals => "svc",
        DnFault::Wrapped(_) => "\"CN=svc,DC=net\"",
        DnFault::EmptyRdn => "CN=svc,,DC=net",
        DnFault::TrailingSeparator(_) => "CN=svc,DC=net,",
        DnFault::ExpectedEquals(_) => "CN=Doe, Jane,DC=net",
        DnFault::LdifPrefix(_) => "dn: CN=svc,DC=net",
        DnFault::BadAttributeType(_) => "=svc,DC=net",
        DnFault::BadCharacter(_) => "CN=a<b,DC=net",
        DnFault::BadEscape(_) => "CN=R\\&D,DC=net",
        DnFault::BadHexString => "CN=#xy,DC=net",
        DnFault::UnclosedQuote => "CN=\"svc,DC=net",
        DnFault::AfterQuotedValue(_) => "CN=\"a\"b,DC=net",
        DnFault::MixedGrammars => "OID.2.5.4.3=svc,OU=a=b",
    });
}

#[test]
fn each_fault_of_an_expression_has_a_text_and_is_spoken_of() {
    let document = |text: &str| {
        let mapping = format!(r#"{{"match":{},"substitution":"CN=a,DC=net"}}"#, literal(text, false));
        format!(r#"{{"ldap":{{"userToDNMapping":[{mapping}]}}}}"#).into_bytes()
    };
    let many = |unit: &str, count: usize| unit.repeat(count);
    heard_of_each!(regex, RegexFault, document, {
        RegexFault::UnmatchedClosingParenthesis => "a)",
        RegexFault::UnclosedParenthesis => "(a",
        RegexFault::UnclosedComment => "a(?#b",
        RegexFault::UnclosedClass => "[a",
        RegexFault::NothingToRepeat => "*a",
        RegexFault::RepeatOutOfOrder { .. } => "a{3,2}",
        RegexFault::RepeatTooBig => "a{65536}",
        RegexFault::RangeOutOfOrder { .. } => "[z-a]",
        RegexFault::RangeOfSet => "[\\w-.]",
        RegexFault::TrailingBackslash => "corp\\",
        RegexFault::UnknownEscape(_) => "corp\\jane",
        RegexFault::ForeignEscape(_) => "\\u0041",
        RegexFault::EscapeInClass(_) => "[\\B]",
        RegexFault::ControlEscape => "\\c",
        RegexFault::CodePointTooLarge => "\\x{110000}",
        RegexFault::Surrogate => "\\x{d800}",
        RegexFault::HexadecimalDigits => "\\x{zz}",
        RegexFault::OctalDigits => "\\o{9}",
        RegexFault::PosixOutsideClass => "[:alpha:]",
        RegexFault::PosixCollating => "[[.a.]]",
        RegexFault::UnknownPosixClass => "[[:letter:]]",
        RegexFault::MalformedProperty => "\\p{L",
        RegexFault::UnknownProperty => "\\p{Letters}",
        RegexFault::UnknownGroup(_) => "(?z)",
        RegexFault::OptionHyphen => "(?i-m-s)",
        RegexFault::DuplicateName { .. } => "(?<n>a)(?<n>b)",
        RegexFault::ConflictingName => "(?|(?<n>a)|(?<m>b))",
        RegexFault::NameStartsWithDigit => "(?<1>a)",
        RegexFault::NameTooLong => &format!("(?<{}>a)", many("n", 129)),
        RegexFault::NameExpected => "(?<>a)",
        RegexFault::UnterminatedName => "(?<user name>a)",
        RegexFault::TooManyNames => &(0..10_001).map(|i| format!("(?<n{i}>)")).collect::<String>(),
        RegexFault::TooManyGroups => &many("()", 65_536),
        RegexFault::GroupNumberTooBig => "(?65536)",
        RegexFault::NoSuchGroup => "(a)\\2",
        RegexFault::RelativeZero => "(a)\\g{-0}",
        RegexFault::ReferenceSyntax => "\\ga",
        RegexFault::RecursionSyntax => "(?Ra)",
        RegexFault::ConditionNotAssertion => "(?(?:a)b)",
        RegexFault::UnclosedCondition => "(?(1a)b)",
        RegexFault::VersionCondition => "(?(VERSION>10.4)a)",
        RegexFault::ConditionBranches => "(a)(?(1)b|c|d)",
        RegexFault::DefineBranches => "(?(DEFINE)a|b)",
        RegexFault::UnknownVerb => "(*users)",
        RegexFault::VerbNeedsName => "(*MARK)",
        RegexFault::VerbNameTooLong => &format!("(*MARK:{})", many("n", 256)),
        RegexFault::KeepOutInLook => "(?=\\K)a",
        RegexFault::LookBehindUnlimited => "(?<=a+)b",
        RegexFault::LookBehindTooLong => "(?<=a{65535}a)b",
        RegexFault::LookBehindTooComplicated => &format!("(?<=a{})b", many("|a", 2500)),
        RegexFault::ByteInLookBehind => "(?<=\\C)a",
        RegexFault::NestedTooDeep => &format!("{}a{}", many("(", 251), many(")", 251)),
        RegexFault::TooLarge => &many("a", 40_000),
    });
}

#[test]
fn each_fault_of_a_bundle_has_a_text_and_is_spoken_of() {
    let document = |text: &str| expand(&format!(r#"{{"customerX509":{{"cas":"{text}"}}}}"#)).into_bytes();
    heard_of_each!(bundle, BundleFault, document, {
        BundleFault::Pem(PemFault::Body(BodyFault::ForeignCharacter(_))) => "‹root; MIIB⇒MI!IB›",
        BundleFault::Pem(PemFault::Body(BodyFault::Invisible(_))) => "‹root; MIIB⇒MI\u{a0}IB›",
        BundleFault::Pem(PemFault::Body(BodyFault::Spelling(Spelling::UrlSafe, _))) => "‹root; K/M⇒K_M›",
        BundleFault::Pem(PemFault::Body(BodyFault::Spelling(Spelling::Entities, _))) => "‹root; K/M⇒K&sol;M›",
        BundleFault::Pem(PemFault::Body(BodyFault::Spelling(Spelling::Percent, _))) => "‹root; K/M⇒K%2FM›",
        BundleFault::Pem(PemFault::Body(BodyFault::Spelling(Spelling::Slashes, _))) => r"‹root; K/M⇒K\\/M›",
        BundleFault::Pem(PemFault::Body(BodyFault::Spelling(Spelling::Blanks, _))) => "‹root2; +⇒ ›",
        BundleFault::Pem(PemFault::Body(BodyFault::Padding(Padding::Missing(_)))) => "‹leaf; ==⇒=›",
        BundleFault::Pem(PemFault::Body(BodyFault::Padding(Padding::Excess))) => "‹leaf; ==⇒===›",
        BundleFault::Pem(PemFault::Body(BodyFault::Padding(Padding::Inside))) => "‹root; MIIB⇒MII=›",
        BundleFault::Pem(PemFault::Body(BodyFault::Padding(Padding::Incomplete))) => "‹leaf; ==⇒AAA›",
        BundleFault::Pem(PemFault::Body(BodyFault::BlankLines(_))) => "‹root; MIIB⇒MIIB\\n\\n›",
        BundleFault::Pem(PemFault::Body(BodyFault::Header)) => "‹root; MIIB⇒Proc-Type: 4,ENCRYPTED\\nMIIB›",
        BundleFault::Pem(PemFault::Body(BodyFault::Empty)) =>
            "-----BEGIN CERTIFICATE-----\\n-----END CERTIFICATE-----",
        BundleFault::Pem(PemFault::Block(BlockFault::Unterminated(_))) => "‹root; -----END CERTIFICATE-----⇒›",
        BundleFault::Pem(PemFault::Block(BlockFault::StrayEnd(_))) => "‹root; -----BEGIN CERTIFICATE-----⇒›",
        BundleFault::Pem(PemFault::Block(BlockFault::LabelMismatch(_))) => "‹root; END CERTIFICATE⇒END X509›",
        BundleFault::Pem(PemFault::Boundary(BoundaryFault::Malformed(Malformed::DashKind, _))) => "‹root; -----BEGIN⇒—BEGIN›",
        BundleFault::Pem(PemFault::Boundary(BoundaryFault::Malformed(Malformed::Keyword, _))) => "‹root; -----END⇒-----BEGIN›",
        BundleFault::Pem(PemFault::Boundary(BoundaryFault::Malformed(Malformed::Case, _))) => "‹root; BEGIN⇒begin›",
        BundleFault::Pem(PemFault::Boundary(BoundaryFault::Malformed(Malformed::DashCount(_), _))) => "‹root; -----BEGIN⇒----BEGIN›",
        BundleFault::Pem(PemFault::Boundary(BoundaryFault::Malformed(Malformed::Blanks, _))) => "‹root; BEGIN⇒ BEGIN ›",
        BundleFault::Pem(PemFault::Boundary(BoundaryFault::Text(_))) => "‹root; E-----⇒E-----,›",
        BundleFault::Pem(PemFault::Boundary(BoundaryFault::Indent(_))) => " ‹root›",
        BundleFault::Pem(PemFault::Boundary(BoundaryFault::HiddenByMark(_))) => "\u{feff}\u{feff}‹root›",
        BundleFault::Pem(PemFault::Boundary(BoundaryFault::Margin(_))) => "> ‹root; \\n⇒\\n> ›",
        BundleFault::Pem(PemFault::Boundary(BoundaryFault::Between)) => "‹root; END CERTIFICATE-----\\n⇒END CERTIFICATE-----, ›‹root2›",
        BundleFault::Pem(PemFault::Boundary(BoundaryFault::MissingBreakBefore)) => "‹root; E-----\\nMII⇒E-----MII›",
        BundleFault::Pem(PemFault::Boundary(BoundaryFault::MissingBreakAfter)) => "‹leaf; \\n-----END⇒-----END›",
        BundleFault::Pem(PemFault::EscapedNewlines(_)) => "‹root; \\n⇒\\\\n›",
        BundleFault::Pem(PemFault::LostNewlines(Lost::Blanks, _)) => "‹root; \\n⇒ ›",
        BundleFault::Pem(PemFault::LostNewlines(Lost::Nothing, _)) => "‹root; \\n⇒›",
        BundleFault::Pem(PemFault::LostNewlines(Lost::CarriageReturns, _)) => "‹root; \\n⇒\\r›",
        BundleFault::Pem(PemFault::LostNewlines(Lost::Separators, _)) => "‹root; \\n⇒\u{2028}›",
        BundleFault::Pem(PemFault::LostNewlines(Lost::Percent, _)) => "‹root; \\n⇒%0D%0A›",
        BundleFault::Pem(PemFault::LostNewlines(Lost::Other, _)) => "‹root; \\n⇒,›",
        BundleFault::Pem(PemFault::Unarmored) => &"MIIB".repeat(30),
        BundleFault::Der { .. } => "‹root; MIIB⇒MIIC›",
    });
}

#[test]
fn each_fault_of_json_has_a_text_and_is_spoken_of() {
    let document = |bytes: &[u8]| bytes.to_vec();
    heard_of_each!(json, JsonFaultKind, document, {
        JsonFaultKind::Empty => b" \n",
        JsonFaultKind::Utf16 => b"{\0}\0",
        JsonFaultKind::Utf32 => b"{\0\0\0}\0\0\0",
        JsonFaultKind::NotUtf8 => b"{\"a\":\"\xff\"}",
        JsonFaultKind::Nul => b"{\"a\":\0}",
        JsonFaultKind::LoneSurrogate => br#"{"a":"\ud83d"}"#,
        JsonFaultKind::NotJson => b"ldap:\n  port: 636\n",
        JsonFaultKind::RawLineBreak => b"{\"a\":\"b\nc\"}",
        JsonFaultKind::RawControl(_) => b"{\"a\":\"b\tc\"}",
        JsonFaultKind::BadEscape => br#"{"a":"\x"}"#,
        JsonFaultKind::UnterminatedString => br#"{"a":"b}"#,
        JsonFaultKind::TrailingComma => br#"{"a":1,}"#,
        JsonFaultKind::ExtraComma => br#"{"a":1,,"b":2}"#,
        JsonFaultKind::Comment => b"{ // one\n}",
        JsonFaultKind::SingleQuotes => b"{'a':1}",
        JsonFaultKind::SmartQuotes => "{“a”:1}".as_bytes(),
        JsonFaultKind::Placeholder { .. } => br#"{"a":${PORT}}"#,
        JsonFaultKind::StandsForBody => b"{ <Payload> }",
        JsonFaultKind::NotANumber => br#"{"a":NaN}"#,
        JsonFaultKind::ForeignLiteral => br#"{"a":True}"#,
        JsonFaultKind::CutShort(_) => br#"{"a":tru}"#,
        JsonFaultKind::BadNumber => br#"{"a":0636}"#,
        JsonFaultKind::UnquotedKey => b"{a:1}",
        JsonFaultKind::UnquotedString => br#"{"a":b}"#,
        JsonFaultKind::MissingColon => br#"{"a" 1}"#,
        JsonFaultKind::MissingValue => br#"{"a":}"#,
        JsonFaultKind::MissingComma => br#"{"a":1 "b":2}"#,
        JsonFaultKind::Unclosed(..) => br#"{"a":1"#,
        JsonFaultKind::Mismatched(_) => br#"{"a":1]"#,
        JsonFaultKind::SecondDocument => b"{} {}",
        JsonFaultKind::TrailingText => b"{} x",
        JsonFaultKind::Unexpected(_) => b"{\"a\":\xc2\xa0 1}",
    });
}

#[test]
fn each_port_that_is_none_has_a_text_and_is_spoken_of() {
    let document = |text: &str| format!(r#"{{"ldap":{{"port":{text}}}}}"#).into_bytes();
    heard_of_each!(port, Port, document, {
        Port::Valid(_) => "636",
        Port::OutOfRange(_) => "70000",
        Port::NotInteger { .. } => "636.5",
        Port::BeyondInt32 => "99999999999",
    });
}

#[test]
fn a_fault_that_nobody_speaks_of_would_be_noticed() {
    let silent = std::panic::catch_unwind(|| {
        let report = Linter::new().check(r#"{"ldap":{"hostname":"ldap..example.net","port":0}}"#);
        assert_spoken(&report, "a fault of the port", Span::new(43, 47), &[Group::Dn]);
    });
    assert!(silent.is_err());
}
