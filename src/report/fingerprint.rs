//! What of a finding stays when the document changes.

mod runs;

use std::cell::{Cell, OnceCell};

use self::runs::Runs;
use super::place::{Context, Way};
use crate::json::Member;
use crate::rule::Draft;
use crate::span::Span;

/// How long a value is at most of which all is taken, in bytes. A longer one is a bundle of certificates or
/// something else to which people add.
const SHORT: usize = 200;

/// How much is taken on either side of a place in a longer value, in bytes.
const WINDOW: usize = 100;

/// How many characters are taken on either side of a place in a text that is no JSON, blanks not counted.
const BROKEN: usize = 40;

/// A text as it may be shown, and where in it secrets are masked: in order, and apart from each other.
pub(super) struct Shown<'t> {
    text: &'t str,
    secrets: &'t [Span],
    /// The item of a list that was looked at last, by its first key, and what came of it: very many places
    /// may be in one.
    item: Cell<Option<(Span, u64)>>,
    /// What is passed over in one step.
    runs: OnceCell<Runs>,
}

/// What the finding has in common with itself in another version of the document. How long a secret is
/// cannot be read from it.
pub(super) fn fingerprint(draft: &Draft, way: Way<'_>, shown: &Shown<'_>) -> u64 {
    let case = draft.rule.cases.iter().position(|case| std::ptr::eq(case, draft.case)).unwrap_or_default();
    let case = case.to_string();
    let head = [draft.rule.name, "\0", draft.case.level.name(), "\0", &case, "\0"];
    let hash = head.into_iter().fold(way.hash, fnv);
    match way.context {
        Context::Whole => hash,
        Context::Own => fnv(hash, &shown.bare(draft.span)),
        Context::Item(members) => fnv(hash, &shown.item(members).to_string()),
        Context::Within(members) => {
            let hash = fnv(fnv(hash, &shown.item(members).to_string()), "\0");
            fnv(hash, &shown.bare(draft.span))
        }
        Context::Scalar(value) => {
            let parts = shown.scalar(value, draft.span);
            parts.iter().fold(hash, |hash, part| fnv(fnv(hash, part), "\0"))
        }
        Context::Broken => {
            let parts = shown.around(draft.span);
            parts.iter().fold(hash, |hash, part| fnv(fnv(hash, part), "\0"))
        }
    }
}

impl<'t> Shown<'t> {
    pub(super) fn new(text: &'t str, secrets: &'t [Span]) -> Self {
        Self { text, secrets, item: Cell::new(None), runs: OnceCell::new() }
    }

