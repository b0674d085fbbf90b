//! What a host asks: one request, by its URL.

use crate::json::{DecodeError, FromNode, Node, Text, members, record};
use crate::target::Target;

use super::request::Request;

record! {
    /// A request to simulate.
    #[derive(Debug)]
    pub struct Ask<'a> {
        /// The method; GET when absent.
        method: Option<Text<'a>> = "method",
        /// The URL.
        url: Text<'a> = "url",
        /// The headers.
        headers: Headers<'a> = "headers",
        /// The Gateway, as `namespace/name`, where the URL alone does not tell.
        gateway: Option<Text<'a>> = "gateway",
        /// The namespace of a client in the mesh: then the URL's host is a Service.
        from: Option<Text<'a>> = "from",
        /// Whether it is told why each other rule does not take it; yes when absent.
        considered: Option<bool> = "considered",
    }
}

/// The headers: an object, or a list of pairs where one comes more than once.
#[derive(Clone, Debug, Default)]
pub struct Headers<'a>(Vec<(Text<'a>, Text<'a>)>);

impl Headers<'_> {
    /// Names and values, in their order.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let pairs = self.0.iter();
        pairs
            .map(|(name, value)| (name.as_str().to_owned(), value.as_str().to_owned()))
            .collect()
    }
}

impl<'a> FromNode<'a> for Headers<'a> {
    fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        let mut pair = |name: Text<'a>, value: &mut Node<'a>| -> Result<(), Box<DecodeError>> {
            let mut text = Text::default();
            text.fill(value).map_err(|error| error.under(&name))?;
            self.0.push((name, text));
            Ok(())
        };
        if let Node::Array(entries) = node {
            for (index, entry) in entries.iter_mut().enumerate() {
                match entry {
                    Node::Array(both) => match both.as_mut_slice() {
                        [Node::String(name), value] => pair(std::mem::take(name), value)?,
                        _ => {
                            return Err(
                                DecodeError::unexpected(entry, "a name and a value").at(index)
                            );
                        }
                    },
                    _ => return Err(DecodeError::unexpected(entry, "a name and a value").at(index)),
                }
            }
            return Ok(());
        }
        for (name, value) in members(node)? {
            pair(std::mem::take(name), value)?;
        }
        Ok(())
    }
}

/// Why a request cannot be simulated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unasked {
    /// It is no request.
    #[error("the request cannot be read: {0}")]
    Unreadable(String),
    /// The URL has no scheme or no host.
    #[error("`{0}` is not a URL with `http://` or `https://` and a host")]
    Url(String),
    /// The port is no number.
    #[error("`{0}` is not a port")]
    Port(String),
    /// The method has characters that no method has.
    #[error("`{0}` is not a method")]
    Method(String),
    /// The header's name or value has characters that none has.
    #[error("the header `{0}` has a character that no header can have")]
    Header(String),
    /// No Gateway of that name is served.
    #[error("there is no Gateway `{0}` that is served")]
    NoGateway(String),
    /// No Gateway has such a port.
    #[error("no Gateway has an {protocol} listener on port {port}")]
    NoPort {
        /// HTTP or HTTPS.
        protocol: &'static str,
        /// The port.
        port: i64,
        /// The ports that there are.
        known: String,
    },
    /// More than one Gateway has.
    #[error("more than one Gateway has that port: {0}")]
    Ambiguous(String),
    /// No Service of that name.
    #[error("`{0}` does not name a Service with that port in the snapshot")]
    NoService(String),
    /// There is no model of that target's data plane.
    #[error("there is no model of the data plane of `{0}`")]
    Target(&'static str),
    /// Nothing runs.
    #[error("{0}")]
    Off(String),
}

impl Unasked {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Unasked::Unreadable(_) => "a request is an object with `url`, and optionally `method`, `headers`, `gateway` and `from`".to_owned(),
            Unasked::Url(_) => "write it as `http://shop.example.com/cart`".to_owned(),
            Unasked::Port(_) => "a port is a number from 1 to 65535".to_owned(),
            Unasked::Method(_) => "write it as `GET` or `POST`".to_owned(),
            Unasked::Header(_) => "names have no spaces or colons, values no line breaks".to_owned(),
            Unasked::NoGateway(_) => "`kuma-gapi check` says why a Gateway is not served; name it as `namespace/name`".to_owned(),
            Unasked::NoPort { known, .. } if known.is_empty() => "no Gateway in the snapshot has a listener that is served; `kuma-gapi check` says why".to_owned(),
            Unasked::NoPort { known, .. } => format!("put the port into the URL; there are {known}"),
            Unasked::Ambiguous(_) => "say which one".to_owned(),
            Unasked::NoService(_) => "write the host as `NAME.NAMESPACE`, and the port of the Service behind it".to_owned(),
            Unasked::Target(_) => format!("simulate for `{}`", Target::default().name()),
            Unasked::Off(_) => "simulate against the zone that translates".to_owned(),
        }
    }
}

/// A URL in its parts.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) request: Request,
    /// The host without its port.
    pub(super) name: String,
    pub(super) port: Option<i64>,
    /// Whether the other rules are looked at, too.
    pub(super) considered: bool,
}

/// Reads what is asked into a request on the wire.
pub(super) fn wanted(ask: &Ask<'_>) -> Result<Wanted, Unasked> {
    let url = ask.url.as_str();
    let no_url = || Unasked::Url(url.to_owned());
    let (scheme, rest) = url.split_once("://").ok_or_else(no_url)?;
    let tls = match scheme.to_ascii_lowercase().as_str() {
        "http" => false,
        "https" => true,
        _ => return Err(no_url()),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at_checked(end).ok_or_else(no_url)?;
    // A fragment is the client's own.
    let target = target.split('#').next().unwrap_or_default();
    let target = if target.starts_with('/') {
        target.to_owned()
    } else {
        format!("/{target}")
    };
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let (name, port) = match authority.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => {
            let number = port.parse().ok().filter(|port| (1..=65535).contains(port));
            (
                name,
                Some(number.ok_or_else(|| Unasked::Port(port.to_owned()))?),
            )
        }
        _ => (authority, None),
    };
    if name.is_empty() || target.contains([' ', '\n', '\r']) {
        return Err(no_url());
    }
    let method = ask.method.as_deref().unwrap_or("GET");
    if method.is_empty() || !method.bytes().all(is_token) {
        return Err(Unasked::Method(method.to_owned()));
    }
    let mut host = authority.to_owned();
    let mut headers = Vec::new();
    for (name, value) in &ask.headers.0 {
        let bad =
            name.is_empty() || !name.bytes().all(is_token) || value.contains(['\n', '\r', '\0']);
        if bad {
            return Err(Unasked::Header(name.as_str().to_owned()));
        }
        if name.eq_ignore_ascii_case("host") {
            host = value.as_str().to_owned();
        } else {
            headers.push((name.as_str().to_owned(), value.as_str().to_owned()));
        }
    }
    Ok(Wanted {
        name: name.to_ascii_lowercase(),
        port,
        considered: ask.considered.unwrap_or(true),
        request: Request {
            method: method.to_owned(),
            tls,
            sni: tls.then(|| name.to_owned()),
            host: Some(host),
            target,
            headers,
        },
    })
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
