//! Fixes of a whole document: edits of many findings made together, the text checked again, until nothing
//! more is to be done.

mod kept;
mod round;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use sha2::{Digest as _, Sha256};

use self::kept::Moved;
pub(crate) use self::kept::{Kept, all_kept};
use self::round::{Verdict, choose};
use crate::fix::{Safety, apply};
use crate::linter::{Linter, Looked};
use crate::report::Report;
use crate::wiped::{Hidden, Wiped};

/// How often a document is checked again at most. A round takes as many fixes as go together, so that a
/// few of them do; the rest is for fixes that stand in each other's way.
const MOST_ROUNDS: usize = 200;

/// How many bytes are checked again at most, however large the document is; but [`FEWEST_ROUNDS`] it gets.
const MOST_BYTES: usize = 512 << 20;

const FEWEST_ROUNDS: usize = 8;

/// A document after its fixes; [`Linter::fix`] makes it.
///
/// Its `Debug` shows none of the text, which holds the secrets that the document holds; it is wiped when it is dropped.
pub struct Fixed {
    text: Wiped<Vec<u8>>,
    applied: BTreeMap<&'static str, usize>,
    report: Report,
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "the command shows it as a diff"))]
    kept: Vec<Kept>,
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "the command shows it as a diff"))]
    first_json: Option<(Wiped, Vec<Kept>)>,
    changed: bool,
    done: bool,
}

impl Fixed {
    /// The document after the fixes, secrets included; byte for byte the one that was given if there was
    /// nothing to fix.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The same, taken out; it is not wiped then.
    pub fn into_text(self) -> Vec<u8> {
        self.text.into_inner()
    }

    /// The names of the rules whose findings were mended, and how many of each, by name.
    pub fn applied(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.applied.iter().map(|(name, count)| (*name, *count))
    }

    /// How many findings were mended.
    pub fn count(&self) -> usize {
        self.applied.values().sum()
    }

    /// What is found in the document after the fixes.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The same, taken out.
    pub fn into_report(self) -> Report {
        self.report
    }

    /// Whether the text is another one than before.
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// Whether all was done that could be. It was not if fixes that stand in each other's way were so many
    /// that there was no end in sight: applied to the text once more, they go on.
    pub fn is_complete(&self) -> bool {
        self.done
    }

    /// Both at once.
    #[cfg(feature = "cli")]
    pub(crate) fn into_parts(self) -> (Wiped<Vec<u8>>, Report) {
        (self.text, self.report)
    }

    /// What stands in both texts, in their order: what is between was changed.
    #[cfg(feature = "cli")]
    pub(crate) fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// The first text that was JSON, if the document was none, and what it has kept of that.
    #[cfg(feature = "cli")]
    pub(crate) fn first_json(&self) -> Option<(&str, &[Kept])> {
        self.first_json.as_ref().map(|(text, kept)| (&**text, &**kept))
    }
}

impl fmt::Debug for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fixed")
            .field("text", &format_args!("{} bytes", self.text.len()))
            .field("applied", &self.applied)
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}

impl Linter {
    /// Mends what can be mended in a document: applies the fixes of the findings that are shown, up to that
    /// safety, and of what is found then, until nothing more is to be done.
    ///
    /// A fix is applied as a whole or not at all, and only if its finding is gone then, a document that was
    /// JSON still is, and nothing that was secret is shown in the open. With [`Safety::Hint`] what is safe
    /// goes first. What a policy or a baseline hides is not touched, nor is a text that is no UTF-8.
    ///
    /// ```
    /// use usersec::{Linter, Safety};
    ///
    /// let fixed = Linter::new().fix(r#"{"ldap": {"port": "636",}}"#, Safety::Safe);
    /// assert_eq!(fixed.text(), br#"{"ldap": {"port": 636}}"#);
    /// assert!(fixed.applied().eq([("json-syntax", 1), ("wrong-type", 1)]));
    /// assert!(fixed.report().findings().is_empty());
    /// ```
    pub fn fix(&self, body: impl AsRef<[u8]>, up_to: Safety) -> Fixed {
        let fixed = fix(body.as_ref(), up_to, |text| self.look(text));
        Fixed { report: self.listed(fixed.report), ..fixed }
    }
}

