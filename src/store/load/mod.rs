//! Reading the documents of a snapshot.

mod crd;
mod identity;
mod typed;

pub(crate) use identity::{namespace, of_metadata};

use std::collections::{BTreeMap, BTreeSet};

use crate::admission::{self, Admitted};
use crate::contract::{Admission, Document, ObjectRef, Options};
use crate::diagnostic::{Code, Finding, Problem};
use crate::gateway_api;
use crate::json::{Node, Pointer, Text};
use crate::kuma::is_marked;
use crate::order;
use crate::target::Form;

use identity::{group, identity, output, qualified};

use super::kind::Kind;
use super::open::{Opened, open};
use super::{Existing, Store};

/// Reads all documents. One that cannot be read is a finding and harms no other.
pub(crate) fn load<'a>(
    resources: Vec<Document<'a>>,
    observed: Option<Vec<Document<'a>>>,
    options: &Options<'a>,
) -> Store<'a> {
    let mut loader = Loader {
        options,
        store: Store::default(),
        unread: Vec::new(),
        seen_outputs: BTreeSet::new(),
        previous: BTreeMap::new(),
        exists: Vec::new(),
    };
    // A host that hands over an empty list says that nothing exists.
    if observed.as_ref().is_some_and(Vec::is_empty) {
        loader.store.existing = Some(Vec::new());
    }
    // What was there before comes first: what is written now is a change of it.
    for (member, documents) in [
        ("observed", observed.unwrap_or_default()),
        ("resources", resources),
    ] {
        for (index, document) in documents.into_iter().enumerate() {
            let place = Pointer::root().key(member).index(index);
            loader.document(document, &place, member == "observed");
        }
    }
    for written in std::mem::take(&mut loader.exists) {
        loader.exists(written);
    }
    loader.finish()
}

struct Loader<'o, 'a> {
    options: &'o Options<'a>,
    store: Store<'a>,
    /// The group and the kind of each object that was left alone.
    unread: Vec<(Text<'a>, Text<'a>)>,
    /// Outputs that were read from `resources`, which tell more than `observed`.
    seen_outputs: BTreeSet<String>,
    /// The objects of `observed` that are written by users, by identity: what is in `resources` is a
    /// change of them.
    previous: BTreeMap<String, Node<'a>>,
    /// The other objects of `observed`.
    exists: Vec<Written<'a>>,
}

/// An object, before it is read.
struct Written<'a> {
    node: Node<'a>,
    api_version: Text<'a>,
    kind_name: Text<'a>,
    kind: Kind,
    at: Pointer,
}

