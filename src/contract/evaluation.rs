//! The answer: resources, statuses, diagnostics, provenance, plan.

use std::rc::Rc;

use serde::{Serialize, Serializer};

use crate::diagnostic::Diagnostic;
use crate::json::{Pointer, Text};
use crate::kuma::Resource;
use crate::plan::Step;
use crate::status::StatusBody;

use super::object_ref::ObjectRef;
use super::refusal::Refusal;

/// The tagged answer of every door.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer<T> {
    /// The evaluation, or the validation.
    Ok(T),
    /// Why there is none.
    Error(Refusal),
}

/// What becomes of a snapshot.
#[derive(Debug, Default, Serialize)]
pub struct Evaluation<'a> {
    /// The Kuma objects that should exist, sorted by kind, namespace and name.
    pub resources: Vec<Resource<'a>>,
    /// The statuses to write back, sorted likewise.
    pub statuses: Vec<Status<'a>>,
    /// What the author should know, sorted by object and place.
    pub diagnostics: Vec<Diagnostic<'a>>,
    /// Which input made which output, sorted by output.
    pub provenance: Vec<Provenance<'a>>,
    /// What has to be done to what exists, in this order; absent where it is not known what exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Vec<Step<'a>>>,
}

/// The whole status of one object.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status<'a> {
    /// The object's own `apiVersion`.
    pub api_version: Text<'a>,
    /// The kind.
    pub kind: Text<'a>,
    /// The namespace, if it has one.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub namespace: Text<'a>,
    /// The name.
    pub name: Text<'a>,
    /// The status.
    pub status: StatusBody<'a>,
    /// The finalizers that the object should have, where that is for us to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finalizers: Option<Vec<Text<'a>>>,
}

/// Names one generated object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct OutputRef<'a> {
    /// The kind.
    pub kind: &'static str,
    /// The namespace; empty for objects of the whole cluster.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub namespace: Text<'a>,
    /// The name.
    pub name: Text<'a>,
}

/// One place of the output and the place of the input that made it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance<'a> {
    /// The generated object.
    #[serde(serialize_with = "shared")]
    pub output: Rc<OutputRef<'a>>,
    /// The place in it; empty for the whole object.
    pub path: Pointer,
    /// The input object.
    #[serde(serialize_with = "shared")]
    pub from: Rc<ObjectRef<'a>>,
    /// The place in it.
    pub from_path: Pointer,
}

/// Writes what many entries share.
fn shared<T: Serialize, S: Serializer>(value: &Rc<T>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().serialize(serializer)
}

/// One generated object together with its provenance, before both are sorted into the answer.
#[derive(Debug)]
pub struct Output<'a> {
    /// The object.
    pub resource: Resource<'a>,
    /// Which input made it and its parts.
    pub provenance: Vec<(Pointer, ObjectRef<'a>, Pointer)>,
}
