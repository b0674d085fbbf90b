//! MeshGateway.

use serde::Serialize;

use crate::json::{SortedMap, Text};

use super::metadata::ObjectMeta;

/// A MeshGateway: the listeners of a gateway.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeshGateway<'a> {
    api_version: &'static str,
    kind: &'static str,
    /// The mesh.
    pub mesh: Text<'a>,
    /// The metadata.
    pub metadata: ObjectMeta<'a>,
    /// The spec.
    pub spec: MeshGatewaySpec<'a>,
}

impl<'a> MeshGateway<'a> {
    /// A MeshGateway of `mesh`.
    #[must_use]
    pub fn new(mesh: Text<'a>, metadata: ObjectMeta<'a>, spec: MeshGatewaySpec<'a>) -> Self {
        MeshGateway {
            api_version: super::API_VERSION,
            kind: "MeshGateway",
            mesh,
            metadata,
            spec,
        }
    }
}

/// The spec of a MeshGateway.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeshGatewaySpec<'a> {
    /// Which proxies serve it.
    pub selectors: Vec<Selector<'a>>,
    /// What they serve.
    pub conf: Conf<'a>,
}

/// Selects proxies by their tags.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Selector<'a> {
    /// The tags.
    pub r#match: SortedMap<'a>,
}

/// What a MeshGateway serves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conf<'a> {
    /// The listeners.
    pub listeners: Vec<Listener<'a>>,
}

/// A listener of a MeshGateway.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listener<'a> {
    /// The hostname; `*` for all.
    pub hostname: Text<'a>,
    /// The port.
    pub port: i64,
    /// `HTTP` or `HTTPS`.
    pub protocol: &'static str,
    /// The tags by which routes choose it.
    pub tags: SortedMap<'a>,
    /// Whether other meshes may use it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cross_mesh: bool,
    /// How TLS is terminated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<Tls<'a>>,
}

/// The TLS configuration of a listener.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tls<'a> {
    /// `TERMINATE`.
    pub mode: &'static str,
    /// The certificates.
    pub certificates: Vec<Certificate<'a>>,
}

/// A certificate of a listener.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Certificate<'a> {
    /// The name of Kuma's Secret in the mesh.
    pub secret: Text<'a>,
}
