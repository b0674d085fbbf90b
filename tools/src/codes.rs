//! The page of diagnostic codes, `docs/codes.md`.

use std::fmt::Write as _;

use serde::Deserialize;

use crate::{Failure, paths};

/// Where the page lies.
pub const PAGE: &str = "docs/codes.md";

#[derive(Deserialize)]
struct Entry {
    code: String,
    severity: String,
    summary: String,
    help: String,
    explanation: String,
    example: String,
}

/// The page, made from the module's own catalogue.
///
/// # Errors
/// The catalogue cannot be read.
pub fn page() -> Result<String, Failure> {
    let entries: Vec<Entry> = serde_json::from_str(&kuma_gapi::codes_json())?;
    let mut page = String::from(
        "# Codes\n\n\
         What a diagnostic of `kuma-gapi` means. `kuma-gapi codes CODE` prints the same.\n\
         Made by `cargo run -p kuma-gapi-tools --bin codes` from the catalogue in `src/diagnostic/`; do not edit.\n\n",
    );
    page.push_str("| code | severity | meaning |\n| --- | --- | --- |\n");
    for entry in &entries {
        let summary = entry.summary.replace('|', "\\|");
        writeln!(
            page,
            "| [`{0}`](#{0}) | {1} | {2} |",
            entry.code, entry.severity, summary
        )?;
    }
    for entry in &entries {
        write!(page, "\n## {}\n\n", entry.code)?;
        write!(page, "**{}.** {}\n\n", entry.severity, entry.summary.trim())?;
        write!(page, "{}\n\n", entry.explanation.trim())?;
        writeln!(
            page,
            "What to do: {}.",
            entry.help.trim().trim_end_matches('.')
        )?;
        if !entry.example.trim().is_empty() {
            write!(
                page,
                "\n```yaml\n{}\n```\n",
                entry.example.trim_matches('\n')
            )?;
        }
    }
    Ok(page)
}

/// Writes the page.
///
/// # Errors
/// The page cannot be made or written.
pub fn write() -> Result<(), Failure> {
    let path = paths::repository(PAGE);
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)?;
    }
    paths::write(&path, &page()?)
}

/// Whether the page in the repository is the one that would be written.
///
/// # Errors
/// It is not, or it cannot be read.
pub fn check() -> Result<(), Failure> {
    if paths::read(&paths::repository(PAGE))? == page()? {
        return Ok(());
    }
    Err(format!("{PAGE} is out of date: run `cargo run -p kuma-gapi-tools --bin codes`").into())
}
