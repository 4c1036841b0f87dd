//! What unit tests share: the vectors, and files that a test compares with what it made.

use std::path::Path;

use serde_json::Value;

/// The rows of `tests/vectors/NAME.jsonl`.
pub(crate) fn vectors(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/vectors/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the vectors are there");
    text.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect()
}

/// A generator of numbers that gives the same ones on every run (xorshift64*).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `limit`, or 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).expect("31 bits") % limit.max(1)
    }

    /// A range within `length`, at most `longest` long.
    pub(crate) fn range(&mut self, length: usize, longest: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..(start + self.below(longest + 1)).min(length)
    }
}

/// Says that a test did not run; past the capture of the test runner, so that it is seen.
pub(crate) fn skip(why: &str) {
    use std::io::Write as _;
    writeln!(std::io::stderr(), "skipped: {why}").expect("standard error");
}

/// Asserts that the file of the repository holds `text`; `UPDATE=1 cargo test` writes it anew.
#[track_caller]
pub(crate) fn assert_file(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, text).expect("a writable file");
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{path} is out of date: `UPDATE=1 cargo test` writes it anew");
}

/// What a program in Python answers to each of the texts, which it reads as JSON strings, one a line; none if
/// there is no python3, or the program finds nobody to ask.
pub(crate) fn answers_of_python<A: serde::de::DeserializeOwned>(
    program: &str,
    texts: &[String],
) -> Option<Vec<A>> {
    answers_of(Path::new("python3"), program, texts)
}

/// The same of a certain Python.
pub(crate) fn answers_of<A: serde::de::DeserializeOwned>(
    python: &Path,
    program: &str,
    texts: &[String],
) -> Option<Vec<A>> {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    let mut python = Command::new(python);
    python.args(["-c", program]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = python.spawn().ok()?;
    let mut stdin = child.stdin.take().expect("it is piped");
    let lines: String = texts.iter().map(|text| serde_json::to_string(text).expect("JSON") + "\n").collect();
    // It may be gone already; the exit code tells. It answers while it reads, so write aside.
    let writer = std::thread::spawn(move || drop(stdin.write_all(lines.as_bytes())));
    let output = child.wait_with_output().expect("it was started");
    writer.join().expect("it does not panic");
    let lines = output.stdout.split(|&b| b == b'\n').filter(|line| !line.is_empty());
    output
        .status
        .success()
        .then(|| lines.map(|line| serde_json::from_slice(line).expect("an answer in JSON")).collect())
}
