//! The rules of the CRDs that `rule-broken` names: the page `docs/rules.md`, and the list that the
//! command reads.

use std::fmt::Write as _;

use kuma_gapi::admission::catalogue::{Listed, rules};
use serde_json::json;

use crate::{Failure, paths};

/// Where the page lies.
pub const PAGE: &str = "docs/rules.md";
/// Where the list lies.
pub const LIST: &str = "js-harness/src/rules.json";

/// The page.
///
/// # Errors
/// It cannot be written.
pub fn page() -> Result<String, Failure> {
    let mut page = String::from(
        "# Rules\n\n\
         The validation rules (`x-kubernetes-validations`) of the CRDs that the module knows, by the name that\n\
         follows [`rule-broken/`](codes.md#rule-broken) in a diagnostic. `kuma-gapi codes rule-broken/NAME` prints one.\n\
         Made by `make codes` from `src/admission/tables.txt`; do not edit.\n\n\
         | rule | says | of |\n| --- | --- | --- |\n",
    );
    for rule in rules() {
        let places: Vec<String> = rule
            .places
            .iter()
            .map(|place| format!("`{place}`"))
            .collect();
        let change = if rule.on_update { " (on a change)" } else { "" };
        writeln!(
            page,
            "| `{}` | {}{change} | {} |",
            rule.name,
            cell(rule.says),
            places.join("<br>")
        )?;
    }
    Ok(page)
}

/// Text as it is, in a cell of a table.
fn cell(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('<', "&lt;")
        .replace('*', "\\*")
}

/// The list.
///
/// # Errors
/// It cannot be written.
pub fn list() -> Result<String, Failure> {
    let entries: Vec<String> = rules()
        .iter()
        .map(
            |Listed {
                 name,
                 says,
                 on_update,
                 places,
             }| {
                serde_json::to_string(
                    &json!({ "name": name, "says": says, "onUpdate": on_update, "places": places }),
                )
            },
        )
        .collect::<Result<_, _>>()?;
    Ok(format!("[\n{}\n]\n", entries.join(",\n")))
}

/// Writes both.
///
/// # Errors
/// They cannot be made or written.
pub fn write() -> Result<(), Failure> {
    paths::write(&paths::repository(PAGE), &page()?)?;
    paths::write(&paths::repository(LIST), &list()?)
}

/// Whether both in the repository are those that would be written.
///
/// # Errors
/// They are not, or cannot be read.
pub fn check() -> Result<(), Failure> {
    for (path, text) in [(PAGE, page()?), (LIST, list()?)] {
        if paths::read(&paths::repository(path))? != text {
            return Err(format!("{path} is out of date: run `make codes`").into());
        }
    }
    Ok(())
}
