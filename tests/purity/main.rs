//! The library reaches nothing outside itself: no file, no network, no process, no clock, no environment, no
//! terminal, no state that is shared. Shown by what its source names.

mod doors;
mod lexer;
mod modules;
mod state;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use doors::doors;
use lexer::{Token, tokens};
use modules::{files, product};
use state::{Cells, File};

fn sources() -> impl Iterator<Item = (PathBuf, String)> {
    files(false).into_iter().map(|file| {
        let source = std::fs::read_to_string(&file).expect("a file");
        (file, source)
    })
}

fn short(file: &Path) -> String {
    let path = file.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("it is in here");
    path.to_str().expect("UTF-8").replace('\\', "/")
}

#[test]
fn the_library_names_no_door_to_the_outside() {
    let named: Vec<(String, Vec<String>)> = sources()
        .map(|(file, source)| (short(&file), doors(&product(&source, false))))
        .filter(|(_, doors)| !doors.is_empty())
        .collect();
    assert!(named.is_empty(), "{named:#?}");
}

/// Which means that no file is forgotten above.
#[test]
fn modules_lead_to_every_file() {
    let mut there = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                there.insert(short(&path));
            }
        }
    }
    assert!(there.remove("src/main.rs"));
    let found: BTreeSet<String> = files(true).iter().map(|file| short(file)).collect();
    assert_eq!(found, there);
    // What the library is made of is none of the tests, the properties or the command.
    let library: BTreeSet<String> = files(false).iter().map(|file| short(file)).collect();
    let is_outside = |file: &&String| {
        let parts = || file.split(['/', '.']);
        parts().any(|part| part.ends_with("tests"))
            || ["cli", "properties"].contains(&parts().nth(1).unwrap_or(""))
    };
    assert_eq!(library.iter().find(is_outside), None);
}

/// A door in each of the ways in which one can be named.
#[test]
fn a_planted_door_is_found() {
    for (planted, door) in [
        ("fn f() { std::fs::read(\"x\"); }", "std::fs::read"),
        ("use std::fs;", "std::fs"),
        ("use std::{fmt, fs::{self, File}};", "std::fs::File"),
        ("use std::{collections::HashMap, env as e}; fn f() { e::var(\"X\"); }", "std::env::var"),
        ("use std::io; fn f() { io::stdout(); }", "std::io::stdout"),
        ("use std::io::{self as out}; fn f() { out::stdin(); }", "std::io::stdin"),
        ("use std::io; use io::stderr as e;", "std::io::stderr"),
        ("use std::net::{IpAddr, TcpStream};", "std::net::TcpStream"),
        ("use std::net::ToSocketAddrs as _;", "std::net::ToSocketAddrs"),
        ("use ::std::process::Command;", "std::process::Command"),
        ("fn f() -> ::std::time::Instant { todo!() }", "std::time::Instant"),
        ("fn f() { <std::thread::Thread>::unpark; }", "std::thread::Thread"),
        ("use std::*;", "std::*"),
        ("use std as s;", "std"),
        ("use std::io::*;", "std::io::*"),
        ("use core::net::*;", "std::net::*"),
        ("fn f() { format!(\"{}\", std /* here */ :: env :: args()); }", "std::env::args"),
        ("fn f() { print!(\"x\"); }", "print!"),
        ("fn f() { dbg!(1); }", "dbg!"),
        ("fn f() { ASN1Time::now(); }", "now"),
        ("use x509_parser::prelude::*; fn f() { x.validity().is_valid(); }", "is_valid"),
        ("static mut X: u8 = 0;", "static mut"),
        ("thread_local! { static X: u8 = 0 }", "thread_local"),
        ("fn f() { unsafe { } }", "unsafe"),
        ("#[cfg(not(test))] mod m { use std::fs; }", "std::fs"),
        ("#[cfg(test)] mod tests { } use std::fs;", "std::fs"),
        ("struct S { #[cfg(test)] a: u8, b: std::fs::File }", "std::fs::File"),
        ("struct S { #[cfg(test)] pub(crate) r#use: u8, b: std::fs::File }", "std::fs::File"),
        ("fn f(#[cfg(test)] a: u8) { std::env::args(); }", "std::env::args"),
        ("fn f() { g(S { #[cfg(test)] a: b(1), c: std::env::args() }); }", "std::env::args"),
        ("enum E { #[cfg(test)] A, B(std::fs::File) }", "std::fs::File"),
        ("fn f() { match x { #[cfg(test)] 1 => a(), _ => std::env::args() } }", "std::env::args"),
        ("fn f() { #[cfg(test)] { g(); } std::env::args(); }", "std::env::args"),
        ("#[cfg(any(test, windows))] fn f() { std::env::args(); }", "std::env::args"),
        ("#[cfg(any(test, feature = \"x\"))] mod m { use std::fs; }", "std::fs"),
        ("#[cfg(any(fuzzing, all(unix, not(test))))] use std::fs;", "std::fs"),
        ("#[cfg(any(all(test, unix), windows))] use std::fs;", "std::fs"),
        ("#[cfg_attr(test, allow(x))] use std::fs;", "std::fs"),
        ("fn f(p: &std::path::Path) { p.exists(); }", "exists"),
        ("fn f(p: &Path) { p.try_exists(); }", "try_exists"),
        ("fn f(p: &Path) { p.is_file() || p . is_dir(); }", "is_dir"),
        ("fn f(p: &Path) { p.metadata(); }", "metadata"),
        ("fn f(p: &Path) { p.symlink_metadata(); }", "symlink_metadata"),
        ("fn f(p: &Path) { [p].map(Path::canonicalize); }", "canonicalize"),
        ("fn f(p: &Path) { <Path>::read_dir(p); }", "read_dir"),
        ("fn f(p: &Path) { p.read_link(); }", "read_link"),
        ("use std::backtrace::Backtrace;", "std::backtrace::Backtrace"),
        ("extern crate std as s;", "extern crate"),
        ("include!(\"x.rs\");", "include!"),
        ("const X: &str = include_str!(\"../../etc/passwd\");", "include_str!"),
        ("const X: &[u8] = include_bytes!(\"/etc/passwd\");", "include_bytes!"),
        ("const X: &str = include_str!(concat!(env!(\"HOME\"), \"/x\"));", "include_str!"),
        ("#[path = \"../x.rs\"] mod m;", "#[path]"),
        ("#[cfg_attr(unix, path = \"x.rs\")] mod m;", "#[path]"),
        ("fn f<'a>(x: &'a str) { ('\"', \"\\\"\", r#\"\"\"#, b'\\''); std::env::vars(); }", "std::env::vars"),
    ] {
        assert!(doors(&product(planted, false)).iter().any(|found| found == door), "{planted}");
    }
}

