//! Gateway.

use serde::Deserialize;

use crate::json::Text;

use super::gateway_class::ParametersReference;
use super::meta::{Condition, Map, Metadata};
use super::open_enum::open_enum;

/// A Gateway.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Gateway<'a> {
    /// `group/version`.
    #[serde(borrow)]
    pub api_version: Text<'a>,
    /// The metadata.
    #[serde(borrow)]
    pub metadata: Metadata<'a>,
    /// What is asked for.
    #[serde(borrow)]
    pub spec: GatewaySpec<'a>,
    /// What was answered last.
    #[serde(borrow)]
    pub status: GatewayStatus<'a>,
}

/// The spec of a Gateway.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GatewaySpec<'a> {
    /// The class.
    #[serde(borrow)]
    pub gateway_class_name: Text<'a>,
    /// The listeners.
    #[serde(borrow)]
    pub listeners: Vec<Listener<'a>>,
    /// The addresses that are asked for.
    #[serde(borrow)]
    pub addresses: Vec<GatewayAddress<'a>>,
    /// Labels, annotations and parameters of what is made for the Gateway.
    #[serde(borrow)]
    pub infrastructure: Option<Infrastructure<'a>>,
    /// TLS towards clients and backends.
    #[serde(borrow)]
    pub tls: Option<GatewayTls<'a>>,
    /// Which ListenerSets may attach.
    #[serde(borrow)]
    pub allowed_listeners: Option<AllowedListeners<'a>>,
    /// Whether routes use this Gateway by default.
    #[serde(borrow)]
    pub default_scope: Option<Text<'a>>,
}

/// Which ListenerSets may attach.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AllowedListeners<'a> {
    /// The namespaces of the ListenerSets.
    #[serde(borrow)]
    pub namespaces: Option<RouteNamespaces<'a>>,
}

/// One listener.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Listener<'a> {
    /// The name.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// The hostname; absent or empty for all.
    #[serde(borrow)]
    pub hostname: Option<Text<'a>>,
    /// The port.
    pub port: i64,
    /// The protocol.
    #[serde(borrow)]
    pub protocol: Option<ProtocolType<'a>>,
    /// How TLS is terminated.
    #[serde(borrow)]
    pub tls: Option<ListenerTls<'a>>,
    /// Which routes may attach.
    #[serde(borrow)]
    pub allowed_routes: Option<AllowedRoutes<'a>>,
}

impl<'a> Listener<'a> {
    /// The hostname, if the listener is for one.
    #[must_use]
    pub fn hostname(&self) -> Option<&Text<'a>> {
        self.hostname
            .as_ref()
            .filter(|hostname| !hostname.is_empty())
    }
}

open_enum! {
    /// The protocol of a listener.
    ProtocolType {
        /// Plain HTTP.
        HTTP,
        /// HTTP over TLS.
        HTTPS,
        /// TLS.
        TLS,
        /// TCP.
        TCP,
        /// UDP.
        UDP,
    }
}

open_enum! {
    /// Who terminates TLS.
    TlsMode {
        /// The gateway.
        Terminate,
        /// The backend.
        Passthrough,
    }
}

/// The TLS configuration of a listener.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ListenerTls<'a> {
    /// Who terminates TLS.
    #[serde(borrow)]
    pub mode: Option<TlsMode<'a>>,
    /// The certificates.
    #[serde(borrow)]
    pub certificate_refs: Vec<ObjectReference<'a>>,
    /// Options of the implementation.
    #[serde(borrow)]
    pub options: Option<Map<'a>>,
}

/// A reference to a Secret or another object.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ObjectReference<'a> {
    /// The group; core when empty.
    #[serde(borrow)]
    pub group: Option<Text<'a>>,
    /// The kind.
    #[serde(borrow)]
    pub kind: Option<Text<'a>>,
    /// The name.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// The namespace; that of the referrer when absent.
    #[serde(borrow)]
    pub namespace: Option<Text<'a>>,
}

