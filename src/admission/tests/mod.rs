//! Admission of small objects. What a real API server answers is in `tests/cases/admission.jsonl`.

mod bounds;
mod defaults;
mod pruning;
mod refusals;
mod release;
mod status;
mod tables;
mod updates;

use serde_json::{Value, json};

use crate::contract::Channel;
use crate::diagnostic::{Code, Problem};
use crate::json::Node;

use super::{Admitted, Id, admit};

const GATEWAY_API: &str = "gateway.networking.k8s.io";
const V1: &str = "gateway.networking.k8s.io/v1";

fn admit_text<'a>(text: &'a str, channel: Channel) -> (Value, Admitted<'a>) {
    let mut node: Node<'a> = serde_json::from_str(text).unwrap();
    let api_version = node
        .get("apiVersion")
        .and_then(Node::as_str)
        .unwrap_or_default()
        .to_owned();
    let kind = node
        .get("kind")
        .and_then(Node::as_str)
        .unwrap_or_default()
        .to_owned();
    let id = Id {
        api_version: &api_version,
        kind: &kind,
        channel,
        release: None,
        creates: false,
        old: None,
    };
    let admitted = admit(&mut node, id);
    (serde_json::to_value(&node).unwrap(), admitted)
}

/// The spec after admission, which must have found nothing.
fn spec_of(api_version: &str, kind: &str, spec: Value) -> Value {
    let text =
        json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": "x"}, "spec": spec})
            .to_string();
    let (object, admitted) = admit_text(&text, Channel::Standard);
    assert!(admitted.problems.is_empty(), "{:?}", admitted.problems);
    assert!(!admitted.refused);
    object["spec"].clone()
}

fn route(spec: Value) -> Value {
    spec_of("gateway.networking.k8s.io/v1", "HTTPRoute", spec)
}

fn route_text(spec: &str) -> String {
    format!(
        r#"{{"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{{"name":"r"}},"spec":{spec}}}"#
    )
}

fn told<'p>(problems: &'p [Problem<'_>]) -> Vec<(Code, &'p str, &'p str)> {
    problems
        .iter()
        .filter(|p| p.code != Code::RulesNotChecked)
        .map(|p| (p.code, p.path.as_str(), p.message.as_str()))
        .collect()
}
