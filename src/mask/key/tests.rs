//! What is found line by line, against a look at every byte.

use proptest::prelude::*;

use super::candidates::begins;
use super::*;

/// As long as a line of PEM.
const LINE: &str = "MIIBAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSorLC0u";
const LINE_WITH_WORD: &str = "bIIBAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSprivat";

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn lines_hide_nothing(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "M", "L", "b", "A", "n", "=", " ", "\n", "\r\n", "\\n", "%0A", "%20", "PRIVATE", "private", "pRiV", "ATE",
                "P", "r", "-", "é", "MII", "b3Bl", "+/", LINE, LINE_WITH_WORD, "ALine", "\nM", "M\n",
            ]),
            0..14,
        ),
    ) {
        let text = parts.concat();
        let every = || 0..text.len();
        let is_letter = |at: usize| matches!(text.as_bytes()[at], b'M' | b'L' | b'b');
        let plain: Vec<usize> = every().filter(|&at| is_letter(at) && begins(&text, at)).collect();
        prop_assert_eq!(starts(&text).collect::<Vec<_>>(), plain);
        let plain: Vec<usize> = every().filter(|&at| begins_with(text.as_bytes(), at, PRIVATE)).collect();
        prop_assert_eq!(privates(&text).collect::<Vec<_>>(), plain);
    }
}
