//! Compares OpenSSL's verdict with the findings.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use usersec::{Level, Linter, Report, Span};

use crate::fidelity::accident;
use crate::oracle::{Oracle, hex};
use crate::shop::{Bundle, Shop};
use crate::texts::Text;

/// The time at which texts are judged: 2026-02-10T00:00:00Z.
const NOW: i64 = 1_770_681_600;

/// Both members that hold certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// `customerX509.cas`
    Clients,
    /// `ldap.caCertificate`
    Host,
}

impl Field {
    pub(crate) const BOTH: [Self; 2] = [Self::Clients, Self::Host];

    pub(crate) fn body(self, text: &str) -> Value {
        match self {
            Self::Clients => json!({"customerX509": {"cas": text}}),
            Self::Host => json!({"ldap": {"caCertificate": text}}),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Clients => "cas",
            Self::Host => "caCertificate",
        }
    }
}

/// Asks, compares, and collects what does not agree.
pub(crate) struct Judge {
    pub(crate) oracle: Oracle,
    complaints: Vec<String>,
    /// What was different for a reason.
    explained: BTreeSet<&'static str>,
    count: usize,
}

impl Judge {
    pub(crate) fn new(oracle: Oracle) -> Self {
        Self { oracle, complaints: vec![], explained: BTreeSet::new(), count: 0 }
    }

    /// Refused means an error; lost means at least a warning on the place; else there is no error.
    pub(crate) fn text(&mut self, case: &Text) {
        self.judge(case, place);
    }

    /// The same of a text with several faults: what is lost may be spoken of anywhere.
    pub(crate) fn random(&mut self, case: &Text) {
        self.judge(case, |body, _| 0..body.len());
    }

    fn judge(&mut self, case: &Text, place: fn(&str, &[u8]) -> Range<usize>) {
        let load = self.oracle.load(&case.text);
        let refused = load.is_refused();
        let lost: Vec<&Vec<u8>> = case.means.iter().filter(|der| !refused && !load.has(der)).collect();
        self.count += 1;
        let is_meant = |stored: &String| case.means.iter().any(|der| hex(der) == *stored);
        if !lost.is_empty() && !load.store.iter().flatten().all(is_meant) {
            // A wrong digit, and still a certificate: which one was lost nobody can say.
            return;
        }
        for field in Field::BOTH {
            let body = field.body(&case.text).to_string();
            let report = Linter::new().now(NOW).check(&body);
            // Of a wrong byte nobody knows what it does later; it can be decoded, that is all.
            let errs = report.findings().iter().any(|finding| {
                let structural = finding.rule().name() == "certificate-undecodable";
                finding.level() == Level::Error && (structural || !case.means.is_empty())
            });
            let complaint = match (refused, lost.as_slice()) {
                (true, _) if report.count(Level::Error) == 0 => Some("refused, and no error".to_owned()),
                (true, _) => None,
                (false, []) => errs.then(|| "loaded whole, and an error".to_owned()),
                (false, lost) => {
                    let silent = lost.iter().filter(|der| !speaks_at(&report, &place(&body, der))).count();
                    (silent > 0).then(|| format!("{silent} lost without a word"))
                }
            };
            let verdict = match refused {
                true => format!("refused: {}", load.why),
                false => format!("loaded {}, lost {}", load.store.as_ref().map_or(0, Vec::len), lost.len()),
            };
            let because = case.because.or_else(|| {
                // Most of these have no error, as it should be.
                let has_one = complaint.is_some() && !refused && lost.is_empty();
                if has_one { accident(&case.text) } else { None }
            });
            self.record(&case.name, field, because, complaint, &verdict, &report);
        }
    }

