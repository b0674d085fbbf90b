//! Every row of the specification that the module answers for is shown by a golden, or it is said why none can.

use std::collections::{BTreeMap, BTreeSet};

use kuma_gapi_tools::{Failure, golden, paths, yaml};

/// The rows of kuma.md: conditions (C), Kuma's own rules (V), versions (R) and faults (F).
fn rows() -> Vec<String> {
    let of = |letter: &'static str, numbers: Vec<u32>| {
        numbers
            .into_iter()
            .map(move |number| format!("{letter}{number}"))
    };
    let faults = (1..=126).chain([128, 136, 137, 138, 142]).chain(151..=169);
    of("C", (1..=50).collect())
        .chain(of("V", (1..=56).collect()))
        .chain(of("R", (1..=19).collect()))
        .chain(of("F", faults.collect()))
        .collect()
}

/// The rows that the goldens name, each with the goldens that name it.
fn shown() -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let directory = paths::repository(golden::DIRECTORY);
    let mut shown = BTreeMap::<String, Vec<String>>::new();
    for golden in paths::directories_with(&directory, "in.yaml")? {
        let text = paths::read(&golden.join("in.yaml"))?;
        let named = text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .filter_map(|line| line.strip_prefix("# rows:"))
            .flat_map(str::split_whitespace);
        for row in named {
            let goldens = shown.entry(row.to_owned()).or_default();
            goldens.push(paths::name(&golden));
        }
    }
    Ok(shown)
}

/// The rows that no golden can show, each with the reason.
fn uncovered() -> Result<BTreeMap<String, String>, Failure> {
    let path = paths::repository(golden::DIRECTORY).join("uncovered.yaml");
    let documents = yaml::documents(&paths::read(&path)?)?;
    let mut uncovered = BTreeMap::new();
    for (row, reason) in documents
        .iter()
        .filter_map(|document| document.as_object())
        .flatten()
    {
        let reason = reason.as_str().unwrap_or_default();
        uncovered.insert(row.clone(), reason.to_owned());
    }
    Ok(uncovered)
}

#[test]
fn every_row_is_shown_by_a_golden_or_it_is_said_why_none_can() {
    let (rows, shown, uncovered) = (rows(), shown().unwrap(), uncovered().unwrap());
    let missing: Vec<&String> = rows
        .iter()
        .filter(|row| !shown.contains_key(*row) && !uncovered.contains_key(*row))
        .collect();
    assert!(
        missing.is_empty(),
        "name these rows in the `# rows:` line of a golden, or in uncovered.yaml: {missing:?}"
    );
}

#[test]
fn what_a_golden_shows_is_not_called_uncovered() {
    let shown = shown().unwrap();
    let both: Vec<String> = uncovered()
        .unwrap()
        .into_keys()
        .filter_map(|row| {
            let goldens = shown.get(&row)?;
            Some(format!("{row}: {}", goldens.join(", ")))
        })
        .collect();
    assert!(
        both.is_empty(),
        "take these rows out of uncovered.yaml, or out of the goldens:\n{}",
        both.join("\n")
    );
}

#[test]
fn only_rows_of_the_specification_are_named_and_each_uncovered_one_has_its_reason() {
    let rows: BTreeSet<String> = rows().into_iter().collect();
    let unknown: Vec<String> = shown()
        .unwrap()
        .into_iter()
        .filter(|(row, _)| !rows.contains(row))
        .map(|(row, goldens)| format!("{row} in {}", goldens.join(", ")))
        .collect();
    assert!(unknown.is_empty(), "no such rows: {unknown:?}");
    for (row, reason) in uncovered().unwrap() {
        assert!(rows.contains(&row), "no such row in uncovered.yaml: {row}");
        assert!(
            reason.contains(' ') && reason.ends_with('.'),
            "uncovered.yaml: the reason of {row} is one sentence"
        );
    }
}
