//! The texts, made piece by piece from the grammar and from what people and programs write instead.

mod texts;

use std::collections::HashMap;

use self::texts::{encodings, escapes, extensions, strings};
use super::{Case, Class};

/// Every case.
pub(super) fn cases() -> Vec<Case> {
    let mut cases = Cases(Vec::new());
    structures(&mut cases);
    white_space(&mut cases);
    numbers(&mut cases);
    literals(&mut cases);
    strings(&mut cases);
    escapes(&mut cases);
    encodings(&mut cases);
    depths(&mut cases);
    extensions(&mut cases);
    cut_off(&mut cases);
    // What stands in two groups is judged once.
    let mut seen: HashMap<Vec<u8>, Class> = HashMap::new();
    cases.0.retain(|case| match seen.insert(case.bytes.clone(), case.class) {
        None => true,
        Some(class) => {
            assert_eq!(class, case.class, "{}", case.shown());
            false
        }
    });
    cases.0
}

struct Cases(Vec<Case>);

impl Cases {
    fn add(
        &mut self,
        group: &'static str,
        class: Class,
        texts: impl IntoIterator<Item = impl Into<Vec<u8>>>,
    ) {
        let case = |bytes: Vec<u8>| Case { group, bytes, class, python: None };
        self.0.extend(texts.into_iter().map(|text| case(text.into())));
    }

    fn taken(&mut self, group: &'static str, texts: impl IntoIterator<Item = impl Into<Vec<u8>>>) {
        self.add(group, Class::Taken, texts);
    }

    fn refused(&mut self, group: &'static str, texts: impl IntoIterator<Item = impl Into<Vec<u8>>>) {
        self.add(group, Class::Refused, texts);
    }

    /// What the RFC leaves open, and all agree on.
    fn open(
        &mut self,
        group: &'static str,
        taken: bool,
        texts: impl IntoIterator<Item = impl Into<Vec<u8>>>,
    ) {
        self.add(group, Class::Open { taken, by_serde_json: taken }, texts);
    }

    /// Python does otherwise with what comes now in `add`.
    fn but_python(&mut self, takes: bool, add: impl FnOnce(&mut Self)) {
        let before = self.0.len();
        add(self);
        self.0.iter_mut().skip(before).for_each(|case| case.python = Some(takes));
    }
}

