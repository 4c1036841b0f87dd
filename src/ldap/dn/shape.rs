//! What holds of every name: its places are in the text, its canonical spelling says the same, and one that is
//! written plainly is what splitting it at its separators gives.

use super::*;

/// Asserts what must hold of any text.
pub(crate) fn assert_name(text: &str) {
    let dn = Dn::parse(text);
    let mut last = 0;
    for fault in dn.faults() {
        assert!(text.get(fault.at.clone()).is_some(), "{text:?} {fault:?}");
        assert!(last <= fault.at.start, "{text:?} {:?}", dn.faults());
        last = fault.at.start;
        let is_inside = |token: &Range<usize>| token.start <= fault.at.start && fault.at.end <= token.end;
        // What has no `=` may be a placeholder and nothing else.
        let is_whole = matches!(fault.kind, DnFault::NoEquals | DnFault::ExpectedEquals(_));
        assert!(
            is_whole || !dn.tokens().iter().any(|t| is_inside(t) && !fault.at.is_empty()),
            "{text:?} {fault:?}"
        );
    }
    let mut last = 0;
    for at in dn.unreadable_types() {
        assert!(text.get(at.clone()).is_some(), "{text:?} {at:?}");
        assert!(!dn.faults().is_empty(), "{text:?} {at:?}");
    }
    for remark in dn.remarks() {
        assert!(text.get(remark.at.clone()).is_some_and(|part| !part.is_empty()), "{text:?} {remark:?}");
        assert!(last <= remark.at.start, "{text:?} {:?}", dn.remarks());
        last = remark.at.start;
    }
    for rdn in dn.rdns() {
        assert!(text.get(rdn.at.clone()).is_some(), "{text:?} {rdn:?}");
        assert!(!rdn.attributes().is_empty());
        for attribute in rdn.attributes() {
            assert!(text.get(attribute.type_at.clone()) == Some(attribute.attribute_type()), "{text:?}");
            assert!(text.get(attribute.value_at.clone()).is_some(), "{text:?} {attribute:?}");
        }
    }
    assert_eq!(dn.taken_by() == Grammars::NONE, !dn.faults().is_empty(), "{text:?}");
    if dn.faults().is_empty() {
        let again = Dn::parse(&dn.to_string());
        assert_eq!(again, dn, "{text:?} {dn}");
        // A type stays as it is spelled; all else is now read alike by all.
        assert!(again.remarks().iter().all(|remark| remark.quirk == Quirk::LooseOid), "{text:?} {dn}");
        assert_eq!(again.to_string(), dn.to_string());
    }
}

/// Asserts what must hold of any text that is read with its placeholders.
pub(crate) fn assert_template(text: &str) {
    let DnTemplate { dn } = DnTemplate::parse(text);
    let faults = dn.faults().iter().map(|fault| &fault.at);
    let remarks = dn.remarks().iter().map(|remark| &remark.at);
    let rdns = dn.rdns().iter().map(|rdn| &rdn.at);
    let places = faults.chain(remarks).chain(rdns).chain(dn.tokens()).chain(dn.open_parts());
    for at in places.chain(dn.unreadable_types()) {
        assert!(text.get(at.clone()).is_some(), "{at:?} in {text:?}");
    }
    assert_eq!(dn.taken_by() == Grammars::NONE, !dn.faults().is_empty(), "{text:?}");
    if dn.tokens().is_empty() && text.contains('=') {
        assert_eq!(dn, Dn::parse(text), "without a placeholder it is a name: {text:?}");
    }
}

/// Asserts that a name in which nothing is quoted, escaped or spaced is what splitting it gives, and that it has
/// the documented pattern where it has its parts; false of any other text.
pub(crate) fn assert_plain(text: &str) -> bool {
    let is_plain = |c: char| !matches!(c, '\0'..=' ' | '\x7f' | '"' | '#' | '+' | ';' | '<' | '>' | '\\');
    if !text.chars().all(is_plain) {
        return false;
    }
    let dn = Dn::parse(text);
    let pieces: Option<Vec<(&str, &str)>> = text.split(',').map(|piece| piece.split_once('=')).collect();
    let is_type = |name: &str| {
        let is_word = |word: &str| word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let is_number = |number: &str| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        let dotted = name.strip_prefix("OID.").or(name.strip_prefix("oid.")).unwrap_or(name);
        name.starts_with(|first: char| first.is_ascii_alphabetic()) && is_word(name)
            || dotted.split('.').all(is_number)
    };
    let pieces = pieces.filter(|pieces| pieces.iter().all(|(name, _)| is_type(name)));
    let Some(pieces) = pieces else {
        assert!(!dn.faults().is_empty(), "{text:?}");
        return true;
    };
    // An `OID.` before the type, and a `=` in a value: no grammar takes both.
    if dn.faults().iter().any(|fault| fault.kind == DnFault::MixedGrammars) {
        return true;
    }
    assert_eq!(dn.faults(), [], "{text:?}");
    let read = dn.rdns().iter().flat_map(Rdn::attributes).map(|a| (a.attribute_type(), a.value()));
    let written = pieces.iter().map(|(name, value)| {
        (name.strip_prefix("OID.").or(name.strip_prefix("oid.")).unwrap_or(name), *value)
    });
    assert!(read.eq(written), "{dn:?} in {text:?}");
    assert_eq!(dn.rdns().len(), pieces.len(), "{text:?}");
    assert_eq!(
        crate::spec::BIND_USERNAME_PATTERN.matches(text),
        Some(has_documented_parts(&pieces)),
        "{text:?}"
    );
    true
}

/// `CN=`, perhaps empty; then any `CN=` and `OU=`; then at least one `DC=`.
fn has_documented_parts(pieces: &[(&str, &str)]) -> bool {
    let rest = match pieces {
        [("CN", _), rest @ ..] => rest,
        all => all,
    };
    let first = rest.iter().take_while(|(name, _)| matches!(*name, "CN" | "OU")).count();
    let (path, domain) = rest.split_at(first);
    let is_domain = |(name, _): &(&str, &str)| *name == "DC";
    let is_filled = |(_, value): &(&str, &str)| !value.is_empty();
    !domain.is_empty() && domain.iter().all(is_domain) && path.iter().chain(domain).all(is_filled)
}
