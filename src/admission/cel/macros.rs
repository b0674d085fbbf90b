//! What goes over the entries of a list or the keys of a map.
//!
//! CEL defines these as folds, and which fault of several is told comes from there: `all` and `exists`
//! are chains of `&&` and `||` and tell the first, `exists_one` and the conditions of `filter` and
//! `map` go on after a fault and tell the last.

use super::error::Fault;
use super::evaluate::{Machine, Outcome, Scope, Variables};
use super::expression::{Macro, Place};
use super::value::Value;

impl<'v> Machine<'v, '_> {
    /// `body` is the condition, or what `map` makes; `last` is what `map` makes where there are both.
    pub(super) fn over_entries(
        &mut self,
        which: Macro,
        of: &Value<'v>,
        body: Place,
        last: Place,
        outer: Variables<'v, '_>,
    ) -> Outcome<'v> {
        let mut fault = None;
        let mut count = 0;
        let mut made = Vec::new();
        for value in of.entries()? {
            let scope = Scope { value, outer };
            if which == Macro::Map {
                made.push(self.value(body, Some(&scope))?);
                continue;
            }
            match self.truth(body, Some(&scope)) {
                Err(fault @ (Fault::Budget | Fault::Exhausted)) => return Err(fault),
                Err(found) => {
                    if fault.is_none() || !matches!(which, Macro::All | Macro::Exists) {
                        fault = Some(found);
                    }
                }
                Ok(false) if which == Macro::All => return Ok(Value::Bool(false)),
                Ok(true) if which == Macro::Exists => return Ok(Value::Bool(true)),
                Ok(true) if which == Macro::ExistsOne => count += 1,
                Ok(true) if which == Macro::Filter => made.push(scope.value),
                Ok(true) if which == Macro::MapWhere => match self.value(last, Some(&scope)) {
                    Err(fault @ (Fault::Budget | Fault::Exhausted)) => return Err(fault),
                    Err(found) => fault = fault.or(Some(found)),
                    Ok(value) => made.push(value),
                },
                Ok(_) => {}
            }
        }
        match fault {
            Some(fault) => Err(fault),
            None => Ok(match which {
                Macro::All => Value::Bool(true),
                Macro::Exists => Value::Bool(false),
                Macro::ExistsOne => Value::Bool(count == 1),
                Macro::Filter | Macro::Map | Macro::MapWhere => Value::made(made),
            }),
        }
    }
}
