//! Rules (kuma.md §8.3).

use std::rc::Rc;

use crate::gateway_api::{HttpRoute, HttpRouteRule};
use crate::kuma::{Rule, RuleConf, Rules};
use crate::resolve::{RouteNode, RuleNode, RuleVerdict, Traffic};

use super::backend::{self, Backends};
use super::{filter, matches};

/// The rules of a route for one way of traffic.
pub(super) struct Translated<'a> {
    pub(super) rules: Rules<'a>,
    /// Where each of them comes from.
    pub(super) origins: Vec<RuleOrigin>,
}

/// Where a rule and its backends come from.
pub(super) struct RuleOrigin {
    /// The place in `spec.rules`.
    pub(super) rule: usize,
    /// For each backend the places in `backendRefs`.
    pub(super) backends: Vec<Vec<usize>>,
}

pub(super) fn translate<'a>(
    node: &RouteNode<'_, 'a>,
    traffic: Traffic,
    backends: &Backends<'a>,
) -> Translated<'a> {
    let mut rules = Vec::new();
    let mut origins = Vec::new();
    for rule_node in node
        .rules(traffic)
        .iter()
        .filter(|rule| rule.verdict != RuleVerdict::Dropped)
    {
        let (rule, places) = one(node.route, rule_node, traffic, backends);
        rules.push(rule);
        origins.push(RuleOrigin {
            rule: rule_node.index,
            backends: places,
        });
    }
    Translated {
        rules: Rules(Rc::new(rules)),
        origins,
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
    let mut translated: Vec<_> = source
        .matches
        .iter()
        .zip(&node.matches)
        .filter(|(_, verdict)| verdict.problem.is_none())
        .map(|(route_match, _)| matches::translate(route_match))
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
