//! A route with all of its parents and rules (kuma.md §6, §8, §9).

mod parents;
mod unserved;

use crate::diagnostic::{Code, Problem, did_you_mean};
use crate::gateway_api::{GROUP, Gateway, HttpRoute, ParentReference};
use crate::json::{Pointer, Text};
use crate::order;

use super::graph::{
    Attached, GatewayNode, GatewayParent, Parent, ParentNode, RouteNode, RuleNode, RuleVerdict,
    Traffic,
};
use super::object::{gateway_ref, kind_name};
use crate::store::Kind;

use super::{Context, attachment, mesh_parent, rule};

pub(super) use unserved::note_unserved;

/// All routes, the oldest first; counts the routes of each listener.
pub(super) fn resolve<'s, 'a>(
    context: &Context<'_, 's, 'a>,
    gateways: &mut [GatewayNode<'s, 'a>],
) -> Vec<RouteNode<'s, 'a>> {
    let mut routes: Vec<&'s HttpRoute<'a>> = context.store.routes.iter().collect();
    order::sort_by(&mut routes, |a, b| a.metadata.age().cmp(&b.metadata.age()));
    routes
        .into_iter()
        .map(|route| node(context, gateways, route))
        .collect()
}

fn node<'s, 'a>(
    context: &Context<'_, 's, 'a>,
    gateways: &mut [GatewayNode<'s, 'a>],
    route: &'s HttpRoute<'a>,
) -> RouteNode<'s, 'a> {
    let domain = context.implementation.domain(&route.metadata);
    let mut notes: Vec<Problem<'a>> = context
        .implementation
        .domain_note(&route.metadata)
        .into_iter()
        .collect();
    if route.spec.parent_refs.is_empty() {
        let message = "the route has no parentRefs, so it takes no effect";
        notes.push(Problem::new(
            Code::RouteWithoutParents,
            Pointer::root().key("spec"),
            message,
        ));
    }
    let by_default = route.spec.use_default_gateways.as_deref();
    if by_default.is_some_and(|scope| scope != "None") {
        let message = "`spec.useDefaultGateways` is ignored: Kuma has no default Gateways";
        let place = Pointer::root().keys(&["spec", "useDefaultGateways"]);
        notes.push(
            Problem::new(Code::RuleFieldIgnored, place, message)
                .help("name the Gateway in `parentRefs`"),
        );
    }
    let mut parents: Vec<ParentNode<'s, 'a>> = route
        .spec
        .parent_refs
        .iter()
        .enumerate()
        .map(|(index, reference)| parent(context, gateways, route, &domain, index, reference))
        .collect();
    parents::note_repeated_parents(route, &mut parents);
    parents::note_merged_services(&mut parents);
    let has = |wanted: fn(&Parent<'a>) -> bool| parents.iter().any(|node| wanted(&node.parent));
    let rules = |traffic| rule::resolve_all(context, route, traffic);
    let mut gateway_rules =
        has(|parent| matches!(parent, Parent::Gateway(_))).then(|| rules(Traffic::Gateway));
    let mut mesh_rules =
        has(|parent| matches!(parent, Parent::Service(_))).then(|| rules(Traffic::Mesh));
    refuse_unservable(
        &mut parents,
        gateway_rules.as_deref(),
        mesh_rules.as_deref(),
    );
    for rules in [&mut gateway_rules, &mut mesh_rules] {
        forget_effects_of_refused(rules.as_deref_mut().unwrap_or_default());
    }
    count(&parents, gateways);
    if mesh_rules.is_some() && !route.spec.hostnames.is_empty() {
        let message = "hostnames have no meaning for the Service parents of this route";
        let place = Pointer::root().keys(&["spec", "hostnames"]);
        notes.push(Problem::new(Code::MeshHostnamesIgnored, place, message));
    }
    RouteNode {
        route,
        domain,
        parents,
        gateway_rules,
        mesh_rules,
        notes,
    }
}

fn parent<'s, 'a>(
    context: &Context<'_, 's, 'a>,
    gateways: &[GatewayNode<'s, 'a>],
    route: &HttpRoute<'a>,
    domain: &Text<'a>,
    index: usize,
    reference: &'s ParentReference<'a>,
) -> ParentNode<'s, 'a> {
    let at = Pointer::root().keys(&["spec", "parentRefs"]).index(index);
    let mut notes = Vec::new();
    let parent = match (reference.group(), reference.kind()) {
        (GROUP, "Gateway") => {
            gateway_parent(context, gateways, route, domain, reference, &at, &mut notes)
        }
        (GROUP | "", "Service") => Parent::Service(mesh_parent::resolve(
            context, route, reference, &at, &mut notes,
        )),
        (group, kind) => {
            let own = mesh_parent::of_implementation(context, route, reference, &at, &mut notes);
            if let Some(parent) = own {
                return ParentNode {
                    reference,
                    index,
                    parent,
                    unserved: None,
                    notes,
                };
            }
            let of = kind_name(group, kind);
            let message = format!("parents of kind `{of}` are not read");
            notes.push(Problem::new(Code::ParentKind, at.key("kind"), message));
            Parent::Foreign
        }
    };
    ParentNode {
        reference,
        index,
        parent,
        unserved: None,
        notes,
    }
}

fn gateway_parent<'s, 'a>(
    context: &Context<'_, 's, 'a>,
    gateways: &[GatewayNode<'s, 'a>],
    route: &HttpRoute<'a>,
    domain: &Text<'a>,
    reference: &ParentReference<'a>,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Parent<'a> {
    let namespace = reference.namespace(&route.metadata.namespace).clone();
    let name = reference.name.clone();
    // The nodes are in the store's own order.
    let found = gateways.binary_search_by(|node| {
        let metadata = &node.gateway.metadata;
        (&metadata.namespace, &metadata.name).cmp(&(&namespace, &name))
    });
    let Some((place, gateway)) = found
        .ok()
        .and_then(|place| Some((place, gateways.get(place)?)))
    else {
        let known = context.store.gateways.get(&namespace, &name);
        if !context.implementation.serves_gateways() && is_served_elsewhere(context, known) {
            let subject = format!("the parent Gateway `{namespace}/{name}`");
            let removed = context.implementation.gateway_removed(&subject, at.clone());
            notes.push(removed);
            return Parent::Foreign;
        }
        if known.is_none() && context.may_be_elsewhere() {
            let message = format!(
                "Gateway `{namespace}/{name}` is not in the input and is taken to allow the route"
            );
            notes.push(Problem::new(Code::AssumedParent, at.key("name"), message));
            return Parent::Gateway(GatewayParent {
                gateway: None,
                namespace,
                name,
                verdict: Ok(Attached::default()),
            });
        }
        notes.push(match known {
            Some(gateway) => {
                let class = &gateway.spec.gateway_class_name;
                let message = match context.store.classes.get("", class) {
                    Some(_) => format!("Gateway `{namespace}/{name}` belongs to another controller"),
                    None => format!("Gateway `{namespace}/{name}` has the GatewayClass `{class}`, which does not exist"),
                };
                Problem::new(Code::ParentNotOurs, at.key("name"), message).related(
                    gateway_ref(gateway),
                    Pointer::root().keys(&["spec", "gatewayClassName"]),
                    "its class",
                )
            }
            None => missing_gateway(context, &namespace, &name, at),
        });
        return Parent::Foreign;
    };
    let verdict = if gateway.domain == *domain {
        attachment::attach(context, route, reference, at, gateway, notes)
    } else {
        // F38: the rules would go to a mesh in which the Gateway does not exist.
        let message = format!(
            "the route is in mesh `{domain}`, but Gateway `{namespace}/{name}` is in mesh `{}`",
            gateway.domain
        );
        Err(Problem::new(Code::MeshMismatch, at.clone(), message)
            .help(format!(
                "put the label `kuma.io/mesh: {}` on the route",
                gateway.domain
            ))
            .related(gateway_ref(gateway.gateway), Pointer::root(), "the Gateway"))
    };
    Parent::Gateway(GatewayParent {
        gateway: Some(place),
        namespace,
        name,
        verdict,
    })
}

/// Whether a Gateway is one that other versions serve, or may be one.
fn is_served_elsewhere(context: &Context<'_, '_, '_>, gateway: Option<&Gateway<'_>>) -> bool {
    match gateway {
        None => context.may_be_elsewhere(),
        Some(gateway) => {
            let class = context
                .store
                .classes
                .get("", &gateway.spec.gateway_class_name);
            match class {
                None => context.may_be_elsewhere(),
                Some(class) => {
                    class.spec.controller_name == context.implementation.controller_name()
                }
            }
        }
    }
}

fn missing_gateway<'a>(
    context: &Context<'_, '_, 'a>,
    namespace: &str,
    name: &str,
    at: &Pointer,
) -> Problem<'a> {
    let message = format!(
        "Gateway `{namespace}/{name}` {}",
        context.store.absence(Kind::Gateway, namespace, name)
    );
    let near = did_you_mean(name, context.store.gateways.names_in(namespace));
    let elsewhere = context
        .store
        .gateways
        .namespaces_with(name, namespace)
        .next();
    let help = match (elsewhere, near) {
        (Some(other), _) => Some(format!(
            "a Gateway of that name is in namespace `{other}`: add `namespace: {other}`"
        )),
        (None, near) => near,
    };
    Problem::new(Code::ParentNotFound, at.key("name"), message).maybe_help(
        context
            .store
            .correction(Kind::Gateway, namespace, name)
            .or(help),
    )
}

