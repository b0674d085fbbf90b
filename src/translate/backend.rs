//! Backends (kuma.md §8.4; F2, F16, F137, F138).

use crate::json::{SortedMap, Text};
use crate::kuma::{self, tags};
use crate::resolve::{BackendTarget, BackendVerdict, RuleNode, Traffic};

/// A backend with its weight; without a target, requests are answered with 500.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weighted<'t, 'a> {
    pub(super) target: Option<&'t BackendTarget<'a>>,
    pub(super) weight: i64,
}

/// The one backend of a rule that answers 500.
pub(super) fn unresolved<'a>() -> kuma::BackendRef<'a> {
    kuma::BackendRef {
        kind: "MeshService",
        name: Text::from(tags::UNRESOLVED_BACKEND),
        namespace: None,
        tags: None,
        port: None,
        weight: 1,
    }
}

/// The backends of a rule that is served, each with the places of the backendRefs that it stands for.
pub(super) fn translate<'a>(
    node: &RuleNode<'a>,
    traffic: Traffic,
    zone: &Text<'a>,
) -> Vec<(kuma::BackendRef<'a>, Vec<usize>)> {
    if node.redirects() {
        return Vec::new();
    }
    if node.backends.iter().all(|backend| backend.weight == 0) {
        // No backends, or none that gets anything: nothing but 500 is left.
        return vec![(
            unresolved(),
            node.backends.iter().map(|backend| backend.index).collect(),
        )];
    }
    let merged = match traffic {
        Traffic::Gateway => merge(&node.backends),
        Traffic::Mesh => node
            .backends
            .iter()
            .map(|backend| (weighted(backend), vec![backend.index]))
            .collect(),
    };
    merged
        .into_iter()
        .map(|(backend, places)| (reference(backend, zone), places))
        .collect()
}

fn weighted<'t, 'a>(backend: &'t BackendVerdict<'a>) -> Weighted<'t, 'a> {
    Weighted {
        target: backend.target.as_ref().ok(),
        weight: backend.weight,
    }
}

/// Adds up the weights of equal backends: a gateway would take the last one's (F137).
fn merge<'t, 'a>(backends: &'t [BackendVerdict<'a>]) -> Vec<(Weighted<'t, 'a>, Vec<usize>)> {
    let mut merged: Vec<(Weighted<'t, 'a>, Vec<usize>)> = Vec::with_capacity(backends.len());
    for backend in backends {
        let next = weighted(backend);
        match merged
            .iter_mut()
            .find(|(other, _)| other.target == next.target)
        {
            Some((other, places)) => {
                other.weight += next.weight;
                places.push(backend.index);
            }
            None => merged.push((next, vec![backend.index])),
        }
    }
    merged
}

/// A reference to a backend as Kuma has it.
pub(super) fn reference<'a>(backend: Weighted<'_, 'a>, zone: &Text<'a>) -> kuma::BackendRef<'a> {
    let weight = backend.weight;
    match backend.target {
        None => kuma::BackendRef {
            weight,
            ..unresolved()
        },
        Some(BackendTarget::Service {
            namespace,
            name,
            port,
        }) => kuma::BackendRef {
            kind: "MeshServiceSubset",
            name: Text::from(tags::service_tag(name, namespace, Some(*port))),
            namespace: None,
            tags: Some(SortedMap::from([(tags::ZONE, zone.clone())])),
            port: None,
            weight,
        },
        Some(BackendTarget::Custom(custom)) => kuma::BackendRef {
            kind: custom.kind,
            name: custom.name.clone(),
            namespace: Some(custom.namespace.clone()).filter(|namespace| !namespace.is_empty()),
            tags: None,
            port: custom.port,
            weight,
        },
    }
}
