//! The schemas of all kinds, read from `tables.json` once.

use std::sync::OnceLock;

use crate::contract::Channel;
use crate::json::{Node, Text};

static TEXT: &str = include_str!("tables.json");
static TABLES: OnceLock<Tables> = OnceLock::new();

/// Where a schema is in the table.
pub(super) type SchemaId = u32;

/// One node of a structural schema.
#[derive(Debug, Default)]
pub(super) struct Schema {
    pub(super) of_type: Type,
    /// Sorted by name; at most 64, so that a set of them is one word.
    pub(super) properties: Vec<Property>,
    /// The [`head`] of each property's name.
    heads: Vec<u64>,
    /// The schema of each entry of a list.
    pub(super) items: Option<SchemaId>,
    /// The schema of each value of a map.
    pub(super) additional: Option<SchemaId>,
    /// The properties that must be there, by position.
    pub(super) required: PropertySet,
    /// The properties that have a default, by position.
    pub(super) defaulted: PropertySet,
    /// What is written where the value is absent.
    pub(super) default: Option<Node<'static>>,
    pub(super) nullable: bool,
    /// Unknown fields stay.
    pub(super) preserve: bool,
}

/// A field of an object.
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) schema: SchemaId,
}

/// The type that a value must have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Type {
    #[default]
    Any,
    Boolean,
    Integer,
    Number,
    String,
    IntegerOrString,
    Array,
    Object,
}

/// Some of the properties of one object, by position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PropertySet(u64);

impl PropertySet {
    pub(super) fn insert(&mut self, position: usize) {
        self.0 |= 1 << position;
    }

    pub(super) fn contains(self, position: usize) -> bool {
        self.0 & (1 << position) != 0
    }

    pub(super) fn without(self, other: PropertySet) -> PropertySet {
        PropertySet(self.0 & !other.0)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl IntoIterator for PropertySet {
    type Item = usize;
    type IntoIter = Positions;

    fn into_iter(self) -> Positions {
        Positions(self.0)
    }
}

pub(super) struct Positions(u64);

impl Iterator for Positions {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let position = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(position)
    }
}

impl Schema {
    /// The position of the property `name`.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        let wanted = head(name);
        let mut from = 0;
        loop {
            let position = from
                + self
                    .heads
                    .get(from..)?
                    .iter()
                    .position(|head| *head == wanted)?;
            if self.properties.get(position)?.name == name {
                return Some(position);
            }
            from = position + 1;
        }
    }

    /// The schema of the member `name`, whether it is a property or a key of a map.
    pub(super) fn member(&self, name: &str) -> Option<SchemaId> {
        self.position(name)
            .and_then(|position| self.properties.get(position))
            .map(|property| property.schema)
            .or(self.additional)
    }
}

/// The length of a name and its last bytes in one word. Names of one object seldom share it, and
/// words compare faster than strings.
fn head(name: &str) -> u64 {
    name.bytes()
        .rev()
        .take(7)
        .fold(name.len() as u64, |head, byte| head << 8 | u64::from(byte))
}

#[derive(Debug)]
struct Root {
    /// None: whatever the channel.
    channel: Option<Channel>,
    group: &'static str,
    kind: &'static str,
    schema: SchemaId,
}

/// All schemas.
#[derive(Debug, Default)]
pub(super) struct Tables {
    roots: Vec<Root>,
    schemas: Vec<Schema>,
}

