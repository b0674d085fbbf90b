//! From a tree to a typed object, with the place of the value that does not fit.

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
    #[cold]
    #[must_use]
    pub fn unexpected(found: &Node<'_>, expected: &str) -> Box<Self> {
        let found = found.type_name();
        let article = if found.starts_with(['a', 'i', 'o']) {
            "an"
        } else {
            "a"
        };
        let message = format!("{expected} is expected, but this is {article} {found}");
        Box::new(DecodeError::new(message))
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

    /// The same below the member `key`.
    #[cold]
    #[must_use]
    pub fn under(mut self: Box<Self>, key: &str) -> Box<Self> {
        self.segments.push(key.to_owned());
        self
    }

    /// The same below the entry `index`.
    #[cold]
    #[must_use]
    pub fn at(self: Box<Self>, index: usize) -> Box<Self> {
        self.under(&index.to_string())
    }
}

/// What can be read out of a tree.
///
/// Values are read in place, and the tree is emptied rather than taken apart: both keep the code of
/// the many types small.
pub trait FromNode<'a>: Sized + Default {
    /// Reads a fresh value out of a tree, whose text moves over.
    ///
    /// # Errors
    /// A value of another type than its field: what was expected, what was found, and where.
    fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>>;

    /// The same for a value that may have been read before: of a key that is written twice the last
    /// counts.
    ///
    /// # Errors
    /// As [`FromNode::fill`].
    fn replace(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        *self = Self::default();
        self.fill(node)
    }

    /// Reads it out of a tree, which is used up.
    ///
    /// # Errors
    /// As [`FromNode::fill`].
    fn from_node(mut node: Node<'a>) -> Result<Self, DecodeError> {
        let mut value = Self::default();
        match value.fill(&mut node) {
            Ok(()) => Ok(value),
            Err(error) => Err(*error),
        }
    }
}
