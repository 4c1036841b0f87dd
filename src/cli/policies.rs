//! Which policy holds for a file.

mod unused;

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::str::Utf8Error;
use std::sync::{Arc, Mutex, PoisonError};

use super::arguments::{Color, PolicyOptions};
use super::paths::{
    POLICY, STDIN, absolute, below, is_repository, is_stdin, shortest, up_to_repository, written,
};
use super::{Surroundings, WIDEST, files};
use crate::linter::Linter;
use crate::policy::{Policy, PolicyError};
use crate::quote::printable;
use crate::render::text::Text;
use crate::wiped::Wiped;

pub(super) use self::unused::Unused;

/// A policy, and where it stands.
#[derive(Debug)]
pub(super) struct PolicyFile {
    /// As it is reported.
    pub(super) path: PathBuf,
    pub(super) policy: Arc<Policy>,
    /// The folder to which its globs are relative.
    folder: PathBuf,
}

impl PolicyFile {
    /// The path as the policy's globs see it.
    pub(super) fn relative(&self, file: &Path) -> String {
        below(&self.folder, file)
    }

    /// Whether the file, or all that is in the folder, shall not be looked at, even if it is named.
    fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        let relative = self.relative(path);
        match is_folder {
            true => !relative.is_empty() && self.policy.excludes_folder(&relative),
            false => self.policy.excludes(&relative),
        }
    }
}

/// How the command talks about policies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    width: usize,
    color: bool,
    quiet: bool,
    verbose: bool,
}

impl Manner {
    pub(super) fn new(surroundings: Surroundings, color: Color, quiet: bool, verbose: bool) -> Self {
        // That colours are wanted on standard output says nothing of a file that takes the rest.
        let is_seen = color == Color::Always || surroundings.err_is_terminal;
        Self {
            width: surroundings.width.min(WIDEST),
            color: color.is_wanted(surroundings) && is_seen,
            quiet,
            verbose,
        }
    }
}

/// The policy that holds for a file, or why it cannot be used.
pub(super) type Held = Result<Option<Arc<PolicyFile>>, String>;

/// The policies of a run, each read once.
#[derive(Debug)]
pub(super) struct Policies {
    manner: Manner,
    /// The one that holds for all files; `None` within if none does.
    fixed: Option<Option<Arc<PolicyFile>>>,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// Where the policy stands that holds for the files of a folder.
    folders: HashMap<PathBuf, Option<PathBuf>>,
    /// What was read, by its path.
    files: HashMap<PathBuf, Known>,
    /// What is to be said on standard error.
    news: Vec<u8>,
    /// How many files and folders a policy excluded.
    excluded: usize,
}

/// A policy file that was read.
#[derive(Debug)]
struct Known {
    policy: Result<Arc<PolicyFile>, String>,
    /// What there is to say of it once it holds for something.
    news: Vec<u8>,
}

impl Policies {
    /// The policies that the options ask for. A file that they name is read at once, as wrong usage if it
    /// cannot be: what is wrong with it is said on `err` then, and there are none. `is_stdin_taken` says
    /// that standard input is something else.
    pub(super) fn new(
        options: &PolicyOptions,
        manner: Manner,
        is_stdin_taken: bool,
        stdin: &mut dyn Read,
        err: &mut dyn Write,
    ) -> io::Result<Option<Self>> {
        let mut seen = Seen::default();
        let fixed = match &options.config {
            None => options.isolated.then_some(None),
            Some(path) if is_stdin(path) && is_stdin_taken => {
                writeln!(err, "usersec: standard input can be read once: --config has to be a file here")?;
                return Ok(None);
            }
            Some(path) => {
                let shown = if is_stdin(path) { PathBuf::from(STDIN) } else { path.clone() };
                let content = files::one(path, stdin);
                let folder = absolute(Path::new("."));
                match manner.policy(&shown, content, folder, &mut seen.news) {
                    Ok(file) => {
                        manner.name(&file, &mut seen.news);
                        Some(Some(file))
                    }
                    Err(_) => {
                        err.write_all(&seen.news)?;
                        return Ok(None);
                    }
                }
            }
        };
        Ok(Some(Self { manner, fixed, seen: Mutex::new(seen) }))
    }

