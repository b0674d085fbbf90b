//! What Gateway API demands for a request, from the graph of verdicts.

mod filters;
mod rules;

use crate::gateway_api::ProtocolType;
use crate::order;
use crate::resolve::{GatewayNode, Graph, ListenerNode, Parent, ParentNode, RouteNode, Traffic};

use super::data_plane::{Answer, Broken, RuleRef};
use super::envoy::{self, Edge, Incoming, State, Table};
use super::request::Request;

/// Routes by their places in the graph.
pub(super) type Routes<'g> = Table<'g, RuleRef>;

/// A Gateway's listeners with the rules that are attached to them.
#[derive(Debug)]
pub(super) struct GatewayModel<'g> {
    listeners: Vec<ListenerModel<'g>>,
}

/// A listener that is served.
#[derive(Debug)]
pub(super) struct ListenerModel<'g> {
    /// Its place in the spec.
    pub(super) index: usize,
    /// Its place in the graph.
    pub(super) place: usize,
    pub(super) name: &'g str,
    pub(super) hostname: &'g str,
    pub(super) port: i64,
    pub(super) tls: bool,
    /// Tables of routes by their hostnames, sorted by them.
    pub(super) hosts: Vec<(&'g str, Routes<'g>)>,
}

impl<'g> GatewayModel<'g> {
    /// The listeners of the Gateway at `place`, to which `routes` are attached.
    pub(super) fn new(graph: &'g Graph<'g, 'g>, place: usize, routes: &[usize]) -> Self {
        let Some(node) = graph.gateways.get(place) else {
            return GatewayModel {
                listeners: Vec::new(),
            };
        };
        let listeners = node
            .served()
            .map(|listener| listener_model(graph, place, node, listener, routes))
            .collect();
        GatewayModel { listeners }
    }

    /// The listeners.
    pub(super) fn listeners(&self) -> &[ListenerModel<'g>] {
        &self.listeners
    }

    /// The ports, each with whether it has TLS, sorted.
    pub(super) fn entrances(&self) -> Vec<(i64, bool)> {
        let mut ports: Vec<(i64, bool)> = self
            .listeners
            .iter()
            .map(|listener| (listener.port, listener.tls))
            .collect();
        order::sort_by(&mut ports, |a, b| a.cmp(b));
        ports.dedup();
        ports
    }

    /// The ports with HTTP, or with TLS.
    pub(super) fn ports(&self, tls: bool) -> impl Iterator<Item = i64> + '_ {
        let of_kind = self
            .listeners
            .iter()
            .filter(move |listener| listener.tls == tls);
        of_kind.map(|listener| listener.port)
    }

    /// The listener that takes a request: of those with its port the one with the most specific hostname.
    pub(super) fn listener(&self, port: i64, request: &Request) -> Option<&ListenerModel<'g>> {
        let of_port: Vec<&ListenerModel<'g>> = self
            .listeners
            .iter()
            .filter(|listener| listener.port == port && listener.tls == request.tls)
            .collect();
        let name = match (&request.sni, &request.host) {
            (Some(sni), _) if request.tls => sni,
            (_, Some(host)) => host,
            _ => return None,
        };
        let hostnames = of_port.iter().map(|listener| listener.hostname);
        let found = envoy::find_host(hostnames, name)?;
        of_port.get(found).copied()
    }

    /// What `request` gets at `port`.
    pub(super) fn answer(&self, port: i64, request: &Request) -> Answer {
        let Some(listener) = self.listener(port, request) else {
            return if request.tls {
                Answer::broken(Broken::TlsReset, "no listener has this server name")
            } else {
                Answer::status(404, None, "no listener has this host")
            };
        };
        let incoming = match envoy::check(request, Edge::Lenient) {
            Ok(incoming) => incoming,
            Err(early) => return Answer::status(early.status, early.location, early.why),
        };
        if envoy::find_host([listener.hostname].into_iter(), &incoming.host).is_none() {
            return Answer::status(404, None, "the listener does not have this host");
        }
        for (hostname, routes) in listener.of_host(&incoming.host) {
            if let Some(mut answer) = taken(routes, &incoming) {
                answer.domain = Some(hostname.to_owned());
                return answer;
            }
        }
        Answer::status(404, None, "no rule takes the request")
    }
}

impl<'g> ListenerModel<'g> {
    /// The tables for a host, that of the most specific hostname first.
    pub(super) fn of_host<'m>(
        &'m self,
        host: &str,
    ) -> impl Iterator<Item = (&'g str, &'m Routes<'g>)> + use<'g, 'm> {
        let host = envoy::without_port(host).to_ascii_lowercase();
        let mut names = vec![host.clone()];
        let suffixes = host.match_indices('.').filter_map(|(at, _)| host.get(at..));
        names.extend(suffixes.map(|suffix| format!("*{suffix}")));
        names.push("*".to_owned());
        names.into_iter().filter_map(|name| {
            let place = self
                .hosts
                .binary_search_by(|(other, _)| (*other).cmp(&name));
            let (hostname, routes) = self.hosts.get(place.ok()?)?;
            Some((*hostname, routes))
        })
    }
}

fn taken(routes: &Routes<'_>, incoming: &Incoming<'_>) -> Option<Answer> {
    let place = routes.find(incoming);
    let undecided = routes.unknown(incoming, place).map(str::to_owned);
    let route = place.and_then(|place| routes.routes().get(place));
    if route.is_none() && undecided.is_none() {
        return None;
    }
    Some(match route {
        Some(route) => Answer {
            performed: envoy::perform(route, incoming),
            rule: Some(route.origin),
            undecided,
            ..Answer::default()
        },
        None => Answer {
            undecided,
            ..Answer::status(404, None, "no rule takes the request")
        },
    })
}

