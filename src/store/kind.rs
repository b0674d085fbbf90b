//! The kinds that are read.

use crate::gateway_api;
use crate::kuma;

/// A kind that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Gateway API's GatewayClass.
    GatewayClass,
    /// Gateway API's Gateway.
    Gateway,
    /// Gateway API's HTTPRoute.
    HttpRoute,
    /// Gateway API's ReferenceGrant.
    ReferenceGrant,
    /// The core Service.
    Service,
    /// The core Namespace.
    Namespace,
    /// The core Secret.
    Secret,
    /// Kuma's MeshGatewayConfig.
    MeshGatewayConfig,
    /// Kuma's Mesh.
    Mesh,
    /// Kuma's ExternalService.
    ExternalService,
    /// Kuma's MeshService.
    MeshService,
    /// Kuma's MeshExternalService.
    MeshExternalService,
    /// Kuma's MeshMultiZoneService.
    MeshMultiZoneService,
    /// Kuma's MeshGatewayInstance, as it exists now.
    MeshGatewayInstance,
    /// Kuma's MeshGateway, as it exists now.
    MeshGateway,
    /// Kuma's MeshGatewayRoute, as it exists now.
    MeshGatewayRoute,
    /// Kuma's MeshHTTPRoute, as it exists now.
    MeshHttpRoute,
    /// A CRD; only the version of Gateway API's own is read.
    CustomResourceDefinition,
}

impl Kind {
    /// The kind by its group and name.
    #[must_use]
    pub fn of(group: &str, kind: &str) -> Option<Kind> {
        Some(match (group, kind) {
            (gateway_api::GROUP, "GatewayClass") => Kind::GatewayClass,
            (gateway_api::GROUP, "Gateway") => Kind::Gateway,
            (gateway_api::GROUP, "HTTPRoute") => Kind::HttpRoute,
            (gateway_api::GROUP, "ReferenceGrant") => Kind::ReferenceGrant,
            ("", "Service") => Kind::Service,
            ("", "Namespace") => Kind::Namespace,
            ("", "Secret") => Kind::Secret,
            (kuma::GROUP, "MeshGatewayConfig") => Kind::MeshGatewayConfig,
            (kuma::GROUP, "Mesh") => Kind::Mesh,
            (kuma::GROUP, "ExternalService") => Kind::ExternalService,
            (kuma::GROUP, "MeshService") => Kind::MeshService,
            (kuma::GROUP, "MeshExternalService") => Kind::MeshExternalService,
            (kuma::GROUP, "MeshMultiZoneService") => Kind::MeshMultiZoneService,
            (kuma::GROUP, "MeshGatewayInstance") => Kind::MeshGatewayInstance,
            (kuma::GROUP, "MeshGateway") => Kind::MeshGateway,
            (kuma::GROUP, "MeshGatewayRoute") => Kind::MeshGatewayRoute,
            (kuma::GROUP, "MeshHTTPRoute") => Kind::MeshHttpRoute,
            ("apiextensions.k8s.io", "CustomResourceDefinition") => Kind::CustomResourceDefinition,
            _ => return None,
        })
    }

    /// Its `apiVersion`, in the version that stands for all, and its name.
    pub(crate) fn spelled(self) -> (&'static str, &'static str) {
        const GATEWAY: &str = "gateway.networking.k8s.io/v1";
        match self {
            Kind::GatewayClass => (GATEWAY, "GatewayClass"),
            Kind::Gateway => (GATEWAY, "Gateway"),
            Kind::HttpRoute => (GATEWAY, "HTTPRoute"),
            Kind::ReferenceGrant => (GATEWAY, "ReferenceGrant"),
            Kind::Service => ("v1", "Service"),
            Kind::Namespace => ("v1", "Namespace"),
            Kind::Secret => ("v1", "Secret"),
            Kind::MeshGatewayConfig => (kuma::API_VERSION, "MeshGatewayConfig"),
            Kind::Mesh => (kuma::API_VERSION, "Mesh"),
            Kind::ExternalService => (kuma::API_VERSION, "ExternalService"),
            Kind::MeshService => (kuma::API_VERSION, "MeshService"),
            Kind::MeshExternalService => (kuma::API_VERSION, "MeshExternalService"),
            Kind::MeshMultiZoneService => (kuma::API_VERSION, "MeshMultiZoneService"),
            Kind::MeshGatewayInstance => (kuma::API_VERSION, "MeshGatewayInstance"),
            Kind::MeshGateway => (kuma::API_VERSION, "MeshGateway"),
            Kind::MeshGatewayRoute => (kuma::API_VERSION, "MeshGatewayRoute"),
            Kind::MeshHttpRoute => (kuma::API_VERSION, "MeshHTTPRoute"),
            Kind::CustomResourceDefinition => {
                ("apiextensions.k8s.io/v1", "CustomResourceDefinition")
            }
        }
    }

    /// Whether its objects live in a namespace.
    #[must_use]
    pub fn is_namespaced(self) -> bool {
        !matches!(
            self,
            Kind::GatewayClass
                | Kind::Namespace
                | Kind::MeshGatewayConfig
                | Kind::Mesh
                | Kind::ExternalService
                | Kind::MeshGateway
                | Kind::MeshGatewayRoute
                | Kind::CustomResourceDefinition
        )
    }

    /// Whether it is what this module makes; such an object in a snapshot tells what exists now.
    #[must_use]
    pub fn is_output(self) -> bool {
        matches!(
            self,
            Kind::MeshGatewayInstance
                | Kind::MeshGateway
                | Kind::MeshGatewayRoute
                | Kind::MeshHttpRoute
        )
    }
}
