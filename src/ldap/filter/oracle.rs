//! The library that the database links has the last word: `ldap_pvt_put_filter` of OpenLDAP's libldap.

use super::tests::PARTS;
use super::*;
use crate::testing::{Random, answers_of_python, skip, vectors};

/// Reads filters as JSON strings, one a line, and answers whether each is taken.
const PUT_FILTER: &str = r#"
import ctypes, ctypes.util, json, sys
names = ["libldap-2.5.so.0", "libldap-2.4.so.2", "libldap.so.2", ctypes.util.find_library("ldap")]
for name in filter(None, names):
    try:
        libldap = ctypes.CDLL(name)
        put_filter, alloc, free = libldap.ldap_pvt_put_filter, libldap.ber_alloc_t, libldap.ber_free
        break
    except (OSError, AttributeError):
        pass
else:
    sys.exit("no libldap")
alloc.restype = ctypes.c_void_p
USE_DER = 1
for line in sys.stdin:
    ber = ctypes.c_void_p(alloc(USE_DER))
    code = put_filter(ber, ctypes.c_char_p(json.loads(line).encode()))
    free(ber, 1)
    print(json.dumps(code == 0))
"#;

/// Whether libldap takes each of the filters; `None` if there is no python3 or no libldap to ask.
fn put_filter(filters: &[String]) -> Option<Vec<bool>> {
    answers_of_python(PUT_FILTER, filters)
}

/// Filters, each of a few mutations of a good one, or of parts thrown together.
fn filters() -> Vec<String> {
    let mut filters: Vec<String> = vectors("filter")
        .iter()
        .map(|row| row["filter"].as_str().expect("a filter").to_owned())
        .filter(|filter| filter.len() < 200)
        .collect();
    let seeds = filters.clone();
    let mut random = Random(0xF117E2);
    for round in 0..60_000 {
        let mut filter: Vec<char> = match round % 3 {
            0 => (0..random.below(9)).flat_map(|_| PARTS[random.below(PARTS.len())].chars()).collect(),
            _ => seeds[random.below(seeds.len())].chars().collect(),
        };
        if round % 3 == 0 && random.below(2) == 0 {
            filter.insert(0, '(');
            filter.push(')');
        }
        for _ in 0..random.below(4) {
            let at = random.below(filter.len() + 1);
            let until = (at + random.below(3)).min(filter.len());
            filter.splice(at..until, PARTS[random.below(PARTS.len())].chars());
        }
        filters.push(filter.into_iter().collect());
    }
    filters
}

#[test]
fn libldap_takes_what_is_said_of_it() {
    let filters = filters();
    let Some(verdicts) = put_filter(&filters) else {
        skip("libldap is not asked: no python3, or no libldap for it");
        return;
    };
    assert_eq!(verdicts.len(), filters.len());
    let mut taken = 0;
    for (text, libldap) in filters.iter().zip(verdicts) {
        let filter = Filter::parse(text);
        assert_eq!(filter.faults().is_empty(), libldap, "{text:?} {filter:?}");
        taken += usize::from(libldap);
    }
    assert!((filters.len() / 10..filters.len() * 9 / 10).contains(&taken), "a fair mixture: {taken}");
}
