//! The outbound side of a sidecar: what a client's proxy does with requests to a Service (GAMMA).

mod filters;
mod outbound;

use std::collections::BTreeMap;

use crate::json::SortedMap;
use crate::kuma::tags;
use crate::order;

use super::super::envoy::{self, Edge, Incoming, Sent, State};
use super::super::request::Request;
use super::compile::Rejected;
use super::config::{self, Config};
use super::merge::RuleRef;
use super::{Answer, Broken, Routes};
use outbound::Outbound;

/// A client's proxy that was started with the resources as they are.
#[derive(Debug)]
pub struct SidecarPlane<'c> {
    config: &'c Config<'c>,
    mesh: String,
    /// The Services with rules for this client, by their values of `kuma.io/service`.
    outbounds: BTreeMap<&'c str, Outbound<'c>>,
    /// Why there is no configuration at all.
    broken: Option<String>,
}

/// Why an outbound cannot be made.
#[derive(Debug)]
enum Fault {
    /// The control plane fails: the client has no outbound at all.
    ControlPlane(String),
    /// Envoy refuses this outbound.
    Envoy(Rejected),
}

impl From<Rejected> for Fault {
    fn from(rejected: Rejected) -> Self {
        Fault::Envoy(rejected)
    }
}

impl<'c> SidecarPlane<'c> {
    /// The proxy of a client in `namespace` of `mesh`.
    #[must_use]
    pub fn new(config: &'c Config<'c>, mesh: &str, namespace: &str) -> Self {
        let mut plane = SidecarPlane {
            config,
            mesh: mesh.to_owned(),
            outbounds: BTreeMap::new(),
            broken: None,
        };
        for place in applicable(config, mesh, namespace) {
            let to = config.routes.get(place).map(|route| route.spec.to.iter());
            for (number, to) in to.into_iter().flatten().enumerate() {
                let name = to.target_ref.name.as_str();
                let is_http = || config.service(mesh, name).is_some_and(|of| of.http);
                if to.target_ref.kind == "MeshService" && is_http() {
                    let outbound = plane.outbounds.entry(name).or_default();
                    outbound.rules.append(&config.routes, place, number);
                }
            }
        }
        // One outbound that cannot be made costs all.
        plane.broken = plane
            .outbounds
            .iter()
            .find_map(|(service, outbound)| plane.maker(service).control_plane_fault(outbound));
        plane
    }

    fn maker<'p>(&'p self, service: &'c str) -> outbound::Maker<'p, 'c> {
        outbound::Maker {
            config: self.config,
            mesh: &self.mesh,
            service,
        }
    }

    /// What `request` to the port of a Service gets, by its value of `kuma.io/service`.
    #[must_use]
    pub fn answer(&self, service: &str, request: &Request) -> Answer {
        if let Some(why) = &self.broken {
            return Answer::broken(Broken::Refused, why.as_str());
        }
        let Some(target) = self.config.service(&self.mesh, service) else {
            return Answer::broken(Broken::Closed, "the Service has no proxy with such a port");
        };
        if !target.http {
            let mut answer = Answer {
                raw: true,
                why: "the protocol of this port is not HTTP, so rules have no effect".to_owned(),
                ..Answer::default()
            };
            answer.performed.host = request.host.clone().unwrap_or_default();
            answer.performed.path.clone_from(&request.target);
            answer.performed.headers.clone_from(&request.headers);
            answer.performed.sent.push(Sent {
                service: service.to_owned(),
                weight: 1,
                state: State::Up,
            });
            return answer;
        }
        let fresh;
        let routes = match self.outbounds.get(service) {
            Some(outbound) => outbound.routes(&self.maker(&target.name)),
            None => {
                fresh = self.maker(&target.name).unruled();
                Ok(&fresh)
            }
        };
        let routes = match routes {
            Ok(routes) if routes.routes().is_empty() => {
                return Answer::broken(
                    Broken::Refused,
                    "no backend of any rule has an HTTP proxy, so there is no outbound for this port",
                );
            }
            Ok(routes) => routes,
            Err(Fault::ControlPlane(why)) => {
                return Answer::broken(Broken::Refused, why.as_str());
            }
            Err(Fault::Envoy(rejected)) => {
                return Answer::broken(Broken::Refused, rejected.to_string());
            }
        };
        let incoming = match envoy::check(request, Edge::Sidecar) {
            Ok(incoming) => incoming,
            Err(early) => return Answer::status(early.status, early.location, early.why),
        };
        let place = routes.find(&incoming);
        let undecided = routes.unknown(&incoming, place).map(str::to_owned);
        let Some(route) = place.and_then(|place| routes.routes().get(place)) else {
            return Answer::status(404, None, "no rule takes the request");
        };
        Answer {
            performed: envoy::perform(route, &incoming),
            rule: Some(route.origin),
            why: if route.origin == RuleRef::DEFAULT {
                "no rule takes the request, so it goes to the Service itself".to_owned()
            } else {
                String::new()
            },
            undecided,
            ..Answer::default()
        }
    }

    /// The table of a Service port with rules, and a request as its routes see it.
    #[must_use]
    pub fn table<'p, 'r>(
        &'p self,
        service: &str,
        request: &'r Request,
    ) -> Option<(&'p Routes<'c>, Incoming<'r>)> {
        let target = self.config.service(&self.mesh, service)?;
        let outbound = self.outbounds.get(service)?;
        let routes = outbound.routes(&self.maker(&target.name)).ok()?;
        let incoming = envoy::check(request, Edge::Sidecar).ok()?;
        Some((routes, incoming))
    }
}

/// The routes that apply to a client, the stronger one first: a consumer's before a producer's, then the
/// smaller name.
fn applicable(config: &Config<'_>, mesh: &str, namespace: &str) -> Vec<usize> {
    let client = SortedMap::from([(tags::NAMESPACE, namespace.into())]);
    let mut routes: Vec<(bool, usize, &str, usize)> = Vec::new();
    for (place, route) in config.routes.iter().enumerate() {
        let target = &route.spec.target_ref;
        let subset = target.kind == "MeshSubset";
        let applies = route.mesh == *mesh
            && (target.kind == "Mesh" || subset && config::is_subset(&target.tags, &client));
        if applies {
            routes.push((subset, target.tags.len(), &route.name, place));
        }
    }
    order::sort_by(&mut routes, |a, b| {
        (b.0, b.1).cmp(&(a.0, a.1)).then(a.2.cmp(b.2))
    });
    routes.into_iter().map(|(_, _, _, place)| place).collect()
}
