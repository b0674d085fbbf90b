//! Whether a backend exists, may be referred to, and speaks HTTP (kuma.md §8.4; F80 to F84, F103).

use crate::diagnostic::{Code, Problem, did_you_mean};
use crate::gateway_api::{BackendRef, HttpRoute, Service};
use crate::json::{Pointer, Text};
use crate::store::Kind;

use super::Context;
use super::grant::{self, Reference};
use super::graph::{BackendTarget, Traffic};
use super::object::kind_name;

type Resolved<'a> = Result<BackendTarget<'a>, Problem<'a>>;

/// Resolves a backendRef of a rule or a mirror. Kind first, then permission, then existence, so that
/// nobody learns what exists in a namespace that gave no grant.
pub(super) fn resolve<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    reference: &BackendRef<'a>,
    traffic: Traffic,
    path: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Resolved<'a> {
    if reference.group().is_empty() && reference.kind() == "Service" {
        permit(context, route, reference, traffic, path, notes)?;
        return service(context, route, reference, traffic, path, notes);
    }
    let custom = context
        .implementation
        .backend(route, reference, path, notes);
    if custom.is_some() && context.implementation.backend_is_namespaced(reference) {
        permit(context, route, reference, traffic, path, notes)?;
    }
    custom.unwrap_or_else(|| {
        let group = reference.group();
        let kind = reference.kind();
        let of = kind_name(group, kind);
        let message = format!("backends of kind `{of}` are not supported");
        Err(Problem::new(Code::BackendKind, path.key("kind"), message))
    })
}

/// Grants are asked for traffic through gateways; GEP-1294 asks for none in the mesh (F39), but some
/// versions do.
fn permit<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    reference: &BackendRef<'a>,
    traffic: Traffic,
    path: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Result<(), Problem<'a>> {
    let own = &route.metadata.namespace;
    let access = Reference {
        from_kind: "HTTPRoute",
        from_namespace: own,
        group: reference.group(),
        kind: reference.kind(),
        namespace: reference.namespace(own),
        name: &reference.name,
    };
    let needs_grant = traffic == Traffic::Gateway || context.implementation.mesh_needs_grants();
    if !needs_grant || grant::permits(context, &access) {
        return Ok(());
    }
    let named = format!("{} `{}/{}`", access.kind, access.namespace, access.name);
    if context.may_be_elsewhere() {
        let message =
            format!("no ReferenceGrant for {named} is in the input; it is taken to exist");
        notes.push(Problem::new(Code::AssumedGrant, path.clone(), message));
        return Ok(());
    }
    let message = format!("the reference to {named} is not permitted by any ReferenceGrant");
    Err(Problem::new(Code::BackendNotPermitted, path.clone(), message).help(grant::help(&access)))
}

fn service<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    reference: &BackendRef<'a>,
    traffic: Traffic,
    path: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Resolved<'a> {
    let namespace = reference.namespace(&route.metadata.namespace);
    let named = format!("Service `{namespace}/{}`", reference.name);
    let found = context.store.services.get(namespace, &reference.name);
    let Some(port) = reference.port else {
        let message = format!("the reference to {named} has no port");
        let ports = found.map(|service| ports_help(service)).unwrap_or_default();
        return Err(
            Problem::new(Code::BackendPortMissing, path.clone(), message).maybe_help(ports),
        );
    };
    let target = BackendTarget::Service {
        namespace: namespace.clone(),
        name: reference.name.clone(),
        port,
        port_name: found.and_then(|service| port_name(service, port)),
    };
    let Some(service) = found else {
        if context.may_be_elsewhere() {
            let message =
                format!("{named} is not in the input and is taken to exist with port {port}");
            notes.push(Problem::new(
                Code::AssumedBackend,
                path.key("name"),
                message,
            ));
            return Ok(target);
        }
        return Err(missing(context, namespace, reference, path, &named));
    };
    check_port(context, service, port, traffic, path, &named, notes)?;
    Ok(target)
}

/// The name of a TCP port; an empty one is none.
fn port_name<'a>(service: &Service<'a>, port: i64) -> Option<Text<'a>> {
    let mut ports = service.spec.ports.iter();
    let entry = ports.find(|entry| entry.port == port && entry.is_tcp())?;
    entry.name.clone().filter(|name| !name.is_empty())
}

