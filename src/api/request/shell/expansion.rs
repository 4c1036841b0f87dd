//! Expansions: where they end, so that what stands in them is left alone.

use super::word::{Part, Quoting, Word};
use super::{Lexer, Span};

/// What has been opened in an expansion, and how it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Parenthesis,
    Brace,
    Double,
    Backquote,
}

impl Lexer<'_> {
    /// At `$` or `` ` ``.
    pub(super) fn dollar(&mut self, word: &mut Word, quoting: Quoting) {
        let start = self.at;
        let is_quote = quoting == Quoting::Other;
        match (self.peek(), self.peek_at(1)) {
            (Some(b'$'), Some(b'\'')) if is_quote => {
                self.at += 2;
                return self.ansi_quoted(word, start);
            }
            (Some(b'$'), Some(b'"')) if is_quote => {
                self.at += 1;
                return self.double_quoted(word);
            }
            (Some(b'$'), Some(b'(' | b'{')) => {
                self.at += 1;
                self.substitution(start);
                if self.unclosed.is_none()
                    && self.text.get(start..).is_some_and(|text| text.starts_with("$("))
                {
                    self.nested.push(start + 2..self.at - 1);
                }
            }
            (Some(b'`'), _) => self.substitution(start),
            (Some(b'$'), Some(b'*' | b'@' | b'#' | b'?' | b'-' | b'$' | b'!' | b'0'..=b'9')) => self.at += 2,
            (Some(b'$'), Some(byte)) if byte.is_ascii_alphabetic() || byte == b'_' => {
                self.at += 1;
                // As PowerShell has variables of the environment.
                self.take("env:");
                let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
                self.at += self.rest().bytes().take_while(is_part).count();
                word.parts.push(Part::Variable(Span::new(start, self.at)));
                return self.behind_name(word, quoting);
            }
            _ => {
                // It stands for itself, as long as no name follows it.
                self.at += 1;
                word.parts.push(Part::Encoded('$', Span::new(start, self.at)));
                return self.behind_name(word, quoting);
            }
        }
        word.parts.push(Part::Variable(Span::new(start, self.at)));
    }

    /// Behind a name without braces: an edit of the character that ends it might make the name longer, so
    /// that is kept from edits.
    fn behind_name(&mut self, word: &mut Word, quoting: Quoting) {
        let ends = match quoting {
            Quoting::Other => "\"'\\$`%\r\n \t;&|()<>",
            Quoting::ExpandingDocument => "\\$`%\r\n",
            _ => "\"\\$`%\r\n",
        };
        if let Some(char) = self.rest().chars().next().filter(|char| !ends.contains(*char)) {
            let start = self.at;
            self.at += char.len_utf8();
            word.parts.push(Part::Encoded(char, Span::new(start, self.at)));
        }
    }

    /// At `%`: whether a variable of the shell of Windows begins here, where that is the one that is meant.
    pub(super) fn percent_variable(&mut self, word: &mut Word) -> bool {
        if !self.is_cmd {
            return false;
        }
        let name = self.rest().bytes().skip(1);
        let length = name.take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let is_one = length > 0 && self.peek_at(1 + length) == Some(b'%');
        if is_one {
            let start = self.at;
            self.at += length + 2;
            word.parts.push(Part::Variable(Span::new(start, self.at)));
        }
        is_one
    }

    /// At `(`, `{` or `` ` `` of an expansion that begins at `start`: goes on behind its end.
    pub(super) fn substitution(&mut self, start: usize) {
        let mut open = Vec::new();
        while let Some(byte) = self.peek() {
            let top = open.last().copied();
            let is_double = top == Some(Open::Double);
            self.at += 1;
            match byte {
                b'\\' => {
                    let escaped = self.rest().chars().next().map_or(0, char::len_utf8);
                    self.at += escaped;
                }
                b'\'' if !is_double => {
                    let Some(length) = self.rest().find('\'') else { break };
                    self.at += length + 1;
                }
                b'"' if is_double => drop(open.pop()),
                b'"' => open.push(Open::Double),
                b'`' if top == Some(Open::Backquote) => drop(open.pop()),
                b'`' => open.push(Open::Backquote),
                b'(' if !is_double => open.push(Open::Parenthesis),
                b'{' if !is_double => open.push(Open::Brace),
                b'$' if is_double && self.take("(") => open.push(Open::Parenthesis),
                b'$' if is_double && self.take("{") => open.push(Open::Brace),
                b')' if top == Some(Open::Parenthesis) => drop(open.pop()),
                b'}' if top == Some(Open::Brace) => drop(open.pop()),
                _ => {}
            }
            if open.is_empty() {
                return;
            }
        }
        let closing = match self.text.as_bytes().get(start..start + 2) {
            Some(b"${") => "}",
            Some([b'`', ..]) => "`",
            _ => ")",
        };
        self.not_closed(start, closing);
    }
}
