//! What becomes of each input object and rule.

use crate::contract::{Evaluation, ObjectRef};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::json::{Pointer, Text};
use crate::kuma::Resource;
use crate::order;
use crate::resolve::Traffic;
use crate::store::Store;

use super::comparison::{ComparedObject, ComparedRule, ObjectVerdict, RuleForm};
use super::index::{Identity, Index, MadeRule, identity};
use super::reason;
use super::targets::Targets;

/// Compares what two targets make of the objects of a store.
///
/// Gives every object of which one of them makes something, writes a status, or finds something that
/// the other does not; what is only read is told with what it is read for.
pub(super) fn compare<'a>(
    store: &Store<'a>,
    before: &Evaluation<'a>,
    after: &Evaluation<'a>,
    targets: Targets,
) -> Vec<ComparedObject<'a>> {
    let indexes = (Index::new(before), Index::new(after));
    let mut objects: Vec<ObjectRef<'a>> = Vec::new();
    objects.extend(indexes.0.sources().chain(indexes.1.sources()).cloned());
    for status in before.statuses.iter().chain(&after.statuses) {
        objects.push(ObjectRef {
            api_version: status.api_version.clone(),
            kind: status.kind.clone(),
            namespace: status.namespace.clone(),
            name: status.name.clone(),
        });
    }
    let news = difference(&after.diagnostics, &before.diagnostics);
    let gone = difference(&before.diagnostics, &after.diagnostics);
    objects.extend(news.iter().filter_map(|found| found.object.clone()));
    order::sort_by(&mut objects, |a, b| identity(a).cmp(&identity(b)));
    objects.dedup_by(|a, b| identity(a) == identity(b));
    objects
        .into_iter()
        .map(|object| {
            Compared {
                store,
                indexes: &indexes,
                targets,
                news: about(&news, &object),
                gone: about(&gone, &object),
            }
            .object(object)
        })
        .collect()
}

/// One object and what is known of it.
struct Compared<'c, 'e, 'a> {
    store: &'c Store<'a>,
    indexes: &'c (Index<'e, 'a>, Index<'e, 'a>),
    targets: Targets,
    /// What the new target finds and the old one did not.
    news: Vec<&'e Diagnostic<'a>>,
    /// The other way round.
    gone: Vec<&'e Diagnostic<'a>>,
}

impl<'a> Compared<'_, '_, 'a> {
    fn object(&self, object: ObjectRef<'a>) -> ComparedObject<'a> {
        let of = identity(&object);
        let (old, new) = self.indexes;
        let (before, after) = (old.outputs(of), new.outputs(of));
        let mut verdict = outcome(&before, &after);
        // Nothing is made of a class, but its Gateways are served.
        let is_class = &*object.kind == "GatewayClass";
        if is_class && old.has_status(of) && !new.has_status(of) {
            verdict = ObjectVerdict::Lost;
        }
        let rules = match &*object.kind {
            "HTTPRoute" => self.rules(of),
            _ => Vec::new(),
        };
        let reasons = match verdict {
            ObjectVerdict::Changed => self.reasons(&before, &after),
            _ => Vec::new(),
        };
        ComparedObject {
            verdict,
            before: before.iter().map(|output| output.output_ref()).collect(),
            after: after.iter().map(|output| output.output_ref()).collect(),
            reasons,
            instead: (verdict == ObjectVerdict::Lost).then(|| self.instead(&object.kind, "")),
            rules,
            diagnostics: self.news.iter().map(|found| (*found).clone()).collect(),
            object,
        }
    }

    fn reasons(&self, before: &[&Resource<'a>], after: &[&Resource<'a>]) -> Vec<String> {
        let mut reasons = reason::of_outputs(before, after, self.targets);
        let no_longer = self.gone.iter().map(|found| no_longer(found));
        reasons.extend(no_longer);
        if reasons.is_empty() && self.news.is_empty() {
            reasons.push(reason::unexplained(self.targets));
        }
        reasons
    }

    /// The rules of a route, those of which nothing is made included.
    fn rules(&self, of: Identity<'_>) -> Vec<ComparedRule<'a>> {
        let (old, new) = (self.indexes.0.rules(of), self.indexes.1.rules(of));
        let route = self.store.routes.get(of.1, of.2);
        let count = route.map_or(0, |route| route.spec.rules.len());
        let mut compared = Vec::new();
        for index in 0..count {
            let path = Pointer::root().keys(&["spec", "rules"]).index(index);
            let known = compared.len();
            for traffic in [Traffic::Gateway, Traffic::Mesh] {
                let forms = |made: &[MadeRule<'_, 'a>]| forms(made, index, traffic);
                let (before, after) = (forms(old), forms(new));
                let verdict = outcome(&before, &after);
                if verdict != ObjectVerdict::None {
                    compared.push(self.rule(path.clone(), traffic, verdict, before, after));
                }
            }
            if compared.len() == known {
                compared.push(ComparedRule {
                    path,
                    traffic: None,
                    verdict: ObjectVerdict::None,
                    before: Vec::new(),
                    after: Vec::new(),
                    reasons: Vec::new(),
                    instead: None,
                });
            }
        }
        compared
    }

    fn rule(
        &self,
        path: Pointer,
        traffic: Traffic,
        verdict: ObjectVerdict,
        before: Vec<RuleForm<'a>>,
        after: Vec<RuleForm<'a>>,
    ) -> ComparedRule<'a> {
        let is_changed = verdict == ObjectVerdict::Changed;
        let mut reasons = Vec::new();
        if is_changed {
            let is_here = |found: &&&Diagnostic<'a>| is_below(&found.path, &path);
            reasons = reason::of_rule(&before, &after, self.targets, traffic);
            reasons.extend(self.news.iter().filter(is_here).map(|f| f.message.clone()));
            reasons.extend(self.gone.iter().filter(is_here).map(|f| no_longer(f)));
            if reasons.is_empty() {
                reasons.push(reason::unexplained(self.targets));
            }
        }
        let instead =
            (verdict == ObjectVerdict::Lost).then(|| self.instead("HTTPRoute", path.as_str()));
        ComparedRule {
            traffic: Some(match traffic {
                Traffic::Gateway => "gateway",
                Traffic::Mesh => "mesh",
            }),
            path,
            verdict,
            before,
            after,
            reasons,
            instead,
        }
    }

    /// What to do instead of something that is lost: what the finding says that took it, which is the
    /// one at the place itself, or else the first about the object.
    fn instead(&self, kind: &str, path: &str) -> String {
        let at = |found: &&&Diagnostic<'a>| found.path.as_str().starts_with(path);
        let errors = || {
            self.news
                .iter()
                .filter(|found| found.severity == Severity::Error)
        };
        let found = errors().find(at).or_else(|| errors().next());
        let found = found.or_else(|| self.news.first());
        match (found, kind) {
            (Some(found), _) => found.help.clone(),
            (None, "GatewayClass") => {
                "delete it with its Gateways, and use the class of the gateway that takes their place"
                    .to_owned()
            }
            (None, "Secret") => {
                "give the certificate to the gateway that takes the place of this one's".to_owned()
            }
            (None, _) => Code::GatewayRemoved.help().to_owned(),
        }
    }
}

/// What one side finds and the other does not: the same code at the same place is the same, whatever
/// version its message names.
fn difference<'e, 'a>(
    these: &'e [Diagnostic<'a>],
    those: &[Diagnostic<'a>],
) -> Vec<&'e Diagnostic<'a>> {
    let mut known: Vec<Finding<'_>> = those.iter().map(finding).collect();
    order::sort_by(&mut known, Ord::cmp);
    these
        .iter()
        .filter(|found| known.binary_search(&finding(found)).is_err())
        .collect()
}

type Finding<'f> = (Option<Identity<'f>>, &'f Pointer, &'f str);

