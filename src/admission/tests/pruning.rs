//! What goes: unknown fields and duplicate keys.

use serde_json::{Value, json};

use crate::contract::Channel;
use crate::diagnostic::Code;

use super::{admit_text, route_text, told};

#[test]
fn unknown_fields_go() {
    let text =
        route_text(r#"{"hostname":[],"rules":[{"macthes":[],"name":"n","zzzzzz":{"a":1}}]}"#);
    let (object, admitted) = admit_text(&text, Channel::Standard);
    assert!(!admitted.refused);
    assert_eq!(
        told(&admitted.problems),
        [
            (
                Code::UnknownField,
                "/spec/hostname",
                "`spec.hostname` is not a field of HTTPRoute, and is left out"
            ),
            (
                Code::UnknownField,
                "/spec/rules/0/macthes",
                "`spec.rules[0].macthes` is not a field of HTTPRoute, and is left out"
            ),
            (
                Code::UnknownField,
                "/spec/rules/0/zzzzzz",
                "`spec.rules[0].zzzzzz` is not a field of HTTPRoute, and is left out"
            ),
        ]
    );
    let help: Vec<Option<&str>> = admitted
        .problems
        .iter()
        .map(|p| p.help.as_deref())
        .collect();
    assert_eq!(
        help,
        [
            Some("did you mean `hostnames`?"),
            Some("did you mean `matches`?"),
            None
        ]
    );
    assert_eq!(
        object["spec"],
        json!({"rules": [{"name": "n", "matches": [{"path": {"type": "PathPrefix", "value": "/"}}]}]})
    );
}

#[test]
fn fields_of_the_experimental_channel() {
    let text =
        route_text(r#"{"rules":[{"matches":[],"sessionPersistence":{"absoluteTimeout":"1h"}}]}"#);
    let (object, admitted) = admit_text(&text, Channel::Standard);
    assert_eq!(object["spec"], json!({"rules": [{"matches": []}]}));
    assert_eq!(admitted.problems.len(), 1);
    assert_eq!(
        admitted.problems[0].path.as_str(),
        "/spec/rules/0/sessionPersistence"
    );
    assert!(
        admitted.problems[0]
            .help
            .as_deref()
            .unwrap()
            .contains("`crds: experimental`")
    );

    let (object, admitted) = admit_text(&text, Channel::Experimental);
    // Known there, but a cookie has to be described.
    assert!(admitted.problems.iter().all(|p| p.code == Code::RuleBroken));
    assert_eq!(
        object["spec"],
        json!({"rules": [{"matches": [], "sessionPersistence": {"absoluteTimeout": "1h", "type": "Cookie"}}]})
    );
}

#[test]
fn of_duplicate_keys_the_last_one_counts() {
    let text = r#"{"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute",
        "metadata":{"name":"r","labels":{"a/b":"1","c":"2","a/b":"3"}},
        "spec":{"rules":1,"hostnames":["a"],"rules":[],"rules":[{"matches":[]}]}}"#;
    let (object, admitted) = admit_text(text, Channel::Standard);
    assert!(!admitted.refused);
    assert_eq!(
        told(&admitted.problems),
        [
            (
                Code::DuplicateField,
                "/metadata/labels/a~1b",
                "`metadata.labels.a/b` is written more than once, and the last one counts"
            ),
            (
                Code::DuplicateField,
                "/spec/rules",
                "`spec.rules` is written more than once, and the last one counts"
            ),
        ]
    );
    assert_eq!(
        object["spec"],
        json!({"hostnames": ["a"], "rules": [{"matches": []}]})
    );
    assert_eq!(object["metadata"]["labels"], json!({"a/b": "3", "c": "2"}));

    // A last one that is null takes the earlier ones with it.
    let text = route_text(r#"{"hostnames":["a"],"hostnames":null,"rules":[]}"#);
    let (object, _) = admit_text(&text, Channel::Standard);
    assert_eq!(object["spec"], json!({"rules": []}));
}

#[test]
fn kinds_without_a_schema_keep_all_but_duplicates() {
    let text = r#"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"k":"Zg==","k":"YQ=="},"type":null,"x":1}"#;
    let (object, admitted) = admit_text(text, Channel::Standard);
    assert_eq!(
        told(&admitted.problems),
        [(
            Code::DuplicateField,
            "/data/k",
            "`data.k` is written more than once, and the last one counts"
        )]
    );
    assert_eq!(object["data"], json!({"k": "YQ=="}));
    assert_eq!(object["type"], Value::Null);
    assert_eq!(object["x"], json!(1));

    let mut members: String = (0..40).map(|i| format!(r#""k{i}":"","#)).collect();
    members.push_str(r#""k7":"x""#);
    let text = format!(r#"{{"apiVersion":"v1","kind":"Secret","data":{{{members}}}}}"#);
    let (object, admitted) = admit_text(&text, Channel::Standard);
    assert_eq!(admitted.problems.len(), 1);
    assert_eq!(object["data"]["k7"], json!("x"));
}