    /// The one that holds for the file, or why it cannot be used; that has then been said in the
    /// [news](Self::news).
    pub(super) fn of(&self, file: &Path) -> Held {
        if let Some(fixed) = &self.fixed {
            return Ok(fixed.clone());
        }
        let path = absolute(file);
        let mut seen = self.seen();
        let Some(file) = seen.nearest(path.parent().unwrap_or(&path)) else { return Ok(None) };
        let known = seen.read(file, self.manner);
        let (policy, news) = (known.policy.clone(), std::mem::take(&mut known.news));
        seen.news.extend(news);
        policy.map(Some)
    }

    /// What has come up since it was last asked, in whole lines, to be said on standard error.
    pub(super) fn news(&self) -> Option<String> {
        let news = std::mem::take(&mut self.seen().news);
        (!news.is_empty()).then(|| String::from_utf8_lossy(&news).into_owned())
    }

    /// Whether a policy wants the path left alone, even if it is named; who wants to know is told. A policy
    /// also speaks for the folders in it that have policies of their own: one that is excluded is so with
    /// all that is in it. That a policy cannot be used is said of the documents.
    pub(super) fn exclude(&self, path: &Path, is_folder: bool) -> bool {
        let is_excluded = self.would_exclude(path, is_folder);
        if is_excluded {
            let mut seen = self.seen();
            seen.excluded += 1;
            if self.manner.verbose {
                say(&mut seen.news, &format!("excluded: {}", printed(path)));
            }
        }
        is_excluded
    }

    /// The same, and nobody is told.
    pub(super) fn would_exclude(&self, path: &Path, is_folder: bool) -> bool {
        match &self.fixed {
            Some(fixed) => fixed.as_ref().is_some_and(|file| file.excludes(path, is_folder)),
            None => self.seen().exclude(&absolute(path), is_folder, self.manner),
        }
    }

    /// How many files and folders were left alone so far.
    pub(super) fn excluded(&self) -> usize {
        self.seen().excluded
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        // What is in there is whole between any two statements.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    /// Where the policy stands that holds for what is in the folder.
    fn nearest(&mut self, folder: &Path) -> Option<PathBuf> {
        let mut asked = Vec::new();
        let mut found = None;
        for above in up_to_repository(folder) {
            if let Some(known) = self.folders.get(above) {
                found = known.clone();
                break;
            }
            asked.push(above.to_owned());
            let path = above.join(POLICY);
            if is_there(&path) {
                found = Some(path);
                break;
            }
        }
        for folder in asked {
            self.folders.insert(folder, found.clone());
        }
        found
    }

    /// The policy file of that absolute path.
    fn read(&mut self, path: PathBuf, manner: Manner) -> &mut Known {
        self.files.entry(path).or_insert_with_key(|path| manner.known(path))
    }

    /// Whether a policy excludes the absolute path.
    fn exclude(&mut self, path: &Path, is_folder: bool, manner: Manner) -> bool {
        let (mut path, mut is_folder) = (path.to_owned(), is_folder);
        while let Some(file) = path.parent().and_then(|parent| self.nearest(parent)) {
            let known = self.read(file.clone(), manner);
            if known.policy.as_ref().is_ok_and(|file| file.excludes(&path, is_folder)) {
                return true;
            }
            let Some(folder) = file.parent().filter(|folder| !is_repository(folder)) else { return false };
            (path, is_folder) = (folder.to_owned(), true);
        }
        false
    }
}

/// The policy above the folder's own one that would hold there but for that.
fn shadowed(folder: &Path) -> Option<PathBuf> {
    up_to_repository(folder).skip(1).map(|above| above.join(POLICY)).find(|path| is_there(path))
}

/// Whether something is there that should be a policy: a link to nowhere is a mistake to be told.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| !found.is_dir())
}

