//! How much work is left.

use super::error::Fault;

/// The most steps that one rule may take: an API server's own limit.
const PER_CALL: u64 = 1_000_000;

/// The steps that rules may still take. One budget serves all rules of an object, as with an API
/// server, and a part of it each one; a step is a part of an expression that is evaluated, or a piece
/// of text that is read.
#[derive(Clone, Debug)]
pub struct Budget {
    steps: u64,
    call: u64,
}

impl Budget {
    /// A budget of so many steps.
    #[must_use]
    pub fn new(steps: u64) -> Budget {
        Budget {
            steps,
            call: PER_CALL,
        }
    }

    /// The steps that are left.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.steps
    }

    /// Begins with the next rule, or the next message.
    pub(super) fn begin(&mut self) {
        self.call = PER_CALL;
    }

    /// Takes steps. Once there were too few, there are none.
    pub(super) fn spend<'v>(&mut self, steps: usize) -> Result<(), Fault<'v>> {
        let steps = steps as u64;
        let Some(left) = self.steps.checked_sub(steps) else {
            self.steps = 0;
            return Err(Fault::Exhausted);
        };
        self.steps = left;
        match self.call.checked_sub(steps) {
            Some(left) => {
                self.call = left;
                Ok(())
            }
            None => {
                self.call = 0;
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
