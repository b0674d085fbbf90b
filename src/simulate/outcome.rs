//! What a model says, in the contract's form.

use serde::Serialize;

use crate::contract::ObjectRef;
use crate::json::Pointer;
use crate::order;

use super::data_plane::{Answer, Broken};
use super::envoy::State;

/// What happens to a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The status: the proxy's own, or 200 where a backend answers. Of several backends that of the
    /// largest share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why there is no HTTP answer: `connection-refused`, `tls-reset` or `closed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
    /// Where it goes, in which share.
    pub backends: Vec<Backend>,
    /// The path with its query that a backend sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The host that a backend sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The headers that a backend sees and that differ from what was sent, sorted by name.
    pub request_headers: Vec<Header>,
    /// What is done to the headers of the response, in this order.
    pub response_headers: ResponseHeaders,
    /// Where a redirect goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Where copies go.
    pub mirrors: Vec<Mirror>,
    /// The rule that takes it; none where no rule does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched: Option<Place>,
    /// Why it is so, where no rule says it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// A regular expression that cannot be judged here and that might take the request before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undecided: Option<String>,
}

/// A share of requests.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Backend {
    /// The value of `kuma.io/service`.
    pub service: String,
    /// The share, from 0 to 1.
    pub share: f64,
    /// The status: 200 if the backend answers, 500 if it cannot be resolved, 503 if nothing runs there.
    pub status: u16,
}

/// A header with all of its values; without any where it was removed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Header {
    /// The name in lower case.
    pub name: String,
    /// The values.
    pub values: Vec<String>,
}

/// Changes of a response's headers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ResponseHeaders {
    /// Headers that are removed.
    pub remove: Vec<String>,
    /// Headers that are overwritten.
    pub set: Vec<(String, String)>,
    /// Headers that are appended.
    pub add: Vec<(String, String)>,
}

/// Copies of requests.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mirror {
    /// The value of `kuma.io/service`.
    pub service: String,
    /// How many of a hundred requests.
    pub percent: f64,
}

/// A place in an object of the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The object.
    pub object: ObjectRef<'static>,
    /// The place in it.
    pub path: Pointer,
}

impl Outcome {
    /// The outcome of an answer to a request with `headers`.
    pub(super) fn new(
        answer: Answer,
        headers: &[(String, String)],
        matched: Option<Place>,
    ) -> Self {
        let performed = answer.performed;
        let total: u64 = performed.sent.iter().map(|sent| sent.weight).sum();
        let mut backends: Vec<Backend> = performed
            .sent
            .iter()
            .map(|sent| Backend {
                service: sent.service.clone(),
                share: sent.weight as f64 / total.max(1) as f64,
                status: match sent.state {
                    State::Up => 200,
                    State::Empty => 503,
                    State::Missing => 500,
                },
            })
            .collect();
        order::sort_by(&mut backends, |a, b| {
            b.share
                .total_cmp(&a.share)
                .then_with(|| a.service.cmp(&b.service))
        });
        let forwarded = backends.iter().any(|backend| backend.status == 200);
        let mut response = ResponseHeaders {
            remove: performed.response_remove,
            set: performed.response_set,
            add: performed.response_add,
        };
        order::sort_by(&mut response.remove, |a, b| a.cmp(b));
        order::sort_by(&mut response.set, |a, b| a.0.cmp(&b.0));
        Outcome {
            status: performed
                .status
                .or(backends.first().map(|backend| backend.status)),
            error: answer.broken.map(|broken| match broken {
                Broken::Refused => "connection-refused",
                Broken::TlsReset => "tls-reset",
                Broken::Closed => "closed",
            }),
            path: forwarded.then_some(performed.path),
            host: forwarded.then_some(performed.host),
            request_headers: if forwarded {
                changed(headers, &performed.headers)
            } else {
                Vec::new()
            },
            mirrors: performed
                .mirrors
                .into_iter()
                .filter(|_| forwarded)
                .map(|(service, percent)| Mirror { service, percent })
                .collect(),
            location: performed.location,
            response_headers: response,
            backends,
            matched,
            why: answer.why,
            undecided: answer.undecided,
        }
    }

    /// What differs from another outcome, in words of the fields; no two addresses differ in a port
    /// that is the scheme's own.
    pub(super) fn differences(&self, other: &Outcome) -> Vec<&'static str> {
        let mut differences = Vec::new();
        let mut differ = |field, differs: bool| {
            if differs {
                differences.push(field);
            }
        };
        differ(
            "status",
            self.status != other.status || self.error != other.error,
        );
        differ("backends", self.backends != other.backends);
        differ("path", self.path != other.path);
        differ("host", self.host != other.host);
        differ(
            "requestHeaders",
            self.request_headers != other.request_headers,
        );
        differ(
            "responseHeaders",
            self.response_headers.asked() != other.response_headers.asked(),
        );
        differ("location", self.address() != other.address());
        differ("mirrors", self.mirrors != other.mirrors);
        differences
    }

    fn address(&self) -> Option<String> {
        self.location.as_deref().map(without_default_port)
    }
}

impl ResponseHeaders {
    /// Without what every answer over TLS has (F144).
    fn asked(&self) -> ResponseHeaders {
        let mut asked = self.clone();
        asked
            .set
            .retain(|(name, _)| name != "strict-transport-security");
        asked
    }
}

/// A URL without a port that its scheme has anyway.
pub(super) fn without_default_port(url: &str) -> String {
    for (scheme, port) in [("http://", ":80"), ("https://", ":443")] {
        let Some(rest) = url.strip_prefix(scheme) else {
            continue;
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        if let Some((authority, path)) = rest.split_at_checked(end)
            && let Some(host) = authority.strip_suffix(port)
        {
            return format!("{scheme}{host}{path}");
        }
    }
    url.to_owned()
}

/// Headers that are not what was sent.
fn changed(sent: &[(String, String)], seen: &[(String, String)]) -> Vec<Header> {
    let of = |headers: &[(String, String)], name: &str| -> Vec<String> {
        let mine = headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name));
        mine.map(|(_, value)| value.trim_matches([' ', '\t']).to_owned())
            .collect()
    };
    let mut names: Vec<String> = sent
        .iter()
        .chain(seen)
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    order::sort_by(&mut names, |a, b| a.cmp(b));
    names.dedup();
    names
        .into_iter()
        .filter_map(|name| {
            let values = of(seen, &name);
            (values != of(sent, &name)).then_some(Header { name, values })
        })
        .collect()
}
