//! What Gateway API asks and what the data plane does agree on random snapshots and requests, except where
//! a diagnostic says so; and to ask about requests changes no evaluation. `AGREEMENT_CASES` sets how many
//! snapshots are tried, each with twenty requests.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails where something is missing"
)]

use kuma_gapi::evaluate_json;
use kuma_gapi::simulate::simulate_json;
use kuma_gapi_tools::snapshot;
use serde_json::{Value, json};

const REQUESTS: usize = 20;
const HOSTS: [&str; 6] = [
    "a.com",
    "x.a.com",
    "y.x.a.com",
    "app.dev.a.com",
    "app.a.com",
    "b.org",
];
const HOSTNAMES: [&str; 6] = [
    "a.com",
    "*.a.com",
    "x.a.com",
    "*.x.a.com",
    "app.a.com",
    "app.dev.a.com",
];
const PATHS: [&str; 5] = ["/", "/v1", "/v1/", "/v1/users", "/shop"];
const REGEXES: [&str; 2] = ["/v[0-9]+", "/s.*"];
const SENT: [&str; 9] = [
    "/",
    "/v1",
    "/v1/",
    "/v1/users",
    "/v1/users/7",
    "/v12",
    "/shop",
    "/shopx",
    "/%76%31",
];

/// Numbers that look random and are the same everywhere (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn in_one_of(&mut self, cases: usize) -> bool {
        self.below(cases) == 0
    }
}

fn documents(random: &mut Random) -> Vec<Value> {
    let listeners: Vec<Value> = (0..1 + random.below(3))
        .map(|number| {
            let mut listener =
                json!({"name": format!("l{number}"), "port": 8080, "protocol": "HTTP"});
            if number > 0 || random.in_one_of(3) {
                listener["hostname"] =
                    json!(HOSTNAMES[(number * 2 + random.below(2)) % HOSTNAMES.len()]);
            }
            listener
        })
        .collect();
    let mut documents = vec![
        json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": {"name": "kuma"},
               "spec": {"controllerName": "gateways.kuma.io/controller"}}),
        json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "edge", "namespace": "d"},
               "spec": {"gatewayClassName": "kuma", "listeners": listeners}}),
    ];
    for name in ["one", "two", "three"] {
        documents.push(json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": "d"},
            "spec": {"ports": [{"port": 80, "appProtocol": "http"}]}}));
    }
    for number in 0..1 + random.below(4) {
        let parent = match random.below(3) {
            0 => json!({"group": "", "kind": "Service", "name": random.one(&["one", "two"])}),
            1 => json!({"name": "edge", "sectionName": "l0"}),
            _ => json!({"name": "edge"}),
        };
        let rules: Vec<Value> = (0..1 + random.below(4)).map(|_| rule(random)).collect();
        let mut spec = json!({"parentRefs": [parent], "rules": rules});
        if random.in_one_of(2) {
            spec["hostnames"] = json!([random.one(&HOSTNAMES)]);
        }
        let name = format!("r{}", (number * 7 + random.below(5)) % 9);
        let created = format!("2026-01-0{}T00:00:00Z", 1 + random.below(3));
        documents.push(json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
            "metadata": {"name": format!("{name}-{number}"), "namespace": "d", "creationTimestamp": created}, "spec": spec}));
    }
    documents
}

fn rule(random: &mut Random) -> Value {
    let mut prefixes = true;
    let matches: Vec<Value> = (0..1 + random.below(2))
        .map(|_| {
            let kind = random.one(&["Exact", "PathPrefix", "PathPrefix", "RegularExpression"]);
            prefixes &= kind == "PathPrefix";
            let value = match kind {
                "RegularExpression" => random.one(&REGEXES),
                _ => random.one(&PATHS),
            };
            let mut matched = json!({"path": {"type": kind, "value": value}});
            if random.in_one_of(4) {
                matched["method"] = json!(random.one(&["GET", "POST"]));
            }
            if random.in_one_of(3) {
                matched["headers"] = json!([{"name": random.one(&["x-a", "x-b"]), "value": random.one(&["1", "2"])}]);
            }
            if random.in_one_of(3) {
                let of = random.one(&["Exact", "RegularExpression"]);
                matched["queryParams"] = json!([{"name": "p", "value": "1"}, {"name": "q", "type": of, "value": random.one(&["1", "[0-9]"])}]);
            }
            matched
        })
        .collect();
    let path = match (prefixes, random.below(3)) {
        (true, 0) => Some(
            json!({"type": "ReplacePrefixMatch", "replacePrefixMatch": random.one(&["/", "/new", "/new/"])}),
        ),
        (_, 1) => Some(
            json!({"type": "ReplaceFullPath", "replaceFullPath": random.one(&["/full", "/a\\1", ""])}),
        ),
        _ => None,
    };
    let backends = json!([{"name": random.one(&["one", "two", "three"]), "port": 80, "weight": random.below(3)},
                          {"name": random.one(&["one", "two", "gone"]), "port": 80}]);
    let mut rule = json!({"matches": matches});
    let mut change = path.map_or(json!({}), |path| json!({"path": path}));
    if random.in_one_of(3) {
        change["hostname"] = json!("new.test");
    }
    let headers = json!({"type": "RequestHeaderModifier", "requestHeaderModifier":
        {"set": [{"name": "x-c", "value": "50%"}], "remove": [random.one(&["x-a", "x-c"])]}});
    rule["filters"] = match random.below(5) {
        0 => json!([{"type": "RequestRedirect", "requestRedirect": change}]),
        1 if change != json!({}) => json!([{"type": "URLRewrite", "urlRewrite": change}, headers]),
        2 => json!([headers]),
        _ => json!([]),
    };
    if rule["filters"][0]["type"] != "RequestRedirect" {
        rule["backendRefs"] = backends;
    }
    rule
}

