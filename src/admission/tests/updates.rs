//! Updates: what was there before decides too.

use serde_json::{Value, json};

use crate::admission::{Admitted, Id, admit};
use crate::contract::Channel;
use crate::diagnostic::Code;
use crate::json::Node;

use super::{V1, route_text, told};

/// What becomes of the route `new` where `old` is.
fn update<'a>(old: &str, new: &'a str) -> (Value, Admitted<'a>) {
    let old: Node<'_> = serde_json::from_str(old).unwrap();
    let mut node: Node<'a> = serde_json::from_str(new).unwrap();
    let id = Id {
        api_version: V1,
        kind: "HTTPRoute",
        channel: Channel::Standard,
        release: None,
        creates: false,
        old: Some(&old),
    };
    let admitted = admit(&mut node, id);
    (serde_json::to_value(&node).unwrap(), admitted)
}

fn route(spec: &Value) -> String {
    route_text(&spec.to_string())
}

#[test]
fn what_nobody_changed_refuses_nothing() {
    let faulty = json!([{"name": "A", "matches": []}]);
    let old = route(&json!({"hostnames": ["a.example"], "rules": faulty}));
    let new = route(&json!({"hostnames": ["b.example"], "rules": faulty}));
    let (_, admitted) = update(&old, &new);
    assert!(!admitted.refused);
    assert_eq!(told(&admitted.problems), []);
    // The list is changed as a whole.
    let more = json!([{"name": "A", "matches": []}, {"name": "b", "matches": []}]);
    let new = route(&json!({"hostnames": ["a.example"], "rules": more}));
    let (_, admitted) = update(&old, &new);
    assert!(admitted.refused);
    assert_eq!(admitted.problems[0].path.as_str(), "/spec/rules/0/name");
}

#[test]
fn a_broken_rule_is_told_of_though_it_is_tolerated() {
    let rules = json!([{"matches": [{"path": {"type": "PathPrefix", "value": "/a//b"}}]}]);
    let old = route(&json!({"rules": rules}));
    let new = route(&json!({"hostnames": ["b.example"], "rules": rules}));
    let (_, admitted) = update(&old, &new);
    assert!(!admitted.refused);
    assert_eq!(
        told(&admitted.problems),
        [(
            Code::RuleStillBroken,
            "/spec/rules/0/matches/0/path",
            "spec.rules[0].matches[0].path: Invalid value: must not contain '//' when type one of ['Exact', 'PathPrefix']"
        )]
    );
    assert_eq!(admitted.warnings.len(), 1);
}

#[test]
fn the_status_is_the_one_that_was_there() {
    let status = |name: &str| json!({"parents": [{"controllerName": "x/y", "parentRef": {"name": name}, "conditions": []}]});
    let object = |name: Option<&str>| {
        let mut object: Value = serde_json::from_str(&route(&json!({"rules": []}))).unwrap();
        if let Some(name) = name {
            object["status"] = status(name);
        }
        object.to_string()
    };
    let name = |object: &Value| object.pointer("/status/parents/0/parentRef/name").cloned();
    let new = object(Some("mine"));
    assert_eq!(
        name(&update(&object(Some("theirs")), &new).0),
        Some(json!("theirs"))
    );
    assert_eq!(name(&update(&object(None), &new).0), None);
}

#[test]
fn nobody_can_set_when_an_object_goes() {
    let old = route(&json!({}));
    let new = old.replacen(
        r#""name":"r""#,
        r#""name":"r","deletionGracePeriodSeconds":1"#,
        1,
    );
    let (_, admitted) = update(&old, &new);
    assert_eq!(
        admitted.causes[0].to_string(),
        "metadata.deletionGracePeriodSeconds: Invalid value: 1: field is immutable"
    );
    assert!(!update(&new, &new).1.refused);
}
