//! The model of the data plane against recorded answers of a real Kuma with a real Envoy.
//!
//! Compared are status or error, backend, the path, host and headers that the backend saw, the
//! headers of the response, the location, and copies. Not compared are bodies, and the version of
//! HTTP towards the backend, which the model does not tell.

mod predicted;
mod record;

use std::collections::BTreeMap;
use std::path::Path;

use kuma_gapi::simulate::Request;
use kuma_gapi::simulate::data_plane::config::{SecretRef, Service};
use kuma_gapi::simulate::data_plane::{self, Config, SidecarPlane};
use serde_json::{Value, json};

use crate::{Failure, paths};
use predicted::Predicted;
use record::{Answer, Recorded, Scenario};

/// What became of the comparison.
#[derive(Debug, Default)]
pub struct Report {
    /// How many requests there were.
    pub requests: usize,
    /// How many of them got what the model says.
    pub equal: usize,
    /// The others.
    pub differences: Vec<String>,
    /// Differences that are the record's own, by scenario.
    pub records_own: BTreeMap<String, Own>,
}

/// A difference that is the record's own.
#[derive(Debug, Default)]
pub struct Own {
    /// How many requests.
    pub requests: usize,
    /// Why.
    pub reason: &'static str,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let different = self.differences.len();
        write!(
            f,
            "{} requests: {} equal, {different} different",
            self.requests, self.equal
        )
    }
}

/// Compares all records below a directory.
///
/// # Errors
/// A file that cannot be read or is no record; no record at all.
pub fn compare(directory: &Path, report: &mut Report) -> Result<(), Failure> {
    let mut files = Vec::new();
    for folder in [
        directory.to_owned(),
        directory.join("gateway"),
        directory.join("sidecar"),
    ] {
        if let Ok(entries) = std::fs::read_dir(&folder) {
            for entry in entries {
                let path = entry?.path();
                let is_record = path.extension().is_some_and(|end| end == "json")
                    && path.file_stem().is_some_and(|name| name != "dynamic");
                if is_record {
                    files.push(path);
                }
            }
        }
    }
    if files.is_empty() {
        return Err(format!("{}: no records", directory.display()).into());
    }
    files.sort();
    for file in files {
        let text = paths::read(&file)?;
        let scenario: Scenario =
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        self::scenario(&scenario, report)?;
    }
    Ok(())
}

/// Compares all requests of one scenario.
fn scenario(scenario: &Scenario, report: &mut Report) -> Result<(), Failure> {
    let objects: Vec<String> = scenario
        .kuma_resources
        .iter()
        .filter(|loaded| loaded.refused.is_none())
        .map(|loaded| {
            // The records have names as they were stored on Kubernetes, without the namespace.
            let object = json!({
                "kind": loaded.kind,
                "mesh": loaded.mesh,
                "metadata": {"name": loaded.name, "namespace": "kuma-system"},
                "spec": loaded.spec,
            });
            object.to_string()
        })
        .collect();
    let mut config = Config::default();
    for object in &objects {
        config.read(serde_json::from_str(object)?);
    }
    mark_unusable(&mut config.secrets, &scenario.notes);
    let services = scenario.backends_up.iter().map(|backend| Service {
        mesh: backend.mesh.as_str().into(),
        name: backend.service.as_str().into(),
        http: matches!(backend.protocol.as_str(), "http" | "http2" | "grpc"),
    });
    config.set_services(services.collect());
    for recorded in &scenario.requests {
        report.requests += 1;
        let predicted = one(&config, recorded)?;
        let Err(difference) = check(&predicted, recorded) else {
            report.equal += 1;
            continue;
        };
        if is_cross_mesh(&config, recorded) {
            let own = report
                .records_own
                .entry(scenario.scenario.clone())
                .or_default();
            own.requests += 1;
            own.reason = "its listener is crossMesh, and the recorder had no client certificate";
            continue;
        }
        report.differences.push(format!(
            "{}: {} {} {:?} {} {:?} ({})\n{difference}",
            scenario.scenario,
            recorded.listener,
            recorded.method,
            recorded.host,
            recorded.path,
            recorded.headers,
            recorded.why
        ));
    }
    Ok(())
}

