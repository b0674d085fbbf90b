//! What differs between an object that should exist and the one that does.
//!
//! What others add is no difference: labels, annotations, owners and finalizers beside ours, as Kuma's
//! webhooks write them (kuma.md §1.6). What is ours alone (mesh, spec, type, data) is compared whole.

use serde::Serialize;

use crate::json::{Node, Pointer, Text};

/// What is shown instead of the bytes of a Secret.
const REDACTED: &str = "<redacted>";

/// One field that changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The place in the object.
    pub path: Pointer,
    /// What is there; absent where there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Node<'static>>,
    /// What will be there; absent where there will be nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Node<'static>>,
}

/// The changes that make an object that exists what it should be.
pub(super) fn changes(desired: &Node<'_>, existing: &Node<'_>) -> Vec<Change> {
    let mut found = Found::default();
    found.added_to("labels", desired, existing);
    // Up to Kuma 2.8 the mesh of an instance is one of them (F114).
    found.added_to("annotations", desired, existing);
    found.owners(desired, existing);
    for key in ["type", "mesh", "spec"] {
        found.compare(
            &Pointer::root().key(key),
            desired.get(key),
            existing.get(key),
        );
    }
    found.is_secret = true;
    for key in ["data", "stringData"] {
        found.compare(
            &Pointer::root().key(key),
            desired.get(key),
            existing.get(key),
        );
    }
    found.changes
}

#[derive(Default)]
struct Found {
    changes: Vec<Change>,
    is_secret: bool,
}

impl Found {
    /// Compares the labels or annotations that are ours.
    fn added_to(&mut self, map: &str, desired: &Node<'_>, existing: &Node<'_>) {
        let at = Pointer::root().keys(&["metadata", map]);
        let Some(Node::Object(wanted)) = of_metadata(desired, map) else {
            return;
        };
        for (key, value) in wanted {
            let there = of_metadata(existing, map).and_then(|entries| entries.get(key));
            self.compare(&at.key(key), Some(value), there);
        }
    }

    fn owners(&mut self, desired: &Node<'_>, existing: &Node<'_>) {
        let entries = |node| match of_metadata(node, "ownerReferences") {
            Some(Node::Array(owners)) => owners.as_slice(),
            _ => &[],
        };
        let there = entries(existing);
        for (index, owner) in entries(desired).iter().enumerate() {
            if !there.iter().any(|other| is_same_owner(owner, other)) {
                let at = Pointer::root().keys(&["metadata", "ownerReferences"]);
                self.add(&at.index(index), None, Some(owner));
            }
        }
    }

    fn compare(&mut self, at: &Pointer, desired: Option<&Node<'_>>, existing: Option<&Node<'_>>) {
        let present = |node: &&Node<'_>| !matches!(node, Node::Null);
        match (desired.filter(present), existing.filter(present)) {
            (None, None) => {}
            (Some(Node::Object(wanted)), Some(Node::Object(there))) => {
                // In the order of the keys: the existing object's own is anybody's.
                let mut keys: Vec<&Text<'_>> = wanted.iter().map(|(key, _)| key).collect();
                keys.extend(there.iter().map(|(key, _)| key));
                keys.sort_unstable();
                keys.dedup();
                for key in keys {
                    let (wanted, there) = (
                        desired.and_then(|node| node.get(key)),
                        existing.and_then(|node| node.get(key)),
                    );
                    self.compare(&at.key(key), wanted, there);
                }
            }
            (Some(Node::Array(wanted)), Some(Node::Array(there))) => {
                for index in 0..wanted.len().max(there.len()) {
                    self.compare(&at.index(index), wanted.get(index), there.get(index));
                }
            }
            (wanted, there) => {
                if wanted != there {
                    self.add(at, there, wanted);
                }
            }
        }
    }

    fn add(&mut self, at: &Pointer, before: Option<&Node<'_>>, after: Option<&Node<'_>>) {
        let shown = |node: &Node<'_>| {
            if self.is_secret {
                Node::String(Text::from(REDACTED))
            } else {
                node.to_owned_text()
            }
        };
        self.changes.push(Change {
            path: at.clone(),
            before: before.map(shown),
            after: after.map(shown),
        });
    }
}

fn of_metadata<'n, 'a>(node: &'n Node<'a>, key: &str) -> Option<&'n Node<'a>> {
    node.get("metadata")?.get(key)
}

/// Whether two references name one owner. Of a resource that comes from a file the owner has no uid yet,
/// and any version of its API will do.
fn is_same_owner(wanted: &Node<'_>, there: &Node<'_>) -> bool {
    let group = |node: &Node<'_>| {
        let version = node.get("apiVersion").and_then(Node::as_str);
        version.and_then(|version| Some(version.split_once('/')?.0.to_owned()))
    };
    let is_same = |key: &str| wanted.get(key) == there.get(key);
    group(wanted) == group(there)
        && (wanted.get("uid").is_none() || is_same("uid"))
        && ["kind", "name", "controller"].into_iter().all(is_same)
}
