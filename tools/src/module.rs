//! The module as its hosts see it.

use serde_json::Value;

use kuma_gapi::contract::{Options, Snapshot, Target};
use kuma_gapi::kuma::Resource;

use crate::Failure;

/// What the module answers to a snapshot.
#[derive(Debug)]
pub struct Answer {
    /// The bytes that a host gets.
    pub text: String,
    /// The evaluation in them.
    pub evaluation: Value,
    /// Which generated object breaks which rule of Kuma or Kubernetes.
    pub violations: Vec<Violation>,
}

/// A generated object and a rule that it breaks.
#[derive(Debug)]
pub struct Violation {
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// The rule, the field and what Kuma would say.
    pub message: String,
}

/// Evaluates a snapshot.
///
/// # Errors
/// The module refuses the snapshot as a whole.
pub fn evaluate(snapshot: &str) -> Result<Answer, Failure> {
    let text = kuma_gapi::evaluate_json(snapshot);
    let mut answer: Value = serde_json::from_str(&text)?;
    let evaluation = match answer.get_mut("ok") {
        Some(evaluation) => evaluation.take(),
        None => return Err(format!("the module refuses the snapshot: {answer}").into()),
    };
    Ok(Answer {
        violations: violations(snapshot)?,
        text,
        evaluation,
    })
}

fn violations(snapshot: &str) -> Result<Vec<Violation>, Failure> {
    let parsed = Snapshot::from_json(snapshot).map_err(|refusal| refusal.to_string())?;
    let system_namespace = Options::system_namespace(&parsed.options).to_owned();
    let target = parsed.options.target;
    let evaluation = kuma_gapi::evaluate(parsed);
    Ok(evaluation
        .resources
        .iter()
        .flat_map(|resource| of(resource, &system_namespace, target))
        .collect())
}

fn of(resource: &Resource<'_>, system_namespace: &str, target: Target) -> Vec<Violation> {
    let metadata = resource.metadata();
    resource
        .violations(system_namespace, target)
        .into_iter()
        .map(|violation| Violation {
            kind: resource.kind().to_owned(),
            namespace: metadata.namespace.to_string(),
            name: metadata.name.to_string(),
            message: violation.to_string(),
        })
        .collect()
}
