//! The evaluator.

use std::borrow::Cow;

use crate::json::Node;

use super::arithmetic;
use super::budget::Budget;
use super::error::Fault;
use super::expression::{Binary, Expression, Place};
use super::value::{Value, member};

/// What a part of an expression comes to.
pub(super) type Outcome<'v, T = Value<'v>> = Result<T, Fault<'v>>;

/// One evaluation of one expression.
pub(super) struct Machine<'v, 'b> {
    expressions: &'v [Expression],
    this: &'v Node<'v>,
    old: Option<&'v Node<'v>>,
    pub(super) budget: &'b mut Budget,
}

/// The variables of the macros that are being evaluated, the innermost first.
pub(super) struct Scope<'v, 's> {
    pub(super) value: Value<'v>,
    pub(super) outer: Option<&'s Scope<'v, 's>>,
}

/// The variables that an expression sees.
pub(super) type Variables<'v, 's> = Option<&'s Scope<'v, 's>>;

impl<'v, 'b> Machine<'v, 'b> {
    pub(super) fn new(
        expressions: &'v [Expression],
        this: &'v Node<'v>,
        old: Option<&'v Node<'v>>,
        budget: &'b mut Budget,
    ) -> Self {
        Machine {
            expressions,
            this,
            old,
            budget,
        }
    }

