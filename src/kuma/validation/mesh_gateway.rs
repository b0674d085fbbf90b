//! MeshGateway.

use std::collections::{BTreeMap, BTreeSet};

use crate::kuma::mesh_gateway::{Listener, MeshGateway, Tls};
use crate::kuma::tags;

use super::metadata::mesh_is_valid;
use super::report::Report;
use super::tags::selecting_tags_are_valid;
use crate::kuma::charset::is_listener_hostname;

/// Tags that Kuma sets itself.
const RESERVED_TAGS: [&str; 4] = [
    "kuma.io/external-service-name",
    "kuma.io/protocol",
    tags::SERVICE,
    tags::ZONE,
];

pub(super) fn check(gateway: &MeshGateway<'_>, report: &mut Report) {
    mesh_is_valid(&gateway.mesh, "mesh", report);
    selectors_are_valid(gateway, report);
    let listeners = &gateway.spec.conf.listeners;
    report.require(
        !listeners.is_empty(),
        "V10",
        "spec.conf.listeners",
        "cannot be empty",
    );
    for (index, listener) in listeners.iter().enumerate() {
        check_listener(listener, &format!("spec.conf.listeners[{index}]"), report);
    }
    ports_have_one_protocol(listeners, report);
    hostnames_of_a_port_are_distinct(listeners, report);
}

fn selectors_are_valid(gateway: &MeshGateway<'_>, report: &mut Report) {
    let selectors = &gateway.spec.selectors;
    let cross_mesh = gateway
        .spec
        .conf
        .listeners
        .iter()
        .any(|listener| listener.cross_mesh);
    report.require(
        !selectors.is_empty(),
        "V5",
        "spec.selectors",
        "must have at least one element",
    );
    report.require(
        !cross_mesh || selectors.len() <= 1,
        "V5",
        "spec.selectors",
        "there can be at most one selector",
    );
    for (index, selector) in selectors.iter().enumerate() {
        let field = format!("spec.selectors[{index}].match");
        report.require(
            !selector.r#match.is_empty(),
            "V6",
            &field,
            "must have at least one tag",
        );
        report.require(
            selector.r#match.contains_key(tags::SERVICE),
            "V6",
            &field,
            "mandatory tag \"kuma.io/service\" is missing",
        );
        selecting_tags_are_valid(&selector.r#match, &field, report);
    }
}

fn check_listener(listener: &Listener<'_>, at: &str, report: &mut Report) {
    tags_are_not_reserved(listener, at, report);
    selecting_tags_are_valid(&listener.tags, &format!("{at}.tags"), report);
    hostname_is_valid(listener, at, report);
    port_is_in_range(listener, at, report);
    protocol_is_known(listener, at, report);
    tls_fits_the_protocol(listener, at, report);
    if let Some(tls) = &listener.tls {
        check_tls(listener, tls, &format!("{at}.tls"), report);
    }
}

fn tags_are_not_reserved(listener: &Listener<'_>, at: &str, report: &mut Report) {
    for tag in RESERVED_TAGS
        .into_iter()
        .filter(|tag| listener.tags.contains_key(tag))
    {
        report.add(
            "V9",
            format!("{at}.tags[{tag:?}]"),
            format!("tag name must not be {tag:?}"),
        );
    }
}

fn hostname_is_valid(listener: &Listener<'_>, at: &str, report: &mut Report) {
    report.require(
        is_listener_hostname(&listener.hostname),
        "V11",
        format!("{at}.hostname"),
        "invalid hostname",
    );
}

fn port_is_in_range(listener: &Listener<'_>, at: &str, report: &mut Report) {
    let kept = (1..=65535).contains(&listener.port);
    report.require(
        kept,
        "V12",
        format!("{at}.port"),
        "port must be in the range [1, 65535]",
    );
}

fn protocol_is_known(listener: &Listener<'_>, at: &str, report: &mut Report) {
    let kept = matches!(listener.protocol, "TCP" | "TLS" | "HTTP" | "HTTPS");
    report.require(kept, "V13", format!("{at}.protocol"), "cannot be empty");
}

fn tls_fits_the_protocol(listener: &Listener<'_>, at: &str, report: &mut Report) {
    let https = listener.protocol == "HTTPS";
    report.require(
        !(https && listener.cross_mesh),
        "V14",
        format!("{at}.protocol"),
        "protocol is not supported with crossMesh",
    );
    report.require(
        !https || listener.tls.is_some(),
        "V15",
        format!("{at}.tls"),
        "cannot be empty",
    );
}

fn check_tls(listener: &Listener<'_>, tls: &Tls<'_>, at: &str, report: &mut Report) {
    report.require(
        !listener.cross_mesh,
        "V19",
        at,
        "must be empty with crossMesh",
    );
    match tls.mode {
        "TERMINATE" => certificates_are_one_or_two(tls, at, report),
        "PASSTHROUGH" => report.require(
            listener.protocol != "HTTPS",
            "V16",
            format!("{at}.mode"),
            "mode is not supported on HTTPS listeners",
        ),
        _ => report.require(
            listener.cross_mesh,
            "V17",
            format!("{at}.mode"),
            "cannot be empty",
        ),
    }
}

fn certificates_are_one_or_two(tls: &Tls<'_>, at: &str, report: &mut Report) {
    let field = format!("{at}.certificates");
    report.require(
        !tls.certificates.is_empty(),
        "V18",
        &field,
        "cannot be empty in TLS termination mode",
    );
    report.require(
        tls.certificates.len() <= 2,
        "V18",
        &field,
        "cannot have more than 2 certificates",
    );
}

fn ports_have_one_protocol(listeners: &[Listener<'_>], report: &mut Report) {
    let mut protocols = BTreeMap::new();
    for (index, listener) in listeners.iter().enumerate() {
        let first = *protocols.entry(listener.port).or_insert(listener.protocol);
        report.require(
            first == listener.protocol,
            "V20",
            format!("spec.conf.listeners[{index}]"),
            "protocol conflicts with other listeners on this port",
        );
    }
}

fn hostnames_of_a_port_are_distinct(listeners: &[Listener<'_>], report: &mut Report) {
    let mut seen = BTreeSet::new();
    for (index, listener) in listeners.iter().enumerate() {
        let hostname = if listener.hostname.is_empty() {
            "*"
        } else {
            listener.hostname.as_str()
        };
        report.require(
            seen.insert((listener.port, hostname)),
            "V21",
            format!("spec.conf.listeners[{index}]"),
            "multiple listeners for hostname on this port",
        );
    }
}
