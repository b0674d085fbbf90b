//! What becomes of a request that a route takes.

use super::check::Incoming;
use super::hosts::without_port;
use super::rewrite::rewritten;
use super::route::{Action, Changes, PathSpec, Redirect, Route};

/// What a cluster is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has endpoints.
    Up,
    /// It has none: 503.
    Empty,
    /// It does not exist: 500.
    Missing,
}

/// What becomes of a request.
#[derive(Clone, Debug, Default)]
pub struct Performed {
    /// The status of an answer of the proxy's own.
    pub status: Option<u16>,
    /// Where a redirect goes.
    pub location: Option<String>,
    /// Where it is forwarded to, in which share of all weights.
    pub sent: Vec<Sent>,
    /// The path with its query that a backend sees.
    pub path: String,
    /// The host that a backend sees.
    pub host: String,
    /// The headers that a backend sees.
    pub headers: Vec<(String, String)>,
    /// Where copies go: service and how many of a hundred.
    pub mirrors: Vec<(String, f64)>,
    /// Headers that are removed from the response.
    pub response_remove: Vec<String>,
    /// Headers of the response that are overwritten.
    pub response_set: Vec<(String, String)>,
    /// Headers that are added to the response.
    pub response_add: Vec<(String, String)>,
}

/// Where a share of requests goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The service.
    pub service: String,
    /// The weight.
    pub weight: u64,
    /// What the service is like.
    pub state: State,
}

/// Does what a route does.
#[must_use]
pub fn perform<O>(route: &Route<'_, O>, request: &Incoming<'_>) -> Performed {
    let mut performed = Performed::default();
    let matched = match &route.path {
        PathSpec::Prefix(prefix) => prefix.len(),
        _ => request.path.len(),
    };
    let status = match &route.action {
        Action::Redirect(redirect) => {
            performed.status = Some(redirect.status);
            performed.location = Some(location(redirect, request, matched));
            Some(redirect.status)
        }
        Action::Forward {
            clusters,
            host,
            path,
            mirrors,
        } => {
            performed.sent = clusters
                .iter()
                .filter(|cluster| cluster.weight > 0)
                .map(|cluster| Sent {
                    service: cluster.service.clone().into_owned(),
                    weight: cluster.weight,
                    state: cluster.state,
                })
                .collect();
            performed.path = rewritten(path, &request.path, matched)
                .unwrap_or_else(|| request.path.clone())
                + &request.query;
            performed.host = host.map_or_else(|| request.host.clone(), str::to_owned);
            performed.headers = request.headers.clone();
            apply(&route.request, request, &mut performed.headers);
            performed.mirrors = mirrors
                .iter()
                .filter(|mirror| mirror.up)
                .map(|mirror| (mirror.service.clone().into_owned(), mirror.percent))
                .collect();
            match performed.sent.as_slice() {
                [only] => Some(match only.state {
                    State::Up => 200,
                    State::Empty => 503,
                    State::Missing => 500,
                }),
                _ => None,
            }
        }
    };
    let worked_out = |changes: &[super::route::HeaderChange<'_>]| -> Vec<(String, String)> {
        changes
            .iter()
            .map(|change| (change.name.clone(), change.value.value(request, status)))
            .filter(|(_, value)| !value.is_empty())
            .collect()
    };
    performed.response_remove.clone_from(&route.response.remove);
    performed.response_set = worked_out(&route.response.set);
    performed.response_add = worked_out(&route.response.add);
    performed
}

/// Changes headers: values are worked out of the request as it came.
fn apply(changes: &Changes<'_>, request: &Incoming<'_>, headers: &mut Vec<(String, String)>) {
    headers.retain(|(name, _)| !changes.remove.contains(name));
    for change in &changes.set {
        let value = change.value.value(request, None);
        if !value.is_empty() {
            headers.retain(|(name, _)| *name != change.name);
            headers.push((change.name.clone(), value));
        }
    }
    for change in &changes.add {
        let value = change.value.value(request, None);
        if !value.is_empty() {
            headers.push((change.name.clone(), value));
        }
    }
}

fn location(redirect: &Redirect<'_>, request: &Incoming<'_>, matched: usize) -> String {
    let own = if request.tls { "https" } else { "http" };
    let scheme = redirect.scheme.unwrap_or(own);
    let host = redirect.host.unwrap_or_else(|| {
        let bare = without_port(&request.host);
        let port = request.host.strip_prefix(bare).unwrap_or_default();
        let default = if request.tls { ":443" } else { ":80" };
        if redirect.strip_port || redirect.port > 0 || (scheme != own && port == default) {
            bare
        } else {
            &request.host
        }
    });
    let port = match redirect.port {
        0 => String::new(),
        port => format!(":{port}"),
    };
    let mut path = rewritten(&redirect.path, &request.path, matched)
        .unwrap_or_else(|| request.path.clone())
        + &request.query;
    if redirect.strip_query
        && let Some(end) = path.find('?')
    {
        path.truncate(end);
    }
    format!("{scheme}://{host}{port}{path}")
}
