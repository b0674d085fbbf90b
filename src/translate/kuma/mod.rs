//! What Kuma says where Gateway API leaves it to the implementation.

mod backend;
mod deployment;
mod ignored;
mod mesh;
mod parameters;

use crate::contract::{Missing, Options};
use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{
    BackendRef, Gateway, GatewayClass, HttpRoute, HttpRouteFilter, HttpRouteRule, Metadata,
    RouteMatch,
};
use crate::json::{Pointer, Text};
use crate::kuma::charset::is_reference_name;
use crate::kuma::{self, tags};
use crate::resolve::{
    BackendTarget, ClassTraits, Deployment, FilterVerdict, Implementation, MatchVerdict,
    MeshParent, Traffic,
};
use crate::store::Store;
use crate::target::Choices;

use super::limits;

pub(super) use parameters::{config_of, config_ref};

/// The name by which GatewayClasses choose Kuma.
pub(crate) const CONTROLLER_NAME: &str = "gateways.kuma.io/controller";

/// What Kuma's resources carry: of what Kuma 2.14 claims (kuma.md §1.7) all but listener isolation, which
/// its data plane lacks (F131), and what it does not claim and does. The conformance suite is run for each of
/// them (docs/conformance.md), and nothing else may be added.
const FEATURES: &[&str] = &[
    "Gateway",
    "GatewayAddressEmpty",
    "GatewayInfrastructure",
    "GatewayPort8080",
    "GatewayStaticAddresses",
    "HTTPRoute",
    "HTTPRoute303RedirectStatusCode",
    "HTTPRoute307RedirectStatusCode",
    "HTTPRoute308RedirectStatusCode",
    "HTTPRouteDestinationPortMatching",
    "HTTPRouteHostRewrite",
    "HTTPRouteMethodMatching",
    "HTTPRouteNamedRouteRule",
    "HTTPRouteParentRefPort",
    "HTTPRoutePathRedirect",
    "HTTPRoutePathRewrite",
    "HTTPRoutePortRedirect",
    "HTTPRouteQueryParamMatching",
    "HTTPRouteRequestMirror",
    "HTTPRouteRequestPercentageMirror",
    "HTTPRouteResponseHeaderModification",
    "HTTPRouteSchemeRedirect",
    "ReferenceGrant",
];

/// Kuma as an implementation of Gateway API.
pub struct Kuma<'c, 'a> {
    store: &'c Store<'a>,
    options: &'c Options<'a>,
}

impl<'c, 'a> Kuma<'c, 'a> {
    /// Kuma, with the objects of a snapshot.
    #[must_use]
    pub fn new(store: &'c Store<'a>, options: &'c Options<'a>) -> Self {
        Kuma { store, options }
    }

    fn choices(&self) -> &'static Choices {
        self.options.target.choices()
    }

    fn may_be_elsewhere(&self) -> bool {
        self.options.missing == Missing::Unknown
    }
}

