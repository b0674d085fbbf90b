//! What the module's admission says of an object, against what a real API server answered.

mod warnings;

use std::fmt::Write as _;
use std::path::Path;

use kuma_gapi::admission::{self, Admitted, Cause};
use kuma_gapi::contract::Channel;
use kuma_gapi::json::Node;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::{Failure, paths};

use warnings::{entries, header};

/// One recorded case.
#[derive(Debug, serde::Deserialize)]
pub struct Case {
    /// What it is called.
    pub name: String,
    /// Which CRDs were installed.
    pub channel: String,
    /// The release of Gateway API whose CRDs they were; the newest if it is not told.
    #[serde(default, rename = "gatewayApi")]
    pub gateway_api: Option<String>,
    /// What was sent, as it was written: a key may stand twice.
    pub object: Box<RawValue>,
    /// Of an update: the object that was there, as the API server gave it.
    #[serde(default)]
    pub old: Option<Box<RawValue>>,
    /// What came back.
    pub answer: Answer,
}

/// What an API server answered.
#[derive(Debug, serde::Deserialize)]
pub struct Answer {
    /// `accepted` or `refused`.
    pub verdict: String,
    /// Of a refused object: the message.
    #[serde(default)]
    pub message: String,
    /// Of a refused object: the causes.
    #[serde(default)]
    pub causes: Vec<RecordedCause>,
    /// The Warning header.
    #[serde(default)]
    pub warnings: String,
    /// Of an accepted object: what is stored.
    #[serde(default)]
    pub stored: Value,
}

/// A cause in a recorded answer.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
pub struct RecordedCause {
    /// The field.
    pub field: String,
    /// The message.
    pub message: String,
    /// The reason.
    pub reason: String,
}

/// What became of the comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many cases there were.
    pub cases: usize,
    /// In how many of them the verdict is the same.
    pub verdicts: usize,
    /// In how many of them the causes, the message and the warnings are the same.
    pub messages: usize,
    /// In how many of them the stored form is the same, or there is none on both sides.
    pub stored: usize,
}

impl Tally {
    /// Whether there is no difference.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.verdicts == self.cases && self.messages == self.cases && self.stored == self.cases
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} cases: {} verdicts equal, {} messages equal, {} stored forms equal",
            self.cases, self.verdicts, self.messages, self.stored
        )
    }
}

/// Compares all cases of a text, one a line; gives the differences too.
///
/// # Errors
/// A line that is no case.
pub fn compare(text: &str) -> Result<(Tally, Vec<String>), Failure> {
    let mut tally = Tally::default();
    let mut differences = Vec::new();
    for (number, line) in text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
    {
        let case: Case =
            serde_json::from_str(line).map_err(|error| format!("line {}: {error}", number + 1))?;
        let difference = one(&case, &mut tally)?;
        if !difference.is_empty() {
            differences.push(format!("{} ({})\n{difference}", case.name, case.channel));
        }
    }
    Ok((tally, differences))
}

/// The cases of all files with what the native build answers at its door, for tests on other
/// engines: `[{file, cases: [{case, snapshot, answer}]}]`.
///
/// # Errors
/// A file that cannot be read, or a line that is no case.
pub fn as_json(files: &[&Path]) -> Result<String, Failure> {
    let mut all = Vec::new();
    for file in files {
        let mut cases = Vec::new();
        for line in paths::read(file)?.lines().filter(|l| !l.trim().is_empty()) {
            let record: Value = serde_json::from_str(line)?;
            let case: Case = serde_json::from_str(line)?;
            // The object as it was sent: with the keys that it has twice.
            let mut options = json!({"crds": case.channel});
            if let (Some(release), Value::Object(options)) = (case.gateway_api, &mut options) {
                options.insert("gatewayApi".to_owned(), release.into());
            }
            let object = case.object.get();
            let snapshot = format!("{{\"resources\":[{object}],\"options\":{options}}}");
            let answer = kuma_gapi::validate_json(&snapshot);
            cases.push(json!({"case": record, "snapshot": snapshot, "answer": answer}));
        }
        all.push(json!({"file": paths::name(file), "cases": cases}));
    }
    Ok(serde_json::to_string(&all)?)
}

