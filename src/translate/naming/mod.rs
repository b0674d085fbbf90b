//! Names of generated objects (kuma.md §11).
//!
//! They are Kuma's own, so that a control plane can switch over and back, unless two sources claim
//! the same one (F28 to F35, F157) or Kuma's would be invalid (F22 to F24).

mod fnv;
mod registry;

pub(super) use registry::{Claim, Registry};

use crate::gateway_api::ParentReference;

/// The longest name of a Kubernetes object.
const MAX_NAME: usize = 253;
/// The longest name of a Service, and so of a MeshGatewayInstance.
const MAX_LABEL: usize = 63;

/// The label that says which object an output belongs to (kuma.md §11.1).
pub(super) fn owner_label(namespace: &str, name: &str) -> String {
    let readable: String = format!("{namespace}_{name}").chars().take(54).collect();
    format!("{readable}-{}", fnv::hex(&[namespace, name]))
}

/// The same with an unambiguous hash, for sources whose labels collide (F34).
pub(super) fn distinct_owner_label(kind: &str, namespace: &str, name: &str) -> String {
    let readable: String = format!("{namespace}_{name}").chars().take(54).collect();
    format!(
        "{readable}-{}",
        fnv::hex(&[kind, "/", namespace, "/", name])
    )
}

/// A name, and whether Kuma's own would be too long or invalid, so that this one was cut and hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) is_cut: bool,
}

/// The name of the MeshGateway of a Gateway.
pub(super) fn mesh_gateway(name: &str, namespace: &str) -> Name {
    bounded(
        format!("{name}.{namespace}"),
        MAX_NAME,
        &["Gateway", namespace, name],
    )
}

/// The name of the MeshGatewayInstance of a Gateway: the Gateway's own, if a Service can have it (F24).
pub(super) fn instance(name: &str, namespace: &str) -> String {
    let starts_with_letter = name.starts_with(|c: char| c.is_ascii_lowercase());
    if starts_with_letter && name.len() <= MAX_LABEL && !name.contains('.') {
        return name.to_owned();
    }
    let readable = name.replace('.', "-");
    let readable = if starts_with_letter {
        readable
    } else {
        format!("gateway-{readable}")
    };
    cut(&readable, MAX_LABEL, &["Gateway", namespace, name])
}

/// The name of the copy of a TLS Secret.
pub(super) fn secret(name: &str, namespace: &str) -> Name {
    bounded(
        format!("gapi-{namespace}-{name}"),
        MAX_NAME,
        &["Secret", namespace, name],
    )
}

/// The name of the MeshHTTPRoute of a route for a Gateway.
pub(super) fn route_for_gateway(
    name: &str,
    namespace: &str,
    reference: &ParentReference<'_>,
    section: Option<&str>,
    port: Option<i64>,
) -> Name {
    let port = port.unwrap_or_default().to_string();
    let hash = fnv::hex(&[
        &port,
        section.unwrap_or_default(),
        &reference.name,
        reference.namespace.as_deref().unwrap_or(namespace),
        reference.kind(),
        reference.group(),
    ]);
    let readable: String = format!("{name}-{namespace}")
        .chars()
        .take(MAX_NAME - 9)
        .collect();
    let readable = readable.strip_suffix('-').unwrap_or(&readable);
    // A dot before the dash would make the name invalid (F22); two dashes are Kuma's and legal.
    let is_cut = readable.ends_with('.');
    let readable = if is_cut {
        readable.trim_end_matches(['-', '.'])
    } else {
        readable
    };
    Name {
        text: format!("{readable}-{hash}"),
        is_cut,
    }
}

/// The name of the MeshGatewayRoute of a route, which has no namespace.
pub(super) fn mesh_gateway_route(name: &str, namespace: &str) -> Name {
    bounded(
        format!("{name}.{namespace}"),
        MAX_NAME,
        &["HTTPRoute", namespace, name],
    )
}

