//! One workload, so and so often: `workload NAME BODY TIMES`, where `BODY` is one of the bodies that are
//! measured, or a file. valgrind counts what it takes.
//!
//! What is compiled once is compiled before: the difference of two counts is the work alone.

use std::hint::black_box;

use usersec_benches::{linter, payloads};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, body, times] = arguments.as_slice() else {
        eprintln!("workload NAME BODY TIMES");
        std::process::exit(2);
    };
    let times: usize = times.parse().expect("how often");
    let body = payloads::named(body)
        .unwrap_or_else(|| std::fs::read_to_string(body).expect("the name of a body, or a file"));
    let linter = linter();
    #[cfg(feature = "compare")]
    let naive = std::cell::LazyCell::new(usersec_benches::naive::Naive::new);
    let run = |body: &str| match name.as_str() {
        "usersec" => drop(black_box(linter.check(body))),
        #[cfg(feature = "compare")]
        "naive" => drop(black_box(naive.check(body))),
        #[cfg(feature = "compare")]
        "floor" => drop(black_box(usersec_benches::floor::read(body))),
        "print" => print!("{body}"),
        _ => panic!("which workload? `{name}` is none"),
    };
    if name != "print" {
        run(&payloads::small());
    }
    for _ in 0..times {
        run(black_box(&body));
    }
}
