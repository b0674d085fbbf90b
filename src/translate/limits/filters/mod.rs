//! Filters that Kuma cannot carry (F11 to F13, F18, F21, F47, F62, F64, F69, F70, F142, F151, F163 to F167).

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{
    FilterType, HttpRouteFilter, HttpRouteRule, RedirectFilter, RewriteFilter,
};
use crate::json::{Pointer, Text};
use crate::resolve::hostname::{is_ip_address, is_subdomain};
use crate::resolve::{FilterVerdict, Traffic};
use crate::target::{Choices, GatewayRoute, Target};
use crate::translate::filter::Share;

mod headers;
mod mesh_gateway_route;
mod path;

type Filters<'f, 'a> = &'f [(Pointer, &'f HttpRouteFilter<'a>)];

/// What becomes of the filters of a rule.
pub(in crate::translate) fn judge<'a>(
    rule: &HttpRouteRule<'a>,
    filters: Filters<'_, 'a>,
    traffic: Traffic,
    target: Target,
) -> Vec<FilterVerdict<'a>> {
    let mut verdicts: Vec<FilterVerdict<'a>> = filters
        .iter()
        .map(|(at, filter)| one(rule, filter, traffic, at))
        .collect();
    together(rule, filters, traffic, &mut verdicts);
    if traffic == Traffic::Gateway && !has_all_filters(target.choices()) {
        mesh_gateway_route::judge(filters, target, &mut verdicts);
    }
    verdicts
}

/// Whether routes for Gateways take every filter that those in the mesh take.
fn has_all_filters(choices: &Choices) -> bool {
    choices.gateway_route != GatewayRoute::MeshGatewayRoute
}

/// A filter by itself.
fn one<'a>(
    rule: &HttpRouteRule<'a>,
    filter: &HttpRouteFilter<'a>,
    traffic: Traffic,
    at: &Pointer,
) -> FilterVerdict<'a> {
    let mut verdict = FilterVerdict::default();
    let Some(of) = &filter.r#type else {
        verdict.problem = Some(Problem::new(
            Code::FilterInvalid,
            at.clone(),
            "the filter has no type",
        ));
        return verdict;
    };
    let part = match of {
        FilterType::RequestHeaderModifier => {
            filter.request_header_modifier.as_ref().map(|modifier| {
                headers::judge(
                    modifier,
                    Some(traffic),
                    &at.key("requestHeaderModifier"),
                    &mut verdict,
                );
            })
        }
        FilterType::ResponseHeaderModifier => {
            filter.response_header_modifier.as_ref().map(|modifier| {
                headers::judge(
                    modifier,
                    None,
                    &at.key("responseHeaderModifier"),
                    &mut verdict,
                );
            })
        }
        FilterType::RequestRedirect => filter.request_redirect.as_ref().map(|redirect| {
            verdict.redirects = true;
            verdict.problem = redirect_problem(rule, redirect, &at.key("requestRedirect"));
            path::note(
                redirect.path.as_ref(),
                traffic,
                &at.keys(&["requestRedirect", "path"]),
                &mut verdict,
            );
        }),
        FilterType::URLRewrite => filter.url_rewrite.as_ref().map(|rewrite| {
            verdict.problem = rewrite_problem(rule, rewrite, &at.key("urlRewrite"));
            path::note(
                rewrite.path.as_ref(),
                traffic,
                &at.keys(&["urlRewrite", "path"]),
                &mut verdict,
            );
        }),
        FilterType::RequestMirror => filter.request_mirror.as_ref().map(|mirror| {
            if Share::of(mirror) == Share::Nothing {
                verdict.left_out = true;
                let message = "a mirror of 0 percent was left out";
                verdict.notes.push(Problem::new(
                    Code::MirrorZero,
                    at.key("requestMirror"),
                    message,
                ));
            }
        }),
        FilterType::ExtensionRef
        | FilterType::CORS
        | FilterType::ExternalAuth
        | FilterType::Unknown(_) => {
            let message = match &filter.extension_ref {
                Some(reference) => format!(
                    "Kuma has no filter `{}` of kind {}",
                    reference.name, reference.kind
                ),
                None => format!("Kuma has no filter of type `{}`", of.as_str()),
            };
            verdict.problem = Some(Problem::new(
                Code::FilterUnsupported,
                at.key("type"),
                message,
            ));
            return verdict;
        }
    };
    if part.is_none() {
        let message = format!(
            "a filter of type `{}` needs the field for that type",
            of.as_str()
        );
        verdict.problem = Some(Problem::new(Code::FilterInvalid, at.clone(), message));
    }
    verdict
}

