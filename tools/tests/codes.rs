//! The page of codes is what the catalogue says.

use kuma_gapi_tools::codes;

#[test]
fn the_page_of_codes_is_up_to_date() {
    codes::check().unwrap();
}
