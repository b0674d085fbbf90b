//! Names, labels and Secrets.

use super::*;

#[test]
fn names_and_labels() {
    for name in [
        "",
        "Edge",
        "edge-",
        ".edge",
        "a..b",
        "edge_1",
        &"a".repeat(254),
    ] {
        gateway_breaks("V1", |gateway| {
            gateway.metadata.name = name.to_owned().into()
        });
    }
    for name in ["1gw", "a.b", &"a".repeat(64)] {
        instance_breaks("V1", |instance| {
            instance.metadata.name = name.to_owned().into()
        });
    }
    gateway_breaks("V2", |gateway| gateway.mesh = Text::default());
    gateway_breaks("V2", |gateway| gateway.mesh = "Default".into());
    route_breaks("V2", |route| label(&mut route.metadata, tags::MESH, "M"));
    route_breaks("V4", |route| {
        label(&mut route.metadata, "kuma.io/origin", "here")
    });
    route_breaks("k8s", |route| label(&mut route.metadata, "a/b/c", ""));
    route_breaks("k8s", |route| label(&mut route.metadata, "a", "-x"));
    route_breaks("k8s", |route| {
        route.metadata.labels.insert("a", "x".repeat(64).into());
    });
    instance_breaks("k8s", |instance| {
        instance
            .spec
            .pod_template
            .metadata
            .labels
            .insert("a b", "".into());
    });
    instance_breaks("k8s", |instance| {
        instance
            .spec
            .service_template
            .metadata
            .annotations
            .insert("/a", "anything goes".into());
    });
    instance_breaks("k8s", |instance| {
        instance.spec.pod_template.spec.service_account_name = Some("A".into())
    });
}

#[test]
fn instances_and_secrets() {
    instance_breaks("V23", |instance| {
        instance.spec.tags.insert(tags::SERVICE, "a".into())
    });
    instance_breaks("V23", |instance| {
        instance.spec.tags.insert("team", "".into())
    });
    instance_breaks("V23", |instance| {
        instance.spec.tags.insert("team", "a/b".into())
    });
    breaks(
        "V25",
        Resource::Secret(MeshSecret::new(metadata(SYSTEM), String::new())),
    );
    breaks(
        "V25",
        Resource::Secret(MeshSecret::new(metadata("shop"), "eA==".to_owned())),
    );
}