    fn get(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The text without blanks, and as if every secret were one byte long.
    fn bare(&self, span: Span) -> String {
        let text = self.get(span);
        let bytes = text.as_bytes();
        if memchr::memchr3(b'*', b'\t', b'\r', bytes).is_some() {
            return bare(text.chars()).collect();
        }
        // Most often there are a few blanks, and nothing else to be left out: taken character by character, the blocks of
        // expired certificates were 2 % of the instructions of a bundle.
        let mut plain = String::with_capacity(text.len());
        let mut at = 0;
        for blank in memchr::memchr2_iter(b' ', b'\n', bytes) {
            plain.push_str(text.get(at..blank).unwrap_or_default());
            at = blank + 1;
        }
        plain.push_str(text.get(at..).unwrap_or_default());
        plain
    }

    /// The members, in whatever order they stand.
    fn item(&self, members: &[Member<'_>]) -> u64 {
        let first = members.first().map(|member| member.key);
        if let Some((key, hash)) = self.item.get()
            && Some(key) == first
        {
            return hash;
        }
        let member = |member: &Member<'_>| {
            let hash = fnv(FNV, &self.bare(member.key));
            fnv(fnv(hash, ":"), &self.bare(member.value.span))
        };
        let hash = members.iter().map(member).fold(0, u64::wrapping_add);
        self.item.set(first.map(|first| (first, hash)));
        hash
    }

    /// What stands before the place in the value, there, and behind it.
    fn scalar(&self, value: Span, span: Span) -> [String; 3] {
        if self.forward(value, SHORT) == value.end {
            let (before, after) = (Span::new(value.start, span.start), Span::new(span.end, value.end));
            return [before, span, after].map(|part| self.plain(part));
        }
        if self.forward(span, SHORT) < span.end {
            return [String::new(), self.bare(span), String::new()];
        }
        // Without the quotes: something may be added there.
        let inner = Span::new((value.start + 1).min(span.start), (value.end - 1).max(span.end));
        let start = self.back(Span::new(inner.start, span.start), WINDOW);
        let end = self.forward(Span::new(span.end, inner.end), WINDOW);
        let before = self.plain(Span::new(start, span.start));
        let after = self.plain(Span::new(span.end, end));
        [since_boundary(&before).to_owned(), self.plain(span), until_boundary(&after).to_owned()]
    }

    /// What stands around the place in a text of which only the punctuation is shown.
    fn around(&self, span: Span) -> [String; 3] {
        let runs = self.runs.get_or_init(|| Runs::of(self.text));
        let (before, after) = (runs.before(self.text, span.start), runs.behind(self.text, span.end));
        [bare(before).take(BROKEN).collect(), self.bare(span), bare(after).take(BROKEN).collect()]
    }

    /// The text, with one `*` for each secret.
    fn plain(&self, span: Span) -> String {
        let mut plain = String::new();
        let mut at = span.start;
        while at < span.end
            && let Some(secret) = self.next(at).filter(|secret| secret.start < span.end)
        {
            plain.push_str(self.get(Span::new(at, secret.start.max(at))));
            if !plain.ends_with('*') {
                plain.push('*');
            }
            at = secret.end.min(span.end);
        }
        plain.push_str(self.get(Span::new(at, span.end)));
        plain
    }

    /// The first secret that ends behind the place.
    fn next(&self, at: usize) -> Option<Span> {
        self.secrets.get(self.secrets.partition_point(|secret| secret.end <= at)).copied()
    }

    /// The last secret that begins before the place.
    fn last(&self, at: usize) -> Option<Span> {
        let index = self.secrets.partition_point(|secret| secret.start < at);
        self.secrets.get(index.checked_sub(1)?).copied()
    }

    /// How far `most` bytes of the span reach, if every secret is one byte long; to its end if there are no
    /// more.
    fn forward(&self, span: Span, most: usize) -> usize {
        let (mut at, mut rest) = (span.start, most);
        while at < span.end && rest > 0 {
            let secret = self.next(at).unwrap_or(Span::at(span.end));
            if secret.start <= at {
                (at, rest) = (secret.end.max(at + 1), rest - 1);
            } else {
                let step = rest.min(secret.start - at);
                (at, rest) = (at + step, rest - step);
            }
        }
        let mut at = at.min(span.end);
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// Where the last `most` bytes of the span begin, counted likewise.
    fn back(&self, span: Span, most: usize) -> usize {
        let (mut at, mut rest) = (span.end, most);
        while at > span.start && rest > 0 {
            let secret = self.last(at).unwrap_or(Span::at(span.start));
            if secret.end >= at {
                (at, rest) = (secret.start.min(at - 1), rest - 1);
            } else {
                let step = rest.min(at - secret.end);
                (at, rest) = (at - step, rest - step);
            }
        }
        let mut at = at.max(span.start);
        while at < span.end && !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }
}

/// The characters without blanks, and of several asterisks the last one.
fn bare(characters: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut characters = characters.filter(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')).peekable();
    std::iter::from_fn(move || {
        loop {
            let character = characters.next()?;
            if character != '*' || characters.peek() != Some(&'*') {
                return Some(character);
            }
        }
    })
}

/// How the first and the last line of a block begin.
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// What belongs to the block in which the text ends: another one may be put before it.
fn since_boundary(before: &str) -> &str {
    match (before.rfind(BEGIN), before.rfind(END)) {
        (begin, Some(end)) if begin.is_none_or(|begin| begin < end) => "",
        (Some(begin), _) => before.get(begin..).unwrap_or_default(),
        _ => before,
    }
}

/// What belongs to the block in which the text begins: another one may be put behind it.
fn until_boundary(after: &str) -> &str {
    let until = after.find(BEGIN).into_iter().chain(after.find(END)).min();
    let mut after = after.get(..until.unwrap_or(after.len())).unwrap_or_default();
    while let Some(shorter) = after.strip_suffix("\\n").or(after.strip_suffix("\\r")) {
        after = shorter;
    }
    after
}

/// Texts, hashed together.
#[cfg(feature = "cli")]
pub(crate) fn hashed<'t>(parts: impl IntoIterator<Item = &'t str>) -> u64 {
    hashed_into(FNV, parts)
}

/// Texts, hashed together with what was hashed before.
pub(crate) fn hashed_into<'t>(hash: u64, parts: impl IntoIterator<Item = &'t str>) -> u64 {
    parts.into_iter().fold(hash, |hash, part| fnv(fnv(hash, part), "\0"))
}

/// Where FNV-1a begins.
pub(super) const FNV: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, 64 bits: stable across versions and platforms, which the standard library's hasher is not.
pub(super) fn fnv(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    /// Very many places in one item of a list. Where all of it is looked at for each of them, this takes minutes.
    #[test]
    fn an_item_of_a_list_is_looked_at_once() {
        let members: String =
            (0..10_000).map(|number| format!(",\"x{number}\":\"{}\"", "y".repeat(50))).collect();
        let body = format!(r#"{{"ldap":{{"userToDNMapping":[{{"match":"(.+)"{members}}}]}}}}"#);
        let started = std::time::Instant::now();
        let report = crate::check(&body);
        assert!(report.findings().len() >= 10_000, "{}", report.findings().len());
        assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    }

    /// Blanks and asterisks of all sorts, at each end and in the middle.
    #[test]
    fn what_is_bare_is_so_however_it_is_read() {
        let parts = ["", "a", " ", "\n", "\t", "\r", "*", "é", " * ", "b\n c"];
        for index in 0..parts.len().pow(3) {
            let [one, two, three] = [1, 10, 100].map(|place| parts[index / place % parts.len()]);
            let text = format!("{one}{two}{three}");
            let shown = super::Shown::new(&text, &[]);
            let plain: String = super::bare(text.chars()).collect();
            assert_eq!(shown.bare(crate::span::Span::new(0, text.len())), plain, "{text:?}");
        }
    }

    #[test]
    fn an_item_without_members_has_a_fingerprint() {
        let report = crate::check(r#"{"ldap":{"userToDNMapping":[{}, {}]}}"#);
        let pointers: Vec<_> = report.findings().iter().map(|finding| finding.pointer()).collect();
        assert!(pointers.contains(&"/ldap/userToDNMapping/0"), "{pointers:?}");
    }
}
