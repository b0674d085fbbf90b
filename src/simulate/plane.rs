//! An evaluation that is ready for requests.

use crate::contract::{Missing, ObjectRef, Options, Snapshot};
use crate::evaluate::switched_off;
use crate::gateway_api::Metadata;
use crate::json::{Node, Pointer, Text, to_json};
use crate::kuma::{Resource, tags};
use crate::resolve::{self, Graph, Implementation, gateway_ref, route_ref};
use crate::store::{self, Store};
use crate::target::Target;
use crate::translate::{self, Kuma};

use super::ask::{self, Ask, Unasked};
use super::data_plane::config::{Config, Service};
use super::data_plane::{self, Answer, GatewayPlane, RuleRef, SidecarPlane};
use super::gateway_api::{self, GatewayModel};
use super::outcome::{Outcome, Place, without_default_port};
use super::request::Request;
use super::{Entrance, Listener, Simulation, considered};

/// Both models of one snapshot.
pub(super) struct Plane<'p> {
    graph: &'p Graph<'p, 'p>,
    store: &'p Store<'p>,
    config: &'p Config<'p>,
    /// What became of which rule.
    provenance: &'p [crate::contract::Provenance<'p>],
    gateways: Vec<Served<'p>>,
}

/// A Gateway in both models.
struct Served<'p> {
    place: usize,
    model: GatewayModel<'p>,
    plane: Option<GatewayPlane<'p>>,
}

/// Evaluates a snapshot and hands it over, or why nothing runs.
pub(super) fn run<T>(
    snapshot: Snapshot<'_>,
    ask: impl FnOnce(Result<&Plane<'_>, Unasked>) -> T,
) -> T {
    let options = snapshot.options;
    if options.target != Target::default() {
        return ask(Err(Unasked::Target(options.target.name())));
    }
    let store = store::load(snapshot.resources, snapshot.observed, &options);
    if let Some(problem) = switched_off(&options) {
        return ask(Err(Unasked::Off(problem.message)));
    }
    let kuma = Kuma::new(&store, &options);
    let graph = resolve::resolve(&store, &options, &kuma);
    let translation = translate::translate(&graph, &store, &options);
    let text = to_json(&translation.resources, 0).unwrap_or_default();
    let mut config = config(&text);
    config.services = services(&store, &kuma, &options, &translation.resources);
    let provenance = translate::Translation::provenance(translation.provenance);
    let mut plane = Plane {
        graph: &graph,
        store: &store,
        config: &config,
        provenance: &provenance,
        gateways: Vec::new(),
    };
    for (place, node) in graph.gateways.iter().enumerate() {
        if node.served().next().is_some() {
            let served = Served {
                place,
                model: GatewayModel::new(&graph, place),
                plane: plane
                    .output(&gateway_ref(node.gateway), "MeshGateway")
                    .and_then(|name| data_plane::gateway(&config, name)),
            };
            plane.gateways.push(served);
        }
    }
    ask(Ok(&plane))
}

fn config(text: &str) -> Config<'_> {
    let mut config = Config::default();
    if let Ok(Node::Array(objects)) = serde_json::from_str(text) {
        objects.into_iter().for_each(|object| config.read(object));
    }
    config
}

/// Everything that backends can name: a proxy is taken to run for each port of each Service.
fn services<'a>(
    store: &Store<'a>,
    kuma: &Kuma<'_, 'a>,
    options: &Options<'a>,
    resources: &[Resource<'a>],
) -> Vec<Service<'a>> {
    let mut services = Vec::new();
    for service in store
        .services
        .iter()
        .filter(|service| !service.is_external_name())
    {
        let mesh = kuma.domain(&service.metadata);
        for port in service.spec.ports.iter().filter(|port| port.is_tcp()) {
            let Metadata {
                namespace, name, ..
            } = &service.metadata;
            services.push(Service {
                mesh: mesh.clone(),
                name: tags::service_tag(name, namespace, Some(port.port)).into(),
                http: kuma.speaks_http(port.app_protocol.as_deref(), &service.metadata, port.port),
            });
        }
    }
    for external in store.external_services.iter() {
        if let Some(tag) = external.service_tag() {
            services.push(Service {
                mesh: external.mesh().to_owned().into(),
                name: tag.clone(),
                http: true,
            });
        }
    }
    // What is only assumed to exist, and Kuma's own kinds, are taken to run.
    for resource in resources {
        let Resource::MeshHttpRoute(route) = resource else {
            continue;
        };
        let mesh = route
            .metadata
            .labels
            .get(tags::MESH)
            .cloned()
            .unwrap_or_default();
        for rule in route.spec.to.iter().flat_map(|to| to.rules.0.iter()) {
            for backend in &rule.default.backend_refs {
                let Some(name) = &backend.name else {
                    continue;
                };
                let own_kind = !matches!(backend.kind, "MeshServiceSubset" | "MeshService");
                let assumed =
                    options.missing == Missing::Unknown || own_kind || backend.port.is_some();
                let known = services
                    .iter()
                    .any(|other| other.name == *name && other.mesh == mesh);
                if assumed && !known && *name != tags::UNRESOLVED_BACKEND {
                    services.push(Service {
                        mesh: mesh.clone(),
                        name: name.clone(),
                        http: true,
                    });
                }
            }
        }
    }
    services
}

