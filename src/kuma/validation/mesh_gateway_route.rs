//! MeshGatewayRoute, as Kuma 2.6 checks it (the refusals in the recorded answers of that version).

use crate::kuma::mesh_gateway_route::{
    GatewayFilter, GatewayMatch, GatewayRedirect, GatewayRule, MeshGatewayRoute,
};
use crate::kuma::mesh_http_route::HeaderModifier;
use crate::kuma::tags;

use super::report::Report;
use super::tags::selecting_tags_are_valid;
use crate::kuma::charset::{is_dns1123_subdomain, is_header_name};

pub(super) fn check(route: &MeshGatewayRoute<'_>, report: &mut Report) {
    let spec = &route.spec;
    report.require(
        !spec.selectors.is_empty(),
        "R8",
        "selectors",
        "cannot be empty",
    );
    for (index, selector) in spec.selectors.iter().enumerate() {
        let at = format!("selectors[{index}].match");
        let kept = selector.r#match.contains_key(tags::SERVICE);
        report.require(
            kept,
            "R8",
            &at,
            "mandatory tag \"kuma.io/service\" is missing",
        );
        selecting_tags_are_valid(&selector.r#match, &at, report);
    }
    let rules = &spec.conf.http.rules;
    report.require(
        !rules.is_empty(),
        "R8",
        "conf.http.rules",
        "cannot be empty",
    );
    for (index, rule) in rules.iter().enumerate() {
        check_rule(rule, &format!("conf.http.rules[{index}]"), report);
    }
}

fn check_rule(rule: &GatewayRule<'_>, at: &str, report: &mut Report) {
    report.require(
        !rule.matches.is_empty(),
        "R8",
        format!("{at}.matches"),
        "cannot be empty",
    );
    for (index, entry) in rule.matches.iter().enumerate() {
        check_match(entry, &format!("{at}.matches[{index}]"), report);
    }
    let redirects = |filter: &GatewayFilter<'_>| matches!(filter, GatewayFilter::Redirect(_));
    let answers = rule.filters.iter().any(redirects);
    report.require(
        !answers || rule.filters.len() == 1,
        "R8",
        format!("{at}.filters"),
        "redirects cannot be used with other filters",
    );
    report.require(
        answers == rule.backends.is_empty(),
        "R8",
        format!("{at}.backends"),
        "either backends or a redirect is needed",
    );
    for (index, filter) in rule.filters.iter().enumerate() {
        check_filter(filter, &format!("{at}.filters[{index}]"), report);
    }
    for (index, backend) in rule.backends.iter().enumerate() {
        let at = format!("{at}.backends[{index}].destination");
        let kept = backend.destination.contains_key(tags::SERVICE);
        report.require(
            kept,
            "R8",
            &at,
            "mandatory tag \"kuma.io/service\" is missing",
        );
        selecting_tags_are_valid(&backend.destination, &at, report);
    }
}

fn check_match(entry: &GatewayMatch<'_>, at: &str, report: &mut Report) {
    if let Some(path) = &entry.path {
        let kept = path.r#match == Some("REGEX") || path.value.starts_with('/');
        report.require(
            kept && !path.value.is_empty(),
            "R8",
            format!("{at}.path.value"),
            "must be an absolute path",
        );
    }
    for (list, entries) in [
        ("headers", &entry.headers),
        ("query_parameters", &entry.query_parameters),
    ] {
        for (index, entry) in entries.iter().enumerate() {
            let named = entry.name.as_deref().is_some_and(|name| !name.is_empty());
            let at = format!("{at}.{list}[{index}]");
            report.require(named, "R8", format!("{at}.name"), "cannot be empty");
            let valued = !entry.value.is_empty();
            report.require(valued, "R8", format!("{at}.value"), "cannot be empty");
        }
    }
}

fn check_filter(filter: &GatewayFilter<'_>, at: &str, report: &mut Report) {
    match filter {
        GatewayFilter::RequestHeader(modifier) => {
            check_modifier(modifier, &format!("{at}.request_header"), report);
        }
        GatewayFilter::ResponseHeader(modifier) => {
            check_modifier(modifier, &format!("{at}.response_header"), report);
        }
        GatewayFilter::Redirect(redirect) => check_redirect(redirect, at, report),
        GatewayFilter::Rewrite(_) => {}
        GatewayFilter::Mirror(mirror) => {
            let kept = mirror.backend.destination.contains_key(tags::SERVICE);
            let place = format!("{at}.mirror.backend");
            report.require(
                kept,
                "R8",
                place,
                "mandatory tag \"kuma.io/service\" is missing",
            );
        }
    }
}

fn check_modifier(modifier: &HeaderModifier<'_>, at: &str, report: &mut Report) {
    let empty = modifier.set.is_empty() && modifier.add.is_empty() && modifier.remove.is_empty();
    report.require(!empty, "R8", at, "cannot be empty");
    for (list, headers) in [("set", &modifier.set), ("add", &modifier.add)] {
        for (index, header) in headers.iter().enumerate() {
            let at = format!("{at}.{list}[{index}]");
            report.require(
                is_header_name(&header.name.to_ascii_lowercase()),
                "R8",
                format!("{at}.name"),
                "cannot be empty",
            );
            let valued = !header.value.is_empty();
            report.require(valued, "R8", format!("{at}.value"), "cannot be empty");
        }
    }
}

fn check_redirect(redirect: &GatewayRedirect<'_>, at: &str, report: &mut Report) {
    report.require(
        (300..=308).contains(&redirect.status_code),
        "R8",
        format!("{at}.redirect.status_code"),
        "must be in the range [300, 308]",
    );
    let hostname = redirect.hostname.as_deref();
    report.require(
        hostname.is_none_or(is_dns1123_subdomain),
        "R8",
        format!("{at}.redirect.hostname"),
        "must be a lower-case RFC 1123 subdomain",
    );
}
