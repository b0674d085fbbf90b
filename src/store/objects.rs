//! The objects of one kind.

use crate::json::Text;
use crate::order;

/// The objects of one kind by namespace and name, in that order.
#[derive(Debug)]
pub struct Objects<'a, T> {
    index: Index<'a>,
    objects: Vec<T>,
}

impl<T> Default for Objects<'_, T> {
    fn default() -> Self {
        Objects {
            index: Index::default(),
            objects: Vec::new(),
        }
    }
}

impl<'a, T> Objects<'a, T> {
    /// The object `name` of `namespace`, which is empty for kinds of the whole cluster.
    #[must_use]
    pub fn get(&self, namespace: &str, name: &str) -> Option<&T> {
        self.objects.get(self.index.find(namespace, name)?)
    }

    /// All objects.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.index
            .entries
            .iter()
            .filter_map(|entry| self.objects.get(entry.place))
    }

    /// The names of the objects of `namespace`.
    pub fn names_in(&self, namespace: &str) -> impl Iterator<Item = &str> {
        self.index
            .of(namespace)
            .iter()
            .map(|entry| entry.name.as_str())
    }

    /// The objects of `namespace`.
    pub fn of(&self, namespace: &str) -> impl Iterator<Item = &T> {
        self.index
            .of(namespace)
            .iter()
            .filter_map(|entry| self.objects.get(entry.place))
    }

    /// The namespaces other than `namespace` that have an object `name`.
    pub fn namespaces_with(&self, name: &str, namespace: &str) -> impl Iterator<Item = &str> {
        self.index
            .entries
            .iter()
            .filter(move |entry| entry.name == name && entry.namespace != namespace)
            .map(|entry| entry.namespace.as_str())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.index.entries.is_empty()
    }

    /// Adds an object. Objects are found after [`Objects::settle`] only.
    pub(super) fn push(&mut self, namespace: Text<'a>, name: Text<'a>, object: T) {
        self.index.entries.push(Entry {
            namespace,
            name,
            place: self.objects.len(),
        });
        self.objects.push(object);
    }

    /// Sorts the objects and takes out those of which there are several; gives their identities.
    pub(super) fn settle(&mut self) -> Vec<(Text<'a>, Text<'a>)> {
        self.index.settle()
    }
}

/// Where the objects are, whatever they are: one copy of the code serves all kinds.
#[derive(Debug, Default)]
struct Index<'a> {
    entries: Vec<Entry<'a>>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry<'a> {
    namespace: Text<'a>,
    name: Text<'a>,
    place: usize,
}

impl<'a> Index<'a> {
    fn find(&self, namespace: &str, name: &str) -> Option<usize> {
        let found = self.entries.binary_search_by(|entry| {
            entry
                .namespace
                .as_str()
                .cmp(namespace)
                .then_with(|| entry.name.as_str().cmp(name))
        });
        found
            .ok()
            .and_then(|at| self.entries.get(at))
            .map(|entry| entry.place)
    }

    fn of(&self, namespace: &str) -> &[Entry<'a>] {
        let start = self
            .entries
            .partition_point(|entry| entry.namespace.as_str() < namespace);
        let end = self
            .entries
            .partition_point(|entry| entry.namespace.as_str() <= namespace);
        self.entries.get(start..end).unwrap_or_default()
    }

    fn settle(&mut self) -> Vec<(Text<'a>, Text<'a>)> {
        order::sort_by(&mut self.entries, |a, b| a.cmp(b));
        let mut repeated: Vec<(Text<'a>, Text<'a>)> = Vec::new();
        for pair in self.entries.windows(2) {
            if let [a, b] = pair
                && a.namespace == b.namespace
                && a.name == b.name
                && repeated
                    .last()
                    .is_none_or(|(namespace, name)| *namespace != a.namespace || *name != a.name)
            {
                repeated.push((a.namespace.clone(), a.name.clone()));
            }
        }
        if !repeated.is_empty() {
            self.entries.retain(|entry| {
                !repeated
                    .iter()
                    .any(|(namespace, name)| *namespace == entry.namespace && *name == entry.name)
            });
        }
        repeated
    }
}
