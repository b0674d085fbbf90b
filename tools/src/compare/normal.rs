//! Makes two answers comparable: what an API server would have done to either is done to both.

use serde_json::Value;

use crate::crds::Crds;

use super::gateway_route;
use super::object::ObjectKey;
use crate::snapshot::{list_at, text_at};

/// Metadata that an API server makes.
const SERVER_MADE: [&str; 5] = [
    "generation",
    "resourceVersion",
    "uid",
    "creationTimestamp",
    "managedFields",
];
/// The label of an object that Kuma made for a Gateway API object.
pub const OWNER_LABEL: &str = "gateways.kuma.io/gateway.networking.k8s.io-owner";

/// A generated object with defaults, without what says nothing.
#[must_use]
pub fn resource(object: &Value, crds: &Crds) -> Value {
    let mut object = object.clone();
    crds.apply_defaults(&mut object);
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        for key in SERVER_MADE {
            metadata.remove(key);
        }
    }
    if let Some(members) = object.as_object_mut() {
        members.remove("status");
    }
    without_nothing(gateway_route::projected(object))
}

/// A status without times and what says nothing.
#[must_use]
pub fn status(status: &Value) -> Value {
    let mut status = status.clone();
    drop_times(&mut status);
    without_nothing(status)
}

fn drop_times(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("lastTransitionTime");
            members.values_mut().for_each(drop_times);
        }
        Value::Array(entries) => entries.iter_mut().for_each(drop_times),
        _ => {}
    }
}

/// Without members that are null or empty. Entries of lists stay: an empty match matches everything.
fn without_nothing(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(key, member)| (key, without_nothing(member)))
                .filter(|(_, member)| !is_nothing(member))
                .collect(),
        ),
        Value::Array(entries) => entries.into_iter().map(without_nothing).collect(),
        other => other,
    }
}

/// Null, an empty map or an empty list.
#[must_use]
pub fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(members) => members.is_empty(),
        Value::Array(entries) => entries.is_empty(),
        _ => false,
    }
}

/// Whether somebody else made a generated object: Kuma found it and left it alone.
#[must_use]
pub fn is_foreign(object: &Value) -> bool {
    let labelled = object
        .pointer("/metadata/labels")
        .is_some_and(|labels| labels.get(OWNER_LABEL).is_some());
    let owned = list_at(object, "/metadata/ownerReferences")
        .iter()
        .any(|owner| {
            owner.get("controller") == Some(&Value::Bool(true))
                && text_at(owner, "/kind") == "Gateway"
        });
    !labelled && !owned
}

/// Whether Kuma wrote nothing: the status is the CRD's default or what the input had before.
#[must_use]
pub fn is_untouched(entry: &Value, input: Option<&Value>) -> bool {
    let had = |pointer| {
        input
            .and_then(|input| input.pointer(pointer))
            .cloned()
            .unwrap_or(Value::Null)
    };
    let nothing = Value::Null;
    let before = without_defaults(status(&had("/status")));
    let after = without_defaults(status(entry.get("status").unwrap_or(&nothing)));
    let finalizers = had("/metadata/finalizers");
    let same_finalizers = match entry.get("finalizers") {
        Some(after) => *after == finalizers,
        None => is_nothing(&finalizers),
    };
    after == before && same_finalizers
}

/// Without the conditions that the CRDs of Gateway API write before any controller does.
fn without_defaults(mut status: Value) -> Value {
    if let Some(conditions) = status.get_mut("conditions").and_then(Value::as_array_mut) {
        conditions.retain(|condition| {
            let text = |pointer| text_at(condition, pointer);
            // Older CRDs had the reason `Waiting`.
            text("/status") != "Unknown"
                || !matches!(text("/reason"), "Pending" | "Waiting")
                || text("/message") != "Waiting for controller"
        });
    }
    without_nothing(if status.is_null() {
        Value::Object(serde_json::Map::new())
    } else {
        status
    })
}

/// The key of a generated object, with its namespace as it says it.
#[must_use]
pub fn key(object: &Value) -> ObjectKey {
    ObjectKey::of_object(object)
}
