//! JSON text out of what serde describes.
//!
//! `serde_json` does the same for any writer and any type. Here the writer is a buffer and keys need
//! no escaping, which makes the code smaller and the writing faster.

use std::fmt;

use serde::ser::{
    self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct,
    SerializeStructVariant,
};

/// The JSON text of a value.
///
/// # Errors
/// Something that the contract does not have: a map with keys that are no strings, a tuple.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, WriteError> {
    // Measured first: growing a buffer of many megabytes would need it twice.
    let mut sink = Sink {
        text: String::new(),
        measured: Some(0),
    };
    value.serialize(Json(&mut sink))?;
    let len = sink.measured.take().unwrap_or_default();
    // What is escaped was not looked at.
    sink.text.reserve(len + len / 256);
    value.serialize(Json(&mut sink))?;
    Ok(sink.text)
}

/// A value that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("the value has no form in the contract")]
pub struct WriteError;

impl ser::Error for WriteError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        WriteError
    }
}

/// Where the text goes, or how long it is while it is only measured.
struct Sink {
    text: String,
    measured: Option<usize>,
}

impl Sink {
    #[inline(never)]
    fn push(&mut self, piece: &str) {
        match &mut self.measured {
            None => self.text.push_str(piece),
            Some(len) => *len += piece.len(),
        }
    }

    /// The end of a key: `,"key":`, without the comma in front of the first.
    #[inline(never)]
    fn key(&mut self, first: &mut bool, key: &str) {
        let comma = if std::mem::take(first) { "\"" } else { ",\"" };
        match &mut self.measured {
            None => {
                self.text.push_str(comma);
                self.text.push_str(key);
                self.text.push_str("\":");
            }
            Some(len) => *len += key.len() + 4,
        }
    }

    #[inline(never)]
    fn string(&mut self, value: &str) {
        if let Some(len) = &mut self.measured {
            *len += value.len() + 2;
            return;
        }
        self.text.push('"');
        let mut rest = value;
        loop {
            let (plain, special) = rest.split_at_checked(plain(rest)).unwrap_or((rest, ""));
            self.text.push_str(plain);
            let Some(first) = special.bytes().next() else {
                break;
            };
            self.escape(first);
            rest = special.get(1..).unwrap_or_default();
        }
        self.text.push('"');
    }

    #[cold]
    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            _ => return self.push(&format!("\\u{byte:04x}")),
        };
        self.push(short);
    }

    #[inline(never)]
    fn integer(&mut self, value: i64) {
        let mut digits = [0_u8; 20];
        let mut rest = value.unsigned_abs();
        let mut from = digits.len();
        for (place, digit) in digits.iter_mut().enumerate().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
            from = place;
            if rest == 0 {
                break;
            }
        }
        if value < 0 {
            self.push("-");
        }
        let digits = digits.get(from..).unwrap_or_default();
        self.push(std::str::from_utf8(digits).unwrap_or_default());
    }

    #[cold]
    fn float(&mut self, value: f64) {
        self.push(&serde_json::to_string(&value).unwrap_or_default());
    }
}

/// How many bytes at the start of a text need no escaping.
fn plain(text: &str) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    // Whether one of eight bytes is less than `limit`, which is at most 128.
    let less = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGH;
    let special = |word: u64| {
        less(word, 0x20)
            | less(word ^ (ONES * u64::from(b'"')), 1)
            | less(word ^ (ONES * u64::from(b'\\')), 1)
    };
    let (words, _) = text.as_bytes().as_chunks::<8>();
    let words = words
        .iter()
        .take_while(|word| special(u64::from_le_bytes(**word)) == 0)
        .count();
    let from = words * 8;
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let of_rest = rest
        .iter()
        .position(|byte| matches!(byte, ..0x20 | b'"' | b'\\'));
    from + of_rest.unwrap_or(rest.len())
}

/// Serde's view of the sink.
struct Json<'s>(&'s mut Sink);

