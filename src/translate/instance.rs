//! Gateway to MeshGatewayInstance (kuma.md §4.3; F77, F78).

use crate::gateway_api::{Gateway, Map};
use crate::json::{Node, SortedMap, Text};
use crate::kuma::{
    InstanceSpec, MeshGatewayConfig, MeshGatewayInstance, ObjectMeta, OwnerReference, tags,
};
use crate::resolve::GatewayNode;

use super::{Context, naming};

/// The type of the gateway's Service: a cross-mesh gateway is reached from inside only.
pub(super) fn service_type(config: Option<&MeshGatewayConfig<'_>>) -> String {
    let Some(config) = config else {
        return "LoadBalancer".to_owned();
    };
    if config.spec.cross_mesh == Some(true) {
        return "ClusterIP".to_owned();
    }
    config
        .spec
        .service_type
        .as_deref()
        .unwrap_or("LoadBalancer")
        .to_owned()
}

/// The MeshGatewayInstance of a Gateway.
pub(super) fn translate<'a>(
    context: &Context<'_, 'a>,
    node: &GatewayNode<'_, 'a>,
    config: Option<&MeshGatewayConfig<'a>>,
) -> MeshGatewayInstance<'a> {
    let mut spec = spec(node, config);
    if context.choices().gateway_tag {
        let gateway = &node.gateway.metadata;
        let tag = tags::gateway_tag(&gateway.name, &gateway.namespace);
        spec.tags.insert(tags::SERVICE, Text::from(tag));
    }
    MeshGatewayInstance::new(metadata(context, node), spec)
}

/// Its metadata.
pub(super) fn metadata<'a>(
    context: &Context<'_, 'a>,
    node: &GatewayNode<'_, 'a>,
) -> ObjectMeta<'a> {
    let gateway = &node.gateway.metadata;
    let mesh = || SortedMap::from([(Text::from(tags::MESH), node.domain.clone())]);
    let by_annotation = context.choices().instance_mesh_annotation;
    let nothing = SortedMap::default;
    let (labels, annotations) = match by_annotation {
        true => (nothing(), mesh()),
        false => (mesh(), nothing()),
    };
    ObjectMeta {
        name: Text::from(naming::instance(&gateway.name, &gateway.namespace)),
        namespace: gateway.namespace.clone(),
        labels,
        annotations,
        owner_references: vec![owner(node.gateway)],
    }
}

fn owner<'a>(gateway: &Gateway<'a>) -> OwnerReference<'a> {
    OwnerReference {
        // The version that Kuma writes; the API server takes both.
        api_version: "gateway.networking.k8s.io/v1beta1",
        kind: "Gateway",
        name: gateway.metadata.name.clone(),
        uid: gateway.metadata.uid.clone(),
        controller: true,
        block_owner_deletion: true,
    }
}

fn spec<'a>(
    node: &GatewayNode<'_, 'a>,
    config: Option<&MeshGatewayConfig<'a>>,
) -> InstanceSpec<'a> {
    let service_type = Text::from(service_type(config));
    let mut spec = match config.map(|config| &config.spec) {
        None => InstanceSpec {
            replicas: 1,
            service_type,
            ..InstanceSpec::default()
        },
        Some(config) => InstanceSpec {
            tags: config
                .tags
                .iter()
                .flat_map(|tags| tags.0.iter().cloned())
                .collect(),
            replicas: config.replicas.unwrap_or(1),
            service_type,
            resources: config.resources.clone().map(quantities_as_text),
            service_template: config.service_template.clone(),
            pod_template: config.pod_template.clone(),
        },
    };
    if let Some(infrastructure) = &node.gateway.spec.infrastructure {
        let (labels, annotations) = (
            infrastructure.labels.as_ref().map(without_reserved),
            infrastructure.annotations.as_ref().map(without_reserved),
        );
        let (labels, annotations) = (labels.as_ref(), annotations.as_ref());
        spec.service_template.metadata.extend(labels, annotations);
        spec.pod_template.metadata.extend(labels, annotations);
    }
    if let Some(name) = label_value(&node.gateway.metadata.name) {
        for template in [
            &mut spec.service_template.metadata,
            &mut spec.pod_template.metadata,
        ] {
            template.labels.insert(GATEWAY_NAME, name.clone());
        }
    }
    if let Some(wanted) = &node.addresses.wanted {
        spec.service_template.spec.load_balancer_ip = Some(wanted.clone());
    }
    spec
}

/// The label by which what runs for a Gateway is found (GEP-1762): all that is made for it must have it.
const GATEWAY_NAME: &str = "gateway.networking.k8s.io/gateway-name";

/// The longest value of a label.
const MAX_LABEL_VALUE: usize = 63;

/// A Gateway's name, if a label can have it.
fn label_value<'a>(name: &Text<'a>) -> Option<Text<'a>> {
    (name.len() <= MAX_LABEL_VALUE).then(|| name.clone())
}

/// Quantities that are written as numbers are stored as text, as Kuma's own types do.
fn quantities_as_text(node: Node<'_>) -> Node<'_> {
    match node {
        Node::Object(members) => Node::Object(
            members
                .into_iter()
                .map(|(key, value)| (key, quantities_as_text(value)))
                .collect(),
        ),
        Node::Array(entries) => Node::Array(entries.into_iter().map(quantities_as_text).collect()),
        Node::Integer(value) => Node::String(Text::from(value.to_string())),
        other => other,
    }
}

/// Whether a label or annotation is set anyhow; on pods a template would win over Kuma's own (F120).
fn is_reserved(key: &str) -> bool {
    key == "app"
        || key == GATEWAY_NAME
        || key.starts_with("kuma.io/")
        || key.starts_with("k8s.kuma.io/")
}

fn without_reserved<'a>(map: &Map<'a>) -> Map<'a> {
    Map(map
        .0
        .iter()
        .filter(|(key, _)| !is_reserved(key))
        .cloned()
        .collect())
}

/// The labels and annotations of `spec.infrastructure` that are not taken over, with their maps.
pub(super) fn reserved_keys<'g>(
    gateway: &'g Gateway<'_>,
) -> impl Iterator<Item = (&'static str, &'g str)> {
    let infrastructure = gateway.spec.infrastructure.iter();
    infrastructure
        .flat_map(|it| {
            [
                ("labels", it.labels.as_ref()),
                ("annotations", it.annotations.as_ref()),
            ]
        })
        .flat_map(|(name, map)| {
            map.into_iter()
                .flat_map(move |map| map.iter().map(move |(key, _)| (name, key.as_str())))
        })
        .filter(|(_, key)| is_reserved(key))
}
