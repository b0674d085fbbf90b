//! What only the implementation can say.

use crate::diagnostic::Problem;
use crate::gateway_api::{
    BackendRef, Gateway, GatewayAddress, GatewayClass, HttpRoute, HttpRouteFilter, HttpRouteRule,
    Metadata, RouteMatch,
};
use crate::json::{Pointer, Text};

use super::graph::{BackendTarget, FilterVerdict, MatchVerdict, ParentPort, Traffic};

/// What the parameters of a class mean for listeners.
#[derive(Clone, Debug, Default)]
pub struct ClassTraits<'a> {
    /// Only plain HTTP can be served.
    pub http_only: bool,
    /// The findings that do not make the parameters invalid.
    pub notes: Vec<Problem<'a>>,
}

/// What runs, or will run, for a Gateway.
#[derive(Clone, Debug, Default)]
pub struct Deployment<'a> {
    /// The addresses under which it is reachable.
    pub addresses: Vec<GatewayAddress<'a>>,
    /// Whether an address is to be waited for.
    pub expects_address: bool,
    /// Why nothing can run.
    pub obstacle: Option<Problem<'a>>,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

/// A parent in the mesh that is no Service.
#[derive(Clone, Debug)]
pub struct MeshParent<'a> {
    /// Its kind.
    pub kind: &'static str,
    /// The name by which it is known.
    pub display_name: Text<'a>,
    /// Its ports, each with whether HTTP is spoken on it.
    pub ports: Vec<(ParentPort<'a>, bool)>,
}

/// An implementation of Gateway API.
pub trait Implementation<'a> {
    /// The name by which GatewayClasses choose it.
    fn controller_name(&self) -> &'static str;

    /// The features of Gateway API that it supports, sorted.
    fn supported_features(&self) -> &'static [&'static str];

    /// Reads the parameters of a class.
    ///
    /// # Errors
    /// Parameters that cannot be used; the place is in the GatewayClass.
    fn parameters(&self, class: &GatewayClass<'a>) -> Result<ClassTraits<'a>, Problem<'a>>;

    /// What runs for a Gateway; the places are in the Gateway.
    fn deployment(&self, gateway: &Gateway<'a>, class: Option<&GatewayClass<'a>>)
    -> Deployment<'a>;

    /// Findings about the fields of a Gateway that are ignored.
    fn ignored_fields(&self, gateway: &Gateway<'a>) -> Vec<Problem<'a>>;

    /// How messages name it, with its version.
    fn title(&self) -> &'static str;

    /// Whether it serves Gateways at all.
    fn serves_gateways(&self) -> bool;

    /// What there is to say of a Gateway where none are served.
    fn gateway_removed(&self, subject: &str, path: Pointer) -> Problem<'a>;

    /// Whether a route can be attached to all listeners of a port as such.
    fn tells_ports_apart(&self) -> bool;

    /// Whether references in the mesh to other namespaces need a grant.
    fn mesh_needs_grants(&self) -> bool;

    /// Whether sidecars answer 500 where no backend can be resolved.
    fn mesh_fails_closed(&self) -> bool;

    /// The administrative domain of a route or Service; objects of different domains do not meet.
    fn domain(&self, object: &Metadata<'a>) -> Text<'a>;

    /// The administrative domain of a Gateway.
    fn gateway_domain(&self, object: &Metadata<'a>) -> Text<'a>;

    /// A finding about the way in which a route or Service chooses its domain.
    fn domain_note(&self, object: &Metadata<'a>) -> Option<Problem<'a>>;

    /// A finding about the way in which a Gateway chooses its domain.
    fn gateway_domain_note(&self, object: &Metadata<'a>) -> Option<Problem<'a>>;

    /// A parent of one of its own kinds: none if it has no such kind, and why not if only this
    /// version has not.
    fn mesh_parent(
        &self,
        kind: &str,
        namespace: &str,
        name: &str,
        path: &Pointer,
    ) -> Option<Result<MeshParent<'a>, Problem<'a>>>;

    /// The label by which an object chooses its domain.
    fn domain_label(&self) -> &'static str;

    /// Whether a domain exists: `None` if that cannot be told.
    fn domain_exists(&self, domain: &str) -> Option<bool>;

    /// How many certificates a listener can have.
    fn max_certificates(&self) -> usize;

    /// A backend of a kind other than Service: none if the kind is not one of its own.
    fn backend(
        &self,
        route: &HttpRoute<'a>,
        reference: &BackendRef<'a>,
        path: &Pointer,
        notes: &mut Vec<Problem<'a>>,
    ) -> Option<Result<BackendTarget<'a>, Problem<'a>>>;

    /// Whether kinds of backends other than Service live in namespaces, so that a grant is needed.
    fn backend_is_namespaced(&self, reference: &BackendRef<'a>) -> bool;

    /// Whether requests can be mirrored to a backend of one of its own kinds.
    fn mirrors_to(&self, kind: &str) -> bool;

    /// Whether a Service's application protocol is HTTP for the data plane.
    fn speaks_http(&self, app_protocol: Option<&str>, service: &Metadata<'a>, port: i64) -> bool;

    /// Whether traffic of this application protocol cannot be sent by a gateway at all.
    fn cannot_speak(&self, app_protocol: &str) -> bool;

    /// What becomes of a match.
    fn judge_match(
        &self,
        route_match: &RouteMatch<'a>,
        traffic: Traffic,
        path: &Pointer,
    ) -> MatchVerdict<'a>;

    /// What becomes of the filters of a rule, without their backends.
    fn judge_filters(
        &self,
        rule: &HttpRouteRule<'a>,
        filters: &[(Pointer, &HttpRouteFilter<'a>)],
        traffic: Traffic,
    ) -> Vec<FilterVerdict<'a>>;
}
