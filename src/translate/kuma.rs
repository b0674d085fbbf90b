//! What Kuma says where Gateway API leaves it to the implementation.

use crate::contract::{Missing, ObjectRef, Options};
use crate::diagnostic::{Code, Problem, nearest};
use crate::gateway_api::{
    BackendRef, GROUP, Gateway, GatewayAddress, GatewayClass, HttpRoute, HttpRouteFilter,
    HttpRouteRule, Map, Metadata, ParametersReference, RouteMatch,
};
use crate::json::{Pointer, Text};
use crate::kuma::{self, MeshBackend, MeshGatewayConfig, mesh_of, tags};
use crate::resolve::kind_name;
use crate::resolve::{
    BackendTarget, ClassTraits, CustomBackend, Deployment, FilterVerdict, Implementation,
    MatchVerdict, Traffic,
};
use crate::store::{Kind, Objects, Store};

use super::{instance, limits, naming};

/// The name by which GatewayClasses choose Kuma.
pub(crate) const CONTROLLER_NAME: &str = "gateways.kuma.io/controller";

/// What Kuma 2.14 claims in its conformance test (kuma.md §1.7), without listener isolation, which its
/// data plane lacks (F131), and with the percentage of mirrors, which this module carries over (F69).
const FEATURES: &[&str] = &[
    "Gateway",
    "GatewayPort8080",
    "HTTPRoute",
    "HTTPRouteHostRewrite",
    "HTTPRouteMethodMatching",
    "HTTPRouteParentRefPort",
    "HTTPRoutePathRedirect",
    "HTTPRoutePathRewrite",
    "HTTPRoutePortRedirect",
    "HTTPRouteQueryParamMatching",
    "HTTPRouteRequestMirror",
    "HTTPRouteRequestPercentageMirror",
    "HTTPRouteResponseHeaderModification",
    "HTTPRouteSchemeRedirect",
    "ReferenceGrant",
];

/// Kuma as an implementation of Gateway API.
pub struct Kuma<'c, 'a> {
    store: &'c Store<'a>,
    options: &'c Options<'a>,
}

impl<'c, 'a> Kuma<'c, 'a> {
    /// Kuma, with the objects of a snapshot.
    #[must_use]
    pub fn new(store: &'c Store<'a>, options: &'c Options<'a>) -> Self {
        Kuma { store, options }
    }

    fn may_be_elsewhere(&self) -> bool {
        self.options.missing == Missing::Unknown
    }

