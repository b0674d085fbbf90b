//! A Service as the parent of a route (GAMMA; kuma.md §9.1; F72, F73, F75, F76, F100).

use crate::diagnostic::{Code, Problem, did_you_mean};
use crate::gateway_api::{HttpRoute, ParentReference, Service, ServicePort};
use crate::json::{Pointer, Text};
use crate::store::Kind;

use super::Context;
use super::gateway::unknown_domain;
use super::graph::{Parent, ParentPort, ServiceParent};
use super::object::kind_name;

pub(super) fn resolve<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    reference: &ParentReference<'a>,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> ServiceParent<'a> {
    let namespace = reference.namespace(&route.metadata.namespace).clone();
    let service = context.store.services.get(&namespace, &reference.name);
    let no_domain = missing_domain(context, route, at, notes);
    let verdict = match (no_domain, service) {
        (Some(problem), _) => Err(problem),
        (None, Some(service)) => {
            domain(context, route, service, at, notes);
            ports(context, service, reference, at, notes)
        }
        (None, None) if context.may_be_elsewhere() => {
            let named = format!(
                "Service `{namespace}/{}` is not in the input",
                reference.name
            );
            let message = match reference.port {
                Some(port) => format!("{named}; it is taken to exist with port {port}"),
                None => format!(
                    "{named}, so its ports are not known and no rules were made; name a `port`"
                ),
            };
            notes.push(Problem::new(Code::AssumedParent, at.key("name"), message));
            let assumed = |number| ParentPort { number, name: None };
            Ok(reference.port.map(assumed).into_iter().collect())
        }
        (None, None) => Err(missing(context, &namespace, reference, at)),
    };
    ServiceParent {
        kind: "Service",
        namespace,
        name: reference.name.clone(),
        display_name: reference.name.clone(),
        is_known: service.is_some(),
        verdict,
    }
}

/// A parent of one of the implementation's own kinds; none if it has no such kind.
pub(super) fn of_implementation<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    reference: &ParentReference<'a>,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Option<Parent<'a>> {
    let namespace = reference.namespace(&route.metadata.namespace).clone();
    let of = kind_name(reference.group(), reference.kind());
    let implementation = context.implementation;
    let found = match implementation.mesh_parent(&of, &namespace, &reference.name, at)? {
        Ok(found) => found,
        Err(problem) if problem.code == Code::TargetTooOld => {
            notes.push(problem);
            return Some(Parent::Foreign);
        }
        Err(problem) if context.may_be_elsewhere() => {
            let message = problem.message.replace(
                "does not exist",
                "is not in the input, so only a `port` that is named gets rules",
            );
            notes.push(Problem::new(Code::AssumedParent, at.key("name"), message));
            let assumed = |number| ParentPort { number, name: None };
            let ports = reference.port.map(assumed).into_iter().collect();
            return Some(of_mesh_service(reference, namespace, Ok(ports)));
        }
        Err(problem) => return Some(of_mesh_service(reference, namespace, Err(problem))),
    };
    if let Some(problem) = missing_domain(context, route, at, notes) {
        return Some(of_mesh_service(reference, namespace, Err(problem)));
    }
    let named = format!("{} `{namespace}/{}`", found.kind, reference.name);
    let asks = |port: &ParentPort<'a>| {
        let number = port.number.to_string();
        let section = port.name.as_deref().unwrap_or(&number);
        reference
            .section_name
            .as_ref()
            .is_none_or(|name| *name == section)
            && reference.port.is_none_or(|number| number == port.number)
    };
    let mut ports = Vec::new();
    for (port, speaks_http) in found.ports.iter().filter(|(port, _)| asks(port)) {
        if !speaks_http {
            notes.push(without_http(&named, port.number, at));
        }
        ports.push(port.clone());
    }
    let known = found.ports.iter().map(|(port, _)| port);
    let verdict = if ports.is_empty() {
        Err(no_port(known, "port", reference, at, &named))
    } else {
        Ok(ports)
    };
    Some(Parent::Service(ServiceParent {
        kind: found.kind,
        namespace,
        name: reference.name.clone(),
        display_name: found.display_name,
        is_known: true,
        verdict,
    }))
}

/// A parent of an own kind that is only assumed, or that the route cannot be attached to.
fn of_mesh_service<'a>(
    reference: &ParentReference<'a>,
    namespace: Text<'a>,
    verdict: Result<Vec<ParentPort<'a>>, Problem<'a>>,
) -> Parent<'a> {
    Parent::Service(ServiceParent {
        kind: "MeshService",
        namespace,
        name: reference.name.clone(),
        display_name: reference.name.clone(),
        is_known: verdict.is_err(),
        verdict,
    })
}

/// Why the route's domain makes it impossible to attach it.
fn missing_domain<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Option<Problem<'a>> {
    let of_route = context.implementation.domain(&route.metadata);
    let exists = context.implementation.domain_exists(&of_route);
    if exists.is_none() {
        notes.push(unknown_domain(context, &of_route, at.clone()));
    }
    (exists == Some(false) && !context.may_be_elsewhere()).then(|| {
        let message = format!("the route is in mesh `{of_route}`, which does not exist");
        Problem::new(Code::MeshMismatch, at.clone(), message)
    })
}