/// For each Gateway the routes that any parent attaches to it.
pub(super) fn attached(graph: &Graph<'_, '_>) -> Vec<Vec<usize>> {
    let mut attached: Vec<Vec<usize>> = vec![Vec::new(); graph.gateways.len()];
    for (number, route) in graph.routes.iter().enumerate() {
        for parent in &route.parents {
            let Parent::Gateway(of) = &parent.parent else {
                continue;
            };
            let routes = of.gateway.and_then(|gateway| attached.get_mut(gateway));
            if let Some(routes) = routes.filter(|routes| routes.last() != Some(&number)) {
                routes.push(number);
            }
        }
    }
    attached
}

/// The parents of a route that attach it to a listener of a Gateway.
pub(super) fn attaches(parent: &ParentNode<'_, '_>, gateway: usize, listener: usize) -> bool {
    match &parent.parent {
        Parent::Gateway(of) if of.gateway == Some(gateway) => of
            .verdict
            .as_ref()
            .is_ok_and(|attached| attached.listeners.contains(&listener)),
        _ => false,
    }
}

fn listener_model<'g>(
    graph: &'g Graph<'g, 'g>,
    gateway: usize,
    node: &GatewayNode<'_, '_>,
    listener: &'g ListenerNode<'g, 'g>,
    routes: &[usize],
) -> ListenerModel<'g> {
    let place = node
        .listeners
        .iter()
        .position(|other| other.index == listener.index)
        .unwrap_or(usize::MAX);
    let maker = rules::Maker {
        port: listener.listener.port,
        traffic: Traffic::Gateway,
    };
    let mut tables: Vec<(&'g str, Vec<rules::Entry<'g>>)> = Vec::new();
    let of_number = |number: &usize| Some((*number, graph.routes.get(*number)?));
    for (number, route) in routes.iter().filter_map(of_number) {
        if !route
            .parents
            .iter()
            .any(|parent| attaches(parent, gateway, place))
        {
            continue;
        }
        let entries = rules::entries(route, number, Traffic::Gateway);
        let hostnames = &route.route.spec.hostnames;
        let open = hostnames.is_empty().then_some("*");
        for hostname in hostnames.iter().map(|name| name.as_str()).chain(open) {
            tables.push((hostname, entries.clone()));
        }
    }
    order::sort_by(&mut tables, |a, b| a.0.cmp(b.0));
    let mut merged: Vec<(&'g str, Vec<rules::Entry<'g>>)> = Vec::new();
    for (hostname, entries) in tables {
        match merged.last_mut() {
            Some((last, all)) if *last == hostname => all.extend(entries),
            _ => merged.push((hostname, entries)),
        }
    }
    ListenerModel {
        index: listener.index,
        place,
        name: &listener.listener.name,
        hostname: listener
            .listener
            .hostname()
            .map_or("*", |name| name.as_str()),
        port: listener.listener.port,
        tls: listener.listener.protocol == Some(ProtocolType::HTTPS),
        hosts: merged
            .into_iter()
            .map(|(hostname, entries)| (hostname, maker.table(entries)))
            .collect(),
    }
}

/// The rules for a Service's port, for clients of one namespace.
pub(super) fn service_routes<'g>(
    graph: &'g Graph<'g, 'g>,
    service: (&str, &str, i64),
    client: &str,
) -> Option<Routes<'g>> {
    let (namespace, name, port) = service;
    let of_service = |node: &RouteNode<'_, '_>| {
        node.parents.iter().any(|parent| match &parent.parent {
            Parent::Service(of) => {
                of.namespace == namespace
                    && of.name == name
                    && of
                        .verdict
                        .as_ref()
                        .is_ok_and(|ports| ports.iter().any(|entry| entry.number == port))
            }
            _ => false,
        })
    };
    let attached: Vec<(usize, &RouteNode<'g, 'g>)> = graph
        .routes
        .iter()
        .enumerate()
        .filter(|(_, node)| of_service(node))
        .collect();
    let in_namespace =
        |node: &RouteNode<'_, '_>, wanted: &str| node.route.metadata.namespace == *wanted;
    // A client whose namespace has routes of its own for the Service gets only those (F147).
    let own = client != namespace && attached.iter().any(|(_, node)| in_namespace(node, client));
    let wanted = if own { client } else { namespace };
    let mut entries = Vec::new();
    for (number, node) in &attached {
        if in_namespace(node, wanted) {
            entries.extend(rules::entries(node, *number, Traffic::Mesh));
        }
    }
    if entries.is_empty() {
        return None;
    }
    let maker = rules::Maker {
        port,
        traffic: Traffic::Mesh,
    };
    Some(maker.table(entries))
}

/// What `request` to a Service gets.
pub(super) fn at_service(routes: Option<&Routes<'_>>, service: &str, request: &Request) -> Answer {
    let incoming = match envoy::check(request, Edge::Sidecar) {
        Ok(incoming) => incoming,
        Err(early) => return Answer::status(early.status, early.location, early.why),
    };
    let Some(routes) = routes else {
        let mut answer = Answer {
            why: "no rule is attached to the Service for this client".to_owned(),
            ..Answer::default()
        };
        answer.performed.path = incoming.path + &incoming.query;
        answer.performed.host = incoming.host;
        answer.performed.headers = incoming.headers;
        answer.performed.sent.push(envoy::Sent {
            service: service.to_owned(),
            weight: 1,
            state: State::Up,
        });
        return answer;
    };
    taken(routes, &incoming)
        .unwrap_or_else(|| Answer::status(404, None, "no rule takes the request"))
}