    fn mesh_backend(
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
            let near = nearest(&reference.name, objects.names_in(namespace));
            let help = near.map(|near| format!("did you mean `{near}`?"));
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

    fn external_service(
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
            let near = nearest(
                &reference.name,
                in_mesh.map(|object| object.metadata.name.as_str()),
            );
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("{named} does not exist in mesh `{mesh}`");
            return Err(
                Problem::new(Code::BackendNotFound, path.key("name"), message).maybe_help(help),
            );
        };
        let Some(tag) = object.service_tag() else {
            let message = format!("{named} has no tag `{}`", tags::SERVICE);
            return Err(Problem::new(Code::BackendTag, path.key("name"), message));
        };
        let fits =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
        if tag.is_empty() || !tag.bytes().all(fits) {
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

impl<'a> Implementation<'a> for Kuma<'_, 'a> {
    fn controller_name(&self) -> &'static str {
        CONTROLLER_NAME
    }

    fn supported_features(&self) -> &'static [&'static str] {
        FEATURES
    }

    fn parameters(&self, class: &GatewayClass<'a>) -> Result<ClassTraits<'a>, Problem<'a>> {
        let Some(reference) = &class.spec.parameters_ref else {
            return Ok(ClassTraits::default());
        };
        let at = Pointer::root().keys(&["spec", "parametersRef"]);
        check_reference(reference, &at)?;
        let Some(config) = self.store.configs.get("", &reference.name) else {
            let named = format!("MeshGatewayConfig `{}`", reference.name);
            if self.may_be_elsewhere() {
                let message =
                    format!("{named} is not in the input; Kuma's defaults stand in for it");
                let note = Problem::new(Code::AssumedParameters, at.key("name"), message);
                return Ok(ClassTraits {
                    http_only: false,
                    notes: vec![note],
                });
            }
            let near = nearest(&reference.name, self.store.configs.names_in(""));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let absence = self
                .store
                .absence(Kind::MeshGatewayConfig, "", &reference.name);
            let message = format!("{named} {absence}");
            return Err(
                Problem::new(Code::ClassParametersNotFound, at.key("name"), message)
                    .maybe_help(help),
            );
        };
        check_config(config, &at)?;
        Ok(ClassTraits {
            http_only: config.spec.cross_mesh == Some(true),
            notes: Vec::new(),
        })
    }

    fn deployment(
        &self,
        gateway: &Gateway<'a>,
        class: Option<&GatewayClass<'a>>,
    ) -> Deployment<'a> {
        let config = config_of(self.store, class);
        let service_type = instance::service_type(config);
        let metadata = &gateway.metadata;
        let name = naming::instance(&metadata.name, &metadata.namespace);
        let mut deployment = Deployment {
            expects_address: service_type == "LoadBalancer",
            ..Deployment::default()
        };
        if let Some(observed) = self.store.instances.get(&metadata.namespace, &name) {
            let owners = observed
                .metadata
                .owner_references
                .as_deref()
                .unwrap_or_default();
            let is_own = owners.iter().any(|owner| {
                let group = owner.api_version.split_once('/').map(|(group, _)| group);
                let is_same =
                    owner.uid.is_none() || metadata.uid.is_none() || owner.uid == metadata.uid;
                is_same
                    && owner.controller == Some(true)
                    && group == Some(GROUP)
                    && owner.kind == "Gateway"
                    && owner.name == metadata.name
            });
            if is_own {
                deployment.addresses = addresses(observed);
            } else {
                let message = format!(
                    "MeshGatewayInstance `{}/{name}` exists and is not this Gateway's",
                    metadata.namespace
                );
                deployment.obstacle = Some(Problem::new(
                    Code::InstanceNotOurs,
                    Pointer::root(),
                    message,
                ));
            }
        }
        let at_name = Pointer::root().keys(&["metadata", "name"]);
        if *name != *metadata.name {
            let message = format!(
                "`{}` cannot be the name of a Service, so the MeshGatewayInstance is called `{name}`",
                metadata.name
            );
            deployment.notes.push(Problem::new(
                Code::GatewayNameDerived,
                at_name.clone(),
                message,
            ));
        }
        if let Some(service) = self.store.services.get(&metadata.namespace, &name) {
            let builtin = service
                .metadata
                .annotation("kuma.io/gateway")
                .is_some_and(|value| *value == "builtin");
            if !builtin {
                let message = format!(
                    "Service `{}/{name}` has the name that the Service of this gateway will get",
                    metadata.namespace
                );
                deployment
                    .notes
                    .push(Problem::new(Code::ServiceNameTaken, at_name, message));
            }
        }
        if service_type == "NodePort" {
            deployment.notes.extend(node_ports(gateway));
        }
        deployment
    }

