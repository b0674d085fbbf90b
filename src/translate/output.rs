//! What the translation gives: objects with their provenance, and findings about names.

use crate::contract::{ObjectRef, Provenance};
use crate::diagnostic::Finding;
use crate::json::Pointer;
use crate::kuma::Resource;

/// Everything that was made.
#[derive(Debug, Default)]
pub(crate) struct Translation<'a> {
    pub(crate) resources: Vec<Resource<'a>>,
    pub(crate) provenance: Vec<Provenance<'a>>,
    pub(crate) findings: Vec<Finding<'a>>,
}

/// A place in an output, the input object, and the place in it.
pub(super) type Origin<'a> = (Pointer, ObjectRef<'a>, Pointer);

impl<'a> Translation<'a> {
    /// Adds an object with the origins of its parts.
    pub(super) fn add(&mut self, resource: Resource<'a>, origins: Vec<Origin<'a>>) {
        let output = resource.output_ref();
        self.provenance.extend(
            origins
                .into_iter()
                .map(|(path, from, from_path)| Provenance {
                    output: output.clone(),
                    path,
                    from,
                    from_path,
                }),
        );
        self.resources.push(resource);
    }
}
