//! The policy file that `usersec init` writes, from the table of keys.
//!
//! Prose stands behind `##`, and what can be said behind `#`: with the first sign of every line taken
//! away it is a policy.

use crate::policy::{IGNORE_KEYS, KEYS, Key, KeyKind};

/// Lines longer than this are hard to read.
const WIDTH: usize = 80;

const HEAD: &str = "What usersec finds in this folder and below. Every line is a comment, so nothing is \
                    changed yet; take away the `#` of a line to say something. `usersec rules` lists the \
                    rules, `usersec explain RULE` says more of one.";

/// The file.
pub(super) fn text() -> String {
    let mut text = prose(HEAD);
    for key in KEYS {
        text.push('\n');
        text.push_str(&about(key));
        match key.kind {
            KeyKind::RuleLevels | KeyKind::GroupLevels => {
                text.push_str(&format!("#[{}]\n", key.name));
                text.push_str(&format!("#{}\n", key.example.trim_matches(['{', '}', ' '])));
            }
            KeyKind::Ignores => {
                text.push_str(&format!("#[[{}]]\n", key.name));
                for key in IGNORE_KEYS {
                    text.push_str(&about(key));
                    text.push_str(&format!("#{} = {}\n", key.name, key.example));
                }
            }
            _ => text.push_str(&format!("#{} = {}\n", key.name, key.example)),
        }
    }
    text
}

/// What is said of a key.
fn about(key: &Key) -> String {
    let mut text = prose(key.about);
    if !key.default.is_empty() {
        text.push_str(&format!("## Default: {}\n", key.default));
    }
    if key.is_required {
        text.push_str("## Required.\n");
    }
    text
}

fn prose(text: &str) -> String {
    let options = textwrap::Options::new(WIDTH).initial_indent("## ").subsequent_indent("## ");
    // The names of rules and keys stay whole.
    let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    #[test]
    fn every_line_is_a_comment_and_narrow() {
        for line in text().lines().filter(|line| !line.is_empty()) {
            assert!(line.starts_with('#'), "{line}");
            assert!(!line.starts_with("##") || line.chars().count() <= WIDTH, "{line}");
        }
        assert!(Policy::parse(&text()).is_ok());
    }

    #[test]
    fn without_its_signs_it_is_a_policy_that_says_every_key() {
        let said: String =
            text().split_inclusive('\n').map(|line| line.strip_prefix('#').unwrap_or(line)).collect();
        assert!(Policy::parse(&said).is_ok(), "{said}");
        for key in KEYS.iter().chain(IGNORE_KEYS) {
            let line = |line: &str| {
                let key_of = |line: &str| line.split_once(" = ").map(|(name, _)| name.to_owned());
                key_of(line).as_deref() == Some(key.name) || line.trim_matches(['[', ']']) == key.name
            };
            assert!(said.lines().any(line), "no {} in {said}", key.name);
        }
    }
}
