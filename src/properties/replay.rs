//! Each property over its committed corpus, over the inputs that once broke it, and over made-up ones.

mod made_up;

use std::collections::BTreeSet;
use std::panic::{catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use self::made_up::MakeUp;
use super::manner::met;
use super::{ALL, Property};

/// How many inputs are made up for each property. They are the same ones every time: what fails here fails
/// for everybody.
const MADE_UP: usize = 400;

/// In how many manners each of what once broke a property is looked at: the one in which it did may have become another.
const MANNERS: u8 = 16;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The files of the folder, by name. It has to be there.
fn inputs(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let name = |path: &Path| path.strip_prefix(fuzz()).expect("it is in there").display().to_string();
    paths.iter().map(|path| (name(path), std::fs::read(path).expect("an input"))).collect()
}

/// What once broke the property, if anything did.
fn regressions(property: &Property) -> Vec<(String, Vec<u8>)> {
    let folder = fuzz().join("regressions").join(property.name);
    if folder.exists() { inputs(&folder) } else { Vec::new() }
}

fn corpus(property: &Property) -> Vec<(String, Vec<u8>)> {
    let corpus = inputs(&fuzz().join("corpus").join(property.name));
    assert!(!corpus.is_empty(), "the property `{}` has no corpus", property.name);
    corpus
}

/// Asserts the property, and says for what it does not hold.
fn assert_holds(property: &Property, input: &[u8], what: &str) {
    if let Err(panic) = catch_unwind(|| (property.holds)(input)) {
        eprintln!("the property `{}` does not hold for {what}", property.name);
        resume_unwind(panic);
    }
}

/// Does the job for each property, on two threads: some take much longer than others.
fn of_each(job: impl Fn(&Property) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        while let Some(property) = ALL.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            job(property);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        work();
    });
}

#[test]
fn every_property_holds_for_its_corpus() {
    of_each(|property| {
        for (name, input) in corpus(property) {
            assert_holds(property, &input, &name);
        }
    });
}

#[test]
fn what_once_broke_a_property_does_not_any_more() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    of_each(|property| {
        for (name, input) in regressions(property) {
            count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            assert_holds(property, &input, &name);
            let salts = if property.ways.is_empty() || input.len() < 2 { 0 } else { MANNERS };
            for salt in 0..salts {
                let input = [&input[..1], &[b'a' + salt], &input[2..]].concat();
                assert_holds(property, &input, &format!("{name} with the salt {salt}"));
            }
        }
    });
    assert!(count.into_inner() > 0, "there are no inputs that once broke a property");
}

/// And all ways of looking at them are tried.
#[test]
fn every_property_holds_for_made_up_inputs() {
    of_each(|property| {
        let make_up = MakeUp::new(property);
        drop(met::take());
        for seed in 0..MADE_UP {
            let input = make_up.input(seed);
            let text = String::from_utf8_lossy(&input);
            assert_holds(property, &input, &format!("the seed {seed}: {}", text.escape_debug()));
        }
        let missing = met::take().missing(property.ways);
        assert!(missing.is_empty(), "the property `{}` was {missing:?}", property.name);
    });
}

/// All that belongs to a property is there, and nothing of a property that is not.
#[test]
fn every_property_has_a_target() {
    let names: BTreeSet<&str> = ALL.iter().map(|property| property.name).collect();
    assert_eq!(names.len(), ALL.len(), "two have the same name");
    for name in &names {
        let target =
            std::fs::read_to_string(fuzz().join("targets").join(format!("{name}.rs"))).expect("a target");
        assert_eq!(target, TARGET.replace("NAME", name));
    }
    let manifest = std::fs::read_to_string(fuzz().join("Cargo.toml")).expect("the manifest");
    let manifest = toml::de::DeTable::parse(&manifest).expect("TOML");
    let targets = manifest.get_ref()["bin"].get_ref().as_array().expect("binaries").iter();
    let name = |target: &toml::de::DeValue<'_>| target["name"].get_ref().as_str().expect("a name").to_owned();
    let targets: BTreeSet<String> = targets.map(|target| name(target.get_ref())).collect();
    // Without the command there is no property of what it shows.
    let all: BTreeSet<&str> = names.iter().copied().chain(["check"]).collect();
    assert!(targets.iter().map(String::as_str).eq(all.iter().copied()), "{targets:?}");
    for (folder, ending) in
        [("corpus", ""), ("regressions", ""), ("dictionaries", ".dict"), ("targets", ".rs")]
    {
        for entry in std::fs::read_dir(fuzz().join(folder)).expect("a folder") {
            let name = entry.expect("an entry").file_name().into_string().expect("a name");
            assert!(
                name.strip_suffix(ending).is_some_and(|name| all.contains(name)),
                "{folder}/{name} is nobody's"
            );
        }
    }
}

/// What a target looks like.
const TARGET: &str = r#"//! See `src/properties/NAME.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    usersec::properties::assert("NAME", input);
});
"#;

/// Nothing that people have to keep to themselves is committed, not even broken.
#[test]
fn no_input_has_a_private_key() {
    for property in ALL {
        for (name, input) in corpus(property).into_iter().chain(regressions(property)) {
            let text = String::from_utf8_lossy(&input);
            let mut bodies = text.split("PRIVATE KEY-----").skip(1);
            let long = |body: &str| {
                let base64 = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
                body.chars().take(400).filter(base64).count() > 100
            };
            assert!(!bodies.any(long), "{name} has a private key");
        }
    }
}
