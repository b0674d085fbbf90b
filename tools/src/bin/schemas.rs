//! `make schemas`: makes `src/admission/tables.txt` out of CRDs.
//!
//! `schemas TABLES CRDS.json [VERSION=DIR]…`, where `CRDS.json` holds CRDs that are there whatever the
//! release of Gateway API, and `DIR` has those of one release as YAML in `standard` and `experimental`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use kuma_gapi_tools::schemas::{Release, tables};
use kuma_gapi_tools::{Failure, paths, yaml};
use serde_json::Value;

const USAGE: &str = "usage: schemas TABLES CRDS.json VERSION=DIR…";

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let output = PathBuf::from(arguments.next().ok_or(USAGE)?);
    let others = PathBuf::from(arguments.next().ok_or(USAGE)?);
    let mut releases = Vec::new();
    for argument in arguments {
        let (version, directory) = argument.split_once('=').ok_or(USAGE)?;
        let directory = Path::new(directory);
        releases.push(Release {
            version: version.to_owned(),
            standard: crds(&directory.join("standard"))?,
            experimental: crds(&directory.join("experimental"))?,
        });
    }
    if releases.is_empty() {
        return Err(USAGE.into());
    }
    let others: Vec<Value> = serde_json::from_str(&paths::read(&others)?)?;
    paths::write(&output, &tables(releases, &others)?)
}

/// The CRDs among the YAML files of a directory.
fn crds(directory: &Path) -> Result<Vec<Value>, Failure> {
    let fail = |error: &dyn std::fmt::Display| format!("{}: {error}", directory.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(|error| fail(&error))? {
        let path = entry?.path();
        if path.extension() != Some(OsStr::new("yaml")) {
            continue;
        }
        let documents = yaml::documents(&paths::read(&path)?);
        let documents = documents.map_err(|error| format!("{}: {error}", path.display()))?;
        found.extend(
            documents.into_iter().filter(|document| {
                document.get("kind") == Some(&"CustomResourceDefinition".into())
            }),
        );
    }
    if found.is_empty() {
        return Err(fail(&"no CRDs").into());
    }
    Ok(found)
}
