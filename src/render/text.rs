//! For people: miette's graphical report on masked snippets, and one line that sums up.

use std::fmt::Write as _;
use std::io::{self, Write};

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::{Checked, Render, Summary, counted};
use crate::diagnostic::View;
use crate::policy::PolicyFault;
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

impl Text {
    /// A fault of a policy, as findings are shown.
    pub(crate) fn fault(&self, fault: &PolicyFault, name: &str, out: &mut dyn Write) -> io::Result<()> {
        self.view(&View::of_fault(fault, self.width, &printable(name)), out)
    }

    fn view(&self, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::new();
        self.handler.render_report(&mut text, view).map_err(io::Error::other)?;
        for note in view.notes() {
            self.handler.render_report(&mut text, note).map_err(io::Error::other)?;
        }
        text.push('\n');
        out.write_all(text.as_bytes())
    }
}

impl Render for Text {
    fn file(&mut self, file: &Checked, out: &mut dyn Write) -> io::Result<()> {
        let Ok(report) = &file.outcome else { return Ok(()) };
        let name = printable(&file.path);
        for finding in report.findings() {
            self.view(&View::new(finding, self.width, &name), out)?;
        }
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if !self.summary {
            return Ok(());
        }
        let line = sum(summary, self.width);
        let style = match (self.color, summary.worst()) {
            (false, _) => {
                writeln!(out, "{line}")?;
                return self.offer(summary, out);
            }
            (true, Some(crate::Level::Error)) => "31",
            // The run fails, whatever was found.
            (true, _) if summary.unreadable + summary.unfixed > 0 => "31",
            (true, None) => "32",
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

/// What sums up, in as many lines as it takes; hardly ever more than one.
fn sum(summary: &Summary, width: usize) -> String {
    let counts = [(summary.error, "error"), (summary.warning, "warning"), (summary.note, "note")];
    let found: Vec<String> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(*n, what)).collect();
    let mut line = match found.is_empty() {
        true => "nothing found".to_owned(),
        false => found.join(", "),
    };
    // Writing to a string cannot fail.
    let _ = write!(line, " in {}", counted(summary.files - summary.unreadable, "file"));
    let besides = [
        (summary.unreadable, format!("{} could not be checked", summary.unreadable)),
        (summary.unfixed, format!("{} could not be fixed", summary.unfixed)),
        (summary.fixed, format!("{} fixed", summary.fixed)),
        (summary.ignored, format!("{} ignored by the policy", summary.ignored)),
        (summary.known, format!("{} hidden", counted(summary.known, "known finding"))),
    ];
    let mut columns = line.len();
    for (_, part) in besides.iter().filter(|(n, _)| *n > 0) {
        columns += part.len() + 2;
        let fits = columns <= width;
        line.push_str(if fits { "; " } else { ";\n" });
        line.push_str(part);
        if !fits {
            columns = part.len();
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_shown_is_summed_up() {
        let clean = Summary { files: 1, ..Summary::default() };
        assert_eq!(sum(&clean, 80), "nothing found in 1 file");
        let hidden = Summary { files: 2, error: 1, known: 3, ..clean };
        assert_eq!(sum(&hidden, 80), "1 error in 2 files; 3 known findings hidden");
        let one = Summary { known: 1, ignored: 2, fixed: 4, ..clean };
        let line = "nothing found in 1 file; 4 fixed; 2 ignored by the policy; 1 known finding hidden";
        assert_eq!(sum(&one, 81), line);
        assert_eq!(sum(&one, 80), line.replace("; 1 known", ";\n1 known"));
        let unreadable = Summary { unreadable: 1, files: 3, note: 1, ..clean };
        assert_eq!(sum(&unreadable, 80), "1 note in 2 files; 1 could not be checked");
    }
}