    /// A handshake that fails means at least a warning on the certificate; if all work there is no error.
    pub(crate) fn bundle(&mut self, shop: &mut Shop, bundle: &Bundle) {
        self.count += 1;
        let text: String = bundle.made.iter().map(|made| made.forge.pem()).collect();
        for (field, expected) in Field::BOTH.into_iter().zip(bundle.verdicts) {
            let mut body = field.body(&text);
            if field == Field::Host {
                body["ldap"]["hostname"] = json!(bundle.host);
            }
            let body = body.to_string();
            let report = Linter::new().now(shop.now).check(&body);
            let answers = shop.tried(&text, bundle, field, 2);
            let verdict: Vec<&str> = answers.iter().map(|(_, answer)| answer.as_str()).collect();
            let verdict = verdict.join(" ");
            let error = report.findings().iter().any(|finding| {
                let name = finding.rule().name();
                finding.level() == Level::Error && !(field == Field::Clients && name == "certificate-expired")
            });
            let failed = answers.iter().filter(|(_, answer)| answer != "ok");
            // What is said of an issuer need not be said again of what it has issued.
            let speaks = |nth: usize| {
                let path = bundle.path(nth);
                path.iter().any(|at| speaks_at(&report, &place(&body, &bundle.made[*at].forge.der())))
            };
            let silent: Vec<usize> = failed.map(|(nth, _)| *nth).filter(|nth| !speaks(*nth)).collect();
            if verdict != expected && self.oracle.is_3_0 {
                let complaint = Some(format!("OpenSSL was said to say {expected}"));
                self.record(bundle.name, field, None, complaint, &verdict, &report);
            }
            let complaint = match verdict.split(' ').all(|answer| answer == "ok") {
                true => error.then(|| "works, and an error".to_owned()),
                false => (!silent.is_empty()).then(|| format!("fails without a word on {silent:?}")),
            };
            let because =
                bundle.because.filter(|(_, fields)| fields.contains(&field)).map(|(reason, _)| reason);
            self.record(bundle.name, field, because, complaint, &verdict, &report);
        }
    }

    /// The same of a random one. Excused, unless `USERSEC_STRICT` is set: what `docs/fidelity.md` says of
    /// `caCertificate`. `USERSEC_SEVEN` complains of 7 (signatures), `USERSEC_WARNINGS` of warnings where all works,
    /// `USERSEC_SMALL` makes small ones with one oddity, `USERSEC_KEEP=folder` keeps the bodies.
    pub(crate) fn random_bundle(&mut self, shop: &mut Shop, bundle: &Bundle, words: &str) {
        self.count += 1;
        let text: String = bundle.made.iter().map(|made| made.forge.pem()).collect();
        for field in Field::BOTH {
            let mut body = field.body(&text);
            if field == Field::Host {
                body["ldap"]["hostname"] = json!(bundle.host);
            }
            let body = body.to_string();
            let starts: Vec<usize> =
                body.match_indices("-----BEGIN").map(|(at, _)| at).chain([body.len()]).collect();
            let report = Linter::new().now(shop.now).check(&body);
            let answers = shop.tried(&text, bundle, field, 2);
            let verdict: Vec<&str> = answers.iter().map(|(_, answer)| answer.as_str()).collect();
            let verdict = verdict.join(" ");
            let strict = std::env::var("USERSEC_STRICT").is_ok();
            let allowed = |name: &str| field == Field::Clients && name == "certificate-expired";
            let errors: Vec<&str> = report
                .findings()
                .iter()
                .filter(|finding| finding.level() == Level::Error)
                .filter(|finding| !allowed(finding.rule().name()))
                .map(|finding| finding.rule().name())
                .collect();
            let speaks = |nth: usize| {
                let path = bundle.path(nth);
                // A copy is spoken of where the first one stands; and a renewal may be what stands in the way.
                let siblings = path.iter().flat_map(|at| bundle.siblings(*at)).flat_map(|at| bundle.path(at));
                siblings.into_iter().any(|at| speaks_at(&report, &(starts[at]..starts[at + 1])))
            };
            let documented = |nth: usize, answer: &str| {
                // `docs/fidelity.md`: no authority, beside its CA; constraints on the name of the directory.
                field == Field::Host
                    && !strict
                    && (matches!(answer, "47" | "48") || !bundle.made[nth].forge.is_authority())
            };
            let failed = answers.iter().filter(|(nth, answer)| answer != "ok" && !documented(*nth, answer));
            let silent: Vec<(usize, &str)> = failed
                .map(|(nth, answer)| (*nth, answer.as_str()))
                .filter(|(nth, _)| !speaks(*nth))
                .collect();
            let all_work = answers.iter().all(|(_, answer)| answer == "ok");
            let complaint = if all_work && !errors.is_empty() {
                format!("works, and errors {errors:?}")
            } else if silent.iter().any(|(_, answer)| *answer != "7") {
                format!("fails without a word on {silent:?}")
            } else if !silent.is_empty() && std::env::var("USERSEC_SEVEN").is_ok() {
                format!("SEVEN without a word on {silent:?}")
            } else if std::env::var("USERSEC_WARNINGS").is_ok()
                && all_work
                && report.count(Level::Warning) > 0
            {
                let mut names: Vec<&str> = report
                    .findings()
                    .iter()
                    .filter(|finding| finding.level() == Level::Warning)
                    .map(|finding| finding.rule().name())
                    .collect();
                names.dedup();
                format!("WARN works, and warnings {names:?}")
            } else {
                continue;
            };
            if let Ok(folder) = std::env::var("USERSEC_KEEP") {
                let nth = words.split(' ').next().unwrap_or_default();
                let _ = std::fs::write(format!("{folder}/{nth}-{}.json", field.name()), &body);
            }
            self.record(words, field, None, Some(complaint), &verdict, &report);
        }
    }

