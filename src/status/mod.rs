//! Conditions from verdicts (kuma.md §10, gateway-api.md §3). Nothing is decided here.

mod body;
mod condition;
mod gateway;
mod gateway_class;
mod reason;
mod route;

pub use body::{
    GatewayClassStatusBody, GatewayStatusBody, ListenerStatusBody, RouteStatusBody, StatusBody,
    SupportedFeature, SupportedKind,
};

use crate::contract::Status;
use crate::order;
use crate::resolve::{Graph, Implementation};

/// The statuses of everything that is ours, sorted by kind, namespace and name.
pub(crate) fn statuses<'a>(
    graph: &Graph<'_, 'a>,
    implementation: &dyn Implementation<'a>,
) -> Vec<Status<'a>> {
    let classes = graph.classes.iter().map(gateway_class::status);
    let gateways = graph.gateways.iter().map(gateway::status);
    let routes = graph
        .routes
        .iter()
        .filter_map(|node| route::status(node, implementation.controller_name()));
    let mut statuses: Vec<Status<'a>> = gateways.chain(classes).chain(routes).collect();
    order::sort_by(&mut statuses, |a, b| {
        (&a.kind, &a.namespace, &a.name).cmp(&(&b.kind, &b.namespace, &b.name))
    });
    statuses
}
