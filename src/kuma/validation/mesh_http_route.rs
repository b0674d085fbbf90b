//! MeshHTTPRoute.

use crate::kuma::mesh_http_route::{Filter, MeshHttpRoute, Rule, To};

use super::metadata::mesh_label_is_valid;
use super::report::Report;
use super::{backend, filter, matches, target_ref};
use crate::target::Choices;

pub(super) fn check(
    route: &MeshHttpRoute<'_>,
    system_namespace: &str,
    choices: &Choices,
    report: &mut Report,
) {
    mesh_label_is_valid(&route.metadata.labels, report);
    let system = route.metadata.namespace.as_str() == system_namespace;
    top_kind_is_supported(route.spec.target_ref.kind, system, report);
    target_ref::check(&route.spec.target_ref, choices, "spec.targetRef", report);
    let on_gateway = route.spec.target_ref.kind == "MeshGateway";
    for (index, to) in route.spec.to.iter().enumerate() {
        check_to(
            to,
            on_gateway,
            choices,
            &format!("spec.to[{index}]"),
            report,
        );
    }
}

fn top_kind_is_supported(kind: &str, system: bool, report: &mut Report) {
    let kept = matches!(
        kind,
        "Mesh" | "MeshSubset" | "MeshService" | "MeshServiceSubset" | "Dataplane"
    ) || (system && kind == "MeshGateway");
    report.require(
        kept,
        "V26",
        "spec.targetRef.kind",
        format!("value '{kind}' is not supported"),
    );
}

fn check_to(to: &To<'_>, on_gateway: bool, choices: &Choices, at: &str, report: &mut Report) {
    to_kind_is_supported(to.target_ref.kind, on_gateway, at, report);
    target_ref::check(&to.target_ref, choices, &format!("{at}.targetRef"), report);
    hostnames_are_on_gateways_only(to, on_gateway, at, report);
    for (index, rule) in to.rules.0.iter().enumerate() {
        check_rule(
            rule,
            on_gateway,
            choices,
            &format!("{at}.rules[{index}]"),
            report,
        );
    }
}

fn to_kind_is_supported(kind: &str, on_gateway: bool, at: &str, report: &mut Report) {
    let kept = if on_gateway {
        kind == "Mesh"
    } else {
        matches!(
            kind,
            "MeshService" | "MeshExternalService" | "MeshMultiZoneService"
        )
    };
    report.require(
        kept,
        "V32",
        format!("{at}.targetRef.kind"),
        format!("value '{kind}' is not supported"),
    );
}

fn hostnames_are_on_gateways_only(to: &To<'_>, on_gateway: bool, at: &str, report: &mut Report) {
    report.require(
        on_gateway || to.hostnames.is_empty(),
        "V33",
        format!("{at}.hostnames"),
        "must not be defined",
    );
}

fn check_rule(rule: &Rule<'_>, on_gateway: bool, choices: &Choices, at: &str, report: &mut Report) {
    matches_are_present(rule, at, report);
    for (index, entry) in rule.matches.iter().enumerate() {
        matches::check(entry, &format!("{at}.matches[{index}]"), report);
    }
    for (index, entry) in rule.default.filters.iter().enumerate() {
        filter::check(
            entry,
            &rule.matches,
            choices,
            &format!("{at}.default.filters[{index}]"),
            report,
        );
    }
    backends_or_a_redirect_on_gateways(rule, on_gateway, at, report);
    for (index, entry) in rule.default.backend_refs.iter().enumerate() {
        backend::check(
            entry,
            choices,
            &format!("{at}.default.backendRefs[{index}]"),
            report,
        );
    }
}

fn matches_are_present(rule: &Rule<'_>, at: &str, report: &mut Report) {
    report.require(
        !rule.matches.is_empty(),
        "V35",
        format!("{at}.matches"),
        "should have at least 1 items",
    );
}

fn backends_or_a_redirect_on_gateways(
    rule: &Rule<'_>,
    on_gateway: bool,
    at: &str,
    report: &mut Report,
) {
    let redirects = rule
        .default
        .filters
        .iter()
        .any(|filter| matches!(filter, Filter::RequestRedirect { .. }));
    let kept = !on_gateway || redirects || !rule.default.backend_refs.is_empty();
    report.require(
        kept,
        "V49",
        format!("{at}.default.backendRefs"),
        "must not be empty",
    );
}
