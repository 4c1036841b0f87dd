//! The slots of a query are its text split at question marks, and decoded and encoded again they hold the same.

use std::ops::Range;

use crate::json::Text;
use crate::language::Language as _;
use crate::ldap::url::{MOST, Scope, Url, UrlFault};

pub(super) fn holds(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let url = Url::parse(&text);
    assert_split(&text, &url);
    assert_faults(&text, &url);
    assert_same_again(&text, &url);
}

/// The slots, those that are there.
fn slots(url: &Url) -> Vec<&Range<usize>> {
    let optional = [&url.attributes, &url.scope_at, &url.filter, &url.extensions];
    std::iter::once(&url.base).chain(optional.into_iter().flatten()).collect()
}

/// The slots put together again are the text, and all but the last hold no question mark.
fn assert_split(text: &str, url: &Url) {
    let parts: Vec<&str> = slots(url).into_iter().map(|at| &text[at.clone()]).collect();
    let mut joined = parts.join("?");
    if let Some(absolute) = &url.absolute {
        assert!(text[absolute.clone()].contains("://"), "{absolute:?} {text:?}");
        assert_eq!(absolute.start, url.base.start, "{text:?}");
        assert!(absolute.end <= url.base.end, "{absolute:?} {text:?}");
        joined.push_str(closing_angle(text, url));
    }
    assert_eq!(joined, text, "{url:?}");
    let (_, first) = parts.split_last().expect("there is a base");
    let all = if parts.len() == 5 { first } else { &parts[..] };
    assert!(all.iter().all(|part| !part.contains('?')), "{url:?} {text:?}");
    let present = [&url.attributes, &url.scope_at, &url.filter, &url.extensions].map(Option::is_some);
    assert!(present.is_sorted_by(|one, next| one >= next), "no slot is there without those before: {url:?}");
}

/// What stands behind the last slot: the angle that belongs to the one before the scheme.
fn closing_angle<'t>(text: &'t str, url: &Url) -> &'t str {
    let is_angled = url.absolute.is_some() && text.starts_with('<') && text.ends_with('>');
    if is_angled { &text[text.len() - 1..] } else { "" }
}

/// The faults are the bad percent signs of the decoded slots, and a scope that is none.
fn assert_faults(text: &str, url: &Url) {
    let spelled = url.scope_at.clone().map_or("", |at| &text[at]);
    let known = match spelled.to_ascii_lowercase().as_str() {
        "" | "base" => Some(Scope::Base),
        "one" => Some(Scope::One),
        "sub" => Some(Scope::Sub),
        _ => None,
    };
    assert_eq!(url.scope, known, "{text:?}");
    let scopes: Vec<_> = url.faults.iter().filter(|fault| fault.kind == UrlFault::Scope).collect();
    match known {
        Some(_) => assert!(scopes.is_empty(), "{text:?}"),
        None => {
            let at: Vec<_> = scopes.iter().map(|fault| &fault.at).collect();
            assert_eq!(at, url.scope_at.iter().collect::<Vec<_>>(), "{text:?}");
        }
    }
    let decoded = [Some(&url.base), url.attributes.as_ref(), url.filter.as_ref()];
    let mut bad = Vec::new();
    for at in decoded.into_iter().flatten() {
        let part = &text.as_bytes()[at.clone()];
        let is_digit = |at: usize| part.get(at).is_some_and(u8::is_ascii_hexdigit);
        let percents = (0..part.len()).filter(|&place| part[place] == b'%');
        let bad_ones = percents.filter(|place| !(is_digit(place + 1) && is_digit(place + 2)));
        bad.extend(bad_ones.take(MOST).map(|place| at.start + place));
    }
    let percents = url.faults.iter().filter(|fault| fault.kind == UrlFault::Percent);
    let found: Vec<usize> = percents.clone().map(|fault| fault.at.start).collect();
    assert_eq!(found, bad, "{text:?}");
    for fault in &url.faults {
        assert!(text.get(fault.at.clone()).is_some_and(|part| !part.is_empty()), "{fault:?} {text:?}");
    }
    for fault in percents {
        assert!(fault.at.len() <= 3, "{fault:?} {text:?}");
    }
}

/// Each slot decoded, and encoded again by an edit that replaces all of it, is a query that says the same.
fn assert_same_again(text: &str, url: &Url) {
    let whole = Text::plain(text);
    let mut written = String::new();
    for (nth, at) in slots(url).into_iter().enumerate() {
        written.push_str(if nth == 0 { "" } else { "?" });
        // The scope and the extensions are not decoded.
        if nth == 2 || nth == 4 {
            written.push_str(&text[at.clone()]);
            continue;
        }
        let part = whole.percent_decoded(at.clone());
        let edit = part.replace(0..part.as_str().len(), part.as_str());
        assert_eq!(edit.span.range(), at.clone(), "an edit of all of a slot: {text:?}");
        written.push_str(&edit.text);
    }
    written.push_str(closing_angle(text, url));
    let again = Url::parse(&written);
    let is_bad = |url: &Url| url.faults.iter().any(|fault| fault.kind == UrlFault::Percent);
    assert!(!is_bad(&again), "{written:?} of {text:?}");
    let rewritten = Text::plain(&written);
    let parts = |whole: &Text<'_>, url: &Url| -> Vec<String> {
        let all = slots(url).into_iter().enumerate();
        let read = |(nth, at): (usize, &Range<usize>)| match nth {
            2 | 4 => whole.as_str()[at.clone()].to_owned(),
            _ => whole.percent_decoded(at.clone()).as_str().to_owned(),
        };
        all.map(read).collect()
    };
    // A scheme may come out that was encoded, and with it the angles around all.
    if again.absolute.is_some() == url.absolute.is_some() {
        assert_eq!(parts(&rewritten, &again), parts(&whole, url), "{written:?} of {text:?}");
        assert_eq!(again.scope, url.scope, "{written:?} of {text:?}");
    }
}
