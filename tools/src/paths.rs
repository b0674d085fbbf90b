//! Where things lie in the repository.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;

/// The place `below` in the repository.
#[must_use]
pub fn repository(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(below)
}

/// Reads a file; the message of an error names it.
///
/// # Errors
/// The file cannot be read.
pub fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Writes a file; the message of an error names it.
///
/// # Errors
/// The file cannot be written.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// The directories in `directory`, sorted.
///
/// # Errors
/// The directory cannot be read.
pub fn directories(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries =
        fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The directories in `directory` that hold a file `file`, sorted; `directory` itself if it holds one.
///
/// # Errors
/// The directory cannot be read.
pub fn directories_with(directory: &Path, file: &str) -> Result<Vec<PathBuf>, Failure> {
    if directory.join(file).is_file() {
        return Ok(vec![directory.to_owned()]);
    }
    let mut found = directories(directory)?;
    found.retain(|path| path.join(file).is_file());
    Ok(found)
}

/// The last part of a path, for messages.
#[must_use]
pub fn name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}
