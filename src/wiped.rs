//! Copies of texts in which secrets may stand: they are wiped when they are dropped, and `Debug` shows none
//! of them.
//!
//! What a document has as it is, is borrowed and not copied: the caller's own text is the caller's to wipe.

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::ops::{Deref, DerefMut};

use serde::Serialize;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A copy that is wiped when it is dropped, and where it grows.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Wiped<T: Zeroize = String>(Zeroizing<T>);

impl<T: Zeroize> ZeroizeOnDrop for Wiped<T> {}

impl<T: Zeroize> Zeroize for Wiped<T> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl Wiped {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self::from(String::with_capacity(bytes))
    }

    /// Appends to it. Where there is no room, the old copy is wiped, and not only given back.
    pub(crate) fn push_str(&mut self, text: &str) {
        let length = self.0.len() + text.len();
        if length > self.0.capacity() {
            let mut larger = String::with_capacity(length.max(2 * self.0.capacity()));
            larger.push_str(&self.0);
            self.replace(larger);
        }
        self.0.push_str(text);
    }

    pub(crate) fn push(&mut self, character: char) {
        self.push_str(character.encode_utf8(&mut [0; 4]));
    }
}

impl<T: Zeroize> Wiped<T> {
    /// Puts a copy in the place of the old one, which is wiped.
    fn replace(&mut self, with: T) {
        self.0 = Zeroizing::new(with);
    }
}

impl<T: Zeroize + PartialEq> PartialEq<T> for Wiped<T> {
    fn eq(&self, other: &T) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<str> for Wiped {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Wiped {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl<T: Zeroize + Default> Wiped<T> {
    /// The text itself, for whoever has asked for it: it is theirs to wipe.
    pub(crate) fn into_inner(mut self) -> T {
        std::mem::take(&mut *self.0)
    }
}

impl<T: Zeroize> From<T> for Wiped<T> {
    fn from(text: T) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Wiped {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl<T: Zeroize + Deref> Deref for Wiped<T> {
    type Target = T::Target;

    fn deref(&self) -> &T::Target {
        self.0.deref()
    }
}

/// For what is as long afterwards, or shorter: what grows by itself leaves a copy behind.
impl DerefMut for Wiped<Vec<u8>> {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

impl Wiped<Vec<u8>> {
    /// Appends to it. Where there is no room, the old copy is wiped, and not only given back.
    pub(crate) fn push(&mut self, byte: u8) {
        if self.0.len() == self.0.capacity() {
            let mut larger = Vec::with_capacity(64.max(2 * self.0.capacity()));
            larger.extend_from_slice(&self.0);
            self.replace(larger);
        }
        self.0.push(byte);
    }

    /// Appends all of it, in the same way.
    #[inline]
    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        let length = self.0.len() + bytes.len();
        if length > self.0.capacity() {
            let mut larger = Vec::with_capacity(length.max(2 * self.0.capacity()));
            larger.extend_from_slice(&self.0);
            self.replace(larger);
        }
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }
}

/// A value as JSON, over lines; none, if it cannot be written so.
pub(crate) fn pretty_json(value: &impl Serialize) -> Option<Wiped<Vec<u8>>> {
    let mut text = Wiped::from(Vec::new());
    serde_json::to_writer_pretty(&mut text, value).ok()?;
    Some(text)
}

/// For a serialiser, which does not know how long a text will be.
impl io::Write for Wiped<Vec<u8>> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<T: Zeroize + AsRef<[u8]>> AsRef<[u8]> for Wiped<T> {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

impl<T: Zeroize + AsRef<[u8]>> fmt::Debug for Wiped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hidden(self.0.as_ref().len(), f)
    }
}

/// A text that is borrowed, or a copy that is wiped.
#[derive(Clone)]
pub(crate) enum Hidden<'s> {
    Borrowed(&'s str),
    Owned(Wiped),
}

impl Deref for Hidden<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Owned(text) => text,
        }
    }
}

impl fmt::Debug for Hidden<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hidden(self.len(), f)
    }
}

fn hidden(length: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "({length} bytes)")
}
