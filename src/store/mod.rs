//! The snapshot's objects by kind and identity: read, admitted and typed.

mod kind;
mod load;
mod objects;
mod open;

pub(crate) use kind::Kind;
#[cfg(feature = "admission")]
pub(crate) use load::{namespace, of_metadata};
pub use objects::Objects;
#[cfg(feature = "admission")]
pub(crate) use open::{Opened, open};

use crate::contract::ObjectRef;
use crate::diagnostic::Finding;
use crate::gateway_api::{
    Gateway, GatewayClass, HttpRoute, Namespace, ReferenceGrant, Secret, Service,
};
use crate::json::{Node, Text};
use crate::kuma::{
    ExternalService, Mesh, MeshBackend, MeshGatewayConfig, ObservedInstance, ObservedObject,
};
use crate::target::Form;

/// Every object that an answer can depend on.
#[derive(Debug, Default)]
pub struct Store<'a> {
    /// GatewayClasses.
    pub classes: Objects<'a, GatewayClass<'a>>,
    /// Gateways.
    pub gateways: Objects<'a, Gateway<'a>>,
    /// HTTPRoutes.
    pub routes: Objects<'a, HttpRoute<'a>>,
    /// ReferenceGrants.
    pub grants: Objects<'a, ReferenceGrant<'a>>,
    /// Services.
    pub services: Objects<'a, Service<'a>>,
    /// Namespaces.
    pub namespaces: Objects<'a, Namespace<'a>>,
    /// Secrets.
    pub secrets: Objects<'a, Secret<'a>>,
    /// MeshGatewayConfigs.
    pub configs: Objects<'a, MeshGatewayConfig<'a>>,
    /// Meshes.
    pub meshes: Objects<'a, Mesh<'a>>,
    /// ExternalServices.
    pub external_services: Objects<'a, ExternalService<'a>>,
    /// MeshServices.
    pub mesh_services: Objects<'a, MeshBackend<'a>>,
    /// MeshExternalServices.
    pub mesh_external_services: Objects<'a, MeshBackend<'a>>,
    /// MeshMultiZoneServices.
    pub mesh_multi_zone_services: Objects<'a, MeshBackend<'a>>,
    /// MeshGatewayInstances that exist now.
    pub instances: Objects<'a, ObservedInstance<'a>>,
    /// MeshGateways that exist now.
    pub mesh_gateways: Objects<'a, ObservedObject<'a>>,
    /// MeshGatewayRoutes that exist now.
    pub mesh_gateway_routes: Objects<'a, ObservedObject<'a>>,
    /// MeshHTTPRoutes that exist now.
    pub mesh_http_routes: Objects<'a, ObservedObject<'a>>,
    /// Secrets in the system namespace that exist now.
    pub copies: Objects<'a, Secret<'a>>,
    /// What this module makes, as it exists now; none where that is not known.
    pub(crate) existing: Option<Vec<Existing<'a>>>,
    /// Gateway API's own CRDs.
    pub crds: Vec<Crd<'a>>,
    /// Objects that are in the snapshot but were refused or are there several times.
    pub(crate) unusable: Vec<(Kind, Text<'a>, Text<'a>)>,
    /// Objects of the kinds that this module makes that are among the input.
    pub(crate) given: Vec<ObjectRef<'a>>,
    /// The form of each object that exists and was made for a Gateway API resource.
    pub(crate) forms: Vec<(ObjectRef<'a>, Form)>,
    /// Whether the text of a document could not be read.
    pub(crate) unread_text: bool,
    /// What was found while reading.
    pub(crate) findings: Vec<Finding<'a>>,
}

/// What one of Gateway API's own CRDs says of itself.
#[derive(Clone, Debug)]
pub struct Crd<'a> {
    /// The release that it is of, as `v1.7.0`.
    pub version: Option<Text<'a>>,
    /// The channel that it is of.
    pub channel: Option<Text<'a>>,
    /// Whether the status of a GatewayClass has `supportedFeatures` that are objects; none if it is another
    /// kind's, or has no schema.
    pub lists_features: Option<bool>,
}

/// An object of a kind that this module makes, as it exists now.
#[derive(Clone, Debug)]
pub(crate) struct Existing<'a> {
    /// The kind.
    pub(crate) kind: Kind,
    /// Which object it is.
    pub(crate) object: ObjectRef<'a>,
    /// The whole object.
    pub(crate) node: Node<'a>,
}

impl Existing<'_> {
    /// What it is sorted by, as generated objects are.
    pub(crate) fn order(&self) -> (&'static str, &str, &str) {
        let (_, kind) = self.kind.spelled();
        (kind, &self.object.namespace, &self.object.name)
    }
}

impl Store<'_> {
    /// Completes "Service `x` …" for an object that cannot be found: it is not there, or cannot be used.
    pub(crate) fn absence(&self, kind: Kind, namespace: &str, name: &str) -> &'static str {
        if self.is_unusable(kind, namespace, name) {
            "is in the input but cannot be used"
        } else {
            "does not exist"
        }
    }

    /// What to do about an object that is there and cannot be used.
    pub(crate) fn correction(&self, kind: Kind, namespace: &str, name: &str) -> Option<String> {
        self.is_unusable(kind, namespace, name)
            .then(|| "correct it first, as its own diagnostics say".to_owned())
    }

    fn is_unusable(&self, kind: Kind, namespace: &str, name: &str) -> bool {
        self.unusable
            .iter()
            .any(|(of, ns, n)| *of == kind && *ns == namespace && *n == name)
    }
}

pub(crate) use load::load;
