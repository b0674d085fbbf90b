//! The objects of one kind.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::json::Text;

/// The objects of one kind by namespace and name, in that order.
#[derive(Debug)]
pub struct Objects<'a, T>(BTreeMap<Text<'a>, BTreeMap<Text<'a>, T>>);

impl<T> Default for Objects<'_, T> {
    fn default() -> Self {
        Objects(BTreeMap::new())
    }
}

impl<'a, T> Objects<'a, T> {
    /// The object `name` of `namespace`, which is empty for kinds of the whole cluster.
    #[must_use]
    pub fn get(&self, namespace: &str, name: &str) -> Option<&T> {
        self.0.get(namespace)?.get(name)
    }

    /// All objects.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.values().flat_map(BTreeMap::values)
    }

    /// The names of the objects of `namespace`.
    pub fn names_in(&self, namespace: &str) -> impl Iterator<Item = &str> {
        self.0
            .get(namespace)
            .into_iter()
            .flat_map(|objects| objects.keys().map(Text::as_str))
    }

    /// The objects of `namespace`.
    pub fn of(&self, namespace: &str) -> impl Iterator<Item = &T> {
        self.0.get(namespace).into_iter().flat_map(BTreeMap::values)
    }

    /// The namespaces other than `namespace` that have an object `name`.
    pub fn namespaces_with(&self, name: &str, namespace: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(of, objects)| **of != *namespace && objects.contains_key(name))
            .map(|(of, _)| of.as_str())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an object; false if there is one of its identity already.
    pub(super) fn insert(&mut self, namespace: Text<'a>, name: Text<'a>, object: T) -> bool {
        match self.0.entry(namespace).or_default().entry(name) {
            Entry::Vacant(entry) => {
                entry.insert(object);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// Removes an object.
    pub(super) fn remove(&mut self, namespace: &str, name: &str) {
        if let Some(objects) = self.0.get_mut(namespace) {
            objects.remove(name);
        }
    }
}
