//! What Gateway API asks and what the data plane does with what is generated, for the requests that
//! were recorded: they differ only where a row says so.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails where something is missing"
)]

use std::collections::{BTreeMap, BTreeSet};

use kuma_gapi::contract::Snapshot;
use kuma_gapi::evaluate;
use kuma_gapi::simulate::data_plane::Config;
use kuma_gapi::simulate::simulate_json;
use kuma_gapi_tools::{golden, paths, snapshot, yaml};
use serde_json::{Value, json};

/// Where Kuma's data plane cannot do what Gateway API asks (`docs/deviations.md`): by scenario the fields
/// that differ for some of its requests, and why.
const DEVIATIONS: [(&str, &str, &str); 34] = [
    ("f014-redirect-status-undefaulted", "location", QUERY),
    ("f018-redirect-and-mirror", "location", QUERY),
    ("f139-redirect-drops-query", "location", QUERY),
    ("f140-redirect-no-port-listener-port", "location", QUERY),
    ("f140-redirect-scheme-https-on-8080", "location", QUERY),
    (
        "f070-two-mirrors",
        "mirrors",
        "F70: only the last mirror is sent",
    ),
    (
        "f129-wildcard-route-beats-exact-host",
        "backends",
        "F129: path length decides across hostnames",
    ),
    ("f036-open-listener-opens-closed-one", ANY, EMPTY_PORT),
    ("f096-namespace-ignored", ANY, EMPTY_PORT),
    ("f096-port-ignored", ANY, EMPTY_PORT),
    ("f036-selector-and-hostname", ANY, EMPTY_LISTENER),
    ("f131-empty-listener-does-not-shadow", ANY, EMPTY_LISTENER),
    (
        "f081-backend-externalname",
        ANY,
        "F81: Kuma has no endpoints of an ExternalName Service",
    ),
    (
        "f114-route-mesh-changed",
        ANY,
        "the Service is in another mesh, where Kuma has no endpoints for the route",
    ),
    ("f019-gamma-redirect-then-mirror", ANY, UNMATCHED),
    ("f041-gamma-all-weights-zero", ANY, UNRESOLVED),
    ("f076-gamma-tcp-and-udp-port", ANY, TCP),
    ("f076-gamma-udp-only", ANY, TCP),
    ("f150-gamma-tcp-port", ANY, TCP),
    ("f141-gamma-prefix-redirect", ANY, UNMATCHED),
    ("f141-gamma-prefix-rewrite", ANY, UNMATCHED),
    ("t-gamma-rewrite-prefix-with-slash", ANY, UNMATCHED),
    ("f145-gamma-unmatched-falls-through", ANY, UNMATCHED),
    ("seed-gamma-consumer", ANY, UNMATCHED),
    ("seed-gamma-gateway-and-service-parents", ANY, UNMATCHED),
    ("t-gamma-exact-and-regex-path", ANY, UNMATCHED),
    ("t-gamma-external-service", ANY, UNMATCHED),
    ("t-gamma-query-and-method", ANY, UNMATCHED),
    ("f146-gamma-rule-without-backends", ANY, UNRESOLVED),
    (
        "f147-consumer-and-producer",
        ANY,
        "F147: a producer's more specific rule beats the consumer's",
    ),
    ("t-gamma-default-rule", ANY, UNRESOLVED),
    ("t-gamma-partly-missing", "backends", UNRESOLVED),
    ("t-gamma-empty-backendrefs-redirectless", ANY, UNRESOLVED),
    ("t-gamma-wrong-kind", ANY, UNRESOLVED),
];
const ANY: &str = "";
const QUERY: &str = "F139: a gateway's redirect drops the query";
const EMPTY_PORT: &str =
    "F162: an HTTP port without rules beside one with rules breaks the gateway";
const EMPTY_LISTENER: &str =
    "F131: a listener without rules does not take its hosts away from a wider one";
const UNMATCHED: &str = "F145: what no rule takes goes to the Service itself";
const UNRESOLVED: &str = "F41, F146: a rule without a usable backend is skipped";
const TCP: &str = "F150: rules on a port without HTTP have no effect";

