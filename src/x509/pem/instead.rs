//! What people write where a certificate belongs.

use std::ops::Range;

use super::bare::{self, BareContent};
use super::body::is_base64;
use super::is_blank;

/// What stands where a certificate belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Instead {
    Blank,
    AtFile,
    Command,
    Address,
    File,
    /// A private key, or something with one.
    PrivateKey,
    /// A Java key store, in base64.
    KeyStore,
    /// A key of PuTTY's.
    Putty,
    /// A public key of SSH.
    SshKey,
    /// Certificates in hexadecimal digits; as PEM.
    Hex(String),
    /// Something with the base64 of certificates in it.
    Around(Around),
    Text,
}

/// What has the base64 of certificates in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Around {
    pub(crate) kind: AroundKind,
    /// All of them, as PEM.
    pub(crate) pem: String,
    /// Whether there is but one, so that nobody has to choose.
    pub(crate) is_one: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AroundKind {
    /// The list of certificates of a key (JWK, `x5c`).
    Jwk,
    /// `X509Certificate` of XML signatures, as in SAML.
    Xml,
    /// A PEM text that was encoded, as in the secrets of Kubernetes.
    Secret,
    Other,
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
            _ if STORES.iter().any(|magic| trimmed.starts_with(magic)) => Instead::KeyStore,
            _ if trimmed.starts_with('@') && is_one_word => Instead::AtFile,
            _ if trimmed.starts_with("$(") || trimmed.starts_with('`') || trimmed.starts_with("<(") => {
                Instead::Command
            }
            _ if trimmed.starts_with("http://") || trimmed.starts_with("https://") => Instead::Address,
            _ if trimmed.starts_with("file:") || is_path || names_file && trimmed.len() < 500 => {
                Instead::File
            }
            _ if trimmed.starts_with("PuTTY-User-Key-File-") => Instead::Putty,
            _ if SSH.iter().any(|kind| trimmed.starts_with(kind)) => Instead::SshKey,
            _ => hex(trimmed).or_else(|| around(trimmed)).unwrap_or(Instead::Text),
        }
    }
}

const SSH: [&str; 4] = ["ssh-rsa ", "ssh-ed25519 ", "ssh-dss ", "ecdsa-sha2-"];

/// The base64 of the bytes that Java's key stores begin with (JKS, JCEKS).
const STORES: [&str; 2] = ["/u3+7Q", "zs7Ozg"];

/// The DER of certificates in hexadecimal digits.
fn hex(text: &str) -> Option<Instead> {
    let text = text.strip_prefix("0x").unwrap_or(text);
    let mut bytes = Vec::new();
    let mut first: Option<u8> = None;
    for c in text.chars().filter(|c| *c != ':' && !c.is_ascii_whitespace()) {
        let digit = u8::try_from(c.to_digit(16)?).ok()?;
        match first.take() {
            Some(first) => bytes.push(first << 4 | digit),
            None => first = Some(digit),
        }
    }
    match bare::ders(&bytes).filter(|_| first.is_none())? {
        BareContent::Certificates(pem) => Some(Instead::Hex(pem)),
        _ => None,
    }
}

/// What base64 there is within something else.
fn around(text: &str) -> Option<Instead> {
    let mut pem = String::new();
    let (mut count, mut is_secret, mut has_others) = (0, false, false);
    for run in Runs::new(text) {
        match bare::recognise(run).map(|bare| bare.content) {
            Some(BareContent::PrivateKey) => return Some(Instead::PrivateKey),
            Some(BareContent::Pem(inner) | BareContent::Twice(inner)) => {
                (is_secret, count) = (true, count + 1);
                pem.push_str(inner.trim_end());
                pem.push('\n');
            }
            Some(BareContent::Certificates(inner)) => {
                count += 1;
                pem.push_str(&inner);
            }
            Some(BareContent::Other(_)) => has_others = true,
            None => {}
        }
    }
    let kind = match () {
        () if count == 0 => return None,
        () if is_secret => AroundKind::Secret,
        () if text.contains("x5c") => AroundKind::Jwk,
        () if text.contains("X509Certificate") => AroundKind::Xml,
        () => AroundKind::Other,
    };
    Some(Instead::Around(Around { kind, pem, is_one: count == 1 && !has_others }))
}

/// The long runs of base64 in a text, over line breaks, too.
struct Runs<'t> {
    text: &'t str,
    at: usize,
}

/// No line of base64 that goes on in the next is shorter.
const SHORTEST: usize = 48;

impl<'t> Runs<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Where the base64 ends that starts at a place.
    fn end(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().take_while(|b| is_base64(**b) || matches!(b, b'=' | b'-' | b'_')).count()
    }

    /// Where the next line of the same base64 is, if there is one, and nothing else on it.
    fn next_line(&self, end: usize) -> Option<Range<usize>> {
        let rest = self.text.as_bytes().get(end..)?;
        let start = end + rest.iter().take_while(|b| is_blank(**b)).count();
        let line = start..self.end(start);
        let after = self.text.as_bytes().get(line.end);
        let is_end =
            after.is_none_or(|b| is_blank(*b) || matches!(b, b'"' | b'\'' | b'<' | b',' | b']' | b'}'));
        (start > end && !line.is_empty() && is_end).then_some(line)
    }
}

impl<'t> Iterator for Runs<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        loop {
            let rest = self.text.as_bytes().get(self.at..)?;
            let start = self.at + rest.iter().position(|b| is_base64(*b))?;
            let mut line = start..self.end(start);
            if line.len() < SHORTEST {
                self.at = line.end;
                continue;
            }
            while line.len() >= SHORTEST
                && let Some(next) = self.next_line(line.end)
            {
                line = next;
            }
            self.at = line.end;
            return self.text.get(start..line.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Instead;

    #[test]
    fn names_of_files_are_short() {
        let long = format!("{}.pem", "a".repeat(500));
        for (value, is_file) in [
            ("ca bundle.pem", true),
            ("ca.crt", true),
            ("/etc/ssl/ca", true),
            ("file:ca", true),
            (&long, false),
            ("no file. At all", false),
        ] {
            assert_eq!(matches!(Instead::of(value), Instead::File), is_file, "{value}");
        }
    }
}
