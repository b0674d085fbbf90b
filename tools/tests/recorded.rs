//! The comparison with Kuma's recorded answers, over the scenarios that the repository carries.

use std::path::PathBuf;

use kuma_gapi::contract::Target;
use kuma_gapi_tools::compare::recorded::Recorded;
use kuma_gapi_tools::compare::{self, scenario};
use kuma_gapi_tools::crds::Crds;
use kuma_gapi_tools::{paths, yaml};
use serde_json::json;

fn sets() -> Vec<PathBuf> {
    ["hand", "random", "probe"]
        .map(|set| paths::repository("tests/recorded").join(set))
        .into()
}

#[test]
fn every_difference_is_explained_and_every_row_is_used() {
    explained(Target::Kuma214);
}

#[test]
fn every_difference_from_kuma_2_6_is_explained() {
    explained(Target::Kuma26);
}

#[test]
fn every_difference_from_kuma_3_0_is_explained() {
    explained(Target::Kuma30);
}

#[expect(
    clippy::unwrap_used,
    reason = "a test fails where something is missing"
)]
fn explained(target: Target) {
    let report = compare::run(&sets(), &paths::repository(compare::LEDGER), target).unwrap();
    // A report can be thousands of lines long; `make compare` prints the whole of it.
    let shown: Vec<String> = report
        .to_string()
        .lines()
        .take(60)
        .map(str::to_owned)
        .collect();
    assert_eq!(
        report.unexplained().count(),
        0,
        "{}
{}",
        shown.join(
            "
"
        ),
        report.summary()
    );
    assert!(
        report.unused().is_empty(),
        "rows that explain nothing: {:?}",
        report.unused()
    );
}

/// The engine itself: who answers what Kuma answers has no difference.
#[test]
fn an_answer_equal_to_kumas_has_no_difference() {
    let crds = Crds::load().unwrap();
    for directory in sets()
        .iter()
        .flat_map(|set| paths::directories_with(set, "kuma.yaml").unwrap())
    {
        let text = paths::read(&directory.join("kuma.yaml")).unwrap();
        let recorded: Recorded = serde_yaml_ng::from_str(&text).unwrap();
        let documents = yaml::documents(&paths::read(&directory.join("in.yaml")).unwrap()).unwrap();
        let evaluation = json!({"resources": recorded.resources, "statuses": recorded.statuses});
        let found =
            scenario::differences(&documents, &recorded, &evaluation, &crds, Target::default());
        assert!(found.is_empty(), "{}: {found:?}", directory.display());
    }
}
