//! From a snapshot to an evaluation.

use serde::Serialize;

use crate::contract::{Answer, Evaluation, Mode, Options, Origins, Refusal, Snapshot};
#[cfg(feature = "simulate")]
use crate::contract::{Provenance, Requests};
use crate::diagnostic::{Code, Finding, Problem, catalogue, finish};
use crate::json::{Node, Pointer, to_json};
#[cfg(feature = "simulate")]
use crate::kuma::Resource;
#[cfg(feature = "simulate")]
use crate::resolve::{Graph, route_ref};
use crate::store::{self, Store};
use crate::translate::Kuma;
use crate::{findings, order, plan, resolve, status, translate};

/// The kinds of Gateway API that Kuma needs a cluster to serve (kuma.md §1.2).
const NEEDED: [&str; 4] = ["GatewayClass", "Gateway", "HTTPRoute", "ReferenceGrant"];

/// Evaluates a snapshot.
///
/// Takes objects, what exists now, and options; gives the Kuma objects that should exist, the
/// statuses to write back, findings, provenance, and a plan where `observed` tells what exists. What is wrong with single objects is a finding.
#[must_use]
pub fn evaluate(snapshot: Snapshot<'_>) -> Evaluation<'_> {
    let options = snapshot.options;
    let store = store::load(snapshot.resources, snapshot.observed, &options);
    evaluated(store, &options)
}

/// Evaluates a snapshot in JSON of which only the parts were found: none if one of them cannot be read,
/// as then the text may be no JSON at all.
fn evaluate_parts(text: &str) -> Option<Evaluation<'_>> {
    let snapshot = Snapshot::quick(text)?;
    let options = snapshot.options;
    let store = store::load(snapshot.resources, snapshot.observed, &options);
    (!store.unread_text).then(|| evaluated(store, &options))
}

fn evaluated<'a>(mut store: Store<'a>, options: &Options<'a>) -> Evaluation<'a> {
    let found = std::mem::take(&mut store.findings);
    let existing = store.existing.take();
    let mut evaluation = of_store(&store, options, found);
    let existing = existing.filter(|_| switched_off(options).is_none());
    evaluation.plan = existing.map(|existing| {
        plan::plan(
            &evaluation.resources,
            &evaluation.provenance,
            existing,
            options,
        )
    });
    // The plan gives its reasons by it, so that it goes last.
    if options.provenance == Origins::Skip {
        evaluation.provenance = Vec::new();
    }
    evaluation
}

/// Evaluates the objects of a store, without a plan. `found` is what was found while they were read.
pub(crate) fn of_store<'a>(
    store: &Store<'a>,
    options: &Options<'a>,
    mut found: Vec<Finding<'a>>,
) -> Evaluation<'a> {
    if let Some(problem) = switched_off(options) {
        found.push(Finding {
            object: None,
            problem,
        });
        return Evaluation {
            diagnostics: finish(found),
            ..Evaluation::default()
        };
    }
    let kuma = Kuma::new(store, options);
    let graph = resolve::resolve(store, options, &kuma);
    let translation = translate::translate(&graph, store, options);
    found.extend(translation.findings);
    findings::collect(&graph, store, options, &kuma, &mut found);
    let statuses = status::statuses(&graph, &kuma);
    let mut resources = translation.resources;
    order::sort_by(&mut resources, |a, b| a.order().cmp(&b.order()));
    let provenance = translate::Translation::provenance(translation.provenance);
    #[cfg(feature = "simulate")]
    if options.requests == Requests::Check {
        tried(
            &graph,
            store,
            &kuma,
            options,
            (&resources, &provenance),
            &mut found,
        );
    }
    Evaluation {
        resources,
        statuses,
        diagnostics: finish(found),
        provenance,
        plan: None,
    }
}

/// Adds what requests show that are derived from the rules.
#[cfg(feature = "simulate")]
fn tried<'a>(
    graph: &Graph<'_, 'a>,
    store: &Store<'a>,
    kuma: &Kuma<'_, 'a>,
    options: &Options<'a>,
    (resources, provenance): (&[Resource<'a>], &[Provenance<'a>]),
    found: &mut Vec<Finding<'a>>,
) {
    let deviations =
        crate::simulate::deviations(graph, store, kuma, options, resources, provenance);
    for (route, problem) in deviations {
        let node = route.and_then(|route| graph.routes.get(route));
        found.push(Finding {
            object: node.map(|node| route_ref(node.route)),
            problem,
        });
    }
}

/// Why Kuma's Gateway API support does not run at all.
pub(crate) fn switched_off<'a>(options: &Options<'a>) -> Option<Problem<'a>> {
    if options.mode == Mode::Global {
        let message = "a global control plane does not translate Gateway API; its zones do";
        return Some(Problem::new(
            Code::GlobalControlPlane,
            Pointer::root(),
            message,
        ));
    }
    let served = options.served.as_ref()?;
    let missing: Vec<&str> = NEEDED
        .into_iter()
        .filter(|kind| !served.iter().any(|served| *served == *kind))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let extent = if missing.len() == NEEDED.len() {
        "no"
    } else {
        "only a subset of the required"
    };
    let message = format!(
        "{extent} Gateway API CRDs are installed (missing: {}), so Kuma's Gateway API support is off",
        missing.join(", ")
    );
    Some(Problem::new(Code::CrdsMissing, Pointer::root(), message))
}

/// Evaluates a snapshot in JSON; gives the tagged answer in JSON.
#[must_use]
pub fn evaluate_json(text: &str) -> String {
    let answer = match evaluate_parts(text) {
        Some(evaluation) => Answer::Ok(evaluation),
        None => match Snapshot::from_json(text) {
            Ok(snapshot) => Answer::Ok(evaluate(snapshot)),
            Err(refusal) => Answer::Error(refusal),
        },
    };
    // Without provenance an answer is about as long as its snapshot, with it up to three times as long.
    let times = match &answer {
        Answer::Ok(evaluation) if evaluation.provenance.is_empty() => 1,
        _ => 3,
    };
    written(&answer, times * text.len())
}

/// An answer as JSON text, of about `length` bytes.
pub(crate) fn written<T: Serialize>(answer: &Answer<T>, length: usize) -> String {
    to_json(answer, length).unwrap_or_else(|error| {
        to_json(
            &Answer::<()>::Error(Refusal::NotWritten(error.to_string())),
            0,
        )
        .unwrap_or_default()
    })
}

/// Evaluates a snapshot that a host hands over as a tree.
#[must_use]
pub fn evaluate_tree(tree: Node<'_>) -> Answer<Evaluation<'_>> {
    match Snapshot::from_tree(tree) {
        Ok(snapshot) => Answer::Ok(evaluate(snapshot)),
        Err(refusal) => Answer::Error(refusal),
    }
}

/// The catalogue of codes in JSON.
#[must_use]
pub fn codes_json() -> String {
    to_json(&catalogue(), 0).unwrap_or_default()
}
