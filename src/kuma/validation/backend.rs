//! References to backends.

use crate::json::SortedMap;
use crate::kuma::mesh_http_route::BackendRef;
use crate::kuma::tags::UNRESOLVED_BACKEND;

use super::report::Report;
use super::tags::selecting_tags_are_valid;
use super::target_ref::INVALID_CHARACTERS;
use crate::kuma::charset::is_reference_name;
use crate::target::{Choices, Destination};

pub(super) fn check(backend: &BackendRef<'_>, choices: &Choices, at: &str, report: &mut Report) {
    let kinds = [
        "MeshService",
        "MeshServiceSubset",
        "MeshExternalService",
        "MeshMultiZoneService",
    ];
    kind_is_supported(backend, &kinds, "V50", at, report);
    let is_unresolved = backend.name.as_deref() == Some(UNRESOLVED_BACKEND);
    if !(is_unresolved && choices.unresolved_backend) {
        name_is_valid(backend, choices, "V50", at, report);
    }
    common(backend, choices, at, report);
}

/// The backend of a mirror has no exception for the one that cannot be resolved.
pub(super) fn check_mirror(
    backend: &BackendRef<'_>,
    choices: &Choices,
    at: &str,
    report: &mut Report,
) {
    kind_is_supported(
        backend,
        &["MeshService", "MeshServiceSubset"],
        "V48",
        at,
        report,
    );
    name_is_valid(backend, choices, "V48", at, report);
    common(backend, choices, at, report);
}

fn common(backend: &BackendRef<'_>, choices: &Choices, at: &str, report: &mut Report) {
    fields_fit_the_kind(backend, at, report);
    if choices.mesh_backend != Destination::Labels {
        multi_zone_has_a_port(backend, at, report);
    }
    port_is_in_range(backend, at, report);
    report.require(
        backend.weight >= 0,
        "V52",
        format!("{at}.weight"),
        "must be greater than or equal to 0",
    );
}

fn kind_is_supported(
    backend: &BackendRef<'_>,
    kinds: &[&str],
    row: &'static str,
    at: &str,
    report: &mut Report,
) {
    let kept = kinds.contains(&backend.kind);
    report.require(
        kept,
        row,
        format!("{at}.kind"),
        format!("value '{}' is not supported", backend.kind),
    );
}

fn name_is_valid(
    backend: &BackendRef<'_>,
    choices: &Choices,
    row: &'static str,
    at: &str,
    report: &mut Report,
) {
    if choices.mesh_backend == Destination::Labels {
        let labels = backend.labels.as_ref().filter(|labels| !labels.is_empty());
        let place = format!("{at}.labels");
        let message = format!("must be set when kind is {}", backend.kind);
        report.require(labels.is_some(), "R19", &place, message);
        let kept = backend.name.is_none();
        report.require(kept, "R19", format!("{at}.name"), "must not be set");
        return;
    }
    let name = backend.name.as_deref().unwrap_or_default();
    let place = format!("{at}.name");
    report.require(
        !name.is_empty(),
        row,
        &place,
        format!("must be set with kind {}", backend.kind),
    );
    report.require(is_reference_name(name), row, &place, INVALID_CHARACTERS);
}

fn fields_fit_the_kind(backend: &BackendRef<'_>, at: &str, report: &mut Report) {
    let message = || format!("must not be set with kind {}", backend.kind);
    if backend.kind == "MeshServiceSubset" {
        report.require(
            backend.namespace.is_none(),
            "V29",
            format!("{at}.namespace"),
            message(),
        );
        if let Some(tags) = &backend.tags {
            selecting_tags_are_valid(tags, &format!("{at}.tags"), report);
        }
    } else {
        let kept = backend.tags.as_ref().is_none_or(SortedMap::is_empty);
        report.require(kept, "V30", format!("{at}.tags"), message());
    }
}

fn multi_zone_has_a_port(backend: &BackendRef<'_>, at: &str, report: &mut Report) {
    let kept = backend.kind != "MeshMultiZoneService" || backend.port.is_some();
    report.require(
        kept,
        "V51",
        format!("{at}.port"),
        "must be defined with kind MeshMultiZoneService",
    );
}

fn port_is_in_range(backend: &BackendRef<'_>, at: &str, report: &mut Report) {
    let kept = backend.port.is_none_or(|port| (1..=65535).contains(&port));
    report.require(
        kept,
        "V52",
        format!("{at}.port"),
        "must be in the range [1, 65535]",
    );
}
