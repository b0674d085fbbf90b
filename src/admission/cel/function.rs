//! Functions.

use std::borrow::Cow;

use super::duration;
use super::error::Fault;
use super::evaluate::{Machine, Outcome};
use super::format;
use super::pattern::Pattern;
use super::text;
use super::timestamp::Timestamp;
use super::value::Value;

/// A function that needs all its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    /// `z`
    Size,
    /// `c`
    Contains,
    /// `s`
    StartsWith,
    /// `e`
    EndsWith,
    /// `m`
    Matches,
    /// `l`
    LowerAscii,
    /// `u`
    UpperAscii,
    /// `t`
    Trim,
    /// `p`
    Split,
    /// `b`: from; `B`: from, to
    Substring(bool),
    /// `r`
    Replace,
    /// `j`
    Join,
    /// `i`
    IndexOf,
    /// `a`
    CharAt,
    /// `I`
    Int,
    /// `D`
    Double,
    /// `S`
    String,
    /// `T`
    Bool,
    /// `d`
    Duration,
    /// `W`
    Timestamp,
    /// `n`
    IsIp,
    /// `N`
    IsCidr,
    /// `h`
    HasValue,
    /// `v`
    Value,
    /// `o`: `optional.of`; `O`: `optional.ofNonZeroValue`
    Optional(bool),
}

impl Function {
    /// The function of a letter in the compact form.
    pub(super) fn of_letter(letter: u8) -> Option<Function> {
        Some(match letter {
            b'z' => Function::Size,
            b'c' => Function::Contains,
            b's' => Function::StartsWith,
            b'e' => Function::EndsWith,
            b'm' => Function::Matches,
            b'l' => Function::LowerAscii,
            b'u' => Function::UpperAscii,
            b't' => Function::Trim,
            b'p' => Function::Split,
            b'b' | b'B' => Function::Substring(letter == b'B'),
            b'r' => Function::Replace,
            b'j' => Function::Join,
            b'i' => Function::IndexOf,
            b'a' => Function::CharAt,
            b'I' => Function::Int,
            b'D' => Function::Double,
            b'S' => Function::String,
            b'T' => Function::Bool,
            b'd' => Function::Duration,
            b'W' => Function::Timestamp,
            b'n' => Function::IsIp,
            b'N' => Function::IsCidr,
            b'h' => Function::HasValue,
            b'v' => Function::Value,
            b'o' | b'O' => Function::Optional(letter == b'O'),
            _ => return None,
        })
    }

    /// How many arguments it has.
    pub(super) fn arguments(self) -> usize {
        match self {
            Function::Contains
            | Function::StartsWith
            | Function::EndsWith
            | Function::Matches
            | Function::Split
            | Function::Substring(false)
            | Function::Join
            | Function::IndexOf
            | Function::CharAt => 2,
            Function::Substring(true) | Function::Replace => 3,
            _ => 1,
        }
    }
}

