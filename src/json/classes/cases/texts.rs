//! Strings, the bytes that all of it is made of, and texts in other languages.

use super::{Cases, Class};

pub(super) fn strings(cases: &mut Cases) {
    let taken = [
        "\u{7f}",
        "\u{80}",
        "\u{a0}",
        "\u{2028}",
        "\u{2029}",
        "\u{feff}",
        "é",
        "€",
        "😀",
        "\u{10ffff}",
        "\u{fffe}",
        "\u{ffff}",
        "\u{fdd0}",
        "\u{e000}",
        "e\u{301}",
        "\u{202e}",
        "/",
        "'",
        "`",
        "// a",
        "/* a */",
        "{[,:]}",
        "null",
        " ",
        "$ref",
        "\u{200b}",
    ];
    cases.taken("characters in a string", taken.map(|c| format!("[\"{c}\"]")));
    for control in 0..0x20u8 {
        cases.refused("control characters in a string", [[b"[\"a".as_slice(), &[control], b"b\"]"].concat()]);
    }
    // Longer than what a parser reads at a time, and with something in every part.
    let long = 1 << 17;
    cases.taken(
        "very long strings",
        [
            format!("[\"{}\"]", "a".repeat(long)),
            format!("[\"{}\"]", "é😀".repeat(long / 6)),
            format!("[\"{}\"]", "\\u00e9\\n".repeat(long / 8)),
            format!("[\"{}\"]", "\\\\".repeat(long / 2)),
            format!("{{\"{}\":1}}", "k".repeat(long)),
            format!("[{}]", vec!["\"b\""; long / 4].join(",")),
        ],
    );
    cases.refused(
        "very long strings with a fault at the end",
        [
            format!("[\"{}]", "a".repeat(long)),
            format!("[\"{}\\x\"]", "a".repeat(long)),
            format!("[\"{}\n\"]", "é".repeat(long / 2)),
            format!("{{\"{}:1}}", "k".repeat(long)),
        ],
    );
    cases.refused("control characters in a key", ["{\"a\n\":1}", "{\"a\t\":1}", "{\"\u{0}\":1}"]);
    cases.refused(
        "quotes",
        [
            "[\"]",
            "[\"a]",
            "[\"\"\"]",
            "[a\"]",
            "['a']",
            "['']",
            "[\"a']",
            "['a\"]",
            "\"",
            "'",
            "[\u{201c}a\u{201d}]",
            "[\u{ab}a\u{bb}]",
            "[`a`]",
            "[\"a\" + \"b\"]",
            "[\"\"\"a\"\"\"]",
        ],
    );
}

