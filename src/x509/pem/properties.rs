//! Whatever the text: no panic, ranges that exist, and, where nothing is found wrong, what the crate
//! `pem` reads.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

const ROOT: &str = include_str!("../../../tests/certificates/root.pem");
const LEAF: &str = include_str!("../../../tests/certificates/leaf.pem");

/// What mutations insert: everything that the scanner looks at.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "\n\n",
    "-",
    "=",
    "A",
    "AAAA",
    "\"",
    ",",
    ": ",
    "\\n",
    "\\r\\n",
    "\\",
    "\u{feff}",
    "é",
    "\0",
    "-----",
    "\u{2014}",
    "%0A",
    "\u{2028}",
    "-_",
    "&#43;",
    "\u{a0}",
    "begin certificate",
    "-----BEGIN ",
    "-----END ",
    "-----BEGIN CERTIFICATE-----",
    "-----END CERTIFICATE-----\n",
    "X509 ",
    "text\n",
    "Proc-Type: 4,ENCRYPTED\n",
    "AAAAAAAAAAAAAAAAAAAAAAAA\n",
];

#[derive(Clone, Debug)]
enum Edit {
    Insert(Index, &'static str),
    Remove(Index, usize),
    Replace(&'static str, &'static str, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (any::<Index>(), select(PIECES)).prop_map(|(at, piece)| Edit::Insert(at, piece)),
        (any::<Index>(), 1_usize..70).prop_map(|(at, count)| Edit::Remove(at, count)),
        (select(&["\n", "-----", "CERT", "M"][..]), select(PIECES), 1_usize..20)
            .prop_map(|(from, to, count)| Edit::Replace(from, to, count)),
    ]
}

/// Edits mostly happen near a boundary, where they matter.
fn apply(text: &mut String, edit: &Edit) {
    let place = |at: &Index| {
        let near: Vec<_> = text.match_indices("-----").flat_map(|(at, five)| [at, at + five.len()]).collect();
        let at = if near.is_empty() || at.index(3) == 0 {
            at.index(text.len() + 1)
        } else {
            near[at.index(near.len())]
        };
        (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
    };
    match edit {
        Edit::Insert(at, piece) => {
            let at = place(at);
            text.insert_str(at, piece);
        }
        Edit::Remove(at, count) => {
            let at = place(at);
            let end = (at + count..).find(|&end| end >= text.len() || text.is_char_boundary(end)).unwrap();
            text.replace_range(at..end.min(text.len()), "");
        }
        Edit::Replace(from, to, count) => *text = text.replacen(from, to, *count),
    }
}

fn mutated() -> impl Strategy<Value = String> {
    (1_usize..4, prop::collection::vec(edit(), 0..5)).prop_map(|(count, edits)| {
        let mut text = [ROOT, LEAF].into_iter().cycle().take(count).collect();
        for edit in &edits {
            apply(&mut text, edit);
        }
        text
    })
}

fn check_ranges(text: &str) {
    let found = PemText::scan(text);
    let mut from = 0;
    for fault in &found.faults {
        assert!(text.get(fault.at.clone()).is_some(), "{fault:?}");
        assert!(fault.at.start >= from, "faults stand in the order of the text");
        from = fault.at.start;
        if let PemFault::EscapedNewlines(all) | PemFault::LostNewlines(_, all) = &fault.kind {
            assert!(all.iter().all(|spell| text.get(spell.at.clone()).is_some()));
            assert!(all.is_sorted_by(|one, next| one.at.end <= next.at.start), "{all:?}");
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
        let is_key = block.is_private_key();
        if !block.is_near_miss && !is_key && !found.faults.iter().any(is_mismatch) {
            assert_eq!(text.get(block.label_at.clone()), Some(block.label.as_str()));
        }
        if !block.der.is_empty() {
            assert!(block.is_obscured || block.characters(text, 0..block.der.len()).is_some());
        }
    }
}

/// Whether the crate `pem` can be asked: it takes every boundary for one, even within a line of text,
/// and an empty line for the end of headers, and it minds bits left over by padding.
fn pem_can_tell(text: &str, found: &PemText) -> bool {
    let is_canonical = |block: &Block| {
        let digits = base64::Engine::encode(&base64::prelude::BASE64_STANDARD_NO_PAD, &block.der);
        let own = text.get(block.body.clone()).unwrap_or_default();
        own.chars().filter(|&c| c != '=' && !is_blank(c.try_into().unwrap_or_default())).eq(digits.chars())
    };
    text.matches("-----BEGIN").count() == found.blocks.len()
        && text.matches("-----END").count() == found.blocks.len()
        && found.blocks.iter().all(|block| {
            let body = text.get(block.body.clone()).unwrap_or_default();
            block.is_certificate()
                && is_canonical(block)
                && !body.trim_start_matches(' ').starts_with(['\r', '\n'])
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_bundles(text in mutated()) {
        check_ranges(&text);
        let found = PemText::scan(&text);
        if found.faults.is_empty() && pem_can_tell(&text, &found) {
            let expected = ::pem::parse_many(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
            let expected: Vec<_> = expected.into_iter().map(::pem::Pem::into_contents).collect();
            let own: Vec<_> = found.blocks.into_iter().map(|block| block.der).collect();
            prop_assert_eq!(own, expected);
        }
    }

    #[test]
    fn pieces(pieces in prop::collection::vec(select(PIECES), 0..40)) {
        check_ranges(&pieces.concat());
    }

    #[test]
    fn any_text(text in any::<String>()) {
        check_ranges(&text);
    }
}
