//! Kuma's own kinds as backends and parents, for every target: whether it has them, and what is checked.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails where something is missing"
)]

use kuma_gapi::contract::Target;
use kuma_gapi_tools::snapshot::list_at;
use serde_json::{Value, json};

const KINDS: [&str; 3] = ["MeshExternalService", "MeshMultiZoneService", "MeshService"];

/// A destination with the port 80, which has a name, and 81, which has none (of a MeshExternalService only the first).
fn destination(kind: &str, namespace: &str) -> Value {
    let spec = match kind {
        "MeshExternalService" => json!({
            "match": {"type": "HostnameGenerator", "port": 80, "protocol": "http"},
            "endpoints": [{"address": "example.com", "port": 443}],
        }),
        "MeshMultiZoneService" => json!({
            "selector": {"meshService": {"matchLabels": {"app": "a"}}},
            "ports": [{"port": 80, "name": "web", "appProtocol": "http"}, {"port": 81, "appProtocol": "http"}],
        }),
        _ => json!({"ports": [
            {"port": 80, "name": "web", "targetPort": 80, "appProtocol": "http"},
            {"port": 81, "targetPort": 81, "appProtocol": "http"},
        ]}),
    };
    json!({"apiVersion": "kuma.io/v1alpha1", "kind": kind, "spec": spec,
        "metadata": {"name": "pay", "namespace": namespace, "labels": {"kuma.io/mesh": "default"}}})
}

fn evaluate(target: Target, resources: &[Value]) -> Value {
    let snapshot = json!({"resources": resources, "options": {"target": target.name()}});
    let answer: Value =
        serde_json::from_str(&kuma_gapi::evaluate_json(&snapshot.to_string())).unwrap();
    answer["ok"].clone()
}

fn surroundings() -> Vec<Value> {
    vec![
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "apps"},
            "spec": {"ports": [{"name": "http", "port": 80, "appProtocol": "http"}]}}),
        json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": {"name": "kuma"},
            "spec": {"controllerName": "gateways.kuma.io/controller"}}),
        json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "edge", "namespace": "apps"},
            "spec": {"gatewayClassName": "kuma", "listeners": [{"name": "web", "port": 80, "protocol": "HTTP"}]}}),
    ]
}

fn route(parent: &Value, backend: &Value) -> Value {
    json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "r", "namespace": "apps"},
        "spec": {"parentRefs": [parent], "rules": [{"backendRefs": [backend]}]}})
}

fn grant(kind: &str) -> Value {
    json!({"apiVersion": "gateway.networking.k8s.io/v1beta1", "kind": "ReferenceGrant", "metadata": {"name": "g", "namespace": "far"},
        "spec": {"from": [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "namespace": "apps"}],
            "to": [{"group": "kuma.io", "kind": kind}]}})
}

/// The codes of errors about the backend.
fn errors(evaluation: &Value) -> Vec<&str> {
    list_at(evaluation, "/diagnostics")
        .iter()
        .filter(|found| found["severity"] == "error" && found["object"]["kind"] == "HTTPRoute")
        .filter(|found| found["path"].as_str().unwrap().contains("backendRefs"))
        .map(|found| found["code"].as_str().unwrap())
        .collect()
}

/// The backends of the MeshHTTPRoute or MeshGatewayRoute that is made.
fn backends(evaluation: &Value) -> Vec<Value> {
    let is_route = |object: &&Value| object["kind"].as_str().unwrap().ends_with("Route");
    let resources = list_at(evaluation, "/resources");
    let route = resources.iter().find(is_route).unwrap();
    let of_mesh = list_at(route, "/spec/to/0/rules/0/default/backendRefs");
    let of_gateway = list_at(route, "/spec/conf/http/rules/0/backends");
    of_mesh.iter().chain(of_gateway).cloned().collect()
}

