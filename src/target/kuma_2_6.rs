//! Kuma 2.3 to 2.6 (kuma.md R5 to R8, kuma-targets.md A): MeshGatewayRoutes for Gateways.

use super::{Choices, Destination, GatewayRoute, MeshSource, kuma_2_8};

pub(super) const CHOICES: Choices = Choices {
    title: "Kuma 2.6",
    since: "2.3",
    until: "2.6",
    gateway_route: GatewayRoute::MeshGatewayRoute,
    gateway_tag: true,
    route_mesh: &[MeshSource::Annotation],
    gateway_backend: Destination::ServiceTag,
    mesh_backend: Destination::ServiceTag,
    secrets_opt_in: false,
    unresolved_backend: false,
    ..kuma_2_8::CHOICES
};
