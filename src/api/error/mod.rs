//! What the API answers if it refuses, and which member of the payload it means.
//!
//! An answer is a foreign text: it may quote what was sent, the password included. So every text of it is
//! kept twice, as it came, to find members and secrets by, and as it may be shown.

mod escapes;
mod fault;
pub(crate) mod known;
mod locate;
mod parse;
mod path;
mod resolve;
pub(crate) mod seal;
mod sentence;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::Value;

pub use self::fault::{ApiErrorFault, ApiErrorFaultKind};
pub use self::known::ErrorMeaning;
use self::seal::{Seals, Veil};
use crate::report::{Finding, Report};

/// What the API answers if it refuses a request: 400, 401, 403, 404, 429, 500, or any other status.
///
/// ```
/// # fn main() -> Result<(), usersec::ApiErrorFault> {
/// let payload = r#"{"ldap":{"hostname":"localhost"}}"#;
/// let answer = r#"{"error":400,"errorCode":"LDAP_HOSTNAME_NOT_ALLOWED","reason":"Bad Request",
///     "detail":"The LDAP hostname localhost is not allowed.","parameters":["localhost"]}"#;
///
/// let error = usersec::ApiError::parse(answer)?;
/// assert_eq!((error.status(), error.code()), (400, "LDAP_HOSTNAME_NOT_ALLOWED"));
///
/// let findings = error.locate(&usersec::check(payload));
/// assert_eq!(findings[0].pointer(), "/ldap/hostname");
/// assert!(findings[0].help().is_some_and(|help| help.contains("hostname-loopback")));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq)]
pub struct ApiError {
    status: u16,
    code: Said,
    detail: Option<Said>,
    reason: Option<Said>,
    /// As they came, and as they may be shown.
    parameters: (Vec<Value>, Vec<Value>),
    violations: Vec<Violation>,
}

/// What the API says of a member of the request: an entry of `badRequestDetail.fields`.
#[derive(Clone, PartialEq, Eq)]
pub struct Violation {
    field: Said,
    description: Option<Said>,
}

/// A text of the server.
#[derive(Clone, PartialEq, Eq)]
struct Said {
    raw: String,
    shown: String,
}

impl Said {
    fn new(raw: String) -> Self {
        let shown = Veil::new(&Seals::default()).over(&raw);
        Self { raw, shown }
    }

    fn veiled(&self, veil: &Veil<'_>) -> Self {
        Self { raw: self.raw.clone(), shown: veil.over(&self.raw) }
    }
}

impl ApiError {
    /// Reads an answer: the document; the same in an envelope, as `?envelope=true` asks for it; a whole HTTP
    /// message, as `curl --include` prints it, with the heads of several answers, as `--digest` does; or the
    /// sentence that the vendor's SDK for Go makes of it, as Terraform and the Atlas CLI print it.
    ///
    /// Of the members only `errorCode` has to be there, and the status: in `error`, in the envelope, or in
    /// the head.
    ///
    /// # Errors
    ///
    /// [`ApiErrorFault`] says what it is instead: an HTML page, nothing at all, the answer to a request that
    /// was accepted.
    pub fn parse(answer: impl AsRef<[u8]>) -> Result<Self, ApiErrorFault> {
        parse::parse(answer.as_ref())
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The code that tells errors apart, such as `VALIDATION_ERROR`.
    pub fn code(&self) -> &str {
        &self.code.shown
    }

    /// What the server says happened, in one line, printable, and without what looks like a secret in it.
    /// [`masked`](Self::masked) also hides the secrets of a payload.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_ref().map(|said| said.shown.as_str())
    }

