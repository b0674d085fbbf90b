//! What there was before: on an update, faults of what nobody changed are tolerated.
//!
//! A value is looked up by the names of its properties, by the keys of its maps and by the keys of its
//! lists of the type `map`. Entries of other lists have no former self: such a list is compared as a
//! whole.

use crate::admission::schema::{List, Schema, Tables};
use crate::json::Node;

/// What a value was before, for rules.
#[derive(Clone, Copy)]
pub(super) struct Previous<'p> {
    /// Its former self.
    pub(super) old: Option<&'p Node<'p>>,
    /// The value around it: the nearest one that has a former self, if it is not that itself.
    around: Option<Around<'p>>,
}

#[derive(Clone, Copy)]
struct Around<'p> {
    node: &'p Node<'p>,
    old: &'p Node<'p>,
    schema: &'p Schema,
}

impl<'p> Previous<'p> {
    /// Of a whole object.
    pub(super) fn of(old: Option<&'p Node<'p>>) -> Previous<'p> {
        Previous { old, around: None }
    }

    /// Of a value in `node`, whose former self is `old`.
    pub(super) fn within(
        self,
        node: &'p Node<'p>,
        schema: &'p Schema,
        old: impl FnOnce(&'p Node<'p>) -> Option<&'p Node<'p>>,
    ) -> Previous<'p> {
        match self.old {
            Some(before) => Previous {
                old: old(before),
                around: Some(Around {
                    node,
                    old: before,
                    schema,
                }),
            },
            None => self,
        }
    }

    /// Whether nobody changed the value, or else what is around it.
    pub(super) fn is_kept(self, tables: &Tables, node: &Node<'_>, schema: &Schema) -> bool {
        match (self.old, self.around) {
            (Some(old), _) => is_unchanged(tables, node, old, schema),
            (None, Some(at)) => is_unchanged(tables, at.node, at.old, at.schema),
            (None, None) => false,
        }
    }
}

/// The former self of an entry of a list.
pub(super) fn old_entry<'p>(
    old: &'p Node<'p>,
    entry: &Node<'_>,
    schema: &Schema,
) -> Option<&'p Node<'p>> {
    let (List::Map(keys), Node::Array(olds)) = (&schema.list, old) else {
        return None;
    };
    olds.iter().find(|old| {
        keys.iter().all(|key| match (old.get(key), entry.get(key)) {
            // Only scalars are keys.
            (Some(Node::Null | Node::Array(_) | Node::Object(_)), _) => false,
            (Some(old), Some(new)) => old == new,
            _ => false,
        })
    })
}

/// Whether a value is what it was before, as an API server compares them: what a schema does not know
/// is never the same, and the entries of a list of the type `map` may change places.
pub(super) fn is_unchanged(
    tables: &Tables,
    node: &Node<'_>,
    old: &Node<'_>,
    schema: &Schema,
) -> bool {
    match (node, old) {
        (Node::Array(entries), Node::Array(olds)) if entries.len() == olds.len() => {
            let items = schema.items.and_then(|id| tables.schema(id));
            match (&schema.list, items) {
                (List::Map(_), Some(items)) => entries.iter().all(|entry| {
                    old_entry(old, entry, schema)
                        .is_some_and(|old| is_unchanged(tables, entry, old, items))
                }),
                _ => is_same(node, old),
            }
        }
        (Node::Object(members), Node::Object(olds)) if members.len() == olds.len() => {
            members.iter().all(|(key, value)| {
                let schema = schema.member(key).and_then(|id| tables.schema(id));
                schema
                    .zip(old.get(key))
                    .is_some_and(|(schema, old)| is_unchanged(tables, value, old, schema))
            })
        }
        (Node::Array(_) | Node::Object(_), _) => false,
        _ => node == old,
    }
}

/// Whether two values are the same, whatever the order of their members.
fn is_same(node: &Node<'_>, other: &Node<'_>) -> bool {
    match (node, other) {
        (Node::Array(entries), Node::Array(others)) => {
            entries.len() == others.len()
                && entries
                    .iter()
                    .zip(others)
                    .all(|(entry, other)| is_same(entry, other))
        }
        (Node::Object(members), Node::Object(others)) => {
            members.len() == others.len()
                && members
                    .iter()
                    .all(|(key, value)| other.get(key).is_some_and(|other| is_same(value, other)))
        }
        _ => node == other,
    }
}
