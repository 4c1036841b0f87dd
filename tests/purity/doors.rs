//! The doors to the outside that a file names.

use std::collections::HashMap;

use crate::lexer::Token;

/// Modules of the standard library with which a program reaches outside itself.
const DOORS: &[&str] = &["fs", "env", "net", "process", "time", "io", "thread", "os", "backtrace"];

/// What stands in those and reaches nothing: addresses are values, and whoever calls brings the writer.
const HARMLESS: &[&str] = &[
    "std::io",
    "std::io::Error",
    "std::io::Result",
    "std::io::Write",
    "std::net",
    "std::net::IpAddr",
    "std::net::Ipv4Addr",
    "std::net::Ipv6Addr",
];

/// Macros that print, or bring a text that nobody reads here. Those that read while the compiler runs are none:
/// `env!`, and `include_str!` of a file below `src`.
const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln", "dbg", "include"];

/// Those, and the one file elsewhere: the first page of the documentation.
const INCLUDING: &[&str] = &["include_str", "include_bytes"];
const DOCUMENTATION: &str = "\"../README.md\"";

/// Methods of `std::path::Path` that ask the file system.
const OF_PATHS: &[&str] = &[
    "canonicalize",
    "exists",
    "is_dir",
    "is_file",
    "is_symlink",
    "metadata",
    "read_dir",
    "read_link",
    "symlink_metadata",
    "try_exists",
];

/// Functions of the crate `time` that read the clock, and what is no door but as bad.
const NAMES: &[&str] = &["now_utc", "now_local", "thread_local", "unsafe"];

/// Methods of `x509-parser` that read the clock.
const CLOCK_OF_X509_PARSER: &[&str] = &["is_valid", "time_to_expiration"];

/// The doors that the tokens of a file name, by their full path.
pub(crate) fn doors(tokens: &[Token]) -> Vec<String> {
    let imports = imports(tokens);
    let is_about_x509 = tokens.contains(&Token::Name("x509_parser"));
    let mut found: Vec<String> = imports.iter().map(|(_, path)| path.clone()).collect();
    found.extend(paths(tokens).into_iter().map(|path| {
        let (first, rest) = path.split_once("::").unwrap_or((&path, ""));
        let of = |full: &str| if rest.is_empty() { full.to_owned() } else { format!("{full}::{rest}") };
        imports.iter().find(|(name, _)| name == first).map_or(path.clone(), |(_, full)| of(full))
    }));
    let mut doors: Vec<String> = found.into_iter().filter(|path| is_door(path)).collect();
    doors.extend(tokens.windows(2).filter_map(|two| match two {
        [Token::Name(name), Token::Mark("!")] if PRINTING.contains(name) => Some(format!("{name}!")),
        [Token::Name("static"), Token::Name("mut")] => Some("static mut".to_owned()),
        [Token::Mark("::"), Token::Name("now")] => Some("now".to_owned()),
        [Token::Name(name), _] if NAMES.contains(name) => Some((*name).to_owned()),
        [Token::Name(name), _] if CLOCK_OF_X509_PARSER.contains(name) && is_about_x509 => {
            Some((*name).to_owned())
        }
        _ => None,
    }));
    doors.extend(tokens.windows(2).filter_map(|two| match two {
        [Token::Mark("." | "::"), Token::Name(name)] if OF_PATHS.contains(name) => Some((*name).to_owned()),
        [Token::Name("extern"), Token::Name("crate")] => Some("extern crate".to_owned()),
        _ => None,
    }));
    // In an attribute, also as `cfg_attr(…, path = "…")`.
    doors.extend(tokens.windows(4).filter_map(|four| match four {
        [Token::Mark("[" | "," | "("), Token::Name("path"), Token::Mark("="), Token::Literal(_)] => {
            Some("#[path]".to_owned())
        }
        [Token::Name(name), Token::Mark("!"), Token::Mark("(" | "[" | "{"), included]
            if INCLUDING.contains(name) && !is_of_source(included) =>
        {
            Some(format!("{name}!"))
        }
        _ => None,
    }));
    doors.sort();
    doors.dedup();
    doors
}

