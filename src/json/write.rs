//! JSON text of an answer.

use serde::Serialize;

/// The JSON text of a value that has about `length` bytes: a buffer of many megabytes that had to grow
/// would need memory for it twice.
///
/// # Errors
/// Something that JSON does not have, as a map with keys that are no strings.
pub fn to_json<T: Serialize + ?Sized>(value: &T, length: usize) -> serde_json::Result<String> {
    let mut text = Vec::with_capacity(length);
    serde_json::to_writer(&mut text, value)?;
    String::from_utf8(text).map_err(serde::ser::Error::custom)
}
