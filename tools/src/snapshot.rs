//! Snapshots from documents.

use kuma_gapi::admission::{self, Id};
use kuma_gapi::contract::{Channel, Target};
use kuma_gapi::diagnostic::Code;
use kuma_gapi::json::Node;
use serde_json::{Map, Value, json};

use crate::Failure;

/// A snapshot as JSON text; `observed` and `options` are left out where there are none.
#[must_use]
pub fn text(resources: &[Value], observed: Option<&[Value]>, options: Option<&Value>) -> String {
    let mut snapshot = Map::new();
    snapshot.insert("resources".to_owned(), Value::from(resources.to_vec()));
    if let Some(observed) = observed {
        snapshot.insert("observed".to_owned(), Value::from(observed.to_vec()));
    }
    if let Some(options) = options {
        snapshot.insert("options".to_owned(), options.clone());
    }
    Value::Object(snapshot).to_string()
}

/// Fills in what the harness of the recorded answers filled in: the uid of a Gateway, which an API
/// server would have given it and which Kuma writes into its ownerReferences.
pub fn fill_in(documents: &mut [Value]) {
    for document in documents
        .iter_mut()
        .filter(|document| kind(document) == "Gateway")
    {
        let uid = format!("uid-{}-{}", namespace(document), name(document));
        if let Some(metadata) = document.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.entry("uid").or_insert(json!(uid));
        }
    }
}

/// The documents as the harness of the recorded answers stored them: defaulted and pruned as by an API
/// server, but not validated.
/// What has no place in a typed object is left out, and the second list is what the module says of it.
///
/// # Errors
/// A document is not one that can be read.
pub fn unvalidated(documents: &[Value]) -> Result<(Vec<Value>, Vec<Value>), Failure> {
    let mut stored = Vec::with_capacity(documents.len());
    let mut said = Vec::new();
    for document in documents {
        let text = document.to_string();
        let mut node: Node<'_> = serde_json::from_str(&text)?;
        let id = Id {
            api_version: text_at(document, "/apiVersion"),
            kind: kind(document),
            channel: Channel::Standard,
            release: None,
            creates: false,
            old: None,
        };
        let admitted = admission::admit(&mut node, id);
        let mut unfit = admitted
            .problems
            .iter()
            .filter(|problem| matches!(problem.code, Code::WrongType | Code::MissingField))
            .peekable();
        if unfit.peek().is_none() {
            stored.push(serde_json::to_value(&node)?);
        }
        said.extend(unfit.map(|problem| {
            json!({
                "code": problem.code.name(),
                "severity": "error",
                "message": problem.message,
                "object": {
                    "apiVersion": text_at(document, "/apiVersion"),
                    "kind": kind(document),
                    "namespace": namespace(document),
                    "name": name(document),
                },
                "path": problem.path.as_str(),
            })
        }));
    }
    Ok((stored, said))
}

/// The options for such documents.
#[must_use]
pub fn trusted(target: Target) -> Value {
    json!({"admission": "trusted", "target": target.name()})
}

/// Another order of the same documents, the same one each time.
#[must_use]
pub fn shuffled(documents: &[Value], seed: u64) -> Vec<Value> {
    let mut order: Vec<(u64, &Value)> = Vec::with_capacity(documents.len());
    let mut state = seed;
    for document in documents.iter().rev() {
        // Knuth's linear congruence: any fixed order does that is not the one given.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        order.push((state >> 33, document));
    }
    order.sort_by_key(|(key, _)| *key);
    order
        .into_iter()
        .map(|(_, document)| document.clone())
        .collect()
}

/// The kind of an object.
#[must_use]
pub fn kind(object: &Value) -> &str {
    text_at(object, "/kind")
}

/// The name of an object.
#[must_use]
pub fn name(object: &Value) -> &str {
    text_at(object, "/metadata/name")
}

/// The namespace of an object; empty where it says none.
#[must_use]
pub fn namespace(object: &Value) -> &str {
    text_at(object, "/metadata/namespace")
}

/// The text at a pointer; empty where there is none.
#[must_use]
pub fn text_at<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The list at a pointer; empty where there is none.
#[must_use]
pub fn list_at<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
