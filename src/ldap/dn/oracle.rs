//! The library that the database links has the last word: `ldap_str2dn` of OpenLDAP's libldap.

use super::tests::PARTS;
use super::*;
use crate::testing::{Random, answers_of_python, skip};

/// Reads names as JSON strings, one a line, and answers null for each that it refuses, or how it spells it.
const STR2DN: &str = r#"
import ctypes, ctypes.util, json, sys
names = ["libldap-2.5.so.0", "libldap-2.4.so.2", "libldap.so.2", ctypes.util.find_library("ldap")]
for name in filter(None, names):
    try:
        libldap = ctypes.CDLL(name)
        break
    except OSError:
        pass
else:
    sys.exit("no libldap")
for line in sys.stdin:
    dn = ctypes.c_void_p()
    code = libldap.ldap_str2dn(ctypes.c_char_p(json.loads(line).encode()), ctypes.byref(dn), 0)
    spelled = "" if code == 0 else None
    if code == 0 and dn:
        out = ctypes.c_char_p()
        if libldap.ldap_dn2str(dn, ctypes.byref(out), 0x10) == 0:
            spelled = out.value.decode("utf-8", "backslashreplace")
            libldap.ldap_memfree(out)
        libldap.ldap_dnfree(dn)
    print(json.dumps(spelled))
"#;

/// How libldap spells each of the names that it takes; `None` if there is no python3 or no libldap to ask.
pub(crate) fn str2dn(names: &[String]) -> Option<Vec<Option<String>>> {
    answers_of_python(STR2DN, names)
}

/// Names, each of a few mutations of a good one, or of parts thrown together.
fn names() -> Vec<String> {
    let seeds = [
        "CN=Jane Doe,OU=IT+L=Paris,DC=example,DC=com",
        r"CN=L\, Eagle;O=\C3\A9\20,C=GB",
        "OID.2.5.4.3=\"Doe, Jane\" , dc=x",
        "2.5.4.3=#0C0161,DC=com",
        "cn={0},ou=a=b#c,dc=d",
        "CN=\n#04 a\\,b=c,DC=x",
        "cn;lang-en=a\\\\ , DC = b",
    ];
    let mut random = Random(0x5EED);
    let mut names = vec![];
    for round in 0..30_000 {
        let mut name: Vec<char> = match round % 3 {
            0 => (0..random.below(14)).flat_map(|_| PARTS[random.below(PARTS.len())].chars()).collect(),
            _ => seeds[random.below(seeds.len())].chars().collect(),
        };
        for _ in 0..random.below(4) {
            let at = random.below(name.len() + 1);
            let until = (at + random.below(3)).min(name.len());
            name.splice(at..until, PARTS[random.below(PARTS.len())].chars());
        }
        names.push(name.into_iter().collect());
    }
    names
}

#[test]
fn libldap_takes_what_is_said_of_it() {
    let names = names();
    let Some(verdicts) = str2dn(&names) else {
        skip("libldap is not asked: no python3, or no libldap for it");
        return;
    };
    assert_eq!(verdicts.len(), names.len());
    let mut taken = 0;
    for (name, libldap) in names.iter().zip(verdicts.iter().map(Option::is_some)) {
        let dn = Dn::parse(name);
        if !name.contains('=') {
            // It takes the empty name; nothing else without a `=`.
            assert_eq!(libldap, name.is_empty(), "{name:?}");
            continue;
        }
        assert_eq!(dn.taken_by().libldap, libldap, "{name:?} {dn:?}");
        if !libldap && dn.faults().is_empty() {
            // An RFC takes it, and it is known what libldap does not.
            assert!(dn.taken_by() != Grammars::NONE, "{name:?} {dn:?}");
            assert!(dn.remarks().iter().any(|remark| !remark.quirk.taken_by().libldap), "{name:?} {dn:?}");
        }
        taken += usize::from(libldap);
    }
    assert!((names.len() / 10..names.len() * 9 / 10).contains(&taken), "a fair mixture: {taken}");
}
