//! The policy: from the graph of verdicts to Kuma's objects, one file per subject.

mod backend;
mod explicit;
mod filter;
mod header_modifier;
mod instance;
mod kuma;
mod limits;
mod matches;
mod mesh_gateway;
mod mesh_gateway_route;
mod mesh_http_route;
mod naming;
mod output;
mod path;
mod route;
mod rule;
mod secret;

pub(crate) use kuma::CONTROLLER_NAME;
pub use kuma::Kuma;
pub(crate) use output::Translation;

use crate::contract::Options;
use crate::gateway_api::Gateway;
use crate::kuma::tags;
use crate::order;
use crate::resolve::Graph;
use crate::store::Store;
use crate::target::Choices;

/// Translates everything that was resolved.
pub(crate) fn translate<'a>(
    graph: &Graph<'_, 'a>,
    store: &Store<'a>,
    options: &Options<'a>,
) -> Translation<'a> {
    let mut translation = Translation::default();
    let mut names = naming::Registry::new(store, options.system_namespace());
    let context = Context { store, options };
    let mut gateways: Vec<_> = graph.gateways.iter().collect();
    order::sort_by(&mut gateways, |a, b| {
        a.gateway.metadata.age().cmp(&b.gateway.metadata.age())
    });
    let secrets = secret::translate(&context, &gateways, &mut names, &mut translation);
    for node in gateways {
        mesh_gateway::translate(&context, node, &secrets, &mut names, &mut translation);
    }
    let paths = explicit::Paths::new(graph);
    for node in graph.routes.iter().enumerate() {
        route::translate(&context, graph, node, &paths, &mut names, &mut translation);
    }
    translation
}

/// Whether a MeshGateway exists that was made for a Gateway (F110).
pub(crate) fn has_output<'a>(store: &Store<'a>, gateway: &Gateway<'a>) -> bool {
    let metadata = &gateway.metadata;
    let name = naming::mesh_gateway(&metadata.name, &metadata.namespace).text;
    let label = naming::owner_label(&metadata.namespace, &metadata.name);
    let observed = store.mesh_gateways.get("", &name);
    observed.is_some_and(|object| {
        object
            .metadata
            .label(tags::OWNER)
            .is_some_and(|owner| *owner == label.as_str())
    })
}

/// What every part of the translation reads.
struct Context<'c, 'a> {
    store: &'c Store<'a>,
    options: &'c Options<'a>,
}

impl Context<'_, '_> {
    /// What the target does in its own way.
    fn choices(&self) -> &'static Choices {
        self.options.target.choices()
    }
}
