//! For people: what each name becomes, and which entries made it so.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Answer, Head, RenderMap, Totals};
use crate::map::expect::{Comparison, Expectation};
use crate::map::{
    AuthorizationQuery, MapNext, MapOutcome, MapResult, MapStep, MapTrace, MapVerdict, MapWarningKind,
    MappedName, MappedQuery,
};
use crate::quote::printable;
use crate::render::counted;
use crate::render::lines::{Indent, Pen, Style};
use crate::spec::Kind;

/// No narrower than this, whatever the terminal says.
const NARROWEST: usize = 40;

/// Below the line of a user.
const MARGIN: &str = "  ";

/// So many entries that do not match are shown one by one.
const MOST: usize = 3;

#[derive(Debug)]
pub(crate) struct Text {
    pen: Pen,
    is_verbose: bool,
    /// Why the authorization query fails for every user, where no line of a user says it.
    failure: Option<String>,
}

impl Text {
    /// For a terminal of `width` columns. Verbose, it shows all the entries that do not match.
    pub(crate) fn new(width: usize, color: bool, is_verbose: bool) -> Self {
        Self { pen: Pen { width: width.max(NARROWEST), color }, is_verbose, failure: None }
    }
}

impl RenderMap for Text {
    fn begin(&mut self, head: &Head<'_>, out: &mut dyn Write) -> io::Result<()> {
        if !head.mapper.is_mapping_absent() {
            return Ok(());
        }
        let note = match head.kind {
            Kind::Patch => {
                "There is no userToDNMapping: an update without it keeps what is stored. Here every name is used \
                 as it is."
            }
            Kind::Response | Kind::Verify => "There is no userToDNMapping: every name is used as it is.",
        };
        self.pen.say(&Indent::default(), Style::Dim, note, out)?;
        writeln!(out)
    }

    fn user(&mut self, head: &Head<'_>, answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
        let trace = answer.trace;
        self.headline(trace, out)?;
        if answer.is_detailed {
            self.steps(head, trace, out)?;
            self.parts(trace, out)?;
            if let Some(authorization) = trace.authorization() {
                self.authorization(authorization, out)?;
            }
        } else if self.failure.is_none() {
            self.failure = trace.authorization().and_then(|query| query.failure()).map(str::to_owned);
        }
        for warning in trace.warnings() {
            let at = warning.index().map(|index| format!(" [{index}]")).unwrap_or_default();
            let indent = Indent { first: MARGIN.to_owned(), rest: format!("{MARGIN}{MARGIN}") };
            let text = format!("{at}: {}", warning.message());
            self.pen.text(&indent, (Style::Yellow, "warning"), (Style::Plain, &text), out)?;
        }
        for (expected, comparison) in &answer.expected {
            self.expected(expected, *comparison, out)?;
        }
        if answer.is_detailed { writeln!(out) } else { Ok(()) }
    }

    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
        if let Some(failure) = &self.failure {
            let text = format!(": {}", printable(failure));
            self.pen.text(&Indent::default(), (Style::Red, "groups"), (Style::Plain, &text), out)?;
        }
        let counts = [
            (totals.named, "with a name"),
            (totals.asked, "for the directory to decide"),
            (totals.unknown, "not known offline"),
            (totals.failing, "that cannot log in"),
        ];
        let counts: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        let mut line = counted(totals.users, "user");
        if !counts.is_empty() {
            line += &format!(": {}", counts.join(", "));
        }
        if totals.warned > 0 {
            line += &format!("; {} with warnings", totals.warned);
        }
        if totals.expected > 0 {
            line += &match totals.differing {
                0 => "; all expectations met".to_owned(),
                n => format!("; {n} of {} expectations not met", totals.expected),
            };
        }
        let style = match totals {
            Totals { differing: 1.., .. } => Style::Red,
            Totals { warned: 1.., .. } | Totals { failing: 1.., .. } | Totals { unknown: 1.., .. } => {
                Style::Yellow
            }
            _ => Style::Green,
        };
        self.pen.say(&Indent::default(), style, &line, out)
    }
}

