//! What is said of a state: printable, and with its secrets masked.

use super::certificates::{Lost as LostAuthority, Whom};
use super::reroute::{How, Lost as LostEntry};
use crate::map::{MapOutcome, MapResult, MapStep, MappedQuery};
use crate::mask::mask_text;
use crate::quote::quoted;
use crate::x509::certificate::Certificate;

/// How many digits of a fingerprint are shown where it only has to be told from others.
const DIGITS: usize = 16;

/// A text between back ticks.
pub(crate) fn shown(text: &str) -> String {
    quoted(mask_text(text).as_deref().unwrap_or(text))
}

/// A fingerprint in hexadecimal digits.
pub(crate) fn digits(fingerprint: &[u8]) -> String {
    use std::fmt::Write as _;
    fingerprint.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

impl LostAuthority {
    /// By its subject and the beginning of its fingerprint.
    pub(crate) fn named(&self) -> String {
        named(&self.certificate)
    }
}

fn named(certificate: &Certificate) -> String {
    let fingerprint = digits(&certificate.fingerprint());
    let short: String = fingerprint.chars().take(DIGITS).collect();
    let subject = match certificate.subject() {
        "" => "one without a subject".to_owned(),
        subject => shown(subject),
    };
    format!("{subject} (SHA-256 {short}…)")
}

/// What an authority does that is new in `cas` and leads to no root there.
pub(super) fn cut_off(new: &Certificate) -> String {
    format!(
        "{} is new in `cas`, and leads to no root there that can be used: clients that log in by sending it with what \
         issued it cannot any more",
        named(new)
    )
}

/// The same in `caCertificate`.
pub(super) fn cut_off_host(new: &Certificate) -> String {
    format!(
        "{} is new in `caCertificate`, and leads to no root there that can be used: an LDAP host that is accepted as \
         it sends it with what issued it is not any more",
        named(new)
    )
}

impl LostAuthority {
    /// What is lost with it.
    pub(crate) fn sentence(&self) -> String {
        let named = self.named();
        match self.whom {
            Whom::Clients => {
                format!(
                    "{named} is no longer in `cas`: clients with a certificate of that CA cannot log in any more"
                )
            }
            Whom::UnlessSent => format!(
                "the intermediate {named} is no longer in `cas`: clients that do not send it with their \
                 certificate cannot log in any more"
            ),
            Whom::Below => format!(
                "{named} stays in `cas`, but leads to no root there that can be used: clients with a certificate of that \
                 CA cannot log in any more, whatever they send with it"
            ),
            Whom::Itself => {
                format!(
                    "{named} is no longer in `cas`: the client with this certificate cannot log in any more"
                )
            }
        }
    }
}

impl LostAuthority {
    /// What is lost with it in `caCertificate`.
    pub(crate) fn sentence_of_host(&self) -> String {
        let named = self.named();
        match self.whom {
            Whom::Clients => format!(
                "{named} is no longer in `caCertificate`: an LDAP host with a certificate of that CA is not \
                 accepted any more"
            ),
            Whom::UnlessSent => format!(
                "the intermediate {named} is no longer in `caCertificate`: an LDAP host that does not send it with \
                 its certificate is not accepted any more"
            ),
            Whom::Below => format!(
                "{named} stays in `caCertificate`, but leads to no root there that can be used: an LDAP host with a \
                 certificate of that CA is not accepted any more, whatever it sends with it"
            ),
            Whom::Itself => format!(
                "{named} is no longer in `caCertificate`: an LDAP host with this certificate is not accepted any \
                 more"
            ),
        }
    }
}

impl LostEntry {
    /// What has become of it, and of a name that it answered.
    pub(crate) fn sentence(&self, pattern: &str) -> String {
        let entry = format!("the stored mapping [{}], {},", self.index, shown(pattern));
        let fates = self.fates(pattern);
        match self.how {
            How::Gone => format!("{entry} is gone: {fates}"),
            How::Changed(_) => format!("{entry} has another target: {fates}"),
            How::Behind { place, gets_none: true } => {
                format!("{entry} now stands at [{place}] and gets none of its names any more: {fates}")
            }
            How::Behind { place, gets_none: false } => {
                format!("{entry} now stands at [{place}], behind one that takes some of its names: {fates}")
            }
        }
    }

    /// What the name was, and what it becomes. A name is made after the expression, and shows no more than
    /// that may.
    fn fates(&self, pattern: &str) -> String {
        let name = match mask_text(pattern) {
            Some(_) => "`***`".to_owned(),
            None => quoted(self.before.user()),
        };
        let step = self.before.steps().iter().find(|step| step.index() == self.index);
        let was = shown_result(step.and_then(MapStep::result));
        let becomes = match (self.after.outcome(), self.how) {
            (MapOutcome::NoMatch, _) => "cannot log in any more".to_owned(),
            (MapOutcome::PassThrough, _) => {
                "is then taken for a distinguished name as it is: there is no mapping".to_owned()
            }
            (_, how) => {
                let step = self.after.steps().iter().find(|step| Some(step.index()) == self.taker());
                let becomes = shown_result(step.and_then(MapStep::result));
                let by = match self.taker().filter(|_| !matches!(how, How::Changed(_))) {
                    Some(taker) => format!(" by [{taker}]"),
                    None => String::new(),
                };
                match becomes == was {
                    true => format!("becomes another one{by}; what differs is not shown"),
                    false if becomes.to_lowercase() == was.to_lowercase() => {
                        format!(
                            "becomes {becomes}{by}: whether the case matters there, the directory decides"
                        )
                    }
                    false => format!("becomes {becomes}{by}"),
                }
            }
        };
        format!("{name} was {was} and {becomes}")
    }

    /// Which entry of the next list takes the name.
    pub(crate) fn taker(&self) -> Option<usize> {
        self.after.index()
    }
}

fn shown_result(result: Option<&MapResult>) -> String {
    match result {
        Some(MapResult::Name(name)) => quoted(name.shown()),
        Some(MapResult::Query(query)) => finds(query),
        Some(MapResult::Failed(_)) | None => "something else".to_owned(),
    }
}

fn finds(query: &MappedQuery) -> String {
    let text = format!("{}??{}?{}", query.base().shown(), query.scope().name(), query.shown_filter());
    format!("the entry that {} finds", quoted(&text))
}
