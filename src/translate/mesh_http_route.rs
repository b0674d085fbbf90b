//! HTTPRoute to MeshHTTPRoute: one for each accepted parent (kuma.md §8.2, §9.1; F28 to F32, F36).

use std::rc::Rc;

use crate::contract::ObjectRef;
use crate::json::{Pointer, SortedMap, Text};
use crate::kuma::{MeshHttpRoute, MeshHttpRouteSpec, ObjectMeta, Resource, TargetRef, To, tags};
use crate::resolve::{
    Attached, GatewayParent, Graph, Parent, ParentNode, ParentPort, RouteNode, ServiceParent,
    route_ref,
};
use crate::target;

use super::backend::{labels, section};
use super::naming::{self, Claim, Name, Registry};
use super::output::Origin;
use super::rule::Translated;
use super::{Context, Translation};

/// Makes the MeshHTTPRoutes of a route.
pub(super) struct Maker<'m, 'n, 's, 'c, 'a> {
    context: &'m Context<'c, 'a>,
    node: &'m RouteNode<'s, 'a>,
    source: Rc<ObjectRef<'a>>,
    names: &'m mut Registry<'n, 'a>,
    translation: &'m mut Translation<'a>,
    /// The objects that this route has made already, by name.
    made: Vec<Text<'a>>,
}

impl<'m, 'n, 's, 'c, 'a> Maker<'m, 'n, 's, 'c, 'a> {
    /// For one route.
    pub(super) fn new(
        context: &'m Context<'c, 'a>,
        node: &'m RouteNode<'s, 'a>,
        names: &'m mut Registry<'n, 'a>,
        translation: &'m mut Translation<'a>,
    ) -> Self {
        let source = Rc::new(route_ref(node.route));
        let made = Vec::new();
        Maker {
            context,
            node,
            source,
            names,
            translation,
            made,
        }
    }

    /// Objects for all of its Gateways.
    pub(super) fn for_gateways(&mut self, graph: &Graph<'_, 'a>, rules: &Translated<'a>) {
        for parent in &self.node.parents {
            if let Parent::Gateway(target) = &parent.parent {
                self.for_gateway(graph, parent, target, rules);
            }
        }
    }

    /// One object as Kuma makes it, or one for each listener where the listeners differ in what they allow.
    fn for_gateway(
        &mut self,
        graph: &Graph<'_, 'a>,
        parent: &ParentNode<'_, 'a>,
        target: &GatewayParent<'a>,
        rules: &Translated<'a>,
    ) {
        let Ok(verdict) = &target.verdict else { return };
        for section in sections(graph, parent, target, verdict) {
            self.gateway_object(parent, target, section, rules);
        }
    }

    fn gateway_object(
        &mut self,
        parent: &ParentNode<'_, 'a>,
        target: &GatewayParent<'a>,
        section: Option<Text<'a>>,
        rules: &Translated<'a>,
    ) {
        let metadata = &self.node.route.metadata;
        let reference = parent.reference;
        let mut listener_tags: SortedMap<'a> = SortedMap::default();
        if let Some(section) = &section {
            listener_tags.insert(tags::LISTENER_NAME, section.clone());
        }
        let by_port = self.context.choices().listener_port_tag;
        let port = reference.port.filter(|_| by_port);
        if let Some(port) = port {
            listener_tags.insert(tags::LISTENER_PORT, Text::from(port.to_string()));
        }
        let port_text = port.map(|port| port.to_string()).unwrap_or_default();
        let section_name = section.as_deref().unwrap_or_default();
        let identity: [&str; 7] = [
            "HTTPRoute",
            &metadata.namespace,
            &metadata.name,
            &target.namespace,
            &target.name,
            section_name,
            &port_text,
        ];
        let name = naming::route_for_gateway(
            &metadata.name,
            &metadata.namespace,
            reference,
            section.as_deref(),
            port,
        );
        let at = Pointer::root()
            .keys(&["spec", "parentRefs"])
            .index(parent.index);
        // The same parent with and without its namespace is one (F32), though Kuma names them apart.
        let Some(name) = self.claim(name, &identity, &at) else {
            return;
        };
        let spec = MeshHttpRouteSpec {
            target_ref: TargetRef {
                kind: "MeshGateway",
                name: Some(self.names.mesh_gateway(&target.name, &target.namespace)),
                tags: Some(listener_tags),
                ..TargetRef::default()
            },
            to: vec![To {
                hostnames: self.node.route.spec.hostnames.clone(),
                target_ref: TargetRef {
                    kind: "Mesh",
                    ..TargetRef::default()
                },
                rules: rules.rules.clone(),
            }],
        };
        self.add(name, spec, vec![at], rules);
    }

