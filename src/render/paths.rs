//! Paths as platforms want them: with `/` between their parts, relative, as a URI.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::MAIN_SEPARATOR;

/// The path with `/` between its parts, and without `./` before it.
pub(super) fn slashed(path: &str) -> Cow<'_, str> {
    slashed_from(path, MAIN_SEPARATOR)
}

/// The same of a path whose parts are separated by `separator`; elsewhere a backslash is a character of a
/// name like any other.
fn slashed_from(path: &str, separator: char) -> Cow<'_, str> {
    let mut rest = path;
    while let Some(shorter) = rest.strip_prefix('.').and_then(|rest| rest.strip_prefix(['/', separator])) {
        rest = shorter.trim_start_matches(['/', separator]);
    }
    // Nothing may be left of `./`.
    let rest = if rest.is_empty() { path } else { rest };
    match separator == '\\' && rest.contains(separator) {
        true => Cow::Owned(rest.replace(separator, "/")),
        false => Cow::Borrowed(rest),
    }
}

/// The path, relative to the folder if it is in there.
pub(super) fn relative<'p>(path: &'p str, folder: &str) -> Cow<'p, str> {
    let path = slashed(path);
    let folder = slashed(folder);
    let inside = path.strip_prefix(folder.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/'));
    match inside.map(str::len) {
        Some(length) if !folder.is_empty() && length > 0 => match path {
            Cow::Borrowed(path) => Cow::Borrowed(path.get(path.len() - length..).unwrap_or(path)),
            Cow::Owned(path) => Cow::Owned(path.get(path.len() - length..).unwrap_or(&path).to_owned()),
        },
        _ => path,
    }
}

/// The path, with `\xff` for what is no text, as a URI reference (RFC 3986): `file://…` if it is absolute, else relative.
pub(super) fn uri(path: &str) -> String {
    let path = slashed(path);
    let bytes = path.as_bytes();
    let mut uri = String::with_capacity(path.len());
    // `C:/…` is absolute; the colon of any other first part would look like that of a scheme.
    let drive = match bytes {
        [letter, b':', b'/', ..] if MAIN_SEPARATOR == '\\' && letter.is_ascii_alphabetic() => 2,
        _ => 0,
    };
    if drive > 0 {
        uri.push_str("file:///");
    } else if path.starts_with('/') {
        uri.push_str("file://");
    }
    let mut rest = bytes;
    while let Some((&byte, behind)) = rest.split_first() {
        let at = bytes.len() - rest.len();
        rest = behind;
        // A byte that is no text, as paths are written.
        if MAIN_SEPARATOR == '/'
            && let [b'\\', b'x', high, low, behind @ ..] = bytes.get(at..).unwrap_or_default()
            && [high, low].into_iter().all(u8::is_ascii_hexdigit)
        {
            let digits = [*high, *low].map(|digit| char::from(digit.to_ascii_uppercase()));
            uri.push('%');
            uri.extend(digits);
            rest = behind;
            continue;
        }
        let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
        match plain || at < drive {
            true => uri.push(char::from(byte)),
            // Writing to a string cannot fail.
            false => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_separated_by_slashes() {
        for (path, shown) in [
            ("atlas/prod.json", "atlas/prod.json"),
            ("./atlas/prod.json", "atlas/prod.json"),
            (".//././prod.json", "prod.json"),
            ("../prod.json", "../prod.json"),
            (".hidden/prod.json", ".hidden/prod.json"),
            ("./", "./"),
            ("a\\b.json", "a\\b.json"),
            ("", ""),
        ] {
            assert_eq!(slashed_from(path, '/'), shown, "{path}");
        }
        assert_eq!(slashed_from(".\\atlas\\prod.json", '\\'), "atlas/prod.json");
        assert_eq!(slashed_from("C:\\atlas\\prod.json", '\\'), "C:/atlas/prod.json");
    }

    #[test]
    fn paths_in_the_folder_are_relative_to_it() {
        for (path, folder, shown) in [
            ("/home/me/atlas/prod.json", "/home/me", "atlas/prod.json"),
            ("/home/me/atlas/prod.json", "/home/me/", "atlas/prod.json"),
            ("/home/menace/prod.json", "/home/me", "/home/menace/prod.json"),
            ("/home/me", "/home/me", "/home/me"),
            ("/prod.json", "/", "prod.json"),
            ("/prod.json", "", "/prod.json"),
            ("./prod.json", "/home/me", "prod.json"),
        ] {
            assert_eq!(relative(path, folder), shown, "{path} in {folder}");
        }
    }

    #[test]
    fn uris_have_no_character_of_their_own_meaning() {
        for (path, shown) in [
            ("atlas/Größe prod #1 100%.json", "atlas/Gr%C3%B6%C3%9Fe%20prod%20%231%20100%25.json"),
            ("/srv/atlas/prod.json", "file:///srv/atlas/prod.json"),
            ("./a:b?c.json", "a%3Ab%3Fc.json"),
            ("<stdin>", "%3Cstdin%3E"),
            ("a\\xff.json", "a%FF.json"),
            ("a\\x5cxff.json", "a%5Cxff.json"),
            ("a\\b\\xg.json", "a%5Cb%5Cxg.json"),
        ] {
            assert_eq!(uri(path), shown, "{path}");
        }
    }
}
