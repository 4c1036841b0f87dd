//! Texts that are read as they were meant.

use super::*;

#[test]
fn lost_newlines_are_the_only_fault() {
    let both = format!("{ROOT}{LEAF}");
    for (instead, how) in [
        (" ", Lost::Blanks),
        ("", Lost::Nothing),
        ("\r", Lost::CarriageReturns),
        ("\u{2028}", Lost::Separators),
        ("\u{85}", Lost::Separators),
        ("%0A", Lost::Percent),
        ("%0d%0a", Lost::Percent),
    ] {
        for text in [both.replace('\n', instead), both.trim_end().replace('\n', instead)] {
            let found = PemText::scan(&text);
            assert_eq!(
                faults(&text).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>(),
                [lost(how)],
                "{text}"
            );
            let ders: Vec<_> = found.blocks.iter().map(|block| block.der.clone()).collect();
            assert_eq!(ders, [der(ROOT), der(LEAF)]);
            assert_eq!(mended(&text).trim_end(), both.trim_end(), "{text}");
        }
    }
    let spaces = ROOT.trim_end().replace('\n', " ");
    one(&spaces, lost(Lost::Blanks), &spaces);
    one(&format!("{spaces}\n{LEAF}"), lost(Lost::Blanks), &spaces);
    let wide = spaces.replacen("=", "= ", 1).replace(" M", "  M");
    for text in [&spaces, &wide] {
        assert_eq!(mended(text).trim_end(), ROOT.trim_end(), "{text}");
    }
    let joined = ROOT.replace('\n', "");
    one(&joined, lost(Lost::Nothing), &joined);
    // What stood on lines of its own gets them back.
    let text = format!("subject: x\n{ROOT}subject: y\n{LEAF}").replace('\n', " ");
    assert_eq!(faults(&text).len(), 1);
    assert_eq!(mended(&text), format!("subject: x\n{ROOT}subject: y\n{LEAF}"));
    // Amidst base64 a carriage return is white space.
    whole(&both.replace("\nA1UE", "\rA1UE"));
    // All of it was encoded.
    let text = both.replace('\n', "%0A").replace(' ', "%20").replace('/', "%2F").replace('=', "%3D");
    assert_eq!(faults(&text), [(lost(Lost::Percent), "%0A")]);
    assert_eq!(mended(&text), both);
    // OpenSSL takes this for one BEGIN with a strange label.
    let line = format!("{BEGIN} foo {END}");
    one(&format!("{line}\n{ROOT}"), lost(Lost::Blanks), &line);
}

#[test]
fn misspelt_boundaries_are_boundaries() {
    let both = format!("{ROOT}{LEAF}");
    for (from, to, how) in [
        ("-----BEGIN", "----BEGIN", Malformed::DashCount(4)),
        ("-----BEGIN", "------BEGIN", Malformed::DashCount(6)),
        ("-----END", "----END", Malformed::DashCount(4)),
        ("-----END", "------END", Malformed::DashCount(6)),
        ("-----BEGIN", "BEGIN", Malformed::DashCount(0)),
        ("CERTIFICATE-----\nM", "CERTIFICATE----\nM", Malformed::DashCount(4)),
        ("CERTIFICATE-----\nM", "CERTIFICATE------\nM", Malformed::DashCount(6)),
        ("CERTIFICATE-----\nM", "CERTIFICATE\nM", Malformed::DashCount(0)),
        ("-----END CERTIFICATE-----", "-----END CERTIFICATE", Malformed::DashCount(0)),
        ("-----END CERTIFICATE-----", "END CERTIFICATE", Malformed::DashCount(0)),
        ("-----BEGIN", "\u{2014}\u{2014}-BEGIN", Malformed::DashKind),
        ("-----BEGIN", "\u{2013}\u{2013}\u{2013}BEGIN", Malformed::DashKind),
        ("-----BEGIN", "-----begin", Malformed::Case),
        ("BEGIN CERTIFICATE", "BEGIN Certificate", Malformed::Case),
        ("END CERTIFICATE", "End Certificate", Malformed::Case),
        ("-----BEGIN", "----- BEGIN", Malformed::Blanks),
        ("BEGIN CERTIFICATE", "BEGIN  CERTIFICATE", Malformed::Blanks),
        ("BEGIN CERTIFICATE", "BEGIN CERTIFICATE ", Malformed::Blanks),
        ("BEGIN CERTIFICATE", "BEGINCERTIFICATE", Malformed::Blanks),
        ("BEGIN CERTIFICATE", "BEGIN\u{a0}CERTIFICATE", Malformed::Blanks),
        ("END CERTIFICATE", "END_CERTIFICATE", Malformed::Blanks),
    ] {
        let text = both.replacen(from, to, 1);
        let found = PemText::scan(&text);
        let kinds: Vec<_> = faults(&text).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [malformed(how)], "{text}");
        let ders: Vec<_> = found.blocks.iter().map(|block| block.der.clone()).collect();
        assert_eq!(ders, [der(ROOT), der(LEAF)], "{text}");
        assert!(found.blocks[0].is_near_miss && !found.blocks[1].is_near_miss);
        assert_eq!(mended(&text), both, "{text}");
    }
    // What may be base64 is that.
    let text =
        "-----BEGIN CERTIFICATE-----\nAAAA\nbegincertificate\nENDCERTIFICATE++\n-----END CERTIFICATE-----\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n"), text.replace('\n', " \t\n")] {
        assert_eq!((faults(&text), PemText::scan(&text).blocks.len()), (Vec::new(), 1), "{text:?}");
    }
    // What only looks a little like one is text.
    for text in ["-- begin certificate --", "* begin", "The end certificate", "- BEGIN CERTIFICATE"] {
        whole(&format!("{text}\n{both}"));
        whole(&format!("{ROOT}{text}\n{LEAF}"));
    }
}

