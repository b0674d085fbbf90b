//! Unexplained differences in groups, so that rows of the ledger can be written from them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::report::{Report, shown};
use super::scenario::Difference;

/// How many code sets are shown of one form.
const SHOWN: usize = 12;

/// What differences have in common that one row may explain.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    kind: String,
    path: String,
    kuma: String,
    ours: String,
    refused: BTreeSet<String>,
    errors: BTreeSet<String>,
}

/// Differences of one form and the same codes.
struct Found<'r> {
    count: usize,
    scenario: &'r str,
    example: &'r Difference,
}

/// The differences of one form by the codes that are nearest to where they come from.
type ByCodes<'r> = BTreeMap<&'r BTreeSet<String>, Found<'r>>;

/// The forms, the most frequent first, each as the draft of a row; in comments the codes with
/// counts, and an example of each.
#[must_use]
pub fn drafts(report: &Report) -> String {
    let mut forms: BTreeMap<Form, ByCodes<'_>> = BTreeMap::new();
    for (scenario, difference) in report.unexplained() {
        let by_codes = forms.entry(form(difference)).or_default();
        let found = by_codes
            .entry(&difference.codes.near)
            .or_insert_with(|| Found {
                count: 0,
                scenario,
                example: difference,
            });
        found.count += 1;
    }
    let mut sorted: Vec<_> = forms.into_iter().collect();
    sorted.sort_by_key(|(_, by_codes)| std::cmp::Reverse(total(by_codes)));
    sorted
        .iter()
        .map(|(form, by_codes)| draft(form, by_codes))
        .collect()
}

fn total(by_codes: &ByCodes<'_>) -> usize {
    by_codes.values().map(|found| found.count).sum()
}

fn draft(form: &Form, by_codes: &ByCodes<'_>) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "# {}", total(by_codes));
    let mut sorted: Vec<_> = by_codes.iter().collect();
    sorted.sort_by_key(|(_, found)| std::cmp::Reverse(found.count));
    for (
        codes,
        Found {
            count,
            scenario,
            example,
        },
    ) in sorted.iter().take(SHOWN)
    {
        let _ = writeln!(text, "# {count:4} × {}", list(codes));
        let _ = writeln!(
            text,
            "#        {scenario}: {} {}",
            example.object, example.raw.path
        );
        let kuma = shown(example.raw.kuma.as_ref(), example);
        let ours = shown(example.raw.ours.as_ref(), example);
        let _ = writeln!(text, "#        kuma: {kuma}\n#        ours: {ours}");
        if codes.is_empty() {
            let _ = writeln!(
                text,
                "#        on the object: {}",
                list(&example.codes.object)
            );
            let _ = writeln!(text, "#        linked: {}", list(&example.codes.linked));
        }
    }
    if sorted.len() > SHOWN {
        let _ = writeln!(
            text,
            "#      and {} other sets of codes",
            sorted.len() - SHOWN
        );
    }
    let _ = writeln!(
        text,
        "- id: \n  kind: {}\n  path: {:?}",
        form.kind, form.path
    );
    let _ = writeln!(text, "  kuma: {}\n  ours: {}", form.kuma, form.ours);
    for (name, notes) in [("refused", &form.refused), ("error", &form.errors)] {
        if let Some(note) = notes.first() {
            let _ = writeln!(text, "  {name}: {:?}", format!("~{note}"));
        }
    }
    text.push_str("  code: \n  f: \n  reason: \n\n");
    text
}

fn list(texts: &BTreeSet<String>) -> String {
    format!(
        "[{}]",
        texts
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    )
}

fn form(difference: &Difference) -> Form {
    let notes = |notes: &[String]| notes.iter().map(|note| general_note(note)).collect();
    Form {
        kind: difference.object.kind.clone(),
        path: general_path(&difference.raw.path),
        kuma: shape(
            difference.raw.kuma.as_ref(),
            difference.raw.ours.as_ref(),
            &difference.raw.path,
        ),
        ours: shape(
            difference.raw.ours.as_ref(),
            difference.raw.kuma.as_ref(),
            &difference.raw.path,
        ),
        refused: notes(&difference.refused),
        errors: notes(&difference.errors),
    }
}

/// Names and indexes become `*`: those behind a list, and header names.
fn general_path(path: &str) -> String {
    const LISTS: [&str; 11] = [
        "to",
        "rules",
        "backendRefs",
        "matches",
        "listeners",
        "parents",
        "set",
        "add",
        "headers",
        "queryParams",
        "labels",
    ];
    let mut general = String::new();
    let mut previous = "";
    for segment in path.split('/').skip(1) {
        general.push('/');
        let named = LISTS.contains(&previous) && segment != "$order";
        general.push_str(if named { "*" } else { segment });
        previous = segment;
    }
    general
}

/// Without names, indexes and quoted texts.
fn general_note(note: &str) -> String {
    let mut general = String::new();
    let mut quoted = false;
    for c in note.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                if quoted {
                    general.push_str(".*");
                }
            }
            _ if quoted => {}
            c if c.is_ascii_digit() => {
                if !general.ends_with("\\d+") {
                    general.push_str("\\d+");
                }
            }
            '[' | ']' | '(' | ')' | '*' | '.' | '?' | '+' | '{' | '}' | '|' => {
                general.push('\\');
                general.push(c);
            }
            c => general.push(c),
        }
    }
    general
}

/// The form of a value: verdicts and short enumerations as they are, the rest as a pattern.
fn shape(value: Option<&Value>, other: Option<&Value>, path: &str) -> String {
    let Some(value) = value else {
        return "absent".to_owned();
    };
    match value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) if path.ends_with("/ref") => backend_shape(text),
        Value::String(text) if path.starts_with("/!") => format!("{text:?}"),
        Value::String(text) if path.contains("/conditions/") && !path.ends_with("/message") => {
            text.clone()
        }
        Value::String(text) if text.starts_with("detached") => text.clone(),
        Value::String(_) => "\"~.+\"".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => match (number.as_i64(), other.and_then(Value::as_i64)) {
            (Some(value), Some(other)) if value < other => "lower".to_owned(),
            (Some(_), Some(_)) => "higher".to_owned(),
            _ => number.to_string(),
        },
        Value::Null => "null".to_owned(),
        Value::Array(_) | Value::Object(_) => "present".to_owned(),
    }
}

/// A backend by its kind, and the one that cannot be resolved by its name.
fn backend_shape(text: &str) -> String {
    if text == "MeshService kuma.io/unresolved-backend" {
        return text.to_owned();
    }
    format!("\"~{} .*\"", text.split(' ').next().unwrap_or_default())
}
