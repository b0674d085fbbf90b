//! What stops serving on the way from one target to the other, and how to avoid it.
//!
//! Read from Kuma's source (the instance controller, F120; the generators of a gateway's and a sidecar's
//! configuration) and from its upgrade notes.

use crate::contract::{Evaluation, ObjectRef};
use crate::kuma::Resource;
use crate::plan::{Action, Step};
use crate::store::{Existing, Kind};
use crate::target::Destination;

use super::comparison::Interruption;
use super::objects::named;
use super::targets::Targets;

/// What stops serving while a plan is carried out, or by the upgrade itself.
///
/// Takes the plan, what exists before it, and what the new target makes.
pub(super) fn interruptions<'a>(
    plan: &[Step<'a>],
    existing: &[Existing<'a>],
    after: &Evaluation<'a>,
    targets: Targets,
) -> Vec<Interruption<'a>> {
    let (old, new) = (targets.from.choices(), targets.to.choices());
    let mut found = Vec::new();
    if new.serves_gateways() {
        found.extend(selected_anew(plan));
        if old.gateway_route != new.gateway_route {
            found.extend(routes_in_turn(plan, existing, after));
        }
    } else {
        found.extend(served_no_more(plan));
    }
    if old.mesh_backend != Destination::Labels && new.mesh_backend == Destination::Labels {
        found.extend(not_applied(plan, new.title));
    }
    found.extend(in_another_mesh(plan));
    found
}

/// Why nothing stops.
pub(super) fn why_none(plan: &[Step<'_>]) -> &'static str {
    if plan.iter().all(|step| step.action == Action::Unchanged) {
        "no object is changed, so that nothing stops serving"
    } else if plan.iter().any(|step| step.action == Action::Delete) {
        "objects are changed in place, and what takes the place of another is made before that one is removed"
    } else {
        "objects are changed in place, and none is removed"
    }
}

/// F120: the pods of a gateway keep the tag that its Deployment was made with.
fn selected_anew<'a>(plan: &[Step<'a>]) -> Option<Interruption<'a>> {
    let is_anew = |step: &&Step<'a>| {
        step.action == Action::Update
            && &*step.object.kind == "MeshGateway"
            && step
                .changes
                .iter()
                .any(|change| change.path.as_str().starts_with("/spec/selectors"))
    };
    about(plan.iter().filter(is_anew), |names| {
        Interruption {
        message: format!(
            "{names} will choose pods by another tag. Kuma never changes the tag of a Deployment that exists: its pods keep \
             the old one, also when they are replaced, are chosen by no MeshGateway, and refuse connections until you \
             change it"
        ),
        help: "before the upgrade, save copies of the MeshGateway and its MeshGatewayRoutes under other names, without the \
               label `gateways.kuma.io/gateway.networking.k8s.io-owner`: they keep the old pods serving. After it, write the new \
               tag into the annotation `kuma.io/tags` of the Deployment's pod template, `{\"kuma.io/service\": \
               \"<gateway>_<namespace>_svc\"}`, which rolls the pods; when all are new, delete the copies"
            .to_owned(),
        objects: Vec::new(),
    }
    })
}

