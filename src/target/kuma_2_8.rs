//! Kuma 2.7 and 2.8 (kuma.md R9, R10): MeshHTTPRoutes for Gateways, before ports and mesh labels of
//! Gateways counted (R11).

use super::{Choices, MeshSource, kuma_2_13};

pub(super) const CHOICES: Choices = Choices {
    title: "Kuma 2.8",
    since: "2.7",
    until: "2.8",
    listener_port_tag: false,
    instance_mesh_annotation: true,
    gateway_mesh: &[MeshSource::Annotation],
    backend_kinds: &["ExternalService"],
    ..kuma_2_13::CHOICES
};
