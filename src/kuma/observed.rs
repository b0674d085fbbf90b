//! Generated kinds as they exist now.

use crate::gateway_api::Metadata;
use crate::json::{Node, Text, record};

use super::tags;

record! {
    /// A MeshGateway, MeshHTTPRoute or Secret that exists: only whose it is matters for its name.
    #[derive(Debug)]
    pub struct ObservedObject<'a> {
        /// The mesh, of kinds that have it at the top level.
        mesh: Option<Text<'a>> = "mesh",
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
        /// The spec, as it is.
        spec: Option<Node<'a>> = "spec",
    }
}

record! {
    /// A MeshGatewayInstance that exists.
    #[derive(Debug)]
    pub struct ObservedInstance<'a> {
        /// `group/version`.
        api_version: Text<'a> = "apiVersion",
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
        /// The spec, as it is.
        spec: Option<Node<'a>> = "spec",
        /// What its controller says.
        status: InstanceStatus<'a> = "status",
    }
}

record! {
    /// The status of a MeshGatewayInstance.
    #[derive(Debug)]
    pub struct InstanceStatus<'a> {
        /// The load balancer of its Service.
        load_balancer: LoadBalancer<'a> = "loadBalancer",
    }
}

record! {
    /// The load balancer of a Service.
    #[derive(Debug)]
    pub struct LoadBalancer<'a> {
        /// Its addresses.
        ingress: Vec<Ingress<'a>> = "ingress",
    }
}

record! {
    /// One address of a load balancer.
    #[derive(Debug)]
    pub struct Ingress<'a> {
        /// The IP address.
        ip: Option<Text<'a>> = "ip",
        /// The host name.
        hostname: Option<Text<'a>> = "hostname",
    }
}

/// Whether an object says for which Gateway API resource it was made.
pub(crate) fn is_marked(object: &Node<'_>) -> bool {
    let label = |node: &Node<'_>| {
        let labels = node.get("metadata")?.get("labels")?;
        Some(!labels.get(tags::OWNER)?.as_str()?.is_empty())
    };
    label(object) == Some(true)
}
