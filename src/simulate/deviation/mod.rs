//! Where Kuma's data plane does something else than Gateway API asks: requests are derived from the rules
//! and run through both models, where their tables differ.

mod attempt;
mod entrance;
mod report;
mod sketch;

use std::collections::BTreeSet;

use crate::contract::{Options, Provenance};
use crate::diagnostic::{Code, Problem};
use crate::json::Pointer;
use crate::kuma::Resource;
use crate::resolve::{Graph, Parent};
use crate::store::Store;
use crate::target::Target;
use crate::translate::Kuma;

use super::data_plane::{Config, RuleRef};
use super::envoy::{Route, Unlike, unlike};
use super::gateway_api::Routes;
use super::plane::{Plane, Served};
use super::services::services;
use attempt::Attempts;
use entrance::{AtGateway, AtService, Entrance};

/// What is found out, by the place of the route in the graph; none for the snapshot as a whole.
pub(crate) type Deviation = (Option<usize>, Problem<'static>);

/// The differences that requests show, at most one of a kind for each rule.
pub(crate) fn deviations<'s, 'a: 's>(
    graph: &'s Graph<'s, 'a>,
    store: &'s Store<'a>,
    kuma: &Kuma<'_, 'a>,
    options: &Options<'a>,
    resources: &'s [Resource<'a>],
    provenance: &'s [Provenance<'a>],
) -> Vec<Deviation> {
    if options.target != Target::default() {
        return Vec::new();
    }
    let mut config = Config::of(resources);
    config.set_services(services(store, kuma, options, resources));
    let plane = Plane::new(graph, store, &config, provenance);
    let mut attempts = Attempts::new(&plane);
    for served in plane.gateways() {
        gateway(served, &mut attempts);
    }
    mesh(&plane, &mut attempts);
    attempts.finish()
}

/// Looks at every host of every port of a Gateway.
fn gateway(served: &Served<'_>, attempts: &mut Attempts<'_, '_>) {
    let Some(plane) = &served.plane else { return };
    // That nothing is served at all is shown once; the rules are compared nevertheless.
    let mut is_told = !plane.is_broken();
    for (port, tls) in served.model.entrances() {
        // No request without a certificate of another mesh gets in.
        if plane.is_cross_mesh(port) {
            continue;
        }
        for host in hosts(served, port) {
            let mut entrance = AtGateway {
                served,
                port,
                tls,
                host,
                as_a_whole: true,
            };
            let probe = entrance.probe();
            let asked: Vec<&Routes<'_>> = served
                .model
                .listener(port, &probe)
                .map(|listener| listener.of_host(&entrance.host).map(|of| of.1).collect())
                .unwrap_or_default();
            let done = plane.table(port, &probe).map(|(routes, _)| routes);
            if let Some(route) = asked.iter().find_map(|table| table.routes().first())
                && !is_told
            {
                is_told = true;
                attempts.first(&Entrance::Gateway(entrance.clone()), route);
            }
            entrance.as_a_whole = false;
            let entrance = Entrance::Gateway(entrance);
            match (asked.as_slice(), done) {
                ([asked], Some(done)) if plane.is_accepted(port) => {
                    for group in unlike(asked, done) {
                        attempts.group(&entrance, &group);
                    }
                }
                (asked, done) => attempts.group(&entrance, &every(asked, done)),
            }
        }
    }
}

/// All routes of the tables for a host, where they are not one beside the other.
fn every<'t, 'g>(
    asked: &[&'t Routes<'g>],
    done: Option<&'t Routes<'g>>,
) -> Unlike<'t, 'g, 'g, RuleRef, RuleRef> {
    Unlike {
        ours: asked.iter().flat_map(|table| table.routes()).collect(),
        theirs: done.iter().flat_map(|table| table.routes()).collect(),
    }
}

/// One host for each domain that either model knows at a port.
fn hosts(served: &Served<'_>, port: i64) -> Vec<String> {
    let mut domains: BTreeSet<&str> = BTreeSet::new();
    for listener in served.model.listeners().iter().filter(|of| of.port == port) {
        domains.insert(listener.hostname);
        domains.extend(listener.hosts.iter().map(|(hostname, _)| *hostname));
    }
    if let Some(plane) = &served.plane {
        domains.extend(plane.domains(port));
    }
    let fresh = |suffix: &str| {
        let mut host = format!("any{suffix}");
        while domains.contains(host.as_str()) {
            host.insert(0, 'm');
        }
        host
    };
    domains
        .iter()
        .map(|domain| match domain.strip_prefix('*') {
            None => (*domain).to_owned(),
            Some("") => fresh(".example"),
            Some(suffix) => fresh(suffix),
        })
        .collect()
}

/// Looks at every port of a Service with rules, for its own namespace's clients and for those of every
/// namespace that has rules of its own.
fn mesh(plane: &Plane<'_>, attempts: &mut Attempts<'_, '_>) {
    let mut asked: BTreeSet<(&str, &str, i64, &str)> = BTreeSet::new();
    for node in &plane.graph().routes {
        for parent in &node.parents {
            let Parent::Service(of) = &parent.parent else {
                continue;
            };
            for port in of.verdict.iter().flatten() {
                for from in [&of.namespace, &node.route.metadata.namespace] {
                    asked.insert((&of.namespace, &of.name, port.number, from));
                }
            }
        }
    }
    for (namespace, name, port, from) in asked {
        let entrance = AtService::new(plane, (namespace, name, port), from);
        let done = entrance.sidecar();
        let asked = entrance.routes();
        let Some(asked) = asked.as_ref().as_ref() else {
            continue;
        };
        let probe = entrance.probe();
        let done = done.table(entrance.tag(), &probe).map(|(routes, _)| routes);
        let entrance = Entrance::Service(entrance);
        match done {
            Some(done) => {
                for group in unlike(asked, done) {
                    attempts.group(&entrance, &group);
                }
            }
            None => attempts.group(&entrance, &every(&[asked], None)),
        }
    }
}

/// What says that not all requests were tried.
fn untried() -> Deviation {
    let message = format!(
        "more than {} requests would have to be tried, so not all rules were compared with what the data plane does",
        attempt::LIMIT
    );
    (
        None,
        Problem::new(Code::DataPlaneUntried, Pointer::root(), message),
    )
}

/// The rule of a route of a table.
fn key(route: &Route<'_, RuleRef>) -> (usize, usize) {
    (route.origin.route, route.origin.rule)
}
