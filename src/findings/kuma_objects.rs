//! What there is to say of Kuma's own objects in a snapshot: those that were given as input, those of
//! kinds that the target does not have, and those of several versions.

use crate::contract::{ObjectRef, Options};
use crate::diagnostic::{Code, Finding, Problem};
use crate::json::Pointer;
use crate::store::{Kind, Store};
use crate::target::{Form, Target};
use crate::translate::CONTROLLER_NAME;

/// Adds the findings about Kuma's objects.
pub(super) fn collect<'a>(store: &Store<'a>, options: &Options<'a>, found: &mut Vec<Finding<'a>>) {
    let target = options.target;
    for object in &store.given {
        found.push(given(object, target).on(object));
    }
    if !target.choices().serves_gateways() {
        found.extend(removed(store, target));
    }
    found.extend(mixed(store).map(|problem| Finding {
        object: None,
        problem,
    }));
}

/// An object of a kind that Kuma makes, among those that it is made from.
fn given<'a>(object: &ObjectRef<'a>, target: Target) -> Problem<'a> {
    let ObjectRef { kind, name, .. } = object;
    let choices = target.choices();
    if &**kind != "MeshHTTPRoute" && !choices.serves_gateways() {
        return no_such_kind(kind, name, choices.title);
    }
    let message = format!(
        "{kind} `{name}` is what Kuma makes of Gateway API resources: nothing is made of it, and it is taken for one that exists"
    );
    Problem::new(Code::KumaObjectGiven, Pointer::root(), message)
}

fn no_such_kind<'a>(kind: &str, name: &str, title: &str) -> Problem<'a> {
    let message = format!("{title} has no kind {kind}: the upgrade removes `{name}` with the CRD");
    Problem::new(Code::GatewayRemoved, Pointer::root(), message)
}

/// What belongs to Gateways, under a target that serves none.
fn removed<'a>(store: &Store<'a>, target: Target) -> Vec<Finding<'a>> {
    let title = target.choices().title;
    let is_ours = |controller: &str| controller == CONTROLLER_NAME;
    let classes = store.classes.iter();
    let classes = classes.filter(|class| is_ours(&class.spec.controller_name));
    let classes = classes.map(|class| {
        let message =
            format!("{title} serves no Gateways, so nothing is done for this GatewayClass");
        let problem = Problem::new(Code::GatewayRemoved, Pointer::root(), message);
        problem.on(&ObjectRef {
            api_version: class.api_version.clone(),
            kind: Kind::GatewayClass.spelled().1.into(),
            namespace: "".into(),
            name: class.metadata.name.clone(),
        })
    });
    let configs = store.configs.iter().map(|config| {
        let name = config.metadata.name.clone();
        let problem = no_such_kind("MeshGatewayConfig", &name, title);
        problem.on(&ObjectRef {
            api_version: config.api_version.clone(),
            kind: Kind::MeshGatewayConfig.spelled().1.into(),
            namespace: "".into(),
            name,
        })
    });
    classes.chain(configs).collect()
}

/// Objects that no single version has made: the first that does not fit to those before it.
fn mixed<'a>(store: &Store<'a>) -> Option<Problem<'a>> {
    let mut common = Form::ANY;
    let mut fitting: Option<&(ObjectRef<'a>, Form)> = None;
    for entry in &store.forms {
        let (object, form) = entry;
        let both = common.and(*form);
        if both.is_none() {
            let (other, of_other) = store
                .forms
                .iter()
                .find(|(_, other)| other.and(*form).is_none())
                .or(fitting)?;
            let message = format!(
                "the Kuma objects that exist are of several versions: {} is as {} makes it, {} as {} does",
                named(other),
                titles(*of_other),
                named(object),
                titles(*form)
            );
            let problem = Problem::new(Code::MixedTargets, Pointer::root(), message);
            return Some(
                problem
                    .related(other.clone(), Pointer::root(), "one of the older form")
                    .related(object.clone(), Pointer::root(), "one of the newer form"),
            );
        }
        common = both;
        fitting = Some(entry);
    }
    None
}

/// What to say if the objects that exist are not as a version makes them that is said to run.
#[cfg(feature = "compare")]
pub(crate) fn of_another_target<'a>(store: &Store<'a>, from: Target) -> Option<Problem<'a>> {
    let (object, form) = store.forms.iter().find(|(_, form)| !form.has(from))?;
    let message = format!(
        "{} is as {} makes it, not as {} does, from which the upgrade is said to start",
        named(object),
        titles(*form),
        from.choices().title
    );
    let help =
        "name the version that runs as `from`; if an upgrade is under way, let it finish first";
    let problem = Problem::new(Code::MixedTargets, Pointer::root(), message).help(help);
    Some(problem.related(object.clone(), Pointer::root(), "of another version"))
}

fn named(object: &ObjectRef<'_>) -> String {
    match object.namespace.is_empty() {
        true => format!("{} `{}`", object.kind, object.name),
        false => format!("{} `{}/{}`", object.kind, object.namespace, object.name),
    }
}

/// The versions of a form, from the oldest to the newest.
fn titles(form: Form) -> String {
    let mut targets = form.targets();
    let since = targets.next().map_or("", |target| target.choices().since);
    let first = form.targets().next();
    let last = targets.last().or(first);
    let until = last.map_or("", |target| target.choices().until);
    match since == until {
        true => format!("Kuma {since}"),
        false => format!("Kuma {since} to {until}"),
    }
}