fn one(case: &Case, tally: &mut Tally) -> Result<String, Failure> {
    let mut told = String::new();
    tally.cases += 1;
    let refused = case.answer.verdict == "refused";
    let mut node: Node<'_> = match serde_json::from_str(case.object.get()) {
        Ok(node) => node,
        Err(error) => {
            // As numbers beyond every float: whoever reads the text here finds it, in words of its own.
            if refused && case.answer.causes.is_empty() {
                tally.verdicts += 1;
                tally.messages += 1;
                tally.stored += 1;
            } else {
                writeln!(told, "  {} there, here: {error}", case.answer.verdict)?;
            }
            return Ok(told);
        }
    };
    let of_object = |keys: &[&str]| {
        let mut at = Some(&node);
        for key in keys {
            at = at.and_then(|node| node.get(key));
        }
        at.and_then(Node::as_str).unwrap_or_default().to_owned()
    };
    let (api_version, kind) = (of_object(&["apiVersion"]), of_object(&["kind"]));
    let name = of_object(&["metadata", "name"]);
    let channel = match case.channel.as_str() {
        "standard" => Channel::Standard,
        "experimental" => Channel::Experimental,
        other => return Err(format!("{}: no channel {other}", case.name).into()),
    };
    let old: Option<Node<'_>> = match &case.old {
        Some(old) => Some(serde_json::from_str(old.get())?),
        None => None,
    };
    let mut admitted = admission::admit(
        &mut node,
        admission::Id {
            api_version: &api_version,
            kind: &kind,
            channel,
            release: case.gateway_api.as_deref(),
            creates: old.is_none(),
            old: old.as_ref(),
        },
    );
    if admitted.refused != refused {
        let verdict = if admitted.refused {
            "refused"
        } else {
            "accepted"
        };
        writeln!(told, "  {} there, {verdict} here", case.answer.verdict)?;
        for cause in &admitted.causes {
            writeln!(told, "  only here: {} {cause}", cause.reason)?;
        }
        for cause in &case.answer.causes {
            writeln!(
                told,
                "  only there: {} {}: {}",
                cause.reason, cause.field, cause.message
            )?;
        }
        if refused {
            writeln!(told, "  there: {}", case.answer.message)?;
        }
        return Ok(told);
    }
    tally.verdicts += 1;
    let before = told.len();
    causes(case, &mut admitted, &mut told)?;
    if told.len() == before && refused {
        let message = admitted.message(&api_version, &kind, &name);
        if message != case.answer.message {
            writeln!(told, "  there: {}\n  here:  {message}", case.answer.message)?;
        }
    }
    let mut there = entries(&case.answer.warnings);
    let mut here = header(&admitted.warnings);
    there.sort();
    here.sort();
    if here != there {
        writeln!(
            told,
            "  warnings there: {}\n  warnings here:  {}",
            there.join("\n                  "),
            here.join("\n                  ")
        )?;
    }
    if told.len() == before {
        tally.messages += 1;
    }
    let stored = serde_json::to_value(&node)?;
    if refused || is_same(&stored, &case.answer.stored) {
        tally.stored += 1;
    } else {
        writeln!(
            told,
            "  stored there: {}\n  stored here:  {stored}",
            case.answer.stored
        )?;
    }
    Ok(told)
}

/// Whether two values are the same. Beyond what fits an integer, Go and Rust write a number in different
/// ways, `1e20` and `100000000000000000000`.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) if !a.is_i64() || !b.is_i64() => {
            a.as_f64() == b.as_f64()
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b)))
        }
        (a, b) => a == b,
    }
}

/// Compares the causes as sets, and brings ours into the order of the recorded ones.
fn causes(case: &Case, admitted: &mut Admitted<'_>, told: &mut String) -> Result<(), Failure> {
    let mut ours: Vec<Cause> = Vec::new();
    for cause in std::mem::take(&mut admitted.causes) {
        if !ours.contains(&cause) {
            ours.push(cause);
        }
    }
    for (i, there) in case.answer.causes.iter().enumerate() {
        // On an update an API server looks at the metadata three times.
        if case
            .answer
            .causes
            .iter()
            .take(i)
            .any(|cause| cause == there)
        {
            continue;
        }
        let same = ours.iter().position(|cause| {
            cause.field == there.field
                && cause.message == there.message
                && cause.reason == there.reason
        });
        match same {
            Some(at) => admitted.causes.push(ours.remove(at)),
            None => writeln!(
                told,
                "  only there: {} {}: {}",
                there.reason, there.field, there.message
            )?,
        }
    }
    for cause in ours {
        writeln!(told, "  only here: {} {cause}", cause.reason)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_a_real_api_server_answered() {
        let path = paths::repository("tests/cases/admission.jsonl");
        let (tally, differences) = compare(&paths::read(&path).unwrap()).unwrap();
        assert!(differences.is_empty(), "{}", differences.join("\n"));
        assert!(tally.is_clean());
        assert!(tally.cases >= 220, "{tally}");
    }

    #[test]
    fn differences_are_found() {
        let case = |answer: &str| {
            format!(
                r#"{{"name":"n","channel":"standard","object":{{"apiVersion":"gateway.networking.k8s.io/v1",
                "kind":"GatewayClass","metadata":{{"name":"a"}},"spec":{{}}}},"answer":{answer}}}"#
            )
            .replace('\n', "")
        };
        let (tally, told) = compare(&case(r#"{"verdict":"accepted","stored":{}}"#)).unwrap();
        assert_eq!((tally.cases, tally.verdicts, told.len()), (1, 0, 1));
        let (tally, told) = compare(&case(r#"{"verdict":"refused","causes":[]}"#)).unwrap();
        assert_eq!((tally.verdicts, tally.messages, told.len()), (1, 0, 1));
        assert!(compare("{}").is_err());
    }
}
