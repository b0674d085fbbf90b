//! Gateway to MeshGateway, and its MeshGatewayInstance beside it (kuma.md §4).

use std::rc::Rc;

use crate::contract::ObjectRef;
use crate::gateway_api::ProtocolType;
use crate::json::{Pointer, SortedMap, Text};
use crate::kuma::{
    API_VERSION, Certificate, Conf, KeptObject, Listener, MeshGateway, MeshGatewaySpec, ObjectMeta,
    ObservedObject, Resource, Selector, Tls, tags,
};
use crate::resolve::{GatewayNode, ListenerNode, gateway_ref};

use super::kuma::{config_of, config_ref};
use super::naming::{self, Claim, Registry};
use super::output::Origin;
use super::secret::Secrets;
use super::{Context, Translation, instance};

/// Makes both objects if at least one listener is served; keeps what exists where the class became
/// invalid (F111).
pub(super) fn translate<'a>(
    context: &Context<'_, 'a>,
    node: &GatewayNode<'_, 'a>,
    secrets: &Secrets<'a>,
    names: &mut Registry<'_, 'a>,
    translation: &mut Translation<'a>,
) {
    let is_served = node.served().next().is_some();
    // Beside an instance of somebody else nothing is made, or that would serve our listeners (F117).
    if node.obstacle.is_some() || (!is_served && !node.class_invalid) {
        return;
    }
    let source = Rc::new(gateway_ref(node.gateway));
    let identity = metadata(node, &source, names, translation);
    if !is_served {
        return keep(context, node, identity, &source, translation);
    }
    mesh_gateway(context, node, identity, &source, secrets, translation);
    mesh_gateway_instance(context, node, source, translation);
}

/// The metadata of the MeshGateway.
fn metadata<'a>(
    node: &GatewayNode<'_, 'a>,
    source: &ObjectRef<'a>,
    names: &mut Registry<'_, 'a>,
    translation: &mut Translation<'a>,
) -> ObjectMeta<'a> {
    let metadata = &node.gateway.metadata;
    let claim = Claim {
        kind: "MeshGateway",
        namespace: "",
        name: naming::mesh_gateway(&metadata.name, &metadata.namespace),
        identity: &["Gateway", &metadata.namespace, &metadata.name],
        source,
        at: Pointer::root(),
    };
    let name = names.name(claim, &mut translation.findings);
    let label = names.label("MeshGateway", source, &mut translation.findings);
    ObjectMeta {
        name,
        labels: SortedMap::from([(Text::from(tags::OWNER), label)]),
        ..ObjectMeta::default()
    }
}

fn mesh_gateway<'a>(
    context: &Context<'_, 'a>,
    node: &GatewayNode<'_, 'a>,
    metadata: ObjectMeta<'a>,
    source: &Rc<ObjectRef<'a>>,
    secrets: &Secrets<'a>,
    translation: &mut Translation<'a>,
) {
    let config = config_of(context.store, node.class);
    let cross_mesh = config.is_some_and(|config| config.spec.cross_mesh == Some(true));
    let mut origins: Vec<Origin<'a>> = vec![(Pointer::root(), source.clone(), Pointer::root())];
    let mut listeners = Vec::new();
    for (place, served) in node.served().enumerate() {
        let at = Pointer::root()
            .keys(&["spec", "conf", "listeners"])
            .index(place);
        let from = Pointer::root()
            .keys(&["spec", "listeners"])
            .index(served.index);
        origins.push((at.clone(), source.clone(), from.clone()));
        for (index, certificate) in served.certificates.iter().flatten().enumerate() {
            let from = from
                .keys(&["tls", "certificateRefs"])
                .index(certificate.index);
            origins.push((
                at.keys(&["tls", "certificates"]).index(index),
                source.clone(),
                from,
            ));
        }
        listeners.push(listener(context, node, served, cross_mesh, secrets));
    }
    let gateway = &node.gateway.metadata;
    let service = if context.choices().gateway_tag {
        tags::gateway_tag(&gateway.name, &gateway.namespace)
    } else {
        let instance = naming::instance(&gateway.name, &gateway.namespace);
        tags::service_tag(&instance, &gateway.namespace, None)
    };
    let spec = MeshGatewaySpec {
        selectors: vec![Selector {
            r#match: SortedMap::from([(tags::SERVICE, Text::from(service))]),
        }],
        conf: Conf { listeners },
    };
    let mesh_gateway = MeshGateway::new(node.domain.clone(), metadata, spec);
    translation.add(Resource::MeshGateway(mesh_gateway), origins);
}

