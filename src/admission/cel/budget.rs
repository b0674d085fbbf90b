//! How much work is left.

use super::error::Fault;

/// The steps that rules may still take. One budget serves all rules of an object, as with an API
/// server; a step is a part of an expression that is evaluated, or a piece of text that is read.
#[derive(Clone, Debug)]
pub struct Budget {
    steps: u64,
}

impl Budget {
    /// A budget of so many steps.
    #[must_use]
    pub fn new(steps: u64) -> Budget {
        Budget { steps }
    }

    /// The steps that are left.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.steps
    }

    /// Takes steps. Once there were too few, there are none.
    pub(super) fn spend<'v>(&mut self, steps: usize) -> Result<(), Fault<'v>> {
        match self.steps.checked_sub(steps as u64) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => {
                self.steps = 0;
                Err(Fault::Budget)
            }
        }
    }
}

/// An API server's own limit for one object, in its own units: what stays within it there stays
/// within it here.
impl Default for Budget {
    fn default() -> Self {
        Budget::new(10_000_000)
    }
}
