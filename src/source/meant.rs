//! Whether what lies in a folder is meant to be a request body, broken or not.

use std::iter::Peekable;

use super::{MAX_INPUT, Source};
use crate::json::Data;
use crate::spec::Kind;

/// Names that nobody else gives to a member, wherever it stands.
const TELLING: [&str; 4] = ["customerX509", "userToDNMapping", "bindUsername", "authzQueryTemplate"];

/// The longest name that is looked for takes less.
const LONGEST: usize = 32;

/// Whether a document found somewhere looks like one for us: an object with `ldap` or `customerX509` (of
/// the flat kind, with a bind name or password). Of what is no JSON, the keys that can be made out tell, or
/// the file's name.
pub(crate) fn is_request_body(name: &str, bytes: &[u8], kind: Kind) -> bool {
    let source = Source::new(bytes, kind, MAX_INPUT);
    let roots: &[&str] = match kind {
        Kind::Verify => &["bindUsername", "bindPassword"],
        Kind::Patch | Kind::Response => &["ldap", "customerX509"],
    };
    match source.document().map(|document| &document.root.data) {
        Some(Data::Object(_, members)) => members.iter().any(|member| roots.contains(&member.name.as_str())),
        Some(_) => false,
        None => is_so_called(name) || is_so_keyed(bytes, roots),
    }
}

/// Whether a file is called as the hook expects: `user[-_]?security`, in any case.
fn is_so_called(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut behind = name.match_indices("user").filter_map(|(at, user)| name.get(at + user.len()..));
    behind.any(|rest| rest.strip_prefix(['-', '_']).unwrap_or(rest).starts_with("security"))
}

/// Whether one of the names is a key of the root, or a telling one of anything, as far as can be seen.
fn is_so_keyed(bytes: &[u8], roots: &[&str]) -> bool {
    // What is not ASCII is the same to the search.
    let unit = |high: u8, low: u8| if high == 0 { low } else { u8::MAX };
    let pair = |pair: &[u8]| if let &[one, other] = pair { (one, other) } else { (u8::MAX, u8::MAX) };
    match bytes {
        [0xff, 0xfe, ..] | [1..=u8::MAX, 0, ..] => {
            let units = bytes.chunks(2).map(pair).map(|(low, high)| unit(high, low));
            Search::new(units).finds(roots)
        }
        [0xfe, 0xff, ..] | [0, 1..=u8::MAX, ..] => {
            Search::new(bytes.chunks(2).map(pair).map(|(high, low)| unit(high, low))).finds(roots)
        }
        _ => Search::new(bytes.iter().copied()).finds(roots),
    }
}

/// A look at a text that is nearly JSON: comments, quotes of either kind and none, what is missing.
struct Search<I: Iterator<Item = u8>> {
    bytes: Peekable<I>,
    /// In how many objects and arrays.
    depth: usize,
    /// The last byte that is neither space nor comment.
    before: u8,
}

impl<I: Iterator<Item = u8>> Search<I> {
    fn new(bytes: I) -> Self {
        Self { bytes: bytes.peekable(), depth: 0, before: 0 }
    }

    fn finds(mut self, roots: &[&str]) -> bool {
        let is_sought = |name: &[u8], depth| {
            let is_one_of = |names: &[&str]| names.iter().any(|one| one.as_bytes() == name);
            is_one_of(&TELLING) || (depth <= 1 && is_one_of(roots))
        };
        // What is a key if a colon comes next.
        let mut name = Vec::with_capacity(LONGEST);
        while let Some(byte) = self.bytes.next() {
            match byte {
                // Typographic quotes, marks, spaces of other kinds.
                b' ' | b'\t' | b'\r' | b'\n' | 0x80.. => continue,
                b'#' => self.skip_line(),
                b'/' if self.bytes.peek() == Some(&b'/') => self.skip_line(),
                b'/' if self.bytes.peek() == Some(&b'*') => self.skip_comment(),
                b':' if is_sought(&name, self.depth) => return true,
                b'"' | b'\'' => self.quoted(byte, &mut name),
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' => self.word(byte, &mut name),
                _ => {
                    name.clear();
                    match byte {
                        b'{' | b'[' => self.depth += 1,
                        b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                        _ => {}
                    }
                    self.before = byte;
                }
            }
        }
        false
    }

    fn skip_line(&mut self) {
        while self.bytes.next_if(|byte| *byte != b'\n').is_some() {}
    }

    fn skip_comment(&mut self) {
        let mut last = 0;
        self.bytes.next();
        while let Some(byte) = self.bytes.next()
            && (last, byte) != (b'*', b'/')
        {
            last = byte;
        }
    }

    /// A string; it ends with its line, as the quote may be missing.
    fn quoted(&mut self, quote: u8, name: &mut Vec<u8>) {
        name.clear();
        self.before = quote;
        while let Some(byte) = self.bytes.next_if(|byte| *byte != b'\n') {
            match byte {
                byte if byte == quote => return,
                b'\\' => drop(self.bytes.next_if(|byte| *byte != b'\n')),
                _ => {}
            }
            if name.len() < LONGEST {
                name.push(byte);
            }
        }
        name.clear();
    }

