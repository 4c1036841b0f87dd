//! The files of the library, found as the compiler finds them: from `src/lib.rs` on, by `mod`.

use std::path::{Path, PathBuf};

use crate::lexer::{Token, tokens};

/// The files that `src/lib.rs` leads to; without those that only tests and fuzzing build, and without the
/// command, unless all are asked for.
pub(crate) fn files(all: bool) -> Vec<PathBuf> {
    let mut files = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")];
    let mut read = 0;
    while let Some(file) = files.get(read).cloned() {
        read += 1;
        let source = std::fs::read_to_string(&file).expect("a module has its file");
        files.extend(modules(&product(&source, all)).into_iter().filter_map(|module| {
            let is_command = module == "cli" && file.ends_with("src/lib.rs");
            (all || !is_command).then(|| beside(&file, &module)).flatten()
        }));
    }
    files
}

/// The tokens of a file, without the items that stand under a `#[cfg(…)]` with `test` in it, unless all are
/// asked for.
pub(crate) fn product(source: &str, all: bool) -> Vec<Token<'_>> {
    let mut tokens = tokens(source);
    if !all {
        while let Some(range) = test_item(&tokens) {
            tokens.drain(range);
        }
    }
    tokens
}

/// The first item of the tests, with its attributes.
fn test_item(tokens: &[Token]) -> Option<std::ops::Range<usize>> {
    let starts = |at: usize, pattern: &[Token]| tokens[at..].starts_with(pattern);
    let cfg = [Token::Mark("#"), Token::Mark("["), Token::Name("cfg"), Token::Mark("(")];
    let start = (0..tokens.len()).find(|&at| {
        let attribute = |end: usize| &tokens[at..end];
        starts(at, &cfg)
            && attribute(closed(tokens, at + 1)).contains(&Token::Name("test"))
            && !attribute(closed(tokens, at + 1)).contains(&Token::Name("not"))
    })?;
    let mut end = start;
    while starts(end, &[Token::Mark("#")]) {
        end = closed(tokens, end + 1);
    }
    // An item ends with its first `;` or `}` outside brackets.
    loop {
        match tokens.get(end) {
            None | Some(Token::Mark(";")) => return Some(start..tokens.len().min(end + 1)),
            Some(Token::Mark("{")) => return Some(start..closed(tokens, end)),
            Some(Token::Mark("(" | "[")) => end = closed(tokens, end),
            Some(_) => end += 1,
        }
    }
}

/// Behind the bracket that closes the one at `open`.
fn closed(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Mark("(" | "[" | "{") => depth += 1,
            Token::Mark(")" | "]" | "}") => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    panic!("a bracket is closed")
}

/// The names behind `mod`, of modules with a file of their own.
fn modules(tokens: &[Token]) -> Vec<String> {
    let named = tokens.windows(3).filter_map(|three| match three {
        [Token::Name("mod"), Token::Name(name), Token::Mark(";")] => Some((*name).to_owned()),
        _ => None,
    });
    named.collect()
}

/// The file of a module that `file` names; none if a `#[path]` leads elsewhere.
fn beside(file: &Path, module: &str) -> Option<PathBuf> {
    let is_root = ["lib.rs", "mod.rs"].iter().any(|root| file.ends_with(root));
    let folder = if is_root { file.with_file_name("") } else { file.with_extension("") };
    let paths = [folder.join(format!("{module}.rs")), folder.join(module).join("mod.rs")];
    paths.into_iter().find(|path| path.is_file())
}
