//! Backends that are objects of Kuma.

use crate::diagnostic::{Code, Problem, did_you_mean};
use crate::gateway_api::{BackendRef, HttpRoute};
use crate::json::{Pointer, Text};
use crate::kuma::charset::is_reference_name;
use crate::kuma::{MeshBackend, tags};
use crate::resolve::{BackendTarget, CustomBackend, Implementation};
use crate::store::Objects;

use super::Kuma;

impl<'a> Kuma<'_, 'a> {
    /// A backend of the kinds that have ports: MeshService, MeshExternalService, MeshMultiZoneService.
    pub(super) fn mesh_backend(
        &self,
        objects: &Objects<'a, MeshBackend<'a>>,
        kind: &'static str,
        route: &HttpRoute<'a>,
        reference: &BackendRef<'a>,
        path: &Pointer,
        notes: &mut Vec<Problem<'a>>,
    ) -> Result<BackendTarget<'a>, Problem<'a>> {
        let namespace = reference.namespace(&route.metadata.namespace);
        let named = format!("{kind} `{namespace}/{}`", reference.name);
        let target = BackendTarget::Custom(CustomBackend {
            kind,
            namespace: namespace.clone(),
            name: reference.name.clone(),
            port: reference.port,
        });
        let Some(object) = objects.get(namespace, &reference.name) else {
            if self.may_be_elsewhere() {
                let message = format!("{named} is not in the input and is taken to exist");
                notes.push(Problem::new(
                    Code::AssumedBackend,
                    path.key("name"),
                    message,
                ));
                return Ok(target);
            }
            let help = did_you_mean(&reference.name, objects.names_in(namespace));
            let message = format!("{named} does not exist");
            return Err(
                Problem::new(Code::BackendNotFound, path.key("name"), message).maybe_help(help),
            );
        };
        let ports: Vec<String> = object.ports().map(|entry| entry.port.to_string()).collect();
        let help =
            (!ports.is_empty()).then(|| format!("use one of its ports: {}", ports.join(", ")));
        let Some(port) = reference.port else {
            let message = format!("the reference to {named} has no port");
            return Err(
                Problem::new(Code::BackendPortMissing, path.clone(), message).maybe_help(help),
            );
        };
        if object.ports().all(|entry| entry.port != port) {
            let message = format!("{named} has no port {port}");
            return Err(
                Problem::new(Code::BackendPortNotFound, path.key("port"), message).maybe_help(help),
            );
        }
        Ok(target)
    }

    /// A backend that is an ExternalService of the route's mesh, which Kuma finds by its tag.
    pub(super) fn external_service(
        &self,
        route: &HttpRoute<'a>,
        reference: &BackendRef<'a>,
        path: &Pointer,
        notes: &mut Vec<Problem<'a>>,
    ) -> Result<BackendTarget<'a>, Problem<'a>> {
        let mesh = self.domain(&route.metadata);
        let named = format!("ExternalService `{}`", reference.name);
        let found = self.store.external_services.get("", &reference.name);
        let Some(object) = found.filter(|object| mesh == object.mesh()) else {
            if found.is_none() && self.may_be_elsewhere() {
                let message = format!(
                    "{named} is not in the input; its tag `{}` is taken to be its name",
                    tags::SERVICE
                );
                notes.push(Problem::new(
                    Code::AssumedBackend,
                    path.key("name"),
                    message,
                ));
                return Ok(BackendTarget::Custom(CustomBackend {
                    kind: "MeshService",
                    namespace: Text::default(),
                    name: reference.name.clone(),
                    port: None,
                }));
            }
            let in_mesh = self
                .store
                .external_services
                .iter()
                .filter(|object| mesh == object.mesh());
            let help = did_you_mean(
                &reference.name,
                in_mesh.map(|object| object.metadata.name.as_str()),
            );
            let message = format!("{named} does not exist in mesh `{mesh}`");
            return Err(
                Problem::new(Code::BackendNotFound, path.key("name"), message).maybe_help(help),
            );
        };
        let Some(tag) = object.service_tag() else {
            let message = format!("{named} has no tag `{}`", tags::SERVICE);
            return Err(Problem::new(Code::BackendTag, path.key("name"), message));
        };
        if tag.is_empty() || !is_reference_name(tag) {
            let message = format!(
                "{named} has the tag `{}: {tag}`, which Kuma refuses in a route",
                tags::SERVICE
            );
            return Err(Problem::new(Code::BackendTag, path.key("name"), message));
        }
        Ok(BackendTarget::Custom(CustomBackend {
            kind: "MeshService",
            namespace: Text::default(),
            name: tag.clone(),
            port: None,
        }))
    }
}
