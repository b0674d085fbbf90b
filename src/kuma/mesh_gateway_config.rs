//! MeshGatewayConfig: the parameters of a GatewayClass.

use serde::Deserialize;

use crate::gateway_api::{Map, Metadata};
use crate::json::{Node, Text};

use super::mesh_gateway_instance::{PodTemplate, ServiceTemplate};

/// A MeshGatewayConfig.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct MeshGatewayConfig<'a> {
    /// `group/version`.
    #[serde(borrow)]
    pub api_version: Text<'a>,
    /// The metadata.
    #[serde(borrow)]
    pub metadata: Metadata<'a>,
    /// The spec.
    #[serde(borrow)]
    pub spec: MeshGatewayConfigSpec<'a>,
}

/// The spec of a MeshGatewayConfig.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct MeshGatewayConfigSpec<'a> {
    /// Whether the listeners serve other meshes.
    pub cross_mesh: Option<bool>,
    /// Tags of the gateway's proxies.
    #[serde(borrow)]
    pub tags: Option<Map<'a>>,
    /// How many pods.
    pub replicas: Option<i64>,
    /// The type of the Service.
    #[serde(borrow)]
    pub service_type: Option<Text<'a>>,
    /// Compute resources of the pods.
    #[serde(borrow)]
    pub resources: Option<Node<'a>>,
    /// The Service.
    #[serde(borrow)]
    pub service_template: ServiceTemplate<'a>,
    /// The pods.
    #[serde(borrow)]
    pub pod_template: PodTemplate<'a>,
}
