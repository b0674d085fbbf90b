//! The matches of a rule.

use std::collections::BTreeSet;

use crate::kuma::mesh_http_route::{Match, PathMatch};

use super::report::Report;
use crate::kuma::charset::is_header_name;

const METHODS: [&str; 9] = [
    "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE",
];

pub(super) fn check(entry: &Match<'_>, at: &str, report: &mut Report) {
    if let Some(path) = &entry.path {
        path_is_valid(path, &format!("{at}.path"), report);
    }
    if let Some(method) = &entry.method {
        let kept = METHODS.contains(&method.as_str());
        report.require(
            kept,
            "V37",
            format!("{at}.method"),
            format!("unsupported value {:?}", method.as_str()),
        );
    }
    headers_are_valid(entry, at, report);
    query_params_are_valid(entry, at, report);
}

fn path_is_valid(path: &PathMatch<'_>, at: &str, report: &mut Report) {
    let field = format!("{at}.value");
    let value = path.value.as_str();
    report.require(
        !value.is_empty(),
        "V36",
        &field,
        "should be at least 1 chars long",
    );
    let absolute = || value.is_empty() || value.starts_with('/');
    match path.r#type {
        "Exact" => report.require(absolute(), "V36", &field, "must be an absolute path"),
        "PathPrefix" => {
            report.require(absolute(), "V36", &field, "must be an absolute path");
            let kept = value == "/" || !value.ends_with('/');
            report.require(
                kept,
                "V36",
                &field,
                "does not need a trailing slash because only a `/`-separated prefix or an entire path is matched",
            );
        }
        "RegularExpression" => {}
        other => report.add(
            "V37",
            format!("{at}.type"),
            format!("unsupported value {other:?}"),
        ),
    }
}

fn headers_are_valid(entry: &Match<'_>, at: &str, report: &mut Report) {
    for (index, header) in entry.headers.iter().enumerate() {
        let field = format!("{at}.headers[{index}]");
        report.require(
            is_header_name(&header.name),
            "V38",
            format!("{field}.name"),
            "is not a lower-case header name",
        );
        match header.r#type {
            "Exact" | "RegularExpression" | "Prefix" => {}
            "Present" | "Absent" => {
                report.require(
                    header.value.is_empty(),
                    "V39",
                    format!("{field}.value"),
                    "must not be defined",
                );
            }
            other => report.add(
                "V37",
                format!("{field}.type"),
                format!("unsupported value {other:?}"),
            ),
        }
    }
}

fn query_params_are_valid(entry: &Match<'_>, at: &str, report: &mut Report) {
    let mut names = BTreeSet::new();
    for (index, param) in entry.query_params.iter().enumerate() {
        let field = format!("{at}.queryParams[{index}]");
        report.require(
            !param.name.is_empty(),
            "V40",
            format!("{field}.name"),
            "should be at least 1 chars long",
        );
        report.require(
            names.insert(param.name.as_str()),
            "V40",
            format!("{field}.name"),
            format!("multiple entries for name {:?}", param.name.as_str()),
        );
        let kept = matches!(param.r#type, "Exact" | "RegularExpression");
        report.require(
            kept,
            "V37",
            format!("{field}.type"),
            format!("unsupported value {:?}", param.r#type),
        );
    }
}
