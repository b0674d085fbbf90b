//! Kuma 3.0 (kuma.md R19 and §9.2, kuma-targets.md B): routes between services only.

use super::{Choices, Destination, GatewayRoute, MeshSource, kuma_2_14};

pub(super) const CHOICES: Choices = Choices {
    title: "Kuma 3.0",
    since: "3.0",
    until: "3.0",
    gateway_route: GatewayRoute::None,
    gateway_mesh: &[MeshSource::Label],
    route_mesh: &[MeshSource::Label],
    gateway_backend: Destination::Labels,
    mesh_backend: Destination::Labels,
    backend_kinds: &["MeshExternalService", "MeshMultiZoneService", "MeshService"],
    mesh_service_parent: true,
    mesh_grants: true,
    mesh_fails_closed: true,
    ..kuma_2_14::CHOICES
};
