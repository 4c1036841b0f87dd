//! Distinguished names: RFC 2253, RFC 4514, and what OpenLDAP's libldap takes.
//!
//! The directory judges a name, and which one answers is not known here. So a name is faulty where
//! none of the three takes it; what only some of them take is a [`Remark`].

mod display;
mod fact;
mod guess;
mod open;
#[cfg(test)]
pub(crate) mod oracle;
mod parser;
mod plain;
mod recover;
mod schema;
#[cfg(any(test, fuzzing))]
pub(crate) mod shape;
#[cfg(test)]
mod template_tests;
#[cfg(test)]
pub(crate) mod tests;
mod token;
mod value;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use self::fact::{DnFault, Grammars, Quirk, Remark};
pub(crate) use self::guess::{Meant, meant_type, missing_comma};
use self::open::Kind;
pub(crate) use self::parser::WHITE_SPACE;
use self::parser::{Parser, Reading};
pub(crate) use self::schema::is_naming;
use crate::language::{Fault, Language};

/// A distinguished name: the relative distinguished names (RDNs) from the entry up to the root.
///
/// Two names are equal if their types and values are spelled alike; letter case counts, because
/// only the directory's schema knows where it does not. The canonical spelling of RFC 4514 is its
/// `Display`; `Debug` masks what in it is secret.
#[derive(Clone)]
pub struct Dn {
    rdns: Vec<Rdn>,
    faults: Vec<Fault<DnFault>>,
    remarks: Vec<Remark>,
    taken_by: Grammars,
    tokens: Vec<Range<usize>>,
    open: Vec<Range<usize>>,
    unreadable_types: Vec<Range<usize>>,
}

impl Dn {
    /// Its relative distinguished names, in the order of the text: the entry's own comes first.
    pub fn rdns(&self) -> &[Rdn] {
        &self.rdns
    }

    /// What the grammars differ about in this name, in the order of the text.
    pub(crate) fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// Which of the grammars take the name; none of them if it has a fault.
    #[cfg_attr(
        not(any(test, fuzzing)),
        expect(dead_code, reason = "the tests hold it against the vectors and libldap")
    )]
    pub(crate) fn taken_by(&self) -> Grammars {
        self.taken_by
    }

    /// The placeholders in it, such as `{0}` and `{USER}`, in the order of the text.
    pub(crate) fn tokens(&self) -> &[Range<usize>] {
        &self.tokens
    }

    /// The parts of a template that are whatever a placeholder makes of them: one or several RDNs, or the
    /// rest of one. They are not among the [`rdns`](Self::rdns).
    pub(crate) fn open_parts(&self) -> &[Range<usize>] {
        &self.open
    }

    /// What stands before a `=` and can be no attribute type, in the order of the text.
    pub(crate) fn unreadable_types(&self) -> &[Range<usize>] {
        &self.unreadable_types
    }
}

/// A name in which placeholders stand for what a user's name gives: a substitution, the base of a query.
///
/// A placeholder may be a value, a part of one, an RDN, several, or the whole name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DnTemplate {
    pub(crate) dn: Dn,
}

impl Language for DnTemplate {
    type Fault = DnFault;

    fn parse(text: &str) -> Self {
        Self { dn: Dn::read(text, Kind::Template) }
    }

    fn faults(&self) -> &[Fault<DnFault>] {
        self.dn.faults()
    }
}

impl PartialEq for Dn {
    fn eq(&self, other: &Self) -> bool {
        self.rdns == other.rdns && self.faults == other.faults
    }
}

impl Eq for Dn {}

impl Language for Dn {
    type Fault = DnFault;

    fn parse(text: &str) -> Self {
        Self::read(text, Kind::Name)
    }

    fn faults(&self) -> &[Fault<DnFault>] {
        &self.faults
    }
}

impl Dn {
    fn read(text: &str, kind: Kind) -> Self {
        let tokens = token::tokens(text);
        if let Some(rdns) = plain::rdns(text) {
            return Self {
                rdns,
                faults: vec![],
                remarks: vec![],
                taken_by: Grammars::ALL,
                tokens,
                open: vec![],
                unreadable_types: vec![],
            };
        }
        if !text.contains('=') && (kind == Kind::Name || !token::may_be_name(text, &tokens)) {
            let faults = vec![Fault::new(DnFault::NoEquals, 0..text.len())];
            return Self {
                rdns: vec![],
                faults,
                remarks: vec![],
                taken_by: Grammars::NONE,
                tokens,
                open: vec![],
                unreadable_types: vec![],
            };
        }
        let mut found = Parser::new(text, &tokens, kind, Reading::Rfc).distinguished_name();
        if found.readings_differ {
            let other = Parser::new(text, &tokens, kind, Reading::Libldap).distinguished_name();
            if !found.faults.is_empty() && other.faults.is_empty() {
                found = other;
            } else {
                found.taken_by.libldap = other.taken_by.libldap;
            }
        }
        let parser::Outcome { rdns, faults, remarks, taken_by, open, unreadable_types, .. } = found;
        Self { rdns, faults, remarks, taken_by, tokens, open, unreadable_types }
    }
}

/// A relative distinguished name (RDN): one attribute, or several joined by `+`.
#[derive(Clone)]
pub struct Rdn {
    attributes: Vec<Attribute>,
    /// From its first type to the end of its last value, without the blanks around.
    pub(crate) at: Range<usize>,
    /// What stands between it and the next one, if anything does.
    pub(crate) separator: Option<Separator>,
}

impl Rdn {
    /// Its attributes, at least one, in the order of the text.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }
}

impl PartialEq for Rdn {
    fn eq(&self, other: &Self) -> bool {
        self.attributes == other.attributes
    }
}

impl Eq for Rdn {}

/// What ends an RDN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Separator {
    /// `,`, or `;` as LDAPv2 had it.
    pub(crate) character: char,
    /// Where it stands.
    pub(crate) at: Range<usize>,
}

/// An attribute type and its value, such as `CN=Administrator`.
#[derive(Clone)]
pub struct Attribute {
    attribute_type: Cow<'static, str>,
    value: String,
    is_text: bool,
    /// The type, without an `OID.` before or an option after it.
    pub(crate) type_at: Range<usize>,
    /// The value as it is spelled, quotes included, without the blanks around.
    pub(crate) value_at: Range<usize>,
}

impl Attribute {
    /// The type as it is spelled: `CN`, `dc`, `2.5.4.3`.
    pub fn attribute_type(&self) -> &str {
        &self.attribute_type
    }

    /// `CN`, `OU` or `DC`, if the type is spelled as one of their other names (RFC 4519 §2).
    pub(crate) fn short_type(&self) -> Option<&'static str> {
        schema::short(&self.attribute_type)
    }

    /// The value: its escapes are resolved, its quotes removed.
    ///
    /// If it is no text ([`is_text`](Self::is_text)), this is its RFC 4514 spelling: a hexadecimal
    /// string such as `#04024869`, or bytes that are no UTF-8 as `\C3`.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The value in the canonical spelling of RFC 4514, which all grammars read alike.
    pub(crate) fn spelled_value(&self) -> String {
        display::value(self)
    }

    /// Whether [`value`](Self::value) is the value itself, and not a spelling of one that is no text.
    pub fn is_text(&self) -> bool {
        self.is_text
    }
}

impl PartialEq for Attribute {
    fn eq(&self, other: &Self) -> bool {
        self.is_text == other.is_text
            && self.attribute_type == other.attribute_type
            && self.value == other.value
    }
}

impl Eq for Attribute {}