/// A route of which no rule can be served is not accepted (F47, F64, F105).
fn refuse_unservable<'a>(
    parents: &mut [ParentNode<'_, 'a>],
    gateway_rules: Option<&[RuleNode<'a>]>,
    mesh_rules: Option<&[RuleNode<'a>]>,
) {
    let refusal = |rules: Option<&[RuleNode<'a>]>| -> Option<Problem<'a>> {
        let rules = rules?;
        if rules.iter().any(|rule| rule.verdict == RuleVerdict::Served) {
            return None;
        }
        rules.iter().flat_map(RuleNode::obstacles).next().cloned()
    };
    for node in parents {
        match &mut node.parent {
            Parent::Gateway(parent) if parent.verdict.is_ok() => {
                if let Some(problem) = refusal(gateway_rules) {
                    parent.verdict = Err(problem);
                }
            }
            Parent::Service(parent) if parent.verdict.is_ok() => {
                if let Some(problem) = refusal(mesh_rules) {
                    parent.verdict = Err(problem);
                }
            }
            _ => {}
        }
    }
}

/// Of a route without a rule that is served nothing is made, so its rules do not even answer 500.
fn forget_effects_of_refused(rules: &mut [RuleNode<'_>]) {
    if rules.iter().any(|rule| rule.verdict == RuleVerdict::Served) {
        return;
    }
    for rule in rules {
        rule.notes.retain(|note| {
            !matches!(
                note.code,
                Code::RuleAnswers500 | Code::RuleDropped | Code::MeshRuleUnfiltered
            )
        });
    }
}

/// Adds the route to each listener that it is attached to, once (F95 to F98).
fn count(parents: &[ParentNode<'_, '_>], gateways: &mut [GatewayNode<'_, '_>]) {
    let mut attached: Vec<(usize, usize)> = Vec::new();
    for node in parents {
        if let Parent::Gateway(GatewayParent {
            gateway: Some(gateway),
            verdict: Ok(verdict),
            ..
        }) = &node.parent
        {
            for listener in &verdict.listeners {
                let place = (*gateway, *listener);
                if !attached.contains(&place) {
                    attached.push(place);
                }
            }
        }
    }
    for (gateway, listener) in attached {
        if let Some(node) = gateways
            .get_mut(gateway)
            .and_then(|node| node.listeners.get_mut(listener))
        {
            node.attached_routes += 1;
        }
    }
}
