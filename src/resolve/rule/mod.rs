//! One rule for one way of traffic: matches, filters, backends, and what they add up to.

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{HttpRoute, HttpRouteFilter, HttpRouteRule};
use crate::json::Pointer;

use super::graph::{BackendVerdict, MatchVerdict, RuleNode, RuleVerdict, Traffic};
use super::{Context, backend};

mod filters;
mod shares;
mod unreachable;

/// The rules of a route; a route without rules has the one that takes everything (F4).
pub(super) fn resolve_all<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    traffic: Traffic,
) -> Vec<RuleNode<'a>> {
    let at = Pointer::root().keys(&["spec", "rules"]);
    if route.spec.rules.is_empty() {
        let everything = HttpRouteRule::default();
        return vec![resolve(context, route, &everything, 0, traffic, &at)];
    }
    let mut rules: Vec<RuleNode<'a>> = route
        .spec
        .rules
        .iter()
        .enumerate()
        .map(|(index, rule)| resolve(context, route, rule, index, traffic, &at.index(index)))
        .collect();
    unreachable::note(route, &mut rules);
    rules
}

fn resolve<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    rule: &HttpRouteRule<'a>,
    index: usize,
    traffic: Traffic,
    at: &Pointer,
) -> RuleNode<'a> {
    let matches: Vec<MatchVerdict<'a>> = rule
        .matches
        .iter()
        .enumerate()
        .map(|(i, route_match)| {
            context
                .implementation
                .judge_match(route_match, traffic, &at.key("matches").index(i))
        })
        .collect();
    let mut problems = Vec::new();
    let mut notes = ignored_fields(rule, at);
    let applied = filters::applied(rule, at, &mut problems, &mut notes);
    let plain: Vec<(Pointer, &HttpRouteFilter<'a>)> = applied
        .iter()
        .map(|entry| (entry.path.clone(), entry.filter))
        .collect();
    let mut filters = context.implementation.judge_filters(rule, &plain, traffic);
    for (verdict, entry) in filters.iter_mut().zip(&applied) {
        verdict.path = entry.path.clone();
        verdict.backend = entry.backend;
        verdict.index = entry.index;
        filters::resolve_mirror(context, route, entry, traffic, verdict);
    }
    let backends: Vec<BackendVerdict<'a>> = rule
        .backend_refs
        .iter()
        .enumerate()
        .map(|(i, reference)| {
            let path = at.key("backendRefs").index(i);
            let mut notes = Vec::new();
            let target = backend::resolve(context, route, reference, traffic, &path, &mut notes);
            BackendVerdict {
                index: i,
                target,
                weight: reference.weight(),
                notes,
            }
        })
        .collect();
    let mut node = RuleNode {
        index,
        verdict: RuleVerdict::Served,
        matches,
        filters,
        backends,
        problems,
        notes,
    };
    node.verdict = verdict(&node);
    shares::note(context, &mut node, traffic, at);
    node
}

fn verdict(node: &RuleNode<'_>) -> RuleVerdict {
    let unmatched =
        !node.matches.is_empty() && node.matches.iter().all(|verdict| verdict.problem.is_some());
    if unmatched {
        return RuleVerdict::Dropped;
    }
    let unsafe_without =
        node.filters.iter().any(|filter| filter.problem.is_some()) || !node.problems.is_empty();
    if unsafe_without {
        RuleVerdict::Answers500
    } else {
        RuleVerdict::Served
    }
}

/// Fields of a rule that only add comfort (F67, F68).
fn ignored_fields<'a>(rule: &HttpRouteRule<'a>, at: &Pointer) -> Vec<Problem<'a>> {
    let timeouts = rule.timeouts.as_ref();
    let fields = [
        (
            timeouts.is_some_and(|t| t.request.is_some()),
            &["timeouts", "request"][..],
            "MeshTimeout",
        ),
        (
            timeouts.is_some_and(|t| t.backend_request.is_some()),
            &["timeouts", "backendRequest"],
            "MeshTimeout",
        ),
        (rule.retry.is_some(), &["retry"], "MeshRetry"),
        (
            rule.session_persistence.is_some(),
            &["sessionPersistence"],
            "MeshLoadBalancingStrategy",
        ),
    ];
    fields
        .into_iter()
        .filter(|(present, _, _)| *present)
        .map(|(_, keys, policy)| {
            let message = format!(
                "`{}` is not carried over; the rule is served without it",
                keys.join(".")
            );
            Problem::new(Code::RuleFieldIgnored, at.keys(keys), message)
                .help(format!("configure it with Kuma's policy {policy}"))
        })
        .collect()
}
