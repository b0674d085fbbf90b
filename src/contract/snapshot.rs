//! The input: objects, what exists now, and options.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::json::{DecodeError, Node, Text, members};

use super::options::Options;
use super::refusal::Refusal;

/// The most bytes of JSON that are taken. A cluster of ten thousand routes has about twelve million.
pub const MAX_BYTES: usize = 256 * 1024 * 1024;
/// The most objects that are taken.
pub const MAX_OBJECTS: usize = 1_000_000;

/// Everything that an evaluation depends on.
#[derive(Debug, Default)]
pub struct Snapshot<'a> {
    /// The objects, in any order; `List`s are opened.
    pub resources: Vec<Document<'a>>,
    /// Objects that exist now.
    pub observed: Vec<Document<'a>>,
    /// The options.
    pub options: Options<'a>,
}

/// One object that was not looked at yet. Each is parsed by itself, so that one that cannot be
/// parsed harms no other and only one tree is in memory at a time.
#[derive(Debug)]
pub enum Document<'a> {
    /// JSON text.
    Text(&'a RawValue),
    /// A tree, from a host that hands objects over.
    Tree(Node<'a>),
}

impl<'a> Snapshot<'a> {
    /// Reads a snapshot from JSON text.
    ///
    /// # Errors
    /// Text that is no JSON, JSON that is no snapshot, unknown options, or too much of it.
    pub fn from_json(text: &'a str) -> Result<Self, Refusal> {
        if text.len() > MAX_BYTES {
            return Err(Refusal::TooLarge {
                bytes: text.len(),
                limit: MAX_BYTES,
            });
        }
        let members: RawMembers<'a> = serde_json::from_str(text).map_err(|error| {
            if error.is_data() {
                Refusal::NotASnapshot {
                    message: error.to_string(),
                    path: String::new(),
                }
            } else {
                Refusal::NotJson(error.to_string())
            }
        })?;
        let mut snapshot = Snapshot::default();
        for (key, raw) in members.0 {
            match key.as_str() {
                "resources" => snapshot.resources = documents(raw, "/resources")?,
                "observed" => snapshot.observed = documents(raw, "/observed")?,
                "options" => {
                    let node = serde_json::from_str(raw.get())
                        .map_err(|error| Refusal::NotJson(error.to_string()))?;
                    snapshot.options = Options::read(Some(node))?;
                }
                _ => return Err(unknown_member(&key)),
            }
        }
        Ok(snapshot)
    }

    /// Reads a snapshot from a tree.
    ///
    /// # Errors
    /// As [`Snapshot::from_json`].
    pub fn from_tree(mut tree: Node<'a>) -> Result<Self, Refusal> {
        let refuse = |error: Box<DecodeError>| Refusal::NotASnapshot {
            path: error.pointer().to_string(),
            message: error.message,
        };
        let mut snapshot = Snapshot::default();
        for (key, value) in members(&mut tree).map_err(refuse)? {
            let list = match key.as_str() {
                "resources" => &mut snapshot.resources,
                "observed" => &mut snapshot.observed,
                "options" => {
                    snapshot.options = Options::read(Some(std::mem::take(value)))?;
                    continue;
                }
                _ => return Err(unknown_member(key)),
            };
            let Node::Array(nodes) = value else {
                return Err(refuse(
                    DecodeError::unexpected(value, "an array").under(key),
                ));
            };
            *list = nodes.drain(..).map(Document::Tree).collect();
        }
        Ok(snapshot)
    }
}

fn unknown_member(key: &str) -> Refusal {
    Refusal::NotASnapshot {
        message: format!("a snapshot has no member `{key}`"),
        path: format!("/{key}"),
    }
}

fn documents<'a>(raw: &'a RawValue, path: &str) -> Result<Vec<Document<'a>>, Refusal> {
    if raw.get() == "null" {
        return Ok(Vec::new());
    }
    let documents: Vec<&'a RawValue> =
        serde_json::from_str(raw.get()).map_err(|_| Refusal::NotASnapshot {
            message: format!(
                "`{}` is not a list of objects",
                path.trim_start_matches('/')
            ),
            path: path.to_owned(),
        })?;
    if documents.len() > MAX_OBJECTS {
        return Err(Refusal::TooManyObjects { limit: MAX_OBJECTS });
    }
    Ok(documents.into_iter().map(Document::Text).collect())
}

/// The members of an object, each still text.
struct RawMembers<'a>(Vec<(Text<'a>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for RawMembers<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = RawMembers<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object with `resources`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(RawMembers(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}
