//! Functions.

use std::borrow::Cow;

use super::duration;
use super::error::Fault;
use super::evaluate::{Machine, Outcome};
use super::format;
use super::optional::held;
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
        one: &Value<'v>,
        two: &Value<'v>,
        three: &Value<'v>,
    ) -> Outcome<'v> {
        // What is in a list is read by `join` alone; its size and what holds it are known.
        if function == Function::Join || matches!(one, Value::Text(_)) {
            self.spend_on(one)?;
        }
        Ok(match function {
            Function::Size => Value::Int(one.size()? as i64),
            Function::HasValue => Value::Bool(held(one)?.is_some()),
            Function::Value => held(one)?
                .ok_or(Fault::Said("optional.none() dereference"))?
                .clone(),
            Function::Optional(true) if is_zero(one) => Value::Optional(None),
            Function::Optional(_) => Value::some(one.clone()),
            Function::Join => match two {
                Value::Text(separator) => text::join(one.entries()?, separator)?,
                _ => return Err(Fault::NoSuchOverload),
            },
            function => match one {
                Value::Text(text) => {
                    self.spend_on(two)?;
                    if function == Function::Replace {
                        // Each place that is replaced can grow by so much.
                        let size = three.size()?;
                        self.budget
                            .spend((text.len() + 1).saturating_mul(size) / 16)?;
                    }
                    of_text(function, text, two, three)?
                }
                one => convert(function, one)?,
            },
        })
    }
}

/// The functions of a text.
fn of_text<'v>(
    function: Function,
    text: &Cow<'v, str>,
    two: &Value<'v>,
    three: &Value<'v>,
) -> Outcome<'v> {
    Ok(match (function, two) {
        (Function::Contains, Value::Text(other)) => Value::Bool(text.contains(&**other)),
        (Function::StartsWith, Value::Text(other)) => Value::Bool(text.starts_with(&**other)),
        (Function::EndsWith, Value::Text(other)) => Value::Bool(text.ends_with(&**other)),
        (Function::Matches, Value::Text(pattern)) => {
            Value::Bool(Pattern::default().matches(pattern, text)?)
        }
        (Function::Split, Value::Text(separator)) => text::split(text, separator),
        (Function::IndexOf, Value::Text(part)) => text::index_of(text, part),
        (Function::Substring(to), Value::Int(from)) => match (to, three) {
            (true, Value::Int(end)) => text::substring(text, *from, Some(*end))?,
            (false, _) => text::substring(text, *from, None)?,
            _ => return Err(Fault::NoSuchOverload),
        },
        (Function::CharAt, Value::Int(at)) => text::char_at(text, *at)?,
        (Function::Replace, Value::Text(old)) => match three {
            Value::Text(new) => made(text.replace(&**old, new)),
            _ => return Err(Fault::NoSuchOverload),
        },
        (Function::LowerAscii, _) => made(text.to_ascii_lowercase()),
        (Function::UpperAscii, _) => made(text.to_ascii_uppercase()),
        (Function::Trim, _) => made(text.trim().to_owned()),
        (Function::String, _) => Value::Text(text.clone()),
        (Function::Bool, _) => match &**text {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Value::Bool(true),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Value::Bool(false),
            _ => return Err(Fault::Conversion("string", "bool")),
        },
        (Function::Int, _) => Value::Int(
            text.parse()
                .map_err(|_| Fault::Conversion("string", "int"))?,
        ),
        (Function::Duration, _) => duration::parse(text)
            .map(Value::Duration)
            .ok_or(Fault::Conversion("string", "google.protobuf.Duration"))?,
        (Function::Timestamp, _) => Timestamp::parse(text)
            .map(Value::Timestamp)
            .ok_or(Fault::Conversion("string", "google.protobuf.Timestamp"))?,
        (Function::IsIp, _) => Value::Bool(format::address(text).is_some()),
        (Function::IsCidr, _) => Value::Bool(format::is_range(text)),
        _ => return Err(Fault::NoSuchOverload),
    })
}

fn made<'v>(text: String) -> Value<'v> {
    Value::Text(Cow::Owned(text))
}

/// The conversions of what is no text.
fn convert<'v>(function: Function, value: &Value<'v>) -> Outcome<'v> {
    Ok(match (function, value) {
        (Function::Int, Value::Int(_))
        | (Function::Double, Value::Double(_))
        | (Function::Bool, Value::Bool(_))
        | (Function::Duration, Value::Duration(_))
        | (Function::Timestamp, Value::Timestamp(_)) => value.clone(),
        (Function::Int, Value::Double(value)) => {
            // Between the least and the greatest integer, neither included.
            if *value <= i64::MIN as f64 || *value >= i64::MAX as f64 || value.is_nan() {
                return Err(Fault::Said("integer overflow"));
            }
            Value::Int(*value as i64)
        }
        (Function::Int, Value::Timestamp(value)) => Value::Int(value.seconds()),
        (Function::Int, Value::Duration(value)) => Value::Int(*value),
        (Function::Double, Value::Int(value)) => Value::Double(*value as f64),
        (Function::Double, Value::Written(value)) => Value::Double(*value),
        (Function::String, Value::Int(value)) => made(value.to_string()),
        (Function::String, Value::Bool(value)) => {
            Value::text(if *value { "true" } else { "false" })
        }
        _ => return Err(Fault::NoSuchOverload),
    })
}

/// Whether a value is the one that a field has that was not set.
fn is_zero(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Int(value) | Value::Duration(value) => *value == 0,
        Value::Double(value) | Value::Written(value) => *value == 0.0,
        Value::Text(text) => text.is_empty(),
        Value::List(_) | Value::Made(_) | Value::Map(_) => value.size().is_ok_and(|size| size == 0),
        Value::Timestamp(_) => false,
        Value::Optional(held) => held.is_none(),
    }
}
