//! Numbers, and what else has `+` and `-`.

use std::borrow::Cow;

use super::error::Fault;
use super::evaluate::Outcome;
use super::expression::Operator;
use super::value::Value;

const OVERFLOW: Fault<'static> = Fault::Said("integer overflow");

/// `-value`
pub(super) fn negate<'v>(value: &Value<'v>) -> Outcome<'v> {
    Ok(match value {
        Value::Int(value) => Value::Int(value.checked_neg().ok_or(OVERFLOW)?),
        Value::Double(value) => Value::Double(-*value),
        Value::Duration(value) => Value::Duration(value.checked_neg().ok_or(OVERFLOW)?),
        _ => return Err(Fault::NoSuchOverload),
    })
}

/// `+`, `-`, `*`, `/`, `%`
pub(super) fn binary<'v>(operator: Operator, left: &Value<'v>, right: &Value<'v>) -> Outcome<'v> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => integer(operator, *a, *b).map(Value::Int),
        (Value::Double(a), Value::Double(b)) => Ok(Value::Double(match operator {
            Operator::Add => a + b,
            Operator::Subtract => a - b,
            Operator::Multiply => a * b,
            Operator::Divide => a / b,
            _ => return Err(Fault::NoSuchOverload),
        })),
        (Value::Text(a), Value::Text(b)) if operator == Operator::Add => {
            Ok(Value::Text(Cow::Owned([&**a, &**b].concat())))
        }
        (Value::Duration(a), Value::Duration(b)) => match operator {
            Operator::Add => a.checked_add(*b),
            Operator::Subtract => a.checked_sub(*b),
            _ => return Err(Fault::NoSuchOverload),
        }
        .map(Value::Duration)
        .ok_or(OVERFLOW),
        (Value::Timestamp(a), Value::Duration(b)) if operator == Operator::Add => a.plus(*b, false),
        (Value::Duration(a), Value::Timestamp(b)) if operator == Operator::Add => b.plus(*a, false),
        (Value::Timestamp(a), Value::Duration(b)) if operator == Operator::Subtract => {
            a.plus(*b, true)
        }
        (Value::Timestamp(a), Value::Timestamp(b)) if operator == Operator::Subtract => {
            a.since(*b).map(Value::Duration).ok_or(OVERFLOW)
        }
        (Value::List(_) | Value::Made(_), right @ (Value::List(_) | Value::Made(_)))
            if operator == Operator::Add =>
        {
            let mut entries: Vec<Value<'v>> = left.entries()?.collect();
            entries.extend(right.entries()?);
            Ok(Value::made(entries))
        }
        _ => Err(Fault::NoSuchOverload),
    }
}

fn integer<'v>(operator: Operator, a: i64, b: i64) -> Outcome<'v, i64> {
    match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::Divide if b == 0 => return Err(Fault::Said("division by zero")),
        Operator::Divide => a.checked_div(b),
        Operator::Remainder if b == 0 => return Err(Fault::Said("modulus by zero")),
        Operator::Remainder => a.checked_rem(b),
    }
    .ok_or(OVERFLOW)
}
