//! What holds for every report, whatever the document is.

mod shared;

use proptest::prelude::*;
use usersec::{Edit, Finding, Fix, Kind, Linter, Related, Report, Span};

use shared::payloads::{SECRETS, document, payload};
use shared::tree::Tree;

fn linter() -> impl Strategy<Value = Linter> {
    (prop::sample::select(&Kind::ALL[..]), any::<[bool; 3]>()).prop_map(
        |(kind, [strict, complete, pedantic])| {
            Linter::new()
                .now(1_770_681_600)
                .kind(kind)
                .strict(strict)
                .complete(complete)
                .pedantic(pedantic)
                .in_file(true)
        },
    )
}

/// Every place that the report names, with its pointer.
fn places(report: &Report) -> impl Iterator<Item = (Span, &str)> {
    report.findings().iter().flat_map(|finding| {
        let related = finding.related().iter().map(|related| (related.span(), related.pointer()));
        std::iter::once((finding.span(), finding.pointer())).chain(related)
    })
}

/// Whether the pointer (RFC 6901) leads to something. Of a name that stands twice, each is followed; `***`
/// stands for a name that is secret.
fn resolves(tree: &Tree, pointer: &str) -> bool {
    let Some(rest) = pointer.strip_prefix('/') else { return pointer.is_empty() };
    let (token, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let token = token.replace("~1", "/").replace("~0", "~");
    match tree {
        Tree::Object(members) => {
            let found = members.iter().filter(|(name, _)| *name == token || token == "***");
            found.into_iter().any(|(_, value)| resolves(value, rest))
        }
        Tree::Array(items) => {
            let index: Option<usize> = token.parse().ok().filter(|index: &usize| index.to_string() == token);
            index.and_then(|index| items.get(index)).is_some_and(|item| resolves(item, rest))
        }
        _ => false,
    }
}

fn fingerprints(report: &Report) -> Vec<String> {
    report.findings().iter().map(Finding::fingerprint).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn findings_stand_in_the_order_of_the_document(text in document(), linter in linter()) {
        let report = linter.check(&text);
        prop_assert!(report.findings().is_sorted_by_key(Finding::span));
    }

    #[test]
    fn every_place_is_in_bounds_and_on_character_boundaries(text in document(), linter in linter()) {
        for (span, pointer) in places(&linter.check(&text)) {
            prop_assert!(text.get(span.range()).is_some(), "{span:?} of {pointer}");
        }
    }

    #[test]
    fn every_place_of_any_bytes_is_in_bounds(
        mut bytes in document().prop_map(String::into_bytes),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        linter in linter(),
    ) {
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        for (span, pointer) in places(&linter.check(&bytes)) {
            prop_assert!(span.start <= span.end && span.end <= bytes.len(), "{span:?} of {pointer}");
        }
    }

    #[test]
    fn every_pointer_leads_to_something(text in payload(), linter in linter()) {
        let tree = Tree::read(text.trim_start_matches('\u{feff}')).expect("JSON");
        for (span, pointer) in places(&linter.check(&text)) {
            prop_assert!(resolves(&tree, pointer), "{pointer} at {span:?}");
        }
    }

    #[test]
    fn a_pointer_names_the_innermost_member_that_holds_the_place(text in payload(), linter in linter()) {
        let report = linter.check(&text);
        for finding in report.findings().iter().filter(|finding| finding.rule().name() == "unknown-field") {
            let name: String = serde_json::from_str(&text[finding.span().range()]).expect("a name");
            let last = finding.pointer().rsplit('/').next();
            let token = name.replace('~', "~0").replace('/', "~1");
            prop_assert_eq!(last, Some(token.as_str()));
        }
    }

    #[test]
    fn lines_and_columns_are_those_of_the_place(text in document(), linter in linter()) {
        for finding in linter.check(&text).findings() {
            let (span, location) = (finding.span(), finding.location());
            for (at, line, column) in [
                (span.start, location.line, location.column),
                (span.end, location.end_line, location.end_column),
            ] {
                let before = &text[..at];
                let last = before.rsplit('\n').next().unwrap_or_default();
                prop_assert_eq!(line, before.matches('\n').count() + 1);
                // An editor shows no byte order mark, so it takes no column.
                let last = if line == 1 { last.strip_prefix('\u{feff}').unwrap_or(last) } else { last };
                prop_assert_eq!(column, last.encode_utf16().count() + 1);
            }
        }
    }

    #[test]
    fn fingerprints_are_unique_and_stay_when_lines_move(text in payload(), linter in linter()) {
        let report = linter.check(&text);
        let prints = fingerprints(&report);
        let distinct: std::collections::HashSet<_> = prints.iter().collect();
        prop_assert_eq!(distinct.len(), prints.len());
        if !text.starts_with('\u{feff}') {
            let moved = fingerprints(&linter.check(format!("\n \r\n\n{text}\n")));
            prop_assert_eq!(moved, prints);
        }
    }

    #[test]
    fn a_report_says_the_same_each_time_and_nothing_secret(text in document(), linter in linter()) {
        let shown = format!("{:?}", linter.check(&text));
        prop_assert_eq!(&shown, &format!("{:?}", linter.check(&text)));
        prop_assert!(!SECRETS.iter().any(|secret| shown.contains(secret)), "{shown}");
    }

    #[test]
    fn a_report_has_settings_exactly_if_a_request_is_submittable(text in document(), linter in linter()) {
        let submittable = linter.check(&text).is_submittable();
        let settings = linter.check(&text).into_settings();
        let patch = linter.clone().kind(Kind::Patch).check(&text).into_settings();
        prop_assert!(settings.is_err() || submittable);
        prop_assert!(patch.is_ok() || !linter.kind(Kind::Patch).check(&text).is_submittable());
    }
}

#[test]
fn what_a_check_gives_can_go_to_any_thread() {
    fn can_go<T: Send + Sync + 'static>(of: T) -> T {
        std::thread::spawn(move || of).join().expect("no panic")
    }
    let report = can_go(Linter::new().check("{'ldap':{}}"));
    assert_eq!(can_go(report.findings().to_vec()).len(), 1);
    const fn is<T: Send + Sync + 'static>() {}
    const { is::<(Report, Finding, Related, Fix, Edit, Linter)>() }
}
