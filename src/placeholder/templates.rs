//! The forms of template engines, and where in a text they stand.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// How long a placeholder's name may be, in bytes.
const LONGEST_NAME: usize = 200;

/// A form in which a template engine marks what it fills in: what opens a mark, and what closes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    open: String,
    close: String,
}

/// The forms that stand for a value.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Templates(Arc<Forms>);

#[derive(PartialEq, Eq)]
struct Forms {
    /// In the order in which they were given.
    list: Vec<Template>,
    /// By a byte's number, whether one of them begins with it.
    begins: [bool; 256],
}

impl Template {
    /// A form of which neither part is empty.
    pub(crate) fn new(open: &str, close: &str) -> Self {
        Self { open: open.to_owned(), close: close.to_owned() }
    }

    /// How long a mark at the start of the text is, whatever stands in it; it ends on its line.
    pub(crate) fn length_at_start(&self, text: &str) -> Option<usize> {
        let inside = text.strip_prefix(self.open.as_str())?.lines().next()?;
        Some(self.open.len() + inside.find(&self.close)? + self.close.len())
    }

    /// What opens a mark.
    pub(crate) fn open(&self) -> &str {
        &self.open
    }

    /// What closes a mark.
    pub(crate) fn close(&self) -> &str {
        &self.close
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…{}", self.open, self.close)
    }
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.forms().iter().map(Template::to_string)).finish()
    }
}

/// What stands for a value unless the policy says otherwise.
const USUAL: [(&str, &str); 3] = [("${", "}"), ("{{", "}}"), ("%(", ")s")];

/// What no JSON text has where a value should be.
const WELL_KNOWN: [(&str, &str); 4] = [("${", "}"), ("{{", "}}"), ("%(", ")s"), ("<%", "%>")];

impl Default for Templates {
    fn default() -> Self {
        USUAL.into_iter().map(|(open, close)| Template::new(open, close)).collect()
    }
}

impl FromIterator<Template> for Templates {
    fn from_iter<I: IntoIterator<Item = Template>>(forms: I) -> Self {
        let list: Vec<Template> = forms.into_iter().collect();
        let mut begins = [false; 256];
        for byte in list.iter().filter_map(|form| form.open.bytes().next()) {
            if let Some(begins) = begins.get_mut(usize::from(byte)) {
                *begins = true;
            }
        }
        Self(Arc::new(Forms { list, begins }))
    }
}

impl Templates {
    /// The forms that everybody takes for a template where they stand without quotes.
    pub(crate) fn well_known() -> Self {
        WELL_KNOWN.into_iter().map(|(open, close)| Template::new(open, close)).collect()
    }

    /// These, and that one behind them.
    pub(crate) fn and(&self, open: &str, close: &str) -> Self {
        let one = Template::new(open, close);
        let is_new = !self.forms().contains(&one);
        self.forms().iter().cloned().chain(is_new.then_some(one)).collect()
    }

    /// The forms, in the order in which they were given.
    pub(crate) fn forms(&self) -> &[Template] {
        &self.0.list
    }

    /// Whether a line says nothing but what somebody will fill in: templates, one or more of them.
    pub(crate) fn make_up(&self, line: &str) -> bool {
        let line = line.trim();
        self.is_plain(line) || self.make_up_slowly(line)
    }

    /// Whether the line is one template of the plainest sort, `${LDAP_PASSWORD}`, in which nothing can be taken for
    /// another one. Almost all are, and to look for all forms everywhere was a twelfth of the check of a short body.
    pub(super) fn is_plain(&self, line: &str) -> bool {
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let is_sign =
            |sign: Option<u8>| sign.is_some_and(|sign| !is_of_name(sign) && sign.is_ascii_graphic());
        self.may_stand_in(line.get(..1).unwrap_or_default())
            && self.forms().iter().any(|form| {
                let name = line.strip_prefix(form.open()).and_then(|rest| rest.strip_suffix(form.close()));
                let signs = [form.open.bytes().next(), form.open.bytes().last(), form.close.bytes().next()];
                name.is_some_and(|name| {
                    name.len() + form.close.len() <= LONGEST_NAME
                        && name.bytes().all(is_of_name)
                        && !name.starts_with(|c: char| c.is_ascii_digit())
                        && !matches!(name, "" | "USER" | "PROVIDED_USER")
                        && signs.into_iter().all(is_sign)
                })
            })
    }

