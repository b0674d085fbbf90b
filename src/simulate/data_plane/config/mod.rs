//! What the data plane reads of Kuma's resources: each field may be absent, as a merge of two rules
//! tells an absent list from an empty one (F128).

mod read;

use crate::json::{Node, SortedMap, Text, record};

/// Everything that decides what Kuma's proxies do.
#[derive(Debug, Default)]
pub struct Config<'a> {
    /// The gateways.
    pub gateways: Vec<Gateway<'a>>,
    /// The routes, in any order.
    pub routes: Vec<Route<'a>>,
    /// The Secrets of each mesh.
    pub secrets: Vec<SecretRef<'a>>,
    /// The services that have proxies or endpoints, sorted by mesh and name.
    services: Vec<Service<'a>>,
}

/// A Secret that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretRef<'a> {
    /// The mesh.
    pub mesh: Text<'a>,
    /// The name.
    pub name: Text<'a>,
    /// Whether Envoy takes its certificate and key.
    pub usable: bool,
}

/// A service that a backend reference can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service<'a> {
    /// The mesh.
    pub mesh: Text<'a>,
    /// The value of `kuma.io/service`.
    pub name: Text<'a>,
    /// Whether its protocol is `http`, `http2` or `grpc`.
    pub http: bool,
}

/// A MeshGateway.
#[derive(Clone, Debug, Default)]
pub struct Gateway<'a> {
    /// The mesh.
    pub mesh: Text<'a>,
    /// The name.
    pub name: Text<'a>,
    /// The listeners.
    pub listeners: Vec<Listener<'a>>,
}

/// A MeshHTTPRoute.
#[derive(Clone, Debug, Default)]
pub struct Route<'a> {
    /// The mesh.
    pub mesh: Text<'a>,
    /// The name.
    pub name: Text<'a>,
    /// The namespace it is stored in.
    pub namespace: Text<'a>,
    /// The spec.
    pub spec: RouteSpec<'a>,
}

record! {
    /// A listener of a MeshGateway.
    #[derive(Debug)]
    pub struct Listener<'a> {
        /// The hostname; empty or `*` for all.
        hostname: Text<'a> = "hostname",
        /// The port.
        port: i64 = "port",
        /// `HTTP`, `HTTPS`, …
        protocol: Text<'a> = "protocol",
        /// The tags by which routes choose it.
        tags: SortedMap<'a> = "tags",
        /// Whether other meshes may use it.
        cross_mesh: bool = "crossMesh",
        /// How TLS is terminated.
        tls: Tls<'a> = "tls",
    }
}

record! {
    /// The TLS configuration of a listener.
    #[derive(Debug)]
    pub struct Tls<'a> {
        /// The certificates.
        certificates: Vec<Certificate<'a>> = "certificates",
    }
}

record! {
    /// A certificate of a listener.
    #[derive(Debug)]
    pub struct Certificate<'a> {
        /// The name of the Secret.
        secret: Text<'a> = "secret",
    }
}

record! {
    /// The spec of a MeshHTTPRoute.
    #[derive(Debug)]
    pub struct RouteSpec<'a> {
        /// Which proxies it configures.
        target_ref: TargetRef<'a> = "targetRef",
        /// For which destinations.
        to: Vec<To<'a>> = "to",
    }
}

record! {
    /// A reference of a policy, and with a weight that of a backend.
    #[derive(Debug, PartialEq)]
    pub struct TargetRef<'a> {
        /// The kind.
        kind: Text<'a> = "kind",
        /// The name.
        name: Text<'a> = "name",
        /// Tags.
        tags: SortedMap<'a> = "tags",
        /// The weight, of a backend; 1 when absent.
        weight: Option<i64> = "weight",
    }
}

record! {
    /// The rules for one destination.
    #[derive(Debug)]
    pub struct To<'a> {
        /// The hosts, on gateways; empty for all.
        hostnames: Vec<Text<'a>> = "hostnames",
        /// The destination.
        target_ref: TargetRef<'a> = "targetRef",
        /// The rules.
        rules: Vec<Rule<'a>> = "rules",
    }
}

record! {
    /// A rule.
    #[derive(Debug)]
    pub struct Rule<'a> {
        /// What it takes.
        matches: Vec<Match<'a>> = "matches",
        /// What it does.
        conf: RuleConf<'a> = "default",
    }
}

record! {
    /// What a rule does.
    #[derive(Debug)]
    pub struct RuleConf<'a> {
        /// The filters.
        filters: Option<Vec<Filter<'a>>> = "filters",
        /// The backends.
        backend_refs: Option<Vec<TargetRef<'a>>> = "backendRefs",
    }
}

