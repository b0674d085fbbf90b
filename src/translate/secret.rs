//! TLS Secrets to Kuma's own (kuma.md §5; F33, F35, F126, F159).

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::contract::ObjectRef;
use crate::json::{Pointer, Text};
use crate::kuma::{MeshSecret, ObjectMeta, Resource, tags};
use crate::resolve::certificate::base64;
use crate::resolve::{GatewayNode, gateway_ref};

use super::naming::{self, Claim, Registry};
use super::{Context, Translation};

/// The names of the copies by mesh, and namespace and name of the Secret.
pub(super) struct Secrets<'a>(BTreeMap<Source<'a>, Text<'a>>);

type Source<'a> = (Text<'a>, Text<'a>, Text<'a>);

impl<'a> Secrets<'a> {
    /// The copy of a Secret in a mesh.
    pub(super) fn name(
        &self,
        mesh: &Text<'a>,
        namespace: &Text<'a>,
        name: &Text<'a>,
    ) -> Option<Text<'a>> {
        self.0
            .get(&(mesh.clone(), namespace.clone(), name.clone()))
            .cloned()
    }
}

struct Wanted<'a> {
    pem: Option<Rc<Vec<u8>>>,
    references: Vec<(ObjectRef<'a>, Pointer)>,
}

/// Copies each Secret that a served listener names, once for each mesh.
pub(super) fn translate<'a>(
    context: &Context<'_, 'a>,
    gateways: &[&GatewayNode<'_, 'a>],
    names: &mut Registry<'_, 'a>,
    translation: &mut Translation<'a>,
) -> Secrets<'a> {
    let mut wanted: BTreeMap<Source<'a>, Wanted<'a>> = BTreeMap::new();
    for node in gateways {
        let gateway = gateway_ref(node.gateway);
        for listener in node.served_or_kept() {
            for certificate in listener.certificates.iter().flatten() {
                let source = (
                    node.domain.clone(),
                    certificate.namespace.clone(),
                    certificate.name.clone(),
                );
                let at = Pointer::root()
                    .keys(&["spec", "listeners"])
                    .index(listener.index);
                let at = at
                    .keys(&["tls", "certificateRefs"])
                    .index(certificate.index);
                let entry = wanted.entry(source).or_insert_with(|| Wanted {
                    pem: certificate.pem.clone(),
                    references: Vec::new(),
                });
                entry.references.push((gateway.clone(), at));
            }
        }
    }
    let mut by_age: Vec<(Source<'a>, Wanted<'a>)> = wanted.into_iter().collect();
    let age = |source: &Source<'a>| {
        let secret = context.store.secrets.get(&source.1, &source.2);
        secret.and_then(|secret| secret.metadata.creation_timestamp.clone())
    };
    by_age.sort_by_cached_key(|(source, _)| (age(source).is_none(), age(source), source.clone()));
    let mut copies = BTreeMap::new();
    for (source, wanted) in by_age {
        let name = copy(context, &source, wanted, names, translation);
        copies.insert(source, name);
    }
    Secrets(copies)
}

fn copy<'a>(
    context: &Context<'_, 'a>,
    source: &Source<'a>,
    wanted: Wanted<'a>,
    names: &mut Registry<'_, 'a>,
    translation: &mut Translation<'a>,
) -> Text<'a> {
    let (mesh, namespace, name) = source;
    let system_namespace = context.options.system_namespace();
    let secret = ObjectRef {
        api_version: Text::from("v1"),
        kind: Text::from("Secret"),
        namespace: namespace.clone(),
        name: name.clone(),
    };
    let claim = Claim {
        kind: "Secret",
        namespace: system_namespace,
        name: naming::secret(name, namespace),
        identity: &[mesh, namespace, name],
        source: &secret,
        at: Pointer::root(),
    };
    let copy_name = names.name(claim, &mut translation.findings);
    // Without its content (a Secret that is only assumed to exist) there is nothing to copy yet.
    if let Some(pem) = wanted.pem {
        let metadata = ObjectMeta {
            name: copy_name.clone(),
            namespace: Text::from(system_namespace.to_owned()),
            labels: BTreeMap::from([(Text::from(tags::MESH), mesh.clone())]),
            owner_references: Vec::new(),
        };
        let mut origins = vec![(Pointer::root(), secret, Pointer::root())];
        origins.extend(
            wanted
                .references
                .into_iter()
                .map(|(object, at)| (Pointer::root(), object, at)),
        );
        let copy = MeshSecret::new(metadata, base64::encode(&pem));
        translation.add(Resource::Secret(copy), origins);
    }
    copy_name
}
