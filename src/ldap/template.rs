//! What the database replaces in a mapping's target and in the authorization query: `{0}`, `{USER}` …
//!
//! Tokens are looked for in the text as it is given to the database: of a query, percent-decoded.

mod foreign;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::foreign::Brackets;

/// The text with its tokens, and with what only looks like one.
///
/// The ranges of `foreign` and `unbalanced` do not overlap. A token may stand inside a foreign one:
/// `{{0}}`, `${0}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Template {
    /// In the order of the text.
    pub(crate) tokens: Vec<Token>,
    /// What looks like a placeholder and is none here: it stays in the text, or the database refuses it.
    /// In the order of the text.
    pub(crate) foreign: Vec<Foreign>,
    /// Braces without their other half, in the order of the text.
    pub(crate) unbalanced: Vec<Range<usize>>,
}

/// Which placeholders a text may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `substitution` and `ldapQuery`: `{0}` is the first capture group of `match`.
    Mapping,
    /// `authzQueryTemplate`: `{USER}`, `{PROVIDED_USER}`.
    Authorization,
}

/// A placeholder of the dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// Braces included.
    pub(crate) at: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// `{0}`, `{1}` …: a capture group, from zero. Numbers beyond `usize` are `usize::MAX`.
    Group(usize),
    /// `{USER}`: the distinguished name that the user name became.
    User,
    /// `{PROVIDED_USER}`: the user name as it was typed.
    ProvidedUser,
}

impl TokenKind {
    /// The token that the inside of a pair of braces makes in that dialect.
    fn of(inside: &str, dialect: Dialect) -> Option<Self> {
        match (dialect, inside) {
            (Dialect::Authorization, "USER") => Some(Self::User),
            (Dialect::Authorization, "PROVIDED_USER") => Some(Self::ProvidedUser),
            (Dialect::Mapping, "0") => Some(Self::Group(0)),
            (Dialect::Mapping, number) => {
                number_of(number).filter(|_| !number.starts_with('0')).map(Self::Group)
            }
            (Dialect::Authorization, _) => None,
        }
    }

    /// As it is written.
    pub(crate) fn spelled(self) -> String {
        match self {
            Self::Group(number) => format!("{{{number}}}"),
            Self::User => "{USER}".to_owned(),
            Self::ProvidedUser => "{PROVIDED_USER}".to_owned(),
        }
    }
}

/// The number that the text is, if it is ASCII digits and nothing else.
fn number_of(text: &str) -> Option<usize> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(usize::MAX))
}

/// What looks like a placeholder and is none of the dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Foreign {
    pub(crate) kind: ForeignKind,
    pub(crate) at: Range<usize>,
    /// What was probably meant, where the text says so.
    pub(crate) meant: Option<TokenKind>,
}

/// In which way something looks like a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum ForeignKind {
    /// `{}`
    EmptyBraces,
    /// `{{0}}`, `{{USER}}`: braces directly around braces.
    DoubleBraces,
    /// `{cn={0}}`: braces around text with braces in it.
    Enclosing,
    /// `{ 0}`, `{USER }`: white space inside the braces.
    Padded,
    /// `{+0}`, `{-1}`
    Signed,
    /// `{00}`, `{01}`
    LeadingZero,
    /// `{٠}`: digits that are not ASCII.
    OtherDigits,
    /// `{USER}` in a mapping, `{0}` in an authorization query.
    OtherDialect,
    /// `{user}`, `{Provided_User}` in an authorization query: letter case counts.
    OtherCase,
    /// `{name}`, `{sAMAccountName}`: a word.
    Word,
    /// Anything else in braces.
    Other,
    /// `$1`
    Dollar,
    /// `${1}`, `${USER}`: the token inside is replaced, the `$` stays.
    DollarBraces,
    /// `$USER`
    DollarWord,
    /// `\1`, `\g<1>`
    Backslash,
    /// `%s`, `%u`
    Percent,
    /// `%{user}`
    PercentBraces,
    /// `<USER>`
    AngleBrackets,
}

impl ForeignKind {
    /// Whether it is a pair of braces.
    pub(crate) fn is_in_braces(self) -> bool {
        !matches!(
            self,
            Self::Dollar | Self::DollarWord | Self::Backslash | Self::Percent | Self::AngleBrackets
        )
    }

    /// Whether a `$` or `%` stands before the braces.
    pub(crate) fn has_sign(self) -> bool {
        matches!(self, Self::DollarBraces | Self::PercentBraces)
    }
}

