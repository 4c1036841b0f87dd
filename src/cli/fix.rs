//! `--fix` and `--diff`.

use std::io::{self, Write};

use super::arguments::CheckOptions;
use super::files::Found;
use super::replace::replace;
use crate::fix::Safety;
use crate::linter::Linter;
use crate::quote::printable;
use crate::render::diff::{Diff, Look};
use crate::render::{Checked, Subject, Summary, counted};
use crate::report::Report;
use crate::source::MAX_INPUT;
use crate::spec::Kind;
use crate::wiped::Wiped;

/// What is done with a document besides checking it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Task {
    Report,
    /// What can be fixed, up to that safety, is.
    Fix(Safety),
    /// What would be fixed is shown, and nothing else.
    Diff(Safety, Look),
}

impl Task {
    pub(super) fn of(options: &CheckOptions, look: Look) -> Self {
        let safety = if options.unsafe_fixes { Safety::Hint } else { Safety::Safe };
        match (options.diff, options.fix) {
            // Who asks for both wants to look first.
            (true, _) => Task::Diff(safety, look),
            (false, true) => Task::Fix(safety),
            (false, false) => Task::Report,
        }
    }

    /// Takes back that there are fixes, where they have been tried: what is left of them cannot be made.
    pub(super) fn forget_what_was_tried(self, summary: &mut Summary) {
        if let Some(safety) = self.tries() {
            summary.fixable = 0;
            summary.guessable = if safety == Safety::Hint { 0 } else { summary.guessable };
        }
    }

    /// What is to be fixed.
    fn tries(self) -> Option<Safety> {
        match self {
            Task::Report => None,
            Task::Fix(safety) | Task::Diff(safety, _) => Some(safety),
        }
    }

    pub(super) fn fixes(self) -> bool {
        matches!(self, Task::Fix(_))
    }

    pub(super) fn is_diff(self) -> bool {
        matches!(self, Task::Diff(..))
    }
}

/// What came of a document.
pub(super) struct Done {
    pub(super) checked: Checked,
    /// Of standard input what is to be written to standard output, secrets included.
    document: Option<Wiped<Vec<u8>>>,
    /// What `--diff` shows, if there is something.
    diff: Option<Diff>,
    /// Whether there was no end of fixes.
    endless: bool,
    /// Whether there are fixes, and it is a link that nobody named.
    is_left: bool,
}

/// Does with a document what is to be done; `check` checks it, and gives the linter back that did.
pub(super) fn work(
    kind: Kind,
    task: Task,
    found: Found,
    check: impl FnOnce(&[u8]) -> (Linter, Report),
) -> Done {
    let Found { path, content, in_file, place, is_met_link, .. } = found;
    let checked = |outcome, fixed, trouble| Checked {
        path: path.clone(),
        subject: Subject::Payload(kind),
        outcome,
        fixed,
        trouble,
    };
    let plain = |checked| Done { checked, document: None, diff: None, endless: false, is_left: false };
    let content = match content {
        Ok(content) => content,
        Err(error) => return plain(checked(Err(error), 0, None)),
    };
    let (linter, report) = check(&content);
    let Some(safety) = task.tries() else {
        return plain(checked(Ok(report), 0, None));
    };
    let fixed = linter.fix(&content, safety);
    if is_met_link {
        let is_left = fixed.is_changed();
        return Done { is_left, ..plain(checked(Ok(report), 0, None)) };
    }
    let (count, endless) = (fixed.count(), !fixed.is_complete());
    if let Task::Diff(_, look) = task {
        let diff = fixed.is_changed().then(|| Diff::new(&printable(&path), &content, &fixed, kind, look));
        return Done {
            checked: checked(Ok(fixed.into_report()), count, None),
            document: None,
            diff,
            endless,
            is_left: false,
        };
    }
    let is_changed = fixed.is_changed();
    let (text, left) = fixed.into_parts();
    if !in_file {
        // Of what is too large not all was read.
        let trouble =
            (text.len() > MAX_INPUT).then(|| "it is too large, and was not read to its end".to_owned());
        let document = trouble.is_none().then_some(text);
        return Done {
            checked: checked(Ok(left), count, trouble),
            document,
            diff: None,
            endless,
            is_left: false,
        };
    }
    if !is_changed {
        return plain(checked(Ok(left), 0, None));
    }
    match replace(&place, &content, &text, || {}) {
        Ok(()) => Done { endless, ..plain(checked(Ok(left), count, None)) },
        Err(failure) => plain(checked(Ok(report), 0, Some(failure.to_string()))),
    }
}

/// Writes what is not the report's to say: the fixed document, the diff, and that a file could not be fixed.
pub(super) fn emit(done: &Done, quiet: bool, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<()> {
    if let Some(document) = &done.document {
        out.write_all(document)?;
    }
    if let Some(diff) = &done.diff {
        out.write_all(diff.text().as_bytes())?;
    }
    if done.endless {
        let path = printable(&done.checked.path);
        writeln!(err, "usersec: {path}: too many fixes stand in each other's way; another --fix goes on")?;
    }
    if done.is_left && !quiet {
        let path = printable(&done.checked.path);
        writeln!(err, "usersec: {path}: left alone: it is a symbolic link; name the file that it leads to")?;
    }
    if let Some(trouble) = &done.checked.trouble {
        writeln!(err, "usersec: {}: not fixed: {trouble}", printable(&done.checked.path))?;
    }
    Ok(())
}

/// What `--diff` would change, over all documents.
#[derive(Debug, Default)]
pub(super) struct Differences {
    files: usize,
    masked: bool,
}

impl Differences {
    pub(super) fn add(&mut self, done: &Done) {
        self.files += usize::from(done.diff.is_some());
        self.masked |= done.diff.as_ref().is_some_and(Diff::is_masked);
    }

    /// Whether something would be changed.
    pub(super) fn any(&self) -> bool {
        self.files > 0
    }

    /// Sums up, for people.
    pub(super) fn finish(&self, summary: &Summary, err: &mut dyn Write) -> io::Result<()> {
        if self.masked {
            writeln!(err, "usersec: what is secret is masked: this diff is for reading, not for `patch`")?;
        }
        match self.files {
            0 => writeln!(err, "nothing would be fixed in {}", counted(summary.readable(), "file")),
            files => writeln!(
                err,
                "{} would be fixed in {}",
                counted(summary.fixed, "finding"),
                counted(files, "file")
            ),
        }
    }
}
