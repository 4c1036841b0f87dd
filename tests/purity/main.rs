//! The library reaches nothing outside itself: no file, no network, no process, no clock, no environment, no
//! terminal, no state that is shared. Shown by what its source names.

mod doors;
mod lexer;
mod modules;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use doors::doors;
use lexer::{Token, tokens};
use modules::{files, product};

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
    ] {
        assert_eq!(doors(&product(source, false)), Vec::<String>::new(), "{source}");
    }
}

/// State that outlives a call: statics whose values are made at the first use. They are made of constants,
/// and nobody writes to them.
#[test]
fn shared_state_is_made_of_constants() {
    let mut statics = Vec::new();
    for (file, source) in sources() {
        let tokens = product(&source, false);
        for (at, token) in tokens.iter().enumerate() {
            let Token::Name(cell) = token else { continue };
            // `Atomic` alone is a group of expressions.
            let writes = ["Mutex", "RwLock", "Once", "UnsafeCell"].contains(cell)
                || cell.starts_with("Atomic") && *cell != "Atomic";
            assert!(!writes, "{}: {cell}", short(&file));
            // In `static NAME: LazyLock<…>`.
            if let [Token::Name("static"), Token::Name(name), Token::Mark(":"), ..] =
                tokens[at.saturating_sub(3)..at]
                && ["LazyLock", "OnceLock"].contains(cell)
            {
                statics.push(format!("{}: {name}: {cell}\n", short(&file)));
            }
        }
    }
    statics.sort();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/shared-state.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&golden, statics.concat()).expect("a writable file");
    }
    assert_eq!(statics.concat(), std::fs::read_to_string(golden).unwrap_or_default());
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
