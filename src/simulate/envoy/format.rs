//! Values of headers, which are Envoy's format language (F163).

use super::check::Incoming;

/// A value that is worked out for each request. Two are equal if they are the same text however it is
/// escaped.
#[derive(Clone, Debug)]
pub struct Format<'c>(Vec<Part<'c>>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part<'c> {
    Text(&'c str),
    Command {
        /// With its percent signs.
        whole: &'c str,
        name: &'c str,
        argument: &'c str,
        most: Option<usize>,
    },
}

impl PartialEq for Format<'_> {
    fn eq(&self, other: &Self) -> bool {
        if self.0 == other.0 {
            return true;
        }
        let text = |format: &Format<'_>| -> Option<String> {
            let parts = format.0.iter().map(|part| match part {
                Part::Text(text) => Some(*text),
                Part::Command { .. } => None,
            });
            parts.collect()
        };
        text(self).is_some_and(|own| Some(own) == text(other))
    }
}

/// Every command of Envoy 1.38; another one is refused.
const COMMANDS: &str = " REQUEST_HEADERS_BYTES REQUEST_DURATION REQUEST_TX_DURATION RESPONSE_DURATION \
RESPONSE_TX_DURATION COMMON_DURATION CUSTOM_FLAGS BYTES_RECEIVED BYTES_RETRANSMITTED PACKETS_RETRANSMITTED \
UPSTREAM_WIRE_BYTES_RECEIVED UPSTREAM_HEADER_BYTES_RECEIVED DOWNSTREAM_WIRE_BYTES_RECEIVED \
DOWNSTREAM_HEADER_BYTES_RECEIVED PROTOCOL UPSTREAM_PROTOCOL RESPONSE_CODE RESPONSE_CODE_DETAILS \
CONNECTION_TERMINATION_DETAILS BYTES_SENT UPSTREAM_WIRE_BYTES_SENT UPSTREAM_HEADER_BYTES_SENT \
DOWNSTREAM_WIRE_BYTES_SENT DOWNSTREAM_HEADER_BYTES_SENT DURATION RESPONSE_FLAGS RESPONSE_FLAGS_LONG \
UPSTREAM_HOST_NAME UPSTREAM_HOST_NAME_WITHOUT_PORT UPSTREAM_HOST UPSTREAM_CONNECTION_ID UPSTREAM_CLUSTER \
UPSTREAM_CLUSTER_RAW UPSTREAM_LOCAL_ADDRESS UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT UPSTREAM_LOCAL_PORT \
UPSTREAM_REMOTE_ADDRESS UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT UPSTREAM_REMOTE_PORT \
UPSTREAM_REQUEST_ATTEMPT_COUNT UPSTREAM_TLS_CIPHER UPSTREAM_TLS_VERSION UPSTREAM_TLS_SESSION_ID \
UPSTREAM_PEER_ISSUER UPSTREAM_PEER_CERT UPSTREAM_PEER_SUBJECT UPSTREAM_TRANSPORT_FAILURE_REASON \
UPSTREAM_CONNECTION_POOL_READY_DURATION DOWNSTREAM_LOCAL_ADDRESS DOWNSTREAM_DIRECT_LOCAL_ADDRESS \
DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT DOWNSTREAM_LOCAL_PORT DOWNSTREAM_REMOTE_ADDRESS \
DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_REMOTE_PORT DOWNSTREAM_DIRECT_REMOTE_ADDRESS \
DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_DIRECT_REMOTE_PORT CONNECTION_ID \
REQUESTED_SERVER_NAME ROUTE_NAME DOWNSTREAM_PEER_URI_SAN DOWNSTREAM_PEER_DNS_SAN DOWNSTREAM_PEER_IP_SAN \
DOWNSTREAM_LOCAL_URI_SAN DOWNSTREAM_LOCAL_SUBJECT DOWNSTREAM_PEER_SUBJECT DOWNSTREAM_PEER_ISSUER \
DOWNSTREAM_TLS_SESSION_ID DOWNSTREAM_TLS_CIPHER DOWNSTREAM_TLS_VERSION DOWNSTREAM_PEER_FINGERPRINT_256 \
DOWNSTREAM_PEER_FINGERPRINT_1 DOWNSTREAM_PEER_SERIAL DOWNSTREAM_PEER_CERT DOWNSTREAM_PEER_CERT_V_START \
DOWNSTREAM_PEER_CERT_V_END DOWNSTREAM_TRANSPORT_FAILURE_REASON HOSTNAME FILTER_CHAIN_NAME VIRTUAL_CLUSTER_NAME \
TLS_JA3_FINGERPRINT UNIQUE_ID STREAM_ID START_TIME EMIT_TIME ENVIRONMENT DYNAMIC_METADATA CLUSTER_METADATA \
UPSTREAM_METADATA FILTER_STATE UPSTREAM_FILTER_STATE REQ RESP TRAILER REQ_WITHOUT_QUERY LOCAL_REPLY_BODY \
GRPC_STATUS GRPC_STATUS_NUMBER TRACE_ID QUERY_PARAM PATH METADATA ACCESS_LOG_TYPE ";

