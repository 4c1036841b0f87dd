//! Lines that fit into the terminal, in colours or without.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// A look of a part of a line, as the text report has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::render) enum Style {
    Plain,
    Bold,
    Dim,
    Red,
    Yellow,
    Green,
    Cyan,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Style::Plain => "",
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Red => "31",
            Style::Yellow => "33",
            Style::Green => "32",
            Style::Cyan => "36",
        }
    }
}

/// What writes lines.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Pen {
    pub(in crate::render) width: usize,
    pub(in crate::render) color: bool,
}

/// What stands before a line and before those that it goes on in: the lines of the tree.
#[derive(Clone, Debug, Default)]
pub(in crate::render) struct Indent {
    pub(in crate::render) first: String,
    pub(in crate::render) rest: String,
}

impl Indent {
    pub(in crate::render) fn same(text: &str) -> Self {
        Self { first: text.to_owned(), rest: text.to_owned() }
    }

    pub(in crate::render) fn columns(&self) -> usize {
        self.rest.width()
    }
}

/// Nothing is squeezed into less.
const NARROWEST: usize = 16;

impl Pen {
    pub(in crate::render) fn paint<'t>(&self, style: Style, text: &'t str) -> Cow<'t, str> {
        match self.color && style != Style::Plain && !text.is_empty() {
            true => Cow::Owned(format!("\u{1b}[{}m{text}\u{1b}[0m", style.code())),
            false => Cow::Borrowed(text),
        }
    }

    /// How many columns there are beside an indentation.
    pub(in crate::render) fn room(&self, indent: &Indent) -> usize {
        self.width.saturating_sub(indent.columns()).max(NARROWEST)
    }

    /// One line, already of the right length, of parts with their looks.
    pub(in crate::render) fn line(
        &self,
        indent: &str,
        parts: &[(Style, &str)],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write!(out, "{}", self.paint(Style::Dim, indent))?;
        for (style, text) in parts {
            write!(out, "{}", self.paint(*style, text))?;
        }
        writeln!(out)
    }

    /// A text in as many lines as it takes; `head`, with which it begins, has a look of its own.
    pub(in crate::render) fn text(
        &self,
        indent: &Indent,
        head: (Style, &str),
        (style, text): (Style, &str),
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let whole = format!("{}{text}", head.1);
        for (nth, line) in wrapped(&whole, self.room(indent)).iter().enumerate() {
            match (nth, line.strip_prefix(head.1)) {
                (0, Some(rest)) => self.line(&indent.first, &[head, (style, rest)], out)?,
                (0, None) => self.line(&indent.first, &[(head.0, line)], out)?,
                _ => self.line(&indent.rest, &[(style, line)], out)?,
            }
        }
        Ok(())
    }

    /// A text of one look in as many lines as it takes.
    pub(in crate::render) fn say(
        &self,
        indent: &Indent,
        style: Style,
        text: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.text(indent, (Style::Plain, ""), (style, text), out)
    }

    /// Items in a row, with a dot between them; as many in a line as fit.
    pub(in crate::render) fn items(
        &self,
        indent: &Indent,
        items: &[String],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let room = self.room(indent);
        let mut line = String::new();
        for item in items {
            if !line.is_empty() && line.width() + 3 + item.width() > room {
                self.line(&indent.rest, &[(Style::Plain, &line)], out)?;
                line.clear();
            }
            if !line.is_empty() {
                line.push_str(" · ");
            }
            line.push_str(item);
        }
        for line in wrapped(&line, room) {
            self.line(&indent.rest, &[(Style::Plain, &line)], out)?;
        }
        Ok(())
    }
}

/// The text in lines of at most so many columns: broken at blanks and behind commas, but between back ticks
/// only if what stands there fits on no line; and inside of what is too long without either.
pub(crate) fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut columns = 0;
    for part in parts(text, room) {
        // A blank at the end of a line takes no room.
        if columns + part.trim_end_matches(' ').width() > room && columns > 0 {
            lines.push(std::mem::take(&mut line));
            columns = 0;
        }
        for c in part.chars() {
            let width = c.width().unwrap_or(0);
            if columns + width > room && c != ' ' {
                lines.push(std::mem::take(&mut line));
                columns = 0;
            }
            line.push(c);
            columns += width;
        }
    }
    lines.push(line);
    lines.iter_mut().for_each(|line| line.truncate(line.trim_end_matches(' ').len()));
    lines
}

/// What is not broken: up to a blank, or behind a comma; of what stands between back ticks, or as the lines of a
/// certificate between five dashes, all of it, if it fits on a line.
fn parts(text: &str, room: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (mut is_quoted, mut is_in_line, mut dashes, mut columns) = (false, false, 0, 0);
        // Where it may end: for a start, and behind what closes there.
        let mut first = None;
        let mut end = None;
        for (at, c) in rest.char_indices() {
            is_quoted ^= c == '`';
            dashes = if c == '-' { dashes + 1 } else { 0 };
            is_in_line ^= dashes == 5;
            let is_inside = is_quoted || is_in_line;
            if matches!(c, ' ' | ',') {
                let next = at + c.len_utf8();
                first.get_or_insert(next);
                if !is_inside {
                    end = Some(next);
                    break;
                }
            }
            columns += c.width().unwrap_or(0);
            if columns > room && first.is_some() {
                break;
            }
        }
        let is_whole = end.is_none() && !is_quoted && !is_in_line && columns <= room;
        let end = if is_whole { rest.len() } else { end.or(first).unwrap_or(rest.len()) };
        let (part, others) = rest.split_at_checked(end).unwrap_or((rest, ""));
        parts.push(part);
        rest = others;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_where_it_hurts_least() {
        assert_eq!(wrapped("", 16), [""]);
        assert_eq!(wrapped("one two, three four", 8), ["one two,", "three", "four"]);
        assert_eq!(
            wrapped("CN=Example Root CA,O=Example,C=US", 20),
            ["CN=Example Root CA,", "O=Example,C=US"]
        );
        assert_eq!(wrapped("warning[something]: a b", 16), ["warning[somethin", "g]: a b"]);
        assert_eq!(wrapped("例え例え例え", 5), ["例え", "例え", "例え"]);
        assert_eq!(wrapped("see `a b, c` there", 10), ["see", "`a b, c`", "there"]);
        assert_eq!(wrapped("see (`a b`, `c d`), e", 9), ["see", "(`a b`,", "`c d`), e"]);
        assert_eq!(wrapped("see `a bcd, efg` or", 8), ["see `a", "bcd,", "efg` or"], "too long for a line");
        assert_eq!(wrapped("a ` b, c d", 6), ["a ` b,", "c d"], "nothing closes it");
        assert_eq!(
            wrapped("-----BEGIN X----- and `-----END X-----`", 21),
            ["-----BEGIN X----- and", "`-----END X-----`"]
        );
        assert_eq!(
            wrapped("stored `/ldap/userToDNMapping/0`: a", 26),
            ["stored", "`/ldap/userToDNMapping/0`:", "a"]
        );
        assert_eq!(wrapped("a\u{301} b", 1), ["a\u{301}", "b"]);
    }
}
