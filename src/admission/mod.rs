//! What an API server does with an object before it stores it: the CRDs' schemas as data, and one
//! walker that prunes, defaults and checks. Knows JSON only.
//!
//! `tables.json` is made from the CRDs by `cargo run -p kuma-gapi-tools --bin schemas`; no default
//! and no rule of a CRD is written in Rust.

pub mod regex;
mod schema;
mod walk;

#[cfg(test)]
mod tests;

pub use walk::{Admitted, MAX_PROBLEMS, admit};
