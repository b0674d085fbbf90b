//! A Service as the parent of a route (GAMMA; kuma.md §9.1; F72, F73, F75, F76, F100).

use crate::diagnostic::{Code, Problem, did_you_mean};
use crate::gateway_api::{HttpRoute, ParentReference, Service, ServicePort};
use crate::json::Pointer;
use crate::store::Kind;

use super::Context;
use super::gateway::unknown_domain;
use super::graph::ServiceParent;

pub(super) fn resolve<'s, 'a>(
    context: &Context<'_, 's, 'a>,
    route: &HttpRoute<'a>,
    reference: &ParentReference<'a>,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> ServiceParent<'s, 'a> {
    let namespace = reference.namespace(&route.metadata.namespace).clone();
    let service = context.store.services.get(&namespace, &reference.name);
    let of_route = context.implementation.domain(&route.metadata);
    let exists = context.implementation.domain_exists(&of_route);
    if exists.is_none() {
        notes.push(unknown_domain(context, &of_route, at.clone()));
    }
    let verdict = match service {
        _ if exists == Some(false) && !context.may_be_elsewhere() => {
            let message = format!("the route is in mesh `{of_route}`, which does not exist");
            Err(Problem::new(Code::MeshMismatch, at.clone(), message))
        }
        Some(service) => {
            domain(context, route, service, at, notes);
            ports(context, service, reference, at, notes)
        }
        None if context.may_be_elsewhere() => {
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
            Ok(reference.port.into_iter().collect())
        }
        None => Err(missing(context, &namespace, reference, at)),
    };
    ServiceParent {
        namespace,
        name: reference.name.clone(),
        service,
        verdict,
    }
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
) -> Result<Vec<i64>, Problem<'a>> {
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
    let mut ports: Vec<i64> = Vec::new();
    for port in service.spec.ports.iter().filter(|port| port.is_tcp()) {
        if !asks(port) || ports.contains(&port.port) {
            continue;
        }
        ports.push(port.port);
        if !context.implementation.speaks_http(
            port.app_protocol.as_deref(),
            &service.metadata,
            port.port,
        ) {
            let message = format!(
                "{named} has no HTTP on port {}, so the rules have no effect there",
                port.port
            );
            notes.push(Problem::new(Code::ParentPortTcp, at.clone(), message));
        }
    }
    if ports.is_empty() {
        return Err(no_port(service, reference, at, &named));
    }
    Ok(ports)
}

fn no_port<'a>(
    service: &Service<'a>,
    reference: &ParentReference<'a>,
    at: &Pointer,
    named: &str,
) -> Problem<'a> {
    let known: Vec<String> = service
        .spec
        .ports
        .iter()
        .filter(|port| port.is_tcp())
        .map(|port| match &port.name {
            Some(name) => format!("{} (`{name}`)", port.port),
            None => port.port.to_string(),
        })
        .collect();
    let (wanted, place) = match (&reference.section_name, reference.port) {
        (Some(name), _) => (format!("TCP port named `{name}`"), at.key("sectionName")),
        (None, Some(port)) => (format!("TCP port {port}"), at.key("port")),
        (None, None) => ("TCP port".to_owned(), at.key("name")),
    };
    let message = format!("{named} has no {wanted}");
    let help =
        (!known.is_empty()).then(|| format!("use one of its TCP ports: {}", known.join(", ")));
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