    /// A complaint is none if it is written down why; but then there has to be one.
    fn record(
        &mut self,
        name: &str,
        field: Field,
        because: Option<&'static str>,
        complaint: Option<String>,
        verdict: &str,
        report: &Report,
    ) {
        let complaint = match (because, complaint) {
            (Some(because), Some(_)) => {
                self.explained.insert(because);
                return;
            }
            (Some(because), None) => format!("agrees, in spite of {because:?}"),
            (None, Some(complaint)) => complaint,
            (None, None) => return,
        };
        let mut text = format!("{name} ({}): {complaint}\n    OpenSSL: {verdict}\n", field.name());
        for finding in report.findings() {
            let _ = writeln!(text, "    {} {}: {finding}", finding.level().name(), finding.rule().name());
        }
        self.complaints.push(text);
    }

    /// All that does not agree, at once.
    #[track_caller]
    pub(crate) fn pronounce(self) -> BTreeSet<&'static str> {
        let Self { complaints, count, explained, .. } = self;
        assert!(
            complaints.is_empty(),
            "{} of {count} do not agree\n{}",
            complaints.len(),
            complaints.join("")
        );
        explained
    }
}

/// What is said of a text, if that is more than one thing.
pub(crate) fn several(case: &Text) -> Option<String> {
    let report = Linter::new().now(NOW).check(Field::Clients.body(&case.text).to_string());
    let weighs = report.findings().iter().filter(|finding| finding.level() >= Level::Warning);
    let names: Vec<&str> = weighs.map(|finding| finding.rule().name()).collect();
    (names.len() > 1).then(|| format!("{}: {}", case.name, names.join(", ")))
}

/// Whether an error or a warning has to do with the place: by its span, a related one, or an edit.
pub(crate) fn speaks_at(report: &Report, place: &Range<usize>) -> bool {
    let touches = |span: Span| span.start < place.end && span.end.max(span.start + 1) > place.start;
    let weighs = report.findings().iter().filter(|finding| finding.level() >= Level::Warning);
    weighs.into_iter().any(|finding| {
        touches(finding.span())
            || finding.related().iter().any(|related| touches(related.span()))
            || finding.fix().is_some_and(|fix| fix.edits.iter().any(|edit| touches(edit.span)))
    })
}

/// Where the certificate stands in the body: its lines from BEGIN to END; all of it, if that is not found.
pub(crate) fn place(body: &str, der: &[u8]) -> Range<usize> {
    let digits = STANDARD.encode(der);
    // Names and dates are often the same: digits that stand there once, the signature's first.
    let chunks: Vec<&str> =
        (0..digits.len()).rev().step_by(4).filter_map(|at| digits.get(at..at + 24)).collect();
    let once = chunks.iter().find(|chunk| body.matches(**chunk).count() == 1);
    let Some(at) =
        once.or(chunks.iter().find(|chunk| body.contains(**chunk))).and_then(|chunk| body.find(chunk))
    else {
        return 0..body.len();
    };
    let start = body[..at].rfind("BEGIN").unwrap_or(0);
    let start = body[..start].rfind("\\n").map_or(0, |found| found + 2);
    let next = body[at..].find("BEGIN").map_or(body.len(), |found| at + found);
    let end = body[at..].find("END").map_or(body.len(), |found| at + found);
    let end = end.min(next);
    start..body[end..].find("\\n").map_or(body.len(), |found| end + found + 2)
}
