//! What the translation gives: objects with their provenance, and findings about names.

use std::rc::Rc;

use crate::contract::{ObjectRef, Provenance};
use crate::diagnostic::Finding;
use crate::json::Pointer;
use crate::kuma::Resource;
use crate::order;

/// Everything that was made.
#[derive(Debug, Default)]
pub(crate) struct Translation<'a> {
    pub(crate) resources: Vec<Resource<'a>>,
    /// Of each object.
    pub(crate) provenance: Vec<Vec<Provenance<'a>>>,
    pub(crate) findings: Vec<Finding<'a>>,
}

/// A place in an output, the input object, and the place in it.
pub(super) type Origin<'a> = (Pointer, Rc<ObjectRef<'a>>, Pointer);

impl<'a> Translation<'a> {
    /// Adds an object with the origins of its parts.
    pub(super) fn add(&mut self, resource: Resource<'a>, origins: Vec<Origin<'a>>) {
        let output = Rc::new(resource.output_ref());
        let made = origins
            .into_iter()
            .map(|(path, from, from_path)| Provenance {
                output: output.clone(),
                path,
                from,
                from_path,
            });
        let mut made: Vec<Provenance<'a>> = made.collect();
        order::sort_by(&mut made, |a, b| a.cmp(b));
        self.provenance.push(made);
        self.resources.push(resource);
    }

    /// The provenance of all objects, sorted.
    pub(crate) fn provenance(made: Vec<Vec<Provenance<'a>>>) -> Vec<Provenance<'a>> {
        let mut made = made;
        // Each object's own is sorted, and no two objects have one name.
        order::sort_by(&mut made, |a, b| match (a.first(), b.first()) {
            (Some(a), Some(b)) => a.output.cmp(&b.output),
            (a, b) => a.is_some().cmp(&b.is_some()),
        });
        let mut all = Vec::with_capacity(made.iter().map(Vec::len).sum());
        all.extend(made.into_iter().flatten());
        if !all.is_sorted() {
            order::sort_by(&mut all, |a, b| a.cmp(b));
        }
        all
    }
}