    /// The value of the expression at a place.
    pub(super) fn value(&mut self, at: Place, scope: Variables<'v, '_>) -> Outcome<'v> {
        self.budget.spend(1)?;
        let Some(expression) = self.expressions.get(usize::from(at)) else {
            return Err(Fault::NoSuchOverload);
        };
        let first = at + 1;
        Ok(match expression {
            Expression::This => Value::of(self.this),
            Expression::Old => self.old.map_or(Value::Null, Value::of),
            Expression::OptionalOld => match self.old {
                Some(old) => Value::some(Value::of(old)),
                None => Value::Optional(None),
            },
            Expression::Variable(depth) => {
                let mut found = scope;
                for _ in 0..*depth {
                    found = found.and_then(|scope| scope.outer);
                }
                found.map_or(Value::Null, |scope| scope.value.clone())
            }
            Expression::Null | Expression::End => Value::Null,
            Expression::Bool(value) => Value::Bool(*value),
            Expression::Int(value) => Value::Int(*value),
            Expression::Double(value) => Value::Double(*value),
            Expression::Text(text) => Value::Text(Cow::Borrowed(text)),
            Expression::List(end) => {
                let mut entries = Vec::new();
                let mut place = first;
                while place < *end {
                    entries.push(self.value(place, scope)?);
                    place = self.after(place);
                }
                Value::made(entries)
            }
            Expression::Field(name, written) => {
                let of = self.value(first, scope)?;
                field(of, name, written)?
            }
            Expression::OptionalField(name) => {
                let of = self.value(first, scope)?;
                optional_field(of, name)?
            }
            Expression::Has(name) => {
                let of = self.value(first, scope)?;
                Value::Bool(has(of, name)?)
            }
            Expression::Index(index) => {
                let of = self.value(first, scope)?;
                let index = self.value(*index, scope)?;
                self.index(of, index)?
            }
            Expression::OptionalIndex(index) => {
                let of = self.value(first, scope)?;
                let index = self.value(*index, scope)?;
                self.optional_index(of, index)?
            }
            Expression::Not => Value::Bool(!self.truth(first, scope)?),
            Expression::Negate => arithmetic::negate(self.value(first, scope)?)?,
            Expression::Conditional(then, otherwise) => {
                let branch = match self.truth(first, scope)? {
                    true => *then,
                    false => *otherwise,
                };
                self.value(branch, scope)?
            }
            Expression::And(second) => Value::Bool(self.either(first, *second, false, scope)?),
            Expression::Or(second) => Value::Bool(self.either(first, *second, true, scope)?),
            Expression::Binary(binary, second) => {
                let left = self.value(first, scope)?;
                match (binary, self.expressions.get(usize::from(*second))) {
                    (Binary::In, Some(Expression::List(end))) => {
                        self.budget.spend(1)?;
                        Value::Bool(self.is_listed(&left, *second + 1, *end, scope)?)
                    }
                    _ => {
                        let right = self.value(*second, scope)?;
                        self.binary(*binary, left, right)?
                    }
                }
            }
            Expression::Macro(which, body, last) => {
                let entries = self.value(first, scope)?.entries()?;
                self.over_entries(*which, entries, *body, *last, scope)?
            }
            Expression::OptMap(body) => self.opt_map(first, *body, scope)?,
            Expression::OptFlatMap(body) => self.opt_flat_map(first, *body, scope)?,
            Expression::OrValue(other) => self.or_value(first, *other, scope)?,
            Expression::OrOptional(other) => self.or_optional(first, *other, scope)?,
            Expression::NoOptional => Value::Optional(None),
            Expression::Call(function, second, third) => {
                let one = self.value(first, scope)?;
                let mut others = [Value::Null, Value::Null];
                let count = function.arguments() - 1;
                for (other, place) in others.iter_mut().zip([second, third]).take(count) {
                    *other = self.value(*place, scope)?;
                }
                let [two, three] = others;
                self.call(*function, one, two, three)?
            }
            Expression::Matches(pattern, compiled) => {
                match (
                    self.value(first, scope)?,
                    self.expressions.get(usize::from(*pattern)),
                ) {
                    (Value::Text(text), Some(Expression::Text(pattern))) => {
                        self.budget.spend(text.len() / 16)?;
                        Value::Bool(compiled.matches(pattern, &text)?)
                    }
                    _ => return Err(Fault::NoSuchOverload),
                }
            }
            Expression::Format(format) => match self.value(first, scope)? {
                Value::Text(text) => Value::Bool(!format.holds(&text)),
                _ => return Err(Fault::NoSuchOverload),
            },
        })
    }

    /// A value that must be true or false.
    pub(super) fn truth(&mut self, at: Place, scope: Variables<'v, '_>) -> Outcome<'v, bool> {
        match self.value(at, scope)? {
            Value::Bool(value) => Ok(value),
            _ => Err(Fault::NoSuchOverload),
        }
    }

    /// `||`, and `&&` with `decides` false: what decides absorbs a fault on the other side.
    fn either(
        &mut self,
        first: Place,
        second: Place,
        decides: bool,
        scope: Variables<'v, '_>,
    ) -> Outcome<'v, bool> {
        let left = self.truth(first, scope);
        if matches!(left, Ok(value) if value == decides) {
            return Ok(decides);
        }
        let right = self.truth(second, scope);
        if matches!(right, Ok(value) if value == decides) {
            return Ok(decides);
        }
        left.and(right)
    }

    /// `value in [a, b]`, without making the list.
    fn is_listed(
        &mut self,
        value: &Value<'v>,
        mut place: Place,
        end: Place,
        scope: Variables<'v, '_>,
    ) -> Outcome<'v, bool> {
        let mut found = false;
        while place < end {
            found |= self.value(place, scope)?.equals(value);
            place = self.after(place);
        }
        Ok(found)
    }

    /// The place after an expression and all its operands.
    fn after(&self, at: Place) -> Place {
        let last = match self.expressions.get(usize::from(at)) {
            Some(
                Expression::Field(..)
                | Expression::OptionalField(_)
                | Expression::Has(_)
                | Expression::Not
                | Expression::Negate
                | Expression::Format(_),
            ) => at + 1,
            Some(Expression::List(end)) => return *end,
            Some(
                Expression::Index(last)
                | Expression::OptionalIndex(last)
                | Expression::Conditional(_, last)
                | Expression::And(last)
                | Expression::Or(last)
                | Expression::Binary(_, last)
                | Expression::Macro(_, _, last)
                | Expression::OptMap(last)
                | Expression::OptFlatMap(last)
                | Expression::OrValue(last)
                | Expression::OrOptional(last)
                | Expression::Matches(last, _),
            ) => *last,
            Some(Expression::Call(function, second, third)) => match function.arguments() {
                1 => at + 1,
                2 => *second,
                _ => *third,
            },
            _ => return at.saturating_add(1),
        };
        self.after(last)
    }

    fn binary(&mut self, binary: Binary, left: Value<'v>, right: Value<'v>) -> Outcome<'v> {
        use std::cmp::Ordering::{Greater, Less};
        Ok(Value::Bool(match binary {
            Binary::Equal => self.equals(&left, &right)?,
            Binary::NotEqual => !self.equals(&left, &right)?,
            Binary::Less => left.compare(&right)? == Less,
            Binary::LessOrEqual => left.compare(&right)? != Greater,
            Binary::Greater => left.compare(&right)? == Greater,
            Binary::GreaterOrEqual => left.compare(&right)? != Less,
            Binary::In => match (left, right) {
                (Value::Text(key), Value::Map(members)) => member(members, &key).is_some(),
                (_, Value::Map(_)) => return Err(Fault::NoSuchOverload),
                (left, list @ (Value::List(_) | Value::Made(_))) => {
                    let mut found = false;
                    for entry in list.entries()? {
                        if self.equals(&entry, &left)? {
                            found = true;
                            break;
                        }
                    }
                    found
                }
                _ => return Err(Fault::NoSuchOverload),
            },
            Binary::Add
            | Binary::Subtract
            | Binary::Multiply
            | Binary::Divide
            | Binary::Remainder => {
                self.spend_on(&left)?;
                self.spend_on(&right)?;
                return arithmetic::binary(binary, left, right);
            }
        }))
    }

    /// `==`: lists, maps and texts cost what it takes to read them.
    fn equals(&mut self, left: &Value<'v>, right: &Value<'v>) -> Outcome<'v, bool> {
        if std::mem::discriminant(left) == std::mem::discriminant(right) {
            self.spend_on(left)?;
            self.spend_on(right)?;
        }
        Ok(left.equals(right))
    }

    /// Takes the steps for reading a whole value.
    pub(super) fn spend_on(&mut self, value: &Value<'v>) -> Outcome<'v, ()> {
        self.budget.spend(weight(value))
    }

    pub(super) fn index(&mut self, of: Value<'v>, index: Value<'v>) -> Outcome<'v> {
        match (of, index) {
            (Value::List(nodes), Value::Int(index)) => usize::try_from(index)
                .ok()
                .and_then(|index| nodes.get(index))
                .map(Value::of)
                .ok_or(Fault::Index("index out of bounds", index)),
            (Value::Made(values), Value::Int(index)) => usize::try_from(index)
                .ok()
                .and_then(|index| values.get(index).cloned())
                .ok_or(Fault::Index("index out of bounds", index)),
            (Value::Map(members), Value::Text(key)) => match member(members, &key) {
                Some(node) => Ok(Value::of(node)),
                None => Err(Fault::NoSuchKey(key)),
            },
            (of @ Value::Optional(_), index) => self.optional_index(of, index),
            _ => Err(Fault::NoSuchOverload),
        }
    }
}

