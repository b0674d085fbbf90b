//! Matches (kuma.md §8.3).

use crate::gateway_api::{MatchType, PathMatchType, RouteMatch};
use crate::json::Text;
use crate::kuma::{HeaderMatch, Match, PathMatch, QueryParamMatch};
use crate::order;

/// What a rule without matches takes.
pub(super) fn everything<'a>() -> Match<'a> {
    translate(&RouteMatch::default(), false)
}

/// A match of which `limits` has found that it can be expressed; query parameters with regular expressions
/// come first where `patterns_first`.
pub(super) fn translate<'a>(route_match: &RouteMatch<'a>, patterns_first: bool) -> Match<'a> {
    let mut headers: Vec<HeaderMatch<'a>> = Vec::with_capacity(route_match.headers.len());
    for header in &route_match.headers {
        let name = lower_case(&header.name);
        // Of a header that is matched twice only the first counts (F135).
        if headers.iter().all(|other| other.name != name) {
            headers.push(HeaderMatch {
                r#type: match_type(header.r#type.as_ref()),
                name,
                value: header.value.clone(),
            });
        }
    }
    let mut query_params: Vec<QueryParamMatch<'a>> =
        Vec::with_capacity(route_match.query_params.len());
    for param in &route_match.query_params {
        if query_params.iter().all(|other| other.name != param.name) {
            query_params.push(QueryParamMatch {
                r#type: match_type(param.r#type.as_ref()),
                name: param.name.clone(),
                value: param.value.clone(),
            });
        }
    }
    // A gateway would take those before a regular expression for ones themselves, and count them
    // twice (F134).
    if patterns_first {
        let is_exact = |param: &QueryParamMatch<'_>| param.r#type == "Exact";
        order::sort_by(&mut query_params, |a, b| is_exact(a).cmp(&is_exact(b)));
    }
    Match {
        path: Some(path(route_match)),
        method: route_match.method.clone(),
        headers,
        query_params,
    }
}

fn path<'a>(route_match: &RouteMatch<'a>) -> PathMatch<'a> {
    let path = route_match.path.as_ref();
    let value = path
        .and_then(|path| path.value.clone())
        .unwrap_or_else(|| Text::from("/"));
    match path.and_then(|path| path.r#type.as_ref()) {
        Some(PathMatchType::Exact) => PathMatch {
            r#type: "Exact",
            value,
        },
        Some(PathMatchType::RegularExpression) => PathMatch {
            r#type: "RegularExpression",
            value,
        },
        _ => PathMatch {
            r#type: "PathPrefix",
            value: without_trailing_slash(value),
        },
    }
}

/// A prefix means the same with and without its last slash; Kuma refuses it with one.
fn without_trailing_slash(value: Text<'_>) -> Text<'_> {
    match value.strip_suffix('/') {
        Some(shorter) if !shorter.is_empty() => Text::from(shorter.to_owned()),
        _ => value,
    }
}

fn match_type(of: Option<&MatchType<'_>>) -> &'static str {
    match of {
        Some(MatchType::RegularExpression) => "RegularExpression",
        _ => "Exact",
    }
}

/// A header's name as Kuma wants it.
pub(super) fn lower_case<'a>(name: &Text<'a>) -> Text<'a> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Text::from(name.to_ascii_lowercase())
    } else {
        name.clone()
    }
}
