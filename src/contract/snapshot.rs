//! The input: objects, what exists now, and options.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::admission;
use crate::json::{DecodeError, Node, Splitter, Text, members};

use super::options::{Admission, Options, Requests};
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
    /// Objects that exist now, where that is known.
    pub observed: Option<Vec<Document<'a>>>,
    /// The options.
    pub options: Options<'a>,
}

/// One object that was not looked at yet. Each is parsed by itself, so that one that cannot be
/// parsed harms no other and only one tree is in memory at a time.
#[derive(Debug)]
pub enum Document<'a> {
    /// JSON text.
    Text(&'a str),
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
        if let Some(place) = list_at(text) {
            let message = format!("invalid type: sequence, expected {EXPECTED} at {place}");
            return Err(Refusal::NotASnapshot {
                message,
                path: String::new(),
            });
        }
        let keys: Keys<'a> = serde_json::from_str(text).map_err(|error| {
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
        // The text is known to be JSON, so that its values can be found.
        let mut parts = Splitter::new(text);
        parts.step();
        for key in keys.0 {
            parts.key();
            let raw = parts.value().unwrap_or_default();
            parts.step();
            match key.as_str() {
                "resources" => snapshot.resources = documents(raw, "/resources")?,
                "observed" => snapshot.observed = known(raw, "/observed")?,
                "options" => {
                    let node = serde_json::from_str(raw)
                        .map_err(|error| Refusal::NotJson(error.to_string()))?;
                    snapshot.options = Options::read(Some(node))?;
                }
                _ => return Err(unknown_member(&key)),
            }
        }
        snapshot.within_build()
    }

    /// Finds the parts of a snapshot without reading them: three times as fast, and enough if
    /// everything can be read later. None for everything that [`Snapshot::from_json`] must look at.
    pub(crate) fn quick(text: &'a str) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let mut snapshot = Snapshot::default();
        let mut seen: Vec<&str> = Vec::new();
        let mut parts = Splitter::new(text);
        parts.take(b'{')?;
        loop {
            let key = parts.key()?;
            if seen.contains(&key) {
                return None;
            }
            seen.push(key);
            match key {
                "\"resources\"" => snapshot.resources = quick_documents(&mut parts)?,
                "\"observed\"" => snapshot.observed = Some(quick_documents(&mut parts)?),
                "\"options\"" => {
                    let node = serde_json::from_str(parts.value()?).ok()?;
                    snapshot.options = Options::read(Some(node)).ok()?;
                }
                _ => return None,
            }
            match parts.peek()? {
                b',' => parts.step(),
                _ => break,
            }
        }
        parts.take(b'}')?;
        parts.is_at_end().then_some(snapshot)?.within_build().ok()
    }

    /// The snapshot, unless it wants what this build does not have.
    fn within_build(self) -> Result<Self, Refusal> {
        if self.options.admission == Admission::Enforce && !admission::IS_BUILT {
            return Err(Refusal::NoAdmission);
        }
        if self.options.requests == Requests::Check && !cfg!(feature = "simulate") {
            return Err(Refusal::NoSimulation);
        }
        Ok(self)
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
                "observed" => snapshot.observed.get_or_insert_default(),
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
        snapshot.within_build()
    }
}

fn unknown_member(key: &str) -> Refusal {
    Refusal::NotASnapshot {
        message: format!("a snapshot has no member `{key}`"),
        path: format!("/{key}"),
    }
}

fn quick_documents<'a>(parts: &mut Splitter<'a>) -> Option<Vec<Document<'a>>> {
    let entries = parts.entries()?;
    (entries.len() <= MAX_OBJECTS).then(|| entries.into_iter().map(Document::Text).collect())
}

/// Where a list begins, if the text is one, in serde_json's words.
fn list_at(text: &str) -> Option<String> {
    let spaces = text.len() - text.trim_start_matches([' ', '\n', '\r', '\t']).len();
    let (spaces, rest) = text.split_at_checked(spaces)?;
    let column = spaces.len() - spaces.rfind('\n').map_or(0, |at| at + 1);
    let line = 1 + spaces.matches('\n').count();
    rest.starts_with('[')
        .then(|| format!("line {line} column {column}"))
}

/// The documents of a list that may be left out.
fn known<'a>(raw: &'a str, path: &str) -> Result<Option<Vec<Document<'a>>>, Refusal> {
    if raw == "null" {
        return Ok(None);
    }
    documents(raw, path).map(Some)
}

fn documents<'a>(raw: &'a str, path: &str) -> Result<Vec<Document<'a>>, Refusal> {
    if raw == "null" {
        return Ok(Vec::new());
    }
    // The text is known to be JSON, so that only the type of it can be wrong.
    let entries = Splitter::new(raw).entries();
    let entries = entries.ok_or_else(|| Refusal::NotASnapshot {
        message: format!(
            "`{}` is not a list of objects",
            path.trim_start_matches('/')
        ),
        path: path.to_owned(),
    })?;
    if entries.len() > MAX_OBJECTS {
        return Err(Refusal::TooManyObjects { limit: MAX_OBJECTS });
    }
    Ok(entries.into_iter().map(Document::Text).collect())
}

/// The keys of an object.
struct Keys<'a>(Vec<Text<'a>>);

const EXPECTED: &str = "an object with `resources`";

/// As serde words it. Its own words for numbers would bring a second way to print them.
fn wrong_type<T, E: Error>(found: fmt::Arguments<'_>) -> Result<T, E> {
    Err(E::custom(format_args!(
        "invalid type: {found}, expected {EXPECTED}"
    )))
}

impl<'de: 'a, 'a> Deserialize<'de> for Keys<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeysVisitor;

        impl<'de> Visitor<'de> for KeysVisitor {
            type Value = Keys<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(EXPECTED)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, IgnoredAny)) = map.next_entry()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
                wrong_type(format_args!("sequence"))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
                wrong_type(format_args!("boolean `{value}`"))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
                wrong_type(format_args!("integer `{value}`"))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
                wrong_type(format_args!("integer `{value}`"))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
                let value = serde_json::to_string(&value).unwrap_or_default();
                wrong_type(format_args!("floating point `{value}`"))
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
                wrong_type(format_args!("string {value:?}"))
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                wrong_type(format_args!("null"))
            }
        }

        deserializer.deserialize_any(KeysVisitor)
    }
}
