//! A `kuma.yaml`.

use kuma_gapi::contract::Target;
use serde::Deserialize;
use serde_json::Value;

use super::object::ObjectKey;

/// What Kuma answered.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Recorded {
    /// The objects that exist after Kuma's reconcilers ran.
    pub resources: Vec<Value>,
    /// The status of each object of the input that has one.
    pub statuses: Vec<Value>,
    /// Reconciles that failed: `*v1beta1.KIND NAMESPACE/NAME: message`.
    pub errors: Vec<String>,
    /// A crash.
    pub panic: Option<Value>,
    /// What the CRDs of that version say of the input, which was reconciled all the same.
    pub crd_refuses: Vec<String>,
    /// What Kuma's validators say of `resources`: `KIND NAME: message`.
    pub kuma_refuses: Vec<String>,
}

/// The file with what the Kuma of a target answered; none where no version of it was recorded.
#[must_use]
pub fn file(target: Target) -> Option<&'static str> {
    match target {
        Target::Kuma26 => Some("kuma-2.6.yaml"),
        Target::Kuma214 => Some("kuma.yaml"),
        Target::Kuma30 => Some("kuma-3.yaml"),
        Target::Kuma28 | Target::Kuma213 => None,
    }
}

/// A message about an object.
pub type Note = (ObjectKey, String);

impl Recorded {
    /// The objects of the input whose reconcile failed, with the message.
    pub fn failed(&self) -> impl Iterator<Item = Note> {
        self.errors.iter().filter_map(|error| {
            let (object, message) = error.split_once(": ")?;
            let (kind, object) = object.strip_prefix('*')?.split_once(' ')?;
            let kind = kind.rsplit('.').next().unwrap_or(kind);
            let (namespace, name) = object.split_once('/').unwrap_or(("", object));
            Some((ObjectKey::new(kind, namespace, name), message.to_owned()))
        })
    }

    /// The generated objects that Kuma itself would refuse, with the message. The namespace is not recorded.
    pub fn refused(&self) -> impl Iterator<Item = Note> {
        self.kuma_refuses.iter().filter_map(|refusal| {
            let (object, message) = refusal.split_once(": ")?;
            let (kind, name) = object.split_once(' ')?;
            Some((ObjectKey::new(kind, "", name), message.to_owned()))
        })
    }
}