/// An object or a list that is not closed yet.
struct Open<'s> {
    sink: &'s mut Sink,
    first: bool,
    close: &'static str,
}

impl Open<'_> {
    fn end(self) -> Result<(), WriteError> {
        self.sink.push(self.close);
        Ok(())
    }
}

impl<'s> Json<'s> {
    fn open(self, open: &str, close: &'static str) -> Open<'s> {
        self.0.push(open);
        Open {
            sink: self.0,
            first: true,
            close,
        }
    }
}

macro_rules! integers {
    ($($method:ident: $type:ty),+) => {
        $(fn $method(self, value: $type) -> Result<(), WriteError> {
            self.0.integer(i64::from(value));
            Ok(())
        })+
    };
}

impl<'s> ser::Serializer for Json<'s> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Open<'s>;
    type SerializeTuple = Impossible<(), WriteError>;
    type SerializeTupleStruct = Impossible<(), WriteError>;
    type SerializeTupleVariant = Impossible<(), WriteError>;
    type SerializeMap = Open<'s>;
    type SerializeStruct = Open<'s>;
    type SerializeStructVariant = Open<'s>;

    integers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    integers!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32);

    fn serialize_u64(self, value: u64) -> Result<(), WriteError> {
        self.0
            .integer(i64::try_from(value).map_err(|_| WriteError)?);
        Ok(())
    }

    fn serialize_bool(self, value: bool) -> Result<(), WriteError> {
        self.0.push(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), WriteError> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), WriteError> {
        self.0.float(value);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), WriteError> {
        self.0.string(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), WriteError> {
        self.0.string(value);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), WriteError> {
        Err(WriteError)
    }

    fn serialize_none(self) -> Result<(), WriteError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), WriteError> {
        self.0.push("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), WriteError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), WriteError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        let mut object = self.open("{", "}");
        SerializeStruct::serialize_field(&mut object, variant, value)?;
        object.end()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'s>, WriteError> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, WriteError> {
        Err(WriteError)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, WriteError> {
        Err(WriteError)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, WriteError> {
        Err(WriteError)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'s>, WriteError> {
        Ok(self.open("{", "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'s>, WriteError> {
        Ok(self.open("{", "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'s>, WriteError> {
        self.0.push("{");
        self.0.key(&mut true, variant);
        Ok(self.open("{", "}}"))
    }
}

impl SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        if !std::mem::take(&mut self.first) {
            self.sink.push(",");
        }
        value.serialize(Json(self.sink))
    }

    fn end(self) -> Result<(), WriteError> {
        Open::end(self)
    }
}

/// A key may hold anything: a label of an object is one.
impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        if !std::mem::take(&mut self.first) {
            self.sink.push(",");
        }
        key.serialize(Json(self.sink))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.sink.push(":");
        value.serialize(Json(self.sink))
    }

    fn end(self) -> Result<(), WriteError> {
        Open::end(self)
    }
}

/// The key of a field is a word of the contract, which needs no escaping.
impl SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        self.sink.key(&mut self.first, key);
        value.serialize(Json(self.sink))
    }

    fn end(self) -> Result<(), WriteError> {
        Open::end(self)
    }
}

impl SerializeStructVariant for Open<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        SerializeStruct::serialize_field(self, key, value)
    }

    fn end(self) -> Result<(), WriteError> {
        Open::end(self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::to_json;

    #[test]
    fn writes_what_serde_json_writes() {
        let value: Value = json!({
            "text": "\u{0}\u{1f}\u{7f}\"\\/\n\r\t\u{8}\u{c} ä😀",
            "k\"\n": [null, true, false, 0, -1, i64::MIN, i64::MAX, 1.5, -0.25, 1e300],
            "empty": [[], {}, ""],
        });
        assert_eq!(to_json(&value).unwrap(), value.to_string());
        let key = std::collections::BTreeMap::from([("a\"b", 1)]);
        assert_eq!(to_json(&key).unwrap(), "{\"a\\\"b\":1}");
    }
}
