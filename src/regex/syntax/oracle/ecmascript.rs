//! What ECMAScript has not, against Node where it is installed.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::{Random, mutated, parse, random_expression};
use crate::regex::Construct;
use crate::testing::skip;

/// Compiles each expression of a list; prints a line of `0` and `1`.
const SCRIPT: &str = "
const list = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const takes = (pattern) => { try { new RegExp(pattern); return 1; } catch { return 0; } };
console.log(list.map(takes).join(''));
";

/// Which of the expressions ECMAScript takes; None if there is no Node.
fn taken(expressions: &[String]) -> Option<Vec<bool>> {
    let mut node = Command::new("node")
        .args(["-e", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let list = serde_json::to_string(expressions).expect("JSON");
    node.stdin.take().expect("a pipe").write_all(list.as_bytes()).expect("written");
    let output = node.wait_with_output().expect("an answer");
    Some(String::from_utf8(output.stdout).expect("text").trim().bytes().map(|byte| byte == b'1').collect())
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
    let Some(taken) = taken(&expressions) else {
        skip("ECMAScript is not asked: no Node");
        return;
    };
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
