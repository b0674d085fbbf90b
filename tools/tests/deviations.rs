//! Where Kuma's data plane does something else than Gateway API asks: what is said of it, each time with a
//! request that shows it (`tests/deviations`; `UPDATE_GOLDEN=1` rewrites them), and the table in the docs.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails where something is missing"
)]

use kuma_gapi::simulate::simulate_json;
use kuma_gapi_tools::{paths, snapshot, yaml};
use serde_json::{Value, json};

const PREFIX: &str = "data-plane-";

fn found(documents: &[Value]) -> Vec<Value> {
    let text = snapshot::text(documents, None, Some(&json!({"requests": "check"})));
    let answer: Value = serde_json::from_str(&kuma_gapi::evaluate_json(&text)).unwrap();
    let diagnostics = answer["ok"]["diagnostics"].as_array().unwrap().iter();
    diagnostics
        .filter(|diagnostic| diagnostic["code"].as_str().unwrap().starts_with(PREFIX))
        .cloned()
        .collect()
}

#[test]
fn a_diagnostic_names_a_request_that_shows_the_difference() {
    let folder = paths::repository("tests/deviations");
    let directories = paths::directories_with(&folder, "in.yaml").unwrap();
    assert!(directories.len() > 5);
    for directory in directories {
        let documents = yaml::documents(&paths::read(&directory.join("in.yaml")).unwrap()).unwrap();
        let found = found(&documents);
        assert!(!found.is_empty(), "{}", directory.display());
        let text = yaml::from_json(&Value::from(found).to_string()).unwrap();
        let file = directory.join("out.yaml");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            paths::write(&file, &text).unwrap();
        }
        assert_eq!(paths::read(&file).unwrap(), text, "{}", directory.display());
    }
}

/// What Kuma's own resources do wrong and ours do not (`tests/worked-around`): each with requests that went
/// wrong before.
#[test]
fn what_is_worked_around_is_right_in_both_models() {
    let folder = paths::repository("tests/worked-around");
    let directories = paths::directories_with(&folder, "in.yaml").unwrap();
    assert!(directories.len() > 10);
    for directory in directories {
        let name = directory.display();
        let read =
            |file: &str| yaml::documents(&paths::read(&directory.join(file)).unwrap()).unwrap();
        let documents = read("in.yaml");
        let mut left = found(&documents);
        // What no rule of a Service takes is another matter.
        left.retain(|one| {
            !matches!(
                one["code"].as_str(),
                Some("data-plane-unmatched" | "data-plane-query-dropped")
            )
        });
        assert_eq!(left, Vec::<Value>::new(), "{name}");
        let mut requests = read("requests.yaml").remove(0);
        let expected: Vec<Value> = requests
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .map(|request| request.as_object_mut().unwrap().remove("expect").unwrap())
            .collect();
        let text = snapshot::text(&documents, None, None);
        let answer: Value =
            serde_json::from_str(&simulate_json(&text, &requests.to_string())).unwrap();
        for (answer, expected) in answer["ok"].as_array().unwrap().iter().zip(expected) {
            assert_eq!(answer["ok"]["differences"], json!([]), "{name}: {answer}");
            for (field, wanted) in expected.as_object().unwrap() {
                assert_eq!(
                    answer["ok"]["dataPlane"][field], *wanted,
                    "{name}: {answer}"
                );
            }
        }
    }
}

#[test]
fn without_the_option_nothing_is_said_and_all_else_is_the_same() {
    let folder = paths::repository("tests/recorded/hand");
    for directory in paths::directories_with(&folder, "in.yaml").unwrap() {
        let documents = yaml::documents(&paths::read(&directory.join("in.yaml")).unwrap()).unwrap();
        let answer = |options: Option<&Value>| -> Value {
            let text = snapshot::text(&documents, None, options);
            serde_json::from_str(&kuma_gapi::evaluate_json(&text)).unwrap()
        };
        let plain = answer(None);
        assert!(!plain.to_string().contains(PREFIX));
        let mut tried = answer(Some(&json!({"requests": "check"})));
        let diagnostics = tried["ok"]["diagnostics"].as_array_mut().unwrap();
        diagnostics.retain(|one| !one["code"].as_str().unwrap().starts_with(PREFIX));
        assert_eq!(plain, tried, "{}", directory.display());
    }
}

#[test]
fn the_table_names_every_code() {
    let page = paths::read(&paths::repository("docs/deviations.md")).unwrap();
    let codes: Vec<Value> = serde_json::from_str(&kuma_gapi::codes_json()).unwrap();
    let names: Vec<&str> = codes
        .iter()
        .map(|code| code["code"].as_str().unwrap())
        .collect();
    for name in names.iter().filter(|name| name.starts_with(PREFIX)) {
        assert!(
            page.contains(&format!("`{name}`")),
            "{name} is not in docs/deviations.md"
        );
    }
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.matches('|').count() == 6);
    let mut count = 0;
    for row in rows.skip(1) {
        let cell = row.split('|').nth(4).unwrap();
        for code in cell.split('`').skip(1).step_by(2) {
            assert!(names.contains(&code), "{code} is no code: {row}");
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}
