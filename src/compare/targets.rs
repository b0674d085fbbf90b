//! The two targets of a comparison, as a host names them.

use crate::contract::{Refusal, Target};
use crate::json::{DecodeError, FromNode, Node, Record, read_record};

/// From which target to which.
#[derive(Clone, Copy, Debug)]
pub struct Targets {
    /// The target that is left.
    pub from: Target,
    /// The target that comes; not older.
    pub to: Target,
}

impl Targets {
    /// An upgrade.
    ///
    /// # Errors
    /// `from` is newer than `to`.
    pub fn new(from: Target, to: Target) -> Result<Self, Refusal> {
        if from > to {
            return Err(Refusal::Downgrade {
                from: from.name(),
                to: to.name(),
            });
        }
        Ok(Targets { from, to })
    }

    /// Reads `{"from": …, "to": …}`.
    ///
    /// # Errors
    /// Text that is no such object, a target that does not exist, and as [`Targets::new`].
    pub(super) fn from_json(text: &str) -> Result<Self, Refusal> {
        let node: Node<'_> = serde_json::from_str(text)
            .map_err(|error| Refusal::TargetsNotJson(error.to_string()))?;
        let named = Named::from_node(node).map_err(|error| Refusal::InvalidTargets {
            path: error.pointer().to_string(),
            message: error.message,
        })?;
        let there = |target: Option<Target>, key: &str| {
            target.ok_or_else(|| Refusal::InvalidTargets {
                message: format!("`{key}` is missing"),
                path: format!("/{key}"),
            })
        };
        Targets::new(there(named.from, "from")?, there(named.to, "to")?)
    }
}

#[derive(Default)]
struct Named {
    from: Option<Target>,
    to: Option<Target>,
}

impl<'a> Record<'a> for Named {
    fn field(&mut self, key: &str, value: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        match key {
            "from" => self.from.fill(value),
            "to" => self.to.fill(value),
            _ => {
                let message = format!("a comparison has `from` and `to`, and no `{key}`");
                Err(Box::new(DecodeError::new(message)))
            }
        }
    }
}

impl<'a> FromNode<'a> for Named {
    fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        read_record(self, node)
    }
}
