//! HTTPRoute.

use serde::{Deserialize, Serialize};

use crate::json::{Node, Text};

use super::gateway_class::ParametersReference;
use super::meta::{Condition, Metadata};
use super::open_enum::open_enum;

/// An HTTPRoute.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct HttpRoute<'a> {
    /// `group/version`.
    #[serde(borrow)]
    pub api_version: Text<'a>,
    /// The metadata.
    #[serde(borrow)]
    pub metadata: Metadata<'a>,
    /// What is asked for.
    #[serde(borrow)]
    pub spec: HttpRouteSpec<'a>,
    /// What was answered last, by all controllers.
    #[serde(borrow)]
    pub status: HttpRouteStatus<'a>,
}

/// The spec of an HTTPRoute.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct HttpRouteSpec<'a> {
    /// What the route is attached to.
    #[serde(borrow)]
    pub parent_refs: Vec<ParentReference<'a>>,
    /// The hosts that it is for; empty for all.
    #[serde(borrow)]
    pub hostnames: Vec<Text<'a>>,
    /// The rules.
    #[serde(borrow)]
    pub rules: Vec<HttpRouteRule<'a>>,
    /// Whether it uses default Gateways.
    #[serde(borrow)]
    pub use_default_gateways: Option<Text<'a>>,
}

/// A reference to a parent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ParentReference<'a> {
    /// The group; Gateway API's when absent.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub group: Option<Text<'a>>,
    /// The kind; Gateway when absent.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Text<'a>>,
    /// The namespace; the route's when absent.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Text<'a>>,
    /// The name.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// The listener, or the port's name of a Service.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub section_name: Option<Text<'a>>,
    /// The port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
}

impl<'a> ParentReference<'a> {
    /// The group.
    #[must_use]
    pub fn group(&self) -> &str {
        self.group.as_deref().unwrap_or(super::GROUP)
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.kind.as_deref().unwrap_or("Gateway")
    }

    /// The namespace, for a route in `own`.
    #[must_use]
    pub fn namespace<'r>(&'r self, own: &'r Text<'a>) -> &'r Text<'a> {
        self.namespace.as_ref().unwrap_or(own)
    }
}

/// A rule.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct HttpRouteRule<'a> {
    /// The name; it has no meaning for traffic.
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    /// What it takes; everything when empty.
    #[serde(borrow)]
    pub matches: Vec<RouteMatch<'a>>,
    /// What it changes.
    #[serde(borrow)]
    pub filters: Vec<HttpRouteFilter<'a>>,
    /// Where it sends requests to.
    #[serde(borrow)]
    pub backend_refs: Vec<BackendRef<'a>>,
    /// How long a request may take.
    #[serde(borrow)]
    pub timeouts: Option<Timeouts<'a>>,
    /// What is tried again. Only its presence matters here.
    #[serde(borrow)]
    pub retry: Option<Node<'a>>,
    /// Which requests stay with one endpoint. Only its presence matters here.
    #[serde(borrow)]
    pub session_persistence: Option<Node<'a>>,
}

/// The timeouts of a rule.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Timeouts<'a> {
    /// For the whole request.
    #[serde(borrow)]
    pub request: Option<Text<'a>>,
    /// For one try.
    #[serde(borrow)]
    pub backend_request: Option<Text<'a>>,
}

/// One match: all of its parts must fit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RouteMatch<'a> {
    /// The path.
    #[serde(borrow)]
    pub path: Option<PathMatch<'a>>,
    /// The headers.
    #[serde(borrow)]
    pub headers: Vec<HeaderMatch<'a>>,
    /// The query parameters.
    #[serde(borrow)]
    pub query_params: Vec<QueryParamMatch<'a>>,
    /// The method.
    #[serde(borrow)]
    pub method: Option<Text<'a>>,
}

open_enum! {
    /// How a path is matched.
    PathMatchType {
        /// The whole path.
        Exact,
        /// Whole elements from the start.
        PathPrefix,
        /// A regular expression.
        RegularExpression,
    }
}

open_enum! {
    /// How a header or query parameter is matched.
    MatchType {
        /// The whole value.
        Exact,
        /// A regular expression.
        RegularExpression,
    }
}

/// A match on the path.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PathMatch<'a> {
    /// How; by prefix when absent.
    #[serde(borrow, rename = "type")]
    pub r#type: Option<PathMatchType<'a>>,
    /// The value; `/` when absent.
    #[serde(borrow)]
    pub value: Option<Text<'a>>,
}

/// A match on a header.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct HeaderMatch<'a> {
    /// How; exactly when absent.
    #[serde(borrow, rename = "type")]
    pub r#type: Option<MatchType<'a>>,
    /// The name, in any case.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// The value.
    #[serde(borrow)]
    pub value: Text<'a>,
}

/// A match on a query parameter.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct QueryParamMatch<'a> {
    /// How; exactly when absent.
    #[serde(borrow, rename = "type")]
    pub r#type: Option<MatchType<'a>>,
    /// The name.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// The value.
    #[serde(borrow)]
    pub value: Text<'a>,
}

open_enum! {
    /// What a filter does.
    FilterType {
        /// Changes headers of the request.
        RequestHeaderModifier,
        /// Changes headers of the response.
        ResponseHeaderModifier,
        /// Sends copies of requests elsewhere.
        RequestMirror,
        /// Answers with a redirect.
        RequestRedirect,
        /// Changes host or path of the request.
        URLRewrite,
        /// Something of the implementation's own.
        ExtensionRef,
        /// Cross-origin resource sharing.
        CORS,
        /// Authorization by another service.
        ExternalAuth,
    }
}