/// A field that is null is as one that is absent.
pub(super) fn present<'v>(of: &Value<'v>, name: &str) -> Outcome<'v, Option<Value<'v>>> {
    match of {
        Value::Map(members) => Ok(member(members, name)
            .filter(|node| **node != Node::Null)
            .map(Value::of)),
        _ => Err(Fault::NoSuchOverload),
    }
}

/// `of.name`, where the rule writes the name in another way if it is reserved.
fn field<'v>(of: Value<'v>, name: &str, written: &'static str) -> Outcome<'v> {
    if matches!(of, Value::Optional(_)) {
        return optional_field(of, name);
    }
    present(&of, name)?.ok_or(Fault::NoSuchKey(Cow::Borrowed(written)))
}

/// `of.?name`
fn optional_field<'v>(of: Value<'v>, name: &str) -> Outcome<'v> {
    let found = match of {
        Value::Optional(None) => None,
        Value::Optional(Some(of)) => present(&of, name)?,
        of => present(&of, name)?,
    };
    Ok(found.map_or(Value::Optional(None), Value::some))
}

/// `has(of.name)`
fn has<'v>(of: Value<'v>, name: &str) -> Outcome<'v, bool> {
    match of {
        Value::Optional(None) => Ok(false),
        Value::Optional(Some(of)) => present(&of, name).map(|found| found.is_some()),
        of => present(&of, name).map(|found| found.is_some()),
    }
}

/// How many steps it takes to read a value: one for a scalar, more for long texts and lists.
fn weight(value: &Value<'_>) -> usize {
    match value {
        Value::Text(text) => text.len() / 16,
        Value::List(nodes) => nodes.iter().map(node_weight).sum::<usize>() + 1,
        Value::Map(members) => {
            members
                .iter()
                .map(|(_, node)| node_weight(node))
                .sum::<usize>()
                + 1
        }
        Value::Made(values) => values.iter().map(weight).sum::<usize>() + 1,
        _ => 0,
    }
}

fn node_weight(node: &Node<'_>) -> usize {
    weight(&Value::of(node)) + 1
}
