//! ExternalService: a service outside the mesh, as Kuma knew it before MeshExternalService.

use serde::Deserialize;

use crate::gateway_api::{Map, Metadata};
use crate::json::Text;

/// An ExternalService.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ExternalService<'a> {
    /// `group/version`.
    #[serde(borrow)]
    pub api_version: Text<'a>,
    /// The mesh, at the top level as of all of Kuma's older kinds.
    #[serde(borrow)]
    pub mesh: Option<Text<'a>>,
    /// The metadata.
    #[serde(borrow)]
    pub metadata: Metadata<'a>,
    /// The spec.
    #[serde(borrow)]
    pub spec: ExternalServiceSpec<'a>,
}

/// The spec of an ExternalService.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExternalServiceSpec<'a> {
    /// Its tags.
    #[serde(borrow)]
    pub tags: Option<Map<'a>>,
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
