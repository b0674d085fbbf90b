//! What stands behind a Gateway: its MeshGatewayInstance and the Service that Kuma makes of it.

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{GROUP, Gateway, GatewayAddress, GatewayClass};
use crate::json::{Pointer, Text};
use crate::kuma;
use crate::resolve::Deployment;
use crate::store::Store;
use crate::translate::{instance, naming};

use super::config_of;

/// The MeshGatewayInstance of a Gateway as it stands, and what will be in its way.
pub(super) fn deployment<'a>(
    store: &Store<'a>,
    gateway: &Gateway<'a>,
    class: Option<&GatewayClass<'a>>,
) -> Deployment<'a> {
    let config = config_of(store, class);
    let service_type = instance::service_type(config);
    let metadata = &gateway.metadata;
    let name = naming::instance(&metadata.name, &metadata.namespace);
    let mut deployment = Deployment {
        expects_address: service_type == "LoadBalancer",
        ..Deployment::default()
    };
    if let Some(observed) = store.instances.get(&metadata.namespace, &name) {
        let owners = observed
            .metadata
            .owner_references
            .as_deref()
            .unwrap_or_default();
        let is_own = owners.iter().any(|owner| {
            let group = owner.api_version.split_once('/').map(|(group, _)| group);
            let is_same =
                owner.uid.is_none() || metadata.uid.is_none() || owner.uid == metadata.uid;
            is_same
                && owner.controller == Some(true)
                && group == Some(GROUP)
                && owner.kind == "Gateway"
                && owner.name == metadata.name
        });
        if is_own {
            deployment.addresses = addresses(observed);
        } else {
            let message = format!(
                "MeshGatewayInstance `{}/{name}` exists and is not this Gateway's",
                metadata.namespace
            );
            deployment.obstacle = Some(Problem::new(
                Code::InstanceNotOurs,
                Pointer::root(),
                message,
            ));
        }
    }
    let at_name = Pointer::root().keys(&["metadata", "name"]);
    if *name != *metadata.name {
        let message = format!(
            "`{}` cannot be the name of a Service, so the MeshGatewayInstance is called `{name}`",
            metadata.name
        );
        deployment.notes.push(Problem::new(
            Code::GatewayNameDerived,
            at_name.clone(),
            message,
        ));
    }
    if let Some(service) = store.services.get(&metadata.namespace, &name) {
        let builtin = service
            .metadata
            .annotation("kuma.io/gateway")
            .is_some_and(|value| *value == "builtin");
        if !builtin {
            let message = format!(
                "Service `{}/{name}` has the name that the Service of this gateway will get",
                metadata.namespace
            );
            deployment
                .notes
                .push(Problem::new(Code::ServiceNameTaken, at_name, message));
        }
    }
    if service_type == "NodePort" {
        deployment.notes.extend(node_ports(gateway));
    }
    deployment
}

fn addresses<'a>(observed: &kuma::ObservedInstance<'a>) -> Vec<GatewayAddress<'a>> {
    let address = |of: &'static str, value: &Option<Text<'a>>| {
        let value = value.clone().filter(|value| !value.is_empty())?;
        Some(GatewayAddress {
            r#type: Some(Text::from(of)),
            value: Some(value),
        })
    };
    observed
        .status
        .load_balancer
        .ingress
        .iter()
        .flat_map(|entry| {
            [
                address("IPAddress", &entry.ip),
                address("Hostname", &entry.hostname),
            ]
        })
        .flatten()
        .collect()
}

/// F119: Kuma asks for node ports that are the listeners' own.
fn node_ports<'a>(gateway: &Gateway<'a>) -> Vec<Problem<'a>> {
    let outside = gateway
        .spec
        .listeners
        .iter()
        .enumerate()
        .filter(|(_, l)| !(30000..=32767).contains(&l.port));
    outside
        .map(|(index, listener)| {
            let place = Pointer::root()
                .keys(&["spec", "listeners"])
                .index(index)
                .key("port");
            let message = format!(
                "Kuma asks for node port {}, which Kubernetes usually does not give",
                listener.port
            );
            Problem::new(Code::NodePortRange, place, message)
        })
        .collect()
}
