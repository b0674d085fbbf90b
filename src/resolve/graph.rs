//! The verdicts.

use std::rc::Rc;

use crate::diagnostic::Problem;
use crate::gateway_api::{
    Gateway, GatewayAddress, GatewayClass, HttpRoute, Listener, ParentReference, Service,
};
use crate::json::Text;

use super::implementation::ClassTraits;

/// Everything that was decided.
#[derive(Debug)]
pub struct Graph<'s, 'a> {
    /// Our GatewayClasses.
    pub classes: Vec<ClassNode<'s, 'a>>,
    /// The Gateways of our classes.
    pub gateways: Vec<GatewayNode<'s, 'a>>,
    /// All HTTPRoutes, the oldest first.
    pub routes: Vec<RouteNode<'s, 'a>>,
}

/// One of our GatewayClasses.
#[derive(Debug)]
pub struct ClassNode<'s, 'a> {
    /// The class.
    pub class: &'s GatewayClass<'a>,
    /// What its parameters mean, or why they cannot be used.
    pub parameters: Result<ClassTraits<'a>, Problem<'a>>,
    /// Whether a Gateway names it.
    pub in_use: bool,
    /// Whether the installed CRDs are of a version that is known; none if no CRD is in the snapshot.
    pub crds: Option<Result<(), Problem<'a>>>,
}

/// A Gateway of one of our classes.
#[derive(Debug)]
pub struct GatewayNode<'s, 'a> {
    /// The Gateway.
    pub gateway: &'s Gateway<'a>,
    /// Its class; none where the class is only assumed.
    pub class: Option<&'s GatewayClass<'a>>,
    /// The domain (of Kuma: the mesh) that it belongs to.
    pub domain: Text<'a>,
    /// Its listeners in the order of the spec.
    pub listeners: Vec<ListenerNode<'s, 'a>>,
    /// Why it is not accepted as a whole.
    pub refused: Option<Problem<'a>>,
    /// Why nothing can run for it.
    pub obstacle: Option<Problem<'a>>,
    /// Why its class makes it impossible to serve, in which case what exists is kept (F111).
    pub class_invalid: bool,
    /// Whether it gets an address, and which.
    pub addresses: Addresses<'a>,
    /// Which listeners are not accepted, where others are.
    pub partly: Option<Problem<'a>>,
    /// Why it is not programmed.
    pub unprogrammed: Option<Problem<'a>>,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

impl<'a> GatewayNode<'_, 'a> {
    /// The listeners that would be served if the Gateway were accepted: what exists for a Gateway whose
    /// class became invalid is kept, and its certificates with it (F111).
    pub fn served_or_kept(&self) -> impl Iterator<Item = &ListenerNode<'_, 'a>> {
        let accepted = self.obstacle.is_none() && (self.refused.is_none() || self.class_invalid);
        self.listeners
            .iter()
            .filter(move |listener| accepted && listener.is_served())
    }

    /// The listeners that are served.
    pub fn served(&self) -> impl Iterator<Item = &ListenerNode<'_, 'a>> {
        let accepted = self.refused.is_none() && self.obstacle.is_none();
        self.listeners
            .iter()
            .filter(move |listener| accepted && listener.is_served())
    }
}

/// The addresses of a Gateway.
#[derive(Debug, Default)]
pub struct Addresses<'a> {
    /// Those that are bound.
    pub bound: Vec<GatewayAddress<'a>>,
    /// The one that is asked for, if one is.
    pub wanted: Option<Text<'a>>,
    /// Why the Gateway is not reachable under an address yet.
    pub missing: Option<Problem<'a>>,
}

/// A listener.
#[derive(Debug)]
pub struct ListenerNode<'s, 'a> {
    /// The listener.
    pub listener: &'s Listener<'a>,
    /// Its place in `spec.listeners`.
    pub index: usize,
    /// Why it is not accepted: protocol, or a value that is not supported.
    pub unsupported: Option<Problem<'a>>,
    /// Whether its protocol carries HTTP at all; if not, no route can attach.
    pub carries_http: bool,
    /// What it conflicts with.
    pub conflict: Option<Problem<'a>>,
    /// The kinds of routes.
    pub kinds: KindsVerdict<'a>,
    /// The certificates.
    pub certificates: Result<Vec<CertificateVerdict<'a>>, Problem<'a>>,
    /// Why its namespace selector cannot be used.
    pub selector: Option<Problem<'a>>,
    /// The other listeners whose TLS overlaps with it.
    pub overlap: Option<Problem<'a>>,
    /// How many routes are attached.
    pub attached_routes: usize,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

impl<'a> ListenerNode<'_, 'a> {
    /// Whether its configuration is accepted.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.unsupported.is_none() && self.conflict.is_none()
    }

    /// Whether it is accepted and can serve routes.
    #[must_use]
    pub fn is_served(&self) -> bool {
        self.is_accepted() && self.certificates.is_ok() && self.kinds.http_route
    }

    /// The first reason for which it is not served.
    #[must_use]
    pub fn obstacle(&self) -> Option<&Problem<'a>> {
        self.unsupported
            .as_ref()
            .or(self.conflict.as_ref())
            .or(self.certificates.as_ref().err())
            .or(self
                .kinds
                .invalid
                .as_ref()
                .filter(|_| !self.kinds.http_route))
    }
}

