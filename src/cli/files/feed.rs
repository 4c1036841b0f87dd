//! What there is to do: the documents that stand on the command line and in directories, one after the
//! other, each once.

use std::collections::HashSet;
use std::fs::Metadata;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::paths::{self, is_stdin};
use super::super::policies::{Held, Policies};
use super::super::pool::Job;
use super::{Asked, Sought, read, words};
use crate::source::MAX_INPUT;
use crate::wiped::Wiped;

/// Something to do.
pub(super) enum Todo {
    File {
        path: PathBuf,
        manner: Manner,
        policy: Held,
    },
    /// Read already: that belongs to one thread.
    Stdin {
        name: String,
        content: Result<Wiped<Vec<u8>>, String>,
        policy: Held,
    },
    /// A part of a directory that cannot be searched.
    Unsearchable {
        path: PathBuf,
        error: String,
    },
    /// The end of a directory, and whether a policy kept anything in it from being looked at.
    Searched(PathBuf, bool),
    /// Named, and not to be looked into; of standard input, what is passed on.
    Excluded(Option<Wiped<Vec<u8>>>),
    /// What there is to say about policies, before what comes next.
    News(String),
}

/// How a file was found.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    /// Whether it stands on the command line, and is looked into whatever it is.
    pub(super) is_named: bool,
    /// Whether it is a link, and does not.
    pub(super) is_met_link: bool,
}

