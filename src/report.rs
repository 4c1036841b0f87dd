//! What a check found.

mod place;
mod plain;
mod yielding;

use std::fmt;

use crate::diagnostic::ShownPlace;
use crate::fix::Fix;
use crate::lines::Location;
use crate::mask::Masked;
use crate::rule::{Basis, Case, Consequence, Draft, Level, Rule};
use crate::settings::UserSecurity;
use crate::source::Source;
use crate::span::Span;

#[cfg(feature = "cli")]
pub(crate) use self::place::hashed;
use self::place::{Way, fingerprint, pointer};
pub(crate) use self::plain::PlainText;
pub(crate) use self::yielding::Reach;
use self::yielding::yielding;

/// What was found in a document.
///
/// It owns what it needs, and holds no secret but the bind password inside of the settings, which only
/// [`UserSecurity::to_request_body`] gives away.
#[derive(Debug)]
pub struct Report {
    pub(crate) findings: Vec<Finding>,
    pub(crate) skipped: Vec<Skipped>,
    /// The highest level, by its case, among the findings that were too many to be listed.
    pub(crate) unlisted: Option<Level>,
    pub(crate) suppressed: Suppressed,
    pub(crate) settings: Option<Box<UserSecurity>>,
}

impl Report {
    /// The findings, in the order of the document.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The rules that did not run, or had too many findings to list, and why.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// The findings that a policy or a baseline hides.
    pub fn suppressed(&self) -> &Suppressed {
        &self.suppressed
    }

    /// Whether nothing was found that is an error by its own case, whatever levels were chosen.
    pub fn is_submittable(&self) -> bool {
        let levels = self.findings.iter().map(|finding| finding.case.level);
        let levels = levels.chain(self.unlisted).chain(self.suppressed.worst);
        !levels.into_iter().any(|level| level == Level::Error)
    }

    /// How many findings are of that level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// The settings, parsed, of a request body that [is submittable](Report::is_submittable).
    ///
    /// # Errors
    ///
    /// Gives the report back if an error was found, or if the document is no request body
    /// ([`Kind::Patch`](crate::Kind::Patch)).
    pub fn into_settings(mut self) -> Result<UserSecurity, Report> {
        self.settings.take().map(|settings| *settings).ok_or(self)
    }
}

/// What was found, and is not shown: a policy waves it through, or a baseline knows it.
#[derive(Clone, Debug, Default)]
pub struct Suppressed {
    /// How many findings the policy ignores.
    pub(crate) ignored: usize,
    /// Of each known finding the entry of the baseline that knows it, as they stand there, from 0; and
    /// whether that is what hides it, and not the policy.
    pub(crate) known: Vec<(usize, bool)>,
    /// The entries of the policy that would wave something through, whether or not another one does; as
    /// they stand there, from 0.
    pub(crate) used: Box<[usize]>,
    /// The highest level, by its case, among all that is not shown, switched off rules included.
    pub(crate) worst: Option<Level>,
}

impl Suppressed {
    /// How many findings an `[[ignore]]` of the policy hides.
    pub fn ignored(&self) -> usize {
        self.ignored
    }

    /// How many findings the baseline knows.
    pub fn known(&self) -> usize {
        self.known.iter().filter(|(_, hides)| *hides).count()
    }
}

/// A rule that did not run, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Skipped {
    /// Its name.
    pub rule: &'static str,
    /// What was missing.
    pub reason: &'static str,
    /// Whether it was not given what it looks at, so that there was nothing to do for it.
    #[serde(skip)]
    pub(crate) lacks_input: bool,
}

/// Something that was found.
#[derive(Clone, Debug)]
pub struct Finding {
    pub(crate) rule: &'static Rule,
    pub(crate) case: &'static Case,
    pub(crate) level: Level,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) place: Place,
    pub(crate) related: Vec<Related>,
    pub(crate) fix: Option<Fix>,
    /// Where each edit of the fix stands.
    #[cfg(feature = "cli")]
    pub(crate) edits: Vec<Location>,
    pub(crate) fingerprint: u64,
    pub(crate) shown: ShownPlace,
}

/// Where something stands.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) span: Span,
    pub(crate) location: Location,
    pub(crate) pointer: String,
    pub(crate) way: Way,
    pub(crate) source: Masked,
}

/// Another place that has to do with a finding.
#[derive(Clone, Debug)]
pub struct Related {
    pub(crate) message: String,
    pub(crate) place: Place,
}

