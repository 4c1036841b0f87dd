//! What ECMAScript has not, against Node where it is installed.

use std::io::Write as _;
use std::process::{Command, Stdio};

use pcre2::bytes::RegexBuilder;

use super::{Random, mutated, parse, random_expression};
use crate::regex::Construct;
use crate::testing::skip;

/// Compiles each expression of a list; prints a line of `0` and `1`.
const SCRIPT: &str = "
const list = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const takes = (pattern) => { try { new RegExp(pattern); return 1; } catch { return 0; } };
console.log(list.map(takes).join(''));
";

/// What Node prints for a script that reads `input`; None if there is no Node.
fn node(script: &str, input: &serde_json::Value) -> Option<String> {
    let mut node = Command::new("node")
        .args(["-e", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    node.stdin.take().expect("a pipe").write_all(input.to_string().as_bytes()).expect("written");
    let output = node.wait_with_output().expect("an answer");
    Some(String::from_utf8(output.stdout).expect("text"))
}

/// Where no difference is told, ECMAScript takes the expression; where it is told to refuse, it does.
#[test]
fn what_ecmascript_refuses() {
    let mut random = Random(7);
    let own: Vec<&str> = include_str!("expressions.txt").lines().collect();
    let mut expressions: Vec<String> = own.iter().map(|&expression| expression.to_owned()).collect();
    expressions.extend((0..3000).map(|_| random_expression(&mut random, 3)));
    expressions.extend((0..5000).map(|_| {
        let expression = own[random.below(own.len())];
        mutated(&mut random, expression)
    }));
    expressions.retain(|expression| parse(expression).is_known());
    let Some(taken) = node(SCRIPT, &serde_json::json!(expressions)) else {
        skip("ECMAScript is not asked: no Node");
        return;
    };
    let taken: Vec<bool> = taken.trim().bytes().map(|byte| byte == b'1').collect();
    assert_eq!(taken.len(), expressions.len());
    let (mut wrong, mut refused) = (Vec::new(), 0);
    for (expression, taken) in expressions.iter().zip(taken) {
        let differences = parse(expression).differences;
        // Newer engines have it.
        let newer = |construct: Construct| construct == Construct::ScopedOptions;
        let certain = differences.iter().any(|found| !found.silent && !newer(found.construct));
        // What it reads otherwise may be invalid as well.
        let told = !differences.is_empty();
        refused += usize::from(!taken);
        if (certain && taken) || (!told && !taken) {
            wrong.push(format!("{expression:?}: taken {taken}, {differences:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        expressions.len(),
        wrong[..wrong.len().min(50)].join("\n")
    );
    assert!(refused > 500, "{refused}");
}

/// For each expression and subject, whether the whole subject matches.
const MATCHES: &str = "
const [expressions, subjects] = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const line = (pattern) => {
  const whole = new RegExp(`^(?:${pattern})$`);
  return subjects.map((subject) => (whole.test(subject) ? 1 : 0)).join('');
};
console.log(expressions.map(line).join('\\n'));
";

const SUBJECTS: &[&str] = &[
    "", "a", "b", "ab", "ba", "aab", "abab", "a1", "-", "a.b@c", "é", "日a", "A", "aaa", "bb", "a{2}", "]a",
    "\\", "d3", "a b", "_", "k", "x41",
];

/// Where no difference is told, the two agree on which names match.
#[test]
fn what_both_read_alike() {
    let mut random = Random(99);
    let own = include_str!("expressions.txt").lines().map(str::to_owned);
    let mut expressions: Vec<String> = own.collect();
    expressions.extend((0..10_000).map(|_| random_expression(&mut random, 3)));
    expressions.retain(|expression| {
        let regex = parse(expression);
        regex.is_known() && regex.differences.is_empty()
    });
    let Some(answer) = node(MATCHES, &serde_json::json!([expressions, SUBJECTS])) else {
        skip("ECMAScript is not asked: no Node");
        return;
    };
    assert_eq!(answer.lines().count(), expressions.len());
    let mut matched = 0;
    for (expression, line) in expressions.iter().zip(answer.lines()) {
        let whole =
            RegexBuilder::new().utf(true).build(&format!("(?:{expression})\\z")).expect("it is valid");
        for (subject, answer) in SUBJECTS.iter().zip(line.bytes()) {
            let found = whole.find(subject.as_bytes()).expect("within the limits");
            let matches = found.is_some_and(|found| found.start() == 0);
            assert_eq!(matches, answer == b'1', "{expression:?} on {subject:?}");
            matched += usize::from(matches);
        }
    }
    assert!(matched > 500, "{matched}");
}
