//! Findings out of the graph: every verdict that an author should know, read where it was reached.

mod kuma_objects;

#[cfg(feature = "compare")]
pub(crate) use kuma_objects::of_another_target;

use crate::contract::Options;
use crate::diagnostic::{Code, Finding, Problem, did_you_mean};
use crate::gateway_api::Gateway;
use crate::json::Pointer;
use crate::resolve::{
    BackendVerdict, ClassNode, GatewayNode, GatewayParent, Graph, Implementation, ListenerNode,
    Parent, ParentNode, RouteNode, RuleNode, ServiceParent, class_ref, gateway_ref, route_ref,
};
use crate::store::Store;
use crate::translate;

/// Adds the findings of a graph.
pub(crate) fn collect<'a>(
    graph: &Graph<'_, 'a>,
    store: &Store<'a>,
    options: &Options<'a>,
    implementation: &dyn Implementation<'a>,
    found: &mut Vec<Finding<'a>>,
) {
    kuma_objects::collect(store, options, found);
    for node in &graph.classes {
        class(node, found);
    }
    for node in &graph.gateways {
        gateway(node, found);
    }
    let is_ours = |gateway: &Gateway<'a>| {
        graph
            .gateways
            .iter()
            .any(|node| std::ptr::eq(node.gateway, gateway))
    };
    for gateway in store.gateways.iter().filter(|gateway| !is_ours(gateway)) {
        found.extend(foreign(store, implementation, gateway));
    }
    for node in &graph.routes {
        route(graph, implementation, node, found);
    }
}

fn class<'a>(node: &ClassNode<'_, 'a>, found: &mut Vec<Finding<'a>>) {
    let object = class_ref(node.class);
    let parameters = match &node.parameters {
        Ok(traits) => traits.notes.clone(),
        Err(problem) => vec![problem.clone()],
    };
    let crds = node
        .crds
        .as_ref()
        .and_then(|crds| crds.as_ref().err())
        .cloned();
    found.extend(
        parameters
            .into_iter()
            .chain(crds)
            .map(|problem| problem.on(&object)),
    );
}

fn gateway<'a>(node: &GatewayNode<'_, 'a>, found: &mut Vec<Finding<'a>>) {
    let object = gateway_ref(node.gateway);
    let of_gateway = node
        .refused
        .iter()
        .chain(&node.obstacle)
        .chain(&node.partly)
        .chain(&node.unprogrammed)
        .chain(&node.notes);
    let of_listeners = node.listeners.iter().flat_map(listener);
    found.extend(
        of_gateway
            .chain(of_listeners)
            .cloned()
            .map(|problem| problem.on(&object)),
    );
}

fn listener<'n, 'a>(node: &'n ListenerNode<'_, 'a>) -> impl Iterator<Item = &'n Problem<'a>> {
    node.unsupported
        .iter()
        .chain(&node.conflict)
        .chain(&node.kinds.invalid)
        .chain(node.certificates.as_ref().err())
        .chain(&node.selector)
        .chain(&node.overlap)
        .chain(&node.notes)
}

/// What there is to say of a Gateway that is not ours.
fn foreign<'a>(
    store: &Store<'a>,
    implementation: &dyn Implementation<'a>,
    gateway: &Gateway<'a>,
) -> Vec<Finding<'a>> {
    let object = gateway_ref(gateway);
    let at = Pointer::root().keys(&["spec", "gatewayClassName"]);
    let name = &gateway.spec.gateway_class_name;
    let class = store.classes.get("", name);
    let is_own =
        class.is_some_and(|class| class.spec.controller_name == implementation.controller_name());
    if is_own && !implementation.serves_gateways() {
        let removed = implementation.gateway_removed("this Gateway", Pointer::root());
        return vec![removed.on(&object)];
    }
    let missing = class.is_none().then(|| {
        let help = did_you_mean(name, store.classes.names_in(""));
        let message =
            format!("GatewayClass `{name}` does not exist, so nobody serves this Gateway");
        Problem::new(Code::ClassNotFound, at.clone(), message).maybe_help(help)
    });
    let left = translate::has_output(store, gateway).then(|| {
        let state = if missing.is_some() {
            "does not exist"
        } else {
            "is another controller's"
        };
        let message =
            format!("what was made for this Gateway is not kept, as GatewayClass `{name}` {state}");
        Problem::new(Code::NoLongerOurs, at.clone(), message)
    });
    missing
        .into_iter()
        .chain(left)
        .map(|problem| problem.on(&object))
        .collect()
}

