//! Selectors of namespaces by their labels.

use crate::gateway_api::{LabelSelector, Metadata};

/// The label that Kubernetes puts on every namespace.
pub(super) const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// The first operator of a selector that Kubernetes does not have; the schema takes any string (N9).
pub(super) fn unknown_operator<'s>(selector: &'s LabelSelector<'_>) -> Option<(usize, &'s str)> {
    selector
        .match_expressions
        .iter()
        .enumerate()
        .find_map(|(index, requirement)| {
            let known = match requirement.operator.as_str() {
                "In" | "NotIn" => !requirement.values.is_empty(),
                "Exists" | "DoesNotExist" => requirement.values.is_empty(),
                _ => false,
            };
            (!known).then_some((index, requirement.operator.as_str()))
        })
}

/// Whether the selector asks for the namespace's name.
pub(super) fn selects_by_name(selector: &LabelSelector<'_>) -> bool {
    let labels = selector
        .match_labels
        .iter()
        .flat_map(|labels| labels.iter());
    labels.into_iter().any(|(key, _)| *key == NAME_LABEL)
        || selector
            .match_expressions
            .iter()
            .any(|requirement| requirement.key == NAME_LABEL)
}

/// Whether the selector takes the namespace `name`, of which `metadata` tells the labels.
pub(super) fn selects(
    selector: &LabelSelector<'_>,
    name: &str,
    metadata: Option<&Metadata<'_>>,
) -> bool {
    let label = |key: &str| -> Option<&str> {
        if key == NAME_LABEL {
            return Some(name);
        }
        metadata
            .and_then(|metadata| metadata.label(key))
            .map(|value| value.as_str())
    };
    let labels = selector
        .match_labels
        .iter()
        .flat_map(|labels| labels.iter());
    let mut expressions = selector.match_expressions.iter();
    labels
        .into_iter()
        .all(|(key, value)| label(key) == Some(value.as_str()))
        && expressions.all(|requirement| {
            let value = label(&requirement.key);
            let listed = value.is_some_and(|value| requirement.values.iter().any(|v| *v == value));
            match requirement.operator.as_str() {
                "In" => listed,
                "NotIn" => !listed,
                "Exists" => value.is_some(),
                "DoesNotExist" => value.is_none(),
                _ => false,
            }
        })
}
