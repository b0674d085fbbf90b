//! Rules (kuma.md §8.3).

use std::rc::Rc;

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{HttpRoute, HttpRouteRule};
use crate::json::Pointer;
use crate::kuma::{Rule, RuleConf, Rules};
use crate::resolve::{RouteNode, RuleNode, RuleVerdict, Traffic};

use super::backend::{self, Backends};
use super::explicit::{Completed, Paths};
use super::{filter, matches};

/// The rules of a route for one way of traffic.
pub(super) struct Translated<'a> {
    pub(super) rules: Rules<'a>,
    /// Where each of them comes from.
    pub(super) origins: Vec<RuleOrigin>,
    /// Findings about what is written in another way.
    pub(super) notes: Vec<Problem<'a>>,
}

/// Where a rule and its backends come from.
#[derive(Clone)]
pub(super) struct RuleOrigin {
    /// The place in `spec.rules`.
    pub(super) rule: usize,
    /// For each backend the places in `backendRefs`.
    pub(super) backends: Vec<Vec<usize>>,
}

/// Translates the rules of the route at `number` of the graph.
pub(super) fn translate<'a>(
    (number, node): (usize, &RouteNode<'_, 'a>),
    traffic: Traffic,
    backends: &Backends<'a>,
    paths: &Paths<'_, 'a>,
) -> Translated<'a> {
    let mut rules = Vec::new();
    let mut sources = Vec::new();
    for rule_node in node
        .rules(traffic)
        .iter()
        .filter(|rule| rule.verdict != RuleVerdict::Dropped)
    {
        let (rule, places) = one(node.route, rule_node, traffic, backends);
        rules.push(rule);
        sources.push(RuleOrigin {
            rule: rule_node.index,
            backends: places,
        });
    }
    // Of Kuma 2.6's gateways it is not known what they need.
    let known = traffic == Traffic::Mesh || backends.writes_mesh_http_routes();
    let completed = if known {
        paths.complete(number, traffic, rules)
    } else {
        Completed {
            rules: rules.into_iter().enumerate().collect(),
            paths: Vec::new(),
        }
    };
    let notes = completed.paths.iter().filter_map(|(place, path)| {
        let at = Pointer::root().keys(&["spec", "rules"]);
        let at = at.index(sources.get(*place)?.rule).key("matches");
        let message = format!("`{path}` itself is written as an Exact match beside the prefix");
        Some(Problem::new(Code::PathExplicit, at, message))
    });
    let notes = notes.collect();
    let completed = completed.rules;
    let mut origins = Vec::with_capacity(completed.len());
    let mut rules = Vec::with_capacity(completed.len());
    for (place, rule) in completed {
        rules.push(rule);
        origins.extend(sources.get(place).cloned());
    }
    Translated {
        rules: Rules(Rc::new(rules)),
        origins,
        notes,
    }
}

fn one<'a>(
    route: &HttpRoute<'a>,
    node: &RuleNode<'a>,
    traffic: Traffic,
    backends: &Backends<'a>,
) -> (Rule<'a>, Vec<Vec<usize>>) {
    let everything = HttpRouteRule::default();
    let source = route.spec.rules.get(node.index).unwrap_or(&everything);
    let patterns_first = traffic == Traffic::Gateway && backends.writes_mesh_http_routes();
    let mut translated: Vec<_> = source
        .matches
        .iter()
        .zip(&node.matches)
        .filter(|(_, verdict)| verdict.problem.is_none())
        .map(|(route_match, _)| matches::translate(route_match, patterns_first))
        .collect();
    if translated.is_empty() {
        translated.push(matches::everything());
    }
    if node.verdict == RuleVerdict::Answers500 {
        let default = RuleConf {
            filters: Vec::new(),
            backend_refs: vec![backends.unresolved(traffic)],
        };
        return (
            Rule {
                matches: translated,
                default,
            },
            vec![Vec::new()],
        );
    }
    let filters = filter::translate(source, node, traffic, backends);
    let (backend_refs, places) = backend::translate(node, traffic, backends)
        .into_iter()
        .unzip();
    (
        Rule {
            matches: translated,
            default: RuleConf {
                filters,
                backend_refs,
            },
        },
        places,
    )
}
