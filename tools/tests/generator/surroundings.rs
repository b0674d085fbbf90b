//! What Gateways and routes refer to.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::combine::{
    Json, NAMESPACES, always, kubernetes, list, maybe, object, one_of, port, seldom, text,
};

/// The names of Services, of which some do not exist.
pub const SERVICES: &[&str] = &["backend", "backend", "api", "api", "missing", "edge"];

/// Services, Namespaces, Secrets, grants, Kuma's own objects, and kinds that nobody reads.
pub fn objects() -> impl Strategy<Value = Vec<Value>> {
    let any_of = prop_oneof![
        8 => service(),
        3 => namespace(),
        3 => secret(),
        3 => grant(),
        1 => mesh(),
        1 => external_service(),
        1 => mesh_service(),
        1 => unread(),
    ];
    vec(any_of, 0..14)
}

/// A class, and Services for most backends.
pub fn base() -> Vec<Value> {
    let service = |namespace: &str, name: &str| {
        let ports = [80, 8080]
            .map(|port| json!({"name": format!("p{port}"), "port": port, "appProtocol": "http"}));
        let metadata = json!({"name": name, "namespace": namespace});
        json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"ports": ports}})
    };
    vec![
        json!({
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "GatewayClass",
            "metadata": {"name": "kuma"},
            "spec": {"controllerName": "gateways.kuma.io/controller"},
        }),
        service("shop", "backend"),
        service("shop", "api"),
        service("infra", "backend"),
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "infra", "labels": {"team": "a"}}}),
    ]
}

fn service() -> Json {
    let service_port = object(vec![
        always("port", port()),
        maybe("name", text(&["http", "other"])),
        maybe("protocol", text(&["TCP", "TCP", "UDP"])),
        maybe(
            "appProtocol",
            text(&["http", "http", "tcp", "kubernetes.io/h2c", "grpc"]),
        ),
        seldom("targetPort", one_of(vec![json!(8080), json!("web")])),
    ]);
    let spec = object(vec![
        always("ports", list(service_port, 0..4)),
        seldom("clusterIP", text(&["None", "10.0.0.1"])),
        seldom("type", text(&["ExternalName", "ClusterIP"])),
    ]);
    kubernetes(
        "v1",
        "Service",
        &["backend", "api", "edge", "unused"],
        NAMESPACES,
        vec![always("spec", spec)],
    )
}

fn namespace() -> Json {
    kubernetes("v1", "Namespace", NAMESPACES, &[], vec![])
}

fn secret() -> Json {
    // No key is real here: that a Secret is refused is all that these show.
    let data = one_of(vec![
        json!({"tls.crt": "bm90IHBlbQ==", "tls.key": "bm90IHBlbQ=="}),
        json!({"tls.crt": "%%%", "tls.key": ""}),
        json!({}),
    ]);
    kubernetes(
        "v1",
        "Secret",
        &["cert", "other"],
        NAMESPACES,
        vec![
            maybe("type", text(&["kubernetes.io/tls", "Opaque"])),
            maybe("data", data),
        ],
    )
}

fn grant() -> Json {
    let from = object(vec![
        always(
            "group",
            text(&["gateway.networking.k8s.io", "gateway.networking.k8s.io", ""]),
        ),
        always("kind", text(&["HTTPRoute", "HTTPRoute", "Gateway"])),
        always("namespace", text(NAMESPACES)),
    ]);
    let to = object(vec![
        always("group", text(&["", "", "kuma.io"])),
        always(
            "kind",
            text(&["Service", "Service", "Secret", "MeshService"]),
        ),
        seldom("name", text(SERVICES)),
    ]);
    let spec = object(vec![
        always("from", list(from, 1..3)),
        always("to", list(to, 1..3)),
    ]);
    kubernetes(
        "gateway.networking.k8s.io/v1beta1",
        "ReferenceGrant",
        &["grant", "second"],
        NAMESPACES,
        vec![always("spec", spec)],
    )
}

fn mesh() -> Json {
    kubernetes(
        "kuma.io/v1alpha1",
        "Mesh",
        &["default", "other"],
        &[],
        vec![],
    )
}

fn external_service() -> Json {
    let spec = object(vec![always(
        "tags",
        one_of(vec![
            json!({"kuma.io/service": "external"}),
            json!({"kuma.io/service": "Upper_Case"}),
            json!({}),
        ]),
    )]);
    kubernetes(
        "kuma.io/v1alpha1",
        "ExternalService",
        &["external"],
        &[],
        vec![
            maybe("mesh", text(&["default", "other"])),
            always("spec", spec),
        ],
    )
}

fn mesh_service() -> Json {
    let spec = one_of(vec![
        json!({"ports": [{"port": 80, "appProtocol": "http"}]}),
        json!({"ports": [{"port": 8080, "name": "http"}], "match": {"type": "HostnameGenerator", "port": 80}}),
    ]);
    prop_oneof![
        Just("MeshService"),
        Just("MeshExternalService"),
        Just("MeshMultiZoneService"),
    ]
    .prop_flat_map(move |kind| {
        kubernetes(
            "kuma.io/v1alpha1",
            kind,
            &["ms"],
            &["kuma-system", "shop"],
            vec![always("spec", spec.clone())],
        )
    })
    .boxed()
}

fn unread() -> Json {
    kubernetes("v1", "ConfigMap", &["a", "b"], NAMESPACES, vec![])
}
