//! Files of a team's decisions that have outlived what they were about.
//!
//! No document shows that nobody needs an exception any more; a run over all of them does. So these rows
//! are judged where a run ends, and only if it has seen enough to tell.

#[cfg(any(test, feature = "cli"))]
use crate::rule::Draft;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule};
#[cfg(any(test, feature = "cli"))]
use crate::span::Span;

/// No file is at the path of an exception.
#[cfg(any(test, feature = "cli"))]
pub(crate) const NO_FILE: usize = 0;
/// Nothing is found that an exception would wave through.
#[cfg(any(test, feature = "cli"))]
pub(crate) const NOTHING_FOUND: usize = 1;

/// A finding about an exception.
#[cfg(any(test, feature = "cli"))]
pub(crate) fn unused(case: usize, span: Span, message: impl Into<String>, help: &str) -> Option<Draft> {
    let draft = Draft::new(crate::rules::rule("ignore-unused")?, case, span, message)?;
    Some(Draft { help: Some(help.to_owned()), ..draft })
}

/// What is not needed any more hides the next fault of its kind.
const HIDES: Basis = Basis::Advice("an exception that is not needed hides the next fault of its kind");

const PORT: &str = r#"{"ldap":{"hostname":"ldap.mycompany.com","port":389}}"#;
const CLEAN: &str = r#"{"ldap":{"hostname":"ldap.mycompany.com","port":636}}"#;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "ignore-unused",
        group: Group::Policy,
        cases: &[
            Case::warning(Consequence::Advice, HIDES).when("no file is at its path"),
            Case::warning(Consequence::Advice, HIDES).when("nothing is found that it would wave through"),
        ],
        summary: "An exception in the policy is not needed any more.",
        explain: "\
An `[[ignore]]` of `usersec.toml` matches no file, or nothing is found in its files that it would wave \
through. The fault may be mended, the file moved, or the entry never have meant what it says: it then hides \
nothing today, and the next fault of its kind tomorrow.\n\n\
Take the entry out, or mend its path, pointer or rule. It is reported only where the run has seen all that \
the entry may be about: every file below the policy's folder, or the one file that its path names.",
        bad: &[
            Example::policy(
                r#"ignore = [{ path = "old.json", rule = "port-plaintext", reason = "until June" }]"#,
                CLEAN,
            ),
            Example::policy(
                r#"ignore = [{ path = "body.json", rule = "port-plaintext", reason = "until June" }]"#,
                CLEAN,
            ),
        ],
        good: &[Example::policy(
            r#"ignore = [{ path = "body.json", rule = "port-plaintext", reason = "until June" }]"#,
            PORT,
        )],
        check: Check::Run,
        yields_to: &[],
    },
    Rule {
        name: "baseline-stale",
        group: Group::Policy,
        cases: &[Case::warning(Consequence::Advice, HIDES)],
        summary: "A known finding is not found any more.",
        explain: "\
The file of known findings (`--baseline`) has an entry for a fault that is mended, or for a file that is not \
there any more. Should the fault come back, the entry would hide it.\n\n\
Write the file anew with `--write-baseline`, or take the entry out. It is reported only where the run has \
looked into the entry's file.",
        bad: &[Example::baseline("{}", CLEAN)],
        good: &[],
        check: Check::Run,
        yields_to: &[],
    },
];
