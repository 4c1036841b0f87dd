//! Commands as a shell reads them: POSIX `sh`, and of bash what people paste.
//!
//! Nothing is run and nothing is looked up: `$NAME`, `${NAME}`, `$(…)` and `` `…` `` stand for values that
//! are not known here.

mod documents;
mod expansion;
mod quotes;
#[cfg(test)]
mod tests;
mod word;

use std::ops::Range;

use self::documents::Awaited;
pub(super) use self::word::{Part, Word, is_list, is_name, is_plain_variable};
use crate::span::Span;

/// A simple command.
#[derive(Debug, Clone, Default)]
pub(super) struct Command {
    pub(super) words: Vec<Word>,
    /// What it reads, if a here-document or a here-string says so.
    pub(super) input: Option<Input>,
    /// Whether it reads what the command before it writes.
    pub(super) is_piped: bool,
}

/// Where standard input comes from.
#[derive(Debug, Clone)]
pub(super) enum Input {
    Text(Word),
    File,
}

/// What is not closed, from where on: a quote or an expansion, and what would close it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unclosed {
    pub(super) span: Span,
    pub(super) closing: &'static str,
}

/// All commands of a text.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) commands: Vec<Command>,
    pub(super) unclosed: Option<Unclosed>,
    /// How many bytes were read, each as often as it was.
    #[cfg(test)]
    looked_at: usize,
}

/// How deep commands in `$(…)` are looked for: each depth is read anew.
const DEEPEST: usize = 4;

/// Reads the commands of a text, those in `$(…)` after the one that they stand in.
pub(super) fn read(text: &str) -> Script {
    let mut script = Script::default();
    // Asked once: commands in commands are many.
    let is_cmd = text.contains("^\n") || text.contains("^\r\n");
    let mut todo = vec![(0..text.len(), 0)];
    while let Some((range, depth)) = todo.pop() {
        #[cfg(test)]
        {
            script.looked_at += range.len();
        }
        let mut lexer = Lexer::new(text, range, is_cmd);
        lexer.commands();
        if depth == 0 {
            script.unclosed = lexer.unclosed;
        }
        script.commands.append(&mut lexer.done);
        if depth < DEEPEST {
            todo.extend(lexer.nested.into_iter().rev().map(|inner| (inner, depth + 1)));
        }
    }
    script
}

