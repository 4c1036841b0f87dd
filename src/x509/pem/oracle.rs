//! Whatever the text: ranges that exist, and, where nothing is found wrong, what the crate `pem` reads; and what
//! was read, written again by that crate, is read the same.

use super::*;

/// Asserts that what was found in a text is there.
pub(crate) fn assert_ranges(text: &str) {
    let found = PemText::scan(text);
    let mut from = 0;
    for fault in &found.faults {
        assert!(text.get(fault.at.clone()).is_some(), "{fault:?} in {text:?}");
        assert!(fault.at.start >= from, "faults stand in the order of the text");
        from = fault.at.start;
        if let PemFault::EscapedNewlines(all) | PemFault::LostNewlines(_, all) = &fault.kind {
            assert!(all.iter().all(|spell| text.get(spell.at.clone()).is_some()));
            assert!(all.is_sorted_by(|one, next| one.at.end <= next.at.start), "{all:?}");
        }
    }
    let mut from = 0;
    for remark in &found.remarks {
        assert!(text.get(remark.at.clone()).is_some(), "{remark:?} in {text:?}");
        assert!(remark.at.start >= from, "remarks stand in the order of the text");
        from = remark.at.start;
        if let PemRemark::Explanatory(lines) = &remark.kind {
            assert!(lines.iter().all(|line| text.get(line.clone()).is_some()), "{remark:?} in {text:?}");
            assert!(lines.is_sorted_by(|one, next| one.end <= next.start), "{remark:?} in {text:?}");
        }
    }
    let mut from = 0;
    for block in &found.blocks {
        assert!(block.at.start >= from, "blocks do not overlap");
        from = block.at.end;
        for at in [&block.at, &block.begin, &block.label_at, &block.body] {
            assert!(text.get(at.clone()).is_some());
            assert!(block.at.start <= at.start && at.end <= block.at.end, "{block:?}");
        }
        let is_mismatch = |fault: &Fault<PemFault>| {
            matches!(fault.kind, PemFault::Block(BlockFault::LabelMismatch(_)))
                && (fault.at == block.label_at || fault.at == block.begin)
        };
        // Of two labels one may be a key's.
        let is_key = block.is_private_key() || label::is_private_key(&text[block.label_at.clone()]);
        if !block.is_near_miss && !is_key && !found.faults.iter().any(is_mismatch) {
            assert_eq!(text.get(block.label_at.clone()), Some(block.label.as_str()));
        }
        if !block.der.is_empty() {
            assert!(block.is_obscured || block.characters(text, 0..block.der.len()).is_some());
        }
    }
}

/// The certificates of a text, read plainly, without a look at what was found; none, if the crate `pem` cannot be
/// asked: it takes every boundary for one, even within a line of text, and an empty line for the end of headers, and
/// it minds bits left over by padding, and control characters.
///
/// So only of texts whose boundaries stand on lines of their own, spelt as they should be, with nothing but base64
/// between them, is anything said: of the rest it is the tests with OpenSSL that know better.
fn plainly(text: &str) -> Option<Vec<(String, Vec<u8>)>> {
    if text.contains(|c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\n')) {
        return None;
    }
    // Of private keys nothing is said but that they are there, which another rule says.
    let letters = text.replace("%20", "").replace(|c: char| !c.is_ascii_alphabetic(), "");
    if letters.to_ascii_uppercase().contains("PRIVATEKEY") {
        return None;
    }
    let (mut blocks, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find("-----BEGIN") {
        let (before, block) = rest.split_at(at);
        let is_line = before.is_empty() || before.ends_with('\n');
        if !is_line || before.contains("-----END") {
            return None;
        }
        let (label, behind) = block.strip_prefix("-----BEGIN ")?.split_once("-----")?;
        let (body, behind) = behind.split_once(&format!("-----END {label}-----"))?;
        let body = body.strip_prefix("\r\n").or_else(|| body.strip_prefix('\n'))?;
        let is_told = ["CERTIFICATE", "X509 CERTIFICATE"].contains(&label)
            && body.ends_with('\n')
            && !body.trim_start_matches([' ', '\t']).starts_with(['\r', '\n'])
            && (behind.is_empty() || behind.starts_with(['\r', '\n']));
        if !is_told {
            return None;
        }
        // It takes nothing but padded base64, without bits left over.
        let digits = body.replace([' ', '\t', '\r', '\n'], "");
        let der = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, digits).ok()?;
        blocks.push((label.to_owned(), der));
        rest = behind;
    }
    (!rest.contains("-----END")).then_some(blocks)
}

/// Asserts that where nothing is wrong, the crate `pem` reads the same, and whoever reads plainly; how many blocks
/// there were, and none if the crate cannot be asked.
pub(crate) fn assert_same_blocks(text: &str) -> Option<usize> {
    let plain = plainly(text)?;
    let found = PemText::scan(text);
    if !found.faults.is_empty() {
        return None;
    }
    let theirs = ::pem::parse_many(text).unwrap_or_else(|error| panic!("{error} in {text:?}"));
    let theirs: Vec<_> = theirs.into_iter().map(|pem| (pem.tag().to_owned(), pem.into_contents())).collect();
    let ours: Vec<_> = found.blocks.into_iter().map(|block| (block.label, block.der.into_inner())).collect();
    assert_eq!(ours, theirs, "{text:?}");
    assert_eq!(ours, plain, "{text:?}");
    Some(ours.len())
}

