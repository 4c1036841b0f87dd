//! Each mistake has its name and place.

use super::*;

/// A placeholder without quotes: one that would be a value in them, and one that would not.
const VALUE: Kind = Kind::Placeholder { stands_for_value: true };
const NO_VALUE: Kind = Kind::Placeholder { stands_for_value: false };

#[track_caller]
fn mistake(text: &str, kind: Kind, shown: &str) {
    let fault = judge(text.as_bytes(), &Templates::default()).expect_err("serde_json refuses it");
    assert_eq!((fault.kind, text.get(fault.at.range())), (kind, Some(shown)), "in {text:?}");
}

#[test]
fn each_mistake_has_its_name_and_place() {
    mistake("", Kind::Empty, "");
    mistake(" \n", Kind::Empty, " \n");
    mistake("{\"a\":1,}", Kind::TrailingComma, ",");
    mistake("[1,\n]", Kind::TrailingComma, ",");
    mistake("{\"a\":1,,\"b\":2}", Kind::ExtraComma, ",");
    mistake("{,}", Kind::ExtraComma, ",");
    mistake("[1,,]", Kind::ExtraComma, ",");
    mistake("[,]", Kind::ExtraComma, ",");
    mistake("{\"a\":1 // one\n}", Kind::Comment, "// one");
    mistake("// one\r\n{}", Kind::Comment, "// one");
    mistake("/* one */ {}", Kind::Comment, "/* one */");
    mistake("{ # one\n}", Kind::Comment, "# one");
    mistake("{'a':1}", Kind::SingleQuotes, "'a'");
    mistake("{\"a\":'b'}", Kind::SingleQuotes, "'b'");
    mistake("{“a”:1}", Kind::SmartQuotes, "“");
    mistake("{a:1}", Kind::UnquotedKey, "a");
    mistake("{\"x\":1,bind-x:1}", Kind::UnquotedKey, "bind-x");
    mistake("{1:2}", Kind::UnquotedKey, "1");
    mistake("{true:1}", Kind::UnquotedKey, "true");
    mistake("{$ref:1}", Kind::UnquotedKey, "$ref");
    mistake("{\"a\":b}", Kind::UnquotedString, "b");
    mistake("{\"a\":ldap.example.com}", Kind::UnquotedString, "ldap.example.com");
    mistake("{\"a\":${PORT}}", VALUE, "${PORT}");
    mistake("{\"a\":{{ port }}}", VALUE, "{{ port }}");
    mistake("{\"a\":-${PORT}}", VALUE, "${PORT}");
    mistake("{\"port\":$PORT}", NO_VALUE, "$PORT");
    mistake("{\"port\": $PORT,\"a\":1}", NO_VALUE, "$PORT");
    mistake("{\"a\":$1}", Kind::UnquotedString, "$1");
    mistake("{\"a\":NaN}", Kind::NotANumber, "NaN");
    mistake("{\"a\":-Infinity}", Kind::NotANumber, "-Infinity");
    mistake("{\"a\":True}", Kind::ForeignLiteral, "True");
    mistake("{\"a\":tRue}", Kind::ForeignLiteral, "tRue");
    mistake("{\"a\":tru}", Kind::CutShort("true"), "tru");
    mistake("[nul,1]", Kind::CutShort("null"), "nul");
    mistake("fals", Kind::CutShort("false"), "fals");
    mistake("{\"a\":t}", Kind::UnquotedString, "t");
    mistake("{\"a\":truth}", Kind::UnquotedString, "truth");
    mistake("{\"a\":None}", Kind::ForeignLiteral, "None");
    mistake("{\"a\":0636}", Kind::BadNumber, "0636");
    mistake("{\"a\":+1}", Kind::BadNumber, "+1");
    mistake("{\"a\":.5}", Kind::BadNumber, ".5");
    mistake("{\"a\":1.}", Kind::BadNumber, "1.");
    mistake("{\"a\":0x1F}", Kind::BadNumber, "0x1F");
    mistake("{\"a\":-}", Kind::BadNumber, "-");
    mistake("[1e]", Kind::BadNumber, "1e");
    mistake("1.", Kind::BadNumber, "1.");
    mistake("0636", Kind::BadNumber, "0636");
    mistake("{\"a\":1)", Kind::Unexpected(')'), ")");
    mistake("{\"a\":1;}", Kind::Unexpected(';'), ";");
    mistake("{\"a\":true)}", Kind::Unexpected(')'), ")");
    mistake("{\"a\"::1}", Kind::Unexpected(':'), ":");
    mistake("[\"a\":1]", Kind::Unexpected(':'), ":");
    mistake("{:1}", Kind::Unexpected(':'), ":");
    mistake("{\"a\":(1)}", Kind::Unexpected('('), "(");
    mistake("\u{a0}{}", Kind::Unexpected('\u{a0}'), "\u{a0}");
    mistake("{\"a\" 1}", Kind::MissingColon, "1");
    mistake("{\"a\" = 1}", Kind::MissingColon, "=");
    mistake("{\"a\"}", Kind::MissingColon, "}");
    mistake("{\"a\",\"b\":1}", Kind::MissingColon, ",");
    mistake("{\"a\" \"", Kind::MissingColon, "\"");
    mistake("{\"a\"tru}", Kind::MissingColon, "t");
    mistake("{\"a\":}", Kind::MissingValue, "}");
    mistake("{\"a\":,}", Kind::MissingValue, ",");
    mistake("{\"a\":,\"b\":1}", Kind::MissingValue, ",");
    mistake("{\"a\":1 \"b\":2}", Kind::MissingComma, "");
    mistake("{\"a\":1 2}", Kind::MissingComma, "");
    mistake("{\"a\":true\"b\":2}", Kind::MissingComma, "");
    mistake("{\"a\":\"it\"s\"}", Kind::MissingComma, "");
    mistake("[{} {}]", Kind::MissingComma, "");
    mistake("{\"a\":1", Kind::Unclosed(b'{', 0), "");
    mistake("{\"a\":[", Kind::Unclosed(b'[', 5), "");
    mistake("{\"a\":", Kind::Unclosed(b'{', 0), "");
    mistake("{\"a\":1]", Kind::Mismatched(b']'), "]");
    mistake("{\"a\":]", Kind::Mismatched(b']'), "]");
    mistake("{\"a\"]", Kind::Mismatched(b']'), "]");
    mistake("{\"a\":1,]", Kind::Mismatched(b']'), "]");
    mistake("[1,}", Kind::Mismatched(b'}'), "}");
    mistake("[}", Kind::Mismatched(b'}'), "}");
    mistake("}", Kind::Mismatched(b'}'), "}");
    mistake("{} {}", Kind::SecondDocument, "{");
    mistake("{}}", Kind::TrailingText, "}");
    mistake("1]]", Kind::TrailingText, "]");
    mistake("{} x y\n", Kind::TrailingText, "x y");
    mistake("{\"a\":\"b\nc\"}", Kind::RawLineBreak, "\n");
    mistake("{\"a\":\"\r\nc\"}", Kind::RawLineBreak, "\r\n");
    mistake("{\"a\":\"b\tc\"}", Kind::RawControl(9), "\t");
    mistake("{\"a\":\"\0\"}", Kind::Nul, "\0");
    mistake("{\"a\":\0}", Kind::Nul, "\0");
    mistake("{\"a\":\"\\x\"}", Kind::BadEscape, "\\x");
    mistake("{\"a\":\"\\é\"}", Kind::BadEscape, "\\é");
    mistake("{\"a\":\"\\u12g4\"}", Kind::BadEscape, "\\u12g4");
    mistake("{\"a\":\"b}", Kind::UnterminatedString, "\"");
    mistake("{\"a", Kind::UnterminatedString, "\"");
    mistake("ldap:\n  port: 636\n", Kind::NotJson, "l");
    mistake("-----BEGIN CERTIFICATE-----", Kind::NotJson, "-");
    mistake("---\nldap:\n", Kind::NotJson, "-");
    mistake("- ldap: 1", Kind::NotJson, "-");
    mistake("$body = @{}", Kind::NotJson, "$");
    mistake("tru x", Kind::NotJson, "t");
    mistake("<html>", Kind::NotJson, "<");
    mistake("é", Kind::NotJson, "é");
}

