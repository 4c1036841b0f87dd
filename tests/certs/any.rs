//! Whatever there is in a document: it is shown, in linear time, and no secret with it.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::forge::Forge;
use super::shared::payloads::{SECRETS, document};
use super::{cas, file, pem, shown};

/// A debug build is some twenty times slower; the shape stays the same.
const MANY: usize = if cfg!(debug_assertions) { 1_000 } else { 10_000 };

#[test]
fn long_chains_and_many_copies_take_linear_time() {
    let mut chain = vec![Forge::root("Example 0")];
    for level in 1..MANY {
        chain.push(Forge::intermediate(&format!("Example {level}"), &chain[level - 1]));
    }
    let pems: Vec<String> = chain.iter().map(Forge::pem).collect();
    let around = Forge::root("Example 0").issued_by(&chain[MANY - 1]).pem();
    let texts = [
        ("a chain", pems.concat()),
        ("a circle", around + &pems[1..].concat()),
        ("copies", pem("root").repeat(MANY)),
        ("orphans", pems.iter().step_by(2).map(String::as_str).collect()),
        ("empty blocks", "-----BEGIN X-----\n-----END X-----\n".repeat(MANY * 5)),
    ];
    for (title, text) in texts {
        let start = Instant::now();
        let body = cas(&text);
        for width in [40, 80] {
            shown(&body, width);
        }
        assert_eq!(file(&body)["path"], "body.json");
        // Far more than it takes, and far less than it would if it were not linear.
        assert!(start.elapsed() < Duration::from_secs(60), "{title}: {:?}", start.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn any_document_is_shown(body in document(), width in prop::sample::select(vec![40_usize, 55, 80, 200])) {
        let text = shown(&body, width);
        let json = file(&body).to_string();
        for secret in SECRETS {
            prop_assert!(!text.contains(secret) && !json.contains(secret), "{}{}", text, json);
        }
    }

    #[test]
    fn any_bundle_is_shown(
        picks in prop::collection::vec((0..12_usize, 0..4_usize, any::<prop::sample::Index>()), 0..8),
        width in prop::sample::select(vec![40_usize, 80]),
    ) {
        const NAMES: [&str; 12] = [
            "root", "intermediate", "leaf", "orphan-leaf", "soon-root", "renewed-root", "pathlen0-intermediate",
            "pathlen0-root", "pathlen0-second", "same-name-root", "cross-signed-root", "absent-root",
        ];
        let (mut text, count) = (String::new(), picks.len());
        for (name, damage, at) in picks {
            let mut pem = pem(NAMES[name]);
            let at = at.index(pem.len());
            match damage {
                0 => pem.insert(at, ','),
                1 => drop(pem.drain(at..)),
                _ => {}
            }
            text += &pem;
        }
        let body = cas(&text);
        let shown = shown(&body, width);
        let field = &file(&body)["fields"][0];
        // Each certificate stands there once, and no block is lost.
        let list = field["certificates"].as_array().expect("certificates");
        let distinct = list.iter().filter(|row| row["copy_of"].is_null()).count();
        prop_assert_eq!(shown.lines().filter(|line| line.contains("SHA-256 ") && !line.contains("with")).count(), distinct);
        prop_assert!(list.iter().all(|row| row["issuer_index"].as_u64().is_none_or(|index| index < list.len() as u64)));
        let blocks = list.len() + field["other_blocks"].as_array().expect("blocks").len();
        prop_assert!(blocks <= count);
    }
}
