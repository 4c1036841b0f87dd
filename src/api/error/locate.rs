//! What the server refused, shown in the payload, or in the request around it.

mod around;

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::known::{About, known};
use super::resolve::{Found, How, Resolver};
use super::{ApiError, Violation};
use crate::json::{Data, Document};
use crate::quote::quoted;
use crate::report::{Finding, Kept, Report, findings};
use crate::rule::{Draft, Level};
use crate::rules::request::server::{CONCLUDED, NAMED, NOT_FOUND};
use crate::source::Source;
use crate::span::Span;

/// How many violations are located: no server names so many.
pub(super) const MOST: usize = 1000;

/// How many rules a help names.
const RULES: usize = 3;

/// How many characters of what the server says stand in a message: one to three lines.
const LONGEST: usize = 300;

pub(super) fn locate(error: &ApiError, report: &Report) -> Vec<Finding> {
    let Some(kept) = report.kept.as_ref().filter(|kept| !kept.is_one_of_many()) else { return Vec::new() };
    let mut found = around::locate(error, report, kept);
    if error.may_be_about_payload() && kept.unseen().is_none() {
        let is_first = found.is_empty();
        found.extend(kept.look(|source| {
            let desk = Desk::new(error, report, kept, source);
            match source.document() {
                None => desk.of_broken(),
                Some(document) => {
                    let drafts = desk.of_document(document);
                    let findings = findings(drafts, source, |_, case| Some(case.level));
                    let is_alone = is_first && findings.len() == 1;
                    let findings = findings.into_iter().map(|finding| kept.in_file(finding));
                    findings.map(|finding| desk.with_help(finding, is_alone)).collect()
                }
            }
        }));
    }
    found.sort_by_key(Finding::span);
    found
}

/// What is needed to say something of the answer.
struct Desk<'a> {
    error: &'a ApiError,
    report: &'a Report,
    kept: &'a Kept,
    source: &'a Source<'a>,
    /// What the check found, by place.
    own: BTreeMap<&'a str, Vec<&'a Finding>>,
}

impl<'a> Desk<'a> {
    fn new(error: &'a ApiError, report: &'a Report, kept: &'a Kept, source: &'a Source<'a>) -> Self {
        let mut own: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        // What stands around the document has no pointer either.
        for finding in report.findings().iter().filter(|own| kept.inward(own.span()).is_some()) {
            own.entry(finding.pointer()).or_default().push(finding);
        }
        own.values_mut().for_each(|found| found.sort_by_key(|finding| std::cmp::Reverse(finding.level())));
        Self { error, report, kept, source, own }
    }

    fn of_document(&self, document: &Document<'_>) -> Vec<Draft> {
        let resolver = Resolver::new(document, self.kept.kind());
        if self.error.violations.is_empty() {
            return self.concluded(document, &resolver).into_iter().collect();
        }
        let mut seen = HashSet::new();
        let violations = self.error.violations.iter().filter(|violation| seen.insert(key(violation)));
        let violations = violations.filter(|violation| around::named(violation, self.kept).is_none());
        violations.take(MOST).filter_map(|violation| self.named(violation, &resolver)).collect()
    }

    /// What the answer says of a member that it names.
    fn named(&self, violation: &Violation, resolver: &Resolver<'_>) -> Option<Draft> {
        let Found { span, how, .. } = resolver.resolve(&violation.field.raw);
        let case = match how {
            How::Unknown | How::Unnamed => NOT_FOUND,
            _ => NAMED,
        };
        let of = in_words(violation.field(), &how);
        self.draft(case, span, format!("the API refuses {of}: {}", why(violation.description())))
    }

    /// What the answer says without naming a member by a path.
    fn concluded(&self, document: &Document<'_>, resolver: &Resolver<'_>) -> Option<Draft> {
        let (code, why) = (quoted(self.error.code()), why(self.error.detail()));
        let draft = |span, message| self.draft(CONCLUDED, span, message);
        let parameter = self.by_parameter(resolver);
        let refused = |(shown, Found { span, how, .. }): (String, Found)| {
            draft(span, format!("the API refuses {} with {code}: {why}", in_words(&shown, &how)))
        };
        let probable = |span| draft(span, format!("the API probably means this with {code}: {why}"));
        let certain = |span| draft(span, format!("the API refuses this, as {code} tells: {why}"));
        match parameter {
            Some(parameter) if parameter.1.how == How::Exact => return refused(parameter),
            Some(parameter) => {
                return self.by_rule().map_or_else(|| refused(parameter), probable);
            }
            None => {}
        }
        let members = known(&self.error.code.raw).map_or(&[][..], |known| match known.about {
            About::Payload(members) => members,
            About::Request(_) | About::Other => &[],
        });
        if !members.is_empty() {
            let mut found = members.iter().map(|member| resolver.resolve(member));
            let found = found.find(|found| found.how == How::Exact).map(|found| found.span);
            // Where a rule of ours says the same, it knows the place better.
            if let Some(span) = self.by_rule().or(found) {
                return certain(span);
            }
        }
        let span = self.by_detail(resolver).or_else(|| self.by_value(document)).or_else(|| self.by_rule());
        if let Some(span) = span {
            return probable(span);
        }
        let message = format!("the API refuses the payload with {code}, and names no member: {why}");
        self.draft(NOT_FOUND, resolver.resolve("").span, message)
    }

