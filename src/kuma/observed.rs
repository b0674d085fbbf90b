//! Generated kinds as they exist now.

use serde::Deserialize;

use crate::gateway_api::Metadata;
use crate::json::{Node, Text};

/// A MeshGateway, MeshHTTPRoute or Secret that exists: only whose it is matters for its name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ObservedObject<'a> {
    /// The mesh, of kinds that have it at the top level.
    #[serde(borrow)]
    pub mesh: Option<Text<'a>>,
    /// The metadata.
    #[serde(borrow)]
    pub metadata: Metadata<'a>,
    /// The spec, as it is.
    #[serde(borrow)]
    pub spec: Option<Node<'a>>,
}

/// A MeshGatewayInstance that exists.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ObservedInstance<'a> {
    /// `group/version`.
    #[serde(borrow)]
    pub api_version: Text<'a>,
    /// The metadata.
    #[serde(borrow)]
    pub metadata: Metadata<'a>,
    /// The spec, as it is.
    #[serde(borrow)]
    pub spec: Option<Node<'a>>,
    /// What its controller says.
    #[serde(borrow)]
    pub status: InstanceStatus<'a>,
}

/// The status of a MeshGatewayInstance.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct InstanceStatus<'a> {
    /// The load balancer of its Service.
    #[serde(borrow)]
    pub load_balancer: LoadBalancer<'a>,
}

/// The load balancer of a Service.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LoadBalancer<'a> {
    /// Its addresses.
    #[serde(borrow)]
    pub ingress: Vec<Ingress<'a>>,
}

/// One address of a load balancer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ingress<'a> {
    /// The IP address.
    #[serde(borrow)]
    pub ip: Option<Text<'a>>,
    /// The host name.
    #[serde(borrow)]
    pub hostname: Option<Text<'a>>,
}
