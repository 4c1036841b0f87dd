//! Globs over paths: many at once, and what is below a folder that one names.

use std::collections::HashMap;

use globset::{ErrorKind, GlobBuilder, GlobSet, GlobSetBuilder};

/// No longer than this: an expression is made of it.
const LONGEST: usize = 1000;

/// Globs, numbered from 0 in their order. Paths have `/` between their parts and none at their start.
#[derive(Clone, Default)]
pub(crate) struct Globs {
    all: Vec<Glob>,
    /// Those without a wildcard, by their path from the folder.
    paths: HashMap<String, Vec<usize>>,
    /// Those without a wildcard and without a `/`, which hold in every folder.
    names: HashMap<String, Vec<usize>>,
    /// The others, and their numbers.
    set: GlobSet,
    of_set: Vec<usize>,
}

/// One glob.
#[derive(Clone)]
struct Glob {
    text: String,
    /// It ends with `/`: only what is below it is meant.
    is_of_folder: bool,
    /// It has a `/` before its end, and so stands for paths from the folder; one at its start does nothing else.
    is_anchored: bool,
}

/// Why a text is no glob that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GlobFault {
    Empty,
    TooLong,
    Backslash,
    Negated,
    Absolute,
    /// It begins with `./`.
    Dot,
    /// It leads out of the folder.
    Outside,
    /// `//`
    EmptyPart,
    UnclosedClass,
    BadRange,
    Braces,
    Other,
}

impl Glob {
    fn new(text: &str) -> Self {
        let rest = text.strip_suffix('/').unwrap_or(text);
        let path = rest.strip_prefix('/').unwrap_or(rest);
        Self { text: path.to_owned(), is_of_folder: rest.len() < text.len(), is_anchored: rest.contains('/') }
    }

    fn has_wildcard(&self) -> bool {
        self.text.contains(['*', '?', '[', ']', '{', '}'])
    }

    /// As the crate reads it.
    fn compiled(&self) -> Result<globset::Glob, globset::Error> {
        let anywhere = if self.is_anchored { "" } else { "**/" };
        GlobBuilder::new(&format!("{anywhere}{}", self.text))
            .literal_separator(true)
            .backslash_escape(false)
            .build()
    }
}

/// What is wrong with a glob, if anything is.
pub(super) fn fault(text: &str) -> Option<GlobFault> {
    let is_drive = text.as_bytes().get(1) == Some(&b':')
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let is_outside = |text: &str| text.split('/').any(|part| part == "..");
    Some(match text {
        _ if text.trim().is_empty() || text == "/" => GlobFault::Empty,
        _ if text.len() > LONGEST => GlobFault::TooLong,
        _ if text.contains('\\') => GlobFault::Backslash,
        _ if text.starts_with('!') => GlobFault::Negated,
        _ if text.starts_with('~') || is_drive => GlobFault::Absolute,
        _ if is_outside(text) => GlobFault::Outside,
        "." | "./" => GlobFault::Dot,
        _ if text.split('/').any(|part| part == ".") => GlobFault::Dot,
        _ if text.contains("//") => GlobFault::EmptyPart,
        _ => match Glob::new(text).compiled() {
            // Alone it is small enough to be made; only many together may not be.
            Ok(glob) => match GlobSetBuilder::new().add(glob).build() {
                Ok(_) => return None,
                Err(_) => GlobFault::TooLong,
            },
            Err(error) => match error.kind() {
                ErrorKind::UnclosedClass => GlobFault::UnclosedClass,
                ErrorKind::InvalidRange(..) => GlobFault::BadRange,
                ErrorKind::UnopenedAlternates
                | ErrorKind::UnclosedAlternates
                | ErrorKind::NestedAlternates => GlobFault::Braces,
                _ => GlobFault::Other,
            },
        },
    })
}