    /// A parameter is the path of a member; with how it is shown.
    fn by_parameter(&self, resolver: &Resolver<'_>) -> Option<(String, Found)> {
        let (raw, shown) = (texts_of(&self.error.parameters.0), texts_of(&self.error.parameters.1));
        let found = raw.iter().map(|text| resolver.resolve(text));
        shown.into_iter().zip(found).find(|(_, found)| found.is_sure)
    }

    /// Rules of ours that the code is likely to be about have found something.
    fn by_rule(&self) -> Option<Span> {
        let rules = known(&self.error.code.raw)?.rules;
        let mut own = self.report.findings().iter().filter(|own| rules.contains(&own.rule().name()));
        own.find_map(|own| self.kept.inward(own.span()))
    }

    /// A parameter is a value of the payload.
    fn by_value(&self, document: &Document<'_>) -> Option<Span> {
        let texts: HashSet<String> =
            texts_of(&self.error.parameters.0).into_iter().filter(|text| is_value(text)).collect();
        if texts.is_empty() {
            return None;
        }
        let mut waiting = vec![&document.root];
        while let Some(value) = waiting.pop() {
            match &value.data {
                Data::String(text) if texts.contains(text.as_str()) => return Some(value.span),
                Data::Number(number) if texts.contains(*number) => return Some(value.span),
                Data::Array(items) => waiting.extend(items.iter().rev()),
                Data::Object(_, members) => waiting.extend(members.iter().rev().map(|member| &member.value)),
                _ => {}
            }
        }
        None
    }

    /// The detail has a word that is the name of a member and can hardly be another word.
    fn by_detail(&self, resolver: &Resolver<'_>) -> Option<Span> {
        let detail = &self.error.detail.as_ref()?.raw;
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '[' | ']' | '_');
        let words = detail.split(|c| !is_part(c)).map(|word| word.trim_matches('.')).take(200);
        let is_name = |word: &&str| {
            let mut letters = word.chars();
            letters.next().is_some_and(|c| c.is_ascii_lowercase())
                && letters.any(|c| c.is_ascii_uppercase() || matches!(c, '.' | '_'))
                || *word == "hostname"
        };
        let mut found =
            words.filter(is_name).map(|word| resolver.resolve(word)).filter(|found| found.is_sure);
        found.next().map(|found| found.span)
    }

    /// A document that is no JSON: everything is said at the place where it ceases to be.
    fn of_broken(&self) -> Vec<Finding> {
        let says = match self.error.violations.as_slice() {
            [] => self.error.detail().map(str::to_owned),
            violations => {
                Some(violations.iter().take(RULES).map(Violation::in_words).collect::<Vec<_>>().join("; "))
            }
        };
        let code = quoted(self.error.code());
        let message = format!("the API refuses the payload with {code}: {}", why(says.as_deref()));
        let is_in_document = |own: &Finding| self.kept.inward(own.span()).is_some();
        let mut errors = self.report.findings().iter().filter(|own| own.level() == Level::Error);
        let place = errors.find(|own| is_in_document(own));
        let span = place.map_or(Span::at(0), |finding| finding.span());
        let draft = self.draft(NOT_FOUND, span, message);
        let found = findings(draft.into_iter().collect(), self.source, |_, case| Some(case.level));
        found
            .into_iter()
            .map(|mut finding| {
                // Its columns are those of the file, and what is kept of this one is not as wide.
                match place {
                    Some(own) => finding.place.clone_from(&own.place),
                    None => finding = self.kept.in_file(finding),
                }
                self.with_help(finding, true)
            })
            .collect()
    }

    fn draft(&self, case: usize, span: Span, message: String) -> Option<Draft> {
        Draft::new(crate::rules::rule("server-violation")?, case, span, message)
    }

    /// With what the check says of the place, or what is known of the code; of several findings that would
    /// be said at each.
    fn with_help(&self, mut finding: Finding, is_alone: bool) -> Finding {
        let meaning = self.error.meaning();
        let own = self.own_findings(&finding);
        let help = match own.as_slice() {
            [] if !is_alone => return finding,
            [] if self.error.code.raw == "MALFORMED_JSON" && self.source.document().is_some() => {
                "the file is JSON, so what was sent was another text: look at how it was sent; a shell may \
                 have changed it"
                    .to_owned()
            }
            [] => {
                let rules: Vec<String> =
                    meaning.rules().iter().take(RULES).map(|rule| quoted(rule)).collect();
                let see = match rules.as_slice() {
                    [] => String::new(),
                    [rule] => format!("; the rule {rule} is likely to say the same"),
                    rules => format!("; rules that are likely to say the same: {}", rules.join(", ")),
                };
                format!("{}{see}", as_help(meaning.advice()))
            }
            [first, ..] => own_help(first, &own, self.kept),
        };
        finding.help = Some(help);
        finding
    }

    /// What the check found at the same member, the worst first. Advice has nothing to do with a refusal,
    /// unless the code says so.
    fn own_findings(&self, finding: &Finding) -> Vec<&'a Finding> {
        let rules = self.error.meaning().rules();
        let own = self.own.get(finding.pointer()).into_iter().flatten().copied();
        own.filter(|own| own.level() > Level::Note || rules.contains(&own.rule().name()))
            .take(2 * RULES)
            .collect()
    }
}

