//! The goldens in a browser: `wasm-pack test --headless --chrome --features js --test browser`.
#![cfg(all(target_arch = "wasm32", feature = "js"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use kuma_gapi::doors::js::{codes, evaluate, evaluate_json, version};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Made by `make golden.json`: what the native build answers.
const GOLDENS: &str = include_str!(env!("KUMA_GAPI_GOLDEN"));

#[derive(Deserialize)]
struct Golden {
    name: String,
    snapshot: String,
    answer: String,
}

fn goldens() -> Vec<Golden> {
    let goldens: Vec<Golden> = serde_json::from_str(GOLDENS).unwrap();
    assert!(!goldens.is_empty(), "there are no goldens");
    goldens
}

fn object(value: &Value) -> JsValue {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .unwrap()
}

#[wasm_bindgen_test]
fn answers_every_golden_with_the_same_bytes() {
    let differing: Vec<String> = goldens()
        .into_iter()
        .filter_map(|golden| {
            let answer = evaluate_json(&golden.snapshot);
            let place = answer
                .bytes()
                .zip(golden.answer.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            (answer != golden.answer).then(|| {
                let near = |text: &str| {
                    text.chars()
                        .skip(place.saturating_sub(40))
                        .take(80)
                        .collect::<String>()
                };
                format!(
                    "{}: …{}… here, …{}… native",
                    golden.name,
                    near(&answer),
                    near(&golden.answer)
                )
            })
        })
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[wasm_bindgen_test]
fn answers_objects_as_it_answers_text() {
    for golden in goldens() {
        let expected: Value = serde_json::from_str(&golden.answer).unwrap();
        // What is refused need not be JSON, and the refusal tells places in the text.
        if expected.get("ok").is_none() {
            continue;
        }
        let snapshot: Value = serde_json::from_str(&golden.snapshot).unwrap();
        let answer: Value = serde_wasm_bindgen::from_value(evaluate(object(&snapshot))).unwrap();
        assert_eq!(answer, expected, "{}", golden.name);
    }
}

#[wasm_bindgen_test]
fn refuses_what_is_no_object_without_throwing() {
    for snapshot in [
        JsValue::UNDEFINED,
        JsValue::NULL,
        JsValue::TRUE,
        JsValue::from(7),
        JsValue::from("{}"),
        object(&Value::Array(Vec::new())),
    ] {
        let answer: Value = serde_wasm_bindgen::from_value(evaluate(snapshot)).unwrap();
        assert_eq!(
            answer.pointer("/error/code"),
            Some(&"not-a-snapshot".into())
        );
    }
}

#[wasm_bindgen_test]
fn tells_its_version_and_its_codes() {
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
    let codes: Value = serde_json::from_str(&codes()).unwrap();
    assert!(codes.is_array());
}
