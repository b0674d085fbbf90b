//! Backends (kuma.md §8.4; F2, F16, F137, F138).

use crate::json::{SortedMap, Text};
use crate::kuma::{self, tags};
use crate::resolve::{BackendTarget, BackendVerdict, CustomBackend, RuleNode, Traffic};
use crate::target::{Choices, Destination, GatewayRoute};

/// A backend with its weight; without a target, requests are answered with 500.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weighted<'t, 'a> {
    pub(super) target: Option<&'t BackendTarget<'a>>,
    pub(super) weight: i64,
}

/// How a target writes backends.
#[derive(Clone, Debug)]
pub(super) struct Backends<'a> {
    pub(super) choices: &'static Choices,
    pub(super) zone: Text<'a>,
}

/// The backends of a rule that is served, each with the places of the backendRefs that it stands for.
pub(super) fn translate<'a>(
    node: &RuleNode<'a>,
    traffic: Traffic,
    backends: &Backends<'a>,
) -> Vec<(kuma::BackendRef<'a>, Vec<usize>)> {
    if node.redirects() {
        return Vec::new();
    }
    if node.backends.iter().all(|backend| backend.weight == 0) {
        // No backends, or none that gets anything: nothing but 500 is left.
        return vec![(
            backends.unresolved(traffic),
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
        .map(|(backend, places)| (backends.reference(backend, traffic), places))
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

impl<'a> Backends<'a> {
    /// Whether routes of gateways are MeshHTTPRoutes.
    pub(super) fn writes_mesh_http_routes(&self) -> bool {
        self.choices.gateway_route == GatewayRoute::MeshHttpRoute
    }

    fn destination(&self, traffic: Traffic) -> Destination {
        match traffic {
            Traffic::Gateway => self.choices.gateway_backend,
            Traffic::Mesh => self.choices.mesh_backend,
        }
    }

    /// The one backend of a rule that answers 500: one that nothing can be.
    pub(super) fn unresolved(&self, traffic: Traffic) -> kuma::BackendRef<'a> {
        if self.destination(traffic) == Destination::Labels {
            let none = Text::from(tags::UNRESOLVED_NAME);
            return by_labels("MeshService", none.clone(), none, None);
        }
        // Routes of gateways take that name in every version.
        let takes_slash = traffic == Traffic::Gateway || self.choices.unresolved_backend;
        named(if takes_slash {
            Text::from(tags::UNRESOLVED_BACKEND)
        } else {
            Text::from(tags::UNRESOLVED_NAME)
        })
    }

    /// A reference to a backend as the target has it.
    pub(super) fn reference(
        &self,
        backend: Weighted<'_, 'a>,
        traffic: Traffic,
    ) -> kuma::BackendRef<'a> {
        let destination = self.destination(traffic);
        let reference = match backend.target {
            None => self.unresolved(traffic),
            Some(BackendTarget::Service {
                namespace,
                name,
                port,
                port_name,
            }) if destination == Destination::Labels => {
                let section = section(port_name.as_ref(), Some(*port));
                by_labels("MeshService", name.clone(), namespace.clone(), section)
            }
            Some(BackendTarget::Service {
                namespace,
                name,
                port,
                ..
            }) => {
                let tag = Text::from(tags::service_tag(name, namespace, Some(*port)));
                let mut reference = named(tag);
                if destination == Destination::ServiceSubset {
                    reference.kind = "MeshServiceSubset";
                    reference.tags = Some(SortedMap::from([(tags::ZONE, self.zone.clone())]));
                }
                reference
            }
            Some(BackendTarget::Custom(custom)) if destination == Destination::Labels => {
                let section = section(custom.port_name.as_ref(), custom.port);
                let (name, namespace) = (custom.display_name.clone(), custom.namespace.clone());
                by_labels(custom.kind, name, namespace, section)
            }
            Some(BackendTarget::Custom(custom)) => of_custom(custom),
        };
        kuma::BackendRef {
            weight: backend.weight,
            ..reference
        }
    }
}

/// A destination by its name.
fn named(name: Text<'_>) -> kuma::BackendRef<'_> {
    kuma::BackendRef {
        kind: "MeshService",
        name: Some(name),
        namespace: None,
        tags: None,
        labels: None,
        section_name: None,
        port: None,
        weight: 1,
    }
}

fn of_custom<'a>(custom: &CustomBackend<'a>) -> kuma::BackendRef<'a> {
    kuma::BackendRef {
        kind: custom.kind,
        namespace: Some(custom.namespace.clone()).filter(|namespace| !namespace.is_empty()),
        port: custom.port,
        ..named(custom.name.clone())
    }
}

/// A destination by its labels.
fn by_labels<'a>(
    kind: &'static str,
    name: Text<'a>,
    namespace: Text<'a>,
    section_name: Option<Text<'a>>,
) -> kuma::BackendRef<'a> {
    kuma::BackendRef {
        kind,
        name: None,
        labels: Some(labels(name, namespace)),
        section_name,
        ..named(Text::default())
    }
}

/// The labels by which Kuma finds an object of a namespace in any zone.
pub(super) fn labels<'a>(name: Text<'a>, namespace: Text<'a>) -> SortedMap<'a> {
    SortedMap::from([(tags::NAMESPACE, namespace), (tags::DISPLAY_NAME, name)])
}

/// A port as Kuma names it: by its name, or by its number where it has none.
pub(super) fn section<'a>(name: Option<&Text<'a>>, number: Option<i64>) -> Option<Text<'a>> {
    name.cloned()
        .or_else(|| number.map(|number| Text::from(number.to_string())))
}
