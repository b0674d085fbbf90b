//! Namespace.

use serde::Deserialize;

use super::meta::Metadata;

/// A Namespace.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Namespace<'a> {
    /// The metadata.
    #[serde(borrow)]
    pub metadata: Metadata<'a>,
}
