//! TLS Secrets to Kuma's own (kuma.md §5; F33, F35, F126, F159).

use std::rc::Rc;

use crate::contract::ObjectRef;
use crate::json::{Pointer, SortedMap, Text};
use crate::kuma::{MeshSecret, ObjectMeta, Resource, tags};
use crate::order;
use crate::resolve::certificate::base64;
use crate::resolve::{GatewayNode, gateway_ref};

use super::naming::{self, Claim, Registry};
use super::{Context, Translation};

/// The names of the copies by mesh, and namespace and name of the Secret.
pub(super) struct Secrets<'a>(Vec<(Source<'a>, Text<'a>)>);

type Source<'a> = (Text<'a>, Text<'a>, Text<'a>);

impl<'a> Secrets<'a> {
    /// The copy of a Secret in a mesh.
    pub(super) fn name(
        &self,
        mesh: &Text<'a>,
        namespace: &Text<'a>,
        name: &Text<'a>,
    ) -> Option<Text<'a>> {
        let is_wanted =
            |source: &Source<'a>| source.0 == *mesh && source.1 == *namespace && source.2 == *name;
        self.0
            .iter()
            .find(|(source, _)| is_wanted(source))
            .map(|(_, copy)| copy.clone())
    }
}

struct Wanted<'a> {
    pem: Option<Rc<Vec<u8>>>,
    references: Vec<(Rc<ObjectRef<'a>>, Pointer)>,
}

/// Copies each Secret that a served listener names, once for each mesh.
pub(super) fn translate<'a>(
    context: &Context<'_, 'a>,
    gateways: &[&GatewayNode<'_, 'a>],
    names: &mut Registry<'_, 'a>,
    translation: &mut Translation<'a>,
) -> Secrets<'a> {
    let mut wanted: Vec<(Source<'a>, Wanted<'a>)> = Vec::new();
    for node in gateways {
        let gateway = Rc::new(gateway_ref(node.gateway));
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
                let reference = (gateway.clone(), at);
                match wanted.iter_mut().find(|(other, _)| *other == source) {
                    Some((_, known)) => known.references.push(reference),
                    None => wanted.push((
                        source,
                        Wanted {
                            pem: certificate.pem.clone(),
                            references: vec![reference],
                        },
                    )),
                }
            }
        }
    }
    // The oldest first, those without an age last.
    let age = |source: &Source<'a>| {
        let secret = context.store.secrets.get(&source.1, &source.2);
        let created = secret.and_then(|secret| secret.metadata.creation_timestamp.as_deref());
        (created.is_none(), created)
    };
    order::sort_by(&mut wanted, |(a, _), (b, _)| (age(a), a).cmp(&(age(b), b)));
    let copies = wanted.into_iter().map(|(source, wanted)| {
        let name = copy(context, &source, wanted, names, translation);
        (source, name)
    });
    Secrets(copies.collect())
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
        identity: &["Secret", namespace, name, mesh],
        source: &secret,
        at: Pointer::root(),
    };
    let copy_name = names.name(claim, &mut translation.findings);
    let label = names.label("Secret", &secret, &mut translation.findings);
    // Without its content (a Secret that is only assumed to exist) there is nothing to copy yet.
    if let Some(pem) = wanted.pem {
        // Kuma's own copies carry no owner label; by their names alone they may be anybody's (F45).
        let metadata = ObjectMeta {
            name: copy_name.clone(),
            namespace: Text::from(system_namespace.to_owned()),
            labels: SortedMap::from([(tags::OWNER, label), (tags::MESH, mesh.clone())]),
            ..ObjectMeta::default()
        };
        let mut origins = vec![(Pointer::root(), Rc::new(secret), Pointer::root())];
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
