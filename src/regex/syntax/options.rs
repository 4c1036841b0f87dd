//! Options that are set within the expression.

/// What holds at a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(super) struct Options {
    /// `(?i)`
    pub(super) caseless: bool,
    /// `(?m)`
    pub(super) multiline: bool,
    /// `(?s)`
    pub(super) dotall: bool,
    /// `(?n)`: plain parentheses do not capture.
    pub(super) no_capture: bool,
    /// `(?x)`
    pub(super) extended: bool,
    /// `(?xx)`: blanks in classes do not count either.
    pub(super) extended_more: bool,
    /// `(?U)`
    pub(super) ungreedy: bool,
    /// `(?J)`
    pub(super) duplicate_names: bool,
}

/// The letters that were seen, before or after the `-`.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(super) struct Letters {
    pub(super) caseless: bool,
    pub(super) multiline: bool,
    pub(super) dotall: bool,
    pub(super) no_capture: bool,
    pub(super) extended: bool,
    pub(super) extended_more: bool,
    pub(super) ungreedy: bool,
    pub(super) duplicate_names: bool,
}

impl Options {
    /// `(?^`: what Perl has by default.
    pub(super) fn unset(self) -> Self {
        Self { ungreedy: self.ungreedy, duplicate_names: self.duplicate_names, ..Self::default() }
    }

    /// With some set, and then some unset.
    pub(super) fn with(self, set: Letters, unset: Letters) -> Self {
        let plain_extended = (set.extended && !set.extended_more) || unset.extended;
        let value = |was: bool, set: bool, unset: bool| (was || set) && !unset;
        Self {
            caseless: value(self.caseless, set.caseless, unset.caseless),
            multiline: value(self.multiline, set.multiline, unset.multiline),
            dotall: value(self.dotall, set.dotall, unset.dotall),
            no_capture: value(self.no_capture, set.no_capture, unset.no_capture),
            extended: value(self.extended, set.extended, unset.extended),
            extended_more: value(
                self.extended_more,
                set.extended_more,
                unset.extended_more || plain_extended,
            ),
            ungreedy: value(self.ungreedy, set.ungreedy, unset.ungreedy),
            duplicate_names: value(self.duplicate_names, set.duplicate_names, unset.duplicate_names),
        }
    }
}
