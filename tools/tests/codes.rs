//! The pages of codes and rules are what the catalogue and the schema tables say.

use kuma_gapi_tools::{codes, rules};

#[test]
fn the_page_of_codes_is_up_to_date() {
    codes::check().unwrap();
}

#[test]
fn the_page_and_the_list_of_rules_are_up_to_date() {
    rules::check().unwrap();
}
