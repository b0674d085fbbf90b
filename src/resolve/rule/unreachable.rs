//! Rules that never apply, as an earlier one takes the same requests.

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{HttpRoute, HttpRouteRule, RouteMatch};
use crate::json::Pointer;
use crate::order;
use crate::resolve::graph::RuleNode;

/// Rules whose matches all stand in one earlier rule never apply.
pub(super) fn note<'a>(route: &HttpRoute<'a>, rules: &mut [RuleNode<'a>]) {
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

fn match_key(route_match: &RouteMatch<'_>) -> String {
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
