//! What comes of a change, as far as it can be told.

use serde::Serialize;
use serde_json::Value;

use super::certificates::{lost, lost_for_host};
use super::diff::{Changes, MemberChange};
use super::reroute::{How, is_in_use, rerouted};
use super::words::{cut_off, cut_off_host};
use crate::conventions::Templates;
use crate::language::Language as _;
use crate::map::MapOutcome;
use crate::payload::is_blank;
use crate::placeholder;
use crate::x509::bundle::Bundle;
use crate::x509::certificate::Ca;

/// Something that comes of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Effect {
    kind: EffectKind,
    pointer: String,
    message: String,
}

/// What sort of thing comes of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EffectKind {
    /// Somebody cannot log in any more.
    LockedOut,
    /// A user name becomes another distinguished name.
    Remapped,
    /// Something else comes of it.
    Other,
    /// It was not looked at, and why.
    NotAnalysed,
}

impl EffectKind {
    /// As in JSON: `locked-out`, `remapped`, `other`, `not-analysed`.
    pub fn name(self) -> &'static str {
        match self {
            EffectKind::LockedOut => "locked-out",
            EffectKind::Remapped => "remapped",
            EffectKind::Other => "other",
            EffectKind::NotAnalysed => "not-analysed",
        }
    }
}

impl Effect {
    fn new(kind: EffectKind, pointer: &str, message: impl Into<String>) -> Self {
        Self { kind, pointer: pointer.to_owned(), message: message.into() }
    }

    /// What sort of thing it is.
    pub fn kind(&self) -> EffectKind {
        self.kind
    }

    /// The member by which it comes: `/customerX509/cas`.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// In words; secrets are masked, control characters visible.
    pub fn message(&self) -> &str {
        &self.message
    }
}

const CAS: &str = "/customerX509/cas";
const MAPPING: &str = "/ldap/userToDNMapping";

impl Changes {
    /// What comes of it, by the members that change: who cannot log in any more, as their CA is gone, or a new one
    /// leads nowhere, or no entry answers for their name; who gets another name; by which CA the LDAP host is no longer verified.
    /// Each is shown by an example, so there may be more of the same; and the list is not complete: a check
    /// against the state judges the rest. `now`, in seconds since 1970-01-01T00:00:00Z, tells which certificates had expired
    /// anyway.
    pub fn effects(&self, now: Option<i64>) -> Vec<Effect> {
        self.effects_with(now, None)
    }

    /// The same, if it is known whether a bind password is sent along.
    pub(crate) fn effects_with(&self, now: Option<i64>, has_password: Option<bool>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for member in self.members().iter().filter(|member| !member.is_same()) {
            let mut add = |kind, message: &str| effects.push(Effect::new(kind, member.pointer(), message));
            match member.pointer() {
                CAS => self.of_authorities(member, now, &mut add),
                MAPPING => self.of_names(&mut add),
                "/ldap/caCertificate" => of_host(member, now, &self.templates, &mut add),
                "/ldap/authenticationEnabled" if is_turned(member, false) => {
                    add(
                        EffectKind::LockedOut,
                        "users of the LDAP host cannot log in any more: authentication is off",
                    );
                }
                "/ldap/authorizationEnabled" if is_turned(member, false) => {
                    add(
                        EffectKind::Other,
                        "the groups of the LDAP host do not decide any more what users may do",
                    );
                }
                "/ldap/authorizationEnabled" if is_turned(member, true) => {
                    add(
                        EffectKind::Other,
                        "the groups of the LDAP host decide what users may do; users of database-managed X.509 and of \
                         OIDC cannot log in",
                    );
                    if self.after.get(CAS).and_then(Value::as_str).is_some_and(|cas| !is_blank(cas)) {
                        add(
                            EffectKind::Other,
                            "of the clients with a certificate of `cas` those get in whose name is that of a user whom \
                             LDAP authorizes",
                        );
                    }
                }
                "/ldap/hostname" if self.is_emptied(member) => {
                    add(
                        EffectKind::LockedOut,
                        "users of the LDAP host cannot log in any more: there is no host to ask",
                    );
                }
                "/ldap/bindUsername" if self.is_emptied(member) => add(
                    EffectKind::Other,
                    "there is no account any more as which the database looks users and groups up",
                ),
                "/ldap/bindUsername" if has_password == Some(false) && self.is_another_text(member) => add(
                    EffectKind::Other,
                    "the new bind name goes with the stored password, whichever account that is of",
                ),
                "/ldap/authzQueryTemplate" if member.after().is_none() => {
                    add(
                        EffectKind::Other,
                        "the template that finds a user's groups is deleted: whether the documented default, \
                         `{USER}?memberOf?base`, steps in is not recorded",
                    );
                }
                _ => {}
            }
        }
        effects
    }

