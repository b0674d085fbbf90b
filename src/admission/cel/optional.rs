//! Optional values.

use std::rc::Rc;

use super::error::Fault;
use super::evaluate::{Machine, Outcome, Scope, Variables, present};
use super::expression::Place;
use super::value::Value;

/// What an optional value holds.
fn held<'v>(value: Value<'v>) -> Outcome<'v, Option<Value<'v>>> {
    match value {
        Value::Optional(held) => Ok(held.map(Rc::unwrap_or_clone)),
        _ => Err(Fault::NoSuchOverload),
    }
}

impl<'v> Machine<'v, '_> {
    /// `of[?index]`
    pub(super) fn optional_index(&mut self, of: Value<'v>, index: Value<'v>) -> Outcome<'v> {
        let of = match of {
            Value::Optional(None) => return Ok(Value::Optional(None)),
            Value::Optional(Some(of)) => Rc::unwrap_or_clone(of),
            of => of,
        };
        if let (Value::Map(_), Value::Text(key)) = (&of, &index) {
            let found = present(&of, key)?;
            return Ok(found.map_or(Value::Optional(None), Value::some));
        }
        match self.index(of, index) {
            Ok(found) => Ok(Value::some(found)),
            Err(Fault::Index(..)) => Ok(Value::Optional(None)),
            Err(fault) => Err(fault),
        }
    }

    /// `of.optMap(v, body)`
    pub(super) fn opt_map(
        &mut self,
        of: Place,
        body: Place,
        outer: Variables<'v, '_>,
    ) -> Outcome<'v> {
        let value = self.value(of, outer)?;
        match held(value)? {
            Some(value) => {
                let scope = Scope { value, outer };
                Ok(Value::some(self.value(body, Some(&scope))?))
            }
            None => Ok(Value::Optional(None)),
        }
    }

    /// `of.optFlatMap(v, body)`
    pub(super) fn opt_flat_map(
        &mut self,
        of: Place,
        body: Place,
        outer: Variables<'v, '_>,
    ) -> Outcome<'v> {
        match self.opt_map(of, body, outer)? {
            Value::Optional(Some(value)) => Ok(Rc::unwrap_or_clone(value)),
            none => Ok(none),
        }
    }

    /// `of.orValue(other)`
    pub(super) fn or_value(
        &mut self,
        of: Place,
        other: Place,
        scope: Variables<'v, '_>,
    ) -> Outcome<'v> {
        let value = self.value(of, scope)?;
        match held(value)? {
            Some(value) => Ok(value),
            None => self.value(other, scope),
        }
    }

    /// `of.or(other)`
    pub(super) fn or_optional(
        &mut self,
        of: Place,
        other: Place,
        scope: Variables<'v, '_>,
    ) -> Outcome<'v> {
        match self.value(of, scope)? {
            Value::Optional(None) => self.value(other, scope),
            some @ Value::Optional(_) => Ok(some),
            _ => Err(Fault::NoSuchOverload),
        }
    }
}