fn missing<'a>(
    context: &Context<'_, '_, 'a>,
    namespace: &str,
    reference: &BackendRef<'a>,
    path: &Pointer,
    named: &str,
) -> Problem<'a> {
    let near = did_you_mean(&reference.name, context.store.services.names_in(namespace));
    let elsewhere = context
        .store
        .services
        .namespaces_with(&reference.name, namespace)
        .next();
    let help = near.or_else(|| {
        elsewhere.map(|other| format!("a Service of that name is in namespace `{other}`"))
    });
    Problem::new(
        Code::BackendNotFound,
        path.key("name"),
        format!(
            "{named} {}",
            context
                .store
                .absence(Kind::Service, namespace, &reference.name)
        ),
    )
    .maybe_help(
        context
            .store
            .correction(Kind::Service, namespace, &reference.name)
            .or(help),
    )
}

fn check_port<'a>(
    context: &Context<'_, '_, 'a>,
    service: &Service<'a>,
    port: i64,
    traffic: Traffic,
    path: &Pointer,
    named: &str,
    notes: &mut Vec<Problem<'a>>,
) -> Result<(), Problem<'a>> {
    if service.is_external_name() {
        let message =
            format!("{named} only names an external host, so it has no endpoints in the mesh");
        notes.push(Problem::new(
            Code::BackendExternalName,
            path.key("name"),
            message,
        ));
        return Ok(());
    }
    let of_number = || service.spec.ports.iter().filter(|entry| entry.port == port);
    let Some(entry) = of_number().find(|entry| entry.is_tcp()) else {
        if of_number().next().is_some() {
            let message = format!("port {port} of {named} is not a TCP port");
            return Err(Problem::new(
                Code::BackendProtocol,
                path.key("port"),
                message,
            ));
        }
        let message = format!("{named} has no port {port}");
        let problem = Problem::new(Code::BackendPortNotFound, path.key("port"), message);
        return Err(problem.maybe_help(ports_help(service)));
    };
    let app_protocol = entry.app_protocol.as_deref();
    if let Some(protocol) =
        app_protocol.filter(|protocol| context.implementation.cannot_speak(protocol))
    {
        let message = format!(
            "port {port} of {named} speaks `{protocol}`, which gateways and sidecars cannot speak to it"
        );
        return Err(Problem::new(
            Code::BackendProtocol,
            path.key("port"),
            message,
        ));
    }
    if !context
        .implementation
        .speaks_http(app_protocol, &service.metadata, port)
    {
        let spoken = match app_protocol {
            Some(protocol) => format!("has the appProtocol `{protocol}`"),
            None => "has no appProtocol".to_owned(),
        };
        let effect = match traffic {
            Traffic::Gateway => "so Kuma treats it as TCP",
            Traffic::Mesh if context.implementation.mesh_fails_closed() => {
                "so Kuma treats it as TCP"
            }
            Traffic::Mesh => "so Kuma treats it as TCP and sidecars skip it",
        };
        let message = format!("port {port} of {named} {spoken}, {effect}");
        notes.push(Problem::new(Code::BackendTcp, path.key("port"), message));
    }
    Ok(())
}

fn ports_help(service: &Service<'_>) -> Option<String> {
    let ports: Vec<String> = service
        .spec
        .ports
        .iter()
        .filter(|entry| entry.is_tcp())
        .map(|entry| entry.port.to_string())
        .collect();
    (!ports.is_empty()).then(|| format!("use one of its TCP ports: {}", ports.join(", ")))
}

/// Whether a backend can be a mirror: its kind, and in the mesh its protocol, as a mirror to a port
/// without HTTP breaks the configuration of every client (F20).
pub(super) fn check_mirror<'a>(
    context: &Context<'_, '_, 'a>,
    target: BackendTarget<'a>,
    traffic: Traffic,
    path: &Pointer,
) -> Resolved<'a> {
    let (namespace, name, port) = match &target {
        BackendTarget::Service {
            namespace,
            name,
            port,
            ..
        } => (namespace, name, port),
        BackendTarget::Custom(custom) if !context.implementation.mirrors_to(custom.kind) => {
            let message = format!("nothing can be mirrored to a `{}`", custom.kind);
            return Err(Problem::new(Code::BackendKind, path.key("kind"), message)
                .help("mirror to a Service or a MeshService"));
        }
        BackendTarget::Custom(_) => return Ok(target),
    };
    if traffic == Traffic::Gateway {
        return Ok(target);
    }
    let Some(service) = context.store.services.get(namespace, name) else {
        return Ok(target);
    };
    let entry = service
        .spec
        .ports
        .iter()
        .find(|entry| entry.port == *port && entry.is_tcp());
    let speaks_http = entry.is_some_and(|entry| {
        context
            .implementation
            .speaks_http(entry.app_protocol.as_deref(), &service.metadata, *port)
    });
    if speaks_http && !service.is_external_name() {
        return Ok(target);
    }
    let message = format!(
        "Service `{namespace}/{name}` has no HTTP on port {port}, so nothing can be mirrored to it"
    );
    Err(Problem::new(Code::BackendProtocol, path.clone(), message))
}
