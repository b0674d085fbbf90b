//! What an API server does with an object before it stores it: the CRDs' schemas as data, one walker
//! that prunes and defaults, and one that checks. Knows JSON only.
//!
//! `tables.txt` is made from the CRDs by `make schemas`, of as many releases as wanted; no default
//! and no rule of a CRD is written in Rust.

mod admit;
pub mod catalogue;
pub mod cel;
mod id;
mod metadata;
mod number;
mod place;
pub mod regex;
mod schema;
mod update;
mod validate;
mod walk;
mod words;

#[cfg(test)]
mod tests;

pub use admit::{Admitted, MAX_PROBLEMS, admit, has_schema, releases};
pub use id::Id;
pub use update::bring_up;
pub use validate::Cause;

/// Objects can be admitted: this build has the schemas and the rules.
pub const IS_BUILT: bool = true;
