//! Service.

use serde::Deserialize;

use crate::json::Text;

use super::meta::Metadata;

/// A Service.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Service<'a> {
    /// `version`.
    #[serde(borrow)]
    pub api_version: Text<'a>,
    /// The metadata.
    #[serde(borrow)]
    pub metadata: Metadata<'a>,
    /// The spec.
    #[serde(borrow)]
    pub spec: ServiceSpec<'a>,
}

/// The spec of a Service.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ServiceSpec<'a> {
    /// The type; ClusterIP when absent.
    #[serde(borrow, rename = "type")]
    pub r#type: Option<Text<'a>>,
    /// The cluster IP; `None` for a headless Service.
    #[serde(borrow, rename = "clusterIP")]
    pub cluster_ip: Option<Text<'a>>,
    /// The ports.
    #[serde(borrow)]
    pub ports: Vec<ServicePort<'a>>,
}

/// A port of a Service.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ServicePort<'a> {
    /// The name.
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    /// The number.
    pub port: i64,
    /// The transport; TCP when absent.
    #[serde(borrow)]
    pub protocol: Option<Text<'a>>,
    /// What is spoken on it.
    #[serde(borrow)]
    pub app_protocol: Option<Text<'a>>,
}

impl ServicePort<'_> {
    /// Whether it is a TCP port.
    #[must_use]
    pub fn is_tcp(&self) -> bool {
        self.protocol
            .as_deref()
            .is_none_or(|protocol| protocol == "TCP")
    }
}

impl Service<'_> {
    /// Whether it only names an external host.
    #[must_use]
    pub fn is_external_name(&self) -> bool {
        self.spec.r#type.as_deref() == Some("ExternalName")
    }

    /// Whether it has no address of its own.
    #[must_use]
    pub fn is_headless(&self) -> bool {
        self.spec.cluster_ip.as_deref() == Some("None")
    }
}
