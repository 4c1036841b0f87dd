//! Labels of private keys that are misspelt, and those of other tools.

use std::ops::Range;

use super::is_near;

/// How many characters behind dashes are looked at.
const LONGEST: usize = 64;

/// A label, and which end of a block it stands at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NearLabel {
    /// Its words, without BEGIN or END.
    pub(super) words: Range<usize>,
    pub(super) is_end: bool,
}

/// Labels between dashes that are nearly those of private keys, or have KEY in them and not PUBLIC: hiding
/// too much of a public key costs little.
pub(super) fn near_labels(text: &str) -> impl Iterator<Item = NearLabel> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + memchr::memchr2(b'-', DASHES, text.as_bytes().get(at..)?)?;
            let rest = text.get(start..)?;
            let behind = rest.trim_start_matches(is_dash);
            let dashes = rest.len() - behind.len();
            // What begins with that byte may be another character.
            at = start + dashes.max(rest.chars().next().map_or(1, char::len_utf8));
            // A bundle is full of these: to read them was a tenth of what its masking took.
            let is_of_certificate = OF_CERTIFICATES.iter().any(|label| behind.starts_with(label));
            if dashes >= 2
                && !is_of_certificate
                && let Some(label) = near_label(text, at, dashes)
            {
                return Some(label);
            }
        }
    })
}

/// The first byte of the longer dashes, in UTF-8.
pub(super) const DASHES: u8 = 0xe2;

/// What stands behind the dashes of most boundaries.
const OF_CERTIFICATES: [&str; 2] = ["BEGIN CERTIFICATE-----", "END CERTIFICATE-----"];

/// What editors make of a hyphen, too.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn near_label(text: &str, at: usize, dashes: usize) -> Option<NearLabel> {
    let rest = text.get(at..)?;
    // Behind the dashes that end a boundary.
    if rest.starts_with(['\n', '\r', '\\']) {
        return None;
    }
    let limit = rest.char_indices().nth(LONGEST).map_or(rest.len(), |(at, _)| at);
    let near = rest.get(..limit)?;
    let mut before = ' ';
    let ends = |c: char| {
        let is_second = is_dash(c) && (!c.is_ascii() || before == '-');
        before = c;
        is_second || matches!(c, '\n' | '\r' | '\\')
    };
    let end = near.find(ends).unwrap_or(near.len());
    let line = near.get(..end)?.trim_end_matches('-');
    let words: Vec<(usize, &str)> = words(line).collect();
    let (start, first) = *words.first()?;
    let keyword = keyword(first);
    // Dashes on either side make a boundary of it as well.
    let is_boundary = dashes >= 4 && rest.get(end..)?.starts_with("---");
    if keyword.is_none() && !is_boundary {
        return None;
    }
    let (length, is_end) = keyword.unwrap_or((0, false));
    let joined = first.get(length..).filter(|joined| !joined.is_empty());
    let label = joined.into_iter().chain(words.iter().skip(1).map(|(_, word)| *word));
    is_private(label).then(|| NearLabel { words: at + start + length..at + line.len(), is_end })
}

/// The words, and where each begins; `%20` stands for a blank.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    line.split(|c: char| !c.is_alphanumeric()).filter_map(move |word| {
        let start = at;
        // What splits them is one character, and may have several bytes.
        let behind = line.get(start + word.len()..).and_then(|rest| rest.chars().next());
        at = start + word.len() + behind.map_or(0, char::len_utf8);
        let is_encoded = line.get(..start).is_some_and(|before| before.ends_with('%'));
        let blank = if is_encoded && word.starts_with("20") { 2 } else { 0 };
        let word = word.get(blank..).unwrap_or_default();
        (!word.is_empty()).then_some((start + blank, word))
    })
}

/// Whether a word is BEGIN or END, or begins with one: how long that is, and whether it is END.
fn keyword(word: &str) -> Option<(usize, bool)> {
    let starts = |known: &str| word.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known));
    let upper = word.to_ascii_uppercase();
    match () {
        () if starts("BEGIN") => Some(("BEGIN".len(), false)),
        () if upper.starts_with('B') && is_near(&upper, "BEGIN", 2) => Some((word.len(), false)),
        () if upper.starts_with('E') && is_near(&upper, "END", 1) => Some((word.len(), true)),
        () if starts("END") => Some(("END".len(), true)),
        () => None,
    }
}

fn is_private<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let (mut is_key, mut is_public) = (false, false);
    for word in words.map(str::to_ascii_uppercase) {
        if word.contains("PRIVAT") || is_near(&word, "PRIVATE", 2) || is_near(&word, "PRIVATEKEY", 3) {
            return true;
        }
        is_public |= word.contains("PUBLIC") || is_near(&word, "PUBLIC", 2);
        is_key |= word.contains("KEY") || is_near(&word, "KEY", 1);
    }
    is_key && !is_public
}

/// Where the lines of a private key begin in a file of PuTTY: `Private-Lines: 14`.
/// `privates` is where the word `PRIVATE` is.
pub(super) fn putty_labels(text: &str, privates: &[usize]) -> impl Iterator<Item = Range<usize>> {
    privates.iter().filter_map(|&at| {
        let length = putty_name(text.as_bytes().get(at..)?, b"LINES")?;
        let rest = text.get(at + length..)?;
        let behind = rest.trim_start_matches([' ', '"', '\'']).strip_prefix([':', '='])?;
        let behind = behind.trim_start_matches([' ', '"', '\'']);
        let number = behind.trim_start_matches(|c: char| c.is_ascii_digit());
        Some(at..text.len() - number.len())
    })
}

/// Where the key ends that such lines hold: before its check sum, or what begins there.
pub(super) fn end_of_putty(text: &str) -> Option<usize> {
    let sum = text.match_indices(['P', 'p']).map(|(at, _)| at).find(|&at| {
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        putty_name(rest, b"MAC").or_else(|| putty_name(rest, b"HASH")).is_some()
    });
    let block = text.match_indices("--").map(|(at, _)| at).find(|&at| {
        let word = text.get(at..).unwrap_or_default().trim_start_matches(['-', ' ']);
        word.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("BEGIN"))
    });
    [sum, block].into_iter().flatten().min()
}

/// How long `Private-` and that word are, which the text begins with.
fn putty_name(text: &[u8], word: &[u8]) -> Option<usize> {
    let (first, rest) = text.split_at_checked("PRIVATE".len())?;
    let between = usize::from(rest.first().is_some_and(|byte| matches!(byte, b'-' | b'_' | b' ')));
    let last = rest.get(between..between + word.len())?;
    let is_it = first.eq_ignore_ascii_case(b"PRIVATE") && last.eq_ignore_ascii_case(word);
    is_it.then_some(first.len() + between + last.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They are passed over unread.
    #[test]
    fn the_labels_of_certificates_are_none_of_keys() {
        for label in OF_CERTIFICATES {
            for dashes in 2..=6 {
                assert_eq!(near_label(label, 0, dashes), None, "{label}");
            }
        }
        let between = "\u{20ac}--BEGIN CERTIFICATE-----\u{2010}\u{2013}BEGIN PRIVATE KY--\u{201c}";
        assert_eq!(near_labels(between).count(), 1);
    }
}
