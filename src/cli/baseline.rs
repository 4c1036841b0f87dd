//! Known findings: where they are kept, which are new, which are not found any more.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::CheckOptions;
use super::files;
use super::paths::{self, STDIN, is_stdin};
use super::policies;
use super::replace::write;
use crate::baseline::{Baseline, BaselineError};
use crate::linter::Linter;
use crate::quote::printable;
use crate::render::{Checked, Subject, Summary, counted};
use crate::report::{Finding, Report};
use crate::rules::document::limits::LIMITS;
use crate::rules::policy::Gone;

/// What a run knows of earlier findings, or keeps for later ones.
pub(super) enum Ledger {
    /// Nothing.
    Closed,
    Known(Known),
    /// One is to be written.
    New(Kept),
}

/// Where a baseline is kept.
pub(super) struct Kept {
    path: PathBuf,
    /// The folder to which its paths are relative, from the root.
    folder: PathBuf,
    /// What stood in the one that is to be written anew.
    before: Baseline,
}

/// A baseline that was read.
pub(super) struct Known {
    kept: Kept,
    baseline: Arc<Baseline>,
    /// The entries of each document.
    by_path: BTreeMap<String, BTreeSet<usize>>,
}

/// What a run has seen.
#[derive(Default)]
pub(super) struct Tally {
    /// Documents that were checked.
    checked: BTreeSet<String>,
    /// Entries that were looked for, and not found.
    mended: BTreeSet<usize>,
    /// What was found, if a baseline is to be written.
    found: Baseline,
    /// How many findings cannot be put into it.
    refused: usize,
    /// In how many documents more was found than is looked at.
    beyond: usize,
}

/// What came of a document's known findings.
pub(super) struct Looked {
    name: String,
    mended: Vec<usize>,
}

impl Ledger {
    /// What the options ask for, or why that cannot be had.
    pub(super) fn open(options: &CheckOptions, stdin: &mut dyn Read) -> Result<Self, String> {
        match (&options.baseline, &options.write_baseline) {
            (Some(path), _) => Known::read(path, options, stdin).map(Self::Known),
            (_, Some(path)) => Kept::begin(path).map(Self::New),
            (None, None) => Ok(Self::Closed),
        }
    }

    /// Checks a document. Gives the linter back that knows what is known of the document.
    pub(super) fn check(&self, linter: Linter, place: &Path, content: &[u8]) -> (Linter, Report, Looked) {
        let name = match self {
            Ledger::Closed => String::new(),
            Ledger::New(kept) => kept.name(place),
            Ledger::Known(known) => return known.check(linter, place, content),
        };
        let report = linter.check(content);
        (linter, report, Looked { name, mended: Vec::new() })
    }

    /// Takes in what came of a document.
    pub(super) fn add(&self, tally: &mut Tally, checked: &mut Checked, looked: Option<Looked>) {
        let (Some(looked), Ok(report)) = (looked, &mut checked.outcome) else { return };
        match self {
            Ledger::Closed => {}
            Ledger::Known(_) => {
                tally.checked.insert(looked.name);
                tally.mended.extend(looked.mended);
            }
            Ledger::New(_) => {
                report.keep(&mut tally.found, &looked.name);
                let is_beyond = |finding: &&Finding| LIMITS.contains(&finding.rule().name());
                let beyond = report.findings().iter().filter(is_beyond).count();
                tally.beyond += usize::from(beyond > 0 || !report.unlisted().is_empty());
                tally.refused += report.findings().len() - beyond;
                tally.checked.insert(looked.name);
            }
        }
    }

    /// The entries that hide nothing any more, as findings of the baseline.
    pub(super) fn stale(&self, tally: &Tally, linter: &Linter) -> Option<Checked> {
        match self {
            Ledger::Known(known) => known.stale(tally, linter),
            _ => None,
        }
    }

    /// Whether the new baseline goes to standard output.
    pub(super) fn takes_stdout(&self) -> bool {
        matches!(self, Ledger::New(kept) if is_stdout(&kept.path))
    }

