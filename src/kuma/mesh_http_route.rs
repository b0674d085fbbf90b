//! MeshHTTPRoute.

use std::rc::Rc;

use serde::{Serialize, Serializer};

use crate::json::{SortedMap, Text};

use super::metadata::ObjectMeta;
use super::target_ref::TargetRef;

/// A MeshHTTPRoute.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeshHttpRoute<'a> {
    api_version: &'static str,
    kind: &'static str,
    /// The metadata; the mesh is a label.
    pub metadata: ObjectMeta<'a>,
    /// The spec.
    pub spec: MeshHttpRouteSpec<'a>,
}

impl<'a> MeshHttpRoute<'a> {
    /// A MeshHTTPRoute.
    #[must_use]
    pub fn new(metadata: ObjectMeta<'a>, spec: MeshHttpRouteSpec<'a>) -> Self {
        MeshHttpRoute {
            api_version: super::API_VERSION,
            kind: "MeshHTTPRoute",
            metadata,
            spec,
        }
    }
}

/// The spec of a MeshHTTPRoute.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeshHttpRouteSpec<'a> {
    /// Which proxies it configures.
    pub target_ref: TargetRef<'a>,
    /// For which destinations.
    pub to: Vec<To<'a>>,
}

/// The rules for one destination.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct To<'a> {
    /// The hosts, on gateways; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hostnames: Vec<Text<'a>>,
    /// The destination.
    pub target_ref: TargetRef<'a>,
    /// The rules.
    pub rules: Rules<'a>,
}

/// Rules that several destinations and objects share.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules<'a>(pub Rc<Vec<Rule<'a>>>);

impl Serialize for Rules<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_slice().serialize(serializer)
    }
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule<'a> {
    /// What it takes; at least one.
    pub matches: Vec<Match<'a>>,
    /// What it does.
    pub default: RuleConf<'a>,
}

/// What a rule does. Both lists are always written, as a rule with equal matches of another route
/// would fill in the one that is absent (F128).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleConf<'a> {
    /// The filters.
    pub filters: Vec<Filter<'a>>,
    /// The backends.
    pub backend_refs: Vec<BackendRef<'a>>,
}

/// One match: all of its parts must fit.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Match<'a> {
    /// The path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<PathMatch<'a>>,
    /// The method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Text<'a>>,
    /// The headers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<HeaderMatch<'a>>,
    /// The query parameters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub query_params: Vec<QueryParamMatch<'a>>,
}

/// A match on the path.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PathMatch<'a> {
    /// `Exact`, `PathPrefix` or `RegularExpression`.
    pub r#type: &'static str,
    /// The value.
    pub value: Text<'a>,
}

/// A match on a header.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeaderMatch<'a> {
    /// `Exact` or `RegularExpression`.
    pub r#type: &'static str,
    /// The name in lower case.
    pub name: Text<'a>,
    /// The value.
    pub value: Text<'a>,
}

/// A match on a query parameter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QueryParamMatch<'a> {
    /// `Exact` or `RegularExpression`.
    pub r#type: &'static str,
    /// The name.
    pub name: Text<'a>,
    /// The value.
    pub value: Text<'a>,
}

/// A filter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type")]
pub enum Filter<'a> {
    /// Changes headers of the request.
    RequestHeaderModifier {
        /// The changes.
        #[serde(rename = "requestHeaderModifier")]
        modifier: HeaderModifier<'a>,
    },
    /// Changes headers of the response.
    ResponseHeaderModifier {
        /// The changes.
        #[serde(rename = "responseHeaderModifier")]
        modifier: HeaderModifier<'a>,
    },
    /// Answers with a redirect.
    RequestRedirect {
        /// Where to.
        #[serde(rename = "requestRedirect")]
        redirect: RequestRedirect<'a>,
    },
    /// Changes host or path.
    #[serde(rename = "URLRewrite")]
    UrlRewrite {
        /// The changes.
        #[serde(rename = "urlRewrite")]
        rewrite: UrlRewrite<'a>,
    },
    /// Sends copies elsewhere.
    RequestMirror {
        /// Where to.
        #[serde(rename = "requestMirror")]
        mirror: RequestMirror<'a>,
    },
}

/// Changes of headers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HeaderModifier<'a> {
    /// Headers to overwrite.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<HeaderValue<'a>>,
    /// Headers to append.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<HeaderValue<'a>>,
    /// Headers to remove.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<Text<'a>>,
}

/// A header and its value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeaderValue<'a> {
    /// The name in lower case.
    pub name: Text<'a>,
    /// The value.
    pub value: Text<'a>,
}

/// A redirect.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestRedirect<'a> {
    /// The scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Text<'a>>,
    /// The host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<Text<'a>>,
    /// The path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<PathModifier<'a>>,
    /// The port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
    /// The status.
    pub status_code: i64,
}

/// A rewrite.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UrlRewrite<'a> {
    /// The new host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<Text<'a>>,
    /// The new path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<PathModifier<'a>>,
}

/// A change of a path.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type")]
pub enum PathModifier<'a> {
    /// All of it.
    ReplaceFullPath {
        /// The new path.
        #[serde(rename = "replaceFullPath")]
        path: Text<'a>,
    },
    /// The prefix that was matched.
    ReplacePrefixMatch {
        /// The new prefix.
        #[serde(rename = "replacePrefixMatch")]
        prefix: Text<'a>,
    },
}

/// Copies of requests.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestMirror<'a> {
    /// How many of a hundred requests, as a decimal number; all when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percentage: Option<Percentage>,
    /// Where the copies go.
    pub backend_ref: BackendRef<'a>,
}

/// A share of requests.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Percentage {
    /// A whole number of percent.
    Whole(i64),
    /// A decimal number of percent.
    Decimal(String),
}

/// A reference to a backend.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BackendRef<'a> {
    /// The kind.
    pub kind: &'static str,
    /// The name; absent where labels stand for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<'a>>,
    /// The namespace, of Kuma's own resources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Text<'a>>,
    /// The tags, of a MeshServiceSubset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<SortedMap<'a>>,
    /// The labels of the destination, from Kuma 3.0 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<SortedMap<'a>>,
    /// Its port by name, or by number where it has none; beside labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section_name: Option<Text<'a>>,
    /// The port, of Kuma's own resources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
    /// The weight.
    pub weight: i64,
}
