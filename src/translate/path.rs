//! Changes of paths (F141, F142, F167).

use crate::gateway_api::{PathModifier, PathModifierType};
use crate::json::Text;
use crate::kuma;
use crate::resolve::Traffic;

/// The path modifier as Kuma has it; none where it is not usable, which `limits` has told already.
pub(super) fn modifier<'a>(
    path: &PathModifier<'a>,
    traffic: Traffic,
) -> Option<kuma::PathModifier<'a>> {
    match path.r#type.as_ref()? {
        PathModifierType::ReplaceFullPath => {
            let path = full_path(path.replace_full_path.as_ref()?);
            Some(kuma::PathModifier::ReplaceFullPath { path })
        }
        PathModifierType::ReplacePrefixMatch => {
            let prefix = path.replace_prefix_match.as_ref()?;
            let prefix = if needs_slash(prefix, traffic) {
                Text::from(format!("{prefix}/"))
            } else {
                prefix.clone()
            };
            Some(kuma::PathModifier::ReplacePrefixMatch { prefix })
        }
        PathModifierType::Unknown(_) => None,
    }
}

/// Envoy replaces the whole path by substitution, in which a backslash refers to a group, and takes
/// an empty replacement for none.
fn full_path<'a>(path: &Text<'a>) -> Text<'a> {
    if path.is_empty() {
        Text::from("/")
    } else if path.contains('\\') {
        Text::from(path.replace('\\', "\\\\"))
    } else {
        path.clone()
    }
}

/// Sidecars put nothing between the new prefix and the rest of the path, and take an empty one for no
/// change at all (F141); gateways have it right.
pub(super) fn needs_slash(prefix: &str, traffic: Traffic) -> bool {
    !prefix.ends_with('/') && traffic == Traffic::Mesh
}