fn finding<'f>(found: &'f Diagnostic<'_>) -> Finding<'f> {
    (object_of(found), &found.path, found.code)
}

fn object_of<'f>(found: &'f Diagnostic<'_>) -> Option<Identity<'f>> {
    found.object.as_ref().map(identity)
}

/// Diagnostics are sorted by object.
fn about<'e, 'a>(found: &[&'e Diagnostic<'a>], object: &ObjectRef<'a>) -> Vec<&'e Diagnostic<'a>> {
    let wanted = Some(identity(object));
    let start = found.partition_point(|found| object_of(found) < wanted);
    let entries = found.iter().skip(start).copied();
    entries
        .take_while(|found| object_of(found) == wanted)
        .collect()
}

fn outcome<T: PartialEq>(before: &[T], after: &[T]) -> ObjectVerdict {
    match (before, after) {
        ([], []) => ObjectVerdict::None,
        _ if before == after => ObjectVerdict::Unchanged,
        (_, []) => ObjectVerdict::Lost,
        _ => ObjectVerdict::Changed,
    }
}

/// The forms of one rule, each once.
fn forms<'a>(made: &[MadeRule<'_, 'a>], index: usize, traffic: Traffic) -> Vec<RuleForm<'a>> {
    let mut forms: Vec<RuleForm<'a>> = Vec::new();
    for rule in made {
        if (rule.index, rule.traffic) == (index, traffic) && !forms.contains(&rule.form) {
            forms.push(rule.form.clone());
        }
    }
    forms
}

fn is_below(path: &Pointer, place: &Pointer) -> bool {
    let rest = path.as_str().strip_prefix(place.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn no_longer(found: &Diagnostic<'_>) -> String {
    format!("it is no longer so that {}", found.message)
}

/// Whether the object's mesh is another one: what is found says so.
pub(super) fn moves(object: &ComparedObject<'_>) -> bool {
    let mut found = object.diagnostics.iter();
    found.any(|found| found.code == Code::MeshNotRead.name())
}

/// The text of an object's name, for messages.
pub(super) fn named(object: &ObjectRef<'_>) -> Text<'static> {
    Text::from(match object.namespace.is_empty() {
        true => format!("{} `{}`", object.kind, object.name),
        false => format!("{} `{}/{}`", object.kind, object.namespace, object.name),
    })
}
