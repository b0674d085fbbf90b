//! The rules of the CRDs (`x-kubernetes-validations`), read when the tables are made, so that the
//! module needs no parser: text in, the compact form out that `kuma_gapi::admission::cel` reads.
//!
//! The parser is our own: the one of the `cel` crate expands macros into folds, which the compact
//! form would have to recognise again (`all`, `exists_one` and `filter` absorb errors in different
//! ways, and cost three letters here), and it brings sixty crates.
//!
//! What the evaluator cannot do as an API server does it is refused here, by name: a new release of
//! Gateway API that uses it fails when its tables are made, never in silence.

mod ast;
mod functions;
mod lexer;
mod names;
mod parser;
mod scope;
mod write;

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::Failure;

/// A rule or a `messageExpression` of a schema.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rule<'r> {
    /// The expression.
    pub text: &'r str,
    /// The schema that `self` has: the one that the rule stands in. With it, numbers of `number`
    /// fields are doubles, `date-time` is a timestamp, and what needs more of the schema (equality of
    /// sets and maps, `duration` and `byte` formats) is refused. Without, values are what JSON says.
    pub schema: Option<&'r Value>,
    /// `optionalOldSelf`: `oldSelf` is an optional value.
    pub optional_old_self: bool,
}

/// A compiled rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// The compact form, for `kuma_gapi::admission::cel::Program::read`. It holds no character that
    /// JSON would escape, so that a reader of the tables can borrow it.
    pub tree: String,
    /// The rule names `oldSelf`: without an old value it does not run, unless that is optional.
    pub uses_old_self: bool,
}

/// The compact form of a rule whose schema is not at hand, as a JSON string.
///
/// # Errors
///
/// The text is no CEL, or needs what the evaluator does not have.
pub fn compile(rule: &str) -> Result<Value, Failure> {
    let rule = Rule {
        text: rule,
        ..Rule::default()
    };
    Ok(Value::String(rule.compile()?.tree))
}

impl Rule<'_> {
    /// Compiles the rule.
    ///
    /// # Errors
    ///
    /// The text is no CEL, or needs what the evaluator does not have.
    pub fn compile(self) -> Result<Compiled, Failure> {
        lexer::tokens(self.text)
            .and_then(|tokens| parser::parse(&tokens))
            .and_then(|expression| write::write(&expression, self))
            .map_err(|error| format!("the rule `{}`: {error}", self.text).into())
    }
}
