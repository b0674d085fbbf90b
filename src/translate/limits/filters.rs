//! Filters that Kuma cannot carry (F11 to F13, F18, F21, F47, F62, F64, F69, F70, F142, F151, F163 to F167).

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{
    FilterType, HeaderModifier, HttpRouteFilter, HttpRouteRule, PathMatchType, PathModifier,
    PathModifierType, RedirectFilter, RewriteFilter,
};
use crate::json::{Pointer, Text};
use crate::resolve::hostname::{is_ip_address, is_subdomain};
use crate::resolve::{FilterVerdict, Traffic};

use super::super::filter::Share;
use super::super::header_modifier::headers_named_twice;
use super::super::path::needs_slash;
use super::names::is_header_name;

type Filters<'f, 'a> = &'f [(Pointer, &'f HttpRouteFilter<'a>)];

/// What becomes of the filters of a rule.
pub(in crate::translate) fn judge<'a>(
    rule: &HttpRouteRule<'a>,
    filters: Filters<'_, 'a>,
    traffic: Traffic,
) -> Vec<FilterVerdict<'a>> {
    let mut verdicts: Vec<FilterVerdict<'a>> = filters
        .iter()
        .map(|(at, filter)| one(rule, filter, traffic, at))
        .collect();
    together(rule, filters, traffic, &mut verdicts);
    verdicts
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
                headers(
                    modifier,
                    Some(traffic),
                    &at.key("requestHeaderModifier"),
                    &mut verdict,
                );
            })
        }
        FilterType::ResponseHeaderModifier => {
            filter.response_header_modifier.as_ref().map(|modifier| {
                headers(
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
            path_notes(
                redirect.path.as_ref(),
                traffic,
                &at.keys(&["requestRedirect", "path"]),
                &mut verdict,
            );
        }),
        FilterType::URLRewrite => filter.url_rewrite.as_ref().map(|rewrite| {
            verdict.problem = rewrite_problem(rule, rewrite, &at.key("urlRewrite"));
            path_notes(
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
        note_repeated_headers(&of, member, filters, verdicts);
    }
}

fn note_repeated_headers<'a>(
    of: &FilterType<'_>,
    member: &str,
    filters: Filters<'_, 'a>,
    verdicts: &mut [FilterVerdict<'a>],
) {
    let of_type = || {
        filters
            .iter()
            .enumerate()
            .filter(|(_, (_, filter))| filter.r#type.as_ref() == Some(of))
    };
    let modifiers: Vec<&HeaderModifier<'a>> = of_type()
        .filter_map(|(_, (_, filter))| match of {
            FilterType::RequestHeaderModifier => filter.request_header_modifier.as_ref(),
            _ => filter.response_header_modifier.as_ref(),
        })
        .collect();
    let names = headers_named_twice(&modifiers);
    if names.is_empty() {
        return;
    }
    if let Some((index, (at, _))) = of_type().next_back()
        && let Some(verdict) = verdicts.get_mut(index)
    {
        let noun = if names.len() == 1 {
            "header"
        } else {
            "headers"
        };
        let message = format!(
            "{noun} `{}` changed several times; the changes were combined",
            names.join("`, `")
        );
        verdict
            .notes
            .push(Problem::new(Code::HeaderTwice, at.key(member), message));
    }
}

/// A modifier of headers; of the request where `request` says by which way it comes.
fn headers<'a>(
    modifier: &HeaderModifier<'a>,
    request: Option<Traffic>,
    at: &Pointer,
    verdict: &mut FilterVerdict<'a>,
) {
    if modifier.set.is_empty() && modifier.add.is_empty() && modifier.remove.is_empty() {
        verdict.left_out = true;
        let message = "the filter changes no header and was left out";
        verdict
            .notes
            .push(Problem::new(Code::FilterEmpty, at.clone(), message));
        return;
    }
    let of_values = |list: &'static str| {
        let values = if list == "set" {
            &modifier.set
        } else {
            &modifier.add
        };
        values
            .iter()
            .enumerate()
            .map(move |(index, header)| (list, index, &header.name, Some(&header.value)))
    };
    let removed = modifier
        .remove
        .iter()
        .enumerate()
        .map(|(index, name)| ("remove", index, name, None));
    for (list, index, name, value) in of_values("set").chain(of_values("add")).chain(removed) {
        let place = at.key(list).index(index);
        if !is_header_name(name) {
            let message = format!("`{name}` is not the name of a header");
            verdict.problem.get_or_insert(Problem::new(
                Code::FilterInvalid,
                place.clone(),
                message,
            ));
        }
        if value.is_some_and(|value| value.contains('%')) {
            let message = format!("the percent sign in the value of `{name}` was escaped");
            verdict.notes.push(Problem::new(
                Code::HeaderPercent,
                place.key("value"),
                message,
            ));
        }
        if let Some(traffic) = request.filter(|_| name.eq_ignore_ascii_case("host")) {
            host(list, traffic, name, value, place, verdict);
        }
    }
}

/// F164: Envoy lets nobody add or remove `host`, and sidecars not even set it.
fn host<'a>(
    list: &str,
    traffic: Traffic,
    name: &Text<'a>,
    value: Option<&Text<'a>>,
    place: Pointer,
    verdict: &mut FilterVerdict<'a>,
) {
    if list != "set" {
        let message = format!(
            "`{name}` cannot stand in `{list}`: the proxy would refuse its whole configuration"
        );
        verdict
            .problem
            .get_or_insert(Problem::new(Code::HeaderHost, place, message));
    } else if traffic == Traffic::Mesh {
        if let Some(problem) = value.and_then(|value| not_a_hostname(value, place.key("value"))) {
            verdict.problem.get_or_insert(problem);
            return;
        }
        let message = "setting the header `host` was written as a URLRewrite of the hostname";
        verdict
            .notes
            .push(Problem::new(Code::HeaderHostRewritten, place, message));
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
    hostname(redirect.hostname.as_ref(), at).or_else(|| path(rule, redirect.path.as_ref(), at))
}

fn rewrite_problem<'a>(
    rule: &HttpRouteRule<'a>,
    rewrite: &RewriteFilter<'a>,
    at: &Pointer,
) -> Option<Problem<'a>> {
    hostname(rewrite.hostname.as_ref(), at).or_else(|| path(rule, rewrite.path.as_ref(), at))
}

