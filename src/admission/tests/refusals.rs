//! What refuses an object.

use serde_json::json;

use crate::admission::{Id, admit};
use crate::contract::Channel;
use crate::diagnostic::Code;
use crate::json::Node;

use super::{V1, admit_text, route_text, told};

#[test]
fn wrong_types() {
    let text = route_text(
        r#"{"hostnames":"a.example","rules":[{"matches":[],"backendRefs":[
            {"name":8080,"port":"http"},{"name":"b","port":80.5},{"name":"c","port":true,"weight":[]},
            {"name":"d","port":80.0},{"name":"e","port":1e300},
            {"name":"f","port":"0123456789012345678901234567890123456789"}]}]}"#,
    );
    let (object, admitted) = admit_text(&text, Channel::Standard);
    assert!(admitted.refused);
    let messages: Vec<&str> = admitted
        .problems
        .iter()
        .filter(|p| p.code == Code::WrongType)
        .map(|p| p.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "spec.hostnames: Invalid value: \"string\": spec.hostnames in body must be of type array: \"string\"",
            "spec.rules[0].backendRefs[0].name: Invalid value: \"integer\": spec.rules[0].backendRefs[0].name in body must be of type string: \"integer\"",
            "spec.rules[0].backendRefs[0].port: Invalid value: \"string\": spec.rules[0].backendRefs[0].port in body must be of type integer: \"string\"",
            "spec.rules[0].backendRefs[1].port: Invalid value: \"float64\": spec.rules[0].backendRefs[1].port in body must be of type int32: \"float64\"",
            "spec.rules[0].backendRefs[2].port: Invalid value: \"\": spec.rules[0].backendRefs[2].port in body must be of type int32: \"\"",
            "spec.rules[0].backendRefs[2].weight: Invalid value: \"array\": spec.rules[0].backendRefs[2].weight in body must be of type integer: \"array\"",
            "spec.rules[0].backendRefs[4].port: Invalid value: \"float64\": spec.rules[0].backendRefs[4].port in body must be of type int32: \"float64\"",
            "spec.rules[0].backendRefs[5].port: Invalid value: \"string\": spec.rules[0].backendRefs[5].port in body must be of type integer: \"string\"",
        ]
    );
    assert_eq!(
        object.pointer("/spec/rules/0/backendRefs/3/port"),
        Some(&json!(80))
    );

    let mut node = Node::Array(Vec::new());
    let id = Id {
        api_version: V1,
        kind: "HTTPRoute",
        channel: Channel::Standard,
        release: None,
        creates: false,
        old: None,
    };
    let admitted = admit(&mut node, id);
    assert_eq!(
        told(&admitted.problems),
        [(
            Code::WrongType,
            "",
            "Invalid value: \"array\":  in body must be of type object: \"array\""
        )]
    );
}

#[test]
fn missing_fields() {
    let text = r#"{"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"g"},
        "spec":{"listeners":[{"port":80}]}}"#;
    let (_, admitted) = admit_text(text, Channel::Standard);
    assert!(admitted.refused);
    let paths: Vec<(Code, &str)> = admitted
        .problems
        .iter()
        .map(|p| (p.code, p.path.as_str()))
        .collect();
    assert_eq!(
        paths,
        [
            (Code::MissingField, "/spec/listeners/0/name"),
            (Code::MissingField, "/spec/listeners/0/protocol"),
            (Code::MissingField, "/spec/gatewayClassName"),
            (Code::RulesNotChecked, ""),
        ]
    );
    let (_, admitted) = admit_text(
        r#"{"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"g"},"spec":null}"#,
        Channel::Standard,
    );
    assert_eq!(
        told(&admitted.problems),
        [(Code::MissingField, "/spec", "spec: Required value")]
    );
}

#[test]
fn names_and_labels() {
    let text = r#"{"apiVersion":"kuma.io/v1alpha1","kind":"Mesh",
        "metadata":{"name":"My_mesh","labels":{"a/b/c":"x y"},"annotations":{"-":""}}}"#;
    let (_, admitted) = admit_text(text, Channel::Standard);
    let told: Vec<String> = admitted.causes.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "metadata.name: Invalid value: \"My_mesh\": a lowercase RFC 1123 subdomain must consist of lower case \
             alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. \
             'example.com', regex used for validation is \
             '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
            "metadata.labels: Invalid value: \"a/b/c\": a valid label key must consist of alphanumeric characters, \
             '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  \
             or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an \
             optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
            "metadata.labels: Invalid value: \"x y\": a valid label must be an empty string or consist of \
             alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. \
             'MyValue',  or 'my_value',  or '12345', regex used for validation is \
             '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
            "metadata.annotations: Invalid value: \"-\": name part must consist of alphanumeric characters, '-', \
             '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or \
             '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        ]
    );
}
