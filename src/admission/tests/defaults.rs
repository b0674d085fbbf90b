//! Defaults, and nulls.

use serde_json::json;

use crate::contract::Channel;
use crate::diagnostic::Code;

use super::{GATEWAY_API, admit_text, route, route_text, spec_of, told};

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
