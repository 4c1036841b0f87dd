//! What the package depends on: whoever takes the library gets none of the command's crates, and nobody gets
//! a crate without a reason.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use process::skip;
use serde_json::Value;

/// What cargo says without fetching anything; none if it cannot.
fn cargo(arguments: &[&str]) -> Option<String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(arguments).arg("--offline").current_dir(env!("CARGO_MANIFEST_DIR"));
    let Ok(output) = cargo.output() else {
        skip("there is no cargo: the dependencies are not looked at");
        return None;
    };
    let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("UTF-8"));
    if !output.status.success() {
        assert!(err.contains("--offline was specified"), "{err}");
        skip(&format!("cargo would have to fetch something for {arguments:?}"));
        return None;
    }
    Some(out)
}

/// The names of the crates that a build needs. The platform is always the same one, so the list is.
fn crates(features: &[&str]) -> Option<BTreeSet<String>> {
    let options = ["tree", "--locked", "--edges=normal,build", "--prefix=none"];
    let out = cargo(&[&options, features, &["--target=x86_64-unknown-linux-gnu"]].concat())?;
    // `NAME vVERSION (proc-macro)`
    let names = out.lines().filter_map(|line| line.split(' ').next()).filter(|name| *name != "usersec");
    Some(names.map(str::to_owned).collect())
}

/// A package as cargo reads its manifest.
fn package(manifest: &str) -> Option<Value> {
    let options = ["metadata", "--no-deps", "--format-version=1", "--manifest-path"];
    let metadata: Value = serde_json::from_str(&cargo(&[&options[..], &[manifest]].concat())?).expect("JSON");
    Some(metadata["packages"][0].clone())
}

/// The crates that the feature `cli` brings.
fn crates_of_the_command() -> Option<Vec<String>> {
    let cli = package("Cargo.toml")?["features"]["cli"].clone();
    let names =
        cli.as_array().expect("a list").iter().filter_map(|entry| entry.as_str()?.strip_prefix("dep:"));
    let crates: Vec<String> = names.map(str::to_owned).collect();
    assert!(crates.iter().any(|name| name == "clap"), "{crates:?}");
    Some(crates)
}

#[test]
fn the_library_alone_brings_no_crate_of_the_command() {
    let (Some(library), Some(command)) = (crates(&["--no-default-features"]), crates(&[])) else { return };
    for name in crates_of_the_command().unwrap_or_default() {
        assert!(command.contains(&name), "the command does without {name}");
        assert!(!library.contains(&name), "the library without `cli` brings {name}");
    }
    let extra: Vec<&String> = library.difference(&command).collect();
    assert_eq!(extra, Vec::<&String>::new(), "a feature takes crates away");
}

/// So that another one is noticed.
#[test]
fn the_library_alone_brings_these_crates() {
    let Some(library) = crates(&["--no-default-features"]) else { return };
    let list: String = library.iter().map(|name| format!("{name}\n")).collect();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/library-crates.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&golden, &list).expect("a writable file");
    }
    let found = std::fs::read_to_string(&golden).unwrap_or_default();
    assert!(
        found == list,
        "{} is out of date: `UPDATE=1 cargo test` writes it anew\n{list}",
        golden.display()
    );
}

/// Words behind its line.
#[test]
fn every_dependency_has_its_reason() {
    for (file, manifest) in [
        ("Cargo.toml", include_str!("../Cargo.toml")),
        ("fuzz/Cargo.toml", include_str!("../fuzz/Cargo.toml")),
    ] {
        let mut is_list = false;
        let mut count = 0;
        for line in manifest.lines() {
            if let Some(heading) = line.strip_prefix('[') {
                is_list = heading.trim_end_matches(']').ends_with("dependencies");
                continue;
            }
            let is_entry = is_list && !line.starts_with('#') && line.contains('=');
            count += usize::from(is_entry);
            let reason = line.rsplit_once(" # ").map_or("", |(_, reason)| reason);
            assert!(!is_entry || reason.split(' ').count() > 1, "{file}: no reason: {line}");
        }
        let Some(package) = package(file) else { continue };
        let dependencies = package["dependencies"].as_array().expect("a list").len();
        assert_eq!(count, dependencies, "{file}: a dependency is written in another way");
    }
}
