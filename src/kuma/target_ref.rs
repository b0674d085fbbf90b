//! References of Kuma's policies.

use serde::Serialize;

use crate::json::{SortedMap, Text};

/// What a policy, or one of its `to` entries, applies to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetRef<'a> {
    /// The kind.
    pub kind: &'static str,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<'a>>,
    /// The namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Text<'a>>,
    /// Tags; an empty map is kept, as an API server keeps it (N1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<SortedMap<'a>>,
    /// Labels, from Kuma 3.0 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<SortedMap<'a>>,
    /// A port by name, or by number where it has none; beside labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section_name: Option<Text<'a>>,
}
