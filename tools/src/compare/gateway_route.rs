//! A MeshGatewayRoute in the shape of a MeshHTTPRoute, so that one row of the ledger can speak of both.

use serde_json::{Map, Value, json};

use crate::snapshot::{kind, text_at};

/// The object with its rules in that shape; other kinds as they are. What has no place in it stays
/// where it is, and so is a difference.
#[must_use]
pub fn projected(mut object: Value) -> Value {
    if kind(&object) != "MeshGatewayRoute" {
        return object;
    }
    let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) else {
        return object;
    };
    let http = spec.get_mut("conf").and_then(|conf| conf.get_mut("http"));
    let Some(mut http) = http.map(Value::take) else {
        return object;
    };
    let mut to = Map::from_iter([("targetRef".to_owned(), json!({"kind": "Mesh"}))]);
    if let Some(hostnames) = take(&mut http, "hostnames") {
        to.insert("hostnames".to_owned(), hostnames);
    }
    if let Some(Value::Array(rules)) = take(&mut http, "rules") {
        to.insert("rules".to_owned(), rules.into_iter().map(rule).collect());
    }
    spec.insert("to".to_owned(), json!([to]));
    if let Some(conf) = spec.get_mut("conf") {
        put(conf, "http", http);
    }
    object
}

fn take(value: &mut Value, key: &str) -> Option<Value> {
    value.as_object_mut()?.remove(key)
}

fn put(value: &mut Value, key: &str, member: Value) {
    if let Some(members) = value.as_object_mut() {
        members.insert(key.to_owned(), member);
    }
}

fn entries(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(entries)) => entries,
        _ => Vec::new(),
    }
}

fn rule(mut rule: Value) -> Value {
    let backends = entries(take(&mut rule, "backends"));
    let filters = entries(take(&mut rule, "filters"));
    let matches = entries(take(&mut rule, "matches"));
    let backends: Vec<Value> = backends.into_iter().map(backend).collect();
    let filters = joined(filters.into_iter().map(filter));
    put(
        &mut rule,
        "matches",
        matches.into_iter().map(route_match).collect(),
    );
    put(
        &mut rule,
        "default",
        json!({"backendRefs": backends, "filters": filters}),
    );
    rule
}

/// A rewrite of the host and one of the path are one filter there.
fn joined(filters: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut joined: Vec<Value> = Vec::new();
    for filter in filters {
        let path = filter.pointer("/urlRewrite/path").cloned();
        let host = joined
            .iter_mut()
            .find(|other| other.pointer("/urlRewrite/hostname").is_some());
        match (path, host.and_then(|other| other.get_mut("urlRewrite"))) {
            (Some(path), Some(rewrite)) => put(rewrite, "path", path),
            _ => joined.push(filter),
        }
    }
    joined
}

fn route_match(mut entry: Value) -> Value {
    let typed = |mut value: Value, prefix: &str| {
        let of = match take(&mut value, "match").as_ref().and_then(Value::as_str) {
            None => "Exact",
            Some("PREFIX") => prefix,
            Some("REGEX") => "RegularExpression",
            Some(_) => "?",
        };
        put(&mut value, "type", json!(of));
        value
    };
    if let Some(path) = take(&mut entry, "path") {
        put(&mut entry, "path", typed(path, "PathPrefix"));
    }
    for (from, to) in [("headers", "headers"), ("queryParameters", "queryParams")] {
        let values = entries(take(&mut entry, from));
        let values: Vec<Value> = values.into_iter().map(|value| typed(value, "?")).collect();
        put(&mut entry, to, Value::Array(values));
    }
    entry
}

fn filter(mut filter: Value) -> Value {
    let members = [
        (
            "requestHeader",
            "RequestHeaderModifier",
            "requestHeaderModifier",
        ),
        (
            "responseHeader",
            "ResponseHeaderModifier",
            "responseHeaderModifier",
        ),
        ("redirect", "RequestRedirect", "requestRedirect"),
        ("rewrite", "URLRewrite", "urlRewrite"),
        ("mirror", "RequestMirror", "requestMirror"),
    ];
    for (from, of, to) in members {
        let Some(mut body) = take(&mut filter, from) else {
            continue;
        };
        if from == "requestHeader" && text_at(&body, "/set/0/name") == "Host" {
            let hostname = body.pointer("/set/0/value").cloned();
            put(&mut filter, "type", json!("URLRewrite"));
            put(&mut filter, "urlRewrite", json!({"hostname": hostname}));
            continue;
        }
        match from {
            "rewrite" => body = json!({"path": path(&body)}),
            "redirect" => {
                if let Some(of) = take(&mut body, "path") {
                    put(&mut body, "path", path(&of));
                }
            }
            "mirror" => {
                if let Some(of) = take(&mut body, "backend") {
                    let mut of = backend(of);
                    put(&mut of, "weight", json!(1));
                    put(&mut body, "backendRef", of);
                }
                if body.get("percentage") == Some(&json!(100)) {
                    take(&mut body, "percentage");
                }
            }
            _ => {}
        }
        put(&mut filter, "type", json!(of));
        put(&mut filter, to, body);
    }
    filter
}

fn path(path: &Value) -> Value {
    match path.as_object().and_then(|members| members.iter().next()) {
        Some((key, value)) if key == "replaceFull" => {
            json!({"type": "ReplaceFullPath", "replaceFullPath": value})
        }
        Some((key, value)) if key == "replacePrefixMatch" => {
            json!({"type": "ReplacePrefixMatch", "replacePrefixMatch": value})
        }
        _ => path.clone(),
    }
}

/// Of a port of a Service as a subset, as the later versions have it.
fn backend(mut backend: Value) -> Value {
    let tag = text_at(&backend, "/destination/kuma.io~1service").to_owned();
    let port = tag.rsplit_once("_svc_").map(|(_, port)| port);
    let is_service = port.is_some_and(|port| port.parse::<u16>().is_ok());
    let kind = if is_service {
        "MeshServiceSubset"
    } else {
        "MeshService"
    };
    if let Some(destination) = backend.get_mut("destination") {
        take(destination, "kuma.io/service");
    }
    let weight = backend.get("weight").cloned().unwrap_or(json!(0));
    put(&mut backend, "kind", json!(kind));
    put(&mut backend, "name", json!(tag));
    put(&mut backend, "weight", weight);
    backend
}
