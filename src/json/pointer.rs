//! JSON pointers (RFC 6901).

use std::fmt;

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
        self.keys(&[key])
    }

    /// The entry `index` of this place.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut digits = [b'/'; 21];
        let mut rest = index;
        let mut from = digits.len();
        loop {
            from -= 1;
            if let Some(digit) = digits.get_mut(from) {
                *digit = b'0' + (rest % 10) as u8;
            }
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        let segment = digits.get(from - 1..).unwrap_or_default();
        let segment = std::str::from_utf8(segment).unwrap_or_default();
        let mut next = String::with_capacity(self.0.len() + segment.len());
        next.push_str(&self.0);
        next.push_str(segment);
        Pointer(next)
    }

    /// The place `keys` further down, one member after the other.
    #[must_use]
    pub fn keys(&self, keys: &[&str]) -> Self {
        let more: usize = keys.iter().map(|key| key.len() + 1).sum();
        let mut next = String::with_capacity(self.0.len() + more);
        next.push_str(&self.0);
        for key in keys {
            next.push('/');
            if key.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
                next.push_str(&key.replace('~', "~0").replace('/', "~1"));
            } else {
                next.push_str(key);
            }
        }
        Pointer(next)
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