record! {
    /// One match.
    #[derive(Debug, PartialEq)]
    pub struct Match<'a> {
        /// The path.
        path: Option<ValueMatch<'a>> = "path",
        /// The method.
        method: Option<Text<'a>> = "method",
        /// The headers.
        headers: Vec<ValueMatch<'a>> = "headers",
        /// The query parameters.
        query_params: Vec<ValueMatch<'a>> = "queryParams",
    }
}

record! {
    /// A match on a path, a header or a query parameter.
    #[derive(Debug, PartialEq)]
    pub struct ValueMatch<'a> {
        /// `Exact`, `RegularExpression`, …
        kind: Text<'a> = "type",
        /// The name, but of a path.
        name: Text<'a> = "name",
        /// The value.
        value: Text<'a> = "value",
    }
}

record! {
    /// A filter: one of its members is there.
    #[derive(Debug)]
    pub struct Filter<'a> {
        /// Changes headers of the request.
        request_headers: Option<HeaderModifier<'a>> = "requestHeaderModifier",
        /// Changes headers of the response.
        response_headers: Option<HeaderModifier<'a>> = "responseHeaderModifier",
        /// Answers with a redirect.
        redirect: Option<Redirect<'a>> = "requestRedirect",
        /// Changes host or path.
        rewrite: Option<Rewrite<'a>> = "urlRewrite",
        /// Sends copies elsewhere.
        mirror: Option<Mirror<'a>> = "requestMirror",
    }
}

record! {
    /// Changes of headers.
    #[derive(Debug)]
    pub struct HeaderModifier<'a> {
        /// Headers to overwrite.
        set: Vec<HeaderValue<'a>> = "set",
        /// Headers to append.
        add: Vec<HeaderValue<'a>> = "add",
        /// Headers to remove.
        remove: Vec<Text<'a>> = "remove",
    }
}

record! {
    /// A header and its value.
    #[derive(Debug)]
    pub struct HeaderValue<'a> {
        /// The name.
        name: Text<'a> = "name",
        /// The value.
        value: Text<'a> = "value",
    }
}

record! {
    /// A redirect.
    #[derive(Debug)]
    pub struct Redirect<'a> {
        /// The scheme.
        scheme: Option<Text<'a>> = "scheme",
        /// The host.
        hostname: Option<Text<'a>> = "hostname",
        /// The path.
        path: Option<PathModifier<'a>> = "path",
        /// The port.
        port: Option<i64> = "port",
        /// The status; 302 when absent.
        status: Option<i64> = "statusCode",
    }
}

record! {
    /// A rewrite.
    #[derive(Debug)]
    pub struct Rewrite<'a> {
        /// The new host.
        hostname: Option<Text<'a>> = "hostname",
        /// The new path.
        path: Option<PathModifier<'a>> = "path",
    }
}

record! {
    /// A change of a path.
    #[derive(Debug)]
    pub struct PathModifier<'a> {
        /// Which of the two it is.
        kind: Text<'a> = "type",
        /// All of the path.
        full: Option<Text<'a>> = "replaceFullPath",
        /// The prefix that was matched.
        prefix: Option<Text<'a>> = "replacePrefixMatch",
    }
}

record! {
    /// Copies of requests.
    #[derive(Debug)]
    pub struct Mirror<'a> {
        /// How many of a hundred requests: a whole number or a decimal one as text.
        percentage: Option<Node<'a>> = "percentage",
        /// Where they go.
        backend: TargetRef<'a> = "backendRef",
    }
}

impl Mirror<'_> {
    /// How many of a hundred requests are copied.
    #[must_use]
    pub fn percent(&self) -> f64 {
        match &self.percentage {
            None | Some(Node::Null) => 100.0,
            Some(Node::Integer(whole)) => *whole as f64,
            Some(Node::Float(decimal)) => *decimal,
            Some(Node::String(text)) => text.parse().unwrap_or(0.0),
            Some(_) => 0.0,
        }
    }
}

record! {
    /// The spec of a MeshGateway.
    #[derive(Debug)]
    pub struct GatewaySpec<'a> {
        /// What it serves.
        conf: GatewayConf<'a> = "conf",
    }
}

record! {
    /// What a MeshGateway serves.
    #[derive(Debug)]
    pub struct GatewayConf<'a> {
        /// The listeners.
        listeners: Vec<Listener<'a>> = "listeners",
    }
}

/// Whether all of `wanted` are among `tags`.
#[must_use]
pub fn is_subset(wanted: &SortedMap<'_>, tags: &SortedMap<'_>) -> bool {
    wanted
        .iter()
        .all(|(key, value)| tags.get(key).is_some_and(|tag| tag == value))
}
