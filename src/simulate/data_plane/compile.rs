//! Parts of Kuma's resources as parts of Envoy's routes, the same for gateways and sidecars.

use super::super::envoy::{Changes, Format, HeaderChange, Pattern, Test};
use super::config::{HeaderValue, TargetRef};

/// Why Envoy refuses a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Rejected {
    #[error("the regular expression `{pattern}` is broken ({reason}), so Envoy refuses the routes")]
    Pattern { pattern: String, reason: String },
    #[error("a lone `%` in the header value `{0}` makes Envoy refuse the routes")]
    Percent(String),
    #[error("a header modifier that changes `host` makes Envoy refuse the routes")]
    Host,
    #[error("all weights of a rule are 0, so Envoy refuses the routes")]
    NoWeight,
    #[error("a rule does nothing, so Envoy refuses the routes")]
    NoAction,
}

/// What a value of a match must be.
pub(super) fn test<'c>(kind: &str, value: &'c str) -> Result<Test<'c>, Rejected> {
    Ok(match kind {
        "RegularExpression" => Test::Pattern(pattern(value)?),
        "Present" => Test::Present,
        "Absent" => Test::Absent,
        "Prefix" => Test::Prefix(value),
        _ => Test::Exact(value),
    })
}

pub(super) fn pattern(text: &str) -> Result<Pattern<'_>, Rejected> {
    Pattern::new(text).map_err(|reason| Rejected::Pattern {
        pattern: text.to_owned(),
        reason,
    })
}

/// Adds one header to overwrite or to append.
pub(super) fn change<'c>(
    changes: &mut Vec<HeaderChange<'c>>,
    header: &'c HeaderValue<'_>,
) -> Result<(), Rejected> {
    let name = header.name.to_ascii_lowercase();
    if name == "host" || name.starts_with(':') {
        return Err(Rejected::Host);
    }
    let value = Format::new(&header.value)
        .map_err(|_| Rejected::Percent(header.value.as_str().to_owned()))?;
    changes.push(HeaderChange { name, value });
    Ok(())
}

/// Adds one header to remove.
pub(super) fn remove(changes: &mut Changes<'_>, name: &str) -> Result<(), Rejected> {
    let name = name.to_ascii_lowercase();
    if name == "host" || name.starts_with(':') {
        return Err(Rejected::Host);
    }
    changes.remove.push(name);
    Ok(())
}

/// The weight of a backend.
pub(super) fn weight(backend: &TargetRef<'_>) -> u64 {
    u64::try_from(backend.weight.unwrap_or(1)).unwrap_or(0)
}
