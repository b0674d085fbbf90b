//! Gateway.

use crate::json::{Text, record};

use super::gateway_class::ParametersReference;
use super::meta::{Condition, Map, Metadata};
use super::open_enum::open_enum;

record! {
    /// A Gateway.
    #[derive(Debug)]
    pub struct Gateway<'a> {
        /// `group/version`.
        api_version: Text<'a> = "apiVersion",
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
        /// What is asked for.
        spec: GatewaySpec<'a> = "spec",
        /// What was answered last.
        status: GatewayStatus<'a> = "status",
    }
}

record! {
    /// The spec of a Gateway.
    #[derive(Debug)]
    pub struct GatewaySpec<'a> {
        /// The class.
        gateway_class_name: Text<'a> = "gatewayClassName",
        /// The listeners.
        listeners: Vec<Listener<'a>> = "listeners",
        /// The addresses that are asked for.
        addresses: Vec<GatewayAddress<'a>> = "addresses",
        /// Labels, annotations and parameters of what is made for the Gateway.
        infrastructure: Option<Infrastructure<'a>> = "infrastructure",
        /// TLS towards clients and backends.
        tls: Option<GatewayTls<'a>> = "tls",
        /// Which ListenerSets may attach.
        allowed_listeners: Option<AllowedListeners<'a>> = "allowedListeners",
        /// Whether routes use this Gateway by default.
        default_scope: Option<Text<'a>> = "defaultScope",
    }
}

record! {
    /// Which ListenerSets may attach.
    #[derive(Debug)]
    pub struct AllowedListeners<'a> {
        /// The namespaces of the ListenerSets.
        namespaces: Option<RouteNamespaces<'a>> = "namespaces",
    }
}

record! {
    /// One listener.
    #[derive(Debug)]
    pub struct Listener<'a> {
        /// The name.
        name: Text<'a> = "name",
        /// The hostname; absent or empty for all.
        hostname: Option<Text<'a>> = "hostname",
        /// The port.
        port: i64 = "port",
        /// The protocol.
        protocol: Option<ProtocolType<'a>> = "protocol",
        /// How TLS is terminated.
        tls: Option<ListenerTls<'a>> = "tls",
        /// Which routes may attach.
        allowed_routes: Option<AllowedRoutes<'a>> = "allowedRoutes",
    }
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

record! {
    /// The TLS configuration of a listener.
    #[derive(Debug)]
    pub struct ListenerTls<'a> {
        /// Who terminates TLS.
        mode: Option<TlsMode<'a>> = "mode",
        /// The certificates.
        certificate_refs: Vec<ObjectReference<'a>> = "certificateRefs",
        /// Options of the implementation.
        options: Option<Map<'a>> = "options",
    }
}

record! {
    /// A reference to a Secret or another object.
    #[derive(Debug)]
    pub struct ObjectReference<'a> {
        /// The group; core when empty.
        group: Option<Text<'a>> = "group",
        /// The kind.
        kind: Option<Text<'a>> = "kind",
        /// The name.
        name: Text<'a> = "name",
        /// The namespace; that of the referrer when absent.
        namespace: Option<Text<'a>> = "namespace",
    }
}

record! {
    /// Which routes may attach to a listener.
    #[derive(Debug)]
    pub struct AllowedRoutes<'a> {
        /// From which namespaces.
        namespaces: Option<RouteNamespaces<'a>> = "namespaces",
        /// Of which kinds.
        kinds: Vec<RouteGroupKind<'a>> = "kinds",
    }
}

record! {
    /// From which namespaces routes may attach.
    #[derive(Debug)]
    pub struct RouteNamespaces<'a> {
        /// `Same`, `All` or `Selector`.
        from: Option<Text<'a>> = "from",
        /// The selector, for `from: Selector`.
        selector: Option<LabelSelector<'a>> = "selector",
    }
}

