//! Any generated object.

use serde::Serialize;

use crate::contract::OutputRef;
use crate::json::{Node, Text};

use super::mesh_gateway::MeshGateway;
use super::mesh_gateway_instance::MeshGatewayInstance;
use super::mesh_gateway_route::MeshGatewayRoute;
use super::mesh_http_route::MeshHttpRoute;
use super::metadata::ObjectMeta;
use super::secret::MeshSecret;

/// Any generated object.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Resource<'a> {
    /// A MeshGateway.
    MeshGateway(MeshGateway<'a>),
    /// A MeshGatewayInstance.
    MeshGatewayInstance(Box<MeshGatewayInstance<'a>>),
    /// A MeshGatewayRoute.
    MeshGatewayRoute(MeshGatewayRoute<'a>),
    /// A MeshHTTPRoute.
    MeshHttpRoute(MeshHttpRoute<'a>),
    /// A Secret of a mesh.
    Secret(MeshSecret<'a>),
    /// An object that exists and stays as it is.
    Kept(KeptObject<'a>),
}

/// An object that exists and stays as it is, because what it is made from cannot be read now (F111).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptObject<'a> {
    /// `group/version`.
    pub api_version: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// The mesh, of kinds that have it at the top level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mesh: Option<Text<'a>>,
    /// The metadata.
    pub metadata: ObjectMeta<'a>,
    /// The spec, as it is.
    pub spec: Node<'a>,
}

impl<'a> Resource<'a> {
    /// The kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Resource::MeshGateway(_) => "MeshGateway",
            Resource::MeshGatewayInstance(_) => "MeshGatewayInstance",
            Resource::MeshGatewayRoute(_) => "MeshGatewayRoute",
            Resource::MeshHttpRoute(_) => "MeshHTTPRoute",
            Resource::Secret(_) => "Secret",
            Resource::Kept(object) => object.kind,
        }
    }

    /// The metadata.
    #[must_use]
    pub fn metadata(&self) -> &ObjectMeta<'a> {
        match self {
            Resource::MeshGateway(object) => &object.metadata,
            Resource::MeshGatewayInstance(object) => &object.metadata,
            Resource::MeshGatewayRoute(object) => &object.metadata,
            Resource::MeshHttpRoute(object) => &object.metadata,
            Resource::Secret(object) => &object.metadata,
            Resource::Kept(object) => &object.metadata,
        }
    }

    /// What it is sorted by.
    pub(crate) fn order(&self) -> (&'static str, &str, &str) {
        let metadata = self.metadata();
        (self.kind(), &metadata.namespace, &metadata.name)
    }

    /// What names it.
    #[must_use]
    pub fn output_ref(&self) -> OutputRef<'a> {
        let metadata = self.metadata();
        OutputRef {
            kind: self.kind(),
            namespace: metadata.namespace.clone(),
            name: metadata.name.clone(),
        }
    }
}
