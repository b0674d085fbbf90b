//! The identity of an object.

use std::fmt;

use serde_json::Value;

use crate::snapshot;

/// Names an object of the input, of Kuma's answer or of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    /// The kind.
    pub kind: String,
    /// The namespace; empty for objects of the whole cluster.
    pub namespace: String,
    /// The name.
    pub name: String,
}

/// Kinds that have no namespace.
const CLUSTER: [&str; 7] = [
    "GatewayClass",
    "MeshGateway",
    "MeshGatewayConfig",
    "MeshGatewayRoute",
    "Mesh",
    "ExternalService",
    "Namespace",
];

impl ObjectKey {
    /// A key from its parts.
    #[must_use]
    pub fn new(kind: &str, namespace: &str, name: &str) -> Self {
        ObjectKey {
            kind: kind.to_owned(),
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        }
    }

    /// The key of a Kubernetes object; a namespaced one that says no namespace is in `default`.
    #[must_use]
    pub fn of_object(object: &Value) -> Self {
        let kind = snapshot::kind(object);
        let namespace = match snapshot::namespace(object) {
            _ if CLUSTER.contains(&kind) => "",
            "" => "default",
            namespace => namespace,
        };
        ObjectKey::new(kind, namespace, snapshot::name(object))
    }

    /// The key of something that has kind, namespace and name at its top: a status, a reference.
    #[must_use]
    pub fn of_reference(reference: &Value) -> Self {
        let text = |pointer| snapshot::text_at(reference, pointer);
        ObjectKey::new(text("/kind"), text("/namespace"), text("/name"))
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            write!(f, "{} {}", self.kind, self.name)
        } else {
            write!(f, "{} {}/{}", self.kind, self.namespace, self.name)
        }
    }
}
