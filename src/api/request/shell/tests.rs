use super::*;
use crate::fix::Edit;
use crate::placeholder::Templates;
use crate::testing::skip;

fn plain(word: &Word, text: &str) -> String {
    word.plain(text).text().to_owned()
}

/// The words of each command, with what it reads behind `<`.
fn words(text: &str) -> Vec<Vec<String>> {
    let script = read(text);
    assert_eq!(script.unclosed, None, "{text}");
    let of = |command: &Command| {
        let input = match &command.input {
            None => None,
            Some(Input::File) => Some("<file".to_owned()),
            Some(Input::Text(word)) => Some(format!("<{}", plain(word, text))),
        };
        let pipe = command.is_piped.then(|| "|".to_owned());
        let words = command.words.iter().map(|word| plain(word, text));
        pipe.into_iter().chain(words).chain(input).collect()
    };
    script.commands.iter().map(of).collect()
}

#[test]
fn commands_end_where_a_shell_ends_them() {
    assert_eq!(
        words("a b\nc;d && e || f | g & h"),
        [vec!["a", "b"], vec!["c"], vec!["d"], vec!["e"], vec!["f"], vec!["|", "g"], vec!["h"]]
    );
    assert_eq!(words("a |\n  b"), [vec!["a"], vec!["|", "b"]]);
    assert_eq!(words("(a b)"), [["a", "b"]]);
    assert_eq!(words("a # b\n# c\nd#e"), [vec!["a"], vec!["d#e"]]);
}

#[test]
fn lines_go_on_behind_a_backslash() {
    assert_eq!(words("a \\\n  b\\\nc\n"), [["a", "bc"]]);
    assert_eq!(words("a \\\r\n  b\r\nc\r\n"), [vec!["a", "b"], vec!["c"]]);
    assert_eq!(words("a ^\r\n  b %TOKEN%\r\n"), [["a", "b", "${TOKEN}"]]);
    assert_eq!(words("a `\n  b \"$env:TOKEN\"\n"), [["a", "b", "${TOKEN}"]]);
}

#[test]
fn redirections_are_no_words() {
    assert_eq!(words("a >f 2>&1 b &>g"), [["a", "b"]]);
    assert_eq!(words("a <f >>g"), [["a", "<file"]]);
    assert_eq!(words("a <<<'x y' b"), [["a", "b", "<x y\n"]]);
    assert_eq!(words("a <(b c) d"), [["a", "d"]]);
}

#[test]
fn here_documents_belong_to_their_commands() {
    assert_eq!(
        words("a -d @- <<EOF | b\nx $Y \\$Z\n \"q\"\nEOF\nc"),
        [vec!["a", "-d", "@-", "<x ${Y} $Z\n \"q\"\n"], vec!["|", "b"], vec!["c"]]
    );
    assert_eq!(words("a <<'E F'\n$x \\\nE F\n"), [["a", "<$x \\\n"]]);
    assert_eq!(words("a <<-E <<F\n\tx\n\tE\ny\nF\nb"), [vec!["a", "<y\n"], vec!["b"]]);
    assert_eq!(words("a <<E\nx"), [["a", "<x"]]);
    assert_eq!(words("a <<E\r\nx\r\nE\r\nb"), [vec!["a", "<x\r\n"], vec!["b"]]);
}

#[test]
fn prompts_are_no_part_of_commands() {
    let text = "$ a \\\n>   b 'c\n> d'\nwritten by a\n$ e <<E\n> f\n> E\nwritten by e\n";
    assert_eq!(words(text), [vec!["a", "b", "c\nd"], vec!["e", "<f\n"]]);
}

#[test]
fn commands_in_expansions_are_read_as_well() {
    assert_eq!(words("x=$(a \"$(b)\") y"), [vec!["x=${VALUE}", "y"], vec!["a", "${VALUE}"], vec!["b"]]);
    assert_eq!(words("x=$(a $(b))"), [vec!["x=${VALUE}"], vec!["a", "${VALUE}"], vec!["b"]]);
    assert_eq!(words("x=$(curl 'a)' b)"), [vec!["x=${VALUE}"], vec!["curl", "a)", "b"]]);
}

#[test]
fn what_is_not_closed_is_found() {
    for (text, at, closing) in [
        ("a 'b", 2, "'"),
        ("a \"b", 2, "\""),
        ("a $'b\\'", 2, "'"),
        ("a \"b ${c", 5, "}"),
        ("a $(b", 2, ")"),
        ("a `b", 2, "`"),
    ] {
        let unclosed = read(text).unclosed.expect(text);
        assert_eq!((unclosed.span.start, unclosed.closing), (at, closing), "{text}");
    }
}

