//! MeshGatewayInstance.

use serde::Serialize;

use crate::gateway_api::Map;
use crate::json::{Node, SortedMap, Text, record};

use super::metadata::ObjectMeta;

/// A MeshGatewayInstance: the pods and the Service of a gateway.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeshGatewayInstance<'a> {
    api_version: &'static str,
    kind: &'static str,
    /// The metadata.
    pub metadata: ObjectMeta<'a>,
    /// The spec.
    pub spec: InstanceSpec<'a>,
}

impl<'a> MeshGatewayInstance<'a> {
    /// A MeshGatewayInstance.
    #[must_use]
    pub fn new(metadata: ObjectMeta<'a>, spec: InstanceSpec<'a>) -> Self {
        MeshGatewayInstance {
            api_version: super::API_VERSION,
            kind: "MeshGatewayInstance",
            metadata,
            spec,
        }
    }
}

/// The spec of a MeshGatewayInstance.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceSpec<'a> {
    /// Tags of the gateway's proxies.
    #[serde(skip_serializing_if = "SortedMap::is_empty")]
    pub tags: SortedMap<'a>,
    /// How many pods.
    pub replicas: i64,
    /// The type of the Service.
    pub service_type: Text<'a>,
    /// Compute resources of the pods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Node<'a>>,
    /// The Service.
    #[serde(skip_serializing_if = "ServiceTemplate::is_empty")]
    pub service_template: ServiceTemplate<'a>,
    /// The pods.
    #[serde(skip_serializing_if = "PodTemplate::is_empty")]
    pub pod_template: PodTemplate<'a>,
}

record! {
    /// The Service of a gateway.
    #[derive(Debug, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct ServiceTemplate<'a> {
        /// Its metadata.
        #[serde(skip_serializing_if = "TemplateMetadata::is_empty")]
        metadata: TemplateMetadata<'a> = "metadata",
        /// Its spec.
        #[serde(skip_serializing_if = "ServiceTemplateSpec::is_empty")]
        spec: ServiceTemplateSpec<'a> = "spec",
    }
}

record! {
    /// The spec of the Service of a gateway.
    #[derive(Debug, PartialEq, Serialize)]
    pub struct ServiceTemplateSpec<'a> {
        /// The address that the load balancer should have.
        #[serde(rename = "loadBalancerIP", skip_serializing_if = "Option::is_none")]
        load_balancer_ip: Option<Text<'a>> = "loadBalancerIP",
    }
}

record! {
    /// The pods of a gateway.
    #[derive(Debug, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct PodTemplate<'a> {
        /// Their metadata.
        #[serde(skip_serializing_if = "TemplateMetadata::is_empty")]
        metadata: TemplateMetadata<'a> = "metadata",
        /// Their spec.
        #[serde(skip_serializing_if = "PodTemplateSpec::is_empty")]
        spec: PodTemplateSpec<'a> = "spec",
    }
}

record! {
    /// The spec of the pods of a gateway.
    #[derive(Debug, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct PodTemplateSpec<'a> {
        /// The service account.
        #[serde(skip_serializing_if = "Option::is_none")]
        service_account_name: Option<Text<'a>> = "serviceAccountName",
        /// The security context of the pod.
        #[serde(skip_serializing_if = "SecurityContext::is_empty")]
        security_context: SecurityContext = "securityContext",
        /// The container.
        #[serde(skip_serializing_if = "ContainerTemplate::is_empty")]
        container: ContainerTemplate = "container",
    }
}

record! {
    /// The security context of the pods of a gateway.
    #[derive(Debug, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct SecurityContext {
        /// The group of the volumes.
        #[serde(skip_serializing_if = "Option::is_none")]
        fs_group: Option<i64> = "fsGroup",
    }
}

record! {
    /// The container of the pods of a gateway.
    #[derive(Debug, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct ContainerTemplate {
        /// Its security context.
        security_context: ContainerSecurityContext = "securityContext",
    }
}

record! {
    /// The security context of that container.
    #[derive(Debug, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct ContainerSecurityContext {
        /// Whether its file system is read-only.
        #[serde(skip_serializing_if = "Option::is_none")]
        read_only_root_filesystem: Option<bool> = "readOnlyRootFilesystem",
    }
}

record! {
    /// Labels and annotations of what is made for a gateway.
    #[derive(Debug, PartialEq, Serialize)]
    pub struct TemplateMetadata<'a> {
        /// The annotations.
        #[serde(skip_serializing_if = "SortedMap::is_empty")]
        annotations: SortedMap<'a> = "annotations",
        /// The labels.
        #[serde(skip_serializing_if = "SortedMap::is_empty")]
        labels: SortedMap<'a> = "labels",
    }
}

impl<'a> TemplateMetadata<'a> {
    /// Adds labels and annotations; those that are there already give way.
    pub fn extend(&mut self, labels: Option<&Map<'a>>, annotations: Option<&Map<'a>>) {
        let entries = |map: Option<&Map<'a>>| map.map(|map| map.0.clone()).unwrap_or_default();
        self.labels.extend(entries(labels));
        self.annotations.extend(entries(annotations));
    }
}

macro_rules! is_empty {
    ($($name:ident $(<$lifetime:lifetime>)?),+) => {
        $(impl $name $(<$lifetime>)? {
            /// Whether nothing is asked for.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                *self == Self::default()
            }
        })+
    };
}

is_empty!(
    ServiceTemplate<'_>,
    ServiceTemplateSpec<'_>,
    PodTemplate<'_>,
    PodTemplateSpec<'_>,
    SecurityContext,
    ContainerTemplate,
    TemplateMetadata<'_>
);
