//! JSON text of an answer.
//!
//! serde_json's own writer goes through `io::Write`, whose every call can fail: half the time of an
//! evaluation. This one writes into memory and gives the same bytes.

use std::fmt::{self, Display};
use std::io::Write as _;

use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer,
};

/// Something that JSON does not have, as a map with keys that are no strings. No part of an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a value has no form in JSON")]
pub struct NotJson;

impl Error for NotJson {
    fn custom<T: Display>(_: T) -> Self {
        NotJson
    }
}

/// The JSON text of a value that has about `length` bytes: a buffer of many megabytes that had to grow
/// would need memory for it twice.
///
/// # Errors
/// [`NotJson`].
pub fn to_json<T: Serialize + ?Sized>(value: &T, length: usize) -> Result<String, NotJson> {
    let mut writer = Writer {
        text: Vec::with_capacity(length),
    };
    value.serialize(&mut writer)?;
    String::from_utf8(writer.text).map_err(|_| NotJson)
}

/// Bytes and no string: to push a character onto a string takes ten times as long as a byte.
struct Writer {
    text: Vec<u8>,
}

impl Writer {
    fn string(&mut self, text: &str) {
        self.text.push(b'"');
        let mut rest = text;
        while let Some(at) = first_escaped(rest.as_bytes()) {
            let (plain, escaped) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.text.extend_from_slice(plain.as_bytes());
            let mut characters = escaped.chars();
            if let Some(character) = characters.next() {
                self.escape(character);
            }
            rest = characters.as_str();
        }
        self.text.extend_from_slice(rest.as_bytes());
        self.text.push(b'"');
    }

    #[cold]
    fn escape(&mut self, character: char) {
        self.plain(match character {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{8}' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\u{c}' => "\\f",
            '\r' => "\\r",
            other => {
                self.display(format_args!("\\u{:04x}", other as u32));
                return;
            }
        });
    }

    fn display(&mut self, what: fmt::Arguments<'_>) {
        // Writing to memory cannot fail.
        let _ = self.text.write_fmt(what);
    }

    fn plain(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    fn open(&mut self, bracket: u8) -> Entries<'_> {
        self.text.push(bracket);
        Entries {
            writer: self,
            close: if bracket == b'[' { b']' } else { b'}' },
            first: true,
        }
    }
}

/// Where the first character is that JSON text cannot have as it is: eight bytes at a time.
fn first_escaped(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    let mut at = 0;
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*word);
        let zero = |word: u64| word.wrapping_sub(ONES) & !word;
        let quote = zero(word ^ (ONES * u64::from(b'"')));
        let slash = zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let found = (quote | slash | control) & HIGHS;
        if found != 0 {
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    let rest = bytes.get(at..)?;
    let found = rest
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
    found.map(|more| at + more)
}

/// The entries of a list or an object that is being written.
struct Entries<'w> {
    writer: &'w mut Writer,
    close: u8,
    first: bool,
}

impl Entries<'_> {
    fn separate(&mut self) {
        if !std::mem::replace(&mut self.first, false) {
            self.writer.text.push(b',');
        }
    }

    fn name(&mut self, name: &str) {
        self.separate();
        self.writer.string(name);
        self.writer.text.push(b':');
    }

    fn close(self) {
        self.writer.text.push(self.close);
    }
}

impl SerializeSeq for Entries<'_> {
    type Ok = ();
    type Error = NotJson;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotJson> {
        self.separate();
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), NotJson> {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = NotJson;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotJson> {
        self.separate();
        let start = self.writer.text.len();
        key.serialize(&mut *self.writer)?;
        if self.writer.text.get(start) != Some(&b'"') {
            return Err(NotJson);
        }
        self.writer.text.push(b':');
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotJson> {
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), NotJson> {
        self.close();
        Ok(())
    }
}

impl SerializeStruct for Entries<'_> {
    type Ok = ();
    type Error = NotJson;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), NotJson> {
        self.name(name);
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), NotJson> {
        self.close();
        Ok(())
    }
}

/// Integers of each width.
macro_rules! integers {
    ($($name:ident: $type:ty),+) => {
        $(fn $name(self, value: $type) -> Result<(), NotJson> {
            self.display(format_args!("{value}"));
            Ok(())
        })+
    };
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = NotJson;
    type SerializeSeq = Entries<'w>;
    type SerializeMap = Entries<'w>;
    type SerializeStruct = Entries<'w>;
    type SerializeTuple = Impossible<(), NotJson>;
    type SerializeTupleStruct = Impossible<(), NotJson>;
    type SerializeTupleVariant = Impossible<(), NotJson>;
    type SerializeStructVariant = Impossible<(), NotJson>;

    integers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64
    );

    fn serialize_bool(self, value: bool) -> Result<(), NotJson> {
        self.plain(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), NotJson> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), NotJson> {
        self.plain(&float(value));
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), NotJson> {
        self.string(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), NotJson> {
        self.string(value);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), NotJson> {
        Err(NotJson)
    }

    fn serialize_none(self) -> Result<(), NotJson> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NotJson> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), NotJson> {
        self.plain("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), NotJson> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), NotJson> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), NotJson> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), NotJson> {
        let mut entries = self.open(b'{');
        entries.name(variant);
        value.serialize(&mut *entries.writer)?;
        entries.close();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Entries<'w>, NotJson> {
        Ok(self.open(b'['))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, NotJson> {
        Err(NotJson)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, NotJson> {
        Err(NotJson)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NotJson> {
        Err(NotJson)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'w>, NotJson> {
        Ok(self.open(b'{'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'w>, NotJson> {
        Ok(self.open(b'{'))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NotJson> {
        Err(NotJson)
    }
}

/// A float as the shortest text that gives it back; what is no number is null.
#[cold]
fn float(value: f64) -> String {
    serde_json::to_string(&value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Node;

    #[test]
    fn writes_what_serde_json_writes() {
        let mut texts: Vec<String> = (0..0x90_u8).map(|byte| char::from(byte).into()).collect();
        for at in 0..20 {
            for character in ['"', '\\', '\n', '\u{1f}', 'é', '\u{7f}', '\u{2028}', 'x'] {
                let mut text = "abcdefghijklmnopqrst".to_owned();
                text.insert(at, character);
                texts.push(text.repeat(2));
            }
        }
        for text in texts {
            assert_eq!(to_json(&text, 0).ok(), serde_json::to_string(&text).ok());
        }
        let text =
            r#"{"a":[1,-2,1.5,1e30,9223372036854775807,null,true,false,"x",[],{}],"":{"b":""}}"#;
        let node: Node<'_> = serde_json::from_str(text).unwrap();
        assert_eq!(to_json(&node, 0).ok(), serde_json::to_string(&node).ok());
    }

    #[test]
    fn refuses_what_json_does_not_have() {
        let map = std::collections::BTreeMap::from([(1, 2)]);
        assert_eq!(to_json(&map, 0), Err(NotJson));
    }
}