fn route<'a>(
    graph: &Graph<'_, 'a>,
    implementation: &dyn Implementation<'a>,
    node: &RouteNode<'_, 'a>,
    found: &mut Vec<Finding<'a>>,
) {
    let object = route_ref(node.route);
    let mut add = |problem: Problem<'a>| found.push(problem.on(&object));
    node.notes.iter().cloned().for_each(&mut add);
    for parent in &node.parents {
        self::parent(graph, implementation, parent)
            .into_iter()
            .for_each(&mut add);
    }
    let rules = node.gateway_rules.iter().chain(&node.mesh_rules).flatten();
    for rule in rules {
        self::rule(rule).cloned().for_each(&mut add);
    }
}

fn parent<'a>(
    graph: &Graph<'_, 'a>,
    implementation: &dyn Implementation<'a>,
    node: &ParentNode<'_, 'a>,
) -> Vec<Problem<'a>> {
    let mut problems: Vec<Problem<'a>> = node.notes.iter().chain(&node.unserved).cloned().collect();
    match &node.parent {
        Parent::Foreign => {}
        Parent::Gateway(target) => {
            problems.extend(target.verdict.as_ref().err().cloned());
            problems.extend(tied(graph, implementation, node, target));
        }
        Parent::Service(ServiceParent { verdict, .. }) => {
            problems.extend(verdict.as_ref().err().cloned())
        }
    }
    problems
}

/// F36: the route is tied to the listeners that allow it, or by a port that has no other form.
fn tied<'a>(
    graph: &Graph<'_, 'a>,
    implementation: &dyn Implementation<'a>,
    node: &ParentNode<'_, 'a>,
    target: &GatewayParent<'a>,
) -> Option<Problem<'a>> {
    let verdict = target
        .verdict
        .as_ref()
        .ok()
        .filter(|verdict| verdict.tied || verdict.by_port)?;
    let gateway = graph.gateways.get(target.gateway?)?;
    let names: Vec<&str> = verdict
        .listeners
        .iter()
        .filter_map(|place| gateway.listeners.get(*place))
        .map(|listener| listener.listener.name.as_str())
        .collect();
    let (name, names) = (&target.name, names.join("`, `"));
    let message = if verdict.tied {
        format!(
            "not every listener of Gateway `{name}` allows the route, so it is tied to `{names}`"
        )
    } else {
        let title = implementation.title();
        format!(
            "{title} attaches no route to a port of Gateway `{name}`, so it is tied to `{names}`"
        )
    };
    let at = Pointer::root()
        .keys(&["spec", "parentRefs"])
        .index(node.index);
    Some(Problem::new(Code::RouteTiedToListeners, at, message))
}

fn rule<'n, 'a>(node: &'n RuleNode<'a>) -> impl Iterator<Item = &'n Problem<'a>> {
    let of_matches = node.matches.iter().flat_map(|verdict| &verdict.notes);
    let of_filters = node.filters.iter().flat_map(|verdict| &verdict.notes);
    let of_backends = node
        .backends
        .iter()
        .flat_map(|verdict: &BackendVerdict<'a>| &verdict.notes);
    node.obstacles()
        .chain(node.unresolved())
        .chain(&node.notes)
        .chain(of_matches)
        .chain(of_filters)
        .chain(of_backends)
}