impl<'p> Plane<'p> {
    pub(super) fn graph(&self) -> &'p Graph<'p, 'p> {
        self.graph
    }

    /// The name of the object of a kind that was made of an input.
    fn output(&self, from: &ObjectRef<'_>, kind: &str) -> Option<&'p str> {
        self.provenance
            .iter()
            .find(|entry| {
                entry.output.kind == kind && entry.path.as_str().is_empty() && *entry.from == *from
            })
            .map(|entry| entry.output.name.as_str())
    }

    pub(super) fn simulate(&self, ask: &Ask<'_>) -> Result<Simulation, Unasked> {
        let wanted = ask::wanted(ask)?;
        match &ask.from {
            Some(from) => self.at_service(&wanted, from),
            None => self.at_gateway(&wanted, ask.gateway.as_deref()),
        }
    }

    fn at_gateway(&self, wanted: &ask::Wanted, name: Option<&str>) -> Result<Simulation, Unasked> {
        let request = &wanted.request;
        let (served, port) = self.entrance(wanted, name)?;
        let asked = served.model.answer(port, request);
        let done = data_plane::at_gateway(served.plane.as_ref(), port, request);
        let gateway = self.graph.gateways.get(served.place);
        let listener = served.model.listener(port, request);
        let entrance = Entrance {
            object: gateway.map_or_else(none, |node| owned(&gateway_ref(node.gateway))),
            port,
            listener: listener.map(|listener| Listener {
                name: listener.name.to_owned(),
                hostname: listener.hostname.to_owned(),
                index: listener.index,
            }),
            from: None,
        };
        let considered = considered::at_gateway(self, served.place, listener, request, asked.rule);
        Ok(self.compared(entrance, request, asked, done, considered))
    }

    fn at_service(&self, wanted: &ask::Wanted, from: &str) -> Result<Simulation, Unasked> {
        let request = &wanted.request;
        let port = wanted.port.unwrap_or(if request.tls { 443 } else { 80 });
        let unknown = || Unasked::NoService(format!("{}:{port}", wanted.name));
        let mut labels = wanted.name.split('.');
        let name = labels.next().unwrap_or_default();
        let namespace = labels.next().unwrap_or(from);
        let service = self
            .store
            .services
            .get(namespace, name)
            .ok_or_else(unknown)?;
        if service.spec.ports.iter().all(|entry| entry.port != port) {
            return Err(unknown());
        }
        let metadata = &service.metadata;
        let tag = tags::service_tag(name, namespace, Some(port));
        let routes = gateway_api::service_routes(
            self.graph,
            (&metadata.namespace, &metadata.name, port),
            from,
        );
        let asked = gateway_api::at_service(routes.as_ref(), &tag, request);
        let mesh = self
            .config
            .services
            .iter()
            .find(|service| service.name == tag.as_str())
            .map_or("default", |service| service.mesh.as_str());
        let done = SidecarPlane::new(self.config, mesh, from).answer(&tag, request);
        let entrance = Entrance {
            object: owned(&ObjectRef {
                api_version: service.api_version.clone(),
                kind: Text::from("Service"),
                namespace: metadata.namespace.clone(),
                name: metadata.name.clone(),
            }),
            port,
            listener: None,
            from: Some(from.to_owned()),
        };
        let considered = considered::at_service(self, routes.as_ref(), request, asked.rule);
        Ok(self.compared(entrance, request, asked, done, considered))
    }

    fn compared(
        &self,
        entrance: Entrance,
        request: &Request,
        asked: Answer,
        done: Answer,
        considered: Vec<super::Considered>,
    ) -> Simulation {
        let wanted_by = asked.rule.and_then(|rule| self.input_rule(rule));
        let done_by = done.rule.and_then(|rule| self.generated_rule(rule));
        let mut gateway_api = Outcome::new(asked, &request.headers, wanted_by);
        gateway_api.location = gateway_api.location.as_deref().map(without_default_port);
        let data_plane = Outcome::new(done, &request.headers, done_by);
        Simulation {
            entrance,
            differences: gateway_api.differences(&data_plane),
            gateway_api,
            data_plane,
            considered,
        }
    }

    /// The place of a rule of the graph.
    fn input_rule(&self, rule: RuleRef) -> Option<Place> {
        let node = self.graph.routes.get(rule.route)?;
        let path = Pointer::root().keys(&["spec", "rules"]).index(rule.rule);
        let matches = node
            .route
            .spec
            .rules
            .get(rule.rule)
            .map_or(0, |rule| rule.matches.len());
        Some(Place {
            object: owned(&route_ref(node.route)),
            path: if rule.r#match < matches {
                path.key("matches").index(rule.r#match)
            } else {
                path
            },
        })
    }

    /// The place in the input that a generated rule comes from.
    fn generated_rule(&self, rule: RuleRef) -> Option<Place> {
        let route = self.config.routes.get(rule.route)?;
        let path = Pointer::root()
            .keys(&["spec", "to"])
            .index(rule.to)
            .key("rules")
            .index(rule.rule);
        let entry = self.provenance.iter().find(|entry| {
            entry.output.kind == "MeshHTTPRoute"
                && entry.output.name == route.name
                && entry.output.namespace == route.namespace
                && entry.path == path
        })?;
        Some(Place {
            object: owned(&entry.from),
            path: entry.from_path.clone(),
        })
    }

    /// The Gateway and the port that a URL means.
    fn entrance(
        &self,
        wanted: &ask::Wanted,
        name: Option<&str>,
    ) -> Result<(&Served<'p>, i64), Unasked> {
        let full_name = |served: &Served<'_>| {
            let gateway = self.graph.gateways.get(served.place);
            gateway.map_or(String::new(), |node| {
                let metadata = &node.gateway.metadata;
                format!("{}/{}", metadata.namespace, metadata.name)
            })
        };
        let mut candidates: Vec<&Served<'p>> = self.gateways.iter().collect();
        if let Some(name) = name {
            candidates.retain(|served| full_name(served) == name);
            if candidates.is_empty() {
                return Err(Unasked::NoGateway(name.to_owned()));
            }
        }
        let tls = wanted.request.tls;
        let mut ports: Vec<i64> = candidates
            .iter()
            .flat_map(|served| served.model.ports(tls))
            .collect();
        crate::order::sort_by(&mut ports, |a, b| a.cmp(b));
        ports.dedup();
        let default = if tls { 443 } else { 80 };
        let port = match (wanted.port, ports.as_slice()) {
            (Some(port), _) => port,
            // A load balancer may map its port to the only one that there is.
            (None, [only]) => *only,
            (None, _) => default,
        };
        if !ports.contains(&port) {
            let known: Vec<String> = ports.iter().map(i64::to_string).collect();
            return Err(Unasked::NoPort {
                protocol: if tls { "HTTPS" } else { "HTTP" },
                port,
                known: known.join(", "),
            });
        }
        candidates.retain(|served| served.model.ports(tls).any(|other| other == port));
        // Of several Gateways those that have the host.
        let having: Vec<&Served<'p>> = candidates
            .iter()
            .copied()
            .filter(|served| served.model.listener(port, &wanted.request).is_some())
            .collect();
        let left = if having.is_empty() {
            &candidates
        } else {
            &having
        };
        match left.as_slice() {
            [only] => Ok((only, port)),
            several => {
                let names: Vec<String> = several.iter().map(|served| full_name(served)).collect();
                Err(Unasked::Ambiguous(names.join(", ")))
            }
        }
    }
}

fn none() -> ObjectRef<'static> {
    ObjectRef {
        api_version: Text::default(),
        kind: Text::default(),
        namespace: Text::default(),
        name: Text::default(),
    }
}

/// An identity that outlives the snapshot.
pub(super) fn owned(object: &ObjectRef<'_>) -> ObjectRef<'static> {
    let text = |text: &Text<'_>| Text::from(text.as_str().to_owned());
    ObjectRef {
        api_version: text(&object.api_version),
        kind: text(&object.kind),
        namespace: text(&object.namespace),
        name: text(&object.name),
    }
}
