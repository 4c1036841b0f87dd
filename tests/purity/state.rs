//! Statics whose values are made at the first use, whatever they are wrapped in.

use std::collections::{BTreeMap, BTreeSet};

use crate::doors::imports;
use crate::lexer::Token;
use crate::modules::closed;

/// What the standard library has for values that are made at the first use.
const CELLS: [&str; 2] = ["LazyLock", "OnceLock"];

/// A file of the library, by its path below the package, with its tokens.
pub(crate) type File<'s> = (String, Vec<Token<'s>>);

/// The types that hold such values, each with the files in which one of that name is declared.
pub(crate) struct Cells<'s>(BTreeMap<&'s str, BTreeSet<String>>);

impl<'s> Cells<'s> {
    pub(crate) fn of(files: &[File<'s>]) -> Self {
        let mut cells = Cells(CELLS.iter().map(|name| (*name, BTreeSet::new())).collect());
        loop {
            let mut has_grown = false;
            for (file, tokens) in files {
                for (name, held) in declarations(tokens) {
                    if cells.first_in(&held).is_some() {
                        has_grown |= cells.0.entry(name).or_default().insert(file.clone());
                    }
                }
            }
            if !has_grown {
                return cells;
            }
        }
    }

    /// The first of the types that is named.
    fn first_in(&self, tokens: &[Token<'s>]) -> Option<&'s str> {
        tokens.iter().find_map(|token| match token {
            Token::Name(name) if self.0.contains_key(name) => Some(*name),
            _ => None,
        })
    }

    /// The statics of such a type, each with the first of these types that its own names.
    pub(crate) fn statics(&self, (file, tokens): &File<'s>) -> Vec<(&'s str, &'s str)> {
        let imports = imports(tokens);
        let named = tokens.windows(3).enumerate().filter_map(|(at, three)| match three {
            [Token::Name("static"), Token::Name(name), Token::Mark(":")] => {
                let kind = tokens[at + 3..].split(|token| *token == Token::Mark("=")).next()?;
                let cell = self.first_in(kind)?;
                self.is_meant(cell, file, tokens, &imports).then_some((*name, cell))
            }
            _ => None,
        });
        named.collect()
    }

    /// Whether the name means the type in that file, and not another of the same name; it does where that cannot be
    /// told.
    fn is_meant(&self, cell: &str, file: &str, tokens: &[Token], imports: &[(String, String)]) -> bool {
        let Some(homes) = self.0.get(cell).filter(|homes| !homes.is_empty()) else { return true };
        if declarations(tokens).iter().any(|(name, _)| *name == cell) {
            return homes.contains(file);
        }
        let path = imports.iter().find(|(name, _)| name == cell).map(|(_, path)| path.as_str());
        let folder = match path.and_then(|path| path.rsplit_once("::")) {
            Some(("super", _)) => parent(file).to_owned(),
            Some((path, _)) if path == "crate" || path.starts_with("crate::") => {
                path.trim_start_matches("crate").trim_start_matches("::").replace("::", "/")
            }
            _ => return true,
        };
        homes.iter().any(|home| home.starts_with(&format!("src/{folder}")))
    }
}

/// The module that a file's own is in, as a path in `src`.
fn parent(file: &str) -> &str {
    let module = file.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    module.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The types that are declared, each with what it holds.
fn declarations<'s>(tokens: &[Token<'s>]) -> Vec<(&'s str, Vec<Token<'s>>)> {
    let declared = tokens.windows(2).enumerate().filter_map(|(at, pair)| match pair {
        [Token::Name("enum"), Token::Name(name)] => {
            Some((*name, owned(&inner(declaration(&tokens[at + 2..])))))
        }
        [Token::Name("struct" | "union" | "type"), Token::Name(name)] => {
            Some((*name, owned(declaration(&tokens[at + 2..]))))
        }
        _ => None,
    });
    declared.collect()
}

/// Up to the `;` or behind the braces that end a declaration.
fn declaration<'t, 's>(tokens: &'t [Token<'s>]) -> &'t [Token<'s>] {
    let mut end = 0;
    loop {
        match tokens.get(end) {
            None | Some(Token::Mark(";")) => return &tokens[..end],
            Some(Token::Mark("{")) => return &tokens[..closed(tokens, end)],
            Some(Token::Mark("(" | "[")) => end = closed(tokens, end),
            Some(_) => end += 1,
        }
    }
}

/// What the variants of an enumeration hold, without their names.
fn inner<'s>(tokens: &[Token<'s>]) -> Vec<Token<'s>> {
    let mut depth = 0_usize;
    let mut inner = Vec::new();
    for token in tokens {
        match token {
            Token::Mark("(" | "[" | "{") => depth += 1,
            Token::Mark(")" | "]" | "}") => depth -= 1,
            _ => {}
        }
        if depth > 1 {
            inner.push(*token);
        }
    }
    inner
}

/// Without the types that are only referred to, which are other statics and found there, or slices of them.
fn owned<'s>(tokens: &[Token<'s>]) -> Vec<Token<'s>> {
    let mut owned = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        // What a function takes and gives it does not hold.
        if *token == Token::Name("fn") && tokens.get(at) == Some(&Token::Mark("(")) {
            at = closed(tokens, at);
            continue;
        }
        owned.push(*token);
        if *token == Token::Mark("&") {
            if tokens.get(at) == Some(&Token::Mark("'")) {
                at += 2;
            }
            at += usize::from(tokens.get(at) == Some(&Token::Name("mut")));
            let end = match tokens.get(at) {
                Some(Token::Mark("[")) => closed(tokens, at),
                _ => at + 1,
            };
            let is_cell = |token: &&Token<'_>| matches!(token, Token::Name(name) if CELLS.contains(name));
            owned.extend(tokens[at..end.min(tokens.len())].iter().filter(is_cell));
            at = end;
        }
    }
    owned
}
