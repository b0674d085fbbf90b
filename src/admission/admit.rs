//! Admitting one object: mended, then checked.

use crate::contract::Channel;
use crate::diagnostic::Problem;
use crate::json::{Member, Node};
use crate::order;

use super::id::Id;
use super::metadata::{self, Unfit};
use super::number::without_fractions;
use super::place::Place;
use super::schema::Tables;
use super::update;
use super::validate::{Cause, Found, validate};
use super::walk::Walker;
use super::words::quoted;

/// The most problems that are told of one object.
pub const MAX_PROBLEMS: usize = 100;

/// What became of an object.
#[derive(Debug, Default)]
pub struct Admitted<'a> {
    /// What is wrong with it: first what refuses it, then warnings; each in the order of the document.
    pub problems: Vec<Problem<'a>>,
    /// An API server would refuse it.
    pub refused: bool,
    /// How many problems there are beyond [`MAX_PROBLEMS`].
    pub left_out: usize,
    /// Its kind has a schema.
    pub known: bool,
    /// Its kind lives in no namespace. Says something of a kind with a schema only.
    pub cluster: bool,
    /// Why an API server would refuse it, in its words.
    pub causes: Vec<Cause>,
    /// What an API server would warn of, in its words: that the version is deprecated, then keys that are
    /// written twice, fields that are not known, owners that are told twice, names of finalizers.
    pub warnings: Vec<String>,
    /// Why an API server could not even read it. Then there are no causes.
    pub unread: Option<String>,
    /// The name that an API server would make for an object without one; `xxxxx` stands for what is random.
    pub generated_name: Option<String>,
}

impl Admitted<'_> {
    /// What an API server would answer to whoever wants to write the object.
    #[must_use]
    pub fn message(&self, api_version: &str, kind: &str, name: &str) -> String {
        let mut told: Vec<String> = Vec::new();
        for cause in &self.causes {
            let text = cause.to_string();
            if !told.contains(&text) {
                told.push(text);
            }
        }
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        if let Some(unread) = &self.unread {
            return format!(
                "{kind} in version {} cannot be handled as a {kind}: {unread}",
                quoted(version)
            );
        }
        let name = match (&self.generated_name, name) {
            (Some(generated), "") => generated,
            _ => name,
        };
        let all = told.join(", ");
        let name = quoted(name);
        if told.len() == 1 {
            format!("{kind}.{group} {name} is invalid: {all}")
        } else {
            format!("{kind}.{group} {name} is invalid: [{all}]")
        }
    }
}

/// The releases of Gateway API whose CRDs are known, as `1.7.0`; the newest first.
#[must_use]
pub fn releases() -> &'static [&'static str] {
    Tables::get().releases()
}

/// Brings an object into the form in which an API server stores it, and checks it.
///
/// Of keys that are written twice the last one stays; of kinds with a schema (Gateway API's and
/// Kuma's), unknown fields and nulls go and defaults come. Core kinds have none and keep all else.
pub fn admit<'a>(object: &mut Node<'a>, id: Id<'_>) -> Admitted<'a> {
    let tables = Tables::get();
    let mut walker = Walker::new(tables, id);
    let root = tables.root(id.api_version, id.kind, id.channel, id.release);
    let Some((root, schema)) = root.and_then(|root| Some((root, tables.schema(root.schema)?)))
    else {
        walker.free(object, &Place::ROOT);
        return walker.finish(Found::default());
    };
    if let Some(warning) = root.deprecated(id.api_version) {
        let place = Place::ROOT;
        walker.advise(&place.key("apiVersion"), warning);
    }
    walker.value(object, schema, &Place::ROOT);
    let mut causes = Vec::new();
    let mut unread = None;
    let mut generated_name = None;
    if let Node::Object(members) = object {
        if schema.status_apart {
            settle_status(members, id);
            walker.status(members, schema);
        }
        let metadata = members.iter_mut().find(|(key, _)| *key == "metadata");
        let metadata = metadata.map(|(_, metadata)| metadata);
        let is_loaded = !id.creates && id.old.is_none();
        match read_metadata(metadata, id, root.cluster, &mut walker) {
            Ok(metadata) => {
                generated_name = metadata::generated_name(metadata);
                metadata::validate(
                    metadata,
                    !root.cluster,
                    id.old.is_some(),
                    is_loaded,
                    &mut causes,
                );
                if let Some(old) = id.old {
                    update::validate(metadata, old.get("metadata"), &mut causes);
                }
            }
            Err(unfit) => unread = Some(unfit),
        }
    }
    let mut found = Found::default();
    match &unread {
        Some(unfit) => {
            walker.forget();
            if let Some(warning) = root.deprecated(id.api_version) {
                let place = Place::ROOT;
                walker.advise(&place.key("apiVersion"), warning);
            }
            walker.unread(unfit);
        }
        None => {
            found = validate(tables, object, id.old, schema, &causes);
            found.causes.splice(0..0, causes);
        }
    }
    if walker.has_floats {
        without_fractions(object);
    }
    if (id.creates || id.old.is_some()) && found.causes.is_empty() && unread.is_none() {
        let old = id.old.and_then(|old| old.get("metadata"));
        advise_on_finalizers(object.get("metadata"), old, &mut walker);
    }
    if let Node::Object(members) = object
        && id.creates
        && let Some(status) = root.status.and_then(|number| tables.status(number))
    {
        members.push(("status".into(), status.clone()));
    }
    let mut admitted = walker.finish(found);
    admitted.known = true;
    admitted.cluster = root.cluster;
    admitted.unread = unread.map(|unfit| unfit.message);
    admitted.generated_name = generated_name;
    admitted
}

