//! Which objects an object names, and the label that names its owner.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::snapshot::{list_at, text_at};

use super::object::ObjectKey;

/// Which objects an object names.
pub(super) fn references(key: &ObjectKey, object: &Value) -> BTreeSet<ObjectKey> {
    let mut found = BTreeSet::new();
    let mut add = |reference: &Value, default_kind: &str| {
        let kind = match text_at(reference, "/kind") {
            "" => default_kind,
            kind => kind,
        };
        let namespace = match text_at(reference, "/namespace") {
            _ if kind == "ExternalService" || kind == "MeshGatewayConfig" => "",
            "" => &key.namespace,
            namespace => namespace,
        };
        found.insert(ObjectKey::new(kind, namespace, text_at(reference, "/name")));
    };
    match key.kind.as_str() {
        "GatewayClass" => {
            if let Some(parameters) = object.pointer("/spec/parametersRef") {
                add(parameters, "");
            }
        }
        "Gateway" => {
            for listener in list_at(object, "/spec/listeners") {
                list_at(listener, "/tls/certificateRefs")
                    .iter()
                    .for_each(|reference| add(reference, "Secret"));
            }
            found.insert(ObjectKey::new(
                "GatewayClass",
                "",
                text_at(object, "/spec/gatewayClassName"),
            ));
        }
        "HTTPRoute" => {
            list_at(object, "/spec/parentRefs")
                .iter()
                .for_each(|reference| add(reference, "Gateway"));
            for rule in list_at(object, "/spec/rules") {
                list_at(rule, "/backendRefs")
                    .iter()
                    .for_each(|reference| add(reference, "Service"));
                for filter in list_at(rule, "/filters") {
                    if let Some(reference) = filter.pointer("/requestMirror/backendRef") {
                        add(reference, "Service");
                    }
                }
            }
        }
        _ => {}
    }
    found
}

/// Kuma's owner label of an object (kuma.md §11.1).
#[must_use]
pub fn owner_label(key: &ObjectKey) -> String {
    let hash = key
        .namespace
        .bytes()
        .chain(key.name.bytes())
        .fold(0x811c_9dc5_u32, |hash, byte| {
            hash.wrapping_mul(0x0100_0193) ^ u32::from(byte)
        });
    let name: String = format!("{}_{}", key.namespace, key.name)
        .chars()
        .take(54)
        .collect();
    format!("{name}-{hash:08x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owner_labels_are_kumas() {
        assert_eq!(
            owner_label(&ObjectKey::new("Gateway", "kuma-demo", "edge")),
            "kuma-demo_edge-3b0560fa"
        );
        let long = ObjectKey::new(
            "HTTPRoute",
            "gateway-conformance-infra",
            "a-very-long-http-route-name-that-goes-past-the-limit",
        );
        assert_eq!(
            owner_label(&long),
            "gateway-conformance-infra_a-very-long-http-route-name--7ad9c728"
        );
    }
}
