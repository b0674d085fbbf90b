//! The status of a GatewayClass (kuma.md §3; F90).

use crate::contract::Status;
use crate::gateway_api::GATEWAY_EXISTS_FINALIZER;
use crate::json::Text;
use crate::resolve::ClassNode;

use super::body::{GatewayClassStatusBody, StatusBody, SupportedFeature};
use super::condition::{denied, merge, met};

pub(super) fn status<'a>(node: &ClassNode<'_, 'a>) -> Status<'a> {
    let class = node.class;
    let generation = class.metadata.generation();
    let mut conditions = vec![match &node.parameters {
        Ok(_) => met("Accepted", "Accepted", generation),
        Err(problem) => denied("Accepted", problem, generation),
    }];
    conditions.extend(node.crds.as_ref().map(|crds| match crds {
        Ok(()) => met("SupportedVersion", "SupportedVersion", generation),
        Err(problem) => denied("SupportedVersion", problem, generation),
    }));
    let features = node.features.iter();
    Status {
        api_version: class.api_version.clone(),
        kind: Text::from("GatewayClass"),
        namespace: Text::default(),
        name: class.metadata.name.clone(),
        status: StatusBody::GatewayClass(GatewayClassStatusBody {
            conditions: merge(&class.status.conditions, conditions),
            supported_features: features.map(|name| SupportedFeature { name }).collect(),
        }),
        finalizers: finalizers(node),
    }
}

/// The finalizers that the class should have; none where there are none and none are needed.
fn finalizers<'a>(node: &ClassNode<'_, 'a>) -> Option<Vec<Text<'a>>> {
    let before = node
        .class
        .metadata
        .finalizers
        .as_deref()
        .unwrap_or_default();
    let mut finalizers: Vec<Text<'a>> = before
        .iter()
        .filter(|name| node.held || **name != GATEWAY_EXISTS_FINALIZER)
        .cloned()
        .collect();
    if node.held
        && !finalizers
            .iter()
            .any(|name| *name == GATEWAY_EXISTS_FINALIZER)
    {
        finalizers.push(Text::from(GATEWAY_EXISTS_FINALIZER));
    }
    (!finalizers.is_empty() || !before.is_empty()).then_some(finalizers)
}