impl<'v> Machine<'v, '_> {
    /// Calls a function; arguments that it does not have are null.
    pub(super) fn call(
        &mut self,
        function: Function,
        one: Value<'v>,
        two: Value<'v>,
        three: Value<'v>,
    ) -> Outcome<'v> {
        self.spend_on(&one)?;
        Ok(match (function, one, two, three) {
            (Function::Size, value, ..) => Value::Int(value.size()? as i64),
            (Function::HasValue, Value::Optional(held), ..) => Value::Bool(held.is_some()),
            (Function::Value, Value::Optional(held), ..) => held
                .map(std::rc::Rc::unwrap_or_clone)
                .ok_or(Fault::Said("optional.none() dereference"))?,
            (Function::Optional(non_zero), value, ..) => match non_zero && is_zero(&value) {
                true => Value::Optional(None),
                false => Value::some(value),
            },
            (Function::Join, list, Value::Text(separator), _) => {
                text::join(list.entries()?, &separator)?
            }
            (Function::Int, value, ..) => to_int(value)?,
            (Function::Double, value, ..) => match value {
                Value::Int(value) => Value::Double(value as f64),
                Value::Double(_) => value,
                _ => return Err(Fault::NoSuchOverload),
            },
            (Function::String, value, ..) => match value {
                Value::Int(value) => Value::Text(Cow::Owned(value.to_string())),
                Value::Bool(value) => Value::text(if value { "true" } else { "false" }),
                Value::Text(_) => value,
                _ => return Err(Fault::NoSuchOverload),
            },
            (Function::Bool, Value::Bool(value), ..) => Value::Bool(value),
            (Function::Duration, value @ Value::Duration(_), ..)
            | (Function::Timestamp, value @ Value::Timestamp(_), ..) => value,
            (Function::Substring(to), Value::Text(text), Value::Int(from), end) => {
                match (to, end) {
                    (true, Value::Int(end)) => text::substring(text, from, Some(end))?,
                    (false, _) => text::substring(text, from, None)?,
                    _ => return Err(Fault::NoSuchOverload),
                }
            }
            (Function::CharAt, Value::Text(text), Value::Int(at), _) => text::char_at(text, at)?,
            (Function::Replace, Value::Text(text), Value::Text(old), Value::Text(new)) => {
                // Each place that is replaced can grow by so much.
                self.budget
                    .spend((text.len() + 1).saturating_mul(new.len()) / 16)?;
                Value::Text(Cow::Owned(text.replace(&*old, &new)))
            }
            (function, Value::Text(text), Value::Text(other), _) => {
                self.budget.spend(other.len() / 16)?;
                match function {
                    Function::Contains => Value::Bool(text.contains(&*other)),
                    Function::StartsWith => Value::Bool(text.starts_with(&*other)),
                    Function::EndsWith => Value::Bool(text.ends_with(&*other)),
                    Function::Matches => Value::Bool(Pattern::default().matches(&other, &text)?),
                    Function::Split => text::split(&text, &other),
                    Function::IndexOf => text::index_of(&text, &other),
                    _ => return Err(Fault::NoSuchOverload),
                }
            }
            (function, Value::Text(text), ..) => match function {
                Function::LowerAscii => Value::Text(Cow::Owned(text.to_ascii_lowercase())),
                Function::UpperAscii => Value::Text(Cow::Owned(text.to_ascii_uppercase())),
                Function::Trim => Value::Text(Cow::Owned(text.trim().to_owned())),
                Function::Bool => match &*text {
                    "1" | "t" | "T" | "true" | "TRUE" | "True" => Value::Bool(true),
                    "0" | "f" | "F" | "false" | "FALSE" | "False" => Value::Bool(false),
                    _ => return Err(Fault::Conversion("string", "bool")),
                },
                Function::Duration => duration::parse(&text)
                    .map(Value::Duration)
                    .ok_or(Fault::Conversion("string", "google.protobuf.Duration"))?,
                Function::Timestamp => Timestamp::parse(&text)
                    .map(Value::Timestamp)
                    .ok_or(Fault::Conversion("string", "google.protobuf.Timestamp"))?,
                Function::IsIp => Value::Bool(format::address(&text).is_some()),
                Function::IsCidr => Value::Bool(format::is_range(&text)),
                _ => return Err(Fault::NoSuchOverload),
            },
            _ => return Err(Fault::NoSuchOverload),
        })
    }
}

/// `int(value)`
fn to_int(value: Value<'_>) -> Outcome<'_> {
    Ok(Value::Int(match value {
        Value::Int(value) => value,
        // Between the least and the greatest integer, neither included.
        Value::Double(value) if value > i64::MIN as f64 && value < i64::MAX as f64 => value as i64,
        Value::Double(_) => return Err(Fault::Said("integer overflow")),
        Value::Text(text) => text
            .parse()
            .map_err(|_| Fault::Conversion("string", "int"))?,
        Value::Timestamp(value) => value.seconds(),
        Value::Duration(value) => value,
        _ => return Err(Fault::NoSuchOverload),
    }))
}

/// Whether a value is the one that a field has that was not set.
fn is_zero(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Int(value) | Value::Duration(value) => *value == 0,
        Value::Double(value) => *value == 0.0,
        Value::Text(text) => text.is_empty(),
        Value::List(_) | Value::Made(_) | Value::Map(_) => value.size().is_ok_and(|size| size == 0),
        Value::Timestamp(_) => false,
        Value::Optional(held) => held.is_none(),
    }
}
