//! The status of an HTTPRoute (kuma.md §10.1; F84, F101, F104, F105, F108).

use crate::contract::Status;
use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{Condition, ParentReference, RouteParentStatus};
use crate::json::Text;
use crate::order;
use crate::resolve::{
    GatewayParent, Parent, ParentNode, RouteNode, RuleNode, ServiceParent, Traffic,
};

use super::body::{RouteStatusBody, StatusBody};
use super::condition::{condition, denied, merge, met, sentence};
use super::reason::reason;

/// The status of a route; none for a route that was never ours.
pub(super) fn status<'a>(node: &RouteNode<'_, 'a>, controller: &'static str) -> Option<Status<'a>> {
    let route = node.route;
    let generation = route.metadata.generation();
    let previous = &route.status.parents;
    let is_ours = |entry: &&RouteParentStatus<'a>| entry.controller_name == controller;
    let mut own: Vec<RouteParentStatus<'a>> = node
        .parents
        .iter()
        .filter_map(|parent| {
            let conditions = conditions(node, parent, generation)?;
            let before = previous.iter().filter(is_ours).find(|entry| {
                same_parent(
                    &entry.parent_ref,
                    parent.reference,
                    &route.metadata.namespace,
                )
            });
            let before = before
                .map(|entry| entry.conditions.as_slice())
                .unwrap_or_default();
            Some(RouteParentStatus {
                parent_ref: parent.reference.clone(),
                controller_name: Text::from(controller),
                conditions: merge(before, conditions),
            })
        })
        .collect();
    if own.is_empty()
        && !previous
            .iter()
            .any(|entry| entry.controller_name == controller)
    {
        return None;
    }
    if own.len() > 1 {
        let mut keyed: Vec<_> = own
            .into_iter()
            .map(|entry| (sort_key(&entry.parent_ref), entry))
            .collect();
        order::sort_by(&mut keyed, |a, b| a.0.cmp(&b.0));
        own = keyed.into_iter().map(|(_, entry)| entry).collect();
    }
    let others = previous
        .iter()
        .filter(|entry| entry.controller_name != controller)
        .cloned();
    Some(Status {
        api_version: route.api_version.clone(),
        kind: Text::from("HTTPRoute"),
        namespace: route.metadata.namespace.clone(),
        name: route.metadata.name.clone(),
        status: StatusBody::Route(RouteStatusBody {
            parents: others.chain(own).collect(),
        }),
        finalizers: None,
    })
}

/// The conditions for one parent; none where it is not ours.
fn conditions<'a>(
    node: &RouteNode<'_, 'a>,
    parent: &ParentNode<'_, 'a>,
    generation: i64,
) -> Option<Vec<Condition<'a>>> {
    let (refused, traffic, is_assumed) = match &parent.parent {
        Parent::Foreign => return None,
        Parent::Gateway(GatewayParent {
            verdict, gateway, ..
        }) => (verdict.as_ref().err(), Traffic::Gateway, gateway.is_none()),
        Parent::Service(ServiceParent {
            verdict, is_known, ..
        }) => (verdict.as_ref().err(), Traffic::Mesh, !is_known),
    };
    let accepted = match (refused, &parent.unserved) {
        (Some(problem), _) => denied("Accepted", problem, generation),
        (None, _) if is_assumed => {
            let note = parent
                .notes
                .iter()
                .find(|note| note.code == Code::AssumedParent);
            let message = note.map(|note| note.message.clone()).unwrap_or_default();
            condition("Accepted", "Unknown", "Pending", message, generation)
        }
        (None, Some(note)) => condition(
            "Accepted",
            "True",
            "Accepted",
            note.message.clone(),
            generation,
        ),
        (None, None) => met("Accepted", "Accepted", generation),
    };
    let rules = node.rules(traffic);
    let mut conditions = vec![accepted, resolved_refs(rules, generation)];
    if refused.is_none() {
        conditions.extend(partially_invalid(rules, generation));
    }
    Some(conditions)
}

/// The reason of the first failure and the messages of all (F84).
fn resolved_refs<'a>(rules: &[RuleNode<'a>], generation: i64) -> Condition<'a> {
    let mut failures: Vec<&Problem<'a>> = rules.iter().flat_map(RuleNode::unresolved).collect();
    let Some(first) = failures.first().map(|problem| problem.code) else {
        return met("ResolvedRefs", "ResolvedRefs", generation);
    };
    let mut seen: Vec<&str> = Vec::new();
    failures.retain(|problem| {
        let is_new = !seen.contains(&problem.message.as_str());
        seen.push(&problem.message);
        is_new
    });
    let message = failures
        .iter()
        .map(|problem| sentence(problem))
        .collect::<Vec<_>>()
        .join("; ");
    condition("ResolvedRefs", "False", reason(first), message, generation)
}

/// Some rules are served and some are not, or not in all of their matches.
fn partially_invalid<'a>(rules: &[RuleNode<'a>], generation: i64) -> Option<Condition<'a>> {
    let obstacles: Vec<(usize, &Problem<'a>)> = rules
        .iter()
        .flat_map(|rule| rule.obstacles().map(|problem| (rule.index, problem)))
        .collect();
    let (_, first) = obstacles.first()?;
    let told: Vec<String> = obstacles
        .iter()
        .map(|(index, problem)| {
            let of_match = problem.path.as_str().contains("/matches/");
            let part = if of_match { "a match of rule" } else { "rule" };
            format!("{part} {index}: {}", sentence(problem))
        })
        .collect();
    // Gateway API asks for these first words.
    let message = format!("Dropped Rule: {}", told.join("; "));
    Some(condition(
        "PartiallyInvalid",
        "True",
        reason(first.code),
        message,
        generation,
    ))
}

fn same_parent(a: &ParentReference<'_>, b: &ParentReference<'_>, own: &Text<'_>) -> bool {
    a.group() == b.group()
        && a.kind() == b.kind()
        && a.namespace.as_deref().unwrap_or(own) == b.namespace.as_deref().unwrap_or(own)
        && a.namespace.is_some() == b.namespace.is_some()
        && a.name == b.name
        && a.section_name == b.section_name
        && a.port == b.port
}

/// Kuma's own order of entries.
fn sort_key(reference: &ParentReference<'_>) -> String {
    format!(
        "{}/{}/{}/{}/{}/{}",
        reference.group.as_deref().unwrap_or_default(),
        reference.kind.as_deref().unwrap_or_default(),
        reference.namespace.as_deref().unwrap_or_default(),
        reference.name,
        reference.section_name.as_deref().unwrap_or_default(),
        reference
            .port
            .map(|port| port.to_string())
            .unwrap_or_default(),
    )
}
