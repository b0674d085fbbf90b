//! Secret.

use serde::Deserialize;

use crate::json::Text;

use super::meta::{Map, Metadata};

/// A Secret. It has no `Debug` of its own content: key bytes are shown nowhere.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Secret<'a> {
    /// `version`.
    #[serde(borrow)]
    pub api_version: Text<'a>,
    /// The metadata.
    #[serde(borrow)]
    pub metadata: Metadata<'a>,
    /// The type.
    #[serde(borrow, rename = "type")]
    pub r#type: Option<Text<'a>>,
    /// The data in base64.
    #[serde(borrow)]
    pub data: Option<Map<'a>>,
    /// Data as plain text, which an API server turns into `data`.
    #[serde(borrow)]
    pub string_data: Option<Map<'a>>,
}

impl std::fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret")
            .field("metadata", &self.metadata)
            .finish_non_exhaustive()
    }
}
