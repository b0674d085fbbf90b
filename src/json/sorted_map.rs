//! Strings by strings in the order of the keys: labels and tags of what is made.

use serde::ser::{Serialize, Serializer};

use super::decode::{DecodeError, FromNode};
use super::node::Node;
use super::record::members;
use super::text::Text;

/// A map of strings that is sorted by its keys. A list inside: such maps have few entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SortedMap<'a>(Vec<(Text<'a>, Text<'a>)>);

impl<'a> SortedMap<'a> {
    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Text<'a>> {
        let place = self.place(key).ok()?;
        self.0.get(place).map(|(_, value)| value)
    }

    /// Whether there is a value of `key`.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.place(key).is_ok()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Puts `value` at `key`, in the place of one that is there already.
    pub fn insert(&mut self, key: &'static str, value: Text<'a>) {
        self.put(Text::from(key), value);
    }

    fn put(&mut self, key: Text<'a>, value: Text<'a>) {
        match self.place(&key) {
            Ok(place) => {
                if let Some(entry) = self.0.get_mut(place) {
                    entry.1 = value;
                }
            }
            Err(place) => self.0.insert(place, (key, value)),
        }
    }

    /// The entries.
    pub fn iter(&self) -> impl Iterator<Item = &(Text<'a>, Text<'a>)> {
        self.0.iter()
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &Text<'a>> {
        self.0.iter().map(|(key, _)| key)
    }

    fn place(&self, key: &str) -> Result<usize, usize> {
        // The last place first: most maps are written in order.
        match self.0.last() {
            Some((last, _)) if last.as_str() >= key => self
                .0
                .binary_search_by(|(other, _)| other.as_str().cmp(key)),
            _ => Err(self.0.len()),
        }
    }
}

impl<'a, K: Into<Text<'a>>, const N: usize> From<[(K, Text<'a>); N]> for SortedMap<'a> {
    fn from(entries: [(K, Text<'a>); N]) -> Self {
        let mut map = SortedMap(Vec::with_capacity(N));
        for (key, value) in entries {
            map.put(key.into(), value);
        }
        map
    }
}

impl<'m, 'a> IntoIterator for &'m SortedMap<'a> {
    type Item = &'m (Text<'a>, Text<'a>);
    type IntoIter = std::slice::Iter<'m, (Text<'a>, Text<'a>)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a> Extend<(Text<'a>, Text<'a>)> for SortedMap<'a> {
    fn extend<I: IntoIterator<Item = (Text<'a>, Text<'a>)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.put(key, value);
        }
    }
}

impl<'a> FromIterator<(Text<'a>, Text<'a>)> for SortedMap<'a> {
    fn from_iter<I: IntoIterator<Item = (Text<'a>, Text<'a>)>>(entries: I) -> Self {
        let mut map = SortedMap::default();
        map.extend(entries);
        map
    }
}

impl<'a> FromNode<'a> for SortedMap<'a> {
    fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        for (key, value) in members(node)? {
            let mut text = Text::default();
            text.fill(value).map_err(|error| error.under(key))?;
            self.put(std::mem::take(key), text);
        }
        Ok(())
    }
}

impl Serialize for SortedMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}