fn printed(path: &Path) -> String {
    printable(&written(path)).into_owned()
}

/// Writing to memory cannot fail.
fn say(news: &mut Vec<u8>, words: &str) {
    news.extend_from_slice(format!("usersec: {words}\n").as_bytes());
}

impl Manner {
    /// What there is to know of the policy file of that absolute path.
    fn known(self, path: &Path) -> Known {
        let folder = path.parent().unwrap_or(path).to_owned();
        let shown = shortest(path);
        let mut news = Vec::new();
        // A pipe would keep the run waiting for ever.
        let content = match path.metadata() {
            Ok(found) if !found.is_file() => Err("it is no regular file".to_owned()),
            _ => files::one(path, &mut io::empty()),
        };
        let policy = self.policy(&shown, content, folder.clone(), &mut news);
        match &policy {
            Err(_) => {
                say(
                    &mut news,
                    &format!("{}: the files that it holds for are not looked into", printed(&shown)),
                );
            }
            Ok(file) => {
                self.name(file, &mut news);
                if !self.quiet
                    && !file.policy.is_root()
                    && let Some(above) = shadowed(&folder)
                {
                    let far = printed(&shortest(&above));
                    say(
                        &mut news,
                        &format!(
                            "{}: it holds alone here, and {far} above it does not; \
                             `root = true` says that this is meant",
                            printed(&shown)
                        ),
                    );
                }
            }
        }
        Known { policy, news }
    }

    /// The policy with this content; what is wrong with it is said in the news, and why it cannot be used
    /// returned, for each file under it.
    fn policy(
        self,
        path: &Path,
        content: Result<Wiped<Vec<u8>>, String>,
        folder: PathBuf,
        news: &mut Vec<u8>,
    ) -> Result<Arc<PolicyFile>, String> {
        let name = printed(path);
        let text = content
            .as_ref()
            .map_err(String::clone)
            .and_then(|content| std::str::from_utf8(content).map_err(|error| no_text(content, error)));
        let parsed = match text {
            Ok(text) => Policy::parse(text).map_err(|error| self.show(&error, &path.to_string_lossy(), news)),
            Err(error) => {
                say(news, &format!("{name}: {error}"));
                Err(())
            }
        };
        match parsed {
            Ok(policy) => {
                Ok(Arc::new(PolicyFile { path: path.to_owned(), policy: Arc::new(policy), folder }))
            }
            Err(()) => Err(format!("its policy, {name}, cannot be used")),
        }
    }

    /// Shows the faults as findings are shown.
    fn show(self, error: &PolicyError, name: &str, news: &mut Vec<u8>) {
        let text = Text::new(self.width, self.color, false);
        for fault in error.faults() {
            // Writing to memory cannot fail.
            let _ = text.fault(fault, name, news);
        }
    }

    fn name(self, file: &PolicyFile, news: &mut Vec<u8>) {
        if self.verbose {
            say(news, &format!("policy: {}", printed(&file.path)));
        }
    }
}

/// Why bytes are no policy.
fn no_text(bytes: &[u8], error: Utf8Error) -> String {
    let is_utf16 = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    match is_utf16 {
        true => "it is UTF-16, as `>` of PowerShell writes it; save it as UTF-8".to_owned(),
        false => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = valid.iter().filter(|&&byte| byte == b'\n').count() + 1;
            format!("line {line} is not UTF-8; save it as UTF-8")
        }
    }
}

/// Whether one of the paths is standard input.
pub(super) fn is_read<'p>(paths: impl IntoIterator<Item = &'p PathBuf>) -> bool {
    paths.into_iter().any(|path| is_stdin(path))
}

/// The linter under a policy, if there is one, for the document of that path.
pub(super) fn under(linter: &Linter, policy: Option<&PolicyFile>, path: &Path) -> Linter {
    match policy {
        Some(file) => linter.clone().policy(Arc::clone(&file.policy), file.relative(path)),
        None => linter.clone(),
    }
}
