//! What people write where a certificate belongs.

/// What stands where a certificate belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Instead {
    Blank,
    AtFile,
    Command,
    Address,
    File,
    Text,
}

impl Instead {
    /// What a text without any block is.
    pub(crate) fn of(value: &str) -> Self {
        let trimmed = value.trim();
        let is_one_word = !trimmed.contains(char::is_whitespace) && trimmed.len() < 500;
        let extension = trimmed.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        let names_file = extension.is_some_and(|extension| {
            let known = ["pem", "crt", "cer", "cert", "der", "p7b", "p7c", "pfx", "p12", "key", "jks", "txt"];
            known.contains(&extension.as_str())
        });
        let is_path = is_one_word && (trimmed.starts_with(['/', '~', '.']) || trimmed.contains(":\\"));
        match trimmed {
            _ if trimmed.is_empty() => Instead::Blank,
            _ if trimmed.starts_with('@') && is_one_word => Instead::AtFile,
            _ if trimmed.starts_with("$(") || trimmed.starts_with('`') || trimmed.starts_with("<(") => {
                Instead::Command
            }
            _ if trimmed.starts_with("http://") || trimmed.starts_with("https://") => Instead::Address,
            _ if trimmed.starts_with("file:") || is_path || names_file && trimmed.len() < 500 => {
                Instead::File
            }
            _ => Instead::Text,
        }
    }
}
