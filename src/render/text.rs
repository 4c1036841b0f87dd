//! For people: miette's graphical report on masked snippets, and one line that sums up.

use std::fmt::Write as _;
use std::io::{self, Write};

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::{Checked, Render, Summary, counted};
use crate::diagnostic::View;
use crate::quote::printable;
use crate::snippet::TAB_WIDTH;

/// No narrower than this, whatever the terminal says: the name of a rule has to fit.
const NARROWEST: usize = 40;

/// Text reports of one look.
#[derive(Debug)]
pub(crate) struct Text {
    handler: GraphicalReportHandler,
    width: usize,
    color: bool,
    summary: bool,
}

impl Text {
    /// For a terminal of `width` columns; with a line at the end that sums up, or without.
    pub(crate) fn new(width: usize, color: bool, summary: bool) -> Self {
        let width = width.max(NARROWEST);
        let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(width)
            .with_links(false)
            .with_urls(false)
            .tab_width(TAB_WIDTH)
            .with_context_lines(1)
            .without_cause_chain()
            .with_wrap_lines(false)
            .without_syntax_highlighting();
        Self { handler, width, color, summary }
    }
}

impl Render for Text {
    fn file(&mut self, file: &Checked, out: &mut dyn Write) -> io::Result<()> {
        let Ok(report) = &file.outcome else { return Ok(()) };
        let name = printable(&file.path);
        let mut text = String::new();
        for finding in report.findings() {
            text.clear();
            let view = View::new(finding, self.width, &name);
            self.handler.render_report(&mut text, &view).map_err(io::Error::other)?;
            for note in view.notes() {
                self.handler.render_report(&mut text, note).map_err(io::Error::other)?;
            }
            text.push('\n');
            out.write_all(text.as_bytes())?;
        }
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if !self.summary {
            return Ok(());
        }
        let counts = [(summary.error, "error"), (summary.warning, "warning"), (summary.note, "note")];
        let found: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(*n, what)).collect();
        let mut line = match found.is_empty() {
            true => "nothing found".to_owned(),
            false => found.join(", "),
        };
        let read = summary.files - summary.unreadable;
        // Writing to a string cannot fail.
        let _ = write!(line, " in {}", counted(read, "file"));
        if summary.unreadable > 0 {
            let _ = write!(line, "; {} could not be read", summary.unreadable);
        }
        if summary.unfixed > 0 {
            let _ = write!(line, "; {} could not be fixed", summary.unfixed);
        }
        let style = match (self.color, summary.worst()) {
            (false, _) => {
                writeln!(out, "{line}")?;
                return self.offer(summary, out);
            }
            (true, None) => "32",
            (true, Some(crate::Level::Error)) => "31",
            (true, Some(crate::Level::Warning)) => "33",
            (true, Some(crate::Level::Note)) => "36",
        };
        writeln!(out, "\u{1b}[{style};1m{line}\u{1b}[0m")?;
        self.offer(summary, out)
    }
}

impl Text {
    /// Says what could be fixed.
    fn offer(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let line = match (summary.fixable, summary.guessable) {
            (0, 0) => return Ok(()),
            (safe, 0) => format!("{safe} can be fixed with --fix"),
            (0, guesses) => format!("{guesses} can be fixed with --fix --unsafe-fixes"),
            (safe, guesses) => format!("{safe} can be fixed with --fix, {guesses} more with --unsafe-fixes"),
        };
        let options = textwrap::Options::new(self.width)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        for line in textwrap::wrap(&line, options) {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }
}
