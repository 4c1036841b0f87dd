//! Values that are not there yet: what a template engine will fill in, and what was copied from the
//! documentation and never replaced.

use std::ops::Range;

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

/// The placeholder in a decoded value, if there is one.
pub(crate) fn find(text: &str) -> Option<Placeholder> {
    if LITERALS.contains(&text) {
        return Some(Placeholder::Documentation(0..text.len()));
    }
    // None of the forms is without one of these, and a bundle of certificates is without all.
    if !text.contains(['{', '<', '%']) {
        return None;
    }
    if has_template(text) {
        return Some(Placeholder::Template);
    }
    angle_brackets(text).map(Placeholder::Documentation)
}

fn has_template(text: &str) -> bool {
    let enclosed = |open: &str, close: &str, name: fn(&str) -> bool| {
        text.match_indices(open).any(|(at, _)| {
            name_up_to(text.get(at + open.len()..).unwrap_or_default(), close).is_some_and(name)
        })
    };
    enclosed("${", "}", is_name) || enclosed("{{", "}}", is_name) || enclosed("%(", ")s", is_name)
}

/// What stands before `close`, if that is near: a look from every opening bracket must not read it all.
fn name_up_to<'t>(text: &'t str, close: &str) -> Option<&'t str> {
    let near = text.as_bytes().get(..LONGEST_NAME).unwrap_or(text.as_bytes());
    let end = near.windows(close.len()).position(|window| window == close.as_bytes())?;
    text.get(..end)
}

/// A variable's name, perhaps with a filter (`{{ host | lower }}`) or a default (`${HOST:-ldap}`); not a
/// number, and not `{{USER}}`: those are mistyped placeholders of the API's own.
fn is_name(text: &str) -> bool {
    let name = text.trim();
    name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '.' | '$'))
        && !matches!(name, "USER" | "PROVIDED_USER")
        && name.chars().all(|c| !c.is_control() && !matches!(c, '{' | '}' | '=' | ','))
}

/// `<okta-instance-id>`: words with hyphens in angle brackets. A single word (`<b>`) may be a value.
fn angle_brackets(text: &str) -> Option<Range<usize>> {
    text.match_indices('<').find_map(|(at, _)| {
        let name = name_up_to(text.get(at + 1..)?, ">")?;
        let mut words = name.split('-');
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        (name.contains('-') && words.all(is_word)).then(|| at..at + name.len() + 2)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates() {
        for text in ["${HOST}", "a.${X:-b}.c", "{{ ldap_host }}", "{{host|lower}}", "%(pw)s", "${.a}"] {
            assert_eq!(find(text), Some(Placeholder::Template), "{text}");
        }
        for text in
            ["{0}", "{USER}", "{{0}}", "{{USER}}", "${0}", "$1", "a%20b", "(.*){2}", "{foo}{0}", "$(id)"]
        {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn literals_of_the_documentation() {
        let at = |text| match find(text) {
            Some(Placeholder::Documentation(range)) => &text[range],
            _ => "",
        };
        assert_eq!(at("string"), "string");
        assert_eq!(at("<okta-instance-id>.ldap.okta.com"), "<okta-instance-id>");
        assert_eq!(at("DC=<managed-domain>,DC=com"), "<managed-domain>");
        for text in ["strings", "CN=<user>,DC=com", "OU=<b>", "<GUID=0f-0e>", "a<b-c", "<-->"] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn many_opening_brackets_cost_no_more() {
        for open in ["<", "${", "{{", "%("] {
            assert_eq!(find(&open.repeat(300_000)), None);
        }
    }
}
