//! Exact paths that are written beside a prefix, for the path that is the prefix itself.
//!
//! Kuma makes a route for that path of its own accord, and three things are wrong with it: a gateway
//! leaves it out where any Exact match has the same path (F132), and drops the new host of a rule that
//! rewrites the prefix as well; a sidecar gives it the slash that only what is below the prefix needs
//! (F141). An Exact match has neither fault.

use std::collections::BTreeMap;

use crate::gateway_api::{FilterType, HttpRouteRule, PathMatchType, PathModifier, RouteMatch};
use crate::json::Text;
use crate::kuma::{self, Filter, Match, PathMatch, Rule};
use crate::resolve::hostname::intersect;
use crate::resolve::{Graph, Parent, RouteNode, RuleVerdict, Traffic};

/// What decides which of two matches of one path comes first: a method, more headers, more query
/// parameters.
type Rank = (bool, usize, usize);

/// Where routes meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place<'g> {
    /// The Gateway at a place of the graph.
    Gateway(usize),
    /// The Service of a namespace and name.
    Service(&'g str, &'g str),
}

/// A match of a path.
#[derive(Clone, Copy, Debug)]
struct Known {
    route: usize,
    rule: usize,
    rank: Rank,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Exact,
    Prefix,
    /// A prefix of a rule that is only right with an Exact path beside it.
    Lacking,
}

/// The paths of all routes.
#[derive(Debug)]
pub(super) struct Paths<'g, 'a> {
    graph: &'g Graph<'g, 'a>,
    known: BTreeMap<(Place<'g>, &'g str), Vec<Known>>,
}

impl<'g, 'a> Paths<'g, 'a> {
    /// The paths of the routes of a graph.
    pub(super) fn new(graph: &'g Graph<'g, 'a>) -> Self {
        let mut paths = Paths {
            graph,
            known: BTreeMap::new(),
        };
        for (number, node) in graph.routes.iter().enumerate() {
            for traffic in [Traffic::Gateway, Traffic::Mesh] {
                paths.add(number, node, traffic);
            }
        }
        paths
    }

    fn add(&mut self, number: usize, node: &'g RouteNode<'g, 'a>, traffic: Traffic) {
        let places = places(node, traffic);
        if places.is_empty() {
            return;
        }
        for rule_node in node.rules(traffic) {
            let Some(rule) = node.route.spec.rules.get(rule_node.index) else {
                continue;
            };
            if rule_node.verdict == RuleVerdict::Dropped {
                continue;
            }
            let served = rule_node.verdict == RuleVerdict::Served;
            let lacks = served && is_lacking(rule, traffic);
            for (route_match, verdict) in rule.matches.iter().zip(&rule_node.matches) {
                if verdict.problem.is_some() {
                    continue;
                }
                let Some((path, kind)) = path_of(route_match, lacks) else {
                    continue;
                };
                let known = Known {
                    route: number,
                    rule: rule_node.index,
                    rank: (
                        route_match.method.is_some(),
                        route_match.headers.len(),
                        route_match.query_params.len(),
                    ),
                    kind,
                };
                for place in &places {
                    self.known.entry((*place, path)).or_default().push(known);
                }
            }
        }
    }

