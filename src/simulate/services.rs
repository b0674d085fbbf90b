//! The Services that are taken to run.

use crate::contract::{Missing, Options};
use crate::gateway_api::Metadata;
use crate::kuma::{Resource, tags};
use crate::resolve::Implementation;
use crate::store::Store;
use crate::translate::Kuma;

use super::data_plane::config::Service;

/// Everything that backends can name: a proxy is taken to run for each port of each Service.
pub(super) fn services<'a>(
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
    // What is only assumed to exist, and Kuma's own kinds, are taken to run, unless they are known.
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
                if assumed && *name != tags::UNRESOLVED_BACKEND {
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