#[test]
fn encodings() {
    let kind = |bytes: &[u8]| judge(bytes, &Templates::default()).expect_err("refused").kind;
    let utf16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(kind(&utf16), Kind::Utf16);
    assert_eq!(kind(b"\0{\0}"), Kind::Utf16);
    assert_eq!(kind(&[&[0xff, 0xfe][..], &utf16].concat()), Kind::Utf16);
    for bytes in [u32::to_le_bytes, u32::to_be_bytes] {
        let utf32 = |text: &str| -> Vec<u8> { text.chars().flat_map(|c| bytes(u32::from(c))).collect() };
        assert_eq!(kind(&utf32("{}")), Kind::Utf32);
        assert_eq!(kind(&utf32("\u{feff}{}")), Kind::Utf32);
    }
    assert_eq!(kind(b"{\"a\":\"\xff\"}"), Kind::NotUtf8);
    assert_eq!(judge(b"\xef\xbb\xbf{}", &Templates::default()), Ok(("{}", 3)));
    let late = judge(b"\xef\xbb\xbf{,}", &Templates::default()).expect_err("refused");
    assert_eq!(late.at, Span::new(4, 5), "the mark counts");
}

#[test]
fn pasted_pem_is_repaired_as_a_whole() {
    let pem = |eol: &str| format!("{{\"a\":\"-----BEGIN X-----{eol}A{eol}\",\"b\":\"-----BEGIN {eol}\"}}");
    for eol in ["\n", "\r\n"] {
        let text = pem(eol);
        let edits = escape_pem_line_breaks(&text).expect("repairable");
        assert_eq!(apply(&text, &edits).as_deref(), Some(&*pem("\\n")));
    }
    assert_eq!(escape_pem_line_breaks("{\"a\":\"-----BEGIN \n\",\"b\":\"x\ny\"}"), None);
    assert_eq!(escape_pem_line_breaks("{\"a\":\"-----BEGIN \n\",}"), None);
}
