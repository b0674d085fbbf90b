//! Which targets write an object that exists as it is.

use crate::json::Node;
use crate::kuma::tags;

use super::{Choices, Destination, GatewayRoute, Target};

/// The targets that make objects of this form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form(u8);

impl Form {
    /// The form that every target has.
    pub const ANY: Form = Form(u8::MAX);

    /// The form of an object of a kind that this module makes.
    #[must_use]
    pub fn of(kind: &str, object: &Node<'_>) -> Form {
        let spec = object.get("spec");
        Form::for_all(|choices| match kind {
            "MeshGatewayRoute" => choices.gateway_route == GatewayRoute::MeshGatewayRoute,
            "MeshGateway" => choices.serves_gateways() && is_selected_so(spec, choices),
            "MeshHTTPRoute" => is_route_so(spec, choices),
            _ => true,
        })
    }

    /// The targets that have this form.
    pub fn targets(self) -> impl Iterator<Item = Target> {
        let all = Target::ALL.iter().copied().enumerate();
        all.filter_map(move |(place, target)| (self.0 & (1 << place) != 0).then_some(target))
    }

    /// The form that two objects have in common.
    #[must_use]
    pub fn and(self, other: Form) -> Form {
        Form(self.0 & other.0)
    }

    /// Whether a target makes objects of this form.
    #[must_use]
    pub fn has(self, target: Target) -> bool {
        self.targets().any(|other| other == target)
    }

    /// Whether no target does.
    #[must_use]
    pub fn is_none(self) -> bool {
        self.targets().next().is_none()
    }

    fn for_all(fits: impl Fn(&Choices) -> bool) -> Form {
        let all = Target::ALL.iter().enumerate();
        Form(all.fold(0, |form, (place, target)| {
            form | (u8::from(fits(target.choices())) << place)
        }))
    }
}

/// Whether a MeshGateway chooses its pods by the tag of a target.
fn is_selected_so(spec: Option<&Node<'_>>, choices: &Choices) -> bool {
    let selector = spec.and_then(|spec| first(spec.get("selectors")?));
    let tag = selector.and_then(|selector| selector.get("match")?.get(tags::SERVICE)?.as_str());
    tag.is_none_or(|tag| tag.ends_with("_gateway") == choices.gateway_tag)
}

/// Whether a MeshHTTPRoute names what it is for, and its backends, as a target does.
fn is_route_so(spec: Option<&Node<'_>>, choices: &Choices) -> bool {
    let of = |node: Option<&Node<'_>>, key: &str| {
        node.and_then(|node| node.get(key)?.as_str().map(str::to_owned))
    };
    let target_ref = spec.and_then(|spec| spec.get("targetRef"));
    if of(target_ref, "kind").as_deref() == Some("MeshGateway") {
        return choices.gateway_route == GatewayRoute::MeshHttpRoute;
    }
    let to = spec.and_then(|spec| first(spec.get("to")?));
    let destination = to.and_then(|to| to.get("targetRef"));
    let by_labels = choices.mesh_backend == Destination::Labels;
    if destination.is_some_and(|to| to.get("labels").is_some()) != by_labels {
        return false;
    }
    let rules = to.and_then(|to| to.get("rules"));
    entries(rules).iter().all(|rule| {
        let conf = rule.get("default");
        entries(conf.and_then(|conf| conf.get("backendRefs")))
            .iter()
            .all(|backend| is_backend_so(backend, choices))
    })
}

/// Whether a target names a Service as this backend does; other kinds say nothing.
fn is_backend_so(backend: &Node<'_>, choices: &Choices) -> bool {
    let of = |key: &str| backend.get(key).and_then(Node::as_str);
    match of("kind") {
        Some("MeshServiceSubset") => choices.mesh_backend == Destination::ServiceSubset,
        Some("MeshService") if of("name").is_some_and(|name| name.contains("_svc_")) => {
            choices.mesh_backend == Destination::ServiceTag
        }
        _ => true,
    }
}

fn entries<'n, 'a>(node: Option<&'n Node<'a>>) -> &'n [Node<'a>] {
    match node {
        Some(Node::Array(entries)) => entries,
        _ => &[],
    }
}

fn first<'n, 'a>(node: &'n Node<'a>) -> Option<&'n Node<'a>> {
    entries(Some(node)).first()
}
