//! The door for JavaScript hosts (wasm-bindgen).
//!
//! Whatever is wrong with a snapshot is in the answer; nothing is thrown. (A getter or proxy that
//! throws while the snapshot is read is the host's own code, and its exception is the host's own.)

use serde::Deserialize;
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
/// JSON text already, `evaluateJson` is faster.
#[wasm_bindgen(unchecked_return_type = "Answer")]
#[must_use]
pub fn evaluate(#[wasm_bindgen(unchecked_param_type = "Snapshot")] snapshot: JsValue) -> JsValue {
    match tree(snapshot) {
        Ok(tree) => object(&crate::evaluate_tree(tree)),
        Err(refusal) => object(&Answer::Error(refusal)),
    }
}

/// The same from JSON text to JSON text.
#[wasm_bindgen(js_name = evaluateJson)]
#[must_use]
pub fn evaluate_json(text: &str) -> String {
    crate::evaluate_json(text)
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

fn tree(snapshot: JsValue) -> Result<Node<'static>, Refusal> {
    let refuse = |message: String| Refusal::NotASnapshot {
        message,
        path: String::new(),
    };
    if !snapshot.is_object() || snapshot.is_array() {
        return Err(refuse("the snapshot is not an object".to_owned()));
    }
    Node::deserialize(Deserializer::from(snapshot)).map_err(|error| refuse(error.to_string()))
}

/// An answer as an object. The host's own reader makes it from text faster than calls for every
/// member would, and its code is not in the module.
fn object(answer: &Answer<'_>) -> JsValue {
    parse(&crate::evaluate::written(answer)).unwrap_or(JsValue::NULL)
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = JSON)]
    fn parse(text: &str) -> Result<JsValue, JsValue>;
}