impl Text {
    /// The user, and what comes of the name.
    fn headline(&self, trace: &MapTrace, out: &mut dyn Write) -> io::Result<()> {
        let entry = trace.index().map(|index| format!("[{index}]")).unwrap_or_default();
        let step = trace.steps().iter().find(|step| Some(step.index()) == trace.index());
        let reason = step.and_then(MapStep::reason).map(|reason| format!(": {}", printable(reason)));
        let reason = reason.unwrap_or_default();
        let (style, text) = match trace.outcome() {
            MapOutcome::Name => (Style::Plain, shown_name(trace.name())),
            MapOutcome::PassThrough => (Style::Plain, "the same: there is no mapping".to_owned()),
            MapOutcome::Query => {
                let query = step.and_then(|step| match step.result() {
                    Some(MapResult::Query(query)) => Some(in_short(query)),
                    _ => None,
                });
                (Style::Cyan, format!("the one entry that {entry} finds: {}", query.unwrap_or_default()))
            }
            MapOutcome::NoMatch => (Style::Red, "no mapping gives a name: the login fails".to_owned()),
            MapOutcome::CannotTell if step.is_none() => {
                (Style::Yellow, "not known offline: `userToDNMapping` is no list".to_owned())
            }
            MapOutcome::CannotTell => {
                (Style::Yellow, format!("not known offline, because of {entry}{reason}"))
            }
            MapOutcome::RefusedAtStart => {
                (Style::Red, format!("the database does not start: it refuses {entry}{reason}"))
            }
        };
        let user = match trace.user() {
            "" => "(an empty name)".into(),
            user => visible(user),
        };
        let indent = Indent { first: String::new(), rest: format!("{MARGIN}{MARGIN}") };
        self.pen.text(&indent, (Style::Bold, &format!("{user} →")), (style, &format!(" {text}")), out)
    }

    fn steps(&self, head: &Head<'_>, trace: &MapTrace, out: &mut dyn Write) -> io::Result<()> {
        let steps = trace.steps();
        let width = steps.last().map_or(1, |step| step.index().to_string().len());
        let is_plain = |step: &&MapStep| step.verdict() == MapVerdict::NotMatched;
        let mut rest = steps;
        while let Some((step, behind)) = rest.split_first() {
            let run = rest.iter().take_while(is_plain).count();
            match (run, rest.split_at_checked(run)) {
                (run, Some((_, after))) if run > MOST && !self.is_verbose => {
                    let last = step.index() + run - 1;
                    let text = format!("[{}] to [{last}] do not match", step.index());
                    self.pen.say(&Indent::same(MARGIN), Style::Dim, &text, out)?;
                    rest = after;
                }
                _ => {
                    self.step(head, trace, step, width, out)?;
                    rest = behind;
                }
            }
        }
        Ok(())
    }

    fn step(
        &self,
        head: &Head<'_>,
        trace: &MapTrace,
        step: &MapStep,
        width: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (mark, style) = match step.verdict() {
            MapVerdict::Matched => ("✓", Style::Green),
            MapVerdict::NotMatched => ("·", Style::Dim),
            MapVerdict::LimitExceeded => ("·", Style::Yellow),
            MapVerdict::CannotTell => ("?", Style::Yellow),
            MapVerdict::RefusedAtStart => ("✗", Style::Red),
        };
        let index = format!("[{}]", step.index());
        let first = format!("{MARGIN}{index:<width$} ", width = width + 2);
        let below = " ".repeat(first.chars().count() + 2);
        let pattern = head.mapper.pattern(step.index()).map(printable).unwrap_or_default();
        let text = format!(" {pattern}");
        let indent = Indent { first, rest: below.clone() };
        self.pen.text(&indent, (style, mark), (Style::Plain, text.trim_end()), out)?;
        let indent = Indent::same(&below);
        for (number, taken) in step.captures().iter().enumerate() {
            let (style, taken) = match taken.as_deref() {
                None => (Style::Dim, "took no part".into()),
                Some("") => (Style::Dim, "took nothing".into()),
                Some(taken) => (Style::Plain, visible(taken)),
            };
            self.pen.text(
                &indent,
                (Style::Cyan, &format!("{{{number}}}")),
                (style, &format!(" {taken}")),
                out,
            )?;
        }
        if let Some(engine) = step.engine().filter(|_| self.is_verbose) {
            self.pen.say(&indent, Style::Dim, &format!("matched by {engine}"), out)?;
        }
        if let Some(reason) = step.reason() {
            self.pen.say(&indent, Style::Yellow, &printable(reason), out)?;
        }
        match step.result() {
            Some(MapResult::Name(name)) if trace.name().is_none() => {
                self.pen.say(&indent, Style::Plain, &format!("→ {}", shown_name(Some(name))), out)?;
            }
            Some(MapResult::Query(query)) => self.query(&indent, query, out)?,
            Some(MapResult::Failed(failure)) => {
                self.pen.say(&indent, Style::Red, &format!("fails: {failure}"), out)?;
            }
            Some(MapResult::Name(_)) | None => {}
        }
        let is_last = trace.steps().last().is_some_and(|last| last.index() == step.index());
        match step.next() {
            MapNext::FallsThroughUnlessOneEntry if is_last => {
                self.pen.say(&indent, Style::Dim, "unless it finds exactly one entry, the login fails", out)
            }
            MapNext::FallsThroughUnlessOneEntry => {
                self.pen.say(&indent, Style::Dim, "unless it finds exactly one entry, the next:", out)
            }
            _ => Ok(()),
        }
    }

