//! What the backends of a rule get: shares that are added up, empty, or go elsewhere.

use crate::diagnostic::{Code, Problem};
use crate::json::Pointer;
use crate::resolve::Context;
use crate::resolve::graph::{BackendVerdict, RuleNode, RuleVerdict, Traffic};

/// The version whose sidecars skip a rule of which nothing can be resolved; none where it answers 500.
type Skips = Option<&'static str>;

/// Says what of a rule's requests does not go where the rule says.
pub(super) fn note<'a>(
    context: &Context<'_, '_, 'a>,
    node: &mut RuleNode<'a>,
    traffic: Traffic,
    at: &Pointer,
) {
    // Which version's sidecars skip what cannot be resolved, instead of answering 500.
    let fails_closed = traffic == Traffic::Gateway || context.implementation.mesh_fails_closed();
    let skips = (!fails_closed).then(|| context.implementation.title());
    match node.verdict {
        RuleVerdict::Dropped => {
            let message =
                "none of the rule's matches can be expressed, so its requests go to other rules";
            node.notes
                .push(Problem::new(Code::RuleDropped, at.clone(), message));
        }
        RuleVerdict::Answers500 => refused(node, skips, at),
        RuleVerdict::Served if node.redirects() => {}
        RuleVerdict::Served if node.backends.is_empty() => {
            let effect = effect(skips);
            let message = format!("the rule has neither backends nor a redirect{effect}");
            node.notes
                .push(Problem::new(Code::NoBackends, at.clone(), message));
            falls_through(node, skips, at);
        }
        RuleVerdict::Served => {
            if traffic == Traffic::Gateway {
                note_repeated(&mut node.backends, at);
            }
            note_weights(node, skips, at);
            if let Some(title) = skips {
                note_mesh_shares(node, title, at);
            }
        }
    }
}

/// What an empty rule does; in the mesh that is told apart, as nothing can make it answer 500.
fn effect(skips: Skips) -> &'static str {
    match skips {
        None => ", so it answers 500",
        Some(_) => "",
    }
}

fn refused(node: &mut RuleNode<'_>, skips: Skips, at: &Pointer) {
    let (code, message) = match skips {
        None => (
            Code::RuleAnswers500,
            "the rule cannot be served as written, so it answers 500".to_owned(),
        ),
        // F41, F47: sidecars skip what cannot be resolved, and nothing else can be written.
        Some(title) => (
            Code::MeshRuleUnfiltered,
            format!(
                "sidecars of {title} skip this rule, so its requests go on to other rules or to the Service itself, unfiltered"
            ),
        ),
    };
    node.notes.push(Problem::new(code, at.clone(), message));
}

/// F41, F145, F146: sidecars of 2.x skip a rule without a usable backend, and nothing else can be written.
fn falls_through(node: &mut RuleNode<'_>, skips: Skips, at: &Pointer) {
    if let Some(title) = skips {
        let message = format!(
            "sidecars of {title} skip this rule, so its requests go on to other rules or to the Service itself"
        );
        node.notes.push(Problem::new(
            Code::MeshRuleFallsThrough,
            at.clone(),
            message,
        ));
    }
}

/// F16, F138: a rule all of whose backends have weight 0.
fn note_weights(node: &mut RuleNode<'_>, skips: Skips, at: &Pointer) {
    if node.backends.iter().any(|backend| backend.weight > 0) {
        return;
    }
    for backend in &mut node.backends {
        let place = at.key("backendRefs").index(backend.index).key("weight");
        let message = format!("all backends have weight 0{}", effect(skips));
        backend
            .notes
            .push(Problem::new(Code::BackendsWeightZero, place, message));
    }
}

/// What sidecars make of backends that they drop.
fn note_mesh_shares(node: &mut RuleNode<'_>, title: &'static str, at: &Pointer) {
    let is_dropped = |backend: &BackendVerdict<'_>| {
        backend.target.is_err()
            || backend
                .notes
                .iter()
                .any(|note| note.code == Code::BackendTcp)
    };
    let is_used = |backend: &BackendVerdict<'_>| backend.weight > 0 && !is_dropped(backend);
    if !node.backends.iter().any(is_used) {
        return falls_through(node, Some(title), at);
    }
    for backend in node
        .backends
        .iter_mut()
        .filter(|backend| backend.weight > 0 && is_dropped(backend))
    {
        let place = at.key("backendRefs").index(backend.index);
        let message =
            format!("sidecars of {title} drop this backend, so its share goes to the others");
        backend
            .notes
            .push(Problem::new(Code::MeshShareMoves, place, message));
    }
}

/// F137: the weights of equal backends are added up.
fn note_repeated(backends: &mut [BackendVerdict<'_>], at: &Pointer) {
    for place in 1..backends.len() {
        let (earlier, rest) = backends.split_at_mut(place);
        let Some(backend) = rest.first_mut() else {
            continue;
        };
        let is_repeated = |other: &BackendVerdict<'_>| {
            backend
                .target
                .as_ref()
                .is_ok_and(|target| other.target.as_ref() == Ok(target))
        };
        if earlier.iter().any(is_repeated) {
            let path = at.key("backendRefs").index(backend.index);
            let message = "this backend stands in the rule already; the weights were added up";
            backend
                .notes
                .push(Problem::new(Code::BackendTwice, path, message));
        }
    }
}
