//! Kuma's labels and tags (kuma.md §1.3).

/// The mesh of an object: a label, or an annotation of old.
pub const MESH: &str = "kuma.io/mesh";
/// The service that a proxy belongs to.
pub const SERVICE: &str = "kuma.io/service";
/// The zone that a proxy runs in.
pub const ZONE: &str = "kuma.io/zone";
/// The Kubernetes namespace that a proxy runs in.
pub const NAMESPACE: &str = "k8s.kuma.io/namespace";
/// The name by which an object is known in every zone.
pub const DISPLAY_NAME: &str = "kuma.io/display-name";
/// The listener of a MeshGateway that came from a listener of a Gateway.
pub const LISTENER_NAME: &str = "gateways.kuma.io/listener-name";
/// The port of that listener.
pub const LISTENER_PORT: &str = "gateways.kuma.io/listener-port";
/// Which Gateway API object a generated object belongs to.
pub const OWNER: &str = "gateways.kuma.io/gateway.networking.k8s.io-owner";
/// Where a policy comes from: a zone of a global control plane takes it from a writer only with this
/// label (V3).
pub const ORIGIN: &str = "kuma.io/origin";
/// The name of a backend that cannot be resolved: requests for it are answered with 500.
pub const UNRESOLVED_BACKEND: &str = "kuma.io/unresolved-backend";

/// The same where Kuma takes no slash in a name. A Service's tag has a port at its end, so that none has it.
pub const UNRESOLVED_NAME: &str = "kuma.io_unresolved-backend";

/// The tag value of a Service's port, or of a gateway without a port.
#[must_use]
pub fn service_tag(name: &str, namespace: &str, port: Option<i64>) -> String {
    match port {
        Some(port) => format!("{name}_{namespace}_svc_{port}"),
        None => format!("{name}_{namespace}_svc"),
    }
}

/// The tag value of a gateway in older versions.
#[must_use]
pub fn gateway_tag(name: &str, namespace: &str) -> String {
    format!("{name}_{namespace}_gateway")
}
