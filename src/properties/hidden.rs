//! The secret that is planted, and where it must not be seen.

/// What is planted as a secret. It begins with no letter that an escape has or is made of.
pub(super) const TOKEN: &str = "Zq8vKx3WtRb5";

/// Whether a text has the planted secret, or, if `even_in_part`, as much as half of it.
pub(super) fn has_token(text: &str, even_in_part: bool) -> bool {
    let length = if even_in_part { TOKEN.len() / 2 } else { TOKEN.len() };
    (0..=TOKEN.len() - length).any(|at| text.contains(&TOKEN[at..at + length]))
}

/// Whether there is no part of the planted secret besides in a text, so that a part of it that is shown is one.
pub(super) fn tells_parts(bytes: &[u8]) -> bool {
    !has_token(&String::from_utf8_lossy(bytes).replace(TOKEN, ""), true)
}

/// Asserts that the planted secret is not in what is shown.
#[track_caller]
pub(super) fn is_hidden(shown: &str, even_in_part: bool, what: &str) {
    if let Some(at) = (0..=TOKEN.len() / 2).filter_map(|at| shown.find(&TOKEN[at..at + 6])).min()
        && has_token(shown, even_in_part)
    {
        let around: String =
            shown[..at].chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{what} shows the secret behind {around:?}");
    }
}
