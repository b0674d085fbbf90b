//! The door for JavaScript hosts (wasm-bindgen).
//!
//! Whatever is wrong with a snapshot is in the answer; nothing is thrown. (A getter or proxy that
//! throws while the snapshot is read is the host's own code, and its exception is the host's own.)

use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Deserializer;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::contract::{Answer, Refusal};
use crate::json::Node;

/// The contract's types, kept in a file of their own so that `tsc` checks them as they are.
#[wasm_bindgen(typescript_custom_section)]
const CONTRACT: &str = include_str!("contract.d.ts");

/// Evaluates a snapshot: Kuma resources, statuses, diagnostics and provenance.
///
/// Never throws: what is wrong with the snapshot is in the answer. For large snapshots that are
/// JSON text already, `evaluateJson` is faster; and only text tells `80.0` from `80`, which an API
/// server does.
#[wasm_bindgen(unchecked_return_type = "Answer")]
#[must_use]
pub fn evaluate(#[wasm_bindgen(unchecked_param_type = "Snapshot")] snapshot: JsValue) -> JsValue {
    answered(
        &snapshot,
        |tree| object(&crate::evaluate_tree(tree)),
        crate::evaluate_json,
    )
}

/// Validates the objects of a snapshot as an API server would, and does nothing else with them.
///
/// Never throws: what is wrong with the snapshot is in the answer.
#[wasm_bindgen(unchecked_return_type = "ValidationAnswer")]
#[must_use]
pub fn validate(#[wasm_bindgen(unchecked_param_type = "Snapshot")] snapshot: JsValue) -> JsValue {
    answered(
        &snapshot,
        |tree| object(&crate::validate_tree(tree)),
        crate::validate_json,
    )
}

/// The same from JSON text to JSON text.
#[wasm_bindgen(js_name = validateJson)]
#[must_use]
pub fn validate_json(text: &str) -> String {
    crate::validate_json(text)
}

/// The same from JSON text to JSON text.
#[wasm_bindgen(js_name = evaluateJson)]
#[must_use]
pub fn evaluate_json(text: &str) -> String {
    crate::evaluate_json(text)
}

/// What an upgrade makes of a snapshot, from one target to another: each object and rule before and
/// after, what to do for it, in which order objects are replaced, and what stops serving meanwhile.
///
/// Never throws: what is wrong with the snapshot or the targets is in the answer.
#[wasm_bindgen(unchecked_return_type = "ComparisonAnswer")]
#[must_use]
pub fn compare(
    #[wasm_bindgen(unchecked_param_type = "Snapshot")] snapshot: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Targets")] targets: &JsValue,
) -> JsValue {
    match (text_of(snapshot), text_of(targets)) {
        (Ok(snapshot), Ok(targets)) => parsed(&crate::compare_json(&snapshot, &targets)),
        (Err(message), _) | (_, Err(message)) => refuse(message),
    }
}

/// The same from JSON text to JSON text.
#[wasm_bindgen(js_name = compareJson)]
#[must_use]
pub fn compare_json(snapshot: &str, targets: &str) -> String {
    crate::compare_json(snapshot, targets)
}

/// What happens to requests: what Gateway API demands and what Kuma's data plane does, each with the
/// rule that takes it and why the others do not.
///
/// Takes a list of requests or one; never throws: what is wrong with one of them is in its answer.
#[wasm_bindgen(unchecked_return_type = "SimulationAnswer")]
#[must_use]
pub fn simulate(
    #[wasm_bindgen(unchecked_param_type = "Snapshot")] snapshot: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "SimulatedRequest | SimulatedRequest[]")]
    requests: &JsValue,
) -> JsValue {
    match (text_of(snapshot), text_of(requests)) {
        (Ok(snapshot), Ok(requests)) => {
            parsed(&crate::simulate::simulate_json(&snapshot, &requests))
        }
        (Err(message), _) | (_, Err(message)) => refuse(message),
    }
}

/// The same from JSON text to JSON text.
#[wasm_bindgen(js_name = simulateJson)]
#[must_use]
pub fn simulate_json(snapshot: &str, requests: &str) -> String {
    crate::simulate::simulate_json(snapshot, requests)
}

/// The catalogue of diagnostic codes, as JSON text.
#[wasm_bindgen]
#[must_use]
pub fn codes() -> String {
    crate::codes_json()
}

/// The version of the module.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    crate::VERSION.to_owned()
}

/// A value as JSON text.
fn text_of(value: &JsValue) -> Result<String, String> {
    stringify(value).map_err(|_| {
        "the snapshot, the requests or the targets cannot be written as JSON".to_owned()
    })
}

/// An answer to a snapshot: of its tree, or of its text where it fits no tree.
fn answered(
    snapshot: &JsValue,
    of_tree: impl FnOnce(Node<'_>) -> JsValue,
    of_text: impl FnOnce(&str) -> String,
) -> JsValue {
    if !snapshot.is_object() || snapshot.is_array() {
        return refuse("the snapshot is not an object".to_owned());
    }
    let error = match Node::deserialize(Deserializer::from(snapshot.clone())) {
        Ok(tree) => return of_tree(tree),
        Err(error) => error,
    };
    // One member that fits no tree spoils the tree. As text, each object is read by itself.
    match stringify(snapshot) {
        Ok(text) => parsed(&of_text(&text)),
        Err(_) => refuse(error.to_string()),
    }
}

fn refuse(message: String) -> JsValue {
    let path = String::new();
    object(&Answer::<()>::Error(Refusal::NotASnapshot {
        message,
        path,
    }))
}

/// An answer as an object. The host's own reader makes it from text faster than calls for every
/// member would, and its code is not in the module.
fn object<T: Serialize>(answer: &Answer<T>) -> JsValue {
    parsed(&crate::evaluate::written(answer, 0))
}

fn parsed(answer: &str) -> JsValue {
    parse(answer).unwrap_or(JsValue::NULL)
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = JSON)]
    fn parse(text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = JSON)]
    fn stringify(value: &JsValue) -> Result<String, JsValue>;
}
