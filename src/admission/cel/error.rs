//! Why an expression has no value.

use std::borrow::Cow;
use std::fmt;

use thiserror::Error;

/// Why a rule could not be evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CelError {
    /// The values have types that an operator or a function does not take. An API server tells more
    /// of the rule then.
    #[error("no such overload")]
    NoSuchOverload,
    /// There was more to do than one rule may.
    #[error("operation cancelled: actual cost limit exceeded")]
    Budget,
    /// There was more to do than all rules of an object may together.
    #[error(
        "validation failed due to running out of cost budget, no further validation rules will be run"
    )]
    Exhausted,
    /// Anything else, in an API server's words.
    #[error("{0}")]
    Failed(String),
}

/// The same inside: most faults are absorbed by `||` or `&&` and never told.
#[derive(Clone, Debug)]
pub(super) enum Fault<'v> {
    NoSuchOverload,
    Budget,
    Exhausted,
    NoSuchKey(Cow<'v, str>),
    /// An index, and what is said before it.
    Index(&'static str, i64),
    /// A range of a text: from, to.
    Range(i64, i64),
    /// The types that a conversion is from and to.
    Conversion(&'static str, &'static str),
    Said(&'static str),
}

impl fmt::Display for Fault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NoSuchOverload | Fault::Budget | Fault::Exhausted => Ok(()),
            Fault::NoSuchKey(key) => write!(f, "no such key: {key}"),
            Fault::Index(said, index) => write!(f, "{said}: {index}"),
            Fault::Range(from, to) => {
                write!(f, "invalid substring range. start: {from}, end: {to}")
            }
            Fault::Conversion(from, to) => {
                write!(f, "type conversion error from '{from}' to '{to}'")
            }
            Fault::Said(said) => f.write_str(said),
        }
    }
}

impl From<Fault<'_>> for CelError {
    fn from(fault: Fault<'_>) -> Self {
        match fault {
            Fault::NoSuchOverload => CelError::NoSuchOverload,
            Fault::Budget => CelError::Budget,
            Fault::Exhausted => CelError::Exhausted,
            fault => CelError::Failed(fault.to_string()),
        }
    }
}
