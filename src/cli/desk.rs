//! Where a report is written down: the format, the sum, what was not looked at.

use std::io::{self, Write};

use super::arguments::{Color, ReportFormat};
use super::unseen::unseen;
use super::{Surroundings, WIDEST};
use crate::render::concise::Concise;
use crate::render::github::Github;
use crate::render::gitlab::Gitlab;
use crate::render::json::Json;
use crate::render::sarif::Sarif;
use crate::render::text::Text;
use crate::render::{Checked, Render, Summary};

/// How a report is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    pub(super) format: ReportFormat,
    pub(super) color: Color,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
    pub(super) to: To,
}

/// Where a report goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    Stdout,
    /// In the end to standard error: something else has standard output for itself.
    Stderr,
    Nowhere,
}

/// Where what was found is written down.
pub(super) struct Desk {
    render: Box<dyn Render>,
    pub(super) summary: Summary,
    to: To,
    /// What goes to standard error in the end.
    held: Vec<u8>,
    /// What is said there behind it.
    pub(super) notices: Vec<u8>,
    /// Whether rules that did not look at everything are named on standard error, and which.
    unseen: Option<Unseen>,
}

/// Which rules are named.
#[derive(Clone, Copy)]
struct Unseen {
    /// Those as well that were not given what they look at.
    all: bool,
}

impl Desk {
    pub(super) fn new(manner: Manner, surroundings: Surroundings) -> Self {
        // A report for programs names those rules itself.
        let names_unseen = matches!(manner.format, ReportFormat::Json | ReportFormat::Sarif);
        Self {
            render: manner.renderer(surroundings),
            summary: Summary::default(),
            to: manner.to,
            held: Vec::new(),
            notices: Vec::new(),
            unseen: (!manner.quiet && !names_unseen).then_some(Unseen { all: manner.verbose }),
        }
    }

    pub(super) fn file(&mut self, checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
        self.summary.add(checked);
        if let Some(Unseen { all }) = self.unseen {
            self.notices.extend(unseen(checked, all).into_bytes());
        }
        match self.to {
            To::Nowhere => Ok(()),
            To::Stderr => self.render.file(checked, &mut self.held),
            To::Stdout => self.render.file(checked, out),
        }
    }

    pub(super) fn finish(&mut self, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Summary> {
        match self.to {
            To::Nowhere => {}
            To::Stderr => self.render.finish(&self.summary, &mut self.held)?,
            To::Stdout => self.render.finish(&self.summary, out)?,
        }
        err.write_all(&self.held)?;
        err.write_all(&self.notices)?;
        Ok(self.summary)
    }
}

impl Manner {
    pub(super) fn renderer(self, surroundings: Surroundings) -> Box<dyn Render> {
        let color = self.color.is_wanted(surroundings);
        match self.format {
            ReportFormat::Text => Box::new(Text::new(surroundings.width.min(WIDEST), color, !self.quiet)),
            ReportFormat::Json => Box::new(Json::default()),
            ReportFormat::Sarif => Box::new(Sarif::default()),
            ReportFormat::Github => Box::new(Github::default()),
            ReportFormat::Gitlab => Box::new(Gitlab::new(working_directory())),
            ReportFormat::Concise => Box::new(Concise::default()),
        }
    }
}

/// The folder in which the command runs; empty if that cannot be told.
fn working_directory() -> String {
    std::env::current_dir().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default()
}
