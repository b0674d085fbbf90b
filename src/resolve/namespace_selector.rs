//! Selectors of namespaces by their labels.

use crate::gateway_api::{LabelSelector, Metadata};

/// The label that Kubernetes puts on every namespace.
pub(super) const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// What is wrong with a selector, and with which of its expressions; the schema takes any operator (N9).
pub(super) fn fault(selector: &LabelSelector<'_>) -> Option<(usize, String)> {
    selector
        .match_expressions
        .iter()
        .enumerate()
        .find_map(|(index, requirement)| {
            let operator = &requirement.operator;
            let why = match operator.as_str() {
                "In" | "NotIn" if requirement.values.is_empty() => {
                    format!("the operator `{operator}` needs values")
                }
                "Exists" | "DoesNotExist" if !requirement.values.is_empty() => {
                    format!("the operator `{operator}` takes no values")
                }
                "In" | "NotIn" | "Exists" | "DoesNotExist" => return None,
                _ => format!("there is no operator `{operator}`"),
            };
            Some((index, why))
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
