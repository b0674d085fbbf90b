//! Parents of a route that say the same twice.

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::HttpRoute;
use crate::json::Pointer;
use crate::resolve::graph::{Parent, ParentNode, ServiceParent};

/// F31: several references to one Service, by ports or their names.
pub(super) fn note_merged_services(parents: &mut [ParentNode<'_, '_>]) {
    let mut seen: Vec<(&'static str, String, String)> = Vec::new();
    for node in parents.iter_mut() {
        let Parent::Service(ServiceParent {
            kind,
            namespace,
            name,
            verdict: Ok(_),
            ..
        }) = &node.parent
        else {
            continue;
        };
        let service = (*kind, namespace.to_string(), name.to_string());
        if seen.contains(&service) {
            let place = Pointer::root()
                .keys(&["spec", "parentRefs"])
                .index(node.index);
            let message =
                format!("{kind} `{namespace}/{name}` is a parent already; both share one object");
            node.notes
                .push(Problem::new(Code::ParentsMerged, place, message));
        } else {
            seen.push(service);
        }
    }
}

/// F32: the same parent with and without its namespace.
pub(super) fn note_repeated_parents<'a>(route: &HttpRoute<'a>, parents: &mut [ParentNode<'_, 'a>]) {
    type Identity<'i> = (&'i str, &'i str, &'i str, Option<&'i str>, Option<i64>);
    let own = &route.metadata.namespace;
    let mut seen: Vec<Identity<'_>> = Vec::new();
    for node in parents
        .iter_mut()
        .filter(|node| !matches!(node.parent, Parent::Foreign))
    {
        let reference = node.reference;
        let identity = (
            reference.kind(),
            reference.namespace(own).as_str(),
            reference.name.as_str(),
            reference.section_name.as_deref(),
            reference.port,
        );
        if !seen.contains(&identity) {
            seen.push(identity);
        } else {
            let place = Pointer::root()
                .keys(&["spec", "parentRefs"])
                .index(node.index);
            let message = format!("{} `{}` is named twice", reference.kind(), reference.name);
            node.notes
                .push(Problem::new(Code::ParentTwice, place, message));
        }
    }
}
