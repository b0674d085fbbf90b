//! A request as it is written on the wire.

/// A request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Whether it comes over TLS.
    pub tls: bool,
    /// The server name of the TLS handshake.
    pub sni: Option<String>,
    /// The Host header, with its port if it has one.
    pub host: Option<String>,
    /// The request line's target: path and query, or an absolute URL.
    pub target: String,
    /// The other headers, in their order.
    pub headers: Vec<(String, String)>,
}
