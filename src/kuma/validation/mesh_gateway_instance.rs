//! MeshGatewayInstance.

use crate::kuma::mesh_gateway_instance::{InstanceSpec, MeshGatewayInstance, TemplateMetadata};
use crate::kuma::tags;

use super::metadata::{
    annotations_are_valid, labels_are_valid, mesh_label_is_valid, name_is_a_service_name,
};
use super::report::Report;
use super::tags::carried_value_is_valid;
use crate::kuma::charset::is_dns1123_subdomain;
use crate::target::Choices;

pub(super) fn check(instance: &MeshGatewayInstance<'_>, choices: &Choices, report: &mut Report) {
    name_is_a_service_name(&instance.metadata.name, report);
    mesh_label_is_valid(&instance.metadata.labels, report);
    tags_are_valid(&instance.spec, choices, report);
    template_is_valid(
        &instance.spec.service_template.metadata,
        "spec.serviceTemplate.metadata",
        report,
    );
    template_is_valid(
        &instance.spec.pod_template.metadata,
        "spec.podTemplate.metadata",
        report,
    );
    service_account_is_a_name(&instance.spec, report);
}

fn tags_are_valid(spec: &InstanceSpec<'_>, choices: &Choices, report: &mut Report) {
    for (key, value) in &spec.tags {
        let place = format!("spec.tags[{key:?}]");
        report.require(
            choices.gateway_tag || key.as_str() != tags::SERVICE,
            "V23",
            &place,
            "\"kuma.io/service\" must not be defined",
        );
        report.require(!key.is_empty(), "V23", &place, "tag name must be non-empty");
        carried_value_is_valid(value, "V23", &place, report);
    }
}

/// What the Service and the Deployment of the instance will carry.
fn template_is_valid(metadata: &TemplateMetadata<'_>, field: &str, report: &mut Report) {
    labels_are_valid(&metadata.labels, &format!("{field}.labels"), report);
    annotations_are_valid(
        &metadata.annotations,
        &format!("{field}.annotations"),
        report,
    );
}

fn service_account_is_a_name(spec: &InstanceSpec<'_>, report: &mut Report) {
    if let Some(name) = &spec.pod_template.spec.service_account_name {
        let kept = is_dns1123_subdomain(name);
        report.require(
            kept,
            "k8s",
            "spec.podTemplate.spec.serviceAccountName",
            "must be a lower-case RFC 1123 subdomain",
        );
    }
}
