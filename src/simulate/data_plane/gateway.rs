//! A MeshGateway's proxy: ports, virtual hosts and what it answers.

use crate::order;

use super::super::envoy::{self, Edge, Incoming};
use super::super::request::Request;
use super::config::{self, Config, Gateway, Listener};
use super::entries::{Fault, Maker};
use super::hostname;
use super::merge::{Merged, MergedRules};
use super::{Answer, Broken, Routes};

/// A gateway's proxy that was started with the resources as they are.
#[derive(Debug)]
pub struct GatewayPlane<'c> {
    ports: Vec<PortPlane<'c>>,
    /// Why there is no configuration at all.
    broken: Option<String>,
    /// Whether no route applies to any listener.
    idle: bool,
}

/// A port of a gateway.
#[derive(Debug)]
pub struct PortPlane<'c> {
    port: i64,
    tls: bool,
    /// The hostnames of the listeners, for server names and for the page without routes.
    listeners: Vec<ListenerPlane<'c>>,
}

/// A listener of a port; of HTTP listeners all virtual hosts share one table.
#[derive(Debug)]
struct ListenerPlane<'c> {
    hostname: &'c str,
    usable: bool,
    hosts: Vec<Host<'c>>,
    /// Why Envoy refuses its routes.
    rejected: Option<String>,
}

#[derive(Debug)]
struct Host<'c> {
    domain: &'c str,
    routes: Routes<'c>,
}

/// Rules of one list of hostnames.
struct Group<'c> {
    hostnames: Vec<&'c str>,
    rules: MergedRules<'c>,
}

fn hostname_of<'c>(listener: &'c Listener<'_>) -> &'c str {
    if listener.hostname.is_empty() {
        "*"
    } else {
        &listener.hostname
    }
}

impl<'c> GatewayPlane<'c> {
    /// The proxy of `gateway`.
    #[must_use]
    pub fn new(config: &'c Config<'c>, gateway: &'c Gateway<'c>) -> Self {
        let mut plane = GatewayPlane {
            ports: Vec::new(),
            broken: broken_secret(config, gateway),
            idle: true,
        };
        let routes = applicable(config, gateway);
        let mut numbers: Vec<i64> = gateway.listeners.iter().map(|l| l.port).collect();
        order::sort_by(&mut numbers, |a, b| a.cmp(b));
        numbers.dedup();
        for number in numbers {
            let listeners: Vec<&Listener<'_>> = gateway
                .listeners
                .iter()
                .filter(|listener| listener.port == number)
                .collect();
            plane.add_port(config, gateway, number, &listeners, &routes);
        }
        if !plane.idle && plane.broken.is_none() {
            // The control plane finds its own snapshot inconsistent (F162).
            plane.broken = plane
                .ports
                .iter()
                .find(|port| !port.tls && port.listeners.iter().all(|l| l.is_empty()))
                .map(|port| {
                    format!(
                        "no rule applies to the HTTP port {} while another port has rules, so the \
                         control plane makes no configuration for this gateway",
                        port.port
                    )
                });
        }
        plane
    }

    fn add_port(
        &mut self,
        config: &'c Config<'c>,
        gateway: &'c Gateway<'c>,
        port: i64,
        listeners: &[&'c Listener<'c>],
        routes: &[usize],
    ) {
        let mut listeners = listeners.to_vec();
        order::sort_by(&mut listeners, |a, b| {
            hostname::by_exactness(hostname_of(a), hostname_of(b))
        });
        let tls = listeners
            .iter()
            .any(|l| l.protocol == "HTTPS" || l.cross_mesh);
        let maker = Maker {
            config,
            mesh: &gateway.mesh,
            port,
        };
        let mut observed: Vec<&str> = Vec::new();
        let mut plane = PortPlane {
            port,
            tls,
            listeners: Vec::new(),
        };
        for listener in listeners {
            let hostname = hostname_of(listener);
            let usable = listener.tls.certificates.iter().all(|certificate| {
                !config.secrets.iter().any(|secret| {
                    secret.name == certificate.secret
                        && secret.mesh == gateway.mesh
                        && !secret.usable
                })
            });
            let groups = groups(config, listener, routes);
            let mut made = ListenerPlane {
                hostname,
                usable,
                hosts: Vec::new(),
                rejected: None,
            };
            if !groups.is_empty() {
                self.idle = false;
                let domains = domains(hostname, &groups, &observed);
                for (domain, rules) in domains {
                    match maker.routes(&rules) {
                        Ok(routes) => made.hosts.push(Host {
                            domain,
                            routes: Routes::new(routes),
                        }),
                        Err(Fault::ControlPlane(why)) => {
                            self.broken = Some(Fault::ControlPlane(why).to_string());
                        }
                        Err(fault) => made.rejected = Some(fault.to_string()),
                    }
                }
                observed.push(hostname);
            }
            plane.listeners.push(made);
        }
        self.ports.push(plane);
    }

