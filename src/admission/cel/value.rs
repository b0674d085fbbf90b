//! The values that expressions have.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

use crate::json::{Member, Node};

use super::error::Fault;
use super::timestamp::Timestamp;

/// A value. What comes from the object is borrowed from there.
#[derive(Clone, Debug)]
pub(super) enum Value<'v> {
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    /// A number of the object that is written with a fraction: a double where the schema has a `number`, and
    /// a fault where it has an `integer`, which the rule says by a conversion or by none.
    Written(f64),
    Text(Cow<'v, str>),
    /// Nanoseconds.
    Duration(i64),
    Timestamp(Timestamp),
    /// A list of the object.
    List(&'v [Node<'v>]),
    /// A list that an expression made.
    Made(Rc<Vec<Value<'v>>>),
    /// An object, or a map.
    Map(&'v [Member<'v>]),
    Optional(Option<Rc<Value<'v>>>),
}

impl<'v> Value<'v> {
    /// The value that JSON has.
    pub(super) fn of(node: &'v Node<'v>) -> Value<'v> {
        match node {
            Node::Null => Value::Null,
            Node::Bool(value) => Value::Bool(*value),
            Node::Integer(value) => Value::Int(*value),
            Node::Float(value) => Value::Written(*value),
            Node::String(text) => Value::Text(Cow::Borrowed(text)),
            Node::Array(entries) => Value::List(entries),
            Node::Object(members) => Value::Map(members),
        }
    }

    pub(super) fn text(text: &'v str) -> Value<'v> {
        Value::Text(Cow::Borrowed(text))
    }

    pub(super) fn made(entries: Vec<Value<'v>>) -> Value<'v> {
        Value::Made(Rc::new(entries))
    }

    pub(super) fn some(value: Value<'v>) -> Value<'v> {
        Value::Optional(Some(Rc::new(value)))
    }

    /// The entries of a list, or the keys of a map.
    pub(super) fn entries(&self) -> Result<Entries<'v>, Fault<'v>> {
        Ok(match self {
            Value::List(nodes) => Entries::List(nodes.iter()),
            Value::Map(members) => Entries::Keys(members.iter()),
            Value::Made(values) => Entries::Made(Rc::clone(values), 0),
            _ => return Err(Fault::NoSuchOverload),
        })
    }

    /// How many entries or characters there are.
    pub(super) fn size(&self) -> Result<usize, Fault<'v>> {
        Ok(match self {
            Value::List(nodes) => nodes.len(),
            Value::Map(members) => members.len(),
            Value::Made(values) => values.len(),
            Value::Text(text) => text.chars().count(),
            _ => return Err(Fault::NoSuchOverload),
        })
    }

    /// `==`: of values of different types false, but numbers are numbers.
    pub(super) fn equals(&self, other: &Value<'v>) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Map(a), Value::Map(b)) => {
                a.len() == b.len()
                    && a.iter().all(|(key, value)| {
                        member(b, key)
                            .is_some_and(|other| Value::of(value).equals(&Value::of(other)))
                    })
            }
            (Value::Optional(a), Value::Optional(b)) => match (a, b) {
                (Some(a), Some(b)) => a.equals(b),
                (a, b) => a.is_none() && b.is_none(),
            },
            (Value::List(_) | Value::Made(_), Value::List(_) | Value::Made(_)) => {
                let (Ok(mut a), Ok(mut b)) = (self.entries(), other.entries()) else {
                    return false;
                };
                loop {
                    match (a.next(), b.next()) {
                        (None, None) => return true,
                        (Some(a), Some(b)) if a.equals(&b) => {}
                        _ => return false,
                    }
                }
            }
            _ => matches!(self.compare(other), Ok(Ordering::Equal)),
        }
    }

    /// The order of two values.
    pub(super) fn compare(&self, other: &Value<'v>) -> Result<Ordering, Fault<'v>> {
        let (a, b) = match (self, other) {
            (Value::Bool(a), Value::Bool(b)) => return Ok(a.cmp(b)),
            (Value::Int(a), Value::Int(b)) | (Value::Duration(a), Value::Duration(b)) => {
                return Ok(a.cmp(b));
            }
            (Value::Text(a), Value::Text(b)) => return Ok(a.cmp(b)),
            (Value::Timestamp(a), Value::Timestamp(b)) => return Ok(a.cmp(b)),
            (Value::Int(a), Value::Double(b)) => (*a as f64, *b),
            (Value::Double(a), Value::Int(b)) => (*a, *b as f64),
            (Value::Double(a), Value::Double(b)) => (*a, *b),
            _ => return Err(Fault::NoSuchOverload),
        };
        a.partial_cmp(&b)
            .ok_or(Fault::Said("NaN values cannot be ordered"))
    }
}

/// The member of a map; of a key that was written twice the last.
pub(super) fn member<'v>(members: &'v [Member<'v>], key: &str) -> Option<&'v Node<'v>> {
    members
        .iter()
        .rev()
        .find(|(found, _)| found.as_str() == key)
        .map(|(_, value)| value)
}

/// The entries of a list or the keys of a map, one after the other.
pub(super) enum Entries<'v> {
    List(std::slice::Iter<'v, Node<'v>>),
    Keys(std::slice::Iter<'v, Member<'v>>),
    Made(Rc<Vec<Value<'v>>>, usize),
}

impl<'v> Iterator for Entries<'v> {
    type Item = Value<'v>;

    fn next(&mut self) -> Option<Value<'v>> {
        match self {
            Entries::List(nodes) => nodes.next().map(Value::of),
            Entries::Keys(members) => members.next().map(|(key, _)| Value::text(key)),
            Entries::Made(values, at) => {
                let value = values.get(*at).cloned();
                *at += 1;
                value
            }
        }
    }
}
