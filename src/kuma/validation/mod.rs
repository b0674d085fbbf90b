//! What Kuma's webhooks and CRDs, and the API server's rules of names and labels, would say of a
//! generated object (kuma.md §12).
//!
//! One file per kind and one small function per rule. Rows V3, V4, V22, V24, V33 for fields that
//! the typed objects cannot hold, and V54 to V56, have nothing to check here; V53 lists what Kuma
//! itself leaves unchecked, such as the syntax of regular expressions.

mod backend;
mod filter;
mod header_modifier;
mod matches;
mod mesh_gateway;
mod mesh_gateway_instance;
mod mesh_gateway_route;
mod mesh_http_route;
mod metadata;
mod report;
mod secret;
mod tags;
mod target_ref;
#[cfg(test)]
mod tests;

use super::resource::Resource;
use crate::target::Target;
use report::Report;

/// One rule that an object breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The row of kuma.md §12; `k8s` for a rule of Kubernetes that has no row there.
    pub row: &'static str,
    /// The field.
    pub field: String,
    /// What Kuma would say.
    pub message: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: {}", self.row, self.field, self.message)
    }
}

impl Resource<'_> {
    /// The rules that this object breaks in a control plane of `target` whose own objects are in
    /// `system_namespace`; none for an object that the cluster would take.
    #[must_use]
    pub fn violations(&self, system_namespace: &str, target: Target) -> Vec<Violation> {
        let choices = target.choices();
        let mut report = Report::default();
        metadata::check(self.metadata(), &mut report);
        match self {
            Resource::MeshGateway(object) => mesh_gateway::check(object, &mut report),
            Resource::MeshGatewayInstance(object) => {
                mesh_gateway_instance::check(object, choices, &mut report)
            }
            Resource::MeshGatewayRoute(object) => mesh_gateway_route::check(object, &mut report),
            Resource::MeshHttpRoute(object) => {
                mesh_http_route::check(object, system_namespace, choices, &mut report)
            }
            Resource::Secret(object) => secret::check(object, system_namespace, &mut report),
            // It exists, so the cluster has taken it.
            Resource::Kept(_) => {}
        }
        report.into_violations()
    }
}
