//! Gateway to MeshGateway, and its MeshGatewayInstance beside it (kuma.md §4).

use std::collections::BTreeMap;

use crate::gateway_api::ProtocolType;
use crate::json::{Pointer, Text};
use crate::kuma::{
    Certificate, Conf, Listener, MeshGateway, MeshGatewaySpec, ObjectMeta, Resource, Selector, Tls,
    tags,
};
use crate::resolve::{GatewayNode, ListenerNode, gateway_ref};

use super::kuma::config_of;
use super::naming::{self, Claim, Registry};
use super::output::Origin;
use super::secret::Secrets;
use super::{Context, Translation, instance};

/// Makes both objects if at least one listener is served.
pub(super) fn translate<'a>(
    context: &Context<'_, 'a>,
    node: &GatewayNode<'_, 'a>,
    secrets: &Secrets<'a>,
    names: &mut Registry<'_, 'a>,
    translation: &mut Translation<'a>,
) {
    if node.served().next().is_none() {
        return;
    }
    let source = gateway_ref(node.gateway);
    let metadata = &node.gateway.metadata;
    let config = config_of(context.store, node.class);
    let cross_mesh = config.is_some_and(|config| config.spec.cross_mesh == Some(true));
    let instance_name = Text::from(naming::instance(&metadata.name, &metadata.namespace));
    let mut origins: Vec<Origin<'a>> = vec![(Pointer::root(), source.clone(), Pointer::root())];
    let listeners: Vec<Listener<'a>> = node
        .served()
        .enumerate()
        .map(|(place, served)| {
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
            listener(node, served, cross_mesh, secrets)
        })
        .collect();
    let claim = Claim {
        kind: "MeshGateway",
        namespace: "",
        name: naming::mesh_gateway(&metadata.name, &metadata.namespace),
        identity: &["Gateway", &metadata.namespace, &metadata.name],
        source: &source,
        at: Pointer::root(),
    };
    let name = names.name(claim, &mut translation.findings);
    let label = names.label("MeshGateway", &source);
    let service = tags::service_tag(&instance_name, &metadata.namespace, None);
    let mesh_gateway = MeshGateway::new(
        node.domain.clone(),
        ObjectMeta {
            name,
            labels: BTreeMap::from([(Text::from(tags::OWNER), label)]),
            ..ObjectMeta::default()
        },
        MeshGatewaySpec {
            selectors: vec![Selector {
                r#match: BTreeMap::from([(tags::SERVICE, Text::from(service))]),
            }],
            conf: Conf { listeners },
        },
    );
    translation.add(Resource::MeshGateway(mesh_gateway), origins);
    if node.obstacle.is_some() {
        return;
    }
    let mut origins = vec![(Pointer::root(), source, Pointer::root())];
    if let Some(config) = config {
        let config = crate::contract::ObjectRef {
            api_version: config.api_version.clone(),
            kind: Text::from("MeshGatewayConfig"),
            namespace: Text::default(),
            name: config.metadata.name.clone(),
        };
        origins.push((
            Pointer::root().key("spec"),
            config,
            Pointer::root().key("spec"),
        ));
    }
    let instance = instance::translate(node, config, instance_name);
    translation.add(Resource::MeshGatewayInstance(Box::new(instance)), origins);
}

fn listener<'a>(
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
    Listener {
        hostname: source
            .hostname()
            .cloned()
            .unwrap_or_else(|| Text::from("*")),
        port: source.port,
        protocol: if is_https { "HTTPS" } else { "HTTP" },
        tags: BTreeMap::from([
            (tags::LISTENER_NAME, source.name.clone()),
            (tags::LISTENER_PORT, Text::from(source.port.to_string())),
        ]),
        cross_mesh,
        tls: is_https.then_some(Tls {
            mode: "TERMINATE",
            certificates,
        }),
    }
}