    /// The name of the status, as the server has it: `Bad Request`.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_ref().map(|said| said.shown.as_str())
    }

    /// What the detail was made with. Objects by the contract; texts in what was seen of servers. What is in
    /// there is masked as the detail is.
    pub fn parameters(&self) -> &[Value] {
        &self.parameters.1
    }

    /// What the server says of members of the request, in its order.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// What is known of the code, or, if nothing is, of the status.
    pub fn meaning(&self) -> ErrorMeaning {
        known::meaning(self.status, &self.code.raw)
    }

    /// Whether it may be the payload that is refused, and not who sends it, or where to.
    pub fn may_be_about_payload(&self) -> bool {
        !self.violations.is_empty() || known::may_be_about_payload(self.status, &self.code.raw)
    }

    /// The same without the secrets of the checked payload, wherever the server quotes them and however it
    /// escapes them.
    #[must_use]
    pub fn masked(&self, report: &Report) -> Self {
        let none = Seals::default();
        let seals = report.kept.as_ref().map_or(&none, |kept| kept.seals());
        let veil = &Veil::new(seals);
        let veiled = |said: &Option<Said>| said.as_ref().map(|said| said.veiled(veil));
        let violation = |violation: &Violation| Violation {
            field: if path::is_of_contract(&violation.field.raw) {
                violation.field.clone()
            } else {
                violation.field.veiled(veil)
            },
            description: veiled(&violation.description),
        };
        let is_reason = self.reason.as_ref().is_some_and(|reason| known::is_reason(&reason.raw));
        Self {
            status: self.status,
            code: if known::is_code(&self.code.raw) { self.code.clone() } else { self.code.veiled(veil) },
            detail: veiled(&self.detail),
            reason: if is_reason { self.reason.clone() } else { veiled(&self.reason) },
            parameters: (self.parameters.0.clone(), shown_values(&self.parameters.0, veil)),
            violations: self.violations.iter().map(violation).collect(),
        }
    }

    /// What the server refused, as findings of the rule `server-violation` in the payload that was sent:
    /// each violation at the member that it names, however it writes the path. Where the answer names none,
    /// the code, the parameters and the detail tell which member is meant, and the finding says so. What the
    /// answer says of the group id, the query, a header or the credentials is shown there, if `report` is that
    /// of a request that has them; in a payload alone nothing is found of it, as of a 401.
    ///
    /// `report` is that of the payload, or of the request in which it was sent, where there is only one. Its
    /// own findings at the same member are named in the help.
    pub fn locate(&self, report: &Report) -> Vec<Finding> {
        locate::locate(&self.masked(report), report)
    }
}

impl Violation {
    /// The path of the member, as the server writes it; masked as [`ApiError::detail`] is.
    pub fn field(&self) -> &str {
        &self.field.shown
    }

    /// Why it is refused, if the server says so; masked as [`ApiError::detail`] is.
    pub fn description(&self) -> Option<&str> {
        self.description.as_ref().map(|said| said.shown.as_str())
    }
}

/// The values with their texts as they may be shown, names included.
fn shown_values(values: &[Value], veil: &Veil<'_>) -> Vec<Value> {
    values.iter().map(|value| shown_value(value, veil)).collect()
}

fn shown_value(value: &Value, veil: &Veil<'_>) -> Value {
    match value {
        Value::String(text) if path::is_of_contract(text) => value.clone(),
        Value::String(text) => Value::String(veil.over(text)),
        Value::Array(items) => Value::Array(shown_values(items, veil)),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                let value = match crate::mask::is_secret(name) {
                    true => Value::String("***".to_owned()),
                    false => shown_value(value, veil),
                };
                (veil.over(name), value)
            };
            Value::Object(members.iter().map(member).collect())
        }
        Value::Number(number) => match veil.over(&number.to_string()) {
            shown if shown == number.to_string() => value.clone(),
            shown => Value::String(shown),
        },
        Value::Bool(_) | Value::Null => value.clone(),
    }
}

/// The status, and the code if it is a known one: any other text may be anything.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = known::known(&self.code.raw).map_or("…", |known| known.code);
        write!(f, "ApiError({} {code}, {} violations)", self.status, self.violations.len())
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Violation")
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, self.code())?;
        self.detail().map_or(Ok(()), |detail| write!(f, ": {detail}"))
    }
}

impl std::error::Error for ApiError {}
