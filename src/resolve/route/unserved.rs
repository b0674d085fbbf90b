//! Routes that are attached but get no requests.

use crate::diagnostic::{Code, Problem};
use crate::json::Pointer;
use crate::resolve::graph::{GatewayNode, GatewayParent, Parent, RouteNode};
use crate::resolve::object::gateway_ref;

/// F101: routes that are attached to listeners which serve nothing. The listeners were judged.
pub(in crate::resolve) fn note_unserved<'a>(
    routes: &mut [RouteNode<'_, 'a>],
    gateways: &[GatewayNode<'_, 'a>],
) {
    for node in routes.iter_mut().flat_map(|route| &mut route.parents) {
        let Parent::Gateway(GatewayParent {
            gateway: Some(place),
            verdict: Ok(verdict),
            ..
        }) = &node.parent
        else {
            continue;
        };
        let Some(gateway) = gateways.get(*place) else {
            continue;
        };
        let listeners = || {
            verdict
                .listeners
                .iter()
                .filter_map(|place| gateway.listeners.get(*place))
        };
        let is_accepted = gateway.refused.is_none() && gateway.obstacle.is_none();
        if is_accepted && listeners().any(|listener| listener.is_served()) {
            continue;
        }
        let why = match gateway.refused.as_ref().or(gateway.obstacle.as_ref()) {
            Some(problem) => format!(
                "Gateway `{}` is not served: {}",
                gateway.gateway.metadata.name, problem.message
            ),
            None => listeners()
                .filter_map(|listener| Some((listener, listener.obstacle()?)))
                .map(|(listener, problem)| {
                    format!(
                        "listener `{}` is not served: {}",
                        listener.listener.name, problem.message
                    )
                })
                .collect::<Vec<_>>()
                .join("; "),
        };
        let at = Pointer::root()
            .keys(&["spec", "parentRefs"])
            .index(node.index);
        let effect = if gateway.class_invalid {
            // What exists for a Gateway of a class that became invalid goes on serving (F111).
            "the route is attached, but nothing is made or changed for its Gateway"
        } else {
            "the route is attached but gets no requests"
        };
        let message = format!("{effect}, as {why}");
        node.unserved = Some(Problem::new(Code::RouteNotServed, at, message).related(
            gateway_ref(gateway.gateway),
            Pointer::root(),
            "the Gateway",
        ));
    }
}
