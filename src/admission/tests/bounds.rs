//! Large and deep objects, and many findings.

use serde_json::{Value, json};

use crate::admission::MAX_PROBLEMS;
use crate::contract::Channel;
use crate::diagnostic::Code;

use super::{V1, admit_text, route_text};

#[test]
fn a_flood_of_warnings_does_not_hide_the_error() {
    let unknown: String = (0..500).map(|i| format!(r#""u{i}":1,"#)).collect();
    let text = route_text(&format!(r#"{{{unknown}"rules":1}}"#));
    let (_, admitted) = admit_text(&text, Channel::Standard);
    assert!(admitted.refused);
    assert_eq!(admitted.problems.len(), MAX_PROBLEMS);
    assert_eq!(admitted.problems[0].code, Code::WrongType);
    assert_eq!(admitted.left_out, 402);
}

#[test]
fn deep_trees_are_walked() {
    let (open, close) = ("[".repeat(98), "]".repeat(98));
    let text = format!(
        r#"{{"apiVersion":"kuma.io/v1alpha1","kind":"Mesh","metadata":{{"name":"m"}},"spec":{open}{close}}}"#
    );
    let (_, admitted) = admit_text(&text, Channel::Standard);
    assert!(admitted.problems.is_empty());
}

#[test]
fn long_lists_are_compared_in_time() {
    let entries: Vec<Value> = (0..20_000)
        .map(|i| json!({"name": format!("l{}", i / 2 * 2), "port": 80, "protocol": "HTTP"}))
        .collect();
    let text = json!({"apiVersion": V1, "kind": "Gateway", "metadata": {"name": "g"},
        "spec": {"gatewayClassName": "kuma", "listeners": entries}})
    .to_string();
    let (_, admitted) = admit_text(&text, Channel::Standard);
    let duplicates: Vec<&str> = admitted
        .causes
        .iter()
        .filter(|cause| cause.code == Code::SchemaDuplicate)
        .map(|cause| cause.field.as_str())
        .take(2)
        .collect();
    assert_eq!(duplicates, ["spec.listeners[1]", "spec.listeners[3]"]);
    assert!(admitted.left_out > 9000);
}