pub(super) fn escapes(cases: &mut Cases) {
    cases
        .taken("short escapes", ["\"", "\\", "/", "b", "f", "n", "r", "t"].map(|c| format!("[\"a\\{c}b\"]")));
    cases.taken("escaped code points", (0..0x20u8).map(|c| format!("[\"\\u{c:04x}\"]")));
    cases.taken(
        "escaped code points",
        ["0041", "00e9", "20AC", "20ac", "d7ff", "e000", "fFfF", "FFFE", "2028", "0022", "005c", "feff"]
            .map(|hex| format!("[\"\\u{hex}\"]")),
    );
    cases.taken(
        "pairs of surrogates",
        [r#"["\ud83d\ude00"]"#, r#"["\uD800\uDC00"]"#, r#"["\uDbFF\udFfF"]"#, r#"["a\ud834\udd1eb"]"#],
    );
    cases.taken("backslashes in a row", [r#"["\\\\"]"#, r#"["\\u0041"]"#, r#"["\\\""]"#, r#"["\\n"]"#]);
    cases.refused(
        "escapes that there are not",
        [
            "a",
            "v",
            "0",
            "x41",
            "'",
            "e",
            "N",
            "U00000041",
            "u{41}",
            " ",
            "\n",
            "\u{0}",
            "é",
            "😀",
            "(",
            "-",
            "u",
        ]
        .map(|c| format!("[\"\\{c}\"]")),
    );
    cases.refused(
        "escapes cut short",
        ["u0", "u00", "u00A", "uD8", "u 041", "u+041", "u00g0", "u-001", "u00\u{ff11}1", "u0x41", "u00_1"]
            .map(|c| format!("[\"\\{c}\"]")),
    );
    cases.refused(
        "escapes outside of a string",
        [r#"[\n]"#, r#"[\u0031]"#, r#"[\"a\"]"#, r#"\"a\""#, r#"[\\]"#, r#"{\"a\":1}"#],
    );
    cases.refused("a backslash before the end", [r#"["\"]"#, r#"["\\\"]"#, "[\"\\", "\"\\"]);
    // A parser may take half a character; what it would stand for in UTF-8 there is not.
    cases.but_python(true, |cases| {
        cases.open(
            "half a pair of surrogates",
            false,
            [
                r#"["\ud800"]"#,
                r#"["\uDBFF"]"#,
                r#"["\udc00"]"#,
                r#"["\uDFFF"]"#,
                r#"["\ud83da"]"#,
                r#"["\ud83d\n"]"#,
                r#"["\ud83d\u0041"]"#,
                r#"["\ud83d\ud83d"]"#,
                r#"["\ude00\ud83d"]"#,
                r#"["\ud83d\ud83d\ude00"]"#,
                r#"["\ud83d\\ude00"]"#,
                r#"{"\ud800":1}"#,
                r#"{"\udc00":1}"#,
                r#"{"a\uDFFFb":1}"#,
                r#"{"\ude00\ud83d":1}"#,
                r#"{"a":1,"\udbff":2}"#,
                r#"["\ud83d \ude00"]"#,
            ],
        );
    });
    cases.refused(
        "half a pair and half an escape",
        [r#"["\ud83d\u"]"#, r#"["\ud83d\u12"]"#, r#"["\ud83d\x"]"#, r#"["\ud83d\"]"#],
    );
}

pub(super) fn encodings(cases: &mut Cases) {
    let in_string = |bytes: &[u8]| [b"[\"".as_slice(), bytes, b"\"]"].concat();
    // RFC 8259 wants UTF-8, and says nothing of what is none.
    let bad: [&[u8]; 22] = [
        b"\x80",
        b"\xbf",
        b"\xff",
        b"\xfe",
        b"\xc0\xaf",
        b"\xc1\xbf",
        b"\xe9",
        b"\xe2\x82",
        b"\xf0\x9f\x98",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xfc\x84\x80\x80\x80\x80",
        b"\xe0\x80\xaf",
        b"\xf0\x80\x80\xaf",
        b"\xc3\x28",
        b"\xe2\x28\xa1",
        b"a\xc3",
        b"\xc3\xa9\xe9",
        b"\x80\x80\x80",
        b"\xf5\x80\x80\x80",
        b"\xed\x7f",
        b"\xc0\x80",
    ];
    cases.open("bytes that are no UTF-8 in a string", false, bad.map(in_string));
    let in_key = |bytes: &[u8]| [b"{\"".as_slice(), bytes, b"\":1}"].concat();
    cases.open("bytes that are no UTF-8 in a key", false, bad.map(in_key));
    cases.refused(
        "bytes that are no UTF-8 in an escape",
        [
            b"[\"\\\xff\"]".as_slice(),
            b"[\"\\\xe9\"]",
            b"[\"\\u\xff\"]",
            b"[\"\\u0\xe90\"]",
            b"[\"\\u00\xc3\xa9\"]",
            b"[\"\\u004\x80\"]",
            b"[\"\\ud83d\\\xff\"]",
            b"{\"\\\xff\":1}",
            b"{\"\\u00\xe9\":1}",
        ],
    );
    cases.refused(
        "bytes that are no UTF-8 elsewhere",
        [b"[\xff]".as_slice(), b"\xff", b"{}\xe9", b"[1,\xc3\xa9]", b"{\xe9:1}", b"[\xe5]", b"\xe9{}"],
    );
    // Half a pair, written in UTF-8's manner.
    cases.but_python(true, |cases| {
        cases.open(
            "surrogates as bytes",
            false,
            [in_string(b"\xed\xa0\x80"), in_string(b"\xed\xbf\xbf"), in_string(b"\xed\xa0\xbd\xed\xb8\x80")],
        );
    });
    // "Implementations MUST NOT add a byte order mark", and parsers MAY ignore one; it is a finding here, and no refusal.
    cases.but_python(true, |cases| {
        cases.add(
            "a byte order mark",
            Class::Open { taken: true, by_serde_json: false },
            ["\u{feff}{}", "\u{feff}[1]", "\u{feff} \"a\""],
        );
    });
    cases.open("only a byte order mark", false, ["\u{feff}", "\u{feff} "]);
    cases.refused(
        "a byte order mark elsewhere",
        ["\u{feff}\u{feff}{}", "{\u{feff}}", " \u{feff}{}", "{}\u{feff} "],
    );
    cases.refused("part of a byte order mark", [b"\xef{}".as_slice(), b"\xef\xbb{}"]);
    cases.refused("zero bytes", [b"\0".as_slice(), b"[\0]", b"{}\0\0", b"[1,\0 2]", b"nul\0"]);

    let wide = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let wider =
        |text: &str, unit: fn(u32) -> [u8; 4]| text.chars().flat_map(|c| unit(c.into())).collect::<Vec<u8>>();
    cases.but_python(true, |cases| {
        for text in ["{}", "[\"é\"]", "\u{feff}{}", "\u{feff}[\"é\"]"] {
            cases.open("UTF-16", false, [wide(text, u16::to_le_bytes), wide(text, u16::to_be_bytes)]);
            cases.open("UTF-32", false, [wider(text, u32::to_le_bytes), wider(text, u32::to_be_bytes)]);
        }
    });
}

/// What other languages have, and JSON has not.
pub(super) fn extensions(cases: &mut Cases) {
    cases.refused(
        "comments",
        [
            "/**/{}",
            "{}/**/",
            "// a\n{}",
            "{}// a",
            "[1/*a*/]",
            "{\"a\":/*b*/1}",
            "# a\n{}",
            "{}# a",
            "[1 // a\n]",
            "/* {}",
            "{}/",
            "[1]-- a",
            "<!-- a -->{}",
            "{\"a\":1}//",
            "; a\n{}",
        ],
    );
    cases.refused(
        "other languages",
        [
            "{a: 1}",
            "{'a': 'b'}",
            "{\"a\": undefined}",
            "[1, ...]",
            "{\"a\": 0x1}",
            "a = {}",
            "var a = {};",
            "callback({})",
            "({})",
            "{\"a\": b()}",
            "[new Date()]",
            "[/a/]",
            "{\"a\": \"b\" + \"c\"}",
            "{\"a\"; 1}",
            "[1; 2]",
            "{\"a\":1;}",
            "[True, None]",
            "{\"a\": 1, ...b}",
            "[\"a\",\n\"b\"\n\"c\"]",
            "- a\n- b",
            "a: b",
            "{{a}}",
            "{% a %}",
            "${A}",
            "[\"a\"] if a",
            "{\"a\" : \"b\" : \"c\"}",
            "{[\"a\"]: 1}",
            "[1,2,3",
            "{\"a\":1",
            "{\"a\":\"b",
            "[\"a\\",
            "[\"a\\u00",
            "[1,",
            "{\"a\":",
            "{\"a\"",
            "{\"",
            "{",
            "[",
        ],
    );
}
