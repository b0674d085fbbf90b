//! MeshService, MeshExternalService and MeshMultiZoneService, as far as a route refers to them.

use crate::gateway_api::Metadata;
use crate::json::{Text, record};

record! {
    /// A destination that is a resource of Kuma.
    #[derive(Debug)]
    pub struct MeshBackend<'a> {
        /// `group/version`.
        api_version: Text<'a> = "apiVersion",
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
        /// The spec.
        spec: MeshBackendSpec<'a> = "spec",
    }
}

record! {
    /// The ports of such a destination.
    #[derive(Debug)]
    pub struct MeshBackendSpec<'a> {
        /// Of a MeshService or MeshMultiZoneService.
        ports: Vec<MeshBackendPort<'a>> = "ports",
        /// Of a MeshExternalService.
        r#match: Option<MeshBackendPort<'a>> = "match",
    }
}

record! {
    /// One port.
    #[derive(Debug)]
    pub struct MeshBackendPort<'a> {
        /// The name.
        name: Option<Text<'a>> = "name",
        /// The number.
        port: i64 = "port",
        /// What is spoken on it, of a MeshService.
        app_protocol: Option<Text<'a>> = "appProtocol",
        /// What is spoken on it, of a MeshExternalService.
        protocol: Option<Text<'a>> = "protocol",
    }
}

impl<'a> MeshBackend<'a> {
    /// The name by which it is known: an annotation wins over its own.
    #[must_use]
    pub fn display_name(&self) -> &Text<'a> {
        self.metadata
            .annotation(super::tags::DISPLAY_NAME)
            .filter(|name| !name.is_empty())
            .unwrap_or(&self.metadata.name)
    }

    /// All of its ports.
    pub fn ports(&self) -> impl Iterator<Item = &MeshBackendPort<'a>> {
        self.spec.ports.iter().chain(&self.spec.r#match)
    }
}