fn without_http<'a>(named: &str, port: i64, at: &Pointer) -> Problem<'a> {
    let message = format!("{named} has no HTTP on port {port}, so the rules have no effect there");
    Problem::new(Code::ParentPortTcp, at.clone(), message)
}

fn missing<'a>(
    context: &Context<'_, '_, 'a>,
    namespace: &str,
    reference: &ParentReference<'a>,
    at: &Pointer,
) -> Problem<'a> {
    let message = format!(
        "Service `{namespace}/{}` {}",
        reference.name,
        context
            .store
            .absence(Kind::Service, namespace, &reference.name)
    );
    let near = did_you_mean(&reference.name, context.store.services.names_in(namespace));
    let elsewhere = context
        .store
        .services
        .namespaces_with(&reference.name, namespace)
        .next();
    let help = elsewhere
        .map(|other| format!("a Service of that name is in namespace `{other}`"))
        .or(near);
    Problem::new(Code::ParentServiceNotFound, at.key("name"), message).maybe_help(
        context
            .store
            .correction(Kind::Service, namespace, &reference.name)
            .or(help),
    )
}

/// The TCP ports that the reference names, each once.
fn ports<'a>(
    context: &Context<'_, '_, 'a>,
    service: &Service<'a>,
    reference: &ParentReference<'a>,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Result<Vec<ParentPort<'a>>, Problem<'a>> {
    let named = format!(
        "Service `{}/{}`",
        service.metadata.namespace, service.metadata.name
    );
    let unroutable = if service.is_external_name() {
        Some("only names an external host, so no traffic of the mesh goes through it")
    } else if service.is_headless() {
        Some("has no cluster IP, so traffic goes to its pods directly")
    } else {
        None
    };
    if let Some(why) = unroutable {
        let message = format!("{named} {why}");
        return Err(Problem::new(
            Code::ParentServiceUnroutable,
            at.key("name"),
            message,
        ));
    }
    let asks = |port: &ServicePort<'a>| {
        reference
            .section_name
            .as_ref()
            .is_none_or(|name| port.name.as_ref() == Some(name))
            && reference.port.is_none_or(|number| number == port.port)
    };
    for port in service
        .spec
        .ports
        .iter()
        .filter(|port| !port.is_tcp() && asks(port))
    {
        let message = format!(
            "port {} of {named} is not a TCP port and takes no rules",
            port.port
        );
        notes.push(Problem::new(Code::ParentPortSkipped, at.clone(), message));
    }
    let mut ports: Vec<ParentPort<'a>> = Vec::new();
    for port in service.spec.ports.iter().filter(|port| port.is_tcp()) {
        if !asks(port) || ports.iter().any(|known| known.number == port.port) {
            continue;
        }
        ports.push(of_service(port));
        if !context.implementation.speaks_http(
            port.app_protocol.as_deref(),
            &service.metadata,
            port.port,
        ) {
            notes.push(without_http(&named, port.port, at));
        }
    }
    if ports.is_empty() {
        let ports = service.spec.ports.iter().filter(|port| port.is_tcp());
        let known: Vec<ParentPort<'a>> = ports.map(of_service).collect();
        return Err(no_port(known.iter(), "TCP port", reference, at, &named));
    }
    Ok(ports)
}

fn of_service<'a>(port: &ServicePort<'a>) -> ParentPort<'a> {
    ParentPort {
        number: port.port,
        name: port.name.clone().filter(|name| !name.is_empty()),
    }
}

fn no_port<'p, 'a: 'p>(
    ports: impl Iterator<Item = &'p ParentPort<'a>>,
    noun: &str,
    reference: &ParentReference<'a>,
    at: &Pointer,
    named: &str,
) -> Problem<'a> {
    let known: Vec<String> = ports
        .map(|port| match &port.name {
            Some(name) => format!("{} (`{name}`)", port.number),
            None => port.number.to_string(),
        })
        .collect();
    let (wanted, place) = match (&reference.section_name, reference.port) {
        (Some(name), _) => (format!("{noun} named `{name}`"), at.key("sectionName")),
        (None, Some(port)) => (format!("{noun} {port}"), at.key("port")),
        (None, None) => (noun.to_owned(), at.key("name")),
    };
    let message = format!("{named} has no {wanted}");
    let help = (!known.is_empty()).then(|| format!("use one of its {noun}s: {}", known.join(", ")));
    Problem::new(Code::ParentServicePort, place, message).maybe_help(help)
}

fn domain<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    service: &Service<'a>,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) {
    let of_route = context.implementation.domain(&route.metadata);
    let of_service = context.implementation.domain(&service.metadata);
    if of_route != of_service {
        let message = format!(
            "the route is in mesh `{of_route}`, but Service `{}/{}` seems to be in mesh `{of_service}`",
            service.metadata.namespace, service.metadata.name
        );
        notes.push(Problem::new(Code::ServiceMeshMismatch, at.clone(), message));
    }
}
