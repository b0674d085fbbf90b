use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::contract::Channel;
use crate::diagnostic::{Code, Problem};
use crate::json::Node;

use super::schema::Tables;
use super::{Admitted, Id, MAX_PROBLEMS, admit};

const GATEWAY_API: &str = "gateway.networking.k8s.io";

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
        .map(|p| (p.code, p.path.as_str(), p.message.as_str()))
        .collect()
}

#[test]
fn the_tables_are_whole() {
    let tables = Tables::read(Tables::text()).expect("tables.json is not as the walker reads it");
    let (roots, schemas) = tables.sizes();
    assert!(
        roots >= 15 && schemas > 100,
        "{roots} roots, {schemas} nodes"
    );
    for channel in [Channel::Standard, Channel::Experimental] {
        for kind in ["GatewayClass", "Gateway", "HTTPRoute", "ReferenceGrant"] {
            assert!(tables.root(GATEWAY_API, kind, channel).is_some(), "{kind}");
        }
        for kind in [
            "ExternalService",
            "Mesh",
            "MeshExternalService",
            "MeshGatewayConfig",
            "MeshGatewayInstance",
            "MeshMultiZoneService",
            "MeshService",
        ] {
            assert!(tables.root("kuma.io", kind, channel).is_some(), "{kind}");
        }
    }
    assert!(
        tables
            .root("example.com", "Gateway", Channel::Standard)
            .is_none()
    );
    assert!(Tables::text().len() < 25_000);
    for schema in (0..).map_while(|id| tables.schema(id)) {
        assert!(schema.properties.is_sorted_by_key(|property| property.name));
        // The walker drops a null in a map; an API server would default it.
        if let Some(values) = schema.additional.and_then(|id| tables.schema(id)) {
            assert!(values.default.is_none());
        }
    }
}

#[test]
fn route_defaults() {
    assert_eq!(
        route(json!({
            "parentRefs": [{"name": "gw"}],
            "rules": [{"backendRefs": [{"name": "a", "port": 80}, {"name": "b", "port": 80, "weight": 0}]}]
        })),
        json!({
            "parentRefs": [{"group": GATEWAY_API, "kind": "Gateway", "name": "gw"}],
            "rules": [{
                "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
                "backendRefs": [
                    {"group": "", "kind": "Service", "name": "a", "port": 80, "weight": 1},
                    {"group": "", "kind": "Service", "name": "b", "port": 80, "weight": 0},
                ]
            }]
        })
    );
    // A parent's default first, then what is in it.
    assert_eq!(
        route(json!({})),
        json!({"rules": [{"matches": [{"path": {"type": "PathPrefix", "value": "/"}}]}]})
    );
    assert_eq!(
        route(
            json!({"rules": [{"matches": [{"headers": [{"name": "a", "value": "b"}]}, {"path": {"value": "/x"}}]}]})
        ),
        json!({"rules": [{"matches": [
            {"headers": [{"name": "a", "value": "b", "type": "Exact"}], "path": {"type": "PathPrefix", "value": "/"}},
            {"path": {"type": "PathPrefix", "value": "/x"}},
        ]}]})
    );
    assert_eq!(
        route(json!({"rules": [{"matches": [], "filters": [
            {"type": "RequestRedirect", "requestRedirect": {"scheme": "https"}},
            {"type": "RequestMirror", "requestMirror": {"backendRef": {"name": "m", "port": 1}, "fraction": {"numerator": 1}}},
        ]}]})),
        json!({"rules": [{"matches": [], "filters": [
            {"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 302}},
            {"type": "RequestMirror", "requestMirror": {
                "backendRef": {"group": "", "kind": "Service", "name": "m", "port": 1},
                "fraction": {"numerator": 1, "denominator": 100}
            }},
        ]}]})
    );
}

#[test]
fn present_but_empty_is_not_absent() {
    for spec in [
        json!({"rules": []}),
        json!({"rules": [{"matches": [], "backendRefs": []}]}),
        json!({"rules": [{"matches": [{"path": {"type": "", "value": ""}}]}]}),
    ] {
        assert_eq!(route(spec.clone()), spec);
    }
}

#[test]
fn gateway_defaults() {
    assert_eq!(
        spec_of(
            "gateway.networking.k8s.io/v1beta1",
            "Gateway",
            json!({"gatewayClassName": "kuma", "listeners": [
                {"name": "a", "port": 80, "protocol": "HTTP"},
                {"name": "b", "port": 443, "protocol": "HTTPS",
                 "allowedRoutes": {"kinds": [{"kind": "HTTPRoute"}]},
                 "tls": {"certificateRefs": [{"name": "cert"}]}},
            ]})
        ),
        json!({"gatewayClassName": "kuma", "listeners": [
            {"name": "a", "port": 80, "protocol": "HTTP", "allowedRoutes": {"namespaces": {"from": "Same"}}},
            {"name": "b", "port": 443, "protocol": "HTTPS",
             "allowedRoutes": {"kinds": [{"group": GATEWAY_API, "kind": "HTTPRoute"}], "namespaces": {"from": "Same"}},
             "tls": {"mode": "Terminate", "certificateRefs": [{"group": "", "kind": "Secret", "name": "cert"}]}},
        ]})
    );
}

#[test]
fn kuma_defaults_and_free_fields() {
    assert_eq!(
        spec_of(
            "kuma.io/v1alpha1",
            "MeshGatewayConfig",
            json!({"resources": {"limits": {"cpu": 1, "memory": "1Gi"}}})
        ),
        json!({"replicas": 1, "serviceType": "LoadBalancer", "resources": {"limits": {"cpu": 1, "memory": "1Gi"}}})
    );
    let mesh = json!({"mtls": {"enabledBackend": null, "any": [{"thing": 1.5}]}});
    assert_eq!(spec_of("kuma.io/v1alpha1", "Mesh", mesh.clone()), mesh);
}

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
                "`spec.hostnames` is a string, but an array is expected"
            ),
            (
                Code::UnknownField,
                "/status/x",
                "`status.x` is not a field of HTTPRoute, and is left out"
            ),
            (
                Code::UnknownField,
                "/status",
                "`status` is left out: `status.parents[0].conditions` is required, but is not there"
            ),
        ]
    );
    assert_eq!(admitted.left_out, 0);
    assert_eq!(object.get("status"), None);
    let text = text.replace("\"a\"", "[\"a\"]");
    let (_, admitted) = admit_text(&text, Channel::Standard);
    assert!(!admitted.refused);
}

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
    assert!(admitted.problems.is_empty());
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

