//! A policy of any text: a policy or faults with their places, and no secret in what is said of it.

use std::fmt::Write as _;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::hidden::{TOKEN, has_token, is_hidden, tells_parts};
use super::manner::Manner;
use super::places;
use super::planted::{Lines, names_secret};
use super::shown::printed;
#[cfg(feature = "cli")]
use super::shown::{About, shown};
use crate::conventions::Conventions;
use crate::policy::Policy;
use crate::report::Report;

/// What somebody puts into a policy by mistake: `§` is the secret.
const PLANTED: Lines = Lines {
    forms: &[
        "bindPassword = \"§\"",
        "pwd = '§'",
        "[ldap.password]\nbind = \"§\"",
        "password.bind = \"§\"",
        "x = {secret = \"§\"}",
        "bindPassword: §",
        "bindPassword = \"\"\"\n§\"\"\"",
        "  \"bindPassword\": \"§\",",
        "LDAP_BIND_PASSWORD=§",
        "# bindPassword: §",
    ],
    around: &["\n", "\n\n"],
    fits_behind: |_| true,
};

/// A document with something in it for most policies.
const BODY: &str = r#"{"ldap":{"hostname":"ldaps://ldap.example.com","port":389,"links":[],
  "bindUsername":"CN=svc,DC=corp","bindPassword":"CHANGE_ME","authenticationEnabled":false}}"#;

pub(super) const WAYS: &[&str] = &["form", "strict", "complete", "pedantic"];

pub(super) fn holds(input: &[u8]) {
    let (manner, rest) = Manner::of(input);
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let told = told(text, manner);
    if is_all_secret(text) {
        is_hidden(&told, tells_parts(rest), "what is said of a policy");
    }
    if !has_token(text, true) {
        let planted = PLANTED.in_text(text, manner);
        let told = self::told(&planted, manner);
        is_hidden(&told, true, "what is said of a policy with a password");
    }
}

/// All that is said and shown of a policy.
fn told(text: &str, manner: Manner) -> String {
    let toml = DeTable::parse(text);
    let error = match Policy::parse(text) {
        Ok(policy) => {
            assert!(toml.is_ok(), "a policy is TOML");
            return held(policy, text, manner);
        }
        Err(error) => error,
    };
    let mut all = format!("{error} {error:?} {error:#?}");
    assert!(!error.faults().is_empty());
    let mut before = 0;
    for fault in error.faults() {
        places::place(fault.message(), fault.span(), Some(fault.location()), text.as_bytes(), Some(text));
        assert!(before <= fault.span().start, "faults stand in the order of the file");
        before = fault.span().start;
        assert_eq!(fault.place.source.text().len(), text.len(), "masking keeps the length");
        let _ = write!(all, "{fault} {fault:?} {:?} {}", fault.help(), fault.place.source.text());
        for related in &fault.related {
            places::place(
                related.message(),
                related.span(),
                Some(related.location()),
                text.as_bytes(),
                Some(text),
            );
            all += related.message();
        }
        #[cfg(feature = "cli")]
        {
            let format = crate::render::text::Text::new(manner.width(), manner.color(), true);
            all += &super::formats::written(|out| format.fault(fault, "usersec.toml", out));
        }
    }
    all
}

/// What a policy says of a document: it changes levels and hides, but moves nothing.
fn held(policy: Policy, text: &str, manner: Manner) -> String {
    let mut all = format!("{policy:?} {policy:#?}");
    let policy = Arc::new(policy);
    let linter = manner.linter().kind(crate::Kind::Patch);
    let under = linter.clone().policy(Arc::clone(&policy), "body.json");
    let report = under.check(BODY);
    places::all(&report, BODY.as_bytes());
    if policy.conventions() == Conventions::usual() {
        // Who names a rule is shown its advice too.
        let (plain, pedantic) = (linter.check(BODY), linter.clone().pedantic(true).check(BODY));
        let (plain, pedantic) = (found_in(&plain), found_in(&pedantic));
        let found = found_in(&report);
        assert!(found.iter().all(|place| pedantic.contains(place)), "{found:?}");
        let hidden = plain.iter().filter(|place| !found.contains(place)).count();
        assert!(hidden == 0 || text.contains("off") || report.suppressed().ignored() > 0, "{found:?}");
    }
    all += &printed(&report);
    #[cfg(feature = "cli")]
    {
        use crate::policy::usage::{Mode, OnDisk, Usage};
        let mut usage = Usage::default();
        usage.add(&policy, "body.json", Some(&report));
        let mode = Mode { strict: false, pedantic: false, complete: false, current: false };
        let drafts = Usage::drafts(&policy, &usage.idle(&policy, mode, true), |_| OnDisk::Nothing);
        let report = linter.report_on(&policy.plain_text(), drafts);
        places::all(&report, text.as_bytes());
        all += &shown(report, text.as_bytes(), About::Payload, manner).0;
    }
    all
}

/// What is found, and where.
fn found_in(report: &Report) -> Vec<(&str, crate::Span, &str)> {
    report
        .findings()
        .iter()
        .map(|finding| (finding.rule().name(), finding.span(), finding.pointer()))
        .collect()
}

/// Whether the planted secret is in a text as often as in values whose keys say that they are secret.
fn is_all_secret(text: &str) -> bool {
    let Ok(table) = DeTable::parse(text) else { return false };
    text.matches(TOKEN).count() == in_table(table.get_ref(), false)
}

fn in_table(table: &DeTable<'_>, is_secret: bool) -> usize {
    let members = table.iter();
    members.map(|(name, value)| in_value(value.get_ref(), is_secret || names_secret(name.get_ref()))).sum()
}

fn in_value(value: &DeValue<'_>, is_secret: bool) -> usize {
    match value {
        DeValue::String(text) if is_secret => text.matches(TOKEN).count(),
        DeValue::Array(items) => items.iter().map(|item| in_value(item.get_ref(), is_secret)).sum(),
        DeValue::Table(table) => in_table(table, is_secret),
        _ => 0,
    }
}