/// Which kinds of routes a listener takes.
#[derive(Debug)]
pub struct KindsVerdict<'a> {
    /// Whether it takes HTTPRoutes.
    pub http_route: bool,
    /// What it asks for and cannot take.
    pub invalid: Option<Problem<'a>>,
}

/// A certificate that a listener serves.
#[derive(Clone, Debug)]
pub struct CertificateVerdict<'a> {
    /// The namespace of the Secret.
    pub namespace: Text<'a>,
    /// The name of the Secret.
    pub name: Text<'a>,
    /// The index of the reference.
    pub index: usize,
    /// The names that it is for.
    pub dns_names: Rc<Vec<String>>,
    /// Key and certificate as PEM; none where the Secret is only assumed to exist.
    pub pem: Option<Rc<Vec<u8>>>,
}

/// Which way traffic comes to a rule: the two have different rules of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traffic {
    /// Through a gateway.
    Gateway,
    /// From a sidecar, for a Service (GAMMA).
    Mesh,
}

/// An HTTPRoute.
#[derive(Debug)]
pub struct RouteNode<'s, 'a> {
    /// The route.
    pub route: &'s HttpRoute<'a>,
    /// The domain (of Kuma: the mesh) that it belongs to.
    pub domain: Text<'a>,
    /// Its parents in the order of the spec.
    pub parents: Vec<ParentNode<'s, 'a>>,
    /// Its rules for traffic through gateways; none where no parent is a Gateway.
    pub gateway_rules: Option<Vec<RuleNode<'a>>>,
    /// Its rules for traffic in the mesh; none where no parent is a Service.
    pub mesh_rules: Option<Vec<RuleNode<'a>>>,
    /// Findings that are about no single parent or rule.
    pub notes: Vec<Problem<'a>>,
}

impl<'a> RouteNode<'_, 'a> {
    /// The rules for `traffic`.
    #[must_use]
    pub fn rules(&self, traffic: Traffic) -> &[RuleNode<'a>] {
        match traffic {
            Traffic::Gateway => self.gateway_rules.as_deref(),
            Traffic::Mesh => self.mesh_rules.as_deref(),
        }
        .unwrap_or_default()
    }
}