/// Asserts that what is read straight, all of a text or one of its blocks, is read the same with care; whether all
/// of it was read straight.
pub(crate) fn assert_same_way(text: &str) -> bool {
    let straight = straight::scan(text);
    let carefully = PemText::scan_carefully(text);
    assert!(straight.as_ref().is_none_or(|straight| *straight == carefully), "{text:?}");
    for block in carefully.blocks.iter().filter(|block| block.is_straight && !block.is_obscured) {
        let length = block.der.len();
        let slowly = body::decode(text, block.body.clone(), block.is_certificate());
        assert_eq!(slowly.expect("nothing to judge").der, block.der, "{text:?}");
        assert_eq!(
            layout::first_odd_line(text, &Block { is_straight: false, ..block.clone() }),
            None,
            "{text:?}"
        );
        for bytes in [0..0, 0..1, 1..length, 40..50, 46..49, length - 1..length, length - 1..length + 1] {
            let slowly = body::characters(text, block.body.clone(), bytes.clone());
            assert_eq!(block.characters(text, bytes), slowly, "{text:?}");
        }
    }
    straight.is_some()
}

/// Asserts that what either reads in a text, written by the crate `pem`, is read as it was; how many blocks there
/// were.
pub(crate) fn assert_same_again(text: &str) -> usize {
    let ours = PemText::scan(text).blocks.into_iter().map(|block| (block.label, block.der.into_inner()));
    let theirs = ::pem::parse_many(text).unwrap_or_default();
    let theirs = theirs.into_iter().map(|pem| (pem.tag().to_owned(), pem.into_contents()));
    // OpenSSL takes no label across lines, and what is like one that it knows is that one misspelt.
    let is_label = |label: &str| {
        let is_plain = label.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' ');
        is_plain && !label.starts_with(' ') && !label.ends_with(' ') && label::known(label) == Some(label)
    };
    let blocks: Vec<(String, Vec<u8>)> =
        ours.chain(theirs).filter(|(label, der)| is_label(label) && !der.is_empty()).collect();
    for ending in [::pem::LineEnding::LF, ::pem::LineEnding::CRLF] {
        let config = ::pem::EncodeConfig::new().set_line_ending(ending);
        let write = |(label, der): &(String, Vec<u8>)| {
            ::pem::encode_config(&::pem::Pem::new(label, der.as_slice()), config)
        };
        let written: String = blocks.iter().map(write).collect();
        let found = PemText::scan(&written);
        assert_eq!((&found.faults[..], &found.remarks[..]), (&[][..], &[][..]), "{written:?}");
        let again: Vec<_> =
            found.blocks.iter().map(|block| (block.label.clone(), block.der.to_vec())).collect();
        assert_eq!(again, blocks, "{written:?}");
        for block in found.blocks.iter().filter(|block| !block.der.is_empty()) {
            assert_characters(&written, block);
        }
    }
    blocks.len()
}

/// Asserts that the characters of each byte, together with their neighbours in the same four, encode it.
fn assert_characters(text: &str, block: &Block) {
    let body = &text[block.body.clone()];
    let digits: Vec<usize> = (block.body.clone())
        .zip(body.bytes())
        .filter(|(_, byte)| body::is_base64(*byte))
        .map(|(at, _)| at)
        .collect();
    let length = block.der.len();
    // All of a small one; of a large one those around the ends and in the middle.
    let near = |at: usize| (at.saturating_sub(3)..at + 4).filter(|at| *at < length);
    for at in near(0).chain(near(length / 2)).chain(near(length)) {
        // A byte is eight bits, a character six.
        let (first, last) = (at * 8 / 6, (at * 8 + 7) / 6);
        let expected = digits[first]..digits[last] + 1;
        assert_eq!(block.characters(text, at..at + 1), Some(expected), "byte {at} of {text:?}");
    }
    assert_eq!(block.characters(text, length..length + 1), None, "there is no byte {length} in {text:?}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_says_whether_the_crate_can_be_asked() {
        let block =
            |label: &str, body: &str| format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
        let plain = block("CERTIFICATE", "AAEC\n Aw==");
        let two = format!("subject=x\n{plain}\n{}", block("X509 CERTIFICATE", "/w=="));
        assert_eq!(
            plainly(&two).expect("two blocks"),
            [("CERTIFICATE".to_owned(), vec![0, 1, 2, 3]), ("X509 CERTIFICATE".to_owned(), vec![255])]
        );
        assert_eq!(assert_same_blocks(&two), Some(2));
        for text in [
            block("CERTIFICATE", "\nAAEC"),
            block("CERTIFICATE", "AAE"),
            block("CERTIFICATE", "Aw==").replace("Aw", "Ax"),
            block("CERTIFICATE", "Proc-Type: 4\n\nAAEC"),
            block("CERTIFICATE REQUEST", "AAEC"),
            format!("x {plain}"),
            format!("{plain}-----END CERTIFICATE-----"),
            plain.replace("-----END", "AA-----END").replace('\n', ""),
            plain.replacen('\n', " x\n", 1),
            format!("{plain}\u{b}"),
            format!("-- private_key\n{plain}"),
        ] {
            assert_eq!(plainly(&text), None, "{text:?}");
        }
    }
}