/// V45, F13.
fn hostname<'a>(hostname: Option<&Text<'a>>, at: &Pointer) -> Option<Problem<'a>> {
    not_a_hostname(hostname?, at.key("hostname"))
}

fn not_a_hostname<'a>(hostname: &Text<'a>, place: Pointer) -> Option<Problem<'a>> {
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

fn path<'a>(
    rule: &HttpRouteRule<'a>,
    modifier: Option<&PathModifier<'a>>,
    at: &Pointer,
) -> Option<Problem<'a>> {
    let modifier = modifier?;
    let at = at.key("path");
    let invalid =
        |place: Pointer, message: String| Some(Problem::new(Code::FilterInvalid, place, message));
    match &modifier.r#type {
        None => invalid(at, "the path modifier has no type".to_owned()),
        Some(PathModifierType::Unknown(of)) => invalid(
            at.key("type"),
            format!("the path modifier type `{of}` is not supported"),
        ),
        Some(PathModifierType::ReplaceFullPath) => match &modifier.replace_full_path {
            None => invalid(at, "`replaceFullPath` is missing".to_owned()),
            Some(_) => None,
        },
        Some(PathModifierType::ReplacePrefixMatch) => match &modifier.replace_prefix_match {
            None => invalid(at, "`replacePrefixMatch` is missing".to_owned()),
            // The proxy would take it for a reference into the path (F142), and has no way to escape it here.
            Some(prefix) if prefix.contains('\\') => invalid(
                at.key("replacePrefixMatch"),
                format!("the backslash in `{prefix}` cannot be carried over"),
            ),
            Some(_) if !only_prefixes(rule) => invalid(
                at.key("type"),
                "`ReplacePrefixMatch` needs matches of type PathPrefix only".to_owned(),
            ),
            Some(_) => None,
        },
    }
}

/// V44: every match of the rule is by prefix.
fn only_prefixes(rule: &HttpRouteRule<'_>) -> bool {
    rule.matches.iter().all(|route_match| {
        let of = route_match
            .path
            .as_ref()
            .and_then(|path| path.r#type.as_ref());
        matches!(of, None | Some(PathMatchType::PathPrefix))
    })
}

fn path_notes<'a>(
    modifier: Option<&PathModifier<'a>>,
    traffic: Traffic,
    at: &Pointer,
    verdict: &mut FilterVerdict<'a>,
) {
    let Some(modifier) = modifier else { return };
    let (text, key) = match &modifier.r#type {
        Some(PathModifierType::ReplaceFullPath) => (&modifier.replace_full_path, "replaceFullPath"),
        Some(PathModifierType::ReplacePrefixMatch) => {
            (&modifier.replace_prefix_match, "replacePrefixMatch")
        }
        _ => return,
    };
    let Some(text) = text else { return };
    let is_full = key == "replaceFullPath";
    if (is_full && text.is_empty()) || (!is_full && needs_slash(text, traffic)) {
        let message = "the empty path was written as `/`";
        verdict
            .notes
            .push(Problem::new(Code::PathEmpty, at.key(key), message));
    }
    let is_verbatim =
        traffic == Traffic::Mesh && !is_full && !text.is_empty() && !text.ends_with('/');
    if is_verbatim {
        let message = format!(
            "sidecars put `{text}` before the rest of the path without a slash between them"
        );
        verdict
            .notes
            .push(Problem::new(Code::MeshPrefixVerbatim, at.key(key), message));
    }
    if is_full && text.contains('\\') {
        let message = format!("the backslash in `{text}` was escaped");
        verdict
            .notes
            .push(Problem::new(Code::PathEscaped, at.key(key), message));
    }
}