/// From its first MeshHTTPRoute on, a gateway's HTTP listeners read no MeshGatewayRoute.
fn routes_in_turn<'a>(
    plan: &[Step<'a>],
    existing: &[Existing<'a>],
    after: &Evaluation<'a>,
) -> Option<Interruption<'a>> {
    let goes =
        |step: &Step<'a>| step.action == Action::Delete && &*step.object.kind == "MeshGatewayRoute";
    if !plan.iter().any(goes) {
        return None;
    }
    let is_made =
        |step: &&Step<'a>| step.action == Action::Create && &*step.object.kind == "MeshHTTPRoute";
    let mut made: Vec<(&str, &Step<'a>)> = Vec::new();
    for step in plan.iter().filter(is_made) {
        made.extend(gateway_of(&step.object, after).map(|gateway| (gateway, step)));
    }
    let has_route = |gateway: &str| {
        let mut routes = existing.iter();
        routes.any(|object| object.kind == Kind::MeshHttpRoute && targets_gateway(object, gateway))
    };
    // The first is no gap: until it is there, all of the MeshGatewayRoutes are read.
    let is_late = |(place, (gateway, _)): &(usize, &(&str, &Step<'a>))| {
        let before = made.get(..*place).unwrap_or_default();
        before.iter().any(|(other, _)| other == gateway) && !has_route(gateway)
    };
    let late = made.iter().enumerate().filter(is_late);
    about(late.map(|(_, (_, step))| *step), |names| {
        Interruption {
        message: format!(
            "from the first MeshHTTPRoute of a Gateway on, its MeshGatewayRoutes are not read any more: requests for \
             {names} are answered with 404 until that one is written too"
        ),
        help: "it lasts as long as the routes of one Gateway take to be written, seconds at most; copies as for the pods' \
               tag keep the old pods from it, as no MeshHTTPRoute is for a copy of the MeshGateway"
            .to_owned(),
        objects: Vec::new(),
    }
    })
}

/// The MeshGateway that a MeshHTTPRoute is for.
fn gateway_of<'e>(object: &ObjectRef<'_>, after: &'e Evaluation<'_>) -> Option<&'e str> {
    let wanted = ("MeshHTTPRoute", &*object.namespace, &*object.name);
    let place = after
        .resources
        .binary_search_by(|made| made.order().cmp(&wanted));
    match after.resources.get(place.ok()?)? {
        Resource::MeshHttpRoute(route) if route.spec.target_ref.kind == "MeshGateway" => {
            route.spec.target_ref.name.as_deref()
        }
        _ => None,
    }
}

fn targets_gateway(object: &Existing<'_>, gateway: &str) -> bool {
    let target = object
        .node
        .get("spec")
        .and_then(|spec| spec.get("targetRef"));
    let of = |key: &str| target.and_then(|target| target.get(key)?.as_str());
    of("kind") == Some("MeshGateway") && of("name") == Some(gateway)
}

fn served_no_more<'a>(plan: &[Step<'a>]) -> Option<Interruption<'a>> {
    let goes =
        |step: &&Step<'a>| step.action == Action::Delete && &*step.object.kind == "MeshGateway";
    about(plan.iter().filter(goes), |names| Interruption {
        message: format!(
            "{names} stops serving with the upgrade, and nothing of Kuma's takes its place"
        ),
        help: "move the traffic to a gateway of your own before the upgrade, as the actions say"
            .to_owned(),
        objects: Vec::new(),
    })
}

/// Kuma 3.0 finds nothing by a name.
fn not_applied<'a>(plan: &[Step<'a>], title: &str) -> Option<Interruption<'a>> {
    let is_rewritten =
        |step: &&Step<'a>| step.action == Action::Update && &*step.object.kind == "MeshHTTPRoute";
    about(plan.iter().filter(is_rewritten), |names| {
        Interruption {
        message: format!(
            "{title} finds destinations by labels only: from the start of its control plane until each is written anew, \
             {names} does not apply, and requests go to the Service that they were sent to instead of its backends"
        ),
        help: "it lasts from the first configuration that the new control plane sends until it has read its HTTPRoutes; where \
               even that is too long, let the Service that is the parent answer as its backends do"
            .to_owned(),
        objects: Vec::new(),
    }
    })
}

/// F114: the old one must go first.
fn in_another_mesh<'a>(plan: &[Step<'a>]) -> Option<Interruption<'a>> {
    let is_replaced = |step: &&Step<'a>| step.action == Action::Replace;
    about(plan.iter().filter(is_replaced), |names| {
        Interruption {
        message: format!(
            "{names} is removed and made anew in another mesh: its requests fail in between, and the proxies of the old \
             mesh do without it afterwards"
        ),
        help: "choose the mesh in a place that both versions read before the upgrade, so that it stays the same"
            .to_owned(),
        objects: Vec::new(),
    }
    })
}

/// An interruption about the objects of some steps, if there are any.
fn about<'p, 'a: 'p>(
    steps: impl Iterator<Item = &'p Step<'a>>,
    interruption: impl FnOnce(&str) -> Interruption<'a>,
) -> Option<Interruption<'a>> {
    let objects: Vec<ObjectRef<'a>> = steps.map(|step| step.object.clone()).collect();
    let names = match objects.as_slice() {
        [] => return None,
        [only] => named(only).to_string(),
        [first, rest @ ..] => {
            let others = if rest.len() == 1 { "other" } else { "others" };
            format!("{} (and {} {others})", named(first), rest.len())
        }
    };
    Some(Interruption {
        objects,
        ..interruption(&names)
    })
}
