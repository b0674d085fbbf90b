//! The evaluator.

use std::borrow::Cow;

use crate::json::{Member, Node};

use super::arithmetic;
use super::budget::Budget;
use super::error::Fault;
use super::expression::{Binary, Expression, Kind, Place};
use super::function::Function;
use super::value::{Value, member};

/// What a part of an expression comes to.
pub(super) type Outcome<'v, T = Value<'v>> = Result<T, Fault<'v>>;

/// A number that is written with a fraction. No field of the type `number` is in the tables: a test looks.
const NOT_AN_INTEGER: Fault<'static> = Fault::Said("invalid data, expected int, got float64");

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
        match self.as_written(at, scope)? {
            Value::Written(_) => Err(NOT_AN_INTEGER),
            value => Ok(value),
        }
    }

    /// The same where a number of the object may be any.
    fn as_written(&mut self, at: Place, scope: Variables<'v, '_>) -> Outcome<'v> {
        let Some(expression) = self.expressions.get(usize::from(at)) else {
            return Err(Fault::NoSuchOverload);
        };
        if expression.kind.is_condition() {
            return self.truth(at, scope).map(Value::Bool);
        }
        self.budget.spend(1)?;
        let first = at + 1;
        let second = expression.second;
        Ok(match &expression.kind {
            Kind::This => Value::of(self.this),
            Kind::Old => self.old.map_or(Value::Null, Value::of),
            Kind::OptionalOld => match self.old {
                Some(old) => Value::some(Value::of(old)),
                None => Value::Optional(None),
            },
            Kind::Variable(depth) => {
                let mut found = scope;
                for _ in 0..*depth {
                    found = found.and_then(|scope| scope.outer);
                }
                found.map_or(Value::Null, |scope| scope.value.clone())
            }
            Kind::Null => Value::Null,
            Kind::Int(value) => Value::Int(*value),
            Kind::Double(value) => Value::Double(*value),
            Kind::Text(text) => Value::text(text),
            Kind::Field(name, written) => return field(&self.value(first, scope)?, name, written),
            Kind::NoOptional => Value::Optional(None),
            Kind::Conditional => {
                let branch = match self.truth(first, scope)? {
                    true => second,
                    false => expression.third,
                };
                return self.value(branch, scope);
            }
            Kind::List(end) => return self.list(first, *end, scope),
            Kind::Call(Function::Double) => {
                let one = self.as_written(first, scope)?;
                return self.with_operand(expression, one, scope);
            }
            _ => {
                let one = self.value(first, scope)?;
                return self.with_operand(expression, one, scope);
            }
        })
    }

    #[inline(never)]
    fn list(&mut self, first: Place, end: Place, scope: Variables<'v, '_>) -> Outcome<'v> {
        let mut entries = Vec::new();
        let mut place = first;
        while place < end {
            entries.push(self.value(place, scope)?);
            place = self.after(place);
        }
        Ok(Value::made(entries))
    }

    /// A value that must be true or false.
    pub(super) fn truth(&mut self, at: Place, scope: Variables<'v, '_>) -> Outcome<'v, bool> {
        let Some(expression) = self.expressions.get(usize::from(at)) else {
            return Err(Fault::NoSuchOverload);
        };
        if !expression.kind.is_condition() {
            return match self.value(at, scope)? {
                Value::Bool(value) => Ok(value),
                _ => Err(Fault::NoSuchOverload),
            };
        }
        self.budget.spend(1)?;
        let first = at + 1;
        let second = expression.second;
        match &expression.kind {
            Kind::Bool(value) => Ok(*value),
            Kind::Logical(decides) => self.either(first, second, *decides, scope),
            Kind::Not => Ok(!self.truth(first, scope)?),
            Kind::Has(name) => has(&self.value(first, scope)?, name),
            Kind::Binary(binary) => {
                let one = self.value(first, scope)?;
                if *binary == Binary::In
                    && let Some(end) = self.end_of_list(second)
                {
                    self.budget.spend(1)?;
                    return self.is_listed(&one, second + 1, end, scope);
                }
                let two = self.value(second, scope)?;
                self.relation(*binary, &one, &two)
            }
            _ => Err(Fault::NoSuchOverload),
        }
    }

    /// The value of an expression whose first operand is known.
    #[inline(never)]
    fn with_operand(
        &mut self,
        expression: &'v Expression,
        one: Value<'v>,
        scope: Variables<'v, '_>,
    ) -> Outcome<'v> {
        let second = expression.second;
        Ok(match &expression.kind {
            Kind::OptionalField(name) => optional_field(&one, name)?,
            Kind::Negate => arithmetic::negate(&one)?,
            Kind::Macro(which) => {
                return self.over_entries(*which, &one, second, expression.third, scope);
            }
            Kind::OptMap => return self.opt_map(&one, second, scope),
            Kind::OptFlatMap => return self.opt_flat_map(&one, second, scope),
            Kind::OrValue => return self.or_value(&one, second, scope),
            Kind::OrOptional => return self.or_optional(one, second, scope),
            Kind::Format(format) => match &one {
                Value::Text(text) => Value::Bool(!format.holds(text)),
                _ => return Err(Fault::NoSuchOverload),
            },
            kind => {
                let mut others = [Value::Null, Value::Null];
                let places = [second, expression.third];
                let count = expression.operands.saturating_sub(1);
                for (other, place) in others.iter_mut().zip(places).take(count) {
                    *other = self.value(place, scope)?;
                }
                let [two, three] = &others;
                return self.apply(kind, &one, two, three);
            }
        })
    }

    /// Applies what needs all its operands.
    fn apply(
        &mut self,
        kind: &'v Kind,
        one: &Value<'v>,
        two: &Value<'v>,
        three: &Value<'v>,
    ) -> Outcome<'v> {
        match (kind, one, two) {
            (Kind::Index, ..) => self.index(one, two),
            (Kind::OptionalIndex, ..) => self.optional_index(one, two),
            (Kind::Arithmetic(operator), ..) => {
                self.spend_on(one)?;
                self.spend_on(two)?;
                arithmetic::binary(*operator, one, two)
            }
            (Kind::Call(function), ..) => self.call(*function, one, two, three),
            (Kind::Matches(compiled), Value::Text(text), Value::Text(pattern)) => {
                self.spend_on(one)?;
                Ok(Value::Bool(compiled.matches(pattern, text)?))
            }
            _ => Err(Fault::NoSuchOverload),
        }
    }

    /// Where a list ends, if one is written at a place.
    fn end_of_list(&self, at: Place) -> Option<Place> {
        match self.expressions.get(usize::from(at))?.kind {
            Kind::List(end) => Some(end),
            _ => None,
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
        match (left, right) {
            (Err(_), Err(fault @ (Fault::Budget | Fault::Exhausted))) => Err(fault),
            (left, right) => left.and(right),
        }
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
        let mut at = at;
        while let Some(expression) = self.expressions.get(usize::from(at)) {
            at = match (&expression.kind, expression.operands) {
                (Kind::List(end), _) => return *end,
                (_, 0) => break,
                (_, 1) => at + 1,
                (_, 2) => expression.second,
                _ => expression.third,
            };
        }
        at.saturating_add(1)
    }

    fn relation(
        &mut self,
        binary: Binary,
        left: &Value<'v>,
        right: &Value<'v>,
    ) -> Outcome<'v, bool> {
        Ok(match binary {
            Binary::Equal => self.equals(left, right)?,
            Binary::NotEqual => !self.equals(left, right)?,
            Binary::Less => left.compare(right)?.is_lt(),
            Binary::LessOrEqual => left.compare(right)?.is_le(),
            Binary::Greater => left.compare(right)?.is_gt(),
            Binary::GreaterOrEqual => left.compare(right)?.is_ge(),
            Binary::In => match (left, right) {
                (Value::Text(key), Value::Map(members)) => member(members, key).is_some(),
                (_, Value::List(_) | Value::Made(_)) => {
                    let mut found = false;
                    for entry in right.entries()? {
                        if self.equals(&entry, left)? {
                            found = true;
                            break;
                        }
                    }
                    found
                }
                _ => return Err(Fault::NoSuchOverload),
            },
        })
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

    pub(super) fn index(&mut self, of: &Value<'v>, index: &Value<'v>) -> Outcome<'v> {
        let found = match (of, index) {
            (Value::List(nodes), Value::Int(index)) => usize::try_from(*index)
                .ok()
                .and_then(|index| nodes.get(index))
                .map(Value::of),
            (Value::Made(values), Value::Int(index)) => usize::try_from(*index)
                .ok()
                .and_then(|index| values.get(index).cloned()),
            (Value::Map(members), Value::Text(key)) => member(members, key).map(Value::of),
            (Value::Optional(_), _) => Some(self.optional_index(of, index)?),
            _ => return Err(Fault::NoSuchOverload),
        };
        found.ok_or_else(|| match index {
            Value::Int(index) => Fault::Index("index out of bounds", *index),
            Value::Text(key) => Fault::NoSuchKey(key.clone()),
            _ => Fault::NoSuchOverload,
        })
    }
}

