//! The tables against the pages themselves.

use std::path::Path;

use serde_json::Value;

use crate::pages;
use crate::process::skip;
use crate::table::Row;

/// The page whose first line is the title; none if the pages do not lie beside the repository.
pub(crate) fn text(title: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/spec");
    let Ok(files) = std::fs::read_dir(&folder) else {
        skip("the tables were not compared with the pages: ../shared/spec is not there");
        return None;
    };
    let texts = files.filter_map(|file| std::fs::read_to_string(file.ok()?.path()).ok());
    let text = texts.into_iter().find(|text| text.lines().next() == Some(title));
    Some(text.unwrap_or_else(|| panic!("no page in {} begins with {title}", folder.display())))
}

#[test]
fn the_tables_are_about_these_pages() {
    for page in pages() {
        let Some(text) = text(&page.title) else { return };
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), page.lines, "{}", page.title);
        for row in &page.rows {
            let said = lines[row.lines.start() - 1..*row.lines.end()].join("\n");
            for word in &row.words {
                assert!(said.contains(word), "{}: {:?} does not say `{word}`", page.title, row.lines);
            }
            for word in words_of_the_contract(&said) {
                assert!(row.words.contains(&word), "{}: {:?} says `{word}`", page.title, row.lines);
                assert_eq!(row.reason, None, "{}: `{word}` can be tested", page.title);
            }
        }
    }
}

/// Names, types and whether they have to be there; defaults; patterns.
fn words_of_the_contract(said: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for line in said.lines().map(str::trim) {
        if let Some(member) = line.strip_prefix("• ") {
            words.extend(member.split(' ').map(str::to_owned));
        }
        for begin in ["Default value is ", "Format should match the following pattern: "] {
            words.extend(line.strip_prefix(begin).and_then(|rest| rest.strip_suffix('.')).map(str::to_owned));
        }
        if line.starts_with('^') {
            words.push(line.to_owned());
        }
    }
    words
}

/// A row each has a whole document, or a whole command.
#[test]
fn the_examples_of_the_tests_are_those_of_the_pages() {
    let documents =
        [include_str!("../payloads/vendor-request.json"), include_str!("../payloads/vendor-response.json")];
    let errors = include_str!("../payloads/vendor-errors.jsonl").lines();
    let documents: Vec<Value> = documents.into_iter().chain(errors).map(json).collect();
    let commands: Vec<&str> = include_str!("../payloads/vendor-curl.txt").trim_end().split("\n\n").collect();
    let (mut seen_documents, mut seen_commands) = (0, 0);
    for page in pages() {
        let Some(text) = text(&page.title) else { return };
        let lines: Vec<&str> = text.lines().collect();
        for Row { lines: place, .. } in &page.rows {
            let said = lines[place.start() - 1..*place.end()].join("\n");
            if said.starts_with("curl ") {
                assert!(commands.contains(&said.as_str()), "{place:?}");
                seen_commands += 1;
            }
            if let Ok(example) = serde_json::from_str::<Value>(&said) {
                assert!(documents.contains(&example), "{place:?}");
                seen_documents += 1;
            }
        }
    }
    // A request, an answer and five errors; an answer and four errors.
    assert_eq!((seen_documents, seen_commands), (12, 4));
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}