/// Where the reading is.
struct Lexer<'t> {
    /// Ends where the part that is read ends, so that offsets are those of the file.
    text: &'t str,
    at: usize,
    /// Whether commands stand behind a prompt: `$ `, and `> ` where a line goes on.
    has_prompts: bool,
    /// Whether lines go on behind `^`, as in the shell of Windows.
    is_cmd: bool,
    command: Command,
    done: Vec<Command>,
    /// Here-documents that begin with the next line.
    awaited: Vec<Awaited>,
    /// What stands in `$(…)`.
    nested: Vec<Range<usize>>,
    unclosed: Option<Unclosed>,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str, range: Range<usize>, is_cmd: bool) -> Self {
        let text = text.get(..range.end).unwrap_or_default();
        let mut lexer = Self {
            text,
            at: range.start,
            has_prompts: false,
            is_cmd,
            command: Command::default(),
            done: Vec::new(),
            awaited: Vec::new(),
            nested: Vec::new(),
            unclosed: None,
        };
        let first = lexer.rest().lines().map(str::trim_start).find(|line| !line.is_empty());
        lexer.has_prompts = first.is_some_and(|line| line.starts_with("$ "));
        lexer
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    /// Goes on behind `what`, if that is next.
    fn take(&mut self, what: &str) -> bool {
        let is_next = self.rest().starts_with(what);
        if is_next {
            self.at += what.len();
        }
        is_next
    }

    /// How many bytes the line break takes that stands `ahead`.
    fn line_break(&self, ahead: usize) -> Option<usize> {
        match (self.peek_at(ahead), self.peek_at(ahead + 1)) {
            (Some(b'\n'), _) => Some(1),
            (Some(b'\r'), Some(b'\n')) => Some(2),
            _ => None,
        }
    }

    /// Behind a line break within a command: goes on behind the prompt that may stand there.
    fn line_goes_on(&mut self) {
        if self.has_prompts {
            let _ = self.take("> ") || (self.rest().starts_with(">\n") && self.take(">"));
        }
    }

    /// Says that something is not closed; nothing is left to be read then.
    fn not_closed(&mut self, start: usize, closing: &'static str) {
        let end = (start + 1..=self.text.len()).find(|end| self.text.is_char_boundary(*end));
        let span = Span::new(start, end.unwrap_or(self.text.len()));
        self.unclosed.get_or_insert(Unclosed { span, closing });
        self.at = self.text.len();
    }

    /// Reads all commands.
    fn commands(&mut self) {
        self.line_begins();
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => {
                    self.at += 1;
                    self.end_command(false);
                    self.here_documents();
                    self.line_begins();
                }
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                b';' | b'(' | b')' => {
                    self.at += 1;
                    self.end_command(false);
                }
                b'|' => {
                    self.at += 1;
                    let is_pipe = !self.take("|");
                    self.take("&");
                    self.end_command(is_pipe);
                }
                b'&' if self.peek_at(1) == Some(b'>') => {
                    self.at += 1;
                    self.redirection();
                }
                b'&' => {
                    self.at += 1;
                    self.take("&");
                    self.end_command(false);
                }
                b'<' | b'>' => self.redirection(),
                _ => self.next_word(),
            }
        }
        self.end_command(false);
        self.here_documents();
    }

    /// At the beginning of a line on which a command may begin.
    fn line_begins(&mut self) {
        if !self.has_prompts {
            return;
        }
        // What the commands wrote stands between them.
        loop {
            let rest = self.rest();
            let indent = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            if rest.get(indent..).is_some_and(|line| line.starts_with("$ ")) {
                self.at += indent + 2;
                return;
            }
            match rest.find('\n') {
                Some(end) => self.at += end + 1,
                None => {
                    self.at = self.text.len();
                    return;
                }
            }
        }
    }

    fn end_command(&mut self, pipes: bool) {
        let command = std::mem::take(&mut self.command);
        // A line may end behind a pipe.
        let carries = command.is_piped && command.words.is_empty();
        self.command.is_piped = pipes || carries;
        if !command.words.is_empty() {
            self.done.push(command);
        }
    }

    fn next_word(&mut self) {
        let start = self.at;
        let word = self.word();
        debug_assert!(self.at > start, "it goes on");
        self.at = self.at.max(start + 1);
        // `2>file`
        let is_descriptor = matches!(self.peek(), Some(b'<' | b'>'))
            && self.text.get(start..self.at).is_some_and(|text| text.bytes().all(|b| b.is_ascii_digit()));
        if !is_descriptor {
            self.command.words.extend(word);
        }
    }

    /// `<`, `>` and what they are made into; what follows is no word of the command.
    fn redirection(&mut self) {
        if self.take("<<<") {
            self.blanks();
            let mut word = self.word();
            if let Some(word) = &mut word {
                word.parts.push(Part::Added("\n", Span::at(word.span.end)));
            }
            self.command.input = word.map(Input::Text);
            return;
        }
        if self.take("<<") {
            self.here_document_begins();
            return;
        }
        let reads = self.peek() == Some(b'<');
        if self.take("<(") || self.take(">(") {
            // The name of a file that a command writes or reads.
            self.at -= 1;
            let start = self.at;
            self.substitution(start);
            return;
        }
        self.at += 1;
        let _ = self.take(">") || self.take("|") || self.take("&");
        self.blanks();
        self.word();
        if reads {
            self.command.input = Some(Input::File);
        }
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }
}