/// Whether a request goes to a gateway with a listener for other meshes.
fn is_cross_mesh(config: &Config<'_>, recorded: &Recorded) -> bool {
    config.gateways.iter().any(|gateway| {
        let port = recorded.listener.strip_prefix(gateway.name.as_str());
        port.is_some_and(|port| port.starts_with(':'))
            && gateway.listeners.iter().any(|listener| listener.cross_mesh)
    })
}

/// A Secret's bytes are not in the records; whether Envoy took them is in the notes.
fn mark_unusable(secrets: &mut [SecretRef<'_>], notes: &[Value]) {
    for secret in secrets {
        let told = format!("secret_{}.update_rejected", secret.name);
        secret.usable = !notes.iter().any(|note| note.to_string().contains(&told));
    }
}

fn one(config: &Config<'_>, recorded: &Recorded) -> Result<Predicted, Failure> {
    let mut headers = recorded.headers.clone();
    headers.push(("accept-encoding".to_owned(), "identity".to_owned()));
    if matches!(recorded.method.as_str(), "POST" | "PUT" | "PATCH") {
        headers.push(("content-length".to_owned(), "0".to_owned()));
    }
    let request = Request {
        method: recorded.method.clone(),
        tls: recorded.scheme == "https",
        sni: recorded.sni.clone(),
        host: recorded.host.clone(),
        target: recorded.path.clone(),
        headers,
    };
    if let Some(entrance) = recorded.listener.strip_prefix("from ") {
        let (namespace, service) = entrance
            .split_once(" to ")
            .ok_or_else(|| format!("no entrance: {entrance}"))?;
        let mesh = config
            .routes
            .iter()
            .map(|route| &route.mesh)
            .chain(config.services().iter().map(|service| &service.mesh))
            .next()
            .map_or("default", |mesh| mesh.as_str());
        let plane = SidecarPlane::new(config, mesh, namespace);
        return Ok(predicted::predict(
            &plane.answer(service, &request),
            recorded,
            false,
        ));
    }
    let (gateway, port) = recorded
        .listener
        .rsplit_once(':')
        .ok_or_else(|| format!("no entrance: {}", recorded.listener))?;
    let plane = data_plane::gateway(config, gateway);
    let answer = data_plane::at_gateway(plane.as_ref(), port.parse()?, &request);
    Ok(predicted::predict(&answer, recorded, true))
}

/// Compares what is predicted with what was recorded.
fn check(predicted: &Predicted, recorded: &Recorded) -> Result<(), String> {
    let mut answers: Vec<Answer> = recorded.answers.clone();
    answers.extend(recorded.answer.clone());
    for answer in &mut answers {
        answer
            .mirrored_to
            .retain(|copy| !predicted.some_copies.contains(copy));
        answer.mirrored_to.sort();
        let possible = predicted
            .answers
            .iter()
            .any(|(_, expected)| same(expected, answer));
        if !possible {
            let expected: Vec<String> = predicted
                .answers
                .iter()
                .map(|(_, expected)| format!("  here:  {expected:?}"))
                .collect();
            return Err(format!("{}\n  there: {answer:?}\n", expected.join("\n")));
        }
    }
    shares(predicted, &answers)
}

fn same(expected: &Answer, answer: &Answer) -> bool {
    let answer = Answer {
        count: None,
        ..answer.clone()
    };
    *expected == answer
}

/// Whether counts of answers are possible for the shares: within six standard deviations.
fn shares(predicted: &Predicted, answers: &[Answer]) -> Result<(), String> {
    let total: u64 = answers.iter().map(|answer| answer.count.unwrap_or(1)).sum();
    let weights: u64 = predicted.answers.iter().map(|(weight, _)| weight).sum();
    if total < 20 || weights == 0 {
        return Ok(());
    }
    for (_, expected) in &predicted.answers {
        let weight: u64 = predicted
            .answers
            .iter()
            .filter(|(_, other)| other == expected)
            .map(|(weight, _)| weight)
            .sum();
        let share = weight as f64 / weights as f64;
        let count: u64 = answers
            .iter()
            .filter(|answer| same(expected, answer))
            .map(|answer| answer.count.unwrap_or(1))
            .sum();
        let mean = share * total as f64;
        let deviation = (mean * (1.0 - share)).sqrt();
        if (count as f64 - mean).abs() > 6.0 * deviation + 0.5 {
            return Err(format!(
                "  here:  {mean:.1} of {total}\n  there: {count} of {total}: {expected:?}\n"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The report on a directory of records, in which nothing is different.
    fn without_differences(directory: &str) -> Report {
        let mut report = Report::default();
        compare(&paths::repository(directory), &mut report).unwrap();
        assert!(
            report.differences.is_empty(),
            "{}",
            report.differences.join("\n")
        );
        report
    }

    #[test]
    fn as_real_requests_were_answered() {
        let report = without_differences("tests/traffic");
        assert!(report.records_own.is_empty());
        assert!(report.requests >= 4000, "{report}");
        assert_eq!(report.requests, report.equal);
    }

    /// Requests whose answers are in the words of kuma-traffic.md, where no record shows them here:
    /// made by hand, in the form of records.
    #[test]
    fn as_the_facts_say_where_no_record_is_at_hand() {
        let report = without_differences("tests/claims");
        assert!(report.requests > 60, "{report}");
    }

    /// A record whose answer is `answer`.
    fn told(answer: &str) -> Report {
        let text = format!(
            r#"{{"scenario":"s","kumaResources":[
              {{"kind":"MeshGateway","mesh":"default","name":"g","spec":{{"conf":{{"listeners":[
                {{"hostname":"*","port":80,"protocol":"HTTP"}}]}}}}}},
              {{"kind":"MeshHTTPRoute","mesh":"default","name":"r","spec":{{
                "targetRef":{{"kind":"MeshGateway","name":"g"}},"to":[{{"targetRef":{{"kind":"Mesh"}},"rules":[
                  {{"matches":[{{"path":{{"type":"PathPrefix","value":"/"}}}}],"default":{{"backendRefs":[
                    {{"kind":"MeshService","name":"a","weight":1}},{{"kind":"MeshService","name":"b","weight":3}}
                  ]}}}}]}}]}}}}],
              "backendsUp":[{{"service":"a","protocol":"http","mesh":"default"}},
                {{"service":"b","protocol":"http","mesh":"default"}}],
              "requests":[{{"listener":"g:80","scheme":"http","method":"GET","host":"h","path":"/",{answer}}}]}}"#
        );
        let mut report = Report::default();
        scenario(&serde_json::from_str(&text).unwrap(), &mut report).unwrap();
        report
    }

    fn seen(backend: &str, count: u64) -> String {
        format!(
            r#"{{"count":{count},"status":200,"backend":"{backend}","seenPath":"/","seenHost":"h"}}"#
        )
    }

    #[test]
    fn differences_are_found() {
        let equal = |answer: String| told(&answer).equal;
        assert_eq!(equal(format!(r#""answer":{}"#, seen("a", 1))), 1);
        assert_eq!(equal(format!(r#""answer":{}"#, seen("c", 1))), 0);
        assert_eq!(equal(r#""answer":{"status":404}"#.to_owned()), 0);
        let shares = |a, b| equal(format!(r#""answers":[{},{}]"#, seen("a", a), seen("b", b)));
        assert_eq!(shares(100, 300), 1);
        assert_eq!(shares(300, 100), 0);
    }
}
