//! What becomes of a snapshot between two targets, as it is handed out.

use serde::Serialize;

use crate::contract::{ObjectRef, OutputRef};
use crate::diagnostic::Diagnostic;
use crate::json::Pointer;
use crate::kuma::{GatewayRule, Rule};
use crate::plan::Step;

/// What an upgrade makes of a snapshot.
#[derive(Debug, Serialize)]
pub struct Comparison<'a> {
    /// The target that is left.
    pub from: &'static str,
    /// The target that comes.
    pub to: &'static str,
    /// Whether something stands in the way.
    pub verdict: Verdict,
    /// What becomes of each input object of which something is made or said, sorted by kind, namespace
    /// and name.
    pub objects: Vec<ComparedObject<'a>>,
    /// What somebody has to do before or after the upgrade.
    pub actions: Vec<Action<'a>>,
    /// What is done to the objects that exist (those of `observed`, or what the old target makes), in
    /// this order.
    pub plan: Vec<Step<'a>>,
    /// What stops serving on the way.
    pub interruptions: Vec<Interruption<'a>>,
    /// Why nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uninterrupted: Option<&'static str>,
    /// What there is to say of the snapshot as a whole, for the target that comes.
    pub diagnostics: Vec<Diagnostic<'a>>,
}

/// Whether something stands in the way of an upgrade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing does.
    Clean,
    /// Something is lost, refused, or in another mesh afterwards.
    Blocked,
    /// It hangs on something that is not in the snapshot and may exist.
    Undecided,
}

/// What becomes of one object or rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ObjectVerdict {
    /// The same is made of it.
    Unchanged,
    /// Something else is made of it.
    Changed,
    /// Something was made of it, and nothing is any more.
    Lost,
    /// Nothing was made of it, and nothing is.
    None,
}

/// What becomes of one input object.
#[derive(Debug, Serialize)]
pub struct ComparedObject<'a> {
    /// The object.
    pub object: ObjectRef<'a>,
    /// What becomes of it.
    pub verdict: ObjectVerdict,
    /// What the old target makes of it.
    pub before: Vec<OutputRef<'a>>,
    /// What the new one makes of it.
    pub after: Vec<OutputRef<'a>>,
    /// Why something else is made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// Of a lost object: what to do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// Of a route: its rules.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<ComparedRule<'a>>,
    /// What the new target finds and the old one did not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic<'a>>,
}

/// What becomes of one rule, for one way of traffic.
#[derive(Debug, Serialize)]
pub struct ComparedRule<'a> {
    /// The rule in the route.
    pub path: Pointer,
    /// `gateway` or `mesh`; absent where nothing is made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traffic: Option<&'static str>,
    /// What becomes of it.
    pub verdict: ObjectVerdict,
    /// The rule as the old target has it, each form once.
    pub before: Vec<RuleForm<'a>>,
    /// The rule as the new one has it.
    pub after: Vec<RuleForm<'a>>,
    /// Why it is another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// Of a lost rule: what to do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// A rule in the words of one of Kuma's kinds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum RuleForm<'a> {
    /// Of a MeshGatewayRoute.
    MeshGatewayRoute(GatewayRule<'a>),
    /// Of a MeshHTTPRoute.
    MeshHttpRoute(Rule<'a>),
}

/// Something that somebody has to do.
#[derive(Debug, Serialize)]
pub struct Action<'a> {
    /// `before` or `after` the upgrade.
    pub when: &'static str,
    /// What is to be done, as a sentence.
    pub what: String,
    /// With or because of which objects.
    pub objects: Vec<ObjectRef<'a>>,
}

/// Something that stops serving on the way.
#[derive(Debug, Serialize)]
pub struct Interruption<'a> {
    /// What stops, and for how long.
    pub message: String,
    /// How to avoid it.
    pub help: String,
    /// The Kuma objects that it is about.
    pub objects: Vec<ObjectRef<'a>>,
}
