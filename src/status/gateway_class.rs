//! The status of a GatewayClass (kuma.md §3; F90).

use crate::contract::Status;
use crate::json::Text;
use crate::resolve::{ClassNode, Implementation};

use super::body::{GatewayClassStatusBody, StatusBody, SupportedFeature};
use super::condition::{denied, merge, met};

/// Keeps a class that a Gateway uses from being deleted.
const FINALIZER: &str = "gateway-exists-finalizer.gateway.networking.k8s.io";

pub(super) fn status<'a>(
    node: &ClassNode<'_, 'a>,
    implementation: &dyn Implementation<'a>,
) -> Status<'a> {
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
    let features = implementation.supported_features().iter();
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
        .filter(|name| **name != FINALIZER)
        .cloned()
        .collect();
    if node.in_use {
        finalizers.push(Text::from(FINALIZER));
    }
    (node.in_use || !before.is_empty()).then_some(finalizers)
}