/// A filter: its type and the part for that type.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct HttpRouteFilter<'a> {
    /// What it does.
    #[serde(borrow, rename = "type")]
    pub r#type: Option<FilterType<'a>>,
    /// For `RequestHeaderModifier`.
    #[serde(borrow)]
    pub request_header_modifier: Option<HeaderModifier<'a>>,
    /// For `ResponseHeaderModifier`.
    #[serde(borrow)]
    pub response_header_modifier: Option<HeaderModifier<'a>>,
    /// For `RequestMirror`.
    #[serde(borrow)]
    pub request_mirror: Option<MirrorFilter<'a>>,
    /// For `RequestRedirect`.
    #[serde(borrow)]
    pub request_redirect: Option<RedirectFilter<'a>>,
    /// For `URLRewrite`.
    #[serde(borrow)]
    pub url_rewrite: Option<RewriteFilter<'a>>,
    /// For `ExtensionRef`.
    #[serde(borrow)]
    pub extension_ref: Option<ParametersReference<'a>>,
}

/// Changes of headers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct HeaderModifier<'a> {
    /// Headers to overwrite.
    #[serde(borrow)]
    pub set: Vec<HeaderValue<'a>>,
    /// Headers to append.
    #[serde(borrow)]
    pub add: Vec<HeaderValue<'a>>,
    /// Headers to remove.
    #[serde(borrow)]
    pub remove: Vec<Text<'a>>,
}

/// A header and its value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct HeaderValue<'a> {
    /// The name, in any case.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// The value.
    #[serde(borrow)]
    pub value: Text<'a>,
}

/// Copies of requests.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct MirrorFilter<'a> {
    /// Where the copies go.
    #[serde(borrow)]
    pub backend_ref: BackendRef<'a>,
    /// How many of a hundred requests.
    pub percent: Option<i64>,
    /// How many of the requests.
    pub fraction: Option<Fraction>,
}

/// A share.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fraction {
    /// So many …
    pub numerator: i64,
    /// … of so many; 100 when absent.
    pub denominator: Option<i64>,
}

/// A redirect.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RedirectFilter<'a> {
    /// The scheme; the request's when absent.
    #[serde(borrow)]
    pub scheme: Option<Text<'a>>,
    /// The host; the request's when absent.
    #[serde(borrow)]
    pub hostname: Option<Text<'a>>,
    /// The path; the request's when absent.
    #[serde(borrow)]
    pub path: Option<PathModifier<'a>>,
    /// The port.
    pub port: Option<i64>,
    /// The status; 302 when absent.
    pub status_code: Option<i64>,
}

/// A rewrite.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RewriteFilter<'a> {
    /// The new host.
    #[serde(borrow)]
    pub hostname: Option<Text<'a>>,
    /// The new path.
    #[serde(borrow)]
    pub path: Option<PathModifier<'a>>,
}

open_enum! {
    /// How a path is changed.
    PathModifierType {
        /// All of it.
        ReplaceFullPath,
        /// The prefix that was matched.
        ReplacePrefixMatch,
    }
}

/// A change of a path.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PathModifier<'a> {
    /// How.
    #[serde(borrow, rename = "type")]
    pub r#type: Option<PathModifierType<'a>>,
    /// For `ReplaceFullPath`.
    #[serde(borrow)]
    pub replace_full_path: Option<Text<'a>>,
    /// For `ReplacePrefixMatch`.
    #[serde(borrow)]
    pub replace_prefix_match: Option<Text<'a>>,
}

/// A reference to a backend.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BackendRef<'a> {
    /// The group; core when absent.
    #[serde(borrow)]
    pub group: Option<Text<'a>>,
    /// The kind; Service when absent.
    #[serde(borrow)]
    pub kind: Option<Text<'a>>,
    /// The name.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// The namespace; the route's when absent.
    #[serde(borrow)]
    pub namespace: Option<Text<'a>>,
    /// The port.
    pub port: Option<i64>,
    /// The weight; 1 when absent.
    pub weight: Option<i64>,
    /// Filters for this backend alone.
    #[serde(borrow)]
    pub filters: Vec<HttpRouteFilter<'a>>,
}

impl<'a> BackendRef<'a> {
    /// The group.
    #[must_use]
    pub fn group(&self) -> &str {
        self.group.as_deref().unwrap_or_default()
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.kind.as_deref().unwrap_or("Service")
    }

    /// The namespace, for a route in `own`.
    #[must_use]
    pub fn namespace<'r>(&'r self, own: &'r Text<'a>) -> &'r Text<'a> {
        self.namespace.as_ref().unwrap_or(own)
    }

    /// The weight.
    #[must_use]
    pub fn weight(&self) -> i64 {
        self.weight.unwrap_or(1)
    }
}

/// The status of an HTTPRoute.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct HttpRouteStatus<'a> {
    /// One entry for each parent and controller.
    #[serde(borrow)]
    pub parents: Vec<RouteParentStatus<'a>>,
}

/// What one controller says of one parent.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RouteParentStatus<'a> {
    /// The parent.
    #[serde(borrow)]
    pub parent_ref: ParentReference<'a>,
    /// The controller.
    #[serde(borrow)]
    pub controller_name: Text<'a>,
    /// The conditions.
    #[serde(borrow)]
    pub conditions: Vec<Condition<'a>>,
}
