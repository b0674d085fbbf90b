//! Whose an object is that exists.

use crate::gateway_api;
use crate::json::Node;
use crate::kuma::{self, Resource, SECRET_TYPE};
use crate::store::{Existing, Kind};

/// Whether it was made by Kuma or this module for a Gateway API resource, and so is ours to remove. Only
/// what nobody but a control plane may write counts (F161): objects in the system namespace or of the
/// whole cluster by their label, and an instance by the Gateway that controls it. A copy of a Secret
/// that carries no label may be anybody's (F45).
pub(super) fn is_ours(object: &Existing<'_>, system_namespace: &str) -> bool {
    let is_in_system = object.object.namespace == system_namespace;
    match object.kind {
        Kind::MeshGateway | Kind::MeshGatewayRoute => is_marked(object),
        Kind::MeshGatewayInstance => is_of_a_gateway(object),
        Kind::MeshHttpRoute => is_in_system && is_marked(object),
        Kind::Secret => is_in_system && is_marked(object) && is_of_a_mesh(object),
        _ => false,
    }
}

/// Whether an object that exists may become the one that should exist under its name. An instance may:
/// beside one of somebody else none is made (F117).
pub(super) fn may_take(resource: &Resource<'_>, object: &Existing<'_>) -> bool {
    match resource.kind() {
        "MeshGatewayInstance" => true,
        "Secret" => is_of_a_mesh(object),
        _ => is_marked(object),
    }
}

/// Whether it says for which Gateway API resource it was made.
pub(super) fn is_marked(object: &Existing<'_>) -> bool {
    kuma::is_marked(&object.node)
}

fn is_of_a_mesh(object: &Existing<'_>) -> bool {
    object.node.get("type").and_then(Node::as_str) == Some(SECRET_TYPE)
}

fn is_of_a_gateway(object: &Existing<'_>) -> bool {
    let metadata = object.node.get("metadata");
    let owners = metadata.and_then(|metadata| metadata.get("ownerReferences"));
    let Some(Node::Array(owners)) = owners else {
        return false;
    };
    owners.iter().any(|owner| {
        let text = |key: &str| owner.get(key).and_then(Node::as_str).unwrap_or_default();
        let group = text("apiVersion").split_once('/').map(|(group, _)| group);
        group == Some(gateway_api::GROUP)
            && text("kind") == "Gateway"
            && owner.get("controller") == Some(&Node::Bool(true))
    })
}