#[test]
fn of_private_keys_nothing_is_said() {
    let key = |body: &str| {
        let label = concat!("PRIVATE", " KEY");
        format!("-----BEGIN {label}-----\n{body}-----END {label}-----\n")
    };
    for text in [
        key("A!\n"),
        key(""),
        format!("  {}", key("AAAA\n")),
        key("AAAA\n").replace("-----BEGIN", "----BEGIN"),
        key("AAAA\n").replace("-----END", "-----end"),
        key("AAAA\n").replace('\n', "\\n"),
        key("MIIBMIIBMIIBMIIBMIIB\n").replace('\n', " "),
        key("MIIBMIIBMIIBMIIBMIIB\n").split("-----END").next().unwrap().to_owned(),
    ] {
        assert_eq!(faults(&text), [], "{text}");
        assert_eq!(PemText::scan(&text).remarks, []);
    }
    assert!(PemText::scan(&key("AAAA\n")).blocks[0].is_private_key());
}

#[test]
fn bare_base64_is_recognised() {
    let root = base64(ROOT);
    for text in [root.clone(), wrap(&root, 64), format!("data:application/x-x509;base64,{root}")] {
        assert_eq!(faults(&text).first().map(|(kind, _)| kind.clone()), Some(PemFault::Unarmored));
        let bare = PemText::scan(&text).bare.unwrap();
        assert_eq!(bare.content, BareContent::Certificates(ROOT.to_owned()));
    }
    let both = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, [der(ROOT), der(LEAF)].concat());
    assert_eq!(
        PemText::scan(&both).bare.unwrap().content,
        BareContent::Certificates(format!("{ROOT}{LEAF}"))
    );
    let pem = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, ROOT);
    assert_eq!(PemText::scan(&pem).bare.unwrap().content, BareContent::Pem(ROOT.to_owned()));
    let part = root.get(..200).unwrap();
    assert_eq!(PemText::scan(part).bare.unwrap().content, BareContent::Other(None));
    let key = base64::Engine::encode(
        &base64::prelude::BASE64_STANDARD,
        format!("-----BEGIN PRIVATE {}-----\n{}", "KEY", "A".repeat(99)),
    );
    assert_eq!(PemText::scan(&key).bare.unwrap().content, BareContent::PrivateKey);
    assert_eq!(PemText::scan(&key).faults, []);
    for text in [
        "",
        "MIIB",
        "/etc/ssl/ca.pem",
        "Mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm",
    ] {
        assert_eq!(PemText::scan(text).bare, None);
    }
}

#[test]
fn certificates_within_something_else() {
    let around = |text: &str| match Instead::of(text) {
        Instead::Around(around) => (around.kind, around.pem, around.is_one),
        other => panic!("{text} {other:?}"),
    };
    let encoded = |text: &str| base64::Engine::encode(&base64::prelude::BASE64_STANDARD, text);
    let (root, leaf) = (base64(ROOT), base64(LEAF));
    let one = |kind| (kind, ROOT.to_owned(), true);
    for text in [
        format!("tls.crt: {}\ntype: Opaque\n", encoded(ROOT)),
        format!(
            "data:\n  ca.crt: >-\n    {}\nkind: Secret\n",
            wrap(&encoded(ROOT), 76).trim_end().replace('\n', "\n    ")
        ),
        format!("{{\"data\":{{\"ca.crt\":\"{}\"}}}}", encoded(ROOT)),
    ] {
        assert_eq!(around(&text), one(AroundKind::Secret), "{text}");
    }
    assert_eq!(around(&format!("\"x5c\":[\"{root}\"]")), one(AroundKind::Jwk));
    assert_eq!(around(&format!("[\"{root}\"]")), one(AroundKind::Other));
    let both = (AroundKind::Jwk, format!("{LEAF}{ROOT}"), false);
    assert_eq!(around(&format!("{{\"x5c\": [\"{leaf}\",\n\"{root}\"]}}")), both);
    for body in [root.clone(), format!("\n{}", wrap(&root, 64))] {
        let text = format!("<ds:X509Certificate>{body}</ds:X509Certificate>");
        assert_eq!(around(&text), one(AroundKind::Xml), "{text}");
    }
    let hex = |between: &str| der(ROOT).iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(between);
    for text in [hex(""), hex(":"), hex(" ").to_uppercase(), format!("0x{}", hex(""))] {
        assert_eq!(Instead::of(&text), Instead::Hex(ROOT.to_owned()));
    }
    for twice in [encoded(&encoded(ROOT)), encoded(&root)] {
        assert_eq!(PemText::scan(&twice).bare.unwrap().content, BareContent::Twice(ROOT.to_owned()));
    }
    let secret = format!("tls.crt: {}\ntls.key: {}\n", encoded(ROOT), key());
    assert_eq!(Instead::of(&secret), Instead::PrivateKey);
    for text in ["the CA of the clients".to_owned(), "MIIB ".repeat(99), "A".repeat(999), "30".repeat(99)] {
        assert_eq!(Instead::of(&text), Instead::Text);
    }
}

