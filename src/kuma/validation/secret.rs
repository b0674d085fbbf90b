//! The copied Secret.

use crate::kuma::secret::MeshSecret;

use super::metadata::mesh_label_is_valid;
use super::report::Report;

pub(super) fn check(secret: &MeshSecret<'_>, system_namespace: &str, report: &mut Report) {
    mesh_label_is_valid(&secret.metadata.labels, report);
    value_is_present(secret, report);
    lies_in_the_system_namespace(secret, system_namespace, report);
}

fn value_is_present(secret: &MeshSecret<'_>, report: &mut Report) {
    let kept = secret
        .data
        .get("value")
        .is_some_and(|value| !value.is_empty());
    report.require(kept, "V25", "data.value", "must not be empty");
}

/// Kuma reads Secrets of its own type nowhere else.
fn lies_in_the_system_namespace(
    secret: &MeshSecret<'_>,
    system_namespace: &str,
    report: &mut Report,
) {
    let kept = secret.metadata.namespace.as_str() == system_namespace;
    report.require(
        kept,
        "V25",
        "metadata.namespace",
        "Kuma reads its Secrets in the system namespace only",
    );
}
