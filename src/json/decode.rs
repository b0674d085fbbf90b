//! From a tree to a typed object, with the place of the value that does not fit.

use std::fmt;

use serde::de::value::StringDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::node::{Member, Node};
use super::pointer::Pointer;
use super::text::Text;

/// A value that is not what its field holds.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct DecodeError {
    /// What was found and what was expected.
    pub message: String,
    /// Where, innermost segment first.
    segments: Vec<String>,
}

impl DecodeError {
    /// The place of the value.
    #[must_use]
    pub fn pointer(&self) -> Pointer {
        self.segments
            .iter()
            .rev()
            .fold(Pointer::root(), |at, segment| at.key(segment))
    }

    fn under(mut self, segment: impl fmt::Display) -> Self {
        self.segments.push(segment.to_string());
        self
    }
}

impl de::Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        DecodeError {
            message: message.to_string(),
            segments: Vec::new(),
        }
    }
}

/// Reads a typed object out of a tree, which is used up.
///
/// # Errors
/// A value of another type than its field: what was found, what was expected, and where.
pub fn decode<'a, T: Deserialize<'a>>(node: Node<'a>) -> Result<T, DecodeError> {
    T::deserialize(NodeDeserializer(node))
}

struct NodeDeserializer<'a>(Node<'a>);

impl<'a> IntoDeserializer<'a, DecodeError> for NodeDeserializer<'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'a> Deserializer<'a> for NodeDeserializer<'a> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0 {
            Node::Null => visitor.visit_unit(),
            Node::Bool(value) => visitor.visit_bool(value),
            Node::Integer(value) => visitor.visit_i64(value),
            Node::Float(value) => visitor.visit_f64(value),
            Node::String(text) => visit_text(text, visitor),
            Node::Array(entries) => visitor.visit_seq(Entries {
                entries: entries.into_iter(),
                index: 0,
            }),
            Node::Object(members) => visitor.visit_map(Members {
                members: members.into_iter(),
                value: None,
            }),
        }
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0 {
            Node::Null => visitor.visit_none(),
            node => visitor.visit_some(NodeDeserializer(node)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self.0 {
            Node::String(text) => visitor.visit_enum(Variant(text)),
            node => Err(de::Error::invalid_type(
                de::Unexpected::Other(node.type_name()),
                &"a string",
            )),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        <V: Visitor<'a>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier
    }
}

struct Variant<'a>(Text<'a>);

impl<'a> EnumAccess<'a> for Variant<'a> {
    type Error = DecodeError;
    type Variant = UnitOnly;

    fn variant_seed<V: DeserializeSeed<'a>>(
        self,
        seed: V,
    ) -> Result<(V::Value, UnitOnly), DecodeError> {
        let name: StringDeserializer<DecodeError> = String::from(self.0).into_deserializer();
        Ok((seed.deserialize(name)?, UnitOnly))
    }
}

struct UnitOnly;

impl<'a> VariantAccess<'a> for UnitOnly {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, _: T) -> Result<T::Value, DecodeError> {
        Err(de::Error::custom("only a plain word is expected here"))
    }

    fn tuple_variant<V: Visitor<'a>>(self, _: usize, _: V) -> Result<V::Value, DecodeError> {
        Err(de::Error::custom("only a plain word is expected here"))
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, DecodeError> {
        Err(de::Error::custom("only a plain word is expected here"))
    }
}

fn visit_text<'a, V: Visitor<'a>>(text: Text<'a>, visitor: V) -> Result<V::Value, DecodeError> {
    match text.into_cow() {
        std::borrow::Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        std::borrow::Cow::Owned(text) => visitor.visit_string(text),
    }
}

struct Entries<'a> {
    entries: std::vec::IntoIter<Node<'a>>,
    index: usize,
}

impl<'a> SeqAccess<'a> for Entries<'a> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        let Some(entry) = self.entries.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(NodeDeserializer(entry))
            .map(Some)
            .map_err(|error| error.under(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

struct Members<'a> {
    members: std::vec::IntoIter<Member<'a>>,
    value: Option<Member<'a>>,
}

impl<'a> MapAccess<'a> for Members<'a> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        let Some(member) = self.members.next() else {
            return Ok(None);
        };
        let key = NodeDeserializer(Node::String(member.0.clone()));
        self.value = Some(member);
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeError> {
        let Some((key, value)) = self.value.take() else {
            return Err(de::Error::custom("a value without a key"));
        };
        seed.deserialize(NodeDeserializer(value))
            .map_err(|error| error.under(key))
    }
}
