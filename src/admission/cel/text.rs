//! What takes texts apart and puts them together. Positions count characters.

use std::borrow::Cow;

use super::error::Fault;
use super::evaluate::Outcome;
use super::value::{Entries, Value};

/// `text.substring(from)`, `text.substring(from, to)`
pub(super) fn substring<'v>(text: &Cow<'v, str>, from: i64, to: Option<i64>) -> Outcome<'v> {
    let size = text.chars().count();
    let end = to.unwrap_or(size as i64);
    if let Some(to) = to
        && from > to
    {
        return Err(Fault::Range(from, to));
    }
    let inside = |position: i64| {
        usize::try_from(position)
            .ok()
            .filter(|position| *position <= size)
            .ok_or(Fault::Index("index out of range", position))
    };
    let (from, end) = (inside(from)?, inside(end)?);
    Ok(Value::Text(match text {
        Cow::Borrowed(text) => Cow::Borrowed(between(text, from, end)),
        Cow::Owned(text) => Cow::Owned(between(text, from, end).to_owned()),
    }))
}

fn between(text: &str, from: usize, end: usize) -> &str {
    let byte = |position| {
        text.char_indices()
            .nth(position)
            .map_or(text.len(), |(at, _)| at)
    };
    text.get(byte(from)..byte(end)).unwrap_or("")
}

/// `text.charAt(position)`; at the end there is an empty text.
pub(super) fn char_at<'v>(text: &Cow<'v, str>, at: i64) -> Outcome<'v> {
    let size = text.chars().count() as i64;
    match at {
        0.. if at <= size => substring(text, at, Some((at + 1).min(size))),
        _ => Err(Fault::Index("index out of range", at)),
    }
}

/// `text.indexOf(part)`
pub(super) fn index_of<'v>(text: &str, part: &str) -> Value<'v> {
    Value::Int(match text.split_once(part) {
        Some((before, _)) => before.chars().count() as i64,
        None => -1,
    })
}

/// `text.split(separator)`; without a separator, each character.
pub(super) fn split<'v>(text: &str, separator: &str) -> Value<'v> {
    let piece = |piece: &str| Value::Text(Cow::Owned(piece.to_owned()));
    Value::made(match separator {
        "" => text
            .chars()
            .map(|c| piece(c.encode_utf8(&mut [0; 4])))
            .collect(),
        _ => text.split(separator).map(piece).collect(),
    })
}

/// `list.join(separator)`
pub(super) fn join<'v>(entries: Entries<'v>, separator: &str) -> Outcome<'v> {
    let mut joined = String::new();
    for (position, entry) in entries.enumerate() {
        let Value::Text(text) = entry else {
            return Err(Fault::NoSuchOverload);
        };
        if position > 0 {
            joined += separator;
        }
        joined += &text;
    }
    Ok(Value::Text(Cow::Owned(joined)))
}
