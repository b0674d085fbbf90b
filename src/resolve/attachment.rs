//! Whether a route is attached to a Gateway, listener by listener (gateway-api.md §3.5; F36, F37, F99, F156).

use crate::diagnostic::{Code, Problem, nearest};
use crate::gateway_api::{HttpRoute, LabelSelector, ParentReference};
use crate::json::Pointer;

use super::Context;
use super::graph::{Attached, GatewayNode, ListenerNode};
use super::hostname::intersect;
use super::namespace_selector::{NAME_LABEL, selects, selects_by_name};
use super::object::gateway_ref;

/// The listeners that a parentRef covers, or why the route is not attached to any.
pub(super) fn attach<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    reference: &ParentReference<'a>,
    at: &Pointer,
    gateway: &GatewayNode<'_, 'a>,
    notes: &mut Vec<Problem<'a>>,
) -> Result<Attached, Problem<'a>> {
    let covered: Vec<&ListenerNode<'_, 'a>> = gateway
        .listeners
        .iter()
        .filter(|node| {
            reference
                .section_name
                .as_ref()
                .is_none_or(|name| *name == node.listener.name)
        })
        .filter(|node| reference.port.is_none_or(|port| port == node.listener.port))
        .collect();
    if covered.is_empty() {
        return Err(no_matching_listener(reference, at, gateway));
    }
    let mut allowed = Vec::new();
    let mut refusals = Vec::new();
    for node in &covered {
        match allows(context, route, gateway, node, at, notes) {
            Ok(()) => allowed.push(*node),
            Err(reason) => refusals.push((*node, reason)),
        }
    }
    if allowed.is_empty() {
        let reasons: Vec<String> = refusals
            .iter()
            .map(|(node, reason)| format!("listener `{}` {reason}", node.listener.name))
            .collect();
        let message = format!("no listener allows the route: {}", reasons.join("; "));
        let place = refusals.first().map_or(0, |(node, _)| node.index);
        let listeners = Pointer::root().keys(&["spec", "listeners"]);
        let problem = Problem::new(Code::NotAllowedByListeners, at.clone(), message);
        return Err(problem.related(
            gateway_ref(gateway.gateway),
            listeners.index(place).key("allowedRoutes"),
            "the listener",
        ));
    }
    let attached: Vec<usize> = allowed
        .iter()
        .filter(|node| hostnames_meet(route, node))
        .map(|node| node.index)
        .collect();
    if attached.is_empty() {
        return Err(no_matching_hostname(route, &allowed));
    }
    // Listeners that carry no HTTP are never in the MeshGateway, so they cannot be reached by mistake.
    let tied = refusals.iter().any(|(node, _)| node.carries_http);
    Ok(Attached {
        listeners: attached,
        tied,
    })
}

fn no_matching_listener<'a>(
    reference: &ParentReference<'a>,
    at: &Pointer,
    gateway: &GatewayNode<'_, 'a>,
) -> Problem<'a> {
    let names: Vec<&str> = gateway
        .listeners
        .iter()
        .map(|node| node.listener.name.as_str())
        .collect();
    let wanted = match (&reference.section_name, reference.port) {
        (Some(name), Some(port)) => format!("`{name}` on port {port}"),
        (Some(name), None) => format!("`{name}`"),
        (None, Some(port)) => format!("on port {port}"),
        (None, None) => "at all".to_owned(),
    };
    let message = format!("Gateway `{}` has no listener {wanted}", reference.name);
    let place = match (&reference.section_name, reference.port) {
        (Some(_), _) => at.key("sectionName"),
        (None, Some(_)) => at.key("port"),
        (None, None) => at.clone(),
    };
    let near = reference
        .section_name
        .as_ref()
        .and_then(|name| nearest(name, names.iter().copied()));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let ports: Vec<String> = gateway
                .listeners
                .iter()
                .map(|node| format!("`{}` on port {}", node.listener.name, node.listener.port))
                .collect();
            format!("name a listener that the Gateway has: {}", ports.join(", "))
        }
    };
    Problem::new(Code::NoMatchingListener, place, message)
        .help(help)
        .related(
            gateway_ref(gateway.gateway),
            Pointer::root().keys(&["spec", "listeners"]),
            "the listeners",
        )
}

