//! The tokens of Rust that paths are made of: what stands in comments and literals is gone.

/// A token: a name, or a mark (`::` is one, everything else a character each).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'s> {
    Name(&'s str),
    Mark(&'s str),
    /// A text, a character, a number, as it stands there.
    Literal(&'s str),
}

pub(crate) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let (length, token) = next(rest, first);
        tokens.extend(token);
        rest = &rest[length..];
    }
    tokens
}

/// How long what stands first is, and which token it is, if it is one.
fn next(rest: &str, first: char) -> (usize, Option<Token<'_>>) {
    if first.is_whitespace() {
        return (first.len_utf8(), None);
    }
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), None);
    }
    if rest.starts_with("/*") {
        return (block_comment(rest), None);
    }
    if let Some(length) = text(rest).or_else(|| character(rest)) {
        return (length, Some(Token::Literal(&rest[..length])));
    }
    if first.is_ascii_digit() {
        let length = name(rest);
        return (length, Some(Token::Literal(&rest[..length])));
    }
    if first == '_' || first.is_alphabetic() {
        // `r#type` is `type`.
        let start = if rest.starts_with("r#") { 2 } else { 0 };
        let end = start + name(&rest[start..]);
        return (end, Some(Token::Name(&rest[start..end])));
    }
    let length = if rest.starts_with("::") { 2 } else { first.len_utf8() };
    (length, Some(Token::Mark(&rest[..length])))
}

fn name(rest: &str) -> usize {
    rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len())
}

/// They nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        let here = &rest[at..];
        if here.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if here.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
        } else {
            at += here.chars().next().expect("a comment ends").len_utf8();
        }
        if depth == 0 {
            return at;
        }
    }
}

/// The length of a text, raw or not, of characters or bytes.
fn text(rest: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c", ""].into_iter().find(|prefix| {
        let behind = rest.strip_prefix(prefix).map(|behind| behind.trim_start_matches('#'));
        behind.is_some_and(|behind| behind.starts_with('"'))
            && (prefix.ends_with('r') || { rest[prefix.len()..].starts_with('"') })
    })?;
    let behind = &rest[prefix.len()..];
    let hashes = behind.len() - behind.trim_start_matches('#').len();
    let start = prefix.len() + hashes + 1;
    if prefix.ends_with('r') {
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(start + rest[start..].find(&end).expect("a text ends") + end.len());
    }
    Some(start + quoted(&rest[start..], '"'))
}

/// The length of a character; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let start = if rest.starts_with("b'") { 2 } else { 1 };
    let inner = rest.strip_prefix("b'").or_else(|| rest.strip_prefix('\''))?;
    let first = inner.chars().next()?;
    let is_character = first == '\\' || inner[first.len_utf8()..].starts_with('\'');
    is_character.then(|| start + quoted(inner, '\''))
}

/// Up to and with the mark that ends it.
fn quoted(inner: &str, end: char) -> usize {
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == end => return at + c.len_utf8(),
            _ => {}
        }
    }
    panic!("a literal ends")
}
