//! ExternalService: a service outside the mesh, as Kuma knew it before MeshExternalService.

use crate::gateway_api::{Map, Metadata};
use crate::json::{Text, record};

record! {
    /// An ExternalService.
    #[derive(Debug)]
    pub struct ExternalService<'a> {
        /// `group/version`.
        api_version: Text<'a> = "apiVersion",
        /// The mesh, at the top level as of all of Kuma's older kinds.
        mesh: Option<Text<'a>> = "mesh",
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
        /// The spec.
        spec: ExternalServiceSpec<'a> = "spec",
    }
}

record! {
    /// The spec of an ExternalService.
    #[derive(Debug)]
    pub struct ExternalServiceSpec<'a> {
        /// Its tags.
        tags: Option<Map<'a>> = "tags",
    }
}

impl<'a> ExternalService<'a> {
    /// The mesh.
    #[must_use]
    pub fn mesh(&self) -> &str {
        self.mesh.as_deref().unwrap_or(super::DEFAULT_MESH)
    }

    /// The name by which routes refer to it.
    #[must_use]
    pub fn service_tag(&self) -> Option<&Text<'a>> {
        self.spec
            .tags
            .as_ref()
            .and_then(|tags| tags.get(super::tags::SERVICE))
    }
}
