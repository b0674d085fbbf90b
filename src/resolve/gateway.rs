//! A Gateway as a whole: its class, and what its listeners add up to (kuma.md §4, §10).

use crate::diagnostic::{Code, Problem, did_you_mean};
use crate::gateway_api::Gateway;
use crate::json::Pointer;
use crate::order;

use super::Context;
use super::graph::{ClassNode, GatewayNode, ListenerNode};
use super::implementation::ClassTraits;
use super::object::class_ref;
use super::{addresses, conflict, hostname, listener};

/// The Gateways of our classes, without what depends on the routes.
pub(super) fn resolve<'s, 'a>(
    context: &Context<'_, 's, 'a>,
    classes: &[ClassNode<'s, 'a>],
) -> Vec<GatewayNode<'s, 'a>> {
    context
        .store
        .gateways
        .iter()
        .filter_map(|gateway| node(context, classes, gateway))
        .collect()
}

fn node<'s, 'a>(
    context: &Context<'_, 's, 'a>,
    classes: &[ClassNode<'s, 'a>],
    gateway: &'s Gateway<'a>,
) -> Option<GatewayNode<'s, 'a>> {
    let class_name = &gateway.spec.gateway_class_name;
    let class = classes
        .iter()
        .find(|node| node.class.metadata.name == *class_name);
    let is_known = context.store.classes.get("", class_name).is_some();
    if class.is_none() && (is_known || !context.may_be_elsewhere()) {
        return None;
    }
    let no_traits = ClassTraits::default();
    let traits = class
        .and_then(|node| node.parameters.as_ref().ok())
        .unwrap_or(&no_traits);
    let mut listeners: Vec<_> = gateway
        .spec
        .listeners
        .iter()
        .enumerate()
        .map(|(index, entry)| listener::resolve(context, gateway, traits, index, entry))
        .collect();
    mark_repeated_names(&mut listeners);
    conflict::mark(&mut listeners);
    conflict::mark_overlaps(&mut listeners);
    let domain = context.implementation.gateway_domain(&gateway.metadata);
    let deployment = context
        .implementation
        .deployment(gateway, class.map(|node| node.class));
    let mut notes = context.implementation.ignored_fields(gateway);
    notes.extend(deployment.notes);
    notes.extend(
        context
            .implementation
            .gateway_domain_note(&gateway.metadata),
    );
    if class.is_none() {
        let message =
            format!("GatewayClass `{class_name}` is not in the input and is taken to be Kuma's");
        notes.push(Problem::new(
            Code::AssumedClass,
            spec("gatewayClassName"),
            message,
        ));
    }
    let class_problem = class.and_then(|node| node.parameters.as_ref().err());
    let refused = class
        .and_then(|node| Some((node.class, node.parameters.as_ref().err()?)))
        .map(|(class, problem)| {
            let message = format!(
                "GatewayClass `{class_name}` cannot be used: {}",
                problem.message
            );
            Problem::new(Code::ClassInvalid, spec("gatewayClassName"), message)
                .maybe_help(problem.help.clone())
                .related(class_ref(class), problem.path.clone(), "the parameters")
        })
        .or_else(|| missing_domain(context, gateway, &domain, &mut notes))
        .or_else(|| infrastructure_parameters(gateway))
        .or_else(|| addresses::unsupported(gateway, deployment.expects_address));
    Some(GatewayNode {
        gateway,
        class: class.map(|node| node.class),
        domain,
        listeners,
        refused,
        obstacle: deployment.obstacle,
        class_invalid: class_problem.is_some(),
        addresses: addresses::resolve(gateway, deployment.addresses, deployment.expects_address),
        partly: None,
        unprogrammed: None,
        notes,
    })
}

/// Listeners are told apart by their names; an API server takes each only once.
fn mark_repeated_names(listeners: &mut [ListenerNode<'_, '_>]) {
    let names: Vec<String> = listeners
        .iter()
        .map(|node| node.listener.name.to_string())
        .collect();
    for node in listeners {
        if names
            .iter()
            .filter(|name| **name == *node.listener.name)
            .count()
            > 1
        {
            let place = spec("listeners").index(node.index).key("name");
            let message = format!("several listeners have the name `{}`", node.listener.name);
            let problem = Problem::new(Code::ListenerInvalid, place, message);
            node.unsupported = Some(problem.help("give each listener its own name"));
        }
    }
}

/// Adds what depends on all listeners and routes.
pub(super) fn judge(gateways: &mut [GatewayNode<'_, '_>], title: &str) {
    for node in gateways {
        if node.refused.is_none() && !node.listeners.iter().any(|listener| listener.is_accepted()) {
            let message = "none of the listeners can be served";
            node.refused = Some(Problem::new(
                Code::NoValidListener,
                spec("listeners"),
                message,
            ));
        }
        node.partly = some_invalid(node);
        node.unprogrammed = unprogrammed(node);
        ports_without_rules(node, title);
        listeners_not_shadowing(node);
    }
}

/// F86: some listeners are accepted and some are not.
fn some_invalid<'a>(node: &GatewayNode<'_, 'a>) -> Option<Problem<'a>> {
    let invalid: Vec<&str> = node
        .listeners
        .iter()
        .filter(|listener| !listener.is_accepted())
        .map(|listener| listener.listener.name.as_str())
        .collect();
    if invalid.is_empty() || node.refused.is_some() {
        return None;
    }
    let noun = if invalid.len() == 1 {
        "listener"
    } else {
        "listeners"
    };
    let message = format!(
        "{noun} `{}` cannot be served; the others can",
        invalid.join("`, `")
    );
    Some(Problem::new(
        Code::SomeListenersInvalid,
        spec("listeners"),
        message,
    ))
}