/// Mends a document of which `look` says what is found in it.
fn fix(body: &[u8], up_to: Safety, look: impl Fn(&[u8]) -> Looked) -> Fixed {
    let looked = look(body);
    let Ok(text) = std::str::from_utf8(body) else {
        return Fixed {
            text: Wiped::from(body.to_vec()),
            applied: BTreeMap::new(),
            report: looked.report,
            kept: all_kept(body.len()),
            first_json: None,
            changed: false,
            done: true,
        };
    };
    let mut work = Work {
        look: &look,
        up_to,
        text: Hidden::Borrowed(text),
        looked,
        kept: all_kept(text.len()),
        first_json: None,
        applied: BTreeMap::new(),
        refused: HashSet::new(),
        suspects: HashSet::new(),
        most: usize::MAX,
        seen: HashMap::new(),
        prints: Vec::new(),
    };
    let done = work.run();
    let changed = *work.text != *text;
    Fixed {
        text: match work.text {
            Hidden::Borrowed(text) => Wiped::from(text.as_bytes().to_vec()),
            Hidden::Owned(text) => Wiped::from(text.into_inner().into_bytes()),
        },
        applied: work.applied,
        report: work.looked.report,
        kept: work.kept,
        first_json: work.first_json,
        changed,
        done,
    }
}

/// A document in the middle of it.
struct Work<'t> {
    look: &'t dyn Fn(&[u8]) -> Looked,
    up_to: Safety,
    text: Hidden<'t>,
    looked: Looked,
    kept: Vec<Kept>,
    first_json: Option<(Wiped, Vec<Kept>)>,
    applied: BTreeMap<&'static str, usize>,
    /// The fingerprints of findings whose fixes are not tried again.
    refused: HashSet<u64>,
    /// Those whose fixes are tried alone, because they did not mend their findings together with others.
    suspects: HashSet<u64>,
    /// How many fixes are tried together.
    most: usize,
    /// The texts there were, each with what had been applied then, and how many fingerprints there were.
    seen: HashMap<[u8; 32], (BTreeMap<&'static str, usize>, usize)>,
    /// The fingerprints of the findings that were mended, as they came.
    prints: Vec<u64>,
}

impl Work<'_> {
    /// Goes on until there is nothing to do, and says whether it came that far.
    fn run(&mut self) -> bool {
        let mut bytes = 0_usize;
        for round in 0..MOST_ROUNDS {
            bytes = bytes.saturating_add(self.text.len());
            if round >= FEWEST_ROUNDS && bytes > MOST_BYTES {
                return false;
            }
            let findings = self.looked.report.findings();
            let round = choose(findings, self.up_to, self.most, &self.refused, &self.suspects);
            if round.is_empty() {
                return true;
            }
            let made = apply(&self.text, round.edits()).map(|text| {
                let looked = (self.look)(text.as_bytes());
                (round.judge(&self.looked, &looked), text, looked)
            });
            let (fixes, prints) = (round.len(), round.prints());
            match made {
                Some((Verdict::Mended, text, looked)) => {
                    let (rules, moved) = (round.rules(), round.moved());
                    self.take(text, looked, &moved, &rules, prints);
                }
                // What is wrong alone is not tried again.
                Some((Verdict::Stay(_), ..)) if fixes == 1 => self.refused.extend(prints),
                Some((Verdict::Stay(prints), ..)) => self.suspects.extend(prints),
                Some((Verdict::Broken, ..)) | None if fixes == 1 => self.refused.extend(prints),
                Some((Verdict::Broken, ..)) | None => self.most = fixes / 2,
            }
        }
        false
    }

    /// Goes on with a text in which those fixes are made.
    fn take(&mut self, text: Wiped, looked: Looked, moved: &Moved, rules: &[&'static str], prints: Vec<u64>) {
        let before: [u8; 32] = Sha256::digest(self.text.as_bytes()).into();
        self.seen.entry(before).or_insert_with(|| (self.applied.clone(), self.prints.len()));
        self.most = self.most.saturating_mul(2);
        for print in &prints {
            self.suspects.remove(print);
        }
        self.prints.extend(prints);
        rules.iter().for_each(|rule| *self.applied.entry(rule).or_default() += 1);
        let after: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        if let Some((applied, prints)) = self.seen.get(&after) {
            // All that was done since that text has been undone again.
            self.refused.extend(self.prints.iter().skip(*prints));
            self.applied.clone_from(applied);
        }
        self.kept = moved.through(&self.kept);
        if looked.is_json && !self.looked.is_json {
            self.first_json = Some((text.clone(), self.kept.clone()));
        }
        self.text = Hidden::Owned(text);
        self.looked = looked;
    }
}
