//! Why another target makes something else of the same input: what the two choose differently.

use crate::kuma::Resource;
use crate::resolve::Traffic;
use crate::target::{Choices, Destination};

use super::comparison::RuleForm;
use super::targets::Targets;

fn choices(targets: Targets) -> (&'static Choices, &'static Choices) {
    (targets.from.choices(), targets.to.choices())
}

/// Why other objects are made.
pub(super) fn of_outputs(
    before: &[&Resource<'_>],
    after: &[&Resource<'_>],
    targets: Targets,
) -> Vec<String> {
    let (old, new) = choices(targets);
    if before.is_empty() {
        return vec![made_of_nothing(old)];
    }
    let is_there = |kind: &str| after.iter().any(|output| output.kind() == kind);
    let was_there = |kind: &str| before.iter().any(|output| output.kind() == kind);
    let mut reasons = Vec::new();
    if is_there("MeshGateway") && old.gateway_tag != new.gateway_tag {
        reasons.push(format!(
            "{} finds the proxies of a Gateway by the tag `<gateway>_<namespace>_svc` that it gives every Service; \
             {} by `<gateway>_<namespace>_gateway`, which the MeshGatewayInstance carries",
            new.title, old.title
        ));
    }
    if is_there("MeshGateway") && old.listener_port_tag != new.listener_port_tag {
        let reason = "its listeners carry their port as a tag, by which routes choose them";
        reasons.push(reason.to_owned());
    }
    if is_there("MeshGatewayInstance")
        && old.instance_mesh_annotation != new.instance_mesh_annotation
    {
        let reason = "the mesh of a MeshGatewayInstance is a label instead of an annotation";
        reasons.push(reason.to_owned());
    }
    if was_there("MeshGatewayRoute") && is_there("MeshHTTPRoute") {
        reasons.push(format!(
            "{} has a MeshHTTPRoute for each Gateway of a route; {} one MeshGatewayRoute for all of them",
            new.title, old.title
        ));
    }
    let (gateways, services) = (through(after, true), through(after, false));
    if gateways && was_there("MeshHTTPRoute") && old.listener_port_tag != new.listener_port_tag {
        let reason = "a `port` of a parentRef is a tag instead of the names of its listeners";
        reasons.push(reason.to_owned());
    }
    if services {
        reasons.extend(written(old.mesh_backend, new.mesh_backend));
    }
    reasons
}

/// Whether there are MeshHTTPRoutes for gateways, or for services.
fn through(outputs: &[&Resource<'_>], gateways: bool) -> bool {
    outputs.iter().any(|output| match output {
        Resource::MeshHttpRoute(route) => (route.spec.target_ref.kind == "MeshGateway") == gateways,
        _ => false,
    })
}

/// Why a rule is another.
pub(super) fn of_rule(
    before: &[RuleForm<'_>],
    after: &[RuleForm<'_>],
    targets: Targets,
    traffic: Traffic,
) -> Vec<String> {
    let (old, new) = choices(targets);
    if before.is_empty() {
        return vec![made_of_nothing(old)];
    }
    let of_gateway_route = |form: &&RuleForm<'_>| matches!(form, RuleForm::MeshGatewayRoute(_));
    let mut reasons = Vec::new();
    if before.iter().any(|form| of_gateway_route(&form))
        && !after.iter().any(|form| of_gateway_route(&form))
    {
        reasons.push("it is the same rule in the words of a MeshHTTPRoute".to_owned());
    }
    let (was, is) = match traffic {
        Traffic::Gateway => (old.gateway_backend, new.gateway_backend),
        Traffic::Mesh => (old.mesh_backend, new.mesh_backend),
    };
    reasons.extend(written(was, is));
    reasons
}

/// Why a destination is written otherwise.
fn written(was: Destination, is: Destination) -> Option<String> {
    let words = |destination| match destination {
        Destination::ServiceTag => "by its tag `kuma.io/service`",
        Destination::ServiceSubset => "by its tag `kuma.io/service` in this zone",
        Destination::Labels => "by the labels of its MeshService, with the port as `sectionName`",
    };
    (was != is).then(|| format!("a Service is named {} instead of {}", words(is), words(was)))
}

fn made_of_nothing(old: &Choices) -> String {
    format!("{} makes nothing of it", old.title)
}

/// Why, where nothing is known that explains it.
pub(super) fn unexplained(targets: Targets) -> String {
    let (old, new) = choices(targets);
    format!(
        "{} makes something else of it than {}",
        new.title, old.title
    )
}
