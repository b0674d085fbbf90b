//! What an evaluation made of each input object.

use std::cmp::Ordering;

use crate::contract::{Evaluation, ObjectRef, OutputRef, Provenance};
use crate::kuma::Resource;
use crate::order;
use crate::resolve::Traffic;

use super::comparison::RuleForm;

/// What tells an input object apart, in whatever version it is written.
pub(super) type Identity<'i> = (&'i str, &'i str, &'i str);

pub(super) fn identity<'i>(object: &'i ObjectRef<'_>) -> Identity<'i> {
    (&object.kind, &object.namespace, &object.name)
}

/// The outputs and rules of an evaluation by what they were made from.
pub(super) struct Index<'e, 'a> {
    /// Sorted by the source, then by output.
    outputs: Vec<(&'e ObjectRef<'a>, &'e Resource<'a>)>,
    /// Sorted by the source, then by rule.
    rules: Vec<MadeRule<'e, 'a>>,
    /// Of which objects there is a status.
    statuses: Vec<Identity<'e>>,
}

/// A rule that was made.
pub(super) struct MadeRule<'e, 'a> {
    from: &'e ObjectRef<'a>,
    /// Which rule of the route.
    pub(super) index: usize,
    /// For which traffic.
    pub(super) traffic: Traffic,
    /// What it became.
    pub(super) form: RuleForm<'a>,
}

impl<'e, 'a> Index<'e, 'a> {
    pub(super) fn new(evaluation: &'e Evaluation<'a>) -> Self {
        let mut outputs = Vec::new();
        let mut rules = Vec::new();
        for entry in &evaluation.provenance {
            let Some(resource) = resource(&evaluation.resources, &entry.output) else {
                continue;
            };
            if entry.path.as_str().is_empty() {
                outputs.push((&*entry.from, resource));
            } else {
                rules.extend(rule(resource, entry));
            }
        }
        order::sort_by(&mut outputs, |a, b| identity(a.0).cmp(&identity(b.0)));
        outputs.dedup_by(|a, b| std::ptr::eq(a.1, b.1) && identity(a.0) == identity(b.0));
        order::sort_by(&mut rules, |a: &MadeRule<'_, '_>, b| {
            (identity(a.from), a.index, a.is_for_mesh()).cmp(&(
                identity(b.from),
                b.index,
                b.is_for_mesh(),
            ))
        });
        let statuses = evaluation.statuses.iter();
        let mut statuses: Vec<Identity<'_>> = statuses
            .map(|status| (&*status.kind, &*status.namespace, &*status.name))
            .collect();
        order::sort_by(&mut statuses, Ord::cmp);
        Index {
            outputs,
            rules,
            statuses,
        }
    }

    /// What an object is the source of as a whole.
    pub(super) fn outputs(&self, of: Identity<'_>) -> Vec<&'e Resource<'a>> {
        let entries = range(&self.outputs, |(from, _)| identity(from).cmp(&of));
        entries.iter().map(|(_, resource)| *resource).collect()
    }

    /// The rules that were made of a route.
    pub(super) fn rules(&self, of: Identity<'_>) -> &[MadeRule<'e, 'a>] {
        range(&self.rules, |rule| identity(rule.from).cmp(&of))
    }

    /// Whether there is a status of an object.
    pub(super) fn has_status(&self, of: Identity<'_>) -> bool {
        self.statuses.binary_search(&of).is_ok()
    }

    /// The objects of which something was made.
    pub(super) fn sources(&self) -> impl Iterator<Item = &'e ObjectRef<'a>> {
        self.outputs.iter().map(|(from, _)| *from)
    }
}

impl MadeRule<'_, '_> {
    pub(super) fn is_for_mesh(&self) -> bool {
        self.traffic == Traffic::Mesh
    }
}

/// The entries that are equal, of a sorted list.
fn range<T>(sorted: &[T], compare: impl Fn(&T) -> Ordering) -> &[T] {
    let start = sorted.partition_point(|item| compare(item) == Ordering::Less);
    let end = sorted.partition_point(|item| compare(item) != Ordering::Greater);
    sorted.get(start..end).unwrap_or_default()
}

fn resource<'e, 'a>(
    resources: &'e [Resource<'a>],
    output: &OutputRef<'a>,
) -> Option<&'e Resource<'a>> {
    let wanted = (output.kind, &*output.namespace, &*output.name);
    let place = resources.binary_search_by(|resource| resource.order().cmp(&wanted));
    resources.get(place.ok()?)
}

/// The rule that a provenance entry is about, if it is about a whole one.
fn rule<'e, 'a>(resource: &'e Resource<'a>, entry: &'e Provenance<'a>) -> Option<MadeRule<'e, 'a>> {
    let index = entry.from_path.as_str().strip_prefix("/spec/rules/")?;
    let index = index.parse().ok()?;
    let mut steps = entry.path.as_str().split('/').skip(1);
    let mut number_after = |names: &[&str]| {
        let is_there = names.iter().all(|name| steps.next() == Some(name));
        steps.next().filter(|_| is_there)?.parse::<usize>().ok()
    };
    let (form, traffic) = match resource {
        Resource::MeshGatewayRoute(route) => {
            let place = number_after(&["spec", "conf", "http", "rules"])?;
            let rule = route.spec.conf.http.rules.get(place)?.clone();
            (RuleForm::MeshGatewayRoute(rule), Traffic::Gateway)
        }
        Resource::MeshHttpRoute(route) => {
            let to = number_after(&["spec", "to"])?;
            let place = number_after(&["rules"])?;
            let rule = route.spec.to.get(to)?.rules.0.get(place)?.clone();
            let traffic = if route.spec.target_ref.kind == "MeshGateway" {
                Traffic::Gateway
            } else {
                Traffic::Mesh
            };
            (RuleForm::MeshHttpRoute(rule), traffic)
        }
        _ => return None,
    };
    steps.next().is_none().then_some(MadeRule {
        from: &entry.from,
        index,
        traffic,
        form,
    })
}