#[test]
fn what_is_no_door_is_not_taken_for_one() {
    for source in [
        "// use std::fs;\n/* /* std::env::args() */ std::fs */ fn f() { \"std::fs::read\"; r#\"std::fs\"#; }",
        "use std::net::{IpAddr, Ipv4Addr}; fn f() { Ipv4Addr::from_bits(0); std::net::Ipv6Addr::LOCALHOST; }",
        "use std::io::{self, Write}; fn f(w: &mut impl Write) -> io::Result<()> { writeln!(w, \"x\") }",
        "use crate::fs; use super::{env, io}; fn f() { env!(\"CARGO_PKG_VERSION\"); include_str!(\"x\"); }",
        "#[cfg(test)] mod tests { use std::fs; fn f() { std::env::args(); } }",
        "#[cfg(any(test, fuzzing))] #[doc(hidden)] pub mod p { fn f() { println!(); } } fn g() {}",
        "#[cfg(test)] use std::fs; fn f() {}",
        "fn f(now: u8) { x.is_valid() && now == 0 }",
        "struct S { #[cfg(test)] a: std::fs::File, b: u8 } fn f(#[cfg(test)] a: std::fs::File) {}",
        "fn f() { S { a: 1, #[cfg(test)] b: std::env::args() } } enum E { A, #[cfg(test)] B(std::fs::File) }",
        "#[cfg(all(test, unix))] pub(super) mod m { use std::fs; } #[cfg(any(test, all(fuzzing, unix)))] use std::fs;",
        "fn f(path: &str, exists: bool) { let path = \"x\"; include_str!(\"a/b.txt\"); }",
    ] {
        assert_eq!(doors(&product(source, false)), Vec::<String>::new(), "{source}");
    }
}

