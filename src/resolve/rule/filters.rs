//! Which filters apply to a rule, and where its mirrors go.

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{FilterType, HttpRoute, HttpRouteFilter, HttpRouteRule};
use crate::json::Pointer;
use crate::resolve::graph::{FilterVerdict, MirrorVerdict, Traffic};
use crate::resolve::{Context, backend};

/// A filter that applies to the whole rule.
pub(super) struct Applied<'r, 'a> {
    pub(super) path: Pointer,
    pub(super) backend: Option<usize>,
    pub(super) index: usize,
    pub(super) filter: &'r HttpRouteFilter<'a>,
}

/// The filters of the rule and, behind them, those of its only backend (F66). Filters on one of
/// several backends cannot be expressed; a backend of weight 0 gets nothing to filter.
pub(super) fn applied<'r, 'a>(
    rule: &'r HttpRouteRule<'a>,
    at: &Pointer,
    problems: &mut Vec<Problem<'a>>,
    notes: &mut Vec<Problem<'a>>,
) -> Vec<Applied<'r, 'a>> {
    let mut applied = list(&rule.filters, &at.key("filters"), None);
    let used = || {
        rule.backend_refs
            .iter()
            .enumerate()
            .filter(|(_, backend)| backend.weight() > 0)
    };
    let is_only = used().count() == 1;
    for (index, backend) in used().filter(|(_, backend)| !backend.filters.is_empty()) {
        let path = at.key("backendRefs").index(index).key("filters");
        if is_only {
            let message = format!(
                "the filters of backend `{}` were moved to its rule",
                backend.name
            );
            notes.push(Problem::new(
                Code::BackendFiltersMoved,
                path.clone(),
                message,
            ));
            applied.extend(list(&backend.filters, &path, Some(index)));
        } else {
            let message = format!(
                "the filters of backend `{}` apply to one of several backends",
                backend.name
            );
            problems.push(Problem::new(Code::BackendFilters, path, message));
        }
    }
    applied
}

fn list<'r, 'a>(
    filters: &'r [HttpRouteFilter<'a>],
    path: &Pointer,
    backend: Option<usize>,
) -> Vec<Applied<'r, 'a>> {
    let entries = filters.iter().enumerate();
    entries
        .map(|(index, filter)| Applied {
            path: path.index(index),
            backend,
            index,
            filter,
        })
        .collect()
}

/// Where a mirror goes.
pub(super) fn resolve_mirror<'a>(
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
