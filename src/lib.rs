//! Gateway API in, Kuma resources out.
//!
//! [`evaluate`] is a pure function of its [`contract::Snapshot`]: no clock, no randomness, no I/O.
//! Data walks one way: [`json`] → [`admission`] → [`gateway_api`] → [`resolve`] → [`translate`] →
//! [`kuma`] → [`plan`]; [`status`] and [`diagnostic`] read what `resolve` decided.

#[cfg(feature = "admission")]
pub mod admission;
#[cfg(not(feature = "admission"))]
#[path = "admission/absent.rs"]
pub mod admission;
#[cfg(feature = "compare")]
pub mod compare;
pub mod contract;
pub mod diagnostic;
pub mod doors;
mod evaluate;
mod findings;
pub mod gateway_api;
pub mod json;
pub mod kuma;
mod order;
pub mod plan;
pub mod resolve;
#[cfg(feature = "simulate")]
pub mod simulate;
pub mod status;
mod store;
pub mod target;
pub mod translate;
#[cfg(feature = "admission")]
mod validate;

#[cfg(feature = "compare")]
pub use compare::{compare, compare_json};
pub use evaluate::{codes_json, evaluate, evaluate_json, evaluate_tree};
#[cfg(feature = "admission")]
pub use validate::{validate, validate_json, validate_tree};

/// The version of the module.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
