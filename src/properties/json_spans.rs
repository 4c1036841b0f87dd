//! The grammar is that of `serde_json`, and what a text holds stands where the index says.

use crate::json::oracle::{self, Verdict};
use crate::source::{Refusal, Source};
use crate::spec::Kind;

pub(super) fn holds(input: &[u8]) {
    for kind in [Kind::Patch, Kind::Verify] {
        let verdict = oracle::assert_same_verdict(input, kind);
        let is_compared = oracle::assert_same_places(input, kind);
        assert_eq!(is_compared, verdict == Verdict::Taken, "what is taken has places");
        let is_refused = oracle::assert_one_finding(input, kind);
        assert!(!(is_refused && verdict == Verdict::Taken), "what is taken has no finding about its grammar");
        if let Some(limit) = input.len().checked_sub(1) {
            let source = Source::new(input, kind, limit);
            assert!(matches!(source.refusal(), Some(Refusal::TooLarge { .. })), "it is one byte too large");
            assert_eq!(source.text(), "", "what is too large is not looked into");
        }
    }
}
