//! MeshGatewayConfig: the parameters of a GatewayClass.

use crate::gateway_api::{Map, Metadata};
use crate::json::{Node, Text, record};

use super::mesh_gateway_instance::{PodTemplate, ServiceTemplate};

record! {
    /// A MeshGatewayConfig.
    #[derive(Debug)]
    pub struct MeshGatewayConfig<'a> {
        /// `group/version`.
        api_version: Text<'a> = "apiVersion",
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
        /// The spec.
        spec: MeshGatewayConfigSpec<'a> = "spec",
    }
}

record! {
    /// The spec of a MeshGatewayConfig.
    #[derive(Debug)]
    pub struct MeshGatewayConfigSpec<'a> {
        /// Whether the listeners serve other meshes.
        cross_mesh: Option<bool> = "crossMesh",
        /// Tags of the gateway's proxies.
        tags: Option<Map<'a>> = "tags",
        /// How many pods.
        replicas: Option<i64> = "replicas",
        /// The type of the Service.
        service_type: Option<Text<'a>> = "serviceType",
        /// Compute resources of the pods.
        resources: Option<Node<'a>> = "resources",
        /// The Service.
        service_template: ServiceTemplate<'a> = "serviceTemplate",
        /// The pods.
        pod_template: PodTemplate<'a> = "podTemplate",
    }
}
