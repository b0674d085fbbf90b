//! How the objects that decide about requests are read and found.

use crate::gateway_api::Metadata;
use crate::json::{FromNode, Node, Text};
use crate::kuma::{self, ObservedObject, tags};

use super::{Config, Gateway, GatewaySpec, Route, RouteSpec, SecretRef, Service};

impl<'a> Config<'a> {
    /// Reads an object as it is on Kubernetes. Kinds that decide nothing about requests are passed
    /// over, and so is what cannot be read, as a control plane would not have stored it.
    pub fn read(&mut self, node: Node<'a>) {
        let kind = node
            .get("kind")
            .and_then(Node::as_str)
            .unwrap_or_default()
            .to_owned();
        let Ok(object) = ObservedObject::from_node(node) else {
            return;
        };
        let Metadata {
            name,
            namespace,
            labels,
            ..
        } = object.metadata;
        let mesh = [
            object.mesh.as_ref(),
            labels.as_ref().and_then(|labels| labels.get(tags::MESH)),
        ]
        .into_iter()
        .flatten()
        .find(|mesh| !mesh.is_empty())
        .cloned()
        .unwrap_or_else(|| Text::from(kuma::DEFAULT_MESH));
        let spec = object.spec.unwrap_or_default();
        self.read_parts(&kind, mesh, name, namespace, spec);
    }

    /// Reads an object of which the parts are known.
    pub(in crate::simulate) fn read_parts(
        &mut self,
        kind: &str,
        mesh: Text<'a>,
        name: Text<'a>,
        namespace: Text<'a>,
        spec: Node<'a>,
    ) {
        match kind {
            "MeshGateway" => {
                if let Ok(spec) = GatewaySpec::from_node(spec) {
                    self.gateways.push(Gateway {
                        mesh,
                        name,
                        listeners: spec.conf.listeners,
                    });
                }
            }
            "MeshHTTPRoute" => {
                if let Ok(spec) = RouteSpec::from_node(spec) {
                    self.routes.push(Route {
                        mesh,
                        name,
                        namespace,
                        spec,
                    });
                }
            }
            "Secret" => self.secrets.push(SecretRef {
                mesh,
                name,
                usable: true,
            }),
            _ => {}
        }
    }

    /// Takes the services that have proxies or endpoints.
    pub fn set_services(&mut self, mut services: Vec<Service<'a>>) {
        crate::order::sort_by(&mut services, |a, b| {
            (&a.mesh, &a.name).cmp(&(&b.mesh, &b.name))
        });
        services.dedup_by(|a, b| (&a.mesh, &a.name) == (&b.mesh, &b.name));
        self.services = services;
    }

    /// The services that have proxies or endpoints.
    #[must_use]
    pub fn services(&self) -> &[Service<'a>] {
        &self.services
    }

    /// The service of this name that has endpoints.
    #[must_use]
    pub fn service(&self, mesh: &str, name: &str) -> Option<&Service<'a>> {
        let place = self.services.binary_search_by(|other| {
            (other.mesh.as_str(), other.name.as_str()).cmp(&(mesh, name))
        });
        self.services.get(place.ok()?)
    }
}
