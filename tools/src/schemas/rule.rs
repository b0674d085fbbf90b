//! The rules of a schema.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::Failure;
use crate::cel::Rule;

/// A rule of `x-kubernetes-validations` as it stands in the tables; `schema` is the one it is in.
pub(super) fn line(rule: &Value, schema: &Value) -> Result<String, Failure> {
    let mut entry: BTreeMap<&str, Value> = BTreeMap::new();
    let mut text = "";
    let mut message_expression = None;
    let mut optional_old_self = false;
    for (key, value) in rule.as_object().ok_or("a rule that is not an object")? {
        let word = value.as_str().unwrap_or_default().trim();
        match key.as_str() {
            "rule" => text = word,
            "message" if word.is_empty() => {}
            "message" => {
                entry.insert("m", word.into());
            }
            "messageExpression" => message_expression = Some(word),
            "reason" => {
                entry.insert("r", word.into());
            }
            "fieldPath" => {
                entry.insert("p", word.trim_start_matches('.').into());
            }
            "optionalOldSelf" => optional_old_self = value == &Value::Bool(true),
            other => return Err(format!("a rule has {other}, which is not known").into()),
        }
    }
    let compile = |text| {
        Rule {
            text,
            schema: Some(schema),
            optional_old_self,
        }
        .compile()
    };
    let compiled = compile(text)?;
    if compiled.uses_old_self && !optional_old_self {
        entry.insert("o", 1.into());
    }
    if let Some(expression) = message_expression {
        entry.insert("e", compile(expression)?.tree.into());
    }
    if !entry.contains_key("m") {
        entry.insert("f", text.into());
    }
    // The tree, then a key and its value after each tab.
    let mut line = compiled.tree;
    for (key, value) in entry {
        write!(line, "\t{key}{}", value.as_str().unwrap_or_default())?;
    }
    if line.contains('\n') || line.matches('\t').count() > 6 {
        return Err(format!("the rule {text} has line breaks or tabs").into());
    }
    Ok(line)
}