/// One parentRef of a route.
#[derive(Debug)]
pub struct ParentNode<'s, 'a> {
    /// The reference.
    pub reference: &'s ParentReference<'a>,
    /// Its place in `spec.parentRefs`.
    pub index: usize,
    /// What it refers to, and whether the route is attached.
    pub parent: Parent<'s, 'a>,
    /// Why the route gets no requests there, although it is attached (F101).
    pub unserved: Option<Problem<'a>>,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

/// What a parentRef refers to.
#[derive(Debug)]
pub enum Parent<'s, 'a> {
    /// Nothing that is ours: no entry in the status.
    Foreign,
    /// A Gateway.
    Gateway(GatewayParent<'a>),
    /// A Service.
    Service(ServiceParent<'s, 'a>),
}

/// A Gateway as a parent.
#[derive(Debug)]
pub struct GatewayParent<'a> {
    /// Its place in [`Graph::gateways`]; none where it is only assumed.
    pub gateway: Option<usize>,
    /// The Gateway's namespace.
    pub namespace: Text<'a>,
    /// The Gateway's name.
    pub name: Text<'a>,
    /// The listeners, or why the route is not attached.
    pub verdict: Result<Attached, Problem<'a>>,
}

/// The listeners that a route is attached to.
#[derive(Clone, Debug, Default)]
pub struct Attached {
    /// Their places in [`GatewayNode::listeners`].
    pub listeners: Vec<usize>,
    /// Whether the listeners that the reference covers differ in what they allow (F36).
    pub tied: bool,
}

/// A Service as a parent.
#[derive(Debug)]
pub struct ServiceParent<'s, 'a> {
    /// The Service's namespace.
    pub namespace: Text<'a>,
    /// The Service's name.
    pub name: Text<'a>,
    /// The Service; none where it is only assumed, or missing.
    pub service: Option<&'s Service<'a>>,
    /// The ports, or why the route is not attached.
    pub verdict: Result<Vec<i64>, Problem<'a>>,
}

/// What becomes of a rule for one way of traffic.
#[derive(Debug)]
pub struct RuleNode<'a> {
    /// Its place in `spec.rules`.
    pub index: usize,
    /// Whether it is served.
    pub verdict: RuleVerdict,
    /// The matches, in order.
    pub matches: Vec<MatchVerdict<'a>>,
    /// The filters that are applied, in order: those of the rule, then those of its only backend.
    pub filters: Vec<FilterVerdict<'a>>,
    /// The backends, in order.
    pub backends: Vec<BackendVerdict<'a>>,
    /// Why it is not served as written.
    pub problems: Vec<Problem<'a>>,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

impl<'a> RuleNode<'a> {
    /// Everything that keeps the rule from being served as written.
    pub fn obstacles(&self) -> impl Iterator<Item = &Problem<'a>> {
        self.matches
            .iter()
            .flat_map(|verdict| &verdict.problem)
            .chain(self.filters.iter().flat_map(|verdict| &verdict.problem))
            .chain(&self.problems)
    }

    /// The references that could not be resolved.
    pub fn unresolved(&self) -> impl Iterator<Item = &Problem<'a>> {
        let mirrors = self.filters.iter().flat_map(|filter| &filter.mirror);
        mirrors
            .flat_map(|mirror| mirror.target.as_ref().err())
            .chain(
                self.backends
                    .iter()
                    .flat_map(|backend| backend.target.as_ref().err()),
            )
    }

    /// Whether the rule answers with a redirect.
    #[must_use]
    pub fn redirects(&self) -> bool {
        self.filters.iter().any(|filter| filter.redirects)
    }
}

/// Whether a rule is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleVerdict {
    /// As written, perhaps without a match that cannot be expressed.
    Served,
    /// It takes its requests and answers 500, as sending them on would be unsafe.
    Answers500,
    /// None of its matches can be expressed.
    Dropped,
}

/// What becomes of a match.
#[derive(Clone, Debug, Default)]
pub struct MatchVerdict<'a> {
    /// Why it cannot be expressed.
    pub problem: Option<Problem<'a>>,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

/// What becomes of a filter.
#[derive(Clone, Debug, Default)]
pub struct FilterVerdict<'a> {
    /// The place of the filter in the route.
    pub path: crate::json::Pointer,
    /// The index of the backend that it belongs to; none for filters of the rule.
    pub backend: Option<usize>,
    /// Its place among the filters of the rule or the backend.
    pub index: usize,
    /// Why the rule cannot be served with it.
    pub problem: Option<Problem<'a>>,
    /// It changes nothing, or nothing of it can take effect, and is left out.
    pub left_out: bool,
    /// It answers with a redirect.
    pub redirects: bool,
    /// Of a mirror: where to.
    pub mirror: Option<MirrorVerdict<'a>>,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

/// Where a mirror goes.
#[derive(Clone, Debug)]
pub struct MirrorVerdict<'a> {
    /// The backend, or why there is none.
    pub target: Result<BackendTarget<'a>, Problem<'a>>,
}

/// What becomes of a backend.
#[derive(Clone, Debug)]
pub struct BackendVerdict<'a> {
    /// Its place in `backendRefs`.
    pub index: usize,
    /// The backend, or why there is none.
    pub target: Result<BackendTarget<'a>, Problem<'a>>,
    /// Its weight.
    pub weight: i64,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

/// A backend that was resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackendTarget<'a> {
    /// A port of a Service.
    Service {
        /// The namespace.
        namespace: Text<'a>,
        /// The name.
        name: Text<'a>,
        /// The port.
        port: i64,
    },
    /// Something of the implementation's own.
    Custom(CustomBackend<'a>),
}

/// A backend of one of the implementation's own kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomBackend<'a> {
    /// The kind.
    pub kind: &'static str,
    /// The namespace; empty where it has none.
    pub namespace: Text<'a>,
    /// The name by which it is referred to.
    pub name: Text<'a>,
    /// The port.
    pub port: Option<i64>,
}
