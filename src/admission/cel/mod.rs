//! The rules of the CRDs: Kubernetes' CEL, read from a compact form that the tools make out of the
//! rules' text (`tools/src/cel`), and evaluated over JSON as it lies there.
//!
//! The compact form is the expression with each operator before its operands:
//!
//! | written | meaning |
//! |---|---|
//! | `s` `o` `O` | `self`, `oldSelf`, `oldSelf` as an optional value |
//! | `v0` … `v9` | the variable of the innermost macro, of the one around it, … |
//! | `t` `f` `n`, `0` … `9`, `i-12;`, `d3ff8000000000000;`, `'text'` | literals; a double is its bits; in a text `~a` `~q` `~b` `~~` are `'` `"` `\` `~`, and `~0` … `~O` the control characters |
//! | `.name;x` `:name;x` `hname;x` | `x.name`, `x.?name`, `has(x.name)` |
//! | `,name;__name__;x` | `x.__name__`, the field `name` |
//! | `@xi` `$xi` | `x[i]`, `x[?i]` |
//! | `?cxy` | `c ? x : y` |
//! | `&` `\|` `!` `=` `#` `<` `(` `>` `)` `^` | `&&` `\|\|` `!` `==` `!=` `<` `<=` `>` `>=` `in` |
//! | `+` `-` `*` `/` `%` `_` | arithmetic; `_` has one operand |
//! | `[…]` | a list |
//! | `Axp` `Xxp` `Uxp` `Fxp` `Mxe` `Pxpe` | `all`, `exists`, `exists_one`, `filter`, `map`, `map` with a condition |
//! | `mxe` `kxe` `yxd` `Yxd` `N` | `optMap`, `optFlatMap`, `orValue`, `or`, `optional.none()` |
//! | `c` and a letter | a function, see [`Function`](function::Function) |
//! | `x` and a letter, and a text | `format.NAME().validate(text).hasValue()`, see [`Format`](format::Format) |
//!
//! Values borrow from the object. Where types decide, the tools have put the conversion into the
//! tree: a `number` field is a double there.

mod arithmetic;
mod budget;
mod duration;
mod error;
mod evaluate;
mod expression;
mod format;
mod function;
mod macros;
mod optional;
mod pattern;
#[cfg(test)]
mod tests;
mod text;
mod timestamp;
mod value;

pub use budget::Budget;
pub use error::CelError;

use crate::json::Node;
use error::Fault;
use evaluate::Machine;
use expression::Expression;
use value::Value;

/// A rule, or the expression of a rule's message.
#[derive(Debug)]
pub struct Program {
    expressions: Box<[Expression]>,
}

impl Program {
    /// Reads the compact form; none when it is malformed.
    #[must_use]
    pub fn read(tree: &'static str) -> Option<Program> {
        let expressions = expression::read(tree)?.into_boxed_slice();
        Some(Program { expressions })
    }

    /// What a rule says of a value; `old` is the value that is there now, if there is one.
    ///
    /// # Errors
    ///
    /// What an API server writes before `evaluating rule:`, or the budget is used up.
    pub fn evaluate<'v>(
        &'v self,
        value: &'v Node<'v>,
        old: Option<&'v Node<'v>>,
        budget: &mut Budget,
    ) -> Result<bool, CelError> {
        match self.run(value, old, budget) {
            Ok(Value::Bool(holds)) => Ok(holds),
            Ok(_) => Err(CelError::NoSuchOverload),
            Err(fault) => Err(fault.into()),
        }
    }

    /// The message that a `messageExpression` gives.
    ///
    /// # Errors
    ///
    /// As [`Self::evaluate`]. An API server then falls back on the rule's `message`.
    pub fn message<'v>(
        &'v self,
        value: &'v Node<'v>,
        old: Option<&'v Node<'v>>,
        budget: &mut Budget,
    ) -> Result<String, CelError> {
        match self.run(value, old, budget) {
            Ok(Value::Text(text)) => Ok(text.into_owned()),
            Ok(_) => Err(CelError::NoSuchOverload),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Whether it names `oldSelf`.
    #[must_use]
    pub fn uses_old_self(&self) -> bool {
        self.expressions.iter().any(Expression::is_old_self)
    }

    fn run<'v>(
        &'v self,
        value: &'v Node<'v>,
        old: Option<&'v Node<'v>>,
        budget: &mut Budget,
    ) -> Result<Value<'v>, Fault<'v>> {
        budget.begin();
        Machine::new(&self.expressions, value, old, budget).value(0, None)
    }
}
