//! The filters of a rule.

use std::net::IpAddr;

use crate::kuma::mesh_http_route::{Filter, Match, PathModifier, RequestRedirect};

use super::report::Report;
use super::{backend, header_modifier};
use crate::kuma::charset::is_dns1123_subdomain;
use crate::target::Choices;

pub(super) fn check(
    filter: &Filter<'_>,
    matches: &[Match<'_>],
    choices: &Choices,
    at: &str,
    report: &mut Report,
) {
    match filter {
        Filter::RequestHeaderModifier { modifier } => {
            header_modifier::check(modifier, &format!("{at}.requestHeaderModifier"), report);
        }
        Filter::ResponseHeaderModifier { modifier } => {
            header_modifier::check(modifier, &format!("{at}.responseHeaderModifier"), report);
        }
        Filter::RequestRedirect { redirect } => {
            let field = format!("{at}.requestRedirect");
            redirect_is_valid(redirect, &field, report);
            hostname_is_a_domain(redirect.hostname.as_deref(), &field, report);
            prefixes_are_matched(redirect.path.as_ref(), matches, &field, report);
        }
        Filter::UrlRewrite { rewrite } => {
            let field = format!("{at}.urlRewrite");
            hostname_is_a_domain(rewrite.hostname.as_deref(), &field, report);
            prefixes_are_matched(rewrite.path.as_ref(), matches, &field, report);
        }
        Filter::RequestMirror { mirror } => {
            backend::check_mirror(
                &mirror.backend_ref,
                choices,
                &format!("{at}.requestMirror.backendRef"),
                report,
            );
        }
    }
}

fn redirect_is_valid(redirect: &RequestRedirect<'_>, at: &str, report: &mut Report) {
    report.require(
        matches!(redirect.status_code, 301 | 302 | 303 | 307 | 308),
        "V46",
        format!("{at}.statusCode"),
        format!("unsupported value {}", redirect.status_code),
    );
    let kept = redirect.port.is_none_or(|port| (1..=65535).contains(&port));
    report.require(
        kept,
        "V46",
        format!("{at}.port"),
        "must be in the range [1, 65535]",
    );
    let kept = redirect
        .scheme
        .as_deref()
        .is_none_or(|scheme| matches!(scheme, "http" | "https"));
    report.require(kept, "V46", format!("{at}.scheme"), "must be http or https");
}

fn hostname_is_a_domain(hostname: Option<&str>, at: &str, report: &mut Report) {
    let Some(hostname) = hostname else { return };
    let field = format!("{at}.hostname");
    report.require(
        is_dns1123_subdomain(hostname),
        "V45",
        &field,
        "must be a lower-case RFC 1123 subdomain",
    );
    report.require(
        hostname.parse::<IpAddr>().is_err(),
        "V45",
        &field,
        "cannot be an IP address",
    );
}

fn prefixes_are_matched(
    path: Option<&PathModifier<'_>>,
    matches: &[Match<'_>],
    at: &str,
    report: &mut Report,
) {
    if let Some(PathModifier::ReplacePrefixMatch { .. }) = path {
        let kept = matches.iter().all(|entry| {
            entry
                .path
                .as_ref()
                .is_some_and(|path| path.r#type == "PathPrefix")
        });
        report.require(
            kept,
            "V44",
            format!("{at}.path.replacePrefixMatch"),
            "can only appear if all matches match a path prefix",
        );
    }
}