macro_rules! place_accessors {
    ($type:ty) => {
        impl $type {
            /// In one to three lines, with no secret in it.
            pub fn message(&self) -> &str {
                &self.message
            }

            /// The bytes of the document that it is about.
            pub fn span(&self) -> Span {
                self.place.span
            }

            /// The same in lines and columns.
            pub fn location(&self) -> Location {
                self.place.location
            }

            /// The member that it is about, as a JSON pointer (RFC 6901); empty for the whole document.
            pub fn pointer(&self) -> &str {
                &self.place.pointer
            }
        }
    };
}

place_accessors!(Finding);
place_accessors!(Related);

impl Finding {
    /// The rule that found it.
    pub fn rule(&self) -> &'static Rule {
        self.rule
    }

    /// How much it weighs, after the chosen mode.
    pub fn level(&self) -> Level {
        self.level
    }

    /// What comes of it.
    pub fn consequence(&self) -> Consequence {
        self.case.consequence
    }

    /// On what grounds.
    pub fn basis(&self) -> Basis {
        self.case.basis
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Other places that have to do with it.
    pub fn related(&self) -> &[Related] {
        &self.related
    }

    /// Edits that would mend it.
    pub fn fix(&self) -> Option<&Fix> {
        self.fix.as_ref()
    }

    /// What stays the same when lines move, members come and go, and the text is laid out otherwise: the
    /// rule and how much its case weighs, the member, and the masked text without its white space, hashed.
    /// Twins are told apart by their order.
    pub fn fingerprint(&self) -> String {
        format!("{:016x}", self.fingerprint)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Finding {}

impl fmt::Display for Related {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Related {}

/// Levels as the mode changes them; `None` is not shown.
pub(crate) fn level_of(case: &Case, strict: bool, pedantic: bool) -> Option<Level> {
    match case.level {
        // What breaks the contract is shown under `strict`, whether or not most people want to hear of it.
        _ if case.strict && strict => Some(Level::Error),
        _ if case.pedantic && !pedantic => None,
        level => Some(level),
    }
}

/// Turns drafts into findings: drops what merely follows from another, and finds out where each stands.
pub(crate) fn findings(
    drafts: Vec<Draft>,
    source: &Source<'_>,
    level: impl Fn(&Rule, &Case) -> Option<Level>,
) -> Vec<Finding> {
    let levelled = drafts.into_iter().map(|draft| (level(draft.rule, draft.case), draft)).collect();
    let mut drafts = yielding(levelled);
    if drafts.is_empty() {
        return Vec::new();
    }
    // Stable, so that findings of one place stay in the order of the table.
    drafts.sort_by_key(|(_, draft)| draft.span);
    let masked = source.masked();
    placed(drafts, source.bytes(), &masked, |span| {
        let found = source.document().map(|document| pointer(document, span, source));
        found.unwrap_or((String::new(), Way::NONE))
    })
}

/// The findings that drafts make, each at its place in `bytes`.
fn placed(
    drafts: Vec<(Option<Level>, Draft)>,
    bytes: &[u8],
    masked: &Masked,
    pointer: impl Fn(Span) -> (String, Way),
) -> Vec<Finding> {
    let locate = |span| masked.lines().location(bytes, span);
    let place = |span| {
        let (pointer, way) = pointer(span);
        Place { span, location: locate(span), pointer, way, source: masked.clone() }
    };
    let mut seen = std::collections::HashMap::new();
    let finding = |(level, draft): (Option<Level>, Draft)| {
        let place_of_draft = place(draft.span);
        let shown = masked.text().get(draft.span.range()).unwrap_or_default();
        let print = fingerprint(&draft, place_of_draft.way, shown);
        // Twins are told apart by their order.
        let nth: &mut u64 = seen.entry(print).or_default();
        *nth += 1;
        Some(Finding {
            rule: draft.rule,
            case: draft.case,
            level: level?,
            message: draft.message,
            help: draft.help,
            place: place_of_draft,
            related: draft
                .related
                .into_iter()
                .map(|(span, message)| Related { message, place: place(span) })
                .collect(),
            #[cfg(feature = "cli")]
            edits: (draft.fix.iter().flat_map(|fix| &fix.edits)).map(|edit| locate(edit.span)).collect(),
            fix: draft.fix,
            fingerprint: print.wrapping_add(*nth - 1),
            shown: ShownPlace::default(),
        })
    };
    drafts.into_iter().filter_map(finding).collect()
}
