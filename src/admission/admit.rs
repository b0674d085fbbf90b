//! Admitting one object: mended, then checked.

use crate::contract::Channel;
use crate::diagnostic::Problem;
use crate::json::{Member, Node};

use super::metadata;
use super::place::Place;
use super::schema::Tables;
use super::validate::{Cause, validate};
use super::walk::Walker;
use super::words::quoted;

/// The most problems that are told of one object.
pub const MAX_PROBLEMS: usize = 100;

/// Which object is to be admitted, and how.
#[derive(Clone, Copy, Debug)]
pub struct Id<'i> {
    /// As in the object.
    pub api_version: &'i str,
    /// As in the object.
    pub kind: &'i str,
    /// Whose CRDs an API server would have.
    pub channel: Channel,
    /// The release of Gateway API that they are of, one of [`releases`]. None: the newest.
    pub release: Option<&'i str>,
    /// The object is being created: its status is not its author's. Otherwise a status is kept.
    pub creates: bool,
    /// The object that is there now, as an API server stored it.
    pub old: Option<&'i Node<'i>>,
}

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
    /// What an API server would warn of, in its words.
    pub warnings: Vec<String>,
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
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
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
        return walker.finish(Vec::new(), 0);
    };
    walker.value(object, schema, &Place::ROOT);
    let mut causes = Vec::new();
    if let Node::Object(members) = object {
        if id.creates {
            members.retain(|(key, _)| *key != "status");
            if !root.cluster {
                give_namespace(members);
            }
        } else {
            walker.status(members, schema);
        }
        metadata::validate(members, &mut causes);
    }
    let found = validate(tables, object, id.old, schema, &causes);
    causes.extend(found.causes);
    if id.creates
        && let Node::Object(members) = object
        && let Some(status) = root.status.and_then(|number| tables.status(number))
    {
        members.push(("status".into(), status.clone()));
    }
    let mut admitted = walker.finish(causes, found.left_out);
    admitted.known = true;
    admitted.cluster = root.cluster;
    admitted
}

/// A new object without a namespace gets the one that the request names.
fn give_namespace(object: &mut [Member<'_>]) {
    let metadata = object.iter_mut().find(|(key, _)| *key == "metadata");
    if let Some((_, Node::Object(metadata))) = metadata
        && !metadata.iter().any(|(key, _)| *key == "namespace")
    {
        metadata.push(("namespace".into(), Node::String("default".into())));
    }
}
