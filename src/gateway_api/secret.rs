//! Secret.

use crate::json::{Text, record};

use super::meta::{Map, Metadata};

record! {
    /// A Secret. It has no `Debug` of its own content: key bytes are shown nowhere.
    pub struct Secret<'a> {
        /// `version`.
        api_version: Text<'a> = "apiVersion",
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
        /// The type.
        r#type: Option<Text<'a>> = "type",
        /// The data in base64.
        data: Option<Map<'a>> = "data",
        /// Data as plain text, which an API server turns into `data`.
        string_data: Option<Map<'a>> = "stringData",
    }
}

impl std::fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret")
            .field("metadata", &self.metadata)
            .finish_non_exhaustive()
    }
}
