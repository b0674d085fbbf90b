//! What a policy, or one of its `to` entries, applies to.

use crate::json::SortedMap;
use crate::kuma::target_ref::TargetRef;

use super::metadata::labels_are_valid;
use super::report::Report;
use super::tags::{carried_value_is_valid, selecting_tags_are_valid};
use crate::kuma::charset::is_reference_name;
use crate::target::{Choices, Destination};

pub(super) const INVALID_CHARACTERS: &str =
    "invalid characters: must consist of lower case alphanumeric characters, '-', '.' and '_'";

pub(super) fn check(target: &TargetRef<'_>, choices: &Choices, field: &str, report: &mut Report) {
    if choices.mesh_backend == Destination::Labels {
        return of_labels(target, field, report);
    }
    match target.kind {
        "Mesh" => of_mesh(target, field, report),
        "MeshSubset" => of_mesh_subset(target, field, report),
        "MeshGateway" | "MeshServiceSubset" => of_named_with_tags(target, field, report),
        "MeshService" | "MeshExternalService" | "MeshMultiZoneService" => {
            of_service(target, field, report)
        }
        "Dataplane" => tags_are_unset(target, "V31", field, report),
        _ => {}
    }
}

/// From 3.0 on nothing but labels and a section says what is meant (kuma.md §9.2).
fn of_labels(target: &TargetRef<'_>, field: &str, report: &mut Report) {
    name_is_unset(target, "R19", field, report);
    namespace_is_unset(target, "R19", field, report);
    tags_are_unset(target, "R19", field, report);
    let is_labelled = target
        .labels
        .as_ref()
        .is_some_and(|labels| !labels.is_empty());
    let place = format!("{field}.labels");
    if target.kind == "Mesh" {
        unset(!is_labelled, target.kind, "R19", &place, report);
    } else {
        let message = format!("must be set when kind is {}", target.kind);
        report.require(is_labelled, "R19", &place, message);
        labels_are_valid(&target.labels.clone().unwrap_or_default(), &place, report);
    }
}

fn of_mesh(target: &TargetRef<'_>, field: &str, report: &mut Report) {
    name_is_unset(target, "V27", field, report);
    namespace_is_unset(target, "V27", field, report);
    tags_are_unset(target, "V27", field, report);
}

fn of_mesh_subset(target: &TargetRef<'_>, field: &str, report: &mut Report) {
    name_is_unset(target, "V28", field, report);
    namespace_is_unset(target, "V28", field, report);
    for (key, value) in target.tags.iter().flatten() {
        carried_value_is_valid(value, "V28", &format!("{field}.tags[{key:?}]"), report);
    }
}

fn of_named_with_tags(target: &TargetRef<'_>, field: &str, report: &mut Report) {
    name_is_set(target, "V29", field, report);
    namespace_is_unset(target, "V29", field, report);
    if let Some(tags) = &target.tags {
        selecting_tags_are_valid(tags, &format!("{field}.tags"), report);
    }
}

fn of_service(target: &TargetRef<'_>, field: &str, report: &mut Report) {
    name_is_set(target, "V30", field, report);
    tags_are_unset(target, "V30", field, report);
}

fn name_is_set(target: &TargetRef<'_>, row: &'static str, field: &str, report: &mut Report) {
    let name = target.name.as_deref().unwrap_or_default();
    let place = format!("{field}.name");
    report.require(
        !name.is_empty(),
        row,
        &place,
        format!("must be set when kind is {}", target.kind),
    );
    report.require(is_reference_name(name), row, &place, INVALID_CHARACTERS);
}

fn name_is_unset(target: &TargetRef<'_>, row: &'static str, field: &str, report: &mut Report) {
    unset(
        target.name.is_none(),
        target.kind,
        row,
        &format!("{field}.name"),
        report,
    );
}

fn namespace_is_unset(target: &TargetRef<'_>, row: &'static str, field: &str, report: &mut Report) {
    unset(
        target.namespace.is_none(),
        target.kind,
        row,
        &format!("{field}.namespace"),
        report,
    );
}

fn tags_are_unset(target: &TargetRef<'_>, row: &'static str, field: &str, report: &mut Report) {
    let kept = target.tags.as_ref().is_none_or(SortedMap::is_empty);
    unset(kept, target.kind, row, &format!("{field}.tags"), report);
}

fn unset(kept: bool, kind: &str, row: &'static str, place: &str, report: &mut Report) {
    report.require(
        kept,
        row,
        place,
        format!("must not be set with kind {kind}"),
    );
}