impl<'c> Format<'c> {
    /// Reads a value.
    ///
    /// # Errors
    /// The place of a `%` that starts no command and is not doubled: Envoy refuses the configuration.
    pub fn new(value: &'c str) -> Result<Self, usize> {
        let mut parts = Vec::new();
        let mut rest = value;
        while let Some(at) = rest.find('%') {
            let place = value.len() - rest.len() + at;
            let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            if !before.is_empty() {
                parts.push(Part::Text(before));
            }
            if let Some(after) = from.strip_prefix("%%") {
                parts.push(Part::Text("%"));
                rest = after;
                continue;
            }
            let (command, after) = command(from).ok_or(place)?;
            parts.push(command);
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest));
        }
        Ok(Format(parts))
    }

    /// A text as it is.
    #[must_use]
    pub fn literal(text: &'c str) -> Self {
        Format(vec![Part::Text(text)])
    }

    /// The value for a request, whose answer has `status` where that is known. A command whose value
    /// nobody can know here stays as it is written.
    #[must_use]
    pub fn value(&self, request: &Incoming<'_>, status: Option<u16>) -> String {
        let mut value = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => value.push_str(text),
                Part::Command {
                    whole,
                    name,
                    argument,
                    most,
                } => {
                    let known = match *name {
                        "REQ" => Some(header(request, argument)),
                        "PROTOCOL" => Some("HTTP/1.1".to_owned()),
                        "RESPONSE_CODE" => status.map(|status| status.to_string()),
                        _ => None,
                    };
                    match known {
                        Some(known) => value.extend(known.chars().take(most.unwrap_or(usize::MAX))),
                        None => value.push_str(whole),
                    }
                }
            }
        }
        value
    }
}

/// A header by `NAME` or `NAME?OTHER`; nothing where there is none.
fn header(request: &Incoming<'_>, names: &str) -> String {
    for name in names.split('?') {
        let name = name.to_ascii_lowercase();
        let found = match name.as_str() {
            ":path" => Some(request.path.clone() + &request.query),
            ":method" => Some(request.method.to_owned()),
            ":authority" | "host" => Some(request.host.clone()),
            ":scheme" => Some(if request.tls { "https" } else { "http" }.to_owned()),
            _ => super::matching::value(request, &name).map(|value| value.into_owned()),
        };
        if let Some(found) = found {
            return found;
        }
    }
    String::new()
}

/// A command at the start of a text, and what follows it.
fn command(from: &str) -> Option<(Part<'_>, &str)> {
    let body = from.strip_prefix('%')?;
    let end = body
        .find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
        .filter(|end| *end > 0)?;
    let (name, mut rest) = body.split_at_checked(end)?;
    let mut argument = "";
    if let Some(inner) = rest.strip_prefix('(') {
        (argument, rest) = inner.split_once(')')?;
    }
    let mut most = None;
    if let Some(digits) = rest.strip_prefix(':') {
        let end = digits.find(|c: char| !c.is_ascii_digit())?;
        let (number, after) = digits.split_at_checked(end)?;
        most = Some(number.parse().ok()?);
        rest = after;
    }
    let rest = rest.strip_prefix('%')?;
    if !COMMANDS.contains(&format!(" {name} ")) {
        return None;
    }
    let whole = from.get(..from.len() - rest.len())?;
    Some((
        Part::Command {
            whole,
            name,
            argument,
            most,
        },
        rest,
    ))
}