#[test]
fn nulls_go_and_are_defaulted() {
    let text = route_text(
        r#"{"hostnames":null,"parentRefs":[{"name":"gw","group":null}],"rules":[{"matches":[],"backendRefs":[{"name":"a","weight":null}]}]}"#,
    );
    let (object, admitted) = admit_text(&text, Channel::Standard);
    assert!(admitted.problems.is_empty());
    assert_eq!(
        object["spec"],
        json!({
            "parentRefs": [{"name": "gw", "group": GATEWAY_API, "kind": "Gateway"}],
            "rules": [{"matches": [], "backendRefs": [{"group": "", "kind": "Service", "name": "a", "weight": 1}]}]
        })
    );
    // In a list there is nothing to leave out; a required field is missing.
    let text = route_text(r#"{"parentRefs":[{"name":null}],"rules":[null]}"#);
    let (_, admitted) = admit_text(&text, Channel::Standard);
    assert!(admitted.refused);
    assert_eq!(
        told(&admitted.problems),
        [
            (
                Code::MissingField,
                "/spec/parentRefs/0/name",
                "`spec.parentRefs[0].name` is required, but is not there"
            ),
            (
                Code::WrongType,
                "/spec/rules/0",
                "`spec.rules[0]` is null, but an object is expected"
            ),
        ]
    );
}

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
        .map(|p| p.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "`spec.hostnames` is a string, but an array is expected",
            "`spec.rules[0].backendRefs[0].name` is an integer (`8080`), but a string is expected",
            "`spec.rules[0].backendRefs[0].port` is a string (`\"http\"`), but an integer is expected",
            "`spec.rules[0].backendRefs[1].port` is a number (`80.5`), but an integer is expected",
            "`spec.rules[0].backendRefs[2].port` is a boolean (`true`), but an integer is expected",
            "`spec.rules[0].backendRefs[2].weight` is an array, but an integer is expected",
            "`spec.rules[0].backendRefs[4].port` is a number (`1e+300`), but an integer is expected",
            "`spec.rules[0].backendRefs[5].port` is a string, but an integer is expected",
        ]
    );
    assert!(admitted.problems.iter().all(|p| p.code == Code::WrongType));
    assert_eq!(
        object.pointer("/spec/rules/0/backendRefs/3/port"),
        Some(&json!(80))
    );

    let mut node = Node::Array(Vec::new());
    let admitted = admit(&mut node, GATEWAY_API, "HTTPRoute", Channel::Standard);
    assert_eq!(
        told(&admitted.problems),
        [(
            Code::WrongType,
            "",
            "the object is an array, but an object is expected"
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
            (Code::MissingField, "/spec/gatewayClassName"),
            (Code::MissingField, "/spec/listeners/0/name"),
            (Code::MissingField, "/spec/listeners/0/protocol"),
        ]
    );
    let (_, admitted) = admit_text(
        r#"{"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"g"},"spec":null}"#,
        Channel::Standard,
    );
    assert_eq!(
        told(&admitted.problems),
        [(
            Code::MissingField,
            "/spec",
            "`spec` is required, but is not there"
        )]
    );
}