/// Whether a path of `include_str!` is one of a file beside the source, or below it.
fn is_of_source(included: &Token) -> bool {
    let Token::Literal(text) = included else { return false };
    let Some(path) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else { return false };
    let is_below =
        !path.starts_with('/') && !path.contains(['\\', ':']) && !path.split('/').any(|part| part == "..");
    is_below || *text == DOCUMENTATION
}

/// Whether a path leads outside. What is not seen through (all of a module, the root under another name) does.
fn is_door(path: &str) -> bool {
    let Some((_, rest)) = path.split_once("::").filter(|(root, _)| *root == "std") else {
        return path == "std";
    };
    let (module, _) = rest.split_once("::").unwrap_or((rest, ""));
    if module == "*" {
        return true;
    }
    let is_harmless = HARMLESS.iter().any(|harmless| {
        // `std::net::Ipv4Addr::from_bits`, but of a module nothing else.
        let is_type = harmless.rsplit("::").next().is_some_and(|name| name.starts_with(char::is_uppercase));
        path == *harmless || is_type && path.strip_prefix(harmless).is_some_and(|rest| rest.starts_with("::"))
    });
    DOORS.contains(&module) && !is_harmless
}

/// What `use` brings: the name in the file, and the full path.
pub(crate) fn imports(tokens: &[Token]) -> Vec<(String, String)> {
    let mut imports = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if *token == Token::Name("use") {
            let end = at + tokens[at..].iter().position(|token| *token == Token::Mark(";")).unwrap_or(0);
            tree(&mut tokens[at + 1..end.max(at + 1)].iter().copied().peekable(), "", &mut imports);
        }
    }
    // A name that an import brings may begin the path of another.
    let known: HashMap<String, String> = imports.iter().cloned().collect();
    for (_, path) in &mut imports {
        if let Some((first, rest)) = path.split_once("::")
            && let Some(full) = known.get(first).filter(|full| full.starts_with("std"))
        {
            *path = format!("{full}::{rest}");
        }
    }
    imports
}

/// One tree of a `use`: `a::{b, c as d, e::*}`.
fn tree<'s>(
    tokens: &mut std::iter::Peekable<impl Iterator<Item = Token<'s>>>,
    prefix: &str,
    imports: &mut Vec<(String, String)>,
) {
    let mut path = prefix.to_owned();
    let mut alias = None;
    while let Some(token) = tokens.peek().copied() {
        match token {
            Token::Mark("," | "}") => break,
            Token::Mark("{") => {
                tokens.next();
                while tokens.peek().is_some_and(|token| *token != Token::Mark("}")) {
                    tree(tokens, &path, imports);
                    tokens.next_if_eq(&Token::Mark(","));
                }
                tokens.next();
                return;
            }
            Token::Name("as") => {
                tokens.next();
                alias = tokens.next();
                continue;
            }
            // `{self}` is the path so far.
            Token::Name("self") if !path.is_empty() => {}
            Token::Name(name) => extend(&mut path, name),
            Token::Mark("*") => extend(&mut path, "*"),
            _ => {}
        }
        tokens.next();
    }
    let last = path.rsplit("::").next().unwrap_or_default().to_owned();
    let name = if let Some(Token::Name(alias)) = alias { alias.to_owned() } else { last };
    imports.push((name, path));
}

fn extend(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push_str("::");
    }
    // They are parts of `std`.
    let is_std = path.is_empty() && ["core", "alloc"].contains(&name);
    path.push_str(if is_std { "std" } else { name });
}

/// Every path: names with `::` between them.
fn paths(tokens: &[Token]) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    let mut goes_on = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Name(name) if goes_on => extend(paths.last_mut().expect("it began"), name),
            Token::Name(name) if tokens.get(at + 1) == Some(&Token::Mark("::")) => {
                paths.push(String::new());
                extend(paths.last_mut().expect("it begins"), name);
            }
            _ => {}
        }
        goes_on = *token == Token::Mark("::") && at > 0 && matches!(tokens[at - 1], Token::Name(_));
    }
    paths
}
