//! A finding as a result.

use serde::Serialize;

use crate::fix::Safety;
use crate::lines::Location;
use crate::report::{Finding, Related};
use crate::rule::Level;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultRow<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: Level,
    message: Message,
    locations: [LocationRow<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<LocationRow<'a>>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<[FixRow<'a>; 1]>,
    properties: Properties,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "usersecFinding/v1")]
    finding: String,
}

/// What SARIF has no word for.
#[derive(Serialize)]
struct Properties {
    consequence: &'static str,
    basis: &'static str,
}

/// A plain text message.
#[derive(Debug, Serialize)]
pub(super) struct Message {
    text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    arguments: Vec<String>,
}

impl Message {
    /// The message that is read as `text`, by those who know of links and placeholders in messages as by
    /// those who do not.
    pub(super) fn new(text: &str) -> Self {
        // What looks like a link becomes none.
        let text = match text.contains("](") {
            true => text.replace('[', "\\["),
            false => text.to_owned(),
        };
        let arguments = own_names(&text);
        Self { text, arguments }
    }
}

/// For a message with `{0}` in it, which stands for the first argument, arguments that are what they
/// replace. A message with other braces gets none: who formats it would stumble over those.
fn own_names(text: &str) -> Vec<String> {
    /// User names have few groups.
    const MOST: usize = 100;
    let mut count = 0;
    for part in text.split('{').skip(1) {
        let number = part.split_once('}').and_then(|(number, _)| number.parse::<usize>().ok());
        match number {
            Some(number) if number < MOST => count = count.max(number + 1),
            _ => return Vec::new(),
        }
    }
    match text.matches('}').count() == text.matches('{').count() {
        true => (0..count).map(|number| format!("{{{number}}}")).collect(),
        false => Vec::new(),
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LocationRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_locations: Option<[LogicalLocation<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

impl<'a> LocationRow<'a> {
    /// A file as a whole.
    pub(super) fn file(uri: &'a str) -> Self {
        let physical_location = PhysicalLocation { artifact_location: Artifact { uri }, region: None };
        Self { id: None, physical_location, logical_locations: None, message: None }
    }

    fn new(uri: &'a str, location: Location, pointer: &'a str) -> Self {
        let region = Some(Region::new(location));
        Self {
            id: None,
            physical_location: PhysicalLocation { artifact_location: Artifact { uri }, region },
            logical_locations: (!pointer.is_empty())
                .then_some([LogicalLocation { fully_qualified_name: pointer }]),
            message: None,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: Artifact<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Debug, Serialize)]
struct Artifact<'a> {
    uri: &'a str,
}

/// What is in a JSON document is named by its pointer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    fully_qualified_name: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl Region {
    fn new(location: Location) -> Self {
        Self {
            start_line: location.line,
            start_column: location.column,
            end_line: location.end_line,
            end_column: location.end_column,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixRow<'a> {
    description: Message,
    artifact_changes: [Change<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Artifact<'a>,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Inserted<'a>,
}

#[derive(Serialize)]
struct Inserted<'a> {
    text: &'a str,
}

/// The finding as a result about the file at `uri`.
pub(super) fn result<'a>(finding: &'a Finding, rule_index: usize, uri: &'a str) -> ResultRow<'a> {
    let related = finding.related().iter().enumerate();
    // Also what to do about it: nothing else is shown beside the line.
    let message = match finding.help() {
        Some(help) => format!("{}\nhelp: {help}", finding.message()),
        None => finding.message().to_owned(),
    };
    ResultRow {
        rule_id: finding.rule().name(),
        rule_index,
        level: finding.level(),
        message: Message::new(&message),
        locations: [LocationRow::new(uri, finding.location(), finding.pointer())],
        related_locations: related.map(|(nth, related)| related_location(nth, related, uri)).collect(),
        partial_fingerprints: Fingerprints { finding: finding.fingerprint() },
        fixes: fix(finding, uri).map(|fix| [fix]),
        properties: Properties { consequence: finding.consequence().name(), basis: finding.basis().name() },
    }
}

fn related_location<'a>(nth: usize, related: &'a Related, uri: &'a str) -> LocationRow<'a> {
    LocationRow {
        id: Some(nth + 1),
        message: Some(Message::new(related.message())),
        ..LocationRow::new(uri, related.location(), related.pointer())
    }
}

/// The fix, if its places can be said in lines and columns.
fn fix<'a>(finding: &'a Finding, uri: &'a str) -> Option<FixRow<'a>> {
    let fix = finding.fix()?;
    let edits = fix.edits.iter().zip(&finding.edits);
    // A byte order mark is in no column.
    let is_said =
        |location: &Location| (location.line, location.column) != (location.end_line, location.end_column);
    if edits.clone().any(|(edit, location)| !edit.span.is_empty() && !is_said(location)) {
        return None;
    }
    let replacements = edits.map(|(edit, location)| Replacement {
        deleted_region: Region::new(*location),
        inserted_content: Inserted { text: &edit.text },
    });
    let words = finding.help().unwrap_or(match fix.safety {
        Safety::Safe => "mend it",
        Safety::Hint => "what was probably meant",
    });
    let description = match fix.safety {
        Safety::Safe => Message::new(words),
        Safety::Hint => Message::new(&format!("{words} (a guess: look at it first)")),
    };
    let change = Change { artifact_location: Artifact { uri }, replacements: replacements.collect() };
    Some(FixRow { description, artifact_changes: [change] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> (String, usize) {
        let message = Message::new(text);
        let mut formatted = message.text.clone();
        for (number, argument) in message.arguments.iter().enumerate() {
            formatted = formatted.replace(&format!("{{{number}}}"), argument);
        }
        assert_eq!(formatted, message.text, "formatting changes nothing");
        (message.text, message.arguments.len())
    }

    #[test]
    fn placeholders_stand_for_themselves() {
        assert_eq!(shown("plain"), ("plain".to_owned(), 0));
        assert_eq!(shown("`{0}` and `{2}`"), ("`{0}` and `{2}`".to_owned(), 3));
        for text in ["`{USER}` and `{0}`", "a{2,}", "}{", "{", "{0}}", "{4294967296}", "{-1}"] {
            assert_eq!(shown(text), (text.to_owned(), 0));
        }
    }

    #[test]
    fn brackets_make_no_link() {
        assert_eq!(shown("`[a-z]`").0, "`[a-z]`");
        assert_eq!(shown("`[a-z](b)`").0, "`\\[a-z](b)`");
    }
}
