//! How time and memory grow with hostile certificates: `cargo bench --bench growth`, or only for some
//! inputs: `cargo bench --bench growth -- blocks`.
//!
//! Each input is checked in a process of its own, at three sizes, each ten times the one before. What
//! counts is the last column but one: how much longer a byte takes than at the size before. In a linear
//! program that is about 1; what starts up once makes it less.

#[path = "../tests/shared/forge/mod.rs"]
mod forge;

use std::process::Command;

use forge::Forge;

/// An input: what it is, and the value of `cas` of about so many bytes.
type Input = (&'static str, fn(usize) -> String);

const INPUTS: &[Input] = &[
    ("-----BEGIN , over and over", |size| repeated("-----BEGIN ", size)),
    ("-----BEGIN CERTIFICATE-----, over and over", |size| repeated("-----BEGIN CERTIFICATE-----\n", size)),
    ("-----END CERTIFICATE-----, over and over", |size| repeated("-----END CERTIFICATE-----\n", size)),
    ("dashes", |size| repeated("-", size)),
    ("A, over and over", |size| repeated("A", size)),
    ("A, over and over, in a block", |size| armored(&repeated("A", size))),
    ("lines of A, in a block", |size| armored(&repeated(&format!("{}\n", "A".repeat(64)), size))),
    ("empty lines, in a block", |size| armored(&repeated("AAAA\n\n", size))),
    ("escaped line breaks", |size| armored(&repeated("AAAA\\n", size))),
    ("carriage returns", |size| armored(&repeated("AAAA\r", size))),
    ("byte order marks", |size| repeated("\u{feff}", size)),
    ("no-break spaces, in a block", |size| armored(&repeated("A\u{a0}", size))),
    ("blocks of one foreign byte", |size| repeated(&armored("!\n"), size)),
    ("blocks glued together", |size| repeated(armored("AAAA\n").trim_end(), size)),
    ("blocks with a comma behind", |size| repeated(&format!("{},\n", armored("AAAA\n").trim_end()), size)),
    ("blocks with a margin", |size| repeated(&armored(&"A".repeat(64)).replace('\n', "\n> "), size)),
    ("blocks with a margin, glued", |size| repeated(&armored("AAAA\n").replace('\n', ","), size)),
    ("blocks of another label", |size| repeated(&armored("AAAA\n").replace("CERTIFICATE", "X"), size)),
    ("one certificate", |size| Forge::root(&"x".repeat(size)).pem()),
    ("one certificate with many extensions", many_extensions),
    ("copies of one certificate", |size| repeated(&Forge::root("Example Root CA").pem(), size)),
    ("certificates of one name", |size| certificates(size, |_| Forge::root("Example Root CA"))),
    ("certificates of other names", |size| certificates(size, |index| Forge::root(&format!("CA {index}")))),
    ("a chain", |size| {
        let mut above = Forge::root("CA");
        certificates(size, |index| {
            above = Forge::intermediate(&format!("CA {index}"), &above);
            above.clone()
        })
    }),
];

fn repeated(part: &str, size: usize) -> String {
    part.repeat(size.div_ceil(part.len()))
}

fn armored(body: &str) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n")
}

fn certificates(size: usize, mut make: impl FnMut(usize) -> Forge) -> String {
    let mut text = String::new();
    let mut index: usize = 0;
    while text.len() < size {
        text += &make(index).serial(&index.to_be_bytes()).pem();
        index += 1;
    }
    text
}

fn many_extensions(size: usize) -> String {
    let root = Forge::root("Example Root CA");
    (0..size / 40)
        .fold(root, |root, index| {
            root.with_another(forge::extension::raw(
                &format!("1.3.6.1.4.1.99999.{index}"),
                false,
                b"\x05\x00",
            ))
        })
        .pem()
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
    println!("{:<44} {:>9} {:>8} {:>9} {:>7} {:>9}", "`cas` is", "MB", "ms", "ns/byte", "growth", "peak MB");
    for (name, _) in INPUTS.iter().filter(|(name, _)| name.contains(wanted)) {
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
    let (_, make) = INPUTS.iter().find(|(other, _)| *other == name).expect("an input");
    let body = serde_json::json!({"customerX509": {"cas": make(size)}}).to_string();
    let linter = usersec::Linter::new().now(1_770_681_600);
    // The clock of the processor ticks every few milliseconds on some systems.
    let (start, mut runs) = (cpu_seconds(), 0.0);
    let seconds = loop {
        std::hint::black_box(linter.check(&body));
        runs += 1.0;
        let spent = cpu_seconds() - start;
        if spent > 0.4 {
            break spent / runs;
        }
    };
    println!("{} {seconds} {}", body.len(), peak().unwrap_or(0));
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
