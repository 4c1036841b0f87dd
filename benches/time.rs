//! How long the bodies take, beside what they are measured against: `cargo bench --bench time --features command`.
//!
//! `./measure` makes ratios of it.

use std::ffi::OsString;
use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use usersec::cli::{Surroundings, run};
use usersec_benches::naive::Naive;
use usersec_benches::{NOW, floor, linter, payloads};

const FORMATS: [&str; 6] = ["text", "concise", "json", "sarif", "github", "gitlab"];

fn clean(criterion: &mut Criterion) {
    let (linter, naive) = (linter(), Naive::new());
    for (name, body) in [("small", payloads::small()), ("bare", payloads::bare())] {
        let mut group = criterion.benchmark_group(name);
        group.bench_function("usersec", |bencher| bencher.iter(|| linter.check(black_box(&body))));
        group.bench_function("naive", |bencher| bencher.iter(|| naive.check(black_box(&body))));
        group.finish();
    }
}

fn bundle(criterion: &mut Criterion) {
    let (linter, naive, body) = (linter(), Naive::new(), payloads::bundle());
    let mut group = criterion.benchmark_group("bundle");
    group.bench_function("usersec", |bencher| bencher.iter(|| linter.check(black_box(&body))));
    group.bench_function("naive", |bencher| bencher.iter(|| naive.check(black_box(&body))));
    group.bench_function("floor", |bencher| bencher.iter(|| floor::read(black_box(&body))));
    #[cfg(feature = "openssl")]
    {
        let pem = payloads::bundle_pem(140);
        group.bench_function("openssl", |bencher| {
            bencher.iter(|| usersec_benches::openssl::load(black_box(&pem)));
        });
    }
    group.finish();
}

/// The lint alone, and with a report in each format: the whole command but for its process.
fn reports(criterion: &mut Criterion) {
    let linter = linter();
    for (name, body) in [("broken", payloads::broken()), ("thousand", payloads::thousand_findings())] {
        let mut group = criterion.benchmark_group(name);
        group.bench_function("lint", |bencher| bencher.iter(|| linter.check(black_box(&body))));
        for format in FORMATS {
            group.bench_function(format, |bencher| bencher.iter(|| report(format, black_box(&body))));
        }
        group.finish();
    }
}

/// The report on a body, as the command writes it.
fn report(format: &str, body: &str) -> Vec<u8> {
    let arguments = ["usersec", "check", "--max-findings", "1000", "--format", format, "-"];
    let arguments: Vec<OsString> = arguments.into_iter().map(OsString::from).collect();
    let surroundings = Surroundings { now: NOW, width: 80, ..Surroundings::default() };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = run(arguments, &mut body.as_bytes(), &mut out, &mut err, surroundings);
    assert_eq!(code, 1, "{}", String::from_utf8_lossy(&err));
    out
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .sample_size(20);
    targets = clean, bundle, reports
}
criterion_main!(benches);