    /// Writes the new baseline, if there shall be one. What cannot be done is said on `err`, and so is,
    /// unless it shall be `quiet`, what was; says whether all went well.
    pub(super) fn close(
        &self,
        tally: &Tally,
        summary: &Summary,
        quiet: bool,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> io::Result<bool> {
        let Ledger::New(kept) = self else { return Ok(true) };
        let name = if self.takes_stdout() { "<stdout>".to_owned() } else { kept.shown() };
        if summary.unreadable > 0 {
            let what = counted(summary.unreadable, "document");
            writeln!(err, "usersec: {name}: not written: {what} could not be read")?;
            return Ok(false);
        }
        let (text, others) = kept.text(tally);
        match is_stdout(&kept.path) {
            true => out.write_all(text.as_bytes())?,
            false => {
                if let Err(failure) = write(&kept.path, text.as_bytes()) {
                    writeln!(err, "usersec: {name}: {failure}")?;
                    return Ok(false);
                }
            }
        }
        if !quiet {
            let found = counted(tally.found.len(), "finding");
            let others = match others {
                0 => String::new(),
                others => format!("; {others} of other files kept"),
            };
            writeln!(err, "usersec: {name}: {found} known from now on{others}")?;
            if tally.beyond > 0 {
                let what = counted(tally.beyond, "document");
                writeln!(err, "usersec: of {what} more was found than can be put into a baseline")?;
            }
            if tally.refused > 0 {
                let what = counted(tally.refused, "finding");
                writeln!(
                    err,
                    "usersec: {what} cannot be put into a baseline: what is secret has to come out of the file"
                )?;
            }
        }
        Ok(true)
    }
}

impl Kept {
    fn new(path: &Path) -> Self {
        let folder = match is_stdin(path) || is_stdout(path) {
            true => paths::place(&Path::new(".").join("x")),
            false => paths::place(path),
        };
        let folder = folder.parent().map_or(folder.clone(), Path::to_owned);
        Self { path: path.to_owned(), folder, before: Baseline::new() }
    }

    /// Where a new baseline will be; sees to it, before anything is done, that nothing else is overwritten,
    /// and that what is known of other documents is not lost.
    fn begin(path: &Path) -> Result<Self, String> {
        let mut kept = Kept::new(path);
        if !is_stdout(path) && path.metadata().is_ok_and(|found| found.is_file() || found.is_dir()) {
            let content =
                files::one(path, &mut io::empty()).map_err(|error| format!("{}: {error}", kept.shown()))?;
            let Some(text) = std::str::from_utf8(&content).ok().filter(|text| Baseline::is_one(text)) else {
                let words = "it is not a baseline, and is not overwritten; name another file, or remove it";
                return Err(format!("{}: {words}", kept.shown()));
            };
            if !text.trim().is_empty() {
                kept.before = kept.parse(text).map_err(|error| {
                    let words = "it is not overwritten, because what it knows of other files would be lost";
                    format!("{}\nusersec: {}: {words}", kept.at(&error), kept.shown())
                })?;
            }
        }
        Ok(kept)
    }

    /// The baseline, with the names that its documents have here, however somebody wrote them.
    fn parse(&self, text: &str) -> Result<Baseline, BaselineError> {
        let mut folders: HashMap<PathBuf, PathBuf> = HashMap::new();
        let baseline = Baseline::parse(text)?;
        Ok(baseline.renamed(|path| {
            // A name in bytes is spelled out, and is no path to be followed.
            let path = Some(path).filter(|path| *path != STDIN && !path.contains("\\x"))?;
            let path = self.folder.join(path);
            let folder = path.parent()?;
            if !folders.contains_key(folder) {
                let place = folder.canonicalize().unwrap_or_else(|_| paths::without_dots(folder));
                folders.insert(folder.to_owned(), place);
            }
            Some(paths::way(&self.folder, &folders.get(folder)?.join(path.file_name()?)))
        }))
    }

