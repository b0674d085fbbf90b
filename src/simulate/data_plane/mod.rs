//! What Kuma 2.14's data plane does, from Kuma's resources alone: how the control plane makes Envoy's
//! configuration of them (kuma.md §13, kuma-traffic.md), and what Envoy answers.

mod compile;
pub mod config;
mod entries;
mod gateway;
mod generated;
mod go_sort;
mod hostname;
mod merge;
mod sidecar;

pub use config::Config;
pub use gateway::{GatewayPlane, PortPlane};
pub use merge::RuleRef;
pub use sidecar::SidecarPlane;

use super::envoy::{Performed, Table};
use super::request::Request;

/// Why there is no HTTP answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Nothing listens at that port.
    Refused,
    /// The TLS handshake is reset: no certificate for that server name.
    TlsReset,
    /// The connection is closed without an answer.
    Closed,
}

/// What happens to one request.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Why there is no HTTP answer.
    pub broken: Option<Broken>,
    /// What is done, when a route takes it or the proxy answers itself.
    pub performed: Performed,
    /// The rule that takes it.
    pub rule: Option<RuleRef>,
    /// The domain of the virtual host that serves it.
    pub domain: Option<String>,
    /// Whether it is passed through as bytes.
    pub raw: bool,
    /// Why it is so, where no rule says it.
    pub why: String,
    /// A regular expression that nobody can judge here and that might take the request.
    pub undecided: Option<String>,
}

impl Answer {
    pub(super) fn broken(broken: Broken, why: impl Into<String>) -> Self {
        Answer {
            broken: Some(broken),
            why: why.into(),
            ..Answer::default()
        }
    }

    pub(super) fn status(status: u16, location: Option<String>, why: impl Into<String>) -> Self {
        Answer {
            performed: Performed {
                status: Some(status),
                location,
                ..Performed::default()
            },
            why: why.into(),
            ..Answer::default()
        }
    }
}

/// The routes of one virtual host.
pub type Routes<'c> = Table<'c, RuleRef>;

/// The MeshGateway of a name.
#[must_use]
pub fn gateway<'c>(config: &'c Config<'_>, name: &str) -> Option<GatewayPlane<'c>> {
    let gateway = config
        .gateways
        .iter()
        .find(|gateway| gateway.name == name)?;
    Some(GatewayPlane::new(config, gateway))
}

/// What `request` gets at a port of a MeshGateway.
#[must_use]
pub fn at_gateway(plane: Option<&GatewayPlane<'_>>, port: i64, request: &Request) -> Answer {
    match plane {
        Some(plane) => plane.answer(port, request),
        None => Answer::broken(Broken::Refused, "there is no such MeshGateway"),
    }
}
