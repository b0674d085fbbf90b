//! Kuma's own form of a Secret.

use crate::json::{SortedMap, Text};
use serde::Serialize;

use super::metadata::ObjectMeta;

/// The type of a Secret that belongs to a mesh.
pub const SECRET_TYPE: &str = "system.kuma.io/secret";

/// A Secret of a mesh. `Debug` leaves out the data.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeshSecret<'a> {
    api_version: &'static str,
    kind: &'static str,
    /// The metadata.
    pub metadata: ObjectMeta<'a>,
    r#type: &'static str,
    /// The one key `value`, in base64.
    pub data: SortedMap<'static>,
}

impl<'a> MeshSecret<'a> {
    /// A Secret with `value` in base64.
    #[must_use]
    pub fn new(metadata: ObjectMeta<'a>, value: String) -> Self {
        MeshSecret {
            api_version: "v1",
            kind: "Secret",
            metadata,
            r#type: SECRET_TYPE,
            data: SortedMap::from([("value", Text::from(value))]),
        }
    }
}

impl std::fmt::Debug for MeshSecret<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MeshSecret")
            .field("metadata", &self.metadata)
            .finish_non_exhaustive()
    }
}