    fn ignored_fields(&self, gateway: &Gateway<'a>) -> Vec<Problem<'a>> {
        let spec = &gateway.spec;
        let client_certificate = spec
            .tls
            .as_ref()
            .and_then(|tls| tls.backend.as_ref())
            .and_then(|tls| tls.client_certificate_ref.as_ref());
        let takes_listener_sets = spec
            .allowed_listeners
            .as_ref()
            .and_then(|allowed| allowed.namespaces.as_ref())
            .and_then(|namespaces| namespaces.from.as_deref())
            .is_some_and(|from| from != "None");
        let is_default = spec
            .default_scope
            .as_deref()
            .is_some_and(|scope| scope != "None");
        let fields = [
            (
                client_certificate.is_some(),
                &["tls", "backend", "clientCertificateRef"][..],
                "gateways of Kuma show the mesh's own certificate to backends",
            ),
            (
                takes_listener_sets,
                &["allowedListeners"],
                "Kuma reads no ListenerSets",
            ),
            (
                is_default,
                &["defaultScope"],
                "Kuma has no default Gateways",
            ),
        ];
        let reserved = instance::reserved_keys(gateway).map(|(map, key)| {
            let place = Pointer::root().keys(&["spec", "infrastructure", map, key]);
            let message =
                format!("`{key}` is ignored: Kuma sets it on what it makes for a gateway");
            Problem::new(Code::GatewayFieldIgnored, place, message)
        });
        fields
            .into_iter()
            .filter(|(present, _, _)| *present)
            .map(|(_, keys, why)| {
                let message = format!("`spec.{}` is ignored: {why}", keys.join("."));
                Problem::new(
                    Code::GatewayFieldIgnored,
                    Pointer::root().key("spec").keys(keys),
                    message,
                )
            })
            .chain(reserved)
            .collect()
    }

    fn domain(&self, object: &Metadata<'a>) -> Text<'a> {
        let namespace = self.store.namespaces.get("", &object.namespace);
        mesh_of(object, namespace.map(|namespace| &namespace.metadata))
    }

    fn domain_note(&self, object: &Metadata<'a>) -> Option<Problem<'a>> {
        let by_label = object
            .label(tags::MESH)
            .is_some_and(|mesh| !mesh.is_empty());
        let annotation = object
            .annotation(tags::MESH)
            .filter(|mesh| !by_label && !mesh.is_empty())?;
        let place = Pointer::root().keys(&["metadata", "annotations", tags::MESH]);
        let message = format!("mesh `{annotation}` is chosen by an annotation");
        Some(Problem::new(Code::MeshAnnotation, place, message))
    }

    fn domain_label(&self) -> &'static str {
        tags::MESH
    }

    fn domain_exists(&self, domain: &str) -> Option<bool> {
        // What cannot be the name of a mesh (V2) is none.
        let fits =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
        if !domain.bytes().all(fits) {
            return Some(false);
        }
        if domain == kuma::DEFAULT_MESH || self.store.meshes.get("", domain).is_some() {
            return Some(true);
        }
        // Kuma makes the mesh `default` itself, and a snapshot without any Mesh says nothing about them.
        (!self.store.meshes.is_empty()).then_some(false)
    }

    fn max_certificates(&self) -> usize {
        2
    }

    fn backend(
        &self,
        route: &HttpRoute<'a>,
        reference: &BackendRef<'a>,
        path: &Pointer,
        notes: &mut Vec<Problem<'a>>,
    ) -> Option<Result<BackendTarget<'a>, Problem<'a>>> {
        if reference.group() != kuma::GROUP {
            return None;
        }
        let store = self.store;
        Some(match reference.kind() {
            "ExternalService" => self.external_service(route, reference, path, notes),
            "MeshService" => self.mesh_backend(
                &store.mesh_services,
                "MeshService",
                route,
                reference,
                path,
                notes,
            ),
            "MeshExternalService" => self.mesh_backend(
                &store.mesh_external_services,
                "MeshExternalService",
                route,
                reference,
                path,
                notes,
            ),
            "MeshMultiZoneService" => self.mesh_backend(
                &store.mesh_multi_zone_services,
                "MeshMultiZoneService",
                route,
                reference,
                path,
                notes,
            ),
            _ => return None,
        })
    }

    fn backend_is_namespaced(&self, reference: &BackendRef<'a>) -> bool {
        reference.kind() != "ExternalService"
    }

    fn speaks_http(&self, app_protocol: Option<&str>, service: &Metadata<'a>, port: i64) -> bool {
        let is_known = |protocol: &str| {
            matches!(
                protocol,
                "http" | "http2" | "grpc" | "kafka" | "tcp" | "tls" | "mysql"
            )
        };
        let of_port = app_protocol
            .map(str::to_ascii_lowercase)
            .filter(|protocol| is_known(protocol));
        let protocol = of_port.or_else(|| {
            service
                .annotation(&format!("{port}.service.kuma.io/protocol"))
                .map(|value| value.to_ascii_lowercase())
        });
        matches!(protocol.as_deref(), Some("http" | "http2" | "grpc"))
    }

    fn cannot_speak(&self, app_protocol: &str) -> bool {
        matches!(app_protocol, "kubernetes.io/h2c" | "kubernetes.io/wss")
    }

    fn judge_match(
        &self,
        route_match: &RouteMatch<'a>,
        traffic: Traffic,
        path: &Pointer,
    ) -> MatchVerdict<'a> {
        limits::judge_match(route_match, traffic, path)
    }

    fn judge_filters(
        &self,
        rule: &HttpRouteRule<'a>,
        filters: &[(Pointer, &HttpRouteFilter<'a>)],
        traffic: Traffic,
    ) -> Vec<FilterVerdict<'a>> {
        limits::judge_filters(rule, filters, traffic)
    }
}

/// The parameters of a class, if it has any.
pub(super) fn config_of<'s, 'a>(
    store: &'s Store<'a>,
    class: Option<&GatewayClass<'a>>,
) -> Option<&'s MeshGatewayConfig<'a>> {
    let reference = class?.spec.parameters_ref.as_ref()?;
    store.configs.get("", &reference.name)
}

/// The identity of the parameters of a class.
pub(super) fn config_ref<'a>(config: &MeshGatewayConfig<'a>) -> ObjectRef<'a> {
    ObjectRef {
        api_version: config.api_version.clone(),
        kind: Text::from("MeshGatewayConfig"),
        namespace: Text::default(),
        name: config.metadata.name.clone(),
    }
}

