//! Objects of the kinds that have a type.

use crate::contract::ObjectRef;
use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{
    Gateway, GatewayClass, HttpRoute, Metadata, Namespace, ReferenceGrant, Secret, Service,
};
use crate::json::{DecodeError, FromNode, Node};
use crate::kuma::{
    ExternalService, Mesh, MeshBackend, MeshGatewayConfig, ObservedInstance, ObservedObject,
};
use crate::store::kind::Kind;
use crate::store::objects::Objects;

use super::Loader;

impl<'a> Loader<'_, 'a> {
    /// A Secret in the system namespace that exists now.
    pub(super) fn copy(
        &mut self,
        node: &mut Node<'a>,
        object: &ObjectRef<'a>,
    ) -> Result<(), Problem<'a>> {
        keep(&mut self.store.copies, node, object)
    }

    pub(super) fn typed(
        &mut self,
        node: &mut Node<'a>,
        kind: Kind,
        object: &ObjectRef<'a>,
    ) -> Result<(), Problem<'a>> {
        let store = &mut self.store;
        match kind {
            Kind::GatewayClass => keep(&mut store.classes, node, object)?,
            Kind::Gateway => keep(&mut store.gateways, node, object)?,
            Kind::HttpRoute => keep(&mut store.routes, node, object)?,
            Kind::ReferenceGrant => keep(&mut store.grants, node, object)?,
            Kind::Service => keep(&mut store.services, node, object)?,
            Kind::Namespace => keep(&mut store.namespaces, node, object)?,
            Kind::Secret => keep(&mut store.secrets, node, object)?,
            Kind::MeshGatewayConfig => keep(&mut store.configs, node, object)?,
            Kind::Mesh => keep(&mut store.meshes, node, object)?,
            Kind::ExternalService => keep(&mut store.external_services, node, object)?,
            Kind::MeshService => keep(&mut store.mesh_services, node, object)?,
            Kind::MeshExternalService => keep(&mut store.mesh_external_services, node, object)?,
            Kind::MeshMultiZoneService => keep(&mut store.mesh_multi_zone_services, node, object)?,
            Kind::MeshGatewayInstance => keep(&mut store.instances, node, object)?,
            Kind::MeshGateway => keep(&mut store.mesh_gateways, node, object)?,
            Kind::MeshGatewayRoute => keep(&mut store.mesh_gateway_routes, node, object)?,
            Kind::MeshHttpRoute => keep(&mut store.mesh_http_routes, node, object)?,
            Kind::CustomResourceDefinition => self.crd(node),
        }
        Ok(())
    }
}

/// Decodes an object, gives it its namespace and puts it with those of its kind.
fn keep<'a, T: FromNode<'a> + Stored<'a>>(
    objects: &mut Objects<'a, T>,
    node: &mut Node<'a>,
    object: &ObjectRef<'a>,
) -> Result<(), Problem<'a>> {
    let mut typed = T::default();
    if let Err(error) = typed.fill(node) {
        return Err(unfit(*error));
    }
    typed.metadata().namespace = object.namespace.clone();
    objects.push(object.namespace.clone(), object.name.clone(), typed);
    Ok(())
}

#[cold]
fn unfit<'a>(error: DecodeError) -> Problem<'a> {
    Problem::new(Code::WrongType, error.pointer(), error.message)
}

trait Stored<'a> {
    fn metadata(&mut self) -> &mut Metadata<'a>;
}

macro_rules! stored {
    ($($name:ident),+) => {
        $(impl<'a> Stored<'a> for $name<'a> {
            fn metadata(&mut self) -> &mut Metadata<'a> {
                &mut self.metadata
            }
        })+
    };
}

stored!(
    GatewayClass,
    Gateway,
    HttpRoute,
    ReferenceGrant,
    Service,
    Namespace,
    Secret,
    MeshGatewayConfig,
    Mesh,
    ExternalService,
    MeshBackend,
    ObservedInstance,
    ObservedObject
);
