//! What targets differ in.

/// What a target does in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choices {
    /// As messages name it.
    pub title: &'static str,
    /// The oldest version of Kuma that it stands for; where versions differ, the newest of them counts.
    pub since: &'static str,
    /// The newest of them.
    pub until: &'static str,
    /// What a route becomes whose parent is a Gateway.
    pub gateway_route: GatewayRoute,
    /// Whether listeners can be chosen by their port; otherwise a `port` is written as the names of
    /// the listeners that have it.
    pub listener_port_tag: bool,
    /// Whether the proxies of a gateway are found by a tag `<gateway>_<namespace>_gateway` that its
    /// instance carries, instead of the one that Kuma gives every Service.
    pub gateway_tag: bool,
    /// Whether the mesh of a MeshGatewayInstance is an annotation instead of a label.
    pub instance_mesh_annotation: bool,
    /// Where the mesh of a Gateway is read: on the object first, then on its namespace.
    pub gateway_mesh: &'static [MeshSource],
    /// Where the mesh of a route or Service is read.
    pub route_mesh: &'static [MeshSource],
    /// How a Service is written as a backend of traffic through gateways.
    pub gateway_backend: Destination,
    /// How a Service is written as a backend of traffic in the mesh.
    pub mesh_backend: Destination,
    /// The kinds of Kuma's own that a route can send traffic to.
    pub backend_kinds: &'static [&'static str],
    /// Whether a MeshService can be a parent.
    pub mesh_service_parent: bool,
    /// Whether references in the mesh to other namespaces need a ReferenceGrant.
    pub mesh_grants: bool,
    /// Whether sidecars answer 500 where nothing can be resolved, instead of skipping the rule.
    pub mesh_fails_closed: bool,
    /// Whether Secrets outside of Kuma's own namespace are read only if somebody says so.
    pub secrets_opt_in: bool,
    /// Whether a MeshHTTPRoute takes the name `kuma.io/unresolved-backend`.
    pub unresolved_backend: bool,
}

impl Choices {
    /// Whether Gateways are served at all.
    #[must_use]
    pub fn serves_gateways(&self) -> bool {
        self.gateway_route != GatewayRoute::None
    }
}

/// What a route becomes whose parent is a Gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayRoute {
    /// One MeshGatewayRoute for all of its Gateways.
    MeshGatewayRoute,
    /// One MeshHTTPRoute for each of its parents.
    MeshHttpRoute,
    /// Nothing: Gateways are not served.
    None,
}

/// How a Service is written as a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// `MeshService` by the tag `kuma.io/service`.
    ServiceTag,
    /// `MeshServiceSubset` by that tag, in this zone.
    ServiceSubset,
    /// `MeshService` by its labels, with a `sectionName`.
    Labels,
}

/// Where the mesh of an object is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeshSource {
    /// The label `kuma.io/mesh`.
    Label,
    /// The annotation `kuma.io/mesh`.
    Annotation,
}
