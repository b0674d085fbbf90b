//! Which GatewayClasses are ours, and whether their parameters can be used (kuma.md §3).

use crate::diagnostic::{Code, Problem};
use crate::json::Pointer;

use super::Context;
use super::graph::ClassNode;

pub(super) fn resolve<'s, 'a>(context: &Context<'_, 's, 'a>) -> Vec<ClassNode<'s, 'a>> {
    let is_named = |class: &str| {
        let mut gateways = context.store.gateways.iter();
        gateways.any(|gateway| gateway.spec.gateway_class_name == class)
    };
    context
        .store
        .classes
        .iter()
        .filter(|class| class.spec.controller_name == context.implementation.controller_name())
        .map(|class| ClassNode {
            class,
            parameters: context.implementation.parameters(class),
            crds: crds(context),
            in_use: is_named(&class.metadata.name),
        })
        .collect()
}

/// F90: whether all CRDs of Gateway API that are in the snapshot are of a version that is known here.
fn crds<'a>(context: &Context<'_, '_, 'a>) -> Option<Result<(), Problem<'a>>> {
    let versions = &context.store.crd_versions;
    if versions.is_empty() {
        return None;
    }
    let unknown = versions.iter().find(|version| !version.starts_with("v1."));
    Some(match unknown {
        None => Ok(()),
        Some(version) => {
            let message =
                format!("CRDs of version `{version}` are installed, and only v1 is known");
            Err(Problem::new(Code::CrdsVersion, Pointer::root(), message))
        }
    })
}
