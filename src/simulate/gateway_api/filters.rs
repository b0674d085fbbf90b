//! Filters as what Envoy does.

use crate::gateway_api::{HeaderModifier, HeaderValue, PathModifier};

use super::super::envoy::{Changes, Format, HeaderChange, PathRewrite};

/// A change of a path, as it is written.
pub(super) fn rewritten<'g>(path: &'g PathModifier<'g>, twin: bool) -> PathRewrite<'g> {
    // A substitution has meanings for backslashes that a path has not.
    let literal = |text: &str| {
        let text = if text.is_empty() { "/" } else { text };
        PathRewrite::Full(text.replace('\\', "\\\\").into())
    };
    if let Some(prefix) = path.replace_prefix_match.as_deref() {
        let trimmed = prefix.trim_end_matches('/');
        return if twin {
            literal(trimmed)
        } else {
            PathRewrite::Prefix(format!("{trimmed}/").into())
        };
    }
    match path.replace_full_path.as_deref() {
        Some(full) => literal(full),
        None => PathRewrite::None,
    }
}

/// Adds a modifier to those before it, in their order; gives a new host.
pub(super) fn modify<'g>(
    modifier: &'g HeaderModifier<'g>,
    changes: &mut Changes<'g>,
) -> Option<&'g str> {
    let mut host = None;
    // Of names that only differ in case the first one counts.
    for header in first_of_each(&modifier.set) {
        let name = header.name.to_ascii_lowercase();
        if name == "host" {
            host = Some(header.value.as_str());
            continue;
        }
        forget(changes, &name);
        changes.set.push(HeaderChange {
            name,
            value: Format::literal(&header.value),
        });
    }
    for header in first_of_each(&modifier.add) {
        changes.add.push(HeaderChange {
            name: header.name.to_ascii_lowercase(),
            value: Format::literal(&header.value),
        });
    }
    for name in &modifier.remove {
        let name = name.to_ascii_lowercase();
        forget(changes, &name);
        changes.remove.push(name);
    }
    host
}

pub(super) fn first_of_each<'g>(
    headers: &'g [HeaderValue<'g>],
) -> impl Iterator<Item = &'g HeaderValue<'g>> {
    headers.iter().enumerate().filter_map(|(place, header)| {
        let mut before = headers.iter().take(place);
        (!before.any(|other| other.name.eq_ignore_ascii_case(&header.name))).then_some(header)
    })
}

/// Takes back what earlier modifiers do to a header.
pub(super) fn forget(changes: &mut Changes<'_>, name: &str) {
    changes.set.retain(|other| other.name != name);
    changes.add.retain(|other| other.name != name);
    changes.remove.retain(|other| other != name);
}