    /// Whether it had a text and has an empty one, and neither before nor after LDAP is turned off.
    fn is_emptied(&self, member: &MemberChange) -> bool {
        let is_empty = |value: Option<&Value>| value.and_then(Value::as_str).is_none_or(is_blank);
        is_in_use(&self.before, &self.after) && !is_empty(member.before()) && is_empty(member.after())
    }

    /// Whether it had a text, and has another one, for which nothing else will stand.
    fn is_another_text(&self, member: &MemberChange) -> bool {
        let is_one = |value: Option<&Value>| {
            let text = value.and_then(Value::as_str).filter(|text| !is_blank(text));
            text.is_some_and(|text| !placeholder::stands_for_another(text, &self.templates))
        };
        is_one(member.before()) && is_one(member.after())
    }

    fn of_authorities(&self, member: &MemberChange, now: Option<i64>, add: &mut dyn FnMut(EffectKind, &str)) {
        if member.after().is_none() {
            let text = member.before().and_then(Value::as_str).unwrap_or_default();
            let bundle = Bundle::parse(text);
            let count = bundle.distinct().count();
            let are_authorities = bundle.distinct().all(|(_, entry)| entry.certificate.can_sign() == Ca::Yes);
            let what = match (count, are_authorities) {
                (0, _) => "what was stored is removed".to_owned(),
                (1, true) => "1 CA is removed".to_owned(),
                (1, false) => "1 certificate is removed".to_owned(),
                (n, true) => format!("{n} CAs are removed"),
                (n, false) => format!("{n} certificates are removed"),
            };
            let message = format!("self-managed X.509 is disabled: {what}");
            add(EffectKind::Other, &message);
        }
        match lost(&self.before, &self.after, now, &self.templates) {
            Ok(fates) => {
                fates.lost.iter().for_each(|lost| add(EffectKind::LockedOut, &lost.sentence()));
                fates.cut_off.iter().for_each(|new| add(EffectKind::LockedOut, &cut_off(new)));
            }
            Err(reason) => add(EffectKind::NotAnalysed, reason),
        }
    }

    fn of_names(&self, add: &mut dyn FnMut(EffectKind, &str)) {
        let found = rerouted(&self.before, &self.after, &self.templates);
        for lost in &found.lost {
            let pattern = self.before.get(&format!("{MAPPING}/{}/match", lost.index));
            let kind = match (lost.after.outcome(), lost.how) {
                (MapOutcome::NoMatch, _) => EffectKind::LockedOut,
                (_, How::Gone | How::Behind { .. } | How::Changed(_)) => EffectKind::Remapped,
            };
            add(kind, &lost.sentence(pattern.and_then(Value::as_str).unwrap_or_default()));
        }
        if let Some(reason) = found.unseen {
            add(EffectKind::NotAnalysed, reason);
        }
    }
}

/// By what the LDAP host is not verified any more.
fn of_host(
    member: &MemberChange,
    now: Option<i64>,
    templates: &Templates,
    add: &mut dyn FnMut(EffectKind, &str),
) {
    match (member.before().and_then(Value::as_str), member.after().map(Value::as_str)) {
        (None, _) => {}
        (Some(_), None) => add(
            EffectKind::Other,
            "no certificate is stored any more by which the LDAP host is verified; what it is verified by then is \
             not recorded",
        ),
        (Some(before), Some(after)) => match lost_for_host(before, after.unwrap_or_default(), now, templates)
        {
            Ok(fates) => {
                fates.lost.iter().for_each(|lost| add(EffectKind::Other, &lost.sentence_of_host()));
                fates.cut_off.iter().for_each(|new| add(EffectKind::Other, &cut_off_host(new)));
            }
            Err(reason) => add(EffectKind::NotAnalysed, reason),
        },
    }
}

/// Whether a flag gets that value and had the other.
fn is_turned(member: &MemberChange, to: bool) -> bool {
    let flag = |value: Option<&Value>| value.and_then(Value::as_bool).unwrap_or_default();
    flag(member.before()) != to && member.after().and_then(Value::as_bool) == Some(to)
}
