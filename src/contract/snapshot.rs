//! The input: objects, what exists now, and options.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::{Node, decode};

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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SnapshotText<'a> {
    #[serde(borrow)]
    resources: Option<&'a RawValue>,
    #[serde(borrow)]
    observed: Option<&'a RawValue>,
    #[serde(borrow)]
    options: Option<&'a RawValue>,
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
        let parts: SnapshotText<'a> = serde_json::from_str(text).map_err(|error| {
            if error.is_data() {
                Refusal::NotASnapshot {
                    message: error.to_string(),
                    path: String::new(),
                }
            } else {
                Refusal::NotJson(error.to_string())
            }
        })?;
        let options = match parts.options {
            None => None,
            Some(raw) => Some(
                serde_json::from_str(raw.get())
                    .map_err(|error| Refusal::NotJson(error.to_string()))?,
            ),
        };
        Ok(Snapshot {
            resources: documents(parts.resources, "/resources")?,
            observed: documents(parts.observed, "/observed")?,
            options: Options::read(options)?,
        })
    }

    /// Reads a snapshot from a tree.
    ///
    /// # Errors
    /// As [`Snapshot::from_json`].
    pub fn from_tree(tree: Node<'a>) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Parts<'a> {
            #[serde(borrow, default)]
            resources: Option<Vec<Node<'a>>>,
            #[serde(borrow, default)]
            observed: Option<Vec<Node<'a>>>,
            #[serde(borrow, default)]
            options: Option<Node<'a>>,
        }
        let parts: Parts<'a> = decode(tree).map_err(|error| Refusal::NotASnapshot {
            path: error.pointer().to_string(),
            message: error.message,
        })?;
        let trees = |nodes: Option<Vec<Node<'a>>>| {
            nodes
                .unwrap_or_default()
                .into_iter()
                .map(Document::Tree)
                .collect()
        };
        Ok(Snapshot {
            resources: trees(parts.resources),
            observed: trees(parts.observed),
            options: Options::read(parts.options)?,
        })
    }
}

fn documents<'a>(raw: Option<&'a RawValue>, path: &str) -> Result<Vec<Document<'a>>, Refusal> {
    let Some(raw) = raw else {
        return Ok(Vec::new());
    };
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