/// OpenSSL takes none of them.
#[test]
fn blanks_that_were_a_plus() {
    let blanks = |pem: &str| {
        let body = pem.strip_prefix(BEGIN).unwrap();
        format!("{BEGIN}{}", body.split(END).next().unwrap().replace('+', " ")) + END + "\n"
    };
    let root2 = include_str!("../../../../tests/certificates/root2.pem");
    let mangled = blanks(root2);
    let spelt = || body(BodyFault::Spelling(Spelling::Blanks, Vec::new()));
    let at_ends = blanks(&block(&wrap(&base64(root2), base64(root2).find('+').unwrap() + 1)));
    for text in [mangled.clone(), mangled.replace('\n', "\r\n"), mangled.replace('\n', "\n  "), at_ends] {
        let found = faults(&text);
        let kinds: Vec<_> = found.into_iter().map(|(kind, _)| kind).filter(|kind| *kind == spelt()).collect();
        assert_eq!(kinds.len(), 1, "{text}");
        assert_eq!(PemText::scan(&text).blocks.first().unwrap().der, der(root2), "{text}");
    }
    // Cut off, and indented as well.
    assert_eq!(faults(&block(&format!("  {}", wrap(base64(ROOT).get(..400).unwrap(), 64)))), []);
}

/// The outline of a PKCS #8 key, without a key.
fn key() -> String {
    let random: Vec<u8> = (0..600_u32).map(|i| u8::try_from(i * i * 7 % 251).unwrap()).collect();
    let head = [0x30, 0x82, 0x02, 0x5f, 2, 1, 0, 0x30, 0, 4, 0x82, 0x02, 0x58];
    base64::Engine::encode(&base64::prelude::BASE64_STANDARD, [head.as_slice(), &random].concat())
}

#[test]
fn a_bare_private_key_besides_a_certificate_is_no_lost_certificate() {
    for key in [key(), wrap(&key(), 64), wrap(&key(), 76)] {
        assert_eq!(faults(&format!("{ROOT}{key}")), [], "{key}");
        assert_eq!(faults(&format!("{key}\n{ROOT}")), [], "{key}");
    }
    let text = format!("{ROOT}{}\n{}", wrap(&key(), 64), wrap(&base64(LEAF), 64));
    let lost = faults(&text);
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert_eq!(lost.first().unwrap().0, PemFault::Unarmored);
}

#[test]
fn bodies_are_read_as_they_were_meant() {
    let both = format!("{ROOT}{LEAF}");
    let ders =
        |text: &str| -> Vec<_> { PemText::scan(text).blocks.into_iter().map(|block| block.der).collect() };
    for (from, to, kind) in [
        ("K/M", "K_M", BodyFault::Spelling(Spelling::UrlSafe, Vec::new())),
        ("K/M", "K&#47;M", BodyFault::Spelling(Spelling::Entities, Vec::new())),
        ("K/M", "K\\/M", BodyFault::Spelling(Spelling::Slashes, Vec::new())),
        ("K/M", "K\\\\/M", BodyFault::Spelling(Spelling::Slashes, Vec::new())),
        ("K/M", "K%2fM", BodyFault::Spelling(Spelling::Percent, Vec::new())),
        ("K/M", "K/\u{a0}M", BodyFault::Invisible(Vec::new())),
        ("K/M", "K/\u{200b}M", BodyFault::Invisible(Vec::new())),
        ("\nA1UE", "\n\nA1UE", BodyFault::BlankLines(Vec::new())),
        ("-----\nM", "-----\nProc-Type: 4,ENCRYPTED\n\nM", BodyFault::Header),
        ("==", "", BodyFault::Padding(Padding::Missing(2))),
    ] {
        let text = both.replacen(from, to, 1);
        let kinds: Vec<_> = faults(&text).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [body(kind)], "{text}");
        assert_eq!(ders(&text), [der(ROOT), der(LEAF)], "{text}");
    }
}