impl<'a> Implementation<'a> for Kuma<'_, 'a> {
    fn controller_name(&self) -> &'static str {
        CONTROLLER_NAME
    }

    fn supported_features(&self) -> &'static [&'static str] {
        FEATURES
    }

    fn parameters(&self, class: &GatewayClass<'a>) -> Result<ClassTraits<'a>, Problem<'a>> {
        parameters::traits(self.store, class, self.may_be_elsewhere())
    }

    fn deployment(
        &self,
        gateway: &Gateway<'a>,
        class: Option<&GatewayClass<'a>>,
    ) -> Deployment<'a> {
        deployment::deployment(self.store, gateway, class)
    }

    fn ignored_fields(&self, gateway: &Gateway<'a>) -> Vec<Problem<'a>> {
        ignored::fields(gateway)
    }

    fn title(&self) -> &'static str {
        self.choices().title
    }

    fn serves_gateways(&self) -> bool {
        self.choices().serves_gateways()
    }

    fn gateway_removed(&self, subject: &str, path: Pointer) -> Problem<'a> {
        let message = format!(
            "{} serves no Gateways, so nothing is made for {subject}",
            self.title()
        );
        Problem::new(Code::GatewayRemoved, path, message)
    }

    fn tells_ports_apart(&self) -> bool {
        self.choices().listener_port_tag
    }

    fn mesh_needs_grants(&self) -> bool {
        self.choices().mesh_grants
    }

    fn mesh_fails_closed(&self) -> bool {
        self.choices().mesh_fails_closed
    }

    fn domain(&self, object: &Metadata<'a>) -> Text<'a> {
        self.mesh(object, self.choices().route_mesh)
    }

    fn gateway_domain(&self, object: &Metadata<'a>) -> Text<'a> {
        self.mesh(object, self.choices().gateway_mesh)
    }

    fn domain_note(&self, object: &Metadata<'a>) -> Option<Problem<'a>> {
        self.mesh_note(object, self.choices().route_mesh)
    }

    fn gateway_domain_note(&self, object: &Metadata<'a>) -> Option<Problem<'a>> {
        self.mesh_note(object, self.choices().gateway_mesh)
    }

    fn mesh_parent(
        &self,
        kind: &str,
        namespace: &str,
        name: &str,
        path: &Pointer,
    ) -> Option<Result<MeshParent<'a>, Problem<'a>>> {
        (kind == "MeshService.kuma.io").then(|| self.mesh_service(namespace, name, path))
    }

    fn domain_label(&self) -> &'static str {
        tags::MESH
    }

    fn domain_exists(&self, domain: &str) -> Option<bool> {
        // What cannot be the name of a mesh (V2) is none.
        if !is_reference_name(domain) {
            return Some(false);
        }
        if domain == kuma::DEFAULT_MESH || self.store.meshes.get("", domain).is_some() {
            return Some(true);
        }
        // Kuma makes the mesh `default` itself, and a snapshot without any Mesh says nothing about them.
        (!self.store.meshes.is_empty()).then_some(false)
    }

    fn max_certificates(&self) -> usize {
        2
    }

    fn backend(
        &self,
        route: &HttpRoute<'a>,
        reference: &BackendRef<'a>,
        path: &Pointer,
        notes: &mut Vec<Problem<'a>>,
    ) -> Option<Result<BackendTarget<'a>, Problem<'a>>> {
        if reference.group() != kuma::GROUP {
            return None;
        }
        if let Some(problem) = self.unfit_kind(reference.kind(), path) {
            return Some(Err(problem));
        }
        let store = self.store;
        Some(match reference.kind() {
            "ExternalService" => self.external_service(route, reference, path, notes),
            "MeshService" => self.mesh_backend(
                &store.mesh_services,
                "MeshService",
                route,
                reference,
                path,
                notes,
            ),
            "MeshExternalService" => self.mesh_backend(
                &store.mesh_external_services,
                "MeshExternalService",
                route,
                reference,
                path,
                notes,
            ),
            "MeshMultiZoneService" => self.mesh_backend(
                &store.mesh_multi_zone_services,
                "MeshMultiZoneService",
                route,
                reference,
                path,
                notes,
            ),
            _ => return None,
        })
    }

    fn backend_is_namespaced(&self, reference: &BackendRef<'a>) -> bool {
        reference.kind() != "ExternalService"
    }

    /// V48: Kuma refuses a route with a mirror of another kind, all of it.
    fn mirrors_to(&self, kind: &str) -> bool {
        kind == "MeshService"
    }

    fn speaks_http(&self, app_protocol: Option<&str>, service: &Metadata<'a>, port: i64) -> bool {
        let is_known = |protocol: &str| {
            matches!(
                protocol,
                "http" | "http2" | "grpc" | "kafka" | "tcp" | "tls" | "mysql"
            )
        };
        let of_port = app_protocol
            .map(str::to_ascii_lowercase)
            .filter(|protocol| is_known(protocol));
        let protocol = of_port.or_else(|| {
            service
                .annotation(&format!("{port}.service.kuma.io/protocol"))
                .map(|value| value.to_ascii_lowercase())
        });
        matches!(protocol.as_deref(), Some("http" | "http2" | "grpc"))
    }

    fn cannot_speak(&self, app_protocol: &str) -> bool {
        matches!(app_protocol, "kubernetes.io/h2c" | "kubernetes.io/wss")
    }

    fn judge_match(
        &self,
        route_match: &RouteMatch<'a>,
        traffic: Traffic,
        path: &Pointer,
    ) -> MatchVerdict<'a> {
        limits::judge_match(route_match, traffic, path)
    }

    fn judge_filters(
        &self,
        rule: &HttpRouteRule<'a>,
        filters: &[(Pointer, &HttpRouteFilter<'a>)],
        traffic: Traffic,
    ) -> Vec<FilterVerdict<'a>> {
        limits::judge_filters(rule, filters, traffic, self.options.target)
    }
}
