//! Which policy holds for a file.

mod places;
mod unused;

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use self::places::{absolute, relative};
use super::arguments::{Color, PolicyOptions};
use super::{Surroundings, WIDEST, files};
use crate::linter::Linter;
use crate::policy::{Policy, PolicyError};
use crate::quote::printable;
use crate::render::text::Text;

pub(super) use self::unused::Unused;

/// The name under which a policy is looked for.
const NAME: &str = "usersec.toml";

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
        relative(&self.folder, file)
    }

    /// Whether the file shall not be looked at, even if it is named.
    pub(super) fn excludes(&self, file: &Path) -> bool {
        self.policy.excludes(&self.relative(file))
    }

    /// Whether nothing below the folder shall be looked at.
    pub(super) fn excludes_folder(&self, folder: &Path) -> bool {
        let relative = self.relative(folder);
        !relative.is_empty() && self.policy.excludes_folder(&relative)
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
        Self { width: surroundings.width.min(WIDEST), color: color.is_wanted(surroundings), quiet, verbose }
    }
}

/// What was found in a folder: its policy, or why that cannot be used.
type Found = Result<Option<Arc<PolicyFile>>, String>;

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
    /// What holds for the files of a folder.
    folders: HashMap<PathBuf, Found>,
    /// What was read, by its path.
    files: BTreeMap<PathBuf, Result<Arc<PolicyFile>, String>>,
    /// What is to be said on standard error.
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
            Some(path) if path.as_os_str() == "-" && is_stdin_taken => {
                writeln!(err, "usersec: standard input can be read once: --config has to be a file here")?;
                return Ok(None);
            }
            Some(path) => {
                let is_stdin = path.as_os_str() == "-";
                let shown = if is_stdin { PathBuf::from("<stdin>") } else { path.clone() };
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
    /// [news](Self::tell).
    pub(super) fn of(&self, file: &Path) -> Found {
        if let Some(fixed) = &self.fixed {
            return Ok(fixed.clone());
        }
        let path = absolute(file);
        let folder = path.parent().unwrap_or(&path);
        self.seen().of_folder(folder, self.manner)
    }

    /// The one that holds for what is in the folder.
    pub(super) fn of_folder(&self, folder: &Path) -> Found {
        match &self.fixed {
            Some(fixed) => Ok(fixed.clone()),
            None => self.seen().of_folder(&absolute(folder), self.manner),
        }
    }

    /// Says on standard error what has come up since it was last asked.
    pub(super) fn tell(&self, err: &mut dyn Write) -> io::Result<()> {
        err.write_all(&std::mem::take(&mut self.seen().news))
    }

    /// Notes that the path was left out, for who wants to know.
    pub(super) fn note_excluded(&self, path: &str) {
        if self.manner.verbose {
            say(&mut self.seen().news, &format!("excluded: {}", printable(path)));
        }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        // What is in there is whole between any two statements.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    fn of_folder(&mut self, folder: &Path, manner: Manner) -> Found {
        let mut asked = Vec::new();
        let mut found = Ok(None);
        for above in folder.ancestors() {
            if let Some(known) = self.folders.get(above) {
                found = known.clone();
                break;
            }
            asked.push(above.to_owned());
            let path = above.join(NAME);
            if is_there(&path) {
                found = self.read(&path, manner).map(Some);
                break;
            }
            if is_end(above) {
                break;
            }
        }
        for folder in asked {
            self.folders.insert(folder, found.clone());
        }
        found
    }

    /// The policy file of that absolute path.
    fn read(&mut self, path: &Path, manner: Manner) -> Result<Arc<PolicyFile>, String> {
        if let Some(known) = self.files.get(path) {
            return known.clone();
        }
        let folder = path.parent().unwrap_or(path).to_owned();
        let shown = places::shown(path);
        let content = files::one(path, &mut io::empty());
        let read = manner.policy(&shown, content, folder.clone(), &mut self.news);
        if let Ok(file) = &read {
            manner.name(file, &mut self.news);
            if !manner.quiet
                && !file.policy.is_root()
                && let Some(above) = shadowed(&folder)
            {
                let (near, far) = (printed(&file.path), printed(&places::shown(&above)));
                say(
                    &mut self.news,
                    &format!(
                        "{near}: it holds alone here: {far} above it does not, and `root = true` says so"
                    ),
                );
            }
        }
        self.files.insert(path.to_owned(), read.clone());
        read
    }
}

/// The policy above the folder's own one that would hold there but for that.
fn shadowed(folder: &Path) -> Option<PathBuf> {
    if is_end(folder) {
        return None;
    }
    for above in folder.ancestors().skip(1) {
        let path = above.join(NAME);
        if is_there(&path) {
            return Some(path);
        }
        if is_end(above) {
            return None;
        }
    }
    None
}

/// Whether no policy is looked for above the folder: it holds the repository.
fn is_end(folder: &Path) -> bool {
    folder.join(".git").exists()
}

/// Whether something is there that should be a policy: a link to nowhere is a mistake to be told.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| !found.is_dir())
}

fn printed(path: &Path) -> String {
    printable(&path.to_string_lossy()).into_owned()
}

/// Writing to memory cannot fail.
fn say(news: &mut Vec<u8>, words: &str) {
    news.extend_from_slice(format!("usersec: {words}\n").as_bytes());
}

impl Manner {
    /// The policy with this content; what is wrong with it is said in the news, and why it cannot be used
    /// returned, for each file under it.
    fn policy(
        self,
        path: &Path,
        content: Result<Vec<u8>, String>,
        folder: PathBuf,
        news: &mut Vec<u8>,
    ) -> Result<Arc<PolicyFile>, String> {
        let name = printed(path);
        let text = content.and_then(|content| String::from_utf8(content).map_err(|error| no_text(&error)));
        let parsed = match text {
            Ok(text) => {
                Policy::parse(&text).map_err(|error| self.show(&error, &path.to_string_lossy(), news))
            }
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
fn no_text(error: &std::string::FromUtf8Error) -> String {
    let is_utf16 = matches!(error.as_bytes(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    match is_utf16 {
        true => "it is UTF-16, as `>` of PowerShell writes it; save it as UTF-8".to_owned(),
        false => {
            let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            let line = valid.iter().filter(|&&byte| byte == b'\n').count() + 1;
            format!("line {line} is no UTF-8; save it as UTF-8")
        }
    }
}

/// The linter under a policy, if there is one, for the document of that path.
pub(super) fn under(linter: &Linter, policy: Option<&PolicyFile>, path: &str) -> Linter {
    match policy {
        Some(file) => linter.clone().policy(Arc::clone(&file.policy), file.relative(Path::new(path))),
        None => linter.clone(),
    }
}
