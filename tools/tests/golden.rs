//! The goldens are what the module answers.

use kuma_gapi_tools::golden;

#[test]
fn every_golden_is_what_the_module_answers() {
    let wrong = golden::check().unwrap();
    assert!(
        wrong.is_empty(),
        "`make golden` rewrites them if they should change:\n{}",
        wrong.join("\n")
    );
}
