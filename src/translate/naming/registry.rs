//! Who has which name: the older source keeps it.

use std::collections::BTreeMap;

use crate::contract::ObjectRef;
use crate::diagnostic::{Code, Finding, Problem};
use crate::gateway_api::Metadata;
use crate::json::{Pointer, Text};
use crate::kuma::{SECRET_TYPE, tags};
use crate::store::Store;

use super::{MAX_NAME, Name, distinct, distinct_owner_label, mesh_gateway, owner_label};

/// Hands out names; whoever asks first keeps what it asks for.
pub(crate) struct Registry<'c, 'a> {
    store: &'c Store<'a>,
    system_namespace: &'c str,
    /// Who has a name, by kind, namespace and name.
    names: BTreeMap<String, String>,
    /// Whose a label is, by kind and label.
    labels: BTreeMap<String, String>,
    /// MeshGateways whose name is not the one that Kuma would give, by what they are made from.
    gateways: BTreeMap<String, String>,
    /// MeshHTTPRoutes outside the system namespace that carry an owner label; usually none.
    elsewhere: Vec<&'c Metadata<'a>>,
}

/// A claim of a name.
pub(crate) struct Claim<'n, 'a> {
    /// The kind of the output.
    pub(crate) kind: &'static str,
    /// Its namespace.
    pub(crate) namespace: &'n str,
    /// The name that is asked for.
    pub(crate) name: Name,
    /// What makes the claim: two claims of one identity are one.
    pub(crate) identity: &'n [&'n str],
    /// The source.
    pub(crate) source: &'n ObjectRef<'a>,
    /// The place in the source.
    pub(crate) at: Pointer,
}

impl<'c, 'a> Registry<'c, 'a> {
    pub(crate) fn new(store: &'c Store<'a>, system_namespace: &'c str) -> Self {
        let elsewhere = store
            .mesh_http_routes
            .iter()
            .map(|object| &object.metadata)
            .filter(|metadata| {
                metadata.namespace != system_namespace && metadata.label(tags::OWNER).is_some()
            })
            .collect();
        Registry {
            store,
            system_namespace,
            names: BTreeMap::new(),
            labels: BTreeMap::new(),
            gateways: BTreeMap::new(),
            elsewhere,
        }
    }