    /// A word without quotes; a key only where a member begins.
    fn word(&mut self, first: u8, name: &mut Vec<u8>) {
        name.clear();
        name.push(first);
        while let Some(byte) =
            self.bytes.next_if(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'))
        {
            if name.len() < LONGEST {
                name.push(byte);
            }
        }
        if !matches!(self.before, b'{' | b',') {
            name.clear();
        }
        self.before = first;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_one(text: impl AsRef<[u8]>) -> bool {
        is_request_body("a.json", text.as_ref(), Kind::Patch)
    }

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    #[test]
    fn broken_bodies_are_known_by_their_keys() {
        for text in [
            r#"{"ldap":{"hostname":"a","port":389,"bindPassword":"x",}}"#,
            "// ours\n{\"ldap\":{}}",
            "/* it's {ours} */ # so\n{\"ldap\" : {}}",
            "{'ldap':{'port':389}}",
            "{ldap: {port: 389}}",
            "{\"a\":1,\n ldap : {port: 389}}",
            "{\u{201c}ldap\u{201d}: {}}",
            r#"{"ldap":{"port":3"#,
            r#"{"ldap":"#,
            r#""ldap":{}"#,
            "{\"x\":\"no end,\n\"ldap\":{}}",
            r#"{"x":"\",{",'ldap':{}}"#,
            r#"[{"a":{"userToDNMapping":"x",}}]"#,
            "{\"customerX509\":{\"cas\":\"-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\"}}",
        ] {
            assert!(is_one(text), "{text}");
            assert!(is_one(utf16(text, u16::to_le_bytes)), "{text}");
            assert!(is_one(utf16(text, u16::to_be_bytes)), "{text}");
            assert!(is_one(utf16(&format!("\u{feff}{text}"), u16::to_le_bytes)), "{text}");
            assert!(is_one(utf16(&format!("\u{feff}{text}"), u16::to_be_bytes)), "{text}");
        }
        assert!(is_one(b"{\"x\":\"M\xfcnchen\",\"ldap\":{}}"));
    }

    #[test]
    fn what_belongs_to_others_is_left_alone() {
        for text in [
            "",
            "{",
            "// tsconfig\n{\"compilerOptions\":{\"paths\":{\"ldap\":[\"./ldap\"]}}}",
            r#"{"name":"x","dependencies":{"ldap":"^1",}}"#,
            r#"{"name":"ldap","keywords":["ldap","x",]}"#,
            r#"{"note":"about ldap: see \"ldap\": there",}"#,
            "// \"ldap\": {}\n{}\n{\"a\":1,}",
            "/* {\"ldap\": {} */ {\"a\":1,}",
            "[{\"ldap\":{}},]",
            "about ldap: it is old",
            r#"{"required":["customerX509"],}"#,
            r#"{"uses": ldap: 1}"#,
            r#"{"bindPassword":"x",}"#,
            r#"{"properties":{"ldap":{}}}"#,
            r#"["ldap"]"#,
        ] {
            assert!(!is_one(text), "{text}");
            assert!(!is_one(utf16(text, u16::to_le_bytes)), "{text}");
        }
        assert!(is_request_body("a.json", br#"{"bindPassword":"x",}"#, Kind::Verify));
        assert!(!is_request_body("a.json", br#"{"a":{"bindPassword":"x",}}"#, Kind::Verify));
    }

    #[test]
    fn the_name_tells_of_what_is_no_json() {
        for (name, expected) in [
            ("userSecurity.json", true),
            ("prod-user_security-2.json", true),
            ("USER-SECURITY.JSON", true),
            ("users-usersecurity.json", true),
            ("user--security.json", false),
            ("users.security.json", false),
            ("user.json", false),
        ] {
            assert_eq!(is_request_body(name, b"", Kind::Patch), expected, "{name}");
            assert!(!is_request_body(name, b"{}", Kind::Patch), "{name}");
        }
    }

    #[test]
    fn what_is_too_large_is_known_by_its_start() {
        let mut text = br#"{"ldap":{"hostname":""#.to_vec();
        text.resize(MAX_INPUT + 1, b'x');
        assert!(is_one(&text));
        text.fill(b' ');
        assert!(!is_one(&text));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_body_is_one_however_it_is_cut(at in 0_usize..80, tail in "[^\"']{0,20}") {
            let text = r#"{"ldap":{"hostname":"a","port":389,"userToDNMapping":"[]"},"customerX509":{}}"#;
            let cut = format!("{}{tail}", &text[..at.clamp(8, text.len())]);
            prop_assert!(is_one(cut));
        }

        #[test]
        fn without_a_colon_nothing_is_a_key(mut bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            bytes.retain(|byte| *byte != b':');
            prop_assert!(!is_one(&bytes));
        }

        #[test]
        fn what_stands_deeper_does_not_tell(depth in 1_usize..9, key in "(\"ldap\"|'ldap'|ldap)") {
            let text = format!("{}{{{key}:1,}}{}", "{\"a\":".repeat(depth), "}".repeat(depth));
            prop_assert!(!is_one(text));
            let (open, close) = ("{\"b\":".repeat(depth), "}".repeat(depth));
            let root = format!("{{\"a\":{open}1,{close},{key}:1,}}");
            prop_assert!(is_one(root));
        }
    }
}
