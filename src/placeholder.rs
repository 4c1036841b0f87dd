//! Values that are not there yet: what a template engine will fill in, and what was copied from the
//! documentation and never replaced.

mod templates;

use std::ops::Range;

use self::templates::enclosed;
pub(crate) use self::templates::{Template, Templates};
use crate::json::{Data, Value};
use crate::spec::Field;

/// Something that stands where a value should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Placeholder {
    /// `${LDAP_HOST}`, `{{ ldap_host }}`, `%(ldap_host)s`, or what else the policy says: somebody fills it in
    /// before the request is sent.
    Template,
    /// A literal of the documentation, and where in the value it is.
    Documentation(Range<usize>),
}

/// What the vendor's example bodies and the documentation of its tools put where a value goes.
pub(crate) const LITERALS: [&str; 3] = ["string", "HOSTNAME", "USERNAME"];

/// How much of a value a placeholder has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Anywhere in the value: in a name, a host, a query.
    Part,
    /// The whole value: in a password anything may be meant as it stands.
    Whole,
}

/// The placeholder in the value of a member that the contract knows, if it is a string with one.
pub(crate) fn of(field: &Field, value: &Value<'_>, templates: &Templates) -> Option<Placeholder> {
    let Data::String(text) = &value.data else { return None };
    let text = text.as_str();
    match field.name {
        "bindPassword" => find(text, Extent::Whole, templates),
        // Comments may stand beside certificates; what is in them stands for nothing.
        "cas" | "caCertificate" if text.contains("-----BEGIN") => None,
        _ => find(text, Extent::Part, templates),
    }
}

/// Whether something else will stand in the place of a text of a mapping or a query, or of a part of it.
pub(crate) fn stands_for_another(text: &str, templates: &Templates) -> bool {
    find(text, Extent::Part, templates).is_some()
}

/// The placeholder in a decoded value, if there is one.
fn find(text: &str, extent: Extent, templates: &Templates) -> Option<Placeholder> {
    if LITERALS.contains(&text) {
        return Some(Placeholder::Documentation(0..text.len()));
    }
    let is_template = match extent {
        Extent::Part => templates.find(text).next().is_some(),
        Extent::Whole => templates.make_up(text),
    };
    if is_template {
        return Some(Placeholder::Template);
    }
    let fits = |range: &Range<usize>| extent == Extent::Part || text.get(range.clone()) == Some(text.trim());
    angle_brackets(text).find(fits).map(Placeholder::Documentation)
}

/// `<okta-instance-id>`: words with hyphens in angle brackets. A single word (`<b>`) may be a value.
fn angle_brackets(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    enclosed(text, "<", ">", move |name| name.contains('-') && name.split('-').all(is_word))
}

#[cfg(test)]
mod tests;
