//! Classes, their parameters, and Gateways.

use proptest::prelude::*;
use serde_json::json;

use super::combine::{
    HOSTNAMES, Json, NAMESPACES, always, kubernetes, list, maybe, object, one_of, port, seldom,
    text,
};

const GROUP: &str = "gateway.networking.k8s.io/v1";
/// The names of Gateways, of which some cannot be names of Services.
pub const GATEWAYS: &[&str] = &[
    "edge", "edge", "edge", "internal", "internal", "1gw", "a.b", LONG,
];
const LONG: &str = "a-very-long-name-of-a-gateway-that-no-service-can-have-as-it-is-too-long";

/// A GatewayClass, mostly ours.
pub fn class() -> Json {
    let parameters = object(vec![
        always("group", text(&["kuma.io", "kuma.io", "example.com"])),
        always(
            "kind",
            text(&["MeshGatewayConfig", "MeshGatewayConfig", "ConfigMap"]),
        ),
        always("name", text(&["config", "missing"])),
        seldom("namespace", text(NAMESPACES)),
    ]);
    let controller = text(&[
        "gateways.kuma.io/controller",
        "gateways.kuma.io/controller",
        "example.com/other-controller",
    ]);
    let spec = object(vec![
        always("controllerName", controller),
        maybe("parametersRef", parameters),
    ]);
    kubernetes(
        GROUP,
        "GatewayClass",
        &["kuma", "kuma", "plain"],
        &[],
        vec![always("spec", spec)],
    )
}

/// A MeshGatewayConfig.
pub fn config() -> Json {
    let tags = one_of(vec![
        json!({"team": "a"}),
        json!({"kuma.io/service": "x"}),
        json!({"team": ""}),
        json!({"team": "a/b", "x": "y"}),
    ]);
    let metadata = || {
        one_of(vec![
            json!({"labels": {"a": "b"}}),
            json!({"annotations": {"a/b": "c d"}}),
        ])
    };
    let spec = object(vec![
        maybe("replicas", one_of(vec![json!(0), json!(3)])),
        maybe(
            "serviceType",
            text(&["LoadBalancer", "ClusterIP", "NodePort"]),
        ),
        maybe("crossMesh", any::<bool>().prop_map(|value| json!(value))),
        seldom("tags", tags),
        maybe(
            "serviceTemplate",
            object(vec![maybe("metadata", metadata())]),
        ),
        maybe("podTemplate", object(vec![maybe("metadata", metadata())])),
    ]);
    kubernetes(
        "kuma.io/v1alpha1",
        "MeshGatewayConfig",
        &["config"],
        &[],
        vec![maybe("spec", spec)],
    )
}

/// A Gateway.
pub fn gateway() -> Json {
    let infrastructure = one_of(vec![
        json!({"labels": {"a": "b"}, "annotations": {"x/y": "z"}}),
        json!({"parametersRef": {"group": "kuma.io", "kind": "MeshGatewayConfig", "name": "config"}}),
    ]);
    let spec = object(vec![
        always(
            "gatewayClassName",
            text(&[
                "kuma", "kuma", "kuma", "kuma", "kuma", "kuma", "plain", "missing",
            ]),
        ),
        always("listeners", listeners()),
        seldom(
            "addresses",
            one_of(vec![
                json!([{"type": "IPAddress", "value": "192.0.2.1"}]),
                json!([{"type": "Hostname", "value": "gw.example.com"}]),
                json!([{"type": "IPAddress"}, {"value": "192.0.2.1"}]),
            ]),
        ),
        seldom("infrastructure", infrastructure),
    ]);
    kubernetes(
        GROUP,
        "Gateway",
        GATEWAYS,
        NAMESPACES,
        vec![always("spec", spec)],
    )
}

/// Listeners with names of their own.
fn listeners() -> Json {
    list(listener(), 1..5)
        .prop_map(|mut listeners| {
            for (index, listener) in listeners.as_array_mut().into_iter().flatten().enumerate() {
                listener["name"] = json!(format!("l{index}"));
            }
            listeners
        })
        .boxed()
}

fn listener() -> Json {
    let of = |protocol: Json, tls: BoxedStrategy<Option<serde_json::Value>>| {
        object(vec![
            always("port", port()),
            always("protocol", protocol),
            maybe("hostname", text(HOSTNAMES)),
            ("tls", tls),
            maybe("allowedRoutes", allowed_routes()),
        ])
    };
    prop_oneof![
        8 => of(text(&["HTTP"]), prop::option::weighted(0.03, tls()).boxed()),
        3 => of(text(&["HTTPS"]), prop::option::weighted(0.95, tls()).boxed()),
        1 => of(text(&["TCP", "TLS", "UDP", "example.com/x"]), prop::option::of(tls()).boxed()),
    ]
    .boxed()
}

fn tls() -> Json {
    let certificate = object(vec![
        always("name", text(&["cert", "other", "missing"])),
        seldom("namespace", text(NAMESPACES)),
        seldom("kind", text(&["Secret", "ConfigMap"])),
    ]);
    object(vec![
        maybe("mode", text(&["Terminate", "Terminate", "Passthrough"])),
        maybe("certificateRefs", list(certificate, 0..4)),
        seldom("options", one_of(vec![json!({"example.com/a": "b"})])),
    ])
}

fn allowed_routes() -> Json {
    let selector = one_of(vec![
        json!({}),
        json!({"matchLabels": {"team": "a"}}),
        json!({"matchExpressions": [{"key": "team", "operator": "In", "values": ["a"]}]}),
        json!({"matchExpressions": [{"key": "team", "operator": "Contains", "values": ["a"]}]}),
        json!({"matchExpressions": [{"key": "team", "operator": "Exists", "values": ["a"]}]}),
    ]);
    let namespaces = object(vec![
        maybe(
            "from",
            text(&["Same", "All", "All", "All", "Selector", "None"]),
        ),
        maybe("selector", selector),
    ]);
    let kinds = one_of(vec![
        json!([{"kind": "HTTPRoute"}]),
        json!([{"kind": "TCPRoute"}]),
        json!([{"kind": "HTTPRoute"}, {"kind": "GRPCRoute"}]),
        json!([{"group": "example.com", "kind": "HTTPRoute"}]),
    ]);
    object(vec![
        maybe("namespaces", namespaces),
        seldom("kinds", kinds),
    ])
}