    /// Whether the prefixes of this path in a route need an Exact match beside them, and can have it.
    fn is_needed(&self, number: usize, places: &[Place<'g>], path: &str, traffic: Traffic) -> bool {
        let own = self.graph.routes.get(number).map(|node| node.route);
        let hostnames = |number: usize| {
            let node = self.graph.routes.get(number);
            node.map_or(&[][..], |node| node.route.spec.hostnames.as_slice())
        };
        let mine = own.map_or(&[][..], |route| route.spec.hostnames.as_slice());
        let meets = |other: usize| {
            let theirs = hostnames(other);
            other == number
                || traffic == Traffic::Mesh
                || mine.is_empty()
                || theirs.is_empty()
                || mine.iter().any(|a| theirs.iter().any(|b| intersect(a, b)))
        };
        let met: Vec<Known> = places
            .iter()
            .filter_map(|place| self.known.get(&(*place, path)))
            .flatten()
            .filter(|known| meets(known.route))
            .copied()
            .collect();
        let exact = || met.iter().filter(|known| known.kind == Kind::Exact);
        let lacks = met.iter().any(|known| known.kind == Kind::Lacking);
        let suppressed = traffic == Traffic::Gateway && exact().next().is_some();
        // One without conditions takes that path anyway.
        let is_taken = exact().any(|known| known.route == number && known.rank == (false, 0, 0));
        // An Exact match of the author's stays before those that are written here.
        let stays = |prefix: &Known| {
            exact().all(|known| {
                let earlier = known.route == prefix.route && known.rule <= prefix.rule;
                prefix.rank < known.rank || (prefix.rank == known.rank && earlier)
            })
        };
        let mut prefixes = met.iter().filter(|known| known.kind != Kind::Exact);
        (lacks || suppressed) && !is_taken && prefixes.all(stays)
    }

    /// Writes Exact matches beside the prefixes of the translated rules of a route that need them: into
    /// the rule itself, or into one after it where the rule replaces the prefix. Tells of which rule
    /// each is made, and the paths.
    pub(super) fn complete(
        &self,
        number: usize,
        traffic: Traffic,
        rules: Vec<Rule<'a>>,
    ) -> Completed<'a> {
        let node = self.graph.routes.get(number);
        let places = node.map_or_else(Vec::new, |node| places(node, traffic));
        let mut completed = Vec::with_capacity(rules.len());
        let mut paths: Vec<(usize, Text<'a>)> = Vec::new();
        for (place, mut rule) in rules.into_iter().enumerate() {
            let mut beside: Vec<Match<'a>> = Vec::new();
            for matched in &rule.matches {
                let path = matched.path.as_ref();
                let Some(path) = path.filter(|path| path.r#type == "PathPrefix") else {
                    continue;
                };
                let is_root = path.value == "/" && traffic == Traffic::Gateway;
                if !is_root && self.is_needed(number, &places, &path.value, traffic) {
                    beside.push(Match {
                        path: Some(PathMatch {
                            r#type: "Exact",
                            value: path.value.clone(),
                        }),
                        ..matched.clone()
                    });
                }
            }
            beside.retain(|matched| !rule.matches.contains(matched));
            let of_match =
                |matched: &Match<'a>| Some((place, matched.path.as_ref()?.value.clone()));
            paths.extend(beside.iter().filter_map(of_match));
            let whole = whole(&rule).filter(|_| !beside.is_empty());
            if whole.is_none() {
                rule.matches.append(&mut beside);
            }
            completed.push((place, rule));
            completed.extend(whole.map(|default| {
                let matches = beside;
                (place, Rule { matches, default })
            }));
        }
        Completed {
            rules: completed,
            paths,
        }
    }
}

/// The rules of a route with what is written beside them.
pub(super) struct Completed<'a> {
    /// Each rule with the place of the one that it is made of.
    pub(super) rules: Vec<(usize, Rule<'a>)>,
    /// The paths that were written beside a prefix, each with the place of its rule.
    pub(super) paths: Vec<(usize, Text<'a>)>,
}

/// Where the requests of a route come in.
fn places<'g>(node: &'g RouteNode<'_, '_>, traffic: Traffic) -> Vec<Place<'g>> {
    let mut places = Vec::new();
    for parent in &node.parents {
        let place = match (&parent.parent, traffic) {
            (Parent::Gateway(of), Traffic::Gateway) if of.verdict.is_ok() => {
                of.gateway.map(Place::Gateway)
            }
            (Parent::Service(of), Traffic::Mesh) if of.verdict.is_ok() => {
                Some(Place::Service(&of.namespace, &of.name))
            }
            _ => None,
        };
        places.extend(place.filter(|place| !places.contains(place)));
    }
    places
}

/// The path of an Exact match, or of a prefix without its last slash.
fn path_of<'m>(route_match: &'m RouteMatch<'_>, lacks: bool) -> Option<(&'m str, Kind)> {
    let path = route_match.path.as_ref();
    let value = path.and_then(|path| path.value.as_deref()).unwrap_or("/");
    match path.and_then(|path| path.r#type.as_ref()) {
        Some(PathMatchType::Exact) => Some((value, Kind::Exact)),
        None | Some(PathMatchType::PathPrefix) => {
            let bare = value.strip_suffix('/').filter(|bare| !bare.is_empty());
            let kind = if lacks { Kind::Lacking } else { Kind::Prefix };
            Some((bare.unwrap_or(value), kind))
        }
        Some(_) => None,
    }
}

/// Whether Kuma's own route for the prefix itself does something else than the rule says.
fn is_lacking(rule: &HttpRouteRule<'_>, traffic: Traffic) -> bool {
    let replaces = |path: Option<&PathModifier<'_>>| {
        let prefix = path.and_then(|path| path.replace_prefix_match.as_deref());
        match (prefix, traffic) {
            (None, _) => false,
            (Some(_), Traffic::Gateway) => true,
            (Some(prefix), Traffic::Mesh) => !matches!(prefix, "" | "/"),
        }
    };
    let mut own = rule.filters.iter();
    own.any(|filter| match (&filter.r#type, traffic) {
        (Some(FilterType::URLRewrite), _) => filter.url_rewrite.as_ref().is_some_and(|rewrite| {
            let host = traffic == Traffic::Mesh || rewrite.hostname.is_some();
            host && replaces(rewrite.path.as_ref())
        }),
        (Some(FilterType::RequestRedirect), Traffic::Mesh) => {
            let redirect = filter.request_redirect.as_ref();
            redirect.is_some_and(|redirect| replaces(redirect.path.as_ref()))
        }
        _ => false,
    })
}

/// What a rule that replaces a prefix does with the path that is the prefix itself.
fn whole<'a>(rule: &Rule<'a>) -> Option<kuma::RuleConf<'a>> {
    let mut default = rule.default.clone();
    let mut replaces = false;
    for filter in &mut default.filters {
        let path = match filter {
            Filter::RequestRedirect { redirect } => &mut redirect.path,
            Filter::UrlRewrite { rewrite } => &mut rewrite.path,
            _ => continue,
        };
        if let Some(kuma::PathModifier::ReplacePrefixMatch { prefix }) = path {
            let bare = prefix.trim_end_matches('/');
            let full = if bare.is_empty() { "/" } else { bare };
            *path = Some(kuma::PathModifier::ReplaceFullPath {
                path: Text::from(full.to_owned()),
            });
            replaces = true;
        }
    }
    replaces.then_some(default)
}
