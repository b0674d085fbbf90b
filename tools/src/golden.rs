//! Goldens: `tests/golden/NAME/in.yaml` (objects), beside it `options.yaml` and `observed.yaml`
//! where a golden has them, and `out.yaml`, the whole evaluation.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{Failure, paths, snapshot, yaml};

/// Where the goldens lie.
pub const DIRECTORY: &str = "tests/golden";

/// Where the recorded scenarios lie, in families.
const RECORDED: &str = "tests/recorded";

/// One golden.
#[derive(Debug)]
pub struct Golden {
    /// Its directory.
    pub directory: PathBuf,
    /// The snapshot, JSON text.
    pub snapshot: String,
    /// The module's answer, JSON text.
    pub answer: String,
    /// What `out.yaml` should be.
    pub out: String,
}

/// Every golden of the repository, evaluated.
///
/// # Errors
/// A golden cannot be read.
pub fn all() -> Result<Vec<Golden>, Failure> {
    let directories = paths::directories_with(&paths::repository(DIRECTORY), "in.yaml")?;
    directories.into_iter().map(load).collect()
}

fn load(directory: PathBuf) -> Result<Golden, Failure> {
    let resources = yaml::documents(&paths::read(&directory.join("in.yaml"))?)?;
    let observed = optional(&directory.join("observed.yaml"))?;
    let options = optional(&directory.join("options.yaml"))?
        .and_then(|documents| documents.into_iter().next());
    let snapshot = snapshot::text(&resources, observed.as_deref(), options.as_ref());
    let answer = kuma_gapi::evaluate_json(&snapshot);
    // Every golden shows one evaluation, so the tag `ok` is left out; a refusal is shown with its tag.
    let untagged = answer
        .strip_prefix("{\"ok\":")
        .and_then(|rest| rest.strip_suffix('}'));
    let out = yaml::from_json(untagged.unwrap_or(&answer))?;
    Ok(Golden {
        directory,
        snapshot,
        answer,
        out,
    })
}

fn optional(path: &Path) -> Result<Option<Vec<Value>>, Failure> {
    if path.is_file() {
        Ok(Some(yaml::documents(&paths::read(path)?)?))
    } else {
        Ok(None)
    }
}

/// Writes every `out.yaml`, and says which of them changed.
///
/// # Errors
/// A golden cannot be read or written.
pub fn rewrite() -> Result<Vec<String>, Failure> {
    let mut changed = Vec::new();
    for golden in all()? {
        let path = golden.directory.join("out.yaml");
        if std::fs::read_to_string(&path).ok().as_ref() != Some(&golden.out) {
            paths::write(&path, &golden.out)?;
            changed.push(paths::name(&golden.directory));
        }
    }
    Ok(changed)
}

/// The goldens whose `out.yaml` is not what the module answers, each with the first line that differs.
///
/// # Errors
/// A golden cannot be read.
pub fn check() -> Result<Vec<String>, Failure> {
    let mut wrong = Vec::new();
    for golden in all()? {
        let stored = std::fs::read_to_string(golden.directory.join("out.yaml")).unwrap_or_default();
        if stored != golden.out {
            wrong.push(format!(
                "{}: {}",
                paths::name(&golden.directory),
                first_difference(&stored, &golden.out)
            ));
        }
    }
    Ok(wrong)
}

fn first_difference(stored: &str, answered: &str) -> String {
    let (mut old, mut new) = (stored.lines(), answered.lines());
    let mut line = 1;
    loop {
        match (old.next(), new.next()) {
            (None, None) => return "the ends of lines differ".to_owned(),
            (old, new) if old == new => line += 1,
            (old, new) => {
                return format!("line {line}: out.yaml has {old:?}, the module answers {new:?}");
            }
        }
    }
}

/// The goldens as JSON `[{name, snapshot, answer}]`, for hosts that cannot read YAML.
///
/// # Errors
/// A golden cannot be read.
pub fn as_json() -> Result<String, Failure> {
    let goldens = all()?;
    let entries = goldens.iter().map(|golden| {
        let name = paths::name(&golden.directory);
        (name, golden.snapshot.as_str(), golden.answer.as_str())
    });
    written(entries)
}

/// The recorded scenarios in the same form, each as a snapshot of its files alone.
///
/// # Errors
/// A scenario cannot be read.
pub fn recorded_as_json() -> Result<String, Failure> {
    let mut scenarios = Vec::new();
    for family in paths::directories(&paths::repository(RECORDED))? {
        for directory in paths::directories_with(&family, "in.yaml")? {
            let resources = yaml::documents(&paths::read(&directory.join("in.yaml"))?)?;
            let snapshot = snapshot::text(&resources, None, None);
            let answer = kuma_gapi::evaluate_json(&snapshot);
            scenarios.push((paths::name(&directory), snapshot, answer));
        }
    }
    let entries = scenarios.iter();
    written(
        entries.map(|(name, snapshot, answer)| (name.clone(), snapshot.as_str(), answer.as_str())),
    )
}

fn written<'a>(
    entries: impl Iterator<Item = (String, &'a str, &'a str)>,
) -> Result<String, Failure> {
    let entries: Vec<Value> = entries
        .map(|(name, snapshot, answer)| json!({"name": name, "snapshot": snapshot, "answer": answer}))
        .collect();
    Ok(serde_json::to_string_pretty(&entries)? + "\n")
}
