//! HTTPRoute to what the target has for it: its rules are translated once for each way of traffic.

use crate::resolve::{GatewayParent, Graph, Parent, RouteNode, ServiceParent, Traffic, route_ref};
use crate::target::GatewayRoute;

use super::backend::Backends;
use super::explicit::Paths;
use super::naming::Registry;
use super::{Context, Translation, mesh_gateway_route, mesh_http_route, rule};

/// Makes the objects of the route at `number` of the graph.
pub(super) fn translate<'a>(
    context: &Context<'_, 'a>,
    graph: &Graph<'_, 'a>,
    (number, node): (usize, &RouteNode<'_, 'a>),
    paths: &Paths<'_, 'a>,
    names: &mut Registry<'_, 'a>,
    translation: &mut Translation<'a>,
) {
    let backends = Backends {
        choices: context.choices(),
        zone: context.options.zone_text(),
    };
    let rules_for = |wanted: fn(&Parent<'a>) -> bool, traffic| {
        let is_attached = node.parents.iter().any(|parent| wanted(&parent.parent));
        is_attached.then(|| rule::translate((number, node), traffic, &backends, paths))
    };
    let gateway_rules = rules_for(
        |parent| {
            matches!(
                parent,
                Parent::Gateway(GatewayParent { verdict: Ok(_), .. })
            )
        },
        Traffic::Gateway,
    );
    let mesh_rules = rules_for(
        |parent| {
            matches!(
                parent,
                Parent::Service(ServiceParent { verdict: Ok(_), .. })
            )
        },
        Traffic::Mesh,
    );
    let object = route_ref(node.route);
    for rules in gateway_rules.iter().chain(&mesh_rules) {
        let notes = rules.notes.iter().cloned();
        translation
            .findings
            .extend(notes.map(|note| note.on(&object)));
    }
    let by_gateway = backends.choices.gateway_route;
    if let Some(rules) = gateway_rules
        .as_ref()
        .filter(|_| by_gateway == GatewayRoute::MeshGatewayRoute)
    {
        mesh_gateway_route::translate(graph, node, rules, names, translation);
    }
    let mut maker = mesh_http_route::Maker::new(context, node, names, translation);
    if let Some(rules) = gateway_rules
        .as_ref()
        .filter(|_| by_gateway == GatewayRoute::MeshHttpRoute)
    {
        maker.for_gateways(graph, rules);
    }
    if let Some(rules) = &mesh_rules {
        maker.for_services(rules);
    }
}
