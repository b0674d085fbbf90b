//! What stands in for admission in a build without it. Such a build refuses `admission: enforce`, so
//! that nothing here is asked.

use crate::diagnostic::Problem;
use crate::json::Node;

mod id;
pub mod regex;

pub use id::Id;

/// Objects cannot be admitted.
pub const IS_BUILT: bool = false;

/// What became of an object: nothing.
#[derive(Debug, Default)]
pub struct Admitted<'a> {
    /// What is wrong with it.
    pub problems: Vec<Problem<'a>>,
    /// An API server would refuse it.
    pub refused: bool,
    /// Its kind has a schema.
    pub known: bool,
    /// Its kind lives in no namespace.
    pub cluster: bool,
}

/// There are no schemas, of no release.
#[must_use]
pub fn releases() -> &'static [&'static str] {
    &[]
}

/// Leaves an object as it is.
pub fn admit<'a>(_: &mut Node<'a>, _: Id<'_>) -> Admitted<'a> {
    Admitted::default()
}

/// Leaves what was there before as it is.
pub fn bring_up<'a>(_: &mut Node<'a>, _: &Node<'a>) {}