    /// The error, and where it is.
    fn at(&self, error: &BaselineError) -> String {
        let at = error.location();
        format!("{}:{}:{}: {error}", self.shown(), at.line, at.column)
    }

    /// What is to be written: what was found, and what is known of other documents that are still there;
    /// and how much that is.
    fn text(&self, tally: &Tally) -> (String, usize) {
        let mut all = tally.found.clone();
        let mut stay: HashMap<String, bool> = HashMap::new();
        let others = all.take(&self.before, |path| {
            let is_there = || path == STDIN || !is_gone(&self.folder.join(path));
            !tally.checked.contains(path) && *stay.entry(path.to_owned()).or_insert_with(is_there)
        });
        (all.to_text(), others)
    }

    /// The document's path as it stands in the baseline.
    fn name(&self, place: &Path) -> String {
        match place.as_os_str() == STDIN {
            true => STDIN.to_owned(),
            false => paths::way(&self.folder, &paths::place(place)),
        }
    }

    fn shown(&self) -> String {
        match is_stdin(&self.path) {
            true => STDIN.to_owned(),
            false => printable(&self.path.to_string_lossy()).into_owned(),
        }
    }
}

impl Known {
    fn read(path: &Path, options: &CheckOptions, stdin: &mut dyn Read) -> Result<Self, String> {
        let others = options.common.paths.iter().chain(&options.common.policy.config);
        if is_stdin(path) && policies::is_read(others) {
            return Err("standard input can be read once: --baseline has to be a file here".to_owned());
        }
        let kept = Kept::new(path);
        let name = kept.shown();
        let content = files::one(path, stdin).map_err(|error| format!("{name}: {error}"))?;
        let text = std::str::from_utf8(&content).map_err(|_| format!("{name}: it is not UTF-8"))?;
        let baseline = kept.parse(text).map_err(|error| kept.at(&error))?;
        let mut by_path: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (number, path) in baseline.paths() {
            match by_path.get_mut(path) {
                Some(entries) => _ = entries.insert(number),
                None => _ = by_path.insert(path.to_owned(), BTreeSet::from([number])),
            }
        }
        Ok(Self { kept, baseline: Arc::new(baseline), by_path })
    }

    fn check(&self, linter: Linter, place: &Path, content: &[u8]) -> (Linter, Report, Looked) {
        let name = self.kept.name(place);
        let linter = linter.baseline(Arc::clone(&self.baseline), name.clone());
        let report = linter.check(content);
        let entries = self.by_path.get(&name).cloned().unwrap_or_default();
        let mended = self
            .baseline
            .mended(entries, &name, &report, linter.state().is_some(), || linter.find_all(content));
        (linter, report, Looked { name, mended: mended.into_iter().collect() })
    }

    fn stale(&self, tally: &Tally, linter: &Linter) -> Option<Checked> {
        let mut gone: BTreeMap<usize, Gone> =
            tally.mended.iter().map(|entry| (*entry, Gone::Mended)).collect();
        for (path, entries) in &self.by_path {
            if !tally.checked.contains(path) && path != STDIN && is_gone(&self.kept.folder.join(path)) {
                gone.extend(entries.iter().map(|entry| (*entry, Gone::File)));
            }
        }
        let drafts = self.baseline.drafts(|entry| gone.get(&entry).copied());
        if drafts.is_empty() {
            return None;
        }
        let report = linter.report_on(&self.baseline.plain_text(), drafts);
        let path = match is_stdin(&self.kept.path) {
            true => STDIN.to_owned(),
            false => self.kept.path.to_string_lossy().into_owned(),
        };
        (!report.findings().is_empty()).then_some(Checked {
            path,
            subject: Subject::Baseline,
            outcome: Ok(report),
            fixed: 0,
            trouble: None,
        })
    }
}

/// Whether a new baseline goes to standard output, under one of the names that it has.
fn is_stdout(path: &Path) -> bool {
    is_stdin(path)
        || ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}

/// Whether nothing is at the path. What cannot be looked at may be there.
fn is_gone(path: &Path) -> bool {
    path.symlink_metadata()
        .is_err_and(|error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}
