//! Gateway API's own meaning, for any implementation: what is attached, allowed and resolved.
//!
//! The result is a [`Graph`] of verdicts. Statuses, diagnostics, provenance and translation read it;
//! none of them decides anything again. What only the implementation can say (its parameters, kinds
//! of backends and limits) comes in through [`Implementation`].

mod addresses;
mod attachment;
mod backend;
pub mod certificate;
mod certificate_ref;
mod class;
mod conflict;
mod gateway;
mod grant;
mod graph;
pub mod hostname;
mod implementation;
mod listener;
mod mesh_parent;
mod namespace_selector;
mod object;
pub mod re2;
mod route;
mod rule;

pub use graph::{
    Addresses, Attached, BackendTarget, BackendVerdict, CertificateVerdict, ClassNode,
    CustomBackend, FilterVerdict, GatewayNode, GatewayParent, Graph, KindsVerdict, ListenerNode,
    MatchVerdict, MirrorVerdict, Parent, ParentNode, ParentPort, RouteNode, RuleNode, RuleVerdict,
    ServiceParent, Traffic,
};
pub use implementation::{ClassTraits, Deployment, Implementation, MeshParent};
pub(crate) use object::{class_ref, gateway_ref, kind_name, route_ref};

use crate::contract::Options;
use crate::store::Store;

/// Resolves a snapshot.
pub fn resolve<'s, 'a>(
    store: &'s Store<'a>,
    options: &'s Options<'a>,
    implementation: &dyn Implementation<'a>,
) -> Graph<'s, 'a> {
    let context = Context {
        store,
        options,
        implementation,
    };
    let serves_gateways = implementation.serves_gateways();
    let classes = serves_gateways.then(|| class::resolve(&context));
    let classes = classes.unwrap_or_default();
    let gateways = serves_gateways.then(|| gateway::resolve(&context, &classes));
    let mut gateways = gateways.unwrap_or_default();
    let mut routes = route::resolve(&context, &mut gateways);
    gateway::judge(&mut gateways, implementation.title());
    route::note_unserved(&mut routes, &gateways);
    Graph {
        classes,
        gateways,
        routes,
    }
}

/// What every part of the resolution reads.
pub(crate) struct Context<'c, 's, 'a> {
    pub(crate) store: &'s Store<'a>,
    pub(crate) options: &'s Options<'a>,
    pub(crate) implementation: &'c dyn Implementation<'a>,
}

impl Context<'_, '_, '_> {
    /// Whether what is not in the snapshot may exist all the same.
    pub(crate) fn may_be_elsewhere(&self) -> bool {
        self.options.missing == crate::contract::Missing::Unknown
    }
}