/// What the two models say of the recorded requests of one scenario: the fields that differ, with the
/// first request that shows it.
fn differences(record: &Value, documents: &[Value], sent: &mut usize) -> BTreeMap<String, String> {
    let requests: Vec<Value> = record["requests"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(asked)
        .collect();
    let text = snapshot::text(documents, None, None);
    let answer = simulate_json(&text, &Value::from(requests.clone()).to_string());
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let mut differences = BTreeMap::new();
    for (request, answer) in requests.iter().zip(answer["ok"].as_array().unwrap()) {
        let Some(answer) = answer.get("ok") else {
            continue;
        };
        *sent += 1;
        for field in answer["differences"].as_array().unwrap() {
            differences
                .entry(field.as_str().unwrap().to_owned())
                .or_insert_with(|| {
                    format!(
                        "{request}\n  asked {}\n  done  {}",
                        answer["gatewayApi"], answer["dataPlane"]
                    )
                });
        }
    }
    differences
}

#[test]
fn both_models_agree_on_recorded_requests_but_for_known_deviations() {
    let mut sent = 0;
    let mut seen = BTreeSet::new();
    for folder in ["gateway", "sidecar"] {
        for entry in std::fs::read_dir(paths::repository("tests/traffic").join(folder)).unwrap() {
            let record: Value =
                serde_json::from_str(&paths::read(&entry.unwrap().path()).unwrap()).unwrap();
            let Some(input) = record["input"].as_str() else {
                continue;
            };
            let file = paths::repository("tests/recorded")
                .join(input)
                .join("in.yaml");
            let documents = yaml::documents(&paths::read(&file).unwrap()).unwrap();
            let scenario = record["scenario"].as_str().unwrap();
            for (field, example) in differences(&record, &documents, &mut sent) {
                let known = DEVIATIONS
                    .iter()
                    .find(|(name, of, _)| *name == scenario && (of.is_empty() || *of == field));
                assert!(known.is_some(), "{scenario}: {field} differs\n{example}");
                seen.insert(scenario.to_owned());
            }
        }
    }
    let stale: Vec<&str> = DEVIATIONS
        .iter()
        .map(|(name, _, _)| *name)
        .filter(|name| !seen.contains(*name))
        .collect();
    assert_eq!(stale, Vec::<&str>::new(), "these deviate no more");
    assert!(sent > 4000, "{sent}");
}

#[test]
fn what_was_generated_is_read_as_its_json_is() {
    for golden in golden::all().unwrap() {
        let Ok(snapshot) = Snapshot::from_json(&golden.snapshot) else {
            continue;
        };
        let evaluation = evaluate(snapshot);
        let text = serde_json::to_string(&evaluation.resources).unwrap();
        let mut read = Config::default();
        let objects: Vec<&serde_json::value::RawValue> = serde_json::from_str(&text).unwrap();
        for object in objects {
            read.read(serde_json::from_str(object.get()).unwrap());
        }
        let of = Config::of(&evaluation.resources);
        assert_eq!(
            format!("{of:?}"),
            format!("{read:?}"),
            "{}",
            golden.directory.display()
        );
    }
}

fn asked(recorded: &Value) -> Option<Value> {
    let host = recorded["host"].as_str()?;
    let path = recorded["path"]
        .as_str()
        .filter(|path| path.starts_with('/') && !path.contains(['#', ' ']))?;
    let lower = path.to_ascii_lowercase();
    if lower.contains("%2f")
        || lower.contains("%5c")
        || recorded["headers"].to_string().contains('_')
    {
        return None;
    }
    let listener = recorded["listener"].as_str()?;
    let mut headers = recorded["headers"].as_array()?.clone();
    headers.push(json!(["Host", host]));
    let mut request = json!({"method": recorded["method"], "headers": headers});
    if let Some(entrance) = listener.strip_prefix("from ") {
        let (from, service) = entrance.split_once(" to ")?;
        let (name, rest) = service.split_once('_')?;
        let (namespace, port) = rest.split_once("_svc_")?;
        request["url"] = json!(format!("http://{name}.{namespace}:{port}{path}"));
        request["from"] = json!(from);
        return Some(request);
    }
    let (gateway, port) = listener.rsplit_once(':')?;
    let (name, namespace) = gateway.rsplit_once('.')?;
    let scheme = recorded["scheme"].as_str()?;
    let authority = recorded["sni"].as_str().unwrap_or(host);
    let authority = authority.split(':').next()?;
    request["url"] = json!(format!("{scheme}://{authority}:{port}{path}"));
    request["gateway"] = json!(format!("{namespace}/{name}"));
    Some(request)
}
