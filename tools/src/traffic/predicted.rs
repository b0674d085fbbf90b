//! The model's answer in the form of a record.

use std::collections::{BTreeMap, BTreeSet};

use kuma_gapi::simulate::data_plane::{Answer as Model, Broken};
use kuma_gapi::simulate::envoy::{Performed, State};

use super::record::{Answer, Copy, Recorded};

/// What a request may get: answers with their share, and whether copies come with each.
#[derive(Debug)]
pub struct Predicted {
    /// The answers, each with its weight.
    pub answers: Vec<(u64, Answer)>,
    /// Copies that come with only some of the requests.
    pub some_copies: Vec<Copy>,
}

/// What `model` says of `request`.
#[must_use]
pub fn predict(model: &Model, request: &Recorded, gateway: bool) -> Predicted {
    let none = |answer: Answer| Predicted {
        answers: vec![(1, answer)],
        some_copies: Vec::new(),
    };
    if let Some(broken) = model.broken {
        let error = match broken {
            Broken::Refused => "connect: Connection refused",
            Broken::TlsReset => "tls: ConnectionResetError",
            Broken::Closed => "closed without answer",
        };
        return none(Answer {
            error: Some(error.to_owned()),
            ..Answer::default()
        });
    }
    let performed = &model.performed;
    if let Some(status) = performed.status {
        return none(Answer {
            status: Some(status),
            location: performed.location.clone(),
            response_headers: response(performed, &BTreeMap::new()),
            ..Answer::default()
        });
    }
    let (copies, some_copies): (Vec<_>, Vec<_>) = performed
        .mirrors
        .iter()
        .partition(|(_, percent)| *percent >= 100.0);
    // Envoy says once more for a copy who the client is.
    let mut copied = seen(model, request, gateway);
    let forwarded_for = values(&performed.headers)
        .remove("x-forwarded-for")
        .map(|sent| {
            format!(
                "{},127.0.0.1{}",
                sent.join(","),
                if gateway { ",127.0.0.1" } else { "" }
            )
        });
    if let Some(value) = forwarded_for {
        copied.insert("x-forwarded-for".to_owned(), Some(vec![value]));
    }
    let copy = |service: &String| Copy {
        backend: service.clone(),
        path: performed.path.clone(),
        host: shadow(&performed.host),
        headers: copied.clone(),
    };
    let mut copies: Vec<Copy> = copies.iter().map(|(service, _)| copy(service)).collect();
    copies.sort();
    let forwarded = |service: &str| Answer {
        status: Some(200),
        backend: Some(service.to_owned()),
        seen_path: Some(performed.path.clone()),
        seen_host: Some(performed.host.clone()),
        seen_headers: seen(model, request, gateway),
        response_headers: response(performed, &request.backend_sends),
        mirrored_to: copies.clone(),
        ..Answer::default()
    };
    let own = |status| Answer {
        status: Some(status),
        response_headers: response(performed, &BTreeMap::new()),
        ..Answer::default()
    };
    // The recorder's backends are a program that refuses a path with a space in it, and no host.
    let invalid = performed.path.contains(' ') || model.raw && request.host.is_none();
    let answers = performed.sent.iter().map(|sent| {
        let answer = match sent.state {
            State::Up if invalid => Answer {
                response_headers: BTreeMap::from([(
                    "content-type".to_owned(),
                    vec!["text/plain; charset=utf-8".to_owned()],
                )]),
                ..own(400)
            },
            State::Up => forwarded(&sent.service),
            State::Empty => own(503),
            State::Missing => own(500),
        };
        (sent.weight, answer)
    });
    Predicted {
        answers: answers.collect(),
        some_copies: some_copies
            .iter()
            .map(|(service, _)| copy(service))
            .collect(),
    }
}

/// The host of a copy.
fn shadow(host: &str) -> String {
    match host.split_once(':') {
        Some((name, port)) => format!("{name}-shadow:{port}"),
        None => format!("{host}-shadow"),
    }
}

fn values(headers: &[(String, String)]) -> BTreeMap<String, Vec<String>> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in headers {
        let value = value.trim_matches([' ', '\t']).to_owned();
        values
            .entry(name.to_ascii_lowercase())
            .or_default()
            .push(value);
    }
    values
}

/// Headers that a backend sees and that differ from what the client sent.
fn seen(model: &Model, request: &Recorded, gateway: bool) -> BTreeMap<String, Option<Vec<String>>> {
    let sent = values(&request.headers);
    let mut seen = values(&model.performed.headers);
    for added in ADDED {
        if !sent.contains_key(added) {
            seen.remove(added);
        }
    }
    if model.raw {
        seen.insert("connection".to_owned(), vec!["close".to_owned()]);
    } else if gateway {
        // A gateway is an edge: it says itself who the client is and by what it came.
        if let Some(from) = seen.get_mut("x-forwarded-for") {
            let all = format!("{},127.0.0.1", from.join(","));
            *from = vec![all];
        }
        if let Some(scheme) = seen.get_mut("x-forwarded-proto") {
            *scheme = vec![request.scheme.clone()];
        }
    }
    let names: BTreeSet<&String> = sent.keys().chain(seen.keys()).collect();
    names
        .into_iter()
        .filter(|name| sent.get(*name) != seen.get(*name))
        .map(|name| (name.clone(), seen.get(name).cloned()))
        .collect()
}

/// Headers that the recorder's client sends by itself.
pub const ADDED: [&str; 2] = ["content-length", "accept-encoding"];

/// What is left out of records.
const UNRECORDED: [&str; 7] = [
    "date",
    "content-length",
    "connection",
    "transfer-encoding",
    "x-envoy-upstream-service-time",
    "location",
    "content-type",
];

fn response(
    performed: &Performed,
    backend_sends: &BTreeMap<String, String>,
) -> BTreeMap<String, Vec<String>> {
    let mut headers: BTreeMap<String, Vec<String>> = backend_sends
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), vec![value.clone()]))
        .collect();
    for name in &performed.response_remove {
        headers.remove(name);
    }
    for (name, value) in &performed.response_set {
        headers.insert(name.clone(), vec![value.clone()]);
    }
    for (name, value) in &performed.response_add {
        headers.entry(name.clone()).or_default().push(value.clone());
    }
    // Envoy says itself who the server is.
    headers.remove("server");
    for name in UNRECORDED {
        headers.remove(name);
    }
    headers
}
