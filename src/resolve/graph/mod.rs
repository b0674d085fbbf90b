//! The verdicts: on classes and Gateways here, on routes and rules in files of their own.

use std::rc::Rc;

use crate::diagnostic::Problem;
use crate::gateway_api::{Gateway, GatewayAddress, GatewayClass, Listener};
use crate::json::Text;

use super::implementation::ClassTraits;

mod route;
mod rule;

pub use route::{
    Attached, GatewayParent, Parent, ParentNode, ParentPort, RouteNode, ServiceParent, Traffic,
};
pub use rule::{
    BackendTarget, BackendVerdict, CustomBackend, FilterVerdict, MatchVerdict, MirrorVerdict,
    RuleNode, RuleVerdict,
};

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
    /// Whether a finalizer keeps it from going, as a Gateway names it.
    pub held: bool,
    /// Whether the installed CRDs are of a version that is known; none if no CRD is in the snapshot.
    pub crds: Option<Result<(), Problem<'a>>>,
    /// The features that its status is to name, sorted: none where the installed CRDs have no place for them.
    pub features: &'static [&'static str],
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
