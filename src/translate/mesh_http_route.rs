//! HTTPRoute to MeshHTTPRoute: one for each accepted parent (kuma.md §8.2, §9.1; F28 to F32, F36).

use std::rc::Rc;

use crate::contract::ObjectRef;
use crate::json::{Pointer, SortedMap, Text};
use crate::kuma::{MeshHttpRoute, MeshHttpRouteSpec, ObjectMeta, Resource, TargetRef, To, tags};
use crate::resolve::{
    GatewayParent, Graph, Parent, ParentNode, RouteNode, ServiceParent, Traffic, route_ref,
};

use super::naming::{self, Claim, Name, Registry};
use super::output::Origin;
use super::rule::{self, Translated};
use super::{Context, Translation};

/// Makes the MeshHTTPRoutes of a route.
pub(super) fn translate<'a>(
    context: &Context<'_, 'a>,
    graph: &Graph<'_, 'a>,
    node: &RouteNode<'_, 'a>,
    names: &mut Registry<'_, 'a>,
    translation: &mut Translation<'a>,
) {
    let zone = context.options.zone_text();
    let source = Rc::new(route_ref(node.route));
    let mut made: Vec<Text<'a>> = Vec::new();
    let rules_for = |wanted: bool, traffic| wanted.then(|| rule::translate(node, traffic, &zone));
    let attached = |wanted: fn(&Parent<'_, 'a>) -> bool| {
        node.parents.iter().any(|parent| wanted(&parent.parent))
    };
    let gateway_rules = rules_for(
        attached(|parent| {
            matches!(
                parent,
                Parent::Gateway(GatewayParent { verdict: Ok(_), .. })
            )
        }),
        Traffic::Gateway,
    );
    let mesh_rules = rules_for(
        attached(|parent| {
            matches!(
                parent,
                Parent::Service(ServiceParent { verdict: Ok(_), .. })
            )
        }),
        Traffic::Mesh,
    );
    let mut maker = Maker {
        context,
        node,
        source,
        names,
        translation,
        made: &mut made,
    };
    for parent in &node.parents {
        match &parent.parent {
            Parent::Gateway(target) => {
                if let Some(rules) = &gateway_rules {
                    maker.for_gateway(graph, parent, target, rules);
                }
            }
            Parent::Service(_) | Parent::Foreign => {}
        }
    }
    if let Some(rules) = &mesh_rules {
        maker.for_services(rules);
    }
}

struct Maker<'m, 'n, 's, 'c, 'a> {
    context: &'m Context<'c, 'a>,
    node: &'m RouteNode<'s, 'a>,
    source: Rc<ObjectRef<'a>>,
    names: &'m mut Registry<'n, 'a>,
    translation: &'m mut Translation<'a>,
    /// The objects that this route has made already, by name.
    made: &'m mut Vec<Text<'a>>,
}

