//! Admission alone: what an API server would say of each object, by the same code as an evaluation.

use std::collections::BTreeMap;

use crate::admission;
use crate::contract::{
    Answer, Document, ObjectRef, Options, Snapshot, Validated, Validation, ValidationCause, Verdict,
};
use crate::diagnostic::{Code, Finding, Problem, finish};
use crate::evaluate::written;
use crate::json::{Node, Pointer, Text};
use crate::store::{Opened, namespace, of_metadata, open};
use crate::{gateway_api, kuma};

/// What tells objects apart: group, kind, namespace and name.
type Identity = [String; 4];

/// Validates every object of a snapshot as an API server would that has the CRDs of `options.crds`.
///
/// An object that is in `observed` too is an update of that one. Objects whose kind has no schema
/// are `unknown`; what is no object is a diagnostic.
#[must_use]
pub fn validate(snapshot: Snapshot<'_>) -> Validation<'_> {
    Validator::default().all(snapshot).0
}

/// Validates a snapshot in JSON; gives the tagged answer in JSON.
#[must_use]
pub fn validate_json(text: &str) -> String {
    // As in an evaluation: if a part cannot be read, the whole may be no JSON at all.
    let quick = Snapshot::quick(text).map(|snapshot| Validator::default().all(snapshot));
    let answer = match quick {
        Some((validation, true)) => Answer::Ok(validation),
        _ => match Snapshot::from_json(text) {
            Ok(snapshot) => Answer::Ok(validate(snapshot)),
            Err(refusal) => Answer::Error(refusal),
        },
    };
    written(&answer, 2 * text.len())
}

/// Validates a snapshot that a host hands over as a tree.
#[must_use]
pub fn validate_tree(tree: Node<'_>) -> Answer<Validation<'_>> {
    match Snapshot::from_tree(tree) {
        Ok(snapshot) => Answer::Ok(validate(snapshot)),
        Err(refusal) => Answer::Error(refusal),
    }
}

#[derive(Default)]
struct Validator<'a> {
    options: Options<'a>,
    previous: BTreeMap<Identity, Node<'a>>,
    objects: Vec<Validated<'a>>,
    findings: Vec<Finding<'a>>,
    unread_text: bool,
}

impl<'a> Validator<'a> {
    /// The answer, and whether all text could be read.
    fn all(mut self, snapshot: Snapshot<'a>) -> (Validation<'a>, bool) {
        self.options = snapshot.options;
        for (at, document) in places("observed", snapshot.observed.unwrap_or_default()) {
            open(document, &at, &mut |opened, at| match opened {
                Opened::Object {
                    node,
                    api_version,
                    kind,
                } => {
                    let identity = identity(&reference(&node, api_version, kind, true));
                    self.previous.insert(identity, node);
                }
                Opened::Unreadable { code, message } => self.unreadable(at, code, message),
            });
        }
        for (at, document) in places("resources", snapshot.resources) {
            open(document, &at, &mut |opened, at| match opened {
                Opened::Object {
                    node,
                    api_version,
                    kind,
                } => {
                    self.object(node, api_version, kind, at);
                }
                Opened::Unreadable { code, message } => self.unreadable(at, code, message),
            });
        }
        let validation = Validation {
            objects: self.objects,
            diagnostics: finish(self.findings),
        };
        (validation, !self.unread_text)
    }

    fn unreadable(&mut self, at: &Pointer, code: Code, message: String) {
        self.unread_text |= code == Code::NotReadable;
        self.findings.push(Finding {
            object: None,
            problem: Problem::new(code, at.clone(), message),
        });
    }

    fn object(&mut self, mut node: Node<'a>, api_version: Text<'a>, kind: Text<'a>, at: &Pointer) {
        if !admission::has_schema(
            &api_version,
            &kind,
            self.options.crds,
            self.options.gateway_api.as_deref(),
        ) {
            let object = reference(&node, api_version, kind, true);
            return self.unknown(object, at);
        }
        let id = admission::Id {
            api_version: &api_version,
            kind: &kind,
            channel: self.options.crds,
            release: self.options.gateway_api.as_deref(),
            creates: true,
            old: None,
        };
        let previous = match self.previous.is_empty() {
            true => None,
            false => {
                let object = reference(&node, api_version.clone(), kind.clone(), true);
                self.previous.remove(&identity(&object))
            }
        };
        let admitted = match previous {
            None => admission::admit(&mut node, id),
            Some(mut old) => {
                let id = admission::Id {
                    creates: false,
                    ..id
                };
                // Whatever it was found to be, it is there; only its form counts.
                admission::admit(&mut old, id);
                let old = Some(&old);
                admission::admit(&mut node, admission::Id { old, ..id })
            }
        };
        let object = reference(&node, api_version, kind, !admitted.cluster);
        let message = admitted
            .refused
            .then(|| admitted.message(&object.api_version, &object.kind, &object.name));
        self.objects.push(Validated {
            at: at.clone(),
            verdict: if admitted.refused {
                Verdict::Refused
            } else {
                Verdict::Accepted
            },
            reason: admitted.refused.then_some(if admitted.unread.is_some() {
                "BadRequest"
            } else {
                "Invalid"
            }),
            message,
            causes: admitted.causes.into_iter().map(cause).collect(),
            warnings: admitted.warnings,
            stored: (!admitted.refused).then_some(node),
            object: object.clone(),
        });
        let problems = admitted.problems.into_iter();
        self.findings
            .extend(problems.map(|problem| problem.on(&object)));
    }

    /// An object that nothing here can judge. Of Gateway API's and Kuma's own groups that is a fault:
    /// an API server with these CRDs does not serve the kind in that version.
    fn unknown(&mut self, object: ObjectRef<'a>, at: &Pointer) {
        let (kind, version) = (&object.kind, &object.api_version);
        let group = object.group();
        let is_ours = group == kuma::GROUP
            || group == gateway_api::GROUP
            || group == "gateway.networking.x-k8s.io";
        let message = if is_ours {
            format!(
                "no schema of `{kind}` in `{version}` is in the {} CRDs, so it is not validated",
                self.options.crds.name()
            )
        } else {
            format!("no schema of `{kind}` in `{version}` is here, so it is not validated")
        };
        if is_ours {
            let problem = Problem::new(Code::KindNotServed, Pointer::root(), message.clone());
            self.findings.push(problem.on(&object));
        }
        self.objects.push(Validated {
            object,
            at: at.clone(),
            verdict: Verdict::Unknown,
            reason: None,
            message: Some(message),
            causes: Vec::new(),
            warnings: Vec::new(),
            stored: None,
        });
    }
}

/// The documents of a member of a snapshot, each with its place.
fn places<'a>(
    key: &'static str,
    documents: Vec<Document<'a>>,
) -> impl Iterator<Item = (Pointer, Document<'a>)> {
    let numbered = documents.into_iter().enumerate();
    numbered.map(move |(index, document)| (Pointer::root().key(key).index(index), document))
}

fn reference<'a>(
    node: &Node<'a>,
    api_version: Text<'a>,
    kind: Text<'a>,
    is_namespaced: bool,
) -> ObjectRef<'a> {
    ObjectRef {
        api_version,
        kind,
        namespace: namespace(node, is_namespaced),
        name: of_metadata(node, "name").unwrap_or_default(),
    }
}

fn identity(object: &ObjectRef<'_>) -> Identity {
    [
        object.group(),
        &object.kind,
        &object.namespace,
        &object.name,
    ]
    .map(str::to_owned)
}

fn cause(cause: admission::Cause) -> ValidationCause {
    ValidationCause {
        code: cause.code.name(),
        rule: cause.rule,
        path: cause.path,
        reason: cause.reason,
        field: cause.field,
        message: cause.message,
    }
}
