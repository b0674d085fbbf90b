//! One rule for one way of traffic: matches, filters, backends, and what they add up to.

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{FilterType, HttpRoute, HttpRouteFilter, HttpRouteRule};
use crate::json::Pointer;
use crate::order;

use super::graph::{
    BackendVerdict, FilterVerdict, MatchVerdict, MirrorVerdict, RuleNode, RuleVerdict, Traffic,
};
use super::{Context, backend};

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
    note_unreachable(route, &mut rules);
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
    let applied = applied_filters(rule, at, &mut problems, &mut notes);
    let plain: Vec<(Pointer, &HttpRouteFilter<'a>)> = applied
        .iter()
        .map(|entry| (entry.path.clone(), entry.filter))
        .collect();
    let mut filters = context.implementation.judge_filters(rule, &plain, traffic);
    for (verdict, entry) in filters.iter_mut().zip(&applied) {
        verdict.path = entry.path.clone();
        verdict.backend = entry.backend;
        verdict.index = entry.index;
        resolve_mirror(context, route, entry, traffic, verdict);
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
    let mut backends = backends;
    if traffic == Traffic::Gateway {
        note_repeated_backends(&mut backends, at);
    }
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
    note_empty_share(&mut node, traffic, at);
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

/// A filter that applies to the whole rule.
struct Applied<'r, 'a> {
    path: Pointer,
    backend: Option<usize>,
    index: usize,
    filter: &'r HttpRouteFilter<'a>,
}

/// The filters of the rule and, behind them, those of its only backend (F66). Filters on one of
/// several backends cannot be expressed.
fn applied_filters<'r, 'a>(
    rule: &'r HttpRouteRule<'a>,
    at: &Pointer,
    problems: &mut Vec<Problem<'a>>,
    notes: &mut Vec<Problem<'a>>,
) -> Vec<Applied<'r, 'a>> {
    let of_rule = rule
        .filters
        .iter()
        .enumerate()
        .map(|(index, filter)| Applied {
            path: at.key("filters").index(index),
            backend: None,
            index,
            filter,
        });
    let mut applied: Vec<Applied<'r, 'a>> = of_rule.collect();
    let only = rule.backend_refs.len() == 1;
    for (i, backend) in rule
        .backend_refs
        .iter()
        .enumerate()
        .filter(|(_, backend)| !backend.filters.is_empty())
    {
        let path = at.key("backendRefs").index(i).key("filters");
        if !only {
            let message = format!(
                "the filters of backend `{}` apply to one of several backends",
                backend.name
            );
            problems.push(Problem::new(Code::BackendFilters, path, message));
            continue;
        }
        let message = format!(
            "the filters of backend `{}` were moved to its rule",
            backend.name
        );
        notes.push(Problem::new(
            Code::BackendFiltersMoved,
            path.clone(),
            message,
        ));
        applied.extend(
            backend
                .filters
                .iter()
                .enumerate()
                .map(|(index, filter)| Applied {
                    path: path.index(index),
                    backend: Some(i),
                    index,
                    filter,
                }),
        );
    }
    applied
}

fn resolve_mirror<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    entry: &Applied<'_, 'a>,
    traffic: Traffic,
    verdict: &mut FilterVerdict<'a>,
) {
    let is_mirror = matches!(entry.filter.r#type, Some(FilterType::RequestMirror));
    let Some(mirror) = entry.filter.request_mirror.as_ref().filter(|_| is_mirror) else {
        return;
    };
    let path = entry.path.key("requestMirror").key("backendRef");
    let mut notes = Vec::new();
    let target = backend::resolve(
        context,
        route,
        &mirror.backend_ref,
        traffic,
        &path,
        &mut notes,
    )
    .and_then(|target| backend::check_mirror(context, target, traffic, &path));
    // What is left out for another reason needs no advice on its target.
    if !verdict.left_out {
        verdict.notes.extend(notes);
    }
    verdict.mirror = Some(MirrorVerdict { target });
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

/// F137: the weights of equal backends are added up.
fn note_repeated_backends(backends: &mut [BackendVerdict<'_>], at: &Pointer) {
    for place in 1..backends.len() {
        let (earlier, rest) = backends.split_at_mut(place);
        let Some(backend) = rest.first_mut() else {
            continue;
        };
        let is_repeated = |other: &BackendVerdict<'_>| {
            backend
                .target
                .as_ref()
                .is_ok_and(|target| other.target.as_ref() == Ok(target))
        };
        if earlier.iter().any(is_repeated) {
            let path = at.key("backendRefs").index(backend.index);
            let message = "this backend stands in the rule already; the weights were added up";
            backend
                .notes
                .push(Problem::new(Code::BackendTwice, path, message));
        }
    }
}

/// Says that a rule answers 500, or in the mesh that it should.
fn note_empty_share<'a>(node: &mut RuleNode<'a>, traffic: Traffic, at: &Pointer) {
    let empty = match node.verdict {
        RuleVerdict::Dropped => return,
        RuleVerdict::Answers500 => {
            let message = "the rule cannot be served as written, so it answers 500";
            Some(Problem::new(Code::RuleAnswers500, at.clone(), message))
        }
        RuleVerdict::Served if node.redirects() => return,
        RuleVerdict::Served if node.backends.is_empty() => {
            let message = "the rule has neither backends nor a redirect, so it answers 500";
            Some(Problem::new(Code::NoBackends, at.clone(), message))
        }
        RuleVerdict::Served if node.backends.iter().all(|backend| backend.weight == 0) => {
            for backend in &mut node.backends {
                let place = at.key("backendRefs").index(backend.index).key("weight");
                let message = "all backends have weight 0, so the rule answers 500";
                backend
                    .notes
                    .push(Problem::new(Code::BackendsWeightZero, place, message));
            }
            None
        }
        RuleVerdict::Served => None,
    };
    let gets_nothing =
        |backend: &BackendVerdict<'a>| backend.weight == 0 || backend.target.is_err();
    if traffic == Traffic::Mesh && (empty.is_some() || node.backends.iter().all(gets_nothing)) {
        // F41, F145, F146: sidecars of 2.14 skip what cannot be resolved, and nothing else can be written.
        let message = "sidecars of Kuma 2.14 skip this rule, so its requests go on to other rules or to the Service itself";
        node.notes.push(Problem::new(
            Code::MeshRuleFallsThrough,
            at.clone(),
            message,
        ));
    }
    node.notes.extend(empty);
}

/// Rules whose matches all stand in one earlier rule never apply.
fn note_unreachable<'a>(route: &HttpRoute<'a>, rules: &mut [RuleNode<'a>]) {
    let at = Pointer::root().keys(&["spec", "rules"]);
    let written = |index: usize| route.spec.rules.get(index).map(|rule| matches_key(rule));
    let keys: Vec<Option<Vec<String>>> = (0..rules.len()).map(written).collect();
    for (index, node) in rules.iter_mut().enumerate() {
        let Some(Some(own)) = keys.get(index) else {
            continue;
        };
        let earlier = keys.iter().take(index).position(|other| {
            other
                .as_ref()
                .is_some_and(|other| own.iter().all(|key| other.contains(key)))
        });
        if let Some(earlier) = earlier {
            let message = format!("rule {earlier} takes the same requests and comes first");
            node.notes.push(Problem::new(
                Code::RuleUnreachable,
                at.index(index),
                message,
            ));
        }
    }
}

fn matches_key(rule: &HttpRouteRule<'_>) -> Vec<String> {
    if rule.matches.is_empty() {
        return vec![match_key(&Default::default())];
    }
    rule.matches.iter().map(match_key).collect()
}

fn match_key(route_match: &crate::gateway_api::RouteMatch<'_>) -> String {
    let path = route_match.path.as_ref();
    let of_path = path
        .and_then(|path| path.r#type.as_ref())
        .map_or("PathPrefix", |of| of.as_str());
    let value = path.and_then(|path| path.value.as_deref()).unwrap_or("/");
    let value = match of_path {
        "PathPrefix" if value.len() > 1 => value.strip_suffix('/').unwrap_or(value),
        _ => value,
    };
    let mut headers: Vec<String> = route_match
        .headers
        .iter()
        .map(|h| {
            let of = h.r#type.as_ref().map_or("Exact", |of| of.as_str());
            format!("{of} {}={}", h.name.to_ascii_lowercase(), h.value)
        })
        .collect();
    order::sort_by(&mut headers, |a, b| a.cmp(b));
    let mut params: Vec<String> = route_match
        .query_params
        .iter()
        .map(|q| {
            format!(
                "{} {}={}",
                q.r#type.as_ref().map_or("Exact", |of| of.as_str()),
                q.name,
                q.value
            )
        })
        .collect();
    order::sort_by(&mut params, |a, b| a.cmp(b));
    let method = route_match.method.as_deref().unwrap_or_default();
    format!(
        "{of_path} {value}\n{method}\n{}\n{}",
        headers.join("\n"),
        params.join("\n")
    )
}
