//! What PCRE2 refuses.

/// Why PCRE2 does not compile an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RegexFault {
    /// A `)` that closes nothing.
    UnmatchedClosingParenthesis,
    /// A `(` without its `)`: from there to the end.
    UnclosedParenthesis,
    /// A `(?#` without its `)`: from there to the end.
    UnclosedComment,
    /// A `[` without its `]`: from there to the end.
    UnclosedClass,
    /// A quantifier after nothing that could be repeated.
    NothingToRepeat,
    /// `{3,2}`
    RepeatOutOfOrder { min: u32, max: u32 },
    /// `{70000}`: more than 65,535.
    RepeatTooBig,
    /// `[z-a]`
    RangeOutOfOrder { first: char, last: char },
    /// `[\d-z]`: a range from or to what is not one character.
    RangeOfSet,
    /// A `\` at the end.
    TrailingBackslash,
    /// A `\` before a letter that means nothing.
    UnknownEscape(char),
    /// `\L` `\l` `\U` `\u` `\F` `\N{name}`: other languages have them.
    ForeignEscape(char),
    /// An escape that stands for no character of a class: `[\B]`.
    EscapeInClass(char),
    /// `\c` without a printable ASCII character.
    ControlEscape,
    /// `\x{…}` or `\o{…}` beyond U+10FFFF.
    CodePointTooLarge,
    /// `\x{D800}`
    Surrogate,
    /// `\x{…}` with something else than hexadecimal digits, or without any.
    HexadecimalDigits,
    /// `\o{…}` with something else than octal digits, or without any or a brace.
    OctalDigits,
    /// `[:alpha:]` outside of a class.
    PosixOutsideClass,
    /// `[[.a.]]`, `[[=a=]]`
    PosixCollating,
    /// `[[:foo:]]`
    UnknownPosixClass,
    /// `\p` without a name.
    MalformedProperty,
    /// `\p{Foo}`
    UnknownProperty,
    /// `(?z`, `(?P!`
    UnknownGroup(char),
    /// `(?i-m-s)`, `(?^-i)`
    OptionHyphen,
    /// Two groups of one name; the number of the first.
    DuplicateName { first: usize },
    /// Two names of one group, which a branch reset makes possible.
    ConflictingName,
    /// A name that begins with a digit.
    NameStartsWithDigit,
    /// A name of more than 128 bytes.
    NameTooLong,
    /// No name where one is needed.
    NameExpected,
    /// A name that something else follows than what ends it.
    UnterminatedName,
    /// More than 10,000 names.
    TooManyNames,
    /// More than 65,535 groups.
    TooManyGroups,
    /// A group number of more than 65,535.
    GroupNumberTooBig,
    /// A reference to a group that there is not.
    NoSuchGroup,
    /// `\g{-0}`
    RelativeZero,
    /// `\g` or `\k` without what it refers to.
    ReferenceSyntax,
    /// `(?R` without `)`, `(?+` without a digit.
    RecursionSyntax,
    /// `(?(?` without a look-around.
    ConditionNotAssertion,
    /// `(?(1` without `)`.
    UnclosedCondition,
    /// `(?(VERSION` with something else than a version.
    VersionCondition,
    /// `(?(1)a|b|c)`
    ConditionBranches,
    /// `(?(DEFINE)a|b)`
    DefineBranches,
    /// `(*FOO)`
    UnknownVerb,
    /// `(*MARK)`
    VerbNeedsName,
    /// `(*MARK:…)` with more than 255 bytes.
    VerbNameTooLong,
    /// `\K` in a look-around.
    KeepOutInLook,
    /// A look-behind whose length has no limit.
    LookBehindUnlimited,
    /// A look-behind of too many characters.
    LookBehindTooLong,
    /// A look-behind that calls too many groups.
    LookBehindTooComplicated,
    /// `\C` in a look-behind.
    ByteInLookBehind,
    /// More than 250 nested parentheses: the one too many.
    NestedTooDeep,
    /// More code than PCRE2 can hold.
    TooLarge,
}
