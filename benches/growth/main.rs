//! How time and memory grow with hostile input: `cargo bench --bench growth`, or only for some
//! inputs: `cargo bench --bench growth -- blocks`.
//!
//! Each input is checked in a process of its own, at three sizes, each ten times the one before. What
//! counts is the last column but one: how much longer a byte takes than at the size before. In a linear
//! program that is about 1; what starts up once makes it less.

#[path = "../../tests/shared/forge/mod.rs"]
mod forge;

mod certificates;
mod mappings;

use std::process::Command;

use serde_json::json;

/// An input: what it is, and the value of about so many bytes.
type Input = (&'static str, fn(usize) -> String);

/// Makes ready what is to be measured with a value: how many bytes it is about, and what is done.
type Prepare = fn(&str) -> (usize, Box<dyn Fn()>);

/// The inputs, and what is done with each.
const INPUTS: &[(&[Input], Prepare)] = &[
    (certificates::INPUTS, |value| check(json!({"customerX509": {"cas": value}}).to_string())),
    (mappings::MATCHES, |value| {
        check(mapping(json!({"match": value, "substitution": "CN={0},DC=example,DC=net"})))
    }),
    (mappings::SUBSTITUTIONS, |value| check(mapping(json!({"match": "(.+)", "substitution": value})))),
    (mappings::QUERIES, |value| {
        let entry = json!({"match": "(.+)", "ldapQuery": value});
        check(json!({"ldap": {"userToDNMapping": [entry], "authzQueryTemplate": value}}).to_string())
    }),
    (mappings::LISTS, |value| check(mappings::body(value))),
    (mappings::NAMES, |value| {
        let settings = usersec::check(mappings::thousand()).into_settings().expect("no error");
        let (mapper, names) = (settings.mapper(), value.to_owned());
        let run = move || names.lines().for_each(|name| drop(std::hint::black_box(mapper.map(name))));
        (value.len(), Box::new(run))
    }),
];

fn mapping(entry: serde_json::Value) -> String {
    json!({"ldap": {"userToDNMapping": [entry]}}).to_string()
}

fn check(body: String) -> (usize, Box<dyn Fn()>) {
    let linter = usersec::Linter::new().now(1_770_681_600);
    let length = body.len();
    (length, Box::new(move || drop(std::hint::black_box(linter.check(&body)))))
}

fn inputs() -> impl Iterator<Item = (&'static Input, Prepare)> {
    INPUTS.iter().flat_map(|(inputs, prepare)| inputs.iter().map(|input| (input, *prepare)))
}

fn repeated(part: &str, size: usize) -> String {
    part.repeat(size.div_ceil(part.len()))
}

/// The largest size, in bytes.
const LARGEST: usize = 20_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, name, size] = arguments.as_slice()
        && flag == "--measure"
    {
        return measure(name, size.parse().expect("a size"));
    }
    // Cargo adds `--bench`.
    let wanted = arguments.get(1).filter(|argument| !argument.starts_with('-')).map_or("", String::as_str);
    println!("{:<44} {:>9} {:>8} {:>9} {:>7} {:>9}", "input", "MB", "ms", "ns/byte", "growth", "peak MB");
    for ((name, _), _) in inputs().filter(|((name, _), _)| name.contains(wanted)) {
        let mut before: Option<f64> = None;
        for size in [LARGEST / 100, LARGEST / 10, LARGEST] {
            let output = Command::new(std::env::current_exe().expect("a path"))
                .args(["--measure", name, &size.to_string()])
                .output()
                .expect("a process");
            let text = String::from_utf8(output.stdout).expect("text");
            let numbers: Vec<f64> =
                text.split_whitespace().map(|word| word.parse().expect("a number")).collect();
            let &[bytes, seconds, peak] = numbers.as_slice() else {
                println!("{name:<44} {:>9.1} failed: {}", mega(size), output.status);
                break;
            };
            let each = seconds * 1e9 / bytes;
            let growth = before.map_or_else(String::new, |before| format!("{:.2}", each / before));
            println!(
                "{name:<44} {:>9.1} {:>8.1} {each:>9.2} {growth:>7} {:>9.0}",
                bytes / 1e6,
                seconds * 1e3,
                peak / 1e3
            );
            before = Some(each);
        }
    }
}

fn mega(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).expect("no more than 4 GB")) / 1e6
}

/// Checks one input, and prints its length, the seconds that it took, and the peak of memory in kB.
fn measure(name: &str, size: usize) {
    let ((_, make), prepare) = inputs().find(|((other, _), _)| *other == name).expect("an input");
    let (length, run) = prepare(&make(size));
    // The clock of the processor ticks every few milliseconds on some systems.
    let (start, mut runs) = (cpu_seconds(), 0.0);
    let seconds = loop {
        run();
        runs += 1.0;
        let spent = cpu_seconds() - start;
        if spent > 0.4 {
            break spent / runs;
        }
    };
    println!("{length} {seconds} {}", peak().unwrap_or(0));
}

/// The seconds that this process has computed: what else the machine does makes no difference, as far as
/// the system tells.
fn cpu_seconds() -> f64 {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    let told = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// The largest resident set of this process in kB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
