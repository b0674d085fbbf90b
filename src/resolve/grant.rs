//! ReferenceGrants (kuma.md §7, gateway-api.md §4).

use crate::gateway_api::GROUP;

use super::Context;

/// A reference from one namespace into another.
pub(super) struct Reference<'r> {
    pub(super) from_kind: &'r str,
    pub(super) from_namespace: &'r str,
    pub(super) group: &'r str,
    pub(super) kind: &'r str,
    pub(super) namespace: &'r str,
    pub(super) name: &'r str,
}

/// Whether a reference is permitted: inside a namespace always, else by a grant of the target's namespace.
pub(super) fn permits(context: &Context<'_, '_, '_>, reference: &Reference<'_>) -> bool {
    reference.from_namespace == reference.namespace
        || context.store.grants.of(reference.namespace).any(|grant| {
            let from = grant.spec.from.iter().any(|from| {
                from.group == GROUP
                    && from.kind == reference.from_kind
                    && from.namespace == reference.from_namespace
            });
            from && grant.spec.to.iter().any(|to| {
                to.group == reference.group
                    && to.kind == reference.kind
                    && to
                        .name
                        .as_deref()
                        .is_none_or(|name| name.is_empty() || name == reference.name)
            })
        })
}

/// What a grant would have to say, for messages.
pub(super) fn help(reference: &Reference<'_>) -> String {
    format!(
        "add a ReferenceGrant in namespace `{}` from kind {} in namespace `{}` to kind {} `{}`",
        reference.namespace,
        reference.from_kind,
        reference.from_namespace,
        reference.kind,
        reference.name
    )
}
