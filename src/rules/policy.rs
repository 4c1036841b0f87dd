//! Files of a team's decisions that have outlived what they were about.
//!
//! No document shows that nobody needs an exception any more; a run over all of them does. So these rows
//! are judged where a run ends, and only if it has seen enough to tell.

#[cfg(any(test, feature = "cli"))]
use crate::mask::mask_text;
#[cfg(any(test, feature = "cli"))]
use crate::quote::quoted;
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

/// Why an entry of the file of known findings hides nothing any more.
#[cfg(any(test, feature = "cli"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gone {
    /// Its file was checked, and it was not found.
    Mended,
    /// Its file is gone.
    File,
    /// It could never be known.
    Never,
}

/// An entry of the file of known findings that hides nothing any more.
#[cfg(any(test, feature = "cli"))]
pub(crate) fn stale(span: Span, gone: Gone, rule: &str, pointer: &str, path: &str) -> Option<Draft> {
    let place = match pointer {
        "" => quote(path),
        pointer => format!("{} of {}", quote(pointer), quote(path)),
    };
    let (case, message) = match gone {
        Gone::Mended => (0, format!("{rule} is not found any more at {place}")),
        Gone::File => (1, format!("{rule} was known at {place}, and that file is not there any more")),
        Gone::Never => (2, format!("{rule} at {place} cannot be known: it is always shown")),
    };
    let help = "take the entry out, or write the file anew with --write-baseline";
    of_known(case, span, message, help)
}

/// Several entries of a file that is gone, of which the first stands there.
#[cfg(any(test, feature = "cli"))]
pub(crate) fn stale_file(span: Span, path: &str, entries: usize) -> Option<Draft> {
    let message =
        format!("{entries} findings were known in {}, and that file is not there any more", quote(path));
    let help = "take the entries out, or write the file anew with --write-baseline";
    of_known(1, span, message, help)
}

#[cfg(any(test, feature = "cli"))]
fn of_known(case: usize, span: Span, message: String, help: &str) -> Option<Draft> {
    let draft = Draft::new(crate::rules::rule("baseline-stale")?, case, span, message)?;
    Some(Draft { help: Some(help.to_owned()), ..draft })
}

/// Somebody may have edited it.
#[cfg(any(test, feature = "cli"))]
fn quote(text: &str) -> String {
    quoted(mask_text(text).as_deref().unwrap_or(text))
}

/// What is not needed any more hides the next fault of its kind.
const HIDES: Basis = Basis::Advice("an exception that is not needed hides the next fault of its kind");

const PORT: &str = r#"{"ldap":{"hostname":"ldap.mycompany.com","port":389}}"#;
/// What is found in [`PORT`].
const KNOWN: &str = r#"{"version":1,"findings":[
{"path":"body.json","rule":"port-plaintext","pointer":"/ldap/port","fingerprint":"a7d6b062418d7b1c"}
]}"#;
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
the entry may be about: every file below the policy's folder, or the one file that its path names. A file \
that a search passes over, as it is hidden or `.gitignore` names it, may be checked by a hook: an entry that \
may be for one is not reported.",
        bad: &[
            Example::under_policy(
                r#"ignore = [{ path = "old.json", rule = "port-plaintext", reason = "until June" }]"#,
                CLEAN,
            ),
            Example::under_policy(
                r#"ignore = [{ path = "body.json", rule = "port-plaintext", reason = "until June" }]"#,
                CLEAN,
            ),
        ],
        good: &[Example::under_policy(
            r#"ignore = [{ path = "body.json", rule = "port-plaintext", reason = "until June" }]"#,
            PORT,
        )],
        check: Check::Run,
        yields_to: &[],
    },
    Rule {
        name: "baseline-stale",
        group: Group::Policy,
        cases: &[
            Case::warning(Consequence::Advice, HIDES).when("its file was checked, and it was not found"),
            Case::warning(Consequence::Advice, HIDES).when("its file is gone"),
            Case::warning(Consequence::Advice, HIDES)
                .when("its rule is about a secret, which is never known"),
        ],
        summary: "A known finding is not found any more.",
        explain: "\
The file of known findings (`--baseline`) has an entry for a fault that is mended, or for a file that is not \
there any more. Should the fault come back, the entry would hide it. An entry for a rule about secrets \
(`private-key`, `bind-password-literal` …) hides nothing: those findings are always shown.\n\n\
Write the file anew with `--write-baseline`, or take the entry out. It is reported only where the run has \
looked into the entry's file.",
        bad: &[
            Example::with_baseline(KNOWN, CLEAN),
            Example::with_baseline(
                r#"{"version":1,"findings":[
{"path":"old.json","rule":"port-plaintext","pointer":"/ldap/port","fingerprint":"0123456789abcdef"}
]}"#,
                CLEAN,
            ),
            Example::with_baseline(
                r#"{"version":1,"findings":[
{"path":"body.json","rule":"private-key","pointer":"/ldap/caCertificate","fingerprint":"0123456789abcdef"}
]}"#,
                CLEAN,
            ),
        ],
        good: &[Example::with_baseline(KNOWN, PORT)],
        check: Check::Run,
        yields_to: &[],
    },
];