fn structures(cases: &mut Cases) {
    let values = ["{}", "[]", "0", "-1.5e3", "\"\"", "\"a\"", "true", "false", "null"];
    cases.taken("a value alone", values);
    cases.taken("a value in a list", values.map(|value| format!("[{value}]")));
    cases.taken("two values in a list", values.map(|value| format!("[{value},[{value}]]")));
    cases.taken("a value of a member", values.map(|value| format!("{{\"a\":{value}}}")));
    cases.taken("two members", values.map(|value| format!("{{\"a\":{value},\"b\":{{\"c\":{value}}}}}")));
    cases.taken("keys", [r#"{"":0}"#, r#"{"\u0000":0}"#, r#"{"\"":0}"#, r#"{"é😀":0}"#, r#"{" a ":0}"#]);
    cases.taken(
        "a key twice",
        [r#"{"a":1,"a":2}"#, r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":2}"#, r#"{"":1,"":2}"#],
    );

    cases.refused("no value", ["", " ", "\n", "\t \r\n"]);
    cases.refused(
        "commas in a list",
        ["[,]", "[1,]", "[,1]", "[1,,2]", "[1,,]", "[1 2]", "[\"a\" \"b\"]", "[[] []]", ",[1]", "[1],"],
    );
    cases.refused(
        "commas in an object",
        [r#"{,}"#, r#"{"a":1,}"#, r#"{,"a":1}"#, r#"{"a":1,,"b":2}"#, r#"{"a":1 "b":2}"#, r#"{"a":1},"#],
    );
    cases.refused(
        "colons",
        [
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{:1}"#,
            r#"{"a"::1}"#,
            r#"{"a":1:2}"#,
            r#"{"a" 1}"#,
            r#"{"a",1}"#,
            r#"{"a"=1}"#,
            r#"{"a"=>1}"#,
            r#"["a":1]"#,
            ":",
            r#""a":1"#,
        ],
    );
    cases.refused(
        "keys that are no strings",
        ["{1:1}", "{null:1}", "{true:1}", "{[]:1}", "{{}:1}", "{a:1}", "{'a':1}", "{$a:1}", "{-1:0}"],
    );
    cases.refused(
        "brackets",
        [
            "]",
            "}",
            "[}",
            "{]",
            "[1}",
            r#"{"a":1]"#,
            "[1]]",
            "{}}",
            "[[1]",
            "[3[4]]",
            "[{}[]]",
            "[1{}]",
            "[\"a\"[]]",
            "{\"a\":1[2]}",
            "[1][2]",
            "{}{}",
            "[]{}",
            "(1)",
            "<a>",
            r#"[{"a":[1}]"#,
        ],
    );
    cases.refused(
        "something behind the value",
        [
            "{} x",
            "[1] 2",
            "1 2",
            "null null",
            "\"a\" \"b\"",
            "{}#",
            "[]\u{0}",
            "{}\n{}",
            "\"a\"\"",
            "true,",
            "0;",
            "{}\u{1a}",
        ],
    );
}

fn white_space(cases: &mut Cases) {
    let blanks = [" ", "\t", "\n", "\r", "\r\n", " \t\r\n "];
    let around = |w: &str| format!("{w}{{{w}\"a\"{w}:{w}[{w}1{w},{w}true{w}]{w}}}{w}");
    cases.taken("white space around every token", blanks.map(around));
    let others = [
        "\u{b}", "\u{c}", "\u{a0}", "\u{85}", "\u{1680}", "\u{2003}", "\u{200b}", "\u{2028}", "\u{2029}",
        "\u{202f}", "\u{205f}", "\u{2060}", "\u{3000}", "\u{feff}", "\u{0}", "\\n", "\\t", "\u{7f}",
    ];
    cases.refused("other white space in a list", others.map(|w| format!("[1,{w}2]")));
    cases.refused("other white space behind", others.map(|w| format!("{{}}{w}")));
    cases.refused(
        "white space inside of a token",
        ["[1 .5]", "[- 1]", "[1e 5]", "[tr ue]", "[nul\nl]", "[\"\\ n\"]"],
    );
}

fn numbers(cases: &mut Cases) {
    let (signs, wholes) = (["", "-"], ["0", "7", "10", "9007199254740993"]);
    let (fractions, exponents) = (["", ".0", ".25"], ["", "e1", "E+2", "e-3"]);
    let product = |signs: &[&str], wholes: &[&str], fractions: &[&str], exponents: &[&str]| -> Vec<String> {
        let mut all = Vec::new();
        for (sign, whole) in signs.iter().flat_map(|sign| wholes.iter().map(move |whole| (sign, whole))) {
            for fraction in fractions {
                all.extend(exponents.iter().map(|exponent| format!("[{sign}{whole}{fraction}{exponent}]")));
            }
        }
        all
    };
    cases.taken("numbers", product(&signs, &wholes, &fractions, &exponents));
    // One part is wrong, and the others are not.
    cases.refused(
        "numbers: the sign",
        product(&["+", "--", "-+", "\u{2212}"], &["0", "7"], &["", ".5"], &["", "e1"]),
    );
    cases.refused(
        "numbers: the whole part",
        product(&signs, &["00", "012", "1_000", "0x1F", "1'0"], &fractions, &["", "e1"]),
    );
    cases.refused("numbers: no whole part", product(&signs, &[""], &[".0", ".25"], &exponents));
    cases.refused(
        "numbers: the fraction",
        product(&signs, &["0", "7"], &[".", "..5", ".5.5", ".-5"], &["", "e1"]),
    );
    cases.refused(
        "numbers: the exponent",
        product(&signs, &["0", "7"], &["", ".5"], &["e", "E+", "e-", "e+-1", "e1.5", "ee1", "e1e1"]),
    );
    cases.refused(
        "numbers that are none",
        [
            "[-]",
            "[+]",
            "[.]",
            "[e1]",
            "[1a]",
            "[1,000.0,]",
            "[0b1]",
            "[0o7]",
            "[1f]",
            "[1n]",
            "[\u{ff11}]",
            "[\u{661}]",
            "[1e]",
            "-",
            "+1",
            "[1 000]",
            "[1/2]",
            "[$5]",
            "[5%]",
            "[-foo]",
            "[1.e5]",
            "[-.]",
            "[0.3e]",
            "[1+2]",
            "[1-2]",
            "[1*2]",
            "[1e5+1]",
            "[1.5-]",
        ],
    );
    cases.but_python(true, |cases| {
        // Python has constants for them.
        cases.refused("numbers that are none", ["[NaN]", "[Infinity]", "[-Infinity]", "NaN"]);
    });
    cases
        .refused("numbers that are none", ["[-NaN]", "[nan]", "[inf]", "[+Infinity]", "[Inf]", "[infinity]"]);

    let digits = "1234567890".repeat(40);
    cases.open(
        "numbers that no type holds exactly",
        true,
        [
            "[18446744073709551616]",
            "[-9223372036854775809]",
            "[123456789012345678901234567890]",
            "[0.1234567890123456789012345]",
            "[1e-400]",
            "[-1e-99999999]",
            "[1e308]",
            "[5e-324]",
            "[0e999999999]",
            "[0e-999999999]",
        ]
        .map(str::to_owned),
    );
    cases.open(
        "numbers that no type holds exactly",
        true,
        [format!("[0.{digits}]"), format!("[{}]", &digits[..300])],
    );
    // The grammar has them, and this crate holds no numbers but as text; `serde_json` has no value for them.
    let beyond = Class::Open { taken: true, by_serde_json: false };
    cases.add(
        "numbers beyond a double",
        beyond,
        ["[1e309]", "[-1e309]", "[1e999999999]", "[1.5e+9999]", "[123123e100000]"],
    );
    cases.add("numbers beyond a double", beyond, [format!("[{digits}]"), format!("[-{digits}]")]);
    cases.refused(
        "numbers as keys",
        [
            format!("{{{digits}:1}}"),
            format!("{{-{digits}:1}}"),
            "{1e99999:1}".to_owned(),
            "{0.5:1}".to_owned(),
            format!("{{\"a\":1,{digits}:1}}"),
        ],
    );
    cases.taken("long keys", [format!("{{\"{digits}\":1}}")]);
    cases.refused(
        "bytes that are no UTF-8 in a number or a literal",
        [
            b"[1\xff]".as_slice(),
            b"[-\xe9]",
            b"[1.\x80]",
            b"[1e\xc3]",
            b"[0\xed\xa0\x80]",
            b"[12\xe2\x82]",
            b"{\"a\":1\xfe}",
            b"[tr\xffue]",
            b"[null\xf0\x9f]",
            b"-\xff",
        ],
    );
}

fn literals(cases: &mut Cases) {
    for word in ["true", "false", "null"] {
        let (upper, title) = (word.to_uppercase(), format!("{}{}", word[..1].to_uppercase(), &word[1..]));
        cases.refused("literals in another case", [format!("[{upper}]"), format!("[{title}]")]);
        cases.refused("literals cut short", (1..word.len()).map(|end| format!("[{}]", &word[..end])));
        cases.refused(
            "literals with more",
            [format!("[{word}x]"), format!("[{word}1]"), format!("[{word}\"a\"]"), format!("[{word}{word}]")],
        );
    }
    let others = [
        "None",
        "undefined",
        "nil",
        "yes",
        "no",
        "on",
        "off",
        "TRue",
        "T",
        "a",
        "*",
        "?",
        "@",
        "&",
        "\u{ff54}rue",
        "~",
        "|",
        "%",
    ];
    cases.refused("words that are no literals", others.map(|word| format!("[{word}]")));
    cases.refused(
        "words alone",
        ["abc", "nul", "hello world", "a: 1", "---", "<?xml?>", "key = 1", "\\", "`a`"],
    );
}

fn depths(cases: &mut Cases) {
    let lists = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let objects = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    cases.taken("nesting", [lists(2), lists(30), objects(3), objects(30)]);
    cases.open("deep nesting", true, [lists(127), objects(127)]);
    cases.but_python(true, |cases| cases.open("deep nesting", false, [lists(128), objects(128), lists(500)]));
    cases.refused(
        "nesting that is not closed",
        [
            "[".repeat(20),
            "[{".repeat(20),
            "{\"a\":".repeat(20),
            format!("{}]", "[".repeat(20)),
            "[".repeat(3000),
            "[{\"\":".repeat(3000),
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "[{\"a\":[".repeat(33_334),
        ],
    );
    cases.but_python(false, |cases| {
        cases.open("very deep nesting", false, [lists(100_000), objects(100_000)]);
    });
    cases.refused(
        "nesting that is closed too often",
        ["]".repeat(20), format!("[{}", "]".repeat(20)), format!("{}]", lists(20))],
    );
}

/// What is left of a document when a transfer breaks off.
fn cut_off(cases: &mut Cases) {
    let whole = "{\"ldap\":{\"port\":-6.5e1,\"x\":[true,null,\"\\u00e9\\n\"]},\"é\":\"😀\"}";
    cases.taken("a whole document", [whole]);
    let is_there = |cases: &Cases, cut: &[u8]| cases.0.iter().any(|case| case.bytes == cut);
    for end in 1..whole.len() {
        let cut = &whole.as_bytes()[..end];
        if !is_there(cases, cut) {
            cases.refused("a document cut off", [cut]);
        }
    }
}
