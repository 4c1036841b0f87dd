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

/// The tokens of a file, without what stands under a `#[cfg(…)]` that only tests and fuzzing meet, unless all are
/// asked for.
pub(crate) fn product(source: &str, all: bool) -> Vec<Token<'_>> {
    let mut tokens = tokens(source);
    if !all {
        while let Some(range) = of_tests(&tokens) {
            tokens.drain(range);
        }
    }
    tokens
}

/// What begins an item, and not a field, a parameter, a variant, an arm or an expression.
const ITEMS: &[&str] = &[
    "async",
    "const",
    "enum",
    "extern",
    "fn",
    "impl",
    "let",
    "macro_rules",
    "mod",
    "static",
    "struct",
    "trait",
    "type",
    "union",
    "unsafe",
    "use",
];

/// The first thing of the tests, with its attributes.
fn of_tests(tokens: &[Token]) -> Option<std::ops::Range<usize>> {
    let starts = |at: usize, pattern: &[Token]| tokens[at..].starts_with(pattern);
    let cfg = [Token::Mark("#"), Token::Mark("["), Token::Name("cfg"), Token::Mark("(")];
    let start = (0..tokens.len())
        .find(|&at| starts(at, &cfg) && !can_be_met(&tokens[at + cfg.len()..closed(tokens, at + 1) - 2]))?;
    let mut end = start;
    while starts(end, &[Token::Mark("#")]) {
        end = closed(tokens, end + 1);
    }
    if starts(end, &[Token::Name("pub")]) {
        end += 1;
        if starts(end, &[Token::Mark("(")]) {
            end = closed(tokens, end);
        }
    }
    let is_named_so = tokens.get(end + 1) == Some(&Token::Mark(":"));
    let is_item = matches!(tokens.get(end), Some(Token::Name(name)) if ITEMS.contains(name) && !is_named_so);
    // It ends with its first `;` or `}` outside brackets; what is no item also with a comma, or where what it
    // stands in ends. Where that is too early, more is read than has to be.
    loop {
        match tokens.get(end) {
            None | Some(Token::Mark(")" | "]" | "}")) => return Some(start..end),
            Some(Token::Mark(";")) => return Some(start..end + 1),
            Some(Token::Mark(",")) if !is_item => return Some(start..end + 1),
            Some(Token::Mark("{")) => return Some(start..closed(tokens, end)),
            Some(Token::Mark("(" | "[")) => end = closed(tokens, end),
            Some(_) => end += 1,
        }
    }
}

/// Whether a condition can be met where neither `test` nor `fuzzing` is.
fn can_be_met(condition: &[Token]) -> bool {
    match condition {
        [Token::Name("test" | "fuzzing")] => false,
        [Token::Name(all @ ("any" | "all")), Token::Mark("("), inner @ .., Token::Mark(")")] => {
            let mut each = parts(inner).into_iter().map(can_be_met);
            if *all == "all" { each.all(|can| can) } else { each.any(|can| can) }
        }
        _ => true,
    }
}

/// What stands between the commas outside brackets.
fn parts<'t, 's>(tokens: &'t [Token<'s>]) -> Vec<&'t [Token<'s>]> {
    let mut depth = 0_usize;
    let is_end = |token: &Token| {
        match token {
            Token::Mark("(") => depth += 1,
            Token::Mark(")") => depth -= 1,
            _ => {}
        }
        depth == 0 && *token == Token::Mark(",")
    };
    tokens.split(is_end).filter(|part| !part.is_empty()).collect()
}

/// Behind the bracket that closes the one at `open`.
pub(crate) fn closed(tokens: &[Token], open: usize) -> usize {
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

/// The file of a module that `file` names; none if a `#[path]` leads elsewhere, which is a door itself.
fn beside(file: &Path, module: &str) -> Option<PathBuf> {
    let is_root = ["lib.rs", "mod.rs"].iter().any(|root| file.ends_with(root));
    let folder = if is_root { file.with_file_name("") } else { file.with_extension("") };
    let paths = [folder.join(format!("{module}.rs")), folder.join(module).join("mod.rs")];
    paths.into_iter().find(|path| path.is_file())
}
