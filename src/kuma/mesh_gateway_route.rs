//! MeshGatewayRoute, which versions up to 2.6 make of a route for Gateways (kuma-targets.md A). Its fields
//! are those of a protobuf message, so that empty texts, zeros and the default `EXACT` are not written.

use serde::Serialize;

use crate::json::{SortedMap, Text};

use super::mesh_gateway::Selector;
use super::mesh_http_route::{HeaderModifier, Percentage};
use super::metadata::ObjectMeta;

/// A MeshGatewayRoute.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeshGatewayRoute<'a> {
    api_version: &'static str,
    kind: &'static str,
    /// The mesh.
    pub mesh: Text<'a>,
    /// The metadata.
    pub metadata: ObjectMeta<'a>,
    /// The spec.
    pub spec: MeshGatewayRouteSpec<'a>,
}

impl<'a> MeshGatewayRoute<'a> {
    /// A MeshGatewayRoute of `mesh`.
    #[must_use]
    pub fn new(mesh: Text<'a>, metadata: ObjectMeta<'a>, spec: MeshGatewayRouteSpec<'a>) -> Self {
        MeshGatewayRoute {
            api_version: super::API_VERSION,
            kind: "MeshGatewayRoute",
            mesh,
            metadata,
            spec,
        }
    }
}

/// The spec of a MeshGatewayRoute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeshGatewayRouteSpec<'a> {
    /// Which listeners of which gateways it is for.
    pub selectors: Vec<Selector<'a>>,
    /// What they do.
    pub conf: GatewayRouteConf<'a>,
}

/// What a MeshGatewayRoute configures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GatewayRouteConf<'a> {
    /// HTTP.
    pub http: HttpConf<'a>,
}

/// The rules of a MeshGatewayRoute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HttpConf<'a> {
    /// The hosts; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hostnames: Vec<Text<'a>>,
    /// The rules.
    pub rules: Vec<GatewayRule<'a>>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GatewayRule<'a> {
    /// What it takes; at least one.
    pub matches: Vec<GatewayMatch<'a>>,
    /// The filters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<GatewayFilter<'a>>,
    /// The backends.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub backends: Vec<GatewayBackend<'a>>,
}

/// One match: all of its parts must fit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayMatch<'a> {
    /// The path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<ValueMatch<'a>>,
    /// The method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Text<'a>>,
    /// The headers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<ValueMatch<'a>>,
    /// The query parameters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub query_parameters: Vec<ValueMatch<'a>>,
}

/// A match on a value: of the path without, else with a name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ValueMatch<'a> {
    /// `PREFIX` or `REGEX`; exact without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#match: Option<&'static str>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<'a>>,
    /// The value.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub value: Text<'a>,
}

/// A filter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum GatewayFilter<'a> {
    /// Changes headers of the request.
    RequestHeader(HeaderModifier<'a>),
    /// Changes headers of the response.
    ResponseHeader(HeaderModifier<'a>),
    /// Answers with a redirect.
    Redirect(GatewayRedirect<'a>),
    /// Changes the path.
    Rewrite(GatewayPath<'a>),
    /// Sends copies elsewhere.
    Mirror(GatewayMirror<'a>),
}

/// A redirect.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayRedirect<'a> {
    /// The scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Text<'a>>,
    /// The host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<Text<'a>>,
    /// The path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<GatewayPath<'a>>,
    /// The port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
    /// The status.
    pub status_code: i64,
}

/// A change of a path.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum GatewayPath<'a> {
    /// All of it.
    ReplaceFull(Text<'a>),
    /// The prefix that was matched.
    ReplacePrefixMatch(Text<'a>),
}

/// Copies of requests.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GatewayMirror<'a> {
    /// Where the copies go.
    pub backend: GatewayBackend<'a>,
    /// How many of a hundred requests.
    pub percentage: Percentage,
}

/// A backend.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GatewayBackend<'a> {
    /// The tag of its proxies.
    pub destination: SortedMap<'a>,
    /// The weight.
    #[serde(skip_serializing_if = "is_zero")]
    pub weight: i64,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference, which is no smaller where pointers have four bytes"
)]
fn is_zero(weight: &i64) -> bool {
    *weight == 0
}
