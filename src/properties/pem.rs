//! The blocks of a text are those that the crate `pem` reads, where it can tell, and all that is found is there.

use crate::x509::pem::oracle;

/// Of private keys no corpus has any: this stands for the word that announces them.
const STAND_IN: (&str, &str) = ("PRIVAT3", "PRIVATE");

pub(super) fn holds(input: &[u8]) {
    let text = String::from_utf8_lossy(input).replace(STAND_IN.0, STAND_IN.1);
    oracle::assert_ranges(&text);
    oracle::assert_same_blocks(&text);
    oracle::assert_same_way(&text);
    oracle::assert_same_again(&text);
}