#[test]
fn a_flood_of_warnings_does_not_hide_the_error() {
    let unknown: String = (0..500).map(|i| format!(r#""u{i}":1,"#)).collect();
    let text = route_text(&format!(r#"{{{unknown}"rules":1}}"#));
    let (_, admitted) = admit_text(&text, Channel::Standard);
    assert!(admitted.refused);
    assert_eq!(admitted.problems.len(), MAX_PROBLEMS);
    assert_eq!(admitted.problems[0].code, Code::WrongType);
    assert_eq!(admitted.left_out, 401);
}

#[test]
fn deep_trees_are_walked() {
    let (open, close) = ("[".repeat(98), "]".repeat(98));
    let text = format!(r#"{{"apiVersion":"kuma.io/v1alpha1","kind":"Mesh","spec":{open}{close}}}"#);
    let (_, admitted) = admit_text(&text, Channel::Standard);
    assert!(admitted.problems.is_empty());
}

/// What came out of a file of recorded answers of a real API server.
#[derive(Debug, Default)]
struct Numbers {
    cases: usize,
    accepted: usize,
    stored_equal: usize,
    refused: usize,
    /// Refused because of types and missing fields, among other things: those that this walker can know.
    refused_by_structure: usize,
    refused_here: usize,
    same_places: usize,
    same_warnings: usize,
    wrong: Vec<String>,
}

fn compare(text: &str, numbers: &mut Numbers) {
    for line in text.lines().filter(|line| !line.is_empty()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let channel = match case["channel"].as_str() {
            Some("experimental") => Channel::Experimental,
            _ => Channel::Standard,
        };
        let kind = case["object"]["kind"].as_str().unwrap_or_default();
        let group = case["object"]["apiVersion"].as_str().unwrap_or_default();
        let group = group.split_once('/').map_or("", |(group, _)| group);
        if Tables::get().root(group, kind, channel).is_none() {
            continue;
        }
        numbers.cases += 1;
        let input = case["object"].to_string();
        let (mut object, admitted) = admit_text(&input, channel);
        let answer = &case["answer"];
        let places = |code: Option<Code>| -> BTreeSet<String> {
            let of = |p: &&Problem<'_>| match code {
                Some(code) => p.code == code,
                None => matches!(p.code, Code::WrongType | Code::MissingField),
            };
            admitted
                .problems
                .iter()
                .filter(of)
                .map(|p| place(p.path.as_str()))
                .collect()
        };
        if answer["verdict"] == "accepted" {
            numbers.accepted += 1;
            let mut stored = answer["stored"].clone();
            for form in [&mut stored, &mut object] {
                form.as_object_mut().unwrap().remove("status");
            }
            if admitted.refused || stored != object {
                numbers.wrong.push(format!(
                    "{}\n  want {stored}\n  have {object}\n  {:?}",
                    case["name"], admitted.problems
                ));
            } else {
                numbers.stored_equal += 1;
            }
            // `299 - "unknown field \"spec.rules[0].x\"", 299 - …`
            let warned: BTreeSet<String> = answer["warnings"]
                .as_str()
                .unwrap_or_default()
                .split("unknown field \\\"")
                .skip(1)
                .filter_map(|rest| Some(place(rest.split_once("\\\"")?.0)))
                .collect();
            if warned == places(Some(Code::UnknownField)) {
                numbers.same_warnings += 1;
            } else {
                numbers.wrong.push(format!(
                    "{}: warnings {:?}",
                    case["name"], admitted.problems
                ));
            }
        } else {
            numbers.refused += 1;
            let structural: BTreeSet<String> = answer["causes"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|cause| {
                    matches!(
                        cause["reason"].as_str(),
                        Some("FieldValueRequired" | "FieldValueTypeInvalid")
                    )
                })
                .filter_map(|cause| cause["field"].as_str())
                .map(place)
                .collect();
            numbers.refused_here += usize::from(admitted.refused);
            numbers.refused_by_structure += usize::from(!structural.is_empty());
            if structural == places(None) {
                numbers.same_places += 1;
            } else {
                numbers.wrong.push(format!(
                    "{}\n  want {structural:?}\n  have {:?}",
                    case["name"],
                    places(None)
                ));
            }
        }
    }
}

/// `spec.rules[0].name` and `/spec/rules/0/name` as one: `spec.rules.0.name`.
fn place(written: &str) -> String {
    written
        .trim_start_matches('/')
        .replace('[', ".")
        .replace(']', "")
        .replace('/', ".")
        .replace("~1", ".")
}

#[test]
fn as_a_real_api_server_answered() {
    let mut numbers = Numbers::default();
    compare(
        include_str!("../../tests/cases/admission.jsonl"),
        &mut numbers,
    );
    assert!(numbers.wrong.is_empty(), "{}", numbers.wrong.join("\n"));
    assert!(numbers.cases >= 40);
    assert_eq!(numbers.stored_equal, numbers.accepted);
    assert_eq!(numbers.refused_here, numbers.refused_by_structure);
}

#[test]
#[ignore = "needs ADMISSION_CASES, files of recorded answers with a colon between them"]
fn as_a_real_api_server_answered_in_all_records() {
    for path in std::env::var("ADMISSION_CASES").unwrap().split(':') {
        let mut numbers = Numbers::default();
        compare(&std::fs::read_to_string(path).unwrap(), &mut numbers);
        println!("{path}: {numbers:#?}");
        assert!(numbers.wrong.is_empty());
    }
}