record! {
    /// A kind of route.
    #[derive(Debug)]
    pub struct RouteGroupKind<'a> {
        /// The group; Gateway API's when absent.
        group: Option<Text<'a>> = "group",
        /// The kind.
        kind: Text<'a> = "kind",
    }
}

record! {
    /// A selector of labels.
    #[derive(Debug)]
    pub struct LabelSelector<'a> {
        /// Labels that must be equal.
        match_labels: Option<Map<'a>> = "matchLabels",
        /// Further requirements.
        match_expressions: Vec<SelectorRequirement<'a>> = "matchExpressions",
    }
}

record! {
    /// One requirement of a selector.
    #[derive(Debug)]
    pub struct SelectorRequirement<'a> {
        /// The label.
        key: Text<'a> = "key",
        /// `In`, `NotIn`, `Exists` or `DoesNotExist`; a free string in the schema.
        operator: Text<'a> = "operator",
        /// The values.
        values: Vec<Text<'a>> = "values",
    }
}

record! {
    /// An address that is asked for or bound.
    #[derive(Debug, PartialEq, Eq)]
    pub struct GatewayAddress<'a> {
        /// The type; `IPAddress` when absent.
        r#type: Option<Text<'a>> = "type",
        /// The value; any address when absent.
        value: Option<Text<'a>> = "value",
    }
}

record! {
    /// What is made for a Gateway.
    #[derive(Debug)]
    pub struct Infrastructure<'a> {
        /// Labels.
        labels: Option<Map<'a>> = "labels",
        /// Annotations.
        annotations: Option<Map<'a>> = "annotations",
        /// Parameters of the implementation.
        parameters_ref: Option<ParametersReference<'a>> = "parametersRef",
    }
}

record! {
    /// TLS of a whole Gateway.
    #[derive(Debug)]
    pub struct GatewayTls<'a> {
        /// Towards backends.
        backend: Option<BackendTls<'a>> = "backend",
        /// Towards clients.
        frontend: Option<FrontendTls<'a>> = "frontend",
    }
}

record! {
    /// TLS towards backends.
    #[derive(Debug)]
    pub struct BackendTls<'a> {
        /// The certificate that the gateway shows to backends.
        client_certificate_ref: Option<ObjectReference<'a>> = "clientCertificateRef",
    }
}

record! {
    /// TLS towards clients.
    #[derive(Debug)]
    pub struct FrontendTls<'a> {
        /// For all ports without their own.
        default: Option<FrontendValidation<'a>> = "default",
        /// For single ports.
        per_port: Vec<FrontendPort<'a>> = "perPort",
    }
}

record! {
    /// TLS towards clients of one port.
    #[derive(Debug)]
    pub struct FrontendPort<'a> {
        /// The port.
        port: i64 = "port",
        /// Its configuration.
        tls: Option<FrontendValidation<'a>> = "tls",
    }
}

record! {
    /// How client certificates are validated.
    #[derive(Debug)]
    pub struct FrontendValidation<'a> {
        /// The validation; none when absent.
        validation: Option<ClientValidation<'a>> = "validation",
    }
}

record! {
    /// The validation of client certificates.
    #[derive(Debug)]
    pub struct ClientValidation<'a> {
        /// `AllowValidOnly` or `AllowInsecureFallback`.
        mode: Option<Text<'a>> = "mode",
    }
}

record! {
    /// The status of a Gateway.
    #[derive(Debug)]
    pub struct GatewayStatus<'a> {
        /// The conditions.
        conditions: Vec<Condition<'a>> = "conditions",
        /// The listeners.
        listeners: Vec<ListenerStatus<'a>> = "listeners",
    }
}

record! {
    /// The status of a listener.
    #[derive(Debug)]
    pub struct ListenerStatus<'a> {
        /// The listener's name.
        name: Text<'a> = "name",
        /// The conditions.
        conditions: Vec<Condition<'a>> = "conditions",
    }
}
