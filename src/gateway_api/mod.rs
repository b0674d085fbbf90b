//! What comes in: Gateway API's kinds and the core kinds that they refer to.
//!
//! Every field is optional and every enum open: an object of a newer release is read as far as it
//! is known. Nothing here knows of Kuma.

mod gateway;
mod gateway_class;
mod http_route;
mod meta;
mod namespace;
mod open_enum;
mod reference_grant;
mod secret;
mod service;

pub use gateway::{
    AllowedRoutes, Gateway, GatewayAddress, GatewaySpec, GatewayStatus, GatewayTls, Infrastructure,
    LabelSelector, Listener, ListenerStatus, ListenerTls, ObjectReference, ProtocolType,
    RouteGroupKind, RouteNamespaces, SelectorRequirement, TlsMode,
};
pub use gateway_class::{
    GATEWAY_EXISTS_FINALIZER, GatewayClass, GatewayClassSpec, GatewayClassStatus,
    ParametersReference,
};
pub use http_route::{
    BackendRef, FilterType, Fraction, HeaderMatch, HeaderModifier, HeaderValue, HttpRoute,
    HttpRouteFilter, HttpRouteRule, HttpRouteSpec, HttpRouteStatus, MatchType, MirrorFilter,
    ParentReference, PathMatch, PathMatchType, PathModifier, PathModifierType, QueryParamMatch,
    RedirectFilter, RewriteFilter, RouteMatch, RouteParentStatus,
};
pub use meta::{Condition, Map, Metadata, OwnerReference};
pub use namespace::Namespace;
pub use reference_grant::{GrantFrom, GrantTo, ReferenceGrant, ReferenceGrantSpec};
pub use secret::Secret;
pub use service::{Service, ServicePort, ServiceSpec};

/// The group of Gateway API.
pub const GROUP: &str = "gateway.networking.k8s.io";
