//! Requests against Kuma's resources as they are deployed, without the Gateway API resources that they were
//! made of: what the data plane alone does.

use serde::Serialize;

use crate::contract::Refusal;
use crate::json::{DecodeError, FromNode, Node, Text, record, to_json};

use super::Unsimulated;
use super::ask::{Headers, Unasked};
use super::data_plane::config::{Config, Service};
use super::data_plane::{self, SidecarPlane};
use super::outcome::Outcome;
use super::request::Request;

record! {
    /// What is deployed.
    #[derive(Debug)]
    pub struct Deployed<'a> {
        /// Kuma's resources; other kinds are passed over.
        resources: Vec<Node<'a>> = "resources",
        /// The services that have endpoints.
        services: Vec<DeployedService<'a>> = "services",
    }
}

record! {
    /// A service that has endpoints.
    #[derive(Debug)]
    pub struct DeployedService<'a> {
        /// The mesh.
        mesh: Text<'a> = "mesh",
        /// The value of `kuma.io/service`.
        name: Text<'a> = "name",
        /// Whether its protocol is `http`, `http2` or `grpc`.
        http: bool = "http",
    }
}

record! {
    /// A request on the wire to a gateway or from a client in the mesh.
    #[derive(Debug)]
    pub struct WireRequest<'a> {
        /// The MeshGateway whose proxy gets it.
        gateway: Option<Text<'a>> = "gateway",
        /// The port of it.
        port: i64 = "port",
        /// Of a client in the mesh: the mesh.
        mesh: Text<'a> = "mesh",
        /// The client's namespace.
        from: Text<'a> = "from",
        /// The value of `kuma.io/service` of the port that it asks.
        service: Text<'a> = "service",
        /// The method.
        method: Text<'a> = "method",
        /// Whether it comes over TLS.
        tls: bool = "tls",
        /// The server name of the TLS handshake.
        sni: Option<Text<'a>> = "sni",
        /// The Host header.
        host: Option<Text<'a>> = "host",
        /// The path with its query.
        target: Text<'a> = "target",
        /// The other headers.
        headers: Headers<'a> = "headers",
    }
}

impl WireRequest<'_> {
    fn request(&self) -> Request {
        let owned = |text: &Text<'_>| text.as_str().to_owned();
        Request {
            method: owned(&self.method),
            tls: self.tls,
            sni: self.sni.as_ref().map(owned),
            host: self.host.as_ref().map(owned),
            target: owned(&self.target),
            headers: self.headers.pairs(),
        }
    }

    fn outcome(&self, config: &Config<'_>) -> Outcome {
        let request = self.request();
        let answer = match &self.gateway {
            Some(gateway) => {
                let plane = data_plane::gateway(config, gateway);
                data_plane::at_gateway(plane.as_ref(), self.port, &request)
            }
            None => {
                SidecarPlane::new(config, &self.mesh, &self.from).answer(&self.service, &request)
            }
        };
        Outcome::new(answer, &request.headers, None)
    }
}

/// What became of one request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Answered {
    Ok(Box<Outcome>),
    Error(Unsimulated),
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Ok(Vec<Answered>),
    Error(Refusal),
}

/// What Kuma's data plane does with requests in JSON, given what is deployed in JSON; gives the tagged
/// answer in JSON: a list of answers, each tagged itself.
#[must_use]
pub fn simulate_deployed_json(deployed: &str, requests: &str) -> String {
    let answer = answers(deployed, requests).map_or_else(Answer::Error, Answer::Ok);
    to_json(&answer, 0).unwrap_or_else(|error| {
        let refusal = Answer::Error(Refusal::NotWritten(error.to_string()));
        to_json(&refusal, 0).unwrap_or_default()
    })
}

fn answers(deployed: &str, requests: &str) -> Result<Vec<Answered>, Refusal> {
    let deployed: Node<'_> =
        serde_json::from_str(deployed).map_err(|error| Refusal::NotJson(error.to_string()))?;
    let deployed = Deployed::from_node(deployed).map_err(|error| Refusal::NotASnapshot {
        message: error.to_string(),
        path: String::new(),
    })?;
    let requests: Vec<Node<'_>> = serde_json::from_str(requests)
        .map_err(|error| Refusal::RequestsNotJson(error.to_string()))?;
    let mut config = Config::default();
    for resource in deployed.resources {
        config.read(resource);
    }
    let services = deployed.services.into_iter();
    config.set_services(
        services
            .map(|DeployedService { mesh, name, http }| Service { mesh, name, http })
            .collect(),
    );
    Ok(requests
        .into_iter()
        .map(|request| answered(request, &config))
        .collect())
}

fn answered(request: Node<'_>, config: &Config<'_>) -> Answered {
    match WireRequest::from_node(request) {
        Ok(request) => Answered::Ok(Box::new(request.outcome(config))),
        Err(error) => Answered::Error(unreadable(&error)),
    }
}

fn unreadable(error: &DecodeError) -> Unsimulated {
    Unasked::Unreadable(error.to_string()).into()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::simulate_deployed_json;

    fn asked(requests: &Value) -> Value {
        let deployed = json!({
            "resources": [
                {"kind": "MeshGateway", "mesh": "default", "metadata": {"name": "edge.d"},
                 "spec": {"conf": {"listeners": [{"port": 80, "protocol": "HTTP", "hostname": "*"}]}}},
                {"kind": "MeshHTTPRoute", "metadata": {"name": "r", "namespace": "kuma-system", "labels": {"kuma.io/mesh": "default"}},
                 "spec": {"targetRef": {"kind": "MeshGateway", "name": "edge.d"}, "to": [{"targetRef": {"kind": "Mesh"}, "rules": [
                    {"matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
                     "default": {"backendRefs": [{"kind": "MeshService", "name": "a_d_svc_80", "weight": 1}]}}]}]}},
            ],
            "services": [{"mesh": "default", "name": "a_d_svc_80", "http": true}],
        });
        let answer = simulate_deployed_json(&deployed.to_string(), &requests.to_string());
        serde_json::from_str(&answer).unwrap()
    }

    #[test]
    fn kuma_s_resources_alone_decide() {
        let answer = asked(&json!([
            {"gateway": "edge.d", "port": 80, "method": "GET", "host": "h", "target": "/x"},
            {"gateway": "edge.d", "port": 81, "method": "GET", "host": "h", "target": "/x"},
            {"mesh": "default", "from": "d", "service": "a_d_svc_80", "method": "GET", "host": "a", "target": "/"},
            {"mesh": "default", "from": "d", "service": "b_d_svc_80", "method": "GET", "host": "b", "target": "/"},
        ]));
        let backends = json!([{"service": "a_d_svc_80", "share": 1.0, "status": 200}]);
        assert_eq!(answer["ok"][0]["ok"]["backends"], backends, "{answer}");
        assert_eq!(answer["ok"][1]["ok"]["error"], "connection-refused");
        assert_eq!(answer["ok"][2]["ok"]["backends"], backends);
        assert_eq!(answer["ok"][3]["ok"]["backends"], json!([]));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        assert_eq!(asked(&json!({}))["error"]["code"], "not-json");
        assert_eq!(
            asked(&json!([{"port": "80"}]))["ok"][0]["error"]["code"],
            "invalid-request"
        );
    }
}
