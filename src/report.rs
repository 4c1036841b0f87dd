//! What a check found.

mod fingerprint;
mod kept;
mod place;
mod plain;
mod relocated;
mod rest;
mod stored;
mod yielding;

use std::collections::BTreeSet;
use std::fmt;

use crate::diagnostic::ShownPlace;
use crate::fix::Fix;
use crate::lines::Location;
use crate::mask::Masked;
use crate::rule::{Basis, Case, Consequence, Draft, Level, Rule, Standing};
use crate::settings::UserSecurity;
use crate::source::Source;
use crate::span::Span;

#[cfg(feature = "cli")]
pub(crate) use self::fingerprint::hashed;
pub(crate) use self::fingerprint::hashed_into;
use self::fingerprint::{Shown, fingerprint};
pub(crate) use self::kept::{Kept, Part};
use self::place::{Context, Way, pointer};
pub(crate) use self::plain::PlainText;
pub use self::rest::Unlisted;
pub(crate) use self::rest::{Rest, in_words};
pub(crate) use self::stored::Back;
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
    /// What is counted, and not listed.
    pub(crate) rest: Rest,
    pub(crate) suppressed: Suppressed,
    pub(crate) settings: Option<Box<UserSecurity>>,
    /// The document without its secrets, for what is said of it later.
    pub(crate) kept: Option<Box<Kept>>,
}

impl Report {
    /// One without settings, of which nothing is kept.
    pub(crate) fn of(findings: Vec<Finding>, suppressed: Suppressed) -> Self {
        let (skipped, rest) = (Vec::new(), Rest::default());
        Self { findings, skipped, rest, suppressed, settings: None, kept: None }
    }

    /// The findings, in the order of the document; what says that there are more comes last.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The findings that are counted, and not listed, by rule and level; what weighs most first. Those of a case
    /// of a rule beyond the first 100,000 are among them.
    pub fn unlisted(&self) -> &[Unlisted] {
        &self.rest.unlisted
    }

    /// The rules that did not run, or did not look at everything, and why.
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
        let levels = levels.chain(self.rest.worst).chain(self.suppressed.worst);
        !levels.into_iter().any(|level| level == Level::Error)
    }

    /// Whether the rule may have more to say than is known: it did not look at everything, or found too much.
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn has_unseen(&self, rule: &str) -> bool {
        self.skipped.iter().any(|skipped| skipped.rule == rule) || self.rest.cut_short.contains(&rule)
    }

    /// How many findings are of that level, whether or not they are listed.
    pub fn count(&self, level: Level) -> usize {
        let unlisted = self.rest.unlisted.iter().filter(|unlisted| unlisted.level == level);
        let unlisted: usize = unlisted.map(|unlisted| unlisted.count).sum();
        self.findings.iter().filter(|finding| finding.level == level).count() + unlisted
    }

    /// The settings, parsed, of a request body that [is submittable](Report::is_submittable).
    ///
    /// # Errors
    ///
    /// Gives the report back if an error was found, or if the document is no request body
    /// ([`Kind::Patch`](crate::Kind::Patch)).
    #[expect(clippy::result_large_err, reason = "it is given back as it is, and once")]
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

    /// What is not shown of something else besides.
    pub(crate) fn take_in(&mut self, other: Suppressed) {
        let Suppressed { ignored, known, used, worst } = other;
        self.ignored += ignored;
        self.known.extend(known);
        let all: BTreeSet<usize> = self.used.iter().copied().chain(used).collect();
        self.used = all.into_iter().collect();
        self.worst = self.worst.max(worst);
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
    /// Whether it is there only because something is stored.
    pub(crate) needs_current: bool,
    pub(crate) shown: ShownPlace,
}

/// Where something stands.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) span: Span,
    pub(crate) location: Location,
    pub(crate) pointer: String,
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

    /// What stays the same when lines move, members and entries come and go, and the text is laid out
    /// otherwise: the rule and its case, the pointer without the numbers of entries, and the masked text
    /// around the place, hashed. Twins are told apart by their order.
    ///
    /// That text is the whole string, number or literal, or 100 bytes on either side if it is longer than
    /// 200; a certificate, or whatever else is longer itself, stands for itself alone. For a key it is the
    /// key, for an entry of a list its members in whatever order, for a key in one both, and nothing for
    /// another object or array.
    ///
    /// What is absent has no text. Two faults of one case that say of the same member that different
    /// things are missing beside it have the same fingerprint.
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
    located(yielding(levelled), source)
}

/// The same of all drafts, whatever is shown and follows from what.
#[cfg(any(test, feature = "cli"))]
pub(crate) fn all_findings(drafts: Vec<Draft>, source: &Source<'_>) -> Vec<Finding> {
    located(drafts.into_iter().map(|draft| (Some(draft.case.level), draft)).collect(), source)
}

fn located(mut drafts: Vec<(Option<Level>, Draft)>, source: &Source<'_>) -> Vec<Finding> {
    if drafts.is_empty() {
        return Vec::new();
    }
    // Stable, so that findings of one place stay in the order of the table; and those about what is stored in
    // that of what is stored.
    drafts.sort_by_key(|(_, draft)| (draft.span, draft.standing.stored()));
    let masked = source.masked();
    let document = source.document();
    let secrets = document.map_or(&[][..], |_| source.secrets());
    placed(drafts, source.bytes(), &masked, secrets, |span| match document {
        Some(document) => pointer(document, span, source),
        None if span.start < source.text_start() => (String::new(), Way::NONE),
        // Of a message so much may be hidden that what stands around a place tells nothing.
        None if source.is_message() => (String::new(), Way::NONE),
        None => (String::new(), Way { context: Context::Broken, ..Way::NONE }),
    })
}

/// The findings that drafts make, each at its place in `bytes`.
fn placed<'d>(
    drafts: Vec<(Option<Level>, Draft)>,
    bytes: &[u8],
    masked: &Masked,
    secrets: &[Span],
    pointer: impl Fn(Span) -> (String, Way<'d>),
) -> Vec<Finding> {
    let locate = |span| masked.lines().location(bytes, span);
    let place = |span| {
        let (pointer, way) = pointer(span);
        (Place { span, location: locate(span), pointer, source: masked.clone() }, way)
    };
    let shown = Shown::new(masked.text(), secrets);
    let mut seen = std::collections::HashMap::new();
    let finding = |(level, draft): (Option<Level>, Draft)| {
        let (place_of_draft, way) = place(draft.span);
        let print = match draft.standing {
            Standing::Stored { print, .. } => print,
            Standing::InFile | Standing::BesideStored => fingerprint(&draft, way, &shown),
        };
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
                .map(|(span, message)| Related { message, place: place(span).0 })
                .collect(),
            #[cfg(feature = "cli")]
            edits: (draft.fix.iter().flat_map(|fix| &fix.edits)).map(|edit| locate(edit.span)).collect(),
            fix: draft.fix,
            fingerprint: print.wrapping_add(*nth - 1),
            needs_current: draft.standing != Standing::InFile,
            shown: ShownPlace::default(),
        })
    };
    // Their number is known: a list that grew had half as much room again for nothing.
    let mut findings = Vec::with_capacity(drafts.len());
    findings.extend(drafts.into_iter().filter_map(finding));
    findings
}
