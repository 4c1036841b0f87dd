//! The run as such: what could not be checked, and what was not looked at.

use serde::Serialize;

use super::Summary;
use super::result::{LocationRow, Message};
use super::rules::Descriptor;
use crate::report::Skipped;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation<'n> {
    execution_successful: bool,
    tool_execution_notifications: Vec<NotificationRow<'n>>,
    tool_configuration_notifications: Vec<NotificationRow<'n>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NotificationRow<'n> {
    #[serde(skip_serializing_if = "Option::is_none")]
    associated_rule: Option<Descriptor>,
    level: &'static str,
    message: Message,
    locations: [LocationRow<'n>; 1],
}

/// Something to be said of a file that is no finding.
#[derive(Debug)]
pub(super) struct Notification {
    uri: String,
    rule: Option<Descriptor>,
    /// Whether a rule lacked what it looks at, which is how the tool was called.
    is_configuration: bool,
    message: String,
}

impl Notification {
    pub(super) fn unreadable(uri: &str, error: &str) -> Self {
        let message = format!("The file could not be checked: {error}");
        Self { uri: uri.to_owned(), rule: None, is_configuration: false, message }
    }

    pub(super) fn skipped(uri: &str, skipped: &Skipped, rule: Descriptor) -> Self {
        let Skipped { rule: name, reason, lacks_input } = *skipped;
        let did_not = if lacks_input { "did not run" } else { "did not look at everything" };
        Self {
            uri: uri.to_owned(),
            rule: Some(rule),
            is_configuration: lacks_input,
            message: format!("{name} {did_not}: {reason}"),
        }
    }

    fn row(&self) -> NotificationRow<'_> {
        NotificationRow {
            associated_rule: self.rule,
            level: if self.rule.is_some() { "note" } else { "error" },
            message: Message::new(&self.message),
            locations: [LocationRow::file(&self.uri)],
        }
    }
}

impl<'n> Invocation<'n> {
    pub(super) fn new(summary: &Summary, notifications: &'n [Notification]) -> Self {
        let rows = |configuration: bool| {
            let notifications = notifications.iter();
            notifications.filter(|n| n.is_configuration == configuration).map(Notification::row).collect()
        };
        Self {
            execution_successful: summary.unreadable == 0,
            tool_execution_notifications: rows(false),
            tool_configuration_notifications: rows(true),
        }
    }
}