    /// One object for each Service, with the ports of all references to it (F31).
    pub(super) fn for_services(&mut self, rules: &Translated<'a>) {
        let mut services: Vec<Destination<'_, 'a>> = Vec::new();
        for parent in &self.node.parents {
            let Parent::Service(service) = &parent.parent else {
                continue;
            };
            let Ok(ports) = &service.verdict else {
                continue;
            };
            let at = Pointer::root()
                .keys(&["spec", "parentRefs"])
                .index(parent.index);
            let is_same = |other: &Destination<'_, 'a>| {
                (
                    other.parent.kind,
                    &other.parent.namespace,
                    &other.parent.name,
                ) == (service.kind, &service.namespace, &service.name)
            };
            if let Some(known) = services.iter_mut().find(|other| is_same(other)) {
                for port in ports {
                    if !known.ports.contains(&port) {
                        known.ports.push(port);
                    }
                }
                known.places.push(at);
            } else {
                services.push(Destination {
                    parent: service,
                    ports: ports.iter().collect(),
                    places: vec![at],
                });
            }
        }
        for destination in services {
            if !destination.ports.is_empty() {
                self.service_object(destination, rules);
            }
        }
    }

    fn service_object(&mut self, destination: Destination<'_, 'a>, rules: &Translated<'a>) {
        let Destination {
            parent,
            ports,
            places,
        } = destination;
        let metadata = &self.node.route.metadata;
        let by_labels = self.context.choices().mesh_backend == target::Destination::Labels;
        let to = ports
            .into_iter()
            .map(|port| To {
                hostnames: Vec::new(),
                target_ref: destination_ref(parent, port, by_labels),
                rules: rules.rules.clone(),
            })
            .collect();
        let spec = MeshHttpRouteSpec {
            target_ref: clients(&metadata.namespace, &parent.namespace, by_labels),
            to,
        };
        let (namespace, name) = (&parent.namespace, &parent.name);
        let wanted = naming::route_for_service(
            &metadata.name,
            &metadata.namespace,
            parent.kind,
            name,
            namespace,
        );
        let identity: [&str; 6] = [
            "HTTPRoute",
            &metadata.namespace,
            &metadata.name,
            parent.kind,
            namespace,
            name,
        ];
        let at = places.first().cloned().unwrap_or_default();
        let Some(claimed) = self.claim(wanted, &identity, &at) else {
            return;
        };
        self.add(claimed, spec, places, rules);
    }

    /// The name for an object; none if this route has made that very object already.
    fn claim(&mut self, name: Name, identity: &[&str], at: &Pointer) -> Option<Text<'a>> {
        let claim = Claim {
            kind: "MeshHTTPRoute",
            namespace: self.context.options.system_namespace(),
            name,
            identity,
            source: &self.source,
            at: at.clone(),
        };
        let name = self.names.name(claim, &mut self.translation.findings);
        (!self.made.contains(&name)).then_some(name)
    }

    fn add(
        &mut self,
        name: Text<'a>,
        spec: MeshHttpRouteSpec<'a>,
        places: Vec<Pointer>,
        rules: &Translated<'a>,
    ) {
        self.made.push(name.clone());
        let findings = &mut self.translation.findings;
        self.names.note_elsewhere(&name, &self.source, findings);
        let label = self.names.label("MeshHTTPRoute", &self.source, findings);
        let options = self.context.options;
        let mut labels =
            SortedMap::from([(tags::OWNER, label), (tags::MESH, self.node.domain.clone())]);
        if options.federated {
            labels.insert(tags::ORIGIN, Text::from("zone"));
        }
        let metadata = ObjectMeta {
            name,
            namespace: options.system_namespace_text(),
            labels,
            ..ObjectMeta::default()
        };
        let source = &self.source;
        let mut origins: Vec<Origin<'a>> = places
            .into_iter()
            .map(|at| (Pointer::root(), source.clone(), at))
            .collect();
        for index in 0..spec.to.len() {
            let at = Pointer::root().keys(&["spec", "to"]).index(index);
            let backends = &["default", "backendRefs"];
            rule_origins(&at.key("rules"), backends, rules, source, &mut origins);
        }
        self.translation.add(
            Resource::MeshHttpRoute(MeshHttpRoute::new(metadata, spec)),
            origins,
        );
    }
}

