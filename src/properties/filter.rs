//! A filter's tree, written anew, is the same tree, and what has neither fault nor remark is RFC 4515's.

use crate::ldap::filter::shape;

pub(super) fn holds(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    shape::assert_ranges(&text);
    shape::assert_same_again(&text);
    shape::assert_same_verdict(&text);
}
