//! Backends that are objects of Kuma.

use crate::diagnostic::{Code, Problem, did_you_mean};
use crate::gateway_api::{BackendRef, HttpRoute};
use crate::json::{Pointer, Text};
use crate::kuma::charset::is_reference_name;
use crate::kuma::{MeshBackend, tags};
use crate::resolve::{BackendTarget, CustomBackend, Implementation, MeshParent, ParentPort};
use crate::store::Objects;
use crate::target::{Choices, Target};

use super::Kuma;

/// Every kind of Kuma's own that some version sends traffic to.
const KINDS: [&str; 4] = [
    "ExternalService",
    "MeshExternalService",
    "MeshMultiZoneService",
    "MeshService",
];

impl<'a> Kuma<'_, 'a> {
    /// Why the target cannot send traffic to a kind that other versions can.
    pub(super) fn unfit_kind(&self, kind: &str, path: &Pointer) -> Option<Problem<'a>> {
        let kinds = self.choices().backend_kinds;
        if kinds.contains(&kind) || !KINDS.contains(&kind) {
            return None;
        }
        let first = Target::first_with(|choices| choices.backend_kinds.contains(&kind))?;
        let title = self.choices().title;
        if first > self.options.target {
            let what = format!("sends no traffic to a {kind}");
            let has = |choices: &Choices| choices.backend_kinds.contains(&kind);
            return Some(self.options.target.too_old(&what, path.key("kind"), has));
        }
        let message = format!("{title} has no kind {kind} any more");
        let problem = Problem::new(Code::BackendKind, path.key("kind"), message);
        Some(problem.help("use a MeshExternalService"))
    }

    /// A MeshService as a parent.
    pub(super) fn mesh_service(
        &self,
        namespace: &str,
        name: &str,
        path: &Pointer,
    ) -> Result<MeshParent<'a>, Problem<'a>> {
        let choices = self.choices();
        if !choices.mesh_service_parent {
            let what = "attaches no routes to a MeshService";
            let has = |choices: &Choices| choices.mesh_service_parent;
            return Err(self.options.target.too_old(what, path.key("kind"), has));
        }
        let objects = &self.store.mesh_services;
        let Some(object) = objects.get(namespace, name) else {
            let message = format!("MeshService `{namespace}/{name}` does not exist");
            let problem = Problem::new(Code::ParentServiceNotFound, path.key("name"), message);
            return Err(problem.maybe_help(did_you_mean(name, objects.names_in(namespace))));
        };
        let ports = object.ports().map(|entry| {
            let port = ParentPort {
                number: entry.port,
                name: entry.name.clone().filter(|name| !name.is_empty()),
            };
            let speaks_http = matches!(
                entry.app_protocol.as_deref(),
                Some("http" | "http2" | "grpc")
            );
            (port, speaks_http)
        });
        Ok(MeshParent {
            kind: "MeshService",
            display_name: object.display_name().clone(),
            ports: ports.collect(),
        })
    }

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
        let found = objects.get(namespace, &reference.name);
        let target = BackendTarget::Custom(CustomBackend {
            kind,
            namespace: namespace.clone(),
            name: reference.name.clone(),
            port: reference.port,
            port_name: found
                .and_then(|object| {
                    object
                        .ports()
                        .find(|port| Some(port.port) == reference.port)
                })
                .and_then(|port| port.name.clone())
                .filter(|name| !name.is_empty()),
            display_name: found
                .map_or(&reference.name, |object| object.display_name())
                .clone(),
        });
        let Some(object) = found else {
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
                    port_name: None,
                    display_name: reference.name.clone(),
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
            port_name: None,
            display_name: tag.clone(),
        }))
    }
}
