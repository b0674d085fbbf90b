//! A MeshGateway's proxy: ports, virtual hosts and what it answers.

mod hosts;
mod port;

pub use port::PortPlane;

use crate::order;

use super::super::envoy::Incoming;
use super::super::request::Request;
use super::config::{Config, Gateway, Listener};
use super::entries::{Fault, Maker};
use super::hostname;
use super::{Answer, Broken, Routes};
use hosts::Hosts;
use port::ListenerPlane;

/// A gateway's proxy that was started with the resources as they are.
#[derive(Debug)]
pub struct GatewayPlane<'c> {
    ports: Vec<PortPlane<'c>>,
    /// Why there is no configuration at all.
    broken: Option<String>,
    /// Whether no route applies to any listener.
    idle: bool,
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
                .find(|port| !port.tls && port.listeners.iter().all(ListenerPlane::is_empty))
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
        let cross_mesh = listeners.iter().any(|listener| listener.cross_mesh);
        let tls = cross_mesh || listeners.iter().any(|l| l.protocol == "HTTPS");
        let maker = Maker {
            config,
            mesh: &gateway.mesh,
            port,
        };
        let mut observed: Vec<&str> = Vec::new();
        let mut planes = Vec::new();
        for listener in listeners {
            let hostname = hostname_of(listener);
            let usable = listener.tls.certificates.iter().all(|certificate| {
                !config.secrets.iter().any(|secret| {
                    secret.name == certificate.secret
                        && secret.mesh == gateway.mesh
                        && !secret.usable
                })
            });
            let hosts = Hosts::new(config, listener, hostname, routes, &observed);
            let mut rejected = None;
            for fault in hosts.faults(&maker) {
                match fault {
                    Fault::ControlPlane(_) => self.broken = Some(fault.to_string()),
                    Fault::Envoy(_) => rejected = Some(fault.to_string()),
                }
            }
            if hosts.has_rules() {
                self.idle = false;
                observed.push(hostname);
            }
            planes.push(ListenerPlane {
                hostname,
                usable,
                hosts,
                rejected,
            });
        }
        let mut plane = PortPlane::new(tls, planes, maker);
        plane.cross_mesh = cross_mesh;
        self.ports.push(plane);
    }

    /// The domains of the virtual hosts at `port`.
    pub fn domains(&self, port: i64) -> impl Iterator<Item = &'c str> + '_ {
        let planes = self.ports.iter().filter(move |plane| plane.port == port);
        planes
            .flat_map(|plane| plane.listeners.iter().flat_map(|of| of.hosts.iter()))
            .map(|host| host.domain)
    }

    /// Whether only proxies of other meshes can use `port`.
    #[must_use]
    pub fn is_cross_mesh(&self, port: i64) -> bool {
        let mut planes = self.ports.iter().filter(|plane| plane.port == port);
        planes.any(|plane| plane.cross_mesh)
    }

    /// Whether the control plane makes any configuration.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// Whether Envoy takes the routes of `port`.
    #[must_use]
    pub fn is_accepted(&self, port: i64) -> bool {
        let mut planes = self.ports.iter().filter(|plane| plane.port == port);
        planes.all(|plane| plane.listeners.iter().all(|of| of.rejected.is_none()))
    }

    /// What `request` gets at `port`.
    #[must_use]
    pub fn answer(&self, port: i64, request: &Request) -> Answer {
        match &self.broken {
            Some(why) => Answer::broken(Broken::Refused, why.as_str()),
            None => self.answer_of_port(port, request),
        }
    }

    /// What `request` gets at `port`, were there nothing wrong with the gateway as a whole.
    #[must_use]
    pub fn answer_of_port(&self, port: i64, request: &Request) -> Answer {
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
        plane.table(request, self.idle)
    }
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
