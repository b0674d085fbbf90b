//! HTTPRoute to MeshGatewayRoute: one for all of its Gateways, as versions up to 2.6 have it
//! (kuma-targets.md A). The rules are the translated ones in another shape.

use std::rc::Rc;

use crate::json::{Pointer, SortedMap, Text};
use crate::kuma::{
    BackendRef, Filter, GatewayBackend, GatewayFilter, GatewayMatch, GatewayMirror, GatewayPath,
    GatewayRedirect, GatewayRouteConf, GatewayRule, HeaderModifier, HeaderValue, HttpConf, Match,
    MeshGatewayRoute, MeshGatewayRouteSpec, ObjectMeta, PathModifier, Percentage, Resource, Rule,
    Selector, ValueMatch, tags,
};
use crate::resolve::{Graph, Parent, RouteNode, route_ref};

use super::Translation;
use super::mesh_http_route::{rule_origins, sections};
use super::naming::{self, Claim, Registry};
use super::output::Origin;
use super::rule::Translated;

/// Makes the MeshGatewayRoute of a route that is attached to Gateways.
pub(super) fn translate<'a>(
    graph: &Graph<'_, 'a>,
    node: &RouteNode<'_, 'a>,
    rules: &Translated<'a>,
    names: &mut Registry<'_, 'a>,
    translation: &mut Translation<'a>,
) {
    let metadata = &node.route.metadata;
    let source = Rc::new(route_ref(node.route));
    let mut origins: Vec<Origin<'a>> = Vec::new();
    let mut selectors: Vec<Selector<'a>> = Vec::new();
    for parent in &node.parents {
        let Parent::Gateway(target) = &parent.parent else {
            continue;
        };
        let Ok(verdict) = &target.verdict else {
            continue;
        };
        let at = Pointer::root()
            .keys(&["spec", "parentRefs"])
            .index(parent.index);
        origins.push((Pointer::root(), source.clone(), at));
        for section in sections(graph, parent, target, verdict) {
            let tag = tags::gateway_tag(&target.name, &target.namespace);
            let mut selector = SortedMap::from([(tags::SERVICE, Text::from(tag))]);
            if let Some(section) = section {
                selector.insert(tags::LISTENER_NAME, section);
            }
            let selector = Selector { r#match: selector };
            if !selectors.contains(&selector) {
                selectors.push(selector);
            }
        }
    }
    let claim = Claim {
        kind: "MeshGatewayRoute",
        namespace: "",
        name: naming::mesh_gateway_route(&metadata.name, &metadata.namespace),
        identity: &["HTTPRoute", &metadata.namespace, &metadata.name],
        source: &source,
        at: Pointer::root(),
    };
    let name = names.name(claim, &mut translation.findings);
    let label = names.label("MeshGatewayRoute", &source, &mut translation.findings);
    let at = Pointer::root().keys(&["spec", "conf", "http", "rules"]);
    rule_origins(&at, &["backends"], rules, &source, &mut origins);
    let object = MeshGatewayRoute::new(
        node.domain.clone(),
        ObjectMeta {
            name,
            labels: SortedMap::from([(Text::from(tags::OWNER), label)]),
            ..ObjectMeta::default()
        },
        MeshGatewayRouteSpec {
            selectors,
            conf: GatewayRouteConf {
                http: HttpConf {
                    hostnames: node.route.spec.hostnames.clone(),
                    rules: rules.rules.0.iter().map(rule).collect(),
                },
            },
        },
    );
    translation.add(Resource::MeshGatewayRoute(object), origins);
}

fn rule<'a>(rule: &Rule<'a>) -> GatewayRule<'a> {
    let backends = rule.default.backend_refs.iter();
    GatewayRule {
        matches: rule.matches.iter().map(route_match).collect(),
        filters: rule.default.filters.iter().flat_map(filter).collect(),
        backends: backends.map(backend).collect(),
    }
}

fn route_match<'a>(of: &Match<'a>) -> GatewayMatch<'a> {
    let value = |r#type: &str, name: Option<&Text<'a>>, value: &Text<'a>| ValueMatch {
        r#match: match r#type {
            "PathPrefix" => Some("PREFIX"),
            "RegularExpression" => Some("REGEX"),
            _ => None,
        },
        name: name.cloned(),
        value: value.clone(),
    };
    GatewayMatch {
        path: of
            .path
            .as_ref()
            .map(|path| value(path.r#type, None, &path.value)),
        method: of.method.clone(),
        headers: of
            .headers
            .iter()
            .map(|header| value(header.r#type, Some(&header.name), &header.value))
            .collect(),
        query_parameters: of
            .query_params
            .iter()
            .map(|param| value(param.r#type, Some(&param.name), &param.value))
            .collect(),
    }
}

/// A rewrite of the host becomes a header of its own.
fn filter<'a>(filter: &Filter<'a>) -> Vec<GatewayFilter<'a>> {
    match filter {
        Filter::RequestHeaderModifier { modifier } => {
            vec![GatewayFilter::RequestHeader(modifier.clone())]
        }
        Filter::ResponseHeaderModifier { modifier } => {
            vec![GatewayFilter::ResponseHeader(modifier.clone())]
        }
        Filter::RequestRedirect { redirect } => vec![GatewayFilter::Redirect(GatewayRedirect {
            scheme: redirect.scheme.clone(),
            hostname: redirect.hostname.clone(),
            path: redirect.path.as_ref().map(path),
            port: redirect.port,
            status_code: redirect.status_code,
        })],
        Filter::UrlRewrite { rewrite } => {
            let host = rewrite.hostname.as_ref().map(|hostname| {
                GatewayFilter::RequestHeader(HeaderModifier {
                    set: vec![HeaderValue {
                        name: Text::from("Host"),
                        value: hostname.clone(),
                    }],
                    ..HeaderModifier::default()
                })
            });
            let path = rewrite
                .path
                .as_ref()
                .map(|of| GatewayFilter::Rewrite(path(of)));
            host.into_iter().chain(path).collect()
        }
        Filter::RequestMirror { mirror } => {
            let all = Percentage::Whole(100);
            vec![GatewayFilter::Mirror(GatewayMirror {
                backend: GatewayBackend {
                    weight: 0,
                    ..backend(&mirror.backend_ref)
                },
                percentage: mirror.percentage.clone().unwrap_or(all),
            })]
        }
    }
}

fn path<'a>(path: &PathModifier<'a>) -> GatewayPath<'a> {
    match path {
        PathModifier::ReplaceFullPath { path } => GatewayPath::ReplaceFull(path.clone()),
        PathModifier::ReplacePrefixMatch { prefix } => {
            GatewayPath::ReplacePrefixMatch(prefix.clone())
        }
    }
}

/// Its name is the tag, as this target writes every backend so.
fn backend<'a>(reference: &BackendRef<'a>) -> GatewayBackend<'a> {
    let tag = reference.name.clone().unwrap_or_default();
    GatewayBackend {
        destination: SortedMap::from([(tags::SERVICE, tag)]),
        weight: reference.weight,
    }
}
