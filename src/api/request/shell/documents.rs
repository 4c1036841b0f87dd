//! Here-documents: `<<EOF`, `<<'EOF'`, `<<-EOF`.

use super::word::{Quoting, Word};
use super::{Input, Lexer, Span};

/// A here-document that begins with the next line.
#[derive(Debug, Clone)]
pub(super) struct Awaited {
    /// The line that ends it.
    end: String,
    /// Whether the end is quoted, so that no expansions are made.
    is_literal: bool,
    /// Whether tabs before its lines do not count.
    strips: bool,
    /// The command that reads it, by its number.
    command: usize,
}

impl Lexer<'_> {
    /// Behind `<<`.
    pub(super) fn here_document_begins(&mut self) {
        let strips = self.take("-");
        self.blanks();
        let start = self.at;
        let Some(word) = self.word() else { return };
        let written = self.text.get(start..self.at).unwrap_or_default();
        let end = word.plain(self.text).text().to_owned();
        let is_literal = written.contains(['\'', '"', '\\']);
        self.awaited.push(Awaited { end, is_literal, strips, command: self.done.len() });
    }

    /// At the beginning of a line: reads the here-documents that begin there. The command that they belong
    /// to has been read.
    pub(super) fn here_documents(&mut self) {
        for awaited in std::mem::take(&mut self.awaited) {
            let word = self.here_document(&awaited);
            if let Some(command) = self.done.get_mut(awaited.command) {
                command.input = Some(Input::Text(word));
            }
        }
    }

    fn here_document(&mut self, awaited: &Awaited) -> Word {
        let mut word = Word::new(self.at);
        // Behind a backslash a line goes on: neither tabs nor the end count there.
        let mut goes_on = false;
        loop {
            self.line_goes_on();
            if awaited.strips && !goes_on {
                self.at += self.rest().bytes().take_while(|byte| *byte == b'\t').count();
            }
            let rest = self.rest();
            let length = rest.find('\n').unwrap_or(rest.len());
            let line = rest.get(..length).unwrap_or_default();
            let is_end = !goes_on && line.strip_suffix('\r').unwrap_or(line) == awaited.end;
            if is_end || rest.is_empty() {
                word.span.end = self.at;
                // What comes behind the end is not of it, but the line break is.
                self.at = (self.at + length + 1).min(self.text.len());
                return word;
            }
            let end = (self.at + length + 1).min(self.text.len());
            if awaited.is_literal {
                word.push_verbatim(Span::new(self.at, end), Quoting::Document);
                self.at = end;
            } else {
                goes_on = self.expanding_line(end, &mut word);
            }
        }
    }

    /// Reads a line, or several where an expansion is longer; whether it goes on with the next.
    fn expanding_line(&mut self, end: usize, word: &mut Word) -> bool {
        let mut goes_on = false;
        while self.at < end {
            let start = self.at;
            goes_on = self.peek() == Some(b'\\') && self.line_break(1).is_some();
            match self.peek() {
                Some(b'\\') => self.backslash(word, Quoting::ExpandingDocument),
                Some(b'$' | b'`') => self.dollar(word, Quoting::ExpandingDocument),
                _ => {
                    let rest = self.rest().bytes().take(end - start);
                    self.at += rest.take_while(|byte| !b"\\$`".contains(byte)).count();
                    word.push_verbatim(Span::new(start, self.at), Quoting::ExpandingDocument);
                }
            }
        }
        goes_on
    }
}