    fn query(&self, indent: &Indent, query: &MappedQuery, out: &mut dyn Write) -> io::Result<()> {
        let base = query.base().shown();
        let base = if base.is_empty() { "(the root)".into() } else { printable(base) };
        let filter = query.shown_filter();
        let filter = if filter.is_empty() { "(none)".into() } else { printable(filter) };
        for (head, text) in [("base", &*base), ("scope", query.scope().name()), ("filter", &*filter)] {
            let rest = Indent { first: indent.rest.clone(), rest: format!("{}        ", indent.rest) };
            self.pen.text(
                &rest,
                (Style::Dim, &format!("{head:<7}")),
                (Style::Plain, &format!(" {text}")),
                out,
            )?;
        }
        Ok(())
    }

    /// The parts of a name, where they may not be what was meant.
    fn parts(&self, trace: &MapTrace, out: &mut dyn Write) -> io::Result<()> {
        let about = [MapWarningKind::DnInjection, MapWarningKind::ValueChanged, MapWarningKind::EmptyValue];
        let is_odd = trace.warnings().iter().any(|warning| about.contains(&warning.kind()));
        let Some(parts) = trace.name().filter(|_| is_odd).and_then(MappedName::shown_parts) else {
            return Ok(());
        };
        let kinds = parts.iter().map(|(kind, _)| kind.chars().count()).max().unwrap_or(0);
        self.pen.say(&Indent::same(MARGIN), Style::Plain, "the directory reads", out)?;
        for (kind, value) in &parts {
            let head = format!("{:<kinds$}", printable(kind));
            let indent = Indent {
                first: format!("{MARGIN}{MARGIN}"),
                rest: format!("{MARGIN}{MARGIN}{}", " ".repeat(kinds + 1)),
            };
            let value = if value.is_empty() { "(empty)".into() } else { printable(value) };
            self.pen.text(&indent, (Style::Cyan, &head), (Style::Plain, &format!(" {value}")), out)?;
        }
        Ok(())
    }

    fn authorization(&self, authorization: &AuthorizationQuery, out: &mut dyn Write) -> io::Result<()> {
        let margin = Indent { first: MARGIN.to_owned(), rest: format!("{MARGIN}{MARGIN}") };
        if let Some(failure) = authorization.failure() {
            let text = format!(": {}", printable(failure));
            return self.pen.text(&margin, (Style::Red, "groups"), (Style::Plain, &text), out);
        }
        let Some(query) = authorization.query() else { return Ok(()) };
        let attributes: Vec<_> = query.shown_attributes().map(printable).collect();
        let mut text = match attributes.as_slice() {
            [] => ": the entries that are found".to_owned(),
            [dn] if dn == "dn" => ": the entries that are found".to_owned(),
            attributes => format!(": the values of {}", attributes.join(", ")),
        };
        if authorization.is_deleted() {
            text += " (the default query, if it steps in for an empty template)";
        } else if authorization.is_default() {
            text += " (the default query)";
        }
        if !authorization.is_complete() {
            text += "; {USER} is the name of the entry found";
        }
        self.pen.text(&margin, (Style::Bold, "groups"), (Style::Plain, &text), out)?;
        self.query(&Indent::same(&format!("{MARGIN}{MARGIN}")), query, out)
    }

    fn expected(
        &self,
        expected: &Expectation,
        comparison: Comparison,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let indent = Indent { first: MARGIN.to_owned(), rest: format!("{MARGIN}{MARGIN}") };
        let name = match &*expected.name {
            "" => "that the login fails".into(),
            name => printable(name),
        };
        let (head, text) = match comparison {
            Comparison::Met => {
                return self.pen.say(&indent, Style::Green, "as expected", out);
            }
            Comparison::OtherCase => (
                "not as expected",
                format!(": {name} (only letter case differs, which most directories ignore)"),
            ),
            Comparison::Differs => ("not as expected", format!(": {name}")),
            Comparison::NoGroups => {
                ("not as expected", ": the name is, but the query for its groups fails".to_owned())
            }
            Comparison::CannotTell => ("not known offline", format!(" whether it is as expected: {name}")),
        };
        self.pen.text(&indent, (Style::Red, head), (Style::Plain, &text), out)
    }
}

/// What a user typed, safe to look at; blanks at the ends are seen between back ticks.
fn visible(text: &str) -> Cow<'_, str> {
    match text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
        true => Cow::Owned(format!("`{}`", printable(text))),
        false => printable(text),
    }
}

fn shown_name(name: Option<&MappedName>) -> String {
    match name.map_or("", MappedName::shown) {
        "" => "(an empty name)".to_owned(),
        name => printable(name).into_owned(),
    }
}

/// A query on one line.
fn in_short(query: &MappedQuery) -> String {
    let base = query.base().shown();
    let base = if base.is_empty() { "the root".into() } else { printable(base) };
    let filter = query.shown_filter();
    let with = if filter.is_empty() { String::new() } else { format!(" with {}", printable(filter)) };
    match query.scope() {
        crate::map::SearchScope::Base => format!("{base} itself{with}"),
        crate::map::SearchScope::One => format!("directly below {base}{with}"),
        crate::map::SearchScope::Sub => format!("at or below {base}{with}"),
    }
}
