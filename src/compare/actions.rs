//! What somebody has to do before or after an upgrade, as Kuma's own upgrade notes advise.

use crate::contract::{ObjectRef, Options};
use crate::json::Text;
use crate::kuma::tags;
use crate::order;

use super::comparison::{Action, ComparedObject, ObjectVerdict};
use super::targets::Targets;

/// The actions that these objects call for, those before the upgrade first.
pub(super) fn actions<'a>(
    objects: &[ComparedObject<'a>],
    targets: Targets,
    options: &Options<'a>,
) -> Vec<Action<'a>> {
    let (old, new) = (targets.from.choices(), targets.to.choices());
    let mut actions = Vec::new();
    if old.serves_gateways() && !new.serves_gateways() {
        gateways_go(objects, new.title, &mut actions);
    }
    if new.serves_gateways() && old.gateway_tag != new.gateway_tag {
        tags_change(objects, &mut actions);
    }
    if new.secrets_opt_in && !old.secrets_opt_in {
        secrets_unread(objects, options, &mut actions);
    }
    actions
}

fn gateways_go<'a>(objects: &[ComparedObject<'a>], title: &str, actions: &mut Vec<Action<'a>>) {
    let of_kind = |kind: &str| lost(objects, |entry| *entry.object.kind == *kind);
    let gateways = of_kind("Gateway");
    add(
        actions,
        "before",
        "run a gateway of your own in front of the mesh for each of these Gateways: a Deployment and a Service that \
         you keep, its pods in the mesh with the ports that they listen on in the annotation \
         `traffic.kuma.io/exclude-inbound-ports`, and its Service with the annotation `kuma.io/ignore: \"true\"`",
        &gateways,
    );
    let is_attached = |entry: &ComparedObject<'a>| {
        let mut rules = entry.rules.iter();
        rules.any(|rule| rule.verdict == ObjectVerdict::Lost && rule.traffic == Some("gateway"))
    };
    let routes = objects.iter().filter(|entry| is_attached(entry));
    let routes: Vec<ObjectRef<'a>> = routes.map(|entry| entry.object.clone()).collect();
    add(
        actions,
        "before",
        "attach these routes to that gateway, and move the traffic over, by DNS or the load balancer",
        &routes,
    );
    add(
        actions,
        "before",
        "when the traffic is over there, delete these Gateways while the old version still runs, which removes the \
         MeshGateway and the MeshGatewayInstance with its Deployment and Service: afterwards nobody does, and the upgrade \
         deletes the CRDs of Kuma's gateway kinds with everything that is stored under them",
        &gateways,
    );
    let mut classes = of_kind("GatewayClass");
    let configs = objects.iter().filter(|entry| {
        &*entry.object.kind == "MeshGatewayConfig" && !entry.diagnostics.is_empty()
    });
    classes.extend(configs.map(|entry| entry.object.clone()));
    add(
        actions,
        "before",
        "delete these classes and their parameters after their Gateways; a class that hangs afterwards has the finalizer \
         `gateway-exists-finalizer.gateway.networking.k8s.io`, which the new control plane removes if it may",
        &classes,
    );
    let copies = objects
        .iter()
        .filter(|entry| entry.verdict == ObjectVerdict::Lost);
    let copies = copies.flat_map(|entry| &entry.before);
    let mut copies: Vec<ObjectRef<'a>> = copies
        .filter(|output| output.kind == "Secret")
        .map(|output| ObjectRef {
            api_version: Text::from("v1"),
            kind: Text::from(output.kind),
            namespace: output.namespace.clone(),
            name: output.name.clone(),
        })
        .collect();
    // A copy comes from its Secret and from the Gateway that needs it.
    order::sort_by(&mut copies, Ord::cmp);
    copies.dedup();
    let what =
        format!("delete these copies of certificates by hand: {title} leaves them where they are");
    add(actions, "after", &what, &copies);
}

fn tags_change<'a>(objects: &[ComparedObject<'a>], actions: &mut Vec<Action<'a>>) {
    for entry in objects {
        let ObjectRef {
            namespace, name, ..
        } = &entry.object;
        if &*entry.object.kind != "Gateway" || entry.before.is_empty() || entry.after.is_empty() {
            continue;
        }
        let (old, new) = (
            tags::gateway_tag(name, namespace),
            tags::service_tag(name, namespace, None),
        );
        let what = format!(
            "if policies of your own name the gateway's tag `{old}`, add copies that name `{new}`; remove the old ones \
             when the gateway's pods carry the new tag"
        );
        add(
            actions,
            "before",
            &what,
            std::slice::from_ref(&entry.object),
        );
    }
}

fn secrets_unread<'a>(
    objects: &[ComparedObject<'a>],
    options: &Options<'a>,
    actions: &mut Vec<Action<'a>>,
) {
    let is_read = |entry: &&ComparedObject<'a>| {
        &*entry.object.kind == "Secret"
            && !entry.after.is_empty()
            && *entry.object.namespace != *options.system_namespace()
    };
    let secrets: Vec<ObjectRef<'a>> = objects
        .iter()
        .filter(is_read)
        .map(|entry| entry.object.clone())
        .collect();
    let what = format!(
        "set the Helm value `controlPlane.supportGatewaySecretsInAllNamespaces` to `true`: from Kuma 2.7 on the control \
         plane reads no Secrets outside of `{}` without it, and the listeners lose these certificates",
        options.system_namespace()
    );
    add(actions, "before", &what, &secrets);
}

fn lost<'a>(
    objects: &[ComparedObject<'a>],
    of: impl Fn(&ComparedObject<'a>) -> bool,
) -> Vec<ObjectRef<'a>> {
    objects
        .iter()
        .filter(|entry| entry.verdict == ObjectVerdict::Lost && of(entry))
        .map(|entry| entry.object.clone())
        .collect()
}

fn add<'a>(
    actions: &mut Vec<Action<'a>>,
    when: &'static str,
    what: &str,
    objects: &[ObjectRef<'a>],
) {
    if !objects.is_empty() {
        actions.push(Action {
            when,
            what: what.to_owned(),
            objects: objects.to_vec(),
        });
    }
}
