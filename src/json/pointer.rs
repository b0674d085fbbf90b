//! JSON pointers (RFC 6901).

use std::fmt::{self, Write};

use serde::ser::{Serialize, Serializer};

/// A place inside one object: `/spec/rules/0/backendRefs/1`; empty for the whole object.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The whole object.
    #[must_use]
    pub fn root() -> Self {
        Pointer(String::new())
    }

    /// The member `key` of this place.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut next = String::with_capacity(self.0.len() + key.len() + 1);
        next.push_str(&self.0);
        next.push('/');
        for c in key.chars() {
            match c {
                '~' => next.push_str("~0"),
                '/' => next.push_str("~1"),
                c => next.push(c),
            }
        }
        Pointer(next)
    }

    /// The entry `index` of this place.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut next = String::with_capacity(self.0.len() + 4);
        next.push_str(&self.0);
        // Writing to a string cannot fail.
        let _ = write!(next, "/{index}");
        Pointer(next)
    }

    /// The place `keys` further down, one member after the other.
    #[must_use]
    pub fn keys(&self, keys: &[&str]) -> Self {
        keys.iter().fold(self.clone(), |at, key| at.key(key))
    }

    /// The pointer as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Pointer {
    fn from(text: String) -> Self {
        Pointer(text)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Pointer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
