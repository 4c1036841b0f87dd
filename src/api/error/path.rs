//! A path as servers write it, in steps.

/// A step on the way to a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Name(String),
    /// The entry of that number; none, if it is no number that an entry can have.
    Index(Option<usize>),
}

/// A longer path is none.
const LONGEST: usize = 1000;

/// The steps of `ldap.hostname`, `$.ldap['hostname']`, `/ldap/hostname`, `View["ldap"]->View["hostname"]`.
pub(super) fn steps(path: &str) -> Vec<Step> {
    let quotes = ['"', '\'', '`', ' ', '\t', '\r', '\n'];
    let path = path.trim_matches(quotes);
    if path.len() > LONGEST {
        return Vec::new();
    }
    let pointer = path.strip_prefix('#').unwrap_or(path);
    match pointer.strip_prefix('/') {
        Some(tokens) => tokens.split('/').map(pointer_token).collect(),
        None => dotted(path),
    }
}

/// Whether it is a path of names of the contract and of no other word, so that nothing secret is said.
pub(super) fn is_of_contract(path: &str) -> bool {
    let (mut names, mut is_other) = (0, path.len() > LONGEST);
    for part in path.split(['.', '[', ']', '/']).filter(|part| !part.is_empty()) {
        match crate::spec::is_name(part) {
            true => names += 1,
            false => is_other |= part.len() > 3 || !part.bytes().all(|byte| byte.is_ascii_digit()),
        }
    }
    names > 0 && !is_other
}

/// A reference token of RFC 6901 §3.
fn pointer_token(token: &str) -> Step {
    let name = token.replace("%24", "$").replace("~1", "/").replace("~0", "~");
    name_or_index(&name)
}

fn name_or_index(name: &str) -> Step {
    let is_number = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
    match is_number {
        true => Step::Index(name.parse().ok()),
        false => Step::Name(name.to_owned()),
    }
}

fn dotted(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = path;
    while let Some(c) = rest.chars().next() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (step, behind) = bracket(inside);
            steps.push(step);
            rest = behind;
            continue;
        }
        let end = rest.find(|c| is_separator(c) || c == '[').unwrap_or(rest.len());
        let (name, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        match name {
            "" => rest = rest.get(c.len_utf8()..).unwrap_or_default(),
            // What stands for the document, and the arrow between what Java calls references.
            "$" | "-" => rest = behind,
            name => {
                // Of `a->b` the dash is in the way.
                let name = if behind.starts_with('>') { name.trim_end_matches('-') } else { name };
                steps.push(name_or_index(name.trim_matches(['"', '\'', '`'])));
                rest = behind;
            }
        }
    }
    steps
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | '/' | ':' | '>' | ']' | '(' | ')' | ',') || c.is_whitespace()
}

/// What stands in brackets, and what follows them.
fn bracket(inside: &str) -> (Step, &str) {
    let quote = inside.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    if let Some(quote) = quote
        && let Some((name, behind)) = inside.get(1..).and_then(|rest| rest.split_once(quote))
    {
        return (Step::Name(name.to_owned()), behind.strip_prefix(']').unwrap_or(behind));
    }
    let (content, behind) = inside.split_once(']').unwrap_or((inside, ""));
    let content = content.trim();
    let is_name = content.starts_with(|c: char| c.is_alphabetic() || c == '_');
    match is_name {
        true => (Step::Name(content.to_owned()), behind),
        false => (Step::Index(content.parse().ok()), behind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_every_form_have_the_same_steps() {
        let name = |name: &str| Step::Name(name.to_owned());
        let wanted = vec![name("ldap"), name("userToDNMapping"), Step::Index(Some(0)), name("match")];
        for path in [
            "ldap.userToDNMapping[0].match",
            "$.ldap.userToDNMapping[0].match",
            "$['ldap']['userToDNMapping'][0]['match']",
            "/ldap/userToDNMapping/0/match",
            "#/ldap/userToDNMapping/0/match",
            "ldap.userToDNMapping.0.match",
            "`ldap.userToDNMapping[ 0 ].match`",
            "ldap[\"userToDNMapping\"][0].match",
            "ldap/userToDNMapping/0/match",
        ] {
            assert_eq!(steps(path), wanted, "{path}");
        }
        let jackson = r#"a.b.View["ldap"]->java.util.ArrayList[0]"#;
        assert_eq!(steps(jackson).last(), Some(&Step::Index(Some(0))));
        assert_eq!(steps("a->b"), [name("a"), name("b")]);
        assert_eq!(steps("/a~1b/~0"), [name("a/b"), name("~")]);
        for none in ["[]", "[*]", "[-1]", "[99999999999999999999999]", "["] {
            assert_eq!(steps(none), [Step::Index(None)], "{none}");
        }
        for empty in ["", "$", ".", "  ", "..", "/".repeat(2000).as_str()] {
            let found = steps(empty);
            assert!(found.is_empty(), "{empty}: {found:?}");
        }
    }
}