    /// The name for a claim: the one that is asked for, or another if it is taken.
    pub(crate) fn name(
        &mut self,
        claim: Claim<'_, 'a>,
        findings: &mut Vec<Finding<'a>>,
    ) -> Text<'a> {
        let identity = claim.identity.join("/");
        let mut name = claim.name.text.clone();
        let mut attempt = 0_usize;
        let mut taken_by = None;
        while let Some(holder) = self.holder(&claim, &name, &identity) {
            taken_by = taken_by.or(Some(holder));
            if attempt > 8 {
                break;
            }
            let salt = attempt.to_string();
            let mut salted: Vec<&str> = claim.identity.to_vec();
            if attempt > 0 {
                salted.push(&salt);
            }
            name = distinct(&claim.name.text, &salted, MAX_NAME);
            attempt += 1;
        }
        let key = joined(&[claim.kind, claim.namespace, &name]);
        if claim.kind == "MeshGateway" && name != claim.name.text {
            self.gateways.insert(identity.clone(), name.clone());
        }
        self.names.entry(key).or_insert(identity);
        if taken_by.is_some() {
            findings.push(taken(&claim, &name, taken_by.as_deref()).on(claim.source));
        } else if claim.name.is_cut {
            let message = format!(
                "the name that Kuma gives the {} would be too long or invalid, so it is called `{name}`",
                output_noun(claim.kind)
            );
            findings.push(Problem::new(Code::NameCut, claim.at, message).on(claim.source));
        }
        Text::from(name)
    }

    /// The name of the MeshGateway of a Gateway, which may not be in the snapshot.
    pub(crate) fn mesh_gateway(&self, name: &str, namespace: &str) -> Text<'a> {
        let known = self.gateways.get(&["Gateway", namespace, name].join("/"));
        Text::from(
            known
                .cloned()
                .unwrap_or_else(|| mesh_gateway(name, namespace).text),
        )
    }

    /// Who has a name, if it is not the claim's own.
    fn holder(&self, claim: &Claim<'_, 'a>, name: &str, identity: &str) -> Option<String> {
        let key = joined(&[claim.kind, claim.namespace, name]);
        match self.names.get(&key) {
            Some(holder) => (holder != identity).then(|| holder.clone()),
            None => self.is_foreign(claim, name).then(String::new),
        }
    }

    /// Whether an object exists that neither Kuma nor this module wrote (F27, F161), or in another mesh.
    fn is_foreign(&self, claim: &Claim<'_, 'a>, name: &str) -> bool {
        let (kind, namespace) = (claim.kind, claim.namespace);
        let unowned = |metadata: &Metadata<'_>| metadata.label(tags::OWNER).is_none();
        match kind {
            "MeshHTTPRoute" => self
                .store
                .mesh_http_routes
                .get(namespace, name)
                .is_some_and(|object| unowned(&object.metadata)),
            "MeshGateway" => self
                .store
                .mesh_gateways
                .get("", name)
                .is_some_and(|object| unowned(&object.metadata)),
            "MeshGatewayRoute" => self
                .store
                .mesh_gateway_routes
                .get("", name)
                .is_some_and(|object| unowned(&object.metadata)),
            "Secret" => self
                .store
                .secrets
                .get(self.system_namespace, name)
                .or_else(|| self.store.copies.get(self.system_namespace, name))
                .is_some_and(|secret| {
                    // The mesh of a Secret of Kuma's cannot be changed (V25).
                    let mesh = secret.metadata.label(tags::MESH).map(Text::as_str);
                    secret.r#type.as_deref() != Some(SECRET_TYPE)
                        || mesh != claim.identity.last().copied()
                }),
            _ => false,
        }
    }

    /// The owner label of the outputs of one kind of a source.
    pub(crate) fn label(
        &mut self,
        kind: &'static str,
        source: &ObjectRef<'a>,
        findings: &mut Vec<Finding<'a>>,
    ) -> Text<'a> {
        let label = owner_label(&source.namespace, &source.name);
        let own = joined(&[&source.namespace, &source.name]);
        let holder = self
            .labels
            .entry(joined(&[kind, &label]))
            .or_insert_with(|| own.clone());
        if *holder == own {
            return Text::from(label);
        }
        let distinct = distinct_owner_label(&source.kind, &source.namespace, &source.name);
        let message = format!("the owner label `{label}` is taken, so it is `{distinct}`");
        let (namespace, name) = holder.split_once('\0').unwrap_or_default();
        let holder = ObjectRef {
            namespace: Text::from(namespace.to_owned()),
            name: Text::from(name.to_owned()),
            ..source.clone()
        };
        let problem = Problem::new(Code::NameTaken, Pointer::root(), message);
        findings.push(
            problem
                .related(holder, Pointer::root(), "who has it")
                .on(source),
        );
        Text::from(distinct)
    }

    /// F161: an object outside the system namespace that passes for an output of a source.
    pub(crate) fn note_elsewhere(
        &self,
        name: &str,
        source: &ObjectRef<'a>,
        findings: &mut Vec<Finding<'a>>,
    ) {
        let label = owner_label(&source.namespace, &source.name);
        let copies = self.elsewhere.iter().filter(|metadata| {
            metadata.name == name
                && metadata
                    .label(tags::OWNER)
                    .is_some_and(|owner| *owner == label.as_str())
        });
        for metadata in copies {
            let message = format!(
                "MeshHTTPRoute `{}/{name}` carries this route's owner label outside the system namespace, and is left alone",
                metadata.namespace
            );
            findings
                .push(Problem::new(Code::OwnerLabelElsewhere, Pointer::root(), message).on(source));
        }
    }
}

/// One key of several parts: no part of a name or namespace that anything has can hold a NUL.
fn joined(parts: &[&str]) -> String {
    parts.join("\0")
}

/// A claim whose name somebody else has: a source, or an object that exists.
fn taken<'a>(claim: &Claim<'_, 'a>, name: &str, holder: Option<&str>) -> Problem<'a> {
    let noun = output_noun(claim.kind);
    let wanted = &claim.name.text;
    let holder: Vec<&str> = holder.unwrap_or_default().split('/').collect();
    let [kind, namespace, of, ..] = holder.as_slice() else {
        let message = format!(
            "an object that is not ours has the name `{wanted}` of the {noun}, so it is called `{name}`"
        );
        return Problem::new(Code::NameTaken, claim.at.clone(), message)
            .help("rename or remove that object to have Kuma's own name");
    };
    let is_own = *kind == claim.source.kind.as_str()
        && *namespace == claim.source.namespace.as_str()
        && *of == claim.source.name.as_str();
    if is_own {
        let message = format!(
            "the name `{wanted}` of the {noun} is used for this {kind} already, so another one is called `{name}`"
        );
        return Problem::new(Code::NameTaken, claim.at.clone(), message).help("nothing to do");
    }
    let message = format!(
        "{kind} `{namespace}/{of}` has the name `{wanted}` of the {noun} already, so it is called `{name}`"
    );
    let other = ObjectRef {
        api_version: claim.source.api_version.clone(),
        kind: Text::from((*kind).to_owned()),
        namespace: Text::from((*namespace).to_owned()),
        name: Text::from((*of).to_owned()),
    };
    Problem::new(Code::NameTaken, claim.at.clone(), message).related(
        other,
        Pointer::root(),
        "who has the name",
    )
}

/// What an output of a kind is called.
fn output_noun(kind: &str) -> &str {
    if kind == "Secret" {
        "Secret's copy"
    } else {
        kind
    }
}
