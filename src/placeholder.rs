//! Values that are not there yet: what a template engine will fill in, and what was copied from the
//! documentation and never replaced.

use std::ops::Range;

use crate::json::{Data, Member};

/// Something that stands where a value should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Placeholder {
    /// `${LDAP_HOST}`, `{{ ldap_host }}`, `%(ldap_host)s`: somebody fills it in before the request is sent.
    Template,
    /// A literal of the documentation, and where in the value it is.
    Documentation(Range<usize>),
}

/// What the vendor's example bodies and the documentation of its tools put where a value goes.
const LITERALS: [&str; 3] = ["string", "HOSTNAME", "USERNAME"];

/// How long a placeholder's name may be, in bytes.
const LONGEST_NAME: usize = 200;

/// How much of a value a placeholder has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Anywhere in the value: in a name, a host, a query.
    Part,
    /// The whole value: in a password anything may be meant as it stands.
    Whole,
}

/// The placeholder in the value of a member that the contract knows, if it is a string with one.
pub(crate) fn of<'m>(member: &'m Member<'_>) -> Option<&'m Placeholder> {
    let (Data::String(text), Some(field)) = (&member.value.data, member.field) else { return None };
    let found = member.placeholder.get_or_init(|| {
        let text = text.as_str();
        match field.name {
            "bindPassword" => find(text, Extent::Whole),
            // Comments may stand beside certificates; what is in them stands for nothing.
            "cas" | "caCertificate" if text.contains("-----BEGIN") => None,
            _ => find(text, Extent::Part),
        }
    });
    found.as_ref()
}

/// Whether something else will stand in the place of a text of a mapping or a query, or of a part of it.
pub(crate) fn stands_for_another(text: &str) -> bool {
    find(text, Extent::Part).is_some()
}

/// The placeholder in a decoded value, if there is one.
fn find(text: &str, extent: Extent) -> Option<Placeholder> {
    if LITERALS.contains(&text) {
        return Some(Placeholder::Documentation(0..text.len()));
    }
    // None of the forms is without one of these. One look for each is faster than one for all.
    if !text.contains('{') && !text.contains('<') && !text.contains('%') {
        return None;
    }
    let fits = |range: &Range<usize>| extent == Extent::Part || text.get(range.clone()) == Some(text.trim());
    if templates(text).any(|range| fits(&range)) {
        return Some(Placeholder::Template);
    }
    angle_brackets(text).find(fits).map(Placeholder::Documentation)
}

/// Whether a line says nothing but what somebody will fill in: templates, one or more of them.
pub(crate) fn is_template(line: &str) -> bool {
    let line = line.trim();
    if !line.starts_with(['$', '{', '%']) {
        return false;
    }
    let mut found: Vec<Range<usize>> = templates(line).collect();
    found.sort_unstable_by_key(|range| range.start);
    let mut end = 0;
    let is_all = found.iter().all(|range| {
        let between = line.get(end..range.start);
        end = end.max(range.end);
        // `${{ … }}`
        between.is_none_or(|text| text.chars().all(|c| c == '$' || c.is_whitespace()))
    });
    !found.is_empty() && is_all && end == line.len()
}

/// Where `${…}`, `{{…}}` and `%(…)s` stand.
fn templates(text: &str) -> impl Iterator<Item = Range<usize>> {
    [("${", "}"), ("{{", "}}"), ("%(", ")s")].into_iter().flat_map(move |(open, close)| {
        enclosed(text, open, close).filter(|(name, _)| is_name(name)).map(|(_, range)| range)
    })
}