impl Tables {
    /// The tables of this build.
    pub(super) fn get() -> &'static Tables {
        // The text is part of the build, and a test reads it: it cannot be malformed.
        TABLES.get_or_init(|| Tables::read(TEXT).unwrap_or_default())
    }

    /// The schema of a kind, whatever its version: all served versions have the same.
    pub(super) fn root(&self, group: &str, kind: &str, channel: Channel) -> Option<&Schema> {
        self.roots
            .iter()
            .find(|root| {
                root.kind == kind
                    && root.group == group
                    && root.channel.is_none_or(|only| only == channel)
            })
            .and_then(|root| self.schema(root.schema))
    }

    pub(super) fn schema(&self, id: SchemaId) -> Option<&Schema> {
        self.schemas.get(id as usize)
    }

    pub(super) fn read(text: &'static str) -> Option<Tables> {
        let mut tables = Tables::default();
        let Node::Object(members) = serde_json::from_str(text).ok()? else {
            return None;
        };
        for (key, value) in members {
            let Node::Array(entries) = value else {
                return None;
            };
            match key.as_str() {
                "roots" => {
                    tables.roots = entries.into_iter().map(read_root).collect::<Option<_>>()?;
                }
                "nodes" => {
                    tables.schemas.reserve(entries.len());
                    for entry in entries {
                        // Children come before their parents.
                        let schema = read_schema(entry, &tables.schemas)?;
                        tables.schemas.push(schema);
                    }
                }
                _ => return None,
            }
        }
        Some(tables)
    }

    #[cfg(test)]
    pub(super) fn sizes(&self) -> (usize, usize) {
        (self.roots.len(), self.schemas.len())
    }

    #[cfg(test)]
    pub(super) fn text() -> &'static str {
        TEXT
    }
}

fn read_root(node: Node<'static>) -> Option<Root> {
    let Node::Object(members) = node else {
        return None;
    };
    let (mut channel, mut group, mut kind, mut schema) = (None, None, None, None);
    for (key, value) in members {
        match key.as_str() {
            "channel" => {
                channel = Some(match value.as_str()? {
                    "standard" => Channel::Standard,
                    "experimental" => Channel::Experimental,
                    _ => return None,
                });
            }
            "group" => group = word(value),
            "kind" => kind = word(value),
            "node" => schema = index(&value),
            _ => return None,
        }
    }
    Some(Root {
        channel,
        group: group?,
        kind: kind?,
        schema: schema?,
    })
}

fn read_schema(node: Node<'static>, before: &[Schema]) -> Option<Schema> {
    let known = |id: SchemaId| before.get(id as usize);
    let Node::Object(members) = node else {
        return None;
    };
    let mut schema = Schema::default();
    let mut required = Vec::new();
    for (key, value) in members {
        match key.as_str() {
            "type" => {
                schema.of_type = match value.as_str()? {
                    "boolean" => Type::Boolean,
                    "integer" => Type::Integer,
                    "number" => Type::Number,
                    "string" => Type::String,
                    "array" => Type::Array,
                    "object" => Type::Object,
                    _ => return None,
                }
            }
            "intOrString" => schema.of_type = Type::IntegerOrString,
            "properties" => {
                let Node::Object(properties) = value else {
                    return None;
                };
                for (position, (name, value)) in properties.into_iter().enumerate() {
                    let id = index(&value)?;
                    if position >= 64 {
                        return None;
                    }
                    if known(id)?.default.is_some() {
                        schema.defaulted.insert(position);
                    }
                    let name = static_text(name)?;
                    schema.heads.push(head(name));
                    schema.properties.push(Property { name, schema: id });
                }
            }
            "items" => schema.items = index(&value).filter(|id| known(*id).is_some()),
            "additionalProperties" => {
                schema.additional = index(&value).filter(|id| known(*id).is_some());
            }
            "required" => {
                let Node::Array(names) = value else {
                    return None;
                };
                required = names;
            }
            "default" => schema.default = Some(value),
            "nullable" => schema.nullable = true,
            "preserve" => schema.preserve = true,
            _ => return None,
        }
    }
    for name in required {
        let position = schema.position(name.as_str()?)?;
        schema.required.insert(position);
    }
    Some(schema)
}

fn word(node: Node<'static>) -> Option<&'static str> {
    match node {
        Node::String(text) => static_text(text),
        _ => None,
    }
}

fn static_text(text: Text<'static>) -> Option<&'static str> {
    match text.into_cow() {
        std::borrow::Cow::Borrowed(text) => Some(text),
        std::borrow::Cow::Owned(_) => None,
    }
}

fn index(node: &Node<'_>) -> Option<SchemaId> {
    match node {
        Node::Integer(value) => SchemaId::try_from(*value).ok(),
        _ => None,
    }
}
