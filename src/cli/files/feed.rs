//! What there is to do: the documents that stand on the command line and in directories, one after the
//! other, each once.

use std::collections::HashSet;
use std::fs::Metadata;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::arguments::Common;
use super::super::paths;
use super::super::policies::{Policies, PolicyFile};
use super::super::pool::Job;
use super::{is_stdin, read, words};
use crate::source::MAX_INPUT;

/// What the policy that holds for a document is, if there is one, or why it cannot be used.
type Held = Result<Option<Arc<PolicyFile>>, String>;

/// Something to do.
pub(super) enum Todo {
    File {
        path: PathBuf,
        /// Whether it stands on the command line, and is looked into whatever it is.
        is_named: bool,
        policy: Held,
    },
    /// Read already: that belongs to one thread.
    Stdin { name: String, content: Result<Vec<u8>, String>, policy: Held },
    /// A part of a directory that cannot be searched.
    Unsearchable { path: PathBuf, error: String },
    /// The end of a directory, and whether a policy kept anything in it from being looked at.
    Searched(PathBuf, bool),
    /// Named, and not to be looked into.
    Excluded,
    /// What there is to say about policies, before what comes next.
    News(String),
}

/// The documents, found as they are asked for.
pub(super) struct Feed<'a> {
    paths: std::slice::Iter<'a, PathBuf>,
    stdin_name: &'a str,
    policies: &'a Arc<Policies>,
    stdin: &'a mut dyn Read,
    /// The directory that is searched, and how it is.
    search: Option<Search>,
    /// The files that have had their turn; not kept where nothing can come twice.
    seen: Option<HashSet<PathBuf>>,
    /// What comes when the news have been told.
    next: Option<Job<Todo>>,
}

struct Search {
    directory: PathBuf,
    /// The directory without links on the way to it.
    place: PathBuf,
    walk: ignore::Walk,
    /// How much had been excluded before.
    excluded: usize,
}

impl<'a> Feed<'a> {
    pub(super) fn new(common: &'a Common, policies: &'a Arc<Policies>, stdin: &'a mut dyn Read) -> Self {
        Self {
            paths: common.paths.iter(),
            stdin_name: common.stdin_filename.as_deref().unwrap_or("<stdin>"),
            policies,
            stdin,
            search: None,
            seen: (common.paths.len() > 1).then(HashSet::new),
            next: None,
        }
    }

    /// How many documents there are, if no directory has to be searched to know it.
    pub(super) fn total(&self) -> Option<usize> {
        let paths = self.paths.as_slice();
        (!paths.iter().any(|path| path.is_dir())).then_some(paths.len())
    }

    /// Whether the file has not had its turn yet, now that it has.
    fn is_new(&mut self, place: impl FnOnce() -> PathBuf) -> bool {
        self.seen.as_mut().is_none_or(|seen| seen.insert(place()))
    }

    fn file(&self, path: PathBuf, metadata: Option<Metadata>, is_named: bool) -> Job<Todo> {
        let policy = self.policies.of(&path);
        Job { bytes: size(metadata), todo: Todo::File { path, is_named, policy } }
    }

    /// What a path on the command line asks for; nothing, if it has been done.
    fn named(&mut self, path: &Path) -> Option<Job<Todo>> {
        if is_stdin(path) {
            if !self.is_new(|| path.to_owned()) {
                return None;
            }
            let content = read(self.stdin);
            let bytes =
                content.as_ref().map_or(0, |content| u64::try_from(content.len()).unwrap_or(u64::MAX));
            let name = self.stdin_name.to_owned();
            let policy = self.policies.of(Path::new(&name));
            return Some(Job { bytes, todo: Todo::Stdin { name, content, policy } });
        }
        let metadata = std::fs::metadata(path).ok();
        let is_directory = metadata.as_ref().is_some_and(Metadata::is_dir);
        if !is_directory && !self.is_new(|| paths::place(path)) {
            return None;
        }
        if self.policies.exclude(path, is_directory) {
            return Some(Job { bytes: 0, todo: Todo::Excluded });
        }
        if is_directory {
            let place = paths::place(path);
            let excluded = self.policies.excluded();
            let walk = walk(path, self.policies);
            self.search = Some(Search { directory: path.to_owned(), place, walk, excluded });
            return None;
        }
        Some(self.file(path.to_owned(), metadata, true))
    }

    /// The next document of the directory that is searched, or its end.
    fn searched(&mut self, mut search: Search) -> Job<Todo> {
        while let Some(entry) = search.walk.next() {
            let todo = match entry {
                Ok(entry) => {
                    let Some(metadata) = metadata_of_json(&entry) else { continue };
                    let relative = entry.path().strip_prefix(&search.directory).unwrap_or(entry.path());
                    if !self.is_new(|| search.place.join(relative)) {
                        continue;
                    }
                    self.file(entry.into_path(), Some(metadata), false)
                }
                Err(error) => {
                    let path = path_of(&error).unwrap_or(&search.directory).to_owned();
                    let error = error.io_error().map_or_else(|| "cannot be searched".to_owned(), words);
                    Job { bytes: 0, todo: Todo::Unsearchable { path, error } }
                }
            };
            self.search = Some(search);
            return todo;
        }
        let has_excluded = self.policies.excluded() > search.excluded;
        Job { bytes: 0, todo: Todo::Searched(search.directory, has_excluded) }
    }

    /// The next thing to do.
    fn job(&mut self) -> Option<Job<Todo>> {
        loop {
            if let Some(search) = self.search.take() {
                return Some(self.searched(search));
            }
            let path = self.paths.next()?;
            if let Some(job) = self.named(path) {
                return Some(job);
            }
        }
    }
}

impl Iterator for Feed<'_> {
    type Item = Job<Todo>;

    fn next(&mut self) -> Option<Job<Todo>> {
        if let Some(job) = self.next.take() {
            return Some(job);
        }
        let job = self.job();
        match self.policies.news() {
            None => job,
            Some(news) => {
                self.next = job;
                Some(Job { bytes: 0, todo: Todo::News(news) })
            }
        }
    }
}

/// How much of a file will be held. Of what is no regular file only the most that it may be is known.
fn size(metadata: Option<Metadata>) -> u64 {
    let most = u64::try_from(MAX_INPUT).unwrap_or(u64::MAX);
    metadata.map_or(0, |metadata| if metadata.is_file() { metadata.len().min(most) } else { most })
}

/// What is below a directory, as ignore files and policies want, in the order of the names. A link to a
/// directory is not followed: it may lead back.
fn walk(directory: &Path, policies: &Arc<Policies>) -> ignore::Walk {
    let policies = Arc::clone(policies);
    ignore::WalkBuilder::new(directory)
        .require_git(false)
        .sort_by_file_path(Path::cmp)
        .filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            // What is no document needs no policy.
            let matters = is_folder || is_json(entry.path());
            entry.depth() == 0 || !matters || !policies.exclude(entry.path(), is_folder)
        })
        .build()
}

/// About the file, if it is called `*.json`; also behind a link, unless that leads nowhere.
fn metadata_of_json(entry: &ignore::DirEntry) -> Option<Metadata> {
    if !is_json(entry.path()) {
        return None;
    }
    let kind = entry.file_type()?;
    if !kind.is_file() && !kind.is_symlink() {
        return None;
    }
    std::fs::metadata(entry.path()).ok().filter(|metadata| metadata.is_file())
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// What an error of the walk is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}
