//! An evaluation that is ready for requests.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::contract::{ObjectRef, Snapshot};
use crate::evaluate::switched_off;
use crate::json::{Pointer, Text};
use crate::kuma::tags;
use crate::resolve::{self, Graph, gateway_ref, route_ref};
use crate::store::{self, Store};
use crate::target::Target;
use crate::translate::{self, Kuma};

use super::ask::{self, Ask, Unasked};
use super::data_plane::config::Config;
use super::data_plane::{self, Answer, GatewayPlane, RuleRef, SidecarPlane};
use super::gateway_api::{self, GatewayModel};
use super::identity::{none, owned};
use super::outcome::{Outcome, Place, without_default_port};
use super::request::Request;
use super::services::services;
use super::{Entrance, Listener, Simulation, considered};

/// Both models of one snapshot.
pub(super) struct Plane<'p> {
    graph: &'p Graph<'p, 'p>,
    store: &'p Store<'p>,
    config: &'p Config<'p>,
    /// What became of which rule.
    provenance: &'p [crate::contract::Provenance<'p>],
    gateways: Vec<Served<'p>>,
    /// Proxies of clients in the mesh, by mesh and namespace, made when they are first asked about.
    sidecars: RefCell<BTreeMap<[String; 2], Rc<SidecarPlane<'p>>>>,
    /// The rules for ports of Services, by namespace, name and the client's namespace.
    services: RefCell<BTreeMap<ServiceKey, Rc<Option<gateway_api::Routes<'p>>>>>,
}

/// Namespace, name and port of a Service, and the client's namespace.
type ServiceKey = (String, String, i64, String);

/// A Gateway in both models.
pub(super) struct Served<'p> {
    pub(super) place: usize,
    pub(super) model: GatewayModel<'p>,
    pub(super) plane: Option<GatewayPlane<'p>>,
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
    let mut config = Config::of(&translation.resources);
    config.set_services(services(&store, &kuma, &options, &translation.resources));
    let provenance = translate::Translation::provenance(translation.provenance);
    let plane = Plane::new(&graph, &store, &config, &provenance);
    ask(Ok(&plane))
}

impl<'p> Plane<'p> {
    /// Both models of what was resolved and generated.
    pub(super) fn new(
        graph: &'p Graph<'p, 'p>,
        store: &'p Store<'p>,
        config: &'p Config<'p>,
        provenance: &'p [crate::contract::Provenance<'p>],
    ) -> Self {
        let mut plane = Plane {
            graph,
            store,
            config,
            provenance,
            gateways: Vec::new(),
            sidecars: RefCell::default(),
            services: RefCell::default(),
        };
        let attached = gateway_api::attached(graph);
        for (place, node) in graph.gateways.iter().enumerate() {
            if node.served().next().is_some() {
                let routes = attached.get(place).map_or(&[][..], Vec::as_slice);
                let served = Served {
                    place,
                    model: GatewayModel::new(graph, place, routes),
                    plane: plane
                        .output(&gateway_ref(node.gateway), "MeshGateway")
                        .and_then(|name| data_plane::gateway(config, name)),
                };
                plane.gateways.push(served);
            }
        }
        plane
    }

    /// The Gateways that are served.
    pub(super) fn gateways(&self) -> &[Served<'p>] {
        &self.gateways
    }

    /// The proxy of a client in the mesh.
    pub(super) fn sidecar(&self, mesh: &str, from: &str) -> Rc<SidecarPlane<'p>> {
        let key = [mesh.to_owned(), from.to_owned()];
        let mut sidecars = self.sidecars.borrow_mut();
        let made = sidecars
            .entry(key)
            .or_insert_with(|| Rc::new(SidecarPlane::new(self.config, mesh, from)));
        Rc::clone(made)
    }

    /// The rules for a port of a Service that hold for a client.
    pub(super) fn service_routes(
        &self,
        service: (&str, &str, i64),
        from: &str,
    ) -> Rc<Option<gateway_api::Routes<'p>>> {
        let (namespace, name, port) = service;
        let key = (namespace.to_owned(), name.to_owned(), port, from.to_owned());
        let mut services = self.services.borrow_mut();
        let made = services
            .entry(key)
            .or_insert_with(|| Rc::new(gateway_api::service_routes(self.graph, service, from)));
        Rc::clone(made)
    }

    pub(super) fn graph(&self) -> &'p Graph<'p, 'p> {
        self.graph
    }

    /// The name of the object of a kind that was made of an input.
    fn output(&self, from: &ObjectRef<'_>, kind: &str) -> Option<&'p str> {
        let start = self
            .provenance
            .partition_point(|entry| entry.output.kind < kind);
        let of_kind = self.provenance.get(start..).unwrap_or_default().iter();
        of_kind
            .take_while(|entry| entry.output.kind == kind)
            .find(|entry| entry.path.as_str().is_empty() && *entry.from == *from)
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
        let considered = match wanted.considered {
            true => considered::at_gateway(self, served.place, listener, request, asked.rule),
            false => Vec::new(),
        };
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
        let routes = self.service_routes((&metadata.namespace, &metadata.name, port), from);
        let asked = gateway_api::at_service(routes.as_ref().as_ref(), &tag, request);
        let mesh = self.mesh_of(&tag);
        let done = self.sidecar(mesh, from).answer(&tag, request);
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
        let considered = match (wanted.considered, routes.as_ref()) {
            (true, Some(routes)) => considered::at_service(self, routes, request, asked.rule),
            _ => Vec::new(),
        };
        Ok(self.compared(entrance, request, asked, done, considered))
    }

    /// The mesh of a service by its value of `kuma.io/service`.
    pub(super) fn mesh_of(&self, tag: &str) -> &'p str {
        self.config
            .services()
            .iter()
            .find(|service| service.name == tag)
            .map_or("default", |service| service.mesh.as_str())
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
        let entry = self.origin(rule)?;
        Some(Place {
            object: owned(&entry.from),
            path: entry.from_path.clone(),
        })
    }

    /// The route in the graph and the rule that a generated rule comes from.
    pub(super) fn input_of(&self, rule: RuleRef) -> Option<(usize, usize)> {
        let entry = self.origin(rule)?;
        let route = self.graph.routes.iter().position(|node| {
            let metadata = &node.route.metadata;
            metadata.name == entry.from.name && metadata.namespace == entry.from.namespace
        })?;
        let index = entry.from_path.as_str().rsplit('/').next()?;
        Some((route, index.parse().ok()?))
    }

    /// What a generated rule comes from.
    fn origin(&self, rule: RuleRef) -> Option<&'p crate::contract::Provenance<'p>> {
        let route = self.config.routes.get(rule.route)?;
        let path = Pointer::root()
            .keys(&["spec", "to"])
            .index(rule.to)
            .key("rules")
            .index(rule.rule);
        // It is sorted by output and place.
        let wanted = (
            "MeshHTTPRoute",
            &*route.namespace,
            &*route.name,
            path.as_str(),
        );
        let at = self
            .provenance
            .partition_point(|entry| place_of(entry) < wanted);
        self.provenance
            .get(at)
            .filter(|entry| place_of(entry) == wanted)
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

/// What provenance is sorted by first.
fn place_of<'e>(
    entry: &'e crate::contract::Provenance<'_>,
) -> (&'e str, &'e str, &'e str, &'e str) {
    let output = &entry.output;
    (
        output.kind,
        &output.namespace,
        &output.name,
        entry.path.as_str(),
    )
}
