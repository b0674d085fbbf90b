//! Filters that a MeshGatewayRoute cannot carry: Kuma 2.6 refuses the whole object.

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{FilterType, HeaderModifier};
use crate::json::Pointer;
use crate::resolve::FilterVerdict;
use crate::target::Target;

use super::{Filters, has_all_filters};

/// Adds to the verdicts on the filters of a rule.
pub(super) fn judge<'a>(
    filters: Filters<'_, 'a>,
    target: Target,
    verdicts: &mut [FilterVerdict<'a>],
) {
    let redirects = verdicts.iter().any(|verdict| verdict.redirects);
    for ((at, filter), verdict) in filters.iter().zip(verdicts) {
        let (modifier, of_request) = match filter.r#type {
            Some(FilterType::RequestHeaderModifier) => (&filter.request_header_modifier, true),
            Some(FilterType::ResponseHeaderModifier) => (&filter.response_header_modifier, false),
            _ => continue,
        };
        if verdict.left_out {
            continue;
        }
        if redirects && of_request {
            verdict.left_out = true;
            let message =
                "the rule redirects, so no request goes on whose headers could be changed";
            let note = Problem::new(Code::RequestHeaderOnRedirect, at.clone(), message);
            verdict.notes.push(note);
        } else if redirects {
            let problem = unsupported(target, "changes no headers of a redirect", at.clone());
            verdict.problem.get_or_insert(problem);
        } else if modifier.as_ref().is_some_and(sets_to_nothing) {
            let problem = unsupported(target, "sets no header to an empty value", at.clone());
            verdict.problem.get_or_insert(problem);
        }
    }
}

fn sets_to_nothing(modifier: &HeaderModifier<'_>) -> bool {
    let mut headers = modifier.set.iter().chain(&modifier.add);
    headers.any(|header| header.value.is_empty())
}

fn unsupported<'a>(target: Target, what: &str, at: Pointer) -> Problem<'a> {
    Problem {
        code: Code::FilterUnsupported,
        ..target.too_old(what, at, has_all_filters)
    }
}
