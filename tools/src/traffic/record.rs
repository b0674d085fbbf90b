//! What was recorded of one scenario (the form is told in `kuma-traffic.md`).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// One scenario: what was loaded, and what each request got.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scenario {
    /// Its name.
    pub scenario: String,
    /// What was loaded into Kuma.
    pub kuma_resources: Vec<Loaded>,
    /// Services with a proxy.
    pub backends_up: Vec<Backend>,
    /// What Envoy or the control plane rejected.
    #[serde(default)]
    pub notes: Vec<Value>,
    /// The requests.
    pub requests: Vec<Recorded>,
}

/// An object that was to be loaded.
#[derive(Debug, Deserialize)]
pub struct Loaded {
    /// The kind.
    pub kind: String,
    /// The mesh.
    #[serde(default)]
    pub mesh: String,
    /// The name without a namespace.
    pub name: String,
    /// The spec; of a Secret nothing.
    #[serde(default)]
    pub spec: Value,
    /// Why Kuma refused it.
    #[serde(default)]
    pub refused: Option<Value>,
}

/// A Service with a proxy.
#[derive(Debug, Deserialize)]
pub struct Backend {
    /// The value of `kuma.io/service`.
    pub service: String,
    /// The protocol.
    pub protocol: String,
    /// The mesh.
    pub mesh: String,
}

/// A request and what it got.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorded {
    /// `GATEWAY:PORT`, or `from NAMESPACE to SERVICE`.
    pub listener: String,
    /// `http` or `https`.
    pub scheme: String,
    /// The server name of the TLS handshake.
    #[serde(default)]
    pub sni: Option<String>,
    /// The method.
    pub method: String,
    /// The Host header.
    pub host: Option<String>,
    /// What was on the request line.
    pub path: String,
    /// The headers.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// What it was sent for.
    #[serde(default)]
    pub why: String,
    /// Headers that the backend put on its answer.
    #[serde(default)]
    pub backend_sends: BTreeMap<String, String>,
    /// The answer.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// The answers, where they differed.
    #[serde(default)]
    pub answers: Vec<Answer>,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// How often it came.
    #[serde(default)]
    pub count: Option<u64>,
    /// The status; none without an HTTP answer.
    #[serde(default)]
    pub status: Option<u16>,
    /// Why there is none.
    #[serde(default)]
    pub error: Option<String>,
    /// Which backend answered.
    #[serde(default)]
    pub backend: Option<String>,
    /// The path that it saw.
    #[serde(default)]
    pub seen_path: Option<String>,
    /// The host that it saw.
    #[serde(default)]
    pub seen_host: Option<String>,
    /// The headers that it saw and that differ from what was sent; null for one that was removed.
    #[serde(default)]
    pub seen_headers: BTreeMap<String, Option<Vec<String>>>,
    /// The headers of the response.
    #[serde(default)]
    pub response_headers: BTreeMap<String, Vec<String>>,
    /// Where a redirect goes.
    #[serde(default)]
    pub location: Option<String>,
    /// Where copies went.
    #[serde(default)]
    pub mirrored_to: Vec<Copy>,
}

/// A copy of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Copy {
    /// The backend that got it.
    pub backend: String,
    /// The path that it saw.
    pub path: String,
    /// The host that it saw.
    pub host: String,
    /// The headers that differ from what was sent.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<Vec<String>>>,
}