/// State that outlives a call: statics whose values are made at the first use. They are made of constants,
/// and nobody writes to them.
#[test]
fn shared_state_is_made_of_constants() {
    let sources: Vec<(PathBuf, String)> = sources().collect();
    let files: Vec<File> =
        sources.iter().map(|(file, source)| (short(file), product(source, false))).collect();
    for (file, tokens) in &files {
        for token in tokens {
            let Token::Name(cell) = token else { continue };
            // `Atomic` alone is a group of expressions.
            let writes = ["Mutex", "RwLock", "Once", "UnsafeCell"].contains(cell)
                || cell.starts_with("Atomic") && *cell != "Atomic";
            assert!(!writes, "{file}: {cell}");
        }
    }
    let cells = Cells::of(&files);
    let mut statics = Vec::new();
    for file in &files {
        let named = cells.statics(file).into_iter();
        statics.extend(named.map(|(name, cell)| format!("{}: {name}: {cell}\n", file.0)));
    }
    statics.sort();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/shared-state.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&golden, statics.concat()).expect("a writable file");
    }
    assert_eq!(statics.concat(), std::fs::read_to_string(golden).unwrap_or_default());
}

#[test]
fn planted_state_is_found() {
    for (planted, found) in [
        ("static X: LazyLock<u8> = LazyLock::new(f);", vec![("X", "LazyLock")]),
        ("static X: std::sync::OnceLock<u8> = OnceLock::new();", vec![("X", "OnceLock")]),
        ("static X: [LazyLock<u8>; 1] = x!();", vec![("X", "LazyLock")]),
        ("struct P { a: u8, b: LazyLock<u8> } static X: P = p!();", vec![("X", "P")]),
        ("struct P(LazyLock<u8>); enum Q { A { p: P } } type R = Q; static X: &[R] = &[];", vec![("X", "R")]),
        ("struct P<T> where T: A { b: LazyLock<T> } static X: P<u8> = p!();", vec![("X", "P")]),
        ("struct P { a: &'static LazyLock<u8> } static X: P = p!();", vec![("X", "P")]),
        ("struct P { b: LazyLock<u8> } struct R(&'static P, &'static [P]); static X: R = r!();", vec![]),
        ("struct P { b: LazyLock<u8> } struct R(fn(P) -> u8, &mut P); static X: R = r!();", vec![]),
        ("struct P { b: LazyLock<u8> } enum Q { P, R(u8) } static X: Q = Q::P;", vec![]),
        ("struct P; fn f(x: LazyLock<u8>) {} static X: P = P; fn g(x: &'static P) {}", vec![]),
    ] {
        let file = ("src/a.rs".to_owned(), product(planted, false));
        let cells = Cells::of(std::slice::from_ref(&file));
        assert_eq!(cells.statics(&file), found, "{planted}");
    }
}

#[test]
fn types_of_one_name_are_told_apart() {
    let file = |name: &str, source| (name.to_owned(), product(source, false));
    let holder = file("src/a/b.rs", "pub struct P(LazyLock<u8>);");
    for (planted, found) in [
        ("use crate::a::{P, Q}; static X: P = p!();", vec![("X", "P")]),
        ("use crate::a::b::P; static X: P = p!();", vec![("X", "P")]),
        ("use super::P; static X: P = p!();", vec![("X", "P")]),
        ("use crate::c::P; static X: P = p!();", vec![]),
        ("struct P; static X: P = P;", vec![]),
    ] {
        let files = [holder.clone(), file("src/d.rs", planted)];
        assert_eq!(Cells::of(&files).statics(&files[1]), found, "{planted}");
    }
    let files = [holder, file("src/c/d.rs", "use super::P; static X: P = p!();")];
    assert_eq!(Cells::of(&files).statics(&files[1]), []);
}

/// What the compiler and clippy refuse besides.
#[test]
fn unsafe_code_is_forbidden() {
    let manifest = include_str!("../../Cargo.toml");
    let (_, lints) = manifest.split_once("\n[lints.rust]\n").expect("lints");
    let lints = lints.split("\n[").next().expect("a part");
    assert!(lints.lines().any(|line| line == "unsafe_code = \"forbid\""), "{lints}");
    let library = tokens(include_str!("../../src/lib.rs"));
    for lint in ["print_stdout", "print_stderr", "dbg_macro", "exit"] {
        assert!(library.contains(&Token::Name(lint)), "{lint}");
    }
}