impl<'a> Loader<'_, 'a> {
    fn document(&mut self, document: Document<'a>, at: &Pointer, observed: bool) {
        open(document, at, &mut |opened, at| match opened {
            Opened::Object {
                node,
                api_version,
                kind,
            } if observed => self.observe(node, api_version, kind, at),
            Opened::Object {
                node,
                api_version,
                kind,
            } => self.object(node, api_version, kind, at),
            Opened::Unreadable { code, message } => {
                self.store.unread_text |= code == Code::NotReadable;
                self.unreadable(at, code, message);
            }
        });
    }

    fn unreadable(&mut self, at: &Pointer, code: Code, message: String) {
        let problem = Problem::new(code, at.clone(), message);
        self.store.findings.push(Finding {
            object: None,
            problem,
        });
    }

    /// Keeps an object of `observed`.
    fn observe(
        &mut self,
        node: Node<'a>,
        api_version: Text<'a>,
        kind_name: Text<'a>,
        at: &Pointer,
    ) {
        let group = group(&api_version);
        match Kind::of(group, &kind_name) {
            Some(kind) if kind.is_output() || kind == Kind::Secret => self.exists.push(Written {
                node,
                api_version,
                kind_name,
                kind,
                at: at.clone(),
            }),
            _ if !group.is_empty() && self.options.admission == Admission::Enforce => {
                let identity = identity(&node, group, &kind_name);
                self.previous.insert(identity, node);
            }
            _ => {}
        }
    }

    fn object(
        &mut self,
        mut node: Node<'a>,
        api_version: Text<'a>,
        kind_name: Text<'a>,
        at: &Pointer,
    ) {
        let group = group(&api_version).to_owned();
        let Some(kind) = Kind::of(&group, &kind_name) else {
            if !group.is_empty() && self.options.admission == Admission::Enforce {
                self.checked_only(&mut node, &api_version, &kind_name);
            }
            self.unread.push((Text::from(group), kind_name));
            return;
        };
        let Some(object) = self.identify(&node, api_version, &kind_name, kind, at) else {
            return;
        };
        if kind.is_output() {
            self.seen_outputs.insert(output(kind, &object));
            self.store.given.push(object.clone());
            self.form(&node, &object);
        }
        self.read(node, &kind_name, kind, object);
    }

    /// An object of `observed` that this module makes, or that others might have made in its place.
    fn exists(&mut self, written: Written<'a>) {
        let Written {
            node,
            api_version,
            kind_name,
            kind,
            at,
        } = written;
        let Some(object) = self.identify(&node, api_version, &kind_name, kind, &at) else {
            return;
        };
        self.note(&node, kind, &object);
        self.form(&node, &object);
        if kind != Kind::Secret && self.seen_outputs.insert(output(kind, &object)) {
            self.read(node, &kind_name, kind, object);
        }
    }

    /// Admits and types an object.
    fn read(&mut self, mut node: Node<'a>, kind_name: &str, kind: Kind, object: ObjectRef<'a>) {
        // What controllers wrote is theirs: of outputs, only the kind whose fields are read is completed.
        let is_checked = !kind.is_output() || kind == Kind::MeshGatewayInstance;
        if self.options.admission == Admission::Enforce && is_checked {
            let admitted = self.admit(&mut node, &object.api_version, kind_name);
            self.tell(admitted.problems, &object);
            if admitted.refused {
                self.store
                    .unusable
                    .push((kind, object.namespace, object.name));
                return;
            }
        }
        if let Err(problem) = self.typed(&mut node, kind, &object) {
            self.store.findings.push(problem.on(&object));
        }
    }

    /// Notes which targets make an object as it is, if it was made for a Gateway API resource.
    fn form(&mut self, node: &Node<'a>, object: &ObjectRef<'a>) {
        if is_marked(node) {
            let form = Form::of(&object.kind, node);
            self.store.forms.push((object.clone(), form));
        }
    }

    /// Notes an object that exists, if it is one of those that this module makes.
    fn note(&mut self, node: &Node<'a>, kind: Kind, object: &ObjectRef<'a>) {
        self.store.existing.get_or_insert_default();
        if kind == Kind::Secret {
            if *object.namespace != *self.options.system_namespace() {
                return;
            }
            if let Err(problem) = self.copy(&mut node.clone(), object) {
                self.store.findings.push(problem.on(object));
            }
        }
        self.store.existing.get_or_insert_default().push(Existing {
            kind,
            object: object.clone(),
            node: node.clone(),
        });
    }

    /// An object that is not translated, but has a schema.
    fn checked_only(&mut self, node: &mut Node<'a>, api_version: &Text<'a>, kind: &Text<'a>) {
        let admitted = self.admit(node, api_version, kind);
        if !admitted.known {
            return;
        }
        let object = ObjectRef {
            api_version: api_version.clone(),
            kind: kind.clone(),
            namespace: namespace(node, !admitted.cluster),
            name: of_metadata(node, "name").unwrap_or_default(),
        };
        self.tell(admitted.problems, &object);
    }

    fn admit(&mut self, node: &mut Node<'a>, api_version: &str, kind: &str) -> Admitted<'a> {
        let id = admission::Id {
            api_version,
            kind,
            channel: self.options.crds,
            release: self.options.gateway_api.as_deref(),
            creates: false,
            old: None,
        };
        let previous = match self.previous.is_empty() {
            true => None,
            false => self
                .previous
                .remove(&identity(node, group(api_version), kind)),
        };
        let Some(mut old) = previous else {
            return admission::admit(node, id);
        };
        // Whatever it was found to be, it is there; only its form counts.
        admission::admit(&mut old, id);
        // What an API server writes, `resources` tells as it is now.
        admission::bring_up(&mut old, node);
        let old = Some(&old);
        admission::admit(node, admission::Id { old, ..id })
    }

    fn tell(&mut self, problems: Vec<Problem<'a>>, object: &ObjectRef<'a>) {
        let findings = problems.into_iter().map(|problem| problem.on(object));
        self.store.findings.extend(findings);
    }

    fn identify(
        &mut self,
        node: &Node<'a>,
        api_version: Text<'a>,
        kind_name: &Text<'a>,
        kind: Kind,
        at: &Pointer,
    ) -> Option<ObjectRef<'a>> {
        let Some(name) = of_metadata(node, "name") else {
            let message = format!("this {kind_name} has no `metadata.name`");
            self.unreadable(at, Code::NotAnObject, message);
            return None;
        };
        Some(ObjectRef {
            api_version,
            kind: kind_name.clone(),
            namespace: namespace(node, kind.is_namespaced()),
            name,
        })
    }

    fn finish(mut self) -> Store<'a> {
        self.settle();
        order::sort_by(&mut self.unread, |a, b| a.cmp(b));
        for same in self.unread.chunk_by(|a, b| a == b) {
            let Some((group, kind)) = same.first() else {
                continue;
            };
            let count = same.len();
            let is_of_gateway_api =
                group == gateway_api::GROUP || group == "gateway.networking.x-k8s.io";
            let of = if group.is_empty() {
                kind.to_string()
            } else {
                format!("{kind}.{group}")
            };
            let (objects, verb) = match count {
                1 => (format!("1 object of kind `{of}`"), "is"),
                count => (format!("{count} objects of kind `{of}`"), "are"),
            };
            let message = if is_of_gateway_api {
                format!("{objects} {verb} left alone: Kuma carries no {kind} in this target")
            } else {
                format!("{objects} {verb} left alone")
            };
            let code = if is_of_gateway_api {
                Code::KindNotSupported
            } else {
                Code::KindNotRead
            };
            let problem = Problem::new(code, Pointer::root(), message);
            self.store.findings.push(Finding {
                object: None,
                problem,
            });
        }
        self.store
    }

    /// Takes out the objects of which there are several.
    fn settle(&mut self) {
        let store = &mut self.store;
        // Of what exists the plan looks at each by itself.
        store.copies.settle();
        let repeated = [
            (Kind::GatewayClass, store.classes.settle()),
            (Kind::Gateway, store.gateways.settle()),
            (Kind::HttpRoute, store.routes.settle()),
            (Kind::ReferenceGrant, store.grants.settle()),
            (Kind::Service, store.services.settle()),
            (Kind::Namespace, store.namespaces.settle()),
            (Kind::Secret, store.secrets.settle()),
            (Kind::MeshGatewayConfig, store.configs.settle()),
            (Kind::Mesh, store.meshes.settle()),
            (Kind::ExternalService, store.external_services.settle()),
            (Kind::MeshService, store.mesh_services.settle()),
            (
                Kind::MeshExternalService,
                store.mesh_external_services.settle(),
            ),
            (
                Kind::MeshMultiZoneService,
                store.mesh_multi_zone_services.settle(),
            ),
            (Kind::MeshGatewayInstance, store.instances.settle()),
            (Kind::MeshGateway, store.mesh_gateways.settle()),
            (Kind::MeshGatewayRoute, store.mesh_gateway_routes.settle()),
            (Kind::MeshHttpRoute, store.mesh_http_routes.settle()),
        ];
        for (kind, identities) in repeated {
            for (namespace, name) in identities {
                self.store
                    .unusable
                    .push((kind, namespace.clone(), name.clone()));
                let (api_version, kind) = kind.spelled();
                let object = ObjectRef {
                    api_version: Text::from(api_version),
                    kind: Text::from(kind),
                    namespace,
                    name,
                };
                let message = format!(
                    "{} {} is in the input several times; none of them counts",
                    object.kind,
                    qualified(&object)
                );
                let problem = Problem::new(Code::DuplicateObject, Pointer::root(), message);
                self.store.findings.push(problem.on(&object));
            }
        }
    }
}
