//! What goes out, one file per kind with Kuma's own validation beside it, and Kuma's kinds that are
//! read as input. Nothing here knows of Gateway API.

pub(crate) mod charset;
mod external_service;
mod mesh;
mod mesh_backends;
mod mesh_gateway;
mod mesh_gateway_config;
mod mesh_gateway_instance;
mod mesh_gateway_route;
mod mesh_http_route;
mod metadata;
mod observed;
mod resource;
mod secret;
pub mod tags;
mod target_ref;
mod validation;

pub use external_service::ExternalService;
pub use mesh::{Mesh, mesh_of};
pub use mesh_backends::{MeshBackend, MeshBackendPort};
pub use mesh_gateway::{Certificate, Conf, Listener, MeshGateway, MeshGatewaySpec, Selector, Tls};
pub use mesh_gateway_config::{MeshGatewayConfig, MeshGatewayConfigSpec};
pub use mesh_gateway_instance::{
    ContainerSecurityContext, ContainerTemplate, InstanceSpec, MeshGatewayInstance, PodTemplate,
    PodTemplateSpec, SecurityContext, ServiceTemplate, ServiceTemplateSpec, TemplateMetadata,
};
pub use mesh_gateway_route::{
    GatewayBackend, GatewayFilter, GatewayMatch, GatewayMirror, GatewayPath, GatewayRedirect,
    GatewayRouteConf, GatewayRule, HttpConf, MeshGatewayRoute, MeshGatewayRouteSpec, ValueMatch,
};
pub use mesh_http_route::{
    BackendRef, Filter, HeaderMatch, HeaderModifier, HeaderValue, Match, MeshHttpRoute,
    MeshHttpRouteSpec, PathMatch, PathModifier, Percentage, QueryParamMatch, RequestMirror,
    RequestRedirect, Rule, RuleConf, Rules, To, UrlRewrite,
};
pub use metadata::{ObjectMeta, OwnerReference};
pub(crate) use observed::is_marked;
pub use observed::{ObservedInstance, ObservedObject};
pub use resource::{KeptObject, Resource};
pub use secret::{MeshSecret, SECRET_TYPE};
pub use target_ref::TargetRef;
pub use validation::Violation;

/// Kuma's API group and version.
pub const API_VERSION: &str = "kuma.io/v1alpha1";
/// Kuma's API group.
pub const GROUP: &str = "kuma.io";
/// The mesh that exists unless somebody removes it.
pub const DEFAULT_MESH: &str = "default";