impl<'a> Maker<'_, '_, '_, '_, 'a> {
    /// One object as Kuma makes it, or one for each listener where the listeners differ in what they allow.
    fn for_gateway(
        &mut self,
        graph: &Graph<'_, 'a>,
        parent: &ParentNode<'_, 'a>,
        target: &GatewayParent<'a>,
        rules: &Translated<'a>,
    ) {
        let Ok(verdict) = &target.verdict else { return };
        let own = parent.reference.section_name.clone();
        if !verdict.tied {
            return self.gateway_object(parent, target, own, rules);
        }
        let listeners = target
            .gateway
            .and_then(|place| graph.gateways.get(place))
            .map(|gateway| &gateway.listeners);
        for place in &verdict.listeners {
            let listener = listeners.and_then(|listeners| listeners.get(*place));
            if let Some(listener) = listener {
                self.gateway_object(parent, target, Some(listener.listener.name.clone()), rules);
            }
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
        if let Some(port) = reference.port {
            listener_tags.insert(tags::LISTENER_PORT, Text::from(port.to_string()));
        }
        let port = reference
            .port
            .map(|port| port.to_string())
            .unwrap_or_default();
        let section_name = section.as_deref().unwrap_or_default();
        let identity: [&str; 7] = [
            "HTTPRoute",
            &metadata.namespace,
            &metadata.name,
            &target.namespace,
            &target.name,
            section_name,
            &port,
        ];
        let name = naming::route_for_gateway(
            &metadata.name,
            &metadata.namespace,
            reference,
            section.as_deref(),
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
    fn for_services(&mut self, rules: &Translated<'a>) {
        type Service<'a> = (Text<'a>, Text<'a>);
        let mut services: Vec<(Service<'a>, Vec<i64>, Vec<Pointer>)> = Vec::new();
        for parent in &self.node.parents {
            let Parent::Service(ServiceParent {
                namespace,
                name,
                verdict: Ok(ports),
                ..
            }) = &parent.parent
            else {
                continue;
            };
            let at = Pointer::root()
                .keys(&["spec", "parentRefs"])
                .index(parent.index);
            let service = (namespace.clone(), name.clone());
            if let Some((_, known, places)) =
                services.iter_mut().find(|(other, _, _)| *other == service)
            {
                known.extend(
                    ports
                        .iter()
                        .copied()
                        .filter(|port| !known.contains(port))
                        .collect::<Vec<_>>(),
                );
                places.push(at);
            } else {
                services.push((service, ports.clone(), vec![at]));
            }
        }
        for (service, ports, places) in services
            .into_iter()
            .filter(|(_, ports, _)| !ports.is_empty())
        {
            self.service_object(&service, &ports, places, rules);
        }
    }

    fn service_object(
        &mut self,
        (namespace, name): &(Text<'a>, Text<'a>),
        ports: &[i64],
        places: Vec<Pointer>,
        rules: &Translated<'a>,
    ) {
        let metadata = &self.node.route.metadata;
        // A consumer's rules are for the proxies of its own namespace only (F40).
        let target_ref = if *namespace == metadata.namespace {
            TargetRef {
                kind: "Mesh",
                ..TargetRef::default()
            }
        } else {
            TargetRef {
                kind: "MeshSubset",
                tags: Some(SortedMap::from([(
                    tags::NAMESPACE,
                    metadata.namespace.clone(),
                )])),
                ..TargetRef::default()
            }
        };
        let to = ports
            .iter()
            .map(|port| To {
                hostnames: Vec::new(),
                target_ref: TargetRef {
                    kind: "MeshService",
                    name: Some(Text::from(tags::service_tag(name, namespace, Some(*port)))),
                    ..TargetRef::default()
                },
                rules: rules.rules.clone(),
            })
            .collect();
        let wanted =
            naming::route_for_service(&metadata.name, &metadata.namespace, name, namespace);
        let identity: [&str; 6] = [
            "HTTPRoute",
            &metadata.namespace,
            &metadata.name,
            "Service",
            namespace,
            name,
        ];
        let at = places.first().cloned().unwrap_or_default();
        let Some(claimed) = self.claim(wanted, &identity, &at) else {
            return;
        };
        self.add(claimed, MeshHttpRouteSpec { target_ref, to }, places, rules);
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
            owner_references: Vec::new(),
        };
        let source = &self.source;
        let mut origins: Vec<Origin<'a>> = places
            .into_iter()
            .map(|at| (Pointer::root(), source.clone(), at))
            .collect();
        for index in 0..spec.to.len() {
            rule_origins(index, rules, source, &mut origins);
        }
        self.translation.add(
            Resource::MeshHttpRoute(MeshHttpRoute::new(metadata, spec)),
            origins,
        );
    }
}

/// Where the rules of one `to` entry come from.
fn rule_origins<'a>(
    to: usize,
    rules: &Translated<'a>,
    source: &Rc<ObjectRef<'a>>,
    origins: &mut Vec<Origin<'a>>,
) {
    let at = Pointer::root().keys(&["spec", "to"]).index(to).key("rules");
    let from = Pointer::root().keys(&["spec", "rules"]);
    for (place, origin) in rules.origins.iter().enumerate() {
        let (at, from) = (at.index(place), from.index(origin.rule));
        for (backend, places) in origin.backends.iter().enumerate() {
            let at = at.keys(&["default", "backendRefs"]).index(backend);
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