/// The status of an object is not its author's: a new object has none, and a changed one keeps what it
/// had.
fn settle_status(object: &mut Vec<Member<'_>>, id: Id<'_>) {
    if id.creates || id.old.is_some() {
        object.retain(|(key, _)| *key != "status");
    }
    if let Some(status) = id.old.and_then(|old| old.get("status")) {
        object.push(("status".into(), status.to_owned_text()));
    }
}

/// Brings `metadata` into form.
fn read_metadata<'n, 'a>(
    metadata: Option<&'n mut Node<'a>>,
    id: Id<'_>,
    cluster: bool,
    walker: &mut Walker<'_, 'a>,
) -> Result<Option<&'n Node<'a>>, Unfit> {
    let Some(metadata) = metadata else {
        return Ok(None);
    };
    metadata::decode(metadata, &mut |parent, key, names| {
        walker.unknown(parent, key, names);
    })?;
    if let Node::Object(members) = metadata {
        if id.creates {
            metadata::kept(members);
        } else if let Some(old) = id.old {
            update::take_over(members, old.get("metadata"));
        }
        if cluster {
            members.retain(|(key, _)| *key != "namespace");
        } else if (id.creates || id.old.is_some())
            && !members.iter().any(|(key, _)| *key == "namespace")
        {
            // An object without a namespace gets the one that the request names.
            members.push(("namespace".into(), Node::String("default".into())));
        }
        let owners = members
            .iter_mut()
            .find(|(key, _)| *key == "ownerReferences");
        if let Some((_, Node::Array(owners))) = owners {
            if !id.creates && id.old.is_none() {
                owners.iter_mut().for_each(without_empty_uid);
            }
            once(owners, walker);
        }
    }
    Ok(Some(metadata))
}

/// Leaves an owner of whom no uid is known as it came.
fn without_empty_uid(owner: &mut Node<'_>) {
    if let Node::Object(members) = owner {
        members.retain(|(key, value)| *key != "uid" || value.as_str() != Some(""));
    }
}

/// Takes out owners that are told twice.
fn once(owners: &mut Vec<Node<'_>>, walker: &mut Walker<'_, '_>) {
    let mut twice: Vec<String> = Vec::new();
    let mut seen: Vec<Node<'_>> = Vec::new();
    for owner in std::mem::take(owners) {
        if seen.iter().any(|other| is_same(other, &owner)) {
            let uid = owner.get("uid").and_then(Node::as_str);
            twice.push(uid.unwrap_or_default().to_owned());
        } else {
            seen.push(owner);
        }
    }
    *owners = seen;
    if !twice.is_empty() {
        let place = Place::ROOT;
        let place = place.key("metadata");
        let said = format!(
            ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and \
             may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: {}",
            twice.join(", ")
        );
        walker.advise(&place.key("ownerReferences"), &said);
    }
}

/// Whether two objects have the same members, in whatever order.
fn is_same(one: &Node<'_>, other: &Node<'_>) -> bool {
    let (Node::Object(one), Node::Object(members)) = (one, other) else {
        return false;
    };
    one.len() == members.len() && one.iter().all(|(key, value)| other.get(key) == Some(value))
}

/// What an API server says of the finalizers that are new.
fn advise_on_finalizers(
    metadata: Option<&Node<'_>>,
    old: Option<&Node<'_>>,
    walker: &mut Walker<'_, '_>,
) {
    let mut names = metadata::finalizers(metadata);
    let before = metadata::finalizers(old);
    names.retain(|name| !before.contains(name));
    order::sort_by(&mut names, |a, b| a.cmp(b));
    names.dedup();
    for name in names {
        if name.contains('/') || ["orphan", "foregroundDeletion", "kubernetes"].contains(&name) {
            continue;
        }
        let path = match name.contains('.') {
            true => " including a path (/)",
            false => "",
        };
        let said = format!(
            "metadata.finalizers: {}: prefer a domain-qualified finalizer name{path} to avoid accidental conflicts \
             with other finalizer writers",
            quoted(name)
        );
        let place = Place::ROOT;
        let place = place.key("metadata");
        walker.advise(&place.key("finalizers"), &said);
    }
}

/// Whether the CRDs of a channel, and of a release of Gateway API (none: the newest), have a kind in
/// exactly this version.
#[must_use]
pub fn has_schema(api_version: &str, kind: &str, channel: Channel, release: Option<&str>) -> bool {
    let version = api_version
        .split_once('/')
        .map_or("", |(_, version)| version);
    let root = Tables::get().root(api_version, kind, channel, release);
    root.is_some_and(|root| root.serves(version))
}
