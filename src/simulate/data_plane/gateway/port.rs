//! A port of a gateway: which virtual host takes a request, and what it answers.

use super::super::super::envoy::{self, Edge, HostIndex, Incoming};
use super::super::super::request::Request;
use super::super::entries::Maker;
use super::super::{Answer, Broken, Routes};
use super::hosts::{Host, Hosts};

/// A port of a gateway.
#[derive(Debug)]
pub struct PortPlane<'c> {
    pub(super) port: i64,
    pub(super) tls: bool,
    /// Whether clients need a certificate of their mesh.
    pub(super) cross_mesh: bool,
    /// Of HTTP listeners all virtual hosts share one table.
    pub(super) listeners: Vec<ListenerPlane<'c>>,
    pub(super) maker: Maker<'c>,
    /// The virtual hosts of each listener, or of all of them, with their places.
    tables: Vec<Domains<'c>>,
}

/// A listener of a port.
#[derive(Debug)]
pub(super) struct ListenerPlane<'c> {
    pub(super) hostname: &'c str,
    pub(super) usable: bool,
    pub(super) hosts: Hosts<'c>,
    /// Why Envoy refuses its routes.
    pub(super) rejected: Option<String>,
}

#[derive(Debug, Default)]
struct Domains<'c> {
    index: HostIndex<'c>,
    /// Listener and host of each domain.
    places: Vec<(usize, usize)>,
}

impl ListenerPlane<'_> {
    /// Whether there is no virtual host in it.
    pub(super) fn is_empty(&self) -> bool {
        self.hosts.is_empty()
    }
}

impl<'c> PortPlane<'c> {
    /// A port with its listeners.
    pub(super) fn new(tls: bool, listeners: Vec<ListenerPlane<'c>>, maker: Maker<'c>) -> Self {
        let mut plane = PortPlane {
            port: maker.port,
            tls,
            cross_mesh: false,
            listeners,
            maker,
            tables: Vec::new(),
        };
        plane.tables = if tls {
            (0..plane.listeners.len())
                .map(|place| plane.domains(place..place + 1))
                .collect()
        } else {
            vec![plane.domains(0..plane.listeners.len())]
        };
        plane
    }

    fn domains(&self, listeners: std::ops::Range<usize>) -> Domains<'c> {
        let mut domains: Vec<&'c str> = Vec::new();
        let mut places = Vec::new();
        for listener in listeners {
            let hosts = self.listeners.get(listener).map(|of| of.hosts.iter());
            for (place, host) in hosts.into_iter().flatten().enumerate() {
                domains.push(host.domain);
                places.push((listener, place));
            }
        }
        Domains {
            index: HostIndex::new(domains.into_iter()),
            places,
        }
    }

    /// The listener that TLS chooses, or none where all of them serve a request together.
    fn chain(
        &self,
        request: &Request,
        idle: bool,
    ) -> Result<Option<usize>, (Broken, &'static str)> {
        if !self.tls {
            if request.tls {
                return Err((Broken::TlsReset, "this port has no TLS"));
            }
            return Ok(None);
        }
        if !request.tls {
            return Err((Broken::Closed, "this port has TLS only"));
        }
        let name = request.sni.as_deref().unwrap_or_default();
        // Listeners without a rule have no certificate, unless no listener at all has one.
        let named: Vec<(usize, &ListenerPlane<'c>)> = self
            .listeners
            .iter()
            .enumerate()
            .filter(|(_, listener)| idle || !listener.is_empty())
            .collect();
        let hostnames = named.iter().map(|(_, listener)| listener.hostname);
        match envoy::find_host(hostnames, name).and_then(|place| named.get(place)) {
            Some((place, listener)) if listener.usable => Ok(Some(*place)),
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

    /// What a request gets.
    pub(super) fn answer(&self, request: &Request, idle: bool) -> Answer {
        if self.tls && !idle && self.listeners.iter().all(ListenerPlane::is_empty) {
            return Answer::broken(
                Broken::Refused,
                "no rule applies to this HTTPS port, so Envoy refuses its listener",
            );
        }
        let chain = match self.chain(request, idle) {
            Ok(chain) => chain,
            Err((broken, why)) => return Answer::broken(broken, why),
        };
        let incoming = match envoy::check(request, Edge::Gateway) {
            Ok(incoming) => incoming,
            Err(early) => return Answer::status(early.status, early.location, early.why),
        };
        let listeners = || {
            let all = self.listeners.iter().enumerate();
            all.filter(|(place, _)| chain.is_none_or(|only| only == *place))
                .map(|(_, listener)| listener)
        };
        if let Some(why) = listeners().find_map(|listener| listener.rejected.as_ref()) {
            return Answer::status(404, None, why.as_str());
        }
        if idle {
            let hostnames = listeners().map(|listener| listener.hostname);
            let page = envoy::find_host(hostnames, &incoming.host).is_some();
            let mut answer = Answer::status(404, None, "no route applies to this gateway");
            if page {
                self.secure(&mut answer);
            }
            return answer;
        }
        let Some((host, routes)) = self.host(chain, &incoming) else {
            return Answer::status(404, None, "no listener with a rule has this host");
        };
        let place = routes.find(&incoming);
        let undecided = routes.unknown(&incoming, place).map(str::to_owned);
        let route = place.and_then(|place| routes.routes().get(place));
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

    /// The table that a request is looked up in.
    pub(super) fn table<'r>(
        &self,
        request: &'r Request,
        idle: bool,
    ) -> Option<(&Routes<'c>, Incoming<'r>)> {
        let chain = self.chain(request, idle).ok()?;
        let incoming = envoy::check(request, Edge::Gateway).ok()?;
        let (_, routes) = self.host(chain, &incoming)?;
        Some((routes, incoming))
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

    fn host(
        &self,
        chain: Option<usize>,
        incoming: &Incoming<'_>,
    ) -> Option<(&Host<'c>, &Routes<'c>)> {
        let domains = self.tables.get(chain.unwrap_or(0))?;
        let found = domains.index.find(&incoming.host)?;
        let (listener, host) = domains.places.get(found)?;
        let hosts = &self.listeners.get(*listener)?.hosts;
        let host = hosts.get(*host)?;
        Some((host, hosts.routes(host, &self.maker)))
    }
}