/// The documents, found as they are asked for.
pub(super) struct Feed<'a> {
    all: &'a [PathBuf],
    /// Those whose turn has not come.
    paths: std::slice::Iter<'a, PathBuf>,
    sought: Sought,
    stdin_name: Option<&'a str>,
    /// Whether standard input is passed on, if it is excluded.
    passes: bool,
    policies: &'a Arc<Policies>,
    stdin: &'a mut dyn Read,
    /// The directory that is searched, and how it is.
    search: Option<Search>,
    /// The files that have had their turn; not kept where nothing can come twice.
    seen: Option<HashSet<PathBuf>>,
    /// What is named, for the searches that may meet it.
    named: Option<HashSet<PathBuf>>,
    /// The files that are named or met in directories, links aside; for links that are met.
    met: Option<HashSet<PathBuf>>,
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
    pub(super) fn new(asked: Asked<'a>, stdin: &'a mut dyn Read) -> Self {
        Self {
            all: asked.paths,
            paths: asked.paths.iter(),
            sought: asked.sought,
            stdin_name: asked.stdin_filename,
            passes: asked.passes,
            policies: asked.policies,
            stdin,
            search: None,
            seen: (asked.paths.len() > 1).then(HashSet::new),
            named: None,
            met: None,
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

    fn file(&self, path: PathBuf, metadata: Option<Metadata>, manner: Manner) -> Job<Todo> {
        let policy = self.policies.of(&path);
        Job { bytes: size(metadata), todo: Todo::File { path, manner, policy } }
    }

    fn stdin(&mut self) -> Job<Todo> {
        let content = read(self.stdin, 0);
        let name = self.stdin_name.unwrap_or(paths::STDIN).to_owned();
        // What was not read to its end cannot be passed on.
        let can_pass = !self.passes || content.as_ref().is_ok_and(|content| content.len() <= MAX_INPUT);
        if self.stdin_name.is_some() && can_pass && self.policies.exclude(Path::new(&name), false) {
            return Job { bytes: 0, todo: Todo::Excluded(content.ok().filter(|_| self.passes)) };
        }
        let bytes = content.as_ref().map_or(0, |content| u64::try_from(content.len()).unwrap_or(u64::MAX));
        let policy = self.policies.of(Path::new(&name));
        Job { bytes, todo: Todo::Stdin { name, content, policy } }
    }

    /// What a path on the command line asks for; nothing, if it has been done.
    fn named(&mut self, path: &Path) -> Option<Job<Todo>> {
        if is_stdin(path) {
            return self.is_new(|| path.to_owned()).then(|| self.stdin());
        }
        let metadata = std::fs::metadata(path).ok();
        let is_directory = metadata.as_ref().is_some_and(Metadata::is_dir);
        if !is_directory && !self.is_new(|| paths::place(path)) {
            return None;
        }
        if self.policies.exclude(path, is_directory) {
            return Some(Job { bytes: 0, todo: Todo::Excluded(None) });
        }
        if is_directory {
            let place = path.canonicalize().unwrap_or_else(|_| paths::place(path));
            let excluded = self.policies.excluded();
            let walk = walk(path, self.sought, self.policies, Policies::exclude);
            if self.seen.is_some() && self.named.is_none() {
                self.named = Some(self.all.iter().map(|path| paths::place(path)).collect());
            }
            self.search = Some(Search { directory: path.to_owned(), place, walk, excluded });
            return None;
        }
        Some(self.file(path.to_owned(), metadata, Manner { is_named: true, is_met_link: false }))
    }

    /// The next document of the directory that is searched, or its end.
    fn searched(&mut self, mut search: Search) -> Job<Todo> {
        while let Some(entry) = search.walk.next() {
            let todo = match entry {
                Ok(entry) => {
                    let Some(metadata) = metadata_of(&entry, self.sought) else { continue };
                    let relative = entry.path().strip_prefix(&search.directory).unwrap_or(entry.path());
                    let place = search.place.join(relative);
                    let is_named = self.named.as_ref().is_some_and(|named| named.contains(&place));
                    let is_met_link = !is_named && entry.path_is_symlink();
                    if (is_met_link && self.is_met(&place)) || !self.is_new(|| place) {
                        continue;
                    }
                    self.file(entry.into_path(), Some(metadata), Manner { is_named, is_met_link })
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

    /// Whether the link leads to a file that has a turn of its own.
    fn is_met(&mut self, link: &Path) -> bool {
        let met = self.met.get_or_insert_with(|| met(self.all, self.sought, self.policies));
        link.canonicalize().is_ok_and(|target| met.contains(&target))
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

/// The files that are named or met in directories, links aside.
fn met(paths: &[PathBuf], sought: Sought, policies: &Arc<Policies>) -> HashSet<PathBuf> {
    let mut met = HashSet::new();
    for path in paths.iter().filter(|path| !is_stdin(path)) {
        let Ok(place) = path.canonicalize() else { continue };
        let is_folder = place.is_dir();
        if policies.would_exclude(path, is_folder) {
            continue;
        }
        if !is_folder {
            met.insert(place);
            continue;
        }
        for entry in walk(path, sought, policies, Policies::would_exclude).flatten() {
            if sought.is_so_called(entry.path()) && entry.file_type().is_some_and(|kind| kind.is_file()) {
                met.insert(place.join(entry.path().strip_prefix(path).unwrap_or(entry.path())));
            }
        }
    }
    met
}

/// What is below a directory, as ignore files and policies want, in the order of the names. A link to a
/// directory is not followed: it may lead back.
fn walk(
    directory: &Path,
    sought: Sought,
    policies: &Arc<Policies>,
    excludes: fn(&Policies, &Path, bool) -> bool,
) -> ignore::Walk {
    let policies = Arc::clone(policies);
    ignore::WalkBuilder::new(directory)
        .require_git(false)
        .sort_by_file_path(Path::cmp)
        .filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            // What is no document needs no policy.
            let matters = is_folder || sought.is_so_called(entry.path());
            entry.depth() == 0 || !matters || !excludes(&policies, entry.path(), is_folder)
        })
        .build()
}

/// About the file, if it is called as what is sought; also behind a link, unless that leads nowhere.
fn metadata_of(entry: &ignore::DirEntry, sought: Sought) -> Option<Metadata> {
    if !sought.is_so_called(entry.path()) {
        return None;
    }
    let kind = entry.file_type()?;
    if !kind.is_file() && !kind.is_symlink() {
        return None;
    }
    std::fs::metadata(entry.path()).ok().filter(|metadata| metadata.is_file())
}

/// What an error of the walk is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}
