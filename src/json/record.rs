//! Objects with known fields, read out of a tree.
//!
//! Every field is optional: one that is absent or null has its default, one that is not known is
//! passed over, and of a key that is written twice the last counts, as in Kubernetes' own readers.
//! Serde's derived readers do the same at five times the size in the wasm.

use std::collections::BTreeMap;

use super::decode::{DecodeError, FromNode};
use super::node::Node;
use super::text::Text;

/// Defines a struct of known fields, each with its JSON key, and reads it out of a tree.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident<$lifetime:lifetime> {
            $($(#[$field_meta:meta])* $field:ident: $type:ty = $key:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default)]
        pub struct $name<$lifetime> {
            $($(#[$field_meta])* pub $field: $type,)+
        }

        $crate::json::record!(@impl $lifetime, $name<$lifetime>, $($field = $key,)+);
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$field_meta:meta])* $field:ident: $type:ty = $key:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)+
        }

        $crate::json::record!(@impl 'a, $name, $($field = $key,)+);
    };
    (@impl $lifetime:lifetime, $type:ty, $($field:ident = $key:literal,)+) => {
        impl<$lifetime> $crate::json::FromNode<$lifetime> for $type {
            fn from_node(
                node: $crate::json::Node<$lifetime>,
            ) -> Result<Self, $crate::json::DecodeError> {
                let mut record = Self::default();
                for (key, value) in $crate::json::members(node)? {
                    match key.as_str() {
                        $($key => $crate::json::read_field(value, $key, &mut record.$field)?,)+
                        _ => {}
                    }
                }
                Ok(record)
            }
        }
    };
}

pub(crate) use record;

/// The members of an object that are not null.
///
/// # Errors
/// Anything but an object.
pub fn members<'a>(
    node: Node<'a>,
) -> Result<impl Iterator<Item = (Text<'a>, Node<'a>)>, DecodeError> {
    match node {
        Node::Object(members) => Ok(members
            .into_iter()
            .filter(|(_, value)| !matches!(value, Node::Null))),
        other => Err(DecodeError::unexpected(&other, "an object")),
    }
}

/// Reads one field.
///
/// # Errors
/// As the field's own type, under its key.
pub fn read_field<'a, T: FromNode<'a>>(
    value: Node<'a>,
    key: &str,
    place: &mut T,
) -> Result<(), DecodeError> {
    *place = T::from_node(value).map_err(|error| error.under(key))?;
    Ok(())
}

impl<'a, T: FromNode<'a>> FromNode<'a> for Option<T> {
    fn from_node(node: Node<'a>) -> Result<Self, DecodeError> {
        T::from_node(node).map(Some)
    }
}

impl<'a, T: FromNode<'a>> FromNode<'a> for Vec<T> {
    fn from_node(node: Node<'a>) -> Result<Self, DecodeError> {
        let Node::Array(entries) = node else {
            return Err(DecodeError::unexpected(&node, "an array"));
        };
        let mut list = Vec::with_capacity(entries.len());
        for (index, entry) in entries.into_iter().enumerate() {
            list.push(T::from_node(entry).map_err(|error| error.under(index))?);
        }
        Ok(list)
    }
}

impl<'a> FromNode<'a> for Text<'a> {
    fn from_node(node: Node<'a>) -> Result<Self, DecodeError> {
        match node {
            Node::String(text) => Ok(text),
            other => Err(DecodeError::unexpected(&other, "a string")),
        }
    }
}

impl<'a> FromNode<'a> for i64 {
    fn from_node(node: Node<'a>) -> Result<Self, DecodeError> {
        match node {
            Node::Integer(value) => Ok(value),
            other => Err(DecodeError::unexpected(&other, "an integer")),
        }
    }
}

impl<'a> FromNode<'a> for bool {
    fn from_node(node: Node<'a>) -> Result<Self, DecodeError> {
        match node {
            Node::Bool(value) => Ok(value),
            other => Err(DecodeError::unexpected(&other, "a boolean")),
        }
    }
}

impl<'a> FromNode<'a> for Node<'a> {
    fn from_node(node: Node<'a>) -> Result<Self, DecodeError> {
        Ok(node)
    }
}

impl<'a> FromNode<'a> for BTreeMap<Text<'a>, Text<'a>> {
    fn from_node(node: Node<'a>) -> Result<Self, DecodeError> {
        let mut map = BTreeMap::new();
        for (key, value) in members(node)? {
            let value = Text::from_node(value).map_err(|error| error.under(&key))?;
            map.insert(key, value);
        }
        Ok(map)
    }
}
