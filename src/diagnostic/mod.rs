//! What the author of a resource should know: one catalogue of codes, and the findings with their places.

mod catalogue;
mod code;
mod explanation;
mod report;
mod suggest;

pub use catalogue::{Entry, catalogue};
pub use code::{Code, Severity};
pub use report::{Diagnostic, Problem, Related};
pub use suggest::did_you_mean;

pub(crate) use report::{Finding, finish};
