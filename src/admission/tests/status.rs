//! `status`, which is not its author's.

use serde_json::{Value, json};

use crate::contract::Channel;
use crate::diagnostic::Code;

use super::{GATEWAY_API, admit_text, told};

#[test]
fn no_status_stays_no_status() {
    let text = r#"{"apiVersion":"gateway.networking.k8s.io/v1","kind":"GatewayClass","metadata":{"name":"kuma"},
        "spec":{"controllerName":"gateways.kuma.io/controller"}}"#;
    let (object, admitted) = admit_text(text, Channel::Standard);
    assert!(admitted.problems.is_empty());
    assert_eq!(object, serde_json::from_str::<Value>(text).unwrap());

    // What somebody wrote is completed, so that it can be found again.
    let text = r#"{"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"r"},"spec":{},
        "status":{"parents":[{"controllerName":"x/y","parentRef":{"name":"gw"},"conditions":[]}]}}"#;
    let (object, admitted) = admit_text(text, Channel::Standard);
    assert!(admitted.problems.is_empty());
    assert_eq!(
        object.pointer("/status/parents/0/parentRef"),
        Some(&json!({"group": GATEWAY_API, "kind": "Gateway", "name": "gw"}))
    );
}

#[test]
fn a_bad_status_refuses_nothing() {
    let text = r#"{"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"r"},
        "status":{"parents":[{"parentRef":{"name":"gw"}}],"x":1},"spec":{"hostnames":"a"}}"#;
    let (object, admitted) = admit_text(text, Channel::Standard);
    assert!(admitted.refused);
    assert_eq!(
        told(&admitted.problems),
        [
            (
                Code::WrongType,
                "/spec/hostnames",
                "spec.hostnames: Invalid value: \"string\": spec.hostnames in body must be of type array: \"string\""
            ),
            (
                Code::UnknownField,
                "/status/x",
                "`status.x` is not a field of HTTPRoute, and is left out"
            ),
            (
                Code::UnknownField,
                "/status",
                "`status` is left out: status.parents[0].conditions: Required value"
            ),
        ]
    );
    assert_eq!(admitted.left_out, 0);
    assert_eq!(object.get("status"), None);
    let text = text.replace("\"a\"", "[\"a\"]");
    let (_, admitted) = admit_text(&text, Channel::Standard);
    assert!(!admitted.refused);
}