/// Filters that have to do with each other.
fn together<'a>(
    rule: &HttpRouteRule<'a>,
    filters: Filters<'_, 'a>,
    traffic: Traffic,
    verdicts: &mut [FilterVerdict<'a>],
) {
    let is = |filter: &HttpRouteFilter<'a>, of: &FilterType<'_>| filter.r#type.as_ref() == Some(of);
    let redirects = filters
        .iter()
        .any(|(_, filter)| is(filter, &FilterType::RequestRedirect));
    let rewrites = filters
        .iter()
        .any(|(_, filter)| is(filter, &FilterType::URLRewrite));
    let first_rewrite = filters
        .iter()
        .position(|(_, filter)| is(filter, &FilterType::URLRewrite));
    let last_mirror = filters
        .iter()
        .rposition(|(_, filter)| is(filter, &FilterType::RequestMirror));
    for (index, ((at, filter), verdict)) in filters.iter().zip(verdicts.iter_mut()).enumerate() {
        if is(filter, &FilterType::RequestRedirect) && (rewrites || !rule.backend_refs.is_empty()) {
            let other = if rewrites {
                "a URLRewrite filter"
            } else {
                "backendRefs"
            };
            let message = format!("a RequestRedirect filter cannot stand beside {other}");
            let problem = Problem::new(Code::FilterIncompatible, at.clone(), message);
            verdict.problem = Some(if rewrites {
                problem
            } else {
                problem.help("remove either the backendRefs or the redirect")
            });
        }
        if is(filter, &FilterType::URLRewrite) && first_rewrite != Some(index) {
            let message = "the rule has several URLRewrite filters, which were combined";
            verdict
                .notes
                .push(Problem::new(Code::RewriteTwice, at.clone(), message));
        }
        if is(filter, &FilterType::RequestMirror) && !verdict.left_out {
            if redirects {
                verdict.left_out = true;
                let message = "the rule redirects, so nothing is mirrored";
                verdict
                    .notes
                    .push(Problem::new(Code::MirrorOnRedirect, at.clone(), message));
            } else if traffic == Traffic::Gateway && last_mirror != Some(index) {
                let message = "gateways mirror to the last of several RequestMirror filters only";
                verdict
                    .notes
                    .push(Problem::new(Code::MirrorSeveral, at.clone(), message));
            }
        }
    }
    for (of, member) in [
        (FilterType::RequestHeaderModifier, "requestHeaderModifier"),
        (FilterType::ResponseHeaderModifier, "responseHeaderModifier"),
    ] {
        headers::note_repeated(&of, member, filters, verdicts);
    }
}

fn redirect_problem<'a>(
    rule: &HttpRouteRule<'a>,
    redirect: &RedirectFilter<'a>,
    at: &Pointer,
) -> Option<Problem<'a>> {
    if let Some(scheme) = redirect
        .scheme
        .as_deref()
        .filter(|scheme| !matches!(*scheme, "http" | "https"))
    {
        let message = format!("the scheme `{scheme}` is not supported");
        return Some(Problem::new(Code::FilterInvalid, at.key("scheme"), message));
    }
    if let Some(status) = redirect
        .status_code
        .filter(|status| !matches!(status, 301 | 302 | 303 | 307 | 308))
    {
        let message = format!("the status code {status} is not supported");
        return Some(Problem::new(
            Code::FilterInvalid,
            at.key("statusCode"),
            message,
        ));
    }
    hostname(redirect.hostname.as_ref(), at)
        .or_else(|| path::problem(rule, redirect.path.as_ref(), at))
}

fn rewrite_problem<'a>(
    rule: &HttpRouteRule<'a>,
    rewrite: &RewriteFilter<'a>,
    at: &Pointer,
) -> Option<Problem<'a>> {
    hostname(rewrite.hostname.as_ref(), at)
        .or_else(|| path::problem(rule, rewrite.path.as_ref(), at))
}

/// V45, F13.
fn hostname<'a>(hostname: Option<&Text<'a>>, at: &Pointer) -> Option<Problem<'a>> {
    not_a_hostname(hostname?, at.key("hostname"))
}

pub(super) fn not_a_hostname<'a>(hostname: &Text<'a>, place: Pointer) -> Option<Problem<'a>> {
    let message = if is_ip_address(hostname) {
        format!("`{hostname}` is an IP address, and Kuma takes only DNS names here")
    } else if !is_subdomain(hostname) {
        format!("`{hostname}` is not a DNS name")
    } else {
        return None;
    };
    let problem = Problem::new(Code::FilterHostname, place, message);
    Some(problem.help("use a DNS name in lower case, without a port"))
}
