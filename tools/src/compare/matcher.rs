//! What a row of the ledger says of a value.

use regex::Regex;
use serde::Deserialize;
use serde::de::{Deserializer, Error};
use serde_json::Value;

/// A pattern for the whole of a text.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// A pattern from a regular expression, which must fit the text from end to end.
    ///
    /// # Errors
    /// The expression is wrong.
    pub fn new(expression: &str) -> Result<Self, regex::Error> {
        Ok(Pattern(Regex::new(&format!("^(?s:{expression})$"))?))
    }

    /// Whether it fits.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Pattern::new(text.strip_prefix('~').unwrap_or(&text)).map_err(D::Error::custom)
    }
}

/// What a row says of a value.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// `absent`
    Absent,
    /// `present`: whatever it is.
    Present,
    /// `any`: also absent.
    Any,
    /// `lower`: a number below the other side's.
    Lower,
    /// `higher`: a number above the other side's.
    Higher,
    /// `lowercased`: the other side's text, or list of texts, in lower case and without repetitions.
    Lowercased,
    /// `fewer`: the other side's list without some of its entries, the others in their order.
    Fewer,
    /// `once`: the other side's list without repetitions, of which it has some.
    Once,
    /// `~…`: a regular expression for the text, or for the JSON of what is no text.
    Pattern(Pattern),
    /// The value itself; `{literal: …}` for one that looks like something else here.
    Literal(Value),
}

impl Matcher {
    /// Whether `value` is what the row says, beside the value `other` of the other side.
    #[must_use]
    pub fn fits(&self, value: Option<&Value>, other: Option<&Value>) -> bool {
        let number = |value: Option<&Value>| value.and_then(Value::as_i64);
        let compared = number(value)
            .zip(number(other))
            .map(|(value, other)| value.cmp(&other));
        match self {
            Matcher::Absent => value.is_none(),
            Matcher::Present => value.is_some(),
            Matcher::Any => true,
            Matcher::Lower => compared.is_some_and(std::cmp::Ordering::is_lt),
            Matcher::Higher => compared.is_some_and(std::cmp::Ordering::is_gt),
            Matcher::Lowercased => value.is_some() && value == other.and_then(lowercased).as_ref(),
            Matcher::Fewer => value
                .zip(other)
                .is_some_and(|(value, other)| fewer(value, other)),
            Matcher::Once => {
                let once = other.and_then(once);
                value != other && value.is_some() && value == once.as_ref()
            }
            Matcher::Pattern(pattern) => value.is_some_and(|value| match value {
                Value::String(text) => pattern.fits(text),
                other => pattern.fits(&other.to_string()),
            }),
            Matcher::Literal(literal) => value == Some(literal),
        }
    }
}

/// Whether a list is another one without some of its entries; what repeats in the other counts once.
fn fewer(value: &Value, other: &Value) -> bool {
    let (Some(entries), Some(Value::Array(others))) = (value.as_array(), once(other)) else {
        return false;
    };
    let mut rest = others.iter();
    let is_part = entries.iter().all(|entry| rest.any(|other| other == entry));
    is_part && entries.len() < others.len()
}

/// A list with each of its entries once.
fn once(value: &Value) -> Option<Value> {
    let mut known: Vec<Value> = Vec::new();
    for entry in value.as_array()? {
        if !known.contains(entry) {
            known.push(entry.clone());
        }
    }
    Some(Value::Array(known))
}

fn lowercased(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => Some(Value::from(text.to_lowercase())),
        Value::Array(entries) => {
            let mut texts: Vec<String> = Vec::new();
            for entry in entries {
                let text = entry.as_str()?.to_lowercase();
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
            Some(Value::from(texts))
        }
        _ => None,
    }
}

impl<'de> Deserialize<'de> for Matcher {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::String(text) => match text.as_str() {
                "absent" => Matcher::Absent,
                "present" => Matcher::Present,
                "any" => Matcher::Any,
                "lower" => Matcher::Lower,
                "higher" => Matcher::Higher,
                "lowercased" => Matcher::Lowercased,
                "fewer" => Matcher::Fewer,
                "once" => Matcher::Once,
                text => match text.strip_prefix('~') {
                    Some(expression) => {
                        Matcher::Pattern(Pattern::new(expression).map_err(D::Error::custom)?)
                    }
                    None => Matcher::Literal(Value::from(text)),
                },
            },
            Value::Object(mut members) if members.len() == 1 && members.contains_key("literal") => {
                Matcher::Literal(members.remove("literal").unwrap_or_default())
            }
            literal => Matcher::Literal(literal),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn matchers() {
        let fits = |matcher: &str, value: Value, other: Value| {
            let some = |value: Value| Some(value).filter(|value| !value.is_null());
            let matcher: Matcher = serde_yaml_ng::from_str(matcher).unwrap();
            matcher.fits(some(value).as_ref(), some(other).as_ref())
        };
        assert!(fits("absent", json!(null), json!(1)));
        assert!(!fits("absent", json!(1), json!(null)));
        assert!(fits("present", json!("x"), json!(null)));
        assert!(fits("lower", json!(1), json!(2)));
        assert!(!fits("lower", json!(2), json!(2)));
        assert!(fits("higher", json!(3), json!(2)));
        assert!(fits("lowercased", json!(["x-a"]), json!(["X-A", "x-a"])));
        assert!(fits("fewer", json!([1, 3]), json!([1, 2, 3, 3])));
        assert!(!fits("fewer", json!([3, 1]), json!([1, 2, 3])));
        assert!(!fits("fewer", json!([1, 2]), json!([1, 2, 2])));
        assert!(!fits("fewer", json!([4]), json!([1, 2])));
        assert!(fits("once", json!([1, 2]), json!([1, 2, 1])));
        assert!(!fits("once", json!([1, 2]), json!([1, 2])));
        assert!(!fits("once", json!([1]), json!([1, 2, 1])));
        assert!(fits("'~a.*'", json!("abc"), json!(null)));
        assert!(!fits("'~b.*'", json!("abc"), json!(null)));
        assert!(fits("True/Accepted", json!("True/Accepted"), json!(null)));
        assert!(fits("{literal: absent}", json!("absent"), json!(null)));
        assert!(fits("{a: 1}", json!({"a": 1}), json!(null)));
    }
}
