//! The mesh of an object, and where the target reads it.

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::Metadata;
use crate::json::{Pointer, Text};
use crate::kuma::{mesh_of, tags};
use crate::target::MeshSource;

use super::Kuma;

const EVERYWHERE: &[MeshSource] = &[MeshSource::Label, MeshSource::Annotation];

impl<'a> Kuma<'_, 'a> {
    /// The mesh of an object by what the target reads.
    pub(super) fn mesh(&self, object: &Metadata<'a>, sources: &[MeshSource]) -> Text<'a> {
        let namespace = self.store.namespaces.get("", &object.namespace);
        mesh_of(
            object,
            namespace.map(|namespace| &namespace.metadata),
            sources,
        )
    }

    /// What there is to say of the way in which an object chooses its mesh: by an annotation of old,
    /// or in a place that the target does not read.
    pub(super) fn mesh_note(
        &self,
        object: &Metadata<'a>,
        sources: &[MeshSource],
    ) -> Option<Problem<'a>> {
        let (meant, read) = (self.mesh(object, EVERYWHERE), self.mesh(object, sources));
        if meant != read {
            let by_label = !sources.contains(&MeshSource::Label);
            let (unread, wanted, map) = if by_label {
                ("a label", "an annotation", "labels")
            } else {
                ("an annotation", "a label", "annotations")
            };
            let place = Pointer::root().keys(&["metadata", map, tags::MESH]);
            let of_object = match by_label {
                true => object.label(tags::MESH),
                false => object.annotation(tags::MESH),
            };
            let place = if of_object.is_some() {
                place
            } else {
                Pointer::root()
            };
            let message = format!(
                "mesh `{meant}` is chosen by {unread}, which {} does not read here, so the mesh is `{read}`",
                self.choices().title
            );
            let help = format!("write `{}: {meant}` as {wanted} too", tags::MESH);
            return Some(Problem::new(Code::MeshNotRead, place, message).help(help));
        }
        if !sources.contains(&MeshSource::Label) {
            return None;
        }
        let by_label = object
            .label(tags::MESH)
            .is_some_and(|mesh| !mesh.is_empty());
        let annotation = object
            .annotation(tags::MESH)
            .filter(|mesh| !by_label && !mesh.is_empty())?;
        let place = Pointer::root().keys(&["metadata", "annotations", tags::MESH]);
        let message = format!("mesh `{annotation}` is chosen by an annotation");
        Some(Problem::new(Code::MeshAnnotation, place, message))
    }
}
