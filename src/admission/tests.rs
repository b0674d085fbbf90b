mod release;

use serde_json::{Value, json};

use crate::contract::Channel;
use crate::diagnostic::{Code, Problem};
use crate::json::Node;

use super::schema::Tables;
use super::{Admitted, Id, MAX_PROBLEMS, admit};

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

#[test]
fn the_tables_are_whole() {
    let tables = Tables::read(Tables::text()).expect("tables.txt is not as the walker reads it");
    let (roots, schemas) = tables.sizes();
    assert!(
        roots >= 15 && schemas > 100,
        "{roots} roots, {schemas} nodes"
    );
    for channel in [Channel::Standard, Channel::Experimental] {
        for kind in ["GatewayClass", "Gateway", "HTTPRoute", "ReferenceGrant"] {
            assert!(tables.root(V1, kind, channel, None).is_some(), "{kind}");
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
            assert!(
                tables
                    .root("kuma.io/v1alpha1", kind, channel, None)
                    .is_some(),
                "{kind}"
            );
        }
    }
    assert!(
        tables
            .root("example.com/v1", "Gateway", Channel::Standard, None)
            .is_none()
    );
    assert!(Tables::text().len() < 45_000);
    assert!(tables.patterns().iter().all(|pattern| pattern.is_known()));
    assert!(tables.rules().iter().all(|rule| rule.program().is_some()));
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
        let (object, _) = admit_text(&route_text(&spec.to_string()), Channel::Standard);
        assert_eq!(object["spec"], spec);
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

#[test]
fn nulls_go_and_are_defaulted() {
    let text = route_text(
        r#"{"hostnames":null,"parentRefs":[{"name":"gw","group":null}],"rules":[{"matches":[],"backendRefs":[{"name":"a","port":1,"weight":null}]}]}"#,
    );
    let (object, admitted) = admit_text(&text, Channel::Standard);
    assert!(admitted.problems.is_empty());
    assert_eq!(
        object["spec"],
        json!({
            "parentRefs": [{"name": "gw", "group": GATEWAY_API, "kind": "Gateway"}],
            "rules": [{"matches": [], "backendRefs": [{"group": "", "kind": "Service", "name": "a", "port": 1, "weight": 1}]}]
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
                "spec.parentRefs[0].name: Required value"
            ),
            (
                Code::WrongType,
                "/spec/rules/0",
                "spec.rules[0]: Invalid value: \"null\": spec.rules[0] in body must be of type object: \"null\""
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

#[test]
fn no_field_is_a_number() {
    // Then a number with a fraction that a rule reads is always one where an integer is expected.
    let sections: Vec<&str> = Tables::text().split("\n\n").collect();
    assert!(sections[4].lines().count() > 200);
    assert!(!sections[4].lines().any(|line| line.starts_with('n')));
}
