//! What can be said about a distinguished name: what is wrong with it, and what not everybody takes.

use std::ops::Range;

/// What is wrong with a name: none of the [`Grammars`] takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DnFault {
    /// The text has no `=` at all: it is not meant as a name, or it is empty. The range is the text.
    NoEquals,
    /// Quotation marks (`"` or `'`) stand around the whole name, the closing one there. The range is the
    /// first of them.
    Wrapped(usize),
    /// Nothing stands before this separator.
    EmptyRdn,
    /// This separator (`,` or `;`) and what follows it are the last of the text; several in a row
    /// are one range.
    TrailingSeparator(char),
    /// This has no `=`. What it follows may go on behind the separator (`,` or `;`) that stands there.
    ExpectedEquals(Option<usize>),
    /// LDIF writes `dn:` before a name, which begins there.
    LdifPrefix(usize),
    /// This cannot stand in an attribute type; `=` if there is no type before it, or a placeholder.
    BadAttributeType(char),
    /// A value has to escape this: `"`, `<`, `>`, or a `+` that begins no further attribute.
    BadCharacter(char),
    /// A backslash before something that is neither special nor a hex pair, or at the very end; also
    /// the `#` before a placeholder.
    BadEscape(Option<char>),
    /// The value begins with `#`, which makes it a hexadecimal string, and this is no pair of digits.
    BadHexString,
    /// The value begins with this quotation mark, which is never closed.
    UnclosedQuote,
    /// This follows the closing quotation mark of a value.
    AfterQuotedValue(char),
    /// Every part has a grammar that takes it, but no grammar takes them all; this part excludes the
    /// last one.
    MixedGrammars,
}

/// Which grammars take a name, or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Grammars {
    /// RFC 2253 with what its section 4 wants taken from LDAPv2 clients.
    pub(crate) rfc2253: bool,
    /// RFC 4514.
    pub(crate) rfc4514: bool,
    /// `ldap_str2dn` of OpenLDAP with no flags, as measured.
    pub(crate) libldap: bool,
}

impl Grammars {
    pub(crate) const NONE: Self = Self { rfc2253: false, rfc4514: false, libldap: false };
    pub(crate) const ALL: Self = Self { rfc2253: true, rfc4514: true, libldap: true };
    const LEGACY: Self = Self { rfc4514: false, ..Self::ALL };
    const LATER: Self = Self { rfc2253: false, ..Self::ALL };
    const RFC2253: Self = Self { rfc2253: true, ..Self::NONE };
    const RFC4514: Self = Self { rfc4514: true, ..Self::NONE };
    const LIBLDAP: Self = Self { libldap: true, ..Self::NONE };

    /// The grammars that are in both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            rfc2253: self.rfc2253 && other.rfc2253,
            rfc4514: self.rfc4514 && other.rfc4514,
            libldap: self.libldap && other.libldap,
        }
    }
}

/// A part of a name that not every grammar takes, or that they read differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) quirk: Quirk,
    pub(crate) at: Range<usize>,
}

/// What a [`Remark`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quirk {
    /// Spaces (U+0020) around a separator, a `=`, or the name: they can be dropped.
    Blank,
    /// The same with a tab or a line break among them.
    WhiteSpace,
    /// `;` between RDNs.
    Semicolon,
    /// A value in quotation marks, which are part of the range.
    QuotedValue,
    /// The backslash of an escape in a quoted value that no RFC has.
    QuotedEscape,
    /// `OID.` before a numeric type.
    OidPrefix,
    /// A numeric type of a single arc, or with a leading zero in one.
    LooseOid,
    /// An attribute option in the type (`cn;lang-en`), which libldap drops.
    AttributeOption,
    /// `=` inside a value.
    UnescapedEquals,
    /// `#` inside a value.
    UnescapedSharp,
    /// `#` after a tab or line break that begins the value: for libldap, a hexadecimal string.
    LeadingSharp,
    /// A backslash before a tab or a line break.
    EscapedWhiteSpace,
    /// `#` with no digits at all; the value is read as empty.
    EmptyHexString,
    /// What follows the blank after a hexadecimal string; libldap skips it.
    HexRemainder,
    /// U+0000 inside a value.
    Nul,
    /// A run of other raw control characters inside a value. All take them, but at its ends libldap
    /// drops tabs and line breaks and the RFCs do not.
    ControlCharacters,
}

impl Quirk {
    /// Who takes it.
    pub(crate) fn taken_by(self) -> Grammars {
        match self {
            Self::Blank | Self::Semicolon | Self::QuotedValue | Self::LooseOid => Grammars::LEGACY,
            Self::UnescapedEquals | Self::UnescapedSharp => Grammars::LATER,
            Self::OidPrefix | Self::Nul => Grammars::RFC2253,
            Self::LeadingSharp => Grammars::RFC4514,
            Self::WhiteSpace
            | Self::QuotedEscape
            | Self::AttributeOption
            | Self::EscapedWhiteSpace
            | Self::EmptyHexString
            | Self::HexRemainder => Grammars::LIBLDAP,
            Self::ControlCharacters => Grammars::ALL,
        }
    }
}
