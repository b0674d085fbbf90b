//! The identity of one Kubernetes object.

use serde::Serialize;

use crate::json::Text;

/// Names one object of the snapshot, as diagnostics and provenance do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectRef<'a> {
    /// `group/version`, as the object itself says it.
    pub api_version: Text<'a>,
    /// The kind.
    pub kind: Text<'a>,
    /// The namespace; empty for objects of the whole cluster.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub namespace: Text<'a>,
    /// The name.
    pub name: Text<'a>,
}

impl ObjectRef<'_> {
    /// The API group: empty for the core group.
    #[must_use]
    pub fn group(&self) -> &str {
        self.api_version
            .split_once('/')
            .map_or("", |(group, _)| group)
    }
}