    pub(super) fn make_up_slowly(&self, line: &str) -> bool {
        let mut found: Vec<Range<usize>> = self.find(line).collect();
        found.sort_unstable_by_key(|range| range.start);
        let mut end = 0;
        let is_all = found.iter().all(|range| {
            let between = line.get(end..range.start);
            end = end.max(range.end);
            // `${{ … }}`
            between.is_none_or(|text| text.chars().all(|c| c == '$' || c.is_whitespace()))
        });
        !found.is_empty() && is_all && end == line.len()
    }

    /// A template that stands for the variable; `None` if nothing stands for a value.
    pub(crate) fn example(&self, variable: &str) -> Option<String> {
        self.forms().first().map(|form| format!("{}{variable}{}", form.open, form.close))
    }

    /// Where templates stand, form by form.
    pub(crate) fn find(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let forms = if self.may_stand_in(text) { self.forms() } else { &[] };
        forms
            .iter()
            .flat_map(|form| enclosed(text, &form.open, &form.close, |name| is_name(name, &form.open)))
    }

    /// Whether there is so much as the first sign of one. Most values are short and have none.
    fn may_stand_in(&self, text: &str) -> bool {
        const SHORT: usize = 256;
        let begins = |byte| self.0.begins.get(usize::from(byte)).is_some_and(|begins| *begins);
        text.len() > SHORT || text.bytes().any(begins)
    }
}

/// A variable's name, perhaps with a filter (`{{ host | lower }}`), a default (`${HOST:-ldap}`) or a
/// call (`{{ lookup('file', 'ca.pem') }}`); not a number, and not `{{USER}}`: those are mistyped
/// placeholders of the API's own.
fn is_name(text: &str, open: &str) -> bool {
    // `<%= host %>`, where the form is `<%…%>`
    let text = if open.ends_with('%') { text.strip_prefix(['=', '-']).unwrap_or(text) } else { text };
    let name = text.trim();
    name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '.' | '$'))
        && !matches!(name, "USER" | "PROVIDED_USER")
        && !name.contains(['{', '}'])
}

/// Where something that `is_wanted` stands between `open` and `close`, with both; not beyond the next `open`, a
/// line break or [`LONGEST_NAME`], so that a look from every opening does not read it all.
pub(super) fn enclosed(
    text: &str,
    open: &str,
    close: &str,
    is_wanted: impl Fn(&str) -> bool,
) -> impl Iterator<Item = Range<usize>> {
    // The last sign of an opening is enough to see that another one begins; unless it closes, too: `__HOST__`.
    let last = open.bytes().last().filter(|byte| !close.as_bytes().contains(byte));
    let is_beyond = move |rest: &[u8]| {
        rest.first().is_none_or(|byte| *byte < b' ' || last == Some(*byte))
            || rest.starts_with(open.as_bytes())
    };
    let closing_behind = move |start: usize| {
        let rest = text.as_bytes().get(start..)?;
        let near = rest.get(..LONGEST_NAME).unwrap_or(rest);
        // Most bytes are a letter of the name, and need no closer look.
        let signs = [open.bytes().next(), close.bytes().next(), last];
        let is_sign = |byte: u8| byte < b' ' || signs.contains(&Some(byte));
        let places = near.iter().enumerate().filter(|(_, byte)| is_sign(**byte));
        let mut tails = places.filter_map(|(length, _)| Some((start + length, near.get(length..)?)));
        let is_end = |tail: &[u8]| tail.starts_with(close.as_bytes()) || is_beyond(tail);
        tails.find(|(_, tail)| is_end(tail)).filter(|(_, tail)| tail.starts_with(close.as_bytes()))
    };
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            // Most texts have not even the first sign of it.
            let at = from + memchr::memchr(*open.as_bytes().first()?, text.as_bytes().get(from..)?)?;
            if !text.as_bytes().get(at..)?.starts_with(open.as_bytes()) {
                from = at + 1;
                continue;
            }
            from = at + open.len();
            if let Some((end, _)) = closing_behind(from)
                && text.get(from..end).is_some_and(&is_wanted)
            {
                from = end + close.len();
                return Some(at..from);
            }
        }
    })
}
