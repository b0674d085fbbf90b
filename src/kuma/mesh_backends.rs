//! MeshService, MeshExternalService and MeshMultiZoneService, as far as a route refers to them.

use serde::Deserialize;

use crate::gateway_api::Metadata;
use crate::json::Text;

/// A destination that is a resource of Kuma.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct MeshBackend<'a> {
    /// `group/version`.
    #[serde(borrow)]
    pub api_version: Text<'a>,
    /// The metadata.
    #[serde(borrow)]
    pub metadata: Metadata<'a>,
    /// The spec.
    #[serde(borrow)]
    pub spec: MeshBackendSpec<'a>,
}

/// The ports of such a destination.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MeshBackendSpec<'a> {
    /// Of a MeshService or MeshMultiZoneService.
    #[serde(borrow)]
    pub ports: Vec<MeshBackendPort<'a>>,
    /// Of a MeshExternalService.
    #[serde(borrow)]
    pub r#match: Option<MeshBackendPort<'a>>,
}

/// One port.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct MeshBackendPort<'a> {
    /// The number.
    pub port: i64,
    /// What is spoken on it, of a MeshService.
    #[serde(borrow)]
    pub app_protocol: Option<Text<'a>>,
    /// What is spoken on it, of a MeshExternalService.
    #[serde(borrow)]
    pub protocol: Option<Text<'a>>,
}

impl<'a> MeshBackend<'a> {
    /// All of its ports.
    pub fn ports(&self) -> impl Iterator<Item = &MeshBackendPort<'a>> {
        self.spec.ports.iter().chain(&self.spec.r#match)
    }
}
