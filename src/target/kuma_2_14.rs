//! Kuma 2.14 (kuma.md, all of it).

use super::{Choices, Destination, GatewayRoute, MeshSource};

pub(super) const CHOICES: Choices = Choices {
    title: "Kuma 2.14",
    since: "2.14",
    until: "2.14",
    gateway_route: GatewayRoute::MeshHttpRoute,
    listener_port_tag: true,
    gateway_tag: false,
    instance_mesh_annotation: false,
    gateway_mesh: &[MeshSource::Label, MeshSource::Annotation],
    route_mesh: &[MeshSource::Label, MeshSource::Annotation],
    gateway_backend: Destination::ServiceSubset,
    mesh_backend: Destination::ServiceSubset,
    backend_kinds: &[
        "ExternalService",
        "MeshExternalService",
        "MeshMultiZoneService",
        "MeshService",
    ],
    mesh_service_parent: false,
    mesh_grants: false,
    mesh_fails_closed: false,
    secrets_opt_in: true,
    unresolved_backend: true,
};
