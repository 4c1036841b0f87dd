//! An error of the API: what it is, what is known of it, and what to do.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::lines::{Indent, Pen, Style};
use crate::api::error::{ApiError, ErrorMeaning};
use crate::quote::printable;

/// What stands before the words of a line, as wide for each.
const LABEL: usize = 14;

/// An answer for people.
#[derive(Debug)]
pub(crate) struct Text {
    pen: Pen,
}

impl Text {
    pub(crate) fn new(width: usize, color: bool) -> Self {
        Self { pen: Pen { width: width.max(40), color } }
    }

    /// The answer, and what is known of it.
    pub(crate) fn answer(&self, error: &ApiError, out: &mut dyn Write) -> io::Result<()> {
        let head = headline(error);
        self.pen.text(&Indent::default(), (Style::Red, ""), (Style::Red, &head), out)?;
        writeln!(out)?;
        let meaning = error.meaning();
        if let Some(detail) = error.detail().filter(|detail| !detail.is_empty()) {
            self.labelled("it says:", detail, out)?;
        }
        self.labelled("it means:", &in_words(error, &meaning), out)?;
        self.labelled("what to do:", meaning.advice(), out)?;
        if !meaning.rules().is_empty() {
            self.labelled("rules:", &meaning.rules().join(", "), out)?;
        }
        Ok(())
    }

    /// The violations, where there is no payload to show them in.
    pub(crate) fn violations(&self, error: &ApiError, out: &mut dyn Write) -> io::Result<()> {
        for violation in error.violations() {
            let field = if violation.field().is_empty() { "the payload" } else { violation.field() };
            let why = violation.description().unwrap_or("it does not say why");
            self.labelled("refused:", &format!("{field}: {why}"), out)?;
        }
        Ok(())
    }

    /// Something to know at the end.
    pub(crate) fn note(&self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        self.pen.say(&Indent::default(), Style::Plain, text, out)
    }

    fn labelled(&self, label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let first = format!("  {label:<LABEL$}");
        let rest = " ".repeat(first.len());
        self.pen.say(&Indent { first, rest }, Style::Plain, text, out)
    }
}

/// `400 Bad Request: VALIDATION_ERROR`.
pub(crate) fn headline(error: &ApiError) -> String {
    match error.reason().filter(|reason| !reason.is_empty()) {
        Some(reason) => format!("{} {reason}: {}", error.status(), error.code()),
        None => format!("{}: {}", error.status(), error.code()),
    }
}

/// What it means, and on what grounds that is said.
fn in_words(error: &ApiError, meaning: &ErrorMeaning) -> String {
    let basis = meaning.basis();
    let grounds = format!("{} ({}: {})", meaning.text(), basis.name(), basis.text());
    match meaning.is_of_code() {
        true => grounds,
        false => format!("Nothing is known of the code. Of the status {}: {grounds}", error.status()),
    }
}

/// An answer for programs: a member of the report.
pub(crate) fn json(error: &ApiError, path: &str) -> Value {
    let meaning = error.meaning();
    let violations: Vec<Value> = error
        .violations()
        .iter()
        .map(|violation| json!({"field": violation.field(), "description": violation.description()}))
        .collect();
    json!({
        "path": printable(path),
        "status": error.status(),
        "reason": error.reason(),
        "code": error.code(),
        "detail": error.detail(),
        "violations": violations,
        "meaning": {
            "known": meaning.is_of_code(),
            "text": meaning.text(),
            "basis": meaning.basis().name(),
            "grounds": meaning.basis().text(),
            "advice": meaning.advice(),
            "rules": meaning.rules(),
        },
    })
}