/// Which routes may attach to a listener.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AllowedRoutes<'a> {
    /// From which namespaces.
    #[serde(borrow)]
    pub namespaces: Option<RouteNamespaces<'a>>,
    /// Of which kinds.
    #[serde(borrow)]
    pub kinds: Vec<RouteGroupKind<'a>>,
}

/// From which namespaces routes may attach.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RouteNamespaces<'a> {
    /// `Same`, `All` or `Selector`.
    #[serde(borrow)]
    pub from: Option<Text<'a>>,
    /// The selector, for `from: Selector`.
    #[serde(borrow)]
    pub selector: Option<LabelSelector<'a>>,
}

/// A kind of route.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RouteGroupKind<'a> {
    /// The group; Gateway API's when absent.
    #[serde(borrow)]
    pub group: Option<Text<'a>>,
    /// The kind.
    #[serde(borrow)]
    pub kind: Text<'a>,
}

/// A selector of labels.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct LabelSelector<'a> {
    /// Labels that must be equal.
    #[serde(borrow)]
    pub match_labels: Option<Map<'a>>,
    /// Further requirements.
    #[serde(borrow)]
    pub match_expressions: Vec<SelectorRequirement<'a>>,
}

/// One requirement of a selector.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SelectorRequirement<'a> {
    /// The label.
    #[serde(borrow)]
    pub key: Text<'a>,
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`; a free string in the schema.
    #[serde(borrow)]
    pub operator: Text<'a>,
    /// The values.
    #[serde(borrow)]
    pub values: Vec<Text<'a>>,
}

/// An address that is asked for or bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct GatewayAddress<'a> {
    /// The type; `IPAddress` when absent.
    #[serde(borrow, rename = "type")]
    pub r#type: Option<Text<'a>>,
    /// The value; any address when absent.
    #[serde(borrow)]
    pub value: Option<Text<'a>>,
}

/// What is made for a Gateway.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Infrastructure<'a> {
    /// Labels.
    #[serde(borrow)]
    pub labels: Option<Map<'a>>,
    /// Annotations.
    #[serde(borrow)]
    pub annotations: Option<Map<'a>>,
    /// Parameters of the implementation.
    #[serde(borrow)]
    pub parameters_ref: Option<ParametersReference<'a>>,
}

/// TLS of a whole Gateway.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct GatewayTls<'a> {
    /// Towards backends.
    #[serde(borrow)]
    pub backend: Option<BackendTls<'a>>,
    /// Towards clients.
    #[serde(borrow)]
    pub frontend: Option<FrontendTls<'a>>,
}

/// TLS towards backends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BackendTls<'a> {
    /// The certificate that the gateway shows to backends.
    #[serde(borrow)]
    pub client_certificate_ref: Option<ObjectReference<'a>>,
}

/// TLS towards clients.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FrontendTls<'a> {
    /// For all ports without their own.
    #[serde(borrow)]
    pub default: Option<FrontendValidation<'a>>,
    /// For single ports.
    #[serde(borrow)]
    pub per_port: Vec<FrontendPort<'a>>,
}

/// TLS towards clients of one port.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FrontendPort<'a> {
    /// The port.
    pub port: i64,
    /// Its configuration.
    #[serde(borrow)]
    pub tls: Option<FrontendValidation<'a>>,
}

/// How client certificates are validated.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FrontendValidation<'a> {
    /// The validation; none when absent.
    #[serde(borrow)]
    pub validation: Option<ClientValidation<'a>>,
}

/// The validation of client certificates.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ClientValidation<'a> {
    /// `AllowValidOnly` or `AllowInsecureFallback`.
    #[serde(borrow)]
    pub mode: Option<Text<'a>>,
}

/// The status of a Gateway.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GatewayStatus<'a> {
    /// The conditions.
    #[serde(borrow)]
    pub conditions: Vec<Condition<'a>>,
    /// The listeners.
    #[serde(borrow)]
    pub listeners: Vec<ListenerStatus<'a>>,
}

/// The status of a listener.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ListenerStatus<'a> {
    /// The listener's name.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// The conditions.
    #[serde(borrow)]
    pub conditions: Vec<Condition<'a>>,
}