/// Existence, port and grant of each kind, in traffic through gateways and between services.
#[test]
fn existence_ports_and_grants_are_checked_where_the_target_has_the_kind() {
    let near = |port: Value| json!({"group": "kuma.io", "name": "pay", "port": port});
    let far = json!({"group": "kuma.io", "name": "pay", "namespace": "far", "port": 80});
    let mut checked = 0;
    for target in Target::ALL.iter().copied() {
        let choices = target.choices();
        for (parent, is_mesh) in [
            (json!({"name": "edge"}), false),
            (json!({"group": "", "kind": "Service", "name": "web"}), true),
        ] {
            if !is_mesh && !choices.serves_gateways() {
                continue;
            }
            for kind in KINDS {
                let needs_grant = !is_mesh || choices.mesh_grants;
                let without_grant = if needs_grant {
                    vec!["backend-not-permitted"]
                } else {
                    vec![]
                };
                let cases = [
                    (near(json!(80)), "apps", false, vec![]),
                    (
                        near(json!(90)),
                        "apps",
                        false,
                        vec!["backend-port-not-found"],
                    ),
                    (
                        near(Value::Null),
                        "apps",
                        false,
                        vec!["backend-port-missing"],
                    ),
                    (near(json!(80)), "far", false, vec!["backend-not-found"]),
                    (far.clone(), "far", false, without_grant),
                    (far.clone(), "far", true, vec![]),
                ];
                for (mut backend, namespace, granted, expected) in cases {
                    backend["kind"] = json!(kind);
                    let mut resources = surroundings();
                    resources.extend([destination(kind, namespace), route(&parent, &backend)]);
                    resources.extend(granted.then(|| grant(kind)));
                    let evaluation = evaluate(target, &resources);
                    let has_kind = choices.backend_kinds.contains(&kind);
                    // What nobody permits is not looked at any further.
                    let is_permitted = expected != ["backend-not-permitted"];
                    let expected = match has_kind || !is_permitted {
                        true => expected,
                        false => vec!["target-too-old"],
                    };
                    let name = format!(
                        "{} mesh: {is_mesh} {kind} {backend} granted: {granted}",
                        target.name()
                    );
                    assert_eq!(errors(&evaluation), expected, "{name}");
                    // What is refused gets nothing: the share answers 500.
                    let text = json!(backends(&evaluation)).to_string();
                    assert_eq!(text.contains("pay"), expected.is_empty(), "{name}: {text}");
                    checked += 1;
                }
            }
        }
    }
    assert_eq!(checked, 9 * 3 * 6);
}

/// Kuma 3.0 names the port: by its name, or by its number where it has none.
#[test]
fn kuma_3_0_names_ports_of_backends() {
    let parent = json!({"group": "", "kind": "Service", "name": "web"});
    for (port, section) in [(80, "web"), (81, "81")] {
        let backend =
            json!({"group": "kuma.io", "kind": "MeshService", "name": "pay", "port": port});
        let mut resources = surroundings();
        resources.extend([destination("MeshService", "apps"), route(&parent, &backend)]);
        let made = backends(&evaluate(Target::Kuma30, &resources));
        assert_eq!(made[0]["sectionName"], section);
        let labels = json!({"kuma.io/display-name": "pay", "k8s.kuma.io/namespace": "apps"});
        assert_eq!(made[0]["labels"], labels);
    }
}

/// A MeshService as parent: all of its ports, or that of a `sectionName` or `port`; what it does not have is no parent.
#[test]
fn a_mesh_service_is_a_parent_from_3_0_on() {
    let parent = |section: Option<&str>, port: Option<u16>| {
        let mut parent = json!({"group": "kuma.io", "kind": "MeshService", "name": "pay"});
        if let Some(section) = section {
            parent["sectionName"] = json!(section);
        }
        if let Some(port) = port {
            parent["port"] = json!(port);
        }
        parent
    };
    for (section, port, sections) in [
        (None, None, vec!["web", "81"]),
        (Some("web"), None, vec!["web"]),
        (None, Some(81), vec!["81"]),
        (Some("admin"), None, vec![]),
        (Some("web"), Some(81), vec![]),
    ] {
        let backend = json!({"name": "web", "port": 80});
        let mut resources = surroundings();
        resources.extend([
            destination("MeshService", "apps"),
            route(&parent(section, port), &backend),
        ]);
        for target in Target::ALL.iter().copied() {
            let evaluation = evaluate(target, &resources);
            let is_of_route =
                |object: &&Value| object["metadata"]["name"] == "r-apps-meshservice-pay.apps";
            let made = list_at(&evaluation, "/resources").iter().find(is_of_route);
            let to = made.map_or(&[][..], |made| list_at(made, "/spec/to"));
            let named: Vec<&str> = to
                .iter()
                .map(|to| to["targetRef"]["sectionName"].as_str().unwrap())
                .collect();
            let has_parent = target.choices().mesh_service_parent;
            let expected = if has_parent { sections.clone() } else { vec![] };
            assert_eq!(named, expected, "{} {section:?} {port:?}", target.name());
            let code = match (has_parent, sections.is_empty()) {
                (false, _) => Some("target-too-old"),
                (true, true) => Some("parent-service-port"),
                (true, false) => None,
            };
            let found = list_at(&evaluation, "/diagnostics").iter();
            let mut codes = found
                .filter(|found| found["severity"] == "error")
                .map(|found| found["code"].as_str().unwrap());
            let first = codes.find(|code| *code != "gateway-removed");
            assert_eq!(first, code, "{} {section:?} {port:?}", target.name());
        }
    }
}
