//! What should exist against what exists (F27, F45, F46, F109 to F118, F124, F161).

mod difference;
mod ownership;
mod step;

pub use difference::Change;
pub use step::{Action, Step};

use std::fmt;

use crate::contract::{Missing, ObjectRef, Options, Provenance};
use crate::json::{Node, to_json};
use crate::kuma::{DEFAULT_MESH, Resource, tags};
use crate::order;
use crate::store::Existing;

/// The steps from what exists to what should exist, in the order in which they are to be done: what is
/// needed by others is made first, and nothing is removed before its successor is there (F124).
/// What needs no step comes last.
///
/// Takes the objects that should exist with their provenance, both sorted, and those that exist.
pub(crate) fn plan<'a>(
    desired: &[Resource<'a>],
    provenance: &[Provenance<'a>],
    mut existing: Vec<Existing<'a>>,
    options: &Options<'a>,
) -> Vec<Step<'a>> {
    order::sort_by(&mut existing, |a, b| a.order().cmp(&b.order()));
    existing.dedup_by(|a, b| a.order() == b.order());
    let mut wanted = vec![false; existing.len()];
    let mut steps = Vec::with_capacity(desired.len());
    for resource in desired {
        let source = Source::of(resource, provenance);
        let place = existing.binary_search_by(|object| object.order().cmp(&resource.order()));
        let object = place.ok().and_then(|place| {
            if let Some(wanted) = wanted.get_mut(place) {
                *wanted = true;
            }
            existing.get(place)
        });
        steps.push(match object {
            None => Step::create(resource, &source),
            Some(object) => against(resource, object, &source),
        });
    }
    let leftovers = existing.iter().zip(wanted);
    let leftovers = leftovers.filter(|(object, wanted)| {
        !wanted && ownership::is_ours(object, options.system_namespace())
    });
    steps.extend(leftovers.map(|(object, _)| match options.missing {
        Missing::Absent => Step::delete(object),
        Missing::Unknown => Step::spare(object),
    }));
    order::sort_by(&mut steps, |a, b| a.order().cmp(&b.order()));
    steps
}

/// What becomes of an object that exists under the name of one that should.
fn against<'a>(resource: &Resource<'a>, object: &Existing<'a>, source: &Source<'a>) -> Step<'a> {
    if !ownership::may_take(resource, object) {
        return Step::foreign(resource);
    }
    let text = to_json(resource, 0).unwrap_or_default();
    let desired: Node<'_> = serde_json::from_str(&text).unwrap_or_default();
    let (old, new) = (mesh(&object.node), mesh(&desired));
    // An instance is tied to no Mesh, and Kuma changes its label in place.
    if old != new && resource.kind() != "MeshGatewayInstance" {
        return Step::replace(resource, old, new, source);
    }
    let changes = difference::changes(&desired, &object.node);
    if changes.is_empty() {
        return Step::unchanged(resource, source);
    }
    let is_taken_over = !ownership::is_marked(object) && resource.kind() == "Secret";
    Step::update(resource, changes, source, is_taken_over)
}

/// The mesh that an object says it is in.
fn mesh<'n>(node: &'n Node<'_>) -> &'n str {
    let label = || node.get("metadata")?.get("labels")?.get(tags::MESH);
    let mesh = node.get("mesh").or_else(label).and_then(Node::as_str);
    mesh.filter(|mesh| !mesh.is_empty()).unwrap_or(DEFAULT_MESH)
}

/// The input object that an output comes from.
struct Source<'a>(Option<ObjectRef<'a>>);

impl<'a> Source<'a> {
    fn of(resource: &Resource<'a>, provenance: &[Provenance<'a>]) -> Self {
        let order = resource.order();
        let place = provenance.partition_point(|entry| {
            let output = &entry.output;
            (output.kind, &*output.namespace, &*output.name) < order
        });
        let from = provenance.get(place).map(|entry| entry.from.as_ref());
        Source(from.cloned())
    }
}

impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |from| {
            write!(f, "{} `{}/{}`", from.kind, from.namespace, from.name)
        })
    }
}