/// What the check says of a place: all its rules, and the words of the first.
fn own_help(first: &Finding, own: &[&Finding], kept: &Kept) -> String {
    let help = first.help().map(|help| format!("; {help}")).unwrap_or_default();
    format!("`{}` says {}: {}{help}", kept.command(), names(own).join(", "), first.message())
}

impl Violation {
    fn in_words(&self) -> String {
        match self.description() {
            Some(description) => format!("{} {description}", self.field()).trim().to_owned(),
            None => self.field().to_owned(),
        }
    }
}

/// Sentences as a help has them: in lower case, and without a full stop.
fn as_help(advice: &str) -> String {
    let sentences = advice.strip_suffix('.').unwrap_or(advice).split(". ");
    let lowered = sentences.map(|sentence| {
        let mut letters = sentence.chars();
        letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect::<String>()
    });
    lowered.collect::<Vec<_>>().join("; ")
}

/// What the server says, as long as people read it.
fn why(said: Option<&str>) -> String {
    let said = said.filter(|said| !said.is_empty()).unwrap_or("it does not say why");
    match said.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", said.get(..at).unwrap_or_default()),
        None => said.to_owned(),
    }
}

/// The member, as the server calls it, and how it was found.
fn in_words(shown: &str, how: &How) -> String {
    let what = quoted(shown);
    match how {
        How::Exact => what,
        How::Near(path) => format!("{what}, which is probably {}", quoted(path)),
        How::Absent { member, object } => {
            let object = if object.is_empty() { "the payload".to_owned() } else { quoted(object) };
            match is_named(shown, member) {
                true => format!("{what}, which {object} does not have"),
                false => format!("{what}, which is probably {} and not in {object}", quoted(member)),
            }
        }
        How::NoEntry { list, length } => format!("{what}, but {} has {}", quoted(list), counted(*length)),
        How::AnyEntry { list } => format!("{what}, and does not say of which entry of {}", quoted(list)),
        How::UnknownIn(object) => format!("{what}, which is not found in {}", quoted(object)),
        How::Unknown => format!("{what}, which is not found in the payload"),
        How::Unnamed => "the payload".to_owned(),
    }
}

/// Whether a text can be a value that is found again: no single letter, and nothing masked.
fn is_value(text: &str) -> bool {
    text.chars().count() > 1 && !text.chars().all(|c| c == '*')
}

/// What tells violations apart.
fn key(violation: &Violation) -> (&str, Option<&str>) {
    (&violation.field.raw, violation.description.as_ref().map(|said| said.raw.as_str()))
}

/// Whether the path says the member's name, however it is written.
fn is_named(path: &str, member: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let name = member.rsplit('.').next().unwrap_or(member);
    letters(path).ends_with(&letters(name))
}

fn names<'f>(findings: &[&'f Finding]) -> Vec<&'f str> {
    let mut names: Vec<&str> = Vec::new();
    for name in findings.iter().map(|finding| finding.rule().name()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(RULES);
    names
}

fn counted(entries: usize) -> String {
    match entries {
        0 => "no entries".to_owned(),
        1 => "one entry".to_owned(),
        entries => format!("{entries} entries"),
    }
}

/// The texts and numbers in parameters, which objects may hold as well; not very many.
fn texts_of(parameters: &[Value]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut waiting: Vec<&Value> = parameters.iter().rev().collect();
    while let Some(value) = waiting.pop() {
        match value {
            _ if texts.len() >= 50 => break,
            Value::String(text) => texts.push(text.clone()),
            Value::Number(number) => texts.push(number.to_string()),
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Object(members) => waiting.extend(members.values()),
            Value::Bool(_) | Value::Null => {}
        }
    }
    texts
}
