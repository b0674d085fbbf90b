//! Whether a route is attached to a Gateway, listener by listener (gateway-api.md §3.5; F36, F37, F99, F156).

use crate::diagnostic::{Code, Problem, did_you_mean};
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
        return Err(not_allowed(at, gateway, &refusals));
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
    let by_port = reference.port.is_some() && !context.implementation.tells_ports_apart();
    Ok(Attached {
        listeners: attached,
        tied,
        by_port,
    })
}

/// Why a listener does not allow a route: completes "listener `x` …", with what to do.
struct Refusal {
    why: String,
    help: &'static str,
    /// The place in the listener.
    place: &'static [&'static str],
}

fn not_allowed<'a>(
    at: &Pointer,
    gateway: &GatewayNode<'_, 'a>,
    refusals: &[(&ListenerNode<'_, 'a>, Refusal)],
) -> Problem<'a> {
    let reasons: Vec<String> = refusals
        .iter()
        .map(|(node, refusal)| format!("listener `{}` {}", node.listener.name, refusal.why))
        .collect();
    let message = format!("no listener allows the route: {}", reasons.join("; "));
    let problem = Problem::new(Code::NotAllowedByListeners, at.clone(), message);
    match refusals.first() {
        None => problem,
        Some((node, refusal)) => {
            let listener = Pointer::root()
                .keys(&["spec", "listeners"])
                .index(node.index);
            problem.help(refusal.help).related(
                gateway_ref(gateway.gateway),
                listener.keys(refusal.place),
                "the listener",
            )
        }
    }
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
        .and_then(|name| did_you_mean(name, names.iter().copied()));
    let help = match near {
        Some(near) => near,
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

/// Whether one listener allows the route, by kind and namespace.
fn allows<'a>(
    context: &Context<'_, '_, 'a>,
    route: &HttpRoute<'a>,
    gateway: &GatewayNode<'_, 'a>,
    node: &ListenerNode<'_, 'a>,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Result<(), Refusal> {
    if !node.carries_http {
        let protocol = node
            .listener
            .protocol
            .as_ref()
            .map_or("", |protocol| protocol.as_str());
        let why = format!("takes no HTTPRoutes, as its protocol is `{protocol}`");
        return Err(Refusal {
            why,
            help: "attach the route to a listener for HTTP or HTTPS",
            place: &["protocol"],
        });
    }
    if !node.kinds.http_route {
        let why = "does not list the kind HTTPRoute".to_owned();
        return Err(Refusal {
            why,
            help: "add HTTPRoute to the listener's `allowedRoutes.kinds`",
            place: &["allowedRoutes", "kinds"],
        });
    }
    let own = &route.metadata.namespace;
    let of_gateway = &gateway.gateway.metadata.namespace;
    let namespaces = node
        .listener
        .allowed_routes
        .as_ref()
        .and_then(|allowed| allowed.namespaces.as_ref());
    let refuse = |why: String| Refusal {
        why,
        help: Code::NotAllowedByListeners.help(),
        place: if namespaces.is_some() {
            &["allowedRoutes", "namespaces"]
        } else {
            &["name"]
        },
    };
    match namespaces
        .and_then(|namespaces| namespaces.from.as_deref())
        .unwrap_or("Same")
    {
        "All" => Ok(()),
        "Same" if own == of_gateway => Ok(()),
        "Same" => Err(refuse(format!(
            "takes routes of its own namespace `{of_gateway}` only"
        ))),
        "None" => Err(refuse("takes no routes (`from: None`)".to_owned())),
        _ if node.selector.is_some() => {
            let why = node
                .selector
                .as_ref()
                .map(|problem| problem.message.as_str())
                .unwrap_or_default();
            let why = format!("takes no routes: {why}");
            Err(Refusal {
                help: "correct the listener's `allowedRoutes`",
                ..refuse(why)
            })
        }
        _ => {
            let selector = namespaces.and_then(|namespaces| namespaces.selector.as_ref());
            let Some(selector) = selector else {
                return Err(refuse(
                    "has no namespace selector, so it takes no routes".to_owned(),
                ));
            };
            if selected(context, selector, node, own, at, notes) {
                Ok(())
            } else {
                Err(refuse(format!(
                    "has a selector that namespace `{own}` does not match"
                )))
            }
        }
    }
}

/// Whether a listener's selector takes a namespace; says what of the namespace is not known.
fn selected<'a>(
    context: &Context<'_, '_, 'a>,
    selector: &LabelSelector<'a>,
    node: &ListenerNode<'_, 'a>,
    namespace: &str,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> bool {
    let known = context.store.namespaces.get("", namespace);
    let name = &node.listener.name;
    if let Some(message) = unseen_labels(context, selector, namespace, name) {
        notes.push(Problem::new(
            Code::NamespaceLabelsUnknown,
            at.clone(),
            message,
        ));
    }
    let is_selected = selects(
        selector,
        namespace,
        known.map(|namespace| &namespace.metadata),
    );
    if is_selected || known.is_some() || !context.may_be_elsewhere() {
        return is_selected;
    }
    let message = format!(
        "Namespace `{namespace}` is not in the input and is taken to match the selector of listener `{name}`"
    );
    notes.push(Problem::new(Code::AssumedNamespace, at.clone(), message));
    true
}

/// What of a Namespace's labels is not in the input.
fn unseen_labels(
    context: &Context<'_, '_, '_>,
    selector: &LabelSelector<'_>,
    namespace: &str,
    listener: &str,
) -> Option<String> {
    if context.may_be_elsewhere() {
        return None;
    }
    match context.store.namespaces.get("", namespace) {
        None => Some(format!(
            "Namespace `{namespace}` is not in the input, so the selector of listener `{listener}` saw only its name"
        )),
        Some(known) if selects_by_name(selector) && known.metadata.label(NAME_LABEL).is_none() => {
            Some(format!(
                "Namespace `{namespace}` lacks the label `{NAME_LABEL}` in the input; in a cluster it has it, and is taken to"
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
