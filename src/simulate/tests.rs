use serde_json::{Value, json};

use super::simulate_json;

/// A gateway with a listener for all hosts and one for `*.example.com`, a Service `a` and one `b`.
fn snapshot(rules: &Value) -> Value {
    json!({"resources": [
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": {"name": "kuma"},
         "spec": {"controllerName": "gateways.kuma.io/controller"}},
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "edge", "namespace": "d"},
         "spec": {"gatewayClassName": "kuma", "listeners": [
            {"name": "http", "port": 8080, "protocol": "HTTP"},
            {"name": "shop", "port": 8080, "protocol": "HTTP", "hostname": "*.example.com"}]}},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "namespace": "d"},
         "spec": {"ports": [{"port": 80, "appProtocol": "http"}]}},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "b", "namespace": "d"},
         "spec": {"ports": [{"port": 80, "appProtocol": "http"}]}},
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "r", "namespace": "d"},
         "spec": {"parentRefs": [{"name": "edge"}], "rules": rules}},
    ]})
}

fn backend(name: &str) -> Value {
    json!([{"name": name, "port": 80}])
}

fn asked(rules: &Value, requests: &Value) -> Vec<Value> {
    let answer = simulate_json(&snapshot(rules).to_string(), &requests.to_string());
    let answer: Value = serde_json::from_str(&answer).unwrap();
    answer["ok"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"))
        .clone()
}

#[test]
fn the_way_through_listener_rule_and_backend() {
    let rules = json!([
        {"matches": [{"path": {"type": "PathPrefix", "value": "/cart"}, "headers": [{"name": "X-Env", "value": "prod"}]}],
         "backendRefs": backend("a")},
        {"backendRefs": [{"name": "b", "port": 80, "weight": 3}, {"name": "gone", "port": 80}]},
    ]);
    let answers = asked(
        &rules,
        &json!([
            {"url": "http://shop.example.com:8080/cart?x=1", "headers": {"x-env": "prod"}},
            {"url": "http://shop.example.com/cart", "headers": [["x-env", "dev"]]},
        ]),
    );
    let first = &answers[0]["ok"];
    assert_eq!(first["entrance"]["listener"]["name"], "shop");
    assert_eq!(
        first["gatewayApi"]["backends"],
        json!([{"service": "a_d_svc_80", "share": 1.0, "status": 200}])
    );
    assert_eq!(
        first["gatewayApi"]["matched"]["path"],
        "/spec/rules/0/matches/0"
    );
    assert_eq!(first["dataPlane"]["matched"]["path"], "/spec/rules/0");
    assert_eq!(first["dataPlane"]["path"], "/cart?x=1");
    assert_eq!(first["differences"], json!([]));
    let second = &answers[1]["ok"];
    let backends = json!([
        {"service": "b_d_svc_80", "share": 0.75, "status": 200},
        {"service": "kuma.io/unresolved-backend", "share": 0.25, "status": 500},
    ]);
    assert_eq!(second["gatewayApi"]["backends"], backends);
    assert_eq!(second["dataPlane"]["backends"], backends);
    assert_eq!(second["differences"], json!([]));
    let considered = &second["considered"];
    assert_eq!(considered[0]["verdict"], "no-match");
    assert_eq!(
        considered[0]["why"],
        "the header `X-Env` is `dev`, not `prod`"
    );
    assert_eq!(considered[1]["verdict"], "taken");
}

#[test]
fn where_kuma_does_something_else() {
    let rules = json!([
        {"matches": [{"path": {"type": "PathPrefix", "value": "/old"}}],
         "filters": [{"type": "RequestRedirect", "requestRedirect": {"path": {"type": "ReplacePrefixMatch", "replacePrefixMatch": "/new"}}}]},
    ]);
    let answers = asked(&rules, &json!({"url": "http://x.test:8080/old/a?q=1"}));
    let only = &answers[0]["ok"];
    assert_eq!(
        only["gatewayApi"]["location"],
        "http://x.test:8080/new/a?q=1"
    );
    assert_eq!(only["dataPlane"]["location"], "http://x.test:8080/new/a");
    assert_eq!(only["differences"], json!(["location"]));
}

#[test]
fn what_cannot_be_asked() {
    let rules = json!([{"backendRefs": backend("a")}]);
    let answers = asked(
        &rules,
        &json!([
            {"url": "/cart"},
            {"url": "http://x.test:9/"},
            {"url": "http://x.test/", "headers": {"x": "a\nb"}},
            {"url": "http://x.test/", "method": "G T"},
            {"url": "http://x.test/", "gateway": "d/none"},
            {"url": "http://x.test/", "from": "d"},
            {"url": 1},
        ]),
    );
    let told: Vec<&str> = answers
        .iter()
        .map(|a| a["error"]["message"].as_str().unwrap())
        .collect();
    assert_eq!(
        told,
        [
            "`/cart` is not a URL with `http://` or `https://` and a host",
            "no Gateway has an HTTP listener on port 9",
            "the header `x` has a character that no header can have",
            "`G T` is not a method",
            "there is no Gateway `d/none` that is served",
            "`x.test:80` does not name a Service with that port in the snapshot",
            "the request cannot be read: a string is expected, but this is an integer",
        ]
    );
    let mut other = snapshot(&rules);
    other["options"] = json!({"target": "kuma-3.0"});
    let told = simulate_json(
        &other.to_string(),
        &json!({"url": "http://x.test/"}).to_string(),
    );
    assert!(
        told.contains("there is no model of the data plane of `kuma-3.0`"),
        "{told}"
    );
    let none: Value = serde_json::from_str(&simulate_json("{}", "[")).unwrap();
    assert_eq!(none["error"]["code"], "not-json");
}

#[test]
fn a_prefix_in_the_mesh_is_replaced_as_asked() {
    let snapshot = json!({"resources": [
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "namespace": "d"},
         "spec": {"ports": [{"port": 80, "appProtocol": "http"}]}},
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "r", "namespace": "d"},
         "spec": {"parentRefs": [{"group": "", "kind": "Service", "name": "a"}], "rules": [
            {"matches": [{"path": {"type": "PathPrefix", "value": "/v1"}}],
             "filters": [{"type": "URLRewrite", "urlRewrite": {"path": {"type": "ReplacePrefixMatch", "replacePrefixMatch": "/v2"}}}],
             "backendRefs": backend("a")}]}},
    ]});
    let request = json!({"url": "http://a.d/v1/users", "from": "d"});
    let answer: Value =
        serde_json::from_str(&simulate_json(&snapshot.to_string(), &request.to_string())).unwrap();
    let simulated = &answer["ok"][0]["ok"];
    // F141: it was `/v2users`.
    assert_eq!(simulated["dataPlane"]["path"], "/v2/users", "{answer}");
    assert_eq!(simulated["differences"], json!([]));
}
