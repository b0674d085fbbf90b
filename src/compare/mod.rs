//! One snapshot for two targets: what an upgrade makes of each object and rule, what somebody has to do
//! for it, in which order objects are replaced, and what stops serving in between.
//!
//! [`compare`] is a pure function over two evaluations. It decides nothing about objects; what it knows
//! beside them is what Kuma's upgrade notes and source say of the way between versions.

mod actions;
mod comparison;
mod index;
mod interruption;
mod objects;
mod reason;
mod targets;

pub use comparison::{
    Action, ComparedObject, ComparedRule, Comparison, Interruption, ObjectVerdict, RuleForm,
    Verdict,
};
pub use targets::Targets;

use crate::contract::{Answer, Evaluation, ObjectRef, Options, Refusal, Snapshot};
use crate::diagnostic::{Code, Diagnostic, Finding, Severity};
use crate::evaluate::{of_store, switched_off, written};
use crate::findings::of_another_target;
use crate::json::{Node, Text, to_json};
use crate::kuma::{API_VERSION, GROUP, Resource};
use crate::plan::{self, Action as Does};
use crate::store::{self, Existing, Kind};

/// Compares what two targets make of a snapshot, whatever `options.target` says.
///
/// The plan is from what exists, as `observed` tells it, or else from what the old target makes.
#[must_use]
pub fn compare<'a>(snapshot: Snapshot<'a>, targets: Targets) -> Comparison<'a> {
    let options = |target| Options {
        target,
        ..snapshot.options.clone()
    };
    let (old, new) = (options(targets.from), options(targets.to));
    let mut store = store::load(snapshot.resources, snapshot.observed, &new);
    let mut found = std::mem::take(&mut store.findings);
    found.extend(
        of_another_target(&store, targets.from).map(|problem| Finding {
            object: None,
            problem,
        }),
    );
    let observed = store.existing.take();
    let before = of_store(&store, &old, found.clone());
    let after = of_store(&store, &new, found);
    let objects = objects::compare(&store, &before, &after, targets);
    let existing = observed.unwrap_or_else(|| made(&before));
    let mut interruptions = Vec::new();
    let mut steps = Vec::new();
    if switched_off(&new).is_none() {
        // The plan takes the objects; what is asked about them beside it are the routes.
        let routes: Vec<Existing<'a>> = existing
            .iter()
            .filter(|object| object.kind == Kind::MeshHttpRoute)
            .cloned()
            .collect();
        steps = plan::plan(&after.resources, &after.provenance, existing, &new);
        interruptions = interruption::interruptions(&steps, &routes, &after, targets);
    }
    let diagnostics = after.diagnostics.iter();
    let is_of_snapshot = |found: &&Diagnostic<'a>| {
        found.object.is_none() || found.code == Code::KumaObjectGiven.name()
    };
    Comparison {
        from: targets.from.name(),
        to: targets.to.name(),
        verdict: verdict(&objects, &steps, [&before, &after]),
        actions: actions::actions(&objects, targets, &new),
        uninterrupted: interruptions
            .is_empty()
            .then(|| interruption::why_none(&steps)),
        objects,
        interruptions,
        diagnostics: diagnostics.filter(is_of_snapshot).cloned().collect(),
        plan: steps,
    }
}

/// Whether something stands in the way.
fn verdict(
    objects: &[ComparedObject<'_>],
    steps: &[plan::Step<'_>],
    evaluations: [&Evaluation<'_>; 2],
) -> Verdict {
    let is_error = |found: &Diagnostic<'_>| found.severity == Severity::Error;
    let blocks = |entry: &ComparedObject<'_>| {
        let lost = |of: ObjectVerdict| of == ObjectVerdict::Lost;
        lost(entry.verdict)
            || entry.rules.iter().any(|rule| lost(rule.verdict))
            || entry.diagnostics.iter().any(is_error)
            || objects::moves(entry)
    };
    if objects.iter().any(blocks) || steps.iter().any(|step| step.action == Does::Replace) {
        return Verdict::Blocked;
    }
    let mut found = evaluations.iter().flat_map(|of| &of.diagnostics);
    if found.any(|found| found.code.starts_with("assumed-")) {
        return Verdict::Undecided;
    }
    Verdict::Clean
}

/// What an evaluation makes, as if it existed.
fn made<'a>(evaluation: &Evaluation<'a>) -> Vec<Existing<'a>> {
    let exists = |resource: &Resource<'a>| {
        let metadata = resource.metadata();
        let (group, api_version) = match resource.kind() {
            "Secret" => ("", "v1"),
            _ => (GROUP, API_VERSION),
        };
        let text = to_json(resource, 0).ok()?;
        let node: Node<'_> = serde_json::from_str(&text).ok()?;
        Some(Existing {
            kind: Kind::of(group, resource.kind())?,
            object: ObjectRef {
                api_version: Text::from(api_version),
                kind: Text::from(resource.kind()),
                namespace: metadata.namespace.clone(),
                name: metadata.name.clone(),
            },
            node: node.to_owned_text(),
        })
    };
    evaluation.resources.iter().filter_map(exists).collect()
}

/// Compares a snapshot in JSON for the targets in `{"from": …, "to": …}`; gives the tagged answer in
/// JSON.
#[must_use]
pub fn compare_json(snapshot: &str, targets: &str) -> String {
    written(&compared(snapshot, targets).into(), 2 * snapshot.len())
}

fn compared<'a>(snapshot: &'a str, targets: &str) -> Result<Comparison<'a>, Refusal> {
    let targets = Targets::from_json(targets)?;
    Ok(compare(Snapshot::from_json(snapshot)?, targets))
}

impl<'a> From<Result<Comparison<'a>, Refusal>> for Answer<Comparison<'a>> {
    fn from(result: Result<Comparison<'a>, Refusal>) -> Self {
        match result {
            Ok(comparison) => Answer::Ok(comparison),
            Err(refusal) => Answer::Error(refusal),
        }
    }
}