/// Whether one listener allows the route, by kind and namespace; the error completes "listener `x` …".
fn allows<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    gateway: &GatewayNode<'_, 'a>,
    node: &ListenerNode<'_, 'a>,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Result<(), String> {
    if !node.carries_http {
        let protocol = node
            .listener
            .protocol
            .as_ref()
            .map_or("", |protocol| protocol.as_str());
        return Err(format!(
            "takes no HTTPRoutes, as its protocol is `{protocol}`"
        ));
    }
    if !node.kinds.http_route {
        return Err("does not list the kind HTTPRoute".to_owned());
    }
    let own = &route.metadata.namespace;
    let namespaces = node
        .listener
        .allowed_routes
        .as_ref()
        .and_then(|allowed| allowed.namespaces.as_ref());
    let from = namespaces
        .and_then(|namespaces| namespaces.from.as_deref())
        .unwrap_or("Same");
    match from {
        "All" => Ok(()),
        "Same" if *own == gateway.gateway.metadata.namespace => Ok(()),
        "Same" => Err(format!(
            "takes routes of its own namespace `{}` only",
            gateway.gateway.metadata.namespace
        )),
        "Selector" => {
            if let Some(problem) = &node.selector {
                return Err(format!(
                    "has an invalid namespace selector: {}",
                    problem.message
                ));
            }
            let Some(selector) = namespaces.and_then(|namespaces| namespaces.selector.as_ref())
            else {
                return Err("has no namespace selector, so it takes no routes".to_owned());
            };
            let namespace = context.store.namespaces.get("", own);
            if let Some(message) = unseen_labels(context, selector, own) {
                notes.push(Problem::new(
                    Code::NamespaceLabelsUnknown,
                    at.clone(),
                    format!(
                        "{message}, which is what listener `{}` selects by",
                        node.listener.name
                    ),
                ));
            }
            if selects(
                selector,
                own,
                namespace.map(|namespace| &namespace.metadata),
            ) {
                Ok(())
            } else if namespace.is_none() && context.may_be_elsewhere() {
                let message = format!(
                    "Namespace `{own}` is not in the input and is taken to match the selector of listener `{}`",
                    node.listener.name
                );
                notes.push(Problem::new(Code::AssumedNamespace, at.clone(), message));
                Ok(())
            } else {
                Err(format!(
                    "has a selector that namespace `{own}` does not match"
                ))
            }
        }
        other => Err(format!(
            "takes routes from `{other}`, which includes no namespace that is known here"
        )),
    }
}

/// What of a Namespace's labels is not in the input.
fn unseen_labels(
    context: &Context<'_, '_, '_>,
    selector: &LabelSelector<'_>,
    namespace: &str,
) -> Option<String> {
    if context.may_be_elsewhere() {
        return None;
    }
    match context.store.namespaces.get("", namespace) {
        None => Some(format!(
            "Namespace `{namespace}` is not in the input, so only its name is known"
        )),
        Some(known) if selects_by_name(selector) && known.metadata.label(NAME_LABEL).is_none() => {
            Some(format!(
                "Namespace `{namespace}` has no label `{NAME_LABEL}` in the input, but has it in every cluster"
            ))
        }
        Some(_) => None,
    }
}

fn hostnames_meet(route: &HttpRoute<'_>, node: &ListenerNode<'_, '_>) -> bool {
    match node.listener.hostname() {
        None => true,
        Some(_) if route.spec.hostnames.is_empty() => true,
        Some(own) => route
            .spec
            .hostnames
            .iter()
            .any(|hostname| intersect(hostname, own)),
    }
}

fn no_matching_hostname<'a>(
    route: &HttpRoute<'a>,
    allowed: &[&ListenerNode<'_, 'a>],
) -> Problem<'a> {
    let own: Vec<&str> = route
        .spec
        .hostnames
        .iter()
        .map(|hostname| hostname.as_str())
        .collect();
    let theirs: Vec<&str> = allowed
        .iter()
        .filter_map(|node| node.listener.hostname())
        .map(|hostname| hostname.as_str())
        .collect();
    let message = format!(
        "no hostname of the route (`{}`) matches a listener that allows it (`{}`)",
        own.join("`, `"),
        theirs.join("`, `")
    );
    Problem::new(
        Code::NoMatchingHostname,
        Pointer::root().keys(&["spec", "hostnames"]),
        message,
    )
}