fn mesh_gateway_instance<'a>(
    context: &Context<'_, 'a>,
    node: &GatewayNode<'_, 'a>,
    source: Rc<ObjectRef<'a>>,
    translation: &mut Translation<'a>,
) {
    let config = config_of(context.store, node.class);
    let mut origins = vec![(Pointer::root(), source, Pointer::root())];
    if let Some(config) = config {
        let spec = Pointer::root().key("spec");
        origins.push((spec.clone(), Rc::new(config_ref(config)), spec));
    }
    let instance = instance::translate(context, node, config);
    translation.add(Resource::MeshGatewayInstance(Box::new(instance)), origins);
}

/// What exists for a Gateway, as it is.
fn keep<'a>(
    context: &Context<'_, 'a>,
    node: &GatewayNode<'_, 'a>,
    identity: ObjectMeta<'a>,
    source: &Rc<ObjectRef<'a>>,
    translation: &mut Translation<'a>,
) {
    let origin = || vec![(Pointer::root(), source.clone(), Pointer::root())];
    let is_own = |observed: &ObservedObject<'a>| {
        observed.metadata.label(tags::OWNER) == identity.labels.get(tags::OWNER)
    };
    let mesh_gateway = context
        .store
        .mesh_gateways
        .get("", &identity.name)
        .filter(|observed| is_own(observed));
    let kept =
        mesh_gateway.and_then(|observed| Some((observed.mesh.clone(), observed.spec.clone()?)));
    if let Some((mesh, spec)) = kept {
        let mesh = mesh.unwrap_or_else(|| node.domain.clone());
        let kept = KeptObject {
            api_version: API_VERSION,
            kind: "MeshGateway",
            mesh: Some(mesh),
            metadata: identity,
            spec,
        };
        translation.add(Resource::Kept(kept), origin());
    }
    let metadata = instance::metadata(context, node);
    let observed = context
        .store
        .instances
        .get(&metadata.namespace, &metadata.name);
    let spec = observed.and_then(|observed| observed.spec.clone());
    if let Some(spec) = spec {
        let kept = KeptObject {
            api_version: API_VERSION,
            kind: "MeshGatewayInstance",
            mesh: None,
            metadata,
            spec,
        };
        translation.add(Resource::Kept(kept), origin());
    }
}

fn listener<'a>(
    context: &Context<'_, 'a>,
    node: &GatewayNode<'_, 'a>,
    served: &ListenerNode<'_, 'a>,
    cross_mesh: bool,
    secrets: &Secrets<'a>,
) -> Listener<'a> {
    let source = served.listener;
    let is_https = matches!(source.protocol, Some(ProtocolType::HTTPS));
    let certificates = served
        .certificates
        .iter()
        .flatten()
        .filter_map(|certificate| {
            secrets.name(&node.domain, &certificate.namespace, &certificate.name)
        })
        .map(|secret| Certificate { secret })
        .collect();
    let mut tags = SortedMap::from([(tags::LISTENER_NAME, source.name.clone())]);
    if context.choices().listener_port_tag {
        tags.insert(tags::LISTENER_PORT, Text::from(source.port.to_string()));
    }
    Listener {
        hostname: source
            .hostname()
            .cloned()
            .unwrap_or_else(|| Text::from("*")),
        port: source.port,
        protocol: if is_https { "HTTPS" } else { "HTTP" },
        tags,
        cross_mesh,
        tls: is_https.then_some(Tls {
            mode: "TERMINATE",
            certificates,
        }),
    }
}
