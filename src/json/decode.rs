//! From a tree to a typed object, with the place of the value that does not fit.

use std::fmt;

use super::node::Node;
use super::pointer::Pointer;

/// A value that is not what its field holds.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct DecodeError {
    /// What was expected and what was found.
    pub message: String,
    /// Where, innermost segment first.
    segments: Vec<String>,
}

impl DecodeError {
    /// Something else than `expected` was found.
    #[must_use]
    pub fn unexpected(found: &Node<'_>, expected: &str) -> Self {
        let found = found.type_name();
        let article = if found.starts_with(['a', 'i', 'o']) {
            "an"
        } else {
            "a"
        };
        let message = format!("{expected} is expected, but this is {article} {found}");
        DecodeError {
            message,
            segments: Vec::new(),
        }
    }

    /// A value that its field does not have.
    #[must_use]
    pub fn new(message: String) -> Self {
        DecodeError {
            message,
            segments: Vec::new(),
        }
    }

    /// The place of the value.
    #[must_use]
    pub fn pointer(&self) -> Pointer {
        self.segments
            .iter()
            .rev()
            .fold(Pointer::root(), |at, segment| at.key(segment))
    }

    /// The same below the member or entry `segment`.
    #[must_use]
    pub fn under(mut self, segment: impl fmt::Display) -> Self {
        self.segments.push(segment.to_string());
        self
    }
}

/// What can be read out of a tree.
pub trait FromNode<'a>: Sized {
    /// Reads it out of a tree, which is used up.
    ///
    /// # Errors
    /// A value of another type than its field: what was expected, what was found, and where.
    fn from_node(node: Node<'a>) -> Result<Self, DecodeError>;
}
