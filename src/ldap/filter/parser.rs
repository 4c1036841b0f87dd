//! Parentheses, and what stands between them. It keeps a stack of its own, so no depth can exhaust the
//! stack of the program.

use std::ops::Range;

use super::{Filter, FilterFault, Loose, MAX_DEPTH, NodeKind};

/// A list of filters that is not closed yet.
struct Open {
    negates: bool,
    /// Where its parenthesis stands.
    at: usize,
    node: usize,
    /// How many filters are in it so far.
    filters: usize,
}

/// What is not whole any more: the rest cannot be told apart.
struct Lost;

pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) filter: Filter,
    open: Vec<Open>,
}

pub(super) fn parse(text: &str) -> Filter {
    let nul = text.find('\0').unwrap_or(text.len());
    let mut parser = Parser {
        text: text.get(..nul).unwrap_or_default(),
        at: 0,
        filter: Filter::default(),
        open: Vec::new(),
    };
    if let Err(Lost) = parser.whole()
        && parser.filter.too_deep
    {
        return Filter { too_deep: true, ..Filter::default() };
    }
    if nul < text.len() {
        parser.filter.remark(Loose::Nul, nul..text.len());
    }
    parser.filter
}

impl Parser<'_> {
    /// All of the text, as libldap reads it: `filter` (RFC 4515 §3), or an `item` alone.
    fn whole(&mut self) -> Result<(), Lost> {
        let end = self.text.len();
        // libldap skips one blank before it looks whether there is anything.
        if matches!(self.text, "" | " ") {
            self.filter.remark(Loose::Empty, 0..end);
            return Ok(());
        }
        let blanks = self.blanks();
        if !blanks.is_empty() {
            return self.lost(FilterFault::LeadingBlank, blanks);
        }
        match self.peek() {
            Some(b'(') => {}
            Some(b')') => return self.lost(FilterFault::Unopened, 0..1),
            Some(b'&' | b'|' | b'!') if self.text.as_bytes().get(1) == Some(&b'(') => {
                return self.lost(FilterFault::BareOperator, 0..1);
            }
            _ => {
                self.filter.remark(Loose::NoParentheses, 0..end);
                return if self.item(0..end, 0..end, 0) { Ok(()) } else { Err(Lost) };
            }
        }
        loop {
            self.filter_at()?;
            if !self.next_in_list()? {
                break;
            }
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        match rest.as_bytes().first() {
            None => Ok(()),
            Some(b')') => self.lost(FilterFault::Unopened, self.at..self.at + 1),
            Some(_) => self.lost(FilterFault::Trailing, self.at..end),
        }
    }

    /// `LPAREN filtercomp RPAREN`, but of a list of filters only what is before the first.
    fn filter_at(&mut self) -> Result<(), Lost> {
        let start = self.at;
        self.at += 1;
        self.skip_blanks();
        let (kind, negates) = match self.peek() {
            Some(b'&') => (NodeKind::And, false),
            Some(b'|') => (NodeKind::Or, false),
            Some(b'!') => (NodeKind::Not, true),
            Some(b'(') => return self.lost(FilterFault::DoubleParenthesis, self.at..self.at + 1),
            _ => return self.item_at(start),
        };
        self.at += 1;
        let depth = self.open.len();
        if depth >= MAX_DEPTH {
            self.filter.too_deep = true;
            return Err(Lost);
        }
        let node = self.filter.node(kind, depth, start..self.at);
        self.open.push(Open { negates, at: start, node, filters: 0 });
        Ok(())
    }

    /// An `item` up to the parenthesis that closes it; the one that opens it is at `start`.
    fn item_at(&mut self, start: usize) -> Result<(), Lost> {
        let inside = self.at;
        let Some(end) = self.closing(inside) else {
            return self.lost(FilterFault::Unclosed, start..start + 1);
        };
        self.at = end + 1;
        let whole = self.item(inside..end, start..end + 1, self.open.len());
        if whole { Ok(()) } else { Err(Lost) }
    }

    /// Goes on to the next filter of the innermost list, and closes the lists that end before it; false if
    /// none is left.
    fn next_in_list(&mut self) -> Result<bool, Lost> {
        loop {
            let Some(open) = self.open.last() else { return Ok(false) };
            let (negates, filters, start, node) = (open.negates, open.filters, open.at, open.node);
            let blanks = self.blanks();
            match self.peek() {
                None => {
                    self.filter.fault(FilterFault::Unclosed, start..start + 1);
                    return Err(Lost);
                }
                Some(b')') => {
                    self.at += 1;
                    match (negates, filters) {
                        (true, 0) => self.filter.fault(FilterFault::EmptyNot, start..self.at),
                        (true, _) if !blanks.is_empty() => {
                            self.filter.fault(FilterFault::BlankInNot, blanks.clone());
                        }
                        (false, 0) => self.filter.remark(Loose::EmptyList, start..self.at),
                        _ => {}
                    }
                    if !negates && !blanks.is_empty() {
                        self.filter.remark(Loose::Blank, blanks);
                    }
                    if let Some(node) = self.filter.nodes.get_mut(node) {
                        node.at.end = self.at;
                    }
                    self.open.pop();
                }
                Some(b'(') => {
                    if negates && filters > 0 {
                        return self.lost(FilterFault::SecondInNot, self.at..self.at + 1);
                    }
                    if !blanks.is_empty() {
                        self.filter.remark(Loose::Blank, blanks);
                    }
                    if let Some(open) = self.open.last_mut() {
                        open.filters += 1;
                    }
                    return Ok(true);
                }
                Some(_) => {
                    let rest = self.text.get(self.at..).unwrap_or_default();
                    let length = rest.find(['(', ')']).unwrap_or(rest.len());
                    return self.lost(FilterFault::NotInParentheses, self.at..self.at + length);
                }
            }
        }
    }

    /// The parenthesis that closes the one before `from`, as libldap counts them: a `\` hides the character
    /// behind it.
    fn closing(&self, from: usize) -> Option<usize> {
        let mut depth = 0_usize;
        let mut escaped = false;
        for (at, byte) in self.text.bytes().enumerate().skip(from) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'(' => depth += 1,
                b')' => match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => return Some(at),
                },
                _ => {}
            }
        }
        None
    }

    fn lost<T>(&mut self, kind: FilterFault, at: Range<usize>) -> Result<T, Lost> {
        self.filter.fault(kind, at);
        Err(Lost)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips white space, and says where it stood.
    fn blanks(&mut self) -> Range<usize> {
        let start = self.at;
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n')) {
            self.at += 1;
        }
        start..self.at
    }

    fn skip_blanks(&mut self) {
        let blanks = self.blanks();
        if !blanks.is_empty() {
            self.filter.remark(Loose::Blank, blanks);
        }
    }
}
