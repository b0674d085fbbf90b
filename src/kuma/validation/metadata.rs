//! Names and labels of every object.

use crate::json::SortedMap;
use crate::kuma::metadata::ObjectMeta;
use crate::kuma::tags;

use super::report::Report;
use crate::kuma::charset::{
    is_dns1035_label, is_dns1123_subdomain, is_label_value, is_qualified_name, is_reference_name,
};

pub(super) fn check(metadata: &ObjectMeta<'_>, report: &mut Report) {
    name_is_a_subdomain(&metadata.name, report);
    namespace_is_a_label(&metadata.namespace, report);
    labels_are_valid(&metadata.labels, "metadata.labels", report);
    origin_is_known(&metadata.labels, report);
}

fn name_is_a_subdomain(name: &str, report: &mut Report) {
    report.require(
        is_dns1123_subdomain(name),
        "V1",
        "metadata.name",
        "must be a lower-case RFC 1123 subdomain of at most 253 characters",
    );
}

fn namespace_is_a_label(namespace: &str, report: &mut Report) {
    let kept = namespace.is_empty()
        || (namespace.len() <= 63 && is_dns1123_subdomain(namespace) && !namespace.contains('.'));
    report.require(
        kept,
        "k8s",
        "metadata.namespace",
        "must be a lower-case RFC 1123 label of at most 63 characters",
    );
}

/// The name of an object that a Service is made for (V1, F24).
pub(super) fn name_is_a_service_name(name: &str, report: &mut Report) {
    report.require(
        is_dns1035_label(name),
        "V1",
        "metadata.name",
        "must be a lower-case RFC 1035 label of at most 63 characters",
    );
}

/// Label keys and values as the API server takes them.
pub(super) fn labels_are_valid(labels: &SortedMap<'_>, field: &str, report: &mut Report) {
    for (key, value) in labels {
        let place = || format!("{field}[{key:?}]");
        report.require(
            is_qualified_name(key),
            "k8s",
            place(),
            "the key is not a qualified name",
        );
        report.require(
            is_label_value(value),
            "k8s",
            place(),
            "must be at most 63 characters: letters, digits, `-`, `_` and `.`, the first and last a letter or digit",
        );
    }
}

/// Annotation keys as the API server takes them: as label keys, but in any case.
pub(super) fn annotations_are_valid(annotations: &SortedMap<'_>, field: &str, report: &mut Report) {
    for key in annotations.keys() {
        let kept = is_qualified_name(&key.to_lowercase());
        report.require(
            kept,
            "k8s",
            format!("{field}[{key:?}]"),
            "the key is not a qualified name",
        );
    }
}

fn origin_is_known(labels: &SortedMap<'_>, report: &mut Report) {
    if let Some(origin) = labels.get("kuma.io/origin") {
        let kept = matches!(origin.as_str(), "zone" | "global");
        report.require(
            kept,
            "V4",
            "metadata.labels[\"kuma.io/origin\"]",
            "must be `zone` or `global`",
        );
    }
}

/// The mesh of an object that belongs to one.
pub(super) fn mesh_is_valid(mesh: &str, field: &str, report: &mut Report) {
    report.require(!mesh.is_empty(), "V2", field, "must not be empty");
    report.require(
        is_reference_name(mesh),
        "V2",
        field,
        "invalid characters: must consist of lower case alphanumeric characters, '-', '.' and '_'",
    );
}

/// The mesh that the label names; where there is no label Kuma takes the default mesh.
pub(super) fn mesh_label_is_valid(labels: &SortedMap<'_>, report: &mut Report) {
    if let Some(mesh) = labels.get(tags::MESH) {
        mesh_is_valid(mesh, "metadata.labels[\"kuma.io/mesh\"]", report);
    }
}