/// A field that is null is as one that is absent; nothing has no fields.
pub(super) fn present<'v>(of: &Value<'v>, name: &str) -> Outcome<'v, Option<Value<'v>>> {
    match of {
        Value::Map(members) => Ok(member(members, name)
            .filter(|node| !matches!(node, Node::Null))
            .map(Value::of)),
        Value::Optional(None) => Ok(None),
        Value::Optional(Some(of)) => present(of, name),
        _ => Err(Fault::NoSuchOverload),
    }
}

/// `of.name`, where the rule writes the name in another way if it is reserved.
fn field<'v>(of: &Value<'v>, name: &str, written: &'static str) -> Outcome<'v> {
    if matches!(of, Value::Optional(_)) {
        return optional_field(of, name);
    }
    present(of, name)?.ok_or(Fault::NoSuchKey(Cow::Borrowed(written)))
}

/// `of.?name`
fn optional_field<'v>(of: &Value<'v>, name: &str) -> Outcome<'v> {
    Ok(present(of, name)?.map_or(Value::Optional(None), Value::some))
}

/// `has(of.name)`
fn has<'v>(of: &Value<'v>, name: &str) -> Outcome<'v, bool> {
    match present(of, name)? {
        Some(Value::Written(_)) => Err(NOT_AN_INTEGER),
        found => Ok(found.is_some()),
    }
}

/// How many steps it takes to read a value: one for a scalar, more for long texts and lists.
fn weight(value: &Value<'_>) -> usize {
    match value {
        Value::Text(text) => text.len() / 16,
        Value::List(nodes) => nodes.iter().map(node_weight).sum::<usize>() + 1,
        Value::Map(members) => members_weight(members) + 1,
        Value::Made(values) => values.iter().map(weight).sum::<usize>() + 1,
        _ => 0,
    }
}

fn node_weight(node: &Node<'_>) -> usize {
    match node {
        Node::String(text) => text.len() / 16 + 1,
        Node::Array(entries) => entries.iter().map(node_weight).sum::<usize>() + 2,
        Node::Object(members) => members_weight(members) + 2,
        _ => 1,
    }
}

fn members_weight(members: &[Member<'_>]) -> usize {
    members.iter().map(|(_, node)| node_weight(node)).sum()
}
