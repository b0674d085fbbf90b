//! What tells objects apart.

use crate::contract::ObjectRef;
use crate::json::{Node, Text};
use crate::store::kind::Kind;

/// A text of an object's metadata that is not empty.
pub(crate) fn of_metadata<'a>(node: &Node<'a>, key: &str) -> Option<Text<'a>> {
    match node.get("metadata")?.get(key)? {
        Node::String(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

/// The group in an `apiVersion`.
pub(super) fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// What tells an object apart, in whatever version it is written.
pub(super) fn identity(node: &Node<'_>, group: &str, kind: &str) -> String {
    let name = of_metadata(node, "name").unwrap_or_default();
    [group, kind, &*namespace(node, true), &*name].join("\0")
}

/// The same of what this module makes.
pub(super) fn output(kind: Kind, object: &ObjectRef<'_>) -> String {
    [kind.spelled().1, &*object.namespace, &*object.name].join("\0")
}

/// The namespace of an object; without one, as `kubectl apply` takes it.
pub(crate) fn namespace<'a>(node: &Node<'a>, is_namespaced: bool) -> Text<'a> {
    if !is_namespaced {
        return Text::default();
    }
    of_metadata(node, "namespace").unwrap_or_else(|| Text::from("default"))
}

pub(super) fn qualified(object: &ObjectRef<'_>) -> String {
    if object.namespace.is_empty() {
        format!("`{}`", object.name)
    } else {
        format!("`{}/{}`", object.namespace, object.name)
    }
}