impl Globs {
    /// All of them; none if they are too many and too large together.
    pub(super) fn new<'g>(globs: impl IntoIterator<Item = &'g str>) -> Option<Self> {
        let mut made = Self::default();
        let mut set = GlobSetBuilder::new();
        for text in globs {
            let number = made.all.len();
            let glob = Glob::new(text);
            if glob.has_wildcard() {
                set.add(glob.compiled().ok()?);
                made.of_set.push(number);
            } else {
                let by = if glob.is_anchored { &mut made.paths } else { &mut made.names };
                by.entry(glob.text.clone()).or_default().push(number);
            }
            made.all.push(glob);
        }
        made.set = set.build().ok()?;
        Some(made)
    }

    /// Those that match the path of a file, or that of a folder above it.
    pub(crate) fn matching(&self, path: &str) -> Vec<usize> {
        let mut found = self.of_entry(path, false);
        for (end, _) in path.match_indices('/') {
            found.extend(self.of_entry(path.get(..end).unwrap_or_default(), true));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Those that match the path of a folder, or that of one above it.
    pub(crate) fn matching_folder(&self, path: &str) -> Vec<usize> {
        // What is below a folder is taken as well as what is called so.
        self.matching(&format!("{path}/"))
    }

    /// Those that match just this path, of a folder or of a file.
    fn of_entry(&self, path: &str, is_folder: bool) -> Vec<usize> {
        if path.is_empty() || self.all.is_empty() {
            return Vec::new();
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        let mut found: Vec<usize> = [self.paths.get(path), self.names.get(name)]
            .into_iter()
            .flatten()
            .flatten()
            .copied()
            .chain(self.set.matches(path).into_iter().filter_map(|number| self.of_set.get(number).copied()))
            .collect();
        found.retain(|&number| is_folder || self.all.get(number).is_some_and(|glob| !glob.is_of_folder));
        found
    }

    /// The one path that the glob can match, if it has no wildcard and no choice of folders.
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn literal(&self, number: usize) -> Option<&str> {
        let glob = self.all.get(number)?;
        (glob.is_anchored && !glob.has_wildcard()).then_some(glob.text.as_str())
    }

    /// The folder below which everything is that the glob matches; empty for the folder of the policy.
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn prefix(&self, number: usize) -> &str {
        let Some(glob) = self.all.get(number).filter(|glob| glob.is_anchored) else { return "" };
        let wild = glob.text.find(['*', '?', '[', ']', '{', '}']).unwrap_or(glob.text.len());
        let before = glob.text.get(..wild).unwrap_or_default();
        before.rfind('/').and_then(|end| before.get(..end)).unwrap_or_default()
    }
}

impl std::fmt::Debug for Globs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} globs", self.all.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(glob: &str, path: &str) -> bool {
        assert_eq!(fault(glob), None, "{glob}");
        !Globs::new([glob]).expect("one glob").matching(path).is_empty()
    }

    #[test]
    fn globs_mean_what_gitignore_says() {
        for (glob, yes, no) in [
            (
                "body.json",
                &["body.json", "a/body.json", "body.json/x", "a/body.json/b"][..],
                &["xbody.json"][..],
            ),
            ("*.example.json", &["a.example.json", "b/c/a.example.json"], &["a.json", "example.json"]),
            ("vendor", &["vendor", "vendor/a", "x/vendor/b/c"], &["vendors/a"]),
            ("vendor/", &["vendor/a", "x/vendor/b"], &["vendor", "x/vendor"]),
            ("a/b", &["a/b", "a/b/c"], &["x/a/b", "a/bc", "a"]),
            ("a/*.json", &["a/x.json"], &["a/b/x.json", "x/a/y.json"]),
            ("a/**", &["a/x", "a/b/c"], &["a", "b/a/c"]),
            ("a/**/z.json", &["a/z.json", "a/b/c/z.json"], &["z.json"]),
            ("**", &["a", "a/b"], &[]),
            ("**/lab/*.json", &["lab/a.json", "x/lab/a.json"], &["lab/x/a.json"]),
            ("{a,b}.json", &["a.json", "x/b.json"], &["c.json"]),
            ("[ab]?.json", &["a1.json"], &["a.json", "c1.json"]),
            ("a*/", &["ab/c"], &["ab"]),
            ("/x.json", &["x.json", "x.json/a"], &["a/x.json"]),
            ("/*.json", &["x.json"], &["a/x.json"]),
            ("/vendor/", &["vendor/a"], &["vendor", "x/vendor/a"]),
            ("/a/b.json", &["a/b.json"], &["x/a/b.json"]),
            ("/**/b.json", &["b.json", "a/b.json"], &["a"]),
        ] {
            for path in yes {
                assert!(holds(glob, path), "{glob} {path}");
            }
            for path in no {
                assert!(!holds(glob, path), "{glob} {path}");
            }
        }
    }

    #[test]
    fn folders_are_matched_as_such() {
        let globs = Globs::new(["vendor/", "*.json", "a/b/**"]).expect("globs");
        assert_eq!(globs.matching_folder("x/vendor"), [0]);
        assert_eq!(globs.matching_folder("vendor/deep"), [0]);
        assert_eq!(globs.matching_folder("other"), [] as [usize; 0]);
        assert_eq!(globs.matching("vendor/x.json"), [0, 1]);
        assert_eq!(globs.matching("a/b/c"), [2]);
    }

    #[test]
    fn what_no_glob_can_be_is_told() {
        for (glob, expected) in [
            ("", GlobFault::Empty),
            (" ", GlobFault::Empty),
            ("a\\b", GlobFault::Backslash),
            ("!a", GlobFault::Negated),
            ("/", GlobFault::Empty),
            ("//a", GlobFault::EmptyPart),
            ("~/a", GlobFault::Absolute),
            ("C:/a", GlobFault::Absolute),
            ("./a", GlobFault::Dot),
            ("a/./b", GlobFault::Dot),
            ("../a", GlobFault::Outside),
            ("a//b", GlobFault::EmptyPart),
            ("a[", GlobFault::UnclosedClass),
            ("[z-a]", GlobFault::BadRange),
            ("{a", GlobFault::Braces),
            ("a}", GlobFault::Braces),
        ] {
            assert_eq!(fault(glob), Some(expected), "{glob}");
        }
        assert_eq!(fault(&"a".repeat(2000)), Some(GlobFault::TooLong));
    }

    #[test]
    fn literals_and_prefixes_are_told() {
        let globs =
            Globs::new(["a/b.json", "b.json", "a/b/*.json", "**/x", "a*/x", "/c.json"]).expect("globs");
        assert_eq!(globs.literal(0), Some("a/b.json"));
        assert_eq!(globs.literal(1), None);
        assert_eq!(globs.literal(2), None);
        assert_eq!(globs.literal(5), Some("c.json"));
        assert_eq!((0..6).map(|n| globs.prefix(n)).collect::<Vec<_>>(), ["a", "", "a/b", "", "", ""]);
    }
}