#[test]
fn variables_in_documents_are_templates() {
    let document = |text: &str, templates: &Templates| {
        let script = read(text);
        let word = &script.commands[0].words[0];
        assert_eq!(script.commands[0].words.len(), 1, "{text}");
        word.document(text, templates).text().to_owned()
    };
    let usual = Templates::default();
    assert_eq!(document(r#""{\"a\":$P,\"b\":\"x$Q\"}""#, &usual), r#"{"a":"${P}","b":"x${Q}"}"#);
    assert_eq!(document(r#"'{"a":"'"$P"'"}'"#, &usual), r#"{"a":"${P}"}"#);
    assert_eq!(document(r#"'{"a":'"$(b c)"'}'"#, &usual), r#"{"a":"${VALUE}"}"#);
    // Nothing is expanded in single quotes.
    assert_eq!(document(r#"'{"a":$P}'"#, &usual), r#"{"a":$P}"#);
    let own: Templates = [crate::placeholder::Template::new("__", "__")].into_iter().collect();
    assert_eq!(document(r#""{\"a\":$P}""#, &own), r#"{"a":"__P__"}"#);
}

/// Text that is different for each seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).expect("31 bits") % limit
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    fn some(&mut self, choices: &[&str]) -> String {
        (0..self.below(6)).map(|_| self.of(choices)).collect()
    }

    /// A part of a word in one way of quoting, without expansions.
    fn part(&mut self) -> String {
        match self.below(5) {
            0 => self.of(&["a", "9", "-", ".", "/:", "é", "=@", "{x}", "😀", "%"]).to_owned(),
            1 => {
                self.of(&["\\ ", "\\'", "\\\"", "\\$", "\\\\", "\\n", "\\é", "\\\n", "\\`", "\\#"]).to_owned()
            }
            2 => {
                format!("'{}'", self.some(&["a", " ", "\"", "\\", "$x", "`", "\n", "{\"k\": 1}", "é", "\\n"]))
            }
            3 => {
                let parts = [
                    "a", " ", "'", "\\\"", "\\\\", "\\$", "\\`", "\\n", "\\é", "\\\n", "\n", "$ ", "{", "😀",
                ];
                format!("\"{}\"", self.some(&parts))
            }
            _ => {
                let parts = [
                    "a",
                    "\"",
                    " ",
                    "\n",
                    "\\n",
                    "\\t",
                    "\\\\",
                    "\\'",
                    "\\\"",
                    "\\?",
                    "\\a",
                    "\\b",
                    "\\e",
                    "\\E",
                    "\\f",
                    "\\r",
                    "\\v",
                    "\\x41",
                    "\\x4",
                    "\\101",
                    "\\12",
                    "\\xc3\\xa9",
                    "\\303\\251",
                    "\\u00e9",
                    "\\u41",
                    "\\U0001f600",
                    "\\cA",
                    "\\q",
                    "\\xq",
                    "$x",
                    "`",
                    "é",
                    "\\0",
                ];
                format!("$'{}'", self.some(&parts))
            }
        }
    }

    fn word(&mut self) -> String {
        let parts: String = (0..=self.below(5)).map(|_| self.part()).collect();
        // So that none is empty, a comment or a continued line.
        format!("w{parts}")
    }
}

/// What bash makes of words, or of what a script writes.
fn bash(script: &str) -> Option<Vec<u8>> {
    let ran =
        std::process::Command::new("bash").args(["--norc", "-c", script]).env("LC_ALL", "C.UTF-8").output();
    let Ok(ran) = ran else {
        skip("there is no bash");
        return None;
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    Some(ran.stdout)
}

/// The words that bash makes of all of these.
fn expanded(words: &[String]) -> Option<Vec<String>> {
    let mut all = Vec::new();
    for some in words.chunks(400) {
        let made = bash(&format!("printf '%s\\0' {}", some.join(" ")))?;
        let made = made.strip_suffix(b"\0").expect("an end");
        all.extend(
            made.split(|byte| *byte == 0).map(|word| String::from_utf8(word.to_vec()).expect("UTF-8")),
        );
    }
    assert_eq!(all.len(), words.len());
    Some(all)
}

fn only(text: &str) -> Word {
    let script = read(text);
    assert_eq!((script.commands.len(), script.unclosed), (1, None), "{text}");
    assert_eq!(script.commands[0].words.len(), 1, "{text}");
    script.commands[0].words[0].clone()
}

#[test]
fn words_are_what_bash_makes_of_them() {
    let mut random = Random(7);
    let written: Vec<String> = (0..4000).map(|_| random.word()).collect();
    let Some(expected) = expanded(&written) else { return };
    for (text, expected) in written.iter().zip(&expected) {
        let word = only(text);
        let derived = word.plain(text);
        assert_eq!(derived.text(), expected, "{text}");
        // Each character stands behind the one before it, and what is there as it is reads alike.
        let mut end = 0;
        for (at, char) in derived.text().char_indices() {
            let span = derived.span(Span::new(at, at + char.len_utf8())).span;
            assert!(span.start >= end && span.start < span.end && span.end <= text.len(), "{text} at {at}");
            end = span.end;
            if span.len() == char.len_utf8() && !text[span.range()].contains('\\') {
                assert_eq!(&text[span.range()], char.to_string(), "{text} at {at}");
            }
        }
    }
}

#[test]
fn edits_mean_in_bash_what_they_mean_in_the_document() {
    let mut random = Random(11);
    let (mut edited, mut meant) = (Vec::new(), Vec::new());
    for _ in 0..9000 {
        let text = random.word();
        let derived = only(&text).plain(&text);
        let document = derived.text();
        let places: Vec<usize> = document.char_indices().map(|(at, _)| at).chain([document.len()]).collect();
        let (from, to) = (random.below(places.len()), random.below(places.len()));
        let span = Span::new(places[from.min(to)], places[from.max(to)]);
        let new = random.of(&["", "x", "it's", "\"$a\"", "`\\`", "636", "\\n", "a\nb"]).to_owned();
        let Some(edit) = derived.edit(&Edit { span, text: new.clone() }) else { continue };
        let mut file = text.clone();
        file.replace_range(edit.span.range(), &edit.text);
        let mut expected = document.to_owned();
        expected.replace_range(span.range(), &new);
        // A word that is empty now would be none.
        edited.push(format!("w{file}"));
        meant.push((text, format!("w{expected}")));
    }
    assert!(edited.len() > 1000, "{}", edited.len());
    let Some(made) = expanded(&edited) else { return };
    for ((made, file), (text, expected)) in made.iter().zip(&edited).zip(&meant) {
        assert_eq!(made, expected, "{text} became {file}");
    }
}

#[test]
fn no_edit_makes_the_name_of_a_variable_longer() {
    let text = r#""a$P.b""#;
    let derived = only(text).plain(text);
    assert_eq!(derived.text(), "a${P}.b");
    let edit = |start, end| {
        let edit = derived.edit(&Edit { span: Span::new(start, end), text: "x".to_owned() });
        edit.map(|edit| (edit.span.start, edit.span.end))
    };
    assert_eq!((edit(5, 5), edit(5, 6), edit(6, 6), edit(0, 1)), (None, None, Some((5, 5)), Some((1, 2))));
}

#[test]
fn here_documents_are_what_bash_makes_of_them() {
    let mut random = Random(13);
    for _ in 0..60 {
        let mut script = String::new();
        for nth in 0..20 {
            let lines: String = (0..random.below(8))
                .map(|_| {
                    random.of(&["a", " ", "\n", "\t", "\\\\", "\\$x", "\\`", "\\n", "\"", "'", "\\\n", "{}"])
                })
                .collect();
            let end = random.of(&["EOF", "'EOF'", "\"EOF\"", "\\EOF"]);
            let dash = random.of(&["<<", "<<-", "<< "]);
            // A line that ends in a backslash would join the end to it.
            script.push_str(&format!("cat {dash}{end}; printf 'end{nth}\\0'\n{lines}.\nEOF\n"));
        }
        let Some(written) = bash(&script) else { return };
        let read = read(&script);
        let documents: String = read
            .commands
            .iter()
            .filter_map(|command| match &command.input {
                Some(Input::Text(word)) => Some(plain(word, &script)),
                _ => None,
            })
            .enumerate()
            .map(|(nth, text)| format!("{text}end{nth}\0"))
            .collect();
        assert_eq!(documents, String::from_utf8(written).expect("UTF-8"), "{script}");
    }
}

#[test]
fn commands_in_commands_are_read_a_few_times_however_many_they_are() {
    let many = 10_000;
    for text in [
        "$(a b) ".repeat(many),
        "\"$(a \"$(b)\")\" ".repeat(many),
        format!("{}{}", "$(a ".repeat(many), ")".repeat(many)),
        format!("{}{}", "\"$(a ".repeat(many), ")\"".repeat(many)),
        "a $(".repeat(many),
        "a $(b".repeat(many) + ")",
        "`a $(b)` ".repeat(many),
        "<(curl x) ".repeat(many),
        "$(curl x; curl y)\n".repeat(many),
    ] {
        let script = read(&text);
        let words = script.commands.iter().flat_map(|command| &command.words);
        let written: usize = words.map(|word| word.span.len()).sum();
        let most = (DEEPEST + 1) * text.len();
        assert!(script.looked_at <= most, "{} of {most} for {}", script.looked_at, &text[..20]);
        assert!(written <= most, "{written} of {most} for {}", &text[..20]);
    }
}
