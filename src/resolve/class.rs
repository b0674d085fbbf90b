//! Which GatewayClasses are ours, and whether their parameters can be used (kuma.md §3).

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Problem};
use crate::json::Pointer;

use super::Context;
use super::graph::ClassNode;

pub(super) fn resolve<'s, 'a>(context: &Context<'_, 's, 'a>) -> Vec<ClassNode<'s, 'a>> {
    let named: BTreeSet<&str> = context
        .store
        .gateways
        .iter()
        .map(|gateway| gateway.spec.gateway_class_name.as_str())
        .collect();
    context
        .store
        .classes
        .iter()
        .filter(|class| class.spec.controller_name == context.implementation.controller_name())
        .map(|class| ClassNode {
            class,
            parameters: context.implementation.parameters(class),
            crds: crds(context),
            in_use: named.contains(class.metadata.name.as_str()),
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