impl Template {
    /// Finds the tokens of a text.
    pub(crate) fn parse(text: &str, dialect: Dialect) -> Self {
        let braces = Braces::of(text);
        let inside = |pair: &Pair| text.get(pair.open + 1..pair.close).unwrap_or_default();
        let leaves = braces.pairs.iter().filter(|pair| pair.children == 0);
        let tokens = leaves.filter_map(|pair| {
            let kind = TokenKind::of(inside(pair), dialect)?;
            Some(Token { kind, at: pair.open..pair.close + 1 })
        });
        let tokens = tokens.collect();
        let foreign = Brackets { text, dialect, braces: &braces }.foreign();
        Self { tokens, foreign, unbalanced: braces.unbalanced }
    }

    /// Whether the token stands inside something that is none: `{{0}}`, `${0}`.
    pub(crate) fn is_in_foreign(&self, token: &Token) -> bool {
        let next = self.foreign.partition_point(|foreign| foreign.at.end <= token.at.start);
        self.foreign.get(next).is_some_and(|foreign| foreign.at.start <= token.at.start)
    }

    /// Whether the database refuses a query for that, when it starts: it takes whatever stands in braces for a
    /// placeholder.
    pub(crate) fn is_refused(&self, foreign: &Foreign, dialect: Dialect) -> bool {
        match foreign.kind {
            // A number all the same.
            ForeignKind::LeadingZero => dialect != Dialect::Mapping,
            // `${0}`: a sign before what is replaced.
            kind if kind.has_sign() => !self.has_token_at_end(foreign),
            kind => kind.is_in_braces(),
        }
    }

    /// Whether it ends with a token, as `${0}` does: only what stands before that is foreign.
    pub(crate) fn has_token_at_end(&self, foreign: &Foreign) -> bool {
        let next = self.tokens.partition_point(|token| token.at.end < foreign.at.end);
        self.tokens.get(next).is_some_and(|token| token.at.end == foreign.at.end)
    }

    /// The text with its tokens replaced, once: what a value says is not looked at again. A token that
    /// has no value stays.
    pub(crate) fn fill<V: AsRef<str>>(
        &self,
        text: &str,
        mut value: impl FnMut(&Token) -> Option<V>,
    ) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut done = 0;
        for token in &self.tokens {
            let Some(value) = value(token) else { continue };
            filled.push_str(text.get(done..token.at.start).unwrap_or_default());
            filled.push_str(value.as_ref());
            done = token.at.end;
        }
        filled.push_str(text.get(done..).unwrap_or_default());
        filled
    }
}

/// The braces of a text, in pairs.
struct Braces {
    /// By where they open.
    pairs: Vec<Pair>,
    unbalanced: Vec<Range<usize>>,
}

/// A `{` and the `}` that closes it.
#[derive(Clone, Copy)]
struct Pair {
    open: usize,
    close: usize,
    /// How many pairs stand directly in it, and the first of them.
    children: usize,
    first_child: Option<usize>,
    is_nested: bool,
}

impl Braces {
    fn of(text: &str) -> Self {
        // Every `{`, with where it is closed if it is; and the numbers of those that are open.
        let mut opened: Vec<(usize, Option<usize>)> = Vec::new();
        let mut open = Vec::new();
        let mut unbalanced = Vec::new();
        // By bytes: that is a third of the time of reading a template by characters.
        for (at, brace) in text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'{' | b'}')) {
            if brace == b'{' {
                open.push(opened.len());
                opened.push((at, None));
            } else if let Some(last) = open.pop().and_then(|number| opened.get_mut(number)) {
                last.1 = Some(at);
            } else {
                unbalanced.push(at..at + 1);
            }
        }
        let mut pairs: Vec<Pair> = Vec::new();
        let mut around: Vec<usize> = Vec::new();
        for (open, close) in opened {
            let Some(close) = close else {
                unbalanced.push(open..open + 1);
                continue;
            };
            while around.pop_if(|outer| pairs.get(*outer).is_some_and(|outer| outer.close < open)).is_some() {
            }
            let number = pairs.len();
            if let Some(outer) = around.last().and_then(|outer| pairs.get_mut(*outer)) {
                outer.children += 1;
                outer.first_child.get_or_insert(number);
            }
            pairs.push(Pair { open, close, children: 0, first_child: None, is_nested: !around.is_empty() });
            around.push(number);
        }
        unbalanced.sort_unstable_by_key(|brace| brace.start);
        Self { pairs, unbalanced }
    }
}