/// The name of the MeshHTTPRoute of a route for a Service, or a parent of another kind.
pub(super) fn route_for_service(
    name: &str,
    namespace: &str,
    kind: &str,
    service: &str,
    service_namespace: &str,
) -> Name {
    let mut identity = vec!["HTTPRoute", namespace, name, service_namespace, service];
    let full = if kind == "Service" {
        format!("{name}-{namespace}-{service}.{service_namespace}")
    } else {
        identity.push(kind);
        let kind = kind.to_ascii_lowercase();
        format!("{name}-{namespace}-{kind}-{service}.{service_namespace}")
    };
    bounded(full, MAX_NAME, &identity)
}

/// A name with an identity hashed in, for a source whose own name is taken.
pub(super) fn distinct(name: &str, identity: &[&str], limit: usize) -> String {
    cut(name, limit, identity)
}

fn bounded(name: String, limit: usize, identity: &[&str]) -> Name {
    if name.len() <= limit {
        return Name {
            text: name,
            is_cut: false,
        };
    }
    Name {
        text: cut(&name, limit, identity),
        is_cut: true,
    }
}

/// Cuts a name so that a hash of the identity fits behind it.
fn cut(name: &str, limit: usize, identity: &[&str]) -> String {
    let readable: String = name.chars().take(limit - 9).collect();
    let readable = readable.trim_end_matches(['-', '.']);
    // The parts cannot contain a slash, so that joining them is unambiguous.
    format!("{readable}-{}", fnv::hex(&[&identity.join("/")]))
}

#[cfg(test)]
mod tests {
    use crate::gateway_api::ParentReference;
    use crate::json::Text;

    use super::{instance, owner_label, route_for_gateway, route_for_service};

    fn edge() -> ParentReference<'static> {
        ParentReference {
            name: Text::from("edge"),
            ..ParentReference::default()
        }
    }

    #[test]
    fn labels_are_kumas() {
        for (namespace, name, expected) in [
            ("kuma-demo", "edge", "kuma-demo_edge-3b0560fa"),
            ("kuma-demo", "shop", "kuma-demo_shop-854fde55"),
            (
                "gateway-conformance-infra",
                "a-very-long-http-route-name-that-goes-past-the-limit",
                "gateway-conformance-infra_a-very-long-http-route-name--7ad9c728",
            ),
        ] {
            assert_eq!(owner_label(namespace, name), expected);
        }
    }

    #[test]
    fn names_of_routes_are_kumas() {
        let mut reference = edge();
        assert_eq!(
            route_for_gateway("shop", "kuma-demo", &reference, None, reference.port).text,
            "shop-kuma-demo-f740287a"
        );
        assert_eq!(
            route_for_gateway(
                "shop",
                "kuma-demo",
                &reference,
                Some("https"),
                reference.port
            )
            .text,
            "shop-kuma-demo-145dbd85"
        );
        reference.port = Some(443);
        assert_eq!(
            route_for_gateway(
                "shop",
                "kuma-demo",
                &reference,
                Some("https"),
                reference.port
            )
            .text,
            "shop-kuma-demo-7f235f72"
        );
        let infra = ParentReference {
            namespace: Some(Text::from("infra")),
            ..edge()
        };
        assert_eq!(
            route_for_gateway("shop", "kuma-demo", &infra, None, None).text,
            "shop-kuma-demo-18776d5e"
        );
    }

    #[test]
    fn long_names_are_cut_and_hashed() {
        let long = "r".repeat(200);
        let name = route_for_service(&long, "ns", "Service", &"s".repeat(60), "ns").text;
        assert_eq!(name.len(), 253);
        assert_ne!(
            name,
            route_for_service(&long, "ns", "Service", &"s".repeat(61), "ns").text
        );
    }

    #[test]
    fn instances_are_named_as_services_can_be() {
        assert_eq!(instance("edge", "ns"), "edge");
        assert!(instance("1gw", "ns").starts_with("gateway-1gw-"));
        assert!(instance("edge.public", "ns").starts_with("edge-public-"));
        assert_eq!(instance(&"g".repeat(64), "ns").len(), 63);
    }
}