fn check_reference<'a>(
    reference: &ParametersReference<'a>,
    at: &Pointer,
) -> Result<(), Problem<'a>> {
    if reference.group != kuma::GROUP || reference.kind != "MeshGatewayConfig" {
        let message = format!(
            "the parameters are a `{}`, not a MeshGatewayConfig.kuma.io",
            kind_name(&reference.group, &reference.kind)
        );
        return Err(Problem::new(Code::ClassParametersKind, at.clone(), message));
    }
    match reference
        .namespace
        .as_deref()
        .filter(|namespace| !namespace.is_empty())
    {
        Some(namespace) => {
            let message = format!(
                "the parameters name the namespace `{namespace}`, but a MeshGatewayConfig has none"
            );
            Err(Problem::new(
                Code::ClassParametersNamespace,
                at.key("namespace"),
                message,
            ))
        }
        None => Ok(()),
    }
}

/// F154: values that Kuma's webhook or CRD refuses on a MeshGatewayInstance (V23).
fn check_config<'a>(config: &MeshGatewayConfig<'a>, at: &Pointer) -> Result<(), Problem<'a>> {
    let spec = Pointer::root().key("spec");
    let refuse = |why: String, place: Pointer| {
        let message = format!("MeshGatewayConfig `{}` has {why}", config.metadata.name);
        let problem = Problem::new(Code::ClassParametersInvalid, at.clone(), message);
        Err(problem.related(config_ref(config), place, "the value"))
    };
    if let Some(replicas) = config.spec.replicas.filter(|replicas| *replicas < 1) {
        return refuse(format!("{replicas} replicas"), spec.key("replicas"));
    }
    let known = |of: &&Text<'a>| matches!(of.as_str(), "LoadBalancer" | "ClusterIP" | "NodePort");
    if let Some(of) = config.spec.service_type.as_ref().filter(|of| !known(of)) {
        return refuse(format!("the serviceType `{of}`"), spec.key("serviceType"));
    }
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte);
    for (key, value) in config.spec.tags.iter().flat_map(Map::iter) {
        let why = if *key == tags::SERVICE {
            "which Kuma sets itself"
        } else if value.is_empty() {
            "which is empty"
        } else if !value.bytes().all(fits) {
            "which Kuma refuses"
        } else {
            continue;
        };
        return refuse(
            format!("the tag `{key}: {value}`, {why}"),
            spec.keys(&["tags", key]),
        );
    }
    Ok(())
}

fn addresses<'a>(observed: &kuma::ObservedInstance<'a>) -> Vec<GatewayAddress<'a>> {
    let address = |of: &'static str, value: &Option<Text<'a>>| {
        let value = value.clone().filter(|value| !value.is_empty())?;
        Some(GatewayAddress {
            r#type: Some(Text::from(of)),
            value: Some(value),
        })
    };
    observed
        .status
        .load_balancer
        .ingress
        .iter()
        .flat_map(|entry| {
            [
                address("IPAddress", &entry.ip),
                address("Hostname", &entry.hostname),
            ]
        })
        .flatten()
        .collect()
}

/// F119: Kuma asks for node ports that are the listeners' own.
fn node_ports<'a>(gateway: &Gateway<'a>) -> Vec<Problem<'a>> {
    let outside = gateway
        .spec
        .listeners
        .iter()
        .enumerate()
        .filter(|(_, l)| !(30000..=32767).contains(&l.port));
    outside
        .map(|(index, listener)| {
            let place = Pointer::root()
                .keys(&["spec", "listeners"])
                .index(index)
                .key("port");
            let message = format!(
                "Kuma asks for node port {}, which Kubernetes usually does not give",
                listener.port
            );
            Problem::new(Code::NodePortRange, place, message)
        })
        .collect()
}
