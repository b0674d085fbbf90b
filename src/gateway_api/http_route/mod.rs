//! HTTPRoute.

use serde::Serialize;

use crate::json::{Node, Text, record};

use super::meta::{Condition, Metadata};
use super::open_enum::open_enum;

mod filter;

pub use filter::{
    FilterType, Fraction, HeaderModifier, HeaderValue, HttpRouteFilter, MirrorFilter, PathModifier,
    PathModifierType, RedirectFilter, RewriteFilter,
};

record! {
    /// An HTTPRoute.
    #[derive(Debug)]
    pub struct HttpRoute<'a> {
        /// `group/version`.
        api_version: Text<'a> = "apiVersion",
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
        /// What is asked for.
        spec: HttpRouteSpec<'a> = "spec",
        /// What was answered last, by all controllers.
        status: HttpRouteStatus<'a> = "status",
    }
}

record! {
    /// The spec of an HTTPRoute.
    #[derive(Debug)]
    pub struct HttpRouteSpec<'a> {
        /// What the route is attached to.
        parent_refs: Vec<ParentReference<'a>> = "parentRefs",
        /// The hosts that it is for; empty for all.
        hostnames: Vec<Text<'a>> = "hostnames",
        /// The rules.
        rules: Vec<HttpRouteRule<'a>> = "rules",
        /// Whether it uses default Gateways.
        use_default_gateways: Option<Text<'a>> = "useDefaultGateways",
    }
}

record! {
    /// A reference to a parent.
    #[derive(Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct ParentReference<'a> {
        /// The group; Gateway API's when absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        group: Option<Text<'a>> = "group",
        /// The kind; Gateway when absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        kind: Option<Text<'a>> = "kind",
        /// The namespace; the route's when absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        namespace: Option<Text<'a>> = "namespace",
        /// The name.
        name: Text<'a> = "name",
        /// The listener, or the port's name of a Service.
        #[serde(skip_serializing_if = "Option::is_none")]
        section_name: Option<Text<'a>> = "sectionName",
        /// The port.
        #[serde(skip_serializing_if = "Option::is_none")]
        port: Option<i64> = "port",
    }
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

record! {
    /// A rule.
    #[derive(Debug)]
    pub struct HttpRouteRule<'a> {
        /// The name; it has no meaning for traffic.
        name: Option<Text<'a>> = "name",
        /// What it takes; everything when empty.
        matches: Vec<RouteMatch<'a>> = "matches",
        /// What it changes.
        filters: Vec<HttpRouteFilter<'a>> = "filters",
        /// Where it sends requests to.
        backend_refs: Vec<BackendRef<'a>> = "backendRefs",
        /// How long a request may take.
        timeouts: Option<Timeouts<'a>> = "timeouts",
        /// What is tried again. Only its presence matters here.
        retry: Option<Node<'a>> = "retry",
        /// Which requests stay with one endpoint. Only its presence matters here.
        session_persistence: Option<Node<'a>> = "sessionPersistence",
    }
}

record! {
    /// The timeouts of a rule.
    #[derive(Debug)]
    pub struct Timeouts<'a> {
        /// For the whole request.
        request: Option<Text<'a>> = "request",
        /// For one try.
        backend_request: Option<Text<'a>> = "backendRequest",
    }
}

record! {
    /// One match: all of its parts must fit.
    #[derive(Debug)]
    pub struct RouteMatch<'a> {
        /// The path.
        path: Option<PathMatch<'a>> = "path",
        /// The headers.
        headers: Vec<HeaderMatch<'a>> = "headers",
        /// The query parameters.
        query_params: Vec<QueryParamMatch<'a>> = "queryParams",
        /// The method.
        method: Option<Text<'a>> = "method",
    }
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

record! {
    /// A match on the path.
    #[derive(Debug)]
    pub struct PathMatch<'a> {
        /// How; by prefix when absent.
        r#type: Option<PathMatchType<'a>> = "type",
        /// The value; `/` when absent.
        value: Option<Text<'a>> = "value",
    }
}

record! {
    /// A match on a header.
    #[derive(Debug)]
    pub struct HeaderMatch<'a> {
        /// How; exactly when absent.
        r#type: Option<MatchType<'a>> = "type",
        /// The name, in any case.
        name: Text<'a> = "name",
        /// The value.
        value: Text<'a> = "value",
    }
}

record! {
    /// A match on a query parameter.
    #[derive(Debug)]
    pub struct QueryParamMatch<'a> {
        /// How; exactly when absent.
        r#type: Option<MatchType<'a>> = "type",
        /// The name.
        name: Text<'a> = "name",
        /// The value.
        value: Text<'a> = "value",
    }
}

record! {
    /// A reference to a backend.
    #[derive(Debug)]
    pub struct BackendRef<'a> {
        /// The group; core when absent.
        group: Option<Text<'a>> = "group",
        /// The kind; Service when absent.
        kind: Option<Text<'a>> = "kind",
        /// The name.
        name: Text<'a> = "name",
        /// The namespace; the route's when absent.
        namespace: Option<Text<'a>> = "namespace",
        /// The port.
        port: Option<i64> = "port",
        /// The weight; 1 when absent.
        weight: Option<i64> = "weight",
        /// Filters for this backend alone.
        filters: Vec<HttpRouteFilter<'a>> = "filters",
    }
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
        // An API server takes none below 0.
        self.weight.unwrap_or(1).max(0)
    }
}

record! {
    /// The status of an HTTPRoute.
    #[derive(Debug)]
    pub struct HttpRouteStatus<'a> {
        /// One entry for each parent and controller.
        parents: Vec<RouteParentStatus<'a>> = "parents",
    }
}

record! {
    /// What one controller says of one parent.
    #[derive(Debug, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct RouteParentStatus<'a> {
        /// The parent.
        parent_ref: ParentReference<'a> = "parentRef",
        /// The controller.
        controller_name: Text<'a> = "controllerName",
        /// The conditions.
        conditions: Vec<Condition<'a>> = "conditions",
    }
}
