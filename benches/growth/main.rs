//! How work and memory grow with the input: `cargo bench --bench growth`, or only for some inputs:
//! `cargo bench --bench growth -- blocks`.
//!
//! Each input is checked in processes of its own, at sizes each ten times the one before. Where valgrind is there,
//! the work is what it counts, in instructions a unit of the input; where it is not, it is time. Sizes that would take
//! minutes are left out of that. `growth` is the largest ratio from one size to the next: in a linear program about 1,
//! and less where something starts up once. The memory is the peak of a process at the largest size, which holds the
//! input.

#[path = "../../tests/shared/forge/mod.rs"]
mod forge;

mod certificates;
mod mappings;
mod strings;

use std::fmt;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::json;

/// An input: what it is, and the value of about so many bytes, or of so many items.
type Input = (&'static str, fn(usize) -> String);

/// Inputs of one kind.
struct Family {
    inputs: &'static [Input],
    /// What a unit is.
    unit: Unit,
    /// How many units there are at each size.
    sizes: &'static [usize],
    /// The text to work on, of a value.
    text: fn(&str) -> String,
    work: Work,
}

#[derive(Clone, Copy)]
enum Unit {
    Byte,
    Certificate,
    Mapping,
}

#[derive(Clone, Copy)]
enum Work {
    /// The text is checked.
    Check,
    /// The lines of the text are user names, of which a thousand mappings make something.
    Map,
}

/// How much is counted of one input and size: valgrind takes some ten seconds for it. Where a third size would be more,
/// the memory alone is measured.
const MOST: f64 = 1.5e9;

/// Up to where valgrind takes seconds.
const BYTES: &[usize] = &[10_000, 100_000, 1_000_000];

/// A longer text of that kind is not looked into (`usersec::MAX_TEXT`).
const TEXT_BYTES: &[usize] = &[1_000, 10_000, 100_000];

const FAMILIES: &[Family] = &[
    Family {
        inputs: certificates::LISTS,
        unit: Unit::Certificate,
        sizes: &[10, 100, 1_000, 10_000],
        text: bundle,
        work: Work::Check,
    },
    Family {
        inputs: mappings::COUNTED,
        unit: Unit::Mapping,
        sizes: &[10, 100, 1_000, 10_000, 100_000],
        text: mappings::body,
        work: Work::Check,
    },
    Family {
        inputs: strings::BODIES,
        unit: Unit::Byte,
        sizes: &[1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000],
        text: str::to_owned,
        work: Work::Check,
    },
    Family { inputs: certificates::INPUTS, unit: Unit::Byte, sizes: BYTES, text: bundle, work: Work::Check },
    Family {
        inputs: mappings::MATCHES,
        unit: Unit::Byte,
        sizes: TEXT_BYTES,
        text: |value| mapping(json!({"match": value, "substitution": "CN={0},DC=example,DC=net"})),
        work: Work::Check,
    },
    Family {
        inputs: mappings::SUBSTITUTIONS,
        unit: Unit::Byte,
        sizes: TEXT_BYTES,
        text: |value| mapping(json!({"match": "(.+)", "substitution": value})),
        work: Work::Check,
    },
    Family {
        inputs: mappings::QUERIES,
        unit: Unit::Byte,
        sizes: TEXT_BYTES,
        text: |value| {
            let entry = json!({"match": "(.+)", "ldapQuery": value});
            json!({"ldap": {"userToDNMapping": [entry], "authzQueryTemplate": value}}).to_string()
        },
        work: Work::Check,
    },
    Family {
        inputs: mappings::LISTS,
        unit: Unit::Byte,
        sizes: BYTES,
        text: mappings::body,
        work: Work::Check,
    },
    Family { inputs: mappings::NAMES, unit: Unit::Byte, sizes: BYTES, text: str::to_owned, work: Work::Map },
];

fn bundle(value: &str) -> String {
    json!({"customerX509": {"cas": value}}).to_string()
}

fn mapping(entry: serde_json::Value) -> String {
    json!({"ldap": {"userToDNMapping": [entry]}}).to_string()
}

fn repeated(part: &str, size: usize) -> String {
    part.repeat(size.div_ceil(part.len()))
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unit::Byte => "byte",
            Unit::Certificate => "certificate",
            Unit::Mapping => "mapping",
        })
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, path, times] = arguments.as_slice()
        && flag.starts_with("--run-")
    {
        let work = if flag == "--run-map" { Work::Map } else { Work::Check };
        return run(work, path, times.parse().expect("how often"));
    }
    // Cargo adds `--bench`.
    let wanted = arguments.get(1).filter(|argument| !argument.starts_with('-')).map_or("", String::as_str);
    let (counts, measure): (&str, fn(Work, &Path) -> f64) = match has_valgrind() {
        true => ("instructions", instructions),
        false => ("ns", nanoseconds),
    };
    println!("| input | a | {counts} a unit, by size | growth | peak MB | 4 × input + 16 MB |");
    println!("|---|---|---|---|---|---|");
    for family in FAMILIES {
        for input in family.inputs.iter().filter(|(name, _)| name.contains(wanted)) {
            row(family, input, measure);
        }
    }
}

