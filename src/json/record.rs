//! Objects with known fields, read out of a tree.
//!
//! Every field is optional: one that is absent or null has its default, one that is not known is
//! passed over, and of a key that is written twice the last counts, as in Kubernetes' own readers.
//! Serde's derived readers do the same at five times the size in the wasm.

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
        impl<$lifetime> $crate::json::Record<$lifetime> for $type {
            fn field(
                &mut self,
                key: &str,
                value: &mut $crate::json::Node<$lifetime>,
            ) -> Result<(), Box<$crate::json::DecodeError>> {
                match key {
                    $($key => $crate::json::FromNode::replace(&mut self.$field, value),)+
                    _ => Ok(()),
                }
            }
        }

        impl<$lifetime> $crate::json::FromNode<$lifetime> for $type {
            fn fill(
                &mut self,
                node: &mut $crate::json::Node<$lifetime>,
            ) -> Result<(), Box<$crate::json::DecodeError>> {
                $crate::json::read_record(self, node)
            }
        }
    };
}

pub(crate) use record;

/// An object with known fields.
pub trait Record<'a> {
    /// Reads the field `key`, if there is one.
    ///
    /// # Errors
    /// As the field's own type.
    fn field(&mut self, key: &str, value: &mut Node<'a>) -> Result<(), Box<DecodeError>>;
}

/// Reads all fields.
///
/// # Errors
/// Anything but an object; as the fields' own types, under their keys.
pub fn read_record<'a>(
    record: &mut dyn Record<'a>,
    node: &mut Node<'a>,
) -> Result<(), Box<DecodeError>> {
    for (key, value) in members(node)? {
        if let Err(error) = record.field(key, value) {
            return Err(error.under(key));
        }
    }
    Ok(())
}

/// The members of an object that are not null.
///
/// # Errors
/// Anything but an object.
pub fn members<'n, 'a>(
    node: &'n mut Node<'a>,
) -> Result<impl Iterator<Item = &'n mut (Text<'a>, Node<'a>)>, Box<DecodeError>> {
    match node {
        Node::Object(members) => Ok(members
            .iter_mut()
            .filter(|(_, value)| !matches!(value, Node::Null))),
        other => Err(DecodeError::unexpected(other, "an object")),
    }
}

/// The entries of a list.
fn entries<'n, 'a>(node: &'n mut Node<'a>) -> Result<&'n mut [Node<'a>], Box<DecodeError>> {
    match node {
        Node::Array(entries) => Ok(entries),
        other => Err(DecodeError::unexpected(other, "an array")),
    }
}

impl<'a, T: FromNode<'a>> FromNode<'a> for Option<T> {
    fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        self.insert(T::default()).fill(node)
    }

    fn replace(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        self.fill(node)
    }
}

impl<'a, T: FromNode<'a>> FromNode<'a> for Vec<T> {
    fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        let entries = entries(node)?;
        self.clear();
        self.reserve_exact(entries.len());
        for (index, entry) in entries.iter_mut().enumerate() {
            let mut value = T::default();
            let read = value.fill(entry);
            self.push(value);
            if let Err(error) = read {
                return Err(error.at(index));
            }
        }
        Ok(())
    }

    fn replace(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        self.fill(node)
    }
}

/// Values that are one node of the tree.
macro_rules! scalars {
    ($($type:ty: $variant:ident($value:ident) => $read:expr, $expected:literal;)+) => {
        $(impl<'a> FromNode<'a> for $type {
            fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
                match node {
                    Node::$variant($value) => {
                        *self = $read;
                        Ok(())
                    }
                    other => Err(DecodeError::unexpected(other, $expected)),
                }
            }

            fn replace(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
                self.fill(node)
            }
        })+
    };
}

scalars! {
    Text<'a>: String(text) => std::mem::take(text), "a string";
    bool: Bool(value) => *value, "a boolean";
}

impl<'a> FromNode<'a> for i64 {
    fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        match node {
            Node::Integer(value) => *self = *value,
            // Admission stores `80.0` as 80; objects that are trusted come without it.
            Node::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => {
                *self = *value as i64;
            }
            other => return Err(DecodeError::unexpected(other, "an integer")),
        }
        Ok(())
    }

    fn replace(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        self.fill(node)
    }
}

impl<'a> FromNode<'a> for Node<'a> {
    fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        *self = std::mem::take(node);
        Ok(())
    }
}
