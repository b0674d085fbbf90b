//! Conflicts between the listeners of one Gateway (gateway-api.md §3.4; F10, F91, F92).

use crate::diagnostic::{Code, Problem};
use crate::json::Pointer;

use super::graph::ListenerNode;

/// Marks every listener of each conflict: none of them is preferred. Listeners whose protocol is
/// not supported do not count.
pub(super) fn mark(listeners: &mut [ListenerNode<'_, '_>]) {
    let facts: Vec<(usize, i64, &'static str, String)> = listeners
        .iter()
        .filter(|node| node.unsupported.is_none() && node.carries_http)
        .map(|node| {
            let hostname = node
                .listener
                .hostname()
                .map_or("*", |hostname| hostname.as_str());
            (
                node.index,
                node.listener.port,
                protocol(node),
                hostname.to_owned(),
            )
        })
        .collect();
    for node in listeners.iter_mut() {
        let Some((_, port, own, hostname)) = facts.iter().find(|fact| fact.0 == node.index) else {
            continue;
        };
        let on_port = || {
            facts
                .iter()
                .filter(|fact| fact.1 == *port && fact.0 != node.index)
        };
        let at = Pointer::root()
            .keys(&["spec", "listeners"])
            .index(node.index);
        if on_port().any(|fact| fact.2 != *own) {
            let message =
                format!("port {port} has listeners of protocol HTTP and of protocol HTTPS");
            node.conflict = Some(Problem::new(
                Code::ListenerProtocolConflict,
                at.key("protocol"),
                message,
            ));
        } else if on_port().any(|fact| fact.3 == *hostname) {
            let place = if node.listener.hostname().is_some() {
                at.key("hostname")
            } else {
                at.key("port")
            };
            let which = if hostname == "*" {
                "without hostname".to_owned()
            } else {
                format!("for `{hostname}`")
            };
            let message = format!("port {port} has several listeners {which}");
            node.conflict = Some(Problem::new(Code::ListenerHostnameConflict, place, message));
        }
    }
}

fn protocol(node: &ListenerNode<'_, '_>) -> &'static str {
    match node.listener.protocol {
        Some(crate::gateway_api::ProtocolType::HTTPS) => "HTTPS",
        _ => "HTTP",
    }
}

/// Notes for each listener which others of its port have overlapping TLS (F107).
pub(super) fn mark_overlaps(listeners: &mut [ListenerNode<'_, '_>]) {
    struct Fact {
        index: usize,
        port: i64,
        name: String,
        hostname: Option<String>,
        secrets: Vec<(String, String)>,
        names: Vec<String>,
    }
    let facts: Vec<Fact> = listeners
        .iter()
        .filter(|node| node.is_served() && protocol(node) == "HTTPS")
        .map(|node| {
            let certificates = node.certificates.as_deref().unwrap_or_default();
            Fact {
                index: node.index,
                port: node.listener.port,
                name: node.listener.name.to_string(),
                hostname: node
                    .listener
                    .hostname()
                    .map(|hostname| hostname.to_string()),
                secrets: certificates
                    .iter()
                    .map(|c| (c.namespace.to_string(), c.name.to_string()))
                    .collect(),
                names: certificates
                    .iter()
                    .flat_map(|c| c.dns_names.iter().cloned())
                    .collect(),
            }
        })
        .collect();
    for node in listeners.iter_mut() {
        let Some(own) = facts.iter().find(|fact| fact.index == node.index) else {
            continue;
        };
        let others = || {
            facts
                .iter()
                .filter(|fact| fact.index != own.index && fact.port == own.port)
        };
        let shares = |other: &&Fact| {
            let covers = |names: &[String], hostname: &Option<String>| {
                hostname
                    .as_ref()
                    .is_some_and(|hostname| super::certificate::covers(names, hostname))
            };
            own.secrets
                .iter()
                .any(|secret| other.secrets.contains(secret))
                || covers(&own.names, &other.hostname)
                || covers(&other.names, &own.hostname)
        };
        let overlaps = |other: &&Fact| match (&own.hostname, &other.hostname) {
            (Some(own), Some(other)) => super::hostname::intersect(own, other),
            _ => true,
        };
        let at = Pointer::root()
            .keys(&["spec", "listeners"])
            .index(node.index);
        let (reason, other) = match (others().find(shares), others().find(overlaps)) {
            (Some(other), _) => ("certificates", other),
            (None, Some(other)) => ("hostnames", other),
            (None, None) => continue,
        };
        let message = format!(
            "the {reason} of this listener and of listener `{}` overlap",
            other.name
        );
        node.overlap = Some(Problem::new(Code::OverlappingTls, at, message));
    }
}
