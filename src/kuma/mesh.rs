//! Mesh, and which mesh an object belongs to.

use crate::gateway_api::Metadata;
use crate::json::{Text, record};
use crate::target::MeshSource;

use super::tags;

record! {
    /// A Mesh. Only its existence matters here.
    #[derive(Debug)]
    pub struct Mesh<'a> {
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
    }
}

/// The mesh of an object in a namespace (kuma.md §1.4): what the object says in each of the places
/// that are read, then its namespace, and `default`; the first that is not empty.
#[must_use]
pub fn mesh_of<'a>(
    object: &Metadata<'a>,
    namespace: Option<&Metadata<'a>>,
    sources: &[MeshSource],
) -> Text<'a> {
    [Some(object), namespace]
        .into_iter()
        .flatten()
        .flat_map(|metadata| {
            sources.iter().map(|source| match source {
                MeshSource::Label => metadata.label(tags::MESH),
                MeshSource::Annotation => metadata.annotation(tags::MESH),
            })
        })
        .flatten()
        .find(|mesh| !mesh.is_empty())
        .cloned()
        .unwrap_or_else(|| Text::from(super::DEFAULT_MESH))
}