/// Why nothing of the Gateway is reachable (F87).
fn unprogrammed<'a>(node: &GatewayNode<'_, 'a>) -> Option<Problem<'a>> {
    if let Some(problem) = node.refused.as_ref().or(node.obstacle.as_ref()) {
        return Some(problem.clone());
    }
    if node.served().next().is_some() {
        return node.addresses.missing.clone();
    }
    let why: Vec<String> = node
        .listeners
        .iter()
        .filter_map(|listener| {
            Some(format!(
                "listener `{}`: {}",
                listener.listener.name,
                listener.obstacle()?.message
            ))
        })
        .collect();
    let message = format!("no listener is served: {}", why.join("; "));
    Some(Problem::new(
        Code::NoValidListener,
        spec("listeners"),
        message,
    ))
}

/// F131: a listener without routes does not keep its hostname's requests from a wider one.
fn listeners_not_shadowing(node: &mut GatewayNode<'_, '_>) {
    let wider = |narrow: &ListenerNode<'_, '_>| {
        let hostname = narrow.listener.hostname()?;
        node.served().find(|other| {
            other.listener.port == narrow.listener.port
                && other.attached_routes > 0
                && other
                    .listener
                    .hostname()
                    .is_none_or(|of_other| hostname::covers(of_other, hostname))
        })
    };
    let notes: Vec<Problem<'_>> = node
        .served()
        .filter(|listener| listener.attached_routes == 0)
        .filter_map(|listener| {
            let other = wider(listener)?;
            let place = spec("listeners").index(listener.index).key("hostname");
            let message = format!(
                "no route is attached to listener `{}`, so requests for its hostname go to listener `{}`",
                listener.listener.name, other.listener.name
            );
            Some(Problem::new(Code::ListenerNotShadowing, place, message))
        })
        .collect();
    node.notes.extend(notes);
}

/// F162: a port on which no route applies, beside one on which some does.
fn ports_without_rules(node: &mut GatewayNode<'_, '_>, title: &str) {
    // The port, the index of its first listener, and how many routes it has.
    let mut ports: Vec<(i64, usize, usize)> = Vec::new();
    for listener in node.served() {
        let (port, routes) = (listener.listener.port, listener.attached_routes);
        match ports.iter_mut().find(|(other, _, _)| *other == port) {
            Some(known) => known.2 += routes,
            None => ports.push((port, listener.index, routes)),
        }
    }
    if !ports.iter().any(|(_, _, routes)| *routes > 0) {
        return;
    }
    order::sort_by(&mut ports, |a, b| a.0.cmp(&b.0));
    for (port, index, _) in ports.into_iter().filter(|(_, _, routes)| *routes == 0) {
        let message = format!(
            "no route is attached on port {port}, while another port has routes: {title} may then configure no port of this gateway"
        );
        let place = spec("listeners").index(index).key("port");
        node.notes
            .push(Problem::new(Code::PortWithoutRules, place, message));
    }
}

fn spec(field: &str) -> Pointer {
    Pointer::root().key("spec").key(field)
}

fn missing_domain<'a>(
    context: &Context<'_, '_, 'a>,
    gateway: &Gateway<'a>,
    domain: &str,
    notes: &mut Vec<Problem<'a>>,
) -> Option<Problem<'a>> {
    match context.implementation.domain_exists(domain) {
        Some(true) => return None,
        None => {
            notes.push(unknown_domain(context, domain, Pointer::root()));
            return None;
        }
        Some(false) => {}
    }
    let label = context.implementation.domain_label();
    let place = match gateway.metadata.label(label) {
        Some(_) => Pointer::root().keys(&["metadata", "labels", label]),
        None => Pointer::root(),
    };
    if context.may_be_elsewhere() {
        let message = format!("mesh `{domain}` is not in the input and is taken to exist");
        notes.push(Problem::new(Code::AssumedMesh, place, message));
        return None;
    }
    let help = did_you_mean(domain, context.store.meshes.names_in(""));
    let message = format!("mesh `{domain}` does not exist");
    Some(Problem::new(Code::MeshNotFound, place, message).maybe_help(help))
}

/// Where nothing is said of any domain, its existence cannot be told.
pub(super) fn unknown_domain<'a>(
    context: &Context<'_, '_, 'a>,
    domain: &str,
    at: Pointer,
) -> Problem<'a> {
    if context.may_be_elsewhere() {
        let message = format!("mesh `{domain}` is not in the input and is taken to exist");
        return Problem::new(Code::AssumedMesh, at, message);
    }
    let message =
        format!("no Mesh is in the input, so whether mesh `{domain}` exists is not known");
    Problem::new(Code::MeshUnknown, at, message)
}

fn infrastructure_parameters<'a>(gateway: &Gateway<'a>) -> Option<Problem<'a>> {
    let parameters = gateway
        .spec
        .infrastructure
        .as_ref()?
        .parameters_ref
        .as_ref()?;
    let message = format!(
        "the parameters `{}/{}` of a single Gateway are not supported",
        parameters.kind, parameters.name
    );
    let place = spec("infrastructure").key("parametersRef");
    Some(Problem::new(Code::InfrastructureParameters, place, message))
}