fn request(random: &mut Random) -> Value {
    let mut path = random.one(&SENT).to_owned();
    if random.in_one_of(2) {
        path.push_str(random.one(&["?p=1", "?p=1&q=1", "?q=2", "?p=1&q=x"]));
    }
    let mut headers = json!({});
    for name in ["x-a", "x-b"] {
        if random.in_one_of(2) {
            headers[name] = json!(random.one(&["1", "2"]));
        }
    }
    let method = random.one(&["GET", "GET", "POST"]);
    if random.in_one_of(3) {
        let name = random.one(&["one", "two"]);
        return json!({"method": method, "url": format!("http://{name}.d{path}"), "from": "d", "headers": headers});
    }
    let host = random.one(&HOSTS);
    json!({"method": method, "url": format!("http://{host}:8080{path}"), "gateway": "d/edge", "headers": headers})
}

/// Whether a diagnostic says that requests of these rules are treated otherwise.
fn is_said(diagnostics: &[Value], answer: &Value) -> bool {
    let of_rule = |place: &Value, diagnostic: &Value| {
        let rule = |path: &str| path.split('/').take(4).collect::<Vec<_>>().join("/");
        let path = place["path"].as_str().unwrap_or_default();
        place["object"]["name"] == diagnostic["object"]["name"]
            && (diagnostic["code"] == "data-plane-unserved"
                || rule(diagnostic["path"].as_str().unwrap()) == rule(path))
    };
    let mut said = diagnostics
        .iter()
        .filter(|one| one["code"].as_str().unwrap().starts_with("data-plane-"));
    said.any(|diagnostic| {
        let by_default = answer["dataPlane"]["why"]
            .as_str()
            .is_some_and(|why| why.contains("goes to the Service itself"));
        let no_outbound = answer["dataPlane"]["error"] == "connection-refused";
        of_rule(&answer["gatewayApi"]["matched"], diagnostic)
            || of_rule(&answer["dataPlane"]["matched"], diagnostic)
            || diagnostic["code"] == "data-plane-untried"
            || (by_default && diagnostic["code"] == "data-plane-unmatched")
            || (no_outbound && diagnostic["code"] == "data-plane-unserved")
    })
}

#[test]
fn both_models_agree_except_where_a_diagnostic_says_so() {
    let cases = std::env::var("AGREEMENT_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(150);
    let (mut sent, mut different) = (0, 0);
    for seed in 0..cases {
        let mut random = Random(seed);
        let documents = documents(&mut random);
        let requests: Vec<Value> = (0..REQUESTS).map(|_| request(&mut random)).collect();
        let plain = snapshot::text(&documents, None, None);
        let before = evaluate_json(&plain);
        let checked = snapshot::text(&documents, None, Some(&json!({"requests": "check"})));
        let evaluation: Value = serde_json::from_str(&evaluate_json(&checked)).unwrap();
        let diagnostics = evaluation["ok"]["diagnostics"].as_array().unwrap();
        let answers = simulate_json(&plain, &Value::from(requests.clone()).to_string());
        let answers: Value = serde_json::from_str(&answers).unwrap();
        for (request, answer) in requests.iter().zip(answers["ok"].as_array().unwrap()) {
            // A port that nothing is attached to, or a Service that no route has.
            let Some(answer) = answer.get("ok") else {
                continue;
            };
            sent += 1;
            if answer["differences"] == json!([]) {
                continue;
            }
            different += 1;
            assert!(
                is_said(diagnostics, answer),
                "seed {seed}: {request}\nasked {}\ndone {}\nsaid {diagnostics:#?}\nof {}",
                answer["gatewayApi"],
                answer["dataPlane"],
                evaluation["ok"]["resources"]
            );
        }
        assert_eq!(evaluate_json(&plain), before, "seed {seed}");
    }
    println!("{sent} requests, {different} different, each of them said");
    assert!(
        sent > cases as usize * 10 && different > 0,
        "{sent} {different}"
    );
}
