//! Values of the wrong type somewhere.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// One wrong value.
#[derive(Clone, Debug)]
pub struct Mistake {
    document: Index,
    turns: Vec<Index>,
    value: Value,
}

/// Replaces something below `spec`, `data` or `metadata.labels` of a document.
pub fn mistake() -> impl Strategy<Value = Mistake> {
    let values = vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(99_999_999_999_i64),
        json!(1e300),
        json!("text"),
        json!(""),
        json!("\u{0}\u{fffd}é"),
        json!([]),
        json!({}),
        json!([[{}]]),
        json!({"unknown": {"field": []}}),
    ];
    (
        any::<Index>(),
        prop::collection::vec(any::<Index>(), 0..6),
        select(values),
    )
        .prop_map(|(document, turns, value)| Mistake {
            document,
            turns,
            value,
        })
}

impl Mistake {
    /// Makes the mistake.
    pub fn apply(self, documents: &mut [Value]) {
        let at = self.document.index(documents.len());
        let root = match documents[at].get("spec") {
            Some(_) => "spec",
            None => "data",
        };
        let Some(mut place) = documents[at].get_mut(root) else {
            return;
        };
        for turn in self.turns {
            let length = match &*place {
                Value::Array(entries) => entries.len(),
                Value::Object(members) => members.len(),
                _ => 0,
            };
            if length == 0 {
                break;
            }
            let next = turn.index(length);
            place = match place {
                Value::Array(entries) => &mut entries[next],
                Value::Object(members) => members.values_mut().nth(next).unwrap(),
                _ => return,
            };
        }
        *place = self.value;
    }
}
