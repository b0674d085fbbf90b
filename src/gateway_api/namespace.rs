//! Namespace.

use crate::json::record;

use super::meta::Metadata;

record! {
    /// A Namespace.
    #[derive(Debug)]
    pub struct Namespace<'a> {
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
    }
}
