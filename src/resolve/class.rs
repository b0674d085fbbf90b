//! Which GatewayClasses are ours, and whether their parameters can be used (kuma.md §3).

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{GATEWAY_EXISTS_FINALIZER, GatewayClass};
use crate::json::Pointer;
use crate::store::Crd;

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
            features: features(context),
            held: is_named(&class.metadata.name) && can_be_held(class),
        })
        .collect()
}

/// Whether a class has the finalizer or may get it: an API server takes no new one of an object that is
/// being deleted.
fn can_be_held(class: &GatewayClass<'_>) -> bool {
    let metadata = &class.metadata;
    let mut finalizers = metadata.finalizers.iter().flatten();
    metadata.deletion_timestamp.is_none()
        || finalizers.any(|name| *name == GATEWAY_EXISTS_FINALIZER)
}

/// F90: whether all CRDs of Gateway API that are in the snapshot are of a version that is known here.
fn crds<'a>(context: &Context<'_, '_, 'a>) -> Option<Result<(), Problem<'a>>> {
    let crds = context.store.crds.iter();
    let mut versions = crds.filter_map(|crd| crd.version.as_ref()).peekable();
    versions.peek()?;
    let unknown = versions.find(|version| !version.starts_with("v1."));
    Some(match unknown {
        None => Ok(()),
        Some(version) => {
            let message =
                format!("CRDs of version `{version}` are installed, and only v1 is known");
            Err(Problem::new(Code::CrdsVersion, Pointer::root(), message))
        }
    })
}

/// F90: the features that a class is to name. CRDs that have no `supportedFeatures`, or have them as texts
/// instead of objects, would lose or refuse them.
fn features<'a>(context: &Context<'_, '_, 'a>) -> &'static [&'static str] {
    let crds = &context.store.crds;
    let by_schema = crds.iter().find_map(|crd| crd.lists_features);
    match by_schema.unwrap_or_else(|| crds.iter().all(lists_features)) {
        true => context.implementation.supported_features(),
        false => &[],
    }
}

/// Whether the release and channel of a CRD have `supportedFeatures` as objects: the standard channel since
/// 1.4, the experimental one since 1.2 (GEP-2162).
fn lists_features(crd: &Crd<'_>) -> bool {
    let release = crd.version.as_deref().and_then(|version| {
        let mut numbers = version.strip_prefix('v')?.split('.').map(str::parse::<u32>);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    });
    let since = match crd.channel.as_deref() {
        Some("experimental") => (1, 2),
        _ => (1, 4),
    };
    release.is_none_or(|release| release >= since)
}
