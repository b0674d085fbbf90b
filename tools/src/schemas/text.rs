//! The tables as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::Failure;

use super::Tables;
use super::shared::Shared;

impl Tables {
    /// What `src/admission/schema/read.rs` reads: sections with a line for each entry, so that a change
    /// of the CRDs reads well in a diff, and numbers in two characters, as every byte is in the wasm.
    /// The last section are the roots: those of any release, then those of each.
    pub(super) fn text(&self, roots: &[String]) -> Result<String, Failure> {
        let nodes: Vec<BTreeMap<String, Value>> = self
            .nodes
            .texts
            .iter()
            .map(|text| serde_json::from_str(text))
            .collect::<Result<_, _>>()?;
        let mut names = Shared::default();
        let mut lines = Vec::new();
        for node in &nodes {
            lines.push(node_line(node, &mut names)?);
        }
        let sections = [
            names.texts.join(" "),
            self.statuses.texts.join("\n"),
            self.patterns.texts.join("\n"),
            self.rules.texts.join("\n"),
            lines.join("\n"),
            roots.join("\n"),
        ];
        if sections.iter().any(|section| section.contains("\n\n")) {
            return Err("an entry is empty".into());
        }
        Ok(sections.join("\n\n") + "\n")
    }
}

/// The digits of the numbers.
const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-";

/// A number below 4096 in two characters.
pub(super) fn number(value: usize) -> Result<String, Failure> {
    let digit = |value: usize| {
        let digit = DIGITS.get(value).map(|digit| char::from(*digit));
        digit.ok_or("a table is full")
    };
    Ok([digit(value / 64)?, digit(value % 64)?].iter().collect())
}

fn number_of(value: &Value) -> Result<String, Failure> {
    let value = value.as_u64().and_then(|value| usize::try_from(value).ok());
    number(value.ok_or("no number")?)
}

fn numbers(value: &Value) -> Result<String, Failure> {
    let entries = value.as_array().ok_or("no list")?;
    entries.iter().map(number_of).collect()
}

/// The type of a node (`-` for none), then a key and its value after each tab.
fn node_line(node: &BTreeMap<String, Value>, names: &mut Shared) -> Result<String, Failure> {
    let mut line = node
        .get("t")
        .and_then(Value::as_str)
        .unwrap_or("-")
        .to_owned();
    for (key, value) in node.iter().filter(|(key, _)| *key != "t") {
        let (key, text) = match key.as_str() {
            "p" => {
                let mut text = String::new();
                for (name, id) in value.as_object().ok_or("no properties")? {
                    text += &number(names.add(name.clone()))?;
                    text += &number_of(id)?;
                }
                ("p", text)
            }
            "any" => ("y", numbers(value)?),
            "one" => ("o", numbers(value)?),
            "all" => ("A", numbers(value)?),
            "not" => ("N", number_of(value)?),
            "r" | "x" => (key.as_str(), numbers(value)?),
            "i" | "a" | "m" => (key.as_str(), number_of(value)?),
            "f" => ("f", value.as_str().unwrap_or_default().to_owned()),
            "u" => {
                let keys = value.as_array().into_iter().flatten();
                let keys: Vec<&str> = keys.filter_map(Value::as_str).collect();
                ("u", keys.join(" "))
            }
            "k" | "n" | "w" | "z" => (key.as_str(), String::new()),
            "d" | "e" => (key.as_str(), serde_json::to_string(value)?),
            _ => {
                let bound = value.as_u64().filter(|bound| u32::try_from(*bound).is_ok());
                let bound =
                    bound.ok_or_else(|| format!("the bound {value} is not a small integer"))?;
                (key.as_str(), bound.to_string())
            }
        };
        write!(line, "\t{key}{text}")?;
    }
    Ok(line)
}