/// What stands between `open` and `close`, and where with both; not beyond the next `open`, a line
/// break or [`LONGEST_NAME`], so that a look from every opening bracket does not read it all.
fn enclosed<'t>(
    text: &'t str,
    open: &'static str,
    close: &'static str,
) -> impl Iterator<Item = (&'t str, Range<usize>)> {
    text.match_indices(open).filter_map(move |(at, _)| {
        let start = at + open.len();
        let rest = text.as_bytes().get(start..)?;
        let near = rest.get(..LONGEST_NAME).unwrap_or(rest);
        let stop = |byte: &u8| *byte < b' ' || open.as_bytes().last() == Some(byte);
        let near = near.get(..near.iter().position(stop).unwrap_or(near.len()))?;
        let length = near.windows(close.len()).position(|window| window == close.as_bytes())?;
        Some((text.get(start..start + length)?, at..start + length + close.len()))
    })
}

/// A variable's name, perhaps with a filter (`{{ host | lower }}`), a default (`${HOST:-ldap}`) or a
/// call (`{{ lookup('file', 'ca.pem') }}`); not a number, and not `{{USER}}`: those are mistyped
/// placeholders of the API's own.
fn is_name(text: &str) -> bool {
    let name = text.trim();
    name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '.' | '$'))
        && !matches!(name, "USER" | "PROVIDED_USER")
        && !name.contains(['{', '}'])
}

/// `<okta-instance-id>`: words with hyphens in angle brackets. A single word (`<b>`) may be a value.
fn angle_brackets(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    enclosed(text, "<", ">")
        .filter(move |(name, _)| name.contains('-') && name.split('-').all(is_word))
        .map(|(_, range)| range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates() {
        for text in [
            "${HOST}",
            "a.${X:-b}.c",
            "{{ ldap_host }}",
            "{{host|lower}}",
            "%(pw)s",
            "${.a}",
            "{{ lookup('file', 'ca.pem') }}",
        ] {
            assert_eq!(find(text, Extent::Part), Some(Placeholder::Template), "{text}");
        }
        for text in
            ["{0}", "{USER}", "{{0}}", "{{USER}}", "${0}", "$1", "a%20b", "(.*){2}", "{foo}{0}", "$(id)"]
        {
            assert_eq!(find(text, Extent::Part), None, "{text}");
        }
    }

    #[test]
    fn lines_of_templates() {
        for line in ["${CA}", " {{ ca }}\r", "%(ca)s", "${A}${B}", "{{ a }} ${B}", "${{ secrets.CA }}"] {
            assert!(is_template(line), "{line}");
        }
        for line in ["", "# ${CA}", "from ${CA}", "${CA} is it", "${A},${B}", "{}", "$", "MIIB${A}"] {
            assert!(!is_template(line), "{line}");
        }
        assert!(!is_template(&"${a}#".repeat(300_000)));
    }

    #[test]
    fn literals_of_the_documentation() {
        let at = |text| match find(text, Extent::Part) {
            Some(Placeholder::Documentation(range)) => &text[range],
            _ => "",
        };
        assert_eq!(at("string"), "string");
        assert_eq!(at("<okta-instance-id>.ldap.okta.com"), "<okta-instance-id>");
        assert_eq!(at("DC=<managed-domain>,DC=com"), "<managed-domain>");
        for text in ["strings", "CN=<user>,DC=com", "OU=<b>", "<GUID=0f-0e>", "a<b-c", "<-->"] {
            assert_eq!(find(text, Extent::Part), None, "{text}");
        }
    }

    #[test]
    fn many_opening_brackets_cost_no_more() {
        for open in ["<", "${", "{{", "%("] {
            assert_eq!(find(&open.repeat(300_000), Extent::Part), None);
        }
    }

    #[test]
    fn a_password_has_to_be_one_as_a_whole() {
        assert_eq!(find("Xy${a}z", Extent::Whole), None);
        assert_eq!(find("a<b-c>d", Extent::Whole), None);
        assert_eq!(find(" ${PASSWORD}\n", Extent::Whole), Some(Placeholder::Template));
        assert_eq!(find("<bind-password>", Extent::Whole), Some(Placeholder::Documentation(0..15)));
    }
}
