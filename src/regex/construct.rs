//! What PCRE2 has and ECMAScript 2018 has not, or reads in another way (without its flags, as in annex B).
//!
//! Named groups and look-behinds are in ECMAScript since then, and no difference.

/// A construct of PCRE2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Construct {
    /// `(?i)`
    InlineOptions,
    /// `(?i:…)`, which ECMAScript has since 2025 for `i`, `m` and `s`.
    ScopedOptions,
    /// `(?#…)`
    Comment,
    /// `(?P<name>…)`, `(?'name'…)`
    NamedGroup,
    /// `(*pla:…)`
    LookByName,
    /// `(?|…)`
    BranchReset,
    /// `(?>…)`
    Atomic,
    /// `a++`
    Possessive,
    /// `(?<=a)*`
    RepeatedLookBehind,
    /// `(?R)`, `(?1)`, `(?&name)`
    Recursion,
    /// `(?(1)…)`
    Conditional,
    /// `(*PRUNE)`, and leading options as `(*UTF)`.
    Verb,
    /// `\A`: for ECMAScript the letter A.
    StartEscape,
    /// `\z`, `\Z`
    EndEscape,
    /// `\G`
    MatchStartEscape,
    /// `\Q…\E`
    Quoting,
    /// `\a`, `\e`, and the letter that it is for ECMAScript.
    ControlLetter(char),
    /// `\h`, `\H`, `\V`, `\N`, `\R`, `\X`, `\C`, `\K`: for ECMAScript the letter.
    LetterEscape(char),
    /// `\v`: for ECMAScript the vertical tab alone.
    VerticalSpace,
    /// `\p{…}`, which ECMAScript has with a flag only.
    Property,
    /// `\x{…}`: for ECMAScript a repeated x.
    BracedHexadecimal,
    /// `\o{…}`
    BracedOctal,
    /// `\N{U+…}`
    NamedCharacter,
    /// `\c` before something else than a letter.
    ControlOfSymbol,
    /// `\g{1}`, `\g<1>`
    GroupReference,
    /// `(?P=name)`, `\k{name}`, `\k'name'`
    NamedReference,
    /// `[[:alpha:]]`
    PosixClass,
    /// `[[:<:]]`
    PosixWordEdge,
    /// `[]a]`, `[^]a]`: for ECMAScript the bracket ends the class.
    LeadingBracket,
}
