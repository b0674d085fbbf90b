//! Why each rule takes a request, or not.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::json::Pointer;
use crate::resolve::{Parent, RouteNode, RuleVerdict, Traffic, route_ref};

use super::data_plane::RuleRef;
use super::envoy::{self, Edge, Incoming, PathSpec, Test};
use super::gateway_api::{ListenerModel, Routes, attaches};
use super::identity::owned;
use super::outcome::Place;
use super::plane::Plane;
use super::request::Request;

/// A rule that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Considered {
    /// The rule, or the route where none of its rules was looked at.
    pub rule: Place,
    /// What became of it.
    pub verdict: Verdict,
    /// Why.
    pub why: String,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It takes the request.
    Taken,
    /// It fits, but another one comes first.
    Shadowed,
    /// It does not fit.
    NoMatch,
    /// The route is not attached to the listener.
    NotAttached,
    /// It is not served as written.
    NotServed,
}

/// How near a match came: what was wrong with it last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    Host,
    Path,
    Method,
    Header,
    Query,
    Fits,
}

pub(super) fn at_gateway(
    plane: &Plane<'_>,
    gateway: usize,
    listener: Option<&ListenerModel<'_>>,
    request: &Request,
    taken: Option<RuleRef>,
) -> Vec<Considered> {
    let incoming = envoy::check(request, Edge::Lenient).ok();
    let mut considered = Vec::new();
    let nearest = listener.map(|listener| {
        let tables = listener.hosts.iter();
        let tables = tables.map(|(hostname, routes)| (Some(*hostname), routes));
        Nearest::new(tables, incoming.as_ref())
    });
    for (number, node) in plane.graph().routes.iter().enumerate() {
        let route = |why: String| Considered {
            rule: of_route(node),
            verdict: Verdict::NotAttached,
            why,
        };
        let of_gateway = |parent: &&crate::resolve::ParentNode<'_, '_>| matches!(&parent.parent, Parent::Gateway(of) if of.gateway == Some(gateway));
        let parents: Vec<_> = node.parents.iter().filter(of_gateway).collect();
        if parents.is_empty() {
            continue;
        }
        let Some(listener) = listener else {
            considered.push(route("no listener of this port has the host".to_owned()));
            continue;
        };
        if !parents
            .iter()
            .any(|parent| attaches(parent, gateway, listener.place))
        {
            let refused = parents.iter().find_map(|parent| match &parent.parent {
                Parent::Gateway(of) => of.verdict.as_ref().err(),
                _ => None,
            });
            considered.push(route(match refused {
                Some(problem) => problem.message.clone(),
                None => format!(
                    "the route is attached to {}, but the request belongs to listener `{}` ({})",
                    listeners_of(plane, gateway, &parents),
                    listener.name,
                    if listener.hostname == "*" {
                        "all hosts"
                    } else {
                        listener.hostname
                    }
                ),
            }));
            continue;
        }
        if let Some(nearest) = &nearest {
            of_rules(
                node,
                number,
                Traffic::Gateway,
                nearest,
                taken,
                &mut considered,
            );
        }
    }
    considered
}

/// The listeners of a Gateway that some parents of a route attach it to.
fn listeners_of(
    plane: &Plane<'_>,
    gateway: usize,
    parents: &[&crate::resolve::ParentNode<'_, '_>],
) -> String {
    let listeners = plane
        .graph()
        .gateways
        .get(gateway)
        .map(|node| node.listeners.as_slice());
    let attached = listeners
        .unwrap_or_default()
        .iter()
        .enumerate()
        .filter(|(place, _)| {
            parents
                .iter()
                .any(|parent| attaches(parent, gateway, *place))
        })
        .map(|(_, listener)| format!("`{}`", listener.listener.name));
    let names: Vec<String> = attached.collect();
    match names.as_slice() {
        [] => "no listener".to_owned(),
        [only] => format!("listener {only}"),
        several => format!("listeners {}", several.join(", ")),
    }
}

pub(super) fn at_service(
    plane: &Plane<'_>,
    routes: &Routes<'_>,
    request: &Request,
    taken: Option<RuleRef>,
) -> Vec<Considered> {
    let incoming = envoy::check(request, Edge::Sidecar).ok();
    let mut considered = Vec::new();
    let nearest = Nearest::new([(None, routes)].into_iter(), incoming.as_ref());
    for (number, node) in plane.graph().routes.iter().enumerate() {
        if nearest.has_route(number) {
            of_rules(
                node,
                number,
                Traffic::Mesh,
                &nearest,
                taken,
                &mut considered,
            );
        }
    }
    considered
}

fn of_route(node: &RouteNode<'_, '_>) -> Place {
    Place {
        object: owned(&route_ref(node.route)),
        path: Pointer::root(),
    }
}

/// How near a rule comes, with the route; none where the host is another.
type Best<'m, 'g> = (Near, Option<&'m envoy::Route<'g, RuleRef>>);

/// How near each rule comes to a request: of all of its routes the nearest one, and of equals the last.
struct Nearest<'m, 'g, 'r> {
    incoming: Option<&'m Incoming<'r>>,
    rules: BTreeMap<(usize, usize), Best<'m, 'g>>,
}

