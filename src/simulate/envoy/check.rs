//! What is decided about a request before any route is looked at.

use super::super::request::Request;
use super::path;

/// How the connection manager of a listener is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// A gateway's: slashes are merged, escaped ones redirected, header names with `_` refused.
    Gateway,
    /// A sidecar's outbound one.
    Sidecar,
    /// A gateway's that refuses nothing: what Gateway API says nothing about is left as Kuma has it.
    Lenient,
}

/// A request as the routes see it.
#[derive(Clone, Debug)]
pub struct Incoming<'r> {
    /// The method.
    pub method: &'r str,
    /// Whether it counts as HTTPS: a gateway knows, a sidecar believes `x-forwarded-proto`.
    pub tls: bool,
    /// The host with its port.
    pub host: String,
    /// The normalised path.
    pub path: String,
    /// The query with its `?`, or nothing.
    pub query: String,
    /// The headers: names in lower case, values without spaces round them.
    pub headers: Vec<(String, String)>,
}

/// An answer before any route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Early {
    /// The status.
    pub status: u16,
    /// Where a redirect goes.
    pub location: Option<String>,
    /// Why.
    pub why: &'static str,
}

/// The methods that Envoy's parser knows.
const METHODS: &str = " DELETE GET HEAD POST PUT OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH \
SEARCH UNLOCK BIND REBIND UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE \
UNSUBSCRIBE PATCH PURGE MKCALENDAR LINK UNLINK SOURCE ";

fn refused(why: &'static str) -> Early {
    Early {
        status: 400,
        location: None,
        why,
    }
}

/// Checks and normalises a request.
///
/// # Errors
/// The answer that it gets before any route is looked at.
pub fn check(request: &Request, edge: Edge) -> Result<Incoming<'_>, Early> {
    let known = format!(" {} ", request.method);
    if request.method.contains(' ') || !METHODS.contains(&known) {
        return Err(refused(if request.method == "CONNECT" {
            "CONNECT with a path is no request"
        } else {
            "the method is not known to the proxy (methods are upper case)"
        }));
    }
    let mut host = request.host.clone();
    let mut target = request.target.as_str();
    for scheme in ["http://", "https://"] {
        if let Some(rest) = target.strip_prefix(scheme) {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
            host = Some(authority.to_owned());
            target = if path.is_empty() { "/" } else { path };
        }
    }
    if edge == Edge::Gateway && request.headers.iter().any(|(name, _)| name.contains('_')) {
        return Err(refused("a header name with `_` is refused on gateways"));
    }
    let is_path = target.starts_with('/') || (target == "*" && request.method == "OPTIONS");
    if !is_path {
        return Err(refused("the path does not start with `/`"));
    }
    let Some(host) = host else {
        return Err(refused("there is no Host header"));
    };
    if target.contains('#') {
        return Err(refused("a fragment is refused"));
    }
    let (raw, query) = target
        .find('?')
        .and_then(|at| target.split_at_checked(at))
        .unwrap_or((target, ""));
    let unescaped = match edge {
        Edge::Gateway => path::unescaped(raw),
        Edge::Sidecar | Edge::Lenient => None,
    };
    let normalised = match raw {
        "*" => Some("*".to_owned()),
        _ => path::normalised(unescaped.as_deref().unwrap_or(raw)),
    };
    let Some(mut path) = normalised else {
        return Err(refused("the path has an escaped NUL"));
    };
    if edge != Edge::Sidecar {
        path = path::merged(&path);
    }
    if unescaped.is_some() {
        return Err(Early {
            status: 307,
            location: Some(path + query),
            why: "an escaped slash is redirected to the path with a plain one",
        });
    }
    let said = request
        .headers
        .iter()
        .find(|(name, _)| edge == Edge::Sidecar && name.eq_ignore_ascii_case("x-forwarded-proto"));
    Ok(Incoming {
        method: &request.method,
        tls: said.map_or(request.tls, |(_, scheme)| scheme.trim() == "https"),
        host,
        path,
        query: query.to_owned(),
        headers: request
            .headers
            .iter()
            .map(|(name, value)| {
                let value = value.trim_matches([' ', '\t']);
                (name.to_ascii_lowercase(), value.to_owned())
            })
            .collect(),
    })
}
