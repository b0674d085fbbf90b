//! One step of a plan.

use serde::Serialize;

use crate::contract::ObjectRef;
use crate::json::Text;
use crate::kuma::{API_VERSION, Resource};
use crate::store::Existing;

use super::Source;
use super::difference::Change;

/// What is done to one object, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step<'a> {
    /// What is done.
    pub action: Action,
    /// The object.
    pub object: ObjectRef<'a>,
    /// The input object that asks for what is made or changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<ObjectRef<'a>>,
    /// Why, as one sentence.
    pub reason: String,
    /// The fields that an update changes; without the bytes of Secrets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// What is done to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is made.
    Create,
    /// Some of its fields are changed.
    Update,
    /// It is removed and made anew, as its mesh changes (F114): Kuma ties an object to the Mesh in which
    /// it was made.
    Replace,
    /// It is removed.
    Delete,
    /// It stays as it is.
    Unchanged,
}

impl<'a> Step<'a> {
    pub(super) fn create(resource: &Resource<'a>, source: &Source<'a>) -> Self {
        let reason = format!("{source} asks for it");
        Step::made(resource, Action::Create, reason, source)
    }

    pub(super) fn update(
        resource: &Resource<'a>,
        changes: Vec<Change>,
        source: &Source<'a>,
        is_taken_over: bool,
    ) -> Self {
        let count = match changes.len() {
            1 => "1 field differs".to_owned(),
            count => format!("{count} fields differ"),
        };
        let origin = if is_taken_over {
            "; it was made by Kuma and is taken over"
        } else {
            ""
        };
        let reason = format!("{count} from what {source} asks for{origin}");
        Step {
            changes,
            ..Step::made(resource, Action::Update, reason, source)
        }
    }

    pub(super) fn replace(
        resource: &Resource<'a>,
        old: &str,
        new: &str,
        source: &Source<'a>,
    ) -> Self {
        let reason = format!(
            "its mesh changes from `{old}` to `{new}`, and an object belongs to the mesh in which it was made"
        );
        Step::made(resource, Action::Replace, reason, source)
    }

    pub(super) fn delete(object: &Existing<'a>) -> Self {
        let reason = "no Gateway API resource asks for it any more";
        Step::on(object, Action::Delete, reason)
    }

    /// A leftover whose source may be where the snapshot does not reach.
    pub(super) fn spare(object: &Existing<'a>) -> Self {
        let reason = "no Gateway API resource in the input asks for it, but one elsewhere may";
        Step::on(object, Action::Unchanged, reason)
    }

    pub(super) fn foreign(resource: &Resource<'a>) -> Self {
        let reason = "an object of this name exists that is not ours, and is left alone".to_owned();
        Step::of(resource, Action::Unchanged, reason)
    }

    pub(super) fn unchanged(resource: &Resource<'a>, source: &Source<'a>) -> Self {
        let reason = format!("it is as {source} asks for");
        Step::of(resource, Action::Unchanged, reason)
    }

    /// What steps are sorted by.
    pub(super) fn order(&self) -> (u8, u8, &str, &str) {
        let (phase, rank) = match self.action {
            Action::Create | Action::Update | Action::Replace => (0, self.rank()),
            Action::Delete => (1, u8::MAX - self.rank()),
            Action::Unchanged => (2, self.rank()),
        };
        (phase, rank, &self.object.namespace, &self.object.name)
    }

    /// An object refers to those of lower ranks only.
    fn rank(&self) -> u8 {
        match self.object.kind.as_str() {
            "Secret" => 0,
            "MeshGateway" => 1,
            "MeshGatewayInstance" => 2,
            _ => 3,
        }
    }

    /// A step that writes what an input object asks for.
    fn made(resource: &Resource<'a>, action: Action, reason: String, source: &Source<'a>) -> Self {
        Step {
            from: source.0.clone(),
            ..Step::of(resource, action, reason)
        }
    }

    fn of(resource: &Resource<'a>, action: Action, reason: String) -> Self {
        let metadata = resource.metadata();
        let kind = resource.kind();
        let api_version = if kind == "Secret" { "v1" } else { API_VERSION };
        Step {
            action,
            object: ObjectRef {
                api_version: Text::from(api_version),
                kind: Text::from(kind),
                namespace: metadata.namespace.clone(),
                name: metadata.name.clone(),
            },
            from: None,
            reason,
            changes: Vec::new(),
        }
    }

    fn on(object: &Existing<'a>, action: Action, reason: &str) -> Self {
        Step {
            action,
            object: object.object.clone(),
            from: None,
            reason: reason.to_owned(),
            changes: Vec::new(),
        }
    }
}
