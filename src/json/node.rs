//! One JSON value with its members in the order in which they were written.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::text::Text;

/// A JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Node<'a> {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number that is written without a fraction and without an exponent.
    Integer(i64),
    /// Any other number: also `80.0`, which an API server tells from `80`.
    Float(f64),
    /// A string.
    String(Text<'a>),
    /// A list.
    Array(Vec<Node<'a>>),
    /// An object. A key that was written twice is kept twice.
    Object(Vec<Member<'a>>),
}

/// One member of an object: its key and its value.
pub type Member<'a> = (Text<'a>, Node<'a>);

impl<'a> Node<'a> {
    /// The value of the member `key`; of a key that was written twice the last, as JSON readers have it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        match self {
            Node::Object(members) => members
                .iter()
                .rev()
                .find(|(k, _)| *k == key)
                .map(|(_, v)| v),
            _ => None,
        }
    }

    /// The text of a string value.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Node::String(text) => Some(text),
            _ => None,
        }
    }

    /// A copy that borrows nothing.
    #[must_use]
    pub fn to_owned_text(&self) -> Node<'static> {
        match self {
            Node::Null => Node::Null,
            Node::Bool(value) => Node::Bool(*value),
            Node::Integer(value) => Node::Integer(*value),
            Node::Float(value) => Node::Float(*value),
            Node::String(text) => Node::String(Text::from(text.to_string())),
            Node::Array(entries) => Node::Array(entries.iter().map(Node::to_owned_text).collect()),
            Node::Object(members) => {
                let owned = members.iter();
                let owned =
                    owned.map(|(key, value)| (Text::from(key.to_string()), value.to_owned_text()));
                Node::Object(owned.collect())
            }
        }
    }

    /// What the value is, as Kubernetes' error messages call it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "boolean",
            Node::Integer(_) => "integer",
            Node::Float(_) => "number",
            Node::String(_) => "string",
            Node::Array(_) => "array",
            Node::Object(_) => "object",
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Node<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        NodeSeed { depth: 0 }.deserialize(deserializer)
    }
}

/// How deep objects and lists may be nested. No field of any kind that is read here is deeper than
/// twenty; the bound keeps a hostile document from using up the stack.
pub const MAX_DEPTH: usize = 100;

#[derive(Clone, Copy)]
struct NodeSeed {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for NodeSeed {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(D::Error::custom(format_args!(
                "nested more than {MAX_DEPTH} levels deep"
            )));
        }
        deserializer.deserialize_any(NodeVisitor {
            inner: NodeSeed {
                depth: self.depth + 1,
            },
        })
    }
}

struct NodeVisitor {
    inner: NodeSeed,
}

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Node::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        // Beyond i64 no field of a Kubernetes object is an integer: such a number is out of every range anyway.
        Ok(i64::try_from(value).map_or(Node::Float(value as f64), Node::Integer))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        // Whoever reads `-0` gives a float, as no integer is that.
        if value == 0.0 && value.is_sign_negative() {
            return Ok(Node::Integer(0));
        }
        Ok(Node::Float(value))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Node::String(Text::from(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Node::String(Text::from(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Node::String(Text::from(text)))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Node::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
        self.inner.deserialize(inner)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut array = Vec::new();
        while let Some(entry) = entries.next_element_seed(self.inner)? {
            array.push(entry);
        }
        Ok(Node::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = entries.next_key()? {
            members.push((key, entries.next_value_seed(self.inner)?));
        }
        Ok(Node::Object(members))
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Null => serializer.serialize_unit(),
            Node::Bool(value) => serializer.serialize_bool(*value),
            Node::Integer(value) => serializer.serialize_i64(*value),
            Node::Float(value) => serializer.serialize_f64(*value),
            Node::String(text) => text.serialize(serializer),
            Node::Array(entries) => serializer.collect_seq(entries),
            Node::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}