impl<'m, 'g, 'r> Nearest<'m, 'g, 'r> {
    /// Looks at all routes of some tables, each with its hostname.
    fn new(
        tables: impl Iterator<Item = (Option<&'g str>, &'m Routes<'g>)>,
        incoming: Option<&'m Incoming<'r>>,
    ) -> Self {
        let mut rules: BTreeMap<(usize, usize), Best<'m, 'g>> = BTreeMap::new();
        for (hostname, routes) in tables {
            let on_host = incoming.is_some_and(|incoming| {
                hostname.is_none_or(|hostname| {
                    envoy::find_host([hostname].into_iter(), &incoming.host).is_some()
                })
            });
            for route in routes.routes() {
                let found = match incoming.filter(|_| on_host) {
                    Some(incoming) => (near(route, incoming), Some(route)),
                    None => (Near::Host, None),
                };
                let key = (route.origin.route, route.origin.rule);
                let best = rules.entry(key).or_insert(found);
                if found.0 >= best.0 {
                    *best = found;
                }
            }
        }
        Nearest { incoming, rules }
    }

    fn has_route(&self, number: usize) -> bool {
        let mut rules = self.rules.range((number, 0)..);
        rules.next().is_some_and(|((route, _), _)| *route == number)
    }

    /// How near a rule comes, and why not nearer.
    fn of_rule(&self, node: &RouteNode<'_, '_>, key: (usize, usize)) -> Option<(Near, String)> {
        let incoming = self.incoming?;
        let (near, route) = self.rules.get(&key)?;
        let why = match route {
            Some(route) => reason(route, incoming),
            None => {
                let hostnames = node.route.spec.hostnames.iter().map(|name| name.as_str());
                format!(
                    "the route is for {}",
                    hostnames.collect::<Vec<_>>().join(", ")
                )
            }
        };
        Some((*near, why))
    }
}

fn of_rules(
    node: &RouteNode<'_, '_>,
    number: usize,
    traffic: Traffic,
    nearest: &Nearest<'_, '_, '_>,
    taken: Option<RuleRef>,
    considered: &mut Vec<Considered>,
) {
    for rule in node.rules(traffic) {
        let best = nearest.of_rule(node, (number, rule.index));
        let is_taken = taken.is_some_and(|taken| (taken.route, taken.rule) == (number, rule.index));
        let (verdict, why) = match (rule.verdict, best) {
            (RuleVerdict::Dropped, _) => (
                Verdict::NotServed,
                first_obstacle(rule)
                    .unwrap_or_else(|| "none of its matches can be expressed".to_owned()),
            ),
            (_, Some(_)) if is_taken && rule.verdict == RuleVerdict::Answers500 => (
                Verdict::Taken,
                first_obstacle(rule).unwrap_or_else(|| "it cannot be served as written".to_owned()),
            ),
            (_, Some(_)) if is_taken => (Verdict::Taken, "it takes the request".to_owned()),
            (_, Some((Near::Fits, _))) => (
                Verdict::Shadowed,
                "it fits, but the rule that takes the request comes first".to_owned(),
            ),
            (_, Some((_, why))) => (Verdict::NoMatch, why),
            (_, None) => (
                Verdict::NoMatch,
                "the request is answered before any rule is looked at".to_owned(),
            ),
        };
        considered.push(Considered {
            rule: Place {
                object: owned(&route_ref(node.route)),
                path: Pointer::root().keys(&["spec", "rules"]).index(rule.index),
            },
            verdict,
            why,
        });
    }
}

fn first_obstacle(rule: &crate::resolve::RuleNode<'_>) -> Option<String> {
    rule.obstacles()
        .next()
        .map(|problem| problem.message.clone())
}

fn near(route: &envoy::Route<'_, RuleRef>, request: &Incoming<'_>) -> Near {
    match envoy::mismatch(route, request) {
        None => Near::Fits,
        Some(envoy::Mismatch::Path) => Near::Path,
        Some(envoy::Mismatch::Method(_)) => Near::Method,
        Some(envoy::Mismatch::Header(_)) => Near::Header,
        Some(envoy::Mismatch::Query(_) | envoy::Mismatch::Unknown(_)) => Near::Query,
    }
}

/// What is wrong with a match first.
fn reason(route: &envoy::Route<'_, RuleRef>, request: &Incoming<'_>) -> String {
    match envoy::mismatch(route, request) {
        None => String::new(),
        Some(envoy::Mismatch::Path) => match &route.path {
            PathSpec::Exact(path) => format!("the path is `{}`, not `{path}`", request.path),
            PathSpec::Prefix(prefix) => {
                let prefix = prefix.strip_suffix('/').filter(|bare| !bare.is_empty());
                format!(
                    "the path `{}` is not below `{}`",
                    request.path,
                    prefix.unwrap_or("/")
                )
            }
            PathSpec::Pattern(pattern) => {
                format!(
                    "the path `{}` is not all of `{}`",
                    request.path,
                    pattern.text()
                )
            }
        },
        Some(envoy::Mismatch::Method(method)) => {
            format!("the method is {}, not {method}", request.method)
        }
        Some(envoy::Mismatch::Header(name)) => {
            let test = route.headers.iter().find(|header| header.name == name);
            let found = envoy::header(request, name);
            let test = test.map(|header| &header.test);
            wrong("header", name, found.as_deref(), test)
        }
        Some(envoy::Mismatch::Query(name)) => {
            let test = route.query.iter().find(|parameter| parameter.name == name);
            let found = envoy::parameter(&request.query, name);
            let test = test.map(|parameter| &parameter.test);
            wrong("query parameter", name, found, test)
        }
        Some(envoy::Mismatch::Unknown(what)) => {
            format!("the regular expression of `{what}` uses what cannot be judged here")
        }
    }
}

fn wrong(what: &str, name: &str, found: Option<&str>, test: Option<&Test<'_>>) -> String {
    let wanted = match test {
        Some(Test::Exact(value)) => format!(", not `{value}`"),
        Some(Test::Pattern(pattern)) => format!(", which is not all of `{}`", pattern.text()),
        _ => String::new(),
    };
    match found {
        None => format!("the request has no {what} `{name}`"),
        Some(value) => format!("the {what} `{name}` is `{value}`{wanted}"),
    }
}
