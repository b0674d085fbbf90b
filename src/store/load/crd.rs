//! What Gateway API's own CRDs tell of what is installed.

use crate::gateway_api;
use crate::json::{Node, Text};
use crate::store::Crd;

use super::Loader;

impl<'a> Loader<'_, 'a> {
    /// Notes a CRD, if it is one of Gateway API's own.
    pub(super) fn crd(&mut self, node: &Node<'a>) {
        let Some(spec) = node.get("spec") else {
            return;
        };
        if spec.get("group").and_then(Node::as_str) != Some(gateway_api::GROUP) {
            return;
        }
        let kind = spec.get("names").and_then(|names| names.get("kind"));
        let is_of_classes = kind.and_then(Node::as_str) == Some("GatewayClass");
        self.store.crds.push(Crd {
            version: annotation(node, "gateway.networking.k8s.io/bundle-version"),
            channel: annotation(node, "gateway.networking.k8s.io/channel"),
            lists_features: is_of_classes.then(|| lists_features(spec)).flatten(),
        });
    }
}

fn annotation<'a>(node: &Node<'a>, name: &str) -> Option<Text<'a>> {
    match node.get("metadata")?.get("annotations")?.get(name)? {
        Node::String(text) => Some(text.clone()),
        _ => None,
    }
}

/// Whether every version of a GatewayClass's CRD that has a schema has the features as objects: what is
/// stored fits them all.
fn lists_features(spec: &Node<'_>) -> Option<bool> {
    let Some(Node::Array(versions)) = spec.get("versions") else {
        return None;
    };
    let schemas = versions
        .iter()
        .filter_map(|version| version.get("schema")?.get("openAPIV3Schema"));
    let mut schemas = schemas.peekable();
    schemas.peek()?;
    let path = ["status", "supportedFeatures"];
    Some(schemas.all(|schema| {
        let field = path
            .into_iter()
            .try_fold(schema, |schema, name| schema.get("properties")?.get(name));
        let of_entries = field.and_then(|field| field.get("items")?.get("type"));
        of_entries.and_then(Node::as_str) == Some("object")
    }))
}
