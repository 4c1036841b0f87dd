//! What each text was seen to do in OpenSSL 3.0 (`SSL_load_client_CA_file` and
//! `SSL_CTX_load_verify_locations`) is said where the case stands.

mod meant;

use super::*;

const ROOT: &str = include_str!("../../../tests/certificates/root.pem");
/// Its base64 ends with two padding characters.
const LEAF: &str = include_str!("../../../tests/certificates/leaf.pem");

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The base64 of a certificate, on one line.
fn base64(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

fn wrap(base64: &str, width: usize) -> String {
    let lines: Vec<_> =
        base64.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("{}\n", lines.join("\n"))
}

fn block(body: &str) -> String {
    format!("{BEGIN}\n{body}{END}\n")
}

fn der(pem: &str) -> Vec<u8> {
    ::pem::parse(pem).unwrap().into_contents()
}

/// The faults of a text, with the text that each is about.
fn faults(text: &str) -> Vec<(PemFault, &str)> {
    let found = PemText::scan(text);
    found.faults.into_iter().map(|fault| (plain(fault.kind), text.get(fault.at).unwrap())).collect()
}

/// A fault without the places and texts that it carries.
fn plain(kind: PemFault) -> PemFault {
    match kind {
        PemFault::Body(BodyFault::Invisible(_)) => PemFault::Body(BodyFault::Invisible(Vec::new())),
        PemFault::Body(BodyFault::Spelling(how, _)) => PemFault::Body(BodyFault::Spelling(how, Vec::new())),
        PemFault::Body(BodyFault::BlankLines(_)) => PemFault::Body(BodyFault::BlankLines(Vec::new())),
        PemFault::Block(BlockFault::Unterminated(_)) => PemFault::Block(BlockFault::Unterminated(None)),
        PemFault::Block(BlockFault::StrayEnd(_)) => PemFault::Block(BlockFault::StrayEnd(None)),
        PemFault::Block(BlockFault::LabelMismatch(_)) => {
            PemFault::Block(BlockFault::LabelMismatch(String::new()))
        }
        PemFault::Boundary(BoundaryFault::Malformed(how, _)) => malformed(how),
        PemFault::Boundary(BoundaryFault::Text(_)) => boundary(BoundaryFault::Text(Place::BeforeBegin)),
        PemFault::Boundary(BoundaryFault::Indent(_)) => boundary(BoundaryFault::Indent(Side::Begin)),
        PemFault::Boundary(BoundaryFault::HiddenByMark(_)) => {
            boundary(BoundaryFault::HiddenByMark(Side::Begin))
        }
        PemFault::LostNewlines(how, _) => lost(how),
        PemFault::EscapedNewlines(_) => PemFault::EscapedNewlines(Vec::new()),
        other => other,
    }
}

fn malformed(how: Malformed) -> PemFault {
    PemFault::Boundary(BoundaryFault::Malformed(how, String::new()))
}

fn lost(how: Lost) -> PemFault {
    PemFault::LostNewlines(how, Vec::new())
}

/// The text with what a fault about newlines, or about a boundary, would have there instead.
fn mended(text: &str) -> String {
    let mut spells: Vec<(Range<usize>, String)> = Vec::new();
    for fault in PemText::scan(text).faults {
        match fault.kind {
            PemFault::EscapedNewlines(all) | PemFault::LostNewlines(_, all) => {
                spells.extend(all.into_iter().map(|spell| (spell.at, spell.with.to_owned())));
            }
            PemFault::Boundary(BoundaryFault::Malformed(_, canonical)) => spells.push((fault.at, canonical)),
            kind => panic!("{kind:?}"),
        }
    }
    spells.sort_by_key(|(at, _)| at.start);
    let mut mended = text.to_owned();
    for (at, with) in spells.into_iter().rev() {
        mended.replace_range(at, &with);
    }
    mended
}

/// Asserts that OpenSSL takes the text whole: both certificates.
fn whole(text: &str) {
    let found = PemText::scan(text);
    assert_eq!(found.faults, [], "{text}");
    let ders: Vec<_> = found.blocks.iter().filter(|b| b.is_certificate()).map(|b| b.der.clone()).collect();
    assert_eq!(ders, [der(ROOT), der(LEAF)], "{text}");
}

/// Asserts that a text has exactly one fault, and at what.
fn one(text: &str, kind: PemFault, at: &str) {
    assert_eq!(faults(text), [(kind, at)], "{text}");
}

fn body(kind: BodyFault) -> PemFault {
    PemFault::Body(kind)
}

fn boundary(kind: BoundaryFault) -> PemFault {
    PemFault::Boundary(kind)
}

#[test]
fn what_openssl_takes_is_no_fault() {
    let both = format!("{ROOT}{LEAF}");
    whole(&both);
    whole(both.trim_end());
    whole(&both.replace('\n', "\r\n"));
    whole(&format!("subject: x\n\n# y\n{ROOT}issuer=C:\\new\nz\n{LEAF}the end"));
    for width in [1, 10, 63, 65, 76, 253, 254, 255, 10_000] {
        whole(&format!("{}{LEAF}", block(&wrap(&base64(ROOT), width))));
    }
    // White space at the ends of lines, and within bodies.
    whole(&both.replace('\n', " \t \n"));
    whole(&format!(
        "{BEGIN}{}\n{}{END}{}\n{LEAF}",
        " ".repeat(300),
        wrap(&base64(ROOT), 64),
        " ".repeat(300)
    ));
    whole(&both.replace("\nM", "\n  M").replace("AgE", "A\tg E"));
    whole(&format!(
        "{}{LEAF}",
        block(&format!("{}\n", wrap(&base64(ROOT), 64).trim_end().replace('\n', " ")))
    ));
    // Padding may stand apart.
    whole(&both.replace("==\n", " =\n=\n"));
    // Another label, and other blocks.
    whole(&format!("{}{LEAF}", ROOT.replace(" CERT", " X509 CERT")));
    whole(&format!("{ROOT}-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n{LEAF}"));
    whole(&format!(
        "{ROOT}-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X\n\nAAAA\n-----END RSA PRIVATE KEY-----\n{LEAF}"
    ));
    // A byte order mark, where OpenSSL starts to look for a block.
    whole(&format!("\u{feff}{ROOT}\u{feff}{LEAF}"));
    whole(&format!("\u{feff}text\n{both}"));
    // An empty line after BEGIN makes what follows stricter, but no more.
    whole(&both.replace("-----\nM", "-----\n\nM"));
    whole(&both.replace("-----\nM", "-----\n \t\nM"));
}

#[test]
fn boundaries_that_are_only_mentioned_are_text() {
    let both = format!("{ROOT}{LEAF}");
    whole(&format!("paste {BEGIN} to {END} here\n{both}"));
    whole(&format!("{BEGIN} is the first line\n{both}"));
    whole(&format!("see {BEGIN}\n{both}"));
    whole(&format!("{END}\n{both}{END}\n"));
    whole(&format!("{ROOT}{END} is the last line\n{LEAF}"));
    assert_eq!(PemText::scan("").blocks, []);
    assert_eq!(faults(&format!("{BEGIN} and {END}, please")), []);
}

#[test]
fn foreign_characters_are_found_exactly() {
    for (foreign, character) in
        [("!", '!'), ("_", '_'), ("é", 'é'), (":", ':'), ("-", '-'), ("\u{1}", '\u{1}')]
    {
        let text = format!("{ROOT}{LEAF}").replacen("AgE", &format!("Ag{foreign}E"), 1);
        one(&text, body(BodyFault::ForeignCharacter(character)), foreign);
        let found = PemText::scan(&text);
        assert_eq!(found.blocks.len(), 2);
        assert!(found.blocks[0].der.is_empty());
        assert_eq!(found.blocks[1].der, der(LEAF));
    }
    // Only the first one of a body, but one in each.
    let text = format!("{ROOT}{ROOT}").replace("AgE", "Ag!!E");
    assert_eq!(faults(&text).len(), 2);
}

#[test]
fn padding_is_judged() {
    let padding = |kind| body(BodyFault::Padding(kind));
    let root = base64(ROOT);
    let leaf = base64(LEAF);
    one(&block(&format!("{root}=\n")), padding(Padding::Excess), "=");
    one(&block(&format!("{root}====\n")), padding(Padding::Excess), "====");
    one(&block(&format!("{leaf}=\n")), padding(Padding::Excess), "=");
    one(&block(&format!("{leaf}AAAA\n")), padding(Padding::Inside), "==");
    one(&block(&format!("{root}A\n")), padding(Padding::Incomplete), "A");
    one(&block(&format!("{root}A===\n")), padding(Padding::Incomplete), "A");
    let text = LEAF.replace("==", "=");
    one(&text, padding(Padding::Missing(1)), "");
    assert_eq!(PemText::scan(&text).faults[0].at.start, text.find("=\n").unwrap() + 1);
    let text = LEAF.replace("==", "");
    one(&text, padding(Padding::Missing(2)), "");
    assert_eq!(PemText::scan(&text).faults[0].at.start, text.find("\n-----END").unwrap());
}

#[test]
fn left_over_bits_are_ignored() {
    let (digits, padding) = LEAF.split_at(LEAF.find("==").unwrap());
    let text = format!("{}h{padding}", digits.strip_suffix('g').unwrap());
    assert_eq!(faults(&text), []);
    let found = PemText::scan(&text);
    assert_eq!((&found.blocks[0].der[..], found.remarks.len()), (&der(LEAF)[..], 1));
    // Of what is no certificate nothing is said.
    let other = "-----BEGIN PUBLIC KEY-----\nAAB=\n-----END PUBLIC KEY-----\n";
    assert_eq!((faults(other), PemText::scan(other).remarks), (Vec::new(), Vec::new()));
}

#[test]
fn blank_lines_in_bodies() {
    let blank = body(BodyFault::BlankLines(Vec::new()));
    let root = wrap(&base64(ROOT), 64);
    one(&block(&format!("{root}\n")), blank.clone(), "\n");
    one(&block(&format!("{root} \r\n")), blank.clone(), " \r\n");
    let text = block(&root.replacen('\n', "\n\n", 1));
    one(&text, blank.clone(), "\n");
    assert_eq!(PemText::scan(&text).faults[0].at.start, BEGIN.len() + 66);
    // The first line may be empty, if the rest is 64 wide.
    assert_eq!(faults(&block(&format!("\n{root}"))), []);
    whole(&format!("{}{LEAF}", block(&format!("\n{root}"))));
    let cut = format!("{}\n", root.trim_end().trim_end_matches('=').split_at(root.trim_end().len() - 5).0);
    let kinds = |text: &str| faults(text).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
    assert!(!kinds(&block(&cut)).is_empty());
    assert_eq!(kinds(&block(&format!("\n{cut}"))), kinds(&block(&cut)));
    one(&block(&format!("\n{}", wrap(&base64(ROOT), 76))), blank.clone(), "\n");
    one(&block(&format!("\n{}", wrap(&base64(ROOT), 60))), blank.clone(), "\n");
    one(&block(&format!("\n\n{root}")), blank, "\n");
}

/// A block that is broken elsewhere is not what is left of it.
#[test]
fn base64_without_its_boundaries_behind_a_broken_block() {
    let body = wrap(&base64(ROOT), 64);
    let broken = ROOT.replacen("AgE", "A!E", 1);
    for (text, is_lost) in [
        (format!("{LEAF}{body}{LEAF}"), true),
        (format!("{broken}{LEAF}{body}{LEAF}"), true),
        (format!("{LEAF}{body}{LEAF}{broken}"), true),
        (format!("{broken}{LEAF}"), false),
    ] {
        let found = PemText::scan(&text).faults.into_iter().find(|fault| fault.kind == PemFault::Unarmored);
        let lost = found.map(|fault| text.get(fault.at).unwrap());
        assert!(
            lost.is_some() == is_lost && lost.is_none_or(|lost| body.contains(lost)),
            "{lost:?} of {text}"
        );
    }
}

#[test]
fn headers_and_empty_bodies() {
    let root = wrap(&base64(ROOT), 64);
    let header = body(BodyFault::Header);
    one(
        &block(&format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: x\n\n{root}")),
        header.clone(),
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: x\n\n",
    );
    one(&block(&format!("friendlyName: x\n{root}")), header, "friendlyName: x\n");
    one(&block(""), body(BodyFault::Empty), BEGIN);
    one(&block("\n"), body(BodyFault::Empty), BEGIN);
    one(&block("\n").replace("CERTIFICATE", "FOO"), body(BodyFault::BlankLines(Vec::new())), "\n");
}

#[test]
fn begin_and_end_that_do_not_pair() {
    let unterminated = || PemFault::Block(BlockFault::Unterminated(None));
    let stray = || PemFault::Block(BlockFault::StrayEnd(None));
    let open = ROOT.replace("-----END CERTIFICATE-----\n", "");
    one(&format!("{open}{LEAF}"), unterminated(), BEGIN);
    one(&format!("{LEAF}{open}"), unterminated(), BEGIN);
    let text = format!("{open}{LEAF}");
    let found = PemText::scan(&text);
    let place = open.trim_end().len();
    assert_eq!(found.faults[0].kind, PemFault::Block(BlockFault::Unterminated(Some(place))));
    assert_eq!(found.blocks[0].end, None);
    assert_eq!(found.blocks[0].at, 0..open.len());
    assert!(found.blocks[0].der.is_empty());
    let short = open.get(..200).unwrap();
    assert_eq!(PemText::scan(short).faults[0].kind, unterminated());
    let headless = ROOT.replace("-----BEGIN CERTIFICATE-----\n", "");
    one(&format!("{LEAF}{headless}"), stray(), END);
    let found = PemText::scan(&format!("{LEAF}# text\n{headless}"));
    let place = LEAF.len() + "# text\n".len();
    assert_eq!(found.faults[0].kind, PemFault::Block(BlockFault::StrayEnd(Some(place))));
    let mismatch = PemFault::Block(BlockFault::LabelMismatch(String::new()));
    one(&ROOT.replace("END CERTIFICATE", "END X"), mismatch.clone(), "X");
    one(&ROOT.replace("BEGIN CERTIFICATE", "BEGIN X"), mismatch.clone(), "X");
    one(&ROOT.replace("END CERTIFICATE", "END "), mismatch, "-----END -----");
    assert_eq!(PemText::scan(&ROOT.replace("END CERTIFICATE", "END X")).blocks[0].der, der(ROOT));
    assert_eq!(PemText::scan(&ROOT.replace("BEGIN CERTIFICATE", "BEGIN X")).blocks[0].label, "CERTIFICATE");
}

#[test]
fn text_on_boundary_lines() {
    let text = boundary(BoundaryFault::Text(Place::BeforeBegin));
    for stray in [",", "\"", "\",", ";", "# root", "é"] {
        one(
            &ROOT.replace("END CERTIFICATE-----", &format!("END CERTIFICATE----- {stray} ")),
            text.clone(),
            stray,
        );
        one(
            &ROOT.replace("BEGIN CERTIFICATE-----", &format!("BEGIN CERTIFICATE-----{stray}")),
            text.clone(),
            stray,
        );
        one(&format!("{stray}{ROOT}"), text.clone(), stray);
        one(&format!("{LEAF}{stray}{ROOT}"), text.clone(), stray);
        one(&ROOT.replace(END, &format!("{stray}{END}")), text.clone(), stray);
        let text = format!("{LEAF}{stray}{ROOT}");
        assert_eq!(PemText::scan(&text).blocks.iter().filter(|block| !block.der.is_empty()).count(), 2);
    }
    one(&format!("cert = {ROOT}"), text, "cert = ");
    // A byte order mark where OpenSSL does not expect one.
    let hidden = boundary(BoundaryFault::HiddenByMark(Side::Begin));
    one(&format!("{ROOT}\n\u{feff}{LEAF}"), hidden.clone(), "\u{feff}");
    one(&format!("\u{feff}\u{feff}{ROOT}"), hidden, "\u{feff}\u{feff}");
    let indent = boundary(BoundaryFault::Indent(Side::Begin));
    one(&format!("  {ROOT}"), indent.clone(), "  ");
    one(&ROOT.replace("-----END", "\t-----END"), indent.clone(), "\t");
    let indented = format!("    {}", ROOT.trim_end().replace('\n', "\n    "));
    assert_eq!(faults(&indented), [(indent.clone(), "    "), (indent, "    ")]);
}

#[test]
fn glued_boundaries() {
    let before = boundary(BoundaryFault::MissingBreakBefore);
    let text = format!("{}{LEAF}", ROOT.trim_end());
    one(&text, before.clone(), BEGIN);
    assert_eq!(PemText::scan(&text).blocks.len(), 2);
    one(&format!("{} {LEAF}", ROOT.trim_end()), before.clone(), BEGIN);
    one(&format!("{}\",\"{LEAF}", ROOT.trim_end()), boundary(BoundaryFault::Between), "\",\"");
    let root = base64(ROOT);
    one(&format!("{BEGIN}{root}\n{END}\n"), before, &root);
    one(&format!("{BEGIN}\n{root}{END}\n"), boundary(BoundaryFault::MissingBreakAfter), &root);
    assert_eq!(PemText::scan(&format!("{BEGIN}\n{root}{END}\n")).blocks[0].der, der(ROOT));
}

#[test]
fn escaped_newlines_are_the_only_fault() {
    let both = format!("{ROOT}{LEAF}");
    for escape in ["\\n", "\\r\\n", "\\\\n", "\\n\n", "\\r\\n\r\n", "\\n\\n"] {
        let text = both.replace('\n', escape);
        let found = PemText::scan(&text);
        assert_eq!(found.faults.len(), 1, "{escape}");
        let fault = &found.faults[0];
        assert_eq!(fault.at.start, BEGIN.len());
        let PemFault::EscapedNewlines(all) = &fault.kind else { panic!("{fault:?}") };
        assert_eq!(all.len(), both.lines().count());
        assert!(all.iter().all(|spell| text.get(spell.at.clone()) == Some(escape)));
        let ders: Vec<_> = found.blocks.iter().map(|block| block.der.clone()).collect();
        assert_eq!(ders, [der(ROOT), der(LEAF)]);
        assert_eq!(mended(&text), both);
    }
    assert_eq!(faults(&ROOT.replace('\n', "\\n"))[0].1, "\\n");
    assert_eq!(faults(&ROOT.replace('\n', "\\r\\n"))[0].1, "\\r\\n");
    // Where no line break belongs to a block, it is text.
    assert_eq!(faults(&format!("C:\\new\n{ROOT}\\n\nC:\\root\n{LEAF}")), []);
    // What is wrong besides is still found.
    let text = ROOT.replacen("AgE", "Ag!E", 1).replace('\n', "\\n");
    assert_eq!(faults(&text).len(), 2);
}

#[test]
fn decoded_bytes_are_found_in_the_text() {
    for width in [64, 63, 5] {
        let text = format!("x\n{}", block(&wrap(&base64(LEAF), width)).replace('\n', "\r\n"));
        let block = &PemText::scan(&text).blocks[0];
        let digits = base64(LEAF);
        for byte in 0..block.der.len() {
            let at = block.characters(&text, byte..byte + 1).unwrap();
            let seen: String = text.get(at).unwrap().split_whitespace().collect();
            let first = byte / 3 * 4 + byte % 3;
            assert_eq!(seen, digits.get(first..first + 2).unwrap());
        }
        let all = block.characters(&text, 0..block.der.len()).unwrap();
        let seen: String = text.get(all).unwrap().split_whitespace().collect();
        assert_eq!(seen, digits.trim_end_matches('='));
        assert_eq!(block.characters(&text, block.der.len()..block.der.len() + 1), None);
        assert_eq!(block.characters(&text, 0..0), None);
    }
}

#[test]
fn where_a_block_is() {
    let text = format!("text\n{ROOT}");
    let block = &PemText::scan(&text).blocks[0];
    assert_eq!(text.get(block.at.clone()), Some(ROOT.trim_end()));
    assert_eq!(text.get(block.begin.clone()), Some(BEGIN));
    assert_eq!(text.get(block.end.clone().unwrap()), Some(END));
    assert_eq!(text.get(block.label_at.clone()), Some("CERTIFICATE"));
    assert_eq!(text.get(block.body.clone()), Some(wrap(&base64(ROOT), 64).as_str()));
}