/// Measures one input at all of its sizes, and prints what came of it.
fn row(family: &Family, (name, make): &Input, measure: fn(Work, &Path) -> f64) {
    let path =
        PathBuf::from(format!("{}/growth-input-{}", std::env::temp_dir().display(), std::process::id()));
    let (mut each, mut largest) = (Vec::new(), 0);
    for size in family.sizes {
        let text = (family.text)(&make(*size));
        std::fs::write(&path, &text).expect("a place for the input");
        let units = number(match family.unit {
            Unit::Byte => text.len(),
            Unit::Certificate | Unit::Mapping => *size,
        });
        if each.len() < 2 || each.last().is_none_or(|each| each * units < MOST) {
            each.push(measure(family.work, &path) / units);
        }
        largest = text.len();
    }
    let peak = peak(family.work, &path);
    std::fs::remove_file(&path).expect("it is there");
    let growth = each.windows(2).map(|pair| pair[1] / pair[0]).fold(0.0, f64::max);
    let shown: Vec<String> = each.iter().map(|each| format!("{each:.1}")).collect();
    let allowed = 4.0 * number(largest) / 1e6 + 16.0;
    // It would end a column.
    let name = name.replace('|', "\\|");
    println!("| {name} | {} | {} | {growth:.2} | {peak:.0} | {allowed:.0} |", family.unit, shown.join(", "));
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("no more than 4 GB"))
}

/// Works on what is in the file so often, and prints the peak of the memory. What is made once is made before.
fn run(work: Work, path: &str, times: usize) {
    let text = std::fs::read_to_string(path).expect("the input");
    let linter = usersec_benches::linter();
    match work {
        Work::Check => {
            drop(black_box(linter.check(usersec_benches::payloads::small())));
            (0..times).for_each(|_| drop(black_box(linter.check(black_box(&text)))));
        }
        Work::Map => {
            let settings = linter.check(mappings::thousand()).into_settings().expect("no error");
            let mapper = settings.mapper();
            // What an expression needs is made when it first meets a name.
            drop(black_box(mapper.map("nobody")));
            (0..times).for_each(|_| text.lines().for_each(|name| drop(black_box(mapper.map(name)))));
        }
    }
    if let Some(peak) = own_peak() {
        println!("{peak}");
    }
}

fn command(work: Work, path: &Path, times: usize) -> (PathBuf, [String; 3]) {
    let flag = match work {
        Work::Check => "--run-check",
        Work::Map => "--run-map",
    };
    let program = std::env::current_exe().expect("a path");
    (program, [flag.to_owned(), path.display().to_string(), times.to_string()])
}

fn has_valgrind() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The instructions of one round: those of a process with it, without those of one that has none and reads nothing.
/// What reading takes is no instruction a byte.
fn instructions(work: Work, path: &Path) -> f64 {
    static START: [OnceLock<f64>; 2] = [const { OnceLock::new() }; 2];
    let count = |path: &Path, times| {
        let (program, arguments) = command(work, path, times);
        let output = Command::new("valgrind")
            .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
            .arg(program)
            .args(arguments)
            .output()
            .expect("valgrind");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let counted = text.lines().find_map(|line| line.split_once("I   refs:"));
        let (_, number) = counted.unwrap_or_else(|| panic!("{text}"));
        number.trim().replace(',', "").parse::<f64>().expect("a number")
    };
    let start = &START[usize::from(matches!(work, Work::Map))];
    count(path, 1) - start.get_or_init(|| count(Path::new("/dev/null"), 0))
}

/// The processor's time of one round, where valgrind is not to be had.
fn nanoseconds(work: Work, path: &Path) -> f64 {
    let took = |times| {
        let (program, arguments) = command(work, path, times);
        let start = std::time::Instant::now();
        assert!(Command::new(program).args(arguments).status().expect("a process").success());
        start.elapsed().as_secs_f64() * 1e9
    };
    took(1) - took(0)
}

/// The largest resident set of a process that works on the input once, in MB; NaN where the system does not tell.
fn peak(work: Work, path: &Path) -> f64 {
    let (program, arguments) = command(work, path, 1);
    let output = Command::new(program).args(arguments).output().expect("a process");
    let told = String::from_utf8(output.stdout).ok();
    told.and_then(|text| text.trim().parse::<f64>().ok()).map_or(f64::NAN, |kilobytes| kilobytes / 1e3)
}

/// The largest resident set of this process in kB, where the system tells.
fn own_peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