/// A destination in the mesh with the ports and places of all references to it.
struct Destination<'n, 'a> {
    parent: &'n ServiceParent<'a>,
    ports: Vec<&'n ParentPort<'a>>,
    places: Vec<Pointer>,
}

/// The listener names that a parentRef is written for: its own, or one for each listener where those
/// that it covers differ in what they allow (F36) or are chosen by a port that has no other form.
pub(super) fn sections<'a>(
    graph: &Graph<'_, 'a>,
    parent: &ParentNode<'_, 'a>,
    target: &GatewayParent<'a>,
    verdict: &Attached,
) -> Vec<Option<Text<'a>>> {
    let gateway = target.gateway.and_then(|place| graph.gateways.get(place));
    match gateway.filter(|_| verdict.tied || verdict.by_port) {
        None => vec![parent.reference.section_name.clone()],
        Some(gateway) => verdict
            .listeners
            .iter()
            .filter_map(|place| gateway.listeners.get(*place))
            .map(|listener| Some(listener.listener.name.clone()))
            .collect(),
    }
}

/// Whose requests the rules are for: a consumer's are for the proxies of its own namespace only (F40).
fn clients<'a>(own: &Text<'a>, namespace: &Text<'a>, by_labels: bool) -> TargetRef<'a> {
    if own == namespace {
        return TargetRef {
            kind: "Mesh",
            ..TargetRef::default()
        };
    }
    let selected = Some(SortedMap::from([(tags::NAMESPACE, own.clone())]));
    if by_labels {
        TargetRef {
            kind: "Dataplane",
            labels: selected,
            ..TargetRef::default()
        }
    } else {
        TargetRef {
            kind: "MeshSubset",
            tags: selected,
            ..TargetRef::default()
        }
    }
}

/// A port of a parent as Kuma has it.
fn destination_ref<'a>(
    parent: &ServiceParent<'a>,
    port: &ParentPort<'a>,
    by_labels: bool,
) -> TargetRef<'a> {
    let target_ref = TargetRef {
        kind: "MeshService",
        ..TargetRef::default()
    };
    let namespace = &parent.namespace;
    if by_labels {
        TargetRef {
            labels: Some(labels(parent.display_name.clone(), namespace.clone())),
            section_name: section(port.name.as_ref(), Some(port.number)),
            ..target_ref
        }
    } else {
        let tag = tags::service_tag(&parent.name, namespace, Some(port.number));
        TargetRef {
            name: Some(Text::from(tag)),
            ..target_ref
        }
    }
}

/// Where the rules of a list come from.
pub(super) fn rule_origins<'a>(
    at: &Pointer,
    backends: &[&str],
    rules: &Translated<'a>,
    source: &Rc<ObjectRef<'a>>,
    origins: &mut Vec<Origin<'a>>,
) {
    let from = Pointer::root().keys(&["spec", "rules"]);
    for (place, origin) in rules.origins.iter().enumerate() {
        let (at, from) = (at.index(place), from.index(origin.rule));
        for (backend, places) in origin.backends.iter().enumerate() {
            let at = at.keys(backends).index(backend);
            if places.is_empty() {
                // The backend that answers 500 comes from the rule as a whole.
                origins.push((at.clone(), source.clone(), from.clone()));
            }
            origins.extend(places.iter().map(|index| {
                (
                    at.clone(),
                    source.clone(),
                    from.key("backendRefs").index(*index),
                )
            }));
        }
        origins.push((at, source.clone(), from));
    }
}
