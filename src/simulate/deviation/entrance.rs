//! Where derived requests come in.

use std::rc::Rc;

use crate::kuma::tags;
use crate::resolve::gateway_ref;

use super::super::data_plane::{self, Answer, SidecarPlane};
use super::super::gateway_api::{self, Routes};
use super::super::plane::{Plane, Served};
use super::super::request::Request;
use super::key;

/// A host of a Gateway, or a Service for a client.
pub(super) enum Entrance<'t, 'p> {
    Gateway(AtGateway<'t, 'p>),
    Service(AtService<'p>),
}

/// A host at a port of a Gateway.
#[derive(Clone)]
pub(super) struct AtGateway<'t, 'p> {
    pub(super) served: &'t Served<'p>,
    pub(super) port: i64,
    pub(super) tls: bool,
    pub(super) host: String,
    /// Whether what is wrong with the gateway as a whole counts.
    pub(super) as_a_whole: bool,
}

/// A port of a Service for the clients of a namespace.
pub(super) struct AtService<'p> {
    /// `NAME.NAMESPACE`.
    host: String,
    port: i64,
    from: String,
    tag: String,
    routes: Rc<Option<Routes<'p>>>,
    sidecar: Rc<SidecarPlane<'p>>,
}

impl AtGateway<'_, '_> {
    /// A request that finds the tables of the host.
    pub(super) fn probe(&self) -> Request {
        Request {
            method: "GET".to_owned(),
            tls: self.tls,
            sni: self.tls.then(|| self.host.clone()),
            host: Some(self.host.clone()),
            target: "/".to_owned(),
            headers: Vec::new(),
        }
    }
}

impl<'p> AtService<'p> {
    pub(super) fn new(plane: &Plane<'p>, service: (&str, &str, i64), from: &str) -> Self {
        let (namespace, name, port) = service;
        let tag = tags::service_tag(name, namespace, Some(port));
        AtService {
            host: format!("{name}.{namespace}"),
            port,
            from: from.to_owned(),
            routes: plane.service_routes(service, from),
            sidecar: plane.sidecar(plane.mesh_of(&tag), from),
            tag,
        }
    }

    /// The value of `kuma.io/service`.
    pub(super) fn tag(&self) -> &str {
        &self.tag
    }

    /// What Gateway API has for it.
    pub(super) fn routes(&self) -> Rc<Option<Routes<'p>>> {
        Rc::clone(&self.routes)
    }

    /// The client's proxy.
    pub(super) fn sidecar(&self) -> Rc<SidecarPlane<'p>> {
        Rc::clone(&self.sidecar)
    }

    /// A request that finds the table.
    pub(super) fn probe(&self) -> Request {
        Request {
            method: "GET".to_owned(),
            host: Some(format!("{}:{}", self.host, self.port)),
            target: "/".to_owned(),
            ..Request::default()
        }
    }
}

impl Entrance<'_, '_> {
    /// A request for `/` that comes in here.
    pub(super) fn probe(&self) -> Request {
        match self {
            Entrance::Gateway(at) => at.probe(),
            Entrance::Service(at) => at.probe(),
        }
    }

    /// What both models say of a request: what is asked, and what is done.
    pub(super) fn answers(&self, request: &Request) -> (Answer, Answer) {
        match self {
            Entrance::Gateway(at) => (
                at.served.model.answer(at.port, request),
                match &at.served.plane {
                    Some(plane) if !at.as_a_whole => plane.answer_of_port(at.port, request),
                    plane => data_plane::at_gateway(plane.as_ref(), at.port, request),
                },
            ),
            Entrance::Service(at) => (
                gateway_api::at_service(at.routes.as_ref().as_ref(), &at.tag, request),
                at.sidecar.answer(&at.tag, request),
            ),
        }
    }

    /// Of a Service the first of its rules, for what none of them takes.
    pub(super) fn first_rule(&self) -> Option<(usize, usize)> {
        let Entrance::Service(at) = self else {
            return None;
        };
        let rules = at.routes.as_ref().as_ref()?.routes().iter();
        rules.map(key).min()
    }

    /// The URL of a request that comes in here.
    pub(super) fn url(&self, request: &Request) -> String {
        let (scheme, host, port) = match self {
            Entrance::Gateway(at) => (if at.tls { "https" } else { "http" }, &at.host, at.port),
            Entrance::Service(at) => ("http", &at.host, at.port),
        };
        let is_own = matches!((scheme, port), ("http", 80) | ("https", 443));
        let port = if is_own {
            String::new()
        } else {
            format!(":{port}")
        };
        format!("{scheme}://{host}{port}{}", request.target)
    }

    /// The options of `kuma-gapi request` that say where a request comes in.
    pub(super) fn options(&self, plane: &Plane<'_>) -> String {
        match self {
            Entrance::Gateway(at) => {
                let gateway = plane.graph().gateways.get(at.served.place);
                let gateway = gateway.map(|node| gateway_ref(node.gateway));
                let name = gateway.map(|of| format!("{}/{}", of.namespace, of.name));
                format!(" --gateway {}", name.unwrap_or_default())
            }
            Entrance::Service(at) => format!(" --from {}", at.from),
        }
    }
}
