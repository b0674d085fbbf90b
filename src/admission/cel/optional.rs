//! Optional values.

use super::error::Fault;
use super::evaluate::{Machine, Outcome, Scope, Variables, present};
use super::expression::Place;
use super::value::Value;

/// What an optional value holds.
pub(super) fn held<'s, 'v>(value: &'s Value<'v>) -> Outcome<'v, Option<&'s Value<'v>>> {
    match value {
        Value::Optional(held) => Ok(held.as_deref()),
        _ => Err(Fault::NoSuchOverload),
    }
}

impl<'v> Machine<'v, '_> {
    /// `of[?index]`
    pub(super) fn optional_index(&mut self, of: &Value<'v>, index: &Value<'v>) -> Outcome<'v> {
        let of = match of {
            Value::Optional(None) => return Ok(Value::Optional(None)),
            Value::Optional(Some(of)) => of,
            of => of,
        };
        if let (Value::Map(_), Value::Text(key)) = (of, index) {
            let found = present(of, key)?;
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
        of: &Value<'v>,
        body: Place,
        scope: Variables<'v, '_>,
    ) -> Outcome<'v> {
        match held(of)? {
            Some(_) => self.opt_flat_map(of, body, scope).map(Value::some),
            None => Ok(Value::Optional(None)),
        }
    }

    /// `of.optFlatMap(v, body)`
    pub(super) fn opt_flat_map(
        &mut self,
        of: &Value<'v>,
        body: Place,
        outer: Variables<'v, '_>,
    ) -> Outcome<'v> {
        match held(of)?.cloned() {
            Some(value) => self.value(body, Some(&Scope { value, outer })),
            None => Ok(Value::Optional(None)),
        }
    }

    /// `of.orValue(other)`
    pub(super) fn or_value(
        &mut self,
        of: &Value<'v>,
        other: Place,
        scope: Variables<'v, '_>,
    ) -> Outcome<'v> {
        match held(of)? {
            Some(value) => Ok(value.clone()),
            None => self.value(other, scope),
        }
    }

    /// `of.or(other)`
    pub(super) fn or_optional(
        &mut self,
        of: Value<'v>,
        other: Place,
        scope: Variables<'v, '_>,
    ) -> Outcome<'v> {
        match held(&of)? {
            Some(_) => Ok(of),
            None => self.value(other, scope),
        }
    }
}