    /// What `request` gets at `port`.
    #[must_use]
    pub fn answer(&self, port: i64, request: &Request) -> Answer {
        if let Some(why) = &self.broken {
            return Answer::broken(Broken::Refused, why.as_str());
        }
        let Some(plane) = self.ports.iter().find(|plane| plane.port == port) else {
            return Answer::broken(Broken::Refused, "no listener has this port");
        };
        plane.answer(request, self.idle)
    }

    /// The virtual host that serves a request at `port`, and the request as its routes see it; none
    /// where the request does not get so far.
    #[must_use]
    pub fn table<'r>(
        &self,
        port: i64,
        request: &'r Request,
    ) -> Option<(&Routes<'c>, Incoming<'r>)> {
        let plane = self.ports.iter().find(|plane| plane.port == port)?;
        let listeners = plane.chain(request, self.idle).ok()?;
        let incoming = envoy::check(request, Edge::Gateway).ok()?;
        let host = plane.host(&listeners, &incoming)?;
        Some((&host.routes, incoming))
    }
}

impl ListenerPlane<'_> {
    /// Whether there is no virtual host in it.
    fn is_empty(&self) -> bool {
        self.hosts.is_empty() && self.rejected.is_none()
    }
}

impl<'c> PortPlane<'c> {
    /// The listeners that may serve a request.
    fn chain(
        &self,
        request: &Request,
        idle: bool,
    ) -> Result<Vec<&ListenerPlane<'c>>, (Broken, &'static str)> {
        if !self.tls {
            if request.tls {
                return Err((Broken::TlsReset, "this port has no TLS"));
            }
            return Ok(self.listeners.iter().collect());
        }
        if !request.tls {
            return Err((Broken::Closed, "this port has TLS only"));
        }
        let name = request.sni.as_deref().unwrap_or_default();
        // Listeners without a rule have no certificate, unless no listener at all has one.
        let named: Vec<&ListenerPlane<'c>> = self
            .listeners
            .iter()
            .filter(|listener| idle || !listener.is_empty())
            .collect();
        let hostnames = named.iter().map(|listener| listener.hostname);
        let place = envoy::find_host(hostnames, name);
        let listener = place.and_then(|place| named.get(place).copied());
        match listener {
            Some(listener) if listener.usable => Ok(vec![listener]),
            Some(_) => Err((
                Broken::TlsReset,
                "Envoy does not take the certificate and key of this listener",
            )),
            None => Err((
                Broken::TlsReset,
                "no listener has a certificate for this server name",
            )),
        }
    }

    fn answer(&self, request: &Request, idle: bool) -> Answer {
        let served: Vec<&ListenerPlane<'_>> =
            self.listeners.iter().filter(|l| !l.is_empty()).collect();
        if self.tls && !idle && served.is_empty() {
            return Answer::broken(
                Broken::Refused,
                "no rule applies to this HTTPS port, so Envoy refuses its listener",
            );
        }
        let listeners = match self.chain(request, idle) {
            Ok(listeners) => listeners,
            Err((broken, why)) => return Answer::broken(broken, why),
        };
        let incoming = match envoy::check(request, Edge::Gateway) {
            Ok(incoming) => incoming,
            Err(early) => return Answer::status(early.status, early.location, early.why),
        };
        if let Some(why) = listeners
            .iter()
            .find_map(|listener| listener.rejected.as_ref())
        {
            return Answer::status(404, None, why.as_str());
        }
        if idle {
            let hostnames = listeners.iter().map(|listener| listener.hostname);
            let page = envoy::find_host(hostnames, &incoming.host).is_some();
            let mut answer = Answer::status(404, None, "no route applies to this gateway");
            if page {
                self.secure(&mut answer);
            }
            return answer;
        }
        let Some(host) = self.host(&listeners, &incoming) else {
            return Answer::status(404, None, "no listener with a rule has this host");
        };
        let place = host.routes.find(&incoming);
        let undecided = host.routes.unknown(&incoming, place).map(str::to_owned);
        let route = place.and_then(|place| host.routes.routes().get(place));
        let mut answer = match route {
            Some(route) => {
                let mut answer = Answer {
                    performed: envoy::perform(route, &incoming),
                    rule: Some(route.origin),
                    ..Answer::default()
                };
                self.secure(&mut answer);
                answer
            }
            None => Answer::status(404, None, "no rule of this host takes the request"),
        };
        answer.undecided = undecided;
        answer.domain = Some(host.domain.to_owned());
        answer
    }

    /// Every answer of a virtual host with TLS tells browsers to stay with it (F144).
    fn secure(&self, answer: &mut Answer) {
        if self.tls {
            answer.performed.response_set.push((
                "strict-transport-security".to_owned(),
                "max-age=31536000; includeSubDomains".to_owned(),
            ));
        }
    }

    fn host<'p>(
        &self,
        listeners: &[&'p ListenerPlane<'c>],
        incoming: &Incoming<'_>,
    ) -> Option<&'p Host<'c>> {
        let hosts: Vec<&Host<'c>> = listeners.iter().flat_map(|l| &l.hosts).collect();
        let domains = hosts.iter().map(|host| host.domain);
        let place = envoy::find_host(domains, &incoming.host)?;
        hosts.get(place).copied()
    }
}

