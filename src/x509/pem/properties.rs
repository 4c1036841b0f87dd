//! Whatever the text: no panic, ranges that exist, and, where nothing is found wrong, what the crate
//! `pem` reads.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::oracle;

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

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_bundles(text in mutated()) {
        oracle::assert_ranges(&text);
        oracle::assert_same_blocks(&text);
        oracle::assert_same_again(&text);
        oracle::assert_same_way(&text);
    }

    #[test]
    fn pieces(pieces in prop::collection::vec(select(PIECES), 0..40)) {
        oracle::assert_ranges(&pieces.concat());
    }

    #[test]
    fn any_text(text in any::<String>()) {
        oracle::assert_ranges(&text);
    }
}

/// Each text that is one edit away from two blocks: each piece put in at each place, and in place of what stands
/// there, and some characters taken out.
#[test]
fn what_is_read_straight_is_read_the_same_with_care() {
    let lf = format!("{ROOT}{LEAF}");
    for clean in [lf.replace('\n', "\r\n"), lf] {
        assert!(oracle::assert_same_way(&clean) && oracle::assert_same_way(clean.trim_end()));
        let mut straight = 0;
        for at in 0..clean.len() {
            let (before, after) = clean.split_at(at);
            for piece in PIECES.iter().chain(&["/", "w", "=\n", "=="]) {
                straight += usize::from(oracle::assert_same_way(&format!("{before}{piece}{after}")));
                straight += usize::from(oracle::assert_same_way(&format!("{before}{piece}{}", &after[1..])));
            }
            for gone in [1, 4, 5, 64, 65, 66, clean.len()] {
                let after = after.get(gone..).unwrap_or_default();
                straight += usize::from(oracle::assert_same_way(&format!("{before}{after}")));
            }
        }
        assert!(straight > 1_000, "{straight}");
    }
}
