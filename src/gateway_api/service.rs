//! Service.

use crate::json::{Text, record};

use super::meta::Metadata;

record! {
    /// A Service.
    #[derive(Debug)]
    pub struct Service<'a> {
        /// `version`.
        api_version: Text<'a> = "apiVersion",
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
        /// The spec.
        spec: ServiceSpec<'a> = "spec",
    }
}

record! {
    /// The spec of a Service.
    #[derive(Debug)]
    pub struct ServiceSpec<'a> {
        /// The type; ClusterIP when absent.
        r#type: Option<Text<'a>> = "type",
        /// The cluster IP; `None` for a headless Service.
        cluster_ip: Option<Text<'a>> = "clusterIP",
        /// The ports.
        ports: Vec<ServicePort<'a>> = "ports",
    }
}

record! {
    /// A port of a Service.
    #[derive(Debug)]
    pub struct ServicePort<'a> {
        /// The name.
        name: Option<Text<'a>> = "name",
        /// The number.
        port: i64 = "port",
        /// The transport; TCP when absent.
        protocol: Option<Text<'a>> = "protocol",
        /// What is spoken on it.
        app_protocol: Option<Text<'a>> = "appProtocol",
    }
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