/// The virtual hosts of a listener and their rules.
fn domains<'c, 'g>(
    hostname: &'c str,
    groups: &'g [Group<'c>],
    observed: &[&str],
) -> Vec<(&'c str, Vec<&'g Merged<'c>>)> {
    let mut named: Vec<(&'c str, Vec<&'g Merged<'c>>)> = Vec::new();
    for group in groups {
        for name in &group.hostnames {
            match named.iter_mut().find(|(other, _)| other == name) {
                Some((_, rules)) => rules.extend(&group.rules.0),
                None => named.push((name, group.rules.0.iter().collect())),
            }
        }
    }
    let mut domains: Vec<&str> = Vec::new();
    for (name, _) in &named {
        if hostname::intersect(hostname, name) {
            let narrower = if hostname::contains(name, hostname) {
                hostname
            } else {
                name
            };
            if !domains.contains(&narrower) {
                domains.push(narrower);
            }
        }
    }
    order::sort_by(&mut named, |a, b| hostname::by_exactness(a.0, b.0));
    let reachable = domains.iter().filter(|domain| {
        !observed
            .iter()
            .any(|other| hostname::contains(other, domain))
    });
    reachable
        .map(|domain| {
            let rules = named
                .iter()
                .filter(|(name, _)| {
                    hostname::intersect(domain, name)
                        && (!domains.contains(name) || hostname::contains(name, domain))
                })
                .flat_map(|(_, rules)| rules.iter().copied())
                .collect();
            (*domain, rules)
        })
        .collect()
}

/// The routes of a gateway: the one with the larger full name first, which wins (F127).
fn applicable(config: &Config<'_>, gateway: &Gateway<'_>) -> Vec<usize> {
    let mut routes: Vec<(String, usize)> = config
        .routes
        .iter()
        .enumerate()
        .filter(|(_, route)| {
            let target = &route.spec.target_ref;
            target.kind == "MeshGateway"
                && target.name == *gateway.name
                && route.mesh == *gateway.mesh
        })
        .map(|(place, route)| (format!("{}.{}", route.name, route.namespace), place))
        .collect();
    order::sort_by(&mut routes, |a, b| b.0.cmp(&a.0));
    routes.into_iter().map(|(_, place)| place).collect()
}

/// The rules that apply to a listener, by lists of hostnames.
fn groups<'c>(config: &'c Config<'c>, listener: &Listener<'_>, routes: &[usize]) -> Vec<Group<'c>> {
    let mut groups: Vec<Group<'c>> = Vec::new();
    for place in routes {
        let Some(route) = config.routes.get(*place) else {
            continue;
        };
        if !config::is_subset(&route.spec.target_ref.tags, &listener.tags) {
            continue;
        }
        for (number, to) in route.spec.to.iter().enumerate() {
            let mut hostnames: Vec<&str> = to.hostnames.iter().map(|name| name.as_str()).collect();
            if hostnames.is_empty() {
                hostnames.push("*");
            }
            let found = groups.iter().position(|group| group.hostnames == hostnames);
            let group = match found.and_then(|found| groups.get_mut(found)) {
                Some(group) => group,
                None => {
                    groups.push(Group {
                        hostnames,
                        rules: MergedRules::default(),
                    });
                    match groups.last_mut() {
                        Some(group) => group,
                        None => continue,
                    }
                }
            };
            group.rules.append(&config.routes, *place, number);
        }
    }
    groups
}

/// Why the control plane cannot load the certificates of a gateway (F17).
fn broken_secret(config: &Config<'_>, gateway: &Gateway<'_>) -> Option<String> {
    for listener in gateway.listeners.iter().filter(|l| l.protocol == "HTTPS") {
        let mut seen: Vec<&str> = Vec::new();
        for certificate in &listener.tls.certificates {
            let name = certificate.secret.as_str();
            let exists = config
                .secrets
                .iter()
                .any(|secret| secret.name == name && secret.mesh == *gateway.mesh);
            if !exists {
                return Some(format!(
                    "the Secret `{name}` does not exist, so the control plane makes no \
                     configuration for this gateway"
                ));
            }
            if seen.contains(&name) {
                return Some(format!(
                    "a listener names the Secret `{name}` twice, so the control plane makes no \
                     configuration for this gateway"
                ));
            }
            seen.push(name);
        }
    }
    None
}
