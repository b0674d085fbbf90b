//! The status of a Gateway and its listeners (kuma.md §10.1; F86 to F94, F106, F107).

use crate::contract::Status;
use crate::gateway_api::{Condition, GROUP};
use crate::json::Text;
use crate::resolve::{GatewayNode, ListenerNode};

use super::body::{AddressBody, GatewayStatusBody, ListenerStatusBody, StatusBody, SupportedKind};
use super::condition::{condition, denied, merge, met, sentence};
use super::reason::reason;

pub(super) fn status<'a>(node: &GatewayNode<'_, 'a>) -> Status<'a> {
    let gateway = node.gateway;
    let generation = gateway.metadata.generation();
    let mut listeners: Vec<ListenerStatusBody<'a>> = node
        .listeners
        .iter()
        .map(|listener| listener_status(node, listener, generation))
        .collect();
    crate::order::sort_by(&mut listeners, |a, b| a.name.cmp(&b.name));
    // Without a served listener nothing is left to be reached (F88).
    listeners.dedup_by(|a, b| a.name == b.name);
    let is_served = node.served_or_kept().next().is_some();
    let addresses = node
        .addresses
        .bound
        .iter()
        .filter(|_| is_served)
        .map(|address| AddressBody {
            r#type: address
                .r#type
                .clone()
                .unwrap_or_else(|| Text::from("IPAddress")),
            value: address.value.clone().unwrap_or_default(),
        })
        .collect();
    Status {
        api_version: gateway.api_version.clone(),
        kind: Text::from("Gateway"),
        namespace: gateway.metadata.namespace.clone(),
        name: gateway.metadata.name.clone(),
        status: StatusBody::Gateway(GatewayStatusBody {
            addresses,
            conditions: merge(
                &gateway.status.conditions,
                vec![accepted(node, generation), programmed(node, generation)],
            ),
            listeners,
        }),
        finalizers: None,
    }
}

fn accepted<'a>(node: &GatewayNode<'_, 'a>, generation: i64) -> Condition<'a> {
    match (&node.refused, &node.partly) {
        (Some(problem), _) => denied("Accepted", problem, generation),
        (None, Some(problem)) => condition(
            "Accepted",
            "True",
            reason(problem.code),
            sentence(problem),
            generation,
        ),
        (None, None) => met("Accepted", "Accepted", generation),
    }
}

fn programmed<'a>(node: &GatewayNode<'_, 'a>, generation: i64) -> Condition<'a> {
    match &node.unprogrammed {
        None => met("Programmed", "Programmed", generation),
        Some(problem) => {
            let reason = match reason(problem.code) {
                of @ ("AddressNotAssigned" | "AddressNotUsable") => of,
                _ => "Invalid",
            };
            condition("Programmed", "False", reason, sentence(problem), generation)
        }
    }
}

fn listener_status<'a>(
    node: &GatewayNode<'_, 'a>,
    listener: &ListenerNode<'_, 'a>,
    generation: i64,
) -> ListenerStatusBody<'a> {
    let mut conditions = vec![
        match listener.unsupported.as_ref().or(listener.conflict.as_ref()) {
            Some(problem) => denied("Accepted", problem, generation),
            None => {
                // F155: a listener that allows nothing by its selector says so.
                let message = listener.selector.as_ref().map(sentence).unwrap_or_default();
                condition("Accepted", "True", "Accepted", message, generation)
            }
        },
        match &listener.conflict {
            Some(problem) => condition(
                "Conflicted",
                "True",
                reason(problem.code),
                sentence(problem),
                generation,
            ),
            None => condition(
                "Conflicted",
                "False",
                "NoConflicts",
                String::new(),
                generation,
            ),
        },
        resolved_refs(listener, generation),
        listener_programmed(node, listener, generation),
    ];
    conditions.extend(listener.overlap.as_ref().map(|problem| {
        let reason = if problem.message.starts_with("the certificates") {
            "OverlappingCertificates"
        } else {
            "OverlappingHostnames"
        };
        condition(
            "OverlappingTLSConfig",
            "True",
            reason,
            problem.message.clone(),
            generation,
        )
    }));
    let name = &listener.listener.name;
    let previous = node
        .gateway
        .status
        .listeners
        .iter()
        .find(|status| status.name == *name);
    let previous = previous
        .map(|status| status.conditions.as_slice())
        .unwrap_or_default();
    ListenerStatusBody {
        name: name.clone(),
        supported_kinds: if listener.kinds.http_route {
            vec![SupportedKind {
                group: GROUP,
                kind: "HTTPRoute",
            }]
        } else {
            Vec::new()
        },
        attached_routes: listener.attached_routes,
        conditions: merge(previous, conditions),
    }
}

fn resolved_refs<'a>(listener: &ListenerNode<'_, 'a>, generation: i64) -> Condition<'a> {
    let problems: Vec<_> = listener
        .kinds
        .invalid
        .iter()
        .chain(listener.certificates.as_ref().err())
        .collect();
    match problems.first() {
        None => met("ResolvedRefs", "ResolvedRefs", generation),
        Some(first) => {
            let message = problems
                .iter()
                .map(|problem| sentence(problem))
                .collect::<Vec<_>>()
                .join("; ");
            condition(
                "ResolvedRefs",
                "False",
                reason(first.code),
                message,
                generation,
            )
        }
    }
}

fn listener_programmed<'a>(
    node: &GatewayNode<'_, 'a>,
    listener: &ListenerNode<'_, 'a>,
    generation: i64,
) -> Condition<'a> {
    let of_gateway = node.refused.as_ref().or(node.obstacle.as_ref());
    match listener.obstacle().or(of_gateway) {
        None => met("Programmed", "Programmed", generation),
        Some(problem) => condition(
            "Programmed",
            "False",
            "Invalid",
            sentence(problem),
            generation,
        ),
    }
}
