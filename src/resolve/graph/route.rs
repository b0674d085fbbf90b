//! Verdicts on routes and their parents.

use crate::diagnostic::Problem;
use crate::gateway_api::{HttpRoute, ParentReference};
use crate::json::Text;

use super::rule::RuleNode;

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
    pub parent: Parent<'a>,
    /// Why the route gets no requests there, although it is attached (F101).
    pub unserved: Option<Problem<'a>>,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

/// What a parentRef refers to.
#[derive(Debug)]
pub enum Parent<'a> {
    /// Nothing that is ours: no entry in the status.
    Foreign,
    /// A Gateway.
    Gateway(GatewayParent<'a>),
    /// A Service.
    Service(ServiceParent<'a>),
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
    /// Whether they are chosen by a port that can only be written as their names.
    pub by_port: bool,
}

/// A Service as a parent, or something of the implementation's own that is like one.
#[derive(Debug)]
pub struct ServiceParent<'a> {
    /// The kind.
    pub kind: &'static str,
    /// Its namespace.
    pub namespace: Text<'a>,
    /// Its name.
    pub name: Text<'a>,
    /// The name by which it is known, which may be another.
    pub display_name: Text<'a>,
    /// Whether it was found; otherwise it is only assumed, or missing.
    pub is_known: bool,
    /// The ports, or why the route is not attached.
    pub verdict: Result<Vec<ParentPort<'a>>, Problem<'a>>,
}

/// A port of a parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParentPort<'a> {
    /// The number.
    pub number: i64,
    /// The name, if it has one.
    pub name: Option<Text<'a>>,
}
