//! The goldens in a browser: `wasm-pack test --headless --chrome --features js --test browser`.
#![cfg(all(target_arch = "wasm32", feature = "js"))]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use kuma_gapi::doors::js::{codes, evaluate, evaluate_json, validate, validate_json, version};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

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

/// Made by `make admission.json`: what an API server answered, and what the native build does.
const RECORDS: &str = include_str!(env!("KUMA_GAPI_ADMISSION"));

#[wasm_bindgen_test]
fn admits_as_an_api_server_and_as_the_native_build_does() {
    let files: Vec<Value> = serde_json::from_str(RECORDS).unwrap();
    let mut told = Vec::new();
    for file in &files {
        let (mut verdicts, mut messages, mut stored) = (0, 0, 0);
        let cases = file["cases"].as_array().unwrap();
        assert!(!cases.is_empty());
        for record in cases {
            let snapshot = record["snapshot"].as_str().unwrap();
            let answer = validate_json(snapshot);
            let (case, name) = (&record["case"], &record["case"]["name"]);
            assert_eq!(answer, record["answer"].as_str().unwrap(), "{name}");
            let answer: Value = serde_json::from_str(&answer).unwrap();
            let (here, there) = (&answer["ok"]["objects"][0], &case["answer"]);
            verdicts += usize::from(here["verdict"] == there["verdict"]);
            messages += usize::from(said(here) == said(there));
            stored += usize::from(here["stored"] == there["stored"]);
        }
        let count = cases.len();
        let file = &file["file"];
        told.push(format!(
            "{count} cases: {verdicts} verdicts equal, {messages} messages equal, {stored} stored forms equal ({file})"
        ));
        console_log!("{}", told.last().unwrap());
        assert_eq!(
            (verdicts, messages, stored),
            (count, count, count),
            "{told:?}"
        );
    }
}

/// What an answer says, whatever the order of its causes and warnings.
fn said(answer: &Value) -> (String, Vec<String>, Vec<String>) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut causes = Vec::new();
    let mut message = text(&answer["message"]);
    for cause in answer["causes"].as_array().into_iter().flatten() {
        let words = format!("{}: {}", text(&cause["field"]), text(&cause["message"]));
        message = message.replacen(&words, "", 1);
        causes.push(format!("{} {words}", text(&cause["reason"])));
    }
    causes.sort();
    let mut warnings: Vec<String> = match &answer["warnings"] {
        Value::Array(warnings) => warnings.iter().map(text).collect(),
        header => text(header)
            .split("299 - \"")
            .map(|warning| warning.trim_end_matches(", "))
            .map(|warning| warning.strip_suffix('"').unwrap_or(warning))
            .filter(|warning| !warning.is_empty())
            .map(|warning| warning.replace("\\\"", "\"").replace("\\\\", "\\"))
            .collect(),
    };
    warnings.sort();
    (message, causes, warnings)
}

#[wasm_bindgen_test]
fn validates_objects_as_it_validates_text() {
    for golden in goldens() {
        let Ok(snapshot) = serde_json::from_str::<Value>(&golden.snapshot) else {
            continue;
        };
        let expected: Value = serde_json::from_str(&validate_json(&golden.snapshot)).unwrap();
        if expected.get("ok").is_none() {
            continue;
        }
        let answer: Value = serde_wasm_bindgen::from_value(validate(object(&snapshot))).unwrap();
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
