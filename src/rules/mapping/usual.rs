//! What most mappings are: an expression with groups, and a substitution with all of them.

use super::language::{beginning_of_suffix, has_outer_assertion};
use crate::ldap::template::TokenKind;
use crate::payload::{Mapping, Target};
use crate::regex::Regex;

/// With more groups than that one is not looked at closely.
const GROUPS: usize = 9;

impl Mapping<'_> {
    /// Whether no rule about the form of a mapping has anything to say of it: its members, its placeholders, and how
    /// the expression begins and ends. One look in place of fourteen, and a copy of what they look for: a test runs
    /// them all the same.
    pub(crate) fn is_usual(&self) -> bool {
        let Some(pattern) = &self.pattern else { return false };
        let regex = pattern.value.get();
        let is_form_usual = regex.is_known()
            && !has_outer_assertion(&regex.root)
            && beginning_of_suffix(&regex.root).is_none()
            && self.member("ldapQuery").is_none();
        is_form_usual && self.targets().next().is_some_and(|target| uses_all_groups(&target, regex))
    }
}

fn uses_all_groups(target: &Target<'_>, regex: &Regex) -> bool {
    let groups = regex.groups.len();
    let [part] = target.parts.as_slice() else { return false };
    let tokens = || part.template.tokens.iter().map(|token| token.kind);
    (1..=GROUPS).contains(&groups)
        && !target.has_foreign()
        && tokens().all(|token| matches!(token, TokenKind::Group(number) if number < groups))
        && (0..groups).all(|number| tokens().any(|token| token == TokenKind::Group(number)))
}
