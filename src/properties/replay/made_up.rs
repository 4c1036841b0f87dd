//! Inputs like those of the corpus, as a fuzzer would make them; every other one of what is JSON stays JSON, or else
//! nothing but the grammar would be looked at.

use super::{Property, corpus, fuzz};
use crate::properties::leaves::{Part, parts};
use crate::properties::planted::as_json;
use crate::testing::Random;

/// How long they are at most, in bytes: what is longer takes time and says little more.
const LONGEST: usize = 3_000;

/// Values that a member may have instead of its own.
const VALUES: [&str; 10] = ["null", "true", "false", "0", "-1", "636.0", "\"\"", "\" \"", "[]", "{}"];

pub(super) struct MakeUp {
    name: &'static str,
    corpus: Vec<Vec<u8>>,
    /// Those of them that are JSON, with what stands before it.
    documents: Vec<(Vec<u8>, String)>,
    words: Vec<Vec<u8>>,
    has_manner: bool,
}

impl MakeUp {
    pub(super) fn new(property: &Property) -> Self {
        let corpus: Vec<Vec<u8>> = corpus(property).into_iter().map(|(_, input)| input).collect();
        let documents = corpus.iter().filter_map(|input| document(property.name, input)).collect();
        let has_manner = !property.ways.is_empty();
        Self { name: property.name, corpus, documents, words: words(property), has_manner }
    }

    /// The same for the same seed.
    pub(super) fn input(&self, seed: usize) -> Vec<u8> {
        let mut random = Random(u64::try_from(seed * 2 + 1).expect("64 bits"));
        // The first numbers of small seeds are like each other.
        (0..8).for_each(|_| {
            random.below(2);
        });
        let mut input = match self.documents.is_empty() || seed % 2 == 1 {
            true => self.mutant(&mut random),
            false => self.spliced(&mut random),
        };
        // Of another kind now and then.
        if self.has_manner && random.below(4) == 0 && !input.is_empty() {
            input[0] = [b'0', b'1', b'2'][random.below(3)];
        }
        input
    }

    /// An input of the corpus, changed in a few places.
    fn mutant(&self, random: &mut Random) -> Vec<u8> {
        let (corpus, words) = (&self.corpus, &self.words);
        let mut input = corpus[random.below(corpus.len())].clone();
        for _ in 0..=random.below(4) {
            let range = random.range(input.len(), 16);
            match random.below(6) {
                0 => drop(input.drain(range)),
                1 => drop(input.splice(range, words[random.below(words.len())].iter().copied())),
                2 => {
                    let copied = input[range.clone()].repeat(2);
                    input.splice(range, copied);
                }
                3 => input[range].iter_mut().for_each(|byte| *byte ^= 1 << random.below(8)),
                4 => input.truncate(range.start),
                _ => {
                    let other = &corpus[random.below(corpus.len())];
                    input.splice(range, other[random.range(other.len(), 200)].iter().copied());
                }
            }
        }
        input.truncate(LONGEST);
        input
    }

    /// A document of the corpus, with members, names and values of others.
    fn spliced(&self, random: &mut Random) -> Vec<u8> {
        let (before, document) = &self.documents[random.below(self.documents.len())];
        let mut text = document.clone();
        for _ in 0..=random.below(4) {
            let part = one(parts(&text), random);
            let other_text = &self.documents[random.below(self.documents.len())].1;
            let other = one(parts(other_text), random);
            let value = &other_text[other.value.clone()];
            match (random.below(6), &part.name, &other.name) {
                (0, ..) => text.replace_range(part.value, VALUES[random.below(VALUES.len())]),
                (1, Some(name), Some(other)) => text.replace_range(name.clone(), &other_text[other.clone()]),
                (2, Some(name), Some(other)) if part.is_member => {
                    text.insert_str(name.start, &format!("{}:{value},", &other_text[other.clone()]));
                }
                (3 | 4, ..) => {
                    let word = &self.words[random.below(self.words.len())];
                    let changed =
                        with_word(&text[part.value.clone()], &String::from_utf8_lossy(word), random);
                    text.replace_range(part.value, &changed);
                }
                _ if text.len() + value.len() <= LONGEST => text.replace_range(part.value, value),
                _ => {}
            }
        }
        [before, text.as_bytes()].concat()
    }
}

fn one(mut parts: Vec<Part>, random: &mut Random) -> Part {
    parts.swap_remove(random.below(parts.len()))
}

/// A string with a word in it; another value in its place.
fn with_word(value: &str, word: &str, random: &mut Random) -> String {
    let mut text = serde_json::from_str(value).unwrap_or_else(|_| String::new());
    let at = random.below(text.len() + 1);
    text.insert_str((0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default(), word);
    serde_json::to_string(&text).expect("a string is JSON")
}

/// What stands before the document of an input, and the document, if it is JSON.
fn document(name: &str, input: &[u8]) -> Option<(Vec<u8>, String)> {
    let (before, body) = input.split_at(body_at(name, input)?);
    as_json(body)?;
    Some((before.to_vec(), String::from_utf8(body.to_vec()).expect("JSON is a text")))
}

/// Where the document begins in an input, for properties of documents.
fn body_at(name: &str, input: &[u8]) -> Option<usize> {
    match name {
        "json_spans" => Some(0),
        "check" | "fix" => (input.len() >= 2).then_some(2),
        "map" => {
            let at = input.iter().position(|&byte| byte == 0);
            at.or_else(|| input.iter().position(|&byte| byte == b'\n')).map(|at| at + 1)
        }
        _ => None,
    }
}

/// The words of a dictionary, as libFuzzer reads it: `name="value"`, with `\\`, `\"` and `\xAB`.
fn words(property: &Property) -> Vec<Vec<u8>> {
    let file = fuzz().join("dictionaries").join(format!("{}.dict", property.name));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let words: Vec<_> = lines.map(|line| word(line).unwrap_or_else(|| panic!("a word: {line}"))).collect();
    assert!(!words.is_empty(), "the dictionary of `{}` is empty", property.name);
    words
}

fn word(line: &str) -> Option<Vec<u8>> {
    let mut rest = line[line.find('"')?..].strip_prefix('"')?.strip_suffix('"')?.bytes();
    let mut word = Vec::new();
    while let Some(byte) = rest.next() {
        word.push(match byte {
            b'"' => return None,
            b'\\' => match rest.next()? {
                escaped @ (b'\\' | b'"') => escaped,
                b'x' => {
                    let digits = [rest.next()?, rest.next()?];
                    u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
                }
                _ => return None,
            },
            byte => byte,
        });
    }
    (!word.is_empty()).then_some(word)
}

#[test]
fn half_of_what_is_made_up_is_json() {
    let of_documents = |property: &&Property| body_at(property.name, b"00\n{}").is_some();
    let properties: Vec<_> = crate::properties::ALL.iter().filter(of_documents).collect();
    assert!(properties.len() >= 3);
    for property in properties {
        let make_up = MakeUp::new(property);
        let is_json = |seed: &usize| document(make_up.name, &make_up.input(*seed)).is_some();
        let count = (0..super::MADE_UP).filter(is_json).count();
        assert!(count * 20 >= super::MADE_UP * 9, "{count} of `{}`", make_up.name);
        let distinct: std::collections::BTreeSet<_> =
            (0..super::MADE_UP).map(|seed| make_up.input(seed)).collect();
        assert!(distinct.len() * 20 >= super::MADE_UP * 19, "{} of `{}`", distinct.len(), make_up.name);
    }
}
